//! Access tokens: for a service account's signed assertion, or for a refresh token.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, Validation, decode, decode_header};
use serde::Deserialize;
use serde_json::{Value, json};

use super::error::Refusal;
use crate::form::Form;
use crate::state::Sandbox;
use crate::util::{bearer, hex, lock, now, same};

const AUDIENCE: &str = "https://oauth2.googleapis.com/token";
const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const LIFETIME: i64 = 3600;
/// What two clocks may differ by.
const SKEW: i64 = 300;
const MAX_TOKENS: usize = 10_000;

/// Whom an access token speaks for.
#[derive(Debug, Clone)]
pub(super) struct Grant {
    expires_at: Timestamp,
    /// A service account that speaks for nobody else.
    pub(super) is_bare_service_account: bool,
}

#[derive(Default)]
pub(crate) struct Tokens(Mutex<HashMap<String, Grant>>);

#[derive(Debug, Deserialize)]
struct Claims {
    iss: String,
    scope: String,
    sub: Option<String>,
    iat: i64,
    exp: i64,
}

/// Why no token is given, in OAuth's words.
pub(super) struct Denial {
    status: StatusCode,
    error: &'static str,
    description: String,
}

impl Denial {
    fn new(error: &'static str, description: impl Into<String>) -> Self {
        let status =
            if error == "invalid_client" { StatusCode::UNAUTHORIZED } else { StatusCode::BAD_REQUEST };
        Self { status, error, description: description.into() }
    }
}

impl IntoResponse for Denial {
    fn into_response(self) -> Response {
        let body = json!({"error": self.error, "error_description": self.description});
        (self.status, Json(body)).into_response()
    }
}

pub(super) async fn grant(State(sandbox): State<Arc<Sandbox>>, body: Bytes) -> Result<Json<Value>, Denial> {
    let form = Form::parse(&body);
    let is_bare = match form.get("grant_type") {
        Some(JWT_BEARER) => {
            let assertion =
                form.get("assertion").ok_or_else(|| Denial::new("invalid_request", "Missing assertion"))?;
            let claims = verify(&sandbox, assertion)?;
            let details = json!({"iss": claims.iss, "sub": claims.sub, "scope": claims.scope});
            sandbox.journal.record("google", "token", details);
            claims.sub.is_none_or(|sub| sub == claims.iss)
        }
        Some("refresh_token") => {
            refresh(&sandbox, &form)?;
            false
        }
        other => {
            let message = format!("Invalid grant_type: {}", other.unwrap_or_default());
            return Err(Denial::new("unsupported_grant_type", message));
        }
    };
    let token = format!("ya29.{}", hex(64));
    sandbox.google_tokens.keep(token.clone(), is_bare);
    Ok(Json(json!({
        "access_token": token,
        "expires_in": LIFETIME - 1,
        "scope": "https://www.googleapis.com/auth/calendar",
        "token_type": "Bearer",
    })))
}

fn verify(sandbox: &Sandbox, assertion: &str) -> Result<Claims, Denial> {
    let invalid = |why: &str| Denial::new("invalid_grant", why);
    let header = decode_header(assertion).map_err(|_| invalid("Bad Request: the assertion is no JWT."))?;
    if header.kid.is_none_or(|kid| kid.is_empty()) {
        return Err(invalid("Invalid JWT: the header has no kid."));
    }
    let Some(key) = &sandbox.google_key else {
        return Err(invalid("The sandbox was started without --google-public-key."));
    };
    let mut validation = Validation::new(Algorithm::RS256);
    validation.set_audience(&[AUDIENCE]);
    validation.set_issuer(&[&sandbox.config.google_client_email]);
    validation.set_required_spec_claims(&["exp", "iss", "aud"]);
    let claims = decode::<Claims>(assertion, key, &validation)
        .map_err(|error| invalid(&format!("Invalid JWT Signature or claims: {error}.")))?
        .claims;
    let lifetime = claims.exp - claims.iat;
    if !(1..=LIFETIME).contains(&lifetime) || (claims.iat - now().as_second()).abs() > LIFETIME + SKEW {
        let message =
            "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.";
        return Err(invalid(message));
    }
    if claims.iat > now().as_second() + SKEW {
        return Err(invalid("Invalid JWT: iat lies in the future."));
    }
    if !claims.scope.split_whitespace().any(|scope| scope.contains("/auth/calendar")) {
        return Err(Denial::new("invalid_scope", "The scopes do not include the calendar."));
    }
    Ok(claims)
}

fn refresh(sandbox: &Sandbox, form: &Form) -> Result<(), Denial> {
    let config = &sandbox.config;
    let is = |name: &str, expected: &str| same(form.get(name).unwrap_or_default(), expected);
    if !is("client_id", &config.google_oauth_client_id)
        || !is("client_secret", &config.google_oauth_client_secret)
    {
        return Err(Denial::new("invalid_client", "The OAuth client was not found."));
    }
    if !is("refresh_token", &config.google_oauth_refresh_token) {
        return Err(Denial::new("invalid_grant", "Token has been expired or revoked."));
    }
    Ok(())
}

impl Tokens {
    fn keep(&self, token: String, is_bare_service_account: bool) {
        let mut tokens = lock(&self.0);
        if tokens.len() >= MAX_TOKENS {
            let now = now();
            tokens.retain(|_, grant| grant.expires_at > now);
            if tokens.len() >= MAX_TOKENS {
                tokens.clear();
            }
        }
        let expires_at = Timestamp::from_second(now().as_second() + LIFETIME).unwrap_or(Timestamp::MAX);
        tokens.insert(token, Grant { expires_at, is_bare_service_account });
    }

    /// Whom the request speaks for, by its Bearer token.
    pub(super) fn check(&self, headers: &HeaderMap) -> Result<Grant, Refusal> {
        let grant = bearer(headers).and_then(|token| lock(&self.0).get(token).cloned());
        grant.filter(|grant| grant.expires_at > now()).ok_or_else(|| {
            let message = "Request had invalid authentication credentials. Expected OAuth 2 access token.";
            Refusal::new(401, "authError", message)
        })
    }
}
