//! How often a campaign tries to reach a lead, and when it tries again: by what the last call came to.

mod voicemail;
mod window;

use std::collections::BTreeMap;

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub use self::voicemail::VoicemailMessage;
pub use self::window::CallWindow;
use crate::call::{Call, Outcome};
use crate::error::{Error, FieldError, Result};
use crate::lines::{AT_ONCE_MAX, WEIGHT_MAX};
use crate::pacing::CALLS_PER_DAY_MAX;
use crate::words::words;

/// The most calls to one lead that a campaign can be told to make.
pub const ATTEMPTS_MAX: u32 = 10;
/// The longest pause between two calls to a lead, in minutes: 30 days.
pub const PAUSE_MAX_MINUTES: u32 = 30 * 24 * 60;

/// A moment that was agreed on is kept at once where it has passed when the call's end is told. After so long it
/// counts as a wish without one.
const KEPT_LATE: SignedDuration = SignedDuration::from_hours(1);

words! {
    /// What a call came to after which a lead may be called again.
    #[derive(Hash, PartialOrd, Ord)]
    pub enum RetryAfter read as "after" {
        NoAnswer = "NO_ANSWER",
        Busy = "BUSY",
        Voicemail = "VOICEMAIL",
        /// An assistant, a menu or somebody else answered.
        NotReached = "NOT_REACHED",
        /// Whoever answered was gone within seconds.
        NoConversation = "NO_CONVERSATION",
        /// The network could not connect the call.
        NotConnected = "NOT_CONNECTED",
        /// The lead wants to be called another time, and named none.
        CallBack = "CALL_BACK",
    }
}

/// When a lead is called again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    pub minutes: u32,
    /// At another time of the lead's day than the last call: morning, afternoon or evening.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub other_time_of_day: bool,
}

/// What a campaign does to reach a lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallPolicy {
    /// At most so many calls to a lead.
    pub attempts: u32,
    /// After which calls the lead is called again; after all others it is not.
    pub retries: BTreeMap<RetryAfter, Pause>,
    /// When it calls.
    #[serde(default, skip_serializing_if = "CallWindow::is_open")]
    pub window: CallWindow,
    /// At most so many calls in a day (UTC), where that is fewer than any campaign may make.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calls_per_day: Option<u64>,
    /// At most so many calls at the same time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calls_at_once: Option<u32>,
    /// Its share, beside that of other campaigns, where all of them together may make so many calls at the same time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<u32>,
    /// Left on voicemail, once a lead; without it the call is hung up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voicemail_message: Option<VoicemailMessage>,
}

/// What becomes of a lead after a call that said something about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextAttempt {
    None,
    /// The policy tries again.
    Retry(Timestamp),
    /// The moment that was agreed on in the call.
    CallBack(Timestamp),
}

/// Campaigns of releases that knew no policy: one call to each lead.
impl Default for CallPolicy {
    fn default() -> Self {
        Self {
            attempts: 1,
            retries: BTreeMap::new(),
            window: CallWindow::default(),
            calls_per_day: None,
            calls_at_once: None,
            weight: None,
            voicemail_message: None,
        }
    }
}

impl CallPolicy {
    /// What a campaign does that was started without saying.
    pub fn usual() -> Self {
        let hours = |hours: u32| Pause { minutes: hours * 60, other_time_of_day: true };
        let minutes = |minutes| Pause { minutes, other_time_of_day: false };
        let retries = [
            (RetryAfter::NoAnswer, hours(3)),
            (RetryAfter::Busy, minutes(20)),
            (RetryAfter::Voicemail, hours(4)),
            (RetryAfter::NotReached, hours(4)),
            (RetryAfter::NoConversation, hours(4)),
            (RetryAfter::NotConnected, minutes(60)),
            (RetryAfter::CallBack, hours(24)),
        ];
        Self { attempts: 3, retries: BTreeMap::from(retries), ..Self::default() }
    }

    /// # Errors
    /// `Invalid`, naming the field below `policy`.
    pub fn checked(self, now: Timestamp) -> Result<Self> {
        let mut errors = Vec::new();
        if !(1..=ATTEMPTS_MAX).contains(&self.attempts) {
            errors.push(FieldError::new("policy.attempts", format!("must be 1 to {ATTEMPTS_MAX}")));
        }
        for (after, pause) in &self.retries {
            if !(1..=PAUSE_MAX_MINUTES).contains(&pause.minutes) {
                let field = format!("policy.retries.{after}");
                errors
                    .push(FieldError::new(field, format!("must be after 1 to {PAUSE_MAX_MINUTES} minutes")));
            }
        }
        if self.calls_per_day.is_some_and(|calls| !(1..=CALLS_PER_DAY_MAX).contains(&calls)) {
            let message = format!("must be 1 to {CALLS_PER_DAY_MAX}");
            errors.push(FieldError::new("policy.calls_per_day", message));
        }
        for (field, value, most) in
            [("calls_at_once", self.calls_at_once, AT_ONCE_MAX), ("weight", self.weight, WEIGHT_MAX)]
        {
            if value.is_some_and(|value| !(1..=most).contains(&value)) {
                errors.push(FieldError::new(format!("policy.{field}"), format!("must be 1 to {most}")));
            }
        }
        self.window.check(now, &mut errors);
        if let Some(message) = &self.voicemail_message {
            message.check(&mut errors);
        }
        if errors.is_empty() { Ok(self) } else { Err(Error::Invalid(errors)) }
    }

    /// How many calls the campaign may make in a day where any may make `most`.
    pub fn calls_of_day(&self, most: u64) -> u64 {
        self.calls_per_day.map_or(most, |own| own.min(most))
    }

    /// Its share beside those of other campaigns.
    pub fn weight(&self) -> u32 {
        self.weight.unwrap_or(1)
    }

    /// What follows a call that ended at `now`, after `made` calls of the campaign to the lead, this one included.
    /// A moment that was agreed on is kept though the policy's calls are used up, up to [`ATTEMPTS_MAX`], and whenever
    /// it was the lead who called.
    pub fn after(&self, call: &Call, made: u32, now: Timestamp) -> NextAttempt {
        let Some(outcome) = call.outcome else { return NextAttempt::None };
        let agreed = call.call_back_at.filter(|at| outcome == Outcome::CallBack && *at + KEPT_LATE > now);
        if let Some(at) = agreed.filter(|_| made < ATTEMPTS_MAX || call.incoming) {
            return NextAttempt::CallBack(at);
        }
        let pause = RetryAfter::of(call, outcome).and_then(|after| self.retries.get(&after));
        match pause {
            Some(pause) if made < self.attempts => {
                let at = pause.end(call.started_at, &call.lead.time_zone, now);
                if self.window.is_over(at) { NextAttempt::None } else { NextAttempt::Retry(at) }
            }
            _ => NextAttempt::None,
        }
    }
}

impl RetryAfter {
    fn of(call: &Call, outcome: Outcome) -> Option<Self> {
        Some(match outcome {
            Outcome::NoAnswer => Self::NoAnswer,
            Outcome::Busy => Self::Busy,
            Outcome::Voicemail => Self::Voicemail,
            Outcome::Screened | Outcome::PhoneMenu | Outcome::Gatekeeper => Self::NotReached,
            Outcome::NoConversation => Self::NoConversation,
            Outcome::CallBack => Self::CallBack,
            Outcome::Failed if call.not_connected => Self::NotConnected,
            Outcome::Failed
            | Outcome::Interested
            | Outcome::NotInterested
            | Outcome::MeetingBooked
            | Outcome::DoNotCall
            | Outcome::WrongNumber
            | Outcome::NotInService => return None,
        })
    }
}

/// The parts of a day, by the hour at which each begins.
const PARTS_OF_DAY: [i8; 3] = [0, 12, 17];

impl Pause {
    /// When the pause is over after a call that began at `called`.
    fn end(self, called: Timestamp, zone: &str, now: Timestamp) -> Timestamp {
        let earliest = now + SignedDuration::from_mins(i64::from(self.minutes));
        // In a zone that nobody knows the time of day cannot be told, and the pause is all there is.
        match TimeZone::get(zone) {
            Ok(zone) if self.other_time_of_day => after_part_of_day(called, earliest, &zone),
            _ => earliest,
        }
    }
}

/// `earliest`, or the beginning of the next part of the day where that is in the same one as `called`.
fn after_part_of_day(called: Timestamp, earliest: Timestamp, zone: &TimeZone) -> Timestamp {
    let part = |at: Timestamp| {
        let hour = zone.to_datetime(at).hour();
        PARTS_OF_DAY.iter().rposition(|begins| *begins <= hour).unwrap_or(0)
    };
    let here = part(earliest);
    if here != part(called) {
        return earliest;
    }
    let today = zone.to_datetime(earliest).date();
    let begins = match PARTS_OF_DAY.get(here + 1) {
        Some(hour) => today.to_datetime(Time::constant(*hour, 0, 0, 0)),
        // Behind the evening comes a morning, at an hour that suits.
        None => today.tomorrow().unwrap_or(today).to_datetime(Time::midnight()),
    };
    begins.to_zoned_datetime(zone.clone()).map_or(earliest, |at| at.timestamp())
}

#[cfg(test)]
mod tests;
