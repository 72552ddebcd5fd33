//! `cargo xtask bench`: what a turn of a conversation costs, measured on the deployed system with
//! vendors that answer at once; `bench reads`: what lists and analytics cost with few leads and with
//! many; `bench cold`: what a cold function's first answer costs. They report and judge nothing; `bench cpu`
//! holds what a request costs to a budget.

mod call_costs;
pub(crate) mod cpu_costs;
mod number_costs;
mod turn_costs;

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use clap::{Args, Subcommand};
use tokio::process::Command;
use tokio::time::{Instant, sleep};

use crate::build::{self, Tests};
use crate::campaign::summary::in_words;
use crate::campaign::{
    self,
    row::{Row, Stage},
};
use crate::http::Http;
use crate::paths::{Paths, Profile};
use crate::processes::interrupted;
use crate::setup;
use crate::steps::{Step, passes};
use crate::system::api::{Api, Lead};
use crate::system::endpoints::{self, Endpoints};
use crate::system::env_file::EnvFile;
use crate::system::local_aws;
use crate::system::{Plan, Ports, System};
use turn_costs::TurnCost;

/// Nobody takes time to ring, to speak or to think: what is left is ours.
const SANDBOX_ARGUMENTS: [&str; 2] = ["--pace=0", "--llm-latency=0"];

/// Calls overlap as little as in a real campaign: callees who choose the same time at the same moment
/// would take it from one another and choose again.
const STAGGER_SECONDS: u32 = 1;
/// Callees by the last two digits of their numbers (see tests/sandbox): one asks questions, which are
/// answered without tools, and then books; the other books at once.
const CHARACTERS: [u32; 2] = [14, 1];

/// With a hundred numbers in each there are enough for every call that may be asked for.
const AREA_CODES: [u32; 2] = [212, 312];
const NUMBERS_PER_AREA: u32 = 100;

/// Calls that are not over by then are left out.
const DEADLINE: Duration = Duration::from_secs(300);
/// The list of leads may lag behind.
const LISTED_WITHIN: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(500);

/// The programs and their tests that measure: reads of the table, and the first answers of functions.
const READS: (&str, &str) = ("homework_store", "scale_tests::how_long_reads_take");
const COLD: (&str, &str) = ("faults", "cold_cost::what_a_cold_answer_costs");

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Options {
    #[command(subcommand)]
    what: Option<What>,
    /// How many leads to call, one half asking questions, the other booking at once.
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=200))]
    calls: u32,
    /// Measure the functions as the release profile compiles them; the first time takes minutes.
    #[arg(long)]
    release: bool,
}

#[derive(Debug, Clone, Copy, Subcommand)]
enum What {
    /// Measure lists and analytics with 1,000 and with 100,000 leads.
    Reads,
    /// Measure what the first answer of a function costs beyond further ones, as the release profile compiles
    /// it (on Linux).
    Cold,
    /// Measure what reading a stored lead and checking a number cost, in instructions (needs valgrind).
    Numbers,
    /// Hold what a request costs, in instructions and requests to the table, to the budget in
    /// infra/cost-budget.json (on Linux, needs valgrind).
    Cpu(cpu_costs::Options),
    /// Hold what calls take in a real campaign, runs of functions and requests to the table, against what the simulated
    /// world counts for `cargo xtask cost`.
    Calls,
}

pub(crate) async fn run(options: Options) -> Result<ExitCode> {
    if matches!(options.what, Some(What::Numbers)) {
        number_costs::run(&Paths::find()?).await?;
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(What::Cpu(options)) = options.what {
        let within = cpu_costs::run(&Paths::find()?, options).await?;
        return Ok(if within { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    let optimised = options.release || matches!(options.what, Some(What::Cold));
    let profile = if optimised { Profile::Release } else { Profile::Dev };
    let paths = Paths::find()?.built_in(profile);
    let _claim = paths.claim()?;
    let code = tokio::select! {
        measured = on_a_system(&paths, &options) => {
            measured.map(|well| if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        () = interrupted() => Ok(ExitCode::FAILURE),
    };
    endpoints::remove(&paths);
    code
}

/// Says whether there was something to measure.
async fn on_a_system(paths: &Paths, options: &Options) -> Result<bool> {
    setup::check_disk(paths)?;
    let python = setup::local_python(paths).await?;
    let http = Http::new();
    let ports = Ports::free()?;
    // Nobody's own credentials: `.env` is not read.
    let counts = matches!(options.what, Some(What::Calls));
    let env = if counts { EnvFile::of(&[call_costs::LOG_LEVEL]) } else { EnvFile::default() };
    let plan = Plan { ports, env: &env, tests: Tests::Left, sandbox_arguments: &SANDBOX_ARGUMENTS };
    let system = System::start(paths, &python, &http, plan).await?;
    let measured = match options.what {
        None => turns(paths, &http, &system.endpoints, options.calls).await.map(|()| true),
        Some(What::Calls) => {
            call_costs::compare(paths, &http, &system.endpoints, options.calls).await.map(|()| true)
        }
        Some(What::Cold) => measured_by(paths, COLD, "CPU time of the functions above").await,
        Some(What::Reads | What::Numbers | What::Cpu(_)) => {
            measured_by(paths, READS, "requests, read units and median times of the reads above").await
        }
    };
    system.stop(paths).await;
    measured
}

async fn turns(paths: &Paths, http: &Http, endpoints: &Endpoints, calls: u32) -> Result<()> {
    let costs = measure(http, endpoints, calls).await?;
    turn_costs::print(&costs);
    print_circumstances(paths.profile);
    Ok(())
}

/// Runs a test that prints what it measures; says whether it could.
async fn measured_by(paths: &Paths, (program, test): (&str, &str), what: &str) -> Result<bool> {
    let mut benchmark = Command::new(build::tests(paths, program).await?);
    benchmark
        .args(["--exact", test, "--ignored", "--nocapture"])
        .env("HOMEWORK_ENDPOINTS", endpoints::path(paths));
    passes(what, &mut benchmark).await
}

/// Calls so many leads and returns what the function logged about each turn.
async fn measure(http: &Http, endpoints: &Endpoints, calls: u32) -> Result<Vec<TurnCost>> {
    let mut api = Api::sign_in(http.clone(), endpoints.clone()).await?;
    let leads = uploaded(&mut api, calls, &CHARACTERS).await?;
    let step = Step::start(format!("Calling {} leads", leads.len()));
    let rows = call_all(&mut api, &leads).await?;
    step.done(format!("{} leads called: {}", leads.len(), ends(&rows)));

    let function = endpoints.functions.get("twilio-voice").context("the stack has no twilio-voice")?;
    let lines = local_aws::log_lines(http, &endpoints.aws_endpoint, function, turn_costs::LOGGED_AS).await?;
    turn_costs::parse(&lines)
}

/// So many leads of these characters, once the list has them.
async fn uploaded(api: &mut Api, calls: u32, characters: &[u32]) -> Result<Vec<Lead>> {
    let upload = api.upload(leads_file(calls, characters).as_bytes()).await?;
    ensure!(upload.leads_created == u64::from(calls), "leads were refused: {:?}", upload.errors);
    let is_one = |lead: &Lead| characters.iter().any(|own| lead.phone.ends_with(&format!("{own:02}")));
    let deadline = Instant::now() + LISTED_WITHIN;
    loop {
        let mut leads = api.leads("status=PENDING").await?;
        leads.retain(is_one);
        if leads.len() == calls as usize {
            return Ok(leads);
        }
        ensure!(Instant::now() < deadline, "{} of {calls} leads are listed", leads.len());
        sleep(POLL).await;
    }
}

/// The CSV file of the leads to call, of these characters in turn.
fn leads_file(calls: u32, characters: &[u32]) -> String {
    let mut file = "name,phone,email\n".to_owned();
    let areas = AREA_CODES.into_iter().flat_map(|area| (0..NUMBERS_PER_AREA).map(move |n| (area, n)));
    for ((area, n), character) in areas.zip(characters.iter().cycle()).take(calls as usize) {
        let number = format!("{area}555{n:02}{character:02}");
        // A name has no digits.
        let name: String = number.bytes().map(|digit| char::from(b'a' + digit - b'0')).collect();
        file.push_str(&format!("Lead {name},+1{number},lead{number}@example.com\n"));
    }
    file
}

/// Calls the leads one after the other, until all calls are over or the deadline has passed.
async fn call_all(api: &mut Api, leads: &[Lead]) -> Result<Vec<Row>> {
    let campaign = api.start_campaign("Benchmark", leads, STAGGER_SECONDS, 1).await?;
    let deadline = Instant::now() + DEADLINE;
    loop {
        let rows = campaign::rows(api, &campaign).await?;
        let all_over = rows.len() == leads.len() && rows.iter().all(|row| row.stage() == Stage::Over);
        if all_over || Instant::now() > deadline {
            return Ok(rows);
        }
        sleep(POLL).await;
    }
}

/// How many calls ended how: "18 meeting booked, 2 not over".
fn ends(rows: &[Row]) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows {
        let over = row.stage() == Stage::Over;
        *counts.entry(if over { in_words(row.outcome()) } else { "not over".to_owned() }).or_default() += 1;
    }
    let counts: Vec<String> = counts.into_iter().map(|(end, n)| format!("{n} {end}")).collect();
    counts.join(", ")
}

/// What a reader of the figures has to know about how they came about.
fn print_circumstances(profile: Profile) {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let advice = if profile == Profile::Dev { " (--release measures optimised code)" } else { "" };
    println!(
        "Functions of the {} profile{advice}, on the {processors} processors that the local AWS and the \
         sandbox used as well,\nso the higher figures are also waiting for a processor. A process's first \
         turns are counted in, as the local AWS does\nnot tell them apart; its start is not, connecting \
         counts with what is connected to.",
        profile.name()
    );
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{CHARACTERS, leads_file};

    #[test]
    fn every_lead_has_a_number_of_its_own() {
        let file = leads_file(200, &CHARACTERS);
        let numbers: BTreeSet<_> = file.lines().skip(1).filter_map(|line| line.split(',').nth(1)).collect();
        assert_eq!(numbers.len(), 200);
        assert!(numbers.contains("+12125550014") && numbers.contains("+13125559901"), "{numbers:?}");
    }
}
