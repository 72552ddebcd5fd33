//! Asking the model, within the time that a turn has.

use std::time::Duration;

use homework_domain::ports::{BookingLedger, Calendar, ChatModel, ChatReply, ChatRequest, VideoMeetings};
use tokio::time::Instant;

use super::Agent;
use super::answer::micros;
use super::progress::Progress;

/// With less time left than this, another request to the model would only be cut off.
const WORTH_ASKING: Duration = Duration::from_millis(500);

impl<M: ChatModel, C: Calendar, V: VideoMeetings, L: BookingLedger> Agent<'_, M, C, V, L> {
    /// One request to the model, cut off at the turn's deadline; `None` when nothing usable came.
    pub(super) async fn ask(
        &self,
        mut request: ChatRequest<'_>,
        until: Instant,
        progress: &mut Progress,
    ) -> Option<ChatReply> {
        let left = Some(until - Instant::now()).filter(|left| *left >= WORTH_ASKING)?;
        request.patience = left;
        progress.usage.model_requests += 1;
        let asked = Instant::now();
        let reply = tokio::time::timeout(left, self.model.complete(request)).await;
        progress.usage.model_us += micros(asked.elapsed());
        match reply {
            Ok(Ok(reply)) => {
                progress.usage.prompt_tokens += reply.prompt_tokens;
                progress.usage.completion_tokens += reply.completion_tokens;
                Some(reply)
            }
            Ok(Err(error)) => {
                tracing::warn!(%error, "the model failed");
                None
            }
            Err(_) => {
                tracing::warn!("the model did not answer in time");
                None
            }
        }
    }
}
