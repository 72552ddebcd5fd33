//! What Twilio charges, before and after.

use homework_domain::call_price::{Charges, MinutePrice, PriceList};
use homework_domain::country::Country;
use homework_domain::{Error, Result};
use reqwest::{Method, StatusCode};
use serde::Deserialize;
use serde_json::Value;

use super::{Account, SERVICE, TIMEOUT, Twilio};
use crate::http;

impl PriceList for Twilio {
    /// As our account is charged, with its discounts.
    /// <https://www.twilio.com/docs/voice/pricing-api/voicecountry-resource>
    async fn minute_prices(&self, country: Country) -> Result<Vec<MinutePrice>> {
        let url = http::endpoint(&self.pricing, &["v2", "Voice", "Countries", country.as_str()]);
        let asked = |account: Account<'_>| account.request(Method::GET, url.clone());
        let response = self.send(TIMEOUT, asked).await?;
        if response.status() == StatusCode::NOT_FOUND {
            return Ok(Vec::new());
        }
        http::json::<CountryPrices>(SERVICE, response).await?.read()
    }
}

impl Charges for Twilio {
    /// <https://www.twilio.com/docs/usage/api/usage-record#today>
    async fn charged_today(&self) -> Result<f64> {
        let asked = |account: Account<'_>| {
            let query = [("Category", "totalprice"), ("IncludeSubaccounts", "false")];
            account.get(&["Usage", "Records", "Today.json"]).query(&query)
        };
        let page: UsagePage = http::json(SERVICE, self.send(TIMEOUT, asked).await?).await?;
        page.read()
    }
}

/// What calls to a country cost, by what the numbers begin with.
#[derive(Debug, Deserialize)]
struct CountryPrices {
    /// ISO 4217.
    price_unit: String,
    #[serde(default)]
    outbound_prefix_prices: Vec<PrefixPrice>,
}

#[derive(Debug, Deserialize)]
struct PrefixPrice {
    destination_prefixes: Vec<String>,
    /// `ALL`, and `ROW` for the rest of the world, stand for what others do not name.
    #[serde(default)]
    origination_prefixes: Vec<String>,
    current_price: Value,
}

impl CountryPrices {
    fn read(self) -> Result<Vec<MinutePrice>> {
        check_currency(&self.price_unit)?;
        let prices = self.outbound_prefix_prices.into_iter().filter_map(|price| {
            let is_named = |prefix: &String| prefix.bytes().all(|c| c.is_ascii_digit());
            Some(MinutePrice {
                to: price.destination_prefixes,
                from: price.origination_prefixes.into_iter().filter(is_named).collect(),
                dollars: amount(&price.current_price)?,
            })
        });
        Ok(prices.collect())
    }
}

#[derive(Debug, Deserialize)]
struct UsagePage {
    usage_records: Vec<UsageRecord>,
}

#[derive(Debug, Deserialize)]
struct UsageRecord {
    price: Value,
    price_unit: String,
}

impl UsagePage {
    /// Nothing used is no record, or one of zero.
    fn read(&self) -> Result<f64> {
        self.usage_records.iter().try_fold(0.0, |sum, record| {
            check_currency(&record.price_unit)?;
            let price = amount(&record.price);
            Ok(sum + price.ok_or_else(|| Error::unavailable(SERVICE, "its answer has no price"))?)
        })
    }
}

/// Amounts are added up, and compared with prices that we have in dollars.
fn check_currency(unit: &str) -> Result<()> {
    let is_dollar = unit.eq_ignore_ascii_case("USD");
    if is_dollar { Ok(()) } else { Err(Error::refused(SERVICE, "its prices are not in US dollars")) }
}

/// Twilio writes amounts as text.
fn amount(value: &Value) -> Option<f64> {
    let amount = value.as_f64().or_else(|| value.as_str()?.parse().ok())?;
    (amount.is_finite() && amount >= 0.0).then_some(amount)
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;

    #[test]
    fn prices_are_read_and_the_rest_of_the_world_is_whatever_is_not_named() {
        let read = |unit: &str| {
            let told = json!({"country": "Spain", "iso_country": "ES", "price_unit": unit, "outbound_prefix_prices": [
                {"destination_prefixes": ["346", "347"], "origination_prefixes": ["34", "33"],
                 "friendly_name": "Outbound Mobile", "base_price": "0.04", "current_price": "0.0312"},
                {"destination_prefixes": ["34"], "origination_prefixes": ["ROW"], "current_price": 0.01},
                {"destination_prefixes": ["3480"], "origination_prefixes": ["ALL"], "current_price": null},
            ]});
            from_value::<CountryPrices>(told).unwrap().read()
        };
        let texts = |of: &[&str]| of.iter().map(|text| (*text).to_owned()).collect();
        let price =
            |to: &[&str], from: &[&str], dollars| MinutePrice { to: texts(to), from: texts(from), dollars };
        let expected = [price(&["346", "347"], &["34", "33"], 0.0312), price(&["34"], &[], 0.01)];
        assert_eq!(read("USD").unwrap(), expected);
        assert!(read("EUR").is_err(), "they are not added up with dollars");
    }

    #[test]
    fn what_was_charged_is_read_and_nothing_used_costs_nothing() {
        let read = |records: Value| {
            let told = json!({"usage_records": records, "page": 0, "next_page_uri": null});
            from_value::<UsagePage>(told).unwrap().read()
        };
        let record =
            |price: Value, unit: &str| json!({"category": "totalprice", "price": price, "price_unit": unit});
        assert_eq!(read(json!([record(json!("3.52"), "usd")])).unwrap(), 3.52);
        assert_eq!(read(json!([])).unwrap(), 0.0);
        assert!(read(json!([record(json!("3.52"), "gbp")])).is_err());
        assert!(read(json!([record(json!(null), "usd")])).is_err());
    }
}
