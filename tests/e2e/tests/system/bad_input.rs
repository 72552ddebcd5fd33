//! Bad input is answered with a problem document that names what to mend, and leaves nothing behind.

use anyhow::{Result, ensure};
use homework_e2e::System;
use homework_e2e::api::Answer;
use homework_e2e::leads::{Character, next_number};
use serde_json::{Value, json};

const NOBODY: &str = "01JD00000000000000000000ZZ";

fn expect_problem(answer: &Answer, status: u16, field: &str) -> Result<()> {
    ensure!(answer.status == status && answer.is_problem(), "expected a {status} problem: {answer:?}");
    let named = answer.problem_fields().iter().any(|name| name.contains(field));
    ensure!(
        field.is_empty() || named || answer.body["detail"].as_str().is_some_and(|d| d.contains(field)),
        "{field} is not named: {answer:?}"
    );
    Ok(())
}

#[tokio::test]
async fn lists_refuse_nonsense_by_name() -> Result<()> {
    let system = System::connect().await?;
    for list in ["/api/leads", "/api/calls", "/api/meetings"] {
        for (query, field) in [
            ("page=0", "page"),
            ("page=-1", "page"),
            ("page=x", "page"),
            ("page_size=0", "page_size"),
            ("page_size=1000", "page_size"),
            ("cursor=rubbish", "cursor"),
        ] {
            expect_problem(&system.api.get(&format!("{list}?{query}")).await?, 422, field)?;
        }
        let status = if list == "/api/calls" { "outcome" } else { "status" };
        expect_problem(&system.api.get(&format!("{list}?{status}=HAPPY")).await?, 422, status)?;
    }
    Ok(())
}

#[tokio::test]
async fn unknown_ids_are_not_found() -> Result<()> {
    let system = System::connect().await?;
    for id in [NOBODY, "42", "..%2f"] {
        for path in ["/api/leads/{}", "/api/calls/{}", "/api/calls/{}/recording", "/api/meetings/{}"] {
            expect_problem(&system.api.get(&path.replace("{}", id)).await?, 404, "")?;
        }
    }
    expect_problem(&system.api.delete(&format!("/api/leads/{NOBODY}")).await?, 404, "")?;
    let status =
        system.api.patch(&format!("/api/meetings/{NOBODY}/status"), &json!({"status": "CONFIRMED"})).await?;
    expect_problem(&status, 404, "")?;
    let unknown =
        system.api.patch(&format!("/api/meetings/{NOBODY}/status"), &json!({"status": "GREAT"})).await?;
    expect_problem(&unknown, 422, "status")
}

#[tokio::test]
async fn a_lead_is_checked_field_by_field() -> Result<()> {
    let system = System::connect().await?;
    let bad: [(Value, &str); 7] = [
        (json!({"phone": "+14155550101"}), "name"),
        (json!({"name": "A"}), "phone"),
        (json!({"name": "", "phone": "+14155550101"}), "name"),
        (json!({"name": "A", "phone": "12345"}), "phone"),
        (json!({"name": "A", "phone": 5}), "phone"),
        (json!({"name": "A", "phone": "+14155550101", "email": "nope"}), "email"),
        (json!([1, 2]), "body"),
    ];
    for (body, field) in bad {
        expect_problem(&system.api.post("/api/leads", &body).await?, 422, field)?;
    }
    let lead = system.lead(Character::Busy).await?;
    let again = system.api.post("/api/leads", &json!({"name": "Other", "phone": lead.phone})).await?;
    expect_problem(&again, 409, "phone")?;
    ensure!(system.api.lead(&lead.id).await?["name"] == lead.name, "the first lead was changed");
    Ok(())
}

#[tokio::test]
async fn a_campaign_starts_with_all_its_leads_or_not_at_all() -> Result<()> {
    let system = System::connect().await?;
    let lead = system.lead(Character::Busy).await?;
    let start = async |ids: Value| {
        system.api.post("/api/campaigns/start", &json!({"name": "X", "lead_ids": ids})).await
    };
    expect_problem(&start(json!([])).await?, 422, "lead_ids")?;
    expect_problem(&start(json!([lead.id, NOBODY])).await?, 422, "lead_ids[1]")?;
    expect_problem(&start(json!([lead.id, "x"])).await?, 422, "lead_ids[1]")?;
    let nameless =
        system.api.post("/api/campaigns/start", &json!({"name": " ", "lead_ids": [lead.id]})).await?;
    expect_problem(&nameless, 422, "name")?;
    ensure!(system.api.lead(&lead.id).await?["status"] == "PENDING", "the lead was queued all the same");
    system.api.campaign_of_one(&lead.id).await?;
    expect_problem(&start(json!([lead.id])).await?, 422, "lead_ids[0]")
}

#[tokio::test]
async fn a_csv_file_s_good_rows_are_taken_and_the_others_named() -> Result<()> {
    let system = System::connect().await?;
    let known = system.lead(Character::Busy).await?;
    let fresh = format!("+1503555{:04}", u32::from_str_radix(&known.id[22..], 36).unwrap_or(0) % 10_000);
    let file = format!(
        "name,phone,email\nNew,{fresh},new@example.com\nBad,12345,\nAgain,{fresh},\nKnown,{},\nMail,{},nope\n",
        known.phone,
        next_number(Character::Busy)
    );
    let answer = system.api.upload(file.as_bytes()).await?;
    ensure!(answer.status == 200, "{answer:?}");
    let errors = answer.body["errors"].as_array().cloned().unwrap_or_default();
    let named: Vec<_> = errors.iter().map(|e| (e["row"].as_u64(), e["field"].as_str())).collect();
    let expected = [(Some(3), Some("phone")), (Some(4), Some("phone")), (Some(5), Some("phone"))];
    ensure!(named == expected && answer.body["leads_created"] == 2, "{answer:?}");
    ensure!(answer.body["warnings"][0]["row"] == 6 && answer.body["rows_total"] == 5, "{answer:?}");
    ensure!(answer.body["rows_refused"] == 3 && answer.body["refused_url"].is_string(), "{answer:?}");
    Ok(())
}

#[tokio::test]
async fn a_file_that_is_no_list_of_leads_takes_in_nothing() -> Result<()> {
    let system = System::connect().await?;
    expect_problem(&system.api.upload(b"").await?, 422, "file")?;
    expect_problem(&system.api.upload(b"name,phone,email\n").await?, 422, "file")?;
    expect_problem(&system.api.upload(b"name,email\nAna,a@example.com\n").await?, 422, "phone")?;
    expect_problem(&system.api.upload(b"PK\x03\x04[Content_Types].xml").await?, 422, "file")?;
    let rubbish: Vec<u8> = (0..10_000_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let too_large = system.api.upload(&rubbish).await?;
    ensure!(too_large.status == 413 && too_large.is_problem(), "{too_large:?}");
    expect_problem(&system.api.upload(&rubbish[..100_000]).await?, 422, "")
}

#[tokio::test]
async fn a_lead_is_deleted_with_its_calls_but_never_while_it_is_called() -> Result<()> {
    let system = System::connect().await?;
    let lead = system.lead(Character::DoNotCall).await?;
    let campaign = system.api.campaign_of_one(&lead.id).await?;
    let queued = system.api.delete(&format!("/api/leads/{}", lead.id)).await?;
    ensure!(queued.status == 409, "deleted while queued: {queued:?}");
    let call = system.api.finished_call(&campaign).await?;
    let gone = system.api.delete(&format!("/api/leads/{}", lead.id)).await?;
    ensure!(gone.status == 200 && gone.body["success"] == true, "{gone:?}");
    let id = call["id"].as_str().unwrap_or_default();
    // The call stays to be counted, without anything of the person.
    let left = format!("{:?}", system.aws.partition(&format!("CALL#{id}")).await?);
    ensure!(!left.contains(&lead.name) && !left.contains(&lead.phone), "the person is still there: {left}");
    ensure!(
        system.api.get(&format!("/api/leads/{}", lead.id)).await?.status == 404,
        "the lead is still there"
    );
    // Whoever asked not to be called is not taken in again under another name.
    let again = system.api.post("/api/leads", &json!({"name": "Back", "phone": lead.phone})).await?;
    expect_problem(&again, 409, "asked not to be called")
}
