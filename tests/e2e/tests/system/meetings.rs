//! Free times; moving and cancelling meetings, whatever fails on the way.

use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, ensure};
use homework_e2e::leads::{Character, TestLead};
use homework_e2e::{System, eventually};
use reqwest::Method;
use serde_json::{Value, json};

/// So often a request to Google is made before it counts as failed.
const ATTEMPTS: u32 = 3;

struct Booked {
    system: System,
    lead: TestLead,
    id: String,
    meeting: Value,
}

impl Booked {
    /// A meeting that was booked by telephone.
    async fn new() -> Result<Self> {
        let system = System::connect().await?;
        let lead = system.lead(Character::BooksFirstOffer).await?;
        let campaign = system.api.campaign_of_one(&lead.id).await?;
        let call = system.api.finished_call(&campaign).await?;
        let id = call["meeting_id"].as_str().with_context(|| format!("no meeting: {call:#}"))?.to_owned();
        let meeting = system.api.get(&format!("/api/meetings/{id}")).await?.body;
        Ok(Self { system, lead, id, meeting })
    }

    async fn post(&self, action: &str, body: &Value) -> Result<(u16, Value)> {
        let answer = self.system.api.post(&format!("/api/meetings/{}/{action}", self.id), body).await?;
        ensure!(answer.status == 200 || answer.is_problem(), "{answer:?}");
        Ok((answer.status, answer.body))
    }

    async fn shown(&self) -> Result<Value> {
        Ok(self.system.api.get(&format!("/api/meetings/{}", self.id)).await?.body)
    }

    /// A free hour that no other test wants: they book the first times that are free.
    async fn free_hour(&self) -> Result<String> {
        static TAKEN: AtomicUsize = AtomicUsize::new(0);
        let answer = self.system.api.get("/api/meetings/slots?count=100&duration=60").await?;
        let slots = answer.body["slots"].as_array().cloned().unwrap_or_default();
        // Three half hours apart, hours do not overlap.
        let taken = 3 * TAKEN.fetch_add(1, Ordering::Relaxed);
        let place = slots.len() / 2 + taken % (slots.len() / 2).max(1);
        let start = slots.get(place).and_then(|slot| slot["start"].as_str()).context("no free time")?;
        Ok(start.to_owned())
    }

    /// Table, calendar, Zoom and slots have the meeting at one time, once.
    async fn stands_at(&self, start: &str, minutes: usize) -> Result<()> {
        let meeting = self.shown().await?;
        ensure!(meeting["scheduled_time"] == start && meeting["duration"] == minutes, "{meeting}");
        ensure!(meeting["status"] == "SCHEDULED", "status {}", meeting["status"]);
        let events = self.system.sandbox.events(self.lead.on_invitation()).await?;
        ensure!(events.len() == 1 && events[0]["start"]["dateTime"] == start, "{start}: {events:?}");
        let zoom = self.system.sandbox.zoom_meetings(&self.lead.name).await?;
        ensure!(zoom.len() == 1 && zoom[0]["start_time"] == start, "{start}: {zoom:?}");
        ensure!(zoom[0]["duration"] == minutes && zoom[0]["join_url"] == meeting["meeting_link"], "{zoom:?}");
        let cells = self.cells().await?;
        ensure!(cells.len() == minutes / 15, "{} quarter hours: {cells:?}", cells.len());
        ensure!(cells.iter().all(|cell| cell["booked"]["BOOL"] == true), "not booked: {cells:?}");
        ensure!(cells[0]["pk"]["S"].as_str().is_some_and(|pk| pk.contains(&start[..16])), "{cells:?}");
        Ok(())
    }

    async fn is_gone(&self) -> Result<()> {
        let meeting = self.shown().await?;
        ensure!(meeting["status"] == "CANCELLED", "status {}", meeting["status"]);
        ensure!(self.system.sandbox.events(self.lead.on_invitation()).await?.is_empty(), "the event is left");
        ensure!(self.system.sandbox.zoom_meetings(&self.lead.name).await?.is_empty(), "Zoom is left");
        ensure!(self.cells().await?.is_empty(), "the slot is left");
        Ok(())
    }

    /// The lead's status, and what its call led to.
    async fn lead_and_call(&self) -> Result<(Value, Value)> {
        let shown = self.system.api.lead(&self.lead.id).await?;
        let call = self.system.api.call(self.meeting["call_id"].as_str().unwrap_or_default()).await?;
        Ok((shown["status"].clone(), call["outcome"].clone()))
    }

    /// The quarter hours the meeting holds, in order.
    async fn cells(&self) -> Result<Vec<Value>> {
        let mut cells = self.system.aws.items_with_prefix("SLOT#").await?;
        cells.retain(|cell| cell["meeting_id"]["S"] == self.id.as_str());
        cells.sort_by_key(|cell| cell["pk"]["S"].as_str().map(str::to_owned));
        Ok(cells)
    }

    /// Has requests about this meeting's event fail.
    async fn fault(&self, method: &str, kind: Value, after_effect: bool, times: u32) -> Result<()> {
        let rule = json!({
            "vendor": "google", "method": method, "path_contains": self.meeting["calendar_event_id"],
            "kind": kind, "after_effect": after_effect, "times": times,
        });
        self.system.sandbox.fault(rule).await
    }

    async fn sweep(&self) -> Result<()> {
        self.system.aws.invoke(&self.system.endpoints.functions["sweeper"], &json!({})).await.map(|_| ())
    }

    fn booked_at(&self) -> (&str, usize) {
        (self.meeting["scheduled_time"].as_str().unwrap_or_default(), 30)
    }
}

#[tokio::test]
async fn free_times_are_in_order_and_as_long_as_asked() -> Result<()> {
    let system = System::connect().await?;
    let answer = system.api.get("/api/meetings/slots?count=7&duration=45").await?;
    ensure!(answer.status == 200 && answer.body["timezone"].is_string(), "{answer:?}");
    let slots = answer.body["slots"].as_array().cloned().unwrap_or_default();
    ensure!(slots.len() == 7, "{slots:?}");
    let times: Vec<_> = slots.iter().filter_map(|slot| slot["start"].as_str()).collect();
    ensure!(times.is_sorted(), "{times:?}");
    let next = answer.body["next_from"].as_str().unwrap_or_default();
    let further = system.api.get(&format!("/api/meetings/slots?count=7&duration=45&from={next}")).await?;
    ensure!(
        further.body["slots"][0]["start"] == next && times.iter().all(|time| *time < next),
        "{further:?}"
    );
    let refused =
        [("count=0", "count"), ("count=x", "count"), ("duration=5", "duration"), ("from=noon", "from")];
    for (query, field) in refused {
        let refused = system.api.get(&format!("/api/meetings/slots?{query}")).await?;
        ensure!(refused.status == 422 && refused.problem_fields() == [field], "{query}: {refused:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_meeting_is_moved_everywhere_and_its_old_time_is_free_again() -> Result<()> {
    let booked = Booked::new().await?;
    let start = booked.free_hour().await?;
    let (status, meeting) = booked.post("reschedule", &json!({"scheduled_time": start})).await?;
    ensure!(status == 200 && meeting["scheduled_time"] == start.as_str(), "{status} {meeting}");
    booked.stands_at(&start, 30).await?;
    // Longer, at the same time: its own event is not in its way.
    let longer = json!({"scheduled_time": start, "duration": 60});
    for _ in 0..2 {
        let (status, meeting) = booked.post("reschedule", &longer).await?;
        ensure!(status == 200, "{status} {meeting}");
        booked.stands_at(&start, 60).await?;
    }
    let (status, problem) =
        booked.post("reschedule", &json!({"scheduled_time": "2020-01-01T10:00:00Z"})).await?;
    ensure!(status == 422 && problem["errors"][0]["field"] == "scheduled_time", "{problem}");
    let (status, problem) =
        booked.post("reschedule", &json!({"scheduled_time": start, "duration": 7})).await?;
    ensure!(status == 422 && problem["errors"][0]["field"] == "duration", "{problem}");
    Ok(())
}

#[tokio::test]
async fn a_time_that_is_taken_is_refused() -> Result<()> {
    let (one, other) = (Booked::new().await?, Booked::new().await?);
    let taken = json!({"scheduled_time": other.meeting["scheduled_time"]});
    let (status, problem) = one.post("reschedule", &taken).await?;
    ensure!(status == 409, "{status} {problem}");
    let (start, minutes) = one.booked_at();
    one.stands_at(start, minutes).await?;
    let (start, minutes) = other.booked_at();
    other.stands_at(start, minutes).await
}

#[tokio::test]
async fn a_move_that_fails_leaves_everything_where_it_was() -> Result<()> {
    for (kind, after_effect) in [(json!({"status": 500}), false), (json!("drop"), true)] {
        let booked = Booked::new().await?;
        let start = booked.free_hour().await?;
        booked.fault("PATCH", kind.clone(), after_effect, ATTEMPTS).await?;
        let (status, problem) = booked.post("reschedule", &json!({"scheduled_time": start})).await?;
        ensure!(status == 503, "{kind}: {status} {problem}");
        let (start, minutes) = booked.booked_at();
        booked.stands_at(start, minutes).await?;
    }
    Ok(())
}

/// As if the process had died after Google had moved the event: the note on the meeting is left.
#[tokio::test]
async fn a_move_that_broke_off_is_undone_and_the_live_event_stays() -> Result<()> {
    let booked = Booked::new().await?;
    let start = booked.free_hour().await?;
    booked.fault("PATCH", json!("drop"), true, ATTEMPTS).await?;
    booked.fault("PATCH", json!({"status": 500}), false, ATTEMPTS).await?;
    let (status, problem) = booked.post("reschedule", &json!({"scheduled_time": start})).await?;
    ensure!(status == 503, "{status} {problem}");
    let (old, minutes) = booked.booked_at();
    ensure!(booked.cells().await?.len() == 4, "both times are held until it is settled");
    let events = booked.system.sandbox.events(booked.lead.on_invitation()).await?;
    ensure!(events.len() == 1 && events[0]["start"]["dateTime"] == start.as_str(), "{events:?}");
    booked.sweep().await?;
    // Another test's sweeper may be at it.
    eventually("the move is undone", async || Ok(booked.stands_at(old, minutes).await.ok())).await?;
    // And it can be moved again.
    let (status, meeting) = booked.post("reschedule", &json!({"scheduled_time": start})).await?;
    ensure!(status == 200, "{status} {meeting}");
    booked.stands_at(&start, minutes).await
}

#[tokio::test]
async fn a_cancelled_meeting_is_gone_everywhere() -> Result<()> {
    let booked = Booked::new().await?;
    for _ in 0..2 {
        let (status, meeting) = booked.post("cancel", &json!({})).await?;
        ensure!(status == 200 && meeting["status"] == "CANCELLED", "{status} {meeting}");
        booked.is_gone().await?;
        // The lead was spoken with, no more; what the call led to is history.
        let (lead, call) = booked.lead_and_call().await?;
        ensure!(lead == "CONTACTED" && call == "MEETING_BOOKED", "lead {lead}, call {call}");
    }
    let start = booked.free_hour().await?;
    let (status, problem) = booked.post("reschedule", &json!({"scheduled_time": start})).await?;
    ensure!(status == 409, "{status} {problem}");
    let by_status = Booked::new().await?;
    let path = format!("/api/meetings/{}/status", by_status.id);
    let answer = by_status.system.api.patch(&path, &json!({"status": "CANCELLED"})).await?;
    ensure!(answer.status == 200, "{answer:?}");
    by_status.is_gone().await?;
    let (lead, _) = by_status.lead_and_call().await?;
    ensure!(lead == "CONTACTED", "lead {lead}");
    Ok(())
}

#[tokio::test]
async fn what_a_vendor_did_not_do_is_told_and_done_by_asking_again() -> Result<()> {
    let booked = Booked::new().await?;
    // As often as it is asked: the sweeper may ask meanwhile.
    let rule = json!({
        "vendor": "google", "method": "DELETE", "path_contains": booked.meeting["calendar_event_id"],
        "kind": {"status": 500}, "times": 1000,
    });
    let fault = booked.system.sandbox.removable_fault(rule).await?;
    let (status, meeting) = booked.post("cancel", &json!({})).await?;
    ensure!(status == 200 && meeting["status"] == "CANCELLED", "{status} {meeting}");
    ensure!(meeting["attention"][0]["vendor"] == "Google", "{meeting}");
    booked.system.sandbox.remove_fault(fault).await?;
    ensure!(booked.cells().await?.is_empty(), "the slot is left");
    let (lead, _) = booked.lead_and_call().await?;
    ensure!(lead == "CONTACTED", "lead {lead}");
    let (status, meeting) = booked.post("cancel", &json!({})).await?;
    ensure!(status == 200 && meeting["attention"] == json!([]), "{status} {meeting}");
    booked.is_gone().await
}

/// A Zoom app without the right to delete meetings.
#[tokio::test]
async fn a_refusal_for_good_costs_neither_the_event_nor_the_slot() -> Result<()> {
    let booked = Booked::new().await?;
    let zoom = booked.system.sandbox.zoom_meetings(&booked.lead.name).await?;
    let rule = json!({
        "vendor": "zoom", "method": "DELETE", "path_contains": zoom[0]["id"].to_string(),
        "kind": {"status": 400, "code": "4711"},
    });
    booked.system.sandbox.fault(rule).await?;
    let (status, meeting) = booked.post("cancel", &json!({})).await?;
    ensure!(status == 200 && meeting["status"] == "CANCELLED", "{status} {meeting}");
    let attention = &meeting["attention"][0];
    ensure!(attention["vendor"] == "Zoom" && attention["task"] == "DELETE_VIDEO", "{attention}");
    ensure!(attention["reason"].as_str().is_some_and(|text| text.contains("4711")), "{attention}");
    ensure!(booked.system.sandbox.events(booked.lead.on_invitation()).await?.is_empty(), "the event is left");
    ensure!(booked.cells().await?.is_empty(), "the slot is left");
    Ok(())
}

#[tokio::test]
async fn a_meeting_is_had_as_a_calendar_file() -> Result<()> {
    let booked = Booked::new().await?;
    let path = format!("/api/meetings/{}/calendar.ics", booked.id);
    let response = booked.system.api.request(Method::GET, &path).send().await?;
    ensure!(response.status() == 200, "{}", response.status());
    let kind = response.headers()["content-type"].to_str()?.to_owned();
    ensure!(kind.starts_with("text/calendar"), "{kind}");
    let file = response.text().await?;
    let event = booked.meeting["calendar_event_id"].as_str().unwrap_or("?");
    let start = booked.meeting["scheduled_time"].as_str().unwrap_or("?").replace(['-', ':'], "");
    for line in [format!("UID:{event}@google.com"), format!("DTSTART:{start}"), "END:VCALENDAR".to_owned()] {
        ensure!(file.contains(&format!("{line}\r\n")), "{line} is not in {file}");
    }
    Ok(())
}
