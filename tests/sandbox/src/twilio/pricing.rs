//! What a minute costs, and what was charged. The prices are made up, and of the size of real ones.
//! <https://www.twilio.com/docs/voice/pricing-api/voicecountry-resource>
//! <https://www.twilio.com/docs/usage/api/usage-record>

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use super::error::Refusal;
use super::routes::authorize;
use crate::state::Sandbox;
use crate::util::now;

/// What numbers begin with, where a call comes from, and dollars a minute.
type Price = (&'static [&'static str], &'static [&'static str], &'static str);

const ALL: &[&str] = &["ALL"];
const EUROPE: &[&str] = &["33", "34", "351", "49"];
const ELSEWHERE: &[&str] = &["ROW"];

/// What is charged for a minute.
const MINUTE: f64 = 0.014;

const PRICES: [(&str, &str, &[Price]); 9] = [
    ("BR", "Brazil", &[(&["55"], ALL, "0.0300")]),
    ("CA", "Canada", &[(&["1"], ALL, "0.0140")]),
    (
        "DE",
        "Germany",
        &[(&["49"], ALL, "0.0150"), (&["491"], EUROPE, "0.0400"), (&["491"], ELSEWHERE, "0.1200")],
    ),
    (
        "ES",
        "Spain",
        &[
            (&["34"], ALL, "0.0120"),
            (&["346", "347"], EUROPE, "0.0350"),
            (&["346", "347"], ELSEWHERE, "0.0900"),
        ],
    ),
    (
        "FR",
        "France",
        &[
            (&["33"], ALL, "0.0150"),
            (&["336", "337"], EUROPE, "0.0450"),
            (&["336", "337"], ELSEWHERE, "0.1500"),
        ],
    ),
    ("GB", "United Kingdom", &[(&["44"], ALL, "0.0160"), (&["447"], ALL, "0.0350")]),
    ("MX", "Mexico", &[(&["52"], ALL, "0.0200")]),
    (
        "PT",
        "Portugal",
        &[(&["351"], ALL, "0.0180"), (&["3519"], EUROPE, "0.0400"), (&["3519"], ELSEWHERE, "0.1100")],
    ),
    ("US", "United States", &[(&["1"], ALL, "0.0140")]),
];

pub(super) fn router() -> Router<Arc<Sandbox>> {
    Router::new()
        .route("/v2/Voice/Countries/{country}", get(show))
        .route("/2010-04-01/Accounts/{account}/Usage/Records/Today.json", get(today))
}

async fn show(
    State(sandbox): State<Arc<Sandbox>>,
    Path(country): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    sandbox.auth_tokens.authorize(&headers)?;
    let uri = format!("/v2/Voice/Countries/{country}");
    let found = PRICES.iter().find(|(code, ..)| *code == country);
    let (code, name, prices) = found.ok_or_else(|| Refusal::not_found(&uri))?;
    let shown = prices.iter().map(|(to, from, dollars)| {
        json!({
            "destination_prefixes": to,
            "origination_prefixes": from,
            "friendly_name": format!("Programmable Outbound Minute - {name}"),
            "base_price": dollars,
            "current_price": dollars,
        })
    });
    Ok(Json(json!({
        "country": name, "iso_country": code, "price_unit": "USD", "inbound_call_prices": [],
        "outbound_prefix_prices": shown.collect::<Vec<_>>(),
        "url": format!("https://pricing.twilio.com{uri}"),
    })))
}

/// What the calls of the day came to, at the same price wherever they went.
async fn today(
    State(sandbox): State<Arc<Sandbox>>,
    Path(account): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    authorize(&sandbox, &headers, &account)?;
    let day = now().strftime("%Y-%m-%d").to_string();
    let calls = sandbox.calls.list();
    let charged = calls.iter().filter(|call| call.placed_at.strftime("%Y-%m-%d").to_string() == day);
    let minutes: u64 = charged.map(|call| call.seconds().unsigned_abs().div_ceil(60)).sum();
    let uri = format!("/2010-04-01/Accounts/{account}/Usage/Records/Today.json?Category=totalprice");
    Ok(Json(json!({
        "first_page_uri": uri, "next_page_uri": null, "previous_page_uri": null, "uri": uri,
        "page": 0, "page_size": 50, "start": 0, "end": 0,
        "usage_records": [{
            "account_sid": account, "category": "totalprice", "description": "Total Price",
            "start_date": day, "end_date": day, "count": null, "usage": minutes.to_string(),
            "price": format!("{:.4}", minutes as f64 * MINUTE), "price_unit": "usd",
        }],
    })))
}
