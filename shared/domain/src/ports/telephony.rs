//! The telephone.

use std::future::Future;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::breaker::FaultKind;
use crate::error::Result;
use crate::ids::CallId;
use crate::locale::Locale;
use crate::phone::PhoneNumber;

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
