//! Fuzzes the running system along its own description, with schemathesis.

use anyhow::{Context, Result};
use axum::body::Body;
use http::{Request, header};
use serde_json::{Value, json};
use tokio::process::Command;

use crate::api;
use crate::check::passes;
use crate::endpoints::Endpoints;
use crate::http::Http;
use crate::paths::Paths;
use crate::setup;

/// The same requests every time, until somebody wants others.
const SEED: &str = "20261122";
/// Requests that are made up for an operation, besides those at the borders of its schema.
const EXAMPLES: &str = "12";
const SECONDS_PER_REQUEST: &str = "30";

/// Says whether no request was answered otherwise than described.
pub(crate) async fn run(paths: &Paths, http: &Http, endpoints: &Endpoints) -> Result<bool> {
    let python = setup::fuzz_python(paths).await?;
    let token = api::token(http, endpoints).await?;
    // The vendors are to be well: what tests ordered to fail and never met would be met now.
    http.send(Request::delete(format!("{}/_sandbox/faults", endpoints.sandbox_url)).body(Body::empty())?)
        .await?;
    let mut fuzzer = Command::new(python.program.with_file_name("schemathesis"));
    fuzzer
        .arg("--config-file")
        .arg(paths.root.join("infra/schemathesis.toml"))
        .arg("run")
        .arg(format!("{}/api/openapi.json", endpoints.api_url))
        .args(["--url", &endpoints.api_url])
        .args(["--seed", SEED, "--max-examples", EXAMPLES, "--workers", "2"])
        .args(["--request-timeout", SECONDS_PER_REQUEST, "--generation-database", "none", "--no-color"])
        .env("HOMEWORK_OPERATOR_TOKEN", &token)
        .env("HOMEWORK_PARTNER_KEY", partner_key(http, endpoints, &token).await?)
        .current_dir(&paths.local);
    passes("the API as it is described (schemathesis)", &mut fuzzer).await
}

/// The key of a new partner, for the partners' routes.
async fn partner_key(http: &Http, endpoints: &Endpoints, token: &str) -> Result<String> {
    let request = Request::post(format!("{}/api/partners", endpoints.api_url))
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(json!({"name": "Fuzzer", "rate_limit": 3000}).to_string()))?;
    let answer = http.send(request).await?;
    let partner: Value = api::read((answer.status, answer.body), "the new partner")?;
    partner["api_key"].as_str().map(str::to_owned).context("the new partner has no key")
}
