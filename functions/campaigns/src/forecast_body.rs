//! What a campaign would come to, as the API is asked for it and shows it.

use homework_domain::call_price::CostEstimate;
use homework_domain::forecast::Obstacle;
use homework_domain::lead::Lead;
use homework_operations::campaigns::Outlook;
use homework_runtime::openapi::{self, Id};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::campaign_body::{CalledBody, FilterBody};
use crate::policy_body::PolicyBody;

/// So many leads of a group are named.
const NAMED_MAX: usize = 50;

/// A campaign as it might be started.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CampaignForecastRequest)]
pub(crate) struct ForecastRequest {
    #[serde(default)]
    #[schema(value_type = Option<Vec<Id>>, max_items = 10_000)]
    lead_ids: Option<Vec<String>>,
    #[serde(default)]
    filter: Option<FilterBody>,
    #[serde(default)]
    #[schema(minimum = 0, maximum = 3600, example = 5)]
    pub(crate) stagger_seconds: Option<f64>,
    #[serde(default)]
    call_again: bool,
    #[serde(default)]
    pub(crate) policy: Option<PolicyBody>,
}

impl ForecastRequest {
    pub(crate) fn called(&self) -> CalledBody<'_> {
        CalledBody {
            lead_ids: self.lead_ids.as_deref(),
            filter: self.filter.as_ref(),
            again: self.call_again,
        }
    }
}

/// A lead of a group.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ForecastLead)]
struct LeadBody {
    #[schema(value_type = Id)]
    id: String,
    #[schema(example = "Javier Moreno")]
    name: String,
}

/// Leads that meet the same obstacle.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ForecastGroup)]
struct GroupBody {
    #[schema(value_type = openapi::Obstacle)]
    obstacle: Obstacle,
    #[schema(example = 64)]
    count: u64,
    /// When the first of them may be called (UTC); null where they are not called at all.
    #[schema(required)]
    first_at: Option<Timestamp>,
    /// The first 50.
    leads: Vec<LeadBody>,
}

/// What calls cost at Twilio: minutes at the account's own prices, speech recognition, machine detection and recording.
/// Beside it stand AWS and the language model, which come to a few percent of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CampaignCosts)]
struct CostsBody {
    /// US dollars, for all calls that the policy makes until somebody answers.
    #[schema(example = 142.5)]
    dollars: f64,
    /// Leads that are left out of it, since no price is known for their numbers.
    #[schema(example = 0)]
    leads_without_price: u64,
    /// The share of calls that is taken to be answered by a person.
    #[schema(minimum = 0, maximum = 1, example = 0.3)]
    answered_share: f64,
    /// How long a call is taken to last that anything answers, in minutes.
    #[schema(example = 1.5)]
    minutes: f64,
    /// Of how many calls these two figures are; 0 where too few were made, and they are assumed.
    #[schema(example = 0)]
    calls: u64,
}

impl From<CostEstimate> for CostsBody {
    fn from(estimate: CostEstimate) -> Self {
        let CostEstimate { dollars, without_price, experience } = estimate;
        let rounded = |figure: f64| (figure * 100.0).round() / 100.0;
        Self {
            dollars: rounded(dollars),
            leads_without_price: without_price,
            answered_share: rounded(experience.answered),
            minutes: rounded(experience.minutes),
            calls: experience.calls,
        }
    }
}

/// How a campaign's leads stand before it is started. Times are UTC.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CampaignForecast)]
pub(crate) struct ForecastBody {
    /// Leads that the campaign would have; at least so many where a partner's leads are selected.
    #[schema(example = 1230)]
    leads: u64,
    /// The first so many of them were looked at, 2,000 at most: all other figures are of these.
    #[schema(example = 1230)]
    looked_at: u64,
    /// Leads that can be called now.
    #[schema(example = 812)]
    callable_now: u64,
    /// Leads that are called later, by what they wait for.
    waiting: Vec<GroupBody>,
    /// Leads that are not called, by what stands against it.
    refused: Vec<GroupBody>,
    /// The most calls that the policy makes, not counting those that are agreed on with a lead.
    #[schema(example = 3339)]
    most_calls: u64,
    /// When each of them was called once who can be, by the campaign's pace, everybody's hours, and the calls of a day
    /// and at once; null where that is nobody, or more than 60 days away.
    #[schema(required)]
    first_calls_done_at: Option<Timestamp>,
    /// What the calls cost at Twilio, about; null while Twilio does not tell its prices.
    #[schema(required)]
    costs: Option<CostsBody>,
    /// What holds up everybody for now, such as an emergency stop; null where nothing does.
    #[schema(required, example = "all calling is stopped")]
    halted: Option<String>,
}

impl From<Outlook> for ForecastBody {
    fn from(outlook: Outlook) -> Self {
        let Outlook { forecast, leads, looked_at, attempts, costs, halted } = outlook;
        let waiting: Vec<_> = forecast
            .waiting
            .into_iter()
            .map(|(obstacle, waiting)| GroupBody::new(obstacle, Some(waiting.first_at), &waiting.leads))
            .collect();
        let refused =
            forecast.refused.into_iter().map(|(obstacle, leads)| GroupBody::new(obstacle, None, &leads));
        let callable_now = forecast.callable_now.len() as u64;
        let callable = callable_now + waiting.iter().map(|group| group.count).sum::<u64>();
        Self {
            leads,
            looked_at: looked_at as u64,
            callable_now,
            waiting,
            refused: refused.collect(),
            most_calls: callable * u64::from(attempts),
            first_calls_done_at: forecast.first_calls_done_at,
            costs: costs.map(Into::into),
            halted: halted.map(|because| because.to_string()),
        }
    }
}

impl GroupBody {
    fn new(obstacle: Obstacle, first_at: Option<Timestamp>, leads: &[Lead]) -> Self {
        let named = leads.iter().take(NAMED_MAX);
        let named = named.map(|lead| LeadBody { id: lead.id.to_string(), name: lead.name.clone() });
        Self { obstacle, count: leads.len() as u64, first_at, leads: named.collect() }
    }
}
