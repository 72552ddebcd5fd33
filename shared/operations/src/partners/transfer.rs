//! Taking in what a partner sends: each lead on its own, none twice.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use homework_domain::calling_rules::{self, CallingRules};
use homework_domain::clock::Clock;
use homework_domain::consent::ConsentNeeded;
use homework_domain::ids::{LeadId, PartnerId};
use homework_domain::lead::{Lead, NewLead};
use homework_domain::partner::TRANSFER_LEADS_MAX;
use homework_domain::phone::PhoneNumber;
use homework_domain::{Error, Result, metric};
use homework_store::{Refusal, Store};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What is told of a number that somebody else's lead has, and of one that is not to be called: no more than that
/// it is one of the two, whatever is asked in addition. Else whoever has a key could find out about people.
pub(super) const NEUTRAL_REFUSAL: &str = "is known already, or is not to be called";

#[derive(Clone)]
pub struct Transfers {
    pub store: Store,
    /// How many leads a partner may send in a day (UTC).
    pub leads_per_day: u64,
    /// Whether the consent that the law of a number's place asks for must come with it.
    pub rules: CallingRules,
    pub clock: Arc<dyn Clock>,
}

/// Leads that a partner sends, as they were read.
#[derive(Debug)]
pub struct Transfer {
    pub partner: PartnerId,
    pub leads: Vec<Result<NewLead>>,
    pub idempotency_key: Option<IdempotencyKey>,
}

/// Under which a request has the same result however often it comes.
#[derive(Debug, Clone)]
pub struct IdempotencyKey {
    pub key: String,
    /// Of the request: another one under the same key is a mistake.
    pub fingerprint: String,
}

/// A lead that was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedLead {
    /// Its place in the request, from 0.
    pub index: usize,
    pub message: String,
    /// The first field that is wrong.
    pub field: String,
    /// Where the partner has sent this lead before: the lead it is.
    pub lead_id: Option<LeadId>,
}

/// What became of a transfer: each lead was either created or refused, by its place in the request.
#[derive(Debug, Clone)]
pub struct Transferred {
    pub created: BTreeMap<usize, Lead>,
    pub refused: BTreeMap<usize, RefusedLead>,
}

impl Transfers {
    /// Creates the leads that are good and new, and says of every other why it was refused. Under an
    /// idempotency key the same request has the same result however often it comes, even where it broke
    /// off in between: the ids follow from the key.
    ///
    /// # Errors
    /// `UsedUp` where the partner's day has no room for all of them; then none is created.
    pub async fn transfer(&self, transfer: Transfer) -> Result<Transferred> {
        if !(1..=TRANSFER_LEADS_MAX).contains(&transfer.leads.len()) {
            return Err(Error::invalid("leads", format!("must have 1 to {TRANSFER_LEADS_MAX} leads")));
        }
        let Transfer { partner, leads, idempotency_key } = transfer;
        match idempotency_key {
            Some(key) => self.transfer_once(partner, leads, &key).await,
            None => self.transfer_plainly(partner, leads).await,
        }
    }

    async fn transfer_plainly(&self, partner: PartnerId, leads: Vec<Result<NewLead>>) -> Result<Transferred> {
        let now = self.clock.now();
        let mut batch =
            Transferred::sort(partner, self.consented(leads, now), |new, _| Lead::create(new, now));
        let wanted = batch.created.len() as u64;
        if wanted > 0 {
            self.store.take_partner_leads(partner, wanted, self.leads_per_day, now).await?;
        }
        let not_taken_in = self.create(partner, None, &mut batch, &[]).await?;
        if not_taken_in > 0 {
            self.store.give_back_partner_leads(partner, not_taken_in, now).await?;
        }
        Ok(batch)
    }

    async fn transfer_once(
        &self,
        partner: PartnerId,
        leads: Vec<Result<NewLead>>,
        IdempotencyKey { key, fingerprint }: &IdempotencyKey,
    ) -> Result<Transferred> {
        let now = self.clock.now();
        let (noted, is_new) = self.store.begin_transfer(partner, key, fingerprint, now).await?;
        if noted.fingerprint != *fingerprint {
            return Err(Error::invalid("Idempotency-Key", "was used for another request"));
        }
        let mut batch = Transferred::sort(partner, self.consented(leads, now), |new, place| {
            let mut lead = Lead::create(new, noted.started_at);
            lead.id = lead_id(noted.started_at, partner, key, place);
            lead
        });
        let wanted = batch.created.len() as u64;
        let noted = match noted.refused {
            Some(_) => noted,
            None => self.store.count_transfer(partner, key, noted, wanted, self.leads_per_day, now).await?,
        };
        if let Some(refused) = &noted.refused {
            return batch.refusing(refused);
        }
        // An earlier try may have made leads that were deleted since: they are not made again.
        let deleted = match is_new {
            true => vec![],
            false => {
                let ids: Vec<LeadId> = batch.created.values().map(|lead| lead.id).collect();
                self.store.erased_leads(&ids).await?.into_iter().collect()
            }
        };
        let as_sorted = batch.clone();
        let not_taken_in = match self.create(partner, Some(key), &mut batch, &deleted).await {
            // The same request, sent twice at once, has been answered by its twin.
            Err(stale @ Error::Stale(_)) => {
                let answered = self.store.answered_transfer(partner, key).await?.ok_or(stale)?;
                return as_sorted.refusing(&answered.refused.unwrap_or_default());
            }
            created => created?,
        };
        let refused: Vec<_> = batch.refused.values().collect();
        let refused = Some(serde_json::to_string(&refused).map_err(Error::internal)?);
        let ended = homework_store::Transfer { refused, ..noted };
        let noted = self.store.finish_transfer(partner, key, ended, not_taken_in).await?;
        as_sorted.refusing(&noted.refused.unwrap_or_default())
    }

    /// Refuses leads without the consent that their numbers' places ask for: whoever sends somebody to be called has
    /// to bring it.
    fn consented(&self, leads: Vec<Result<NewLead>>, now: Timestamp) -> Vec<Result<NewLead>> {
        if self.rules == CallingRules::Simulated {
            return leads;
        }
        let check = |new: NewLead| match calling_rules::of_number(&new.phone).consent {
            Some(needed) if !needed.is_met_by(new.consent.as_ref(), now) => Err(Error::invalid(
                "consent",
                match needed {
                    ConsentNeeded::Written => "is required for this number, and must be WRITTEN",
                    ConsentNeeded::Any => "is required for this number",
                },
            )),
            _ => Ok(new),
        };
        leads.into_iter().map(|lead| lead.and_then(check)).collect()
    }

    /// Puts the leads into the table; those whose numbers are taken, or not called, are refused. Says how many
    /// these are.
    async fn create(
        &self,
        partner: PartnerId,
        key: Option<&str>,
        batch: &mut Transferred,
        deleted: &[LeadId],
    ) -> Result<u64> {
        let wanted = batch.created.len();
        let new = batch.created.iter().filter(|(_, lead)| !deleted.contains(&lead.id));
        let (places, leads): (Vec<usize>, Vec<Lead>) =
            new.map(|(place, lead)| (*place, lead.clone())).unzip();
        let refused = match key {
            Some(key) => self.store.create_transferred_leads(partner, key, &leads).await?,
            None => self.store.create_leads(&leads).await?,
        };
        let numbers: Vec<_> =
            refused.iter().filter_map(|(i, _)| Some(leads.get(*i)?.phone.clone())).collect();
        let holders = self.store.leads_by_phone(&numbers).await?;
        let (mut known, mut not_to_be_called) = (0_u64, 0_u64);
        for (place, refusal) in refused {
            let (Some(index), Some(lead)) = (places.get(place), leads.get(place)) else { continue };
            let holder = holders.get(&lead.phone).filter(|holder| holder.partner_id == Some(partner));
            let (message, lead_id) = match (holder, refusal) {
                // An earlier try of this very request made it.
                (Some(holder), _) if holder.id == lead.id => continue,
                // Such numbers are nobody's, or of a country that is not called.
                (_, Refusal::NotCallable(reason)) => (reason, None),
                // Its own leads a partner sees anyway.
                (Some(holder), _) => ("belongs to a lead you have sent before".to_owned(), Some(holder.id)),
                (None, Refusal::Duplicate) => {
                    known += 1;
                    (NEUTRAL_REFUSAL.to_owned(), None)
                }
                (None, Refusal::DoNotCall) => {
                    not_to_be_called += 1;
                    (NEUTRAL_REFUSAL.to_owned(), None)
                }
            };
            batch.refuse(*index, &Error::invalid("phone", message), lead_id);
        }
        let refused = known + not_to_be_called;
        tracing::info!(target: metric::TARGET, partner_leads = wanted as u64, neutral_refusals = refused);
        if refused > 0 {
            tracing::info!(partner_id = %partner, known, not_to_be_called, "a partner's leads are refused neutrally");
        }
        Ok((wanted - batch.created.len()) as u64)
    }
}

/// The id of a lead of a transfer under an idempotency key, by its place among those that are in order.
fn lead_id(started_at: Timestamp, partner: PartnerId, key: &str, place: u32) -> LeadId {
    let hash = Sha256::digest(format!("{partner}/{place}/{key}"));
    LeadId::derived(started_at, std::array::from_fn(|byte| hash[byte]))
}

impl Transferred {
    /// Refuses what could not be read and numbers that repeat; `make` makes a lead of each of the others, which
    /// it is given one by one with their place among themselves.
    fn sort(
        partner: PartnerId,
        leads: Vec<Result<NewLead>>,
        mut make: impl FnMut(NewLead, u32) -> Lead,
    ) -> Self {
        let mut batch = Self { created: BTreeMap::new(), refused: BTreeMap::new() };
        let mut seen = HashMap::<PhoneNumber, usize>::new();
        let mut place = 0;
        for (index, lead) in leads.into_iter().enumerate() {
            let lead = lead.and_then(|new| match seen.get(&new.phone) {
                Some(earlier) => {
                    Err(Error::invalid("phone", format!("repeats the number of leads[{earlier}]")))
                }
                None => Ok(new),
            });
            match lead {
                Err(error) => batch.refuse(index, &error, None),
                Ok(new) => {
                    seen.insert(new.phone.clone(), index);
                    let lead = make(NewLead { partner_id: Some(partner), ..new }, place);
                    batch.created.insert(index, lead);
                    place += 1;
                }
            }
        }
        batch
    }

    fn refuse(&mut self, index: usize, error: &Error, lead_id: Option<LeadId>) {
        let field = match error {
            Error::Invalid(errors) => errors.first().map(|e| e.field.clone()),
            _ => None,
        };
        let field = field.unwrap_or_else(|| "lead".into());
        self.created.remove(&index);
        self.refused.insert(index, RefusedLead { index, message: error.to_string(), field, lead_id });
    }

    /// The batch as it ended, by what is on record of it.
    fn refusing(mut self, noted: &str) -> Result<Self> {
        let refused: Vec<RefusedLead> = serde_json::from_str(noted).map_err(Error::internal)?;
        for lead in refused {
            self.created.remove(&lead.index);
            self.refused.insert(lead.index, lead);
        }
        Ok(self)
    }
}
