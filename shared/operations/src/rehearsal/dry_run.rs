//! The world of a talk that must not leave a trace in it: what is free is read from the real
//! calendar, and whatever would be written counts as written.

use homework_domain::email::Email;
use homework_domain::ids::MeetingId;
use homework_domain::meeting::Meeting;
use homework_domain::ports::{
    Calendar, CalendarEvent, CreatedEvent, Hold, HoldResult, MeetingLedger, NewEvent, NewVideoMeeting,
    Replaced, SlotLedger, VideoMeeting, VideoMeetings,
};
use homework_domain::slots::Interval;
use homework_domain::{Error, Result};
use jiff::Timestamp;

/// Leads nowhere: the name is reserved for that (RFC 2606).
const MEETING_LINK: &str = "https://dry-run.invalid/meeting";

/// Calendar, video meetings and ledger of slots in one. Only [`Calendar::busy`] reaches anything.
pub(super) struct DryRun<'a, C> {
    pub(super) calendar: &'a C,
}

impl<C: Calendar> Calendar for DryRun<'_, C> {
    async fn id(&self) -> Result<String> {
        self.calendar.id().await
    }

    async fn busy(&self, range: Interval) -> Result<Vec<Interval>> {
        self.calendar.busy(range).await
    }

    async fn insert(&self, event: &NewEvent) -> Result<CreatedEvent> {
        Ok(CreatedEvent { id: event.meeting_id.to_hex(), video_link: None })
    }

    async fn reschedule(&self, _calendar: &str, _meeting: MeetingId, _: Interval, _zone: &str) -> Result<()> {
        Ok(())
    }

    async fn invite(&self, _calendar: &str, _meeting: MeetingId, _guest: &Email) -> Result<()> {
        Ok(())
    }

    async fn delete(&self, _calendar: &str, _meeting: MeetingId) -> Result<()> {
        Ok(())
    }

    async fn event(&self, _calendar: &str, _meeting: MeetingId) -> Result<Option<CalendarEvent>> {
        Ok(None)
    }
}

impl<C: Calendar> VideoMeetings for DryRun<'_, C> {
    async fn create(&self, _meeting: &NewVideoMeeting) -> Result<VideoMeeting> {
        Ok(VideoMeeting { id: "dry-run".to_owned(), join_url: MEETING_LINK.to_owned() })
    }

    async fn reschedule(&self, _id: &str, _time: Interval, _time_zone: &str) -> Result<()> {
        Ok(())
    }

    async fn delete(&self, _id: &str) -> Result<()> {
        Ok(())
    }

    async fn find(&self, _reference: &str, _time: Interval) -> Result<Option<VideoMeeting>> {
        Ok(None)
    }
}

/// Nobody else is in this world, so every slot that the calendar shows as free can be had.
impl<C: Calendar> SlotLedger for DryRun<'_, C> {
    async fn hold(&self, hold: &Hold) -> Result<HoldResult> {
        Ok(HoldResult::Held(hold.clone()))
    }

    async fn may_invite(&self, _guest: &Email, _now: Timestamp) -> Result<bool> {
        Ok(true)
    }

    async fn note_video(&self, _hold: &Hold) -> Result<()> {
        Ok(())
    }

    async fn confirm(&self, _hold: &Hold, _meeting: &Meeting) -> Result<()> {
        Ok(())
    }

    async fn is_booked(&self, _hold: &Hold) -> Result<bool> {
        Ok(true)
    }

    async fn taken(&self, _range: Interval) -> Result<Vec<Interval>> {
        Ok(Vec::new())
    }

    async fn release(&self, _hold: &Hold) -> Result<()> {
        Ok(())
    }
}

/// Nothing is kept, so there is no meeting to change.
impl<C: Calendar> MeetingLedger for DryRun<'_, C> {
    async fn meeting(&self, id: MeetingId) -> Result<Meeting> {
        Err(Error::not_found("meeting", id))
    }

    async fn replace(&self, _before: &Meeting, _after: &Meeting) -> Result<Replaced> {
        Ok(Replaced::Changed)
    }
}
