//! A call: one attempt to reach a lead, from the claim before dialling to transcript and summary.

mod ending;
mod failure;
mod lead_snapshot;
pub(crate) mod outcome;
mod placing;
mod recording;
mod ring_back;
mod stopping;
pub(crate) mod turn;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use self::ending::{Ending, HangupCause, PostCallSummary, derive_outcome, turn_may_be_under_way};
pub use self::failure::FailureReason;
pub use self::lead_snapshot::LeadSnapshot;
pub use self::outcome::{CallState, Outcome};
pub use self::stopping::StopAtTwilio;
pub use self::turn::{Intent, ToolUse, Turn, TurnUsage};
use crate::answering::{AnsweredBy, Line, sign_of};
use crate::error::{Error, Result};
use crate::ids::{CallId, CampaignId, MeetingId};
use crate::lead::Lead;
use crate::lines::Lines;
use crate::locale::{self, Language, Locale};
use crate::person_name::ERASED_NAME;
use crate::phone::PhoneNumber;
use crate::settings::CallSettings;
use crate::voice::{self, ChosenVoice, SayVoice};

/// One attempt to reach a lead. Times are UTC, `duration` is in seconds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Call {
    pub id: CallId,
    pub lead: LeadSnapshot,
    pub campaign_id: CampaignId,
    /// The number it comes from; `None` for the one that is kept with Twilio's credentials.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<PhoneNumber>,
    /// It is of a test campaign, and left out of the analytics.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_test: bool,
    /// The lead rang us back; `campaign_id` is the campaign that had called.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub incoming: bool,
    /// Of an incoming one: what was said in the call before it, for the agent to go on from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said_before: Option<String>,
    pub state: CallState,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// Who or what answered, told at the end; `None` where nobody did, it is not known, or the call is
    /// older than the field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_by: Option<AnsweredBy>,
    /// What it has of the lines that are limited.
    #[serde(default, skip_serializing_if = "Lines::is_empty")]
    pub lines: Lines,
    /// Where a machine answers, the campaign's message is left.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub leaves_message: bool,
    /// A message was left on the lead's voicemail.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub message_left: bool,
    /// Which call of its campaign to the lead it is, from 1; `None` in calls of earlier releases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempt: Option<u32>,
    /// When the lead wants to be called again, as was agreed on in the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_back_at: Option<Timestamp>,
    /// The network could not connect it, which may pass.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_connected: bool,
    /// The machine that Twilio made out, be it after somebody had spoken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine_detected: Option<AnsweredBy>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub twilio_call_sid: Option<String>,
    /// While DIALING: when a request to place the call was begun whose answer we do not have.
    /// `None` means that no such request is open, so placing (again) cannot ring twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placing_since: Option<Timestamp>,
    /// While DIALING: when it is to be placed again, after a request that certainly placed nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_at: Option<Timestamp>,
    /// How many requests to place the call were begun.
    #[serde(default)]
    pub placing_tries: u32,
    pub language: Language,
    pub locale: String,
    /// The voice that is heard: the studio voice chosen for the call, or one of Twilio's.
    pub voice_id: String,
    pub voice_name: String,
    /// The studio voice an operator had chosen; it is heard as long as `voice_id` names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chosen_voice: Option<ChosenVoice>,
    /// An operator's prompt, instead of the one that ships with HomeWork. Kept beside the call, and
    /// read together with its turns: lists have no use for it.
    #[serde(skip)]
    pub prompt: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meeting_id: Option<MeetingId>,
    /// Where Twilio keeps the recording, until it has been archived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recording_url: Option<String>,
    /// The archived recording's key among our files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recording_key: Option<String>,
    /// Nobody has a recording of it (any longer): there was none, or it was deleted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub recordings_gone: bool,
    /// When what was personal in it was erased with its lead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erased_at: Option<Timestamp>,
    /// Of a call that was written up before transcripts were kept beside their calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transcript: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<f64>,
    /// It came to nothing by our own or a vendor's fault; never told of calls of earlier releases.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ours: bool,
    /// Why the call failed, in words for an operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// When an operator wanted the call to be over at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terminated_at: Option<Timestamp>,
    /// In which state the emergency stop found the call, where it was to end it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_in: Option<CallState>,
    pub started_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<Timestamp>,
    /// When somebody first spoke who is no machine by what was said, noted before it was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spoken_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    pub created_at: Timestamp,
    /// Counts the writes; each write states the version it is based on.
    pub version: u64,
}

impl Call {
    /// The claim on a lead, made before anything is dialled.
    pub fn claim(id: CallId, lead: &Lead, campaign_id: CampaignId, now: Timestamp) -> Self {
        let locale = lead.spoken_locale();
        Self {
            id,
            lead: LeadSnapshot {
                id: lead.id,
                name: lead.name.clone(),
                phone: lead.phone.clone(),
                email: lead.email.clone(),
                time_zone: lead.time_zone().to_owned(),
                time_zones: lead.time_zones.clone(),
                dials: lead.dials.clone(),
            },
            campaign_id,
            from: None,
            is_test: false,
            incoming: false,
            said_before: None,
            state: CallState::Dialing,
            outcome: None,
            attempt: Some(lead.attempts + 1),
            call_back_at: None,
            not_connected: false,
            answered_by: None,
            machine_detected: None,
            lines: Lines::default(),
            leaves_message: false,
            message_left: false,
            twilio_call_sid: None,
            placing_since: Some(now),
            retry_at: None,
            placing_tries: 1,
            language: locale.language,
            locale: locale.tag.to_owned(),
            voice_id: locale.voice.to_owned(),
            voice_name: locale.voice_name.to_owned(),
            chosen_voice: None,
            prompt: None,
            meeting_id: None,
            recording_url: None,
            recording_key: None,
            recordings_gone: false,
            erased_at: None,
            terminated_at: None,
            stopped_in: None,
            transcript: None,
            summary: None,
            duration: None,
            ours: false,
            failure: None,
            started_at: now,
            answered_at: None,
            spoken_at: None,
            ended_at: None,
            created_at: now,
            version: 1,
        }
    }

    pub fn spoken_locale(&self) -> &'static Locale {
        locale::by_tag(&self.locale)
    }

    /// Binds a call that is being claimed to the settings in force.
    pub fn bind(&mut self, settings: CallSettings) {
        if let Some(voice) = &settings.voice {
            self.voice_id.clone_from(&voice.id);
            self.voice_name.clone_from(&voice.name);
        }
        self.chosen_voice = settings.voice;
        self.prompt = settings.prompt;
    }

    /// The studio voice this call is spoken with, if it is spoken with one.
    pub fn studio_voice(&self) -> Option<&ChosenVoice> {
        self.chosen_voice.as_ref().filter(|voice| voice.id == self.voice_id)
    }

    /// Twilio's voice for this call: the locale's own, or the best match for the chosen one.
    pub fn say_voice(&self) -> SayVoice {
        voice::say_voice(self.spoken_locale(), self.chosen_voice.as_ref().and_then(|voice| voice.gender))
    }

    /// The studio voice is out of reach: the whole call is spoken with Twilio's, since one that
    /// changed in the middle of a call would be heard as somebody else.
    pub fn leave_studio_voice(&mut self) {
        let voice = self.say_voice();
        self.voice_id = voice.id.to_owned();
        self.voice_name = voice.name.to_owned();
    }

    /// Somebody answered.
    pub fn answer(&mut self, now: Timestamp) -> Result<()> {
        if !matches!(self.state, CallState::Dialing | CallState::Ringing) {
            return Err(Error::Stale(self.so("cannot be answered")));
        }
        self.state = CallState::InProgress;
        self.placing_since = None;
        self.answered_at = Some(now);
        Ok(())
    }

    /// An operator wants the call to be over. Says whether there is something to hang up: a call that
    /// has ended is left as it is.
    ///
    /// # Errors
    /// `Conflict` while nobody knows the call's SID, which takes a moment after it was dialled.
    pub fn terminate(&mut self, now: Timestamp) -> Result<bool> {
        if self.state == CallState::Ended {
            return Ok(false);
        }
        if self.twilio_call_sid.is_none() {
            return Err(Error::Conflict(self.so("is not confirmed by Twilio yet; try again in a moment")));
        }
        self.terminated_at.get_or_insert(now);
        Ok(true)
    }

    /// The call is over.
    pub fn end(&mut self, ending: Ending, now: Timestamp) -> Result<()> {
        if self.state == CallState::Ended {
            return Err(Error::Stale(self.so("has already ended")));
        }
        self.state = CallState::Ended;
        self.placing_since = None;
        self.outcome = Some(ending.outcome);
        self.answered_by = ending.answered_by;
        self.not_connected = ending.not_connected;
        self.call_back_at = ending.call_back_at;
        self.duration = ending.duration_seconds;
        self.message_left = ending.message_left;
        self.ours = ending.ours;
        let broken_off = self.terminated_at.is_some() && ending.outcome == Outcome::Failed;
        self.failure = ending.failure.or_else(|| broken_off.then(|| "an operator ended the call".to_owned()));
        self.ended_at = Some(now);
        Ok(())
    }

    /// Twilio has taken it, or may have: it counts as a call to the lead.
    pub fn may_have_rung(&self) -> bool {
        self.twilio_call_sid.is_some() || self.was_answered()
    }

    /// Somebody or something picked up.
    pub fn was_answered(&self) -> bool {
        self.answered_at.is_some()
    }

    /// A person answered, as far as is known: while the call lasts, whoever picked up counts as one. A call
    /// that does not say who answered is judged by its outcome.
    pub fn was_answered_by_person(&self) -> bool {
        let by_outcome = !matches!(
            self.outcome,
            Some(
                Outcome::Voicemail
                    | Outcome::NoAnswer
                    | Outcome::Busy
                    | Outcome::Screened
                    | Outcome::PhoneMenu
                    | Outcome::NotInService
            )
        );
        self.was_answered() && self.answered_by.map_or(by_outcome, AnsweredBy::is_human)
    }

    /// Whether a meeting was booked in it, be it that only one of its turns tells so far.
    pub fn has_booked(&self, turns: &[Turn]) -> bool {
        self.meeting_id.is_some() || turns.iter().any(|turn| turn.intent == Intent::MeetingBooked)
    }

    /// Whether these words, behind those of the turns, are the first of somebody who is no machine by what
    /// is said.
    pub fn begins_conversation(&self, turns: &[Turn], heard: &str) -> bool {
        if heard.is_empty() || self.spoken_at.is_some() {
            return false;
        }
        let name = &self.lead.name;
        let line = Line::after(turns, name);
        !line.has_conversed() && line.then(sign_of(heard, name)).has_conversed()
    }

    /// Twilio made out a machine. Says whether there is nobody to talk with, so that the line may be hung
    /// up: not once somebody has spoken who is no machine by what was said, be it that the answer to it is
    /// still being made, or an outcome stands. Then it is noted, and nothing else.
    pub fn detect_machine(&mut self, turns: &[Turn], machine: AnsweredBy) -> bool {
        if self.state == CallState::Ended {
            return false;
        }
        self.machine_detected.get_or_insert(machine);
        if self.outcome == Some(Outcome::Voicemail) {
            return true;
        }
        let conversed = self.spoken_at.is_some() || Line::after(turns, &self.lead.name).has_conversed();
        let alone = self.outcome.is_none() && !conversed;
        if alone {
            self.outcome = Some(Outcome::Voicemail);
        }
        alone
    }

    /// Transcript and summary are still owed.
    pub fn awaits_write_up(&self) -> bool {
        let written_up = self.summary.is_some() || self.erased_at.is_some();
        self.state == CallState::Ended && self.was_answered() && !written_up
    }

    /// This call without anything personal: that it was made, and how it ended, is left. While the
    /// telephone service still has recordings, the SID by which they are found is kept.
    pub fn erased(&self, recordings_gone: bool, now: Timestamp) -> Self {
        let mut call = self.clone();
        call.lead.name = ERASED_NAME.to_owned();
        call.lead.phone = PhoneNumber::erased();
        call.lead.email = None;
        call.prompt = None;
        call.said_before = None;
        call.transcript = None;
        call.summary = None;
        call.failure = None;
        call.erased_at.get_or_insert(now);
        if recordings_gone {
            call.recordings_deleted();
        }
        call
    }

    fn so(&self, what: &str) -> String {
        format!("call {} ({:?}) {what}", self.id, self.state)
    }
}

#[cfg(test)]
mod tests;
