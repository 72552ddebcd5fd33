//! Calls, and what a call's progress does to its lead.

use homework_domain::call::{Call, Ending, Outcome, PostCallSummary, Turn};
use homework_domain::call_policy::NextAttempt;
use homework_domain::campaign::{Campaign, CampaignState};
use homework_domain::counters::{Counter, Scope};
use homework_domain::gate::{Decision, Evidence};
use homework_domain::ids::{CallId, CampaignId};
use homework_domain::lead::{Lead, LeadStatus, SetAside};
use homework_domain::page::{Order, Page, PageRequest, TimeRange};
use homework_domain::{Error, Result};
use jiff::Timestamp;

use crate::error::TransactError;
use crate::keys::{self, Index, Key};
use crate::lead_store::string;
use crate::list::List;
use crate::operation::{Condition, Item, Part, Write, key_item, number, text};
use crate::table::{Store, put_new, read};
use crate::talk::Talk;
use crate::versioned::{Attempts, Versioned as _, put_over};

/// Which calls to list: all of them, or those with one property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallFilter {
    All,
    Outcome(Outcome),
    Campaign(CampaignId),
    /// Those that have not ended.
    Active,
}

/// A call with all its turns, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct CallRecord {
    pub call: Call,
    pub turns: Vec<Turn>,
    /// All that was said in words, of a call that is written up.
    pub transcript: Option<String>,
}

impl Store {
    pub async fn call(&self, id: CallId) -> Result<Call> {
        self.get(&keys::call(id)).await?.ok_or_else(|| Error::not_found("call", id))
    }

    /// A call with all its turns, in one query.
    pub async fn call_record(&self, id: CallId) -> Result<CallRecord> {
        Ok(self.call_record_and_talk(id).await?.0)
    }

    async fn call_record_and_talk(&self, id: CallId) -> Result<(CallRecord, Talk)> {
        let mut call: Option<Call> = None;
        let mut turns = Vec::new();
        let (mut prompt, mut transcript, mut talk) = (None, None, Talk::default());
        for item in self.partition(&keys::call(id).pk).await? {
            let sk = string(&item, "sk").unwrap_or_default();
            match &*sk {
                keys::CALL_PROMPT => prompt = string(&item, VALUE),
                keys::CALL_TRANSCRIPT => transcript = string(&item, VALUE),
                keys::TALK => talk = Talk::read(&item),
                _ if sk.starts_with(keys::TURN_PREFIX) => turns.push(read(item)?),
                _ => call = Some(read(item)?),
            }
        }
        let call = call.ok_or_else(|| Error::not_found("call", id))?;
        // One that is to be written up again shows no transcript meanwhile.
        let transcript = transcript.or_else(|| call.transcript.clone()).filter(|_| call.summary.is_some());
        Ok((CallRecord { call: Call { prompt, ..call }, turns, transcript }, talk))
    }

    pub async fn turn(&self, call: CallId, number: u32) -> Result<Option<Turn>> {
        self.get(&keys::turn(call, number)).await
    }

    /// Calls by when they were begun, in a range of time if one is given. Nothing counts those of a range, nor
    /// those that have not ended.
    pub async fn list_calls(
        &self,
        filter: &CallFilter,
        within: Option<&TimeRange>,
        order: Order,
        page: &PageRequest,
    ) -> Result<Page<Call>> {
        let (index, pk, scope, counter) = match filter {
            CallFilter::All => (Index::Gsi1, keys::calls(), Scope::All, Counter::Calls),
            CallFilter::Outcome(outcome) => {
                (Index::Gsi2, keys::calls_with(*outcome), Scope::All, Counter::CallsWith(*outcome))
            }
            CallFilter::Campaign(id) => {
                (Index::Gsi4, keys::campaign_calls(*id), Scope::Campaign(*id), Counter::Calls)
            }
            CallFilter::Active => {
                let list = List { index: Index::Gsi5, pk: keys::active_calls(), order };
                let part = within
                    .map_or(Part::All, |range| Part::Between(keys::bound(range.from), keys::bound(range.to)));
                return self.uncounted_page(&list, &part, page).await;
            }
        };
        if let Some(TimeRange { from, to }) = within {
            // These lists are in the order of the ids, which begin with the moment they were made. Both ends
            // are the first of their moments, so what began at the range's end is left out.
            let part = Part::Between(CallId::earliest(*from).to_string(), CallId::before(*to).to_string());
            return self.uncounted_page(&List { index, pk, order }, &part, page).await;
        }
        let total = self.counter(&scope, counter).await?;
        self.page(&List { index, pk, order }, page, total).await
    }

    /// Calls begun at or before `until` that have not ended, the oldest first, behind the place `after`.
    pub async fn open_calls(&self, after: Option<&str>, until: Timestamp, limit: i32) -> Result<Vec<Call>> {
        let until = keys::through(until);
        let after = after.unwrap_or(keys::FIRST);
        self.index_between(Index::Gsi5, &keys::active_calls(), after, &until, limit).await
    }

    /// The place of a call in the list of those that have not ended.
    pub fn open_call_place(&self, call: &Call) -> String {
        keys::behind(&keys::timed(call.started_at, call.id))
    }

    /// Calls begun at or before `until` that have ended and still owe their write-up, the oldest first.
    pub async fn calls_to_write_up(&self, until: Timestamp, limit: i32) -> Result<Vec<Call>> {
        let until = keys::through(until);
        self.index_until(Index::Gsi5, &keys::calls_to_write_up(), Some(&until), limit).await
    }

    /// Calls begun at or before `until` that were answered and have ended, of whose recording nothing
    /// was heard.
    pub async fn calls_without_recording(&self, until: Timestamp, limit: i32) -> Result<Vec<Call>> {
        let until = keys::through(until);
        self.index_until(Index::Gsi5, &keys::calls_to_record(), Some(&until), limit).await
    }

    /// Takes the lead, and the lines that the call names, for a call that its campaign still makes, before anything is
    /// dialled, and keeps what that was decided by. The prompt in force lies in the call's partition, where one query
    /// reads it with the turns.
    ///
    /// # Errors
    /// `Stale` where the lead, a line or the campaign was changed since they were read.
    pub async fn claim_call(
        &self,
        call: &Call,
        lead: &mut Lead,
        campaign: &Campaign,
        evidence: &Evidence,
    ) -> Result<()> {
        let still_called = calls_still(lead, campaign);
        let decision = Decision::of_call(call, evidence.clone());
        let mut operations =
            vec![put_over(lead)?, put_new(call)?, still_called, self.put_decision(&decision)?];
        operations.extend(prompt_beside(call));
        operations.extend(Self::take_lines(call));
        self.transact(operations)
            .await
            .map_err(|e| e.or_stale(format!("lead {} or a line was taken meanwhile", lead.id)))?;
        *lead.version() += 1;
        Ok(())
    }

    /// Begins another request to place a call. `None`: its lead or its campaign has changed since it was read, or that
    /// is not running (any more), so the gate is to be asked again.
    ///
    /// # Errors
    /// `Stale` where the call is no longer to be placed, or somebody else is placing it.
    pub async fn begin_placing(
        &self,
        id: CallId,
        lead: &Lead,
        campaign: &Campaign,
        now: Timestamp,
    ) -> Result<Option<Call>> {
        let mut call = self.call(id).await?;
        call.begin_placing(now)?;
        let mut dialled = lead.clone();
        dialled.dial_again(now);
        let operations = vec![put_over(&call)?, put_over(&dialled)?, calls_still(lead, campaign)];
        match self.transact(operations).await {
            Ok(()) => Ok(Some(call.written())),
            Err(TransactError::Conditions(_)) => Ok(None),
            Err(error) => Err(error.or_stale("call")),
        }
    }

    /// What follows a call for its lead, by its campaign, and what must still hold of that when it is written: a
    /// campaign that ends in this moment finds whom it is to give back. Nothing follows where there is no campaign any
    /// more.
    pub(crate) async fn next_attempt(
        &self,
        call: &Call,
        made: u32,
        now: Timestamp,
    ) -> Result<(NextAttempt, Option<Write>)> {
        let key = keys::campaign(call.campaign_id);
        let Some(campaign) = self.get::<Campaign>(&key).await? else { return Ok((NextAttempt::None, None)) };
        let next = campaign.next_attempt(call, made, now);
        let holds = || Write::check(&key, Condition::Is("state", text(campaign.state.as_str())));
        Ok((next, (next != NextAttempt::None).then(holds)))
    }

    /// Changes a call, working the change out again on what a concurrent writer left.
    ///
    /// `change` says whether there is anything to write; its error ends the attempt.
    pub async fn change_call(
        &self,
        id: CallId,
        change: impl FnMut(&mut Call) -> Result<bool>,
    ) -> Result<Call> {
        self.change(&keys::call(id), "call", id, change).await
    }

    /// The same for a change that depends on the turns.
    pub async fn change_call_with_turns(
        &self,
        id: CallId,
        mut change: impl FnMut(&mut Call, &[Turn]) -> Result<bool>,
    ) -> Result<Call> {
        let mut attempts = Attempts::at("call");
        loop {
            attempts.begin()?;
            let (CallRecord { mut call, turns, .. }, talk) = self.call_record_and_talk(id).await?;
            if !change(&mut call, &turns)? {
                return Ok(call);
            }
            if self.commit(vec![put_over(&call)?, talk.still(id)]).await? {
                return Ok(call.written());
            }
        }
    }

    /// Ends a call, gives its lines back and settles its lead, or puts it back in line where the fault was ours
    /// ([`Ending::ours`]): both or neither. `ending` looks at the call and its turns;
    /// `None` means that there is nothing to end, as when a status arrives twice.
    pub async fn end_call(
        &self,
        id: CallId,
        now: Timestamp,
        mut ending: impl FnMut(&mut CallRecord) -> Result<Option<Ending>>,
    ) -> Result<Call> {
        let mut attempts = Attempts::at("call");
        loop {
            attempts.begin()?;
            let (mut record, talk) = self.call_record_and_talk(id).await?;
            let Some(ending) = ending(&mut record)? else { return Ok(record.call) };
            let outcome = ending.outcome;
            let (ours, set_aside) = (ending.ours, ending.set_aside.clone());
            let mut call = record.call;
            call.end(ending, now)?;
            let mut writes = vec![put_over(&call)?, talk.end(id)];
            writes.extend(self.give_lines_back(&call).await?);
            writes.extend(if ours {
                self.put_lead_back(&call, set_aside, now).await?
            } else {
                self.settle_lead(&call, outcome, now).await?
            });
            if self.commit(writes).await? {
                return Ok(call.written());
            }
        }
    }

    /// Ends a call that no request has placed, the one that was under way when it was `seen` being the last. A webhook
    /// may have shown meanwhile that it exists after all, or a second message begun another request for it; then nothing
    /// changes.
    pub async fn end_unplaced_call(
        &self,
        seen: &Call,
        now: Timestamp,
        ending: impl Fn(&mut Call) -> Ending,
    ) -> Result<Call> {
        let ended = self.end_call(seen.id, now, |record| {
            Ok(record.call.is_on_same_try(seen).then(|| ending(&mut record.call)))
        });
        ended.await
    }

    /// What a call's end does to its lead, if this is still the lead's call.
    async fn settle_lead(&self, call: &Call, outcome: Outcome, now: Timestamp) -> Result<Vec<Write>> {
        let mut operations = Vec::new();
        if let Some(mut lead) = self.get::<Lead>(&keys::lead(call.lead.id)).await? {
            let before = lead.status;
            // A wish not to be called holds whichever call it was said in, and wherever the lead stands.
            let changed = if outcome == Outcome::DoNotCall {
                lead.forbid(now)
            } else if lead.call_id == Some(call.id) {
                let made = lead.attempts + u32::from(!call.incoming);
                let (next, holds) = self.next_attempt(call, made, now).await?;
                let changed = if call.incoming {
                    lead.settle_ring_back(outcome, next, now)
                } else {
                    lead.settle(outcome, next, now)?;
                    lead.note_message(call, now);
                    lead.status != before
                };
                operations.extend(holds.filter(|_| lead.is_in_line()));
                changed
            } else {
                false
            };
            if changed {
                operations.push(put_over(&lead)?);
            }
        }
        if outcome == Outcome::DoNotCall {
            operations.push(self.suppress_in_call(call, now)?);
        }
        Ok(operations)
    }

    /// What a call that came to nothing by our fault does to its lead, if this is still the lead's call.
    async fn put_lead_back(
        &self,
        call: &Call,
        set_aside: Option<SetAside>,
        now: Timestamp,
    ) -> Result<Vec<Write>> {
        let Some(mut lead) = self.get::<Lead>(&keys::lead(call.lead.id)).await? else { return Ok(vec![]) };
        let campaign = self.get::<Campaign>(&keys::campaign(call.campaign_id)).await?;
        let before = lead.status;
        lead.note_message(call, now);
        let over = campaign.is_none_or(|campaign| campaign.is_done_with(&lead));
        if lead.call_id != Some(call.id) {
            return Ok(vec![]);
        }
        if call.incoming {
            let changed = lead.settle_ring_back(Outcome::Failed, NextAttempt::None, now);
            return Ok(if changed { vec![put_over(&lead)?] } else { vec![] });
        }
        if !call.may_have_rung() {
            lead.was_not_dialled();
        }
        match set_aside.filter(|_| lead.status == LeadStatus::Calling) {
            Some(why) => lead.set_aside(why, now)?,
            None if call.was_stopped_unanswered() => lead.keep_place(over, now)?,
            None => lead.back_in_line(over, call.was_answered(), call.retry_at, now)?,
        }
        if lead.status == before {
            return Ok(vec![]);
        }
        Ok(vec![put_over(&lead)?])
    }

    /// Saves transcript and summary of an ended call; one that has them is left as it is. `false` if the call has
    /// changed since it was `read`: a turn that was saved late belongs into what is written up.
    /// The transcript lies beside the call, so that no list carries it along.
    pub async fn save_write_up(&self, read: &Call, written: &PostCallSummary) -> Result<bool> {
        let mut call = read.clone();
        if !call.write_up(written)? {
            return Ok(true);
        }
        let item = beside_call(&keys::call_transcript(call.id), "TRANSCRIPT", &written.transcript);
        self.commit(vec![put_over(&call)?, Write::put(item, Condition::Always)]).await
    }
}

/// Nobody is phoned for a campaign that was paused or cancelled a moment ago, or by what an operator has changed since
/// it was read. A moment that was agreed on is kept unless the campaign was cancelled.
fn calls_still(lead: &Lead, campaign: &Campaign) -> Write {
    let state = |state: CampaignState| text(state.as_str());
    let condition = match lead.call_back_at {
        None => Condition::Is("state", state(CampaignState::Running)),
        Some(_) => Condition::present().and(Condition::IsNot("state", state(CampaignState::Cancelled))),
    };
    let unedited = match campaign.edits {
        0 => Condition::Lacks("edits"),
        edits => Condition::Is("edits", number(edits)),
    };
    Write::check(&keys::campaign(campaign.id), condition.and(unedited))
}

/// Where the text is that lies beside a call.
const VALUE: &str = "value";

/// The prompt in force, where it is an operator's own.
pub(crate) fn prompt_beside(call: &Call) -> Option<Write> {
    let prompt = call.prompt.as_ref()?;
    let item = beside_call(&keys::call_prompt(call.id), "CALL_PROMPT", prompt);
    Some(Write::put(item, Condition::absent()))
}

fn beside_call(key: &Key, entity: &str, value: &str) -> Item {
    let mut item = key_item(key);
    item.insert("entity".into(), text(entity));
    item.insert(VALUE.into(), text(value));
    item
}

#[cfg(test)]
mod tests;
