//! `end_call`: saying goodbye, and how the call ended.

use homework_domain::call::Intent;
use homework_domain::ports::ToolDefinition;
use serde::Deserialize;
use serde_json::json;

use super::{ToolEffect, object};

pub(crate) const END_CALL: &str = "end_call";

pub(super) fn definition() -> ToolDefinition {
    ToolDefinition {
        name: END_CALL,
        description: "Say goodbye and hang up, stating how the call ended.",
        parameters: object(json!({
            "reason": {
                "type": "string",
                "enum": ["interested", "not_interested", "call_back", "do_not_call", "wrong_number", "voicemail"],
                "description": "do_not_call when the lead asks never to be called again; wrong_number when whoever speaks does not know the lead; voicemail when no person is on the line",
            },
            "farewell": {"type": "string", "description": "What to say before hanging up, in the lead's language"},
        })),
    }
}

#[derive(Deserialize)]
pub(super) struct EndArguments {
    reason: EndReason,
    farewell: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum EndReason {
    Interested,
    NotInterested,
    CallBack,
    DoNotCall,
    WrongNumber,
    Voicemail,
}

pub(super) fn end_call(arguments: EndArguments) -> ToolEffect {
    let intent = match arguments.reason {
        EndReason::Interested => Intent::Interested,
        EndReason::NotInterested => Intent::NotInterested,
        EndReason::CallBack => Intent::CallBack,
        EndReason::DoNotCall => Intent::DoNotCall,
        EndReason::WrongNumber => Intent::WrongNumber,
        EndReason::Voicemail => Intent::Voicemail,
    };
    ToolEffect::End { answer: json!({"ok": true}), intent, farewell: arguments.farewell }
}
