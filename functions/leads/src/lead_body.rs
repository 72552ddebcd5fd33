//! Leads as the API shows and takes them.

use homework_domain::lead::Lead;
use homework_domain::page::Page;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A lead as it is answered. Times are UTC; `timezone` is the lead's IANA zone.
#[derive(Debug, Serialize)]
pub(crate) struct LeadBody {
    id: String,
    name: String,
    phone: String,
    email: Option<String>,
    country_code: String,
    language: &'static str,
    timezone: String,
    status: &'static str,
    partner_id: Option<String>,
    campaign_id: Option<String>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl From<Lead> for LeadBody {
    fn from(lead: Lead) -> Self {
        Self {
            id: lead.id.to_string(),
            timezone: lead.time_zone().to_owned(),
            name: lead.name,
            phone: lead.phone.into(),
            email: lead.email.map(String::from),
            country_code: lead.country_code,
            language: lead.language.code(),
            status: lead.status.as_str(),
            partner_id: lead.partner_id.map(String::from),
            campaign_id: lead.campaign_id.map(String::from),
            created_at: lead.created_at,
            updated_at: lead.updated_at,
        }
    }
}

#[derive(Debug, Serialize)]
pub(crate) struct LeadPage {
    leads: Vec<LeadBody>,
    total: u64,
    page: u32,
    page_size: u32,
    total_pages: u64,
    next_cursor: Option<String>,
}

impl From<Page<Lead>> for LeadPage {
    fn from(page: Page<Lead>) -> Self {
        Self {
            total: page.total,
            total_pages: page.total_pages(),
            page: page.page,
            page_size: page.page_size,
            next_cursor: page.next_cursor,
            leads: page.items.into_iter().map(LeadBody::from).collect(),
        }
    }
}

/// What creates a lead.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewLeadBody {
    pub(crate) name: String,
    pub(crate) phone: String,
    #[serde(default)]
    pub(crate) email: Option<String>,
}
