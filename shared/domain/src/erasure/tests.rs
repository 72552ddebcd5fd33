use std::sync::Mutex;

use super::*;
use crate::call::{Ending, Outcome};
use crate::ids::{CallId, CampaignId, MeetingId};
use crate::lead::NewLead;
use crate::meeting::MeetingStatus;
use crate::ports::Replaced;
use crate::test_world::{World, now, run};

/// A person with a meeting ahead and a recorded call.
struct Person {
    world: World,
    lead: Mutex<Option<Lead>>,
    call: Mutex<Call>,
    recordings: Mutex<u32>,
    files: Mutex<Vec<String>>,
    twilio_is_down: Mutex<bool>,
}

impl Person {
    fn new() -> Self {
        let world = World::new();
        let lead = Lead::create(NewLead::parse("Ana", "+34912345601", None).unwrap(), now());
        let mut call = Call::claim(CallId::generate(now()), &lead, CampaignId::generate(now()), now());
        call.identified("CA1").unwrap();
        call.answer(now()).unwrap();
        call.end(Ending::new(Outcome::MeetingBooked, Some(60.0), None), now()).unwrap();
        call.recording_key = Some("recordings/1.mp3".into());
        call.transcript = Some("Lead: I am Ana".into());
        call.summary = Some("Ana booked".into());
        Self {
            world,
            lead: Mutex::new(Some(lead)),
            call: Mutex::new(call),
            recordings: Mutex::new(1),
            files: Mutex::new(vec!["recordings/1.mp3".into()]),
            twilio_is_down: Mutex::new(false),
        }
    }

    fn erase(&self) -> Result<Erased> {
        let eraser = Eraser {
            calendar: &self.world,
            video: Some(&self.world),
            ledger: self,
            recordings: self,
            files: self,
        };
        let id = self.call.lock().unwrap().lead.id;
        run(eraser.erase(id, now()))
    }
}

impl MeetingLedger for Person {
    async fn meeting(&self, id: MeetingId) -> Result<Meeting> {
        MeetingLedger::meeting(&self.world, id).await
    }

    async fn replace(&self, before: &Meeting, after: &Meeting) -> Result<Replaced> {
        self.world.replace(before, after).await
    }
}

impl ErasureLedger for Person {
    async fn begin_erasure(&self, id: LeadId, _now: Timestamp) -> Result<Lead> {
        let mut lead = self.lead.lock().unwrap();
        let lead = lead.as_mut().ok_or_else(|| Error::not_found("lead", id))?;
        lead.deleting = true;
        Ok(lead.clone())
    }

    async fn calls_of(&self, _: &Lead) -> Result<Vec<Call>> {
        Ok(vec![self.call.lock().unwrap().clone()])
    }

    async fn meetings_of(&self, _id: LeadId) -> Result<Vec<Meeting>> {
        Ok(vec![self.world.state().meeting.clone()])
    }

    async fn erase_call(&self, _before: &Call, after: &Call) -> Result<()> {
        *self.call.lock().unwrap() = after.clone();
        Ok(())
    }

    async fn finish_erasure(&self, _lead: &Lead, _now: Timestamp) -> Result<()> {
        *self.lead.lock().unwrap() = None;
        Ok(())
    }
}

impl RecordingArchive for Person {
    async fn recordings(&self, _sid: &str) -> Result<Vec<RemoteRecording>> {
        unreachable!()
    }

    async fn delete_recordings(&self, _sid: &str) -> Result<u32> {
        if *self.twilio_is_down.lock().unwrap() {
            return Err(Error::unavailable("Twilio", "HTTP 503"));
        }
        Ok(std::mem::take(&mut *self.recordings.lock().unwrap()))
    }

    async fn recording(&self, _sid: &str) -> Result<Vec<u8>> {
        unreachable!()
    }

    async fn delete_recording(&self, _sid: &str) -> Result<()> {
        unreachable!()
    }
}

impl FileShelf for Person {
    async fn remove(&self, key: &str) -> Result<()> {
        self.files.lock().unwrap().retain(|file| file != key);
        Ok(())
    }

    async fn put(&self, _key: &str, _content_type: &str, _content: Vec<u8>) -> Result<()> {
        unreachable!()
    }
}

#[test]
fn everything_of_a_person_goes_and_what_counts_stays() {
    let person = Person::new();
    let counted = person.call.lock().unwrap().clone();
    let done = person.erase().unwrap();
    assert_eq!(
        (done.meetings_cancelled, done.recordings_deleted, done.calls_erased, done.meetings_erased),
        (1, 2, 1, 1)
    );
    assert!(done.lead_removed && done.unfinished.is_empty());
    let state = person.world.state().clone();
    assert_eq!((state.event, state.video, state.cells.len()), (None, None, 0));
    assert_eq!(state.meeting.status, MeetingStatus::Cancelled);
    let call = person.call.lock().unwrap().clone();
    for text in [serde_json::to_string(&call).unwrap(), serde_json::to_string(&state.meeting).unwrap()] {
        assert!(!text.contains("Ana") && !text.contains("ana@") && !text.contains("91234"), "{text}");
    }
    assert!(person.files.lock().unwrap().is_empty());
    assert!(!call.awaits_write_up() && !call.awaits_recording());
    let facts = crate::counters::Deltas::between(Some(&counted), Some(&call));
    assert_eq!(facts, crate::counters::Deltas::default());
    // Twice is once.
    assert!(matches!(person.erase(), Err(Error::NotFound { .. })));
}

#[test]
fn what_a_vendor_does_not_do_is_told_and_done_later() {
    let person = Person::new();
    *person.twilio_is_down.lock().unwrap() = true;
    let done = person.erase().unwrap();
    assert!(!done.lead_removed);
    assert_eq!((done.unfinished[0].kind, done.unfinished[0].vendor), ("call", "Twilio"));
    assert_eq!(person.call.lock().unwrap().transcript, None);
    *person.twilio_is_down.lock().unwrap() = false;
    let done = person.erase().unwrap();
    assert_eq!((done.recordings_deleted, done.calls_erased, done.lead_removed), (1, 0, true));
}

#[test]
fn a_zoom_meeting_that_cannot_be_deleted_does_not_keep_the_person() {
    let person = Person::new();
    person.world.state().video_refuses = true;
    let done = person.erase().unwrap();
    assert!(done.lead_removed);
    assert_eq!((done.unfinished[0].kind, done.unfinished[0].vendor), ("meeting", "Zoom"));
}
