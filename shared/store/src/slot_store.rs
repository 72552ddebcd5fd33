//! Slots: who holds which quarter hours of a calendar. The one place that makes sure a slot is
//! booked once.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use homework_domain::email::Email;
use homework_domain::meeting::Meeting;
use homework_domain::ports::{Hold, HoldResult, SlotLedger};
use homework_domain::slots::Interval;
use homework_domain::{Error, Result};
use jiff::{SignedDuration, Timestamp};
use serde_dynamo::aws_sdk_dynamodb_1::to_item;

use crate::blind;
use crate::error::{Refused, TransactError, malformed};
use crate::keys::{self, Index};
use crate::operation::{Condition, Item, Update, Write, key_item, number, text};
use crate::table::{Store, entry_attributes, put_new, read};

/// What began longer ago is over: hosts may make a meeting longer than we do.
const LONGEST_MEETING: SignedDuration = SignedDuration::from_hours(8);
/// Slots are of no interest once their time is well past.
const KEPT_AFTER_END: SignedDuration = SignedDuration::from_hours(48);

impl Store {
    /// Holds that lapsed before `now`: their bookings broke off and may have left things behind.
    pub async fn lapsed_holds(&self, now: Timestamp, limit: i32) -> Result<Vec<Hold>> {
        let until = keys::through(now);
        let mut holds: Vec<Hold> =
            self.index_until(Index::Gsi5, &keys::held_slots(), Some(&until), limit).await?;
        // Each quarter hour of a hold is listed.
        holds.dedup_by_key(|hold| hold.meeting_id);
        Ok(holds)
    }

    /// What is about to be booked at this moment and may not be in the calendar yet: the times of
    /// bookings and of moves under way.
    pub async fn times_being_booked(&self) -> Result<Vec<Interval>> {
        let holds: Vec<Hold> = self.index_all(Index::Gsi5, &keys::held_slots()).await?;
        let moves: Vec<Meeting> = self.index_all(Index::Gsi5, &keys::changing_meetings()).await?;
        let moves = moves.iter().flat_map(Meeting::holds);
        Ok(holds.iter().map(|hold| hold.time).chain(moves).collect())
    }

    /// The times within `range` that meetings hold, and those being booked.
    async fn times_taken(&self, range: Interval) -> Result<Vec<Interval>> {
        let early = Interval { start: range.start - LONGEST_MEETING, end: range.end };
        let (meetings, booking) = tokio::join!(self.meetings_from(early), self.times_being_booked());
        let mut times: Vec<Interval> = meetings?.iter().flat_map(Meeting::holds).collect();
        times.extend(booking?);
        times.retain(|time| time.overlaps(&range));
        Ok(times)
    }

    /// Writes a meeting's quarter hour as booked, under `condition`.
    pub(crate) fn book_cell(
        &self,
        meeting: &Meeting,
        time: &Interval,
        cell: &keys::Key,
        condition: Condition,
    ) -> Result<Write> {
        let mut item: Item = to_item(time).map_err(Error::internal)?;
        item = HashMap::from([("time".to_owned(), AttributeValue::M(item))]);
        item.extend(key_item(cell));
        item.insert("entity".into(), text("SLOT"));
        item.insert("booked".into(), AttributeValue::Bool(true));
        item.insert("calendar_id".into(), text(&*meeting.calendar_id));
        item.insert("meeting_id".into(), text(meeting.id.to_string()));
        item.insert("call_id".into(), text(meeting.call_id.to_string()));
        item.insert("expires_at".into(), expiry(time));
        Ok(Write::put(item, condition))
    }

    /// Writes the hold's quarter hours, each under `condition`.
    fn hold_operations(&self, hold: &Hold, condition: impl Fn() -> Condition) -> Result<Vec<Write>> {
        let cells = keys::slot_cells(&hold.calendar_id, &hold.time);
        cells.iter().map(|cell| Ok(Write::put(held_item(hold, cell)?, condition()))).collect()
    }

    /// The writes that save a meeting, confirm its hold and mark its call.
    fn confirmation(&self, hold: &Hold, meeting: &Meeting) -> Result<Vec<Write>> {
        let mut operations = vec![put_new(meeting)?];
        for cell in keys::slot_cells(&hold.calendar_id, &hold.time) {
            let set = [("booked".to_owned(), AttributeValue::Bool(true))];
            let remove = [Index::Gsi5.pk(), Index::Gsi5.sk()];
            operations.push(Write::update(&cell, Update::default().set(set).remove(remove), ours(hold)));
        }
        operations.push(blind::book_call(meeting));
        Ok(operations)
    }

    async fn take_over(&self, wanted: &Hold, earlier: Hold) -> Result<HoldResult> {
        let unchanged = || ours(&earlier);
        let hold = Hold {
            meeting_id: earlier.meeting_id,
            video: earlier.video.clone(),
            // The event may be there already, with this link in it.
            opt_out: earlier.opt_out.clone(),
            ..wanted.clone()
        };
        match self.transact(self.hold_operations(&hold, unchanged)?).await {
            Ok(()) => Ok(HoldResult::Held(hold)),
            Err(TransactError::Conditions(_)) => Ok(HoldResult::Taken),
            Err(error) => Err(error.or_stale("slot")),
        }
    }
}

impl SlotLedger for Store {
    async fn hold(&self, wanted: &Hold) -> Result<HoldResult> {
        match self.transact(self.hold_operations(wanted, Condition::absent)?).await {
            Ok(()) => Ok(HoldResult::Held(wanted.clone())),
            Err(TransactError::Conditions(reasons)) => match holder(reasons)? {
                Some(other) if other.call_id != wanted.call_id || other.time != wanted.time => {
                    Ok(HoldResult::Taken)
                }
                Some(own) if own.turn == wanted.turn => Ok(HoldResult::InProgress),
                Some(own) if own.turn < wanted.turn => self.take_over(wanted, own).await,
                _ => Ok(HoldResult::Taken),
            },
            Err(error) => Err(error.or_stale("slot")),
        }
    }

    async fn may_invite(&self, guest: &Email, now: Timestamp) -> Result<bool> {
        self.take_invitation(guest, now).await
    }

    async fn note_video(&self, hold: &Hold) -> Result<()> {
        let operations = self.hold_operations(hold, || ours(hold))?;
        self.transact(operations).await.map_err(|e| e.or_conflict("the hold has lapsed"))
    }

    async fn confirm(&self, hold: &Hold, meeting: &Meeting) -> Result<()> {
        // The address is learnt in the same step, but no booking fails for it: where somebody else changes
        // the lead again and again, the meeting alone has the address.
        for learns in [true, true, false] {
            let mut operations = self.confirmation(hold, meeting)?;
            let learnt = match learns {
                true => {
                    self.book_and_learn(meeting.lead_id, &meeting.guest_email, meeting.created_at).await?
                }
                false => None,
            };
            let of_lead = operations.len();
            let has_learnt = learnt.is_some();
            match learnt {
                Some(writes) => operations.extend(writes),
                None => operations.push(blind::book_lead(meeting)),
            }
            match self.transact(operations).await {
                Err(TransactError::Conditions(reasons))
                    if has_learnt && reasons.iter().take(of_lead).all(Option::is_none) => {}
                confirmed => {
                    return confirmed.map_err(|e| e.or_conflict("the hold has lapsed or the lead is gone"));
                }
            }
        }
        Err(Error::unavailable("DynamoDB", "the lead is contended"))
    }

    async fn is_booked(&self, hold: &Hold) -> Result<bool> {
        let cells = keys::slot_cells(&hold.calendar_id, &hold.time);
        let Some(first) = cells.first() else { return Ok(false) };
        let item = self.get_item(first).await?;
        Ok(item.is_some_and(|item| is_held_by(&item, hold) && is_booked(&item)))
    }

    async fn taken(&self, range: Interval) -> Result<Vec<Interval>> {
        self.times_taken(range).await
    }

    async fn release(&self, hold: &Hold) -> Result<()> {
        let mut operations = Vec::new();
        for cell in &keys::slot_cells(&hold.calendar_id, &hold.time) {
            // A quarter hour that somebody else has taken since, or a later turn, is not ours to free.
            match self.get_item(cell).await? {
                Some(item) if !is_held_by(&item, hold) => {}
                Some(item) if is_booked(&item) => {
                    return Err(Error::Conflict("the slot is booked".into()));
                }
                Some(_) => operations.push(Write::delete(cell, ours(hold))),
                None => {}
            }
        }
        if operations.is_empty() {
            return Ok(());
        }
        self.transact(operations).await.map_err(|e| e.or_conflict("the slot is booked"))
    }
}

fn is_held_by(item: &Item, hold: &Hold) -> bool {
    item.get("meeting_id") == Some(&text(hold.meeting_id.to_string()))
        && item.get("turn") == Some(&number(hold.turn))
}

fn is_booked(item: &Item) -> bool {
    item.get("booked") == Some(&AttributeValue::Bool(true))
}

fn held_item(hold: &Hold, cell: &keys::Key) -> Result<Item> {
    let mut item: Item = to_item(hold).map_err(Error::internal)?;
    item.extend(key_item(cell));
    item.insert("entity".into(), text("SLOT"));
    item.insert("booked".into(), AttributeValue::Bool(false));
    item.insert("lapses_at".into(), text(keys::sortable(hold.lapses_at)));
    item.insert("expires_at".into(), expiry(&hold.time));
    item.extend(entry_attributes(keys::held_slot_entry(hold)));
    Ok(item)
}

fn expiry(time: &Interval) -> AttributeValue {
    number((time.end + KEPT_AFTER_END).as_second())
}

fn ours(hold: &Hold) -> Condition {
    Condition::Is("meeting_id", text(hold.meeting_id.to_string()))
        .and(Condition::Is("turn", number(hold.turn)))
        .and(Condition::Is("booked", AttributeValue::Bool(false)))
}

/// Who has the first cell that could not be taken; `None` where it is booked for good.
fn holder(reasons: Vec<Option<Refused>>) -> Result<Option<Hold>> {
    let item = reasons.into_iter().flatten().find_map(|refused| refused.item);
    let item = item.ok_or_else(|| malformed("a refused slot without its item"))?;
    if is_booked(&item) {
        return Ok(None);
    }
    read(item).map(Some)
}
