//! Twilio's REST API, as far as calls need it.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use super::calls::Call;
use super::error::Refusal;
use super::order::Order;
use super::status::Status;
use super::{auth_tokens, numbers, player, pricing, resource};
use crate::form::Form;
use crate::state::Sandbox;

pub(crate) fn router() -> Router<Arc<Sandbox>> {
    Router::new()
        .route("/2010-04-01/Accounts/{account}/Calls.json", get(list).post(create))
        .route("/2010-04-01/Accounts/{account}/Calls/{file}", get(show).post(update))
        .route("/2010-04-01/Accounts/{account}/Calls/{call}/Recordings.json", get(recordings))
        .route("/2010-04-01/Accounts/{account}/Recordings/{file}", get(recording).delete(delete_recording))
        .route("/2010-04-01/Accounts/{account}/IncomingPhoneNumbers.json", get(list_numbers))
        .merge(auth_tokens::router())
        .merge(pricing::router())
}

pub(super) fn authorize(sandbox: &Sandbox, headers: &HeaderMap, account: &str) -> Result<(), Refusal> {
    sandbox.auth_tokens.authorize(headers)?;
    if sandbox.auth_tokens.is_account(account) { Ok(()) } else { Err(Refusal::unauthenticated()) }
}

async fn create(
    State(sandbox): State<Arc<Sandbox>>,
    Path(account): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    authorize(&sandbox, &headers, &account)?;
    let order = Order::parse(&Form::parse(&body))?;
    let call = player::place(&sandbox, order);
    Ok((StatusCode::CREATED, Json(resource::call(&call, &account))).into_response())
}

async fn list(
    State(sandbox): State<Arc<Sandbox>>,
    Path(account): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    authorize(&sandbox, &headers, &account)?;
    let query = Form::parse(query.unwrap_or_default().as_bytes());
    resource::page(sandbox.calls.list(), &query, &account).map(Json)
}

async fn list_numbers(
    State(sandbox): State<Arc<Sandbox>>,
    Path(account): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    authorize(&sandbox, &headers, &account)?;
    Ok(Json(numbers::page(&account)))
}

/// Finds the call that a path such as `CA….json` names.
fn find(sandbox: &Sandbox, file: &str) -> Result<Call, Refusal> {
    let sid = file.strip_suffix(".json").unwrap_or(file);
    sandbox.calls.get(sid).ok_or_else(|| Refusal::not_found(&format!("/Calls/{file}")))
}

async fn show(
    State(sandbox): State<Arc<Sandbox>>,
    Path((account, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    authorize(&sandbox, &headers, &account)?;
    Ok(Json(resource::call(&find(&sandbox, &file)?, &account)))
}

async fn update(
    State(sandbox): State<Arc<Sandbox>>,
    Path((account, file)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    authorize(&sandbox, &headers, &account)?;
    let call = find(&sandbox, &file)?;
    let form = Form::parse(&body);
    match form.get("Status") {
        _ if call.status.is_final() => {
            return Err(Refusal::bad_request(21220, "Call is not in-progress. Cannot redirect."));
        }
        Some("completed") => {}
        // Canceling touches only calls that nobody has answered.
        Some("canceled") if call.status == Status::InProgress => {
            return Ok(Json(resource::call(&call, &account)));
        }
        Some("canceled") => {}
        None if form.get("Url").is_some() => {
            let url = form.get("Url").unwrap_or_default().to_owned();
            if url::Url::parse(&url).is_err() {
                return Err(Refusal::bad_request(21205, "Url is not a valid URL"));
            }
            if call.status != Status::InProgress {
                return Err(Refusal::bad_request(21220, "Call is not in-progress. Cannot redirect."));
            }
            call.redirect.send_replace(Some(url));
            return Ok(Json(resource::call(&call, &account)));
        }
        status => {
            let message = format!("Invalid Status: {}", status.unwrap_or("none"));
            return Err(Refusal::bad_request(21218, message));
        }
    }
    call.stop.send_replace(true);
    // The answer shows the call as it is after it has ended.
    player::wait_for_end(&sandbox, &call.sid).await;
    Ok(Json(resource::call(&find(&sandbox, &file)?, &account)))
}

async fn recordings(
    State(sandbox): State<Arc<Sandbox>>,
    Path((account, call)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    authorize(&sandbox, &headers, &account)?;
    let base = sandbox.config.public_url();
    let found = find(&sandbox, &call)?.recording;
    let shown: Vec<_> = found.iter().map(|recording| recording.resource(&base, &account)).collect();
    let uri = format!("/2010-04-01/Accounts/{account}/Calls/{call}/Recordings.json?PageSize=50&Page=0");
    Ok(Json(json!({
        "first_page_uri": uri, "next_page_uri": null, "previous_page_uri": null, "uri": uri,
        "page": 0, "page_size": 50, "start": 0, "end": 0, "recordings": shown,
    })))
}

/// The sound needs no sign-in, as at Twilio by default; the resource does.
async fn recording(
    State(sandbox): State<Arc<Sandbox>>,
    Path((account, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let (sid, ending) = file.split_once('.').unwrap_or((&file, "mp3"));
    if ending == "json" || headers.contains_key(axum::http::header::AUTHORIZATION) {
        authorize(&sandbox, &headers, &account)?;
    }
    let found = sandbox.calls.recording(sid).filter(|_| account == sandbox.config.twilio_account_sid);
    let found = found.ok_or_else(|| Refusal::not_found(&format!("/Recordings/{file}")))?;
    match ending {
        "json" => Ok(Json(found.resource(&sandbox.config.public_url(), &account)).into_response()),
        "mp3" => Ok(found.sound()),
        _ => Err(Refusal::not_found(&format!("/Recordings/{file}"))),
    }
}

async fn delete_recording(
    State(sandbox): State<Arc<Sandbox>>,
    Path((account, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<StatusCode, Refusal> {
    authorize(&sandbox, &headers, &account)?;
    let sid = file.strip_suffix(".json").unwrap_or(&file);
    let gone = sandbox.calls.delete_recording(sid);
    if gone { Ok(StatusCode::NO_CONTENT) } else { Err(Refusal::not_found(&format!("/Recordings/{file}"))) }
}
