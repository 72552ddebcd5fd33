//! `cargo xtask simulate` runs this: many campaigns, each by its own seed.

mod mutations;

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use clap::Parser;
use homework_simulation::{Report, run};
use homework_store::ListShards;

/// Half of the time would be the allocator's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Debug, Parser)]
#[command(about = "Runs the rules in simulated worlds and says what must never be, and was")]
struct Arguments {
    /// How many campaigns, each with a seed of its own.
    #[arg(long, default_value_t = 2000)]
    seeds: u64,
    /// The first seed.
    #[arg(long, default_value_t = 1)]
    from: u64,
    /// Only this one, with its whole trace.
    #[arg(long, conflicts_with_all = ["seeds", "from"])]
    seed: Option<u64>,
    /// Stop at the first campaign in which something is wrong.
    #[arg(long)]
    stop_early: bool,
    /// Put faults into the code, one after the other, and see that each is found; or only those whose names
    /// contain a text. All of them take forty minutes.
    #[arg(long, exclusive = true, value_name = "TEXT", num_args = 0..=1, default_missing_value = "")]
    mutations: Option<String>,
    /// Count what calls cost at AWS, with the model and Twilio beside it.
    #[arg(long, exclusive = true)]
    cost: bool,
    /// Print, as JSON, what one call takes of each function.
    #[arg(long, exclusive = true)]
    counts: bool,
    /// Make many calls a second, to so many leads of each of sixteen campaigns, and hold what the table has to do to
    /// DynamoDB's limits.
    #[arg(long, value_name = "LEADS", num_args = 0..=1, default_missing_value = "800",
        conflicts_with_all = ["seeds", "from", "seed", "stop_early"])]
    limits: Option<usize>,
    /// How many calls a second.
    #[arg(long, requires = "limits", default_value_t = 100)]
    per_second: u32,
    /// Over how many partitions the lists of all leads and calls are spread: as many as are read, and written to.
    #[arg(long, requires = "limits", value_name = "READ/WRITTEN", default_value = "1/1")]
    list_shards: ListShards,
}

/// What all campaigns came to.
#[derive(Default)]
struct Total {
    campaigns: u64,
    failed: Vec<Report>,
    faults: BTreeMap<&'static str, u64>,
    steps: u64,
    calls: u64,
    meetings: u64,
    virtual_hours: f64,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Some(only) = arguments.mutations {
        return match mutations::find(&only) {
            Ok(true) => ExitCode::SUCCESS,
            Ok(false) => ExitCode::FAILURE,
            Err(error) => {
                eprintln!("error: {error:#}");
                ExitCode::FAILURE
            }
        };
    }
    if arguments.cost {
        return show(homework_simulation::cost().map(|table| (table, true)));
    }
    if arguments.counts {
        let counts = homework_simulation::counts();
        return show(counts.map(|counts| (serde_json::json!(counts).to_string(), true)));
    }
    if let Some(leads) = arguments.limits {
        return show(homework_simulation::limits(leads, arguments.per_second, arguments.list_shards));
    }
    if let Some(seed) = arguments.seed {
        let report = run(seed);
        for line in &report.trace {
            println!("{line}");
        }
        println!("{} steps, trace {:016x}", report.steps, report.fingerprint);
        return verdict(&[report]);
    }
    let begun = Instant::now();
    let (next, end) = (AtomicU64::new(arguments.from), arguments.from + arguments.seeds);
    let total = Mutex::new(Total::default());
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= end || (arguments.stop_early && has_failed(&total)) {
                        return;
                    }
                    add(&total, run(seed));
                }
            });
        }
    });
    let total = total.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    print(&total, begun.elapsed().as_secs_f64());
    verdict(&total.failed)
}

/// Prints a table and says whether it is as it should be.
fn show(table: homework_domain::Result<(String, bool)>) -> ExitCode {
    match table {
        Ok((table, is_well)) => {
            print!("{table}");
            if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn lock(total: &Mutex<Total>) -> std::sync::MutexGuard<'_, Total> {
    total.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn has_failed(total: &Mutex<Total>) -> bool {
    !lock(total).failed.is_empty()
}

fn add(total: &Mutex<Total>, report: Report) {
    let mut total = lock(total);
    total.campaigns += 1;
    total.steps += report.steps;
    total.calls += report.calls;
    total.meetings += report.meetings;
    total.virtual_hours += report.lasted.as_secs_f64() / 3600.0;
    for (kind, times) in &report.faults {
        *total.faults.entry(kind).or_default() += times;
    }
    if !report.violations.is_empty() {
        total.failed.push(report);
    }
}

fn print(total: &Total, seconds: f64) {
    let Total { campaigns, steps, calls, meetings, virtual_hours, .. } = total;
    println!(
        "{campaigns} campaigns in {seconds:.1} s, {:.1} a second: {calls} calls, {meetings} meetings, {steps} \
         requests, {virtual_hours:.0} hours",
        *campaigns as f64 / seconds
    );
    let faults: Vec<String> = total.faults.iter().map(|(kind, times)| format!("{kind} {times}")).collect();
    println!("faults: {}", faults.join(", "));
}

/// Says which campaigns were wrong, the first with a shortened trace.
fn verdict(reports: &[Report]) -> ExitCode {
    let mut failed: Vec<&Report> = reports.iter().filter(|report| !report.violations.is_empty()).collect();
    failed.sort_by_key(|report| report.seed);
    for report in failed.iter().take(20) {
        println!("seed {}: {}", report.seed, report.violations.join("; "));
    }
    let Some(first) = failed.first() else {
        println!("0 violations");
        return ExitCode::SUCCESS;
    };
    println!("{} campaigns with violations; of seed {}:", failed.len(), first.seed);
    for line in first.shortened() {
        println!("  {line}");
    }
    println!("All of it: cargo xtask simulate --seed {}", first.seed);
    ExitCode::FAILURE
}
