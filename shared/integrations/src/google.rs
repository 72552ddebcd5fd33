//! Google Calendar. <https://developers.google.com/workspace/calendar/api/v3/reference>

mod wire;

use std::sync::Arc;
use std::time::Duration;

use homework_domain::email::Email;
use homework_domain::ids::MeetingId;
use homework_domain::ports::{Calendar, CreatedEvent, NewEvent};
use homework_domain::slots::Interval;
use homework_domain::{Clock, Error, Result};
use reqwest::{Client, RequestBuilder, StatusCode};
use url::Url;

use crate::credentials::GoogleCredentials;
use crate::google_auth::{GoogleTokens, TOKEN_URL};
use crate::http;
use crate::token::Bearer;

pub(crate) const SERVICE: &str = "Google";
const VENDOR: &str = "https://www.googleapis.com";
/// Somebody is waiting on the telephone.
const TIMEOUT: Duration = Duration::from_secs(4);

/// A client for one calendar.
#[derive(Debug)]
pub struct GoogleCalendar {
    http: Client,
    base: Url,
    calendar_id: String,
    bearer: Bearer<GoogleTokens>,
}

impl GoogleCalendar {
    /// `base_url` stands in for both `https://www.googleapis.com` (`{base}/calendar/v3/…`) and the
    /// token endpoint (`{base}/token`); empty means Google.
    ///
    /// # Errors
    /// `Internal` if `base_url` is not an http(s) URL or the private key cannot be read.
    pub fn new(
        http: Client,
        credentials: GoogleCredentials,
        base_url: &str,
        clock: Arc<dyn Clock>,
    ) -> Result<Self> {
        let base = http::base_url(SERVICE, base_url, VENDOR)?;
        let token_url = match base_url.trim() {
            "" => http::base_url(SERVICE, "", TOKEN_URL)?,
            _ => http::endpoint(&base, &["token"]),
        };
        let GoogleCredentials { calendar_id, credentials, delegated_user } = credentials;
        let source = GoogleTokens::new(http.clone(), token_url, credentials, delegated_user)?;
        Ok(Self { http, base, calendar_id, bearer: Bearer::new(source, clock) })
    }

    fn events_url(&self) -> Url {
        http::endpoint(&self.base, &["calendar", "v3", "calendars", &self.calendar_id, "events"])
    }

    fn event_url(&self, meeting_id: MeetingId) -> Url {
        http::endpoint(&self.events_url(), &[&meeting_id.to_hex()])
    }

    async fn get(&self, meeting_id: MeetingId) -> Result<wire::Event> {
        self.ask(self.http.get(self.event_url(meeting_id))).await
    }

    async fn ask<T: serde::de::DeserializeOwned>(&self, request: RequestBuilder) -> Result<T> {
        http::json(SERVICE, self.bearer.send(request, TIMEOUT).await?).await
    }

    /// The event that was there before, if it is the one we wanted to put in.
    async fn existing(&self, event: &NewEvent) -> Result<wire::Event> {
        let found = self.get(event.meeting_id).await?;
        if found.is_the_same(event) {
            return Ok(found);
        }
        Err(Error::Conflict(format!("the event of meeting {} is cancelled or another one", event.meeting_id)))
    }
}

impl Calendar for GoogleCalendar {
    fn id(&self) -> &str {
        &self.calendar_id
    }

    /// What is taken within `range`. A calendar that Google cannot read is an error, not a free one.
    /// <https://developers.google.com/workspace/calendar/api/v3/reference/freebusy/query>
    async fn busy(&self, range: Interval) -> Result<Vec<Interval>> {
        let url = http::endpoint(&self.base, &["calendar", "v3", "freeBusy"]);
        let answer = self.ask(self.http.post(url).json(&wire::free_busy(range, &self.calendar_id))).await?;
        wire::busy(answer, &self.calendar_id)
    }

    /// Puts the event in under an id of ours, and mails the guest.
    /// <https://developers.google.com/workspace/calendar/api/v3/reference/events/insert>
    ///
    /// # Errors
    /// `Conflict` if this meeting's event exists but was cancelled, or has another time or guest.
    async fn insert(&self, event: &NewEvent) -> Result<CreatedEvent> {
        let request = self
            .http
            .post(self.events_url())
            .query(&[("sendUpdates", "all"), ("conferenceDataVersion", "1")])
            .json(&wire::new_event(event));
        let response = self.bearer.send(request, TIMEOUT).await?;
        let mut made = match response.status() {
            StatusCode::CONFLICT => self.existing(event).await?,
            _ => http::json(SERVICE, response).await?,
        };
        if event.with_video_link && made.video_link().is_none() {
            // Google may make the link a moment after the event. The event stands either way.
            made = self.get(event.meeting_id).await.unwrap_or(made);
        }
        Ok(CreatedEvent { video_link: made.video_link(), id: made.id })
    }

    /// <https://developers.google.com/workspace/calendar/api/v3/reference/events/patch>
    async fn reschedule(&self, meeting_id: MeetingId, time: Interval, time_zone: &str) -> Result<()> {
        let gone = || Error::not_found("calendar event of meeting", meeting_id);
        let request = self.http.patch(self.event_url(meeting_id)).query(&[("sendUpdates", "all")]);
        let response = self.bearer.send(request.json(&wire::new_times(time, time_zone)), TIMEOUT).await?;
        if matches!(response.status(), StatusCode::NOT_FOUND | StatusCode::GONE) {
            return Err(gone());
        }
        let moved: wire::Event = http::json(SERVICE, response).await?;
        // Google keeps deleted events, and lets them be changed.
        if moved.is_cancelled() { Err(gone()) } else { Ok(()) }
    }

    /// <https://developers.google.com/workspace/calendar/api/v3/reference/events/patch>
    async fn invite(&self, meeting_id: MeetingId, guest: &Email) -> Result<()> {
        let request = self.http.patch(self.event_url(meeting_id)).query(&[("sendUpdates", "all")]);
        let response = self.bearer.send(request.json(&wire::new_guest(guest)), TIMEOUT).await?;
        match response.status() {
            StatusCode::NOT_FOUND | StatusCode::GONE => {
                Err(Error::not_found("calendar event of meeting", meeting_id))
            }
            StatusCode::BAD_REQUEST => {
                Err(Error::invalid("guest_email", "the calendar refuses this address"))
            }
            _ => http::success(SERVICE, response).await.map(drop),
        }
    }

    /// <https://developers.google.com/workspace/calendar/api/v3/reference/events/delete>
    async fn delete(&self, meeting_id: MeetingId) -> Result<()> {
        let request = self.http.delete(self.event_url(meeting_id)).query(&[("sendUpdates", "all")]);
        let response = self.bearer.send(request, TIMEOUT).await?;
        match response.status() {
            StatusCode::NOT_FOUND | StatusCode::GONE => Ok(()),
            _ => http::success(SERVICE, response).await.map(drop),
        }
    }
}

#[cfg(test)]
mod tests;
