//! What the analytics read. Whatever is asked costs as much with few leads as with millions: counters,
//! and the newest entries of an index.

use std::collections::BTreeMap;

use homework_domain::Result;
use homework_domain::analytics::{Counters, Days};
use homework_domain::call::{Call, Outcome};
use homework_domain::campaign::{Campaign, CampaignState};
use homework_domain::counters::{Scope, hour_of};
use homework_domain::meeting::Meeting;
use jiff::{SignedDuration, Timestamp};
use serde::de::DeserializeOwned;
use serde_dynamo::aws_sdk_dynamodb_1::from_item;

use crate::counter_store::counters_of;
use crate::error::{malformed, unavailable};
use crate::keys::{self, Index};
use crate::table::{Store, text};

/// As many as one request can read the counters of.
const CAMPAIGNS_SHOWN: usize = 100;

impl Store {
    /// The newest calls, at most `limit`.
    pub async fn newest_calls(&self, limit: i32) -> Result<Vec<Call>> {
        self.newest(Index::Gsi1, &keys::calls(), limit).await
    }

    /// The meetings that were booked last, at most `limit` (up to a hundred). Meetings are listed by when
    /// they take place; when they were booked follows from the calls that booked them.
    pub async fn newest_meetings(&self, limit: i32) -> Result<Vec<Meeting>> {
        let pk = keys::calls_with(Outcome::MeetingBooked);
        let calls: Vec<Call> = self.newest(Index::Gsi2, &pk, limit).await?;
        let keys: Vec<_> = calls.iter().filter_map(|call| call.meeting_id).map(keys::meeting).collect();
        self.items_at(&keys).await?.into_values().map(|item| from_item(item).map_err(malformed)).collect()
    }

    /// The newest campaigns that run, each with its counters.
    pub async fn running_campaigns(&self) -> Result<Vec<(Campaign, Counters)>> {
        let pk = keys::campaigns_in(CampaignState::Running);
        let campaigns: Vec<Campaign> = self.newest(Index::Gsi2, &pk, CAMPAIGNS_SHOWN as i32).await?;
        let scopes: Vec<Scope> = campaigns.iter().map(|campaign| Scope::Campaign(campaign.id)).collect();
        let mut counters = self.counters_of_all(&scopes).await?;
        let with_counters = |(campaign, scope)| (campaign, counters.remove(scope).unwrap_or_default());
        Ok(campaigns.into_iter().zip(&scopes).map(with_counters).collect())
    }

    /// The counters of every voice that was heard in a call, by the voice's id.
    pub async fn voice_counters(&self) -> Result<Vec<(String, Counters)>> {
        self.counters_between(&keys::counters(&Scope::Voice(" ".into())), "~").await
    }

    /// The counters of the hours that touch these days.
    pub async fn hour_counters(&self, days: &Days) -> Result<Vec<(Timestamp, Counters)>> {
        self.hours(days, Scope::Hour).await
    }

    /// Outcomes and languages of the calls of the hours that touch these days.
    pub async fn hour_distributions(&self, days: &Days) -> Result<Vec<(Timestamp, Counters)>> {
        self.hours(days, Scope::HourDistribution).await
    }

    async fn hours(&self, days: &Days, scope: fn(String) -> Scope) -> Result<Vec<(Timestamp, Counters)>> {
        let (from, to) = days.bounds()?;
        let last = keys::counters(&scope(hour_of(to - SignedDuration::from_nanos(1)))).sk;
        let hours = self.counters_between(&keys::counters(&scope(hour_of(from))), &last).await?;
        let started = |hour: &str| format!("{hour}:00:00Z").parse::<Timestamp>().map_err(malformed);
        hours.into_iter().map(|(hour, counters)| Ok((started(&hour)?, counters))).collect()
    }

    /// The counters of a partition whose scopes lie between `from` and `to`: one Query per page.
    async fn counters_between(&self, from: &keys::Key, to: &str) -> Result<Vec<(String, Counters)>> {
        let mut found = Vec::new();
        let mut start = None;
        loop {
            let request = self.client.query().table_name(&self.table);
            let answer = request
                .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
                .expression_attribute_values(":pk", text(&*from.pk))
                .expression_attribute_values(":from", text(&*from.sk))
                .expression_attribute_values(":to", text(to))
                .set_exclusive_start_key(start)
                .send()
                .await
                .map_err(unavailable)?;
            for item in answer.items.unwrap_or_default() {
                let scope = item.get("sk").and_then(|sk| sk.as_s().ok()).cloned().unwrap_or_default();
                found.push((scope, counters_of(&item)));
            }
            start = answer.last_evaluated_key.filter(|key| !key.is_empty());
            if start.is_none() {
                return Ok(found);
            }
        }
    }

    /// The counters of up to a hundred scopes.
    async fn counters_of_all(&self, scopes: &[Scope]) -> Result<BTreeMap<Scope, Counters>> {
        let keys: Vec<_> = scopes.iter().map(keys::counters).collect();
        let items = self.items_at(&keys).await?;
        let counters = |key: &keys::Key| items.get(&key.pk).map(counters_of).unwrap_or_default();
        Ok(scopes.iter().cloned().zip(keys.iter().map(counters)).collect())
    }

    /// The last `limit` items of an index partition, the last one first: one Query.
    async fn newest<T: DeserializeOwned>(&self, index: Index, pk: &str, limit: i32) -> Result<Vec<T>> {
        let request = self.client.query().table_name(&self.table).index_name(index.name());
        let answer = request
            .key_condition_expression(format!("{} = :pk", index.pk()))
            .expression_attribute_values(":pk", text(pk))
            .scan_index_forward(false)
            .limit(limit)
            .send()
            .await
            .map_err(unavailable)?;
        answer.items.unwrap_or_default().into_iter().map(|item| from_item(item).map_err(malformed)).collect()
    }
}
