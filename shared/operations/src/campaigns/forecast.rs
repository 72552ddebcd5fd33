//! What a campaign would come to, told before it is started.

use homework_domain::Result;
use homework_domain::breaker::VendorProbe;
use homework_domain::call_price::{CostEstimate, Experience, PriceList};
use homework_domain::campaign::{Campaign, LeadSelection, PauseReason};
use homework_domain::forecast::{Candidate, Forecast, Prospect};
use homework_domain::gate::Because;
use homework_domain::lead::{Lead, LeadStatus};
use homework_domain::national_list::NationalStanding;
use homework_domain::queue::MessageQueue;
use homework_store::LeadConditions;

use super::costs::{self, Ask};
use super::{Campaigns, Plan, Start};

/// So many leads are looked at. A list of ten thousand is much like its first two thousand.
const LOOKED_AT_MAX: usize = 2_000;

/// How a campaign's leads stand before it is started.
#[derive(Debug)]
pub struct Outlook {
    /// Of the leads that were looked at.
    pub forecast: Forecast,
    /// How many the campaign would have; at least so many where a partner's leads are selected and more than these
    /// were not looked at.
    pub leads: u64,
    pub looked_at: usize,
    /// How often a lead is called at most.
    pub attempts: u32,
    /// What the calls to those that were looked at cost, about; `None` while no prices can be had.
    pub costs: Option<CostEstimate>,
    /// What holds up everybody for now.
    pub halted: Option<Because>,
}

impl<Q: MessageQueue, P: VendorProbe + PriceList> Campaigns<Q, P> {
    /// Asks the gate about the leads of a campaign that is not started. Nothing is written.
    ///
    /// # Errors
    /// As where it is started, but for leads that are not taken: those are told apart from the others.
    pub async fn forecast(&self, start: Start<'_>) -> Result<Outlook> {
        let now = self.clock.now();
        let (mut campaign, leads, count, again) = match self.plan(start, now)? {
            Plan::Leads(new) => {
                let looked_at = &new.lead_ids[..new.lead_ids.len().min(LOOKED_AT_MAX)];
                let leads = self.store.leads_by_id(looked_at).await?;
                (Campaign::create(&new, now), leads, new.lead_ids.len() as u64, new.call_again)
            }
            Plan::Selection(campaign, selection) => {
                let (leads, count) = self.selected(selection).await?;
                (*campaign, leads, count, matches!(selection, LeadSelection::Called(_)))
            }
        };
        campaign.run(now)?;
        let (halts, callers, counters) = tokio::join!(
            self.store.halts(),
            self.store.caller_numbers(),
            self.store.counters_without_tests()
        );
        let (halts, callers) = (halts?, callers?);
        let numbers: Vec<_> = leads.iter().map(|lead| &lead.phone).collect();
        let marks = self.store.marks_among(&numbers, &halts.lists).await?;
        let leads: Vec<Candidate> = leads
            .into_iter()
            .map(|mut lead| {
                let marks = marks.get(&lead.phone).cloned().unwrap_or_default();
                lead.take_over_dials(&marks.dials);
                let national = NationalStanding::of(&lead.phone, &halts.lists, &marks.listed);
                Candidate { do_not_call: marks.do_not_call, national, lead }
            })
            .collect();
        let failing =
            PauseReason::among(&halts.breakers).map(|reason| Because::Vendor { name: reason.vendor.name() });
        let prospect = Prospect {
            campaign: &campaign,
            times: &self.times,
            callable: &self.callable.clone().without_all(&callers),
            callers: &callers,
            limits: self.limits,
            now,
        };
        let looked_at = leads.len();
        let forecast = prospect.forecast(leads, again)?;
        let attempts = campaign.policy.attempts;
        let ask = Ask {
            list: &self.vendors,
            known: &self.prices,
            experience: Experience::of(&counters?),
            features: self.features,
            now,
        };
        Ok(Outlook {
            costs: costs::estimate(&forecast, attempts, &callers, ask).await,
            looked_at,
            leads: count,
            attempts,
            halted: halts.stop.map(|_| Because::CallingStopped).or(failing),
            forecast,
        })
    }

    /// The first leads of a selection, and how many there are.
    async fn selected(&self, selection: LeadSelection) -> Result<(Vec<Lead>, u64)> {
        let conditions = match selection {
            LeadSelection::Pending => {
                LeadConditions { status: Some(LeadStatus::Pending), ..LeadConditions::default() }
            }
            LeadSelection::Called(status) => {
                LeadConditions { status: Some(status), ..LeadConditions::default() }
            }
            LeadSelection::Partner(partner) => LeadConditions {
                status: Some(LeadStatus::Pending),
                partner: Some(partner),
                ..LeadConditions::default()
            },
        };
        let (list, rest) = conditions.list();
        let mut leads = Vec::new();
        let mut start = None;
        loop {
            let (batch, next) = self.store.lead_batch(&list, start).await?;
            leads.extend(batch.into_iter().filter(|lead| rest.hold(lead)));
            start = next;
            if start.is_none() || leads.len() >= LOOKED_AT_MAX {
                break;
            }
        }
        let found = leads.len() as u64;
        leads.truncate(LOOKED_AT_MAX);
        // Nobody counts the leads of a list that have something else besides.
        let counted = rest == LeadConditions::default();
        let count = if counted { self.store.count_leads(&list).await? } else { 0 };
        Ok((leads, count.max(found)))
    }
}
