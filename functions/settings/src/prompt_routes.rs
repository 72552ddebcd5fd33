//! The system prompt of each language, and the cache.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use homework_agent::prompt;
use homework_domain::Result;
use homework_domain::clock::Clock;
use homework_domain::locale::Language;
use homework_domain::settings::{PROMPT_CHARS_MAX, PromptSetting};
use homework_runtime::extract::{JsonBody, ListQuery};
use homework_runtime::openapi::{self, ReadProblems, WriteProblems};
use homework_runtime::{Answer, Problem, problem};
use homework_store::PromptSaved;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::Api;

const KEY: &str = "system_prompt";
/// Earlier prompts that are listed; each may have 16,000 characters.
const VERSIONS_MAX: i32 = 50;

/// The prompt of a language as it is in force for the next call.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SystemPrompt)]
pub(crate) struct PromptBody {
    #[schema(example = "system_prompt")]
    key: &'static str,
    #[schema(value_type = openapi::Language)]
    language: &'static str,
    #[schema(example = "You are a friendly AI assistant...")]
    value: String,
    /// Counts the changes; 0 as long as nobody has changed the default.
    #[schema(example = 3)]
    version: u64,
    /// Null as long as nobody has changed the default.
    updated_at: Option<Timestamp>,
    /// The prompt that ships with HomeWork is in force.
    is_default: bool,
    /// What is unusual about the prompt. It is in force all the same.
    #[schema(example = json!([]))]
    warnings: Vec<String>,
}

/// A new prompt.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewSystemPrompt)]
struct NewPromptBody {
    #[schema(min_length = 1, max_length = 16_000, example = "You are a friendly AI assistant...")]
    value: String,
    /// The version of the prompt that this one was written from. If another is in force by now, the request is
    /// refused with 409, whose `current` is that prompt. Left out, whatever is in force is replaced.
    #[schema(example = 3)]
    version: Option<u64>,
}

/// The prompts that were in force before the present one.
#[derive(Debug, Serialize, ToSchema)]
struct PromptVersions {
    /// The latest first, at most fifty.
    versions: Vec<PromptVersion>,
}

/// A prompt that was in force until the next version took its place.
#[derive(Debug, Serialize, ToSchema)]
struct PromptVersion {
    #[schema(example = 2)]
    version: u64,
    #[schema(example = "You are a friendly AI assistant...")]
    value: String,
    /// Since when it was in force.
    updated_at: Timestamp,
}

const _: () = assert!(PROMPT_CHARS_MAX == 16_000);

/// The prompt that ships with HomeWork.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DefaultSystemPrompt)]
struct DefaultPromptBody {
    default_prompt: &'static str,
}

/// The caches are cleared.
#[derive(Debug, Serialize, ToSchema)]
struct CacheCleared {
    #[schema(example = "Settings cache cleared")]
    message: &'static str,
    success: bool,
}

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::default()
        .routes(routes!(show, change))
        .routes(routes!(show_default))
        .routes(routes!(list_earlier))
        .routes(routes!(clear_cache))
}

/// The prompt in force.
#[utoipa::path(get, path = "/api/settings/system_prompt", operation_id = "get_system_prompt",
    tag = "settings",
    params(
        ("language" = Option<openapi::Language>, Query, description = "Whose prompt; English by default.")),
    responses((status = 200, description = "The prompt.", body = PromptBody), ReadProblems))]
async fn show(State(api): State<Api>, query: ListQuery) -> Answer<PromptBody> {
    let language = language(&query)?;
    Ok(Json(PromptBody::in_force(language, api.store.prompt_setting(language).await?)))
}

/// Changes the prompt of a language. The next call follows it; calls under way keep theirs. A prompt
/// that does not name a tool is warned about, and the rules for the tools are put behind it. The prompt
/// before it is kept. The request may be repeated.
#[utoipa::path(put, path = "/api/settings/system_prompt", operation_id = "set_system_prompt",
    tag = "settings",
    security(("operator" = ["admin"])),
    params(
        ("language" = Option<openapi::Language>, Query, description = "Whose prompt; English by default.")),
    request_body = NewPromptBody,
    responses((status = 200, description = "The prompt now in force.", body = PromptBody), WriteProblems))]
async fn change(
    State(api): State<Api>,
    query: ListQuery,
    JsonBody(body): JsonBody<NewPromptBody>,
) -> Result<Response, Problem> {
    let language = language(&query)?;
    let setting = PromptSetting::parse(language, &body.value, api.clock.now())?;
    match api.store.save_prompt_setting(setting, body.version).await? {
        PromptSaved::Saved(saved) => {
            tracing::info!(%language, version = saved.version, "prompt changed");
            Ok(Json(PromptBody::from(saved)).into_response())
        }
        PromptSaved::Stale(current) => {
            let detail = "Somebody else has changed the prompt since you opened it.";
            Ok(problem::stale(detail, PromptBody::in_force(language, current)))
        }
    }
}

/// The prompts that were in force before the present one, to compare with and to take up again.
#[utoipa::path(get, path = "/api/settings/system_prompt/versions",
    operation_id = "list_system_prompt_versions", tag = "settings",
    params(
        ("language" = Option<openapi::Language>, Query, description = "Whose prompts; English by default.")),
    responses((status = 200, description = "The earlier prompts.", body = PromptVersions), ReadProblems))]
async fn list_earlier(State(api): State<Api>, query: ListQuery) -> Answer<PromptVersions> {
    let earlier = api.store.earlier_prompts(language(&query)?, VERSIONS_MAX).await?;
    Ok(Json(PromptVersions { versions: earlier.into_iter().map(PromptVersion::from).collect() }))
}

/// The prompt that ships with HomeWork.
#[utoipa::path(get, path = "/api/settings/system_prompt/default", operation_id = "get_default_system_prompt",
    tag = "settings",
    params(
        ("language" = Option<openapi::Language>, Query, description = "Whose prompt; English by default.")),
    responses((status = 200, description = "The default prompt.", body = DefaultPromptBody), ReadProblems))]
async fn show_default(query: ListQuery) -> Answer<DefaultPromptBody> {
    Ok(Json(DefaultPromptBody { default_prompt: prompt::default_prompt(language(&query)?).trim() }))
}

/// Clears cached answers of vendors: the list of voices is fetched again. Prompt and voice
/// are never cached: each call reads them.
#[utoipa::path(post, path = "/api/settings/cache/clear", operation_id = "clear_settings_cache",
    tag = "settings", responses((status = 200, description = "Done.", body = CacheCleared), WriteProblems))]
async fn clear_cache(State(api): State<Api>) -> Answer<CacheCleared> {
    api.store.forget_voice_list().await?;
    Ok(Json(CacheCleared { message: "Settings cache cleared", success: true }))
}

fn language(query: &ListQuery) -> Result<Language> {
    query.filter("language").map_or(Ok(Language::En), str::parse)
}

impl PromptBody {
    /// What is in force where `setting` is what an operator wrote, if anybody has.
    fn in_force(language: Language, setting: Option<PromptSetting>) -> Self {
        setting.map_or_else(
            || Self {
                key: KEY,
                language: language.code(),
                value: prompt::default_prompt(language).trim().to_owned(),
                version: 0,
                updated_at: None,
                is_default: true,
                warnings: vec![],
            },
            Self::from,
        )
    }
}

impl From<PromptSetting> for PromptVersion {
    fn from(PromptSetting { version, value, updated_at, .. }: PromptSetting) -> Self {
        Self { version, value, updated_at }
    }
}

impl From<PromptSetting> for PromptBody {
    fn from(setting: PromptSetting) -> Self {
        let missing = prompt::missing_tools(&setting.value);
        let warn =
            |tool| format!("The prompt does not name {tool}: the rules for the tools are put behind it.");
        Self {
            key: KEY,
            language: setting.language.code(),
            is_default: setting.value == prompt::default_prompt(setting.language).trim(),
            value: setting.value,
            version: setting.version,
            updated_at: Some(setting.updated_at),
            warnings: missing.into_iter().map(warn).collect(),
        }
    }
}
