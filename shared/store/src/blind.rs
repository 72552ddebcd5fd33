//! Updates of leads, their numbers and calls that rest on nothing that was read of these items. Each keeps what a
//! write of the whole item would keep: its index entries and, where it has one, a version that moves.

use aws_sdk_dynamodb::types::AttributeValue;
use homework_domain::call::Outcome;
use homework_domain::ids::{CallId, LeadId, PartnerId};
use homework_domain::lead::{Lead, LeadStatus};
use homework_domain::meeting::Meeting;
use jiff::Timestamp;

use crate::keys::{self, Index};
use crate::operation::{Condition, Update, Write, text};
use crate::table::{Store, entry_attributes};

/// Makes a lead DO_NOT_CALL, whatever it was.
pub(crate) fn forbid_lead(id: LeadId, now: Timestamp) -> Write {
    set_lead_status(id, LeadStatus::DoNotCall, now, Condition::present())
}

/// There is a meeting with the lead now, even if the line dropped meanwhile and the lead was settled.
pub(crate) fn book_lead(meeting: &Meeting) -> Write {
    let callable = Condition::present().and(Condition::IsNot("status", text(LeadStatus::DoNotCall.as_str())));
    set_lead_status(meeting.lead_id, LeadStatus::MeetingScheduled, meeting.created_at, callable)
}

/// Also takes the lead out of any line. One that is being deleted must be read: it stands in the line of the
/// deletions.
fn set_lead_status(id: LeadId, status: LeadStatus, now: Timestamp, condition: Condition) -> Write {
    let mut set =
        vec![("status".to_owned(), text(status.as_str())), ("updated_at".to_owned(), text(now.to_string()))];
    set.extend(entry_attributes(keys::lead_status_entry(id, status)));
    let line = ["next_attempt_at", "call_back_at", "status_before"].map(str::to_owned);
    let remove = line.into_iter().chain([Index::Gsi5.pk(), Index::Gsi5.sk()]);
    let condition = condition.and(Condition::IsNot("deleting", AttributeValue::Bool(true)));
    Write::update(&keys::lead(id), moving(Update::default().set(set).remove(remove)), condition)
}

/// Takes a lead off its partner.
pub(crate) fn take_lead_off(lead: LeadId, partner: PartnerId) -> Write {
    let remove = ["partner_id".to_owned(), Index::Gsi3.pk(), Index::Gsi3.sk()];
    let ours = Condition::Is("partner_id", text(partner.to_string()));
    Write::update(&keys::lead(lead), moving(Update::default().remove(remove)), ours)
}

/// Notes under what a lead is found, and forgets under what it no longer is, while the number is the lead's.
pub(crate) fn note_search_terms(lead: &Lead) -> Write {
    let mut set = Store::number_item(lead);
    set.retain(|name, _| !matches!(name.as_str(), "pk" | "sk"));
    let gone = Store::search_attributes().into_iter().filter(|name| !set.contains_key(name));
    let gone: Vec<String> = gone.collect();
    let update = Update::default().set(set).remove(gone);
    Write::update(&keys::phone(&lead.phone), update, Condition::of_lead(lead.id))
}

/// Notes that somebody speaks, while the call lasts.
pub(crate) fn note_spoken(id: CallId, now: Timestamp) -> Write {
    let set = [("spoken_at".to_owned(), text(now.to_string()))];
    Write::update(&keys::call(id), moving(Update::default().set(set)), lasting())
}

/// Notes what a call has come to, while it lasts.
pub(crate) fn note_outcome(id: CallId, outcome: Outcome) -> Write {
    // What a machine seemed to say does not count once it is known to be one.
    let lasting = lasting().and(Condition::IsNot("outcome", text(Outcome::Voicemail.as_str())));
    Write::update(&keys::call(id), outcome_update(id, outcome), lasting)
}

/// The call has booked this meeting, whether or not it lasts.
pub(crate) fn book_call(meeting: &Meeting) -> Write {
    let set = [("meeting_id".to_owned(), text(meeting.id.to_string()))];
    let update = outcome_update(meeting.call_id, Outcome::MeetingBooked).set(set);
    Write::update(&keys::call(meeting.call_id), update, Condition::present())
}

fn outcome_update(id: CallId, outcome: Outcome) -> Update {
    let mut set = vec![("outcome".to_owned(), text(outcome.as_str()))];
    set.extend(entry_attributes(keys::call_outcome_entry(id, outcome)));
    moving(Update::default().set(set))
}

/// The call has not ended.
fn lasting() -> Condition {
    Condition::IsNot("state", text("ENDED"))
}

/// Whoever has read the item before is overtaken.
fn moving(update: Update) -> Update {
    update.add([("version".to_owned(), 1)])
}
