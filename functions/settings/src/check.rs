//! Whether each vendor is set up and accepts our credentials: one harmless request to each, at once.

use std::time::{Duration, Instant};

use homework_agent::probe;
use homework_domain::model_notice::ModelNotice;
use homework_domain::ports::Calendar;
use homework_domain::slots::Interval;
use homework_domain::{Error, Result};
use homework_integrations::secret;
use homework_runtime::StartError;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::vendor_access::VendorAccess;

/// For one vendor, its secret included.
const PATIENCE: Duration = Duration::from_secs(8);
/// For the model's answer, other tries included.
const PROBE_PATIENCE: Duration = Duration::from_secs(7);

/// How a vendor stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Standing {
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

/// One vendor.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VendorCheck {
    #[schema(example = "twilio")]
    vendor: &'static str,
    /// Its secret is filled in.
    configured: bool,
    status: Standing,
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

impl ConfigurationCheck {
    /// Whether a vendor was found to work.
    pub(crate) fn works(&self, vendor: &str) -> bool {
        self.vendors.iter().any(|check| check.vendor == vendor && check.status == Standing::Reachable)
    }
}

struct Vendor {
    name: &'static str,
    secret: &'static str,
    required: bool,
    if_empty: &'static str,
}

const TWILIO: Vendor = Vendor {
    name: "twilio",
    secret: "TWILIO_SECRET_ARN",
    required: true,
    if_empty: "Without it no call can be placed.",
};
const OPENAI: Vendor = Vendor {
    name: "openai",
    secret: "OPENAI_SECRET_ARN",
    required: true,
    if_empty: "Without it the agent cannot answer.",
};
const GOOGLE: Vendor = Vendor {
    name: "google",
    secret: "GOOGLE_SECRET_ARN",
    required: true,
    if_empty: "Without it no meeting can be booked.",
};
const ZOOM: Vendor = Vendor {
    name: "zoom",
    secret: "ZOOM_SECRET_ARN",
    required: false,
    if_empty: "Meetings get a Google Meet link.",
};
const ELEVENLABS: Vendor = Vendor {
    name: "elevenlabs",
    secret: "ELEVENLABS_SECRET_ARN",
    required: false,
    if_empty: "Twilio's own voices are heard.",
};

/// What a check came to when its vendor did not simply answer.
enum Fault {
    /// The secret is not what it should be.
    Secret,
    Vendor(Error),
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        if secret::is_at_fault(&error) { Self::Secret } else { Self::Vendor(error) }
    }
}

impl From<StartError> for Fault {
    fn from(_: StartError) -> Self {
        Self::Secret
    }
}

/// `notice` is what OpenAI last said about our model.
pub(crate) async fn run(
    access: &VendorAccess,
    notice: Option<&ModelNotice>,
    now: Timestamp,
) -> Result<ConfigurationCheck> {
    let vendors = &access.vendors()?;
    let this_hour = Interval::new(now, 60);
    let (twilio, openai, google, zoom, elevenlabs) = tokio::join!(
        check(access, &TWILIO, Box::pin(async { Ok(vendors.twilio()?.check().await?) })),
        check(access, &OPENAI, Box::pin(async { Ok(probe::ask(&access.openai()?, PROBE_PATIENCE).await?) })),
        check(
            access,
            &GOOGLE,
            Box::pin(async { Ok(vendors.calendar()?.busy(this_hour).await.map(|_| ())?) })
        ),
        check(access, &ZOOM, Box::pin(async { Ok(vendors.zoom()?.check().await?) })),
        check(access, &ELEVENLABS, Box::pin(async { Ok(vendors.elevenlabs()?.voices().await.map(|_| ())?) })),
    );
    let openai = VendorCheck { warning: notice.and_then(|notice| notice.warning(now)), ..openai };
    let vendors = vec![twilio, openai, google, zoom, elevenlabs];
    let ok = vendors.iter().all(|vendor| !vendor.required || vendor.status == Standing::Reachable);
    Ok(ConfigurationCheck { ok, checked_at: now, vendors })
}

async fn check(
    access: &VendorAccess,
    vendor: &Vendor,
    ask: impl Future<Output = Result<(), Fault>>,
) -> VendorCheck {
    let started = Instant::now();
    let asked = async {
        match access.is_configured(vendor.secret).await {
            Ok(true) => Some(ask.await),
            Ok(false) => None,
            Err(_) => Some(Err(Fault::Secret)),
        }
    };
    let (status, detail) = match tokio::time::timeout(PATIENCE, asked).await {
        Err(_) => (Standing::Unreachable, "No answer in time.".to_owned()),
        Ok(None) => (Standing::NotConfigured, vendor.if_empty.to_owned()),
        Ok(Some(Ok(()))) => (Standing::Reachable, "Connected.".to_owned()),
        Ok(Some(Err(Fault::Secret))) => {
            (Standing::Misconfigured, "The secret cannot be read or is not in the expected form.".to_owned())
        }
        Ok(Some(Err(Fault::Vendor(error)))) => told(error),
    };
    VendorCheck {
        vendor: vendor.name,
        configured: status != Standing::NotConfigured,
        status,
        required: vendor.required,
        warning: None,
        detail,
        latency_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
    }
}

/// The clients' errors name service, HTTP status and the vendor's error code, nothing else.
fn told(error: Error) -> (Standing, String) {
    match error {
        Error::Unavailable { detail, .. } => (Standing::Unreachable, detail),
        Error::Credentials { detail, .. } | Error::Refused { detail, .. } | Error::Internal(detail) => {
            (Standing::Refused, detail)
        }
        other => (Standing::Refused, other.to_string()),
    }
}
