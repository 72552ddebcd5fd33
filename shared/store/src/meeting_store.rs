//! Meetings.

use homework_domain::counters::Scope;
use homework_domain::ids::MeetingId;
use homework_domain::meeting::{Meeting, MeetingStatus};
use homework_domain::page::{Page, PageRequest};
use homework_domain::slots::Interval;
use homework_domain::{Error, Result};
use jiff::Timestamp;

use crate::keys::{self, Index};
use crate::list::List;
use crate::table::{Condition, Store, text};

/// Which meetings to list: all of them, or those with one property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MeetingFilter {
    All,
    Status(MeetingStatus),
}

impl Store {
    pub async fn meeting(&self, id: MeetingId) -> Result<Meeting> {
        self.get(&keys::meeting(id)).await?.ok_or_else(|| Error::not_found("meeting", id))
    }

    /// Meetings by their time, the latest first.
    pub async fn list_meetings(&self, filter: &MeetingFilter, page: &PageRequest) -> Result<Page<Meeting>> {
        let (index, pk, counter) = match filter {
            MeetingFilter::All => (Index::Gsi1, keys::meetings(), "meetings".to_owned()),
            MeetingFilter::Status(status) => {
                (Index::Gsi2, keys::meetings_with(*status), format!("meeting_status#{status}"))
            }
        };
        let total = self.counter(&Scope::All, &counter).await?;
        self.page(&List { index, pk, newest_first: true }, page, total).await
    }

    /// Moves a meeting to another status; a cancelled one gives its slot back in the same step.
    pub async fn set_meeting_status(
        &self,
        id: MeetingId,
        status: MeetingStatus,
        now: Timestamp,
    ) -> Result<Meeting> {
        let mut meeting = self.meeting(id).await?;
        let read_version = meeting.version;
        if !meeting.set_status(status, now)? {
            return Ok(meeting);
        }
        meeting.version += 1;
        let mut operations = vec![self.put_over(&meeting, read_version)?];
        if status == MeetingStatus::Cancelled {
            let time = Interval::new(meeting.scheduled_time, meeting.duration_minutes);
            for cell in keys::slot_cells(&meeting.calendar_id, &time) {
                let ours = Condition::that("attribute_not_exists(pk) OR meeting_id = :meeting")
                    .value(":meeting", text(id.to_string()));
                operations.push(self.delete_if(&cell, ours)?);
            }
        }
        self.transact(operations).await.map_err(|e| e.or_conflict("the meeting was changed meanwhile"))?;
        Ok(meeting)
    }
}
