//! Starts the sandbox and serves until Ctrl-C or SIGTERM.

use clap::Parser as _;
use homework_sandbox::{Config, Sandbox, bind, serve};
use tokio::signal::unix::{SignalKind, signal};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let config = Config::parse();
    let listener = bind(config.port).await?;
    println!("sandbox listening on http://{}", listener.local_addr()?);
    let sandbox = Sandbox::new(config)?;
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        outcome = serve(listener, sandbox) => outcome?,
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
    Ok(())
}
