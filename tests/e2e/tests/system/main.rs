//! The whole system, deployed from template.yaml to the local AWS, its vendors simulated.

mod analytics;
mod bad_input;
mod booking_faults;
mod calls;
mod campaigns;
mod counters;
mod do_not_call;
mod duplicates;
mod endpoints;
mod health;
mod imports;
mod large;
mod leads;
mod lists;
mod main_job;
mod meetings;
mod pacing;
mod partner_webhooks;
mod partners;
mod playground;
mod routes;
mod security;
mod settings;
mod sweeping;
mod telephony_faults;
mod turn_cost;
