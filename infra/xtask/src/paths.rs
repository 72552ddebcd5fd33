//! Where things are.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// cargo's profiles, as far as they are run here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    Dev,
    Release,
    /// What is shipped.
    Deploy,
}

impl Profile {
    /// As cargo's `--profile` takes it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Release => "release",
            Self::Deploy => "deploy",
        }
    }

    fn folder(self) -> &'static str {
        match self {
            Self::Dev => "debug",
            Self::Release => "release",
            Self::Deploy => "deploy",
        }
    }
}

/// The places xtask reads and writes.
#[derive(Debug, Clone)]
pub(crate) struct Paths {
    /// The repository.
    pub(crate) root: PathBuf,
    /// How the system is compiled.
    pub(crate) profile: Profile,
    /// Where cargo puts what it builds in that profile.
    pub(crate) binaries: PathBuf,
    /// Everything a local run leaves behind: logs, endpoints, laid-out functions.
    pub(crate) local: PathBuf,
}

impl Paths {
    /// Finds the repository this xtask was built from, and makes the folder for local files.
    pub(crate) fn find() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .ancestors()
            .nth(2)
            .context("infra/xtask is not two folders below the repository's root")?
            .to_owned();
        let binaries = std::env::current_exe()?.parent().context("xtask has no folder")?.to_owned();
        let local = root.join("target/local");
        std::fs::create_dir_all(&local).with_context(|| format!("cannot create {}", local.display()))?;
        Ok(Self { root, profile: Profile::Dev, binaries, local }.built_in(Profile::Dev))
    }

    /// The same places for a system that is compiled in this profile.
    pub(crate) fn built_in(self, profile: Profile) -> Self {
        let binaries = self.binaries.with_file_name(profile.folder());
        Self { profile, binaries, ..self }
    }

    /// The same places for a system that runs beside the first: it leaves its files in a folder of this name.
    pub(crate) fn apart(&self, name: &str) -> Result<Self> {
        let local = self.local.join(name);
        std::fs::create_dir_all(&local).with_context(|| format!("cannot create {}", local.display()))?;
        Ok(Self { local, ..self.clone() })
    }

    /// Claims the folder for local files until the returned file is closed; fails where another xtask
    /// has it, whose logs and endpoints would be overwritten.
    pub(crate) fn claim(&self) -> Result<File> {
        let lock = File::create(self.local.join("lock")).context("cannot write to target/local")?;
        match lock.try_lock() {
            Ok(()) => Ok(lock),
            Err(TryLockError::WouldBlock) => {
                bail!(
                    "another `cargo xtask run`, `test` or `bench` is at work in this repository: end it first"
                )
            }
            Err(TryLockError::Error(error)) => Err(error).context("cannot claim target/local"),
        }
    }

    /// Where tests write how far the system's clock is moved.
    pub(crate) fn clock_file(&self) -> PathBuf {
        self.local.join("clock-ahead")
    }

    /// A Python script of `infra/local`.
    pub(crate) fn script(&self, name: &str) -> PathBuf {
        self.root.join("infra/local").join(name)
    }

    /// A path as a person in the repository would write it.
    pub(crate) fn shown<'a>(&self, path: &'a Path) -> std::path::Display<'a> {
        path.strip_prefix(&self.root).unwrap_or(path).display()
    }

    /// The packages of the functions, as `functions/` lists them.
    pub(crate) fn function_packages(&self) -> Result<Vec<String>> {
        let folder = self.root.join("functions");
        let mut packages = Vec::new();
        for entry in std::fs::read_dir(&folder).context("cannot list functions/")? {
            let entry = entry?;
            if entry.path().join("Cargo.toml").is_file() {
                packages.push(format!("homework-{}", entry.file_name().to_string_lossy()));
            }
        }
        packages.sort();
        Ok(packages)
    }
}
