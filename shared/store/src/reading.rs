//! An item as an entity. What serde_dynamo makes of an item is another map of all its attributes first, which
//! costs a list more than the reading itself.

use std::vec;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::de::value::{Error, MapDeserializer, SeqDeserializer};
use serde::de::{
    DeserializeOwned, Deserializer, EnumAccess, Error as _, IntoDeserializer, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use crate::operation::{Item, Query};

type Result<T> = std::result::Result<T, Error>;

/// Reads what serde_dynamo has written.
pub(crate) fn from_item<T: DeserializeOwned>(item: Item) -> Result<T> {
    T::deserialize(Attribute(AttributeValue::M(item)))
}

/// The names of a struct's fields, as serde knows them, and other names they were once stored under.
pub(crate) fn fields_of<T: DeserializeOwned>() -> &'static [&'static str] {
    let mut fields: &[&str] = &[];
    // It gives no content: reading ends once it has told the names.
    drop(T::deserialize(Names(&mut fields)));
    fields
}

impl Query {
    /// Only what `T` is made of.
    pub(crate) fn only_for<T: DeserializeOwned>(self) -> Self {
        Self { only: Some(fields_of::<T>()), ..self }
    }
}

struct Names<'a>(&'a mut &'static [&'static str]);

impl<'de> Deserializer<'de> for Names<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value> {
        Err(Error::custom("only names are read"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        *self.0 = fields;
        self.deserialize_any(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        option newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

struct Attribute(AttributeValue);

impl IntoDeserializer<'_, Error> for Attribute {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Attribute {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.0 {
            AttributeValue::S(text) => visitor.visit_string(text),
            AttributeValue::N(number) => visit_number(&number, visitor),
            AttributeValue::Bool(truth) => visitor.visit_bool(truth),
            AttributeValue::Null(_) => visitor.visit_unit(),
            AttributeValue::L(values) => visitor.visit_seq(sequence(values)),
            AttributeValue::M(fields) => {
                let fields = fields.into_iter().map(|(name, value)| (name, Attribute(value)));
                visitor.visit_map(MapDeserializer::new(fields))
            }
            _ => Err(Error::custom("an attribute of a type that is not stored")),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.0 {
            AttributeValue::Null(_) => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    /// A variant's name, alone or as the name of its content.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        match self.0 {
            AttributeValue::S(name) => visitor.visit_enum(name.into_deserializer()),
            AttributeValue::M(variant) if variant.len() == 1 => match variant.into_iter().next() {
                Some((name, content)) => visitor.visit_enum(Variant { name, content: Attribute(content) }),
                None => Err(Error::custom("no variant")),
            },
            _ => Err(Error::custom("no variant")),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map struct identifier
    }
}

fn sequence(values: Vec<AttributeValue>) -> SeqDeserializer<impl Iterator<Item = Attribute>, Error> {
    let values: vec::IntoIter<_> = values.into_iter();
    SeqDeserializer::new(values.map(Attribute))
}

fn visit_number<'de, V: Visitor<'de>>(number: &str, visitor: V) -> Result<V::Value> {
    if let Ok(number) = number.parse() {
        visitor.visit_u64(number)
    } else if let Ok(number) = number.parse() {
        visitor.visit_i64(number)
    } else {
        visitor.visit_f64(number.parse().map_err(Error::custom)?)
    }
}

struct Variant {
    name: String,
    content: Attribute,
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = Error;
    type Variant = Attribute;

    fn variant_seed<V: serde::de::DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Attribute)> {
        Ok((seed.deserialize(IntoDeserializer::<Error>::into_deserializer(self.name))?, self.content))
    }
}

impl<'de> VariantAccess<'de> for Attribute {
    type Error = Error;

    fn unit_variant(self) -> Result<()> {
        Ok(())
    }

    fn newtype_variant_seed<T: serde::de::DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value> {
        self.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value> {
        self.deserialize_any(visitor)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Serialize};
    use serde_dynamo::aws_sdk_dynamodb_1::to_item;
    use serde_json::{Value, json};

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
    enum Kind {
        Plain,
        Wrapped(u32),
        Pair(u8, String),
        Named { at: i64 },
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(tag = "type", rename_all = "snake_case")]
    enum Tagged {
        One { size: u64 },
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Wrapper(String);

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Everything {
        text: String,
        wrapper: Wrapper,
        letter: char,
        small: u8,
        negative: i64,
        largest: u64,
        fraction: f64,
        whole_fraction: f64,
        truth: bool,
        nothing: Option<u32>,
        something: Option<u32>,
        kinds: Vec<Kind>,
        tagged: Tagged,
        pair: (u32, String),
        map: BTreeMap<String, Vec<u32>>,
        any: Value,
        #[serde(default)]
        left_out: Vec<String>,
        unit: (),
    }

    #[test]
    fn what_is_written_is_read_again() {
        let everything = Everything {
            text: "x".into(),
            wrapper: Wrapper("y".into()),
            letter: 'z',
            small: 255,
            negative: i64::MIN,
            largest: u64::MAX,
            fraction: -0.25,
            whole_fraction: 3.0,
            truth: true,
            nothing: None,
            something: Some(7),
            kinds: vec![Kind::Plain, Kind::Wrapped(1), Kind::Pair(2, "b".into()), Kind::Named { at: -1 }],
            tagged: Tagged::One { size: 3 },
            pair: (4, "c".into()),
            map: BTreeMap::from([("d".into(), vec![5, 6])]),
            any: json!({"e": [1, -2, 2.5, null, true, "f", {}]}),
            left_out: vec![],
            unit: (),
        };
        let mut item: Item = to_item(&everything).unwrap();
        item.remove("left_out");
        item.insert("pk".into(), AttributeValue::S("what the entity does not know".into()));
        assert_eq!(from_item::<Everything>(item.clone()).unwrap(), everything);
        assert_eq!(serde_dynamo::aws_sdk_dynamodb_1::from_item::<Everything>(item).unwrap(), everything);
    }

    #[test]
    fn a_struct_tells_its_fields() {
        #[derive(Deserialize)]
        #[expect(dead_code, reason = "only the names are of interest")]
        struct Renamed {
            #[serde(rename = "now", alias = "once")]
            field: u32,
            #[serde(default)]
            other: Option<String>,
        }
        assert_eq!(fields_of::<Renamed>(), ["now", "once", "other"]);
        assert_eq!(fields_of::<Everything>().len(), 18);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        #[derive(Debug, Deserialize)]
        struct Small {
            #[expect(dead_code, reason = "only reading is of interest")]
            size: u8,
        }
        let read = |value| from_item::<Small>(Item::from([("size".into(), value)])).unwrap_err().to_string();
        for wrong in ["256", "-1", "1.5", "x", ""] {
            read(AttributeValue::N(wrong.into()));
        }
        read(AttributeValue::S("1".into()));
        read(AttributeValue::Ns(vec!["1".into()]));
        assert_eq!(from_item::<Small>(Item::new()).unwrap_err().to_string(), "missing field `size`");
    }
}
