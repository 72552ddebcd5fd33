//! The routes: parse, one operation, answer.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use homework_domain::Error;
use homework_domain::clock::{Clock, SystemClock};
use homework_domain::meeting::{CancelledBy, MeetingStatus};
use homework_domain::page::{Order, TimeRange};
use homework_domain::rescheduling::Rescheduler;
use homework_domain::slots::MeetingRules;
use homework_integrations::google::GoogleCalendar;
use homework_integrations::zoom::Zoom;
use homework_operations::meetings::{self, FreeTimes, free_times};
use homework_runtime::extract::{JsonBody, ListQuery};
use homework_runtime::openapi::{self, Done, Id, PageParams, ReadProblems, WriteProblems};
use homework_runtime::{Answer, Problem};
use homework_store::{MeetingFilter, Store};
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::ics;
use crate::meeting_body::{MeetingBody, MeetingPage};
use crate::slot_body::{Slot, SlotList, SlotQuery};

#[derive(Clone)]
pub(crate) struct Api(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) calendar: GoogleCalendar,
    pub(crate) zoom: Zoom,
    pub(crate) rules: MeetingRules,
    pub(crate) company: String,
    pub(crate) clock: SystemClock,
}

impl Inner {
    fn rescheduler(&self) -> Rescheduler<'_, GoogleCalendar, Zoom, Store> {
        Rescheduler { calendar: &self.calendar, video: Some(&self.zoom), ledger: &self.store }
    }
}

/// A meeting's new status.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MeetingStatusChange)]
struct StatusBody {
    #[schema(value_type = openapi::MeetingStatus)]
    status: String,
}

/// A meeting's new time.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MeetingMove)]
struct MoveBody {
    scheduled_time: Timestamp,
    /// In minutes; the meeting is as long as before if it is left out.
    #[schema(minimum = 15, maximum = 120, example = 30)]
    duration: Option<u32>,
}

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::default()
        .routes(routes!(list))
        .routes(routes!(slots))
        .routes(routes!(show))
        .routes(routes!(set_status))
        .routes(routes!(cancel))
        .routes(routes!(reschedule))
        .routes(routes!(calendar_file))
}

/// The meetings by their time: the latest first, or in a range of time the earliest first, unless `order` says
/// otherwise.
#[utoipa::path(
    get,
    path = "/api/meetings",
    operation_id = "list_meetings",
    tag = "meetings",
    params(
        PageParams,
        ("status" = Option<openapi::MeetingStatus>, Query, description = "Only meetings with this status."),
        ("from" = Option<Timestamp>, Query, description = "Only meetings that begin then or later. With a range of \
            time, `total` counts no further than the page after this one."),
        ("to" = Option<Timestamp>, Query, description = "Only meetings that begin earlier."),
        ("order" = Option<openapi::Order>, Query, description = "`asc`, the earliest first, is the default with a \
            range of time, `desc` without one."),
    ),
    responses((status = 200, description = "A page of meetings.", body = MeetingPage), ReadProblems)
)]
async fn list(State(api): State<Api>, query: ListQuery) -> Answer<MeetingPage> {
    let filter = match query.filter("status") {
        Some(status) => MeetingFilter::Status(status.parse()?),
        None => MeetingFilter::All,
    };
    let page = match TimeRange::parse(query.filter("from"), query.filter("to"))? {
        Some(range) => {
            let order = query.order_or(Order::OldestFirst)?;
            api.0.store.list_meetings_within(&filter, &range, order, &query.page).await?
        }
        None => api.0.store.list_meetings(&filter, query.order()?, &query.page).await?,
    };
    Ok(Json(page.into()))
}

/// One meeting.
#[utoipa::path(get, path = "/api/meetings/{meeting_id}", operation_id = "get_meeting", tag = "meetings",
    params(("meeting_id" = Id, Path)),
    responses((status = 200, description = "The meeting.", body = MeetingBody), ReadProblems))]
async fn show(State(api): State<Api>, Path(id): Path<String>) -> Answer<MeetingBody> {
    Ok(Json(api.0.store.meeting(id.parse()?).await?.into()))
}

/// The next times at which a meeting could be held: within the working hours, and free in the
/// calendar.
#[utoipa::path(get, path = "/api/meetings/slots", operation_id = "list_free_slots", tag = "meetings",
    params(SlotQuery), responses((status = 200, description = "Free times.", body = SlotList), ReadProblems))]
async fn slots(
    State(api): State<Api>,
    parameters: Result<Query<HashMap<String, String>>, QueryRejection>,
) -> Answer<SlotList> {
    let Query(parameters) = parameters.map_err(|_| Error::invalid("query", "cannot be read"))?;
    let query = SlotQuery::parse(&parameters)?;
    let wanted = FreeTimes { from: query.from, minutes: query.duration, count: query.count as usize };
    let (api, now) = (&api.0, api.0.clock.now());
    let found = free_times(&api.calendar, &api.store, &api.rules, wanted, now).await?;
    Ok(Json(SlotList {
        slots: found.slots.into_iter().map(Slot::from).collect(),
        timezone: api.rules.calendar_zone.iana_name().unwrap_or("UTC").to_owned(),
        duration: query.duration,
        next_from: found.next_from,
        horizon: found.horizon,
    }))
}

/// Changes a meeting's status. A cancelled meeting stays cancelled, and none becomes SCHEDULED again.
/// CANCELLED does what the cancel operation does: the guest is told.
#[utoipa::path(patch, path = "/api/meetings/{meeting_id}/status", operation_id = "set_meeting_status",
    tag = "meetings", params(("meeting_id" = Id, Path)), request_body = StatusBody,
    responses((status = 200, description = "Done.", body = Done), WriteProblems))]
async fn set_status(
    State(api): State<Api>,
    Path(id): Path<String>,
    JsonBody(body): JsonBody<StatusBody>,
) -> Answer<Done> {
    let (status, now): (MeetingStatus, _) = (body.status.parse()?, api.0.clock.now());
    meetings::set_status(&api.0.rescheduler(), id.parse()?, status, now).await?;
    Ok(Json(Done::new(format!("Meeting status updated to {status}"))))
}

/// Cancels a meeting: its calendar event and its Zoom meeting are deleted, which tells the guest, and
/// its time is free again; a lead without another meeting is CONTACTED. A cancelled meeting is left as it
/// is, so this may be repeated. What a vendor did not do is in `attention`: after a passing fault it is
/// done within minutes, after a refusal once its cause is gone, and at once when this is repeated.
#[utoipa::path(post, path = "/api/meetings/{meeting_id}/cancel", operation_id = "cancel_meeting",
    tag = "meetings", params(("meeting_id" = Id, Path)),
    responses((status = 200, description = "The cancelled meeting.", body = MeetingBody), WriteProblems))]
async fn cancel(State(api): State<Api>, Path(id): Path<String>) -> Answer<MeetingBody> {
    let meeting = api.0.rescheduler().cancel(id.parse()?, CancelledBy::Operator, api.0.clock.now()).await?;
    tracing::info!(meeting_id = %meeting.id, "meeting cancelled");
    Ok(Json(meeting.into()))
}

/// Moves a meeting to another free time: its calendar event and its Zoom meeting are changed, which
/// tells the guest, and it is SCHEDULED again. After any problem it is where it was; a meeting
/// that is at that time already is left as it is, so this may be repeated.
#[utoipa::path(post, path = "/api/meetings/{meeting_id}/reschedule", operation_id = "reschedule_meeting",
    tag = "meetings", params(("meeting_id" = Id, Path)), request_body = MoveBody,
    responses((status = 200, description = "The meeting at its new time.", body = MeetingBody),
        WriteProblems))]
async fn reschedule(
    State(api): State<Api>,
    Path(id): Path<String>,
    JsonBody(body): JsonBody<MoveBody>,
) -> Answer<MeetingBody> {
    let (rescheduler, now) = (api.0.rescheduler(), api.0.clock.now());
    let meeting =
        rescheduler.reschedule(id.parse()?, body.scheduled_time, body.duration, &api.0.rules, now).await?;
    tracing::info!(meeting_id = %meeting.id, "meeting rescheduled");
    Ok(Json(meeting.into()))
}

/// A meeting as an iCalendar file, for any calendar.
#[utoipa::path(get, path = "/api/meetings/{meeting_id}/calendar.ics",
    operation_id = "get_meeting_calendar_file", tag = "meetings", params(("meeting_id" = Id, Path)),
    responses((status = 200, description = "The file.", body = String, content_type = "text/calendar"),
        ReadProblems))]
async fn calendar_file(State(api): State<Api>, Path(id): Path<String>) -> Result<Response, Problem> {
    let meeting = api.0.store.meeting(id.parse()?).await?;
    let disposition = format!("attachment; filename=\"meeting-{}.ics\"", meeting.id);
    let headers =
        [(header::CONTENT_TYPE, ics::MEDIA_TYPE.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, ics::file(&meeting, &api.0.company)).into_response())
}
