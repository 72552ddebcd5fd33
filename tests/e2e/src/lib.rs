//! The running system as its tests see it: the operators' API, the simulated vendors, and the
//! local AWS underneath. `cargo xtask test` starts it and says where it is in `HOMEWORK_ENDPOINTS`.

pub mod api;
pub mod aws;
pub mod leads;
pub mod processes;
pub mod sandbox;
pub mod system;

pub use system::{System, eventually, eventually_within};
