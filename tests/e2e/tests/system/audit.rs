//! The audit trail: what an operator changes, or is refused, is there; nobody but an admin reads it.

use anyhow::{Context, Result, ensure};
use homework_e2e::leads::{Character, next_number};
use homework_e2e::{System, eventually};
use serde_json::{Value, json};

/// What an entry says: the operation, how it ended, and what it was about.
fn told(entry: &Value) -> (&str, &str, &Value, &Value) {
    let text = |name: &str| entry[name].as_str().unwrap_or_default();
    (text("operation"), text("outcome"), &entry["status"], &entry["thing_id"])
}

#[tokio::test]
async fn what_an_operator_changes_or_is_refused_leaves_a_trace_and_what_is_read_does_not() -> Result<()> {
    let system = System::connect().await?;
    let operator = system.api_as(&["operator"]).await?;
    let new = json!({"name": "Ana Audit", "phone": next_number(Character::BooksFirstOffer)});
    let lead = operator.post("/api/leads", &new).await?;
    let id = lead.body["id"].as_str().context("no lead")?.to_owned();
    let path = format!("/api/leads/{id}");
    operator.get(&path).await?;
    ensure!(operator.patch(&path, &json!({"name": "Ana Trail"})).await?.status == 200);
    ensure!(operator.patch(&path, &json!({"name": ""})).await?.status == 422);
    ensure!(operator.delete(&path).await?.status == 403);

    let subject = eventually("the trail names the lead", async || {
        let trail = system.api.get("/api/audit?page_size=100").await?.body;
        let of_lead = |entry: &&Value| entry["thing_id"] == *id;
        let entry = trail["entries"].as_array().and_then(|entries| entries.iter().find(of_lead).cloned());
        Ok(entry.and_then(|entry| entry["operator_id"].as_str().map(str::to_owned)))
    })
    .await?;
    let of_operator = format!("/api/audit?operator_id={subject}&page_size=3");
    let first = eventually("the trail has the last thing that was asked for", async || {
        let page = system.api.get(&of_operator).await?;
        Ok((page.body["entries"][0]["operation"] == "delete_lead").then_some(page.body))
    })
    .await?;
    let cursor = first["next_cursor"].as_str().context("no next page")?;
    let rest = system.api.get(&format!("{of_operator}&cursor={cursor}")).await?.body;
    let entries: Vec<&Value> = [&first, &rest]
        .into_iter()
        .flat_map(|page| page["entries"].as_array().into_iter().flatten())
        .collect();
    let thing = json!(id);
    ensure!(
        entries.iter().map(|entry| told(entry)).collect::<Vec<_>>()
            == [
                ("delete_lead", "REFUSED", &json!(403), &thing),
                ("change_lead", "REFUSED", &json!(422), &thing),
                ("change_lead", "DONE", &json!(200), &thing),
                ("create_lead", "DONE", &json!(201), &thing),
            ],
        "{entries:#?}"
    );
    for entry in &entries {
        ensure!(
            entry["operator"].as_str().is_some_and(|name| name.ends_with("@homework.example")),
            "{entry}"
        );
        ensure!(entry["request_id"].as_str().is_some_and(|request| !request.is_empty()), "{entry}");
        let day = entry["at"].as_str().and_then(|at| at.get(..10)).context("no day")?;
        let of_day = system.api.get(&format!("/api/audit?operator_id={subject}&day={day}")).await?.body;
        ensure!(of_day["entries"].as_array().is_some_and(|found| found.contains(entry)), "{of_day}");
    }
    let other_day = system.api.get(&format!("/api/audit?operator_id={subject}&day=2020-02-29")).await?.body;
    ensure!(other_day["entries"] == json!([]), "{other_day}");
    Ok(())
}

#[tokio::test]
async fn the_trail_is_for_admins() -> Result<()> {
    let system = System::connect().await?;
    for role in ["viewer", "operator"] {
        let refused = system.api_as(&[role]).await?.get("/api/audit").await?;
        ensure!(refused.status == 403 && refused.is_problem(), "{refused:?}");
    }
    for (query, field) in [("day=tomorrow", "day"), ("day=2026-11-23T10:00", "day"), ("cursor=x", "cursor")] {
        let answer = system.api.get(&format!("/api/audit?{query}")).await?;
        ensure!(answer.status == 422 && answer.problem_fields() == [field], "{query}: {answer:?}");
    }
    Ok(())
}
