//! How far the running campaigns are.

use homework_domain::analytics::percentage;
use homework_domain::campaign::{Campaign, CampaignState};
use homework_domain::counters::{Counter, Counts};
use homework_domain::lead::LeadStatus;
use homework_runtime::openapi::Id;
use serde::Serialize;
use utoipa::ToSchema;

/// The campaigns that run.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ActiveCampaigns {
    campaigns: Vec<CampaignFigures>,
}

/// How far a campaign is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CampaignFigures {
    #[schema(value_type = Id)]
    campaign_id: String,
    #[schema(example = "January Campaign")]
    name: String,
    is_active: bool,
    /// Leads that wait for their call.
    #[schema(example = 10)]
    queued: u64,
    /// Leads that are being called.
    #[schema(example = 3)]
    calling: u64,
    /// Leads for which nothing more is to be done.
    #[schema(example = 30)]
    completed: u64,
    #[schema(example = 43)]
    total: u64,
    /// The completed of all, in per cent.
    #[schema(example = 69.8)]
    progress: f64,
}

impl ActiveCampaigns {
    pub(crate) fn of(campaigns: &[(Campaign, Counts)]) -> Self {
        Self { campaigns: campaigns.iter().map(|(c, counters)| CampaignFigures::of(c, counters)).collect() }
    }
}

impl CampaignFigures {
    fn of(campaign: &Campaign, counters: &Counts) -> Self {
        let with = |status| counters.get(Counter::LeadsWith(status));
        let total = counters.get(Counter::Leads);
        let (queued, calling) = (with(LeadStatus::Queued), with(LeadStatus::Calling));
        let completed = total.saturating_sub(queued + calling + with(LeadStatus::Pending));
        Self {
            campaign_id: campaign.id.to_string(),
            name: campaign.name.clone(),
            is_active: campaign.state == CampaignState::Running,
            queued,
            calling,
            completed,
            total,
            progress: percentage(completed, total),
        }
    }
}
