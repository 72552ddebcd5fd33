//! What operators ask of meetings: which times are free, and another status.

use homework_domain::Result;
use homework_domain::ids::MeetingId;
use homework_domain::meeting::{CancelledBy, MeetingStatus};
use homework_domain::ports::{Calendar, SlotLedger, VideoMeetings};
use homework_domain::rescheduling::Rescheduler;
use homework_domain::slots::{HORIZON_DAYS, Interval, MeetingRules};
use homework_store::Store;
use jiff::{SignedDuration, Timestamp};

/// Which free times are asked for.
#[derive(Debug, Clone, Copy)]
pub struct FreeTimes {
    /// `None`: from now on.
    pub from: Option<Timestamp>,
    pub minutes: u32,
    pub count: usize,
}

/// Free times, and where those after them begin, if there are more.
#[derive(Debug, PartialEq, Eq)]
pub struct FoundTimes {
    pub slots: Vec<Interval>,
    pub next_from: Option<Timestamp>,
    /// The last moment that meetings are booked for.
    pub horizon: Timestamp,
}

/// The times that nothing takes, neither in the calendar nor among those being booked at this moment.
pub async fn free_times(
    calendar: &impl Calendar,
    ledger: &impl SlotLedger,
    rules: &MeetingRules,
    wanted: FreeTimes,
    now: Timestamp,
) -> Result<FoundTimes> {
    let days = |days: i64| SignedDuration::from_hours(24 * days);
    let span = Interval { start: now, end: now + days(HORIZON_DAYS + 1) };
    let (busy, taken) = tokio::join!(calendar.busy(span), ledger.taken(span));
    let mut busy = busy?;
    busy.extend(taken?);
    let from = wanted.from.map_or(now, |from| from.clamp(now, span.end));
    let mut free = rules.free_slots(from, HORIZON_DAYS + 1, wanted.minutes, &busy, now).into_iter();
    Ok(FoundTimes {
        slots: free.by_ref().take(wanted.count).collect(),
        next_from: free.next().map(|slot| slot.start),
        horizon: now + days(HORIZON_DAYS),
    })
}

/// Changes a meeting's status; one that is cancelled so is cancelled as any other, and the guest told.
pub async fn set_status<C: Calendar, V: VideoMeetings>(
    rescheduler: &Rescheduler<'_, C, V, Store>,
    id: MeetingId,
    status: MeetingStatus,
    now: Timestamp,
) -> Result<()> {
    if status == MeetingStatus::Cancelled {
        rescheduler.cancel(id, CancelledBy::Operator, now).await.map(|_| ())
    } else {
        rescheduler.ledger.set_meeting_status(id, status, now).await.map(|_| ())
    }
}
