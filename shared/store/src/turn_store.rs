//! The turns of a call, and what they say about its outcome, while it lasts and just after.

use homework_domain::call::{Call, Outcome, Turn};
use homework_domain::ids::CallId;
use homework_domain::lead::Lead;
use homework_domain::{Error, Result};
use jiff::Timestamp;
use serde_dynamo::aws_sdk_dynamodb_1::to_item;

use crate::blind;
use crate::call_store::CallRecord;
use crate::error::{TransactError, malformed};
use crate::keys;
use crate::operation::{Condition, Item, Write, key_item, text};
use crate::table::{Store, read};
use crate::talk;
use crate::versioned::{Attempts, Versioned as _, put_over};

/// What became of a turn that was to be saved.
#[expect(clippy::large_enum_variant, reason = "one is made a turn, and used at once")]
#[derive(Debug, Clone, PartialEq)]
pub enum TurnSaved {
    Saved,
    /// The same turn was saved before, by a duplicate of the same webhook: this is it.
    AlreadyThere(Turn),
}

impl Store {
    /// Saves the opening together with the answered call.
    pub async fn save_opening(&self, call: &mut Call, opening: &Turn) -> Result<TurnSaved> {
        let operations = vec![self.put_turn(call, opening)?, put_over(call)?];
        let saved = self.save_turn_with(operations, call).await?;
        if saved == TurnSaved::Saved {
            *call.version() += 1;
        }
        Ok(saved)
    }

    /// Notes that somebody speaks, while the answer is still being made: no machine that is made out
    /// meanwhile counts then. A call that has ended is left as it is.
    pub async fn note_spoken(&self, id: CallId, now: Timestamp) -> Result<()> {
        match self.transact(vec![blind::note_spoken(id, now)]).await {
            Ok(()) | Err(TransactError::Conditions(_)) => Ok(()),
            Err(error) => Err(error.or_stale("call")),
        }
    }

    /// Saves a turn and what it says about the call's outcome, in one request.
    ///
    /// A turn that ends in "do not call" marks lead and number at once: the line may drop before
    /// anything else is heard of the call.
    pub async fn save_turn(&self, call: &Call, turn: &Turn, now: Timestamp) -> Result<TurnSaved> {
        // An end that was judged without this turn is judged again.
        let mut operations = vec![self.put_turn(call, turn)?, talk::note_turn(call.id)];
        let outcome = turn.intent.outcome();
        let news = outcome.filter(|next| call.outcome.is_none_or(|now| now.gives_way_to(*next)));
        operations.extend(news.map(|outcome| blind::note_outcome(call.id, outcome)));
        if outcome == Some(Outcome::DoNotCall) {
            operations.push(blind::forbid_lead(call.lead.id, now));
            operations.push(self.suppress_in_call(call, now)?);
        }
        match self.save_turn_with(operations, call).await {
            Err(Error::Stale(_)) => self.save_late_turn(call, turn, now).await,
            saved => saved,
        }
    }

    /// Saves a turn that was worked out while its call ended. The words still belong to the call, and
    /// so does what they say about its outcome.
    async fn save_late_turn(&self, call: &Call, turn: &Turn, now: Timestamp) -> Result<TurnSaved> {
        let mut attempts = Attempts::at("call");
        loop {
            attempts.begin()?;
            let record = self.call_record(call.id).await?;
            if let Some(there) = record.turns.iter().find(|there| there.number == turn.number) {
                return Ok(TurnSaved::AlreadyThere(there.clone()));
            }
            let mut writes = vec![self.put_turn(call, turn)?];
            writes.extend(self.reclassify_call(record, turn, now).await?);
            if self.commit(writes).await? {
                return Ok(TurnSaved::Saved);
            }
        }
    }

    /// What a late turn changes about the call's outcome, and so about the lead.
    async fn reclassify_call(&self, record: CallRecord, turn: &Turn, now: Timestamp) -> Result<Vec<Write>> {
        let CallRecord { mut call, turns, .. } = record;
        let judged = call.outcome;
        call.reclassify_outcome(&turns, turn);
        let mut operations = vec![put_over(&call)?];
        let (Some(judged), Some(revised)) = (judged, call.outcome) else { return Ok(operations) };
        if let Some(mut lead) = self.get::<Lead>(&keys::lead(call.lead.id)).await? {
            // A wish not to be called holds whichever call it was said in, and wherever the lead stands.
            let follows = if revised == Outcome::DoNotCall {
                lead.forbid(now)
            } else if lead.call_id == Some(call.id) {
                let (next, holds) = self.next_attempt(&call, lead.attempts, now).await?;
                let follows = if call.incoming {
                    lead.settle_ring_back(revised, next, now)
                } else {
                    lead.follow_reclassification(judged, revised, next, now)
                };
                operations.extend(holds.filter(|_| follows));
                follows
            } else {
                false
            };
            if follows {
                operations.push(put_over(&lead)?);
            }
        }
        if revised == Outcome::DoNotCall {
            operations.push(self.suppress_in_call(&call, now)?);
        }
        Ok(operations)
    }

    async fn save_turn_with(&self, operations: Vec<Write>, call: &Call) -> Result<TurnSaved> {
        match self.transact(operations).await {
            Ok(()) => Ok(TurnSaved::Saved),
            Err(TransactError::Conditions(reasons)) => match reasons.into_iter().next().flatten() {
                Some(refused) => {
                    let item = refused.item.ok_or_else(|| malformed("a refused turn without its item"))?;
                    Ok(TurnSaved::AlreadyThere(read(item)?))
                }
                None => Err(Error::Stale(format!("call {} was changed meanwhile", call.id))),
            },
            Err(error) => Err(error.or_stale("call")),
        }
    }

    fn put_turn(&self, call: &Call, turn: &Turn) -> Result<Write> {
        let mut item: Item = to_item(turn).map_err(Error::internal)?;
        item.extend(key_item(&keys::turn(call.id, turn.number)));
        item.insert("entity".into(), text("TURN"));
        Ok(Write::put(item, Condition::absent()))
    }
}
