//! URL-encoded forms and queries with repeated keys, in the order they came.

use serde_json::{Map, Value};
use url::form_urlencoded;

#[derive(Debug, Clone, Default)]
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    pub(crate) fn parse(encoded: &[u8]) -> Self {
        Self(form_urlencoded::parse(encoded).into_owned().collect())
    }

    /// The first value of `key` that is not empty.
    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        self.all(key).find(|value| !value.is_empty())
    }

    pub(crate) fn all<'a, 'k>(&'a self, key: &'k str) -> impl Iterator<Item = &'a str> + use<'a, 'k> {
        self.0.iter().filter(move |(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    /// Encoded again, without some of the keys.
    pub(crate) fn without(&self, keys: &[&str]) -> String {
        let kept = self.0.iter().filter(|(name, _)| !keys.contains(&name.as_str()));
        form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).finish()
    }

    /// As JSON: a repeated key becomes an array, a secret's value is left out.
    pub(crate) fn to_json(&self, secret: impl Fn(&str) -> bool) -> Value {
        let mut object = Map::new();
        for (name, value) in &self.0 {
            let shown = if secret(name) { "[redacted]" } else { value };
            let value = Value::from(shown);
            match object.get_mut(name) {
                None => {
                    object.insert(name.clone(), value);
                }
                Some(Value::Array(values)) => values.push(value),
                Some(first) => *first = Value::Array(vec![first.take(), value]),
            }
        }
        Value::Object(object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_keys_are_kept_and_secrets_are_not() {
        let form = Form::parse(b"a=1&b=x%20y&a=2&client_secret=s");
        assert_eq!(form.all("a").collect::<Vec<_>>(), ["1", "2"]);
        let json = form.to_json(|name| name == "client_secret");
        assert_eq!(json, serde_json::json!({"a": ["1", "2"], "b": "x y", "client_secret": "[redacted]"}));
    }
}
