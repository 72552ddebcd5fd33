//! `cargo xtask …`: what there is to do with this repository besides editing it.

mod api;
mod build;
mod campaign;
mod check;
mod demo;
mod deploy;
mod endpoints;
mod env_file;
mod forwarder;
mod http;
mod live;
mod local_aws;
mod paths;
mod processes;
mod run;
mod sandbox;
mod setup;
mod steps;
mod summary;
mod system;
mod test;
mod vendors;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "HomeWork's own tasks.", version)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Run the whole system on this machine and watch a campaign.
    Run(run::Options),
    /// Set everything up and run every test.
    Test(test::Options),
    /// The quick checks: formatting, clippy, the template's lint.
    Check,
}

#[tokio::main]
async fn main() -> ExitCode {
    let done = match Cli::parse().task {
        Task::Run(options) => run::run(options).await,
        Task::Test(options) => test::run(options).await,
        Task::Check => check::run().await,
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
