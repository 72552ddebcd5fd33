//! Booking a meeting: hold the slot, make the video meeting, put the event into the calendar,
//! save. Each step can be repeated without doing it twice, and a failure undoes what came before.
//!
//! The video service may fail without costing the meeting: then the calendar's own video link is used.

use jiff::{SignedDuration, Timestamp};

use crate::call::LeadSnapshot;
use crate::email::Email;
use crate::error::Error;
use crate::ids::{CallId, CampaignId, MeetingId};
use crate::invitation::Invitation;
use crate::meeting::{Meeting, MeetingStatus, Task};
use crate::opt_out_link::LinkToken;
use crate::ports::{
    Calendar, CreatedEvent, Hold, HoldResult, NewEvent, NewVideoMeeting, SlotLedger, VideoMeetings,
};
use crate::slots::{Interval, MeetingRules, SlotRefusal};

/// A hold that was neither confirmed nor given back lapses after this: longer than any booking takes.
const HOLD_LASTS: SignedDuration = SignedDuration::from_secs(120);

/// What is to be booked, and for whom.
#[derive(Debug, Clone)]
pub struct BookingRequest<'a> {
    pub call_id: CallId,
    pub turn: u32,
    pub campaign_id: CampaignId,
    pub is_test: bool,
    pub lead: &'a LeadSnapshot,
    pub guest: Email,
    pub slot: Interval,
    pub invitation: Invitation<'a>,
}

/// Why nothing was booked.
#[derive(Debug)]
pub enum BookingError {
    Refused(SlotRefusal),
    Taken,
    /// The same turn is booking elsewhere at this moment: its answer is the one that counts.
    InProgress,
    /// The guest's address has been invited too often today.
    InvitedTooOften,
    /// There was no time left for the next step, or to undo the last: what was done so far waits for a
    /// later turn.
    PutOff,
    /// A service failed, or, where the error is `Invalid`, the calendar does not take the guest's
    /// address; what had been done was undone.
    Unavailable(Error),
}

/// Books meetings in one calendar. Without `video` the calendar's own video link is used.
#[derive(Debug)]
pub struct Booker<'a, C, V, L> {
    pub calendar: &'a C,
    pub video: Option<&'a V>,
    pub ledger: &'a L,
    pub rules: &'a MeetingRules,
}

impl<C: Calendar, V: VideoMeetings, L: SlotLedger> Booker<'_, C, V, L> {
    /// Books the slot, or leaves everything as it was.
    pub async fn book(&self, request: &BookingRequest<'_>, now: Timestamp) -> Result<Meeting, BookingError> {
        self.book_while(&|| true, request, now).await
    }

    /// Books the slot as long as `time_is_left`, which is asked before each step that waits for a vendor: a
    /// step is not cut off as long as it can be helped, since nobody would know what it did. With no time left
    /// the hold stays, with what was made for it, until a later turn of the same call takes it over or it
    /// lapses; so it does, once, after a step that failed too late to undo the others.
    pub async fn book_while(
        &self,
        time_is_left: &(dyn Fn() -> bool + Sync),
        request: &BookingRequest<'_>,
        now: Timestamp,
    ) -> Result<Meeting, BookingError> {
        self.rules.check_offered(request.slot, now).map_err(BookingError::Refused)?;
        let wanted = self.new_hold(request, now).await.map_err(BookingError::Unavailable)?;
        let mut hold = match self.ledger.hold(&wanted).await.map_err(BookingError::Unavailable)? {
            HoldResult::Held(hold) => hold,
            HoldResult::Taken => return Err(BookingError::Taken),
            HoldResult::InProgress => return Err(BookingError::InProgress),
        };
        let took_over = hold.meeting_id != wanted.meeting_id;
        match self.arrange(time_is_left, request, &mut hold, took_over, now).await {
            Ok(arranged) => self.confirm(request, &hold, arranged, now).await,
            Err(BookingError::PutOff) => Err(BookingError::PutOff),
            Err(error @ (BookingError::Taken | BookingError::InvitedTooOften)) => {
                // No vendor has heard of it.
                let _ = self.ledger.release(&hold).await;
                Err(error)
            }
            // A vendor that had a whole turn to answer in is not waited for in another.
            Err(BookingError::Unavailable(Error::Unavailable { .. })) if !took_over && !time_is_left() => {
                Err(BookingError::PutOff)
            }
            Err(error) => {
                self.undo(&hold).await;
                Err(error)
            }
        }
    }

    async fn new_hold(&self, request: &BookingRequest<'_>, now: Timestamp) -> Result<Hold, Error> {
        Ok(Hold {
            calendar_id: self.calendar.id().await?,
            time: request.slot,
            meeting_id: MeetingId::generate(now),
            call_id: request.call_id,
            turn: request.turn,
            video: None,
            opt_out: Some(LinkToken::generate()),
            lapses_at: now + HOLD_LASTS,
        })
    }

    /// Makes the video meeting and the event of a held slot.
    async fn arrange(
        &self,
        time_is_left: &(dyn Fn() -> bool + Sync),
        request: &BookingRequest<'_>,
        hold: &mut Hold,
        took_over: bool,
        now: Timestamp,
    ) -> Result<Arranged, BookingError> {
        let begin = || if time_is_left() { Ok(()) } else { Err(BookingError::PutOff) };
        // An event left by the attempt we took over is our own, not somebody else's.
        if !took_over {
            begin()?;
            let busy = self.calendar.busy(request.slot).await.map_err(BookingError::Unavailable)?;
            if busy.iter().any(|b| b.overlaps(&request.slot)) {
                return Err(BookingError::Taken);
            }
            // Not before: a time that was taken invites nobody, and the attempt we took over has been counted.
            if !self.ledger.may_invite(&request.guest, now).await.map_err(BookingError::Unavailable)? {
                return Err(BookingError::InvitedTooOften);
            }
        }
        begin()?;
        let may_have_stray_video =
            self.make_video(request, hold, took_over).await.map_err(BookingError::Unavailable)?;
        begin()?;
        let event = new_event(request, hold, hold.video.is_none());
        let mut event = self.calendar.insert(&event).await.map_err(BookingError::Unavailable)?;
        if let Some(video) = &hold.video {
            event.video_link = Some(video.join_url.clone());
        }
        Ok(Arranged { event, may_have_stray_video })
    }

    /// Makes the video meeting, unless there is one. A video service that fails does not cost the
    /// meeting: says whether it may have made one all the same.
    async fn make_video(
        &self,
        request: &BookingRequest<'_>,
        hold: &mut Hold,
        took_over: bool,
    ) -> Result<bool, Error> {
        let Some(video) = self.video.filter(|_| hold.video.is_none()) else { return Ok(false) };
        let reference = hold.meeting_id.to_string();
        if took_over {
            // The attempt we took over may have ended between making it and noting it.
            match video.find(&reference, request.slot).await {
                Ok(found) => hold.video = found,
                // Without the right to look there is nothing to be found.
                Err(Error::Refused { .. }) => {}
                // A second one would leave the first behind.
                Err(_) => return Ok(true),
            }
        }
        if hold.video.is_none() {
            match video.create(&new_video_meeting(request, &reference)).await {
                Ok(made) => hold.video = Some(made),
                Err(error) => return Ok(matches!(error, Error::Unavailable { .. })),
            }
        }
        self.ledger.note_video(hold).await?;
        Ok(false)
    }

    async fn confirm(
        &self,
        request: &BookingRequest<'_>,
        hold: &Hold,
        arranged: Arranged,
        now: Timestamp,
    ) -> Result<Meeting, BookingError> {
        let mut meeting = new_meeting(request, hold, arranged.event, now);
        if arranged.may_have_stray_video {
            meeting.owe(Task::DeleteStrayVideo, now);
        }
        if meeting.meeting_link.is_empty() {
            meeting.owe(Task::FetchLink, now);
        }
        match self.ledger.confirm(hold, &meeting).await {
            Ok(()) => Ok(meeting),
            Err(error) => match self.ledger.is_booked(hold).await {
                // The save went through although its answer did not reach us.
                Ok(true) => Ok(meeting),
                Ok(false) => {
                    self.undo(hold).await;
                    Err(BookingError::Unavailable(error))
                }
                // Nobody knows: if it is not booked the hold lapses, and the sweeper undoes it.
                Err(_) => Err(BookingError::Unavailable(error)),
            },
        }
    }

    async fn undo(&self, hold: &Hold) {
        // What cannot be undone now is left to the sweeper, which finds the hold once it has lapsed.
        let _ = undo_hold(self.calendar, self.video, self.ledger, hold).await;
    }
}

/// What was made at the vendors.
struct Arranged {
    event: CreatedEvent,
    may_have_stray_video: bool,
}

/// Undoes a booking that did not come to its end: takes video meeting and event out again, then
/// gives the slot back. Both are attempted whatever happens to the other, and the event in any
/// case, since an insert whose answer was lost may have worked. For the same reason a video meeting
/// that was never noted is looked for by its reference. The slot is freed last, so that a hold
/// stays as long as there is something left to undo; but a vendor that refuses for good does not keep it.
///
/// # Errors
/// The first failure. Asking again is safe.
pub async fn undo_hold<C: Calendar, V: VideoMeetings, L: SlotLedger>(
    calendar: &C,
    video: Option<&V>,
    ledger: &L,
    hold: &Hold,
) -> Result<(), Error> {
    let video_gone = match video {
        Some(video) => delete_video(video, hold).await,
        None => Ok(()),
    };
    let gone = calendar.delete(&hold.calendar_id, hold.meeting_id).await.and(video_gone);
    match gone {
        Err(error @ Error::Refused { .. }) => {
            ledger.release(hold).await?;
            Err(error)
        }
        Err(error) => Err(error),
        Ok(()) => ledger.release(hold).await,
    }
}

async fn delete_video<V: VideoMeetings>(video: &V, hold: &Hold) -> Result<(), Error> {
    let made = match &hold.video {
        Some(made) => Some(made.clone()),
        None => match video.find(&hold.meeting_id.to_string(), hold.time).await {
            // Without the right to look there is nothing to be found.
            Err(Error::Refused { .. }) => None,
            found => found?,
        },
    };
    match made {
        Some(made) => video.delete(&made.id).await,
        None => Ok(()),
    }
}

fn new_video_meeting(request: &BookingRequest<'_>, reference: &str) -> NewVideoMeeting {
    NewVideoMeeting {
        topic: request.invitation.title(),
        // Only the host reads this.
        agenda: format!("Booked by phone. Reference {reference}. With {}", request.lead.name),
        time: request.slot,
        time_zone: request.lead.time_zone.clone(),
    }
}

fn new_event(request: &BookingRequest<'_>, hold: &Hold, with_video_link: bool) -> NewEvent {
    let join = hold.video.as_ref().map(|video| &*video.join_url);
    NewEvent {
        meeting_id: hold.meeting_id,
        summary: request.invitation.title(),
        description: request.invitation.description(hold.meeting_id, join, hold.opt_out.as_ref()),
        time: request.slot,
        time_zone: request.lead.time_zone.clone(),
        guest: request.guest.clone(),
        with_video_link,
    }
}

fn new_meeting(request: &BookingRequest<'_>, hold: &Hold, event: CreatedEvent, now: Timestamp) -> Meeting {
    Meeting {
        id: hold.meeting_id,
        lead_id: request.lead.id,
        lead_name: request.lead.name.clone(),
        call_id: request.call_id,
        campaign_id: request.campaign_id,
        is_test: request.is_test,
        scheduled_time: request.slot.start,
        duration_minutes: request.slot.minutes(),
        time_zone: request.lead.time_zone.clone(),
        guest_email: request.guest.clone(),
        calendar_id: hold.calendar_id.clone(),
        calendar_event_id: event.id,
        zoom_meeting_id: hold.video.as_ref().map(|v| v.id.clone()),
        meeting_link: event.video_link.unwrap_or_default(),
        notes: None,
        opt_out: hold.opt_out.clone(),
        status: MeetingStatus::Scheduled,
        pending: None,
        owed: Vec::new(),
        cancelled_by: None,
        moved_in_calendar_at: None,
        guest_response: None,
        overlaps: false,
        erased_at: None,
        created_at: now,
        updated_at: now,
        version: 1,
    }
}
