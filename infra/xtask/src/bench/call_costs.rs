//! What calls take in a real campaign, held against what the simulated world counts, which `cargo xtask cost` puts prices
//! to: runs of each function, requests to the table, and the write units that the table tells of.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, Result};
use serde::Deserialize;
use tokio::time::{Instant, sleep};

use super::{call_all, uploaded};
use crate::campaign::summary::table;
use crate::http::Http;
use crate::paths::Paths;
use crate::simulate;
use crate::steps::Step;
use crate::system::api::Api;
use crate::system::endpoints::Endpoints;
use crate::system::local_aws::log_lines;

/// Each request to the table is a line of the log, and each write what it took.
pub(crate) const LOG_LEVEL: (&str, &str) = ("LOG_LEVEL", "info,homework_runtime::metering=debug");

/// The functions that calls pass through, by their names in the simulation. What operators' pages take is theirs.
const FUNCTIONS: [(&str, &str); 8] = [
    ("dispatcher", "dispatcher"),
    ("dialer", "dialer"),
    ("voice", "twilio-voice"),
    ("status", "twilio-status"),
    ("finalizer", "finalizer"),
    ("archiver", "archiver"),
    ("projector", "projector"),
    ("sweeper", "sweeper"),
];

/// What becomes of calls, as the simulation names it, and the callees that it becomes of.
const KINDS: [(&str, u32); 2] = [("booked", 1), ("unanswered", 9)];

/// As long as nothing happens here, the clock alone is at work; what it takes is taken off.
const IDLE: Duration = Duration::from_secs(120);
/// After its last call a campaign has its figures, summaries and recordings yet to come.
const SETTLES: Duration = Duration::from_secs(20);

#[derive(Debug, Clone, Copy, Default, Deserialize)]
struct Count {
    runs: f64,
    requests: f64,
    /// Of items and of indexes.
    write_units: f64,
}

/// A line of the log about a write.
#[derive(Debug, Deserialize)]
struct Written {
    units: f64,
}

type Counts = BTreeMap<String, Count>;

/// Makes so many calls of each kind and prints both sides.
pub(crate) async fn compare(paths: &Paths, http: &Http, endpoints: &Endpoints, calls: u32) -> Result<()> {
    let simulated: BTreeMap<String, Counts> = serde_json::from_str(&simulate::counts(paths).await?)?;
    let mut api = Api::sign_in(http.clone(), endpoints.clone()).await?;
    let mut leads = Vec::new();
    for (_, character) in KINDS {
        leads.push(uploaded(&mut api, calls, &[character]).await?);
    }
    let step = Step::start("Counting what is taken while nothing happens");
    let before = counted(http, endpoints).await?;
    sleep(IDLE).await;
    let idle = less(&counted(http, endpoints).await?, &before, 1.0);
    step.done("counted what is taken while nothing happens");

    let mut shown = table([
        "calls",
        "function",
        "runs, simulated",
        "counted",
        "requests, simulated",
        "counted",
        "write units, simulated",
        "counted",
    ]);
    for ((kind, _), leads) in KINDS.into_iter().zip(leads) {
        let step = Step::start(format!("Calling {} leads", leads.len()));
        let (begun, before) = (Instant::now(), counted(http, endpoints).await?);
        call_all(&mut api, &leads).await?;
        sleep(SETTLES).await;
        let after = counted(http, endpoints).await?;
        step.done(format!("{} leads called: {kind}", leads.len()));
        let times = begun.elapsed().as_secs_f64() / IDLE.as_secs_f64();
        let taken = less(&less(&after, &before, 1.0), &idle, times);
        let expected = simulated.get(kind).context("the simulation counts other calls")?;
        for (name, _) in FUNCTIONS {
            let own = expected.get(name).copied().unwrap_or_default();
            let real = taken.get(name).copied().unwrap_or_default();
            let of_one = |taken: f64| format!("{:.2}", taken / leads.len() as f64);
            shown.add_row([
                kind.to_owned(),
                name.to_owned(),
                format!("{:.2}", own.runs),
                of_one(real.runs),
                format!("{:.2}", own.requests),
                of_one(real.requests),
                format!("{:.1}", own.write_units),
                format!("{:.1}", real.write_units / leads.len() as f64),
            ]);
        }
    }
    println!("{shown}");
    println!(
        "Runs of each function, its requests to the table and what its writes take, for one call. The callees have more turns in the simulation,\n\
         which `voice` runs for, and the stream's records come to the projector in other batches."
    );
    Ok(())
}

/// What each function's log tells of it so far.
async fn counted(http: &Http, endpoints: &Endpoints) -> Result<Counts> {
    let mut counts = Counts::new();
    for (name, function) in FUNCTIONS {
        let function =
            endpoints.functions.get(function).with_context(|| format!("no function {function}"))?;
        let lines = async |words| log_lines(http, &endpoints.aws_endpoint, function, words).await;
        let units = |line: &String| serde_json::from_str::<Written>(line).ok().map(|written| written.units);
        let count = Count {
            runs: lines("START RequestId").await?.len() as f64,
            requests: lines("a request to the table").await?.len() as f64,
            write_units: lines("units of a write").await?.iter().filter_map(units).sum(),
        };
        counts.insert(name.to_owned(), count);
    }
    Ok(counts)
}

/// `all` without so many times `part`.
fn less(all: &Counts, part: &Counts, times: f64) -> Counts {
    let rest = |(name, count): (&String, &Count)| {
        let part = part.get(name).copied().unwrap_or_default();
        let less = |all: f64, part: f64| (all - part * times).max(0.0);
        (
            name.clone(),
            Count {
                runs: less(count.runs, part.runs),
                requests: less(count.requests, part.requests),
                write_units: less(count.write_units, part.write_units),
            },
        )
    };
    all.iter().map(rest).collect()
}
