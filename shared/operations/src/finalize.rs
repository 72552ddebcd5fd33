//! Writing up a call that has ended: transcript and summary.

use homework_agent::write_up;
use homework_domain::call::{Call, CallState, Turn};
use homework_domain::ids::CallId;
use homework_domain::metric;
use homework_domain::ports::ChatModel;
use homework_domain::{Error, Result};
use homework_store::{CallRecord, Store};

/// How often a call is written up again because it changed meanwhile.
const TRIES: u32 = 4;

pub struct Finalizer<M> {
    pub store: Store,
    pub model: M,
}

impl<M: ChatModel> Finalizer<M> {
    /// A call that is written up already is left as it is, so a message may come twice. The last time that
    /// it comes, the call is written up even without the model, rather than not at all.
    ///
    /// # Errors
    /// `Unavailable` while the call lasts, or where it changes again and again: the message is to come again.
    pub async fn write_up(&self, id: CallId, is_last_try: bool) -> Result<()> {
        let mut earlier = None;
        for _ in 0..TRIES {
            let CallRecord { call, turns, .. } = self.store.call_record(id).await?;
            if call.state != CallState::Ended {
                return Err(Error::unavailable("call", "it has not ended yet"));
            }
            if !call.awaits_write_up() {
                return Ok(());
            }
            let about = (turns.len(), call.outcome);
            let summary = match earlier {
                Some((same, summary)) if same == about => summary,
                _ => self.summary(&call, &turns, is_last_try).await?,
            };
            let written = write_up::with_transcript(&call, &turns, summary);
            if self.store.save_write_up(&call, &written).await? {
                tracing::info!(call_id = %call.id, "call written up");
                measure(&call, &turns);
                return Ok(());
            }
            // Something has become known of the call: its recording, or words that were answered late.
            earlier = Some((about, written.summary));
        }
        Err(Error::unavailable("call", "it changed each time it was written up"))
    }

    async fn summary(&self, call: &Call, turns: &[Turn], is_last_try: bool) -> Result<String> {
        match write_up::summarize(&self.model, call, turns).await {
            Ok(summary) => Ok(summary),
            Err(error) if !is_last_try => Err(error),
            Err(error) => {
                tracing::error!(call_id = %call.id, %error, "no summary by the model");
                Ok(write_up::plain_summary(call, turns))
            }
        }
    }
}

fn measure(call: &Call, turns: &[Turn]) {
    let tokens = |of: fn(&Turn) -> u64| turns.iter().map(of).sum::<u64>();
    let prompt_tokens = tokens(|turn| turn.usage.prompt_tokens.into());
    let completion_tokens = tokens(|turn| turn.usage.completion_tokens.into());
    tracing::info!(
        target: metric::TARGET,
        calls_written_up = 1_u64,
        prompt_tokens,
        completion_tokens,
        tokens = prompt_tokens + completion_tokens,
        call_seconds = call.duration.unwrap_or_default(),
    );
}
