//! Campaigns as the API shows and takes them.

use std::collections::BTreeMap;

use homework_domain::campaign::{Campaign, LeadSelection, PauseReason};
use homework_domain::counters::{Counter, Counts};
use homework_domain::lead::LeadStatus;
use homework_domain::{Error, Result};
use homework_operations::campaigns::Called;
use homework_runtime::openapi::{self, AttemptFigures, Id};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::policy_body::PolicyBody;

/// What starts a campaign: a list of leads, or a filter that finds them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CampaignStart)]
pub(crate) struct StartBody {
    #[schema(example = "January Campaign", min_length = 1, max_length = 255)]
    pub(crate) name: String,
    /// The leads, all of which must be PENDING unless `call_again` is set.
    #[serde(default)]
    #[schema(value_type = Option<Vec<Id>>, max_items = 10_000)]
    pub(crate) lead_ids: Option<Vec<String>>,
    #[serde(default)]
    pub(crate) filter: Option<FilterBody>,
    /// At least so long between two calls, in seconds; the deployment's default where it is not given.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 3600, example = 5)]
    pub(crate) stagger_seconds: Option<f64>,
    /// With `lead_ids`: leads that were called before, and are CONTACTED, NO_ANSWER, NOT_INTERESTED or FAILED, are called
    /// again.
    #[serde(default)]
    pub(crate) call_again: bool,
    /// How often each lead is called, and when again; as usual where it is not given.
    #[serde(default)]
    pub(crate) policy: Option<PolicyBody>,
    /// Tries something out on the one lead in `lead_ids`: the analytics leave such calls and their meetings out.
    #[serde(default)]
    pub(crate) test: bool,
}

/// Whom a campaign calls, as it is asked for.
pub(crate) struct CalledBody<'a> {
    pub(crate) lead_ids: Option<&'a [String]>,
    pub(crate) filter: Option<&'a FilterBody>,
    pub(crate) again: bool,
}

impl<'a> CalledBody<'a> {
    /// # Errors
    /// `Invalid` unless exactly one of list and filter is given, and the filter is one.
    pub(crate) fn read(self) -> Result<Called<'a>> {
        match (self.lead_ids, self.filter) {
            (Some(_), Some(_)) => Err(Error::invalid("filter", "cannot be combined with lead_ids")),
            (None, None) => Err(Error::invalid("lead_ids", "is required where there is no filter")),
            (Some(ids), None) => Ok(Called::Leads { ids, again: self.again }),
            (None, Some(filter)) => {
                let selection = LeadSelection::parse(filter.status.as_deref(), filter.partner_id.as_deref());
                selection.map(Called::Selection)
            }
        }
    }
}

impl StartBody {
    pub(crate) fn called(&self) -> CalledBody<'_> {
        CalledBody {
            lead_ids: self.lead_ids.as_deref(),
            filter: self.filter.as_ref(),
            again: self.call_again,
        }
    }
}

/// What is to be changed about a campaign that is not over; what is left out stays. It holds from the next call on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CampaignChange)]
pub(crate) struct ChangeBody {
    #[serde(default)]
    #[schema(example = "January Campaign", min_length = 1, max_length = 255)]
    pub(crate) name: Option<String>,
    #[serde(default)]
    #[schema(minimum = 0, maximum = 3600, example = 5)]
    pub(crate) stagger_seconds: Option<f64>,
    #[serde(default)]
    pub(crate) policy: Option<PolicyBody>,
}

/// Which leads a campaign takes: exactly one of the fields is given.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CampaignFilter)]
pub(crate) struct FilterBody {
    /// `PENDING`: all that wait to be called. `CONTACTED`, `NO_ANSWER`, `NOT_INTERESTED` or `FAILED`: all that were
    /// called and have this status, to call them again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "PENDING")]
    pub(crate) status: Option<String>,
    /// The PENDING ones that this partner sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Id>)]
    pub(crate) partner_id: Option<String>,
}

impl From<LeadSelection> for FilterBody {
    fn from(selection: LeadSelection) -> Self {
        match selection {
            LeadSelection::Pending => Self { status: Some("PENDING".into()), partner_id: None },
            LeadSelection::Called(status) => Self { status: Some(status.to_string()), partner_id: None },
            LeadSelection::Partner(id) => Self { status: None, partner_id: Some(id.to_string()) },
        }
    }
}

/// A campaign was started.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CampaignStarted {
    pub(crate) success: bool,
    #[schema(example = "Campaign started with 5 leads")]
    pub(crate) message: String,
    /// Leads queued so far; with a filter they are queued after the answer.
    pub(crate) queued_leads: u32,
    #[schema(value_type = Id)]
    pub(crate) campaign_id: String,
}

/// Why the system paused a campaign: a vendor does not work without which no call can be held. Times
/// are UTC.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CampaignPauseReason)]
pub(crate) struct PauseReasonBody {
    #[schema(example = "twilio")]
    vendor: &'static str,
    /// HTTP status and the vendor's own code.
    #[schema(example = "HTTP 401, error 20003")]
    code: String,
    /// In words, with what is to be done.
    #[schema(
        example = "Twilio rejects our credentials or account (HTTP 401, error 20003). Correct them, then check the vendors in Settings."
    )]
    message: String,
    since: Timestamp,
    /// The campaign goes on by itself once the vendor works again; otherwise it waits to be resumed.
    automatic: bool,
}

impl From<PauseReason> for PauseReasonBody {
    fn from(reason: PauseReason) -> Self {
        Self {
            vendor: reason.vendor.as_str(),
            message: reason.in_words(),
            automatic: reason.passes(),
            code: reason.code,
            since: reason.since,
        }
    }
}

/// A campaign. Times are UTC.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Campaign)]
pub(crate) struct CampaignBody {
    #[schema(value_type = Id)]
    id: String,
    #[schema(example = "January Campaign")]
    name: String,
    #[schema(value_type = openapi::CampaignState)]
    status: &'static str,
    #[schema(example = 5)]
    stagger_seconds: f64,
    policy: PolicyBody,
    /// The analytics leave its calls and meetings out.
    test: bool,
    /// The filter it was started with; null where it was started with a list.
    #[schema(required)]
    filter: Option<FilterBody>,
    /// Why the system paused it; null unless it did.
    #[schema(required)]
    pause_reason: Option<PauseReasonBody>,
    /// Leads it was started with; grows while the campaign is STARTING.
    total_leads: u32,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl From<Campaign> for CampaignBody {
    fn from(campaign: Campaign) -> Self {
        Self {
            id: campaign.id.to_string(),
            name: campaign.name,
            status: campaign.state.as_str(),
            stagger_seconds: campaign.stagger_seconds,
            policy: campaign.policy.into(),
            test: campaign.is_test,
            filter: campaign.selection.map(FilterBody::from),
            pause_reason: campaign.pause_reason.map(PauseReasonBody::from),
            total_leads: campaign.total_leads,
            created_at: campaign.created_at,
            updated_at: campaign.updated_at,
        }
    }
}

/// A campaign and how far it is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CampaignDetail {
    #[serde(flatten)]
    campaign: CampaignBody,
    progress: Progress,
}

/// How far a campaign is. Leads of a campaign with up to 500 are counted as they stand; the other figures
/// are moments behind what happens.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CampaignProgress)]
struct Progress {
    /// Leads by status; every status is named.
    status_counts: BTreeMap<&'static str, u64>,
    /// Leads with which the campaign is done.
    leads_done: u64,
    /// Leads that are queued, being called or to be called again.
    leads_left: u64,
    /// Leads that were called and are called again by the campaign's policy.
    retries_due: u64,
    /// Leads that are called again at a moment that was agreed on.
    call_backs_due: u64,
    calls: u64,
    active_calls: u64,
    answered_calls: u64,
    meetings: u64,
    /// The campaign's calls by attempt. Calls that ended before attempts were counted are missing.
    attempts: Vec<AttemptFigures>,
}

impl CampaignDetail {
    /// `counters` are the campaign's own.
    pub(crate) fn new(campaign: Campaign, counters: &Counts) -> Self {
        let status_counts = status_counts(counters);
        let sum = |is_final: bool| -> u64 {
            let counted = LeadStatus::ALL.into_iter().filter(|s| s.is_final() == is_final);
            counted.map(|s| counters.get(Counter::LeadsWith(s))).sum()
        };
        let retries_due = counters.get(Counter::RetriesDue);
        let call_backs_due = counters.get(Counter::CallBacksDue);
        let called_again = retries_due + call_backs_due;
        let progress = Progress {
            leads_done: sum(true).saturating_sub(called_again),
            leads_left: sum(false) + called_again,
            retries_due,
            call_backs_due,
            calls: counters.get(Counter::Calls),
            active_calls: counters.get(Counter::ActiveCalls),
            answered_calls: counters.get(Counter::AnsweredCalls),
            meetings: counters.get(Counter::Meetings),
            attempts: AttemptFigures::of(counters),
            status_counts,
        };
        Self { campaign: campaign.into(), progress }
    }
}

impl From<(Campaign, Counts)> for CampaignDetail {
    fn from((campaign, counters): (Campaign, Counts)) -> Self {
        Self::new(campaign, &counters)
    }
}

/// Leads by status, every status named.
pub(crate) fn status_counts(counters: &Counts) -> BTreeMap<&'static str, u64> {
    let count = |status| counters.get(Counter::LeadsWith(status));
    LeadStatus::ALL.into_iter().map(|status| (status.as_str(), count(status))).collect()
}

/// Leads by status; every status is named.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CampaignStatus {
    #[schema(example = json!({"PENDING": 3, "CALLING": 1}))]
    pub(crate) status_counts: BTreeMap<&'static str, u64>,
}

homework_runtime::page_body! {
    /// A page of campaigns, each with how far it is by the counters.
    pub(crate) struct CampaignPage of (Campaign, Counts) {
        campaigns: Vec<CampaignDetail>,
        /// Of all pages together.
        total,
        #[schema(required)]
        next_cursor,
    }
}
