//! How far a calendar was followed.

use homework_domain::Result;
use homework_domain::calendar_sync::{SyncLedger, SyncState};
use homework_domain::meeting::Meeting;
use homework_domain::slots::Interval;
use jiff::{SignedDuration, Timestamp};
use serde_dynamo::aws_sdk_dynamodb_1::to_item;

use crate::error::TransactError;
use crate::keys;
use crate::operation::{Condition, Item, Write, key_item, text};
use crate::table::Store;

/// Meetings are not booked, nor moved, further ahead than this.
const AHEAD: SignedDuration = SignedDuration::from_hours(24 * 366);

impl SyncLedger for Store {
    async fn sync_state(&self, calendar_id: &str) -> Result<SyncState> {
        Ok(self.get(&keys::calendar_sync(calendar_id)).await?.unwrap_or_default())
    }

    async fn save_sync_state(&self, calendar_id: &str, state: &SyncState) -> Result<()> {
        let written = SyncState { version: state.version + 1, ..state.clone() };
        let mut item: Item = to_item(written).map_err(homework_domain::Error::internal)?;
        item.extend(key_item(&keys::calendar_sync(calendar_id)));
        item.insert("entity".into(), text("SETTING"));
        let condition =
            if state.version == 0 { Condition::absent() } else { Condition::version(state.version) };
        match self.transact(vec![Write::put(item, condition)]).await {
            // Somebody else went on meanwhile; what they saw need not be seen again.
            Ok(()) | Err(TransactError::Conditions(_)) => Ok(()),
            Err(error) => Err(error.or_stale("calendar")),
        }
    }

    async fn meetings_ahead(&self, now: Timestamp) -> Result<Vec<Meeting>> {
        let mut meetings = self.meetings_from(Interval { start: now, end: now + AHEAD }).await?;
        meetings.retain(Meeting::is_ahead);
        Ok(meetings)
    }
}
