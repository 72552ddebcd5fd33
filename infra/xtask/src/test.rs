//! `cargo xtask test`: every test, with all that it needs set up first and taken down after.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use tokio::process::Command;

use crate::bench::cpu_costs;
use crate::build::{self, Tests, cargo};
use crate::check;
use crate::circles;
use crate::http::Http;
use crate::openapi;
use crate::paths::Paths;
use crate::processes::interrupted;
use crate::setup::{self, Python};
use crate::simulate;
use crate::steps::{self, passes};
use crate::suites::fuzz;
use crate::suites::{browser, deployment};
use crate::system::dashboard;
use crate::system::endpoints;
use crate::system::env_file::EnvFile;
use crate::system::{Plan, Ports, System};

/// Simulated calls go by quickly: what a test waits for is our own work.
const SANDBOX_ARGUMENTS: [&str; 2] = ["--pace=30", "--llm-latency=10"];

/// The filters that leave only the browser tests, only the fuzzer, only the deployments, and only the tests that want
/// the system to themselves.
const BROWSER: &str = "browser";
const FUZZ: &str = "fuzz";
const DEPLOYMENT: &str = "deployment";
const LARGE: &str = "large::";
/// The one of them that a run of everything includes.
const LARGE_IMPORT: &str = "large::thirty_thousand_rows";

/// Tests of the system wait most of the time, so more of them run at once than there are processors.
const AT_ONCE: u8 = 6;
/// Where several vendors fail at a time, breakers open.
const AT_ONCE_APART: u8 = 2;

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Passed on to the tests, such as a name to filter by; `browser` runs only the browser tests, `fuzz`
    /// only the fuzzer, `deployment` only the deployments, `large::` only the tests with a hundred thousand leads.
    #[arg(last = true)]
    arguments: Vec<String>,
}

impl Options {
    /// Whether this is run: with everything else, or by its own name.
    fn asks_for(&self, part: &str) -> bool {
        self.arguments.is_empty() || self.arguments.iter().any(|argument| argument == part)
    }
}

pub(crate) async fn run(options: Options) -> Result<ExitCode> {
    let paths = Paths::find()?;
    let _claim = paths.claim()?;
    let passed = tokio::select! {
        passed = every_test(&paths, &options) => passed?,
        () = interrupted() => false,
    };
    endpoints::remove(&paths);
    Ok(if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Says whether all of them pass.
async fn every_test(paths: &Paths, options: &Options) -> Result<bool> {
    setup::check_disk(paths)?;
    let python = setup::local_python(paths).await?;
    let mut well = circles::check(paths)?;
    well &= check::template(paths).await?;
    let mut local_tests = Command::new(&python.program);
    local_tests.args(["-m", "unittest", "discover", "--start-directory", "infra/local/tests"]);
    local_tests.current_dir(&paths.root);
    well &= passes("tests of the local AWS", &mut local_tests).await?;

    let http = Http::new();
    if options.arguments == [DEPLOYMENT] {
        return Ok(well & deployment::run(paths, &python, &http).await?);
    }
    // What is missing is said before anything takes long.
    if options.asks_for(BROWSER) {
        browser::chromium()?;
    }
    let ports = Ports { dashboard: Some(setup::free_port()?), ..Ports::free()? };
    // Tests never take anybody's own credentials: `.env` is not read.
    let env = EnvFile::default();
    let plan = Plan { ports, env: &env, tests: Tests::Built, sandbox_arguments: &SANDBOX_ARGUMENTS };
    let system = System::start(paths, &python, &http, plan).await?;

    well &= openapi::is_current(paths).await?;

    if options.arguments.is_empty() {
        // The simulation takes what the others leave of the processors.
        let (tested, simulated) = tokio::join!(all_suites(paths, &python, &http), simulate::beside(paths));
        well &= tested? && simulated?;
    } else {
        well &= chosen_suites(paths, options, &http, &system).await?;
    }
    system.stop(paths).await;
    steps::tell_failures();
    Ok(well)
}

/// Every suite, on systems of their own where one would disturb another. Most of them wait for something most of the time,
/// so several are under way at once: no more than there are lanes here.
async fn all_suites(paths: &Paths, python: &Python, http: &Http) -> Result<bool> {
    let chromium = browser::chromium()?;
    let apart = |name| test_apart(paths, python, http, name);
    let [days, faults, kills, outages] = build::TESTS_APART.map(apart);

    // Unit tests and the tests against the running system, in one run of what was just built.
    let system_and_browser = async {
        let tested = tests_of(paths, "tests of the system", &[], AT_ONCE, &[]).await?;
        let checked = dashboard::check(paths).await?;
        anyhow::Ok(tested & checked & browser::run(paths, &chromium).await?)
    };
    let faults_and_deployment = async {
        let tested = faults.await?;
        anyhow::Ok(tested & deployment::run(&paths.apart(DEPLOYMENT)?, python, http).await?)
    };
    // The fuzzer leaves all sorts of things behind, and so many leads have everything else take longer.
    let kills_and_fuzzer = async {
        let tested = kills.await?;
        let paths = &paths.apart(FUZZ)?;
        let system = start(paths, python, http).await?;
        let fuzzed = fuzz::run(paths, http, &system.endpoints).await;
        let imported = large(paths, LARGE_IMPORT).await;
        system.stop(paths).await;
        anyhow::Ok(tested & fuzzed? & imported?)
    };
    let outages_and_days = async {
        let tested = outages.await? & days.await?;
        anyhow::Ok(tested & within_budget(paths).await? & own_tests(paths, &[]).await?)
    };
    let lanes = tokio::join!(system_and_browser, faults_and_deployment, kills_and_fuzzer, outages_and_days);
    Ok(lanes.0? & lanes.1? & lanes.2? & lanes.3?)
}

/// A system for tests, beside others.
async fn start(paths: &Paths, python: &Python, http: &Http) -> Result<System> {
    let env = EnvFile::default();
    let plan =
        Plan { ports: Ports::free()?, env: &env, tests: Tests::Built, sandbox_arguments: &SANDBOX_ARGUMENTS };
    System::start(paths, python, http, plan).await
}

/// What the arguments name of all that.
async fn chosen_suites(paths: &Paths, options: &Options, http: &Http, system: &System) -> Result<bool> {
    let arguments = &options.arguments;
    let chromium = options.asks_for(BROWSER).then(browser::chromium).transpose()?;
    let mut well = tests_of(paths, "tests of the system", &[], AT_ONCE, arguments).await?;
    well &= tests_of(paths, "tests of faults", &build::TESTS_APART, AT_ONCE_APART, arguments).await?;
    if let Some(chromium) = chromium {
        well &= dashboard::check(paths).await?;
        well &= browser::run(paths, &chromium).await?;
    }
    if options.asks_for(FUZZ) {
        well &= fuzz::run(paths, http, &system.endpoints).await?;
    }
    if options.asks_for(LARGE) {
        well &= large(paths, LARGE).await?;
    }
    Ok(well & own_tests(paths, arguments).await?)
}

/// Runs the tests in these files, or all that are not kept for runs of their own, so many at once, against the system
/// that leaves its files in these places. Says whether they pass.
async fn tests_of(
    paths: &Paths,
    what: &str,
    files: &[&str],
    at_once: u8,
    arguments: &[String],
) -> Result<bool> {
    let mut tests = cargo(paths);
    tests.arg("test").args(build::SYSTEM).args(build::files(files)).args(["--no-fail-fast", "--"]);
    tests.arg(format!("--test-threads={at_once}")).args(arguments);
    tests.env("HOMEWORK_ENDPOINTS", endpoints::path(paths));
    passes(what, &mut tests).await
}

/// Runs the tests in a file that would disturb all others, against a system of their own.
async fn test_apart(paths: &Paths, python: &Python, http: &Http, name: &str) -> Result<bool> {
    let paths = &paths.apart(name)?;
    let system = start(paths, python, http).await?;
    let passed = tests_of(paths, &format!("tests of {name}"), &[name], AT_ONCE_APART, &[]).await;
    system.stop(paths).await;
    passed
}

/// Whether requests cost no more than they may.
async fn within_budget(paths: &Paths) -> Result<bool> {
    if cpu_costs::can_count().await {
        return cpu_costs::run(paths, cpu_costs::Options::OF_TESTS).await;
    }
    println!("  – the cost of requests is not measured: that takes valgrind");
    Ok(true)
}

/// The tests of xtask itself.
async fn own_tests(paths: &Paths, arguments: &[String]) -> Result<bool> {
    let mut tests = cargo(paths);
    tests.args(["test", "--package", "homework-xtask", "--"]).args(arguments);
    passes("tests of xtask", &mut tests).await
}

/// Those of the tests with very many leads that have this name.
async fn large(paths: &Paths, tests: &str) -> Result<bool> {
    let arguments = ["--ignored", "--nocapture", tests].map(str::to_owned);
    tests_of(paths, "tests with very many leads", &["system"], 1, &arguments).await
}
