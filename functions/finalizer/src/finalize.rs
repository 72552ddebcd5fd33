//! One call's write-up.

use homework_agent::write_up;
use homework_domain::call::CallState;
use homework_domain::ports::ChatModel;
use homework_domain::queue::FinalizeCall;
use homework_domain::{Error, Result};
use homework_runtime::sqs::Delivery;
use homework_store::{CallRecord, Store};

/// At this delivery the call is written up even without the model, rather than not at all
/// (`maxReceiveCount` in template.yaml allows no further one).
const LAST_DELIVERY: u32 = 3;

pub(crate) struct Finalizer<M> {
    pub(crate) store: Store,
    pub(crate) model: M,
}

impl<M: ChatModel> Finalizer<M> {
    /// A call that is written up already is left as it is, so a message may come twice.
    pub(crate) async fn handle(&self, delivery: Delivery<FinalizeCall>) -> Result<()> {
        let CallRecord { call, turns } = self.store.call_record(delivery.body.call_id).await?;
        if call.state != CallState::Ended {
            return Err(Error::unavailable("call", "it has not ended yet"));
        }
        if !call.awaits_write_up() {
            return Ok(());
        }
        let summary = match write_up::summarize(&self.model, &call, &turns).await {
            Ok(summary) => summary,
            Err(error) if delivery.receive_count < LAST_DELIVERY => return Err(error),
            Err(error) => {
                tracing::error!(call_id = %call.id, %error, "no summary by the model");
                write_up::plain_summary(&call, &turns)
            }
        };
        let transcript = write_up::transcript(&call, &turns, &summary);
        self.store.save_write_up(call.id, call.version, &transcript, &summary).await?;
        tracing::info!(call_id = %call.id, "call written up");
        Ok(())
    }
}
