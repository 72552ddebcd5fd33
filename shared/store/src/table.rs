//! The table: reading, conditional writing and transactions, for the entity files beside this one.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::{
    AttributeValue, ConditionCheck, Delete, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem,
    Update,
};
use homework_domain::callable::CallableNumbers;
use homework_domain::{Error, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_dynamo::aws_sdk_dynamodb_1::{from_item, to_item};

use crate::error::{TransactError, malformed, unavailable};
use crate::keys::{Index, IndexEntry, Key, Keyed};

pub(crate) type Item = HashMap<String, AttributeValue>;

/// How often a transaction that met another one is tried again.
const CONTENTION_TRIES: u32 = 6;
const CONTENTION_PAUSE: Duration = Duration::from_millis(20);

/// The table. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) client: Client,
    pub(crate) table: String,
    /// Which leads' numbers are taken in.
    pub(crate) callable: Arc<CallableNumbers>,
}

impl Store {
    pub fn new(client: Client, table: impl Into<String>) -> Self {
        Self { client, table: table.into(), callable: Arc::default() }
    }

    /// The same table, into which only leads with such numbers are taken.
    #[must_use]
    pub fn taking(self, callable: CallableNumbers) -> Self {
        Self { callable: Arc::new(callable), ..self }
    }

    /// The item at `key`, strongly consistent.
    pub(crate) async fn get<T: DeserializeOwned>(&self, key: &Key) -> Result<Option<T>> {
        self.get_item(key).await?.map(|item| from_item(item).map_err(malformed)).transpose()
    }

    pub(crate) async fn get_item(&self, key: &Key) -> Result<Option<Item>> {
        let request = self.client.get_item().table_name(&self.table).set_key(Some(key_item(key)));
        let answer = request.consistent_read(true).send().await.map_err(unavailable)?;
        Ok(answer.item)
    }

    /// Everything in the partition `pk`, in order of `sk`, strongly consistent.
    pub(crate) async fn partition(&self, pk: &str) -> Result<Vec<Item>> {
        let mut items = Vec::new();
        let mut start = None;
        loop {
            let request = self.client.query().table_name(&self.table).consistent_read(true);
            let answer = request
                .key_condition_expression("pk = :pk")
                .expression_attribute_values(":pk", text(pk))
                .set_exclusive_start_key(start)
                .send()
                .await
                .map_err(unavailable)?;
            items.extend(answer.items.unwrap_or_default());
            start = answer.last_evaluated_key.filter(|key| !key.is_empty());
            if start.is_none() {
                return Ok(items);
            }
        }
    }

    /// Up to `limit` items of an index partition in ascending order, `sk` not beyond `until`.
    pub(crate) async fn index_until<T: DeserializeOwned>(
        &self,
        index: Index,
        pk: &str,
        until: Option<&str>,
        limit: i32,
    ) -> Result<Vec<T>> {
        let mut request = self.client.query().table_name(&self.table).index_name(index.name());
        request = request.expression_attribute_values(":pk", text(pk)).limit(limit);
        request = match until {
            Some(until) => request
                .key_condition_expression(format!("{} = :pk AND {} <= :until", index.pk(), index.sk()))
                .expression_attribute_values(":until", text(until)),
            None => request.key_condition_expression(format!("{} = :pk", index.pk())),
        };
        let answer = request.send().await.map_err(unavailable)?;
        answer.items.unwrap_or_default().into_iter().map(|item| from_item(item).map_err(malformed)).collect()
    }

    /// Up to `limit` items of an index partition in ascending order, `sk` from `from` to `until`.
    pub(crate) async fn index_between<T: DeserializeOwned>(
        &self,
        index: Index,
        pk: &str,
        from: &str,
        until: &str,
        limit: i32,
    ) -> Result<Vec<T>> {
        let condition = format!("{} = :pk AND {} BETWEEN :from AND :until", index.pk(), index.sk());
        let request = self.client.query().table_name(&self.table).index_name(index.name());
        let answer = request
            .key_condition_expression(condition)
            .expression_attribute_values(":pk", text(pk))
            .expression_attribute_values(":from", text(from))
            .expression_attribute_values(":until", text(until))
            .limit(limit)
            .send()
            .await
            .map_err(unavailable)?;
        answer.items.unwrap_or_default().into_iter().map(|item| from_item(item).map_err(malformed)).collect()
    }

    /// Up to `limit` items of an index partition in ascending order, `sk` beyond `after`.
    pub(crate) async fn index_after<T: DeserializeOwned>(
        &self,
        index: Index,
        pk: &str,
        after: &str,
        limit: i32,
    ) -> Result<Vec<T>> {
        let answer = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(index.name())
            .key_condition_expression(format!("{} = :pk AND {} > :after", index.pk(), index.sk()))
            .expression_attribute_values(":pk", text(pk))
            .expression_attribute_values(":after", text(after))
            .limit(limit)
            .send()
            .await
            .map_err(unavailable)?;
        answer.items.unwrap_or_default().into_iter().map(|item| from_item(item).map_err(malformed)).collect()
    }

    /// All items of an index partition in ascending order, `sk` from the first text up to the second.
    pub(crate) async fn index_range<T: DeserializeOwned>(
        &self,
        index: Index,
        pk: &str,
        (from, to): (String, String),
    ) -> Result<Vec<T>> {
        let mut found = Vec::new();
        let mut start = None;
        loop {
            let answer = self
                .client
                .query()
                .table_name(&self.table)
                .index_name(index.name())
                .key_condition_expression(format!(
                    "{} = :pk AND {} BETWEEN :from AND :to",
                    index.pk(),
                    index.sk()
                ))
                .expression_attribute_values(":pk", text(pk))
                .expression_attribute_values(":from", text(&*from))
                .expression_attribute_values(":to", text(&*to))
                .set_exclusive_start_key(start)
                .send()
                .await
                .map_err(unavailable)?;
            for item in answer.items.unwrap_or_default() {
                found.push(from_item(item).map_err(malformed)?);
            }
            start = answer.last_evaluated_key.filter(|key| !key.is_empty());
            if start.is_none() {
                return Ok(found);
            }
        }
    }

    /// Writes an entity over the version it was read at; `None` if it has moved on since.
    pub(crate) async fn put_version<T: Serialize + Keyed>(
        &self,
        entity: &T,
        read_version: u64,
    ) -> Result<Option<()>> {
        let put = self.client.put_item().table_name(&self.table).set_item(Some(entity_item(entity)?));
        let written = put
            .condition_expression("#version = :version")
            .expression_attribute_names("#version", "version")
            .expression_attribute_values(":version", AttributeValue::N(read_version.to_string()))
            .send()
            .await;
        match written {
            Ok(_) => Ok(Some(())),
            Err(error) => match error.as_service_error() {
                Some(PutItemError::ConditionalCheckFailedException(_)) => Ok(None),
                _ => Err(unavailable(error)),
            },
        }
    }

    /// All or nothing. Where it merely met another transaction it is tried again.
    pub(crate) async fn transact(&self, operations: Vec<TransactWriteItem>) -> Result<(), TransactError> {
        for attempt in 1..=CONTENTION_TRIES {
            let request = self.client.transact_write_items().set_transact_items(Some(operations.clone()));
            match request.send().await.map_err(TransactError::from) {
                Ok(_) => return Ok(()),
                Err(TransactError::Contention) if attempt < CONTENTION_TRIES => {
                    tokio::time::sleep(CONTENTION_PAUSE * attempt).await;
                }
                Err(error) => return Err(error),
            }
        }
        Err(TransactError::Contention)
    }

    pub(crate) fn put_new<T: Serialize + Keyed>(&self, entity: &T) -> Result<TransactWriteItem> {
        self.put_item_if(entity_item(entity)?, Condition::absent())
    }

    pub(crate) fn put_over<T: Serialize + Keyed>(
        &self,
        entity: &T,
        read_version: u64,
    ) -> Result<TransactWriteItem> {
        self.put_item_if(entity_item(entity)?, Condition::version(read_version))
    }

    pub(crate) fn put_item_if(&self, item: Item, condition: Condition) -> Result<TransactWriteItem> {
        let put = Put::builder()
            .table_name(&self.table)
            .set_item(Some(item))
            .set_condition_expression(Some(condition.expression).filter(|e| !e.is_empty()))
            .set_expression_attribute_names(some(condition.names))
            .set_expression_attribute_values(some(condition.values))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build();
        Ok(TransactWriteItem::builder().put(put.map_err(Error::internal)?).build())
    }

    /// An update spelled as a DynamoDB update expression, with its condition.
    pub(crate) fn update_if(
        &self,
        key: &Key,
        update: Expression,
        condition: Condition,
    ) -> Result<TransactWriteItem> {
        let mut names = condition.names;
        let mut values = condition.values;
        names.extend(update.names);
        values.extend(update.values);
        let update = Update::builder()
            .table_name(&self.table)
            .set_key(Some(key_item(key)))
            .update_expression(update.text)
            .set_condition_expression(Some(condition.expression).filter(|e| !e.is_empty()))
            .set_expression_attribute_names(some(names))
            .set_expression_attribute_values(some(values))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build();
        Ok(TransactWriteItem::builder().update(update.map_err(Error::internal)?).build())
    }

    /// Writes nothing, and holds the transaction to a condition.
    pub(crate) fn check(&self, key: &Key, condition: Condition) -> Result<TransactWriteItem> {
        let check = ConditionCheck::builder()
            .table_name(&self.table)
            .set_key(Some(key_item(key)))
            .condition_expression(condition.expression)
            .set_expression_attribute_names(some(condition.names))
            .set_expression_attribute_values(some(condition.values))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build();
        Ok(TransactWriteItem::builder().condition_check(check.map_err(Error::internal)?).build())
    }

    pub(crate) fn delete_if(&self, key: &Key, condition: Condition) -> Result<TransactWriteItem> {
        let delete = Delete::builder()
            .table_name(&self.table)
            .set_key(Some(key_item(key)))
            .set_condition_expression(Some(condition.expression).filter(|e| !e.is_empty()))
            .set_expression_attribute_names(some(condition.names))
            .set_expression_attribute_values(some(condition.values))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build();
        Ok(TransactWriteItem::builder().delete(delete.map_err(Error::internal)?).build())
    }
}

/// What must hold for a write to happen.
#[derive(Debug, Default)]
pub(crate) struct Condition {
    pub(crate) expression: String,
    pub(crate) names: HashMap<String, String>,
    pub(crate) values: HashMap<String, AttributeValue>,
}

impl Condition {
    pub(crate) fn always() -> Self {
        Self::default()
    }

    pub(crate) fn absent() -> Self {
        Self::that("attribute_not_exists(pk)")
    }

    pub(crate) fn present() -> Self {
        Self::that("attribute_exists(pk)")
    }

    pub(crate) fn version(version: u64) -> Self {
        Self::that("#version = :version")
            .name("#version", "version")
            .value(":version", AttributeValue::N(version.to_string()))
    }

    pub(crate) fn that(expression: &str) -> Self {
        Self { expression: expression.to_owned(), ..Self::default() }
    }

    pub(crate) fn name(mut self, placeholder: &str, name: &str) -> Self {
        self.names.insert(placeholder.to_owned(), name.to_owned());
        self
    }

    pub(crate) fn value(mut self, placeholder: &str, value: AttributeValue) -> Self {
        self.values.insert(placeholder.to_owned(), value);
        self
    }
}

/// An update: attributes to set, to remove and to add to.
#[derive(Debug, Default)]
pub(crate) struct Expression {
    text: String,
    names: HashMap<String, String>,
    values: HashMap<String, AttributeValue>,
}

impl Expression {
    pub(crate) fn build(
        set: impl IntoIterator<Item = (String, AttributeValue)>,
        remove: impl IntoIterator<Item = String>,
        add: impl IntoIterator<Item = (String, i64)>,
    ) -> Self {
        let mut this = Self::default();
        let sets: Vec<_> = set
            .into_iter()
            .map(|(name, value)| format!("{} = {}", this.bind_name(name), this.bind_value(value)))
            .collect();
        let removes: Vec<_> = remove.into_iter().map(|name| this.bind_name(name)).collect();
        let adds: Vec<_> = add
            .into_iter()
            .map(|(name, amount)| {
                let amount = AttributeValue::N(amount.to_string());
                format!("{} {}", this.bind_name(name), this.bind_value(amount))
            })
            .collect();
        let clauses = [("SET", sets), ("REMOVE", removes), ("ADD", adds)];
        let clauses = clauses.iter().filter(|(_, parts)| !parts.is_empty());
        this.text =
            clauses.map(|(verb, parts)| format!("{verb} {}", parts.join(", "))).collect::<Vec<_>>().join(" ");
        this
    }

    /// Sets what is not there yet, and leaves what is.
    pub(crate) fn once(
        set: impl IntoIterator<Item = (String, AttributeValue)>,
        remove: impl IntoIterator<Item = String>,
    ) -> Self {
        let mut this = Self::default();
        let sets: Vec<_> = set
            .into_iter()
            .map(|(name, value)| {
                let (name, value) = (this.bind_name(name), this.bind_value(value));
                format!("{name} = if_not_exists({name}, {value})")
            })
            .collect();
        let removes: Vec<_> = remove.into_iter().map(|name| this.bind_name(name)).collect();
        this.text = format!("SET {}", sets.join(", "));
        if !removes.is_empty() {
            this.text = format!("{} REMOVE {}", this.text, removes.join(", "));
        }
        this
    }

    fn bind_name(&mut self, name: String) -> String {
        let placeholder = format!("#u{}", self.names.len());
        self.names.insert(placeholder.clone(), name);
        placeholder
    }

    fn bind_value(&mut self, value: AttributeValue) -> String {
        let placeholder = format!(":u{}", self.values.len());
        self.values.insert(placeholder.clone(), value);
        placeholder
    }
}

/// An index entry as attributes to set.
pub(crate) fn entry_attributes(entry: IndexEntry) -> [(String, AttributeValue); 2] {
    [(entry.index.pk(), text(entry.pk)), (entry.index.sk(), text(entry.sk))]
}

/// An entity as it is stored: its fields, its key, its index entries and what it is.
pub(crate) fn entity_item<T: Serialize + Keyed>(entity: &T) -> Result<Item> {
    let mut item: Item = to_item(entity).map_err(Error::internal)?;
    item.extend(key_item(&entity.key()));
    item.insert("entity".into(), text(T::ENTITY));
    item.extend(entity.entries().into_iter().flat_map(entry_attributes));
    Ok(item)
}

pub(crate) fn key_item(key: &Key) -> Item {
    HashMap::from([("pk".to_owned(), text(&*key.pk)), ("sk".to_owned(), text(&*key.sk))])
}

pub(crate) fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

fn some<K, V>(map: HashMap<K, V>) -> Option<HashMap<K, V>> {
    Some(map).filter(|map| !map.is_empty())
}
