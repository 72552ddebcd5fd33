//! What really happened, and what must never: looked at after every write and before every ring.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::sync::Arc;

use homework_domain::call::{Call, CallState};
use homework_domain::call_policy::{CallPolicy, CallWindow};
use homework_domain::calling_stop::LOOK_VALID_FOR;
use homework_domain::campaign::Campaign;
use homework_domain::consent::ConsentKind;
use homework_domain::gate::Decision;
use homework_domain::ids::{CallId, CampaignId, ImportId, MeetingId};
use homework_domain::lead::Lead;
use homework_domain::meeting::{Meeting, MeetingStatus};
use homework_domain::phone::PhoneNumber;
use homework_domain::ports::PlaceCall;
use homework_store::{Image, Record};
use jiff::{SignedDuration, Timestamp};

use crate::process::Process;
use crate::rules::calling_times;
use crate::world::World;
use crate::{callers, lines};

/// Clocks of processes are off by so much at most, and a request takes a moment.
pub(crate) const TOLERANCE: SignedDuration = SignedDuration::from_secs(20);

#[derive(Debug, Default)]
pub(crate) struct Truth {
    pub(crate) violations: Vec<String>,
    /// Numbers that are not to be called, and since when the table says so.
    forbidden: BTreeMap<String, Timestamp>,
    /// Numbers of leads without the consent that is asked for, and since when.
    without_consent: BTreeMap<String, Timestamp>,
    /// Numbers of leads that were set aside, for want of a consent or by a national list: whatever has changed since,
    /// they are PENDING until another campaign calls them.
    pub(crate) set_aside: BTreeSet<String>,
    /// The numbers of each edition of a national list.
    listed: BTreeMap<ImportId, BTreeSet<String>>,
    /// The edition in use of the national list, and since when.
    list_in_use: Option<(ImportId, Timestamp)>,
    /// A campaign's start was taken back, and its leads with it, or its end passed before a start went through.
    pub(crate) is_start_given_up: bool,
    /// Campaigns that are not running, and since when.
    stopped: BTreeMap<CampaignId, (Timestamp, String)>,
    /// Since when operators have been told that all calling is stopped; `None` once somebody sets out to lift that.
    pub(crate) calling_stopped: Option<Timestamp>,
    /// When somebody last lifted that.
    pub(crate) calling_resumed: Option<Timestamp>,
    /// The calls that are on, as they were last written.
    pub(crate) lines: BTreeMap<CallId, Arc<Call>>,
    /// The calls that rang.
    rang: BTreeSet<CallId>,
    /// When a number rang.
    pub(crate) rings: BTreeMap<String, Vec<Timestamp>>,
    pub(crate) policies: Policies,
    /// How often a campaign rang, or one of our numbers, on a day in days since 1970.
    rings_of_day: BTreeMap<(String, i64), u64>,
    /// Meetings that are on, with the time they take.
    meetings: BTreeMap<MeetingId, Arc<Meeting>>,
    booked: BTreeSet<MeetingId>,
    /// Numbers of leads that were deleted and that no lead has had since.
    pub(crate) deleted: BTreeSet<String>,
    /// Numbers whose owner asked not to be called and was heard.
    pub(crate) asked_not_to_be_called: BTreeSet<String>,
    /// Numbers that Twilio cannot call, whoever asks.
    pub(crate) unreachable: BTreeSet<String>,
    /// What was said and answered on the line, by call and turn; those that the table took.
    pub(crate) spoken: BTreeMap<CallId, BTreeMap<u32, String>>,
    /// Calls whose line dropped while somebody, or something, spoke.
    pub(crate) dropped: BTreeSet<CallId>,
    /// Calls in which a message for voicemail was handed out.
    pub(crate) messages: BTreeSet<CallId>,
}

/// What each campaign was to keep to, and from when.
#[derive(Debug, Default)]
pub(crate) struct Policies(BTreeMap<CampaignId, Vec<(Timestamp, CallPolicy)>>);

impl Policies {
    fn note(&mut self, campaign: &Campaign, now: Timestamp) {
        let known = self.0.entry(campaign.id).or_default();
        if known.last().is_none_or(|(_, last)| *last != campaign.policy) {
            known.push((now, campaign.policy.clone()));
        }
    }

    /// All that a campaign ever had.
    pub(crate) fn of(&self, campaign: CampaignId) -> Vec<CallPolicy> {
        self.since(campaign, Timestamp::MIN)
    }

    /// Those that it had at a moment or since.
    pub(crate) fn since(&self, campaign: CampaignId, at: Timestamp) -> Vec<CallPolicy> {
        let known = self.0.get(&campaign).map(Vec::as_slice).unwrap_or_default();
        let first = known.iter().rposition(|(from, _)| *from <= at).unwrap_or(0);
        known.iter().skip(first).map(|(_, policy)| policy.clone()).collect()
    }
}

impl Truth {
    fn is_listed(&self, edition: ImportId, phone: &str) -> bool {
        self.listed.get(&edition).is_some_and(|numbers| numbers.contains(phone))
    }

    pub(crate) fn booked(&self) -> u64 {
        self.booked.len() as u64
    }
}

/// Looks at what was just written. Says whether anything was.
pub(crate) fn observe(world: &Arc<World>, writer: &str) -> bool {
    let records = world.memory.take_stream();
    for record in &records {
        look_at(world, writer, record);
    }
    let mut state = world.state();
    let wrote = !records.is_empty();
    if wrote {
        world.written.notify_waiters();
    }
    for record in records {
        state.shards.push(record);
    }
    wrote
}

fn look_at(world: &Arc<World>, writer: &str, record: &Record) {
    let text = |image: &Option<Image>, name: &str| image.as_ref()?.text(name).map(str::to_owned);
    let now = world.now();
    let entity = text(&record.new, "entity").or_else(|| text(&record.old, "entity")).unwrap_or_default();
    let state = text(&record.new, "status").or_else(|| text(&record.new, "state")).unwrap_or_default();
    let before = text(&record.old, "status").or_else(|| text(&record.old, "state")).unwrap_or_default();
    let id = text(&record.new, "id").or_else(|| text(&record.old, "id")).unwrap_or_default();
    if matches!(&*entity, "LEAD" | "CALL" | "CAMPAIGN" | "MEETING")
        && (state != before || record.new.is_none())
    {
        world.note(format!("{writer} makes {} {} {state}", entity.to_lowercase(), short(&id)));
    }
    match &*entity {
        "LEAD" => {
            match text(&record.new, "phone") {
                Some(phone) => drop(world.state().truth.deleted.remove(&phone)),
                None => world.state().truth.deleted.extend(text(&record.old, "phone")),
            }
            look_at_standing(world, record);
            if let Some(phone) = text(&record.new, "phone").filter(|_| state == "DO_NOT_CALL") {
                world.state().truth.forbidden.entry(phone).or_insert(now);
            }
        }
        // Only a start that broke off is taken back.
        "CAMPAIGN" if record.new.is_none() => world.state().truth.is_start_given_up = true,
        "NATIONAL_LIST" => {
            let import = text(&record.new, "import_id").and_then(|id| id.parse().ok());
            world.state().truth.list_in_use = import.map(|import| (import, now));
        }
        _ if text(&record.new, "sk").is_some_and(|sk| sk.starts_with("LISTED#")) => {
            let sk = text(&record.new, "sk").unwrap_or_default();
            if let Some(Ok(import)) = sk.rsplit('#').next().map(str::parse) {
                let phone = record.pk.trim_start_matches("PHONE#").to_owned();
                world.state().truth.listed.entry(import).or_default().insert(phone);
            }
        }
        _ if text(&record.new, "do_not_call_at").is_some() => {
            let phone = record.pk.trim_start_matches("PHONE#").to_owned();
            world.state().truth.forbidden.entry(phone).or_insert(now);
        }
        "CAMPAIGN" => {
            if let Some(campaign) = record.new.as_ref().and_then(Image::read::<Campaign>) {
                world.state().truth.policies.note(&campaign, now);
            }
            if let Ok(id) = id.parse::<CampaignId>() {
                let mut world_state = world.state();
                if state == "RUNNING" {
                    world_state.truth.stopped.remove(&id);
                } else if state != before {
                    world_state.truth.stopped.entry(id).or_insert((now, state));
                }
            }
        }
        "CALL" => lines::look_at(world, record),
        "MEETING" => look_at_meeting(world, record),
        "PARTNER" if record.new.as_ref().is_none_or(|partner| partner.is_set("deleting")) => {
            world.state().partner.deleted.get_or_insert(now);
        }
        _ => {}
    }
}

/// Notes whether a lead's written consent is on record, and whether the lead is set aside.
fn look_at_standing(world: &Arc<World>, record: &Record) {
    let Some(image) = &record.new else { return };
    let Some(lead) = image.read::<Lead>() else {
        return world.violation("a lead cannot be read");
    };
    let (phone, now) = (lead.phone.to_string(), world.now());
    let truth = &mut world.state().truth;
    if lead.set_aside.is_some() {
        truth.set_aside.insert(phone.clone());
    }
    let without = &mut truth.without_consent;
    if lead.consent.as_ref().is_some_and(|consent| consent.kind == ConsentKind::Written) {
        without.remove(&phone);
    } else {
        without.entry(phone).or_insert(now);
    }
}

fn look_at_meeting(world: &Arc<World>, record: &Record) {
    let Some(image) = &record.new else { return };
    let Some(meeting) = image.read::<Meeting>() else {
        world.violation("a meeting cannot be read");
        return;
    };
    let is_on = |meeting: &Meeting| {
        matches!(meeting.status, MeetingStatus::Scheduled | MeetingStatus::Confirmed) && !meeting.overlaps
    };
    let mut clash = None;
    {
        let mut state = world.state();
        let truth = &mut state.truth;
        truth.booked.insert(meeting.id);
        if is_on(&meeting) {
            let others = truth.meetings.values().filter(|other| other.id != meeting.id);
            let other = others.into_iter().find(|other| other.time().overlaps(&meeting.time()));
            clash = other.map(|other| other.id);
            truth.meetings.insert(meeting.id, Arc::clone(&meeting));
        } else {
            truth.meetings.remove(&meeting.id);
        }
    }
    if let Some(other) = clash {
        world.violation(format!(
            "a slot is booked twice: meetings {} and {} at {}",
            short(meeting.id),
            short(other),
            meeting.scheduled_time
        ));
    }
}

/// Looks at a call to `phone` that Twilio is about to be asked for.
pub(crate) fn before_it_is_asked_for(world: &World, call: CallId, phone: &str) {
    let seen = world.now() - LOOK_VALID_FOR;
    let (stopped, on_list) = {
        let truth = &world.state().truth;
        let in_use = truth.list_in_use.filter(|(_, since)| *since < seen);
        (truth.calling_stopped, in_use.filter(|(list, _)| truth.is_listed(*list, phone)))
    };
    if let Some((_, since)) = on_list {
        world.violation(format!(
            "call {} is asked for though the national list in use since {since} has its number",
            short(call)
        ));
    }
    if let Some(since) = stopped {
        world.violation(format!(
            "call {} is asked for though all calling is stopped since {since}",
            short(call)
        ));
    }
}

/// Looks at a call that is about to ring.
pub(crate) fn before_it_rings(process: &Process, placed: &PlaceCall, zones: &[String], campaign: CampaignId) {
    let (call, phone) = (placed.call_id, placed.to.as_str());
    let world = &process.world;
    let now = world.now();
    let decided = process.decided_at().unwrap_or(now);
    let short_call = short(call);
    let (again, busy, forbidden, unasked, on_list, stopped, before) = {
        let mut state = world.state();
        let busy = state.twilio.is_on_the_line(phone);
        let truth = &mut state.truth;
        let again = !truth.rang.insert(call);
        let rings = truth.rings.entry(phone.to_owned()).or_default();
        let before = rings.clone();
        rings.push(now);
        let forbidden = truth.forbidden.get(phone).filter(|since| **since < decided).copied();
        let unasked = truth.without_consent.get(phone).filter(|since| **since < decided).copied();
        let in_use = truth.list_in_use.filter(|(_, since)| *since < decided);
        let on_list = in_use.filter(|(list, _)| truth.is_listed(*list, phone));
        let stopped = truth.stopped.get(&campaign).filter(|(since, _)| *since < decided).cloned();
        (again, busy, forbidden, unasked, on_list, stopped, before)
    };
    if again {
        world.violation(format!("call {short_call} rings twice"));
    }
    // What is under way at Twilio when all calling is stopped may ring once more, and is hung up.
    let ended = |record: Arc<Call>| record.state == CallState::Ended && record.stopped_in.is_none();
    if world.memory.entity("CALL", &format!("CALL#{call}")).is_some_and(ended) {
        world.violation(format!("call {short_call} rings though it is over: its lead is called again"));
    }
    if busy {
        world.violation(format!("call {short_call} rings while its lead is on the line"));
    }
    if let Some(since) = forbidden {
        world.violation(format!(
            "call {short_call} rings somebody who is not to be called since {since}, decided at {decided}"
        ));
    }
    if let Some(since) = unasked {
        world.violation(format!(
            "call {short_call} rings somebody whose consent is not on record since {since}, decided at {decided}"
        ));
    }
    if let Some((_, since)) = on_list {
        world.violation(format!(
            "call {short_call} rings a number of the national list in use since {since}, decided at {decided}"
        ));
    }
    // Neither a pause nor the campaign's end puts off what was agreed on.
    let stopped = stopped.filter(|(_, state)| state == "CANCELLED" || !keeps_agreement(world, call));
    if let Some((since, state)) = stopped {
        world.violation(format!(
            "call {short_call} rings though its campaign is {state} since {since}, decided at {decided}"
        ));
    }
    let Ok(number) = phone.parse::<PhoneNumber>() else {
        return world.violation("a number that is none rings");
    };
    let times = calling_times();
    let may = |at: Timestamp| times.next(&number, zones, at).is_ok_and(|good| good == Some(at));
    let rule = times.rule(&number);
    if rule.is_some_and(|rule| rule.rests_until(&before, now + TOLERANCE).is_some()) {
        world.violation(format!("call {short_call} rings somebody too often, after {before:?}"));
    }
    if !may(now) && !may(now - TOLERANCE) && !may(now + TOLERANCE) {
        world.violation(format!("call {short_call} rings outside of calling hours, at {now}"));
    }
    // A call is of the day on which it was claimed, by the clock of its dialer.
    let decision = decision_of(world, call);
    let counted_at = decision.as_ref().map_or(now, |made| made.evidence.decided_at);
    callers::look_at(world, placed, counted_at);
    let rings = count_ring(world, campaign, counted_at);
    // Neither its own times nor its own limit put off what was agreed on.
    if decision.is_some_and(|made| made.evidence.call_back_at.is_some()) {
        return;
    }
    let policies = world.state().truth.policies.since(campaign, decided - TOLERANCE);
    let own = |window: &CallWindow, at: Timestamp| {
        let next = times.next_within(window, &number, zones, at);
        next.is_ok_and(|good| good == Some(at)) && window.ends_at.is_none_or(|end| at < end)
    };
    let in_time = |policy: &CallPolicy| {
        [now, now - TOLERANCE, now + TOLERANCE].into_iter().any(|at| own(&policy.window, at))
    };
    if !policies.iter().any(in_time) {
        world.violation(format!("call {short_call} rings outside of its campaign's own times, at {now}"));
    }
    let Some(rings) = rings else { return };
    if !policies.iter().any(|policy| policy.calls_per_day.is_none_or(|most| rings <= most)) {
        world.violation(format!("call {short_call} is the {rings}th of its campaign on one day"));
    }
}

/// Counts a ring of whatever has a limit a day, and says which of the day it is; `None` about midnight, since it may be
/// counted a little later than it is decided on, and so on the next day.
pub(crate) fn count_ring(world: &World, of: impl Display, counted_at: Timestamp) -> Option<u64> {
    let day = day_of(counted_at);
    let mut state = world.state();
    let rings = state.truth.rings_of_day.entry((of.to_string(), day)).or_default();
    *rings += 1;
    (day == day_of(counted_at + TOLERANCE)).then_some(*rings)
}

/// Days since 1970.
fn day_of(at: Timestamp) -> i64 {
    at.as_second().div_euclid(24 * 60 * 60)
}

/// Whether the call was decided on to keep a moment that was agreed on.
pub(crate) fn keeps_agreement(world: &World, call: CallId) -> bool {
    decision_of(world, call).is_some_and(|made| made.evidence.call_back_at.is_some())
}

/// What the call was placed by.
fn decision_of(world: &World, call: CallId) -> Option<Arc<Decision>> {
    world.memory.entity("DECISION", &format!("DECISION#{call}"))
}

/// The end of an id, which tells it apart.
pub(crate) fn short(id: impl Display) -> String {
    let id = id.to_string();
    id.get(id.len().saturating_sub(4)..).unwrap_or(&id).to_owned()
}
