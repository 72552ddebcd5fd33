//! How routes are described: each function prints its part of the API's OpenAPI document, and
//! `cargo xtask openapi` makes one document of the parts.

mod attempts;
mod calling_stop;
mod consent;
mod evidence;
mod page_body;
mod problems;
pub(crate) mod roles;
mod schemas;

use std::io::{self, Write};

use serde::Serialize;
use utoipa::openapi::path::Paths;
use utoipa::openapi::schema::Components;
use utoipa_axum::router::OpenApiRouter;

pub use attempts::{AttemptFigures, CallAttempts};
pub use calling_stop::CallingStopBody;
pub use consent::{Consent, ConsentBody};
pub use evidence::Evidence;
pub use problems::{OpenProblems, PageProblems, ReadProblems, WriteProblems};
pub use schemas::{
    AgentTool, AnsweredBy, AuditOutcome, BreakerState, CallOutcome, CallState, CampaignState, ConsentKind,
    DoNotCallSource, Done, FailureReason, Id, Intent, Language, LeadStatus, MeetingStatus, Obstacle, Order,
    PageParams, RetryAfter, WorkQueue,
};

use crate::StartError;

/// The argument that asks for the description.
const ARGUMENT: &str = "openapi";

/// A function's part of the document.
#[derive(Serialize)]
struct Part<'a> {
    paths: &'a Paths,
    components: Components,
}

/// Prints the description of the routes, made only where the process was started for that (`homework-leads
/// openapi`), and says whether it was: then there is nothing else to do. It needs no environment.
pub(crate) fn print_if_asked<S: Clone + Send + Sync + 'static>(
    routes: impl FnOnce() -> OpenApiRouter<S>,
) -> Result<bool, StartError> {
    if std::env::args().nth(1).as_deref() != Some(ARGUMENT) {
        return Ok(false);
    }
    let routes = routes();
    let described = routes.get_openapi();
    let mut components = described.components.clone().unwrap_or_default();
    components.responses.extend(problems::components());
    components.schemas.extend(schemas::components());
    let mut paths = described.paths.clone();
    roles::complete(&mut paths)?;
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, &Part { paths: &paths, components })?;
    out.flush()?;
    Ok(true)
}
