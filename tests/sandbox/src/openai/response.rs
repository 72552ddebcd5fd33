//! Answers in OpenAI's form.

use serde_json::{Value, json};

use super::model::Answer;
use super::request::Request;
use crate::util::{hex, now};

pub(super) fn completion(request: &Request, answer: &Answer) -> Value {
    let (message, finish, written) = match answer {
        Answer::Say(text) => {
            let message = json!({"role": "assistant", "content": text, "refusal": null, "annotations": []});
            (message, "stop", text.split_whitespace().count())
        }
        Answer::Call { name, arguments } => {
            let arguments = arguments.to_string();
            let words = arguments.split_whitespace().count() + 1;
            let call = json!({
                "id": format!("call_{}", hex(24)),
                "type": "function",
                "function": {"name": name, "arguments": arguments},
            });
            let message = json!({"role": "assistant", "content": null, "refusal": null, "annotations": [], "tool_calls": [call]});
            (message, "tool_calls", words)
        }
    };
    json!({
        "id": format!("chatcmpl-{}", hex(29)),
        "object": "chat.completion",
        "created": now().as_second(),
        "model": request.model,
        "choices": [{"index": 0, "message": message, "logprobs": null, "finish_reason": finish}],
        "usage": {
            "prompt_tokens": request.words,
            "completion_tokens": written,
            "total_tokens": request.words + written,
            "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
            "completion_tokens_details": {
                "reasoning_tokens": 0, "audio_tokens": 0,
                "accepted_prediction_tokens": 0, "rejected_prediction_tokens": 0,
            },
        },
        "service_tier": "default",
        "system_fingerprint": "fp_sandbox",
    })
}
