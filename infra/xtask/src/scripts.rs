//! Scripts in Python, which talk with AWS: one JSON document in, one out.

use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use crate::setup::Python;

/// What a script prints for people, on standard error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Words {
    /// Shown as they come.
    Shown,
    /// Kept back; the last line is the error of a script that fails.
    Kept,
}

/// Runs a script to its end and returns what it answers.
pub(crate) async fn ask<T: DeserializeOwned>(
    python: &Python,
    script: &Path,
    environment: &[(&str, String)],
    request: &Value,
    words: Words,
) -> Result<T> {
    let name = script.file_stem().unwrap_or_default().display().to_string();
    let mut child = Command::new(&python.program)
        .arg(script)
        .envs(environment.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(if words == Words::Shown { Stdio::inherit() } else { Stdio::piped() })
        .kill_on_drop(true)
        .spawn()
        .with_context(|| format!("{name} does not start"))?;
    let mut stdin = child.stdin.take().with_context(|| format!("{name} takes no input"))?;
    stdin.write_all(request.to_string().as_bytes()).await?;
    drop(stdin);
    let output = child.wait_with_output().await?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        match said.trim().lines().last() {
            Some(reason) => bail!("{reason}"),
            None => bail!("{name} broke off"),
        }
    }
    serde_json::from_slice(&output.stdout).with_context(|| format!("{name} did not answer as it should"))
}
