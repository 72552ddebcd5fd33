//! The account's auth tokens. The primary one signs webhooks; both open the API while there are two. Promoting the
//! secondary one ends the other at once.
//! <https://www.twilio.com/docs/iam/api/secondary_authtoken>, <https://www.twilio.com/docs/iam/api/authtoken>

use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};

use super::error::Refusal;
use crate::state::Sandbox;
use crate::util::{basic, hex, lock, same};

pub(crate) struct AuthTokens {
    account: String,
    tokens: Mutex<Tokens>,
}

struct Tokens {
    primary: String,
    secondary: Option<String>,
}

impl AuthTokens {
    pub(crate) fn new(account: &str, primary: &str) -> Self {
        let tokens = Tokens { primary: primary.to_owned(), secondary: None };
        Self { account: account.to_owned(), tokens: Mutex::new(tokens) }
    }

    /// What webhooks are signed with.
    pub(crate) fn primary(&self) -> String {
        lock(&self.tokens).primary.clone()
    }

    pub(crate) fn authorize(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let tokens = lock(&self.tokens);
        let opens = |password: &str| {
            std::iter::once(&tokens.primary).chain(&tokens.secondary).any(|token| same(password, token))
        };
        match basic(headers) {
            Some((user, password)) if same(&user, &self.account) && opens(&password) => Ok(()),
            _ => Err(Refusal::unauthenticated()),
        }
    }

    pub(crate) fn is_account(&self, sid: &str) -> bool {
        self.account == sid
    }
}

pub(super) fn router() -> Router<Arc<Sandbox>> {
    Router::new()
        .route("/v1/AuthTokens/Secondary", post(create).delete(remove))
        .route("/v1/AuthTokens/Promote", post(promote))
}

async fn create(
    State(sandbox): State<Arc<Sandbox>>,
    headers: HeaderMap,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    let own = &sandbox.auth_tokens;
    own.authorize(&headers)?;
    let secondary = hex(32);
    lock(&own.tokens).secondary = Some(secondary.clone());
    Ok((StatusCode::CREATED, Json(json!({"account_sid": own.account, "secondary_auth_token": secondary}))))
}

async fn remove(State(sandbox): State<Arc<Sandbox>>, headers: HeaderMap) -> Result<StatusCode, Refusal> {
    sandbox.auth_tokens.authorize(&headers)?;
    lock(&sandbox.auth_tokens.tokens).secondary = None;
    Ok(StatusCode::NO_CONTENT)
}

async fn promote(State(sandbox): State<Arc<Sandbox>>, headers: HeaderMap) -> Result<Json<Value>, Refusal> {
    let own = &sandbox.auth_tokens;
    own.authorize(&headers)?;
    let mut tokens = lock(&own.tokens);
    let promoted = tokens.secondary.take().ok_or_else(|| Refusal::not_found("/v1/AuthTokens/Secondary"))?;
    tokens.primary.clone_from(&promoted);
    Ok(Json(json!({"account_sid": own.account, "auth_token": promoted})))
}
