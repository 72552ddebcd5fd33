//! Counts everything in the table again and repairs the counters; `cargo xtask rebuild-counters` runs it.
//!
//! Where the table is and who asks follow from AWS' usual environment variables and profiles. Prints one
//! JSON object: what was wrong, by scope and counter, as the difference that was (or would be) added.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};
use aws_config::BehaviorVersion;
use clap::Parser;
use homework_domain::Error;
use homework_domain::clock::{Clock, SystemClock};
use homework_domain::counters::Deltas;
use homework_store::{ListShards, Recount, Store};
use serde_json::{Map, Value, json};

/// The system was not quiet enough to tell: nothing was written, try again. (`EX_TEMPFAIL`)
const NOT_QUIET: u8 = 75;
/// With `--check`: some counters are wrong.
const WRONG: u8 = 1;

#[derive(Debug, Parser)]
#[command(about = "Counts everything in the table again and repairs the counters.")]
struct Options {
    /// The table.
    #[arg(long)]
    table: String,
    /// Only say what is wrong.
    #[arg(long)]
    check: bool,
    /// Instead of counting, note again under what each lead is found; earlier versions noted less.
    #[arg(long)]
    search: bool,
    /// How long to wait for the projector to have counted what was changed before.
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    patience: u64,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode> {
    let options = Options::parse();
    let config = aws_config::load_defaults(BehaviorVersion::latest()).await;
    let store = Store::new((&config).into(), &options.table);
    let store = store.spreading(ListShards::reading_all());
    if options.search {
        println!("{}", json!({"leads": store.rebuild_search().await?}));
        return Ok(ExitCode::SUCCESS);
    }
    let patience = Duration::from_secs(options.patience);
    let recount = match store.recount(patience, SystemClock.now()).await {
        Ok(recount) => recount,
        Err(Error::Conflict(why)) => {
            eprintln!("Nothing was changed: {why}.");
            return Ok(ExitCode::from(NOT_QUIET));
        }
        Err(error) => return Err(error).context("the table cannot be read"),
    };
    let corrections = recount.corrections();
    if !options.check {
        let written = store.correct_counters(&corrections).await;
        written.context("not all corrections were written; what was written is right: run this again")?;
    }
    println!("{}", report(&recount, &corrections));
    let wrong = options.check && corrections != Deltas::default();
    Ok(ExitCode::from(if wrong { WRONG } else { 0 }))
}

fn report(recount: &Recount, corrections: &Deltas) -> Value {
    let scopes: Map<String, Value> =
        corrections.0.iter().map(|(scope, counters)| (scope.to_string(), json!(counters))).collect();
    json!({"entities": recount.entities, "corrections": scopes})
}
