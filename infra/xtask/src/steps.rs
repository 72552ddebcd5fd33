//! How steps and checks are shown: a step as a spinner that becomes a line with the time it took.

use std::process::Stdio;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{ChildStdout, Command};
use tokio::time::timeout;

/// What did not pass so far, a line each.
static FAILED: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// What a check leaves running may keep its output open, and is not waited for any longer.
const LAST_OUTPUT: Duration = Duration::from_secs(5);

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
    let child = command.stdout(Stdio::piped()).spawn();
    let mut child = child.with_context(|| format!("{what}: the check does not run"))?;
    let mut failed_tests = Vec::new();
    if let Some(stdout) = child.stdout.take() {
        let mut shown = Box::pin(show(stdout, &mut failed_tests));
        tokio::select! {
            () = &mut shown => {}
            _ = child.wait() => {
                let _ = timeout(LAST_OUTPUT, &mut shown).await;
            }
        }
    }
    let status = child.wait().await.with_context(|| format!("{what}: how it ended is not known"))?;
    let named =
        if failed_tests.is_empty() { String::new() } else { format!(": {}", failed_tests.join(", ")) };
    let seconds = started.elapsed().as_secs_f64();
    Ok(verdict(status.success(), &format!("{what} ({seconds:.0} s){named}")))
}

/// Shows whether something passes, which it returns. What does not is told once more at the end ([`tell_failures`]).
pub(crate) fn verdict(passed: bool, what: &str) -> bool {
    let mark = if passed { '✓' } else { '✗' };
    println!("  {mark} {what}");
    if !passed {
        FAILED.lock().unwrap_or_else(PoisonError::into_inner).push(what.to_owned());
    }
    passed
}

/// Names all that did not pass, where somebody looks first.
pub(crate) fn tell_failures() {
    for what in FAILED.lock().unwrap_or_else(PoisonError::into_inner).iter() {
        println!("did not pass: {what}");
    }
}

/// Shows what is printed line by line, and notes the tests that fail by it.
async fn show(stdout: ChildStdout, failed_tests: &mut Vec<String>) {
    let (mut reader, mut line) = (BufReader::new(stdout), Vec::new());
    while reader.read_until(b'\n', &mut line).await.is_ok_and(|read| read > 0) {
        let text = String::from_utf8_lossy(&line);
        print!("{text}");
        failed_tests.extend(failed_test(&text).map(str::to_owned));
        line.clear();
    }
}

/// The test that a line of libtest or Playwright says has failed.
fn failed_test(line: &str) -> Option<&str> {
    let of_libtest = || line.trim_end().strip_prefix("test ")?.strip_suffix(" ... FAILED");
    let of_playwright = || Some(line.trim_start().strip_prefix('✘')?.trim());
    of_libtest().or_else(of_playwright)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_that_failed_is_told_from_one_that_did_not() {
        assert_eq!(failed_test("test gate::hours ... FAILED\n"), Some("gate::hours"));
        assert_eq!(failed_test("test gate::hours ... ok\n"), None);
        assert_eq!(
            failed_test("  ✘  3 [phone] › a.spec.ts:5:1 › books (2s)\n"),
            Some("3 [phone] › a.spec.ts:5:1 › books (2s)")
        );
        assert_eq!(failed_test("    Supports NULL byte in headers:     ✘\n"), None);
        assert_eq!(failed_test("  ✓  3 [phone] › a.spec.ts:5:1 › books (2s)\n"), None);
    }
}
