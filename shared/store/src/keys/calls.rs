//! Calls and their turns.

use homework_domain::call::{Call, CallState, Outcome};
use homework_domain::ids::{CallId, CampaignId, LeadId};

use super::{CALLS, Index, IndexEntry, Key, Keyed, entry, timed};

impl Keyed for Call {
    const ENTITY: &'static str = "CALL";

    fn key(&self) -> Key {
        call(self.id)
    }

    fn entries(&self) -> Vec<IndexEntry> {
        let mut entries = vec![
            entry(Index::Gsi1, calls(), self.id),
            entry(Index::Gsi3, lead_history(self.lead.id), self.id),
            entry(Index::Gsi4, campaign_calls(self.campaign_id), self.id),
        ];
        entries.extend(self.outcome.map(|outcome| call_outcome_entry(self.id, outcome)));
        let begun = timed(self.started_at, self.id);
        if self.state != CallState::Ended {
            entries.push(entry(Index::Gsi5, active_calls(), begun));
        } else if self.awaits_write_up() {
            entries.push(entry(Index::Gsi5, calls_to_write_up(), begun));
        } else if self.awaits_recording() {
            entries.push(entry(Index::Gsi5, calls_to_record(), begun));
        }
        entries
    }
}

pub(crate) fn call(id: CallId) -> Key {
    Key::new(format!("CALL#{id}"), "CALL")
}

pub(crate) fn turn(call: CallId, number: u32) -> Key {
    Key::new(format!("CALL#{call}"), format!("{TURN_PREFIX}{number:04}"))
}

pub(crate) const TURN_PREFIX: &str = "TURN#";

pub(crate) fn call_prompt(call: CallId) -> Key {
    Key::new(format!("CALL#{call}"), CALL_PROMPT)
}

pub(crate) const CALL_PROMPT: &str = "PROMPT";

pub(crate) fn call_transcript(call: CallId) -> Key {
    Key::new(format!("CALL#{call}"), CALL_TRANSCRIPT)
}

pub(crate) const CALL_TRANSCRIPT: &str = "TRANSCRIPT";

/// Twilio's SID names a call in which a lead rings back: nobody else tells which one it is.
pub(crate) fn ring_back(sid: &str) -> Key {
    Key::new(format!("RING_BACK#{sid}"), "RING_BACK")
}

pub(crate) fn talk(call: CallId) -> Key {
    Key::new(format!("CALL#{call}"), TALK)
}

pub(crate) const TALK: &str = "TALK";

pub(crate) fn calls() -> String {
    CALLS.into()
}

pub(crate) fn calls_with(outcome: Outcome) -> String {
    format!("{CALLS}#{outcome}")
}

pub(crate) fn call_outcome_entry(id: CallId, outcome: Outcome) -> IndexEntry {
    entry(Index::Gsi2, calls_with(outcome), id)
}

/// A lead's calls, by their ids, and its meetings; named after the calls, which once had it to themselves.
pub(crate) fn lead_history(id: LeadId) -> String {
    format!("LEAD#{id}#CALLS")
}

pub(crate) fn campaign_calls(id: CampaignId) -> String {
    format!("CAMPAIGN#{id}#CALLS")
}

pub(crate) fn active_calls() -> String {
    format!("{CALLS}#ACTIVE")
}

pub(crate) fn calls_to_write_up() -> String {
    format!("{CALLS}#TO_WRITE_UP")
}

pub(crate) fn calls_to_record() -> String {
    format!("{CALLS}#TO_RECORD")
}
