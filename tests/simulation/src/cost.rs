//! What calls cost at AWS, and the model and Twilio beside it: requests and units counted in a measured world, at the
//! prices of infra/prices.json.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};

use homework_domain::call_price::{CallFeatures, answered_call};
use homework_domain::{Error, Result};
use homework_store::ListShards;
use serde::{Deserialize, Serialize};

use crate::ledger::{Ledger, Taken};
use crate::load::{Load, Measured, idle, measure};

const PRICES: &str = include_str!("../../../infra/prices.json");
const TEMPLATE: &str = include_str!("../../../template.yaml");
const ALARMS: &str = include_str!("../../../infra/alarms.yaml");
/// Of each campaign.
const CALLS: usize = 50;
/// What the floor of a call centre has at once, with a call of each every five seconds.
const BUSY: usize = 16;
const HOURS_IN_A_MONTH: f64 = 730.0;
/// What Lambda itself writes of each run: START, END and REPORT.
const LOG_BYTES_PER_RUN: f64 = 300.0;
/// Lambda asks each queue with five long polls of 20 s at a time while nothing is in it.
/// <https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html>
const POLLS_PER_MINUTE: f64 = 15.0;

#[derive(Deserialize)]
struct Prices {
    as_of: String,
    region: String,
    dynamodb: Dynamodb,
    lambda: LambdaPrices,
    sqs: Sqs,
    s3: S3,
    cloudwatch: CloudWatch,
    secrets_manager: Secrets,
    model: ModelPrices,
    twilio: TwilioPrices,
}

#[derive(Deserialize)]
struct Dynamodb {
    million_write_units: f64,
    million_read_units: f64,
}

#[derive(Deserialize)]
struct LambdaPrices {
    gb_second: f64,
    million_requests: f64,
}

#[derive(Deserialize)]
struct Sqs {
    million_requests: f64,
    /// In a month.
    requests_free: f64,
}

#[derive(Deserialize)]
struct S3 {
    thousand_puts: f64,
}

#[derive(Deserialize)]
struct CloudWatch {
    gb_of_logs: f64,
    alarm_month: f64,
    alarms_free: usize,
}

#[derive(Deserialize)]
struct Secrets {
    secret_month: f64,
}

#[derive(Deserialize)]
struct ModelPrices {
    name: String,
    million_prompt_tokens: f64,
    million_completion_tokens: f64,
}

#[derive(Deserialize)]
struct TwilioPrices {
    /// To numbers of the United States.
    minute: f64,
}

/// What was taken of each service, and what that costs.
struct Bill(Vec<(&'static str, f64, &'static str, f64)>);

impl Bill {
    fn of(ledger: &Ledger, log_bytes: f64, share: f64, prices: &Prices) -> Self {
        let total = ledger.total();
        let runs = total.runs as f64 * share;
        let seconds = |taken: (&&'static str, &Taken)| taken.1.seconds * gigabytes(taken.0);
        let gb_seconds = ledger.functions.iter().map(seconds).sum::<f64>() * share;
        let of = |name, amount: f64, unit, price: f64| (name, amount, unit, amount * price);
        let (write, read) =
            (prices.dynamodb.million_write_units / 1e6, prices.dynamodb.million_read_units / 1e6);
        Self(vec![
            of("Lambda, time", gb_seconds, "GB-s", prices.lambda.gb_second),
            of("Lambda, runs", runs, "", prices.lambda.million_requests / 1e6),
            of("DynamoDB, writes of items", total.table_writes * share, "units", write),
            of("DynamoDB, writes of indexes", total.index_writes * share, "units", write),
            of("DynamoDB, reads", total.reads * share, "units", read),
            of("SQS", ledger.queue_requests as f64 * share, "requests", prices.sqs.million_requests / 1e6),
            of("S3", ledger.objects as f64 * share, "puts", prices.s3.thousand_puts / 1e3),
            of(
                "CloudWatch, logs",
                (log_bytes * share + runs * LOG_BYTES_PER_RUN) / 1e6,
                "MB",
                prices.cloudwatch.gb_of_logs / 1e3,
            ),
        ])
    }

    fn total(&self) -> f64 {
        self.0.iter().map(|(.., dollars)| dollars).sum()
    }

    fn print(&self, out: &mut String, title: &str) {
        let _ = writeln!(out, "\n{title}");
        for (name, amount, unit, dollars) in &self.0 {
            let _ = writeln!(out, "  {name:<28} {amount:>12.1} {unit:<9} ${dollars:.4}");
        }
        let _ = writeln!(out, "  {:<28} {:>12} {:<9} ${:.4}", "in all", "", "", self.total());
    }
}

/// What a thousand calls cost at AWS, in dollars: those in which a meeting is booked, and those that nobody answers.
///
/// # Errors
/// Where the measured world goes wrong.
pub fn dollars_per_thousand() -> Result<[f64; 2]> {
    let prices: Prices = serde_json::from_str(PRICES).map_err(Error::internal)?;
    let hour = idle(60)?;
    let dollars = |callees| Ok(Calls::made(callees, 1, &hour, &prices)?.bill.total());
    Ok([dollars(BOOKS)?, dollars(DOES_NOT_ANSWER)?])
}

/// What a call takes of a function.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Count {
    runs: f64,
    /// Requests to the table.
    requests: f64,
    /// Of items and of indexes.
    write_units: f64,
}

/// What one call takes of each function, by what becomes of it: `booked` or `unanswered`.
///
/// # Errors
/// Where the measured world goes wrong.
pub fn counts() -> Result<BTreeMap<&'static str, BTreeMap<&'static str, Count>>> {
    let prices: Prices = serde_json::from_str(PRICES).map_err(Error::internal)?;
    let hour = idle(60)?;
    let of_one = |taken: &Taken| Count {
        runs: taken.runs as f64 / CALLS as f64,
        requests: taken.requests as f64 / CALLS as f64,
        write_units: (taken.table_writes + taken.index_writes) / CALLS as f64,
    };
    [("booked", BOOKS), ("unanswered", DOES_NOT_ANSWER)]
        .into_iter()
        .map(|(kind, callees)| {
            let ledger = Calls::made(callees, 1, &hour, &prices)?.ledger;
            Ok((kind, ledger.functions.iter().map(|(name, taken)| (*name, of_one(taken))).collect()))
        })
        .collect()
}

/// The whole table, as text.
pub fn cost() -> Result<String> {
    let prices: Prices = serde_json::from_str(PRICES).map_err(Error::internal)?;
    count_logs();
    let hour = idle(60)?;
    let mut out = format!("Prices of {}: {}\n", prices.as_of, prices.region);
    let booked = Calls::made(BOOKS, 1, &hour, &prices)?;
    booked.print(&mut out, "answered, eight turns, booked");
    Calls::made(DOES_NOT_ANSWER, 1, &hour, &prices)?.print(&mut out, "not answered");
    let busy = |callees| Ok::<_, Error>(Calls::made(callees, BUSY, &hour, &prices)?.bill.total());
    let _ = writeln!(
        out,
        "\n1,000 calls while {BUSY} campaigns call: booked ${:.4}, not answered ${:.4}",
        busy(BOOKS)?,
        busy(DOES_NOT_ANSWER)?
    );
    print_meeting(&mut out, &booked, &prices);
    print_idle(&mut out, &hour, &prices);
    Ok(out)
}

/// Callees who all do the same.
const BOOKS: &[u8] = b"0";
const DOES_NOT_ANSWER: &[u8] = b"8";

/// Calls that were made, and what a thousand of them cost.
struct Calls {
    measured: Measured,
    /// Less what would have been taken without them.
    ledger: Ledger,
    bill: Bill,
}

impl Calls {
    fn made(characters: &'static [u8], campaigns: usize, hour: &Measured, prices: &Prices) -> Result<Self> {
        let before = logged();
        let load =
            Load { campaigns, leads: CALLS, stagger_seconds: 5.0, characters, lists: ListShards::default() };
        let measured = measure(&load)?;
        let calls = campaigns * CALLS;
        if measured.calls != calls as u64 || !measured.violations.is_empty() {
            return Err(Error::internal(format!("{} calls: {:?}", measured.calls, measured.violations)));
        }
        let ledger = measured.ledger.without(&hour.ledger, measured.lasted.as_secs_f64() / 3600.0);
        let bill = Bill::of(&ledger, logged() - before, 1000.0 / calls as f64, prices);
        Ok(Self { measured, ledger, bill })
    }

    fn print(&self, out: &mut String, what: &str) {
        self.bill.print(out, &format!("1,000 calls, {what}"));
        print_functions(out, &self.ledger, 1.0 / CALLS as f64);
        print_partitions(out, &self.ledger, 1.0 / CALLS as f64);
    }
}

/// Where most is written.
fn print_partitions(out: &mut String, ledger: &Ledger, one: f64) {
    const SHOWN: usize = 16;
    let mut kinds: BTreeMap<String, f64> = BTreeMap::new();
    for ((index, partition), heat) in &ledger.partitions {
        let kind = format!("{} {}", index.unwrap_or("items"), kind_of(partition));
        *kinds.entry(kind).or_default() += heat.all_writes * one;
    }
    let mut kinds: Vec<_> = kinds.into_iter().collect();
    kinds.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    let shown: Vec<String> =
        kinds.into_iter().take(SHOWN).map(|(kind, units)| format!("{kind} {units:.1}")).collect();
    let _ = writeln!(out, "  write units of one call by partition: {}", shown.join(", "));
}

fn print_functions(out: &mut String, ledger: &Ledger, one: f64) {
    let _ = writeln!(
        out,
        "  by function, for one call:    runs  seconds  requests   reads  writes (items + indexes)"
    );
    for (function, taken) in &ledger.functions {
        let _ = writeln!(
            out,
            "    {function:<24} {:>8.1} {:>8.2} {:>9.1} {:>7.1} {:>7.1} + {:.1}",
            taken.runs as f64 * one,
            taken.seconds * one,
            taken.requests as f64 * one,
            taken.reads * one,
            taken.table_writes * one,
            taken.index_writes * one
        );
    }
}

/// What a booked meeting costs, where everybody books.
fn print_meeting(out: &mut String, booked: &Calls, prices: &Prices) {
    let (ledger, measured, aws) = (&booked.ledger, &booked.measured, booked.bill.total());
    let calls = CALLS as f64;
    let model = (ledger.prompt_tokens as f64 * prices.model.million_prompt_tokens
        + ledger.completion_tokens as f64 * prices.model.million_completion_tokens)
        / 1e6
        / calls;
    let minutes = measured.talked / calls / 60.0;
    let twilio = answered_call(prices.twilio.minute, minutes, CallFeatures { are_recorded: true });
    let _ = writeln!(
        out,
        "\nA booked meeting, where the first call books it: AWS ${:.5}, {} ${model:.5} ({} requests, {} + {} tokens), \
         Twilio ${twilio:.3} ({minutes:.1} min)",
        aws / 1000.0,
        prices.model.name,
        ledger.model_requests / CALLS as u64,
        ledger.prompt_tokens / CALLS as u64,
        ledger.completion_tokens / CALLS as u64,
    );
}

fn print_idle(out: &mut String, hour: &Measured, prices: &Prices) {
    let mut month = Bill::of(&hour.ledger, 0.0, HOURS_IN_A_MONTH, prices);
    let resources =
        |kind: &str| [TEMPLATE, ALARMS].iter().map(|text| text.matches(kind).count()).sum::<usize>();
    let secrets = resources("Type: AWS::SecretsManager::Secret\n") as f64;
    let alarms = resources("AWS::CloudWatch::Alarm").saturating_sub(prices.cloudwatch.alarms_free) as f64;
    let polled = TEMPLATE.matches("Type: SQS\n").count() as f64;
    let polls = (polled * POLLS_PER_MINUTE * 60.0 * HOURS_IN_A_MONTH - prices.sqs.requests_free).max(0.0);
    month.0.extend([
        ("SQS, polls", polls, "not free", polls * prices.sqs.million_requests / 1e6),
        ("Secrets Manager", secrets, "secrets", secrets * prices.secrets_manager.secret_month),
        ("CloudWatch, alarms", alarms, "not free", alarms * prices.cloudwatch.alarm_month),
    ]);
    month.print(out, "A month in which nothing happens");
}

/// The memory of a function, as template.yaml has it.
pub fn gigabytes(function: &str) -> f64 {
    let program = match function {
        "voice" | "status" => format!("twilio-{function}"),
        other => other.to_owned(),
    };
    let memory = |text: &str| -> Option<f64> {
        let (_, rest) = text.split_once("MemorySize: ")?;
        rest.split_whitespace().next()?.parse().ok()
    };
    let own = TEMPLATE
        .split("Type: AWS::Serverless::Function")
        .find(|own| own.contains(&format!("CodeUri: target/lambda/homework-{program}/")));
    own.and_then(memory).or_else(|| memory(TEMPLATE)).unwrap_or_default() / 1024.0
}

/// A partition's key without what tells it from others of its kind.
fn kind_of(partition: &str) -> String {
    let own =
        |part: &str| part.len() > 12 || part.starts_with('+') || part.bytes().any(|c| c.is_ascii_digit());
    let parts = partition.split('#').map(|part| if own(part) { "*" } else { part });
    parts.collect::<Vec<_>>().join("#")
}

static LOGGED: AtomicU64 = AtomicU64::new(0);

fn logged() -> f64 {
    LOGGED.load(Ordering::Relaxed) as f64
}

/// Counts what is logged as the functions log it: JSON, a line each.
fn count_logs() {
    struct Counted;
    impl io::Write for Counted {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            LOGGED.fetch_add(bytes.len() as u64, Ordering::Relaxed);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let logs = tracing_subscriber::fmt().json().with_max_level(tracing_subscriber::filter::LevelFilter::INFO);
    // Somebody else may have set one: then nothing is counted.
    let _ = logs.with_writer(|| Counted).try_init();
}
