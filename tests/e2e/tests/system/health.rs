//! What is open to everybody, and what holds for every answer.

use anyhow::{Context, Result, ensure};
use homework_e2e::System;
use homework_e2e::api::send;
use reqwest::Method;
use serde_json::{Value, json};

const HEADERS: [&str; 5] = [
    "cache-control",
    "x-content-type-options",
    "referrer-policy",
    "content-security-policy",
    "strict-transport-security",
];

#[tokio::test]
async fn health_is_open_to_everybody() -> Result<()> {
    let system = System::connect().await?;
    for (path, expected) in [
        ("/health", json!({"status": "healthy"})),
        ("/readiness", json!({"status": "ready", "database": "connected", "failing_vendors": []})),
    ] {
        let answer = send(system.api.anonymous(Method::GET, path)).await?;
        ensure!(answer.status == 200 && answer.body == expected, "{path}: {answer:?}");
    }
    let root = send(system.api.anonymous(Method::GET, "/")).await?;
    ensure!(root.status == 200 && root.body["status"] == "running", "{root:?}");
    ensure!(root.body["message"].is_string() && root.body["version"].is_string(), "{root:?}");
    Ok(())
}

#[tokio::test]
async fn the_api_describes_itself() -> Result<()> {
    let system = System::connect().await?;
    let answer = send(system.api.anonymous(Method::GET, "/api/openapi.json")).await?;
    let kept: Value = serde_json::from_str(include_str!("../../../../infra/openapi.json"))?;
    ensure!(answer.status == 200 && answer.body == kept, "it is not infra/openapi.json");
    ensure!(answer.body["openapi"] == "3.1.0", "{}", answer.body["openapi"]);
    Ok(())
}

#[tokio::test]
async fn every_answer_has_the_security_headers() -> Result<()> {
    let system = System::connect().await?;
    for path in ["/health", "/api/leads", "/api/leads/42"] {
        let answer = system.api.request(Method::GET, path).send().await?;
        for name in HEADERS {
            ensure!(answer.headers().contains_key(name), "{path} has no {name}");
        }
        ensure!(answer.headers()["cache-control"] == "no-store", "{path} may be kept");
    }
    Ok(())
}

#[tokio::test]
async fn a_body_must_be_json_and_no_larger_than_a_megabyte() -> Result<()> {
    let system = System::connect().await?;
    let large = json!({"name": "x".repeat(1024 * 1024), "phone": "+14155550101"});
    let answer = system.api.post("/api/leads", &large).await.context("the large body")?;
    ensure!(answer.status == 413 && answer.is_problem(), "{answer:?}");
    let form = system.api.request(Method::POST, "/api/leads").form(&[("name", "A")]);
    let answer = send(form).await?;
    ensure!(answer.status == 415 && answer.is_problem(), "{answer:?}");
    Ok(())
}
