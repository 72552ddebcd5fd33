//! The clock of a simulated system, which its tests move: they write by how many seconds into a file.

use std::path::PathBuf;
use std::sync::OnceLock;
use std::{env, fs};

use homework_domain::clock;
use jiff::SignedDuration;

/// Names the file. No template sets it.
const VARIABLE: &str = "CLOCK_AHEAD_FILE";

static FILE: OnceLock<PathBuf> = OnceLock::new();

/// Follows the file, where there is one; called as a function starts.
pub(crate) fn follow() {
    if let Some(file) = env::var_os(VARIABLE).filter(|file| !file.is_empty())
        && FILE.set(file.into()).is_ok()
    {
        clock::run_ahead(ahead);
    }
}

fn ahead() -> SignedDuration {
    let written = FILE.get().and_then(|file| fs::read_to_string(file).ok());
    let seconds = written.and_then(|seconds| seconds.trim().parse().ok());
    SignedDuration::from_secs(seconds.unwrap_or(0))
}
