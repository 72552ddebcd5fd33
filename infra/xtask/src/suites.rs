//! The tests that want the running system, besides cargo's.

pub(crate) mod browser;
pub(crate) mod deployment;
pub(crate) mod fuzz;
mod fuzz_seeds;
mod runbook;
