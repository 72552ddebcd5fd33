//! How the vendors stand, as the API tells it.

use homework_operations::vendor_check::{self, Standing};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// How a vendor stands.
#[derive(ToSchema)]
#[schema(as = Standing, rename_all = "snake_case")]
#[expect(dead_code, reason = "describes Standing")]
enum StandingWord {
    /// It answered and accepted our credentials.
    Reachable,
    /// Its secret is empty.
    NotConfigured,
    /// It answered, but rejected our credentials or our request.
    Refused,
    /// It did not answer usefully.
    Unreachable,
    /// Its secret is not what it should be.
    Misconfigured,
}

fn word(standing: Standing) -> &'static str {
    match standing {
        Standing::Reachable => "reachable",
        Standing::NotConfigured => "not_configured",
        Standing::Refused => "refused",
        Standing::Unreachable => "unreachable",
        Standing::Misconfigured => "misconfigured",
    }
}

/// One vendor.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VendorCheck {
    #[schema(example = "twilio")]
    vendor: &'static str,
    /// Its secret is filled in.
    configured: bool,
    #[schema(value_type = StandingWord)]
    status: &'static str,
    /// Calls cannot be held without it.
    required: bool,
    /// What will need attention though it works now; null if nothing does.
    #[schema(
        required,
        example = "gpt-4o-mini will be shut down on 14 January 2027. Set OPENAI_MODEL to another model before that day."
    )]
    warning: Option<String>,
    /// In words; never anything secret.
    #[schema(example = "HTTP 401 20003")]
    detail: String,
    latency_ms: u64,
}

/// The vendors, and whether calls can be held.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConfigurationCheck {
    /// Every vendor that is required is reachable.
    ok: bool,
    checked_at: Timestamp,
    vendors: Vec<VendorCheck>,
}

impl From<vendor_check::VendorCheck> for VendorCheck {
    fn from(check: vendor_check::VendorCheck) -> Self {
        Self {
            vendor: check.vendor.as_str(),
            configured: check.standing != Standing::NotConfigured,
            status: word(check.standing),
            required: check.is_required(),
            warning: check.warning,
            detail: check.detail,
            latency_ms: u64::try_from(check.latency.as_millis()).unwrap_or(u64::MAX),
        }
    }
}

impl From<vendor_check::ConfigurationCheck> for ConfigurationCheck {
    fn from(check: vendor_check::ConfigurationCheck) -> Self {
        Self {
            ok: check.is_ok(),
            checked_at: check.checked_at,
            vendors: check.vendors.into_iter().map(VendorCheck::from).collect(),
        }
    }
}
