//! Campaigns, their leads and the line of their calls.

use homework_domain::campaign::{Campaign, CampaignState};
use homework_domain::ids::CampaignId;

use super::{Index, IndexEntry, Key, Keyed, entry};

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

pub(crate) fn pace(id: CampaignId) -> Key {
    Key::new(format!("CAMPAIGN#{id}"), "PACE")
}
