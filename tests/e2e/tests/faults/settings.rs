//! The prompt, the voice, and whether the vendors are set up.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use homework_e2e::System;
use homework_e2e::leads::Character;
use reqwest::Method;
use serde_json::{Value, json};

const PROMPT: &str = "/api/settings/system_prompt";

/// A lead with a Portuguese number, so that no other test shares its prompt.
async fn portuguese_lead(system: &System, character: Character) -> Result<(String, String)> {
    let micros = SystemTime::now().duration_since(UNIX_EPOCH)?.subsec_micros() % 100_000;
    let phone = format!("+35191{micros:05}{:02}", character as u32);
    let name = format!("Inês {}", homework_e2e::leads::in_letters(&phone[4..]));
    let body = json!({"name": name, "phone": phone, "email": "ines@example.com"});
    let answer = system.api.post("/api/leads", &body).await?;
    ensure!(answer.status == 201, "{answer:?}");
    Ok((answer.body["id"].as_str().context("no id")?.to_owned(), name))
}

#[tokio::test]
async fn a_changed_prompt_is_followed_by_the_next_call() -> Result<()> {
    let system = System::connect().await?;
    let path = format!("{PROMPT}?language=pt");
    let default = system.api.get(&format!("{PROMPT}/default?language=pt")).await?;
    let default = default.body["default_prompt"].as_str().context("no default")?.to_owned();
    ensure!(default.contains("book_meeting"), "{default}");

    let marker = format!("Regra da casa {}.", SystemTime::now().duration_since(UNIX_EPOCH)?.as_micros());
    let value = format!("{default}\n{marker}");
    let changed = system.api.put(&path, &json!({"value": value})).await?;
    ensure!(changed.status == 200 && changed.body["key"] == "system_prompt", "{changed:?}");
    ensure!(changed.body["value"] == value && changed.body["updated_at"].is_string(), "{changed:?}");
    ensure!(changed.body["is_default"] == false && changed.body["warnings"] == json!([]), "{changed:?}");
    ensure!(system.api.get(&path).await?.body == changed.body);

    let (lead, name) = portuguese_lead(&system, Character::BooksFirstOffer).await?;
    let campaign = system.api.campaign_of_one(&lead).await?;
    let call = system.api.finished_call(&campaign).await?;
    ensure!(call["outcome"] == "MEETING_BOOKED", "{call}");
    let asked = system.sandbox.requests("openai", &name).await?;
    let talk: Vec<_> = asked.iter().filter(|request| request["body"]["tools"].is_array()).collect();
    ensure!(!talk.is_empty() && talk.iter().all(|r| r.to_string().contains(&marker)), "{talk:#?}");

    let reset = system.api.put(&path, &json!({"value": default})).await?;
    ensure!(reset.body["is_default"] == true, "{reset:?}");
    Ok(())
}

#[tokio::test]
async fn a_prompt_without_tools_is_warned_about_and_made_whole() -> Result<()> {
    let system = System::connect().await?;
    let path = format!("{PROMPT}?language=de");
    let changed = system.api.put(&path, &json!({"value": "Sei freundlich. Nutze end_call."})).await?;
    ensure!(changed.status == 200, "{changed:?}");
    let warnings = changed.body["warnings"].to_string();
    ensure!(warnings.contains("book_meeting") && !warnings.contains("end_call"), "{warnings}");
    let default = system.api.get(&format!("{PROMPT}/default?language=de")).await?;
    system.api.put(&path, &json!({"value": default.body["default_prompt"]})).await?;
    Ok(())
}

#[tokio::test]
async fn a_prompt_written_from_an_older_one_does_not_replace_it() -> Result<()> {
    let system = System::connect().await?;
    let path = format!("{PROMPT}?language=fr");
    let opened = system.api.get(&path).await?;
    let version = opened.body["version"].as_u64().context("no version")?;
    let [mine, theirs] = ["le mien", "le leur"].map(|whose| {
        format!("{}\nBook with book_meeting: {whose}.", opened.body["value"].as_str().unwrap_or_default())
    });
    let first = system.api.put(&path, &json!({"value": theirs, "version": version})).await?;
    ensure!(first.status == 200 && first.body["version"] == version + 1, "{first:?}");
    // The same again is no conflict: the answer may have been lost.
    let again = system.api.put(&path, &json!({"value": theirs, "version": version})).await?;
    ensure!(again.body == first.body, "{again:?}");

    let stale = system.api.put(&path, &json!({"value": mine, "version": version})).await?;
    ensure!(stale.status == 409 && stale.is_problem(), "{stale:?}");
    ensure!(stale.body["current"] == first.body, "{stale:?}");
    ensure!(system.api.get(&path).await?.body == first.body, "it was replaced");

    let compared = system.api.put(&path, &json!({"value": mine, "version": version + 1})).await?;
    ensure!(compared.status == 200, "{compared:?}");
    let versions = system.api.get(&format!("{PROMPT}/versions?language=fr")).await?;
    let kept = &versions.body["versions"][0];
    ensure!(kept["value"] == theirs && kept["version"] == version + 1, "{versions:?}");
    system.api.put(&path, &json!({"value": opened.body["value"]})).await?;
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_a_prompt_is_refused_by_name() -> Result<()> {
    let system = System::connect().await?;
    for (body, field) in [
        (json!({"value": "  "}), "value"),
        (json!({"value": "a".repeat(16_001)}), "value"),
        (json!({"value": "a\u{1}b"}), "value"),
        (json!({"value": 1}), "value"),
        (json!({}), "value"),
        (json!({"value": "x", "other": 1}), "other"),
    ] {
        let answer = system.api.put(PROMPT, &body).await?;
        ensure!(answer.status == 422 && answer.is_problem(), "{answer:?}");
        ensure!(answer.problem_fields() == [field], "{answer:?}");
    }
    let answer = system.api.get(&format!("{PROMPT}?language=xx")).await?;
    ensure!(answer.status == 422 && answer.problem_fields() == ["language"], "{answer:?}");
    Ok(())
}

#[tokio::test]
async fn the_list_of_voices_is_kept_until_the_cache_is_cleared() -> Result<()> {
    let system = System::connect().await?;
    let voices = system.api.get("/api/settings/voices").await?;
    ensure!(voices.status == 200, "{voices:?}");
    let rachel = voices.body.as_array().and_then(|all| all.iter().find(|v| v["name"] == "Rachel"));
    let rachel = rachel.context("no Rachel")?;
    ensure!(rachel["voice_id"] == "21m00Tcm4TlvDq8ikWAM", "{rachel}");
    ensure!(rachel["labels"].as_array().is_some_and(|l| l.contains(&json!("female"))), "{rachel}");

    let cleared = system.api.post("/api/settings/cache/clear", &json!({})).await?;
    ensure!(cleared.body == json!({"message": "Settings cache cleared", "success": true}), "{cleared:?}");
    let before = system.sandbox.requests("elevenlabs", "/v1/voices").await?.len();
    system.api.get("/api/settings/voices").await?;
    let after = system.sandbox.requests("elevenlabs", "/v1/voices").await?.len();
    ensure!(after > before, "the voices were not asked for anew");
    Ok(())
}

#[tokio::test]
async fn a_preview_is_paid_for_once() -> Result<()> {
    const VOICE: &str = "ThT5KcBeYPX3keUQqHPh";
    let system = System::connect().await?;
    let path = format!("/api/settings/voices/preview/{VOICE}");
    // Two at the same moment, then one after the other, as browsers and programs ask.
    let both = tokio::try_join!(system.api.get(&path), system.api.get(&path))?;
    ensure!(both.0.status == 200 && both.1.status == 200, "{both:?}");
    let mut sounds = Vec::new();
    for accept in ["audio/mpeg", "*/*", "application/json, */*"] {
        let response = system.api.request(Method::GET, &path).header("accept", accept).send().await?;
        ensure!(response.status() == 200, "{response:?}");
        ensure!(response.headers()["content-type"] == "audio/mpeg", "{response:?}");
        sounds.push(response.bytes().await?);
    }
    ensure!(sounds[0].starts_with(b"ID3") && sounds.iter().all(|s| *s == sounds[0]), "no MP3");
    let words = String::from_utf8_lossy(&sounds[0][..300]).into_owned();
    ensure!(words.contains("Hello! I'm calling to help schedule a meeting with you."), "{words}");
    let path_of_vendor = format!("/text-to-speech/{VOICE}");
    let made = system.sandbox.requests("elevenlabs", &path_of_vendor).await?;
    let previews = made.iter().filter(|r| r.to_string().contains("Hello! I'm calling to help")).count();
    ensure!(previews == 1, "paid for {previews} times");
    let unknown = system.api.get("/api/settings/voices/preview/nobody").await?;
    ensure!(unknown.status == 404 && unknown.is_problem(), "{unknown:?}");
    let bad = system.api.get("/api/settings/voices/preview/a.b").await?;
    ensure!(bad.status == 422 && bad.problem_fields() == ["voice_id"], "{bad:?}");
    Ok(())
}

#[tokio::test]
async fn the_check_tells_how_each_vendor_stands_and_no_secret() -> Result<()> {
    let system = System::connect().await?;
    let answer = system.api.get("/api/settings/check").await?;
    ensure!(answer.status == 200 && answer.body["ok"] == true, "{answer:?}");
    let vendors = answer.body["vendors"].as_array().cloned().unwrap_or_default();
    let names: Vec<_> = vendors.iter().filter_map(|v| v["vendor"].as_str()).collect();
    ensure!(names == ["twilio", "openai", "google", "zoom", "elevenlabs"], "{names:?}");
    ensure!(vendors.iter().all(|v| v["status"] == "reachable" && v["configured"] == true), "{vendors:#?}");

    system
        .sandbox
        .fault(json!({"vendor": "zoom", "path_contains": "oauth", "kind": {"status": 401}}))
        .await?;
    // The question that the check asks, as often as it is tried.
    let question = json!({
        "vendor": "openai", "body_contains": "When could we meet?", "kind": "drop", "times": 4,
    });
    system.sandbox.fault(question).await?;
    let faulty = system.api.get("/api/settings/check").await?;
    let status = |name: &str| {
        let vendors = faulty.body["vendors"].as_array().into_iter().flatten();
        vendors.filter(|v| v["vendor"] == name).map(|v| v["status"].clone()).next().unwrap_or_default()
    };
    ensure!(faulty.body["ok"] == false, "{faulty:?}");
    ensure!(status("zoom") == "refused" && status("openai") == "unreachable", "{faulty:?}");
    let text = faulty.body.to_string() + &answer.body.to_string();
    for secret in ["sandbox-twilio-token", "sk-sandbox", "sandbox-zoom-secret", "PRIVATE KEY", "AC0000"] {
        ensure!(!text.contains(secret), "{secret} is revealed: {text}");
    }
    Ok(())
}

const VOICE: &str = "/api/settings/voice";
const BELLA: &str = "EXAVITQu4vr4xnSDxMaL";
const LUCIA: &str = "sandboxLucia0000000a";
const KLARA: &str = "sandboxKlara0000000a";

/// The voice is one for all calls, so everything about it is one test. Calls of other tests that
/// happen to fall into it go on as ever, in another voice.
#[tokio::test]
async fn the_chosen_voice_is_heard() -> Result<()> {
    let system = System::connect().await?;
    let built_in = system.api.get(VOICE).await?.body;
    ensure!(
        built_in["voice_name"] == "Matthew" && built_in["heard_as"]["provider"] == "twilio",
        "{built_in}"
    );
    let heard = all_about_the_voice(&system).await;
    let back = built_in["built_in"].clone();
    let reset = system.api.put(VOICE, &back).await?;
    heard?;
    ensure!(reset.body["heard_as"]["provider"] == "twilio", "{reset:?}");
    Ok(())
}

async fn all_about_the_voice(system: &System) -> Result<()> {
    for (body, field) in [
        (json!({"voice_id": "nobody", "voice_name": "Nobody"}), "voice_id"),
        (json!({"voice_id": "../x", "voice_name": "X"}), "voice_id"),
        (json!({"voice_id": BELLA, "voice_name": " "}), "voice_name"),
        (json!({"voice_id": BELLA}), "voice_name"),
    ] {
        let answer = system.api.put(VOICE, &body).await?;
        ensure!(answer.status == 422 && answer.problem_fields() == [field], "{answer:?}");
    }
    every_answer_is_played(system).await?;
    a_sentence_is_paid_for_once(system).await?;
    a_voice_out_of_reach_is_replaced_for_the_whole_call(system).await?;
    an_answer_that_is_late_is_spoken_by_twilio(system).await
}

async fn choose(system: &System, id: &str, name: &str) -> Result<Value> {
    let chosen = system.api.put(VOICE, &json!({"voice_id": id, "voice_name": name})).await?;
    ensure!(chosen.status == 200, "{chosen:?}");
    ensure!(chosen.body["voice_id"] == id && chosen.body["voice_name"] == name, "{chosen:?}");
    ensure!(chosen.body["built_in"]["voice_name"] == "Matthew", "{chosen:?}");
    ensure!(system.api.get(VOICE).await?.body == chosen.body);
    Ok(chosen.body)
}

/// How many of the agent's answers a call has.
fn answers(call: &Value) -> usize {
    let history = call["conversation_history"].as_array().into_iter().flatten();
    history.filter(|message| message["role"] == "AI").count()
}

async fn every_answer_is_played(system: &System) -> Result<()> {
    let chosen = choose(system, BELLA, "Bella").await?;
    ensure!(chosen["heard_as"]["provider"] == "elevenlabs", "{chosen}");
    let english = chosen["fallback"].as_array().and_then(|all| all.iter().find(|v| v["locale"] == "en-US"));
    ensure!(english.is_some_and(|voice| voice["voice_name"] == "Joanna"), "{chosen}");

    let lead = system.lead(Character::BooksFirstOffer).await?;
    let campaign = system.api.campaign_of_one(&lead.id).await?;
    let call = system.api.finished_call(&campaign).await?;
    ensure!(call["outcome"] == "MEETING_BOOKED", "{call}");
    ensure!(call["voice_id"] == BELLA && call["voice_name"] == "Bella", "{call}");
    let played = system.sandbox.steps("played", &lead.phone).await?;
    ensure!(played.len() == answers(&call), "{} played of {}: {call}", played.len(), answers(&call));
    ensure!(played.iter().all(|step| step["words"].is_string()), "{played:#?}");
    let spoken = system.sandbox.steps("webhook_sent", &lead.phone).await?;
    ensure!(!spoken.iter().any(|step| step["body"].to_string().contains("<Say")), "{spoken:#?}");
    // Who has the link has it for a while only, and nobody has the file without it.
    let url = played[0]["url"].as_str().context("no link")?;
    ensure!(url.contains("X-Amz-Signature") && url.contains("X-Amz-Expires=600"), "{url}");
    Ok(())
}

async fn a_sentence_is_paid_for_once(system: &System) -> Result<()> {
    for _ in 0..2 {
        let lead = system.lead(Character::Silent).await?;
        let campaign = system.api.campaign_of_one(&lead.id).await?;
        let call = system.api.finished_call(&campaign).await?;
        let played = system.sandbox.steps("played", &lead.phone).await?;
        ensure!(played.len() == answers(&call) && answers(&call) > 1, "{call}");
    }
    let paid = system.sandbox.requests("elevenlabs", "Are you still there?").await?;
    let paid = paid.iter().filter(|r| r["path"].as_str().is_some_and(|p| p.contains(BELLA))).count();
    ensure!(paid == 1, "paid for {paid} times");
    Ok(())
}

async fn a_voice_out_of_reach_is_replaced_for_the_whole_call(system: &System) -> Result<()> {
    choose(system, LUCIA, "Lucia").await?;
    let rule =
        json!({"vendor": "elevenlabs", "path_contains": LUCIA, "times": 1000, "kind": {"status": 500}});
    system.sandbox.fault(rule).await?;
    let lead = system.lead(Character::BooksFirstOffer).await?;
    let campaign = system.api.campaign_of_one(&lead.id).await?;
    let call = system.api.finished_call(&campaign).await?;
    ensure!(call["outcome"] == "MEETING_BOOKED", "{call}");
    ensure!(call["voice_id"] == "Polly.Joanna-Neural" && call["voice_name"] == "Joanna", "{call}");
    let asked = system.sandbox.steps("webhook_sent", &lead.phone).await?;
    let spoken = asked.iter().filter(|s| s["body"].to_string().contains("Polly.Joanna-Neural")).count();
    ensure!(spoken == answers(&call), "{spoken} of {}", answers(&call));
    Ok(())
}

async fn an_answer_that_is_late_is_spoken_by_twilio(system: &System) -> Result<()> {
    choose(system, KLARA, "Klara").await?;
    let lead = system.lead(Character::NotInterested).await?;
    // The farewell of this call, and not its opening.
    let rule = json!({"vendor": "elevenlabs", "path_contains": KLARA, "times": 1000, "kind": {"delay_ms": 6000},
                      "body_contains": "oodbye"});
    system.sandbox.fault(rule).await?;
    let campaign = system.api.campaign_of_one(&lead.id).await?;
    let call = system.api.finished_call(&campaign).await?;
    ensure!(call["outcome"] == "NOT_INTERESTED", "{call}");
    ensure!(call["voice_id"] == KLARA, "{call}");
    let sent = system.sandbox.steps("webhook_sent", &lead.phone).await?;
    let said: Vec<_> = sent.iter().filter(|s| s["body"].to_string().contains("<Say")).collect();
    ensure!(said.len() == 1 && said[0]["body"].to_string().contains("Polly.Joanna-Neural"), "{said:#?}");
    ensure!(said[0]["took_ms"].as_u64().is_some_and(|ms| ms < 9000), "{said:#?}");
    Ok(())
}
