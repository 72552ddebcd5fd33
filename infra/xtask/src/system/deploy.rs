//! Deploys `template.yaml` to the local AWS.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use crate::paths::Paths;
use crate::setup::Python;
use crate::system::local_aws::REGION;
use crate::system::vendors::Vendors;

pub(crate) const STACK_NAME: &str = "homework";

/// A deployed stack, as `infra/local/deploy.py` tells it.
#[derive(Debug, Deserialize)]
pub(crate) struct Stack {
    outputs: BTreeMap<String, String>,
    pub(crate) functions: BTreeMap<String, String>,
    /// What CloudFront adds to the dashboard's pages: name and value.
    pub(crate) dashboard_headers: Vec<(String, String)>,
}

impl Stack {
    pub(crate) fn output(&self, name: &str) -> Result<String> {
        self.outputs.get(name).cloned().with_context(|| format!("template.yaml has no output {name}"))
    }
}

/// Deploys the functions laid out in `code`, fills in the secrets and creates the operator.
pub(crate) async fn deploy(
    paths: &Paths,
    python: &Python,
    endpoint: &str,
    code: &Path,
    vendors: &Vendors,
    operator: (&str, &str),
) -> Result<Stack> {
    let request = json!({
        "endpoint": endpoint,
        "region": REGION,
        "stack_name": STACK_NAME,
        "template": paths.root.join("template.yaml"),
        "code": code,
        "parameters": vendors.parameters,
        "secrets": vendors.secrets,
        "operator": { "username": operator.0, "password": operator.1 },
    });
    let mut child = Command::new(&python.program)
        .arg(paths.script("deploy.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .context("cannot start the deployment")?;
    let mut stdin = child.stdin.take().context("the deployment takes no input")?;
    stdin.write_all(request.to_string().as_bytes()).await?;
    drop(stdin);
    let output = child.wait_with_output().await?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("{}", said.trim().lines().last().unwrap_or("the deployment failed without a word"));
    }
    serde_json::from_slice(&output.stdout).context("the deployment did not tell what it deployed")
}
