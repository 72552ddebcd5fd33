//! Deploys `template.yaml` to the local AWS.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::json;

use crate::paths::Paths;
use crate::scripts::{self, Words};
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
    let mut parameters = vendors.parameters.clone();
    // The local AWS has no CodeDeploy.
    parameters.insert("GradualDeployment", "false".to_owned());
    let request = json!({
        "endpoint": endpoint,
        "region": REGION,
        "stack_name": STACK_NAME,
        "template": paths.root.join("template.yaml"),
        "code": code,
        "parameters": parameters,
        "secrets": vendors.secrets,
        "operator": { "username": operator.0, "password": operator.1 },
    });
    scripts::ask(python, &paths.script("deploy.py"), &[], &request, Words::Kept).await
}
