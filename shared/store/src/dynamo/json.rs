//! What DynamoDB found, read from its JSON by serde_json. The SDK's own reader goes token by token and takes about twice
//! as many instructions, which lists feel. Refusals and answers to writes are left to the SDK.

use std::collections::HashMap;
use std::fmt;

use aws_sdk_dynamodb::config::interceptors::BeforeDeserializationInterceptorContextMut;
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_sdk_dynamodb::operation::batch_get_item::BatchGetItemOutput;
use aws_sdk_dynamodb::operation::get_item::GetItemOutput;
use aws_sdk_dynamodb::operation::query::QueryOutput;
use aws_sdk_dynamodb::operation::scan::ScanOutput;
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};
use aws_smithy_runtime_api::client::interceptors::context::{Error, Output};
use aws_smithy_runtime_api::client::orchestrator::{HttpResponse, Metadata, OrchestratorError};
use aws_smithy_runtime_api::client::ser_de::{DeserializeResponse, SharedResponseDeserializer};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};

use crate::operation::Item;

/// How many attributes an item has room for before it has to grow.
const ATTRIBUTES: usize = 16;

/// Has the answers of a client's reads read here.
#[derive(Debug)]
pub(super) struct ReadJson;

impl Intercept for ReadJson {
    fn name(&self) -> &'static str {
        "ReadJson"
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if !context.response().status().is_success() {
            return Ok(());
        }
        let reader = match config.load::<Metadata>().map(Metadata::name) {
            Some("GetItem") => Reader(|body| Ok(Output::erase(read::<Got>(body)?.output()))),
            Some("BatchGetItem") => Reader(|body| Ok(Output::erase(read::<GotMany>(body)?.output()?))),
            Some("Query") => Reader(|body| Ok(Output::erase(read::<Found>(body)?.by_query()))),
            Some("Scan") => Reader(|body| Ok(Output::erase(read::<Found>(body)?.by_scan()))),
            _ => return Ok(()),
        };
        config.interceptor_state().store_put(SharedResponseDeserializer::new(reader));
        Ok(())
    }
}

/// JSON is checked for being UTF-8 faster as a whole than text by text. An error says where, and quotes nothing: what is
/// read may be a name or a number.
fn read<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, BoxError> {
    let body = str::from_utf8(body)?;
    serde_json::from_str(body)
        .map_err(|error| format!("cannot be read from column {}", error.column()).into())
}

/// Reads an answer's body.
#[derive(Debug)]
struct Reader(fn(&[u8]) -> Result<Output, BoxError>);

impl DeserializeResponse for Reader {
    fn deserialize_nonstreaming_with_config(
        &self,
        response: &HttpResponse,
        _config: &ConfigBag,
    ) -> Result<Output, OrchestratorError<Error>> {
        // It stays for the next attempt where an answer breaks off: what is refused then is tried again like it.
        if !response.status().is_success() {
            return Err(OrchestratorError::response("refused when tried again".into()));
        }
        let body = response.body().bytes().unwrap_or_default();
        (self.0)(body).map_err(OrchestratorError::other)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Got {
    item: Option<Attributes>,
}

impl Got {
    fn output(self) -> GetItemOutput {
        GetItemOutput::builder().set_item(self.item.map(|item| item.0)).build()
    }
}

/// By the tables' names.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GotMany {
    responses: HashMap<String, Vec<Attributes>>,
    #[serde(default)]
    unprocessed_keys: HashMap<String, LeftOut>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct LeftOut {
    keys: Vec<Attributes>,
}

impl GotMany {
    fn output(self) -> Result<BatchGetItemOutput, BoxError> {
        let mut output = BatchGetItemOutput::builder();
        for (table, found) in self.responses {
            output = output.responses(table, items(found));
        }
        for (table, left_out) in self.unprocessed_keys {
            let keys = KeysAndAttributes::builder().set_keys(Some(items(left_out.keys)));
            output = output.unprocessed_keys(table, keys.build()?);
        }
        Ok(output.build())
    }
}

/// By a query, or a scan.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Found {
    items: Vec<Attributes>,
    last_evaluated_key: Option<Attributes>,
}

impl Found {
    fn by_query(self) -> QueryOutput {
        let last = self.last_evaluated_key.map(|last| last.0);
        QueryOutput::builder().set_items(Some(items(self.items))).set_last_evaluated_key(last).build()
    }

    fn by_scan(self) -> ScanOutput {
        let last = self.last_evaluated_key.map(|last| last.0);
        ScanOutput::builder().set_items(Some(items(self.items))).set_last_evaluated_key(last).build()
    }
}

fn items(attributes: Vec<Attributes>) -> Vec<Item> {
    attributes.into_iter().map(|attributes| attributes.0).collect()
}

struct Attributes(Item);

impl<'de> Deserialize<'de> for Attributes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Map;

        impl<'de> Visitor<'de> for Map {
            type Value = Item;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("attributes by their names")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Item, A::Error> {
                let mut item = Item::with_capacity(ATTRIBUTES);
                while let Some((name, Attribute(value))) = map.next_entry()? {
                    item.insert(name, value);
                }
                Ok(item)
            }
        }

        deserializer.deserialize_map(Map).map(Self)
    }
}

#[derive(Deserialize)]
struct Attribute(#[serde(with = "Typed")] AttributeValue);

/// A value under the name of its type, for the types that are stored.
#[derive(Deserialize)]
#[serde(remote = "AttributeValue")]
enum Typed {
    S(String),
    N(String),
    #[serde(rename = "BOOL")]
    Bool(bool),
    #[serde(rename = "NULL")]
    Null(bool),
    #[serde(deserialize_with = "list")]
    L(Vec<AttributeValue>),
    #[serde(deserialize_with = "map")]
    M(Item),
}

fn list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<AttributeValue>, D::Error> {
    let values = Vec::<Attribute>::deserialize(deserializer)?;
    Ok(values.into_iter().map(|value| value.0).collect())
}

fn map<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Item, D::Error> {
    Attributes::deserialize(deserializer).map(|attributes| attributes.0)
}

#[cfg(test)]
mod tests {
    use aws_smithy_runtime_api::http::StatusCode;
    use serde_json::json;

    use super::*;
    use crate::operation::{number, text};

    #[test]
    fn every_type_that_is_stored_is_read() {
        let found: Found = read(
            br#"{"Count": 1, "ScannedCount": 1, "Items": [{
                "text": {"S": "\u00fc\ud83d\ude00 \"x\"\n"}, "number": {"N": "-0.25"}, "truth": {"BOOL": false},
                "nothing": {"NULL": true}, "list": {"L": [{"S": "a"}, {"L": []}]}, "map": {"M": {"b": {"N": "1"}}}
            }], "LastEvaluatedKey": {"pk": {"S": "c"}}}"#,
        )
        .unwrap();
        let output = found.by_query();
        let list = vec![text("a"), AttributeValue::L(vec![])];
        let expected = Item::from([
            ("text".to_owned(), text("ü😀 \"x\"\n")),
            ("number".to_owned(), number(-0.25)),
            ("truth".to_owned(), AttributeValue::Bool(false)),
            ("nothing".to_owned(), AttributeValue::Null(true)),
            ("list".to_owned(), AttributeValue::L(list)),
            ("map".to_owned(), AttributeValue::M(Item::from([("b".to_owned(), number(1))]))),
        ]);
        assert_eq!(output.items(), [expected]);
        assert_eq!(output.last_evaluated_key().unwrap()["pk"], text("c"));
    }

    #[test]
    fn an_item_that_is_not_there_and_what_a_batch_left_out_are_told() {
        assert_eq!(read::<Got>(b"{}").unwrap().output().item(), None);
        let body = json!({
            "Responses": {"T": [{"pk": {"S": "a"}}]},
            "UnprocessedKeys": {"T": {"Keys": [{"pk": {"S": "b"}}], "ConsistentRead": true}},
        });
        let output = read::<GotMany>(body.to_string().as_bytes()).unwrap().output().unwrap();
        assert_eq!(output.responses().unwrap()["T"][0]["pk"], text("a"));
        assert_eq!(output.unprocessed_keys().unwrap()["T"].keys()[0]["pk"], text("b"));
    }

    #[test]
    fn what_cannot_be_read_is_an_error_that_quotes_none_of_it() {
        let answer = |status: u16, body: &'static str| {
            let response = HttpResponse::new(StatusCode::try_from(status).unwrap(), body.into());
            let reader = Reader(|body| Ok(Output::erase(read::<Got>(body)?.output())));
            let read = reader.deserialize_nonstreaming_with_config(&response, &ConfigBag::base());
            read.map(drop).map_err(|error| format!("{error:?}"))
        };
        assert_eq!(answer(200, r#"{"Item": {"name": {"S": "Ada"}}}"#), Ok(()));
        let refused = [
            answer(200, r#"{"Item": {"name": {"S": "Ada"}"#),
            answer(200, r#"{"Item": {"name": {"S": ["Ada"]}}}"#),
            answer(200, r#"{"Item": {"name": {"BOOL": "Ada"}}}"#),
            answer(200, r#"{"Item": {"name": {"SS": ["Ada"]}}}"#),
            answer(200, r#"{"Item": {"name": {"S": "Ada", "N": "1"}}}"#),
            answer(400, r#"{"__type": "x", "message": "Ada"}"#),
        ];
        for refused in refused {
            assert!(!refused.clone().unwrap_err().contains("Ada"), "{refused:?}");
        }
    }
}
