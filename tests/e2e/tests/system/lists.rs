//! Lists by what stands in them and in which order, each page by page, and cursors that open only the
//! list they came from.

use anyhow::{Context, Result, ensure};
use homework_e2e::leads::Character;
use homework_e2e::{System, eventually};
use serde_json::{Value, json};

/// The items of all pages, by cursor; `path` ends where further parameters may follow.
async fn all(system: &System, path: &str, items: &str) -> Result<Vec<Value>> {
    let mut found = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = system.api.get(&format!("{path}page_size=2{cursor}")).await?;
        ensure!(page.status == 200, "{path}: {page:?}");
        let read = page.body[items].as_array().cloned().unwrap_or_default();
        found.extend(read);
        match page.body["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return Ok(found),
        }
    }
}

fn ids(items: &[Value]) -> Vec<String> {
    items.iter().filter_map(|item| item["id"].as_str().map(str::to_owned)).collect()
}

async fn refused(system: &System, path: &str, field: &str) -> Result<()> {
    let answer = system.api.get(path).await?;
    ensure!(answer.status == 422 && answer.problem_fields() == [field], "{path}: {answer:?}");
    Ok(())
}

/// The first page's cursor of a list that has more than one item.
async fn cursor_of(system: &System, path: &str) -> Result<String> {
    let page = system.api.get(path).await?;
    Ok(page.body["next_cursor"].as_str().with_context(|| format!("{path}: {page:?}"))?.to_owned())
}

#[tokio::test]
async fn calls_under_way_are_listed_until_they_end() -> Result<()> {
    let system = System::connect().await?;
    let (_, campaign) = system.lasting_call().await?;
    let active = "/api/calls?active=true&";
    let call = eventually("the call is listed as being under way", async || {
        let calls = all(&system, active, "calls").await?;
        ensure!(calls.iter().all(|call| call["state"] != "ENDED"), "{calls:?}");
        Ok(calls.into_iter().find(|call| call["campaign_id"] == *campaign && call["state"] == "IN_PROGRESS"))
    })
    .await?;
    let id = call["id"].as_str().context("no id")?;
    let ended = system.api.post(&format!("/api/calls/{id}/terminate"), &json!({})).await?;
    ensure!(ended.status == 200, "{ended:?}");
    system.api.finished_call(&campaign).await?;
    eventually("the call is off the list", async || {
        Ok((!ids(&all(&system, active, "calls").await?).contains(&id.to_owned())).then_some(()))
    })
    .await?;
    refused(&system, "/api/calls?active=perhaps", "active").await?;
    refused(&system, "/api/calls?active=true&outcome=BUSY", "active").await?;
    refused(&system, "/api/calls?order=up", "order").await
}

#[tokio::test]
async fn calls_and_leads_are_listed_from_either_end() -> Result<()> {
    let system = System::connect().await?;
    let mut leads = Vec::new();
    for _ in 0..3 {
        leads.push(system.lead(Character::Busy).await?.id);
    }
    let campaign = system.api.start_campaign(&leads, 1.0).await?;
    let path = format!("/api/leads?campaign_id={campaign}&");
    eventually("the campaign's leads are listed the oldest first, and the newest", async || {
        let oldest = ids(&all(&system, &format!("{path}order=asc&"), "leads").await?);
        let mut newest = ids(&all(&system, &path, "leads").await?);
        newest.reverse();
        Ok((oldest == leads && newest == leads).then_some(()))
    })
    .await?;
    let calls = format!("/api/calls?campaign_id={campaign}&");
    eventually("so are its calls", async || {
        let oldest = ids(&all(&system, &format!("{calls}order=asc&"), "calls").await?);
        let mut newest = ids(&all(&system, &format!("{calls}order=desc&"), "calls").await?);
        newest.reverse();
        Ok((oldest.len() == 3 && oldest.is_sorted() && oldest == newest).then_some(()))
    })
    .await?;
    // The other direction is another list.
    let cursor = cursor_of(&system, &format!("{path}order=asc&page_size=1")).await?;
    refused(&system, &format!("{path}cursor={cursor}"), "cursor").await?;
    refused(&system, "/api/leads?order=up", "order").await?;
    refused(&system, "/api/leads?search=ana&order=asc", "order").await
}

#[tokio::test]
async fn a_partners_leads_are_listed_counted_and_exported() -> Result<()> {
    let system = System::connect().await?;
    let partner = system.api.post("/api/partners", &json!({"name": "Lister", "rate_limit": 600})).await?;
    ensure!(partner.status == 201, "{partner:?}");
    let id = partner.body["id"].as_str().context("no id")?;
    let key = partner.body["api_key"].as_str().context("no key")?;
    let mut sent = Vec::new();
    for n in 0..3 {
        let phone = homework_e2e::leads::next_number(Character::Busy);
        sent.push(json!({"name": format!("Listed {}", homework_e2e::leads::in_letters(n)), "phone": phone}));
    }
    let request = system.api.anonymous(reqwest::Method::POST, "/api/leads/partner-transfer");
    let taken =
        homework_e2e::api::send(request.header("x-api-key", key).json(&json!({"leads": sent}))).await?;
    ensure!(taken.status == 200, "{taken:?}");
    let path = format!("/api/leads?partner_id={id}&");
    let leads = eventually("the partner's leads are listed and counted", async || {
        let counted = system.api.get(&format!("{path}page_size=1")).await?.body["total"] == 3;
        let leads = all(&system, &path, "leads").await?;
        Ok((counted && leads.len() == 3).then_some(leads))
    })
    .await?;
    ensure!(leads.iter().all(|lead| lead["name"].to_string().contains("Listed")), "{leads:?}");
    let export = system.api.get(&format!("/api/leads/export?partner_id={id}")).await?;
    ensure!(export.status == 200 && export.body["rows"] == 3, "{export:?}");
    let cursor = cursor_of(&system, &format!("{path}page_size=1")).await?;
    refused(&system, &format!("/api/leads?cursor={cursor}"), "cursor").await?;
    refused(&system, "/api/leads?partner_id=x", "partner_id").await?;
    for (filters, count) in [("status=PENDING&", 3), ("status=FAILED&", 0), ("search=listed%20b&", 1)] {
        let found = all(&system, &format!("{path}{filters}"), "leads").await?;
        ensure!(found.len() == count, "{filters}: {found:?}");
    }
    let export = system.api.get(&format!("/api/leads/export?partner_id={id}&search=listed%20b")).await?;
    ensure!(export.status == 200 && export.body["rows"] == 1, "{export:?}");
    Ok(())
}

/// A time as a query parameter.
fn encoded(time: &str) -> String {
    time.replace('+', "%2B").replace(':', "%3A")
}

#[tokio::test]
async fn calls_of_days_are_listed_by_outcome_too() -> Result<()> {
    let system = System::connect().await?;
    let lead = system.lead(Character::Busy).await?;
    let call = system.api.finished_call(&system.api.campaign_of_one(&lead.id).await?).await?;
    ensure!(call["recording_url"].is_null() && call["has_recording"] == false, "{call}");
    let day = call["started_at"].as_str().and_then(|at| at.get(..10)).context("no day")?;
    for (path, expected) in [
        (format!("/api/calls?outcome=BUSY&from={day}&to={day}&"), true),
        (format!("/api/calls?from={day}&"), true),
        (format!("/api/calls?outcome=VOICEMAIL&from={day}&"), false),
        ("/api/calls?outcome=BUSY&to=2020-01-01&zone=Europe%2FMadrid&".to_owned(), false),
    ] {
        let found = ids(&all(&system, &path, "calls").await?);
        ensure!(found.contains(&call["id"].as_str().unwrap_or_default().to_owned()) == expected, "{path}");
    }
    refused(&system, "/api/calls?from=yesterday", "from").await?;
    refused(&system, "/api/calls?from=2026-02-02&to=2026-02-01", "from").await?;
    refused(&system, "/api/calls?from=2026-02-02&zone=Mars", "zone").await
}

#[tokio::test]
async fn meetings_of_a_range_of_time_are_listed_in_order() -> Result<()> {
    let system = System::connect().await?;
    let mut meetings = Vec::new();
    for _ in 0..3 {
        let lead = system.lead(Character::BooksFirstOffer).await?;
        let campaign = system.api.campaign_of_one(&lead.id).await?;
        let call = system.api.finished_call(&campaign).await?;
        let id = call["meeting_id"].as_str().with_context(|| format!("no meeting: {call:#}"))?;
        meetings.push(system.api.get(&format!("/api/meetings/{id}")).await?.body);
    }
    let time = |meeting: &Value| meeting["scheduled_time"].as_str().unwrap_or_default().to_owned();
    meetings.sort_by_key(time);
    // From the first one's moment to the last one's: that one begins when the range is over.
    let range = format!("from={}&to={}&", encoded(&time(&meetings[0])), encoded(&time(&meetings[2])));
    for path in [format!("/api/meetings?{range}"), format!("/api/meetings?status=SCHEDULED&{range}")] {
        eventually(&format!("{path} has what begins within it"), async || {
            let found = all(&system, &path, "meetings").await?;
            ensure!(found.iter().map(time).is_sorted(), "not in order: {found:?}");
            let within = |m: &Value| (time(&meetings[0])..time(&meetings[2])).contains(&time(m));
            ensure!(found.iter().all(within), "outside the range: {found:?}");
            let found = ids(&found);
            let (first, last) = (ids(&meetings[..1]), ids(&meetings[2..]));
            Ok((found.contains(&first[0]) && !found.contains(&last[0])).then_some(()))
        })
        .await?;
    }
    let latest_first = all(&system, &format!("/api/meetings?order=desc&{range}"), "meetings").await?;
    ensure!(latest_first.iter().rev().map(time).is_sorted(), "not in order: {latest_first:?}");
    let empty = all(&system, "/api/meetings?to=1960-01-01T00:00:00Z&", "meetings").await?;
    ensure!(empty.is_empty(), "{empty:?}");
    let from_now = all(&system, "/api/meetings?from=2026-01-01T00:00:00Z&", "meetings").await?;
    ensure!(from_now.len() >= 3, "{from_now:?}");
    // Nothing counts a range: the total is what was read, and one more as there is more.
    let first = system.api.get("/api/meetings?from=2026-01-01T00:00:00Z&page_size=1").await?;
    ensure!(first.body["total"] == 2, "{first:?}");
    // A cursor outside the range, and one of the list by time without a range.
    let cursor = cursor_of(&system, "/api/meetings?from=2026-01-01T00:00:00Z&page_size=1").await?;
    refused(&system, &format!("/api/meetings?to=2026-01-01T00:00:00Z&cursor={cursor}"), "cursor").await?;
    refused(&system, &format!("/api/meetings?cursor={cursor}"), "cursor").await?;
    refused(&system, "/api/meetings?from=yesterday", "from").await?;
    refused(&system, "/api/meetings?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z", "to").await
}
