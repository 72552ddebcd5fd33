//! Configuration from the environment: read once, at start. A value that is missing or wrong ends
//! the start with an error that names it.

use std::collections::HashMap;
use std::fmt::Display;
use std::str::FromStr;

/// The environment's variables. An empty one counts as not set, as templates cannot leave one out.
#[derive(Debug, Clone, Default)]
pub struct Env(HashMap<String, String>);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    #[error("environment variable {0} is not set")]
    Missing(&'static str),
    #[error("environment variable {name}: {problem}")]
    Wrong { name: &'static str, problem: String },
}

impl Env {
    pub fn of_process() -> Self {
        Self::from_iter(std::env::vars())
    }

    pub fn required(&self, name: &'static str) -> Result<String, ConfigError> {
        self.optional(name).ok_or(ConfigError::Missing(name))
    }

    pub fn optional(&self, name: &'static str) -> Option<String> {
        self.0.get(name).filter(|value| !value.is_empty()).cloned()
    }

    /// A value that must be set and parse.
    pub fn parsed<T: FromStr<Err: Display>>(&self, name: &'static str) -> Result<T, ConfigError> {
        let wrong = |e: T::Err| ConfigError::Wrong { name, problem: e.to_string() };
        self.required(name)?.parse().map_err(wrong)
    }
}

impl FromIterator<(String, String)> for Env {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(variables: I) -> Self {
        Self(variables.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_or_wrong_value_is_named() {
        let env = Env::from_iter([("EMPTY".into(), String::new()), ("NUMBER".into(), "many".into())]);
        assert_eq!(env.required("EMPTY").unwrap_err().to_string(), "environment variable EMPTY is not set");
        assert!(
            env.parsed::<u32>("NUMBER").unwrap_err().to_string().starts_with("environment variable NUMBER: ")
        );
    }
}
