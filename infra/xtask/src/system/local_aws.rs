//! ministack, the local AWS.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Result, bail};
use axum::body::Body;
use http::{Request, header};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::http::Http;
use crate::paths::Paths;
use crate::processes::{Spec, Tethered};
use crate::setup::{self, Python};

pub(crate) const REGION: &str = "us-east-1";

const START_DEADLINE: Duration = Duration::from_secs(30);

/// A running ministack.
pub(crate) struct LocalAws {
    pub(crate) endpoint: String,
    pub(crate) process: Tethered,
}

impl LocalAws {
    /// Starts it and waits until it answers. It keeps nothing from one run to the next.
    pub(crate) async fn start(paths: &Paths, python: &Python, http: &Http, port: u16) -> Result<Self> {
        let endpoint = format!("http://127.0.0.1:{port}");
        let scratch = paths.local.join("ministack");
        if scratch.exists() {
            fs::remove_dir_all(&scratch)?;
        }
        fs::create_dir_all(&scratch)?;
        // What answers there is to be this one.
        setup::check_port(port, "--port")?;
        let process = Tethered::start(
            paths,
            python,
            Spec {
                name: "ministack",
                program: &python.program,
                arguments: vec![paths.script("local_aws.py").display().to_string()],
                environment: environment(paths, port, &endpoint, &scratch),
            },
        )?;
        let mut aws = Self { endpoint, process };
        let ready = format!("{}/_ministack/ready", aws.endpoint);
        let deadline = Instant::now() + START_DEADLINE;
        while !http.answers(&ready).await {
            aws.process.check_alive(paths)?;
            if Instant::now() > deadline {
                bail!(
                    "ministack did not start in {} s; see {}",
                    START_DEADLINE.as_secs(),
                    paths.shown(&paths.local.join("ministack.log"))
                );
            }
        }
        Ok(aws)
    }
}

/// The lines a function logged that contain every word of `words`, oldest first.
pub(crate) async fn log_lines(
    http: &Http,
    endpoint: &str,
    function: &str,
    words: &str,
) -> Result<Vec<String>> {
    // The credential says which service is meant; its signature is not checked.
    let scope = format!("test/20260101/{REGION}/logs/aws4_request");
    let credential = format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0");
    let mut lines = Vec::new();
    let mut token = Value::Null;
    loop {
        let mut body = json!({ "logGroupName": format!("/aws/lambda/{function}"), "filterPattern": words });
        if !token.is_null() {
            body["nextToken"] = token;
        }
        let request = Request::post(endpoint)
            .header(header::AUTHORIZATION, &credential)
            .header(header::CONTENT_TYPE, "application/x-amz-json-1.1")
            .header("x-amz-target", "Logs_20140328.FilterLogEvents")
            .body(Body::from(body.to_string()))?;
        let answer = http.send(request).await?;
        let mut answer: Value = answer.json("the log")?;
        let events = answer["events"].as_array().into_iter().flatten();
        let messages = events.filter_map(|event| event["message"].as_str());
        lines.extend(messages.flat_map(str::lines).map(str::to_owned));
        token = answer["nextToken"].take();
        if token.is_null() {
            return Ok(lines);
        }
    }
}

/// The functions inherit this environment, and with it the address of their AWS.
fn environment(paths: &Paths, port: u16, endpoint: &str, scratch: &Path) -> Vec<(&'static str, String)> {
    vec![
        ("AWS_ENDPOINT_URL", endpoint.to_owned()),
        ("AWS_ACCESS_KEY_ID", "test".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "test".to_owned()),
        ("AWS_DEFAULT_REGION", REGION.to_owned()),
        ("GATEWAY_PORT", port.to_string()),
        ("BIND_HOST", "127.0.0.1".to_owned()),
        // Roles are enforced as in AWS: a function that lacks a permission finds out here.
        ("AUTH", "true".to_owned()),
        // Queue addresses are made from this name.
        ("MINISTACK_HOST", "127.0.0.1".to_owned()),
        // Listeners of services that are not used here.
        ("SFTP_ENABLED", "0".to_owned()),
        ("IOT_MTLS_ENABLED", "0".to_owned()),
        // Tests move the functions' clock by it.
        ("CLOCK_AHEAD_FILE", paths.clock_file().display().to_string()),
        // The functions' code is unpacked here.
        ("TMPDIR", scratch.display().to_string()),
    ]
}
