//! `cargo xtask rebuild-counters`: counts everything in the table again and repairs the counters.

use std::fs;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;
use serde::Deserialize;
use tokio::process::Command;

use crate::build::{self, cargo};
use crate::paths::Paths;
use crate::system::endpoints;

/// Binary and package.
const PROGRAM: &str = "homework-rebuild-counters";

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// A table in AWS, reached with the credentials and the region of the environment; without it, the
    /// table of the system that `cargo xtask run` has started.
    #[arg(long)]
    table: Option<String>,
    /// Only say what is wrong.
    #[arg(long)]
    check: bool,
    /// Instead of counting, note again under what each lead is found; earlier versions noted less.
    #[arg(long, conflicts_with = "check")]
    search: bool,
}

/// What is read of `endpoints.json`.
#[derive(Deserialize)]
struct Local {
    aws_endpoint: String,
    region: String,
    table_name: String,
}

pub(crate) async fn run(options: Options) -> Result<ExitCode> {
    let paths = Paths::find()?;
    let mut build = cargo(&paths);
    build.arg("build").args(build::SYSTEM).args(["--bin", PROGRAM]);
    if !build.status().await.context("cargo does not run")?.success() {
        bail!("the build failed: the compiler's message above says where");
    }
    let mut program = Command::new(paths.binaries.join(PROGRAM));
    if options.check {
        program.arg("--check");
    }
    if options.search {
        program.arg("--search");
    }
    match &options.table {
        Some(table) => program.args(["--table", table]),
        None => {
            let file = endpoints::path(&paths);
            let text = fs::read_to_string(file)
                .context("no system runs here: start one with `cargo xtask run`, or name a --table")?;
            let local: Local = serde_json::from_str(&text).context("cannot understand endpoints.json")?;
            program
                .args(["--table", &local.table_name])
                .env("AWS_ENDPOINT_URL", local.aws_endpoint)
                .env("AWS_REGION", local.region)
                .env("AWS_ACCESS_KEY_ID", "test")
                .env("AWS_SECRET_ACCESS_KEY", "test")
        }
    };
    let code = program.status().await.with_context(|| format!("{PROGRAM} does not run"))?.code();
    Ok(code.and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}
