//! Meetings.

use homework_domain::counters::{Counter, Scope};
use homework_domain::ids::MeetingId;
use homework_domain::lead::Lead;
use homework_domain::meeting::{Meeting, MeetingStatus};
use homework_domain::page::{Order, Page, PageRequest, TimeRange};
use homework_domain::ports::{MeetingLedger, Replaced};
use homework_domain::slots::Interval;
use homework_domain::{Error, Result};
use jiff::Timestamp;

use crate::error::TransactError;
use crate::keys::{self, Index, Key};
use crate::list::List;
use crate::operation::{Condition, Part, Write, text};
use crate::table::Store;
use crate::versioned::{TRIES, put_over};

/// Which meetings to list: all of them, or those with one property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MeetingFilter {
    All,
    Status(MeetingStatus),
}

impl MeetingFilter {
    /// The list's index and partition there.
    fn place(&self) -> (Index, String) {
        match self {
            Self::All => (Index::Gsi1, keys::meetings()),
            Self::Status(status) => (Index::Gsi2, keys::meetings_with(*status)),
        }
    }
}

impl Store {
    pub async fn meeting(&self, id: MeetingId) -> Result<Meeting> {
        self.get(&keys::meeting(id)).await?.ok_or_else(|| Error::not_found("meeting", id))
    }

    /// Meetings by their time.
    pub async fn list_meetings(
        &self,
        filter: &MeetingFilter,
        order: Order,
        page: &PageRequest,
    ) -> Result<Page<Meeting>> {
        let (index, pk) = filter.place();
        let counter = match filter {
            MeetingFilter::All => Counter::Meetings,
            MeetingFilter::Status(status) => Counter::MeetingsWith(*status),
        };
        let total = self.counter(&Scope::All, counter).await?;
        self.page(&List { index, pk, order }, page, total).await
    }

    /// Meetings that begin within a range of time.
    pub async fn list_meetings_within(
        &self,
        filter: &MeetingFilter,
        range: &TimeRange,
        order: Order,
        page: &PageRequest,
    ) -> Result<Page<Meeting>> {
        let (index, pk) = filter.place();
        // A key goes on behind its moment, so it lies behind the moment itself: what begins at the
        // range's end is left out.
        let part = Part::Between(keys::bound(range.from), keys::bound(range.to));
        self.uncounted_page(&List { index, pk, order }, &part, page).await
    }

    /// All meetings that begin within `range`, the earliest first.
    pub(crate) async fn meetings_from(&self, range: Interval) -> Result<Vec<Meeting>> {
        let moments = (keys::bound(range.start), keys::bound(range.end));
        self.index_range(Index::Gsi1, &keys::meetings(), moments).await
    }

    /// Moves a meeting to another status; a cancelled one gives its slot back in the same step.
    pub async fn set_meeting_status(
        &self,
        id: MeetingId,
        status: MeetingStatus,
        now: Timestamp,
    ) -> Result<Meeting> {
        let before = self.meeting(id).await?;
        let mut after = before.clone();
        if !after.set_status(status, now)? {
            return Ok(before);
        }
        match self.replace(&before, &after).await? {
            Replaced::Written { version } => Ok(Meeting { version, ..after }),
            Replaced::Taken | Replaced::Changed => {
                Err(Error::Stale("the meeting was changed meanwhile".into()))
            }
        }
    }

    /// Meetings with a change that lapsed before `now`: it broke off and is to be settled.
    pub async fn lapsed_changes(&self, now: Timestamp, limit: i32) -> Result<Vec<Meeting>> {
        let until = keys::through(now);
        self.index_until(Index::Gsi5, &keys::changing_meetings(), Some(&until), limit).await
    }

    /// The lead as it stands without the meeting that `after` cancels; nothing where it changes by nothing.
    async fn lead_that_loses(&self, before: &Meeting, after: &Meeting) -> Result<Option<Lead>> {
        let cancels = after.status == MeetingStatus::Cancelled && before.status != MeetingStatus::Cancelled;
        if !cancels {
            return Ok(None);
        }
        let Some(mut lead) = self.get::<Lead>(&keys::lead(before.lead_id)).await? else { return Ok(None) };
        if !lead.lose_meeting(after.updated_at) {
            return Ok(None);
        }
        let meetings = self.meetings_of_lead(before.lead_id).await?;
        if meetings.iter().any(|other| other.id != before.id && other.is_ahead()) {
            return Ok(None);
        }
        Ok(Some(lead))
    }

    /// The writes that take and give quarter hours as `after` holds others than `before`.
    fn change_cells(&self, before: &Meeting, after: &Meeting) -> Result<Vec<Write>> {
        let (old, new) = (cells(before), cells(after));
        let mut operations = Vec::new();
        for (cell, time) in &new {
            match old.iter().find(|(held, _)| held == cell) {
                None => operations.push(self.book_cell(after, time, cell, Condition::absent())?),
                Some((_, noted)) if noted != time => {
                    operations.push(self.book_cell(after, time, cell, held_by(after.id))?);
                }
                Some(_) => {}
            }
        }
        for (cell, _) in old.iter().filter(|(cell, _)| !new.iter().any(|(held, _)| held == cell)) {
            operations.push(Write::delete(cell, held_by(before.id)));
        }
        Ok(operations)
    }
}

impl MeetingLedger for Store {
    async fn meeting(&self, id: MeetingId) -> Result<Meeting> {
        Store::meeting(self, id).await
    }

    async fn replace(&self, before: &Meeting, after: &Meeting) -> Result<Replaced> {
        let after = &Meeting { version: before.version, ..after.clone() };
        for _ in 0..TRIES {
            let mut operations = vec![put_over(after)?];
            operations.extend(self.change_cells(before, after)?);
            let lead = Box::pin(self.lead_that_loses(before, after)).await?;
            if let Some(lead) = &lead {
                operations.push(put_over(lead)?);
            }
            match self.transact(operations).await {
                Ok(()) => return Ok(Replaced::Written { version: before.version + 1 }),
                Err(TransactError::Conditions(reasons)) => {
                    if !matches!(reasons.first(), Some(None)) {
                        return Ok(Replaced::Changed);
                    }
                    // The lead, which comes last, may have moved on since it was read.
                    if lead.is_none() || !matches!(reasons.last(), Some(Some(_))) {
                        return Ok(Replaced::Taken);
                    }
                }
                Err(error) => return Err(error.or_stale("meeting")),
            }
        }
        Ok(Replaced::Changed)
    }
}

/// The quarter hours a meeting holds, each once, with the time for which it holds it.
fn cells(meeting: &Meeting) -> Vec<(Key, Interval)> {
    let mut cells = Vec::<(Key, Interval)>::new();
    for time in meeting.holds() {
        for cell in keys::slot_cells(&meeting.calendar_id, &time) {
            if !cells.iter().any(|(held, _)| *held == cell) {
                cells.push((cell, time));
            }
        }
    }
    cells
}

/// The meeting's own, or nobody's: quarter hours long past are cleared away by themselves.
fn held_by(meeting: MeetingId) -> Condition {
    Condition::absent().or(Condition::Is("meeting_id", text(meeting.to_string())))
}
