//! Google Calendar. <https://developers.google.com/workspace/calendar/api/v3/reference>

mod wire;

use std::sync::Arc;
use std::time::{Duration, Instant};

use homework_domain::email::Email;
use homework_domain::ids::MeetingId;
use homework_domain::ports::{
    Calendar, CalendarChanges, CalendarEvent, CalendarFeed, CreatedEvent, NewEvent,
};
use homework_domain::slots::Interval;
use homework_domain::{Clock, Error, Result};
use jiff::Timestamp;
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use url::Url;

use crate::credentials::GoogleCredentials;
use crate::google_auth::{GoogleTokens, SERVICE, TOKEN_URL};
use crate::http;
use crate::patience;
use crate::secret::Secret;
use crate::token::Bearer;

const VENDOR: &str = "https://www.googleapis.com";
/// Somebody is waiting on the telephone.
const TIMEOUT: Duration = Duration::from_secs(4);
/// For a request with all its repetitions, where nothing else limits it.
const PATIENCE: Duration = Duration::from_millis(4_500);
/// Before the second and the third attempt; up to as much again is added.
const PAUSES: [Duration; 2] = [Duration::from_millis(250), Duration::from_millis(500)];
/// Another attempt is not worth making in less.
const SHORTEST_ATTEMPT: Duration = Duration::from_millis(500);
/// Read by operators, who have configured another calendar since.
const EARLIER_CALENDAR: &str =
    "the meeting is in an earlier calendar that our account cannot reach; change it there by hand";
const LINK_TRIES: u32 = 2;
const LINK_PAUSE: Duration = Duration::from_millis(300);
const PAGE_SIZE: &str = "250";
/// So many events are not changed between two rounds, nor ahead in a calendar.
const PAGES: u32 = 40;

/// A client for one calendar.
#[derive(Debug)]
pub struct GoogleCalendar {
    http: Client,
    base: Url,
    bearer: Bearer<GoogleTokens>,
}

impl GoogleCalendar {
    /// `base_url` stands in for both `https://www.googleapis.com` (`{base}/calendar/v3/…`) and the
    /// token endpoint (`{base}/token`); empty means Google.
    ///
    /// # Errors
    /// `Internal` if `base_url` is not an http(s) URL.
    pub fn new(
        http: Client,
        secret: Secret<GoogleCredentials>,
        base_url: &str,
        clock: Arc<dyn Clock>,
    ) -> Result<Self> {
        let base = http::base_url(SERVICE, base_url, VENDOR)?;
        let token_url = match base_url.trim() {
            "" => http::base_url(SERVICE, "", TOKEN_URL)?,
            _ => http::endpoint(&base, &["token"]),
        };
        let source = GoogleTokens { http: http.clone(), url: token_url, secret };
        Ok(Self { http, base, bearer: Bearer::new(source, clock) })
    }

    fn events_url(&self, calendar_id: &str) -> Url {
        http::endpoint(&self.base, &["calendar", "v3", "calendars", calendar_id, "events"])
    }

    fn event_url(&self, calendar_id: &str, meeting_id: MeetingId) -> Url {
        http::endpoint(&self.events_url(calendar_id), &[&meeting_id.to_hex()])
    }

    async fn get(&self, meeting_id: MeetingId) -> Result<wire::Event> {
        self.ask(self.http.get(self.event_url(&self.id().await?, meeting_id))).await
    }

    async fn ask<T: serde::de::DeserializeOwned>(&self, request: RequestBuilder) -> Result<T> {
        http::json(SERVICE, self.send(request).await?).await
    }

    /// Sends a request that may be repeated, again after a passing fault, as Google asks: with pauses
    /// that double, and some chance in them.
    /// <https://developers.google.com/workspace/calendar/api/guides/errors>
    async fn send(&self, request: RequestBuilder) -> Result<Response> {
        let began = Instant::now();
        let patience = patience::left().unwrap_or(PATIENCE);
        for pause in PAUSES {
            let Some(attempt) = request.try_clone() else { break };
            let left = patience.saturating_sub(began.elapsed());
            let Ok(answer) = tokio::time::timeout(left, self.attempt(attempt)).await else {
                return Err(Error::unavailable(SERVICE, "timed out"));
            };
            let fault = match answer {
                Err(error @ Error::Unavailable { .. }) => error,
                other => return other,
            };
            let pause = pause + pause.mul_f64(chance());
            if began.elapsed() + pause + SHORTEST_ATTEMPT > patience {
                return Err(fault);
            }
            tokio::time::sleep(pause).await;
        }
        let left = patience.saturating_sub(began.elapsed());
        let last = tokio::time::timeout(left, self.attempt(request)).await;
        last.unwrap_or_else(|_| Err(Error::unavailable(SERVICE, "timed out")))
    }

    /// One request. An answer that stands for a passing fault is an error, any other is answered.
    async fn attempt(&self, request: RequestBuilder) -> Result<Response> {
        let response = self.bearer.send(request, TIMEOUT).await?;
        let status = response.status();
        let may_pass = status.is_server_error()
            || matches!(status, StatusCode::FORBIDDEN | StatusCode::TOO_MANY_REQUESTS);
        if !may_pass {
            return Ok(response);
        }
        http::success(SERVICE, response).await
    }

    /// What is not there where the calendar is another one than the configured is not known to be gone:
    /// Google says the same of a calendar that is not shared with us.
    async fn gone_or_out_of_reach(&self, calendar_id: &str) -> Result<()> {
        let reachable = calendar_id == self.id().await?;
        if reachable { Ok(()) } else { Err(Error::refused(SERVICE, EARLIER_CALENDAR)) }
    }

    async fn page(&self, query: &[(&str, &str)]) -> Result<Option<wire::EventPage>> {
        let request = self.http.get(self.events_url(&self.id().await?)).query(query);
        let response = self.send(request).await?;
        if response.status() == StatusCode::GONE {
            return Ok(None);
        }
        http::json(SERVICE, response).await.map(Some)
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
    async fn id(&self) -> Result<String> {
        Ok(self.bearer.source().secret.get().await?.calendar_id.clone())
    }

    /// What is taken within `range`. A calendar that Google cannot read is an error, not a free one.
    /// <https://developers.google.com/workspace/calendar/api/v3/reference/freebusy/query>
    async fn busy(&self, range: Interval) -> Result<Vec<Interval>> {
        let url = http::endpoint(&self.base, &["calendar", "v3", "freeBusy"]);
        let id = self.id().await?;
        let answer = self.ask(self.http.post(url).json(&wire::free_busy(range, &id))).await?;
        wire::busy(answer, &id)
    }

    /// Puts the event in under an id of ours, and mails the guest.
    /// <https://developers.google.com/workspace/calendar/api/v3/reference/events/insert>
    ///
    /// # Errors
    /// `Conflict` if this meeting's event exists but was cancelled, or has another time or guest.
    async fn insert(&self, event: &NewEvent) -> Result<CreatedEvent> {
        let request = self
            .http
            .post(self.events_url(&self.id().await?))
            .query(&[("sendUpdates", "all"), ("conferenceDataVersion", "1")])
            .json(&wire::new_event(event));
        let response = self.send(request).await?;
        let mut made: wire::Event = match response.status() {
            StatusCode::CONFLICT => self.existing(event).await?,
            StatusCode::BAD_REQUEST => return Err(wire::refused_insert(response).await),
            _ => http::json(SERVICE, response).await?,
        };
        for _ in 0..LINK_TRIES {
            if !event.with_video_link || made.video_link().is_some() {
                break;
            }
            // Google may make the link a moment after the event. The event stands either way.
            tokio::time::sleep(LINK_PAUSE).await;
            made = self.get(event.meeting_id).await.unwrap_or(made);
        }
        Ok(CreatedEvent { video_link: made.video_link(), id: made.id })
    }

    /// <https://developers.google.com/workspace/calendar/api/v3/reference/events/patch>
    async fn reschedule(
        &self,
        calendar_id: &str,
        meeting_id: MeetingId,
        time: Interval,
        time_zone: &str,
    ) -> Result<()> {
        let gone = || Error::not_found("calendar event of meeting", meeting_id);
        let request =
            self.http.patch(self.event_url(calendar_id, meeting_id)).query(&[("sendUpdates", "all")]);
        let response = self.send(request.json(&wire::new_times(time, time_zone))).await?;
        if matches!(response.status(), StatusCode::NOT_FOUND | StatusCode::GONE) {
            self.gone_or_out_of_reach(calendar_id).await?;
            return Err(gone());
        }
        let moved: wire::Event = http::json(SERVICE, response).await?;
        // Google keeps deleted events, and lets them be changed.
        if moved.is_cancelled() { Err(gone()) } else { Ok(()) }
    }

    /// <https://developers.google.com/workspace/calendar/api/v3/reference/events/patch>
    async fn invite(&self, calendar_id: &str, meeting_id: MeetingId, guest: &Email) -> Result<()> {
        let request =
            self.http.patch(self.event_url(calendar_id, meeting_id)).query(&[("sendUpdates", "all")]);
        let response = self.send(request.json(&wire::new_guest(guest))).await?;
        match response.status() {
            StatusCode::NOT_FOUND | StatusCode::GONE => {
                self.gone_or_out_of_reach(calendar_id).await?;
                Err(Error::not_found("calendar event of meeting", meeting_id))
            }
            StatusCode::BAD_REQUEST => {
                Err(Error::invalid("guest_email", "the calendar refuses this address"))
            }
            _ => http::success(SERVICE, response).await.map(drop),
        }
    }

    /// <https://developers.google.com/workspace/calendar/api/v3/reference/events/delete>
    async fn delete(&self, calendar_id: &str, meeting_id: MeetingId) -> Result<()> {
        let request =
            self.http.delete(self.event_url(calendar_id, meeting_id)).query(&[("sendUpdates", "all")]);
        let response = self.send(request).await?;
        match response.status() {
            StatusCode::GONE => Ok(()),
            StatusCode::NOT_FOUND => self.gone_or_out_of_reach(calendar_id).await,
            _ => http::success(SERVICE, response).await.map(drop),
        }
    }

    /// <https://developers.google.com/workspace/calendar/api/v3/reference/events/get>
    async fn event(&self, calendar_id: &str, meeting_id: MeetingId) -> Result<Option<CalendarEvent>> {
        let response = self.send(self.http.get(self.event_url(calendar_id, meeting_id))).await?;
        if matches!(response.status(), StatusCode::NOT_FOUND | StatusCode::GONE) {
            self.gone_or_out_of_reach(calendar_id).await?;
            return Ok(None);
        }
        let event: wire::Event = http::json(SERVICE, response).await?;
        Ok(event.as_ours().filter(|event| !event.is_cancelled))
    }
}

impl CalendarFeed for GoogleCalendar {
    /// <https://developers.google.com/workspace/calendar/api/guides/sync>
    async fn changes(&self, since: Option<&str>, from: Timestamp) -> Result<Option<CalendarChanges>> {
        let from = from.to_string();
        let mut page_token = None::<String>;
        let mut events = Vec::new();
        for _ in 0..PAGES {
            let mut query = vec![("singleEvents", "true"), ("maxResults", PAGE_SIZE)];
            match since {
                Some(token) => query.push(("syncToken", token)),
                None => query.extend([("showDeleted", "true"), ("timeMin", from.as_str())]),
            }
            query.extend(page_token.as_deref().map(|token| ("pageToken", token)));
            let Some(page) = self.page(&query).await? else { return Ok(None) };
            events.extend(page.items.iter().filter_map(wire::Event::as_ours));
            match (page.next_page_token, page.next_sync_token) {
                (Some(next), _) => page_token = Some(next),
                (None, Some(next)) => return Ok(Some(CalendarChanges { events, next })),
                (None, None) => break,
            }
        }
        Err(Error::unavailable(SERVICE, "the list of events does not end"))
    }
}

/// Between 0 and 1. Which it is matters little, as long as two processes seldom agree.
fn chance() -> f64 {
    use std::hash::{BuildHasher, RandomState};
    f64::from(RandomState::new().hash_one(0) as u32) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests;
