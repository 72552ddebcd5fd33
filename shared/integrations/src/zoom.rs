//! Zoom meetings, through a Server-to-Server OAuth app.
//! <https://developers.zoom.us/docs/internal-apps/s2s-oauth/>
//! <https://developers.zoom.us/docs/api/meetings/>

use std::sync::Arc;
use std::time::Duration;

use homework_domain::ports::{NewVideoMeeting, VideoMeeting, VideoMeetings};
use homework_domain::slots::Interval;
use homework_domain::{Clock, Error, Result};
use jiff::{SignedDuration, Timestamp};
use reqwest::{Client, RequestBuilder, StatusCode};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::credentials::{ZoomCredentials, ZoomSecret};
use crate::http;
use crate::secret::Secret;
use crate::token::{Bearer, Grant, TokenSource};

const SERVICE: &str = "Zoom";
const VENDOR_API: &str = "https://api.zoom.us";
/// Zoom's sign-in lives on another host than its API.
const VENDOR_SIGN_IN: &str = "https://zoom.us";
/// Somebody is waiting on the telephone.
const TIMEOUT: Duration = Duration::from_secs(4);
/// A meeting at a set time, without recurrence.
const SCHEDULED: u8 = 2;
const TOPIC_LENGTH: usize = 200;
const AGENDA_LENGTH: usize = 2_000;
const A_DAY: SignedDuration = SignedDuration::from_hours(24);
/// So many meetings are not held in three days.
const PAGES: u32 = 10;
/// What the app needs: its granular scope, and the older one that contains it. Both exist with `:admin`
/// at the end too. <https://developers.zoom.us/docs/integrations/oauth-scopes-granular/>
const SCOPES: [(&str, &str); 4] = [
    ("meeting:write:meeting", "meeting:write"),
    ("meeting:update:meeting", "meeting:write"),
    ("meeting:delete:meeting", "meeting:write"),
    ("meeting:read:list_meetings", "meeting:read"),
];
/// <https://developers.zoom.us/docs/api/meetings/#tag/meetings/delete/meetings/{meetingId}>
const NO_SUCH_MEETING: &str = "3001";

/// A client that makes meetings for the user of the Zoom app.
#[derive(Debug)]
pub struct Zoom {
    http: Client,
    api: Url,
    bearer: Bearer<SignIn>,
}

impl Zoom {
    /// `base_url` stands in for both `https://zoom.us` and `https://api.zoom.us`; empty means Zoom.
    ///
    /// # Errors
    /// `Internal` if `base_url` is not an http(s) URL.
    pub fn new(
        http: Client,
        secret: Secret<ZoomSecret>,
        base_url: &str,
        clock: Arc<dyn Clock>,
    ) -> Result<Self> {
        let api = http::base_url(SERVICE, base_url, VENDOR_API)?;
        let sign_in =
            http::endpoint(&http::base_url(SERVICE, base_url, VENDOR_SIGN_IN)?, &["oauth", "token"]);
        let source = SignIn { http: http.clone(), secret, url: sign_in };
        Ok(Self { http, api, bearer: Bearer::new(source, clock) })
    }

    /// Whether its secret is filled in.
    ///
    /// # Errors
    /// As [`Secret::get`].
    pub async fn is_set_up(&self) -> Result<bool> {
        Ok(self.bearer.source().secret.get().await?.0.is_some())
    }

    /// Whether Zoom lets us in, and its app may do what is needed: the token says so.
    ///
    /// # Errors
    /// `Unavailable` if Zoom did not answer usefully, `Credentials` if it did not take ours.
    pub async fn check(&self) -> Result<()> {
        let grant = self.bearer.grant().await?;
        match missing_scopes(grant.scope.as_deref().unwrap_or_default()) {
            missing if missing.is_empty() || grant.scope.is_none() => Ok(()),
            missing => Err(Error::refused(SERVICE, format!("the app lacks {}", missing.join(", ")))),
        }
    }
}

impl Zoom {
    fn meeting_url(&self, id: &str) -> Url {
        http::endpoint(&self.api, &["v2", "meetings", id])
    }

    /// Sends a request about one meeting whose answer says nothing but whether it was done.
    async fn done_with(&self, id: &str, request: RequestBuilder) -> Result<()> {
        let response = self.bearer.send(request, TIMEOUT).await?;
        let status = response.status();
        if status.is_success() {
            return Ok(());
        }
        let code = http::vendor_code(&response.bytes().await.unwrap_or_default());
        match code.as_deref() {
            Some(NO_SUCH_MEETING) => Err(Error::not_found("Zoom meeting", id)),
            _ if status == StatusCode::NOT_FOUND => Err(Error::not_found("Zoom meeting", id)),
            code => Err(http::refusal(SERVICE, status, code)),
        }
    }
}

impl VideoMeetings for Zoom {
    /// Schedules a meeting. `Unavailable` may mean that it was made all the same, if the answer got lost.
    async fn create(&self, meeting: &NewVideoMeeting) -> Result<VideoMeeting> {
        let url = http::endpoint(&self.api, &["v2", "users", "me", "meetings"]);
        let request = self.http.post(url).json(&new_meeting(meeting));
        let response = self.bearer.send(request, TIMEOUT).await?;
        let made: MadeMeeting = http::json(SERVICE, response).await?;
        Ok(VideoMeeting { id: made.id.to_string(), join_url: made.join_url })
    }

    /// <https://developers.zoom.us/docs/api/meetings/#tag/meetings/patch/meetings/{meetingId}>
    async fn reschedule(&self, id: &str, time: Interval, time_zone: &str) -> Result<()> {
        let request = self.http.patch(self.meeting_url(id)).json(&MeetingTime::new(time, time_zone));
        self.done_with(id, request).await
    }

    async fn delete(&self, id: &str) -> Result<()> {
        match self.done_with(id, self.http.delete(self.meeting_url(id))).await {
            Err(Error::NotFound { .. }) => Ok(()),
            other => other,
        }
    }

    /// Zoom lists the beginning of each agenda, where our reference is.
    /// <https://developers.zoom.us/docs/api/meetings/#tag/meetings/get/users/{userId}/meetings>
    async fn find(&self, reference: &str, time: Interval) -> Result<Option<VideoMeeting>> {
        let url = http::endpoint(&self.api, &["v2", "users", "me", "meetings"]);
        let day = |at: Timestamp| at.strftime("%Y-%m-%d").to_string();
        // The days are those of the user's zone, which is not known here.
        let (from, to) = (day(time.start - A_DAY), day(time.end + A_DAY));
        let mut page = String::new();
        for _ in 0..PAGES {
            let query = [
                ("type", "scheduled"),
                ("page_size", "300"),
                ("from", from.as_str()),
                ("to", to.as_str()),
                ("next_page_token", page.as_str()),
            ];
            let request = self.http.get(url.clone()).query(&query);
            let listed: MeetingList = http::json(SERVICE, self.bearer.send(request, TIMEOUT).await?).await?;
            if let Some(found) = listed.meetings.into_iter().find(|m| m.agenda.contains(reference)) {
                return Ok(Some(VideoMeeting { id: found.id.to_string(), join_url: found.join_url }));
            }
            page = listed.next_page_token;
            if page.is_empty() {
                break;
            }
        }
        Ok(None)
    }
}

/// The scopes the app would need beside those it has.
fn missing_scopes(granted: &str) -> Vec<&'static str> {
    let has = |scope: &str| granted.split_whitespace().any(|g| g.trim_end_matches(":admin") == scope);
    SCOPES.iter().filter(|(new, old)| !has(new) && !has(old)).map(|(new, _)| *new).collect()
}

/// Where Zoom's tokens come from.
struct SignIn {
    http: Client,
    secret: Secret<ZoomSecret>,
    url: Url,
}

impl TokenSource for SignIn {
    const SERVICE: &'static str = SERVICE;

    type Secret = ZoomSecret;

    fn secret(&self) -> &Secret<ZoomSecret> {
        &self.secret
    }

    async fn obtain(&self, secret: &ZoomSecret, _now: Timestamp) -> Result<Grant> {
        let Some(ZoomCredentials { account_id, client_id, client_secret }) = &secret.0 else {
            return Err(Error::refused(SERVICE, "it is not set up"));
        };
        let request = self
            .http
            .post(self.url.clone())
            .basic_auth(client_id, Some(client_secret.expose_secret()))
            .form(&[("grant_type", "account_credentials"), ("account_id", account_id)]);
        http::json(SERVICE, http::send(SERVICE, request, TIMEOUT).await?).await
    }
}

#[derive(Debug, Serialize)]
struct MeetingToMake {
    topic: String,
    agenda: String,
    #[serde(rename = "type")]
    kind: u8,
    #[serde(flatten)]
    time: MeetingTime,
}

#[derive(Debug, Serialize)]
struct MeetingTime {
    start_time: String,
    /// Minutes.
    duration: u32,
    timezone: String,
}

impl MeetingTime {
    /// With the `Z`, Zoom takes the time as UTC and the zone for showing only; without, it would
    /// read the time in the zone. It takes no fractions of a second.
    fn new(time: Interval, time_zone: &str) -> Self {
        Self {
            start_time: time.start.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            duration: time.minutes(),
            timezone: time_zone.to_owned(),
        }
    }
}

#[derive(Debug, Deserialize)]
struct MeetingList {
    #[serde(default)]
    meetings: Vec<ListedMeeting>,
    #[serde(default)]
    next_page_token: String,
}

#[derive(Debug, Deserialize)]
struct ListedMeeting {
    id: u64,
    #[serde(default)]
    agenda: String,
    #[serde(default)]
    join_url: String,
}

#[derive(Debug, Deserialize)]
struct MadeMeeting {
    id: u64,
    join_url: String,
}

fn new_meeting(meeting: &NewVideoMeeting) -> MeetingToMake {
    MeetingToMake {
        topic: meeting.topic.chars().take(TOPIC_LENGTH).collect(),
        agenda: meeting.agenda.chars().take(AGENDA_LENGTH).collect(),
        kind: SCHEDULED,
        time: MeetingTime::new(meeting.time, &meeting.time_zone),
    }
}

#[cfg(test)]
mod tests {
    use homework_domain::slots::Interval;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_meeting_is_told_in_utc_with_the_guests_zone_beside_it() {
        let meeting = NewVideoMeeting {
            topic: "T".repeat(300),
            agenda: "Reference 1".to_owned(),
            time: Interval::new("2026-11-24T10:00:00.000001+01:00".parse().unwrap(), 45),
            time_zone: "Europe/Madrid".to_owned(),
        };
        assert_eq!(
            serde_json::to_value(new_meeting(&meeting)).unwrap(),
            json!({
                "topic": "T".repeat(200), "agenda": "Reference 1", "type": 2,
                "start_time": "2026-11-24T09:00:00Z", "duration": 45, "timezone": "Europe/Madrid",
            })
        );
    }

    #[test]
    fn scopes_that_the_app_lacks_are_named() {
        assert_eq!(missing_scopes("meeting:write:admin meeting:read:admin user:read"), Vec::<&str>::new());
        assert_eq!(
            missing_scopes("meeting:write:meeting:admin meeting:update:meeting meeting:read:list_meetings"),
            ["meeting:delete:meeting"]
        );
    }

    #[test]
    fn without_a_base_url_sign_in_and_api_are_on_their_own_hosts() {
        let credentials = json!({"account_id": "a", "client_id": "b", "client_secret": "c"});
        let clock = Arc::new(homework_domain::clock::SystemClock);
        let secret = crate::secret::tests::holding(SERVICE, &credentials);
        let zoom = Zoom::new(http::client().unwrap(), secret, "", clock).unwrap();
        assert_eq!(zoom.api.host_str(), Some("api.zoom.us"));
        assert_eq!(zoom.bearer.source().url.as_str(), "https://zoom.us/oauth/token");
    }
}
