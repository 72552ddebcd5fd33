//! Writing up a call that has ended: transcript and summary.

use homework_agent::write_up;
use homework_domain::call::CallState;
use homework_domain::ids::CallId;
use homework_domain::ports::ChatModel;
use homework_domain::{Error, Result};
use homework_store::{CallRecord, Store};

pub struct Finalizer<M> {
    pub store: Store,
    pub model: M,
}

impl<M: ChatModel> Finalizer<M> {
    /// A call that is written up already is left as it is, so a message may come twice. The last time that
    /// it comes, the call is written up even without the model, rather than not at all.
    ///
    /// # Errors
    /// `Unavailable` while the call lasts, or where it changed meanwhile: the message is to come again.
    pub async fn write_up(&self, id: CallId, is_last_try: bool) -> Result<()> {
        let CallRecord { call, turns } = self.store.call_record(id).await?;
        if call.state != CallState::Ended {
            return Err(Error::unavailable("call", "it has not ended yet"));
        }
        if !call.awaits_write_up() {
            return Ok(());
        }
        let summary = match write_up::summarize(&self.model, &call, &turns).await {
            Ok(summary) => summary,
            Err(error) if !is_last_try => return Err(error),
            Err(error) => {
                tracing::error!(call_id = %call.id, %error, "no summary by the model");
                write_up::plain_summary(&call, &turns)
            }
        };
        let transcript = write_up::transcript(&call, &turns, &summary);
        self.store.save_write_up(&call, &transcript, &summary).await?;
        tracing::info!(call_id = %call.id, "call written up");
        Ok(())
    }
}
