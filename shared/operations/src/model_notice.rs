//! What the model's vendor says about its end, asked at most once a day.

use std::time::Duration;

use homework_domain::Result;
use homework_domain::model_notice::ModelNotice;
use homework_store::Store;
use jiff::Timestamp;
use jiff::civil::Date;

/// Whoever looks at the alerts does not wait longer for it.
const PATIENCE: Duration = Duration::from_secs(3);

/// What is known of models.
pub trait ModelCatalog: Send + Sync {
    /// The model that conversations are held with.
    fn model(&self) -> &str;

    /// The day on which that model is switched off, in UTC; `None` if there is none.
    ///
    /// # Errors
    /// Those of the model's client.
    fn shutdown_date(&self) -> impl Future<Output = Result<Option<Date>>> + Send;
}

/// The notice of the last day, or a new one. If the vendor does not say, what it said before counts for
/// another day.
pub async fn current(
    store: &Store,
    models: &impl ModelCatalog,
    now: Timestamp,
) -> Result<Option<ModelNotice>> {
    let model = models.model();
    let known = store.model_notice().await?.filter(|notice| notice.model == model);
    if known.as_ref().is_some_and(|notice| notice.is_fresh(model, now)) {
        return Ok(known);
    }
    let told = tokio::time::timeout(PATIENCE, models.shutdown_date()).await.ok().and_then(Result::ok);
    let shutdown_date = told.unwrap_or(known.and_then(|notice| notice.shutdown_date));
    let notice = ModelNotice { model: model.to_owned(), shutdown_date, asked_at: now };
    store.save_model_notice(&notice).await?;
    Ok(Some(notice))
}
