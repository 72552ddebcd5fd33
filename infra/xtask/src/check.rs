//! `cargo xtask check`: the quick checks.

use std::process::ExitCode;

use anyhow::Result;
use tokio::process::Command;

use crate::build::{self, Tests, cargo};
use crate::circles;
use crate::documents;
use crate::openapi;
use crate::paths::Paths;
use crate::setup;
use crate::steps::{self, passes};
use crate::supply_chain;
use crate::system::dashboard;

pub(crate) async fn run() -> Result<ExitCode> {
    let paths = Paths::find()?;
    let mut format = cargo(&paths);
    format.args(["fmt", "--all", "--", "--check"]);
    let mut clippy = cargo(&paths);
    clippy.args(["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"]);
    // All targets are not those that a plain `cargo test` leaves out.
    let mut clippy_apart = cargo(&paths);
    clippy_apart.args(["clippy", "--package", "homework-e2e"]).args(build::files(&build::TESTS_APART));
    clippy_apart.args(["--", "--deny", "warnings"]);

    let mut well = passes("formatting (cargo fmt puts it right)", &mut format).await?;
    well &= passes("clippy", &mut clippy).await?;
    well &= passes("clippy of the tests that run apart", &mut clippy_apart).await?;
    well &= circles::check(&paths)?;
    well &= documents::check(&paths)?;
    well &= template(&paths).await?;
    well &= supply_chain::check(&paths).await?;
    build::build(&paths, Tests::Left).await?;
    well &= openapi::is_current(&paths).await?;
    well &= dashboard::check(&paths).await?;
    steps::tell_failures();
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Lints the templates that `.cfnlintrc` names. Says whether they pass.
pub(crate) async fn template(paths: &Paths) -> Result<bool> {
    let python = setup::lint_python(paths).await?;
    let mut lint = Command::new(python.program.with_file_name("cfn-lint"));
    lint.current_dir(&paths.root);
    passes("template.yaml and the stacks in it (cfn-lint)", &mut lint).await
}
