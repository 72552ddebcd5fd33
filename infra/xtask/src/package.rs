//! `cargo xtask package`: builds the functions for AWS.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{ExitCode, Stdio};
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use tokio::process::Command;

use crate::build::{self, Tests};
use crate::paths::Paths;
use crate::setup;
use crate::steps::Step;

/// The C library of Lambda's `provided.al2023`: 2.34.
const LAMBDA_GLIBC_MINOR: u32 = 34;
/// When every packaged file was written, so that the same bytes make the same archive: 2000-01-01.
const WRITTEN: Duration = Duration::from_secs(946_684_800);

/// The processors that Lambda has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Arch {
    Arm64,
    #[value(name = "x86_64")]
    X86,
}

impl Arch {
    /// This machine's, where Lambda has it.
    pub(crate) fn of_host() -> Option<Self> {
        match std::env::consts::ARCH {
            "aarch64" => Some(Self::Arm64),
            "x86_64" => Some(Self::X86),
            _ => None,
        }
    }

    /// As Lambda and the template's parameter call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Arm64 => "arm64",
            Self::X86 => "x86_64",
        }
    }

    fn target(self) -> &'static str {
        match self {
            Self::Arm64 => "aarch64-unknown-linux-gnu",
            Self::X86 => "x86_64-unknown-linux-gnu",
        }
    }
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Packaging {
    /// Processor that the functions are built for.
    #[arg(long, default_value = "arm64")]
    pub(crate) arch: Arch,
    /// cargo's profile. `dev` is quick to build, for a first look, and only for this machine's own processor.
    #[arg(long, value_name = "NAME", default_value = "deploy")]
    pub(crate) profile: String,
    /// With the profile `dev`: as cargo builds the functions beside their tests, which have other features.
    #[arg(long, hide = true)]
    pub(crate) beside_tests: bool,
}

pub(crate) async fn run(options: Packaging) -> Result<ExitCode> {
    let paths = Paths::find()?;
    let folder = package(&paths, &options).await?;
    println!("  {} for {}", paths.shown(&folder), options.arch.name());
    Ok(ExitCode::SUCCESS)
}

/// Builds the functions and lays them out as `cargo lambda build` does, which is where the template looks for them:
/// `target/lambda/<package>/bootstrap`. Returns that folder.
pub(crate) async fn package(paths: &Paths, options: &Packaging) -> Result<PathBuf> {
    setup::check_disk(paths)?;
    if options.profile == "dev" {
        build::build(paths, if options.beside_tests { Tests::Built } else { Tests::Left }).await?;
        return lay_all_out(paths, options.arch, &paths.binaries, &paths.function_packages()?).await;
    }
    let cargo_lambda = cargo_lambda(paths);
    let missing = missing(options.arch, &cargo_lambda).await?;
    if !missing.is_empty() {
        bail!(unavailable(options.arch, &missing));
    }
    let packages = paths.function_packages()?;
    let built = match &cargo_lambda {
        Some(program) => with_cargo_lambda(paths, options, program, &packages).await?,
        None => with_cargo(paths, options, &packages).await?,
    };
    lay_all_out(paths, options.arch, &built, &packages).await
}

async fn lay_all_out(paths: &Paths, arch: Arch, built: &Path, packages: &[String]) -> Result<PathBuf> {
    let step = Step::start("Laying the functions out");
    let folder = paths.root.join("target/lambda");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    for package in packages {
        lay_out(built, &folder, package).await?;
    }
    fs::write(folder.join("architecture"), arch.name())?;
    step.done(format!("{} functions in {}", packages.len(), paths.shown(&folder)));
    Ok(folder)
}

/// The processor of what is packaged, where anything is.
pub(crate) fn packaged_arch(paths: &Paths) -> Result<Arch> {
    let written = fs::read_to_string(paths.root.join("target/lambda/architecture"))
        .context("nothing is packaged: run `cargo xtask package` first")?;
    Arch::from_str(written.trim(), false).map_err(anyhow::Error::msg)
}

/// cargo-lambda, which links against Lambda's C library with zig: where PATH or `.venv-package` has it.
fn cargo_lambda(paths: &Paths) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain([paths.root.join(".venv-package/bin")])
        .map(|folder| folder.join("cargo-lambda"))
        .find(|program| program.is_file())
}

/// What this machine lacks to build for that processor.
async fn missing(arch: Arch, cargo_lambda: &Option<PathBuf>) -> Result<Vec<String>> {
    if Arch::of_host() == Some(arch) {
        return Ok(Vec::new());
    }
    let sysroot = setup::output(Command::new("rustc").args(["--print", "sysroot"])).await?;
    let library = Path::new(sysroot.trim()).join("lib/rustlib").join(arch.target()).join("lib");
    let mut missing = Vec::new();
    if !library.is_dir() {
        missing.push(format!("Rust's target (rustup target add {})", arch.target()));
    }
    if cargo_lambda.is_none() {
        missing.push("cargo-lambda (python3 -m venv .venv-package && .venv-package/bin/pip install --require-hashes -r infra/requirements-package.txt)".to_owned());
    }
    Ok(missing)
}

fn unavailable(arch: Arch, missing: &[String]) -> String {
    let own = match Arch::of_host() {
        Some(own) => format!("; `--arch {}` is this machine's own", own.name()),
        None => String::new(),
    };
    format!("for {} this machine lacks {}{own}", arch.name(), missing.join(" and "))
}

/// Returns the folder with the binaries.
async fn with_cargo(paths: &Paths, options: &Packaging, packages: &[String]) -> Result<PathBuf> {
    let mut cargo = build::cargo(paths);
    cargo.args(["build", "--bins", "--locked", "--profile", &options.profile]);
    compile(paths, &mut cargo, packages).await?;
    Ok(paths.binaries.with_file_name(&options.profile))
}

async fn with_cargo_lambda(
    paths: &Paths,
    options: &Packaging,
    program: &Path,
    packages: &[String],
) -> Result<PathBuf> {
    let built = paths.root.join("target/cargo-lambda");
    let mut cargo = Command::new(program);
    cargo.args([
        "lambda",
        "build",
        "--locked",
        "--profile",
        &options.profile,
        "--target",
        options.arch.target(),
    ]);
    cargo.arg("--lambda-dir").arg(&built).current_dir(&paths.root);
    if let Some(folder) = program.parent() {
        // zig is there, where both were installed from PyPI.
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = [folder.to_owned()].into_iter().chain(std::env::split_paths(&path));
        cargo.env("PATH", std::env::join_paths(folders)?);
    }
    compile(paths, &mut cargo, packages).await?;
    Ok(built)
}

/// Compiles so that nothing of the machine is in the binaries: the same commit gives the same bytes.
async fn compile(paths: &Paths, cargo: &mut Command, packages: &[String]) -> Result<()> {
    for package in packages {
        cargo.args(["--package", package]);
    }
    let [rust, c] = remapped(paths);
    cargo.env("CARGO_ENCODED_RUSTFLAGS", rust).env("CFLAGS", c).env_remove("RUSTFLAGS").stdin(Stdio::null());
    // What the C libraries take for the time of their compilation.
    cargo.env("SOURCE_DATE_EPOCH", WRITTEN.as_secs().to_string());
    let status = cargo.status().await.context("cargo does not run")?;
    if !status.success() {
        bail!("the functions were not built: the compiler's message above says where");
    }
    Ok(())
}

/// The flags for rustc and for C compilers with which no path of this machine gets into a binary.
fn remapped(paths: &Paths) -> [String; 2] {
    let home = |variable: &str, usual: &str| {
        std::env::var_os(variable).map(PathBuf::from).or_else(|| Some(std::env::home_dir()?.join(usual)))
    };
    let target = paths.binaries.parent().map(Path::to_owned);
    // rustc takes the last that fits.
    let places = [
        (home("CARGO_HOME", ".cargo"), "/cargo"),
        (home("RUSTUP_HOME", ".rustup"), "/rustup"),
        (Some(paths.root.clone()), "/homework"),
        (target, "/homework/target"),
    ];
    let places = places.iter().filter_map(|(from, to)| Some((from.as_ref()?.to_str()?, to)));
    let (rust, c): (Vec<String>, Vec<String>) = places
        .map(|(from, to)| {
            (format!("--remap-path-prefix={from}={to}"), format!("-ffile-prefix-map={from}={to}"))
        })
        .unzip();
    [rust.join("\u{1f}"), c.join(" ")]
}

/// Puts a function's program in its place, without what only a debugger reads.
async fn lay_out(built: &Path, folder: &Path, package: &str) -> Result<()> {
    // cargo-lambda leaves <package>/bootstrap, cargo <package>.
    let nested = built.join(package).join("bootstrap");
    let binary = if nested.is_file() { nested } else { built.join(package) };
    let bootstrap = folder.join(package).join("bootstrap");
    fs::create_dir_all(folder.join(package))?;
    fs::copy(&binary, &bootstrap).with_context(|| format!("{package} has no binary of its own name"))?;
    // What another processor's program is, this machine's strip may not know: the profile has stripped it.
    let _ = setup::output(Command::new("strip").arg(&bootstrap)).await;
    if let Some(minor) = glibc_minor(&fs::read(&bootstrap)?).filter(|minor| *minor > LAMBDA_GLIBC_MINOR) {
        bail!(
            "{package} needs glibc 2.{minor} as this machine has it, Lambda has 2.{LAMBDA_GLIBC_MINOR}: \
             install cargo-lambda (infra/requirements-package.txt), which links against Lambda's"
        );
    }
    File::options().write(true).open(&bootstrap)?.set_modified(SystemTime::UNIX_EPOCH + WRITTEN)?;
    Ok(())
}

/// The newest version of glibc 2 whose symbols a program asks for.
fn glibc_minor(program: &[u8]) -> Option<u32> {
    let text = String::from_utf8_lossy(program);
    let versions = text.split("GLIBC_2.").skip(1);
    versions
        .filter_map(|rest| {
            let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            rest[..digits].parse().ok()
        })
        .max()
}

#[cfg(test)]
mod tests {
    use super::{Arch, glibc_minor, unavailable};

    #[test]
    fn what_is_missing_is_told_in_one_line() {
        let told = unavailable(Arch::Arm64, &["Rust's target".to_owned(), "cargo-lambda".to_owned()]);
        assert!(told.starts_with("for arm64 this machine lacks Rust's target and cargo-lambda"), "{told}");
        assert_eq!(told.lines().count(), 1);
    }

    #[test]
    fn the_newest_glibc_is_read_from_the_program() {
        assert_eq!(glibc_minor(b"\0GLIBC_2.9\0GLIBC_2.34\0GLIBC_2.17\0GLIBC_PRIVATE\0"), Some(34));
        assert_eq!(glibc_minor(b"static"), None);
    }
}
