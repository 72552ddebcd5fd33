//! `cargo xtask bench cpu`: what answering a request costs a function's own process, in instructions as
//! valgrind counts them, in requests to the table and in CPU time. The first two are the same on every
//! machine and are held to a budget.

mod answers;
mod stubs;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::build;
use crate::campaign::summary::table;
use crate::paths::{Paths, Profile};
use crate::steps::{Step, verdict};
use answers::{lead_path, new_lead_path, operator_asks, twilio_tells};
use stubs::Stubs;

/// What the measured function logs; the last one's is left in `target/local`.
const LOG: &str = "measured.log";
const BUDGET: &str = "infra/cost-budget.json";
/// Compilers and libraries change a little with every release; beyond this somebody should look.
const TOLERANCE_PERCENT: u64 = 10;

/// Connections, caches and the allocator have settled by then.
const WARM_UP: u32 = 10;
const COUNTED: u32 = 20;
/// Without valgrind it takes more of them until the clock's ticks do not matter.
const TIMED: u32 = 500;

const END_DEADLINE: Duration = Duration::from_secs(60);

#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Options {
    /// Write what was measured into the budget, instead of comparing.
    #[arg(long)]
    write_budget: bool,
    /// Measure what tests are run with, which is built already, instead of what is shipped.
    #[arg(long)]
    dev: bool,
}

/// What is asked of a function.
struct Operation {
    name: &'static str,
    package: &'static str,
    event: Value,
}

fn operations() -> [Operation; 5] {
    let all = json!(null);
    let page = json!({"page_size": "50"});
    [
        ("one lead, called", "homework-leads", operator_asks(&lead_path(), all.clone())),
        ("one lead, new", "homework-leads", operator_asks(&new_lead_path(), all.clone())),
        ("list of 50 leads", "homework-leads", operator_asks("/api/leads", page)),
        ("overview", "homework-analytics", operator_asks("/api/analytics/overview", all)),
        ("spoken turn", "homework-twilio-voice", twilio_tells()),
    ]
    .map(|(name, package, event)| Operation { name, package, event })
}

/// What one request costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Cost {
    instructions: u64,
    table_requests: u64,
}

/// By profile and operation.
type Budget = BTreeMap<String, BTreeMap<String, Cost>>;

impl Options {
    /// With what is built for tests.
    pub(crate) const OF_TESTS: Self = Self { write_budget: false, dev: true };
}

/// Whether there is valgrind on this machine.
pub(crate) async fn can_count() -> bool {
    Command::new("valgrind").arg("--version").output().await.is_ok()
}

/// Says whether everything is within the budget.
pub(crate) async fn run(paths: &Paths, options: Options) -> Result<bool> {
    let profile = if options.dev { Profile::Dev } else { Profile::Deploy };
    let paths = paths.clone().built_in(profile);
    let operations = operations();
    build(&paths, &operations).await?;
    let file = paths.root.join(BUDGET);
    let mut budgets = read(&file)?;
    let budget = budgets.entry(profile.name().to_owned()).or_default();
    let mut measured = BTreeMap::new();
    let mut shown =
        table(["a request", "instructions", "budget", "to the table", "budget", "CPU s per 1,000"]);
    for operation in operations {
        let step = Step::start(format!("Measuring: {}", operation.name));
        let (cost, cpu) = measure(&paths, &operation).await?;
        step.done(format!("measured: {}", operation.name));
        let allowed = budget.get(operation.name);
        let figure = |figure: fn(&Cost) -> u64| {
            allowed.map_or_else(|| "–".to_owned(), |cost| figure(cost).to_string())
        };
        shown.add_row([
            operation.name.to_owned(),
            cost.instructions.to_string(),
            figure(|cost| cost.instructions),
            cost.table_requests.to_string(),
            figure(|cost| cost.table_requests),
            format!("{:.2}", cpu.as_secs_f64() * 1_000.0 / f64::from(TIMED)),
        ]);
        measured.insert(operation.name.to_owned(), cost);
    }
    println!("{shown}");
    if options.write_budget {
        *budget = measured;
        fs::write(&file, serde_json::to_string_pretty(&budgets)? + "\n")?;
        println!("{BUDGET} written");
        return Ok(true);
    }
    let faults = beyond(budget, &measured);
    for fault in &faults {
        verdict(false, fault);
    }
    if !faults.is_empty() {
        let dev = if options.dev { " --dev" } else { "" };
        println!("Where it is worth that: cargo xtask bench cpu{dev} --write-budget");
    }
    Ok(faults.is_empty())
}

fn read(file: &Path) -> Result<Budget> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {BUDGET}"))?;
    serde_json::from_str(&text).with_context(|| format!("{BUDGET} is not a budget"))
}

/// What costs more than it may.
fn beyond(budget: &BTreeMap<String, Cost>, measured: &BTreeMap<String, Cost>) -> Vec<String> {
    let faults = measured.iter().flat_map(|(name, cost)| {
        let Some(allowed) = budget.get(name) else {
            return vec![format!("{name}: no budget")];
        };
        let figures = [
            ("instructions", cost.instructions, allowed.instructions),
            ("requests to the table", cost.table_requests, allowed.table_requests),
        ];
        let too_many =
            figures.into_iter().filter(|(_, now, most)| now * 100 > most * (100 + TOLERANCE_PERCENT));
        too_many.map(|(what, now, most)| format!("{name}: {now} {what}, {most} in the budget")).collect()
    });
    faults.collect()
}

/// The development profile is built with everything else, as the tests are; of an optimised one, only what
/// is measured.
async fn build(paths: &Paths, operations: &[Operation]) -> Result<()> {
    if paths.profile == Profile::Dev {
        // As the tests have built them already.
        return build::build(paths, build::Tests::Built).await;
    }
    let mut cargo = build::cargo(paths);
    cargo.args(["build", "--profile", paths.profile.name()]);
    for operation in operations {
        cargo.args(["--package", operation.package]);
    }
    ensure!(cargo.status().await.context("cargo does not run")?.success(), "the build failed");
    Ok(())
}

/// What one request costs, and the CPU time of many.
async fn measure(paths: &Paths, operation: &Operation) -> Result<(Cost, Duration)> {
    let program = paths.binaries.join(operation.package);
    let stubs = Stubs::start(&operation.event).await?;
    let mut function = start(paths, Command::new(&program), &stubs, operation)?;
    stubs.warm_up(WARM_UP).await?;
    let (requests, cpu) = (stubs.table_requests(), cpu_of(&function)?);
    stubs.ask(TIMED).await?;
    let (requests, cpu) = (stubs.table_requests() - requests, cpu_of(&function)?.saturating_sub(cpu));
    function.kill().await?;

    let instructions = instructions(paths, operation).await? / u64::from(COUNTED);
    Ok((Cost { instructions, table_requests: requests / u64::from(TIMED) }, cpu))
}

/// How many instructions the function takes for [`COUNTED`] answers, once it has warmed up.
async fn instructions(paths: &Paths, operation: &Operation) -> Result<u64> {
    let stubs = Stubs::start(&operation.event).await?;
    let mut valgrind = Command::new("valgrind");
    let name = operation.name.replace(',', "").replace(' ', "-");
    let profile = paths.local.join(format!("{name}.callgrind"));
    valgrind
        .args(["--tool=callgrind", "--instr-atstart=no"])
        .arg(format!("--callgrind-out-file={}", profile.display()));
    valgrind.arg(paths.binaries.join(operation.package)).stderr(Stdio::null());
    let mut function = start(paths, valgrind, &stubs, operation)?;
    stubs.warm_up(WARM_UP).await?;
    let id = function.id().context("the function has ended")?;
    let begun = Command::new("callgrind_control").args(["--instr=on", &id.to_string()]).output().await?;
    ensure!(begun.status.success(), "callgrind does not begin to count: {begun:?}");
    stubs.ask(COUNTED).await?;
    // Valgrind writes the profile before it gives in.
    kill(Pid::from_raw(i32::try_from(id)?), Signal::SIGTERM)?;
    timeout(END_DEADLINE, function.wait()).await.context("valgrind does not end")??;
    let profile = fs::read_to_string(profile)?;
    let total = profile.lines().find_map(|line| line.strip_prefix("totals: "));
    total.and_then(|count| count.trim().parse().ok()).context("callgrind counted nothing")
}

fn start(paths: &Paths, mut program: Command, stubs: &Stubs, operation: &Operation) -> Result<Child> {
    let endpoint = format!("http://{}", stubs.address);
    let log = fs::File::create(paths.local.join(LOG)).context("cannot write to target/local")?;
    program
        .env_clear()
        .envs([
            ("AWS_LAMBDA_RUNTIME_API", stubs.address.as_str()),
            ("AWS_LAMBDA_FUNCTION_NAME", operation.package),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
            ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
            ("AWS_LAMBDA_HTTP_IGNORE_STAGE_IN_PATH", "true"),
            ("AWS_REGION", "us-east-1"),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("AWS_SESSION_TOKEN", "test"),
            ("AWS_ENDPOINT_URL", &endpoint),
            ("RUST_LOG", "info"),
            ("TABLE_NAME", "homework"),
            ("OPERATOR_CLIENT_ID", "dashboard"),
            ("AUDIT_RETENTION_DAYS", "400"),
            ("EVIDENCE_DAYS", "1827"),
            ("LIST_SHARDS", "1/1"),
            ("FILES_BUCKET", "files"),
            ("IMPORT_QUEUE_URL", "http://127.0.0.1/queue"),
            ("TWILIO_SECRET_ARN", "twilio"),
            ("WEBHOOK_BASE_URL", ""),
            ("PUBLIC_API_URL", "https://api.example"),
            ("OPENAI_SECRET_ARN", "openai"),
            ("OPENAI_BASE_URL", &endpoint),
            ("OPENAI_MODEL", "gpt-0"),
            ("GOOGLE_SECRET_ARN", "google"),
            ("ZOOM_SECRET_ARN", "zoom"),
            ("ELEVENLABS_SECRET_ARN", "elevenlabs"),
            ("AGENT_NAME", "Alex"),
            ("COMPANY_NAME", "Example Ltd"),
            ("CALENDAR_TIME_ZONE", "Europe/Madrid"),
            ("WORKING_HOURS", "09:00-17:00"),
            ("WORKING_DAYS", "Mon-Fri"),
            ("CALLING_HOURS", "09:00-20:00"),
            ("CALLING_DAYS", "Mon-Sat"),
            ("LEAD_MEETING_HOURS", "08:00-20:00"),
            ("LEAD_MEETING_DAYS", "Mon-Fri"),
            ("MINIMUM_NOTICE_MINUTES", "60"),
            ("TURN_DEADLINE_MS", "9000"),
            ("RECORD_CALLS", "true"),
        ])
        .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
        .stdin(Stdio::null())
        .stdout(log)
        .kill_on_drop(true);
    program.spawn().context("cannot start it: is valgrind installed?")
}

/// The CPU time that all threads of the process have taken.
fn cpu_of(process: &Child) -> Result<Duration> {
    let id = process.id().context("the function has ended")?;
    let mut total = Duration::ZERO;
    for thread in fs::read_dir(PathBuf::from(format!("/proc/{id}/task")))? {
        // The first number is its time on a processor, in nanoseconds.
        let statistics = fs::read_to_string(thread?.path().join("schedstat"))?;
        let Some(time) = statistics.split(' ').next() else { bail!("{statistics}") };
        total += Duration::from_nanos(time.parse()?);
    }
    Ok(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn costs(instructions: u64, table_requests: u64) -> BTreeMap<String, Cost> {
        BTreeMap::from([("one lead".to_owned(), Cost { instructions, table_requests })])
    }

    #[test]
    fn a_tenth_more_is_within_the_budget_and_beyond_that_is_not() {
        let budget = costs(1_000, 3);
        assert_eq!(beyond(&budget, &costs(1_100, 3)), Vec::<String>::new());
        assert_eq!(beyond(&budget, &costs(10, 0)), Vec::<String>::new());
        assert_eq!(beyond(&budget, &costs(1_101, 3)), ["one lead: 1101 instructions, 1000 in the budget"]);
        assert_eq!(beyond(&budget, &costs(1_000, 4)), ["one lead: 4 requests to the table, 3 in the budget"]);
        assert_eq!(beyond(&BTreeMap::new(), &costs(1, 1)).len(), 1, "what is new gets a budget");
    }
}
