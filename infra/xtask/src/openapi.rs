//! `cargo xtask openapi`: one OpenAPI document of the parts that the functions print.

use std::collections::BTreeMap;
use std::fs;
use std::process::{ExitCode, Stdio};

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::process::Command;

use crate::build::{self, Tests};
use crate::paths::Paths;
use crate::steps::verdict;

/// Where the document is kept; `functions/health` has it inside.
const FILE: &str = "infra/openapi.json";
/// A function that depends on this describes its routes.
const MARK: &str = "utoipa-axum";
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// The groups of operations, in the order in which they are shown.
const TAGS: [(&str, &str); 11] = [
    ("leads", "People to phone."),
    ("campaigns", "Leads phoned one after the other."),
    ("calls", "What was said, and what came of it."),
    ("meetings", "What the calls booked."),
    ("analytics", "Figures over all of it."),
    ("settings", "How the agent speaks."),
    ("playground", "Talking with the agent without a telephone."),
    ("partners", "Companies that send leads."),
    ("partner-leads", "What a partner does with its own key."),
    ("opt-out", "What the guest of a meeting does by the link in the invitation."),
    ("health", "Whether the service works."),
];

/// What a function prints.
#[derive(Deserialize)]
struct Part {
    paths: BTreeMap<String, Map<String, Value>>,
    components: BTreeMap<String, BTreeMap<String, Value>>,
}

pub(crate) async fn run() -> Result<ExitCode> {
    let paths = Paths::find()?;
    build::build(&paths, Tests::Left).await?;
    let document = describe(&paths).await?;
    fs::write(paths.root.join(FILE), document).with_context(|| format!("cannot write {FILE}"))?;
    println!("  ✓ {FILE} written");
    Ok(ExitCode::SUCCESS)
}

/// Says whether the document that is checked in is what the built functions print.
pub(crate) async fn is_current(paths: &Paths) -> Result<bool> {
    let written = fs::read_to_string(paths.root.join(FILE)).unwrap_or_default();
    let current = written == describe(paths).await?;
    Ok(verdict(current, &format!("{FILE} (cargo xtask openapi puts it right)")))
}

/// The document, made of what the built functions print.
async fn describe(paths: &Paths) -> Result<String> {
    let mut merged = Part { paths: BTreeMap::new(), components: BTreeMap::new() };
    for package in paths.function_packages()? {
        let folder = package.trim_start_matches("homework-");
        let manifest = fs::read_to_string(paths.root.join("functions").join(folder).join("Cargo.toml"))?;
        if manifest.contains(MARK) {
            let part = part_of(paths, &package).await.with_context(|| format!("{package} openapi"))?;
            merge(&mut merged, part).with_context(|| package.clone())?;
        }
    }
    check_operations(&merged)?;
    let mut text = serde_json::to_string_pretty(&document(&merged))?;
    text.push('\n');
    Ok(text)
}

async fn part_of(paths: &Paths, package: &str) -> Result<Part> {
    let program = paths.binaries.join(package);
    let output = Command::new(program)
        .arg("openapi")
        .env_clear()
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await?;
    ensure!(output.status.success(), "failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    serde_json::from_slice(&output.stdout).context("printed something else than its description")
}

fn merge(merged: &mut Part, part: Part) -> Result<()> {
    for (path, item) in part.paths {
        let present = merged.paths.entry(path.clone()).or_default();
        for (method, operation) in item {
            ensure!(
                present.insert(method.clone(), operation).is_none(),
                "{method} {path} is described twice"
            );
        }
    }
    for (kind, components) in part.components {
        let present = merged.components.entry(kind).or_default();
        for (name, component) in components {
            let same = present.get(&name).is_none_or(|other| *other == component);
            ensure!(same, "another function has a different {name}: rename one with #[schema(as = …)]");
            present.insert(name, component);
        }
    }
    Ok(())
}

/// Fails where a client could not be generated well.
fn check_operations(merged: &Part) -> Result<()> {
    let mut ids: BTreeMap<&str, &str> = BTreeMap::new();
    for (path, item) in &merged.paths {
        for (method, operation) in item.iter().filter(|(method, _)| METHODS.contains(&method.as_str())) {
            let id = operation["operationId"].as_str().unwrap_or_default();
            if let Some(other) = ids.insert(id, path) {
                bail!("{method} {path} and {other} have the same operation_id {id}");
            }
            let tag = operation["tags"][0].as_str().unwrap_or_default();
            ensure!(TAGS.iter().any(|(name, _)| *name == tag), "{method} {path}: tag {tag:?} is not in TAGS");
            ensure!(operation["summary"].is_string(), "{method} {path} has no doc comment");
        }
    }
    Ok(())
}

fn document(merged: &Part) -> Value {
    let mut components = json!(merged.components);
    components["securitySchemes"] = json!({
        "operator": {
            "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
            "description": "ID token of an operator who signed in to the Cognito user pool. Each operation names the \
                least role it takes: viewer, operator or admin. Each role may do what those before it may.",
        },
        "partner": {
            "type": "apiKey", "in": "header", "name": "X-API-Key",
            "description": "The key a partner was given when it was created.",
        },
    });
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "HomeWork",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Phones leads, talks with them and books meetings.\n\n\
                Generated from the code by `cargo xtask openapi`: do not edit.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        // Relative to /api/openapi.json, wherever that is served.
        "servers": [{"url": ".."}],
        "security": [{"operator": []}],
        "tags": TAGS.map(|(name, description)| json!({"name": name, "description": description})),
        "paths": merged.paths,
        "components": components,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(id: &str, schema: &str) -> Part {
        let operation = json!({"operationId": id, "tags": ["leads"], "summary": "Does."});
        let path = format!("/{id}");
        let part =
            json!({"paths": {path: {"get": operation}}, "components": {"schemas": {"A": {"type": schema}}}});
        serde_json::from_value(part).unwrap()
    }

    #[test]
    fn parts_that_contradict_each_other_are_refused() {
        let mut merged = part("one", "string");
        merge(&mut merged, part("two", "string")).unwrap();
        check_operations(&merged).unwrap();
        assert!(merge(&mut merged, part("two", "string")).is_err(), "the same path twice");
        assert!(merge(&mut merged, part("three", "integer")).is_err(), "another schema of the same name");
    }
}
