//! Calls as Twilio's API shows them, alone and in pages.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::calls::Call;
use super::error::Refusal;
use crate::form::Form;
use crate::util::rfc2822;

const DEFAULT_PAGE: usize = 50;
const MAX_PAGE: usize = 1000;

pub(crate) fn call(call: &Call, account: &str) -> Value {
    let uri = format!("/2010-04-01/Accounts/{account}/Calls/{}", call.sid);
    let ended = call.status.is_final();
    json!({
        "sid": call.sid,
        "account_sid": account,
        "parent_call_sid": null,
        "to": call.order.to,
        "to_formatted": call.order.to,
        "from": call.order.from,
        "from_formatted": call.order.from,
        "phone_number_sid": null,
        "status": call.status,
        "direction": call.order.direction(),
        "answered_by": call.answered_by,
        "date_created": rfc2822(call.placed_at),
        "date_updated": rfc2822(call.ended_at.or(call.answered_at).unwrap_or(call.placed_at)),
        "start_time": call.answered_at.or(call.ended_at).map(rfc2822),
        "end_time": call.ended_at.map(rfc2822),
        "duration": ended.then(|| call.seconds().to_string()),
        "price": null,
        "price_unit": "USD",
        "annotation": null,
        "api_version": "2010-04-01",
        "forwarded_from": null,
        "group_sid": null,
        "caller_name": null,
        "queue_time": "0",
        "trunk_sid": null,
        "uri": format!("{uri}.json"),
        "subresource_uris": {
            "recordings": format!("{uri}/Recordings.json"),
            "notifications": format!("{uri}/Notifications.json"),
            "events": format!("{uri}/Events.json"),
        },
    })
}

/// One page of the calls that pass the query's filters, newest first.
pub(crate) fn page(mut calls: Vec<Call>, query: &Form, account: &str) -> Result<Value, Refusal> {
    let after = query.get("StartTime>").map(|text| instant(text, false)).transpose()?;
    let before = query.get("StartTime<").map(|text| instant(text, true)).transpose()?;
    calls.retain(|call| {
        // A call that nobody has answered yet has no start; it is found by when it was placed.
        let start = call.answered_at.unwrap_or(call.placed_at);
        query.get("To").is_none_or(|to| call.order.to == to)
            && query.get("From").is_none_or(|from| call.order.from == from)
            && query.get("Status").is_none_or(|status| call.status.name() == status)
            && after.is_none_or(|after| start.as_second() >= after.as_second())
            && before.is_none_or(|before| start.as_second() <= before.as_second())
    });
    calls.reverse();
    let size = whole(query, "PageSize", DEFAULT_PAGE)?.clamp(1, MAX_PAGE);
    let page = whole(query, "Page", 0)?;
    let start = page.saturating_mul(size);
    let shown: Vec<Value> = calls.iter().skip(start).take(size).map(|one| call(one, account)).collect();
    let filters = query.without(&["PageSize", "Page"]);
    let uri = |page: usize| {
        let path = format!("/2010-04-01/Accounts/{account}/Calls.json");
        format!("{path}?{filters}{}PageSize={size}&Page={page}", if filters.is_empty() { "" } else { "&" })
    };
    let more = start.saturating_add(size) < calls.len();
    Ok(json!({
        "first_page_uri": uri(0),
        "next_page_uri": more.then(|| uri(page + 1)),
        "previous_page_uri": (page > 0).then(|| uri(page - 1)),
        "uri": uri(page),
        "page": page,
        "page_size": size,
        "start": start,
        "end": start + shown.len().saturating_sub(1),
        "calls": shown,
    }))
}

fn whole(query: &Form, name: &str, default: usize) -> Result<usize, Refusal> {
    let Some(text) = query.get(name) else { return Ok(default) };
    text.parse().map_err(|_| Refusal::bad_request(20001, format!("Invalid {name}: {text}")))
}

/// A date in GMT (its first or last second) or an instant.
fn instant(text: &str, end_of_day: bool) -> Result<Timestamp, Refusal> {
    let refusal = || Refusal::bad_request(20001, format!("Invalid StartTime: {text}"));
    if let Ok(instant) = text.parse() {
        return Ok(instant);
    }
    let date: Date = text.parse().map_err(|_| refusal())?;
    let time = if end_of_day { date.at(23, 59, 59, 0) } else { date.at(0, 0, 0, 0) };
    Ok(time.to_zoned_datetime(TimeZone::UTC).map_err(|_| refusal())?.timestamp())
}
