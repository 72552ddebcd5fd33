//! OpenAI chat completions: checks requests as OpenAI does and answers with a small deterministic
//! model that reads the messages and calls the tools it was given.

mod dates;
mod facts;
mod history;
pub mod model;
mod phrases;
pub mod request;
mod response;
mod schema;
mod summary;
mod understanding;
#[rustfmt::skip] // one phrase a line would make long tables longer
mod words;

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::state::Sandbox;
use crate::util::{bearer, same};
use request::Request;

pub(crate) fn router() -> Router<Arc<Sandbox>> {
    Router::new()
        .route("/chat/completions", post(complete))
        .route("/models", get(models))
        .route("/models/{model}", get(one_model))
}

/// OpenAI's error answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub status: u16,
    pub kind: &'static str,
    pub message: String,
    pub param: Option<String>,
    pub code: Option<&'static str>,
}

impl Refusal {
    fn invalid(param: &str, message: impl Into<String>) -> Self {
        Self {
            status: 400,
            kind: "invalid_request_error",
            message: message.into(),
            param: Some(param.to_owned()),
            code: None,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        let error =
            json!({"message": self.message, "type": self.kind, "param": self.param, "code": self.code});
        (status, Json(json!({"error": error}))).into_response()
    }
}

fn authorize(sandbox: &Sandbox, headers: &HeaderMap) -> Result<(), Refusal> {
    let message = match bearer(headers) {
        // A rotated key is good beside the first: a fault says which of them is refused.
        Some(key) if same(key.trim_end_matches("-rotated"), &sandbox.config.openai_api_key) => return Ok(()),
        Some(_) => "Incorrect API key provided.",
        None => "You didn't provide an API key. Use a Bearer Authorization header.",
    };
    Err(Refusal {
        status: 401,
        kind: "invalid_request_error",
        message: message.to_owned(),
        param: None,
        code: Some("invalid_api_key"),
    })
}

async fn complete(
    State(sandbox): State<Arc<Sandbox>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    authorize(&sandbox, &headers)?;
    let body: Value = serde_json::from_slice(&body).map_err(|error| Refusal {
        param: None,
        ..Refusal::invalid("", format!("We could not parse the JSON body of your request: {error}"))
    })?;
    let request = Request::parse(&body)?;
    let answer = model::answer(&request);
    tokio::time::sleep(Duration::from_millis(sandbox.config.llm_latency)).await;
    Ok(Json(response::completion(&request, &answer)))
}

async fn models(State(sandbox): State<Arc<Sandbox>>, headers: HeaderMap) -> Result<Json<Value>, Refusal> {
    authorize(&sandbox, &headers)?;
    let data = ["gpt-6-luna", "gpt-4o-mini", "gpt-5-mini"].map(model_resource);
    Ok(Json(json!({"object": "list", "data": data})))
}

async fn one_model(
    State(sandbox): State<Arc<Sandbox>>,
    Path(model): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    authorize(&sandbox, &headers)?;
    Ok(Json(model_resource(&model)))
}

/// The days on which OpenAI switches models off. <https://platform.openai.com/docs/deprecations>
fn model_resource(id: &str) -> Value {
    let shutdown = match id {
        "gpt-4o-mini" => Some("2027-01-14"),
        "gpt-5-mini" => Some("2026-12-11"),
        _ => None,
    };
    json!({
        "id": id, "object": "model", "created": 1_721_172_717, "owned_by": "system", "shutdown_date": shutdown,
    })
}
