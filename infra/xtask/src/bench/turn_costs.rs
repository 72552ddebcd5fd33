//! What turns cost: read from the log of the function that answers them, and put into tables.

use anyhow::{Context, Result, bail};
use comfy_table::CellAlignment;
use serde::Deserialize;

use crate::campaign::summary::table;

/// The message of the log lines with the figures.
pub(crate) const LOGGED_AS: &str = "turn answered";

/// One answered turn, in microseconds and requests; see `functions/twilio-voice/src/conversation.rs`.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct TurnCost {
    total_us: u64,
    store_us: u64,
    model_us: u64,
    tools_us: u64,
    own_us: u64,
    model_requests: u64,
    dynamodb_requests: u64,
    /// How many tools were used.
    tools: u64,
    /// The lead heard an apology.
    fault: bool,
}

type Figure = fn(&TurnCost) -> u64;

const TIMES: [(&str, Figure); 6] = [
    ("own work, ms", |turn| turn.own_us),
    ("DynamoDB, ms", |turn| turn.store_us),
    ("own work and DynamoDB, ms", |turn| turn.own_us + turn.store_us),
    ("model, ms", |turn| turn.model_us),
    ("tools, ms", |turn| turn.tools_us),
    ("total, ms", |turn| turn.total_us),
];

const REQUESTS: [(&str, Figure); 2] =
    [("DynamoDB requests", |turn| turn.dynamodb_requests), ("model requests", |turn| turn.model_requests)];

/// Reads the log's lines; those that say something else are passed over.
pub(crate) fn parse(lines: &[String]) -> Result<Vec<TurnCost>> {
    #[derive(Deserialize)]
    struct Line {
        message: String,
    }
    let says = |line: &str| serde_json::from_str::<Line>(line).is_ok_and(|line| line.message == LOGGED_AS);
    let costs = lines.iter().filter(|line| says(line)).map(|line| {
        serde_json::from_str(line).with_context(|| format!("a turn is logged differently: {line}"))
    });
    let costs: Vec<TurnCost> = costs.collect::<Result<_>>()?;
    if costs.is_empty() {
        bail!("no turn was logged: see target/local/ministack.log");
    }
    Ok(costs)
}

/// Prints the turns that used no tool and those that did, and what the figures mean.
pub(crate) fn print(turns: &[TurnCost]) {
    let (plain, with_tools): (Vec<_>, Vec<_>) = turns.iter().partition(|turn| turn.tools == 0);
    print_table("without tools", &plain);
    print_table("with tools", &with_tools);
    println!(
        "\nOwn work is everything but waiting for table, model, calendar and video: history, prompt, \
         decisions. Encoding, signing and decoding\na request counts with what is asked, slots and booking \
         rules with the tools. Before and after a turn as it is measured here come\nthe webhook's \
         signature, the TwiML and Lambda itself."
    );
    let faults = turns.iter().filter(|turn| turn.fault).count();
    if faults > 0 {
        println!("{faults} of these turns ended in an apology.");
    }
}

fn print_table(which: &str, turns: &[&TurnCost]) {
    let title = format!("{} turns {which}", turns.len());
    if turns.is_empty() {
        println!("\n{title}");
        return;
    }
    let mut table = table([title.as_str(), "min", "median", "p95", "max"]);
    for (name, figure) in TIMES {
        let [min, median, p95, max] = spread(turns, figure).map(milliseconds);
        table.add_row([name, &min, &median, &p95, &max]);
    }
    for (name, figure) in REQUESTS {
        let [min, median, p95, max] = spread(turns, figure).map(|count| count.to_string());
        table.add_row([name, &min, &median, &p95, &max]);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    println!("\n{table}");
}

/// Minimum, median, 95th percentile and maximum, each the figure of some turn (nearest rank).
fn spread(turns: &[&TurnCost], figure: Figure) -> [u64; 4] {
    let mut figures: Vec<u64> = turns.iter().map(|turn| figure(turn)).collect();
    figures.sort_unstable();
    [0, 50, 95, 100].map(|percent| {
        let rank = (figures.len() * percent).div_ceil(100).max(1);
        figures.get(rank - 1).copied().unwrap_or_default()
    })
}

fn milliseconds(micros: u64) -> String {
    format!("{}.{:02}", micros / 1000, micros % 1000 / 10)
}

#[cfg(test)]
mod tests {
    use super::{TurnCost, milliseconds, parse, spread};

    #[test]
    fn only_turns_are_read_and_in_full() {
        let turn = r#"{"level":"INFO","total_us":9,"store_us":3,"model_us":2,"tools_us":1,"own_us":3,
            "model_requests":1,"dynamodb_requests":2,"tools":0,"fault":false,"message":"turn answered"}"#;
        let lines = ["START turn answered", r#"{"message":"the model failed"}"#, turn].map(str::to_owned);
        let turns = parse(&lines).unwrap();
        assert_eq!((turns.len(), turns[0].total_us, turns[0].dynamodb_requests), (1, 9, 2));
        let partial = [r#"{"message":"turn answered","total_us":9}"#.to_owned()];
        assert!(parse(&partial).is_err() && parse(&[]).is_err());
    }

    #[test]
    fn the_spread_names_figures_that_occurred() {
        let turns: Vec<TurnCost> = (1..=20).map(|n| TurnCost { own_us: n, ..TurnCost::default() }).collect();
        let turns: Vec<&TurnCost> = turns.iter().collect();
        assert_eq!(spread(&turns, |turn| turn.own_us), [1, 10, 19, 20]);
        assert_eq!(spread(&turns[..1], |turn| turn.own_us), [1; 4]);
    }

    #[test]
    fn microseconds_read_as_milliseconds() {
        assert_eq!(milliseconds(0), "0.00");
        assert_eq!(milliseconds(12_349), "12.34");
    }
}
