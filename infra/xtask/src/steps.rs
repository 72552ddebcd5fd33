//! How steps and checks are shown: a step as a spinner that becomes a line with the time it took.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use tokio::process::Command;

/// A step under way. Where output is no terminal only the finished line is printed.
pub(crate) struct Step {
    spinner: ProgressBar,
    started: Instant,
}

impl Step {
    pub(crate) fn start(what: impl Into<String>) -> Self {
        let spinner = ProgressBar::new_spinner().with_message(what.into());
        spinner.set_style(ProgressStyle::default_spinner());
        spinner.enable_steady_tick(Duration::from_millis(100));
        Self { spinner, started: Instant::now() }
    }

    /// Ends the step with a line that says what was done.
    pub(crate) fn done(self, what: impl AsRef<str>) {
        self.spinner.finish_and_clear();
        println!("  ✓ {} ({:.1} s)", what.as_ref(), self.started.elapsed().as_secs_f64());
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        self.spinner.finish_and_clear();
    }
}

/// Runs a check with its output shown, and says how long it took. Returns whether it passes.
pub(crate) async fn passes(what: &str, command: &mut Command) -> Result<bool> {
    let started = Instant::now();
    let status = command.status().await.with_context(|| format!("{what}: the check does not run"))?;
    let mark = if status.success() { '✓' } else { '✗' };
    println!("  {mark} {what} ({:.0} s)", started.elapsed().as_secs_f64());
    Ok(status.success())
}
