//! A wish not to be called again is honoured in every language, without the model.

use anyhow::{Context, Result, bail, ensure};
use homework_e2e::System;
use homework_e2e::leads::Character;
use serde_json::{Value, json};

const UTTERANCES: &str = include_str!("../../../../shared/domain/data/opt_out/utterances.tsv");
const LANGUAGES: [&str; 5] = ["en", "es", "fr", "de", "pt"];
/// What merely sounds like it goes to the model, which takes longer: a few will do.
const NEAR_MISSES: usize = 4;

/// The utterances of a language, and whether they are requests.
fn utterances(language: &str, request: bool) -> impl Iterator<Item = &'static str> {
    let kind = if request { "stop" } else { "other" };
    let head = format!("{language}\t{kind}\t");
    UTTERANCES.lines().filter_map(move |line| line.strip_prefix(&head))
}

/// A call that was answered and lasts, in this language.
pub(crate) async fn lasting_call(system: &System, language: &str) -> Result<(Value, String)> {
    let lead = system.lead(Character::NoAnswer).await?;
    let campaign = system.api.campaign_of_one(&lead.id).await?;
    let call = system.api.finished_call(&campaign).await?;
    let items = system.aws.partition(&format!("CALL#{}", call["id"].as_str().unwrap_or_default())).await?;
    let mut item = items.into_iter().find(|item| item["sk"]["S"] == "CALL").context("no call")?;
    item["state"] = json!({"S": "IN_PROGRESS"});
    item["language"] = json!({"S": language});
    item["answered_at"] = item["started_at"].clone();
    for field in ["outcome", "ended_at", "gsi2pk", "gsi2sk"] {
        item.as_object_mut().context("no object")?.remove(field);
    }
    system.aws.put_item(&item).await?;
    // Nothing was said yet, and it is not over.
    system.aws.put_item(&json!({"pk": item["pk"], "sk": {"S": "TALK"}, "entity": {"S": "TALK"}})).await?;
    Ok((call, lead.phone))
}

/// Says it, and once more where we have to ask for that, as on a busy machine.
pub(crate) async fn say(system: &System, call: &Value, turn: usize, words: &str) -> Result<()> {
    let id = call["id"].as_str().unwrap_or_default();
    let voice = &system.endpoints.voice_url;
    let url = format!("{voice}api/webhooks/twilio/process-speech?call={id}&turn={turn}");
    let form = json!({"CallSid": call["twilio_call_sid"], "SpeechResult": words});
    for _ in 0..3 {
        let (status, body) = system.sandbox.webhook(&url, form.clone(), "valid").await?;
        ensure!(status == 200 && body.contains("<Response>"), "{words}: {status} {body}");
        if !body.contains("again=") {
            return Ok(());
        }
    }
    bail!("{words}: was not taken in")
}

#[tokio::test]
async fn every_request_is_honoured_without_asking_the_model() -> Result<()> {
    let system = System::connect().await?;
    for language in LANGUAGES {
        let (call, phone) = lasting_call(&system, language).await?;
        let near_misses: Vec<_> = utterances(language, false).take(NEAR_MISSES).collect();
        let requests: Vec<_> = utterances(language, true).collect();
        for (turn, words) in near_misses.iter().chain(&requests).enumerate() {
            say(&system, &call, turn + 1, words).await?;
        }
        let id = call["id"].as_str().unwrap_or_default();
        let items = system.aws.partition(&format!("CALL#{id}")).await?;
        let of =
            |words: &str| items.iter().find(|turn| turn["heard"]["S"] == words).context(words.to_owned());
        let asked = |turn: &Value| turn["usage"]["M"]["model_requests"]["N"] != "0";
        for words in requests {
            let turn = of(words)?;
            ensure!(turn["intent"]["S"] == "DO_NOT_CALL" && turn["ends_call"]["BOOL"] == true, "{turn}");
            ensure!(!asked(turn), "the model was asked: {turn}");
        }
        for words in near_misses {
            let turn = of(words)?;
            ensure!(asked(turn), "the model was not asked: {turn}");
        }
        let shown = system.api.call(id).await?;
        ensure!(shown["outcome"] == "DO_NOT_CALL", "{}", shown["outcome"]);
        let again = system.api.post("/api/leads", &json!({"name": "Somebody Else", "phone": phone})).await?;
        ensure!(again.status == 409, "{again:?}");
    }
    Ok(())
}
