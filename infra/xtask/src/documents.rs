//! The documents name files, and what is in them: both have to be there.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::paths::Paths;
use crate::steps::verdict;

const DOCUMENTS: [&str; 3] = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"];
/// What is made, installed or an operator's own.
const LEFT_OUT: [&str; 5] = ["target", "node_modules", "dist", ".git", ".venv"];
const KINDS: [&str; 10] = ["rs", "ts", "tsx", "py", "md", "json", "yaml", "tsv", "csv", "txt"];

/// Says what is named and is not there. Says whether there is nothing.
pub(crate) fn check(paths: &Paths) -> Result<bool> {
    let mut files = Vec::new();
    list(&paths.root, &paths.root, &mut files)?;
    let mut well = true;
    for document in DOCUMENTS {
        let text = fs::read_to_string(paths.root.join(document)).with_context(|| document)?;
        for missing in
            missing(&text, &files, |file| fs::read_to_string(paths.root.join(file)).unwrap_or_default())
        {
            well = verdict(false, &format!("{document} names {missing}"));
        }
    }
    if well {
        verdict(true, "the files that the documents name");
    }
    Ok(well)
}

fn list(root: &Path, folder: &Path, files: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if LEFT_OUT.iter().any(|left_out| name == *left_out) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            list(root, &entry.path(), files)?;
        } else {
            files.push(entry.path().strip_prefix(root)?.display().to_string());
        }
    }
    Ok(())
}

/// The files that are named, by their path or its end, and are not there; and in a table's row, the names that
/// are not in the row's file.
fn missing(document: &str, files: &[String], read: impl Fn(&str) -> String) -> Vec<String> {
    let mut missing = Vec::new();
    for line in document.lines() {
        let mut row_file = None;
        for code in line.split('`').skip(1).step_by(2) {
            if code.rsplit_once('.').is_some_and(|(_, kind)| KINDS.contains(&kind)) && is_path(code) {
                let is_end = |file: &&String| {
                    file.strip_suffix(code).is_some_and(|before| before.is_empty() || before.ends_with('/'))
                };
                row_file = files.iter().find(is_end).filter(|_| line.starts_with('|'));
                if !files.iter().any(|file| is_end(&file)) {
                    missing.push(code.to_owned());
                }
            } else if let Some(file) = row_file {
                let word = |c: char| c.is_alphanumeric() || c == '_';
                if !read(file).split(|c| !word(c)).any(|found| found == code) {
                    missing.push(format!("{code} of {file}"));
                }
            }
        }
    }
    missing
}

fn is_path(code: &str) -> bool {
    code.contains('/')
        && code.chars().all(|c| c.is_alphanumeric() || "/._-".contains(c))
        && !code.starts_with(['/', '~'])
        && !code.starts_with("target/")
}

#[cfg(test)]
mod tests {
    use super::missing;

    #[test]
    fn what_is_gone_is_named() {
        let files = ["shared/a/gate.rs".to_owned()];
        let read = |_: &str| "fn ask() {}".to_owned();
        let of = |document: &str| missing(document, &files, read);
        assert!(of("See `shared/a/gate.rs`, `a/gate.rs` (`tell`) and `gate.rs`.").is_empty());
        assert!(of("| when? | `shared/a/gate.rs`, `ask` |").is_empty());
        assert_eq!(of("| when? | `shared/a/gate.rs`, `tell` |"), ["tell of shared/a/gate.rs"]);
        assert_eq!(of("See `shared/b/gate.rs` and `ate.rs`."), ["shared/b/gate.rs"]);
    }
}
