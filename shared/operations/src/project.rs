//! Keeping the counters from the table's stream, and having partners told what became of their leads.

use homework_domain::Result;
use homework_domain::call::Outcome;
use homework_domain::metric;
use homework_domain::partner_webhook::LeadStatusChanged;
use homework_domain::queue::{MessageQueue, PartnerWork};
use homework_store::{Change, Store};
use jiff::Timestamp;

/// Counts a batch of changes, each exactly once. On an error the whole batch is to come again; what partners
/// are told of twice is delivered once.
pub async fn project<Q: MessageQueue>(
    store: &Store,
    partners: &Q,
    changes: &[Change],
    moved: Vec<LeadStatusChanged>,
    now: Timestamp,
) -> Result<()> {
    store.count(changes, now).await?;
    for (outcome, calls) in changes.iter().flat_map(|change| change.deltas.calls_ended()) {
        let opt_outs = if outcome == Outcome::DoNotCall.as_str() { calls } else { 0 };
        tracing::info!(target: metric::TARGET, outcome, calls);
        tracing::info!(target: metric::TARGET, calls_ended = calls, opt_outs);
    }
    let told: Vec<_> = moved.into_iter().map(|moved| (PartnerWork::Tell { moved }, 0)).collect();
    partners.send_all(&told).await
}
