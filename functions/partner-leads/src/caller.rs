//! Which partner is asking.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use homework_domain::clock::Clock;
use homework_domain::country::Country;
use homework_domain::ids::PartnerId;
use homework_domain::partner::{Access, ApiKey};
use homework_domain::{Error, Result};
use homework_runtime::Problem;

use crate::api::Api;

/// An active partner, within its requests a minute: the request has been counted.
///
/// The gateway has checked the key and its own bucket already. This is the exact check: a key that
/// was replaced or switched off a moment ago is refused whatever the gateway still remembers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Caller {
    pub(crate) id: PartnerId,
    /// Whose national numbers are meant where a lead names no country.
    pub(crate) default_country: Option<Country>,
}

impl FromRequestParts<Api> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        let header = parts.headers.get("x-api-key").and_then(|value| value.to_str().ok());
        let access = admit(api, header).await?;
        api.store.take_request(&access, api.clock.now()).await?;
        Ok(Self { id: access.partner_id, default_country: access.default_country })
    }
}

async fn admit(api: &Api, header: Option<&str>) -> Result<Access> {
    let refused = || Error::Forbidden("The API key is missing, wrong or not active.".into());
    let key = header.and_then(ApiKey::parse).ok_or_else(refused)?;
    let access = api.store.access(&key.hash()).await?;
    access.filter(|access| access.is_active).ok_or_else(refused)
}
