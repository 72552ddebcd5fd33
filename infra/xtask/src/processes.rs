//! Processes that end when xtask ends, however xtask ends.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use tokio::process::{Child, ChildStdin, Command};
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::timeout;

use crate::paths::Paths;
use crate::setup::Python;

const STOP_DEADLINE: Duration = Duration::from_secs(10);

/// What of xtask's own environment a process is given. Not more: the functions inherit it.
const PASSED_ON: [&str; 6] = ["PATH", "HOME", "LANG", "USER", "SSL_CERT_FILE", "SSL_CERT_DIR"];

/// Returns on Ctrl-C or SIGTERM.
pub(crate) async fn interrupted() {
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

/// What to start.
pub(crate) struct Spec<'a> {
    pub(crate) name: &'static str,
    pub(crate) program: &'a Path,
    pub(crate) arguments: Vec<String>,
    pub(crate) environment: Vec<(&'static str, String)>,
}

/// A running process with a process group of its own, tied to xtask by its standard input: see
/// `infra/local/tether.py`.
pub(crate) struct Tethered {
    name: &'static str,
    child: Child,
    stdin: Option<ChildStdin>,
    group: Pid,
    log: PathBuf,
}

impl Tethered {
    /// Starts the process; what it prints goes to `target/local/<name>.log`.
    pub(crate) fn start(paths: &Paths, python: &Python, spec: Spec<'_>) -> Result<Self> {
        let log = paths.local.join(format!("{}.log", spec.name));
        let file = File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
        let passed_on = PASSED_ON.iter().filter_map(|name| std::env::var_os(name).map(|value| (name, value)));
        let mut child = Command::new(&python.program)
            .arg(paths.script("tether.py"))
            .arg(spec.program)
            .args(spec.arguments)
            .env_clear()
            .envs(passed_on)
            .envs(spec.environment)
            .current_dir(&paths.local)
            .stdin(Stdio::piped())
            .stdout(file.try_clone()?)
            .stderr(file)
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("cannot start {}", spec.name))?;
        let id = child.id().with_context(|| format!("{} ended at once", spec.name))?;
        let group = Pid::from_raw(i32::try_from(id)?);
        let stdin = child.stdin.take();
        Ok(Self { name: spec.name, child, stdin, group, log })
    }

    /// Fails, naming the log, where the process has ended by itself.
    pub(crate) fn check_alive(&mut self, paths: &Paths) -> Result<()> {
        if let Some(status) = self.child.try_wait()? {
            bail!("{} ended ({status}); see {}", self.name, paths.shown(&self.log));
        }
        Ok(())
    }

    /// Ends the process and everything it started.
    pub(crate) async fn stop(mut self) {
        drop(self.stdin.take());
        let _ = timeout(STOP_DEADLINE, self.child.wait()).await;
    }
}

impl Drop for Tethered {
    fn drop(&mut self) {
        // Whoever is left in the group; usually nobody.
        let _ = killpg(self.group, Signal::SIGKILL);
    }
}
