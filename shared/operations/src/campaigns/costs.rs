//! What a campaign's calls will cost, before it is started.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use homework_domain::Error;
use homework_domain::call_price::{
    CallFeatures, CostEstimate, Experience, MinutePrice, PriceList, minute_price,
};
use homework_domain::caller_number::CallerNumbers;
use homework_domain::country::Country;
use homework_domain::forecast::Forecast;
use jiff::{SignedDuration, Timestamp};
use tokio::time::timeout;

/// Prices change by the month, and a dialog asks with every change in it.
const KEPT: SignedDuration = SignedDuration::from_hours(12);
/// Who looks ahead does not wait longer for a figure that is but an estimate.
const PATIENCE: Duration = Duration::from_secs(3);
/// So long nobody is asked again who did not answer.
const RESTS_FOR: SignedDuration = SignedDuration::from_secs(10);

/// The prices of each country that was asked for.
#[derive(Debug, Default)]
pub struct KnownPrices(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    by_country: BTreeMap<Country, Read>,
    failed_at: Option<Timestamp>,
}

/// Prices, and when they were read.
#[derive(Debug)]
struct Read {
    at: Timestamp,
    prices: Arc<[MinutePrice]>,
}

impl KnownPrices {
    /// Those of these countries, where all are known. While they cannot be had, older ones do.
    async fn of(
        &self,
        list: &impl PriceList,
        countries: BTreeSet<Country>,
        now: Timestamp,
    ) -> Option<BTreeMap<Country, Arc<[MinutePrice]>>> {
        let read = async {
            // Seldom more than two or three countries, and once a day.
            for country in countries.iter().filter(|country| self.is_due(**country, now)) {
                let prices = list.minute_prices(*country).await?.into();
                self.known().by_country.insert(*country, Read { at: now, prices });
            }
            Ok(())
        };
        let late = |_| Err(Error::unavailable("Twilio", "it did not tell its prices in time"));
        let read = timeout(PATIENCE, read).await.unwrap_or_else(late);
        let mut known = self.known();
        if let Err(error) = &read {
            tracing::warn!(%error, "prices cannot be read");
            known.failed_at = Some(now);
        }
        let of = |country| Some((country, Arc::clone(&known.by_country.get(&country)?.prices)));
        countries.into_iter().map(of).collect()
    }

    /// Whether the country's prices are to be read now.
    fn is_due(&self, country: Country, now: Timestamp) -> bool {
        let known = self.known();
        let rests = known.failed_at.is_some_and(|failed_at| now.duration_since(failed_at) < RESTS_FOR);
        let read = known.by_country.get(&country);
        !rests && read.is_none_or(|read| now.duration_since(read.at) >= KEPT)
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the calls cost that a forecast tells of: of all leads in it that are called, `attempts` times at most each.
/// `None` while prices cannot be had: nobody should be kept from calling by that.
pub(super) async fn estimate(
    forecast: &Forecast,
    attempts: u32,
    callers: &CallerNumbers,
    ask: Ask<'_, impl PriceList>,
) -> Option<CostEstimate> {
    let waiting = forecast.waiting.values().flat_map(|waiting| &waiting.leads);
    let leads = forecast.callable_now.iter().chain(waiting);
    let countries: BTreeSet<Country> = leads.clone().filter_map(|lead| lead.phone.country()).collect();
    let prices = ask.known.of(ask.list, countries, ask.now).await?;
    let minutes = leads.map(|lead| {
        let prices = prices.get(&lead.phone.country()?)?;
        let from = callers.for_lead(lead.id, &lead.phone).first().map(|own| &own.number);
        minute_price(prices, &lead.phone, from)
    });
    Some(CostEstimate::of(minutes, attempts, ask.experience, ask.features))
}

/// What an estimate goes by.
pub(super) struct Ask<'a, L> {
    pub(super) list: &'a L,
    pub(super) known: &'a KnownPrices,
    pub(super) experience: Experience,
    pub(super) features: CallFeatures,
    pub(super) now: Timestamp,
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

    use homework_domain::Result;
    use homework_domain::lead::{Lead, NewLead};

    use super::*;

    /// Tells the same price for every country but one that it does not know, and counts how often it is asked.
    #[derive(Default)]
    struct List {
        asked: AtomicU32,
        fails: AtomicBool,
    }

    impl PriceList for List {
        async fn minute_prices(&self, country: Country) -> Result<Vec<MinutePrice>> {
            self.asked.fetch_add(1, Ordering::Relaxed);
            if self.fails.load(Ordering::Relaxed) {
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
        let features = CallFeatures { are_recorded: true };
        let ask = Ask { list, known, experience: Experience::ASSUMED, features, now: at(now) };
        estimate(&forecast(numbers), 2, &CallerNumbers::default(), ask).await
    }

    #[tokio::test]
    async fn each_countrys_prices_are_asked_for_once_in_half_a_day() {
        let (list, known) = (List::default(), KnownPrices::default());
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
    async fn nothing_is_told_while_prices_cannot_be_had_and_they_are_asked_for_again_after_a_while() {
        let (list, known) = (List::default(), KnownPrices::default());
        let asked = || list.asked.load(Ordering::Relaxed);
        let spain = ["+34612345678"];
        list.fails.store(true, Ordering::Relaxed);
        assert_eq!(told(&list, &known, "2026-11-24T10:00:00Z", &spain).await, None);
        let nobody = told(&list, &known, "2026-11-24T10:00:01Z", &[]).await.unwrap();
        assert_eq!((nobody.dollars, asked()), (0.0, 1));
        list.fails.store(false, Ordering::Relaxed);
        assert_eq!(told(&list, &known, "2026-11-24T10:00:09Z", &spain).await, None);
        let costs = told(&list, &known, "2026-11-24T10:00:10Z", &spain).await;
        assert_eq!((costs.is_some(), asked()), (true, 2));
        list.fails.store(true, Ordering::Relaxed);
        let old = told(&list, &known, "2026-11-25T10:00:00Z", &spain).await;
        assert_eq!((old, asked()), (costs, 3), "old prices are better than none");
    }
}
