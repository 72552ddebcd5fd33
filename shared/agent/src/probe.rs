//! Whether the model can hold a conversation at all.

use std::time::Duration;

use homework_domain::Result;
use homework_domain::locale::Language;
use homework_domain::ports::{ChatMessage, ChatModel, ChatRequest};

use crate::{prompt, tools};

/// Enough for a short answer; what it says does not matter.
const PROBE_TOKENS_MAX: u32 = 100;

/// Asks one real question, with the prompt and the tools of a turn: a model may know our key and still
/// take neither the tools nor how they are offered.
///
/// # Errors
/// What the model's client gives.
pub async fn ask<M: ChatModel>(model: &M, patience: Duration) -> Result<()> {
    let messages = [
        ChatMessage::System(prompt::default_prompt(Language::En).to_owned()),
        ChatMessage::User("Hello? When could we meet?".to_owned()),
    ];
    let tools = tools::definitions();
    let request =
        ChatRequest { messages: &messages, tools, max_completion_tokens: PROBE_TOKENS_MAX, patience };
    model.complete(request).await.map(|_| ())
}
