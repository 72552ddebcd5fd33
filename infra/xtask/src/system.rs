//! The whole system on this machine: built, started, deployed.

pub(crate) mod api;
pub(crate) mod dashboard;
pub(crate) mod dashboard_server;
pub(crate) mod demo;
pub(crate) mod deploy;
pub(crate) mod endpoints;
pub(crate) mod env_file;
pub(crate) mod forwarder;
pub(crate) mod local_aws;
pub(crate) mod proxy;
pub(crate) mod sandbox;
pub(crate) mod vendors;

use anyhow::Result;
use tokio::task::JoinHandle;

use crate::build::{self, Tests};
use crate::http::Http;
use crate::paths::Paths;
use crate::processes::Tethered;
use crate::setup::{self, Python};
use crate::steps::Step;
use demo::GoogleKey;
use endpoints::{Endpoints, Operator};
use env_file::EnvFile;
use local_aws::LocalAws;
use sandbox::Play;
use vendors::Vendors;

/// Where the parts listen.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ports {
    pub(crate) aws: u16,
    pub(crate) sandbox: u16,
    pub(crate) webhooks: u16,
    /// `None`: the dashboard is neither built nor served.
    pub(crate) dashboard: Option<u16>,
}

impl Ports {
    /// Ports that nobody uses at this moment; none for the dashboard.
    pub(crate) fn free() -> Result<Self> {
        Ok(Self {
            aws: setup::free_port()?,
            sandbox: setup::free_port()?,
            webhooks: setup::free_port()?,
            dashboard: None,
        })
    }
}

/// What the system is started with.
pub(crate) struct Plan<'a> {
    pub(crate) ports: Ports,
    pub(crate) env: &'a EnvFile,
    pub(crate) tests: Tests,
    /// Further arguments for the sandbox.
    pub(crate) sandbox_arguments: &'a [&'a str],
}

/// A running system. Dropping it ends its processes at once; [`System::stop`] does so in good order.
pub(crate) struct System {
    pub(crate) endpoints: Endpoints,
    pub(crate) vendors: Vendors,
    aws: LocalAws,
    sandbox: Tethered,
    forwarder: Option<JoinHandle<()>>,
    dashboard: Option<JoinHandle<()>>,
}

impl System {
    /// Builds, starts and deploys everything, and writes `endpoints.json`.
    pub(crate) async fn start(paths: &Paths, python: &Python, http: &Http, plan: Plan<'_>) -> Result<Self> {
        let sandbox_url = format!("http://127.0.0.1:{}", plan.ports.sandbox);
        let google_key = GoogleKey::ready(paths, python).await?;
        let mut vendors = Vendors::choose(plan.env, &sandbox_url, &google_key.private_pem)?;
        if let Some(port) = plan.ports.dashboard.filter(|_| vendors.webhook_url.is_none()) {
            // Links in simulated invitations can be followed here.
            vendors.parameters.insert("PublicApiUrl", format!("http://127.0.0.1:{port}"));
        }

        build::build(paths, plan.tests).await?;
        let code = build::lay_out(paths)?;
        let pages = match plan.ports.dashboard {
            Some(port) => Some((port, dashboard::build(paths).await?)),
            None => None,
        };

        let step = Step::start("Starting the local AWS and the sandbox");
        // No clock is moved yet.
        let _ = std::fs::remove_file(paths.clock_file());
        let aws = LocalAws::start(paths, python, http, plan.ports.aws).await?;
        let play = Play {
            port: plan.ports.sandbox,
            aws_endpoint: &aws.endpoint,
            time_zone: vendors.time_zone(),
            google_key: &google_key,
            arguments: plan.sandbox_arguments,
        };
        let sandbox = sandbox::start(paths, python, play).await?;
        step.done("local AWS and sandbox started");

        let step = Step::start("Deploying template.yaml");
        let stack = deploy::deploy(paths, python, &aws.endpoint, &code, &vendors, demo::OPERATOR).await?;
        let operator = Operator { username: demo::OPERATOR.0, password: demo::OPERATOR.1 };
        let endpoints = Endpoints::of(&stack, &aws.endpoint, &sandbox_url, plan.ports.dashboard, operator)?;
        let written = endpoints.write(paths)?;
        step.done(format!("template.yaml deployed; {} written", paths.shown(&written)));

        let forwarder = match &vendors.webhook_url {
            Some(_) => Some(forwarder::start(http, &endpoints, plan.ports.webhooks).await?),
            None => None,
        };
        let dashboard = match pages {
            Some((port, pages)) => {
                Some(dashboard_server::start(http, &endpoints, &stack.dashboard_headers, &pages, port).await?)
            }
            None => None,
        };
        Ok(Self { endpoints, vendors, aws, sandbox, forwarder, dashboard })
    }

    /// Fails where a part has ended by itself.
    pub(crate) fn check_alive(&mut self, paths: &Paths) -> Result<()> {
        self.aws.process.check_alive(paths)?;
        self.sandbox.check_alive(paths)
    }

    /// Ends everything.
    pub(crate) async fn stop(self, paths: &Paths) {
        for server in [self.forwarder, self.dashboard].into_iter().flatten() {
            server.abort();
        }
        tokio::join!(self.aws.process.stop(), self.sandbox.stop());
        endpoints::remove(paths);
    }
}

/// Fails with what to do where something is missing that no step makes.
pub(crate) fn check_machine(paths: &Paths, ports: Ports, vendors: &Vendors) -> Result<()> {
    setup::check_disk(paths)?;
    setup::check_port(ports.aws, "--port")?;
    setup::check_port(ports.sandbox, "--sandbox-port")?;
    if let Some(port) = ports.dashboard {
        setup::check_port(port, "--dashboard-port")?;
    }
    if vendors.webhook_url.is_some() {
        setup::check_port(ports.webhooks, "--webhook-port")?;
    }
    Ok(())
}
