//! Meetings and the quarter hours they hold.

use homework_domain::ids::{CampaignId, LeadId, MeetingId};
use homework_domain::meeting::{Meeting, MeetingStatus};
use homework_domain::ports::Hold;
use homework_domain::slots::Interval;
use jiff::Timestamp;

use super::{Index, IndexEntry, Key, Keyed, entry, lead_history, sortable, timed};

impl Keyed for Meeting {
    const ENTITY: &'static str = "MEETING";

    fn key(&self) -> Key {
        meeting(self.id)
    }

    fn entries(&self) -> Vec<IndexEntry> {
        let when = timed(self.scheduled_time, self.id);
        let mut entries = vec![
            entry(Index::Gsi1, meetings(), &when),
            entry(Index::Gsi2, meetings_with(self.status), &when),
            entry(Index::Gsi3, lead_history(self.lead_id), format_args!("{MEETING_PREFIX}{}", self.id)),
            entry(Index::Gsi4, campaign_meetings(self.campaign_id), &when),
        ];
        let unsettled = self.pending.map(|pending| pending.lapses_at).or_else(|| self.owed_at());
        if let Some(due) = unsettled {
            entries.push(entry(Index::Gsi5, changing_meetings(), timed(due, self.id)));
        }
        entries
    }
}

pub(crate) fn meeting(id: MeetingId) -> Key {
    Key::new(format!("MEETING#{id}"), "MEETING")
}

pub(crate) fn meetings() -> String {
    "MEETINGS".into()
}

pub(crate) fn meetings_with(status: MeetingStatus) -> String {
    format!("MEETINGS#{status}")
}

/// Sorts behind every call's id.
pub(crate) const MEETING_PREFIX: &str = "MEETING#";

/// Where a lead's meetings are that were last written when they had a partition of their own.
pub(crate) fn lead_meetings_once(id: LeadId) -> String {
    format!("LEAD#{id}#MEETINGS")
}

pub(crate) fn campaign_meetings(id: CampaignId) -> String {
    format!("CAMPAIGN#{id}#MEETINGS")
}

pub(crate) fn changing_meetings() -> String {
    "MEETINGS#CHANGING".into()
}

/// The quarter hours a hold or meeting occupies.
pub(crate) fn slot_cells(calendar: &str, time: &Interval) -> Vec<Key> {
    let key = |start: Timestamp| Key::new(format!("SLOT#{calendar}#{}", sortable(start)), "SLOT");
    time.cells().into_iter().map(key).collect()
}

pub(crate) fn held_slot_entry(hold: &Hold) -> IndexEntry {
    entry(Index::Gsi5, held_slots(), timed(hold.lapses_at, hold.meeting_id))
}

pub(crate) fn held_slots() -> String {
    "SLOTS#HELD".into()
}
