//! A campaign: leads called one after the other at a steady pace.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::error::{Error, FieldError, Result};
use crate::ids::{CampaignId, LeadId};

pub const STAGGER_MAX_SECONDS: f64 = 3600.0;
/// What one request may name; beyond that a campaign starts by filter.
pub const LEADS_MAX: usize = 10_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CampaignState {
    /// Its leads are being marked; nothing is dialled yet.
    Starting,
    Running,
    /// Every lead reached a final state.
    Completed,
}

impl CampaignState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Starting => "STARTING",
            Self::Running => "RUNNING",
            Self::Completed => "COMPLETED",
        }
    }
}

/// Leads called one after the other. Times are UTC.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Campaign {
    pub id: CampaignId,
    pub name: String,
    pub state: CampaignState,
    /// At least so long between two calls, in seconds.
    pub stagger_seconds: f64,
    pub total_leads: u32,
    /// The earliest moment for a call after those released so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line_ends_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: u64,
}

/// What it takes to start a campaign, checked; the ids are distinct and not empty.
#[derive(Debug, Clone, PartialEq)]
pub struct NewCampaign {
    pub name: String,
    pub lead_ids: Vec<LeadId>,
    pub stagger_seconds: f64,
}

impl NewCampaign {
    pub fn parse(name: &str, lead_ids: &[String], stagger_seconds: f64) -> Result<Self> {
        let mut errors = Vec::new();
        let name = name.trim();
        if name.is_empty() || name.chars().count() > 255 || name.chars().any(char::is_control) {
            errors.push(FieldError::new("name", "must have 1 to 255 characters on one line"));
        }
        if !(0.0..=STAGGER_MAX_SECONDS).contains(&stagger_seconds) {
            errors.push(FieldError::new("stagger_seconds", "must be between 0 and 3600"));
        }
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
            Ok(Self { name: name.to_owned(), lead_ids: ids, stagger_seconds })
        } else {
            Err(Error::Invalid(errors))
        }
    }
}

impl Campaign {
    pub fn create(new: &NewCampaign, now: Timestamp) -> Self {
        Self {
            id: CampaignId::generate(now),
            name: new.name.clone(),
            state: CampaignState::Starting,
            stagger_seconds: new.stagger_seconds,
            total_leads: u32::try_from(new.lead_ids.len()).unwrap_or(u32::MAX),
            line_ends_at: None,
            created_at: now,
            updated_at: now,
            version: 1,
        }
    }

    pub fn stagger(&self) -> jiff::SignedDuration {
        jiff::SignedDuration::from_millis((self.stagger_seconds * 1000.0) as i64)
    }
}
