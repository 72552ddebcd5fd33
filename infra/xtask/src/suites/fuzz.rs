//! Fuzzes the running system along its own description, with schemathesis.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};
use axum::body::Body;
use http::{Method, Request};
use serde_json::{Value, json};
use tokio::process::Command;

use crate::http::Http;
use crate::paths::Paths;
use crate::setup;
use crate::steps::{passes, verdict};
use crate::suites::fuzz_seeds;
use crate::system::api::{self, Api};
use crate::system::endpoints::Endpoints;

/// The same requests every time, until somebody wants others.
const SEED: &str = "20261122";
/// Requests that are made up for an operation, besides those at the borders of its schema.
const EXAMPLES: &str = "12";
const SECONDS_PER_REQUEST: &str = "30";

/// Operations that need not succeed, and why.
const EXCUSED: [(&str, &str); 6] = [
    ("get_openapi", "the fuzzer reads the description there, and leaves it out"),
    ("restart_import", BREAKS_OFF),
    ("restart_do_not_call_import", BREAKS_OFF),
    ("ask_opt_out", IN_AN_INVITATION),
    ("opt_out", IN_AN_INVITATION),
    ("resume_calling", "a stop is lifted by the moment it was made; a test of the system does so"),
];
const BREAKS_OFF: &str = "an import breaks off by a fault of ours only; a test of the system brings it about";
const IN_AN_INVITATION: &str = "its token is in an invitation only; a test of the system follows a link";

/// Says whether no request was answered otherwise than described, and each operation succeeded once.
pub(crate) async fn run(paths: &Paths, http: &Http, endpoints: &Endpoints) -> Result<bool> {
    let python = setup::fuzz_python(paths).await?;
    // The vendors are to be well: what tests ordered to fail and never met would be met now.
    http.send(Request::delete(format!("{}/_sandbox/faults", endpoints.sandbox_url)).body(Body::empty())?)
        .await?;
    let mut api = Api::sign_in(http.clone(), endpoints.clone()).await?;
    let seeds = fuzz_seeds::plant(&mut api, http).await?;
    let (given, report) = (paths.local.join("fuzz-seeds.json"), paths.local.join("fuzz-report.json"));
    fs::write(&given, seeds.values.to_string())?;
    let mut fuzzer = Command::new(python.program.with_file_name("schemathesis"));
    fuzzer
        .arg("--config-file")
        .arg(paths.root.join("infra/schemathesis.toml"))
        .arg("run")
        .arg(format!("{}/api/openapi.json", endpoints.api_url))
        .args(["--url", &endpoints.api_url])
        .args(["--seed", SEED, "--max-examples", EXAMPLES, "--workers", "2"])
        .args(["--request-timeout", SECONDS_PER_REQUEST, "--generation-database", "none", "--no-color"])
        .env("HOMEWORK_OPERATOR_TOKEN", api::token(http, endpoints).await?)
        .env("HOMEWORK_PARTNER_KEY", &seeds.partner_key)
        .env("SCHEMATHESIS_HOOKS", paths.root.join("infra/fuzz_hooks.py"))
        .env("HOMEWORK_FUZZ_SEEDS", &given)
        .env("HOMEWORK_FUZZ_REPORT", &report)
        .current_dir(&paths.local);
    let well = passes("the API as it is described (schemathesis)", &mut fuzzer).await?;
    lift_stop(&mut api).await?;
    let report = fs::read_to_string(&report).context("the fuzzer left no report")?;
    Ok(all_succeeded(paths, &serde_json::from_str(&report)?)? && well)
}

/// The fuzzer may have stopped all calling, and what is tested after it makes calls.
async fn lift_stop(api: &mut Api) -> Result<()> {
    let calling = api.ask(Method::GET, "/api/calling", None).await?;
    if let Some(stopped_at) = calling["stop"]["stopped_at"].as_str() {
        let body = json!({"stopped_at": stopped_at, "reason": "The fuzzer is done"});
        api.ask(Method::POST, "/api/calling/resume", Some(body)).await?;
    }
    Ok(())
}

/// Says whether each described operation was once answered with success.
fn all_succeeded(paths: &Paths, report: &BTreeMap<String, BTreeMap<String, u64>>) -> Result<bool> {
    let description: Value =
        serde_json::from_str(&fs::read_to_string(paths.root.join("infra/openapi.json"))?)?;
    let items = description["paths"].as_object().context("the description has no paths")?;
    let operations: Vec<&str> = items
        .values()
        .filter_map(Value::as_object)
        .flat_map(|item| item.values().filter_map(|operation| operation["operationId"].as_str()))
        .collect();
    let succeeded = |id: &&str| {
        report.get(*id).is_some_and(|statuses| statuses.keys().any(|status| status.starts_with('2')))
    };
    let (seen, unseen): (Vec<&str>, Vec<&str>) = operations.iter().copied().partition(succeeded);
    let (excused, missing): (Vec<&str>, Vec<&str>) =
        unseen.into_iter().partition(|id| EXCUSED.iter().any(|(excused, _)| excused == id));
    for id in &missing {
        println!("    {id} never succeeded: {:?}", report.get(*id).cloned().unwrap_or_default());
    }
    for (id, why) in EXCUSED.iter().filter(|(id, _)| excused.contains(id)) {
        println!("    {id} did not: {why}");
    }
    let what = format!("{} of {} operations seen to succeed", seen.len(), operations.len());
    Ok(verdict(missing.is_empty(), &what))
}
