//! What calls cost at Twilio: what will be charged for them, as far as that can be told before they are made, and what
//! was. In US dollars.

use std::future::Future;

use crate::call::Outcome;
use crate::counters::{Counter, Counts};
use crate::country::Country;
use crate::error::Result;
use crate::phone::PhoneNumber;

/// Recognizing what the lead says: a quarter of a minute, however little of it is used. Prices beside the minute's own
/// are the same for all countries. <https://www.twilio.com/en-us/voice/pricing/us>, as of 2026-11-27.
const SPEECH_PER_15_SECONDS: f64 = 0.02;
/// Telling machines from people: a call that is answered.
const MACHINE_DETECTION: f64 = 0.0075;
const RECORDED_MINUTE: f64 = 0.0025;

/// Of a conversation the lead speaks so much.
const LEADS_SHARE: f64 = 0.5;

/// What a minute costs to some of a country's numbers. Each minute that is begun is charged.
#[derive(Debug, Clone, PartialEq)]
pub struct MinutePrice {
    /// What the numbers called begin with: their first digits, country code and all.
    pub to: Vec<String>,
    /// The same of the numbers called from; empty for all that no other price names.
    pub from: Vec<String>,
    pub dollars: f64,
}

/// Tells what calls cost.
pub trait PriceList: Send + Sync {
    /// The prices of a minute to the numbers of a country; none where it does not know the country.
    ///
    /// # Errors
    /// As of any vendor's: `Unavailable`, `Credentials`; `Refused` also where it bills in another currency.
    fn minute_prices(&self, country: Country) -> impl Future<Output = Result<Vec<MinutePrice>>> + Send;
}

/// Tells what was charged.
pub trait Charges: Send + Sync {
    /// What our account was charged on the present day (UTC), some minutes ago.
    ///
    /// # Errors
    /// As those of [`PriceList`].
    fn charged_today(&self) -> impl Future<Output = Result<f64>> + Send;
}

/// What a minute to this number costs: by the price that knows most of it, and of the number it comes from. Where that
/// is not known, or prices know alike, the dearest. `None` where there is no price.
pub fn minute_price(prices: &[MinutePrice], to: &PhoneNumber, from: Option<&PhoneNumber>) -> Option<f64> {
    let known = prices.iter().filter_map(|price| {
        let of_origin = match from {
            Some(from) if !price.from.is_empty() => known_of(from, &price.from)?,
            _ => 0,
        };
        Some((known_of(to, &price.to)?, of_origin, price.dollars))
    });
    let best = known.max_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2)));
    best.map(|(.., dollars)| dollars)
}

/// How many digits the longest of these has that the number begins with.
fn known_of(number: &PhoneNumber, prefixes: &[String]) -> Option<usize> {
    let digits = number.as_str().trim_start_matches('+');
    prefixes.iter().filter(|prefix| digits.starts_with(prefix.as_str())).map(String::len).max()
}

/// How calls went so far, by which it is told what others will cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Experience {
    /// How many calls it is of; 0 where it is assumed.
    pub calls: u64,
    /// The share of calls that a person answers.
    pub answered: f64,
    /// The share of calls that anything answers, machines too: what is charged for.
    pub connected: f64,
    /// How long such a call takes, in minutes.
    pub minutes: f64,
}

impl Experience {
    /// What is assumed while too few calls were made.
    pub const ASSUMED: Self = Self { calls: 0, answered: 0.3, connected: 0.6, minutes: 1.5 };
    /// Fewer calls than this say little.
    const CALLS_MIN: u64 = 100;

    pub fn of(counts: &Counts) -> Self {
        let calls = counts.get(Counter::Calls);
        let answered = counts.get(Counter::AnsweredCalls);
        let connected = answered + counts.get(Counter::CallsWith(Outcome::Voicemail));
        if calls < Self::CALLS_MIN || connected == 0 {
            return Self::ASSUMED;
        }
        let share = |of: u64| (of as f64 / calls as f64).min(1.0);
        let minutes = counts.get(Counter::CallMilliseconds) as f64 / 60_000.0 / connected as f64;
        Self { calls, answered: share(answered), connected: share(connected), minutes }
    }

    /// How often a lead is called that is called again until it answers, `attempts` times at most.
    fn calls_to_a_lead(&self, attempts: u32) -> f64 {
        (0..attempts).map(|missed| (1.0 - self.answered).powf(f64::from(missed))).sum()
    }
}

/// How calls are made, as far as it costs something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallFeatures {
    pub are_recorded: bool,
}

/// What one call costs that is answered, at this price of a minute and with so many minutes of talk on average.
pub fn answered_call(minute: f64, minutes: f64, features: CallFeatures) -> f64 {
    // Of minutes that are begun, half of the last one is not used, on average.
    let charged = minutes + 0.5;
    let recorded = if features.are_recorded { RECORDED_MINUTE } else { 0.0 };
    let heard = minutes * LEADS_SHARE * 4.0;
    charged * (minute + recorded) + heard * SPEECH_PER_15_SECONDS + MACHINE_DETECTION
}

/// What a campaign's calls will cost, about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CostEstimate {
    pub dollars: f64,
    /// Leads that are left out of it, since no price is known for their numbers.
    pub without_price: u64,
    pub experience: Experience,
}

impl CostEstimate {
    /// Of leads by what a minute to each of them costs, where that is known.
    pub fn of(
        minutes: impl IntoIterator<Item = Option<f64>>,
        attempts: u32,
        experience: Experience,
        features: CallFeatures,
    ) -> Self {
        let answered = experience.calls_to_a_lead(attempts) * experience.connected;
        let mut estimate = Self { dollars: 0.0, without_price: 0, experience };
        for minute in minutes {
            match minute {
                Some(minute) => {
                    estimate.dollars += answered * answered_call(minute, experience.minutes, features);
                }
                None => estimate.without_price += 1,
            }
        }
        estimate
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn price(to: &[&str], from: &[&str], dollars: f64) -> MinutePrice {
        let texts = |of: &[&str]| of.iter().map(|text| (*text).to_owned()).collect();
        MinutePrice { to: texts(to), from: texts(from), dollars }
    }

    fn number(text: &str) -> PhoneNumber {
        PhoneNumber::parse(text, None).unwrap()
    }

    #[test]
    fn the_price_holds_that_knows_most_of_the_number() {
        let prices = [price(&["34"], &[], 0.01), price(&["346", "347"], &[], 0.03)];
        assert_eq!(minute_price(&prices, &number("+34612345678"), None), Some(0.03));
        assert_eq!(minute_price(&prices, &number("+34910000001"), None), Some(0.01));
        assert_eq!(minute_price(&prices, &number("+12125550123"), None), None);
    }

    #[test]
    fn the_number_called_from_decides_among_prices_for_the_same_numbers() {
        let prices = [
            price(&["346"], &["34", "33"], 0.02),
            price(&["346"], &["1"], 0.2),
            price(&["346"], &[], 0.1),
            price(&["34"], &["34"], 0.01),
        ];
        let to = number("+34612345678");
        for (from, dollars) in
            [(Some("+34910000001"), 0.02), (Some("+12125550100"), 0.2), (Some("+442079460000"), 0.1)]
        {
            assert_eq!(minute_price(&prices, &to, from.map(number).as_ref()), Some(dollars), "{from:?}");
        }
        assert_eq!(minute_price(&prices, &to, None), Some(0.2), "the dearest, as long as nobody knows");
    }

    #[test]
    fn few_calls_say_little_and_many_are_gone_by() {
        let mut counts = Counts::default();
        counts.set(Counter::Calls, 99);
        counts.set(Counter::AnsweredCalls, 99);
        assert_eq!(Experience::of(&counts), Experience::ASSUMED);
        counts.set(Counter::Calls, 400);
        counts.set(Counter::AnsweredCalls, 100);
        counts.set(Counter::CallsWith(Outcome::Voicemail), 60);
        counts.set(Counter::CallMilliseconds, 160 * 90_000);
        let expected = Experience { calls: 400, answered: 0.25, connected: 0.4, minutes: 1.5 };
        assert_eq!(Experience::of(&counts), expected);
    }

    #[test]
    fn calls_that_nobody_answers_cost_nothing_and_each_attempt_reaches_fewer() {
        let features = CallFeatures { are_recorded: false };
        let estimate = |answered, attempts| {
            let experience = Experience { calls: 1, answered, connected: answered, minutes: 1.5 };
            CostEstimate::of([Some(0.01), None, Some(0.01)], attempts, experience, features)
        };
        let never = estimate(0.0, 5);
        assert_eq!((never.dollars, never.without_price), (0.0, 1));
        let one = answered_call(0.01, 1.5, features);
        // Two minutes, three quarters of a minute heard, detection.
        assert!((one - (0.02 + 0.06 + 0.0075)).abs() < 1e-9, "{one}");
        assert!((estimate(1.0, 5).dollars - 2.0 * one).abs() < 1e-9, "whoever answers is not called again");
        let half = estimate(0.5, 2).dollars;
        assert!((half - 2.0 * (0.5 + 0.25) * one).abs() < 1e-9, "{half}");
        let recorded = answered_call(0.01, 1.5, CallFeatures { are_recorded: true });
        assert!((recorded - one - 0.005).abs() < 1e-9);
    }
}
