//! A campaign: leads called one after the other at a steady pace.

mod replan;
mod start;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use self::replan::Replan;
pub use self::start::{CampaignChange, LeadSelection, NewCampaign, TESTS_CALL_ONE};
use self::start::{checked_header, in_milliseconds};
use crate::breaker::{self, Breaker, FaultKind, Vendor};
use crate::call::Call;
use crate::call_policy::{CallPolicy, CallWindow, NextAttempt};
use crate::error::{Error, Result};
use crate::ids::{CampaignId, LeadId};
use crate::lead::{Lead, LeadStatus};
use crate::words::words;

words! {
    #[derive(Hash)]
    pub enum CampaignState read as "status" {
        /// Its leads are being marked; nothing is dialled yet.
        Starting = "STARTING",
        Running = "RUNNING",
        /// Nothing is dialled until it is resumed; calls under way finish.
        Paused = "PAUSED",
        /// Ended early: the leads that were not called are given back.
        Cancelled = "CANCELLED",
        /// Every lead reached a final state.
        Completed = "COMPLETED",
    }
}

impl CampaignState {
    /// No lead of it is called any more.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Cancelled | Self::Completed)
    }

    pub fn may_become(self, next: Self) -> bool {
        match self {
            Self::Starting => matches!(next, Self::Running | Self::Cancelled),
            Self::Running => matches!(next, Self::Paused | Self::Cancelled | Self::Completed),
            Self::Paused => matches!(next, Self::Running | Self::Cancelled | Self::Completed),
            Self::Cancelled | Self::Completed => false,
        }
    }
}

/// Why the system paused a campaign; an operator's pause needs no reason. Times are UTC.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PauseReason {
    pub vendor: Vendor,
    pub kind: FaultKind,
    /// HTTP status and the vendor's error code.
    pub code: String,
    pub since: Timestamp,
}

impl PauseReason {
    /// What an open breaker says, if campaigns stop for it.
    pub fn of(breaker: &Breaker) -> Option<Self> {
        let outage = breaker.blocks().filter(|_| breaker.vendor.stops_campaigns())?;
        let code = outage.code.clone();
        Some(Self { vendor: breaker.vendor, kind: outage.kind, code, since: outage.since })
    }

    /// What the first of the breakers that stops campaigns says.
    pub fn among(breakers: &[Breaker]) -> Option<Self> {
        breakers.iter().find_map(Self::of)
    }

    /// Whether the campaign goes on by itself once the vendor works again.
    pub fn passes(&self) -> bool {
        self.kind == FaultKind::Passing
    }

    /// In a sentence or two for an operator.
    pub fn in_words(&self) -> String {
        breaker::describe(self.vendor, self.kind, &self.code)
    }
}

/// Leads called one after the other. Times are UTC.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Campaign {
    pub id: CampaignId,
    pub name: String,
    pub state: CampaignState,
    /// At least so long between two calls, in seconds.
    pub stagger_seconds: f64,
    pub total_leads: u32,
    /// How often a lead is called, and when again; campaigns of earlier releases call once.
    #[serde(default)]
    pub policy: CallPolicy,
    /// How often an operator has edited it: nobody is claimed by what it said before.
    #[serde(default, skip_serializing_if = "crate::lead::is_zero")]
    pub edits: u32,
    /// It tries something out, and is left out of the analytics.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_test: bool,
    /// Set where the campaign was started by filter; its leads are marked while it is STARTING.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selection: Option<LeadSelection>,
    /// How far the marking is: the last lead that was looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marked_until: Option<LeadId>,
    /// Ended early, and not all of its leads have been given back yet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gives_back: bool,
    /// Its times have changed, and not all who wait for theirs have been looked at again yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replan: Option<Replan>,
    /// Set while the system holds the campaign PAUSED.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pause_reason: Option<PauseReason>,
    /// The earliest moment for a call after those released so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line_ends_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: u64,
}

impl Campaign {
    pub fn create(new: &NewCampaign, now: Timestamp) -> Self {
        let total_leads = u32::try_from(new.lead_ids.len()).unwrap_or(u32::MAX);
        let campaign = Self::starting(new.name.clone(), new.stagger_seconds, total_leads, now);
        Self { policy: new.policy.clone(), is_test: new.is_test, ..campaign }
    }

    /// A campaign whose leads are found while it is STARTING.
    pub fn create_by_selection(
        name: &str,
        selection: LeadSelection,
        stagger_seconds: f64,
        now: Timestamp,
    ) -> Result<Self> {
        let mut errors = Vec::new();
        let name = checked_header(name, stagger_seconds, &mut errors);
        if !errors.is_empty() {
            return Err(Error::Invalid(errors));
        }
        let campaign = Self::starting(name.to_owned(), stagger_seconds, 0, now);
        Ok(Self { selection: Some(selection), ..campaign })
    }

    fn starting(name: String, stagger_seconds: f64, total_leads: u32, now: Timestamp) -> Self {
        Self {
            id: CampaignId::generate(now),
            name,
            state: CampaignState::Starting,
            stagger_seconds: in_milliseconds(stagger_seconds),
            total_leads,
            policy: CallPolicy::usual(),
            edits: 0,
            is_test: false,
            selection: None,
            marked_until: None,
            gives_back: false,
            replan: None,
            pause_reason: None,
            line_ends_at: None,
            created_at: now,
            updated_at: now,
            version: 1,
        }
    }

    /// Whether the campaign takes this lead, which its selection listed: there already when the campaign was
    /// created, so that marking comes to an end, and in no other campaign's line.
    pub fn takes(&self, lead: &Lead) -> bool {
        let fits = match self.selection {
            // What a call has come to since is not a reason to make the next one.
            Some(LeadSelection::Called(status)) => {
                lead.status == status && lead.updated_at <= self.created_at
            }
            _ => lead.status == LeadStatus::Pending,
        };
        fits && !lead.is_in_line() && lead.cannot_be_queued().is_none() && lead.created_at <= self.created_at
    }

    /// All of its leads are marked as its own: from now on they are called.
    pub fn run(&mut self, now: Timestamp) -> Result<()> {
        self.must_be(CampaignState::Starting)?;
        self.state = CampaignState::Running;
        self.updated_at = now;
        Ok(())
    }

    /// The leads that it selects are marked up to this one, `taken` more than before as its own.
    pub fn mark(&mut self, until: Option<LeadId>, taken: usize, now: Timestamp) -> Result<()> {
        self.must_be(CampaignState::Starting)?;
        self.total_leads = self.total_leads.saturating_add(u32::try_from(taken).unwrap_or(u32::MAX));
        self.marked_until = until.or(self.marked_until);
        self.updated_at = now;
        Ok(())
    }

    /// The stretch of its line up to this moment is handed out.
    pub fn hand_out(&mut self, until: Timestamp, now: Timestamp) -> Result<()> {
        self.must_be(CampaignState::Running)?;
        self.line_ends_at = Some(until);
        self.updated_at = now;
        Ok(())
    }

    /// When the campaign calls this lead: within its own bounds, unless a moment was agreed on.
    pub fn window_of(&self, lead: &Lead) -> CallWindow {
        if lead.call_back_at.is_some() { CallWindow::default() } else { self.policy.window }
    }

    /// How many calls it may have made in a day with the next one to this lead, where any campaign may make `most`. Its
    /// own limit does not put off what was agreed on.
    pub fn calls_of_day(&self, lead: &Lead, most: u64) -> u64 {
        if lead.call_back_at.is_some() { most } else { self.policy.calls_of_day(most) }
    }

    /// Whether a call to this lead leaves the campaign's message where a machine answers: once a lead.
    pub fn leaves_message(&self, lead: &Lead) -> bool {
        self.policy.voicemail_message.is_some() && lead.message_left_at.is_none()
    }

    /// How many calls may be on at once with the next one to this lead; `None`: as many as there are. Its limit does not
    /// put off what was agreed on.
    pub fn calls_at_once(&self, lead: &Lead) -> Option<u32> {
        self.policy.calls_at_once.filter(|_| lead.call_back_at.is_none())
    }

    /// Whether the campaign calls this lead no more. A moment that was agreed on is kept unless it was cancelled.
    pub fn is_done_with(&self, lead: &Lead) -> bool {
        match lead.call_back_at {
            Some(_) => self.state == CampaignState::Cancelled,
            None => self.state.is_over(),
        }
    }

    /// What follows a call of the campaign's that ended at `now`, after `made` calls to its lead, this one included.
    /// A campaign that is over tries nobody again, but keeps what was agreed on unless it was cancelled.
    pub fn next_attempt(&self, call: &Call, made: u32, now: Timestamp) -> NextAttempt {
        match (self.policy.after(call, made, now), self.state) {
            (_, CampaignState::Cancelled) => NextAttempt::None,
            (NextAttempt::Retry(_), CampaignState::Completed) => NextAttempt::None,
            (next, _) => next,
        }
    }

    /// A cancelled campaign holds no lead any more. Says whether that is news.
    pub fn gave_back(&mut self) -> bool {
        std::mem::take(&mut self.gives_back)
    }

    fn must_be(&self, state: CampaignState) -> Result<()> {
        if self.state == state {
            return Ok(());
        }
        Err(Error::Stale(format!("campaign {} is {}, not {state}", self.id, self.state)))
    }

    /// Pauses, resumes or cancels. Says whether anything changed: asking twice does no harm.
    pub fn request_transition(&mut self, next: CampaignState, now: Timestamp) -> Result<bool> {
        if self.state == next {
            // A campaign that the system paused is the operator's from here on: it does not go on by itself.
            return Ok(next == CampaignState::Paused && self.pause_reason.take().is_some());
        }
        // A STARTING campaign becomes RUNNING by itself; one that was started from a list of ids is
        // still being worked on by the request that starts it.
        let busy = next == CampaignState::Completed
            || self.state == CampaignState::Starting
                && (self.selection.is_none() || next == CampaignState::Running);
        if busy || !self.state.may_become(next) {
            return Err(Error::Conflict(format!("the campaign is {} and cannot become {next}", self.state)));
        }
        match next {
            // The stretch of the line that was handed out before the pause no longer counts.
            CampaignState::Running => self.line_ends_at = None,
            CampaignState::Cancelled => self.gives_back = true,
            _ => {}
        }
        self.state = next;
        self.pause_reason = None;
        self.updated_at = now;
        Ok(true)
    }

    /// The system pauses a RUNNING campaign. Says whether it did; an operator's pause stays one.
    pub fn halt(&mut self, reason: &PauseReason, now: Timestamp) -> bool {
        let runs = self.state == CampaignState::Running;
        if runs {
            self.state = CampaignState::Paused;
            self.pause_reason = Some(reason.clone());
            self.updated_at = now;
        }
        runs
    }

    /// The system resumes what it paused. Says whether it did; an operator's pause stays one.
    pub fn recover(&mut self, now: Timestamp) -> bool {
        let halted = self.state == CampaignState::Paused && self.pause_reason.is_some();
        if halted {
            self.state = CampaignState::Running;
            self.pause_reason = None;
            self.line_ends_at = None;
            self.updated_at = now;
        }
        halted
    }

    /// Changes a campaign that is not over; what is left out stays. Holds from the next call on. Says whether
    /// anything changed.
    ///
    /// # Errors
    /// `Conflict` for one that is over, `Invalid` for a wrong value.
    pub fn edit(&mut self, change: &CampaignChange, now: Timestamp) -> Result<bool> {
        if self.state.is_over() {
            return Err(Error::Conflict(format!("the campaign is {} and cannot be changed", self.state)));
        }
        let before = self.clone();
        let mut errors = Vec::new();
        let name = change.name.as_deref().unwrap_or(&self.name);
        let stagger = change.stagger_seconds.unwrap_or(self.stagger_seconds);
        let name = checked_header(name, stagger, &mut errors).to_owned();
        if !errors.is_empty() {
            return Err(Error::Invalid(errors));
        }
        self.name = name;
        self.stagger_seconds = in_milliseconds(stagger);
        if let Some(policy) = &change.policy {
            self.policy = policy.clone().checked(now)?;
            self.replan = Replan::after_change(&before.policy, &self.policy, now).or(self.replan.take());
        }
        let changed = *self != before;
        if changed {
            self.edits += 1;
            self.updated_at = now;
        }
        Ok(changed)
    }

    /// Every lead is final: the campaign is over, even where it is paused. Says whether it changed.
    pub fn complete(&mut self, now: Timestamp) -> bool {
        let done = self.state.may_become(CampaignState::Completed);
        if done {
            self.state = CampaignState::Completed;
            self.pause_reason = None;
            self.updated_at = now;
        }
        done
    }

    /// Its end has come: it is over, and gives back the leads in its line, but keeps what was agreed on with leads.
    /// Says whether it changed.
    pub fn end(&mut self, now: Timestamp) -> bool {
        let ended = self.policy.window.is_over(now) && self.complete(now);
        self.gives_back |= ended;
        ended
    }

    pub fn stagger(&self) -> jiff::SignedDuration {
        jiff::SignedDuration::from_millis((self.stagger_seconds * 1000.0) as i64)
    }
}

#[cfg(test)]
mod tests;
