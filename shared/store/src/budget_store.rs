//! What may be spent in a day, by whom: one conditional counter each, exact whoever else is asking.

use homework_domain::caller_number::CallerNumber;
use homework_domain::campaign::Campaign;
use homework_domain::email::Email;
use homework_domain::ids::{CampaignId, PartnerId};
use homework_domain::{Error, Result};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::keys::{self, Key};
use crate::operation::{Condition, Item, Update, Write, number};
use crate::table::Store;

/// A day's count is of no use once the day is over everywhere.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(72);
const DAY_SECONDS: i64 = 24 * 60 * 60;
/// Nobody has so many meetings in a day; whoever is invited so often did not ask for it.
const INVITATIONS_PER_DAY: u64 = 5;

impl Store {
    /// Counts `tokens` on an operator's account of the present day (UTC), fewer than none to give some
    /// back.
    ///
    /// # Errors
    /// `TooManyRequests` until midnight UTC once `budget` is used up.
    pub async fn take_playground_tokens(
        &self,
        operator: &str,
        tokens: i64,
        budget: u64,
        now: Timestamp,
    ) -> Result<()> {
        if self.take(&keys::playground_tokens(operator, day_of(now)), tokens, budget, now).await? {
            return Ok(());
        }
        Err(Error::TooManyRequests { retry_after_seconds: left_of_day(now) })
    }

    /// Counts leads that a partner is about to send on its present day (UTC): all of them or none.
    ///
    /// # Errors
    /// `UsedUp` until midnight UTC where the day has no room for so many.
    pub async fn take_partner_leads(
        &self,
        partner: PartnerId,
        leads: u64,
        per_day: u64,
        now: Timestamp,
    ) -> Result<()> {
        let full = || day_is_full(leads, per_day, now);
        let taken = leads_taken(partner, leads, per_day, now)?.ok_or_else(full)?;
        if self.write(taken).await? { Ok(()) } else { Err(full()) }
    }

    /// Returns leads to a partner's day that were counted but not taken in.
    pub async fn give_back_partner_leads(
        &self,
        partner: PartnerId,
        leads: u64,
        now: Timestamp,
    ) -> Result<()> {
        self.write(leads_given_back(partner, leads, now)?).await.map(|_| ())
    }

    /// Counts a call on its campaign's and the account's present day (UTC); `false` once one of them has
    /// had as many calls as it may.
    pub async fn take_call_of_day(
        &self,
        campaign: CampaignId,
        campaign_max: u64,
        account_max: u64,
        now: Timestamp,
    ) -> Result<bool> {
        let day = day_of(now);
        let of_campaign = keys::campaign_calls_of_day(campaign, day);
        if !self.take(&of_campaign, 1, campaign_max, now).await? {
            return Ok(false);
        }
        if self.take(&keys::calls_of_day(day), 1, account_max, now).await? {
            return Ok(true);
        }
        // Should this be lost, the campaign may make one call less today.
        self.take(&of_campaign, -1, u64::MAX, now).await?;
        Ok(false)
    }

    /// Returns a call that [`Store::take_call_of_day`] counted and that is not made.
    pub async fn give_back_call_of_day(&self, campaign: CampaignId, now: Timestamp) -> Result<()> {
        let day = day_of(now);
        for counted in [keys::campaign_calls_of_day(campaign, day), keys::calls_of_day(day)] {
            self.take(&counted, -1, u64::MAX, now).await?;
        }
        Ok(())
    }

    /// Counts a call on the present day (UTC) of the number it is to come from; `false` once that has made as many as it
    /// may.
    pub async fn take_call_from(&self, caller: &CallerNumber, now: Timestamp) -> Result<bool> {
        let most = caller.calls_per_day.unwrap_or(u64::MAX);
        self.take(&keys::calls_from_of_day(&caller.number, day_of(now)), 1, most, now).await
    }

    /// How many calls each of these numbers has made on the present day (UTC).
    pub async fn calls_from(&self, callers: &[CallerNumber], now: Timestamp) -> Result<Vec<u64>> {
        let key = |caller: &CallerNumber| keys::calls_from_of_day(&caller.number, day_of(now));
        let items = self.items_at(&callers.iter().map(key).collect::<Vec<_>>()).await?;
        Ok(callers.iter().map(|caller| items.get(&key(caller).pk).and_then(spent).unwrap_or(0)).collect())
    }

    /// How many calls the account has placed on the present day (UTC).
    pub async fn calls_of_day(&self, now: Timestamp) -> Result<u64> {
        let item = self.get_item(&keys::calls_of_day(day_of(now))).await?;
        Ok(item.as_ref().and_then(spent).unwrap_or(0))
    }

    /// Those of the campaigns that have placed as many calls on the present day (UTC) as they may, where any may
    /// place `most`.
    pub async fn campaigns_at_ceiling(
        &self,
        campaigns: Vec<Campaign>,
        most: u64,
        now: Timestamp,
    ) -> Result<Vec<Campaign>> {
        let key = |campaign: &Campaign| keys::campaign_calls_of_day(campaign.id, day_of(now));
        let items = self.items_at(&campaigns.iter().map(key).collect::<Vec<_>>()).await?;
        let placed = |campaign: &Campaign| items.get(&key(campaign).pk).and_then(spent).unwrap_or(0);
        Ok(campaigns
            .into_iter()
            .filter(|campaign| placed(campaign) >= campaign.policy.calls_of_day(most))
            .collect())
    }

    /// Counts an invitation to this address; `false` once it has been invited often enough today.
    pub(crate) async fn take_invitation(&self, guest: &Email, now: Timestamp) -> Result<bool> {
        self.take(&keys::invitations(guest, day_of(now)), 1, INVITATIONS_PER_DAY, now).await
    }

    async fn take(&self, key: &Key, amount: i64, budget: u64, now: Timestamp) -> Result<bool> {
        self.count_below(key, "spent", amount, budget, (now + KEPT_FOR).as_second()).await
    }

    /// Adds to a counter that is still below `limit`, whoever else is counting; `false` where it is not. The
    /// counter goes at `expires` (seconds since 1970).
    pub(crate) async fn count_below(
        &self,
        key: &Key,
        counter: &'static str,
        amount: i64,
        limit: u64,
        expires: i64,
    ) -> Result<bool> {
        self.write(counting_below(key, counter, amount, limit, expires)).await
    }
}

fn spent(item: &Item) -> Option<u64> {
    item.get("spent")?.as_n().ok()?.parse().ok()
}

/// The write that [`Store::count_below`] does.
fn counting_below(key: &Key, counter: &'static str, amount: i64, limit: u64, expires: i64) -> Write {
    let update = Update::default()
        .add([(counter.to_owned(), amount)])
        .set([("expires_at".to_owned(), number(expires))]);
    let within = Condition::Lacks(counter).or(Condition::Below(counter, number(limit)));
    Write::update(key, update, within)
}

/// The write that counts a partner's leads on its present day; its condition fails where they do not fit. `None`
/// where no day has room for so many.
pub(crate) fn leads_taken(
    partner: PartnerId,
    leads: u64,
    per_day: u64,
    now: Timestamp,
) -> Result<Option<Write>> {
    // What was spent before is looked at: so much may have been that all of these still fit.
    let before = (per_day + 1).checked_sub(leads).filter(|before| *before > 0);
    let amount = i64::try_from(leads).map_err(Error::internal)?;
    Ok(before.map(|before| counting_leads(partner, amount, before, now)))
}

/// The write that returns leads to the day on which they were counted.
pub(crate) fn leads_given_back(partner: PartnerId, leads: u64, counted_at: Timestamp) -> Result<Write> {
    let amount = i64::try_from(leads).map_err(Error::internal)?;
    Ok(counting_leads(partner, -amount, u64::MAX, counted_at))
}

fn counting_leads(partner: PartnerId, amount: i64, limit: u64, now: Timestamp) -> Write {
    let key = keys::partner_leads_of_day(partner, day_of(now));
    counting_below(&key, "spent", amount, limit, (now + KEPT_FOR).as_second())
}

pub(crate) fn day_is_full(leads: u64, per_day: u64, now: Timestamp) -> Error {
    let detail = format!(
        "A partner may send {per_day} leads a day (UTC), and these {leads} are more than are left of today's."
    );
    Error::UsedUp { detail, retry_after_seconds: left_of_day(now) }
}

/// Seconds until midnight UTC.
fn left_of_day(now: Timestamp) -> u32 {
    u32::try_from(DAY_SECONDS - now.as_second().rem_euclid(DAY_SECONDS)).unwrap_or(u32::MAX)
}

fn day_of(now: Timestamp) -> Date {
    TimeZone::UTC.to_datetime(now).date()
}
