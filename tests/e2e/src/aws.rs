//! The local AWS underneath, over its plain JSON protocols: what tests look at or send by hand.

use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result, ensure};
use reqwest::{Client, Method};
use serde_json::{Value, json};

use crate::system::{Endpoints, Operator};

/// How many operators this process has made.
static OPERATORS: AtomicU32 = AtomicU32::new(0);

#[derive(Debug, Clone)]
pub struct Aws {
    http: Client,
    endpoint: String,
    region: String,
    table: String,
}

impl Aws {
    pub(crate) fn new(http: Client, endpoints: &Endpoints) -> Self {
        Self {
            http,
            endpoint: endpoints.aws_endpoint.trim_end_matches('/').to_owned(),
            region: endpoints.region.clone(),
            table: endpoints.table_name.clone(),
        }
    }

    async fn call(&self, service: &str, target: &str, version: &str, body: Value) -> Result<Value> {
        // The local AWS routes by the credential's scope and checks no signature.
        let scope = format!("Credential=test/20260101/{}/{service}/aws4_request", self.region);
        let response = self
            .http
            .post(format!("{}/", self.endpoint))
            .header("authorization", format!("AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0"))
            .header("x-amz-target", target)
            .header("content-type", format!("application/x-amz-json-{version}"))
            .body(body.to_string())
            .send()
            .await?;
        let ok = response.status().is_success();
        let text = response.text().await?;
        ensure!(ok, "{target}: {text}");
        serde_json::from_str(&text).with_context(|| format!("{target}: {text}"))
    }

    /// Stores another document in the secret of a vendor.
    pub async fn put_secret(&self, vendor: &str, document: &Value) -> Result<()> {
        let body = json!({"SecretId": self.secret_id(vendor).await?, "SecretString": document.to_string()});
        self.call("secretsmanager", "secretsmanager.PutSecretValue", "1.1", body).await.map(|_| ())
    }

    /// The document in the secret of a vendor.
    pub async fn secret(&self, vendor: &str) -> Result<Value> {
        let body = json!({"SecretId": self.secret_id(vendor).await?});
        let answer = self.call("secretsmanager", "secretsmanager.GetSecretValue", "1.1", body).await?;
        Ok(serde_json::from_str(answer["SecretString"].as_str().context("no text")?)?)
    }

    async fn secret_id(&self, vendor: &str) -> Result<String> {
        let listed = self.call("secretsmanager", "secretsmanager.ListSecrets", "1.1", json!({})).await?;
        let mut names =
            listed["SecretList"].as_array().into_iter().flatten().filter_map(|s| s["Name"].as_str());
        let of_vendor = names.find(|name| name.ends_with(&format!("/{vendor}")));
        Ok(of_vendor.context("no secret")?.to_owned())
    }

    /// Asks the user pool's own API.
    pub async fn cognito(&self, operation: &str, body: Value) -> Result<Value> {
        let target = format!("AWSCognitoIdentityProviderService.{operation}");
        self.call("cognito-idp", &target, "1.1", body).await
    }

    pub(crate) async fn sign_in(&self, endpoints: &Endpoints, operator: &Operator) -> Result<String> {
        let body = json!({
            "AuthFlow": "USER_PASSWORD_AUTH",
            "ClientId": endpoints.user_pool_client_id,
            "AuthParameters": {"USERNAME": operator.username, "PASSWORD": operator.password},
        });
        let answer = self.cognito("InitiateAuth", body).await?;
        let token = answer["AuthenticationResult"]["IdToken"].as_str();
        Ok(token.context("no token")?.to_owned())
    }

    /// An operator of one's own, in these groups.
    pub(crate) async fn new_operator(&self, pool: &str, groups: &[&str]) -> Result<Operator> {
        let place = OPERATORS.fetch_add(1, Ordering::Relaxed);
        let username = format!("{}-{place}@homework.example", std::process::id());
        let password = "Test-Operator-1".to_owned();
        let with = |mut body: Value| {
            body["UserPoolId"] = pool.into();
            body["Username"] = username.as_str().into();
            body
        };
        let attributes =
            json!([{"Name": "email", "Value": username}, {"Name": "email_verified", "Value": "true"}]);
        let invited = with(json!({"UserAttributes": attributes, "MessageAction": "SUPPRESS"}));
        self.cognito("AdminCreateUser", invited).await?;
        let chosen = with(json!({"Password": password, "Permanent": true}));
        self.cognito("AdminSetUserPassword", chosen).await?;
        for group in groups {
            self.cognito("AdminAddUserToGroup", with(json!({"GroupName": group}))).await?;
        }
        Ok(Operator { username, password })
    }

    /// All items of a partition of the table, in DynamoDB's own JSON.
    pub async fn partition(&self, pk: &str) -> Result<Vec<Value>> {
        let body = json!({
            "TableName": self.table,
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": pk}},
            "ConsistentRead": true,
        });
        let answer = self.call("dynamodb", "DynamoDB_20120810.Query", "1.0", body).await?;
        Ok(answer["Items"].as_array().cloned().unwrap_or_default())
    }

    /// All items of a partition of an index.
    pub async fn index_partition(&self, index: &str, partition: &str) -> Result<Vec<Value>> {
        let mut items = Vec::new();
        let mut start = Value::Null;
        loop {
            let mut body = json!({
                "TableName": self.table,
                "IndexName": index,
                "KeyConditionExpression": format!("{index}pk = :pk"),
                "ExpressionAttributeValues": {":pk": {"S": partition}},
            });
            if !start.is_null() {
                body["ExclusiveStartKey"] = start;
            }
            let mut answer = self.call("dynamodb", "DynamoDB_20120810.Query", "1.0", body).await?;
            if let Value::Array(page) = answer["Items"].take() {
                items.extend(page);
            }
            start = answer["LastEvaluatedKey"].take();
            if start.is_null() {
                return Ok(items);
            }
        }
    }

    /// Every item whose key begins with `prefix`. Only tests scan, and the local AWS does in the order of the keys, so that
    /// they need not go through all of the table.
    pub async fn items_with_prefix(&self, prefix: &str) -> Result<Vec<Value>> {
        let mut items = Vec::new();
        let mut start = json!({"pk": {"S": prefix}, "sk": {"S": " "}});
        loop {
            let body = json!({
                "TableName": self.table,
                "FilterExpression": "begins_with(pk, :prefix)",
                "ExpressionAttributeValues": {":prefix": {"S": prefix}},
                "ConsistentRead": true,
                "ExclusiveStartKey": start,
            });
            let answer = self.call("dynamodb", "DynamoDB_20120810.Scan", "1.0", body).await?;
            items.extend(answer["Items"].as_array().cloned().unwrap_or_default());
            start = answer["LastEvaluatedKey"].clone();
            if !start["pk"]["S"].as_str().is_some_and(|last| last.starts_with(prefix)) {
                return Ok(items);
            }
        }
    }

    /// Sets one text attribute of an item, past all our code.
    pub async fn set_attribute(&self, pk: &str, sk: &str, name: &str, value: &str) -> Result<()> {
        let body = json!({
            "TableName": self.table,
            "Key": {"pk": {"S": pk}, "sk": {"S": sk}},
            "UpdateExpression": "SET #name = :value",
            "ExpressionAttributeNames": {"#name": name},
            "ExpressionAttributeValues": {":value": {"S": value}},
        });
        self.call("dynamodb", "DynamoDB_20120810.UpdateItem", "1.0", body).await.map(|_| ())
    }

    /// Sets one number of an item, past all our code.
    pub async fn set_number(&self, pk: &str, sk: &str, name: &str, value: i64) -> Result<()> {
        let body = json!({
            "TableName": self.table,
            "Key": {"pk": {"S": pk}, "sk": {"S": sk}},
            "UpdateExpression": "SET #name = :value",
            "ExpressionAttributeNames": {"#name": name},
            "ExpressionAttributeValues": {":value": {"N": value.to_string()}},
        });
        self.call("dynamodb", "DynamoDB_20120810.UpdateItem", "1.0", body).await.map(|_| ())
    }

    /// Puts an item, in DynamoDB's own JSON, past all our code.
    pub async fn put_item(&self, item: &Value) -> Result<()> {
        let body = json!({"TableName": self.table, "Item": item});
        self.call("dynamodb", "DynamoDB_20120810.PutItem", "1.0", body).await.map(|_| ())
    }

    pub async fn send_message(&self, queue_url: &str, body: &Value) -> Result<()> {
        let body = json!({"QueueUrl": queue_url, "MessageBody": body.to_string()});
        self.call("sqs", "AmazonSQS.SendMessage", "1.0", body).await.map(|_| ())
    }

    /// How many messages are on a queue, those that are delayed or being handled among them.
    pub async fn waiting(&self, queue_url: &str) -> Result<u64> {
        const COUNTS: [&str; 3] = [
            "ApproximateNumberOfMessages",
            "ApproximateNumberOfMessagesDelayed",
            "ApproximateNumberOfMessagesNotVisible",
        ];
        let body = json!({"QueueUrl": queue_url, "AttributeNames": COUNTS});
        let answer = self.call("sqs", "AmazonSQS.GetQueueAttributes", "1.0", body).await?;
        let count = |name| answer["Attributes"][name].as_str().and_then(|count| count.parse::<u64>().ok());
        Ok(COUNTS.into_iter().filter_map(count).sum())
    }

    /// Throws away what is on a queue.
    pub async fn purge(&self, queue_url: &str) -> Result<()> {
        self.call("sqs", "AmazonSQS.PurgeQueue", "1.0", json!({"QueueUrl": queue_url})).await.map(|_| ())
    }

    /// Invokes a function and returns what it answers.
    pub async fn invoke(&self, function: &str, event: &Value) -> Result<Value> {
        let scope = format!("Credential=test/20260101/{}/lambda/aws4_request", self.region);
        let response = self
            .http
            .post(format!("{}/2015-03-31/functions/{function}/invocations", self.endpoint))
            .header("authorization", format!("AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0"))
            .body(event.to_string())
            .send()
            .await?;
        let failed = response.headers().contains_key("x-amz-function-error");
        let answer: Value = response.json().await?;
        ensure!(!failed, "{function} failed: {answer}");
        Ok(answer)
    }

    /// Sets a variable of a function's environment and returns what it was. Whatever is under way still
    /// ends with the old one.
    pub async fn set_variable(&self, function: &str, name: &str, value: &str) -> Result<String> {
        let scope = format!("Credential=test/20260101/{}/lambda/aws4_request", self.region);
        let authorization = format!("AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0");
        let url = format!("{}/2015-03-31/functions/{function}/configuration", self.endpoint);
        let read = self.http.get(&url).header("authorization", &authorization).send().await?;
        let mut environment = read.error_for_status()?.json::<Value>().await?["Environment"].take();
        let old = environment["Variables"][name].as_str().context("no such variable")?.to_owned();
        environment["Variables"][name] = value.into();
        let body = json!({"Environment": environment}).to_string();
        let written = self.http.put(&url).header("authorization", authorization).body(body).send().await?;
        written.error_for_status()?;
        Ok(old)
    }

    /// Asks API Gateway's management.
    pub async fn gateway(&self, method: Method, path: &str, body: &Value) -> Result<Value> {
        let scope = format!("Credential=test/20260101/{}/apigateway/aws4_request", self.region);
        let request = self.http.request(method, format!("{}{path}", self.endpoint));
        let signed = request
            .header("authorization", format!("AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0"));
        let answer = signed.body(body.to_string()).send().await?.error_for_status()?.text().await?;
        Ok(serde_json::from_str(&answer).unwrap_or(Value::Null))
    }

    /// The messages in a queue, with their delays, without receiving them.
    pub async fn peek(&self, queue_url: &str) -> Result<Value> {
        let request = self.http.get(format!("{}/_ministack/sqs/messages", self.endpoint));
        Ok(request.query(&[("QueueUrl", queue_url)]).send().await?.json().await?)
    }

    /// Lines a function logged that contain `text`, as JSON.
    pub async fn log_lines(&self, function: &str, text: &str) -> Result<Vec<Value>> {
        let mut lines = Vec::new();
        let mut token = Value::Null;
        loop {
            let mut body = json!({"logGroupName": format!("/aws/lambda/{function}"), "limit": 10_000});
            if !token.is_null() {
                body["nextToken"] = token;
            }
            let answer = self.call("logs", "Logs_20140328.FilterLogEvents", "1.1", body).await?;
            for event in answer["events"].as_array().into_iter().flatten() {
                let message = event["message"].as_str().unwrap_or_default();
                for line in message.lines().filter(|line| line.contains(text)) {
                    lines.extend(serde_json::from_str::<Value>(line));
                }
            }
            token = answer["nextToken"].clone();
            if token.is_null() {
                return Ok(lines);
            }
        }
    }
}
