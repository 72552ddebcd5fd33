//! Partners as the API shows and takes them.

use homework_domain::page::Page;
use homework_domain::partner::{ApiKey, Partner};
use homework_runtime::openapi::Id;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A partner. Times are UTC.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Partner)]
pub(crate) struct PartnerBody {
    #[schema(value_type = Id)]
    id: String,
    #[schema(example = "Partner CRM")]
    name: String,
    /// Whether its key opens anything.
    is_active: bool,
    /// Requests a minute.
    #[schema(example = 100)]
    rate_limit: u32,
    /// How many leads it has sent. It may lag behind by a moment.
    lead_count: u64,
    /// Whose national numbers are meant where a lead names no country; null is nobody's.
    #[schema(example = "ES")]
    default_country: Option<String>,
    /// Where the partner is told what becomes of its leads; null is nowhere.
    #[schema(example = "https://crm.example.com/homework")]
    webhook_url: Option<String>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl PartnerBody {
    pub(crate) fn of(partner: Partner, lead_count: u64) -> Self {
        Self {
            id: partner.id.to_string(),
            name: partner.name,
            is_active: partner.is_active,
            rate_limit: partner.rate_limit,
            lead_count,
            default_country: partner.default_country.map(String::from),
            webhook_url: partner.webhook.map(|webhook| webhook.url),
            created_at: partner.created_at,
            updated_at: partner.updated_at,
        }
    }
}

/// A partner that was just made, with its key.
#[derive(Serialize, ToSchema)]
pub(crate) struct CreatedPartner {
    #[serde(flatten)]
    partner: PartnerBody,
    /// The partner's key, for the header `X-API-Key`. It is never shown again.
    #[schema(min_length = 64, max_length = 64)]
    api_key: String,
}

impl CreatedPartner {
    pub(crate) fn of(partner: Partner, key: &ApiKey) -> Self {
        Self { partner: PartnerBody::of(partner, 0), api_key: key.reveal().to_owned() }
    }
}

/// A partner's new key.
#[derive(Serialize, ToSchema)]
pub(crate) struct NewKey {
    /// For the header `X-API-Key`. It is never shown again.
    #[schema(min_length = 64, max_length = 64)]
    api_key: String,
    message: &'static str,
}

impl NewKey {
    pub(crate) fn of(key: &ApiKey) -> Self {
        let message = "API key regenerated. This is the only time it will be shown.";
        Self { api_key: key.reveal().to_owned(), message }
    }
}

/// A page of partners.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PartnerPage {
    partners: Vec<PartnerBody>,
    page: u32,
    page_size: u32,
    /// Asks for the page after this one; null on the last.
    next_cursor: Option<String>,
}

impl From<Page<(Partner, u64)>> for PartnerPage {
    fn from(page: Page<(Partner, u64)>) -> Self {
        let partners = page.items.into_iter().map(|(partner, leads)| PartnerBody::of(partner, leads));
        Self {
            partners: partners.collect(),
            page: page.page,
            page_size: page.page_size,
            next_cursor: page.next_cursor,
        }
    }
}

/// What makes a partner.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewPartner)]
pub(crate) struct NewPartnerBody {
    #[schema(min_length = 1, max_length = 255, example = "Partner CRM")]
    pub(crate) name: String,
    /// Requests a minute.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 3000, default = 100)]
    pub(crate) rate_limit: Option<i64>,
    /// The ISO 3166-1 code of the country whose national numbers are meant where a lead names none.
    #[serde(default)]
    #[schema(example = "ES")]
    pub(crate) default_country: Option<String>,
}

/// What is to change of a partner; what is not named stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PartnerChange)]
pub(crate) struct PartnerChangeBody {
    #[serde(default)]
    #[schema(min_length = 1, max_length = 255)]
    pub(crate) name: Option<String>,
    /// False takes the key out of use at once, true puts it back.
    #[serde(default)]
    pub(crate) is_active: Option<bool>,
    /// Requests a minute.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 3000)]
    pub(crate) rate_limit: Option<i64>,
    /// The ISO 3166-1 code of the country whose national numbers are meant where a lead names none. An empty
    /// text ends it.
    #[serde(default)]
    #[schema(example = "ES")]
    pub(crate) default_country: Option<String>,
    /// Where to post an event when one of the partner's leads changes its status: a public address
    /// that begins with https://. An empty text ends it.
    #[serde(default)]
    #[schema(example = "https://crm.example.com/homework")]
    pub(crate) webhook_url: Option<String>,
    /// What events are signed with: 16 to 256 printable ASCII characters. It is never shown.
    #[serde(default)]
    #[schema(min_length = 16, max_length = 256, pattern = "^[!-~]+$")]
    pub(crate) webhook_secret: Option<String>,
}
