//! Vendors that fail for some, functions that start again, and the vendors as settings show them. A program of its
//! own: with too much of it at once a breaker opens, which stops everybody's campaigns.

mod booking_faults;
mod caller_numbers;
mod cold_cost;
mod opt_outs;
mod settings;
mod telephony_faults;
