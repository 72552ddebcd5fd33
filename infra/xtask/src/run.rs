//! `cargo xtask run`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Result, bail};
use clap::Args;
use tokio::time::sleep;

use crate::build::Tests;
use crate::campaign::{self, Complaints};
use crate::http::Http;
use crate::paths::Paths;
use crate::processes::interrupted;
use crate::setup;
use crate::system::api::Api;
use crate::system::endpoints;
use crate::system::vendors::{self, Vendors};
use crate::system::{self, Plan, Ports, System};

const INTERRUPTED: u8 = 130;
const WATCH: Duration = Duration::from_secs(1);

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// CSV file of leads (name, phone, email) to call instead of the sample.
    #[arg(long, value_name = "FILE.csv")]
    leads: Option<PathBuf>,
    /// Seconds between two calls.
    #[arg(long, value_name = "SECONDS", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=900))]
    stagger: u32,
    /// Only run the system; call nobody.
    #[arg(long, conflicts_with_all = ["leads", "once"])]
    no_demo: bool,
    /// End after the campaign; exit 0 only if every lead came to its end.
    #[arg(long)]
    once: bool,
    /// Port of the local AWS.
    #[arg(long, value_name = "N", default_value_t = 4566)]
    port: u16,
    /// Port of the sandbox.
    #[arg(long, value_name = "N", default_value_t = 4570)]
    sandbox_port: u16,
    /// Port of the dashboard.
    #[arg(long, value_name = "N", default_value_t = 4590)]
    dashboard_port: u16,
    /// Neither build nor serve the dashboard.
    #[arg(long)]
    no_dashboard: bool,
    /// Port for a tunnel to point at, where PUBLIC_WEBHOOK_URL is set.
    #[arg(long, value_name = "N", default_value_t = 4580)]
    webhook_port: u16,
}

pub(crate) async fn run(options: Options) -> Result<ExitCode> {
    let paths = Paths::find()?;
    let _claim = paths.claim()?;
    let mut interrupted = std::pin::pin!(interrupted());
    let shown = tokio::select! {
        shown = start_and_show(&paths, &options) => shown,
        // What was started so far is dropped here, and with it ends.
        () = &mut interrupted => {
            endpoints::remove(&paths);
            return Ok(ExitCode::from(INTERRUPTED));
        }
    };
    let (mut system, complaints) = shown.inspect_err(|_| endpoints::remove(&paths))?;

    let mut failure = Ok(());
    if !options.once {
        println!("The system stays up. Ctrl-C ends it.");
        tokio::select! {
            ended = fails(&paths, &mut system) => failure = ended,
            () = &mut interrupted => {}
        }
    }
    system.stop(&paths).await;
    failure?;
    Ok(if complaints.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Starts the system and, unless told otherwise, shows a campaign on it.
async fn start_and_show(paths: &Paths, options: &Options) -> Result<(System, Complaints)> {
    let ports = Ports {
        aws: options.port,
        sandbox: options.sandbox_port,
        webhooks: options.webhook_port,
        dashboard: (!options.no_dashboard).then_some(options.dashboard_port),
    };
    let env = vendors::read_env_file(&paths.root)?;
    let file = options.leads.clone().unwrap_or_else(|| paths.root.join("infra/samples/leads.csv"));
    if !file.is_file() {
        bail!("there is no file {}", file.display());
    }
    // Before anything is started: real people are at stake.
    let vendors = Vendors::choose(&env, "", "")?;
    vendors.check_real_calls(options.leads.is_some(), !options.no_demo)?;
    system::check_machine(paths, ports, &vendors)?;

    println!("HomeWork");
    let python = setup::local_python(paths).await?;
    let http = Http::new();
    let plan = Plan { ports, env: &env, tests: Tests::Left, sandbox_arguments: &[] };
    let system = System::start(paths, &python, &http, plan).await?;
    print_system(&system, ports);

    let mut complaints = Complaints::new();
    if !options.no_demo {
        let mut api = Api::sign_in(http, system.endpoints.clone()).await?;
        complaints = campaign::run(&mut api, &file, paths, options.stagger).await?;
        for complaint in &complaints {
            println!("  ! {complaint}");
        }
    }
    Ok((system, complaints))
}

/// Returns, with an error, when a part of the system ends by itself.
async fn fails(paths: &Paths, system: &mut System) -> Result<()> {
    loop {
        sleep(WATCH).await;
        system.check_alive(paths)?;
    }
}

fn print_system(system: &System, ports: Ports) {
    let endpoints = &system.endpoints;
    if let Some(url) = &endpoints.dashboard_url {
        println!("  Dashboard  {url}");
    }
    println!("  Sign-in    {} / {}", endpoints.operator.username, endpoints.operator.password);
    println!("  API        {}", endpoints.api_url);
    println!("  Sandbox    {}", endpoints.sandbox_url);
    let real = &system.vendors.real;
    println!(
        "  Vendors    {}",
        if real.is_empty() { "all simulated".to_owned() } else { format!("real: {}", real.join(", ")) }
    );
    if let Some(url) = &system.vendors.webhook_url {
        println!("  Webhooks   {url} must lead to http://127.0.0.1:{}", ports.webhooks);
    }
    println!();
}
