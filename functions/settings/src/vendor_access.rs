//! The vendors as they are set up at this moment: secrets are read for each use, so that one that
//! was just filled in is seen at once, and one that is still empty keeps nothing from starting.

use std::sync::Arc;

use homework_domain::{Error, Result};
use homework_integrations::elevenlabs::{self, ElevenLabs};
use homework_integrations::openai::OpenAi;
use homework_runtime::{Aws, Env, StartError};
use homework_vendors::Vendors;
use serde_json::{Map, Value};

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

    pub(crate) fn vendors(&self) -> Result<Vendors<'_>> {
        Vendors::new(&self.0.aws, &self.0.env).map_err(Error::internal)
    }

    /// The model that conversations are held with.
    pub(crate) fn model(&self) -> &str {
        &self.0.model
    }

    /// The client that conversations are held with, reasoning effort included.
    pub(crate) fn openai(&self) -> Result<OpenAi> {
        let effort = self.0.env.optional("OPENAI_REASONING_EFFORT").unwrap_or_default();
        self.vendors()?.openai(self.model(), &effort).map_err(Error::internal)
    }

    /// Whether the secret named by a variable has anything in it.
    pub(crate) async fn is_configured(&self, variable: &'static str) -> Result<bool> {
        let secret = self.0.aws.secrets().json::<Map<String, Value>>(&self.0.env, variable).await;
        Ok(!secret.map_err(Error::internal)?.is_empty())
    }

    /// ElevenLabs; a conflict that says what to do if it is not set up.
    pub(crate) async fn elevenlabs(&self) -> Result<ElevenLabs> {
        let elevenlabs = self.vendors()?.elevenlabs().map_err(Error::internal)?;
        let is_set_up = elevenlabs.is_set_up().await.map_err(without_our_faults)?;
        if is_set_up { Ok(elevenlabs) } else { Err(elevenlabs::not_set_up()) }
    }
}

/// What a caller is told when ElevenLabs refuses us: the fault is in our set-up, not in the request.
pub(crate) fn without_our_faults(error: Error) -> Error {
    match error {
        Error::Credentials { detail, .. } | Error::Refused { detail, .. } | Error::Internal(detail) => {
            Error::unavailable("ElevenLabs", detail)
        }
        other => other,
    }
}
