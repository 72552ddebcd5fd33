//! What must hold once everything is quiet.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use homework_domain::call::{Call, CallState, Outcome};
use homework_domain::call_policy::{CallPolicy, RetryAfter};
use homework_domain::campaign::{Campaign, CampaignState};
use homework_domain::ids::{CallId, LeadId};
use homework_domain::lead::{Lead, LeadStatus};
use homework_domain::meeting::{Meeting, MeetingStatus};
use homework_domain::opt_out_link::LinkToken;
use jiff::SignedDuration;

use crate::truth::short;
use crate::world::World;
use crate::{import, numbers, operator, partner};

/// Clocks of functions differ by seconds.
const SKEW: SignedDuration = SignedDuration::from_secs(10);
/// What was agreed on is kept so soon after its moment, where nothing had gone wrong for [`CALM_FOR`].
const CALLED_BACK_WITHIN: SignedDuration = SignedDuration::from_mins(2);
const CALM_FOR: SignedDuration = SignedDuration::from_mins(45);
/// The words that were said as the line dropped are answered by then.
const UNDERSTOOD_WITHIN: SignedDuration = SignedDuration::from_secs(60);
/// For the projector to catch up.
const PATIENCE: Duration = Duration::from_secs(120);
/// Work that is further ahead than this can wait for a slow schedule.
const NEAR: SignedDuration = SignedDuration::from_mins(12);

pub(crate) fn campaigns(world: &Arc<World>) -> Vec<Arc<Campaign>> {
    world.memory.entities("CAMPAIGN")
}

fn leads(world: &Arc<World>) -> Vec<Arc<Lead>> {
    world.memory.entities("LEAD")
}

pub(crate) fn calls(world: &Arc<World>) -> Vec<Arc<Call>> {
    world.memory.entities("CALL")
}

pub(crate) fn meetings(world: &Arc<World>) -> Vec<Arc<Meeting>> {
    world.memory.entities("MEETING")
}

fn is_on(meeting: &Meeting) -> bool {
    matches!(meeting.status, MeetingStatus::Scheduled | MeetingStatus::Confirmed)
}

/// Whether it came while the campaign ran, which does not call it.
fn is_taken_in(lead: &Lead) -> bool {
    lead.name.starts_with(import::NAME) || [partner::NAME, operator::TAKEN_IN_AGAIN].contains(&&*lead.name)
}

/// What somebody still has to do something about.
pub(crate) fn unfinished(world: &Arc<World>) -> Vec<String> {
    let mut open = Vec::new();
    for campaign in campaigns(world) {
        let over = matches!(campaign.state, CampaignState::Completed | CampaignState::Cancelled);
        if !over || campaign.gives_back {
            open.push(format!("campaign {} is {}", short(campaign.id), campaign.state.as_str()));
        }
    }
    for lead in leads(world) {
        if matches!(lead.status, LeadStatus::Queued | LeadStatus::Calling) || lead.deleting {
            let deleting = if lead.deleting { " and being deleted" } else { "" };
            open.push(format!("lead {} is {}{deleting}", short(lead.id), lead.status));
        } else if let Some(at) = lead.called_again_at() {
            open.push(format!("lead {} is to be called again at {at}", short(lead.id)));
        }
    }
    for call in calls(world) {
        let id = short(call.id);
        if call.state != CallState::Ended {
            open.push(format!("call {id} is {}", call.state.as_str()));
        } else if call.awaits_write_up() {
            open.push(format!("call {id} is not written up"));
        } else if call.awaits_recording() {
            open.push(format!("the recording of call {id} is not archived"));
        }
    }
    for meeting in meetings(world) {
        if meeting.pending.is_some() || !meeting.owed.is_empty() {
            open.push(format!("meeting {} is being changed", short(meeting.id)));
        }
    }
    let slots: Vec<Arc<serde_json::Value>> = world.memory.entities("SLOT");
    open.extend(import::unfinished(world));
    open.extend(partner::unfinished(world));
    open.extend(slots.iter().filter(|slot| slot["booked"] != true).map(|_| "a slot is held".to_owned()));
    open
}

/// Whether anything is to be done soon.
pub(crate) fn is_near_work(world: &Arc<World>) -> bool {
    let soon = world.now() + NEAR;
    let waits = |lead: &Lead| lead.is_in_line() && lead.next_attempt_at.is_some_and(|at| at > soon);
    let waiting = leads(world).iter().filter(|lead| waits(lead)).count();
    let running = campaigns(world).iter().filter(|campaign| campaign.state == CampaignState::Running).count();
    unfinished(world).len() > waiting + running
}

pub(crate) async fn look(world: &Arc<World>) {
    look_at_leads(world).await;
    look_at_attempts(world);
    look_at_calls(world).await;
    look_at_messages(world);
    look_at_cancelled(world);
    look_at_meetings(world);
    look_for_deleted(world);
    import::look(world).await;
    numbers::look(world);
    partner::look(world).await;
    match world.table().recount(PATIENCE, world.now()).await {
        Ok(recount) => {
            let corrections = recount.corrections();
            if corrections.0.values().any(|counters| !counters.is_empty()) {
                world.violation(format!("counters are off: {corrections:?}"));
            }
        }
        Err(error) => world.violation(format!("the counters cannot be counted again: {error}")),
    }
}

/// A lead has one message on its voicemail at most, and only where its campaign leaves any; where nothing fails, one is
/// left by each call that is to leave one and that a machine answers.
fn look_at_messages(world: &Arc<World>) {
    let mut had = BTreeSet::new();
    for call in calls(world) {
        let (id, was_left) = (short(call.id), world.state().truth.messages.contains(&call.id));
        if was_left && !had.insert(call.lead.id) {
            world.violation(format!("call {id} leaves another message"));
        }
        let policies = world.state().truth.policies.of(call.campaign_id);
        if was_left && !policies.iter().any(|policy| policy.voicemail_message.is_some()) {
            world.violation(format!("call {id} leaves a message that nobody asked for"));
        }
        let dropped = world.state().truth.dropped.contains(&call.id);
        let is_due = call.leaves_message && call.outcome == Some(Outcome::Voicemail) && !dropped;
        let meant_all_along = policies.iter().all(|policy| policy.voicemail_message.is_some());
        if is_due && !was_left && meant_all_along && world.faults.are_none() {
            world.violation(format!("call {id} leaves no message"));
        }
    }
}

/// Nobody is called more often than the policy says but where it was agreed on; what was agreed on is kept, and who was
/// not reached is tried again.
fn look_at_attempts(world: &Arc<World>) {
    let (campaigns, calls) = (campaigns(world), calls(world));
    let leads: BTreeMap<LeadId, Arc<Lead>> = leads(world).into_iter().map(|lead| (lead.id, lead)).collect();
    let mut of_leads: BTreeMap<LeadId, Vec<&Arc<Call>>> = BTreeMap::new();
    calls.iter().for_each(|call| of_leads.entry(call.lead.id).or_default().push(call));
    for call in &calls {
        let Some(campaign) = campaigns.iter().find(|campaign| campaign.id == call.campaign_id) else {
            continue;
        };
        let id = short(call.id);
        let policies = world.state().truth.policies.of(campaign.id);
        let of_lead = of_leads.get(&call.lead.id).into_iter().flatten();
        let others = || of_lead.clone().filter(|other| other.id != call.id);
        let agreed = others().any(|other| other.call_back_at.is_some_and(|at| at <= call.started_at + SKEW));
        let most = policies.iter().map(|policy| policy.attempts).max().unwrap_or_default();
        if !call.incoming && call.attempt.is_none_or(|attempt| attempt > most) && !agreed {
            world.violation(format!("call {id} is attempt {:?} of {most}", call.attempt));
        }
        let was_set_aside = world.state().truth.set_aside.contains(call.lead.phone.as_str());
        let lead = leads.get(&call.lead.id).filter(|lead| is_still_called(lead));
        // It may have gone over to another campaign while it talked, and with that one it is let go.
        let is_cancelled =
            |id| campaigns.iter().any(|of| of.id == id && of.state == CampaignState::Cancelled);
        let Some(lead) =
            lead.filter(|lead| !is_cancelled(campaign.id) && !lead.campaign_id.is_some_and(is_cancelled))
        else {
            continue;
        };
        let later = || others().filter(|other| other.started_at > call.started_at);
        if later().any(|other| other.incoming && says_something(other)) {
            continue;
        }
        let next = later().filter(|other| !other.incoming).min_by_key(|other| other.started_at);
        // An operator who has a lead called now wants no moment kept.
        let asked_for = next.is_some_and(|next| {
            let of = campaigns.iter().find(|known| known.id == next.campaign_id);
            of.is_some_and(|of| of.id != campaign.id && of.created_at > call.started_at)
        });
        match (call.call_back_at, next.map(|next| next.started_at)) {
            (_, None) if was_set_aside => {}
            (Some(at), None) => {
                world.violation(format!("the lead of call {id} was to be called at {at}, and was not"));
            }
            (Some(at), Some(began)) if began < at - SKEW => {
                if !asked_for {
                    world.violation(format!("call {id} agreed on {at}, and the next call was at {began}"));
                }
            }
            (Some(at), Some(began)) => {
                // Who rings back about that moment is not called while they talk.
                let calm = world.was_calm_since(at - CALM_FOR) && !later().any(|other| other.incoming);
                if calm && began > at + CALLED_BACK_WITHIN {
                    world.violation(format!("call {id} agreed on {at}, and was only called back at {began}"));
                }
            }
            (None, None) if is_tried_again(call, campaign, &policies) => {
                let lead = short(lead.id);
                world.violation(format!("lead {lead} was to be tried again after call {id}, and was not"));
            }
            (None, _) => {}
        }
    }
}

/// Whether nothing but its campaign decides that a lead is called again.
fn is_still_called(lead: &Lead) -> bool {
    let is_done = matches!(lead.status, LeadStatus::DoNotCall | LeadStatus::MeetingScheduled);
    !lead.deleting && lead.set_aside.is_none() && !is_done
}

/// Whether a lead that rang back said what follows from it.
fn says_something(call: &Call) -> bool {
    use Outcome::{CallBack, DoNotCall, Interested, MeetingBooked, NotInterested, WrongNumber};
    let says = [CallBack, DoNotCall, Interested, MeetingBooked, NotInterested, WrongNumber];
    call.outcome.is_some_and(|outcome| says.contains(&outcome))
}

/// Whether its campaign, however it was changed, tries a lead again after this call.
fn is_tried_again(call: &Call, campaign: &Campaign, policies: &[CallPolicy]) -> bool {
    let after = match call.outcome {
        Some(Outcome::NoAnswer) => RetryAfter::NoAnswer,
        Some(Outcome::Busy) => RetryAfter::Busy,
        Some(Outcome::Voicemail) => RetryAfter::Voicemail,
        Some(Outcome::NoConversation) => RetryAfter::NoConversation,
        Some(Outcome::CallBack) => RetryAfter::CallBack,
        _ => return false,
    };
    let tries = |policy: &CallPolicy| {
        policy.window.ends_at.is_none()
            && policy.retries.contains_key(&after)
            && call.attempt.is_some_and(|attempt| attempt < policy.attempts)
    };
    // What is understood of a call after its end may come after the campaign's.
    let was_open = call.ended_at.is_some_and(|ended| campaign.updated_at > ended + UNDERSTOOD_WITHIN);
    was_open && policies.iter().all(tries)
}

async fn look_at_leads(world: &Arc<World>) {
    let ends = |campaign: &Campaign| {
        let policies = world.state().truth.policies.of(campaign.id);
        policies.iter().any(|policy| policy.window.ends_at.is_some())
    };
    let is_early = |campaign: &Arc<Campaign>| campaign.state == CampaignState::Cancelled || ends(campaign);
    let ended_early = world.state().truth.is_start_given_up || campaigns(world).iter().any(is_early);
    let started = !campaigns(world).is_empty();
    let meetings = meetings(world);
    for lead in leads(world) {
        let id = short(lead.id);
        let unreachable = world.state().truth.unreachable.contains(lead.phone.as_str());
        match lead.status {
            LeadStatus::Failed if !unreachable => {
                world.violation(format!("lead {id} is FAILED by no fault of its own"));
            }
            LeadStatus::Pending
                if started
                    && !ended_early
                    && lead.set_aside.is_none()
                    && !is_taken_in(&lead)
                    && !world.state().truth.set_aside.contains(lead.phone.as_str()) =>
            {
                world.violation(format!("lead {id} is PENDING though its campaign is completed"));
            }
            LeadStatus::MeetingScheduled
                if !meetings.iter().any(|meeting| meeting.lead_id == lead.id && is_on(meeting)) =>
            {
                world.violation(format!("lead {id} is MEETING_SCHEDULED without a meeting"));
            }
            _ => {}
        }
    }
    let asked = world.state().truth.asked_not_to_be_called.clone();
    for phone in asked {
        let held = match phone.parse() {
            Ok(number) => world.table().is_not_to_be_called(&number).await.unwrap_or(false),
            Err(_) => false,
        };
        if !held {
            world.violation(format!("the owner of {phone} asked not to be called, and it is forgotten"));
        }
    }
}

async fn look_at_calls(world: &Arc<World>) {
    let calls: BTreeMap<CallId, Arc<Call>> = calls(world).into_iter().map(|call| (call.id, call)).collect();
    let lines = world.state().twilio.answered();
    for (call, line) in lines {
        let id = short(call);
        match calls.get(&call) {
            None => world.violation(format!("call {id} was answered and is not on record")),
            // Where we never got to say a word there is nothing to write up.
            Some(call) if call.was_answered() && call.erased_at.is_none() && call.summary.is_none() => {
                world.violation(format!("call {id} was answered and is not written up"));
            }
            Some(call) if call.erased_at.is_some() && line.has_recording() => {
                world.violation(format!("call {id} is erased and its recording is still at Twilio"));
            }
            Some(_) => {}
        }
    }
    let spoken = world.state().truth.spoken.clone();
    for (id, turns) in spoken {
        if calls.get(&id).is_none_or(|call| call.erased_at.is_some()) {
            continue;
        }
        let record = world.table().call_record(id).await;
        let transcript = record.ok().and_then(|record| record.transcript).unwrap_or_default();
        for (number, said) in turns {
            if !transcript.contains(said.trim()) {
                world.violation(format!("turn {number} of call {} is not in its transcript", short(id)));
            }
        }
    }
}

/// Who was not reached because all calling was stopped is not through with.
fn look_at_cancelled(world: &Arc<World>) {
    let (cancelled, calls) = (world.state().twilio.cancelled(), calls(world));
    for lead in leads(world) {
        // Whom a campaign that ends gives back stands where an earlier call left it.
        let left_so = |call: &Arc<Call>| {
            call.lead.id == lead.id
                && !cancelled.contains(&call.id)
                && call.outcome.map(LeadStatus::after) == Some(lead.status)
        };
        let last = lead.call_id.filter(|call| cancelled.contains(call) && !calls.iter().any(left_so));
        if let Some(call) = last.filter(|_| matches!(lead.status, LeadStatus::NoAnswer | LeadStatus::Failed))
        {
            let (id, call) = (short(lead.id), short(call));
            world.violation(format!("lead {id} is {} by call {call}, which the stop cancelled", lead.status));
        }
    }
}

/// Of who was deleted nothing is left but that a number is not to be called.
fn look_for_deleted(world: &Arc<World>) {
    let deleted = world.state().truth.deleted.clone();
    if deleted.is_empty() {
        return;
    }
    for item in world.memory.items() {
        let [pk, sk] = ["pk", "sk"].map(|name| format!("{:?}", item.get(name)));
        let written = format!("{item:?}");
        for phone in &deleted {
            if written.contains(phone) && !pk.contains(&format!("PHONE#{phone}")) {
                world.violation(format!("the number of a deleted lead, {phone}, is still at {pk} {sk}"));
            }
        }
    }
}

fn is_good(token: Option<&LinkToken>, invited: Option<&str>) -> bool {
    token.zip(invited).is_some_and(|(token, invited)| token.is(invited))
}

fn look_at_meetings(world: &Arc<World>) {
    let meetings = meetings(world);
    let mut wrong = Vec::new();
    {
        let state = world.state();
        let (events, videos) = (&state.google.events, &state.zoom.meetings);
        for meeting in meetings.iter().filter(|meeting| is_on(meeting)) {
            let id = short(meeting.id);
            match events.get(&meeting.id).filter(|event| !event.is_cancelled) {
                None => wrong.push(format!("meeting {id} is on and not in the calendar")),
                Some(event) if event.time != meeting.time() => {
                    wrong.push(format!(
                        "meeting {id} is at {:?}, its event at {:?}",
                        meeting.time(),
                        event.time
                    ));
                }
                Some(event) if event.guest != meeting.guest_email => {
                    wrong.push(format!("meeting {id} invites somebody else than its event"));
                }
                Some(event) if !is_good(meeting.opt_out.as_ref(), event.opt_out.as_deref()) => {
                    wrong.push(format!("the opt-out link in the invitation to meeting {id} is not good"));
                }
                Some(_) => {}
            }
            if let Some(zoom) = &meeting.zoom_meeting_id {
                match videos.get(zoom) {
                    None => wrong.push(format!("meeting {id} is on and not at Zoom")),
                    Some(video) if video.time != meeting.time() => {
                        wrong.push(format!(
                            "meeting {id} is at {:?}, at Zoom {:?}",
                            meeting.time(),
                            video.time
                        ));
                    }
                    Some(_) => {}
                }
            }
        }
        let is_known = |id| meetings.iter().any(|meeting| meeting.id == id && is_on(meeting));
        for (id, event) in state.google.on() {
            if !is_known(*id) {
                wrong.push(format!(
                    "an event is in the calendar at {:?} without a meeting ({})",
                    event.time,
                    short(id)
                ));
            }
        }
        for (id, video) in videos {
            if !meetings.iter().any(|m| m.zoom_meeting_id.as_ref() == Some(id) && is_on(m)) {
                wrong.push(format!("a meeting is at Zoom at {:?} without one of ours ({id})", video.time));
            }
        }
    }
    for what in wrong {
        world.violation(what);
    }
}
