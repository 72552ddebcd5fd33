//! Long lists of leads, sent to S3 and taken in from there.

use std::collections::HashSet;

use anyhow::{Context, Result, ensure};
use homework_e2e::leads::in_letters;
use homework_e2e::{System, eventually, processes};
use serde_json::{Value, json};

/// A list of leads: every 50th row repeats an earlier number, every 70th has none that exists.
pub(crate) struct List {
    pub(crate) text: String,
    pub(crate) good: u64,
    /// Row and field, as the import must name them.
    errors: Vec<(u64, &'static str)>,
}

pub(crate) fn list(area_code: u32, rows: u64) -> List {
    let mut list = List { text: "Name;Phone;Email\r\n".into(), good: 0, errors: vec![] };
    let mut seen = HashSet::new();
    for n in 0..rows {
        let number = 2_000_000 + if n % 50 == 49 { n - 10 } else { n };
        let exists = n % 70 != 69;
        if exists && seen.insert(number) {
            list.good += 1;
        } else {
            list.errors.push((n + 2, "phone"));
        }
        let phone = if exists { format!("+1{area_code}{number}") } else { "12".to_owned() };
        list.text.push_str(&format!("\"List, {}\";{phone};l{n}@example.com\r\n", in_letters(n)));
    }
    list
}

/// Announces an import and sends its file; returns the import's id.
pub(crate) async fn send(system: &System, file: &str) -> Result<String> {
    let announced = system.api.post("/api/leads/imports", &json!({"file_size": file.len()})).await?;
    ensure!(announced.status == 201, "{announced:?}");
    let id = announced.body["id"].as_str().context("no id")?.to_owned();
    let waiting = progress(system, &id).await?;
    ensure!(waiting["status"] == "AWAITING_FILE" && waiting["percent"] == 0, "{waiting}");
    let url = announced.body["upload_url"].as_str().context("no address")?;
    let http = reqwest::Client::builder().no_proxy().build()?;
    let sent = http.put(url).body(file.to_owned()).send().await?;
    ensure!(sent.status().is_success(), "the file was refused: {}", sent.text().await?);
    Ok(id)
}

pub(crate) async fn progress(system: &System, id: &str) -> Result<Value> {
    Ok(system.api.get(&format!("/api/leads/imports/{id}")).await?.body)
}

async fn over(system: &System, id: &str) -> Result<Value> {
    eventually("the import is over", async || {
        let shown = progress(system, id).await?;
        Ok(matches!(shown["status"].as_str(), Some("COMPLETED" | "FAILED")).then_some(shown))
    })
    .await
}

/// The import counted every row of the list, and named every bad one.
pub(crate) async fn check(shown: &Value, list: &List, rows: u64) -> Result<()> {
    ensure!(shown["status"] == "COMPLETED" && shown["percent"] == 100, "{shown}");
    ensure!(shown["rows_done"] == rows && shown["leads_created"] == list.good, "{shown}");
    ensure!(shown["rows_refused"] == list.errors.len(), "{shown}");
    let url = shown["errors_url"].as_str().context("no list of errors")?;
    let http = reqwest::Client::builder().no_proxy().build()?;
    let text = http.get(url).send().await?.error_for_status()?.text().await?;
    ensure!(text.starts_with("\u{feff}Name,Phone,Email,row,reason\n"), "{}", &text[..60.min(text.len())]);
    let mut refused = csv::Reader::from_reader(text.as_bytes());
    let mut named = Vec::new();
    for row in refused.records() {
        let row = row?;
        let field = row[4].split(':').next().unwrap_or_default();
        ensure!(row[0].starts_with("List, ") && row[2].ends_with("@example.com"), "{row:?}");
        named.push(format!("{},{field}", &row[3]));
    }
    let expected: Vec<_> = list.errors.iter().map(|(row, field)| format!("{row},{field}")).collect();
    ensure!(named == expected, "{} errors named, {} expected", named.len(), expected.len());
    Ok(())
}

/// One after the other: the importer that is killed is the other's too.
#[tokio::test]
async fn lists_are_taken_in_exactly_or_fail_and_say_why() -> Result<()> {
    a_file_that_is_no_list_fails_and_says_why().await?;
    an_import_that_breaks_off_again_and_again_says_so_and_can_be_started_again().await?;
    a_list_is_taken_in_exactly_though_the_importer_is_killed_and_told_twice().await
}

async fn a_list_is_taken_in_exactly_though_the_importer_is_killed_and_told_twice() -> Result<()> {
    const ROWS: u64 = 3000;
    let system = System::connect().await?;
    let list = list(414, ROWS);
    let id = send(&system, &list.text).await?;
    let seen = eventually("some rows are in", async || {
        let shown = progress(&system, &id).await?;
        Ok((shown["rows_done"].as_u64() > Some(200)).then_some(shown))
    })
    .await?;
    ensure!(seen["status"] == "RUNNING", "it was over before it could be killed: {seen}");
    ensure!(processes::kill(&system.endpoints, "importer")? > 0, "there was no importer to kill");
    // SQS would deliver the message again when its time is over; twice at once does no harm either.
    for _ in 0..2 {
        system.aws.send_message(&system.endpoints.queues["import"], &json!({"import_id": id})).await?;
    }
    check(&over(&system, &id).await?, &list, ROWS).await?;
    let mut leads = system.aws.items_with_prefix("PHONE#+1414").await?;
    // Beside a number are the further words under which its lead is found.
    leads.retain(|item| item["sk"]["S"] == "PHONE");
    ensure!(leads.len() as u64 == list.good, "{} numbers for {} leads", leads.len(), list.good);
    system.aws.send_message(&system.endpoints.queues["import"], &json!({"import_id": id})).await?;
    let again = send(&system, &list.text).await?;
    let again = over(&system, &again).await?;
    ensure!(again["leads_created"] == 0 && again["rows_refused"] == ROWS, "{again}");
    check(&progress(&system, &id).await?, &list, ROWS).await
}

async fn a_file_that_is_no_list_fails_and_says_why() -> Result<()> {
    let system = System::connect().await?;
    for (file, why) in [
        ("PK\u{3}\u{4}xl/workbook".to_owned(), "an Excel workbook"),
        ("name,phone\n".to_owned(), "no rows below the header"),
        (format!("name,phone\nAna,+17152999999\n{}", "x".repeat(100_000)), "row 3 is too long"),
    ] {
        let id = send(&system, &file).await?;
        let shown = over(&system, &id).await?;
        let problem = shown["problem"].as_str().unwrap_or_default();
        ensure!(shown["status"] == "FAILED" && problem.contains(why), "{shown}");
    }
    let unknown = system.api.get("/api/leads/imports/01HZZZZZZZZZZZZZZZZZZZZZZZ").await?;
    ensure!(unknown.status == 404 && unknown.is_problem(), "{unknown:?}");
    Ok(())
}

#[tokio::test]
async fn an_unclosed_quote_loses_no_row_and_a_blank_one_counts() -> Result<()> {
    let system = System::connect().await?;
    let row = |n: u32| format!("Quote,+1715299{n:04},x\n");
    let good: String = (0..3).map(row).collect();
    let after: String = (3..100).map(row).collect();
    let file = format!("name,phone,notes\n{good},,\nOpen,+17152998888,\"note\n{after}");
    let id = send(&system, &file).await?;
    let shown = over(&system, &id).await?;
    ensure!(shown["status"] == "FAILED", "{shown}");
    ensure!(shown["problem"].as_str().is_some_and(|p| p.contains("row 6")), "{shown}");
    ensure!(shown["leads_created"] == 3 && shown["rows_skipped"] == 1, "{shown}");
    ensure!(shown["rows_refused"] == 98 && shown["rows_done"] == 102, "{shown}");
    let url = shown["errors_url"].as_str().context("no refused rows")?;
    let http = reqwest::Client::builder().no_proxy().build()?;
    let refused = http.get(url).send().await?.error_for_status()?.text().await?;
    ensure!(csv::Reader::from_reader(refused.as_bytes()).records().count() == 98, "{refused}");
    Ok(())
}

#[tokio::test]
async fn a_list_whose_columns_are_not_known_is_asked_about() -> Result<()> {
    let system = System::connect().await?;
    let file = "Wer;Wohin damit\nAna Lopez;912 345 601\nBob Lopez;+34912345602\n";
    let preview = system.api.upload_to("/api/leads/imports/preview", file.as_bytes()).await?;
    ensure!(preview.status == 200 && preview.body["missing"] == json!(["name", "phone"]), "{preview:?}");
    ensure!(
        preview.body["delimiter"] == ";" && preview.body["columns"][1]["use"] == "UNKNOWN",
        "{preview:?}"
    );
    let id = send(&system, file).await?;
    let asked = eventually("the import asks", async || {
        let shown = progress(&system, &id).await?;
        Ok((shown["status"] == "AWAITING_MAPPING").then_some(shown))
    })
    .await?;
    ensure!(asked["columns"][0]["header"] == "Wer" && asked["rows_done"] == 0, "{asked}");
    let path = format!("/api/leads/imports/{id}/mapping");
    let wrong = json!({"mapping": {"shoe": 1}});
    let refused = system.api.put(&path, &wrong).await?;
    ensure!(refused.status == 422, "{refused:?}");
    let mapping = json!({"mapping": {"name": "Wer", "phone": 2}, "default_country": "ES"});
    let mapped = system.api.put(&path, &mapping).await?;
    ensure!(mapped.status == 200, "{mapped:?}");
    let shown = over(&system, &id).await?;
    ensure!(shown["status"] == "COMPLETED" && shown["rows_done"] == 2, "{shown}");
    ensure!(shown["columns"][1]["field"] == "phone", "{shown}");
    let late = system.api.put(&path, &mapping).await?;
    ensure!(late.status == 409, "{late:?}");
    Ok(())
}

/// As where the importer dies at every try: its message comes once more than it is tried.
async fn an_import_that_breaks_off_again_and_again_says_so_and_can_be_started_again() -> Result<()> {
    let system = System::connect().await?;
    let file = list(720, 60);
    let announced = system.api.post("/api/leads/imports", &json!({"file_size": file.text.len()})).await?;
    let id = announced.body["id"].as_str().context("no id")?.to_owned();
    let restart = format!("/api/leads/imports/{id}/restart");
    ensure!(system.api.post(&restart, &json!({})).await?.status == 409, "nothing has broken off");
    let key = format!("IMPORT#{id}");
    system.aws.set_attribute(&key, "IMPORT", "state", "RUNNING").await?;
    system.aws.set_attribute(&key, "IMPORT", "updated_at", "2020-01-01T00:00:00Z").await?;
    let message = json!({"Records": [{
        "messageId": "1", "body": json!({"import_id": id}).to_string(), "attributes": {"ApproximateReceiveCount": "5"},
    }]});
    system.aws.invoke(&system.endpoints.functions["importer"], &message).await?;
    let shown = progress(&system, &id).await?;
    ensure!(shown["status"] == "FAILED" && shown["can_restart"] == true, "{shown}");
    ensure!(shown["problem"].to_string().contains("fault of ours"), "{shown}");
    let url = announced.body["upload_url"].as_str().context("no address")?;
    let http = reqwest::Client::builder().no_proxy().build()?;
    let sent = http.put(url).body(file.text.clone()).send().await?;
    ensure!(sent.status().is_success(), "the file was refused");
    let again = system.api.post(&restart, &json!({})).await?;
    ensure!(again.status == 200 && again.body["status"] == "RUNNING", "{again:?}");
    let done = over(&system, &id).await?;
    ensure!(done["status"] == "COMPLETED" && done["leads_created"] == file.good, "{done}");
    Ok(())
}
