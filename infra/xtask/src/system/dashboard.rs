//! The dashboard's pages: built from `frontend/`, and checked.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result, bail};
use tokio::process::Command;

use crate::paths::Paths;
use crate::setup::output;
use crate::steps::{Step, passes, verdict};

const OLDEST_NODE: (u32, u32) = (20, 19);

/// What the pages are made of, besides the packages they use.
const SOURCES: [&str; 6] = ["src", "public", "plugins", "index.html", "vite.config.ts", "package-lock.json"];

/// Builds the pages if anything of them has changed; returns the folder to serve.
pub(crate) async fn build(paths: &Paths) -> Result<PathBuf> {
    let folder = paths.root.join("frontend");
    install(paths, &folder).await?;
    let built = folder.join("dist");
    // Written last: it is there only when the build is whole.
    let stamp = built.join(".built");
    let mut newest = SystemTime::UNIX_EPOCH;
    for source in SOURCES {
        newest = newest.max(newest_change(&folder.join(source))?);
    }
    if fs::metadata(&stamp).and_then(|stamp| stamp.modified()).is_ok_and(|built_at| built_at > newest) {
        return Ok(built);
    }
    let step = Step::start("Building the dashboard");
    output(Command::new("npm").args(["run", "--silent", "build"]).current_dir(&folder))
        .await
        .context("the dashboard was not built: `npm run build` in frontend/ says why")?;
    fs::write(&stamp, "")?;
    step.done("dashboard built");
    Ok(built)
}

/// Lint, types, unit tests, and whether the API's types are those of its description.
pub(crate) async fn check(paths: &Paths) -> Result<bool> {
    let folder = paths.root.join("frontend");
    install(paths, &folder).await?;
    let mut well = client_is_current(paths, &folder).await?;
    for (script, what) in [
        ("lint", "dashboard: lint and formatting (npm run format puts the latter right)"),
        ("typecheck", "dashboard: types"),
        ("test", "dashboard: unit tests"),
    ] {
        let mut npm = Command::new("npm");
        npm.args(["run", "--silent", script]).current_dir(&folder);
        well &= passes(what, &mut npm).await?;
    }
    Ok(well)
}

/// Says whether the types that are checked in are made from the description that is checked in.
async fn client_is_current(paths: &Paths, folder: &Path) -> Result<bool> {
    let made = paths.local.join("schema.d.ts");
    output(
        Command::new("npx")
            .args(["openapi-typescript", "../infra/openapi.json", "--output"])
            .arg(&made)
            .current_dir(folder),
    )
    .await
    .context("the API's types were not generated")?;
    let current = fs::read(&made)? == fs::read(folder.join("src/api/schema.d.ts")).unwrap_or_default();
    Ok(verdict(current, "frontend/src/api/schema.d.ts (npm run generate in frontend/ puts it right)"))
}

/// Installs the packages that a folder's lock file names, unless they are there.
pub(crate) async fn install(paths: &Paths, folder: &Path) -> Result<()> {
    let wanted = fs::read_to_string(folder.join("package-lock.json"))
        .with_context(|| format!("cannot read {}/package-lock.json", paths.shown(folder)))?;
    let stamp = folder.join("node_modules/.installed");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    check_node().await?;
    let step = Step::start(format!("Installing the packages of {}", paths.shown(folder)));
    output(Command::new("npm").args(["ci", "--no-audit", "--no-fund", "--silent"]).current_dir(folder))
        .await
        .with_context(|| format!("npm could not install the packages of {}", paths.shown(folder)))?;
    fs::write(&stamp, wanted)?;
    step.done(format!("packages of {} installed", paths.shown(folder)));
    Ok(())
}

async fn check_node() -> Result<()> {
    let advice = format!("install Node.js {}.{} or newer, with npm", OLDEST_NODE.0, OLDEST_NODE.1);
    let Ok(version) = output(Command::new("node").arg("--version")).await else {
        bail!("the dashboard is built with Node.js, and node does not run: {advice}");
    };
    let mut parts = version.trim_start_matches('v').split('.').map_while(|part| part.trim().parse().ok());
    let found = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    if found < OLDEST_NODE {
        bail!("node is {}.{}: {advice}", found.0, found.1);
    }
    Ok(())
}

/// When a file, or the last of a folder's files, was changed. A folder changes when a file goes.
fn newest_change(path: &Path) -> Result<SystemTime> {
    let about = fs::metadata(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut newest = about.modified()?;
    if about.is_dir() {
        for entry in fs::read_dir(path)? {
            newest = newest.max(newest_change(&entry?.path())?);
        }
    }
    Ok(newest)
}
