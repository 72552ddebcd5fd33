//! What a campaign's calls will cost, before it is started.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use homework_domain::call_price::{
    CallFeatures, CostEstimate, Experience, MinutePrice, PriceList, minute_price,
};
use homework_domain::caller_number::CallerNumbers;
use homework_domain::country::Country;
use homework_domain::forecast::Forecast;
use homework_domain::{Error, Result};
use homework_store::Store;
use jiff::{SignedDuration, Timestamp};
use tokio::time::timeout;

/// Prices change by the month, and a dialog asks with every change in it.
const KEPT: SignedDuration = SignedDuration::from_hours(12);
/// Who looks ahead does not wait longer for a figure that is but an estimate.
const PATIENCE: Duration = Duration::from_secs(3);

/// The prices of each country that was asked for.
#[derive(Debug, Default)]
pub struct KnownPrices(Mutex<BTreeMap<Country, Read>>);

/// Prices, and when they were read.
#[derive(Debug, Clone)]
struct Read {
    at: Timestamp,
    prices: Arc<[MinutePrice]>,
}

impl KnownPrices {
    async fn of(
        &self,
        list: &impl PriceList,
        country: Country,
        now: Timestamp,
    ) -> Result<Arc<[MinutePrice]>> {
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = known().get(&country).cloned();
        if let Some(read) = kept.filter(|read| now.duration_since(read.at) < KEPT) {
            return Ok(read.prices);
        }
        let prices: Arc<[MinutePrice]> = list.minute_prices(country).await?.into();
        known().insert(country, Read { at: now, prices: Arc::clone(&prices) });
        Ok(prices)
    }
}

/// What the calls cost that a forecast tells of: of all leads in it that are called, `attempts` times at most each.
/// `None` while prices cannot be had: nobody should be kept from calling by that.
pub(super) async fn estimate(
    forecast: &Forecast,
    attempts: u32,
    callers: &CallerNumbers,
    ask: Ask<'_, impl PriceList>,
) -> Result<Option<CostEstimate>> {
    let waiting = forecast.waiting.values().flat_map(|waiting| &waiting.leads);
    let leads = forecast.callable_now.iter().chain(waiting);
    let countries: BTreeSet<Country> = leads.clone().filter_map(|lead| lead.phone.country()).collect();
    // Seldom more than two or three countries, and once a day.
    let asked = async {
        let mut prices = BTreeMap::new();
        for country in countries {
            prices.insert(country, ask.known.of(ask.list, country, ask.now).await?);
        }
        Ok(prices)
    };
    let late = |_| Err(Error::unavailable("Twilio", "it did not tell its prices in time"));
    let prices = match timeout(PATIENCE, asked).await.unwrap_or_else(late) {
        Ok(prices) => prices,
        Err(error) => {
            tracing::warn!(%error, "the forecast has no prices");
            return Ok(None);
        }
    };
    let experience = Experience::of(&ask.store.counters_without_tests().await?);
    let minutes = leads.map(|lead| {
        let prices = prices.get(&lead.phone.country()?)?;
        let from = callers.for_lead(lead.id, &lead.phone).first().map(|own| &own.number);
        minute_price(prices, &lead.phone, from)
    });
    Ok(Some(CostEstimate::of(minutes, attempts, experience, ask.features)))
}

/// What an estimate goes by.
pub(super) struct Ask<'a, L> {
    pub(super) list: &'a L,
    pub(super) known: &'a KnownPrices,
    pub(super) store: &'a Store,
    pub(super) features: CallFeatures,
    pub(super) now: Timestamp,
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use homework_domain::lead::{Lead, NewLead};
    use homework_store::Memory;

    use super::*;

    /// Tells the same price for every country but one that it does not know, and counts how often it is asked.
    struct List {
        asked: AtomicU32,
        fails: bool,
    }

    impl PriceList for List {
        async fn minute_prices(&self, country: Country) -> Result<Vec<MinutePrice>> {
            self.asked.fetch_add(1, Ordering::Relaxed);
            if self.fails {
                return Err(Error::unavailable("Twilio", "HTTP 503"));
            }
            let prefix = if country.as_str() == "ES" { "34" } else { "1" };
            let price = MinutePrice { to: vec![prefix.into()], from: Vec::new(), dollars: 0.01 };
            Ok(if country.as_str() == "FR" { Vec::new() } else { vec![price] })
        }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn forecast(numbers: &[&str]) -> Forecast {
        let now = at("2026-11-24T10:00:00Z");
        let lead = |number: &&str| Lead::create(NewLead::parse("Ana", number, None).unwrap(), now);
        Forecast { callable_now: numbers.iter().map(lead).collect(), ..Forecast::default() }
    }

    async fn told(list: &List, known: &KnownPrices, now: &str, numbers: &[&str]) -> Option<CostEstimate> {
        let (store, callers) = (Store::in_memory(Memory::default()), CallerNumbers::default());
        let features = CallFeatures { are_recorded: true };
        let ask = Ask { list, known, store: &store, features, now: at(now) };
        estimate(&forecast(numbers), 2, &callers, ask).await.unwrap()
    }

    #[tokio::test]
    async fn each_countrys_prices_are_asked_for_once_in_half_a_day() {
        let (list, known) = (List { asked: AtomicU32::new(0), fails: false }, KnownPrices::default());
        let numbers = ["+34612345678", "+34612345679", "+12125550123", "+33612345678"];
        let costs = told(&list, &known, "2026-11-24T10:00:00Z", &numbers).await.unwrap();
        assert_eq!((list.asked.load(Ordering::Relaxed), costs.without_price), (3, 1));
        assert!(costs.dollars > 0.0 && costs.experience == Experience::ASSUMED, "{costs:?}");
        let fewer = told(&list, &known, "2026-11-24T21:59:00Z", &numbers[..2]).await.unwrap();
        assert_eq!(list.asked.load(Ordering::Relaxed), 3);
        assert!((fewer.dollars * 1.5 - costs.dollars).abs() < 1e-9, "{fewer:?}");
        told(&list, &known, "2026-11-24T22:00:00Z", &numbers[..2]).await.unwrap();
        assert_eq!(list.asked.load(Ordering::Relaxed), 4);
    }

    #[tokio::test]
    async fn nothing_is_told_while_prices_cannot_be_had_and_nobody_is_kept_from_looking_ahead() {
        let (list, known) = (List { asked: AtomicU32::new(0), fails: true }, KnownPrices::default());
        assert_eq!(told(&list, &known, "2026-11-24T10:00:00Z", &["+34612345678"]).await, None);
        let none = told(&list, &known, "2026-11-24T10:00:00Z", &[]).await.unwrap();
        assert_eq!((none.dollars, list.asked.load(Ordering::Relaxed)), (0.0, 1), "nobody to be called");
    }
}
