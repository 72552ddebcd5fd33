//! Campaigns, their leads and the line of their calls.

use homework_domain::campaign::{Campaign, CampaignState};
use homework_domain::gate::Decision;
use homework_domain::ids::{CallId, CampaignId};

use super::{Index, IndexEntry, Key, Keyed, entry, timed};
use crate::line_store::CallsOf;

impl Keyed for Campaign {
    const ENTITY: &'static str = "CAMPAIGN";

    fn key(&self) -> Key {
        campaign(self.id)
    }

    fn entries(&self) -> Vec<IndexEntry> {
        let mut entries = vec![
            entry(Index::Gsi1, campaigns(), self.id),
            entry(Index::Gsi2, campaigns_in(self.state), self.id),
        ];
        if self.gives_back {
            entries.push(entry(Index::Gsi5, campaigns_giving_back(), self.id));
        }
        entries
    }
}

pub(crate) fn campaign(id: CampaignId) -> Key {
    Key::new(format!("CAMPAIGN#{id}"), "CAMPAIGN")
}

pub(crate) fn campaigns() -> String {
    "CAMPAIGNS".into()
}

pub(crate) fn campaigns_in(state: CampaignState) -> String {
    format!("CAMPAIGNS#{}", state.as_str())
}

pub(crate) fn campaigns_giving_back() -> String {
    "CAMPAIGNS#GIVING_BACK".into()
}

pub(crate) fn campaign_leads(id: CampaignId) -> String {
    format!("CAMPAIGN#{id}#LEADS")
}

pub(crate) fn due_leads(id: CampaignId) -> String {
    format!("CAMPAIGN#{id}#DUE")
}

/// The line of those who are to be called at a moment that was agreed on, whatever campaign they are of.
pub(crate) fn call_backs() -> String {
    "CALL_BACKS".into()
}

/// What was decided about calls of a campaign, by when.
pub(crate) fn decisions(id: CampaignId) -> String {
    format!("CAMPAIGN#{id}#DECISIONS")
}

impl Keyed for Decision {
    const ENTITY: &'static str = "DECISION";

    fn key(&self) -> Key {
        let at = timed(self.evidence.decided_at, self.lead_id);
        self.call_id.map_or_else(|| Key::new(format!("DECISION#{at}"), DECISION), decision)
    }

    fn entries(&self) -> Vec<IndexEntry> {
        let at = timed(self.evidence.decided_at, self.lead_id);
        vec![entry(Index::Gsi4, decisions(self.campaign_id), at)]
    }
}

const DECISION: &str = "DECISION";

/// What a call was placed by: not in the call's partition, whose every item each turn reads.
pub(crate) fn decision(call: CallId) -> Key {
    Key::new(format!("DECISION#{call}"), DECISION)
}

/// The lines that calls have, of a campaign or of all.
pub(crate) fn lines(of: CallsOf) -> String {
    match of {
        CallsOf::Account => "LINES".into(),
        CallsOf::Campaign(id) => format!("LINES#{id}"),
    }
}

const LINE_PREFIX: &str = "LINE#";

pub(crate) fn line(of: CallsOf, number: u32) -> Key {
    Key::new(lines(of), format!("{LINE_PREFIX}{number:04}"))
}

pub(crate) fn line_number(sk: &str) -> Option<u32> {
    sk.strip_prefix(LINE_PREFIX)?.parse().ok()
}

/// When the next call may be begun.
pub(crate) fn pace(of: CallsOf) -> Key {
    match of {
        CallsOf::Account => Key::new("ACCOUNT".into(), "PACE"),
        CallsOf::Campaign(id) => Key::new(format!("CAMPAIGN#{id}"), "PACE"),
    }
}
