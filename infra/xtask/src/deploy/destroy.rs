//! `cargo xtask destroy`.

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Args;
use serde::Deserialize;
use serde_json::json;

use super::Place;
use crate::paths::Paths;
use crate::setup;

#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(flatten)]
    place: Place,
    /// Ask nothing.
    #[arg(long)]
    yes: bool,
}

#[derive(Debug, Deserialize)]
struct Told {
    /// What goes, a line for each kind.
    takes: Vec<String>,
    /// What stays: kind and name.
    leaves: Vec<(String, String)>,
}

pub(crate) async fn run(options: Options) -> Result<ExitCode> {
    let paths = Paths::find()?;
    let python = setup::deploy_python(&paths).await?;
    let place = &options.place;
    let request = |look: bool| json!({ "stack": place.stack, "look": look });
    let told: Told = place.ask(&paths, &python, "destroy.py", request(true)).await?;
    println!("With {} go:", place.stack);
    for line in &told.takes {
        println!("  {line}");
    }
    if !options.yes {
        confirm(&place.stack)?;
    }
    let told: Told = place.ask(&paths, &python, "destroy.py", request(false)).await?;
    println!(
        "{} is gone. What holds data stays, and table and pool stay protected from deletion:",
        place.stack
    );
    for (kind, name) in &told.leaves {
        println!("  {kind:<24} {name}");
    }
    Ok(ExitCode::SUCCESS)
}

/// The stack's name has to be typed.
fn confirm(stack: &str) -> Result<()> {
    print!("Type {stack} to go on: ");
    io::stdout().flush()?;
    let mut typed = String::new();
    io::stdin().read_line(&mut typed)?;
    if typed.trim() != stack {
        bail!("nothing was deleted");
    }
    Ok(())
}
