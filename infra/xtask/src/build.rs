//! Builds the system, and lays the functions out as Lambda wants them.

use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use tokio::process::Command;

use crate::paths::Paths;
use crate::setup;

/// The packages of the system. Every cargo invocation names this same set, because cargo compiles a
/// dependency again for every other choice of features. xtask is built on its own, before the rest; the
/// simulation has features of its own, which no function is to have.
pub(crate) const SYSTEM: [&str; 5] =
    ["--workspace", "--exclude", "homework-xtask", "--exclude", "homework-simulation"];

/// The tests that take functions and vendors away from everybody. Cargo leaves them out unless they are named
/// (`test = false`).
pub(crate) const TESTS_APART: [&str; 4] = ["days", "faults", "kills", "outages"];

/// What is built besides the binaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tests {
    Built,
    Left,
}

/// Builds the functions and the sandbox in one cargo invocation. Cargo shows its own progress.
pub(crate) async fn build(paths: &Paths, tests: Tests) -> Result<()> {
    let started = Instant::now();
    let mut cargo = cargo(paths);
    cargo.args(["build", "--profile", paths.profile.name()]).args(SYSTEM).arg("--bins");
    if tests == Tests::Built {
        cargo.arg("--tests");
    }
    let status = cargo.stdin(Stdio::null()).status().await.context("cargo does not run")?;
    if !status.success() {
        bail!("the build failed: the compiler's message above says where");
    }
    println!("  ✓ functions and sandbox built ({:.1} s)", started.elapsed().as_secs_f64());
    Ok(())
}

/// Builds the tests; returns the program with the unit tests of this library, or the tests of this name.
pub(crate) async fn tests(paths: &Paths, name: &str) -> Result<PathBuf> {
    let mut cargo = cargo(paths);
    cargo.arg("test").args(SYSTEM).args(["--no-run", "--message-format", "json-render-diagnostics"]);
    if TESTS_APART.contains(&name) {
        cargo.args(files(&[name]));
    }
    let built = setup::output(&mut cargo).await.context("the tests do not build")?;
    let messages = built.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let program = messages
        .filter(|message| message["target"]["name"] == name && message["profile"]["test"] == true)
        .find_map(|message| message["executable"].as_str().map(PathBuf::from));
    program.with_context(|| format!("cargo built no tests of {name}"))
}

/// As cargo takes the names of files of tests.
pub(crate) fn files<'a>(tests: &'a [&'a str]) -> impl Iterator<Item = &'a str> {
    tests.iter().flat_map(|name| ["--test", name])
}

/// Puts each function at `<package>/bootstrap`, as cargo-lambda does; returns the folder of them all.
///
/// Not in `target/lambda`: what is there was built for AWS and may be deployed.
pub(crate) fn lay_out(paths: &Paths) -> Result<PathBuf> {
    let code = paths.local.join("lambda");
    for package in paths.function_packages()? {
        let folder = code.join(&package);
        let bootstrap = folder.join("bootstrap");
        fs::create_dir_all(&folder)?;
        if bootstrap.exists() {
            fs::remove_file(&bootstrap)?;
        }
        let binary = paths.binaries.join(&package);
        fs::hard_link(&binary, &bootstrap)
            .or_else(|_| fs::copy(&binary, &bootstrap).map(|_| ()))
            .with_context(|| format!("{package} has no binary of its own name"))?;
    }
    Ok(code)
}

/// The cargo that runs this xtask, with nothing of what it has told xtask about itself: build scripts that ask for such
/// a variable, as ring's does, would run again whenever cargo is used with and without xtask in turns, and with them
/// all that stands on their crates is built again.
pub(crate) fn cargo(paths: &Paths) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut cargo = Command::new(program);
    cargo.current_dir(&paths.root);
    for (name, _) in std::env::vars_os() {
        let told = name.to_str().is_some_and(|name| TOLD_TO_XTASK.iter().any(|part| name.starts_with(part)));
        if told {
            cargo.env_remove(name);
        }
    }
    cargo
}

const TOLD_TO_XTASK: [&str; 2] = ["CARGO_MANIFEST_", "CARGO_PKG_"];
