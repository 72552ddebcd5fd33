//! The routes: parse, one operation, answer.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, header};
use homework_domain::counters::Scope;
use homework_runtime::Answer;
use homework_runtime::openapi::OpenProblems;
use homework_store::Store;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The description of all functions' routes, as `cargo xtask openapi` wrote it.
const DOCUMENT: &str = include_str!("../../../infra/openapi.json");

/// What this is.
#[derive(Debug, Serialize, ToSchema)]
struct Service {
    #[schema(example = "AI Outbound Meeting Scheduler API")]
    message: &'static str,
    #[schema(example = "0.1.0")]
    version: &'static str,
    #[schema(example = "running")]
    status: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
struct Health {
    #[schema(example = "healthy")]
    status: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
struct Readiness {
    /// `ready`, or `degraded` while a vendor does not work.
    #[schema(example = "ready")]
    status: &'static str,
    #[schema(example = "connected")]
    database: &'static str,
    /// The vendors that do not work.
    #[schema(example = json!([]))]
    failing_vendors: Vec<&'static str>,
}

pub(crate) fn routes() -> OpenApiRouter<Store> {
    OpenApiRouter::default()
        .routes(routes!(root))
        .routes(routes!(health))
        .routes(routes!(readiness))
        .routes(routes!(document))
}

/// What this is, and its version.
#[utoipa::path(get, path = "/", operation_id = "get_service", tag = "health", security(()),
    responses((status = 200, description = "The service.", body = Service), OpenProblems))]
async fn root() -> Json<Service> {
    Json(Service {
        message: "AI Outbound Meeting Scheduler API",
        version: env!("CARGO_PKG_VERSION"),
        status: "running",
    })
}

/// Whether the service answers at all.
#[utoipa::path(get, path = "/health", operation_id = "get_health", tag = "health", security(()),
    responses((status = 200, description = "It does.", body = Health), OpenProblems))]
async fn health() -> Json<Health> {
    Json(Health { status: "healthy" })
}

/// Whether the service can work: reads the table, and answers 503 when it cannot. Vendors that do not work
/// are named; with those that calls need, campaigns are paused.
#[utoipa::path(get, path = "/readiness", operation_id = "get_readiness", tag = "health", security(()),
    responses((status = 200, description = "It can.", body = Readiness), OpenProblems))]
async fn readiness(State(store): State<Store>) -> Answer<Readiness> {
    store.counters(&Scope::All).await?;
    let breakers = store.breakers().await?;
    let failing = breakers.iter().filter(|breaker| breaker.blocks().is_some());
    let failing_vendors: Vec<_> = failing.map(|breaker| breaker.vendor.as_str()).collect();
    let status = if failing_vendors.is_empty() { "ready" } else { "degraded" };
    Ok(Json(Readiness { status, database: "connected", failing_vendors }))
}

/// This document.
#[utoipa::path(get, path = "/api/openapi.json", operation_id = "get_openapi", tag = "health", security(()),
    responses((status = 200, description = "An OpenAPI 3.1 document.", body = Document), OpenProblems))]
async fn document() -> ([(HeaderName, &'static str); 1], &'static str) {
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT)
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "only described")]
#[schema(as = OpenApiDocument)]
struct Document {
    #[schema(example = "3.1.0")]
    openapi: String,
    #[schema(value_type = Object)]
    info: (),
    #[schema(value_type = Object)]
    paths: (),
}
