//! How a call came to its end: its outcome, from what was done in it, who answered and how the line ended.

use jiff::Timestamp;

use super::{Call, CallState, Outcome, Turn};
use crate::answering::{AnsweredBy, Line, Sign};
use crate::error::{Error, Result};
use crate::lead::SetAside;
use crate::opt_out;

/// Why a call came to nothing that the emergency stop ended, in words for an operator.
const STOPPED: &str = "all calling was stopped";

/// How a call came to its end.
#[derive(Debug, Clone, PartialEq)]
pub struct Ending {
    pub outcome: Outcome,
    /// `None` where nobody answered, or it is not known.
    pub answered_by: Option<AnsweredBy>,
    pub duration_seconds: Option<f64>,
    pub failure: Option<String>,
    /// The network could not connect the call, which may pass.
    pub not_connected: bool,
    /// When the lead is to be called again, as was agreed on in the call.
    pub call_back_at: Option<Timestamp>,
    /// A message was left on voicemail.
    pub message_left: bool,
    /// It came to nothing by our own or a vendor's fault, so it says nothing about the lead, who waits
    /// in line again.
    pub ours: bool,
    /// Where the lead is not to be called again by itself after a call of [`Self::ours`].
    pub set_aside: Option<SetAside>,
}

impl Ending {
    /// An ending that says where the lead stands.
    pub fn new(outcome: Outcome, duration_seconds: Option<f64>, failure: Option<String>) -> Self {
        Self {
            outcome,
            answered_by: None,
            duration_seconds,
            failure,
            not_connected: false,
            call_back_at: None,
            message_left: false,
            ours: false,
            set_aside: None,
        }
    }

    /// The lead cannot be called: the reason is in words for an operator.
    pub fn failed(reason: impl Into<String>) -> Self {
        Self::new(Outcome::Failed, None, Some(reason.into()))
    }

    /// The call came to nothing by our own or a vendor's fault. The call is FAILED, with the reason in
    /// words for an operator; the lead is not, but waits in line again.
    pub fn ours(reason: impl Into<String>) -> Self {
        Self { ours: true, ..Self::failed(reason) }
    }
}

/// The last word of the telephone network on a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HangupCause {
    Completed,
    Busy,
    NoAnswer,
    Failed,
    Canceled,
}

/// The end of a call, from what was done in it, who answered and how the line ended. `seconds` is how long
/// it lasted, where that is known.
///
/// A wish not to be called again, found by rule in anything the lead said, comes before all else. What the
/// conversation established stands, unless it was established with a machine. Without that: a call that the
/// emergency stop ended does not count, a call that an
/// operator broke off came to nothing, a line on which nobody spoke was not answered, a lead whom the agent
/// could not answer is not judged, and somebody who hung up on us without a word of interest is not
/// interested.
pub fn derive_outcome(call: &Call, turns: &[Turn], cause: HangupCause, seconds: Option<f64>) -> Ending {
    let end = |outcome| Ending::new(outcome, seconds, None);
    let line = Line::after(turns, &call.lead.name);
    let ending = match (call.outcome, cause) {
        _ if opt_out::asked_in_conversation(turns.iter().filter_map(|turn| turn.user_text.as_deref())) => {
            end(Outcome::DoNotCall)
        }
        (Some(_), _) => end(judge(call, line)),
        (None, cause) if ended_by_stop(call, cause) => {
            Ending { duration_seconds: seconds, ..Ending::ours(STOPPED) }
        }
        (None, HangupCause::Busy) => end(Outcome::Busy),
        (None, HangupCause::NoAnswer | HangupCause::Canceled) => end(Outcome::NoAnswer),
        (None, HangupCause::Failed) => Ending {
            duration_seconds: seconds,
            not_connected: true,
            ..Ending::failed("Twilio could not connect the call")
        },
        // That we hung up says nothing about the lead.
        (None, HangupCause::Completed) if call.terminated_at.is_some() => end(Outcome::Failed),
        (None, HangupCause::Completed) if agent_failed(turns, line) => {
            Ending { duration_seconds: seconds, ..Ending::ours("the agent could not answer") }
        }
        (None, HangupCause::Completed) => end(judge(call, line)),
    };
    let call_back_at = agreed_on(turns, ending.outcome);
    let message_left = turns.iter().any(|turn| turn.is_message);
    Ending { answered_by: answered_by(call, line, ending.outcome), call_back_at, message_left, ..ending }
}

/// The moment of the next call that was last agreed on, in a call that ended so.
fn agreed_on(turns: &[Turn], outcome: Outcome) -> Option<Timestamp> {
    let agreed = || turns.iter().rev().find_map(|turn| turn.call_back_at);
    (outcome == Outcome::CallBack).then(agreed).flatten()
}

/// What a turn that was worked out while its call ended makes of the end; `None` for nothing. `before` are
/// the turns that the end was judged by.
///
/// The end of the line was judged without it, so only what was judged from the end of the line is
/// open to revision. A wish not to be called again counts in any case.
fn reclassify_outcome(call: &Call, before: &[Turn], late: &Turn) -> Option<Ending> {
    let judged = call.outcome?;
    let turns: Vec<Turn> = before.iter().chain([late]).cloned().collect();
    let opted_out = late.intent.outcome() == Some(Outcome::DoNotCall)
        || opt_out::asked_in_conversation(turns.iter().filter_map(|turn| turn.user_text.as_deref()));
    let line = Line::after(&turns, &call.lead.name);
    let outcome = if opted_out {
        Outcome::DoNotCall
    } else if judged.follows_from_the_line() && (late.lead_spoke() || late.intent.outcome().is_some()) {
        judge(&Call { outcome: late.intent.outcome(), ..call.clone() }, line)
    } else {
        return None;
    };
    let revised = Ending {
        answered_by: answered_by(call, line, outcome),
        call_back_at: agreed_on(&turns, outcome),
        ..Ending::new(outcome, None, None)
    };
    (outcome != judged || revised.answered_by != call.answered_by).then_some(revised)
}

impl Call {
    /// Takes in a turn that was worked out while the call ended: what the call came to may be another thing
    /// with it, and what was written up without it is owed again. `before` are the turns there were.
    pub fn reclassify_outcome(&mut self, before: &[Turn], late: &Turn) {
        if let Some(ending) = reclassify_outcome(self, before, late) {
            self.outcome = Some(ending.outcome);
            self.answered_by = ending.answered_by;
            self.call_back_at = ending.call_back_at;
        }
        self.transcript = None;
        self.summary = None;
    }

    /// Keeps what an ended call came to, whose transcript is kept beside it. Says whether that is news: what is
    /// written up already, or erased, stays as it is.
    pub fn write_up(&mut self, written: &PostCallSummary) -> Result<bool> {
        if self.state != CallState::Ended {
            return Err(Error::Conflict(format!("call {} has not ended", self.id)));
        }
        if self.summary.is_some() || self.erased_at.is_some() {
            return Ok(false);
        }
        self.summary = Some(written.summary.clone());
        Ok(true)
    }
}

/// An ended call in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostCallSummary {
    /// All that was said, with the summary at its end.
    pub transcript: String,
    /// Some sentences.
    pub summary: String,
}

/// Whether a turn of an ended call may still be worked out somewhere: the line dropped before we hung up.
pub fn turn_may_be_under_way(turns: &[Turn]) -> bool {
    turns.last().is_some_and(|turn| !turn.ends_call)
}

impl Outcome {
    /// It was judged from how the line ended, if not by what was agreed.
    fn follows_from_the_line(self) -> bool {
        matches!(
            self,
            Self::NoAnswer
                | Self::NotInterested
                | Self::NoConversation
                | Self::Screened
                | Self::PhoneMenu
                | Self::Gatekeeper
        )
    }
}

/// The outcome of a call whose line ended in the ordinary way.
fn judge(call: &Call, line: Line) -> Outcome {
    let who = if detected_only(call, line) { call.machine_detected } else { line.who };
    match (call.outcome, who) {
        (Some(agreed @ (Outcome::MeetingBooked | Outcome::DoNotCall)), _) => agreed,
        (_, Some(AnsweredBy::Voicemail | AnsweredBy::Fax)) => Outcome::Voicemail,
        (_, Some(AnsweredBy::ScreeningAssistant)) => Outcome::Screened,
        (_, Some(AnsweredBy::Menu)) => Outcome::PhoneMenu,
        (_, Some(AnsweredBy::Announcement)) if line.sign == Some(Sign::Unreachable) => Outcome::NoAnswer,
        (_, Some(AnsweredBy::Announcement)) => Outcome::NotInService,
        (_, Some(AnsweredBy::WrongNumber)) => Outcome::WrongNumber,
        (Some(established), _) => established,
        (None, Some(AnsweredBy::Gatekeeper)) => Outcome::Gatekeeper,
        (None, Some(AnsweredBy::Person)) => Outcome::NotInterested,
        (None, None) if line.utterances > 0 => Outcome::NoConversation,
        (None, None) => Outcome::NoAnswer,
    }
}

/// A machine was detected, too late to hang up, and no conversation speaks against it.
fn detected_only(call: &Call, line: Line) -> bool {
    let conversed = line.utterances > 1 || call.outcome.is_some();
    call.machine_detected.is_some() && !conversed
}

fn answered_by(call: &Call, line: Line, outcome: Outcome) -> Option<AnsweredBy> {
    let by_machine = call.machine_detected.filter(|_| outcome == Outcome::Voicemail);
    match outcome {
        _ if !call.was_answered() => None,
        Outcome::Voicemail => by_machine.or(Some(AnsweredBy::Voicemail)),
        Outcome::WrongNumber => Some(AnsweredBy::WrongNumber),
        Outcome::MeetingBooked => Some(line.who.unwrap_or(AnsweredBy::Person)),
        _ => line.who,
    }
}

/// The call is over because all calling was stopped: cancelled before anybody answered, or hung up.
fn ended_by_stop(call: &Call, cause: HangupCause) -> bool {
    let by_operator = call.terminated_at.is_some();
    match cause {
        HangupCause::Canceled => call.stopped_in.is_some() && !by_operator,
        HangupCause::Completed => call.stopped_in == Some(CallState::InProgress) && !by_operator,
        HangupCause::Busy | HangupCause::NoAnswer | HangupCause::Failed => false,
    }
}

/// The lead spoke, and the last thing that was said to it was an apology: there was no conversation that
/// could tell anything.
fn agent_failed(turns: &[Turn], line: Line) -> bool {
    let answered = turns.iter().rev().find(|turn| turn.lead_spoke());
    line.has_conversed() && answered.is_some_and(|turn| turn.fault)
}

#[cfg(test)]
mod tests;
