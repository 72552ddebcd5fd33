//! Talking with the agent without a telephone: the agent is the real one, and nothing comes of it.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use homework_e2e::System;
use homework_e2e::api::Answer;
use serde_json::{Value, json};

const PATH: &str = "/api/playground/turns";

/// A talk under a name of its own, so that what reaches the vendors can be told from others'.
struct Talk {
    system: System,
    name: String,
    settings: Value,
    turns: Vec<Value>,
}

impl Talk {
    async fn new(settings: Value) -> Result<Self> {
        let system = System::connect().await?;
        let name = format!(
            "Visitor {}",
            homework_e2e::leads::in_letters(SystemTime::now().duration_since(UNIX_EPOCH)?.as_micros())
        );
        Ok(Self { system, name, settings, turns: vec![] })
    }

    fn body(&self, heard: Option<&str>) -> Value {
        let mut body = self.settings.clone();
        body["lead_name"] = json!(self.name);
        body["turns"] = json!(self.turns);
        body["heard"] = json!(heard);
        body
    }

    /// Says something, or nothing for the opening, and keeps what was answered.
    async fn say(&mut self, heard: Option<&str>) -> Result<Value> {
        let answer = self.system.api.post(PATH, &self.body(heard)).await?;
        ensure!(answer.status == 200 && answer.body["dry_run"] == true, "{answer:?}");
        let turn = answer.body["turn"].clone();
        ensure!(turn["number"] == self.turns.len() && turn["heard"] == json!(heard), "{turn}");
        self.turns.push(turn.clone());
        Ok(turn)
    }

    /// The requests the model got in this talk.
    async fn asked(&self) -> Result<Vec<Value>> {
        self.system.sandbox.requests("openai", &self.name).await
    }
}

fn tool<'a>(turn: &'a Value, name: &str) -> Option<&'a Value> {
    turn["tools"].as_array()?.iter().find(|tool| tool["name"] == name)
}

/// Everything in the table but what counts, and what other tests write about their own leads, calls and
/// campaigns cannot be told apart; so only what names this talk is looked for.
async fn traces_in_the_table(talk: &Talk) -> Result<Vec<Value>> {
    let mut items = Vec::new();
    for prefix in ["LEAD#", "CALL#", "CAMPAIGN#", "MEETING#", "PHONE#", "SLOT#"] {
        items.extend(talk.system.aws.items_with_prefix(prefix).await?);
    }
    items.retain(|item| {
        let item = item.to_string();
        item.contains(&talk.name) || item.contains("+12025550100")
    });
    Ok(items)
}

#[tokio::test]
async fn a_talk_books_a_true_time_and_leaves_no_trace() -> Result<()> {
    let mut talk = Talk::new(json!({"language": "en", "time_zone": "Europe/Madrid"})).await?;
    let opening = talk.say(None).await?;
    ensure!(opening["said"].as_str().is_some_and(|said| said.contains("Visitor")), "{opening}");
    ensure!(opening["model_requests"] == 0 && opening["ends_call"] == false, "{opening}");

    let interested = talk.say(Some("Yes, that would interest me.")).await?;
    let offered = tool(&interested, "check_calendar_availability").context("no times were looked up")?;
    let offers = offered["result"]["available_slots"].as_array().cloned().unwrap_or_default();
    ensure!(!offers.is_empty() && offered["result"]["time_zone"] == "Europe/Madrid", "{offered}");
    for field in ["latency_ms", "model_requests", "prompt_tokens", "completion_tokens"] {
        ensure!(interested[field].as_u64().is_some_and(|figure| figure > 0), "{field}: {interested}");
    }

    let (mut last, mut booked) = (interested, None);
    for heard in ["The first one.", "ana@example.com", "Yes, that is right.", "Yes."] {
        if last["ends_call"] == true {
            break;
        }
        last = talk.say(Some(heard)).await?;
        booked = booked.or(tool(&last, "book_meeting").cloned());
    }
    let booked = booked.with_context(|| format!("nothing was booked: {last}"))?;
    ensure!(booked["result"]["success"] == true && booked["result"]["dry_run"] == true, "{booked}");
    ensure!(last["intent"] == "MEETING_BOOKED" && last["ends_call"] == true, "{last}");

    // The vendors were asked what is free, and nothing else.
    let sandbox = &talk.system.sandbox;
    ensure!(!talk.asked().await?.is_empty(), "the model was never asked");
    for vendor in ["google", "zoom", "twilio"] {
        let told = sandbox.requests(vendor, &talk.name).await?;
        ensure!(told.is_empty(), "{vendor} was told of it: {told:?}");
    }
    ensure!(sandbox.events(&talk.name).await?.is_empty(), "an event is in the calendar");
    ensure!(sandbox.zoom_meetings(&talk.name).await?.is_empty(), "a Zoom meeting was made");
    let traces = traces_in_the_table(&talk).await?;
    ensure!(traces.is_empty(), "{traces:#?}");

    // The agent has hung up.
    let after = talk.system.api.post(PATH, &talk.body(Some("Hello?"))).await?;
    ensure!(after.status == 422 && after.problem_fields() == ["turns"], "{after:?}");
    Ok(())
}

#[tokio::test]
async fn an_unsaved_prompt_is_what_the_model_gets() -> Result<()> {
    let marker = "Mention the lighthouse in every answer.";
    let mut talk = Talk::new(json!({"language": "fr", "system_prompt": marker})).await?;
    talk.say(None).await?;
    talk.say(Some("Bonjour, de quoi s'agit-il ?")).await?;
    let asked = talk.asked().await?;
    ensure!(!asked.is_empty(), "the model was never asked");
    for request in &asked {
        let first = request["body"]["messages"][0]["content"].to_string();
        ensure!(first.contains(marker), "{first}");
        ensure!(first.contains("book_meeting"), "the rules for the tools are missing: {first}");
    }
    let saved = talk.system.api.get("/api/settings/system_prompt?language=fr").await?;
    ensure!(!saved.body["value"].to_string().contains(marker), "the prompt was saved");

    // With none, the one in force.
    let mut other = Talk::new(json!({"language": "fr", "system_prompt": null})).await?;
    other.say(None).await?;
    other.say(Some("Bonjour, de quoi s'agit-il ?")).await?;
    let in_force = saved.body["value"].as_str().context("no prompt in force")?;
    for request in other.asked().await? {
        let first = request["body"]["messages"][0]["content"].as_str().unwrap_or_default().to_owned();
        // Nothing follows it but the guard.
        ensure!(first.trim().starts_with(in_force), "{first}");
    }
    Ok(())
}

#[tokio::test]
async fn silence_and_a_model_that_fails_are_met_as_on_the_telephone() -> Result<()> {
    let mut talk = Talk::new(json!({"language": "de"})).await?;
    talk.say(None).await?;
    let silence = talk.say(Some("")).await?;
    ensure!(silence["model_requests"] == 0 && silence["ends_call"] == false, "{silence}");
    let rule = json!({"vendor": "openai", "body_contains": talk.name, "kind": {"status": 500}, "times": 4});
    talk.system.sandbox.fault(rule).await?;
    let apology = talk.say(Some("Worum geht es?")).await?;
    ensure!(apology["fault"] == true && apology["ends_call"] == false, "{apology}");
    let answer = talk.say(Some("Worum geht es?")).await?;
    ensure!(answer["fault"] == false, "{answer}");
    Ok(())
}

fn refused(answer: &Answer, field: &str) -> Result<()> {
    ensure!(answer.status == 422 && answer.is_problem(), "{field}: {answer:?}");
    ensure!(answer.problem_fields() == [field], "{field}: {answer:?}");
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_a_talk_is_refused_by_name() -> Result<()> {
    let mut talk = Talk::new(json!({"language": "en"})).await?;
    let opening = talk.say(None).await?;
    let long = "a".repeat(2001);
    for (change, field) in [
        (json!({"language": "xx"}), "language"),
        (json!({"lead_name": " "}), "lead_name"),
        (json!({"time_zone": "Mars/Olympus"}), "time_zone"),
        (json!({"system_prompt": "a".repeat(16_001)}), "system_prompt"),
        (json!({"system_prompt": ""}), "system_prompt"),
        (json!({"heard": null}), "heard"),
        (json!({"heard": long}), "heard"),
        (json!({"turns": []}), "heard"),
        (json!({"phone": "+14155550101"}), "phone"),
    ] {
        let mut body = talk.body(Some("Hello"));
        for (name, value) in change.as_object().into_iter().flatten() {
            body[name] = value.clone();
        }
        refused(&talk.system.api.post(PATH, &body).await?, field)?;
    }
    let turn = |name: &str, value: Value| {
        let mut turn = opening.clone();
        turn[name] = value;
        turn
    };
    let tool = json!({"id": "1", "name": "book_meeting", "arguments": {}, "result": "a".repeat(16_001)});
    for (turns, field) in [
        (json!([turn("number", json!(1))]), "turns[0].number"),
        (json!([turn("heard", json!("Hello"))]), "turns[0].heard"),
        (json!([turn("said", json!("a".repeat(8001)))]), "turns[0].said"),
        (json!([turn("intent", json!("WIN"))]), "turns[0].intent"),
        (json!([turn("tools", json!([tool]))]), "turns[0].tools[0]"),
        (json!([turn("role", json!("system"))]), "turns[0].role"),
        (json!([turn("ends_call", json!(true))]), "turns"),
        (json!(vec![opening.clone(); 42]), "turns"),
    ] {
        talk.turns = turns.as_array().cloned().unwrap_or_default();
        refused(&talk.system.api.post(PATH, &talk.body(Some("Hello"))).await?, field)?;
    }
    talk.turns = vec![turn("said", json!("a".repeat(300_000)))];
    let large = talk.system.api.post(PATH, &talk.body(Some("Hello"))).await?;
    ensure!(large.status == 413 && large.is_problem(), "{large:?}");
    Ok(())
}
