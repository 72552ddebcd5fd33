//! What a call was decided by, for `#[schema(value_type = Evidence)]`: the domain's own is what is sent.

use jiff::Timestamp;
use utoipa::ToSchema;

use super::consent::Consent;

/// What it was decided by whether a lead was called; what does not apply is left out. Times are UTC where no zone is
/// named.
#[derive(ToSchema)]
#[schema(as = DecisionEvidence)]
#[expect(dead_code, reason = "only described")]
pub struct Evidence {
    decided_at: Timestamp,
    #[schema(example = "called")]
    verdict: String,
    /// The date of the calling rules; left out where callees were simulated, and no rule held.
    #[schema(example = "2026-11-26")]
    rules_as_of: Option<String>,
    /// The country (ISO 3166-1) or state (ISO 3166-2) whose rule it was; `*` for a country without one.
    #[schema(example = "US-FL")]
    place: Option<String>,
    /// The law or regulation behind the rule.
    source: Option<String>,
    /// How often the rule lets one person be called.
    #[schema(example = "3 calls in 24 hours")]
    at_most: Option<String>,
    /// Which consent the rule asks for: `written`, or `any`.
    #[schema(example = "written")]
    consent_needed: Option<String>,
    /// The law behind that.
    consent_rule_source: Option<String>,
    /// The consent that was on record, as it was then; name, number and address of the person are left out of it.
    consent: Option<Consent>,
    #[schema(example = "US")]
    country: Option<String>,
    #[schema(example = "a mobile number")]
    number_type: Option<String>,
    /// The time in every zone the lead may be in.
    #[schema(example = json!(["2026-11-23T11:00 America/New_York"]))]
    local_times: Vec<String>,
    /// Earlier calls to the person, whatever the campaign.
    calls_24h: u32,
    calls_7d: u32,
    calls_30d: u32,
    /// The number was on the do-not-call list.
    do_not_call: bool,
    /// The national do-not-call lists that hold for the number, each with its day; left out where there is none.
    #[schema(example = json!(["TPS as of 2026-11-01"]))]
    national_lists: Option<Vec<String>>,
    #[schema(example = "RUNNING")]
    campaign_state: String,
    /// The number the person was called from, where there are several.
    #[schema(example = "+12125550100")]
    called_from: Option<String>,
    /// Which call of the campaign to the lead it was to be, from 1.
    attempt: u32,
    /// The moment that had been agreed on with the lead, if the call was to keep one.
    call_back_at: Option<Timestamp>,
}
