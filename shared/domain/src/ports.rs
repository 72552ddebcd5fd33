//! The outside world as the domain sees it: telephone, calendar, video meetings, language model,
//! and the ledger of held slots. `shared/integrations` and `shared/store` implement these.

use std::future::Future;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::Value;

use crate::breaker::FaultKind;
use crate::email::Email;
use crate::error::Result;
use crate::ids::{CallId, MeetingId};
use crate::locale::Locale;
use crate::meeting::{GuestResponse, Meeting};
use crate::opt_out_link::LinkToken;
use crate::phone::PhoneNumber;
use crate::slots::Interval;

/// A request to phone somebody.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceCall {
    pub call_id: CallId,
    pub to: PhoneNumber,
    /// The number it comes from; `None` for the one that is kept with Twilio's credentials.
    pub from: Option<PhoneNumber>,
    /// In which the lead is spoken to when nothing but the request is known.
    pub locale: &'static Locale,
    /// A machine is told of once its greeting is over, for a message to be left behind it.
    pub awaits_greeting: bool,
    /// Where it is later than this when the request could go out, nothing is asked for: what allowed the call may not
    /// hold any more.
    pub not_after: Instant,
}

/// Why a call was not placed, or is not known to have been.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PlaceCallError {
    /// Refused for good: asking again gives the same answer.
    #[error("refused ({code}): {message}")]
    Refused { code: u32, message: String },
    /// Certainly not placed, by our or the vendor's fault: `kind` says whether it may pass by itself.
    #[error("not placed: {detail}")]
    NotPlaced { detail: String, retry_after: Option<Duration>, kind: FaultKind },
    /// Certainly not placed, by a reason that lies in this call and may be ours all the same; others may go
    /// through. [`FaultKind::Refused`] says that it takes a person.
    #[error("declined: {detail}")]
    Declined { detail: String, kind: FaultKind },
    /// Certainly not placed, since the number it was to come from may not be called from; others may.
    #[error("its number may not be called from: {detail}")]
    CallerRefused { detail: String },
    /// The call may or may not exist: look before doing anything else.
    #[error("unknown whether placed: {detail}")]
    Unknown { detail: String },
}

/// A call as the telephone service lists it.
#[derive(Debug, Clone, PartialEq)]
pub struct RemoteCall {
    pub sid: String,
    pub status: RemoteCallStatus,
    pub created_at: Option<Timestamp>,
    pub duration_seconds: Option<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RemoteCallStatus {
    /// Queued, ringing or in progress; also any status we do not know.
    Active,
    Completed,
    Busy,
    NoAnswer,
    Failed,
    Canceled,
}

pub trait Telephony: Send + Sync {
    /// Places one call and returns its SID. Never retries by itself: creating a call is not idempotent.
    fn place_call(&self, call: &PlaceCall) -> impl Future<Output = Result<String, PlaceCallError>> + Send;

    /// The calls to `to` that were created at or after `since`, from the number that [`PlaceCall::from`] names.
    fn calls_to(
        &self,
        to: &PhoneNumber,
        from: Option<&PhoneNumber>,
        since: Timestamp,
    ) -> impl Future<Output = Result<Vec<RemoteCall>>> + Send;

    fn call(&self, sid: &str) -> impl Future<Output = Result<RemoteCall>> + Send;

    /// Cancels a call that nobody has answered. One that is answered, or over, is left as it is and counts as done.
    fn cancel(&self, sid: &str) -> impl Future<Output = Result<()>> + Send;

    /// Hangs up. A call that is already over counts as done.
    fn hang_up(&self, sid: &str) -> impl Future<Output = Result<()>> + Send;

    /// Breaks off what is said in a call, which goes on by the document at `url`. One that is over counts as done.
    fn redirect(&self, sid: &str, url: &str) -> impl Future<Output = Result<()>> + Send;
}

/// A number of our telephone account, as the telephone service lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountNumber {
    pub number: PhoneNumber,
    /// What the account's owner calls it.
    pub label: String,
    /// Calls can be made from it.
    pub can_call: bool,
    /// Whoever calls it is answered by HomeWork.
    pub reaches_us: bool,
    /// In the service's word, as `in-use`.
    pub status: Option<String>,
}

/// The numbers of our telephone account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountNumbers {
    /// The one that is kept with the credentials. It may be no number of the account, but one that was verified there.
    pub main: PhoneNumber,
    pub listed: Vec<AccountNumber>,
}

/// Tells which numbers our telephone account has.
pub trait NumberDirectory: Send + Sync {
    /// # Errors
    /// As of any vendor's: `Unavailable`, `Credentials`, or `Conflict` where it is not set up.
    fn account_numbers(&self) -> impl Future<Output = Result<AccountNumbers>> + Send;
}

/// An event to put into the calendar. Its id is ours, so that putting it in twice makes one event.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEvent {
    pub meeting_id: MeetingId,
    pub summary: String,
    pub description: String,
    pub time: Interval,
    /// IANA name, for showing the event.
    pub time_zone: String,
    pub guest: Email,
    /// Ask the calendar for a video link of its own.
    pub with_video_link: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct CreatedEvent {
    pub id: String,
    pub video_link: Option<String>,
}

/// An event as the calendar has it at this moment.
#[derive(Debug, Clone, PartialEq)]
pub struct CalendarEvent {
    pub meeting_id: MeetingId,
    /// Deleted or cancelled: whatever else it says is of no interest.
    pub is_cancelled: bool,
    /// `None` for one that lasts whole days.
    pub time: Option<Interval>,
    /// Everybody who was invited, with their answer.
    pub guests: Vec<(Email, GuestResponse)>,
    pub video_link: Option<String>,
}

/// What has changed in a calendar.
#[derive(Debug, Clone, PartialEq)]
pub struct CalendarChanges {
    /// Events of ours; those that others made are left out.
    pub events: Vec<CalendarEvent>,
    /// Asks for what changes from here on.
    pub next: String,
}

pub trait Calendar: Send + Sync {
    /// The calendar's id, as slots are held under it.
    fn id(&self) -> impl Future<Output = Result<String>> + Send;

    /// What is taken within `range`.
    fn busy(&self, range: Interval) -> impl Future<Output = Result<Vec<Interval>>> + Send;

    /// Puts the event in and mails the guest an invitation. An event that is there already is success.
    /// `Invalid` about `guest_email` if the calendar does not take the guest's address.
    fn insert(&self, event: &NewEvent) -> impl Future<Output = Result<CreatedEvent>> + Send;

    /// Moves the event of this meeting, in the calendar it is in, and tells the guest; a time it has
    /// already is success. `NotFound` if there is no such event (any more).
    fn reschedule(
        &self,
        calendar_id: &str,
        meeting_id: MeetingId,
        time: Interval,
        time_zone: &str,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Invites this guest to the event of this meeting, in the calendar it is in, instead of the one before,
    /// and tells both; a guest it has already is success. `NotFound` if there is no such event (any more),
    /// `Invalid` for an address the calendar refuses.
    fn invite(
        &self,
        calendar_id: &str,
        meeting_id: MeetingId,
        guest: &Email,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Takes the event of this meeting out of the calendar it is in and tells the guest; no event is
    /// success.
    fn delete(&self, calendar_id: &str, meeting_id: MeetingId) -> impl Future<Output = Result<()>> + Send;

    /// The event of this meeting; `None` if there never was one, or no longer is.
    fn event(
        &self,
        calendar_id: &str,
        meeting_id: MeetingId,
    ) -> impl Future<Output = Result<Option<CalendarEvent>>> + Send;
}

/// A calendar that tells what changes in it.
pub trait CalendarFeed: Calendar {
    /// What has changed since `since`, which an earlier answer gave; without it, all events of ours that
    /// end after `from`. `None` if the calendar no longer knows `since`: then everything is read again.
    fn changes(
        &self,
        since: Option<&str>,
        from: Timestamp,
    ) -> impl Future<Output = Result<Option<CalendarChanges>>> + Send;
}

#[derive(Debug, Clone, PartialEq)]
pub struct NewVideoMeeting {
    pub topic: String,
    pub agenda: String,
    pub time: Interval,
    /// IANA name.
    pub time_zone: String,
}

#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct VideoMeeting {
    pub id: String,
    pub join_url: String,
}

pub trait VideoMeetings: Send + Sync {
    fn create(&self, meeting: &NewVideoMeeting) -> impl Future<Output = Result<VideoMeeting>> + Send;

    /// Moves a meeting; its link stays. `NotFound` if there is no such meeting (any more).
    fn reschedule(
        &self,
        id: &str,
        time: Interval,
        time_zone: &str,
    ) -> impl Future<Output = Result<()>> + Send;

    /// No such meeting is success.
    fn delete(&self, id: &str) -> impl Future<Output = Result<()>> + Send;

    /// The meeting at about this time whose agenda has the reference in it; for one that may have been
    /// made although the answer was lost.
    fn find(
        &self,
        reference: &str,
        time: Interval,
    ) -> impl Future<Output = Result<Option<VideoMeeting>>> + Send;
}

/// One message of a conversation with a language model.
#[derive(Debug, Clone, PartialEq)]
pub enum ChatMessage {
    System(String),
    User(String),
    Assistant {
        text: Option<String>,
        tool_calls: Vec<ToolCall>,
    },
    /// What a tool answered, as JSON text.
    Tool {
        call_id: String,
        content: String,
    },
}

/// The model wants a tool used. `arguments` is JSON text as the model wrote it, so it may be wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct ToolCall {
    pub id: String,
    pub name: String,
    pub arguments: String,
}

/// A tool offered to the model; `parameters` is a strict JSON schema.
#[derive(Debug, Clone, PartialEq)]
pub struct ToolDefinition {
    pub name: &'static str,
    pub description: &'static str,
    pub parameters: Value,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ChatRequest<'a> {
    pub messages: &'a [ChatMessage],
    pub tools: &'a [ToolDefinition],
    pub max_completion_tokens: u32,
    /// How long an answer is of use.
    pub patience: Duration,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct ChatReply {
    pub text: Option<String>,
    /// The text broke off at the limit of tokens.
    pub cut_off: bool,
    pub tool_calls: Vec<ToolCall>,
    pub prompt_tokens: u32,
    pub completion_tokens: u32,
}

pub trait ChatModel: Send + Sync {
    /// Whether there is a key to ask it with.
    ///
    /// # Errors
    /// The secret's, where there is none.
    fn has_key(&self) -> impl Future<Output = Result<()>> + Send;

    /// Asks the model; what may pass by itself is tried again as long as the request's patience lasts.
    fn complete(&self, request: ChatRequest<'_>) -> impl Future<Output = Result<ChatReply>> + Send;
}

/// A slot taken for a booking under way. Once it has lapsed its booking has broken off, and whatever
/// it left behind is to be undone before anybody else gets the slot.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Hold {
    pub calendar_id: String,
    pub time: Interval,
    pub meeting_id: MeetingId,
    pub call_id: CallId,
    /// The turn of the call that books; a later turn may take over what an earlier one left.
    pub turn: u32,
    /// The video meeting made for this hold, once there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video: Option<VideoMeeting>,
    /// What the opt-out link in the invitation is good by; `None` in holds of earlier releases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opt_out: Option<LinkToken>,
    pub lapses_at: Timestamp,
}

#[derive(Debug, Clone, PartialEq)]
pub enum HoldResult {
    Held(Hold),
    /// Somebody else has the slot, or part of it.
    Taken,
    /// The very same turn is booking it elsewhere at this moment: a duplicate webhook.
    InProgress,
}

/// Who has which slot; the one place that makes sure a slot is booked once.
pub trait SlotLedger: Send + Sync {
    /// Takes the slot, or takes over what an earlier turn of the same call left unfinished: then the
    /// answer carries the earlier hold's meeting id and video meeting.
    fn hold(&self, hold: &Hold) -> impl Future<Output = Result<HoldResult>> + Send;

    /// Counts one more invitation to this address; `false` once it has been invited often enough today.
    fn may_invite(&self, guest: &Email, now: Timestamp) -> impl Future<Output = Result<bool>> + Send;

    /// Remembers the video meeting, so that nobody makes a second one or forgets to delete it.
    fn note_video(&self, hold: &Hold) -> impl Future<Output = Result<()>> + Send;

    /// Saves the meeting, confirms its hold, marks call and lead as booked: all or nothing.
    fn confirm(&self, hold: &Hold, meeting: &Meeting) -> impl Future<Output = Result<()>> + Send;

    /// Whether the hold was confirmed.
    fn is_booked(&self, hold: &Hold) -> impl Future<Output = Result<bool>> + Send;

    /// What is booked, or being booked, within `range`, whether or not the calendar shows it.
    fn taken(&self, range: Interval) -> impl Future<Output = Result<Vec<Interval>>> + Send;

    /// Gives the slot back. A conflict says that it is booked after all.
    fn release(&self, hold: &Hold) -> impl Future<Output = Result<()>> + Send;
}

/// What became of writing a meeting over what was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replaced {
    /// It has this version now.
    Written { version: u64 },
    /// Somebody else has a time it wanted to take.
    Taken,
    /// Somebody else has changed the meeting since it was read.
    Changed,
}

/// The booked meetings and the slots they hold.
pub trait MeetingLedger: Send + Sync {
    fn meeting(&self, id: MeetingId) -> impl Future<Output = Result<Meeting>> + Send;

    /// Writes `after` over `before`, takes the quarter hours that only `after` holds and gives back
    /// those that only `before` held; a lead whose last meeting `after` cancels is CONTACTED again.
    /// All or nothing.
    fn replace(&self, before: &Meeting, after: &Meeting) -> impl Future<Output = Result<Replaced>> + Send;
}

/// Everything a call books with: the slots, and the meetings it may correct.
pub trait BookingLedger: SlotLedger + MeetingLedger {}

impl<L: SlotLedger + MeetingLedger> BookingLedger for L {}
