//! `target/local/endpoints.json`: where the running system is, for scripts and tests.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use serde::Serialize;

use crate::paths::Paths;
use crate::system::deploy::Stack;

#[derive(Debug, Clone, Serialize)]
pub(crate) struct Endpoints {
    pub(crate) api_url: String,
    pub(crate) aws_endpoint: String,
    pub(crate) region: &'static str,
    pub(crate) stack_name: &'static str,
    pub(crate) table_name: String,
    pub(crate) sandbox_url: String,
    /// Null where the dashboard is not served.
    pub(crate) dashboard_url: Option<String>,
    /// Public addresses of the two functions that Twilio calls.
    pub(crate) voice_url: String,
    pub(crate) status_url: String,
    pub(crate) user_pool_id: String,
    pub(crate) user_pool_client_id: String,
    pub(crate) operator: Operator,
    pub(crate) queues: BTreeMap<&'static str, String>,
    /// Short name → real name.
    pub(crate) functions: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct Operator {
    pub(crate) username: &'static str,
    pub(crate) password: &'static str,
}

/// Key in the file and output of the stack, for each queue.
const QUEUES: [(&str, &str); 11] = [
    ("dispatch", "DispatchQueueUrl"),
    ("dial", "DialQueueUrl"),
    ("finalize", "FinalizeQueueUrl"),
    ("archive", "ArchiveQueueUrl"),
    ("import", "ImportQueueUrl"),
    ("import_dlq", "ImportDeadLettersUrl"),
    ("dispatch_dlq", "DispatchDeadLettersUrl"),
    ("dial_dlq", "DialDeadLettersUrl"),
    ("finalize_dlq", "FinalizeDeadLettersUrl"),
    ("archive_dlq", "ArchiveDeadLettersUrl"),
    ("projector_dlq", "ProjectorDeadLettersUrl"),
];

impl Endpoints {
    /// Puts together what the deployed stack says of itself.
    pub(crate) fn of(
        stack: &Stack,
        aws_endpoint: &str,
        sandbox_url: &str,
        dashboard_port: Option<u16>,
        operator: Operator,
    ) -> Result<Self> {
        let queues = QUEUES
            .into_iter()
            .map(|(key, output)| Ok((key, stack.output(output)?)))
            .collect::<Result<BTreeMap<_, _>>>()?;
        Ok(Self {
            api_url: format!("{aws_endpoint}/_aws/execute-api/{}/live", stack.output("ApiId")?),
            aws_endpoint: aws_endpoint.to_owned(),
            region: crate::system::local_aws::REGION,
            stack_name: crate::system::deploy::STACK_NAME,
            table_name: stack.output("TableName")?,
            sandbox_url: sandbox_url.to_owned(),
            dashboard_url: dashboard_port.map(|port| format!("http://127.0.0.1:{port}")),
            voice_url: stack.output("VoiceUrl")?,
            status_url: stack.output("StatusUrl")?,
            user_pool_id: stack.output("UserPoolId")?,
            user_pool_client_id: stack.output("UserPoolClientId")?,
            operator,
            queues,
            functions: stack.functions.clone(),
        })
    }

    /// Writes the file and returns its path.
    pub(crate) fn write(&self, paths: &Paths) -> Result<PathBuf> {
        let path = path(paths);
        let text = serde_json::to_string_pretty(self)?;
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        Ok(path)
    }
}

/// Takes the file away: what it points at is gone.
pub(crate) fn remove(paths: &Paths) {
    let _ = fs::remove_file(path(paths));
}

/// Where the file of this system is.
pub(crate) fn path(paths: &Paths) -> PathBuf {
    paths.local.join("endpoints.json")
}
