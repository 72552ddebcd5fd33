//! The vendors as they are set up at this moment: secrets are read for each use, so that one that
//! was just filled in is seen at once, and one that is still empty keeps nothing from starting.

use std::sync::Arc;
use std::time::Duration;

use homework_agent::probe;
use homework_domain::breaker::Vendor;
use homework_domain::call_price::Charges;
use homework_domain::clock::{Clock, SystemClock};
use homework_domain::ports::{AccountNumbers, Calendar, NumberDirectory};
use homework_domain::slots::Interval;
use homework_domain::voice::{OfferedVoice, VoiceStudio};
use homework_domain::{Error, Result};
use homework_integrations::elevenlabs::{ElevenLabs, Speech};
use homework_integrations::openai::OpenAi;
use homework_integrations::secret;
use homework_integrations::twilio::Twilio;
use homework_operations::model_notice::ModelCatalog;
use homework_operations::vendor_check::{self, AccessFault};
use homework_runtime::{Aws, Env, StartError};
use homework_vendors::Vendors;
use jiff::civil::Date;
use serde_json::{Map, Value};

/// For the model's answer, other tries included: less than is waited for a vendor.
const PROBE_PATIENCE: Duration = Duration::from_secs(7);

#[derive(Clone)]
pub(crate) struct VendorAccess(Arc<Inner>);

struct Inner {
    aws: Aws,
    env: Env,
    model: String,
}

impl VendorAccess {
    pub(crate) fn new(aws: Aws, env: Env) -> Result<Self, StartError> {
        let model = env.required("OPENAI_MODEL")?;
        Ok(Self(Arc::new(Inner { aws, env, model })))
    }

    fn vendors(&self) -> Result<Vendors<'_>, StartError> {
        Vendors::new(&self.0.aws, &self.0.env)
    }

    /// The client that conversations are held with, reasoning effort included.
    fn openai(&self) -> Result<OpenAi, StartError> {
        let effort = self.0.env.optional("OPENAI_REASONING_EFFORT").unwrap_or_default();
        self.vendors()?.openai(&self.0.model, &effort)
    }

    fn twilio(&self) -> Result<Twilio> {
        self.vendors().and_then(|vendors| vendors.twilio()).map_err(Error::internal)
    }

    fn elevenlabs(&self) -> Result<ElevenLabs> {
        self.vendors().and_then(|vendors| vendors.elevenlabs()).map_err(Error::internal)
    }

    /// Asks a vendor. The inner error is the vendor's, the outer one says that its client cannot be made.
    async fn asked(&self, vendor: Vendor) -> Result<Result<()>, StartError> {
        let vendors = self.vendors()?;
        Ok(match vendor {
            Vendor::Twilio => vendors.twilio()?.check().await,
            Vendor::Openai => probe::ask(&self.openai()?, PROBE_PATIENCE).await,
            Vendor::Google => {
                let this_hour = Interval::new(SystemClock.now(), 60);
                vendors.calendar()?.busy(this_hour).await.map(|_| ())
            }
            Vendor::Zoom => vendors.zoom()?.check().await,
            Vendor::Elevenlabs => vendors.elevenlabs()?.voices().await.map(|_| ()),
        })
    }
}

impl ModelCatalog for VendorAccess {
    fn model(&self) -> &str {
        &self.0.model
    }

    async fn shutdown_date(&self) -> Result<Option<Date>> {
        self.openai().map_err(Error::internal)?.shutdown_date().await
    }
}

impl vendor_check::VendorAccess for VendorAccess {
    async fn is_configured(&self, vendor: Vendor) -> Result<bool> {
        let variable = match vendor {
            Vendor::Twilio => "TWILIO_SECRET_ARN",
            Vendor::Openai => "OPENAI_SECRET_ARN",
            Vendor::Google => "GOOGLE_SECRET_ARN",
            Vendor::Zoom => "ZOOM_SECRET_ARN",
            Vendor::Elevenlabs => "ELEVENLABS_SECRET_ARN",
        };
        let secret = self.0.aws.secrets().json::<Map<String, Value>>(&self.0.env, variable).await;
        Ok(!secret.map_err(Error::internal)?.is_empty())
    }

    async fn ask(&self, vendor: Vendor) -> Result<(), AccessFault> {
        match Box::pin(self.asked(vendor)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) if !secret::is_at_fault(&error) => Err(AccessFault::Vendor(error)),
            Ok(Err(_)) | Err(_) => Err(AccessFault::Secret),
        }
    }
}

impl NumberDirectory for VendorAccess {
    async fn account_numbers(&self) -> Result<AccountNumbers> {
        self.twilio()?.account_numbers().await
    }
}

impl Charges for VendorAccess {
    async fn charged_today(&self) -> Result<f64> {
        self.twilio()?.charged_today().await
    }
}

impl VoiceStudio for VendorAccess {
    async fn voices(&self) -> Result<Vec<OfferedVoice>> {
        self.elevenlabs()?.voices().await
    }

    async fn sample(&self, voice_id: &str, text: &str) -> Result<Vec<u8>> {
        self.elevenlabs()?.speak(voice_id, text, Speech::Preview).await
    }
}
