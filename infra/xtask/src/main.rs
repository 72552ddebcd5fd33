//! `cargo xtask …`: what there is to do with this repository besides editing it.

mod bench;
mod build;
mod campaign;
mod check;
mod circles;
mod deploy;
mod documents;
mod http;
mod openapi;
mod package;
mod paths;
mod processes;
mod rebuild_counters;
mod run;
mod scripts;
mod setup;
mod simulate;
mod steps;
mod suites;
mod supply_chain;
mod system;
mod test;

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
    /// Build the functions for AWS.
    Package(package::Packaging),
    /// Deploy to an account of AWS.
    Deploy(deploy::Options),
    /// Take a deployed system away.
    Destroy(deploy::destroy::Options),
    /// Measure what a turn of a conversation costs.
    Bench(bench::Options),
    /// Describe the API in infra/openapi.json.
    Openapi,
    /// Count everything in the table again and repair the counters.
    RebuildCounters(rebuild_counters::Options),
    /// Run the rules in simulated worlds, full of faults and crashes.
    Simulate(simulate::Options),
    /// Count what calls cost at AWS, with the model and Twilio beside it.
    Cost,
    /// The quick checks: formatting, clippy, the template's lint, the API's description, circles between modules.
    Check,
}

#[tokio::main]
async fn main() -> ExitCode {
    let done = match Cli::parse().task {
        Task::Run(options) => run::run(options).await,
        Task::Test(options) => Box::pin(test::run(options)).await,
        Task::Package(options) => package::run(options).await,
        Task::Deploy(options) => deploy::run(options).await,
        Task::Destroy(options) => deploy::destroy::run(options).await,
        Task::Bench(options) => bench::run(options).await,
        Task::Openapi => openapi::run().await,
        Task::RebuildCounters(options) => rebuild_counters::run(options).await,
        Task::Simulate(options) => simulate::run(options).await,
        Task::Cost => simulate::cost().await,
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

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        super::Cli::command().debug_assert();
    }
}
