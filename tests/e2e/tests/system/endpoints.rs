//! Every endpoint there is documentation for, called on the deployed system and held against the
//! documented answer: status, field names and types. Further fields may stand beside those.

use anyhow::{Context, Result, ensure};
use homework_e2e::System;
use homework_e2e::api::{Answer, send};
use homework_e2e::leads::Character;
use reqwest::Method;
use serde_json::{Value, json};

/// One endpoint. In `shape` a text names a type: `string`, `number`, `boolean`, each with `?` if it
/// may be null, or else is the text itself; an array's one element is the shape of all its elements.
struct Endpoint {
    method: Method,
    path: String,
    body: Option<Value>,
    status: u16,
    shape: Value,
}

fn endpoint(
    method: Method,
    path: impl Into<String>,
    body: Option<Value>,
    status: u16,
    shape: Value,
) -> Endpoint {
    Endpoint { method, path: path.into(), body, status, shape }
}

/// Says where `value` is not as `shape` wants it.
fn mismatch(value: &Value, shape: &Value, at: &str) -> Option<String> {
    match shape {
        Value::String(kind) => {
            let fits = match kind.trim_end_matches('?') {
                "string" => value.is_string(),
                "number" => value.is_number(),
                "boolean" => value.is_boolean(),
                exact => value == exact,
            };
            let fits = fits || (kind.ends_with('?') && value.is_null());
            (!fits).then(|| format!("{at} is {value}, not {kind}"))
        }
        Value::Array(element) => match value.as_array() {
            Some(items) => items
                .iter()
                .enumerate()
                .find_map(|(i, item)| mismatch(item, &element[0], &format!("{at}[{i}]"))),
            None => Some(format!("{at} is {value}, not an array")),
        },
        Value::Object(fields) => {
            fields.iter().find_map(|(name, shape)| mismatch(&value[name], shape, &format!("{at}.{name}")))
        }
        exact => (value != exact).then(|| format!("{at} is {value}, not {exact}")),
    }
}

fn page(name: &str, item: &Value) -> Value {
    json!({name: [item], "total": "number", "page": "number", "page_size": "number", "total_pages": "number"})
}

struct Shapes {
    lead: Value,
    call: Value,
    meeting: Value,
    partner: Value,
    setting: Value,
}

fn shapes() -> Shapes {
    Shapes {
        lead: json!({"id": "string", "name": "string", "phone": "string", "email": "string?", "country_code": "string",
            "language": "string", "status": "string", "created_at": "string", "updated_at": "string"}),
        call: json!({"id": "string", "lead_id": "string", "transcript": "string?", "summary": "string?",
            "duration": "number?", "outcome": "string?", "language": "string", "voice_id": "string",
            "voice_name": "string", "started_at": "string", "ended_at": "string?",
            "lead": {"name": "string", "phone": "string"}}),
        meeting: json!({"id": "string", "lead_id": "string", "call_id": "string?", "scheduled_time": "string",
            "guest_email": "string?", "calendar_event_id": "string?", "duration": "number", "meeting_link": "string?",
            "notes": "string?", "status": "string", "created_at": "string", "updated_at": "string"}),
        partner: json!({"id": "string", "name": "string", "is_active": "boolean", "rate_limit": "number",
            "lead_count": "number", "created_at": "string"}),
        setting: json!({"key": "system_prompt", "value": "string", "updated_at": "string?"}),
    }
}

/// A lead with a call and a meeting, for the endpoints that show one.
struct World {
    lead: String,
    call: String,
    meeting: String,
    partner: String,
    phone_of_nobody: String,
}

async fn world(system: &System) -> Result<World> {
    let lead = system.lead(Character::BooksFirstOffer).await?;
    let campaign = system.api.campaign_of_one(&lead.id).await?;
    let call = system.api.finished_call(&campaign).await?;
    let text = |value: &Value| value.as_str().map(str::to_owned).context("no id");
    homework_e2e::eventually("the call is recorded", async || {
        let recording = system.api.get(&format!("/api/calls/{}/recording", text(&call["id"])?)).await?;
        Ok((recording.status == 200).then_some(()))
    })
    .await?;
    let partner =
        system.api.post("/api/partners/", &json!({"name": "Partner CRM", "rate_limit": 100})).await?;
    let created = json!({"id": "string", "name": "Partner CRM", "api_key": "string", "is_active": true,
        "rate_limit": 100, "created_at": "string"});
    ensure!(partner.status == 201, "{partner:?}");
    ensure!(mismatch(&partner.body, &created, "partner").is_none(), "{partner:?}");
    ensure!(
        partner.body["api_key"].as_str().is_some_and(|key| key.len() == 64),
        "the key has not 64 characters"
    );
    let spare = system.lead(Character::Busy).await?;
    system.api.delete(&format!("/api/leads/{}", spare.id)).await?;
    Ok(World {
        lead: lead.id,
        call: text(&call["id"])?,
        meeting: text(&call["meeting_id"])?,
        partner: text(&partner.body["id"])?,
        phone_of_nobody: spare.phone,
    })
}

#[rustfmt::skip]
fn table(world: &World) -> Vec<Endpoint> {
    let Shapes { lead, call, meeting, partner, setting } = shapes();
    let World { lead: lead_id, call: call_id, meeting: meeting_id, partner: partner_id, phone_of_nobody } = world;
    let mut details = call.clone();
    details["conversation_history"] = json!([{"role": "string", "message": "string", "created_at": "string"}]);
    let statuses = ["PENDING", "QUEUED", "CALLING", "CONTACTED", "MEETING_SCHEDULED", "NOT_INTERESTED", "NO_ANSWER", "FAILED"];
    let counts: Value = statuses.iter().map(|status| ((*status).to_owned(), json!("number"))).collect::<serde_json::Map<_, _>>().into();
    let new_lead = json!({"name": "John Doe", "phone": phone_of_nobody, "email": "john@example.com"});
    let (get, post, patch, delete) = (Method::GET, Method::POST, Method::PATCH, Method::DELETE);
    vec![
        endpoint(get.clone(), "/", None, 200, json!({"message": "AI Outbound Meeting Scheduler API", "version": "string", "status": "running"})),
        endpoint(get.clone(), "/health", None, 200, json!({"status": "healthy"})),
        endpoint(get.clone(), "/readiness", None, 200, json!({"status": "ready", "database": "connected"})),
        endpoint(post.clone(), "/api/leads/", Some(new_lead), 201, lead.clone()),
        endpoint(get.clone(), "/api/leads/?page=1&page_size=50&status=PENDING", None, 200, page("leads", &lead)),
        endpoint(get.clone(), format!("/api/leads/{lead_id}"), None, 200, lead),
        endpoint(get.clone(), "/api/calls/?page=1&page_size=50&outcome=MEETING_BOOKED", None, 200, page("calls", &call)),
        endpoint(get.clone(), format!("/api/calls/{call_id}"), None, 200, details),
        endpoint(get.clone(), format!("/api/calls/{call_id}/recording"), None, 200, json!({"recording_url": "string"})),
        endpoint(get.clone(), "/api/meetings/?page=1&page_size=50&status=SCHEDULED", None, 200, page("meetings", &meeting)),
        endpoint(get.clone(), format!("/api/meetings/{meeting_id}"), None, 200, meeting),
        endpoint(patch.clone(), format!("/api/meetings/{meeting_id}/status"), Some(json!({"status": "CONFIRMED"})), 200, json!({"success": true, "message": "Meeting status updated to CONFIRMED"})),
        endpoint(get.clone(), "/api/campaigns/status", None, 200, json!({"status_counts": counts})),
        endpoint(get.clone(), "/api/analytics/overview", None, 200, json!({"total_leads": "number", "total_calls": "number", "total_meetings": "number", "active_calls": "number", "conversion_rate": "number", "avg_call_duration": "number"})),
        endpoint(get.clone(), "/api/analytics/call-outcomes", None, 200, json!({"outcomes": [{"outcome": "string", "count": "number"}]})),
        endpoint(get.clone(), "/api/analytics/language-distribution", None, 200, json!({"languages": [{"language": "string", "count": "number"}]})),
        endpoint(get.clone(), "/api/analytics/lead-status-distribution", None, 200, json!({"statuses": [{"status": "string", "count": "number", "percentage": "number"}], "total": "number"})),
        endpoint(get.clone(), "/api/analytics/recent-activity?limit=10", None, 200, json!({"activities": [{"type": "string", "title": "string", "description": "string", "time": "string", "status": "string"}]})),
        endpoint(get.clone(), "/api/analytics/active-campaigns", None, 200, json!({"campaigns": [{"name": "string", "is_active": "boolean", "queued": "number", "calling": "number", "completed": "number", "total": "number", "progress": "number"}]})),
        endpoint(get.clone(), "/api/analytics/voice-performance", None, 200, json!([{"voice_id": "string", "voice_name": "string", "total_calls": "number", "meetings_booked": "number", "conversion_rate": "number", "avg_duration": "number"}])),
        endpoint(get.clone(), "/api/partners/?active_only=false", None, 200, json!({"partners": [partner]})),
        endpoint(get.clone(), format!("/api/partners/{partner_id}"), None, 200, partner.clone()),
        endpoint(patch.clone(), format!("/api/partners/{partner_id}"), Some(json!({"name": "New Name", "is_active": true, "rate_limit": 200})), 200, partner),
        endpoint(post.clone(), format!("/api/partners/{partner_id}/regenerate-key"), None, 200, json!({"api_key": "string", "message": "string"})),
        endpoint(delete, format!("/api/partners/{partner_id}"), None, 204, json!(null)),
        endpoint(get.clone(), "/api/settings/system_prompt", None, 200, setting),
        endpoint(get.clone(), "/api/settings/system_prompt/default", None, 200, json!({"default_prompt": "string"})),
        endpoint(post, "/api/settings/cache/clear", None, 200, json!({"message": "string", "success": true})),
        endpoint(get.clone(), "/api/settings/voices", None, 200, json!([{"voice_id": "string", "name": "string", "labels": ["string"]}])),
        endpoint(get, "/api/settings/voice", None, 200, json!({"voice_id": "string", "voice_name": "string"})),
    ]
}

async fn call(system: &System, endpoint: &Endpoint) -> Result<Answer> {
    let request = system.api.request(endpoint.method.clone(), &endpoint.path);
    send(match &endpoint.body {
        Some(body) => request.json(body),
        None => request,
    })
    .await
}

/// The endpoints that other tests hold against their documented answers while they use them: CSV
/// upload and campaign start ([`crate::bad_input`], [`crate::main_job`]), deletion of a lead, the
/// partners' transfer ([`crate::partners`]), a changed prompt, a changed voice and a voice's preview
/// ([`crate::settings`], where nothing else may change them meanwhile), and Twilio's webhooks
/// ([`crate::duplicates`]).
#[tokio::test]
async fn every_documented_endpoint_answers_as_documented() -> Result<()> {
    let system = System::connect().await?;
    let world = world(&system).await?;
    let mut problems = Vec::new();
    for endpoint in table(&world) {
        let answer = call(&system, &endpoint).await?;
        let wrong = if answer.status == endpoint.status {
            mismatch(&answer.body, &endpoint.shape, "answer")
        } else {
            Some(format!("status {}: {}", answer.status, answer.body))
        };
        problems.extend(wrong.map(|wrong| format!("{} {}: {wrong}", endpoint.method, endpoint.path)));
    }
    ensure!(problems.is_empty(), "{}", problems.join("\n"));
    Ok(())
}
