//! What a decision of the gate was made from: kept with each attempt, for whoever has to show later why somebody
//! was called, or not.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Because, Facts, Verdict};
use crate::call::Call;
use crate::calling_rules::{self, CallingRule};
use crate::consent::Consent;
use crate::email::Email;
use crate::ids::{CallId, CampaignId, LeadId};
use crate::lead::Lead;
use crate::phone::NumberType;

/// The facts of a decision, without name and number of whom it is about. Times are UTC where no zone is named.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    pub decided_at: Timestamp,
    /// In a few words.
    pub verdict: String,
    /// The date of the rules it was decided by; `None` where none held, since callees were simulated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules_as_of: Option<String>,
    /// The place whose rule it was, as in `US-FL`, its source, and how often it lets a person be called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Which consent the place's rule asks for, as `written`, and by which law.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent_needed: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent_rule_source: Option<String>,
    /// The consent that was on record, as it was then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<Consent>,
    /// As `mobile number`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number_type: Option<String>,
    /// The time in every zone the lead may be in, as `2026-11-23T11:00 Europe/Madrid`.
    pub local_times: Vec<String>,
    /// Earlier calls to the person in the 24 hours, 7 days and 30 days before, whatever the campaign.
    pub calls_24h: u32,
    pub calls_7d: u32,
    pub calls_30d: u32,
    /// On the do-not-call list.
    pub do_not_call: bool,
    /// The national do-not-call lists that hold for the number, each with its day, as `TPS as of 2026-11-01`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub national_lists: Vec<String>,
    pub campaign_state: String,
    /// The number the person was called from, where there are several; in E.164.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub called_from: Option<String>,
    /// Which call of the campaign to the lead it was to be.
    pub attempt: u32,
    /// The moment that had been agreed on with the lead, if the call was to keep one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_back_at: Option<Timestamp>,
}

/// What was decided about calling a lead, and by what: one that was called, with its call, or one that was not.
/// Kept apart from the person, who may be deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    pub campaign_id: CampaignId,
    pub lead_id: LeadId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_id: Option<CallId>,
    pub evidence: Evidence,
}

impl Decision {
    pub fn of_call(call: &Call, evidence: Evidence) -> Self {
        Self { campaign_id: call.campaign_id, lead_id: call.lead.id, call_id: Some(call.id), evidence }
    }

    /// A refusal that says something about the lead: `None` where merely the campaign or a vendor holds it up.
    pub fn of_refusal(facts: &Facts<'_>, verdict: &Verdict) -> Option<Self> {
        let passing = matches!(
            verdict,
            Verdict::Wait {
                because: Because::CampaignNotRunning
                    | Because::CampaignNotBegun
                    | Because::CallingStopped
                    | Because::LinesTaken
                    | Because::Vendor { .. },
                ..
            } | Verdict::GiveBack(_)
        );
        (!passing).then(|| Self {
            campaign_id: facts.campaign.id,
            lead_id: facts.lead.id,
            call_id: None,
            evidence: facts.evidence(verdict),
        })
    }
}

impl Facts<'_> {
    /// These facts and the verdict on them.
    pub fn evidence(&self, verdict: &Verdict) -> Evidence {
        let rule = self.times.rule(&self.lead.phone);
        let lead = self.lead;
        let within = |hours| {
            let since = self.now - SignedDuration::from_hours(hours);
            let count = self.dials().iter().filter(|at| **at > since).count();
            u32::try_from(count).unwrap_or(u32::MAX)
        };
        let asks = rule.and_then(|rule| Some((rule.consent?, rule.consent_source)));
        let of_rule = |part: fn(&CallingRule) -> String| rule.map(part);
        Evidence {
            decided_at: self.now,
            verdict: verdict.in_words(),
            rules_as_of: rule.map(|_| calling_rules::version().to_owned()),
            place: of_rule(|rule| rule.place.to_owned()),
            source: of_rule(|rule| rule.source.to_owned()),
            at_most: of_rule(|rule| rule.most.to_string()),
            consent_needed: asks.map(|(needed, _)| needed.to_string()),
            consent_rule_source: asks.map(|(_, source)| source.to_owned()),
            consent: consent_of(lead),
            country: lead.phone.country().map(|country| country.to_string()),
            number_type: lead.phone.kind().map(NumberType::name).map(str::to_owned),
            local_times: lead.time_zones.iter().map(|zone| local_time(zone, self.now)).collect(),
            calls_24h: within(24),
            calls_7d: within(7 * 24),
            calls_30d: within(30 * 24),
            do_not_call: self.do_not_call,
            national_lists: self.national.in_words(),
            campaign_state: self.campaign.state.to_string(),
            called_from: None,
            attempt: lead.attempts + 1,
            call_back_at: lead.call_back_at,
        }
    }
}

/// A lead's consent without the person, who may have to be forgotten.
fn consent_of(lead: &Lead) -> Option<Consent> {
    let email = lead.email.as_ref().map(Email::as_str).unwrap_or_default();
    let number = lead.phone.as_str().trim_start_matches('+');
    lead.consent.as_ref().map(|consent| consent.without(&[&lead.name, number, email]))
}

fn local_time(zone: &str, at: Timestamp) -> String {
    match TimeZone::get(zone) {
        Ok(known) => format!("{} {zone}", known.to_datetime(at).strftime("%Y-%m-%dT%H:%M")),
        Err(_) => format!("unknown {zone}"),
    }
}

impl Verdict {
    /// For a reader who knows no code.
    pub fn in_words(&self) -> String {
        match self {
            Self::Dial => "called".to_owned(),
            Self::Wait { until, because } => {
                format!("not called before {}: {because}", until.strftime("%Y-%m-%dT%H:%MZ"))
            }
            Self::SetAside(why) => format!("not called: {}", why.in_words()),
            Self::GiveBack(because) => format!("not called in this campaign: {because}"),
            Self::Forbid => "never called: the number is on the do-not-call list".to_owned(),
            Self::Never(because) => format!("never called: {because}"),
        }
    }
}
