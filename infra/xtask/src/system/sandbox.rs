//! The sandbox: every vendor, simulated.

use std::time::Duration;

use anyhow::{Result, bail};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep};

use crate::paths::Paths;
use crate::processes::{Spec, Tethered};
use crate::setup::{self, Python};
use crate::system::demo::GoogleKey;

const START_DEADLINE: Duration = Duration::from_secs(10);
const POLL: Duration = Duration::from_millis(50);

/// How the sandbox is to play.
pub(crate) struct Play<'a> {
    pub(crate) port: u16,
    pub(crate) aws_endpoint: &'a str,
    pub(crate) time_zone: &'a str,
    pub(crate) google_key: &'a GoogleKey,
    /// Further arguments, such as a quicker pace.
    pub(crate) arguments: &'a [&'a str],
}

/// Starts the sandbox and waits until it listens.
pub(crate) async fn start(paths: &Paths, python: &Python, play: Play<'_>) -> Result<Tethered> {
    let mut arguments = vec![
        format!("--port={}", play.port),
        format!("--aws-endpoint={}", play.aws_endpoint),
        format!("--time-zone={}", play.time_zone),
        format!("--google-public-key={}", play.google_key.public_path.display()),
        format!("--clock-file={}", paths.clock_file().display()),
    ];
    arguments.extend(play.arguments.iter().map(|&argument| argument.to_owned()));
    // What answers there is to be the sandbox.
    setup::check_port(play.port, "--sandbox-port")?;
    let mut process = Tethered::start(
        paths,
        python,
        Spec {
            name: "sandbox",
            program: &paths.binaries.join("homework-sandbox"),
            arguments,
            environment: vec![("RUST_LOG", "info".to_owned())],
        },
    )?;
    let deadline = Instant::now() + START_DEADLINE;
    while TcpStream::connect(("127.0.0.1", play.port)).await.is_err() {
        process.check_alive(paths)?;
        if Instant::now() > deadline {
            bail!(
                "the sandbox did not start in {} s; see {}",
                START_DEADLINE.as_secs(),
                paths.shown(&paths.local.join("sandbox.log"))
            );
        }
        sleep(POLL).await;
    }
    Ok(process)
}
