//! The rules that a world is set up with: when people are called, when they meet, how often they are tried.

use std::sync::Arc;

use homework_domain::call_policy::{CallPolicy, CallWindow, Pause, RetryAfter, VoicemailMessage};
use homework_domain::calling_hours::CallingTimes;
use homework_domain::calling_rules::CallingRules;
use homework_domain::consent::{Consent, ConsentKind};
use homework_domain::slots::MeetingRules;
use homework_domain::weekly_hours::WeeklyHours;
use homework_store::ListShards;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::world::World;

pub(crate) fn calling_times() -> CallingTimes {
    let hours = WeeklyHours::parse("09:00-20:00", "Mon-Sat");
    let hours = hours.unwrap_or_else(|_| unreachable!("these are hours"));
    CallingTimes { hours, rules: CallingRules::Enforced }
}

pub(crate) fn meeting_rules() -> MeetingRules {
    let hours =
        |text| WeeklyHours::parse(text, "Mon-Fri").unwrap_or_else(|_| unreachable!("these are hours"));
    MeetingRules {
        working_hours: hours("09:00-18:00"),
        lead_hours: hours("08:00-20:00"),
        calendar_zone: TimeZone::get("America/New_York").unwrap_or(TimeZone::UTC),
        minimum_notice: SignedDuration::from_hours(2),
    }
}

pub(crate) fn consent(kind: ConsentKind) -> Consent {
    Consent {
        kind,
        source: "example.com/form".into(),
        text: Some("I agree to be called by an artificial voice.".into()),
        link: None,
        given_at: Timestamp::UNIX_EPOCH,
        seller: "Example".into(),
    }
}

/// What is on record of a lead in America: mostly the written consent that is asked for there, else a spoken one, or
/// none.
pub(crate) fn some_consent(world: &Arc<World>) -> Option<Consent> {
    let kind = if world.happens(0.9) { ConsentKind::Written } else { ConsentKind::Oral };
    (kind == ConsentKind::Written || world.happens(0.5)).then(|| consent(kind))
}

/// One call to each lead in every second world, and otherwise up to four with pauses that end the same day.
pub(crate) fn policy(world: &Arc<World>) -> CallPolicy {
    let attempts = if world.happens(0.5) { 1 } else { 2 + world.pick(3) as u32 };
    let retries = RetryAfter::ALL.into_iter().filter(|_| world.happens(0.8)).map(|after| {
        let minutes = [1, 5, 20, 90][world.pick(4)];
        (after, Pause { minutes, other_time_of_day: world.happens(0.1) })
    });
    let retries = retries.collect();
    let calls_per_day = world.happens(0.1).then(|| 4 + world.pick(12) as u64);
    let voicemail_message = world.seed.is_multiple_of(3).then(VoicemailMessage::default);
    let drawn = CallPolicy {
        attempts,
        retries,
        window: window(world),
        calls_per_day,
        calls_at_once: own_calls_at_once(world),
        weight: Some(1 + u32::try_from(world.seed % 3).unwrap_or(0)),
        voicemail_message,
    };
    world.slant.policy(drawn, world.now(), world.seed / 11)
}

/// How many calls may be on at once over all campaigns, in some worlds.
pub(crate) fn calls_at_once(seed: u64) -> Option<u32> {
    (seed % 13 == 2).then(|| 2 + u32::try_from(seed / 13 % 9).unwrap_or(0))
}

/// How the lists of all leads and calls are spread: in some worlds half of the processes have not been told yet that
/// they may write to all shards.
pub(crate) fn lists(seed: u64) -> [ListShards; 2] {
    let spread = |written| ListShards::new(4, written).filter(|_| seed % 19 == 5).unwrap_or_default();
    [spread(4), spread(1)]
}

/// The same of one campaign, in others; it changes with the policy.
fn own_calls_at_once(world: &World) -> Option<u32> {
    let moment = world.now().as_second().unsigned_abs() / 60;
    (world.seed % 7 == 4).then(|| 1 + u32::try_from((world.seed / 7 + moment) % 3).unwrap_or(0))
}

/// No bounds in most worlds, and otherwise some of them: own hours, a later start, an early end.
fn window(world: &Arc<World>) -> CallWindow {
    if world.happens(0.7) {
        return CallWindow::default();
    }
    let after = |from: Timestamp, least: i64, spread| {
        let minutes = least + i64::try_from(world.pick(spread)).unwrap_or(0);
        world.happens(0.5).then(|| from + SignedDuration::from_mins(minutes))
    };
    let starts_at = after(world.now(), 5, 115);
    let from = starts_at.unwrap_or_else(|| world.now());
    let hours = ["10:00-13:00 Mon-Fri", "15:00-20:00 Mon-Sun", "09:30-19:00 Tue,Thu-Sat"];
    CallWindow {
        hours: world.happens(0.5).then(|| hours[world.pick(hours.len())].parse().ok()).flatten(),
        starts_at,
        // While it calls, or while it waits to call again.
        ends_at: if world.happens(0.5) { after(from, 1, 20) } else { after(from, 130, 600) },
    }
}
