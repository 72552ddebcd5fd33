//! Twilio Programmable Voice. <https://www.twilio.com/docs/voice/api/call-resource>

mod wire;

use std::time::Duration;

use homework_domain::breaker::FaultKind;
use homework_domain::erasure::{RecordingArchive, RemoteRecording};
use homework_domain::phone::PhoneNumber;
use homework_domain::ports::{PlaceCall, PlaceCallError, RemoteCall, Telephony};
use homework_domain::{Error, Result};
use jiff::Timestamp;
use reqwest::header::{CONNECTION, RETRY_AFTER};
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use secrecy::ExposeSecret;
use url::Url;

use crate::credentials::TwilioCredentials;
use crate::http;

const SERVICE: &str = "Twilio";
const VENDOR: &str = "https://api.twilio.com";
/// Placing a call is worth a wait: giving up early only makes the answer ambiguous.
const PLACE_TIMEOUT: Duration = Duration::from_secs(10);
const TIMEOUT: Duration = Duration::from_secs(5);
const RECORDING_TIMEOUT: Duration = Duration::from_secs(60);
/// More than the longest call comes to: four hours in two channels.
const RECORDING_BYTES: usize = 160 * 1024 * 1024;
const PAGE_SIZE: &str = "50";
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
    credentials: TwilioCredentials,
    base: Url,
    settings: Option<CallSettings>,
    place_timeout: Duration,
}

impl Twilio {
    /// A client that can do everything. `base_url` stands in for `https://api.twilio.com`; empty means Twilio.
    ///
    /// # Errors
    /// `Internal` if `base_url` is not an http(s) URL.
    pub fn new(
        http: Client,
        credentials: TwilioCredentials,
        base_url: &str,
        settings: CallSettings,
    ) -> Result<Self> {
        let client = Self::without_placing(http, credentials, base_url)?;
        Ok(Self { settings: Some(settings), ..client })
    }

    /// A client for functions that look at calls and end them but place none.
    ///
    /// # Errors
    /// `Internal` if `base_url` is not an http(s) URL.
    pub fn without_placing(http: Client, credentials: TwilioCredentials, base_url: &str) -> Result<Self> {
        let base = http::base_url(SERVICE, base_url, VENDOR)?;
        Ok(Self { http, credentials, base, settings: None, place_timeout: PLACE_TIMEOUT })
    }

    /// Whether Twilio lets us in.
    ///
    /// # Errors
    /// `Unavailable` if Twilio did not answer usefully, `Credentials` if it did not take ours.
    pub async fn check(&self) -> Result<()> {
        let mut url = self.calls_url();
        url.query_pairs_mut().append_pair("PageSize", "1");
        let response = http::send(SERVICE, self.request(Method::GET, url), TIMEOUT).await?;
        http::success(SERVICE, response).await.map(|_| ())
    }

    /// A request with our credentials. A connection serves one request only: one that was pooled
    /// before the function was frozen may be dead, and a call POSTed into it is a call of which
    /// nobody knows whether it was placed.
    fn request(&self, method: Method, url: Url) -> RequestBuilder {
        self.http
            .request(method, url)
            .basic_auth(&self.credentials.account_sid, Some(self.credentials.auth_token.expose_secret()))
            .header(CONNECTION, "close")
    }

    fn calls_url(&self) -> Url {
        http::endpoint(&self.base, &["2010-04-01", "Accounts", &self.credentials.account_sid, "Calls.json"])
    }

    fn call_url(&self, sid: &str) -> Url {
        let resource = format!("{sid}.json");
        let account = &self.credentials.account_sid;
        http::endpoint(&self.base, &["2010-04-01", "Accounts", account, "Calls", &resource])
    }

    /// The recordings of a call, whatever their state.
    /// <https://www.twilio.com/docs/voice/api/recording#read-multiple-recording-resources>
    async fn recordings_of(&self, call_sid: &str) -> Result<Vec<wire::ListedRecording>> {
        let account = &self.credentials.account_sid;
        let url = http::endpoint(
            &self.base,
            &["2010-04-01", "Accounts", account, "Calls", call_sid, "Recordings.json"],
        );
        let response = http::send(SERVICE, self.request(Method::GET, url), TIMEOUT).await?;
        if response.status() == StatusCode::NOT_FOUND {
            return Ok(Vec::new());
        }
        let page: wire::RecordingPage = http::json(SERVICE, response).await?;
        Ok(page.recordings)
    }

    /// The next page, if there is one. Twilio names it by path; we go nowhere but to the same list.
    fn next_page(&self, uri: Option<&str>) -> Option<Url> {
        let (_, query) = uri?.split_once('?')?;
        let mut url = self.calls_url();
        url.set_query(Some(query));
        Some(url)
    }

    async fn list(&self, mut url: Url, since: Timestamp) -> Result<Vec<RemoteCall>> {
        let mut found = Vec::new();
        for _ in 0..MAX_PAGES {
            let response = http::send(SERVICE, self.request(Method::GET, url), TIMEOUT).await?;
            let page: wire::CallPage = http::json(SERVICE, response).await?;
            let next = self.next_page(page.next_page_uri.as_deref());
            let calls: Vec<RemoteCall> = page.calls.into_iter().map(wire::remote_call).collect();
            let reached_older = calls.iter().any(|call| !wire::is_since(call, since));
            found.extend(calls.into_iter().filter(|call| wire::is_since(call, since)));
            match next {
                // The list is newest first.
                Some(next) if !reached_older => url = next,
                _ => break,
            }
        }
        Ok(found)
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
        let account = &self.credentials.account_sid;
        let file = format!("{sid}.mp3");
        let url = http::endpoint(&self.base, &["2010-04-01", "Accounts", account, "Recordings", &file]);
        let response = http::send(SERVICE, self.request(Method::GET, url), RECORDING_TIMEOUT).await?;
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
        let account = &self.credentials.account_sid;
        let file = format!("{sid}.json");
        let url = http::endpoint(&self.base, &["2010-04-01", "Accounts", account, "Recordings", &file]);
        let response = http::send(SERVICE, self.request(Method::DELETE, url), TIMEOUT).await?;
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
        let form = wire::place_call_form(call, &self.credentials.phone_number, settings);
        let request = self.request(Method::POST, self.calls_url()).form(&form).timeout(self.place_timeout);
        let response = request.send().await.map_err(|error| wire::no_answer(&error))?;
        let status = response.status();
        let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        let retry_after = retry_after.and_then(wire::retry_after);
        // The status tells enough if the body does not arrive; without a SID a success is unknown.
        let body = response.bytes().await.unwrap_or_default();
        wire::placed(status, retry_after, &body)
    }

    /// The calls from our number to `to` since `since`, newest first. Calls whose age Twilio does
    /// not tell are among them.
    ///
    /// Twilio's own filter `StartTime` is not used: a call that still waits in Twilio's queue has
    /// no start time yet, and it is the one that must not be overlooked.
    async fn calls_to(&self, to: &PhoneNumber, since: Timestamp) -> Result<Vec<RemoteCall>> {
        let mut url = self.calls_url();
        url.query_pairs_mut()
            .append_pair("To", to.as_str())
            .append_pair("From", &self.credentials.phone_number)
            .append_pair("PageSize", PAGE_SIZE);
        self.list(url, since).await
    }

    /// One call by its SID. `NotFound` if Twilio does not know it.
    async fn call(&self, sid: &str) -> Result<RemoteCall> {
        let response = http::send(SERVICE, self.request(Method::GET, self.call_url(sid)), TIMEOUT).await?;
        if response.status() == StatusCode::NOT_FOUND {
            return Err(Error::not_found("call", sid));
        }
        http::json(SERVICE, response).await.map(wire::remote_call)
    }

    async fn hang_up(&self, sid: &str) -> Result<()> {
        let request = self.request(Method::POST, self.call_url(sid)).form(&[("Status", "completed")]);
        let response = http::send(SERVICE, request, TIMEOUT).await?;
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
}

#[cfg(test)]
mod tests;
