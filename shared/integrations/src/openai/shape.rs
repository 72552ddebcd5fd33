//! Which parameters a request has. Models differ in what they take: one knows no reasoning effort,
//! another takes tools only with the effort `none`, a third refuses `parallel_tool_calls`. Each names
//! what it does not take, so that need not be configured.

use async_openai::types::chat::ReasoningEffort;
use serde_json::Value;

/// The parameters whose presence or value is a matter of the model.
const NEGOTIABLE: [&str; 4] = ["parallel_tool_calls", "reasoning_effort", "max_completion_tokens", "strict"];

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shape {
    pub(super) parallel_tool_calls: bool,
    pub(super) reasoning_effort: Option<ReasoningEffort>,
    /// The older name, `max_tokens`, otherwise.
    pub(super) max_completion_tokens: bool,
    /// Whether tools ask for arguments that follow their schema exactly.
    pub(super) strict: bool,
    /// `none` has been tried as an effort, and so has leaving it out.
    efforts_tried: [bool; 2],
}

impl Shape {
    pub(super) fn new(reasoning_effort: Option<ReasoningEffort>) -> Self {
        let efforts_tried = [reasoning_effort == Some(ReasoningEffort::None), reasoning_effort.is_none()];
        Self {
            parallel_tool_calls: true,
            reasoning_effort,
            max_completion_tokens: true,
            strict: true,
            efforts_tried,
        }
    }

    /// Another shape, for a model that did not take this one for the sake of a parameter; `None` if
    /// there is none that has not been tried.
    pub(super) fn without(&self, parameter: &str) -> Option<Self> {
        let mut other = self.clone();
        match parameter {
            "parallel_tool_calls" if self.parallel_tool_calls => other.parallel_tool_calls = false,
            "max_completion_tokens" if self.max_completion_tokens => other.max_completion_tokens = false,
            "strict" if self.strict => other.strict = false,
            // `none` first: models that reason by themselves are too slow on the telephone, and some
            // take tools with no other effort.
            "reasoning_effort" => match self.efforts_tried {
                [false, _] => {
                    other.reasoning_effort = Some(ReasoningEffort::None);
                    other.efforts_tried[0] = true;
                }
                [true, false] => {
                    other.reasoning_effort = None;
                    other.efforts_tried[1] = true;
                }
                [true, true] => return None,
            },
            _ => return None,
        }
        Some(other)
    }
}

/// The negotiable parameter that a refusal is about: `param` names it, or else the message does.
pub(super) fn refused_parameter(body: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let error = &body["error"];
    let named = |text: &str| NEGOTIABLE.into_iter().find(|name| text.contains(name)).map(str::to_owned);
    match error["param"].as_str().filter(|param| !param.is_empty()) {
        Some(param) => named(param),
        None => named(error["message"].as_str()?),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_refused_is_left_out_or_set_until_nothing_is_left() {
        let low = Shape::new(Some(ReasoningEffort::Low));
        let none = low.without("reasoning_effort").unwrap();
        assert_eq!(none.reasoning_effort, Some(ReasoningEffort::None));
        let absent = none.without("reasoning_effort").unwrap();
        assert_eq!((&absent.reasoning_effort, absent.without("reasoning_effort")), (&None, None));
        let absent = Shape::new(None).without("reasoning_effort").unwrap();
        assert_eq!(absent.reasoning_effort, Some(ReasoningEffort::None));
        assert_eq!(absent.without("reasoning_effort"), None);
        for name in ["parallel_tool_calls", "max_completion_tokens", "strict"] {
            assert_eq!(low.without(name).unwrap().without(name), None, "{name}");
        }
        assert_eq!(low.without("messages"), None);
    }

    #[test]
    fn the_parameter_is_found_wherever_the_refusal_names_it() {
        let refusal = |param: Value, message: &str| {
            let body =
                json!({"error": {"message": message, "param": param, "code": "unsupported_parameter"}});
            refused_parameter(body.to_string().as_bytes())
        };
        assert_eq!(refusal(json!("reasoning_effort"), "").as_deref(), Some("reasoning_effort"));
        assert_eq!(refusal(json!("tools[0].function.strict"), "").as_deref(), Some("strict"));
        let message = "Unrecognized request argument supplied: parallel_tool_calls";
        assert_eq!(refusal(Value::Null, message).as_deref(), Some("parallel_tool_calls"));
        assert_eq!(refusal(json!("messages"), "about reasoning_effort"), None);
        assert_eq!(refused_parameter(b"<html>"), None);
    }
}
