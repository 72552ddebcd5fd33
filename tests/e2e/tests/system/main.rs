//! The whole system, deployed from template.yaml to the local AWS, its vendors simulated.

mod bad_input;
mod booking_faults;
mod counters;
mod duplicates;
mod main_job;
mod pacing;
mod security;
mod sweeping;
mod telephony_faults;
mod turn_cost;
