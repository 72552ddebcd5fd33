//! Tool definitions, and what `strict` asks of their schemas.

use serde_json::Value;

use super::Refusal;

const MAX_TOOLS: usize = 128;
const MAX_NAME: usize = 64;

/// Names of the functions in `tools`.
pub(super) fn tools(body: &Value) -> Result<Vec<String>, Refusal> {
    let Some(tools) = body["tools"].as_array() else {
        return if body["tools"].is_null() {
            Ok(Vec::new())
        } else {
            Err(Refusal::invalid("tools", "Invalid type for 'tools': expected an array of objects."))
        };
    };
    if tools.is_empty() || tools.len() > MAX_TOOLS {
        return Err(Refusal::invalid("tools", "Invalid 'tools': array too short or too long."));
    }
    tools.iter().enumerate().map(|(index, tool)| tool_name(index, tool)).collect()
}

fn tool_name(index: usize, tool: &Value) -> Result<String, Refusal> {
    let at = |field: &str| format!("tools[{index}].{field}");
    if tool["type"] != "function" {
        return Err(Refusal::invalid(&at("type"), format!("Missing required parameter: '{}'.", at("type"))));
    }
    let function = &tool["function"];
    let name = function["name"].as_str().unwrap_or_default();
    let valid = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    if name.is_empty() || name.len() > MAX_NAME || !name.chars().all(valid) {
        let message =
            format!("Invalid '{0}': string does not match pattern '^[a-zA-Z0-9_-]+$'.", at("function.name"));
        return Err(Refusal::invalid(&at("function.name"), message));
    }
    if function["strict"] == true {
        strict(&function["parameters"], &mut Vec::new()).map_err(|wrong| {
            let message = format!("Invalid schema for function '{name}': {wrong}");
            Refusal {
                code: Some("invalid_function_parameters"),
                ..Refusal::invalid(&at("function.parameters"), message)
            }
        })?;
    }
    Ok(name.to_owned())
}

/// Every object closed, every property required, all the way down.
fn strict(schema: &Value, path: &mut Vec<String>) -> Result<(), String> {
    let context = format!("In context=({})", path.join(", "));
    let is_object = match &schema["type"] {
        Value::String(kind) => kind == "object",
        Value::Array(kinds) => kinds.iter().any(|kind| kind == "object"),
        _ => false,
    };
    if path.is_empty() && !is_object {
        return Err("schema must be a JSON Schema of 'type: \"object\"'.".to_owned());
    }
    if is_object {
        if schema["additionalProperties"] != false {
            return Err(format!(
                "{context}, 'additionalProperties' is required to be supplied and to be false."
            ));
        }
        let required = schema["required"].as_array().map(Vec::as_slice).unwrap_or_default();
        let properties = schema["properties"].as_object();
        for name in properties.iter().flat_map(|properties| properties.keys()) {
            if !required.iter().any(|known| known == name) {
                return Err(format!(
                    "{context}, 'required' is required to be supplied and to be an array including every key in properties. Missing '{name}'."
                ));
            }
        }
        for name in required.iter().filter_map(Value::as_str) {
            if properties.is_none_or(|properties| !properties.contains_key(name)) {
                return Err(format!("{context}, 'required' names '{name}', which is no property."));
            }
        }
        for (name, inner) in properties.into_iter().flatten() {
            below(inner, path, &["properties", name])?;
        }
    }
    if schema["items"].is_object() {
        below(&schema["items"], path, &["items"])?;
    }
    for (index, inner) in schema["anyOf"].as_array().into_iter().flatten().enumerate() {
        below(inner, path, &["anyOf", &index.to_string()])?;
    }
    Ok(())
}

fn below(schema: &Value, path: &mut Vec<String>, steps: &[&str]) -> Result<(), String> {
    path.extend(steps.iter().map(|step| format!("'{step}'")));
    let outcome = strict(schema, path);
    path.truncate(path.len() - steps.len());
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(parameters: Value) -> Result<Vec<String>, String> {
        let function = json!({"name": "book", "strict": true, "parameters": parameters});
        tools(&json!({"tools": [{"type": "function", "function": function}]}))
            .map_err(|refusal| refusal.message)
    }

    #[test]
    fn strict_schemas_are_closed_and_complete() {
        let good = json!({"type": "object", "additionalProperties": false, "required": ["a"],
            "properties": {"a": {"type": ["string", "null"]}}});
        assert_eq!(check(good), Ok(vec!["book".to_owned()]));
        let open = json!({"type": "object", "required": [], "properties": {}});
        assert!(check(open).unwrap_err().contains("additionalProperties"));
        let missing = json!({"type": "object", "additionalProperties": false, "required": [],
            "properties": {"a": {"type": "string"}}});
        assert!(check(missing).unwrap_err().contains("Missing 'a'"));
        let nested = json!({"type": "object", "additionalProperties": false, "required": ["a"],
            "properties": {"a": {"type": ["object", "null"], "properties": {}, "required": []}}});
        assert!(check(nested).unwrap_err().contains("'properties', 'a'"));
    }
}
