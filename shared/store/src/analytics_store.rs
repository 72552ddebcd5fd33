//! What the analytics read. Whatever is asked costs as much with few leads as with millions: counters,
//! and the newest entries of an index.

use std::collections::BTreeMap;

use homework_domain::Result;
use homework_domain::analytics::Days;
use homework_domain::call::{Call, Outcome};
use homework_domain::campaign::{Campaign, CampaignState};
use homework_domain::counters::{Counter, Counts, Scope, hour_of};
use homework_domain::meeting::Meeting;
use homework_domain::page::{Order, Page, PageRequest};
use jiff::{SignedDuration, Timestamp};
use serde::de::DeserializeOwned;

use crate::counter_store::counters_of;
use crate::error::malformed;
use crate::keys::{self, Index};
use crate::list::List;
use crate::operation::{Item, Part, Query};
use crate::table::{Store, read};

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
        self.items_at(&keys).await?.into_values().map(read).collect()
    }

    /// The newest campaigns that run, each with its counters.
    pub async fn running_campaigns(&self) -> Result<Vec<(Campaign, Counts)>> {
        let pk = keys::campaigns_in(CampaignState::Running);
        let campaigns: Vec<Campaign> = self.newest(Index::Gsi2, &pk, CAMPAIGNS_SHOWN as i32).await?;
        self.with_counters(campaigns).await
    }

    /// A page of campaigns, the newest first, each with its counters.
    pub async fn list_campaigns(
        &self,
        state: Option<CampaignState>,
        page: &PageRequest,
    ) -> Result<Page<(Campaign, Counts)>> {
        let (index, pk, counter) = match state {
            None => (Index::Gsi1, keys::campaigns(), Counter::Campaigns),
            Some(state) => (Index::Gsi2, keys::campaigns_in(state), Counter::CampaignsIn(state)),
        };
        let total = self.counter(&Scope::All, counter).await?;
        let page: Page<Campaign> =
            self.page(&List { index, pk, order: Order::NewestFirst }, page, total).await?;
        let Page { items, total, page, page_size, next_cursor } = page;
        Ok(Page { items: self.with_counters(items).await?, total, page, page_size, next_cursor })
    }

    /// Up to a hundred campaigns with their counters.
    async fn with_counters(&self, campaigns: Vec<Campaign>) -> Result<Vec<(Campaign, Counts)>> {
        let scopes: Vec<Scope> = campaigns.iter().map(|campaign| Scope::Campaign(campaign.id)).collect();
        let mut counters = self.counters_of_all(&scopes).await?;
        let with_counters = |(campaign, scope)| (campaign, counters.remove(scope).unwrap_or_default());
        Ok(campaigns.into_iter().zip(&scopes).map(with_counters).collect())
    }

    /// The counters of everything but tests.
    pub async fn counters_without_tests(&self) -> Result<Counts> {
        let mut counters = self.counters_of_all(&[Scope::All, Scope::Tests]).await?;
        let mut of = |scope| counters.remove(&scope).unwrap_or_default();
        Ok(of(Scope::All).without_tests(&of(Scope::Tests)))
    }

    /// The counters of every voice that was heard in a call, by the voice's id.
    pub async fn voice_counters(&self) -> Result<Vec<(String, Counts)>> {
        self.counters_between(&keys::counters(&Scope::Voice(" ".into())), "~").await
    }

    /// The counters of the hours that touch these days.
    pub async fn hour_counters(&self, days: &Days) -> Result<Vec<(Timestamp, Counts)>> {
        self.hours(days, Scope::Hour).await
    }

    /// Outcomes and languages of the calls of the hours that touch these days.
    pub async fn hour_distributions(&self, days: &Days) -> Result<Vec<(Timestamp, Counts)>> {
        self.hours(days, Scope::HourDistribution).await
    }

    async fn hours(&self, days: &Days, scope: fn(String) -> Scope) -> Result<Vec<(Timestamp, Counts)>> {
        let (from, to) = days.bounds()?;
        let last = keys::counters(&scope(hour_of(to - SignedDuration::from_nanos(1)))).sk;
        let hours = self.counters_between(&keys::counters(&scope(hour_of(from))), &last).await?;
        let started = |hour: &str| format!("{hour}:00:00Z").parse::<Timestamp>().map_err(malformed);
        hours.into_iter().map(|(hour, counters)| Ok((started(&hour)?, counters))).collect()
    }

    /// The counters of a partition whose scopes lie between `from` and `to`: one Query per page.
    async fn counters_between(&self, from: &keys::Key, to: &str) -> Result<Vec<(String, Counts)>> {
        let part = Part::Between(from.sk.clone(), to.to_owned());
        // Figures of the past may lag, at half the price.
        let items = self.query_all(Query { consistent: false, ..Query::table(&*from.pk).part(part) }).await?;
        let scope = |item: &Item| item.get("sk").and_then(|sk| sk.as_s().ok()).cloned().unwrap_or_default();
        Ok(items.iter().map(|item| (scope(item), counters_of(item))).collect())
    }

    /// The counters of up to a hundred scopes.
    async fn counters_of_all(&self, scopes: &[Scope]) -> Result<BTreeMap<Scope, Counts>> {
        let keys: Vec<_> = scopes.iter().map(keys::counters).collect();
        let items = self.items_at(&keys).await?;
        let counters = |key: &keys::Key| items.get(&key.pk).map(counters_of).unwrap_or_default();
        Ok(scopes.iter().cloned().zip(keys.iter().map(counters)).collect())
    }

    /// The last `limit` items of an index partition, the last one first: one Query.
    async fn newest<T: DeserializeOwned>(&self, index: Index, pk: &str, limit: i32) -> Result<Vec<T>> {
        self.query_once(Query::index(index, pk).newest_first().limit(limit)).await
    }
}
