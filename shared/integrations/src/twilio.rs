//! Twilio Programmable Voice. <https://www.twilio.com/docs/voice/api/call-resource>

mod prices;
mod wire;

use std::sync::Arc;
use std::time::{Duration, Instant};

use homework_domain::breaker::{Fault, FaultKind};
use homework_domain::erasure::{RecordingArchive, RemoteRecording};
use homework_domain::phone::PhoneNumber;
use homework_domain::ports::{
    AccountNumbers, NumberDirectory, PlaceCall, PlaceCallError, RemoteCall, Telephony,
};
use homework_domain::{Error, Result};
use jiff::Timestamp;
use reqwest::header::{CONNECTION, RETRY_AFTER};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use secrecy::ExposeSecret;
use url::Url;

use crate::credentials::TwilioCredentials;
use crate::http;
use crate::secret::Secret;

const SERVICE: &str = "Twilio";
const VENDOR: &str = "https://api.twilio.com";
const PRICING: &str = "https://pricing.twilio.com";
/// Placing a call is worth a wait: giving up early only makes the answer ambiguous.
const PLACE_TIMEOUT: Duration = Duration::from_secs(10);
const TIMEOUT: Duration = Duration::from_secs(5);
const RECORDING_TIMEOUT: Duration = Duration::from_secs(60);
/// More than the longest call comes to: four hours in two channels.
const RECORDING_BYTES: usize = 160 * 1024 * 1024;
const PAGE_SIZE: &str = "50";
/// The longest page that Twilio gives.
const NUMBERS_LISTED: &str = "1000";
/// One number is not called often enough to fill more pages than this.
const MAX_PAGES: usize = 4;
/// The call is over already.
/// <https://www.twilio.com/docs/api/errors/21220>
const NOT_IN_PROGRESS: &str = "21220";

/// How calls are placed.
#[derive(Debug, Clone, PartialEq)]
pub struct CallSettings {
    /// Public base URL of the function that talks.
    pub voice_webhook_url: String,
    /// Public base URL of the function that is told how the call goes.
    pub status_webhook_url: String,
    pub record: bool,
    pub ring_timeout_seconds: u32,
    /// The longest a call may last; Twilio ends it then.
    pub time_limit_seconds: u32,
    /// Have Twilio tell machines from people.
    pub detect_machines: bool,
}

/// A client for one Twilio account.
#[derive(Debug, Clone)]
pub struct Twilio {
    http: Client,
    secret: Secret<TwilioCredentials>,
    base: Url,
    pricing: Url,
    settings: Option<CallSettings>,
    place_timeout: Duration,
}

impl Twilio {
    /// A client that can do everything. `base_url` stands in for `https://api.twilio.com` and
    /// `https://pricing.twilio.com`; empty means Twilio.
    ///
    /// # Errors
    /// `Internal` if `base_url` is not an http(s) URL.
    pub fn new(
        http: Client,
        secret: Secret<TwilioCredentials>,
        base_url: &str,
        settings: CallSettings,
    ) -> Result<Self> {
        let client = Self::without_placing(http, secret, base_url)?;
        Ok(Self { settings: Some(settings), ..client })
    }

    /// A client for functions that look at calls and end them but place none.
    ///
    /// # Errors
    /// `Internal` if `base_url` is not an http(s) URL.
    pub fn without_placing(http: Client, secret: Secret<TwilioCredentials>, base_url: &str) -> Result<Self> {
        let base = http::base_url(SERVICE, base_url, VENDOR)?;
        let pricing = http::base_url(SERVICE, base_url, PRICING)?;
        Ok(Self { http, secret, base, pricing, settings: None, place_timeout: PLACE_TIMEOUT })
    }

    /// Whether Twilio lets us in.
    ///
    /// # Errors
    /// `Unavailable` if Twilio did not answer usefully, `Credentials` if it did not take ours.
    pub async fn check(&self) -> Result<()> {
        let response =
            self.send(TIMEOUT, |account| account.get(&["Calls.json"]).query(&[("PageSize", "1")])).await?;
        http::success(SERVICE, response).await.map(|_| ())
    }

    /// Sends what is asked of our account.
    async fn send(
        &self,
        timeout: Duration,
        request: impl Fn(Account<'_>) -> RequestBuilder + Send,
    ) -> Result<Response> {
        self.secret.send(timeout, move |credentials| Ok(request(Account { client: self, credentials }))).await
    }

    /// The recordings of a call, whatever their state.
    /// <https://www.twilio.com/docs/voice/api/recording#read-multiple-recording-resources>
    async fn recordings_of(&self, call_sid: &str) -> Result<Vec<wire::ListedRecording>> {
        let listing = |account: Account<'_>| account.get(&["Calls", call_sid, "Recordings.json"]);
        let response = self.send(TIMEOUT, listing).await?;
        if response.status() == StatusCode::NOT_FOUND {
            return Ok(Vec::new());
        }
        let page: wire::RecordingPage = http::json(SERVICE, response).await?;
        Ok(page.recordings)
    }

    /// Changes a call. One that is past that counts as done.
    /// <https://www.twilio.com/docs/voice/api/call-resource#update-a-call-resource>
    async fn update(&self, sid: &str, changes: &[(&str, &str)]) -> Result<()> {
        let resource = format!("{sid}.json");
        let update = |account: Account<'_>| {
            account.request(Method::POST, account.url(&["Calls", &resource])).form(changes)
        };
        let response = self.send(TIMEOUT, update).await?;
        let status = response.status();
        if status.is_success() || status == StatusCode::NOT_FOUND {
            return Ok(());
        }
        let code = http::vendor_code(&response.bytes().await.unwrap_or_default());
        match code.as_deref() {
            Some(NOT_IN_PROGRESS) => Ok(()),
            code => Err(http::refusal(SERVICE, status, code)),
        }
    }

    async fn place(
        &self,
        credentials: &TwilioCredentials,
        settings: &CallSettings,
        call: &PlaceCall,
    ) -> Result<String, PlaceCallError> {
        let account = Account { client: self, credentials };
        let form = wire::place_call_form(call, &credentials.phone_number, settings);
        let request = account.request(Method::POST, account.url(&["Calls.json"]));
        let request = request.form(&form).timeout(self.place_timeout);
        if Instant::now() >= call.not_after {
            let detail = "it took too long until Twilio could be asked".to_owned();
            return Err(PlaceCallError::NotPlaced { detail, retry_after: None, kind: FaultKind::Passing });
        }
        let response = request.send().await.map_err(|error| wire::no_answer(&error))?;
        let status = response.status();
        let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        let retry_after = retry_after.and_then(wire::retry_after);
        // The status tells enough if the body does not arrive; without a SID a success is unknown.
        let body = response.bytes().await.unwrap_or_default();
        wire::placed(status, retry_after, &body)
    }
}

/// Our account, by the credentials in force.
#[derive(Debug, Clone, Copy)]
struct Account<'a> {
    client: &'a Twilio,
    credentials: &'a TwilioCredentials,
}

impl Account<'_> {
    fn url(&self, of: &[&str]) -> Url {
        let account = ["2010-04-01", "Accounts", &self.credentials.account_sid];
        http::endpoint(&self.client.base, &[&account[..], of].concat())
    }

    /// A connection serves one request only: one that was pooled before the function was frozen may be dead, and a
    /// call POSTed into it is a call of which nobody knows whether it was placed.
    fn request(&self, method: Method, url: Url) -> RequestBuilder {
        let TwilioCredentials { account_sid, auth_token, .. } = self.credentials;
        let request = self.client.http.request(method, url).header(CONNECTION, "close");
        request.basic_auth(account_sid, Some(auth_token.expose_secret()))
    }

    fn get(&self, of: &[&str]) -> RequestBuilder {
        self.request(Method::GET, self.url(of))
    }
}

/// Twilio names the next page by path; we go nowhere but to the same list.
fn query_of(uri: &str) -> Option<String> {
    uri.split_once('?').map(|(_, query)| query.to_owned())
}

impl NumberDirectory for Twilio {
    /// <https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource#read-multiple-incomingphonenumber-resources>
    async fn account_numbers(&self) -> Result<AccountNumbers> {
        let credentials = self.secret.get().await?;
        let main = PhoneNumber::of_ours(&credentials.phone_number);
        let main =
            main.ok_or_else(|| Error::Conflict("Twilio's secret has no phone number in E.164".into()))?;
        let listing = |account: Account<'_>| {
            account.get(&["IncomingPhoneNumbers.json"]).query(&[("PageSize", NUMBERS_LISTED)])
        };
        let page: wire::NumberPage = http::json(SERVICE, self.send(TIMEOUT, listing).await?).await?;
        let listed = page.incoming_phone_numbers.into_iter().filter_map(wire::account_number).collect();
        Ok(AccountNumbers { main, listed })
    }
}

impl RecordingArchive for Twilio {
    async fn recordings(&self, call_sid: &str) -> Result<Vec<RemoteRecording>> {
        let listed = self.recordings_of(call_sid).await?.into_iter();
        let kept = listed.filter(|recording| !matches!(recording.status.as_str(), "absent" | "failed"));
        Ok(kept.map(|r| RemoteRecording { is_ready: r.status == "completed", sid: r.sid }).collect())
    }

    async fn delete_recordings(&self, call_sid: &str) -> Result<u32> {
        let mut deleted = 0;
        for recording in self.recordings_of(call_sid).await? {
            self.delete_recording(&recording.sid).await?;
            deleted += 1;
        }
        Ok(deleted)
    }

    /// The address is made of the SID, not taken from Twilio's message: our credentials go along.
    async fn recording(&self, sid: &str) -> Result<Vec<u8>> {
        if !sid.starts_with("RE") || !sid.bytes().all(|c| c.is_ascii_alphanumeric()) {
            return Err(Error::invalid("recording_sid", "is not a recording's SID"));
        }
        let file = format!("{sid}.mp3");
        let response = self.send(RECORDING_TIMEOUT, |account| account.get(&["Recordings", &file])).await?;
        let mut response = http::success(SERVICE, response).await?;
        let mut sound = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(|error| http::unreachable(SERVICE, &error))? {
            if sound.len() + piece.len() > RECORDING_BYTES {
                return Err(Error::TooLarge(format!("recording {sid} is too large to be archived")));
            }
            sound.extend_from_slice(&piece);
        }
        Ok(sound)
    }

    /// <https://www.twilio.com/docs/voice/api/recording#delete-a-recording-resource>
    async fn delete_recording(&self, sid: &str) -> Result<()> {
        let file = format!("{sid}.json");
        let deletion =
            |account: Account<'_>| account.request(Method::DELETE, account.url(&["Recordings", &file]));
        let response = self.send(TIMEOUT, deletion).await?;
        match response.status() {
            StatusCode::NOT_FOUND => Ok(()),
            _ => http::success(SERVICE, response).await.map(drop),
        }
    }
}

impl Telephony for Twilio {
    /// Places one call: the lead's number, our webhooks with the call's id in them, limits.
    ///
    /// What an error says is what the caller may do next; see [`PlaceCallError`]. Only an answer
    /// about the lead's number is `Refused`. Bad credentials, a number of ours that Twilio does not
    /// know or a webhook URL it dislikes would fail every lead of a campaign alike, so these are
    /// `NotPlaced`, and say that it takes a person to put them right.
    async fn place_call(&self, call: &PlaceCall) -> Result<String, PlaceCallError> {
        let Some(settings) = &self.settings else {
            let detail = "this client was made without call settings".to_owned();
            return Err(PlaceCallError::NotPlaced { detail, retry_after: None, kind: FaultKind::Refused });
        };
        let credentials = self.secret.get().await.map_err(not_placed)?;
        let place = |credentials: Arc<TwilioCredentials>| async move {
            self.place(&credentials, settings, call).await
        };
        // Only what was certainly not placed may be asked for again.
        let is_refused = |answer: &Result<String, PlaceCallError>| match answer {
            Err(PlaceCallError::NotPlaced { kind, .. }) => *kind == FaultKind::Refused,
            // The number is kept with the credentials.
            Err(PlaceCallError::CallerRefused { .. }) => call.from.is_none(),
            _ => false,
        };
        self.secret.ask(credentials, place, is_refused).await
    }

    /// The calls from our number to `to` since `since`, newest first. Calls whose age Twilio does
    /// not tell are among them.
    ///
    /// Twilio's own filter `StartTime` is not used: a call that still waits in Twilio's queue has
    /// no start time yet, and it is the one that must not be overlooked.
    async fn calls_to(
        &self,
        to: &PhoneNumber,
        from: Option<&PhoneNumber>,
        since: Timestamp,
    ) -> Result<Vec<RemoteCall>> {
        let mut found = Vec::new();
        let mut next: Option<String> = None;
        for _ in 0..MAX_PAGES {
            let listing = |account: Account<'_>| {
                let from = from.map_or(account.credentials.phone_number.as_str(), PhoneNumber::as_str);
                let first = [("To", to.as_str()), ("From", from)];
                let mut url = account.url(&["Calls.json"]);
                match &next {
                    Some(query) => url.set_query(Some(query)),
                    None => {
                        url.query_pairs_mut().extend_pairs(first).append_pair("PageSize", PAGE_SIZE);
                    }
                }
                account.request(Method::GET, url)
            };
            let page: wire::CallPage = http::json(SERVICE, self.send(TIMEOUT, listing).await?).await?;
            next = page.next_page_uri.as_deref().and_then(query_of);
            let calls: Vec<RemoteCall> = page.calls.into_iter().map(wire::remote_call).collect();
            let reached_older = calls.iter().any(|call| !wire::is_since(call, since));
            found.extend(calls.into_iter().filter(|call| wire::is_since(call, since)));
            // The list is newest first.
            if next.is_none() || reached_older {
                break;
            }
        }
        Ok(found)
    }

    /// One call by its SID. `NotFound` if Twilio does not know it.
    async fn call(&self, sid: &str) -> Result<RemoteCall> {
        let resource = format!("{sid}.json");
        let response = self.send(TIMEOUT, |account| account.get(&["Calls", &resource])).await?;
        if response.status() == StatusCode::NOT_FOUND {
            return Err(Error::not_found("call", sid));
        }
        http::json(SERVICE, response).await.map(wire::remote_call)
    }

    async fn cancel(&self, sid: &str) -> Result<()> {
        // Ends what is queued or rings, and nothing that is talked in.
        self.update(sid, &[("Status", "canceled")]).await
    }

    async fn hang_up(&self, sid: &str) -> Result<()> {
        self.update(sid, &[("Status", "completed")]).await
    }

    async fn redirect(&self, sid: &str, url: &str) -> Result<()> {
        self.update(sid, &[("Url", url), ("Method", "POST")]).await
    }
}

/// A call that was not asked for, since our secret is of no use.
fn not_placed(error: Error) -> PlaceCallError {
    let kind = Fault::of(&error).map_or(FaultKind::Refused, |(_, fault)| fault.kind);
    PlaceCallError::NotPlaced { detail: error.to_string(), retry_after: None, kind }
}

#[cfg(test)]
mod tests;
