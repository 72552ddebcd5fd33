//! `cargo xtask deploy`: into an account of AWS, with the SAM CLI, and what a stack needs besides.

pub(crate) mod destroy;

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::process::Command;

use crate::package::{self, Arch, Packaging};
use crate::paths::Paths;
use crate::scripts::{self, Words};
use crate::setup::{self, Python};
use crate::system::dashboard;
use crate::system::vendors::{self, Vendors};

const UNPROTECTED: &str = "DeletionProtection=false";
const PROTECTED: &str = "DeletionProtection=true";

/// Which stack, and where.
#[derive(Debug, Clone, Args)]
pub(crate) struct Place {
    /// Name of the stack, and the beginning of the names of what is in it.
    #[arg(long, value_name = "NAME", default_value = "homework")]
    pub(crate) stack: String,
    /// Region; without it, the one that AWS's own tools take.
    #[arg(long, value_name = "REGION")]
    pub(crate) region: Option<String>,
    /// Another address than AWS's own, such as a local AWS's.
    #[arg(long, value_name = "URL")]
    pub(crate) endpoint_url: Option<String>,
}

impl Place {
    /// What the SAM CLI and boto3 look for in their environment.
    fn environment(&self) -> Vec<(&'static str, String)> {
        let region = self.region.iter().flat_map(|region| {
            ["AWS_REGION", "AWS_DEFAULT_REGION"].map(|variable| (variable, region.clone()))
        });
        let endpoint = self.endpoint_url.iter().map(|url| ("AWS_ENDPOINT_URL", url.clone()));
        region.chain(endpoint).chain([("SAM_CLI_TELEMETRY", "0".to_owned())]).collect()
    }

    /// Has a script of `infra/deploy` do its part.
    async fn ask<T: serde::de::DeserializeOwned>(
        &self,
        paths: &Paths,
        python: &Python,
        script: &str,
        request: Value,
    ) -> Result<T> {
        let script = paths.root.join("infra/deploy").join(script);
        scripts::ask(python, &script, &self.environment(), &request, Words::Shown).await
    }
}

#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    package: Packaging,
    /// Deploy what target/lambda holds, and build no function.
    #[arg(long)]
    packaged: bool,
    /// A parameter of template.yaml; those that are not named stay as they are.
    #[arg(long = "parameter", value_name = "NAME=VALUE")]
    parameters: Vec<String>,
    /// Be asked for the parameters one by one. The stack's name has to stay as it is given here.
    #[arg(long)]
    guided: bool,
    /// Only show what would change.
    #[arg(long, conflicts_with_all = ["operator", "secrets"])]
    dry_run: bool,
    /// Invite this operator, by an e-mail with a password for three days.
    #[arg(long, value_name = "EMAIL")]
    operator: Option<String>,
    /// The role of that operator, new or not. Without it a new one is an operator, or the first admin.
    #[arg(long, requires = "operator", value_parser = ["viewer", "operator", "admin"])]
    role: Option<String>,
    /// Fill in the vendors' secrets from .env.
    #[arg(long)]
    secrets: bool,
    /// Leave the dashboard's pages as they are.
    #[arg(long)]
    no_dashboard: bool,
}

/// Where the stack goes, as AWS says.
#[derive(Debug, Deserialize)]
struct Preflight {
    account: String,
    region: String,
    /// There is no such stack yet.
    new: bool,
}

#[derive(Debug, Deserialize)]
struct Finished {
    addresses: Vec<(String, String)>,
}

pub(crate) async fn run(options: Options) -> Result<ExitCode> {
    let paths = Paths::find()?;
    let python = setup::deploy_python(&paths).await?;
    let place = &options.place;
    let vendors = secrets(&paths, options.secrets)?;

    println!("{} into AWS", place.stack);
    let before =
        json!({ "stack": place.stack, "parameters": options.parameters, "dry_run": options.dry_run });
    let preflight: Preflight = place.ask(&paths, &python, "preflight.py", before).await?;
    let arch = match options.packaged {
        true => package::packaged_arch(&paths)?,
        false => {
            package::package(&paths, &options.package).await?;
            options.package.arch
        }
    };
    let pages = match options.dry_run || options.no_dashboard {
        true => None,
        false => Some(dashboard::build(&paths).await?),
    };

    let sam = Sam { paths: &paths, python: &python, options: &options, region: &preflight.region };
    let mut parameters = parameters(&options, arch, vendors.as_ref());
    if preflight.new && !options.dry_run {
        // What is protected cannot be taken back where a first try fails: protected is what is whole.
        parameters.insert(0, UNPROTECTED.to_owned());
        sam.deploy(&parameters, options.guided).await?;
        parameters[0] = PROTECTED.to_owned();
    }
    sam.deploy(&parameters, options.guided && (options.dry_run || !preflight.new)).await?;
    if options.dry_run {
        let _: Value = place.ask(&paths, &python, "dry_run.py", json!({ "stack": place.stack })).await?;
        println!("Nothing was changed.");
        return Ok(ExitCode::SUCCESS);
    }
    let request = json!({
        "stack": place.stack,
        "secrets": vendors.as_ref().map_or(json!({}), real_secrets),
        "operator": options.operator,
        "role": options.role,
        "pages": pages,
    });
    let finished: Finished = place.ask(&paths, &python, "finish.py", request).await?;
    println!("{} runs in {} of account {}.", place.stack, preflight.region, preflight.account);
    for (name, address) in &finished.addresses {
        println!("  {name:<15} {address}");
    }
    Ok(ExitCode::SUCCESS)
}

/// What `.env` says of the vendors, where it is asked for.
fn secrets(paths: &Paths, asked: bool) -> Result<Option<Vendors>> {
    if !asked {
        return Ok(None);
    }
    let vendors = Vendors::choose(&vendors::read_env_file(&paths.root)?, "", "")?;
    if vendors.real.is_empty() {
        bail!("--secrets is given and .env holds no vendor's credentials: .env.example says which there are");
    }
    Ok(Some(vendors))
}

/// The documents of the vendors whose credentials are in `.env`.
fn real_secrets(vendors: &Vendors) -> Value {
    let real = vendors.secrets.iter().filter(|(vendor, document)| {
        vendors.real.contains(*vendor) && document.as_object().is_some_and(|document| !document.is_empty())
    });
    real.map(|(vendor, document)| ((*vendor).to_owned(), document.clone()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// The parameters that are named; the others stay as they are.
fn parameters(options: &Options, arch: Arch, vendors: Option<&Vendors>) -> Vec<String> {
    let mut parameters = vec![format!("Architecture={}", arch.name())];
    let real = vendors.filter(|vendors| vendors.calls_are_real());
    if let Some(number) = real.and_then(|vendors| vendors.secrets["twilio"]["phone_number"].as_str()) {
        parameters.push(format!("CallerNumber={number}"));
    }
    parameters.extend(options.parameters.iter().cloned());
    parameters
}

/// The SAM CLI, at this stack.
struct Sam<'a> {
    paths: &'a Paths,
    python: &'a Python,
    options: &'a Options,
    region: &'a str,
}

impl Sam<'_> {
    async fn deploy(&self, parameters: &[String], guided: bool) -> Result<()> {
        let place = &self.options.place;
        let mut sam = Command::new(self.python.program.with_file_name("sam"));
        sam.args(["deploy", "--stack-name", &place.stack, "--s3-prefix", &place.stack])
            .args(["--region", self.region])
            .arg("--parameter-overrides")
            .args(parameters)
            .envs(place.environment())
            .current_dir(&self.paths.root);
        if guided {
            sam.arg("--guided");
        }
        if self.options.dry_run {
            sam.arg("--no-execute-changeset");
        }
        let status = sam.status().await.context("sam does not run")?;
        if !status.success() {
            bail!("sam did not deploy: what it says above names the resource that failed");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::real_secrets;
    use crate::system::env_file::EnvFile;
    use crate::system::vendors::Vendors;

    #[test]
    fn only_real_credentials_become_secrets() {
        let env = EnvFile::of(&[("OPENAI_API_KEY", "sk-1")]);
        let vendors = Vendors::choose(&env, "", "").unwrap();
        assert_eq!(real_secrets(&vendors), serde_json::json!({"openai": {"api_key": "sk-1"}}));
    }
}
