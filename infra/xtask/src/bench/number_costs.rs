//! `cargo xtask bench numbers`: what it costs to check a number and to read a stored lead, in
//! instructions as valgrind counts them, so that a busy machine changes nothing.

use std::process::Stdio;

use anyhow::{Context, Result, bail};
use tokio::process::Command;

use crate::build::cargo;
use crate::campaign::summary::table;
use crate::paths::Paths;

const EXAMPLE: &str = "number_cost";
const ROWS: u64 = 1_200;

/// What is measured: the example's word for it, and ours.
const MEASURED: [(&str, &str); 4] = [
    ("stored", "a stored lead is read"),
    ("one", "a new lead's number is checked: one country"),
    ("sorted", "twelve countries, one after the other"),
    ("twelve", "twelve countries in turn"),
];

pub(crate) async fn run(paths: &Paths) -> Result<()> {
    let mut build = cargo(paths);
    build.args(["build", "--release", "--package", "homework-domain", "--example", EXAMPLE]);
    if !build.status().await?.success() {
        bail!("the example could not be built");
    }
    let program = paths.root.join("target/release/examples").join(EXAMPLE);
    let empty = instructions(&program, "one", 0).await?;
    let mut shown = table(["instructions", "first", "each further"]);
    for (word, name) in MEASURED {
        let first = instructions(&program, word, 1).await?;
        let all = instructions(&program, word, ROWS).await?;
        let further = all.saturating_sub(first) / (ROWS - 1);
        shown.add_row([name.to_owned(), first.saturating_sub(empty).to_string(), further.to_string()]);
    }
    println!("{shown}");
    Ok(())
}

/// How many instructions the program takes.
async fn instructions(program: &std::path::Path, what: &str, count: u64) -> Result<u64> {
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    valgrind.arg(program).args([what, &count.to_string()]).stdin(Stdio::null());
    let output = valgrind.output().await.context("valgrind cannot be started: is it installed?")?;
    let report = String::from_utf8_lossy(&output.stderr);
    let collected = report.lines().find_map(|line| line.split("Collected : ").nth(1));
    collected.and_then(|count| count.trim().parse().ok()).with_context(|| format!("no count in: {report}"))
}
