//! What every list and every analytics read costs, with few leads and with many times as many.
//!
//! The test asserts requests and read units, counted by DynamoDB's rules from the items that were read.
//! How long reads take is measured by a benchmark of the same reads, `cargo xtask bench reads`.

mod meter;
mod reads;
mod table;

use std::path::PathBuf;

use serde_json::Value;

use reads::{Cost, Questions, Read};
use table::Table;
pub(crate) use table::create_table;

/// How many leads the reads are compared with.
const COUNTED: [usize; 2] = [1_000, 30_000];
/// How many they are timed with.
const TIMED: [usize; 2] = [1_000, 100_000];
const RATIO_MAX: f64 = 1.5;
/// Each read is measured so often; the median counts.
const REPEATS: usize = 51;

#[tokio::test]
async fn a_read_costs_the_same_with_thirty_times_as_many_leads() {
    let Some(endpoint) = local_aws() else { return };
    let mut costs: [Vec<(&str, Cost)>; 2] = Default::default();
    for (leads, costs) in COUNTED.into_iter().zip(&mut costs) {
        let table = Table::create(&endpoint, "scale", leads).await;
        let questions = Questions::about(&table).await;
        for read in table.reads(&questions) {
            costs.push((read.name, read.cost().await));
        }
        table.drop().await;
    }
    for ((read, few), (_, many)) in costs[0].iter().zip(&costs[1]) {
        assert!(few.units > 0.0 && many.units / few.units < RATIO_MAX, "{read}: {few:?} {many:?}");
        assert_eq!(few.requests, many.requests, "{read}");
    }
}

/// Prints a table and asserts nothing.
#[tokio::test]
#[ignore = "measures: `cargo xtask bench reads` runs it"]
async fn how_long_reads_take() {
    let Some(endpoint) = local_aws() else { return };
    let [few, many] = TIMED;
    println!("{:<34}{few:>28}{many:>28}{:>16}", "leads", "ratio");
    let few = Table::create(&endpoint, "bench", few).await;
    let many = Table::create(&endpoint, "bench", many).await;
    let questions = [Questions::about(&few).await, Questions::about(&many).await];
    println!("{:<34}{}", "read", "    req     units         ms".repeat(2) + "   units      ms");
    for (few, many) in few.reads(&questions[0]).iter().zip(&many.reads(&questions[1])) {
        let [cheap, dear] = medians(few, many).await;
        println!(
            "{:<34}{}{}{:>8.2}{:>8.2}",
            few.name,
            columns(&cheap),
            columns(&dear),
            dear.units / cheap.units,
            dear.millis / cheap.millis
        );
    }
    few.drop().await;
    many.drop().await;
}

/// Makes both reads in turns, so that whatever else the machine does meets both alike.
async fn medians(few: &Read<'_>, many: &Read<'_>) -> [Cost; 2] {
    let mut costs = [Vec::new(), Vec::new()];
    for _ in 0..REPEATS {
        costs[0].push(few.cost().await);
        costs[1].push(many.cost().await);
    }
    costs.map(|mut costs| {
        costs.sort_by(|a, b| a.millis.total_cmp(&b.millis));
        costs.swap_remove(REPEATS / 2)
    })
}

fn columns(cost: &Cost) -> String {
    format!("{:>7}{:>10.1}{:>11.2}", cost.requests, cost.units, cost.millis)
}

/// Where the local AWS is; without one there is nothing to measure.
#[expect(clippy::disallowed_methods, reason = "tests are told by the environment where the system is")]
pub(crate) fn local_aws() -> Option<String> {
    let Ok(file) = std::env::var("HOMEWORK_ENDPOINTS") else {
        eprintln!("not run: it takes the system that `cargo xtask test` starts");
        return None;
    };
    let endpoints: Value =
        serde_json::from_str(&std::fs::read_to_string(PathBuf::from(file)).unwrap()).unwrap();
    endpoints["aws_endpoint"].as_str().map(str::to_owned)
}
