//! The calls that were made, as a table to read with `--nocapture`.

use anyhow::{Context, Result};
use homework_e2e::System;
use homework_e2e::leads::TestLead;
use jiff::Timestamp;

use crate::moment;

/// A call of one of the campaigns, by which it is told apart.
#[derive(Debug)]
pub(crate) struct Made {
    pub(crate) campaign: usize,
    pub(crate) lead: String,
    pub(crate) outcome: String,
    pub(crate) started_at: Timestamp,
    pub(crate) call_back_at: Option<Timestamp>,
    pub(crate) message_left: bool,
}

/// All calls of these campaigns, the first one first.
pub(crate) async fn made(system: &System, campaigns: &[String]) -> Result<Vec<Made>> {
    let mut made = Vec::new();
    for (campaign, id) in campaigns.iter().enumerate() {
        for call in system.api.calls_of(id).await? {
            made.push(Made {
                campaign,
                lead: call["lead_id"].as_str().unwrap_or_default().to_owned(),
                outcome: call["outcome"].as_str().unwrap_or_default().to_owned(),
                started_at: moment(&call["started_at"])?.context("a call without its beginning")?,
                call_back_at: moment(&call["call_back_at"])?,
                message_left: call["message_left"] == true,
            });
        }
    }
    made.sort_by_key(|call| call.started_at);
    Ok(made)
}

/// Whether the call is the one that was agreed on in the one before it.
pub(crate) fn is_call_back(made: &[Made], call: &Made) -> bool {
    let before =
        made.iter().rev().find(|other| other.lead == call.lead && other.started_at < call.started_at);
    before.is_some_and(|before| before.call_back_at.is_some())
}

pub(crate) fn print(made: &[Made], leads: &[TestLead]) {
    println!("campaign  lead  began                 outcome");
    for call in made {
        let lead = leads.iter().find(|lead| lead.id == call.lead);
        let callee = lead.and_then(|lead| lead.phone.get(lead.phone.len() - 2..)).unwrap_or_default();
        let began = call.started_at.strftime("%Y-%m-%d %H:%M:%S");
        let agreed =
            call.call_back_at.map(|at| format!(", call back at {}", at.strftime("%Y-%m-%d %H:%M:%S")));
        let left = if call.message_left { ", message left" } else { "" };
        println!(
            "{:8}  {callee:4}  {began}   {}{}{left}",
            call.campaign + 1,
            call.outcome,
            agreed.unwrap_or_default()
        );
    }
}
