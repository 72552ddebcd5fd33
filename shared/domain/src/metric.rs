//! Metrics are log events with a target of their own: numbers are what is measured, texts tell apart. Whoever
//! writes the log makes them known to CloudWatch. They are of use for alarms and graphs; what is counted for
//! operators is counted exactly, elsewhere.
//!
//! | metric | by | |
//! |---|---|---|
//! | `calls` | `outcome` | calls that ended so |
//! | `calls_ended`, `opt_outs` | | of all calls that ended, those whose callee asked not to be called |
//! | `turns`, `latency_ms`, `model_ms`, `tools_ms`, `speech_ms` | | an answer on the line: how long it took from the request's arrival, and which part of that |
//! | `turns_without_answer` | | turns that ended in an apology |
//! | `calls_written_up`, `prompt_tokens`, `completion_tokens`, `tokens`, `call_seconds` | | what calls cost |
//! | `vendor_faults` | `vendor` | faults that a breaker was told of |
//! | `campaigns_paused_by_the_system` | | |
//! | `partner_leads`, `neutral_refusals` | | of the leads in order that partners sent, those of which they are not told why they are refused |
//! | `deliveries_given_up` | | events that a partner did not take however often they were posted |
//! | `calling_stops` | | emergency stops |
//! | `calls_stopped` | | calls that an emergency stop had Twilio end |
//! | `dials_refused` | | leads that the gate turned away at the moment of dialling |

/// The target of events that are metrics.
pub const TARGET: &str = "metric";
