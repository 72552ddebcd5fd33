//! The browser tests: Playwright drives Chromium over the running system.

use std::path::PathBuf;

use anyhow::{Context, Result};
use tokio::process::Command;

use crate::paths::Paths;
use crate::steps::passes;
use crate::system::{dashboard, endpoints};

/// Names under which systems install Chromium, the one without windows first: it is the lightest.
const CHROMIUMS: [&str; 5] =
    ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Says whether all of them pass. `endpoints.json` tells them where the system is.
pub(crate) async fn run(paths: &Paths, chromium: &PathBuf) -> Result<bool> {
    let folder = paths.root.join("tests/browser");
    dashboard::install(paths, &folder).await?;
    let mut types = Command::new("npm");
    types.args(["run", "--silent", "typecheck"]).current_dir(&folder);
    let well = passes("browser tests: types", &mut types).await?;
    let mut tests = Command::new("npx");
    tests
        .args(["playwright", "test"])
        .env("CHROMIUM_PATH", chromium)
        .env("HOMEWORK_ENDPOINTS", endpoints::path(paths))
        .current_dir(&folder);
    Ok(well & passes("the dashboard in Chromium (Playwright)", &mut tests).await?)
}

/// Where Chromium is: CHROMIUM_PATH says it, or it is found by its usual names.
pub(crate) fn chromium() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("CHROMIUM_PATH").map(PathBuf::from) {
        return Ok(path);
    }
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders)
        .flat_map(|folder| CHROMIUMS.map(|name| folder.join(name)))
        .find(|program| program.is_file())
        .context("Chromium is missing: install it (Debian: apt install chromium-headless-shell), or set CHROMIUM_PATH")
}
