//! The table's operations, asked of DynamoDB.

mod json;

use std::collections::HashMap;
use std::time::Duration;

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::types::{
    AttributeValue, ConditionCheck, Delete, DeleteRequest, KeysAndAttributes, Put, PutRequest,
    ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update as UpdateItem, WriteRequest,
};
use aws_sdk_dynamodb::{Client, config};
use homework_domain::page::Order;
use homework_domain::{Error, Result};

use self::json::ReadJson;
use crate::error::{TransactError, unavailable};
use crate::keys::Key;
use crate::operation::{Answer, Condition, Item, Part, Query, Update, Write, key_item, number, text};

/// Before what DynamoDB left undone is asked for again.
const PAUSE: Duration = Duration::from_millis(200);

#[derive(Debug, Clone)]
pub(crate) struct Dynamo {
    pub(crate) client: Client,
    pub(crate) table: String,
}

/// A request with its condition, and the names and values of all its expressions.
macro_rules! worded {
    ($request:expr, $words:expr) => {{
        let words = $words;
        $request
            .set_condition_expression(words.condition)
            .set_expression_attribute_names(words.names)
            .set_expression_attribute_values(words.values)
    }};
}

impl Dynamo {
    pub(crate) fn new(config: config::Builder, table: String) -> Self {
        Self { client: Client::from_conf(config.interceptor(ReadJson).build()), table }
    }

    /// The item at `key`, strongly consistent.
    pub(crate) async fn get(&self, key: &Key) -> Result<Option<Item>> {
        let request = self.client.get_item().table_name(&self.table).set_key(Some(key_item(key)));
        let answer = request.consistent_read(true).send().await.map_err(unavailable)?;
        Ok(answer.item)
    }

    /// The items at up to a hundred keys that exist, strongly consistent, in no particular order.
    pub(crate) async fn get_many(&self, keys: &[Key]) -> Result<Vec<Item>> {
        let mut found = Vec::with_capacity(keys.len());
        let mut wanted: Vec<Item> = keys.iter().map(key_item).collect();
        // DynamoDB may leave some for another request.
        while !wanted.is_empty() {
            let keys = KeysAndAttributes::builder().set_keys(Some(wanted)).consistent_read(true).build();
            let request =
                self.client.batch_get_item().request_items(&self.table, keys.map_err(Error::internal)?);
            let answer = request.send().await.map_err(unavailable)?;
            found.extend(answer.responses.unwrap_or_default().remove(&self.table).unwrap_or_default());
            let left = answer.unprocessed_keys.unwrap_or_default().remove(&self.table);
            wanted = left.map(|left| left.keys).unwrap_or_default();
        }
        Ok(found)
    }

    pub(crate) async fn query(&self, query: &Query) -> Result<Answer> {
        let (pk, sk) = query.key_names();
        let (condition, values) = key_condition(query, &pk, &sk);
        let (projection, names) = query.only.map(projection).unzip();
        let answer = self
            .client
            .query()
            .table_name(&self.table)
            .set_index_name(query.index.map(|index| index.name().to_owned()))
            .set_consistent_read(query.consistent.then_some(true))
            .key_condition_expression(condition)
            .set_expression_attribute_values(Some(values))
            .set_projection_expression(projection)
            .set_expression_attribute_names(names)
            .scan_index_forward(query.order == Order::OldestFirst)
            .set_limit(query.limit)
            .set_exclusive_start_key(query.start.clone())
            .send()
            .await
            .map_err(unavailable)?;
        Ok(answered(answer.items, answer.last_evaluated_key))
    }

    /// Items of the whole table, strongly consistent.
    pub(crate) async fn scan(&self, start: Option<Item>) -> Result<Answer> {
        let request = self.client.scan().table_name(&self.table).consistent_read(true);
        let answer = request.set_exclusive_start_key(start).send().await.map_err(unavailable)?;
        Ok(answered(answer.items, answer.last_evaluated_key))
    }

    /// One write; `false` where its condition does not hold.
    pub(crate) async fn write(&self, write: &Write) -> Result<bool, TransactError> {
        match write {
            Write::Put { item, condition } => {
                let request = self.client.put_item().table_name(&self.table).set_item(Some(item.clone()));
                held(worded!(request, Words::of(condition, None)).send().await)
            }
            Write::Update { key, update, condition } => {
                let mut words = Words::of(condition, Some(update));
                let request = self.client.update_item().table_name(&self.table).set_key(Some(key_item(key)));
                let request = request.set_update_expression(words.update.take());
                held(worded!(request, words).send().await)
            }
            Write::Delete { key, condition } => {
                let request = self.client.delete_item().table_name(&self.table).set_key(Some(key_item(key)));
                held(worded!(request, Words::of(condition, None)).send().await)
            }
            Write::Check { .. } => {
                Err(TransactError::Other(Error::internal("a check is part of a transaction")))
            }
        }
    }

    /// All or nothing, in one try. Tries of the same transaction have the same token: one whose answer was lost is
    /// not done again.
    pub(crate) async fn transact(&self, writes: &[Write], token: &str) -> Result<(), TransactError> {
        let operations = writes.iter().map(|write| self.operation(write)).collect::<Result<_>>();
        let operations = operations.map_err(TransactError::Other)?;
        let request = self
            .client
            .transact_write_items()
            .set_transact_items(Some(operations))
            .client_request_token(token);
        request.send().await.map(|_| ()).map_err(TransactError::from)
    }

    /// Puts and deletes, up to 25, without conditions and each for itself.
    pub(crate) async fn write_many(&self, writes: &[Write]) -> Result<()> {
        let mut open = writes.iter().map(unconditional).collect::<Result<Vec<_>>>()?;
        while !open.is_empty() {
            let request = self.client.batch_write_item().request_items(&self.table, open);
            let answer = request.send().await.map_err(unavailable)?;
            open = answer.unprocessed_items.unwrap_or_default().remove(&self.table).unwrap_or_default();
            if !open.is_empty() {
                tokio::time::sleep(PAUSE).await;
            }
        }
        Ok(())
    }

    /// A part of a transaction, which tells the item as it stands where its condition does not hold.
    fn operation(&self, write: &Write) -> Result<TransactWriteItem> {
        let show = ReturnValuesOnConditionCheckFailure::AllOld;
        let operation = TransactWriteItem::builder();
        Ok(match write {
            Write::Put { item, condition } => {
                let put = Put::builder().table_name(&self.table).set_item(Some(item.clone()));
                let put = worded!(put, Words::of(condition, None));
                let put = put.return_values_on_condition_check_failure(show);
                operation.put(put.build().map_err(Error::internal)?)
            }
            Write::Update { key, update, condition } => {
                let mut words = Words::of(condition, Some(update));
                let update = UpdateItem::builder().table_name(&self.table).set_key(Some(key_item(key)));
                let update = update.set_update_expression(words.update.take());
                let update = worded!(update, words);
                let update = update.return_values_on_condition_check_failure(show);
                operation.update(update.build().map_err(Error::internal)?)
            }
            Write::Delete { key, condition } => {
                let delete = Delete::builder().table_name(&self.table).set_key(Some(key_item(key)));
                let delete = worded!(delete, Words::of(condition, None));
                let delete = delete.return_values_on_condition_check_failure(show);
                operation.delete(delete.build().map_err(Error::internal)?)
            }
            Write::Check { key, condition } => {
                let check = ConditionCheck::builder().table_name(&self.table).set_key(Some(key_item(key)));
                let check = worded!(check, Words::of(condition, None));
                let check = check.return_values_on_condition_check_failure(show);
                operation.condition_check(check.build().map_err(Error::internal)?)
            }
        }
        .build())
    }
}

fn answered(items: Option<Vec<Item>>, last: Option<Item>) -> Answer {
    Answer { items: items.unwrap_or_default(), next: last.filter(|key| !key.is_empty()) }
}

/// A query's condition on its keys, and the values it names.
fn key_condition(query: &Query, pk: &str, sk: &str) -> (String, HashMap<String, AttributeValue>) {
    let (within, values) = match &query.part {
        Part::All => (String::new(), vec![]),
        Part::Prefix(prefix) => (format!(" AND begins_with({sk}, :from)"), vec![(":from", prefix)]),
        Part::Between(from, to) => {
            (format!(" AND {sk} BETWEEN :from AND :to"), vec![(":from", from), (":to", to)])
        }
        Part::UpTo(last) => (format!(" AND {sk} <= :to"), vec![(":to", last)]),
        Part::After(last) => (format!(" AND {sk} > :from"), vec![(":from", last)]),
    };
    let values = values.into_iter().chain([(":pk", &query.pk)]);
    let values = values.map(|(name, value)| (name.to_owned(), text(value))).collect();
    (format!("{pk} = :pk{within}"), values)
}

/// Which attributes are wanted, each by a placeholder: a name may be a reserved word.
fn projection(attributes: &[&str]) -> (String, HashMap<String, String>) {
    let placeholder = |(place, name): (usize, &&str)| (format!("#a{place}"), (*name).to_owned());
    let names: Vec<_> = attributes.iter().enumerate().map(placeholder).collect();
    let expression = names.iter().map(|(placeholder, _)| placeholder.as_str()).collect::<Vec<_>>().join(",");
    (expression, names.into_iter().collect())
}

fn unconditional(write: &Write) -> Result<WriteRequest> {
    let request = WriteRequest::builder();
    Ok(match write {
        Write::Put { item, .. } => {
            let put = PutRequest::builder().set_item(Some(item.clone())).build();
            request.put_request(put.map_err(Error::internal)?)
        }
        Write::Delete { key, .. } => {
            let delete = DeleteRequest::builder().set_key(Some(key_item(key))).build();
            request.delete_request(delete.map_err(Error::internal)?)
        }
        Write::Update { .. } | Write::Check { .. } => {
            return Err(Error::internal("a batch takes puts and deletes only"));
        }
    }
    .build())
}

/// Whether a single write's condition held.
fn held<T, E: ProvideErrorMetadata, R>(answer: Result<T, SdkError<E, R>>) -> Result<bool, TransactError> {
    let Err(error) = answer else { return Ok(true) };
    let code = if let SdkError::ServiceError(service) = &error { service.err().code() } else { None };
    match code {
        Some("ConditionalCheckFailedException") => Ok(false),
        Some("TransactionConflictException" | "ProvisionedThroughputExceededException") => {
            Err(TransactError::Contention)
        }
        _ => Err(TransactError::Other(unavailable(error))),
    }
}

/// A condition and an update in DynamoDB's language. Every name and value has a placeholder: a name may be
/// a reserved word.
#[derive(Debug, Default)]
struct Words {
    condition: Option<String>,
    update: Option<String>,
    names: Option<HashMap<String, String>>,
    values: Option<HashMap<String, AttributeValue>>,
}

impl Words {
    fn of(condition: &Condition, update: Option<&Update>) -> Self {
        let mut words = Self::default();
        words.condition = words.condition_text(condition);
        words.update = update.map(|update| words.update_text(update));
        words
    }

    fn name(&mut self, name: &str) -> String {
        let names = self.names.get_or_insert_default();
        let placeholder = format!("#n{}", names.len());
        names.insert(placeholder.clone(), name.to_owned());
        placeholder
    }

    fn value(&mut self, value: &AttributeValue) -> String {
        let values = self.values.get_or_insert_default();
        let placeholder = format!(":v{}", values.len());
        values.insert(placeholder.clone(), value.clone());
        placeholder
    }

    fn condition_text(&mut self, condition: &Condition) -> Option<String> {
        let mut compare = |name: &str, how: &str, value: &AttributeValue| {
            let (name, value) = (self.name(name), self.value(value));
            format!("{name} {how} {value}")
        };
        Some(match condition {
            Condition::Always => return None,
            Condition::Is(name, value) => compare(name, "=", value),
            Condition::IsNot(name, value) => compare(name, "<>", value),
            Condition::Below(name, value) => compare(name, "<", value),
            Condition::Has(name) => format!("attribute_exists({})", self.name(name)),
            Condition::Lacks(name) => format!("attribute_not_exists({})", self.name(name)),
            Condition::Both(both) => self.joined(both, "AND"),
            Condition::Either(either) => self.joined(either, "OR"),
        })
    }

    fn joined(&mut self, conditions: &[Condition; 2], word: &str) -> String {
        let parts: Vec<_> =
            conditions.iter().filter_map(|condition| self.condition_text(condition)).collect();
        format!("({})", parts.join(&format!(" {word} ")))
    }

    fn update_text(&mut self, update: &Update) -> String {
        let mut sets = Vec::new();
        for (name, value) in &update.set {
            sets.push(format!("{} = {}", self.name(name), self.value(value)));
        }
        for (name, value) in &update.set_once {
            let (name, value) = (self.name(name), self.value(value));
            sets.push(format!("{name} = if_not_exists({name}, {value})"));
        }
        let removes: Vec<_> = update.remove.iter().map(|name| self.name(name)).collect();
        let mut adds = Vec::new();
        for (name, amount) in &update.add {
            adds.push(format!("{} {}", self.name(name), self.value(&number(*amount))));
        }
        let clauses = [("SET", sets), ("REMOVE", removes), ("ADD", adds)];
        let clauses = clauses.iter().filter(|(_, parts)| !parts.is_empty());
        let clauses = clauses.map(|(verb, parts)| format!("{verb} {}", parts.join(", ")));
        clauses.collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::error::ErrorMetadata;
    use aws_sdk_dynamodb::operation::put_item::PutItemError;

    use super::*;

    #[test]
    fn a_write_that_meets_a_transaction_is_no_failure_and_no_refusal() {
        let answer = |code: &str| {
            let error = PutItemError::generic(ErrorMetadata::builder().code(code).build());
            held(Err::<(), _>(SdkError::service_error(error, ())))
        };
        assert!(matches!(answer("ConditionalCheckFailedException"), Ok(false)));
        assert!(matches!(answer("TransactionConflictException"), Err(TransactError::Contention)));
        assert!(matches!(answer("ProvisionedThroughputExceededException"), Err(TransactError::Contention)));
        assert!(matches!(answer("ValidationException"), Err(TransactError::Other(_))));
    }
}
