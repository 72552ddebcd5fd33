//! `.env`: the developer's own settings and credentials. `.env.example` documents every variable.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// The variables that are set to something.
#[derive(Debug, Default)]
pub(crate) struct EnvFile {
    variables: BTreeMap<String, String>,
}

impl EnvFile {
    /// Reads the file; none at all is like an empty one. A name that `known` does not list is refused:
    /// a misspelt credential would otherwise silently mean the sandbox.
    pub(crate) fn read(path: &Path, known: &[&str]) -> Result<Self> {
        if !path.exists() {
            return Ok(Self::default());
        }
        let mut variables = BTreeMap::new();
        for item in dotenvy::from_path_iter(path).context("cannot read .env")? {
            let (name, value) = item.context(".env is not well-formed")?;
            if !known.contains(&name.as_str()) {
                bail!(".env sets {name}, which means nothing here: .env.example lists what does");
            }
            if !value.trim().is_empty() {
                variables.insert(name, value.trim().to_owned());
            }
        }
        Ok(Self { variables })
    }

    /// As if the file held these.
    pub(crate) fn of(variables: &[(&str, &str)]) -> Self {
        Self { variables: variables.iter().map(|&(n, v)| (n.to_owned(), v.to_owned())).collect() }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str)
    }

    /// All of these, or `None` where none is set. Some but not all is an error that names the first
    /// one missing.
    pub(crate) fn all<const N: usize>(&self, names: [&str; N]) -> Result<Option<[&str; N]>> {
        let values = names.map(|name| self.get(name));
        if values.iter().all(Option::is_none) {
            return Ok(None);
        }
        if let Some(missing) = names.iter().zip(&values).find(|(_, value)| value.is_none()) {
            bail!(".env sets {} only in part: {} is missing", names.join(", "), missing.0);
        }
        Ok(Some(values.map(Option::unwrap_or_default)))
    }
}

#[cfg(test)]
mod tests {
    use super::EnvFile;

    #[test]
    fn credentials_are_whole_or_absent() {
        assert_eq!(EnvFile::of(&[]).all(["A", "B"]).unwrap(), None);
        assert_eq!(EnvFile::of(&[("A", "1"), ("B", "2")]).all(["A", "B"]).unwrap(), Some(["1", "2"]));
        let error = EnvFile::of(&[("A", "1")]).all(["A", "B"]).unwrap_err();
        assert!(error.to_string().contains("B is missing"), "{error}");
    }
}
