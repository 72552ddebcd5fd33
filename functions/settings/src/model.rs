//! What OpenAI says about our model, asked at most once a day.

use std::time::Duration;

use homework_domain::Result;
use homework_domain::clock::Clock;
use homework_domain::model_notice::ModelNotice;

use crate::Api;

/// Whoever looks at the alerts does not wait longer for it.
const PATIENCE: Duration = Duration::from_secs(3);

/// The notice of the last day, or a new one. If OpenAI does not say, what it said before counts for
/// another day.
pub(crate) async fn notice(api: &Api) -> Result<Option<ModelNotice>> {
    let (model, now) = (api.vendors.model(), api.clock.now());
    let known = api.store.model_notice().await?.filter(|notice| notice.model == model);
    if known.as_ref().is_some_and(|notice| notice.is_fresh(model, now)) {
        return Ok(known);
    }
    let asked = async { api.vendors.openai().ok()?.shutdown_date().await.ok() };
    let told = tokio::time::timeout(PATIENCE, asked).await.ok().flatten();
    let shutdown_date = told.unwrap_or(known.and_then(|notice| notice.shutdown_date));
    let notice = ModelNotice { model: model.to_owned(), shutdown_date, asked_at: now };
    api.store.save_model_notice(&notice).await?;
    Ok(Some(notice))
}
