//! ElevenLabs: voices, and text to speech.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::audio;
use crate::state::Sandbox;
use crate::util::same;

const MAX_TEXT: usize = 10_000;
/// How fast a voice reads, to give the sound a likely length.
const CHARACTERS_PER_SECOND: usize = 15;

/// Id, name, gender, accent, language, description.
const VOICES: &[[&str; 6]] = &[
    ["21m00Tcm4TlvDq8ikWAM", "Rachel", "female", "american", "en", "calm"],
    ["pNInz6obpgDQGcFmaJgB", "Adam", "male", "american", "en", "deep"],
    ["EXAVITQu4vr4xnSDxMaL", "Bella", "female", "american", "en", "soft"],
    ["ErXwobaYiN019PkySvjV", "Antoni", "male", "american", "en", "well-rounded"],
    ["ThT5KcBeYPX3keUQqHPh", "Dorothy", "female", "british", "en", "pleasant"],
    ["sandboxLucia0000000a", "Lucia", "female", "peninsular", "es", "warm"],
    ["sandboxChloe0000000a", "Chloé", "female", "standard", "fr", "clear"],
    ["sandboxKlara0000000a", "Klara", "female", "standard", "de", "friendly"],
    ["sandboxBeatriz00000a", "Beatriz", "female", "brazilian", "pt", "bright"],
];

pub(crate) fn router() -> Router<Arc<Sandbox>> {
    Router::new().route("/v1/voices", get(voices)).route("/v1/text-to-speech/{voice}", post(speak))
}

struct Refusal(StatusCode, &'static str, String);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.0, Json(json!({"detail": {"status": self.1, "message": self.2}}))).into_response()
    }
}

fn authorize(sandbox: &Sandbox, headers: &HeaderMap) -> Result<(), Refusal> {
    let key = headers.get("xi-api-key").and_then(|value| value.to_str().ok());
    if key.is_some_and(|key| same(key, &sandbox.config.elevenlabs_api_key)) {
        return Ok(());
    }
    Err(Refusal(StatusCode::UNAUTHORIZED, "invalid_api_key", "Invalid API key".to_owned()))
}

async fn voices(State(sandbox): State<Arc<Sandbox>>, headers: HeaderMap) -> Result<Json<Value>, Refusal> {
    authorize(&sandbox, &headers)?;
    let base = sandbox.config.public_url();
    let voice = |[id, name, gender, accent, language, description]: &[&str; 6]| {
        json!({
            "voice_id": id,
            "name": name,
            "category": "premade",
            "description": description,
            "labels": {
                "gender": gender, "accent": accent, "language": language, "description": description,
                "age": "young", "use_case": "conversational",
            },
            "preview_url": format!("{base}/elevenlabs/preview/{id}.mp3"),
        })
    };
    Ok(Json(json!({"voices": VOICES.iter().map(voice).collect::<Vec<_>>()})))
}

async fn speak(
    State(sandbox): State<Arc<Sandbox>>,
    Path(voice): Path<String>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Result<Response, Refusal> {
    authorize(&sandbox, &headers)?;
    if !VOICES.iter().any(|[id, ..]| *id == voice) {
        let message = format!("A voice with the voice_id {voice} was not found.");
        return Err(Refusal(StatusCode::NOT_FOUND, "voice_not_found", message));
    }
    let text = body["text"].as_str().map(str::trim).unwrap_or_default();
    if text.is_empty() || text.chars().count() > MAX_TEXT {
        let message = format!("text must have 1 to {MAX_TEXT} characters");
        return Err(Refusal(StatusCode::UNPROCESSABLE_ENTITY, "invalid_text", message));
    }
    let seconds = text.chars().count() / CHARACTERS_PER_SECOND + 1;
    let sound = audio::speech(text, u64::try_from(seconds).unwrap_or(1));
    Ok(([(header::CONTENT_TYPE, "audio/mpeg")], sound).into_response())
}
