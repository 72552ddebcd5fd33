//! The routes of voices: parse, one operation, answer.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use homework_domain::breaker::Vendor;
use homework_operations::vendor_check::VendorAccess as _;
use homework_operations::voices;
use homework_runtime::extract::JsonBody;
use homework_runtime::openapi::{ReadProblems, WriteProblems};
use homework_runtime::{Answer, Problem};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::Api;
use crate::voice_body::{NewVoiceBody, VoiceBody, VoiceSettingBody};

/// An MP3 file.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "describes the bytes that are answered")]
struct Sound(Vec<u8>);

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::default().routes(routes!(list)).routes(routes!(preview)).routes(routes!(show, change))
}

/// The voices of the ElevenLabs account.
#[utoipa::path(get, path = "/api/settings/voices", operation_id = "list_voices", tag = "settings",
    responses((status = 200, description = "The voices.", body = Vec<VoiceBody>), WriteProblems))]
async fn list(State(api): State<Api>) -> Answer<Vec<VoiceBody>> {
    Ok(Json(api.voices.offered().await?.into_iter().map(VoiceBody::from).collect()))
}

/// How a voice sounds.
#[utoipa::path(
    get,
    path = "/api/settings/voices/preview/{voice_id}",
    operation_id = "preview_voice",
    tag = "settings",
    params(("voice_id" = String, Path, description = "ElevenLabs' id of the voice.", example = "21m00Tcm4TlvDq8ikWAM")),
    responses(
        (status = 200, description = "A sample.", body = Sound, content_type = "audio/mpeg"),
        WriteProblems,
    )
)]
async fn preview(State(api): State<Api>, Path(id): Path<String>) -> Result<Response, Problem> {
    let sound = api.voices.preview(&id).await?;
    let headers = [(header::CONTENT_TYPE, voices::SOUND), (header::CACHE_CONTROL, "private, max-age=86400")];
    Ok((headers, sound).into_response())
}

/// The default voice, and what callees hear of it.
#[utoipa::path(get, path = "/api/settings/voice", operation_id = "get_default_voice", tag = "settings",
    responses((status = 200, description = "The voice.", body = VoiceSettingBody), ReadProblems))]
async fn show(State(api): State<Api>) -> Answer<VoiceSettingBody> {
    let setting = api.store.voice_setting().await?;
    Ok(Json(VoiceSettingBody::new(setting, within_reach(&api).await?)))
}

/// Changes the default voice: the next call is heard in it. Choosing the built-in voice goes back to
/// the built-in voices.
#[utoipa::path(put, path = "/api/settings/voice", operation_id = "set_default_voice", tag = "settings",
    security(("operator" = ["admin"])),
    request_body = NewVoiceBody,
    responses((status = 200, description = "The voice now in force.", body = VoiceSettingBody),
        WriteProblems))]
async fn change(State(api): State<Api>, JsonBody(body): JsonBody<NewVoiceBody>) -> Answer<VoiceSettingBody> {
    let setting = api.voices.choose(&body.voice_id, &body.voice_name).await?;
    Ok(Json(VoiceSettingBody::new(Some(setting), within_reach(&api).await?)))
}

async fn within_reach(api: &Api) -> Result<bool, Problem> {
    Ok(api.vendors.is_configured(Vendor::Elevenlabs).await?)
}
