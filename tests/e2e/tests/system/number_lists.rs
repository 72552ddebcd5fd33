//! Lists of numbers that are not to be called, imported from files: our own, and national ones.

use anyhow::{Context, Result, ensure};
use homework_e2e::leads::Character;
use homework_e2e::{System, eventually};
use serde_json::{Value, json};

const ROWS: u64 = 600;

/// Announces a list and sends its file; returns the import's id.
async fn send(system: &System, mut request: Value, file: &str) -> Result<String> {
    request["file_size"] = json!(file.len());
    let announced = system.api.post("/api/do-not-call/imports", &request).await?;
    ensure!(announced.status == 201, "{announced:?}");
    let url = announced.body["upload_url"].as_str().context("no address")?;
    let http = reqwest::Client::builder().no_proxy().build()?;
    let sent = http.put(url).body(file.to_owned()).send().await?;
    ensure!(sent.status().is_success(), "the file was refused: {}", sent.text().await?);
    Ok(announced.body["id"].as_str().context("no id")?.to_owned())
}

async fn progress(system: &System, id: &str) -> Result<Value> {
    Ok(system.api.get(&format!("/api/do-not-call/imports/{id}")).await?.body)
}

async fn over(system: &System, id: &str) -> Result<Value> {
    eventually("the import of numbers is over", async || {
        let shown = progress(system, id).await?;
        Ok(matches!(shown["status"].as_str(), Some("COMPLETED" | "FAILED")).then_some(shown))
    })
    .await
}

#[tokio::test]
async fn leads_in_line_whose_numbers_are_imported_are_not_dialled_any_more() -> Result<()> {
    let system = System::connect().await?;
    let (first, second) =
        (system.lead(Character::NoAnswer).await?, system.lead(Character::BooksFirstOffer).await?);
    let ids = [first.id.clone(), second.id.clone()];
    // The second one's turn is far off, and comes nearer once the list is in.
    let campaign = system.api.start_campaign(&ids, 3600.0).await?;
    let mut file: String = (0..ROWS).map(|n| format!("+1608{}\n", 2_000_000 + n)).collect();
    file.push_str(&format!("12\n\n{}\n", second.phone));
    let id = send(&system, json!({"reason": "bought list"}), &file).await?;
    let shown = over(&system, &id).await?;
    ensure!(shown["status"] == "COMPLETED" && shown["percent"] == 100, "{shown}");
    let counted =
        [&shown["rows_done"], &shown["numbers_listed"], &shown["rows_refused"], &shown["rows_skipped"]];
    ensure!(counted == [ROWS + 3, ROWS + 1, 1, 1], "{shown}");
    let url = shown["errors_url"].as_str().context("no list of refused rows")?;
    let http = reqwest::Client::builder().no_proxy().build()?;
    let refused = http.get(url).send().await?.error_for_status()?.text().await?;
    ensure!(refused.contains(&format!("12,{},\"phone: has no calling code", ROWS + 1)), "{refused}");

    let lead = system.api.lead(&second.id).await?;
    ensure!(lead["status"] == "DO_NOT_CALL", "{lead}");
    let hurried =
        system.api.patch(&format!("/api/campaigns/{campaign}"), &json!({"stagger_seconds": 1.0})).await?;
    // It is over already where the first one's call was quicker than the import.
    ensure!(matches!(hurried.status, 200 | 409), "{hurried:?}");
    system.api.settled(&first.id).await?;
    ensure!(system.sandbox.calls_to(&second.phone).await?.is_empty(), "the lead was phoned");
    let found = system.api.get("/api/do-not-call?phone=%2B16082000599").await?;
    ensure!(found.body["numbers"][0]["source"] == "IMPORT", "{found:?}");
    ensure!(found.body["numbers"][0]["reason"] == "bought list", "{found:?}");
    let taken = system.api.post("/api/leads", &json!({"name": "Ana", "phone": "+16082000007"})).await?;
    ensure!(taken.status == 409, "{taken:?}");
    // It is an import of numbers, and none of leads.
    let other = system.api.get(&format!("/api/leads/imports/{id}")).await?;
    ensure!(other.status == 404, "{other:?}");
    exported(&system, ROWS).await
}

/// All of it is in the export, in as many files as it takes.
async fn exported(system: &System, at_least: u64) -> Result<()> {
    let http = reqwest::Client::builder().no_proxy().build()?;
    let (mut numbers, mut path) = (0, "/api/do-not-call/export".to_owned());
    loop {
        let part = system.api.get(&path).await?;
        ensure!(part.status == 200, "{part:?}");
        let url = part.body["download_url"].as_str().context("no address")?;
        let text = http.get(url).send().await?.error_for_status()?.text().await?;
        ensure!(text.starts_with("phone,source,recorded_at,reason,asked_at\n"), "{text:.80}");
        numbers +=
            text.lines().filter(|line| line.starts_with("'+1608") && line.contains(",IMPORT,")).count();
        let Some(cursor) = part.body["next_cursor"].as_str() else { break };
        path = format!("/api/do-not-call/export?cursor={cursor}");
    }
    ensure!(numbers as u64 >= at_least, "{numbers} numbers in the export");
    Ok(())
}

#[tokio::test]
async fn a_national_list_is_obeyed_until_an_edition_comes_that_lets_the_number_go() -> Result<()> {
    let system = System::connect().await?;
    let phone = "+13072000101";
    let created = system.api.post("/api/leads", &json!({"name": "Ana Wyoming", "phone": phone})).await?;
    ensure!(created.status == 201, "{created:?}");
    let lead = created.body["id"].as_str().context("no id")?.to_owned();
    let day = |days: i64| {
        let now = jiff::Timestamp::try_from(std::time::SystemTime::now()).unwrap_or_default();
        let then = now - jiff::SignedDuration::from_hours(24 * days);
        then.to_zoned_datetime(jiff::tz::TimeZone::UTC).date().to_string()
    };
    let edition = |days| json!({"national": {"name": "wyoming", "place": "US-WY", "as_of": day(days)}});
    let rows = |from: u64| (from..from + 60).map(|n| format!("+1307{n}\n")).collect::<String>();

    let mut stale = edition(31);
    stale["file_size"] = json!(1);
    let refused = system.api.post("/api/do-not-call/imports", &stale).await?;
    ensure!(refused.status == 422 && refused.problem_fields() == ["as_of"], "{refused:?}");

    let id = send(&system, edition(20), &rows(2_000_100)).await?;
    let shown = over(&system, &id).await?;
    ensure!(shown["status"] == "COMPLETED" && shown["numbers_listed"] == 60, "{shown}");
    let lists = system.api.get("/api/do-not-call/lists?phone=%2B13072000101").await?;
    ensure!(
        lists.body["lists"][0]["name"] == "WYOMING" && lists.body["lists"][0]["is_stale"] == false,
        "{lists:?}"
    );
    system.api.campaign_of_one(&lead).await?;
    eventually("the lead is set aside", async || {
        let lead = system.api.lead(&lead).await?;
        let attention = lead["attention"].as_str().unwrap_or_default();
        Ok((lead["status"] == "PENDING" && attention.contains("WYOMING")).then_some(()))
    })
    .await?;
    ensure!(system.sandbox.calls_to(phone).await?.is_empty(), "the lead was phoned");

    // Without a valid number, an edition does not take the former one's place.
    let id = send(&system, edition(10), "12\n13\n").await?;
    ensure!(over(&system, &id).await?["status"] == "FAILED", "an empty list is in use");
    let id = send(&system, edition(5), &rows(2_000_200)).await?;
    ensure!(over(&system, &id).await?["status"] == "COMPLETED", "not in use");
    let campaign = system.api.campaign_of_one(&lead).await?;
    let call = system.api.finished_call(&campaign).await?;
    ensure!(call["outcome"] == "MEETING_BOOKED", "{call}");
    ensure!(call["evidence"]["national_lists"][0].to_string().contains("WYOMING as of"), "{call}");
    let removed = system.api.delete("/api/do-not-call/lists/WYOMING").await?;
    ensure!(removed.status == 200, "{removed:?}");
    Ok(())
}
