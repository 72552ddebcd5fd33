//! `cargo xtask simulate`: the rules in simulated worlds (tests/simulation).

use std::process::ExitCode;

use anyhow::{Context, Result};
use tokio::process::Command;

use crate::build::cargo;
use crate::paths::Paths;
use crate::setup;
use crate::steps::passes;

const PROFILE: &str = "simulation";
const PACKAGE: &str = "homework-simulation";
/// How many campaigns `cargo xtask test` simulates.
const CAMPAIGNS: &str = "2000";

#[derive(clap::Args)]
pub(crate) struct Options {
    /// `--seeds N` campaigns (2000), from seed `--from N` (1) on; `--seed N` for one with its whole trace;
    /// `--mutations` to put faults into the code and see each found.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

pub(crate) async fn run(options: Options) -> Result<ExitCode> {
    simulate(options.arguments).await
}

/// What calls cost, counted in a simulated world in which nothing goes wrong.
pub(crate) async fn cost() -> Result<ExitCode> {
    simulate(vec!["--cost".to_owned()]).await
}

/// What one call takes of each function in such a world, as the simulation prints it.
pub(crate) async fn counts(paths: &Paths) -> Result<String> {
    let mut counts = simulation(paths);
    counts.arg("--counts");
    setup::output(&mut counts).await.context("the simulation does not count")
}

async fn simulate(arguments: Vec<String>) -> Result<ExitCode> {
    let paths = Paths::find()?;
    let status = simulation(&paths).args(arguments).status().await.context("cargo does not run")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Tests the simulation and simulates campaigns, beside other tests, which go first. Says whether no rule was
/// broken.
pub(crate) async fn beside(paths: &Paths) -> Result<bool> {
    let mut tests = cargo(paths);
    tests.args(["test", "--quiet", "--profile", PROFILE, "--package", PACKAGE]);
    let mut campaigns = simulation(paths);
    campaigns.args(["--seeds", CAMPAIGNS]);
    let tested = passes("tests of the simulation", &mut behind(tests)).await?;
    Ok(passes("campaigns in simulated worlds", &mut behind(campaigns)).await? && tested)
}

/// The same command with less of a claim to the processor.
fn behind(command: Command) -> Command {
    let own = command.as_std();
    let mut nice = Command::new("nice");
    nice.args(["-n", "19"]).arg(own.get_program()).args(own.get_args());
    for (name, value) in own.get_envs() {
        match value {
            Some(value) => nice.env(name, value),
            None => nice.env_remove(name),
        };
    }
    if let Some(folder) = own.get_current_dir() {
        nice.current_dir(folder);
    }
    nice
}

fn simulation(paths: &Paths) -> Command {
    let mut cargo = cargo(paths);
    cargo.args(["run", "--quiet", "--profile", PROFILE, "--package", PACKAGE, "--"]);
    cargo
}
