//! The route of the configuration check.

use axum::Json;
use axum::extract::State;
use homework_domain::clock::Clock;
use homework_runtime::Answer;
use homework_runtime::openapi::ReadProblems;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::check::{self, ConfigurationCheck};
use crate::{Api, model};

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::default().routes(routes!(check_configuration))
}

/// Whether each vendor is set up, reachable and accepts our credentials. Asks every vendor something
/// harmless, the language model one question with the tools of a conversation, and lets campaigns go on
/// that were paused for a vendor that works again; answers within twelve seconds, without revealing a
/// secret.
#[utoipa::path(get, path = "/api/settings/check", operation_id = "check_configuration", tag = "settings",
    security(("operator" = ["operator"])),
    responses((status = 200, description = "How each vendor stands.", body = ConfigurationCheck),
        ReadProblems))]
async fn check_configuration(State(api): State<Api>) -> Answer<ConfigurationCheck> {
    // The check is worth having without the notice.
    let notice = model::notice(&api).await.ok().flatten();
    // Boxed: five clients at work at once are a large thing to move about.
    let check = Box::pin(check::run(&api.vendors, notice.as_ref(), api.clock.now())).await?;
    // What was seen to work again is used again; campaigns go on with the dispatcher's next round.
    for breaker in api.store.breakers().await? {
        if breaker.blocks().is_some() && check.works(breaker.vendor.as_str()) {
            api.store.note_probe(breaker.vendor, &Ok(()), api.clock.now()).await?;
        }
    }
    Ok(Json(check))
}
