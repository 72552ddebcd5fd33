//! What a campaign is started with: which leads, at which pace, by which policy.

use serde::{Deserialize, Serialize};

use crate::call_policy::CallPolicy;
use crate::error::{Error, FieldError, Result};
use crate::ids::{LeadId, PartnerId};
use crate::lead::LeadStatus;

const STAGGER_MAX_SECONDS: f64 = 3600.0;
/// What one request may name; beyond that a campaign starts by filter.
const LEADS_MAX: usize = 10_000;

const NOT_CALLED: &str =
    "must be PENDING, or CONTACTED, NO_ANSWER, NOT_INTERESTED or FAILED to call such leads again";

pub const TESTS_CALL_ONE: &str = "a test calls one lead, named in lead_ids";

/// Which leads a campaign takes that was started without a list of ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeadSelection {
    /// All that are PENDING.
    Pending,
    /// Those that have this status after a call: to be called again.
    Called(LeadStatus),
    /// Those PENDING ones that a partner sent.
    Partner(PartnerId),
}

impl LeadSelection {
    /// Reads a filter as it is asked for: exactly one of its fields.
    pub fn parse(status: Option<&str>, partner_id: Option<&str>) -> Result<Self> {
        match (status, partner_id) {
            (Some("PENDING"), None) => Ok(Self::Pending),
            (Some(status), None) => {
                let known = status.parse().ok().filter(|status: &LeadStatus| status.may_be_called_again());
                known.map(Self::Called).ok_or_else(|| Error::invalid("filter.status", NOT_CALLED))
            }
            (None, Some(id)) => {
                let id =
                    id.parse().map_err(|_| Error::invalid("filter.partner_id", "is not a partner's id"))?;
                Ok(Self::Partner(id))
            }
            (Some(_), Some(_)) => Err(Error::invalid("filter", "must name either status or partner_id")),
            (None, None) => Err(Error::invalid("filter", "must name status or partner_id")),
        }
    }
}

/// What it takes to start a campaign, checked; the ids are distinct and not empty.
#[derive(Debug, Clone, PartialEq)]
pub struct NewCampaign {
    pub name: String,
    pub lead_ids: Vec<LeadId>,
    pub stagger_seconds: f64,
    pub policy: CallPolicy,
    /// Leads that were called before are called again; otherwise all must be PENDING.
    pub call_again: bool,
    pub is_test: bool,
}

impl NewCampaign {
    /// The same as a test.
    ///
    /// # Errors
    /// `Invalid` on `test` where it has more than one lead: no list drops out of the analytics.
    pub fn as_test(self) -> Result<Self> {
        if self.lead_ids.len() > 1 {
            return Err(Error::invalid("test", TESTS_CALL_ONE));
        }
        Ok(Self { is_test: true, ..self })
    }

    /// One with the usual policy, of leads that were not called yet.
    ///
    /// # Errors
    /// `Invalid`, naming each field.
    pub fn parse(name: &str, lead_ids: &[String], stagger_seconds: f64) -> Result<Self> {
        let mut errors = Vec::new();
        let name = checked_header(name, stagger_seconds, &mut errors);
        if lead_ids.is_empty() || lead_ids.len() > LEADS_MAX {
            errors.push(FieldError::new("lead_ids", format!("must name 1 to {LEADS_MAX} leads")));
        }
        let mut seen = std::collections::HashSet::new();
        let mut ids = Vec::with_capacity(lead_ids.len());
        for (index, text) in lead_ids.iter().enumerate() {
            match text.parse::<LeadId>() {
                Ok(id) if seen.insert(id) => ids.push(id),
                Ok(_) => {}
                Err(_) => errors.push(FieldError::new(format!("lead_ids[{index}]"), "is not a lead's id")),
            }
        }
        errors.truncate(100);
        if errors.is_empty() {
            let (policy, call_again) = (CallPolicy::usual(), false);
            let name = name.to_owned();
            Ok(Self { name, lead_ids: ids, stagger_seconds, policy, call_again, is_test: false })
        } else {
            Err(Error::Invalid(errors))
        }
    }
}

/// What is to be changed about a campaign.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CampaignChange {
    pub name: Option<String>,
    pub stagger_seconds: Option<f64>,
    pub policy: Option<CallPolicy>,
}

/// In whole milliseconds, in which a pace is measured: a number may be smaller than any that the table can hold.
pub(super) fn in_milliseconds(seconds: f64) -> f64 {
    (seconds * 1000.0).round() / 1000.0
}

pub(super) fn checked_header<'a>(
    name: &'a str,
    stagger_seconds: f64,
    errors: &mut Vec<FieldError>,
) -> &'a str {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 255 || name.chars().any(char::is_control) {
        errors.push(FieldError::new("name", "must have 1 to 255 characters on one line"));
    }
    if !(0.0..=STAGGER_MAX_SECONDS).contains(&stagger_seconds) {
        errors.push(FieldError::new("stagger_seconds", "must be between 0 and 3600"));
    }
    name
}
