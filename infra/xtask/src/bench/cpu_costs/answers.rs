//! The same answers again and again: what the table, the secrets and the model say while the cost of a
//! request is measured. The items are as the store writes them.

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Map, Value, json};

const LEAD: &str = "01KB1Q7TN8YJ4W6V0H2M9C5X00";
const CALL: &str = "01KB1Q7TN8YJ4W6V0H2M9C5XAE";
const CAMPAIGN: &str = "01KB1Q7TN8YJ4W6V0H2M9C5XBB";
const BEGUN: &str = "2026-11-02T15:04:05.123456789Z";

/// What the id of a lead ends in that has not been called yet.
const NEW: &str = "99";

/// A page has fifty leads, and one more tells that there is a next page.
const LISTED: usize = 51;

/// The table's answers.
pub(crate) struct Table {
    lead: Value,
    new_lead: Value,
    leads: Value,
    history: Value,
    conversation: Value,
    counters: Value,
}

impl Table {
    pub(crate) fn new() -> Self {
        let ended = call(json!({
            "state": "ENDED", "outcome": "MEETING_BOOKED", "answered_by": "PERSON", "duration": 64.5,
            "ended_at": "2026-11-02T15:05:10Z", "transcript": "Agent: Hi!\nLead: Hello, who is this?\n".repeat(12),
            "summary": "Wants to see the product and booked a meeting.", "meeting_id": "01KB1Q7TN8YJ4W6V0H2M9C5XCC",
        }));
        let conversation = std::iter::once(call(json!({"state": "IN_PROGRESS"}))).chain((0..3).map(turn));
        Self {
            lead: json!({"Item": lead(0)}),
            new_lead: json!({"Item": new_lead()}),
            leads: found((0..LISTED).map(lead).collect()),
            history: found(vec![meeting(), ended]),
            conversation: found(conversation.collect()),
            counters: json!({"Item": counters()}),
        }
    }

    /// Of the counters that are asked for there are those of all; there were no tests.
    fn counters_among(&self, request: &Value) -> Result<String> {
        let (table, asked) =
            request["RequestItems"].as_object().and_then(|all| all.iter().next()).context("no table")?;
        let keys = asked["Keys"].as_array().context("no keys")?;
        let is_of = |key: &&Value, scope: &str| key["pk"]["S"] == format!("COUNTERS#{scope}");
        ensure!(
            keys.iter().all(|key| is_of(&key, "ALL") || is_of(&key, "TESTS")),
            "other items are asked for"
        );
        let found: Vec<_> =
            keys.iter().filter(|key| is_of(key, "ALL")).map(|_| &self.counters["Item"]).collect();
        Ok(json!({"Responses": {table: found}, "UnprocessedKeys": {}}).to_string())
    }

    /// The answer to a request; an error for one that nobody expects.
    pub(crate) fn answer(&self, operation: &str, request: &Value) -> Result<String> {
        let values = &request["ExpressionAttributeValues"];
        let partition = match operation {
            "GetItem" => &request["Key"]["pk"]["S"],
            "Query" => &values[":pk"]["S"],
            "TransactWriteItems" => return Ok("{}".to_owned()),
            "BatchGetItem" => return self.counters_among(request),
            _ => bail!("{operation} is not expected"),
        };
        let partition = partition.as_str().context("no partition")?;
        let answer = match partition.split('#').collect::<Vec<_>>()[..] {
            ["LEADS"] => &self.leads,
            ["LEAD", id] if id.ends_with(NEW) => &self.new_lead,
            ["LEAD", _] => &self.lead,
            ["LEAD", _, "CALLS"] => &self.history,
            ["CALL", _] => &self.conversation,
            ["COUNTERS", "ALL"] => &self.counters,
            _ => bail!("{operation} of {partition} is not expected"),
        };
        Ok(projected(answer, request).to_string())
    }
}

/// The secret that is asked for, named as its variable is.
pub(crate) fn secret(request: &Value) -> Result<String> {
    let secret = match request["SecretId"].as_str().unwrap_or_default() {
        "twilio" => json!({"account_sid": "AC0", "auth_token": "token", "phone_number": "+12125550100"}),
        "openai" => json!({"api_key": "sk-0"}),
        "google" => json!({"calendar_id": "sales@example.com", "credentials": {
            "type": "authorized_user", "client_id": "c", "client_secret": "s", "refresh_token": "r",
        }}),
        // Not set up.
        "zoom" | "elevenlabs" => json!({}),
        other => bail!("there is no secret {other}"),
    };
    Ok(json!({"ARN": "secret", "Name": "secret", "SecretString": secret.to_string()}).to_string())
}

/// What the model answers.
pub(crate) fn completion() -> String {
    json!({
        "id": "chatcmpl-0", "object": "chat.completion", "created": 1_762_095_845, "model": "gpt-0",
        "choices": [{
            "index": 0, "finish_reason": "stop", "logprobs": null,
            "message": {
                "role": "assistant", "refusal": null, "annotations": [],
                "content": "That depends on how many of you there are. Shall we look at it together this week?",
            },
        }],
        "usage": {"prompt_tokens": 1432, "completion_tokens": 24, "total_tokens": 1456},
    })
    .to_string()
}

/// An operator asks the API for `path`, as API Gateway tells a function.
pub(crate) fn operator_asks(path: &str, query: Value) -> Value {
    let headers = json!({
        "Accept": "application/json", "Accept-Encoding": "gzip, deflate, br", "Accept-Language": "en-GB,en;q=0.9",
        "Authorization": "Bearer ".to_owned() + &"x".repeat(900), "Host": "api.example.com",
        "Origin": "https://app.example.com", "Referer": "https://app.example.com/", "Sec-Fetch-Mode": "cors",
        "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36",
        "X-Amzn-Trace-Id": "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700", "X-Forwarded-For": "192.0.2.1",
        "X-Forwarded-Port": "443", "X-Forwarded-Proto": "https",
    });
    json!({
        "resource": path, "path": path, "httpMethod": "GET",
        "multiValueHeaders": each_as_list(&headers), "headers": headers,
        "multiValueQueryStringParameters": each_as_list(&query), "queryStringParameters": query,
        "pathParameters": null, "stageVariables": null, "body": null, "isBase64Encoded": false,
        "requestContext": {
            "resourceId": "abc123", "resourcePath": path, "httpMethod": "GET", "path": format!("/prod{path}"),
            "stage": "prod", "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef", "apiId": "1234567890",
            "accountId": "000000000000", "domainName": "api.example.com", "domainPrefix": "api",
            "protocol": "HTTP/1.1", "requestTime": "02/Nov/2026:15:04:05 +0000", "requestTimeEpoch": 1_793_631_845_000_u64,
            "extendedRequestId": "c6af9ac6", "identity": {"sourceIp": "192.0.2.1", "userAgent": "Mozilla/5.0"},
            "authorizer": {"claims": {
                "sub": "5f2b6d1e-0c3a-4f6e-9a55-2f4bfa1c9e10", "token_use": "id", "aud": "dashboard",
                "email": "ana@example.com", "iss": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_x",
                "exp": "Mon Nov 02 16:04:05 UTC 2026", "iat": "Mon Nov 02 15:04:05 UTC 2026",
            }},
        },
    })
}

pub(crate) fn lead_path() -> String {
    format!("/api/leads/{LEAD}")
}

pub(crate) fn new_lead_path() -> String {
    format!("/api/leads/{}{NEW}", &LEAD[..LEAD.len() - NEW.len()])
}

/// Twilio tells what somebody said, in the fourth turn of a call.
pub(crate) fn twilio_tells() -> Value {
    let query = format!("call={CALL}&locale=en-US&turn=3");
    let body = "AccountSid=AC00000000000000000000000000000000&CallSid=CA00000000000000000000000000000000\
        &CallStatus=in-progress&Confidence=0.94&From=%2B12125550100&Language=en&SpeechResult=What+does+it+cost%3F\
        &To=%2B12125550142";
    json!({
        "version": "2.0", "routeKey": "$default", "rawPath": "/api/webhooks/twilio/process-speech",
        "rawQueryString": query, "body": body, "isBase64Encoded": false,
        "queryStringParameters": {"call": CALL, "locale": "en-US", "turn": "3"},
        "headers": {
            "content-type": "application/x-www-form-urlencoded; charset=UTF-8", "accept": "*/*",
            "host": "voice.example.com", "user-agent": "TwilioProxy/1.1", "x-forwarded-for": "192.0.2.2",
            "x-forwarded-port": "443", "x-forwarded-proto": "https", "i-twilio-idempotency-token": "8e0a3f0c-7f0a",
            "x-amzn-trace-id": "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700",
            // Of this very request, by the secret above.
            "x-twilio-signature": "lld7KAO9mxO0tYFV8Jt9QIiYIv8=",
        },
        "requestContext": {
            "accountId": "anonymous", "apiId": "abc", "domainName": "voice.example.com", "domainPrefix": "voice",
            "http": {
                "method": "POST", "path": "/api/webhooks/twilio/process-speech", "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.2", "userAgent": "TwilioProxy/1.1",
            },
            "requestId": "0f5c9a6e-6a3c-4f43-8f4e-6a0b2f6f3e10", "routeKey": "$default", "stage": "$default",
            "time": "02/Nov/2026:15:04:05 +0000", "timeEpoch": 1_793_631_845_000_u64,
        },
    })
}

fn each_as_list(object: &Value) -> Value {
    let entries = object.as_object().into_iter().flatten();
    entries.map(|(name, value)| (name.clone(), json!([value]))).collect::<Map<_, _>>().into()
}

fn found(items: Vec<Value>) -> Value {
    json!({"Count": items.len(), "ScannedCount": items.len(), "Items": items})
}

/// What was asked for of what was found: all of it, or the attributes that are named.
fn projected(answer: &Value, request: &Value) -> Value {
    let mut answer = answer.clone();
    let names = request["ExpressionAttributeNames"].as_object();
    if let (Some(names), Value::String(_)) = (names, &request["ProjectionExpression"]) {
        let items = answer["Items"].as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut);
        items.for_each(|item| item.retain(|attribute, _| names.values().any(|name| name == attribute)));
    }
    answer
}

fn lead(place: usize) -> Value {
    let id = format!("{}{place:02}", &LEAD[..LEAD.len() - 2]);
    item(json!({
        "pk": format!("LEAD#{id}"), "sk": "LEAD", "entity": "LEAD", "gsi1pk": "LEADS", "gsi1sk": id,
        "gsi2pk": "LEADS#MEETING_SCHEDULED", "gsi2sk": id, "gsi4pk": format!("CAMPAIGN#{CAMPAIGN}#LEADS"), "gsi4sk": id,
        "id": id, "name": format!("Maria Gomez {place}"), "phone": format!("+121255501{place:02}"),
        "email": format!("maria.gomez{place}@example.com"), "company": "Example Ltd", "country_code": "+1",
        "language": "en", "locale": "en-US", "time_zones": ["America/New_York"], "status": "MEETING_SCHEDULED",
        "campaign_id": CAMPAIGN, "call_id": CALL, "release": 1,
        "deleting": false, "created_at": BEGUN, "updated_at": BEGUN, "version": 5,
    }))
}

fn new_lead() -> Value {
    let mut lead = lead(99);
    if let Some(fields) = lead.as_object_mut() {
        fields.insert("status".to_owned(), attribute(json!("PENDING")));
        fields.retain(|name, _| !matches!(name.as_str(), "call_id" | "campaign_id" | "gsi4pk" | "gsi4sk"));
    }
    lead
}

/// A call with these fields besides the ones that every call has.
fn call(fields: Value) -> Value {
    let mut call = json!({
        "pk": format!("CALL#{CALL}"), "sk": "CALL", "entity": "CALL", "gsi1pk": "CALLS", "gsi1sk": CALL,
        "gsi3pk": format!("LEAD#{LEAD}#CALLS"), "gsi3sk": CALL,
        "gsi4pk": format!("CAMPAIGN#{CAMPAIGN}#CALLS"), "gsi4sk": CALL, "id": CALL,
        "lead": {
            "id": LEAD, "name": "Maria Gomez", "phone": "+12125550142", "email": "maria.gomez@example.com",
            "time_zone": "America/New_York", "time_zones": ["America/New_York"],
        },
        "campaign_id": CAMPAIGN, "twilio_call_sid": "CA00000000000000000000000000000000", "placing_tries": 1,
        "language": "en", "locale": "en-US", "voice_id": "Polly.Joanna-Neural", "voice_name": "Joanna",
        "started_at": BEGUN, "answered_at": BEGUN, "spoken_at": BEGUN, "created_at": BEGUN, "version": 4,
    });
    if let (Some(call), Value::Object(mut fields)) = (call.as_object_mut(), fields) {
        call.append(&mut fields);
    }
    item(call)
}

fn turn(number: u32) -> Value {
    let mut turn = json!({
        "pk": format!("CALL#{CALL}"), "sk": format!("TURN#{number:04}"), "entity": "TURN", "number": number,
        "said": "We help teams plan their work, and I would like to show you how in half an hour. Is that of interest?",
        "intent": "NEEDS_INFO", "ends_call": false, "fault": false, "heard_at": BEGUN, "said_at": BEGUN,
        "usage": {
            "latency_us": 812_345, "model_us": 790_123, "tools_us": 0, "speech_us": 0, "model_requests": 1,
            "prompt_tokens": 1400, "completion_tokens": 30,
        },
    });
    if number > 0 {
        turn["heard"] = json!("And what is it about?");
    }
    item(turn)
}

fn meeting() -> Value {
    let id = "01KB1Q7TN8YJ4W6V0H2M9C5XCC";
    item(json!({
        "pk": format!("MEETING#{id}"), "sk": "MEETING", "entity": "MEETING", "id": id, "lead_id": LEAD,
        "gsi1pk": "MEETINGS", "gsi1sk": BEGUN, "gsi2pk": "MEETINGS#SCHEDULED", "gsi2sk": BEGUN,
        "gsi3pk": format!("LEAD#{LEAD}#CALLS"), "gsi3sk": format!("MEETING#{id}"),
        "lead_name": "Maria Gomez", "call_id": CALL, "campaign_id": CAMPAIGN, "scheduled_time": BEGUN,
        "duration_minutes": 30, "time_zone": "America/New_York", "guest_email": "maria.gomez@example.com",
        "calendar_id": "sales@example.com", "calendar_event_id": "0123456789abcdef",
        "meeting_link": "https://meet.example.com/abc", "status": "SCHEDULED", "created_at": BEGUN,
        "updated_at": BEGUN, "version": 1,
    }))
}

/// As many counters as an account has that has seen most of what can happen.
fn counters() -> Value {
    let mut counters = json!({
        "pk": "COUNTERS#ALL", "sk": "COUNTERS", "leads": 10_235, "calls": 18_180, "meetings": 945,
        "active_calls": 3, "answered_calls": 9_120, "calls_with_duration": 9_100, "call_milliseconds": 812_345_678,
    });
    for (kind, number) in
        [("lead_status", 9), ("call_outcome", 14), ("call_language", 8), ("meeting_status", 5)]
    {
        for n in 0..number {
            counters[format!("{kind}#KIND_{n}")] = json!(1_000 + n);
        }
    }
    item(counters)
}

/// As DynamoDB writes it.
fn item(entity: Value) -> Value {
    let Value::Object(fields) = entity else { return Value::Null };
    fields.into_iter().map(|(name, value)| (name, attribute(value))).collect::<Map<_, _>>().into()
}

fn attribute(value: Value) -> Value {
    match value {
        Value::Null => json!({"NULL": true}),
        Value::Bool(truth) => json!({"BOOL": truth}),
        Value::Number(number) => json!({"N": number.to_string()}),
        Value::String(text) => json!({"S": text}),
        Value::Array(values) => json!({"L": values.into_iter().map(attribute).collect::<Vec<_>>()}),
        object => json!({"M": item(object)}),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_written_as_dynamodb_writes_it() {
        let written = item(json!({"a": "x", "b": 1.5, "c": [true, null], "d": {"e": "y"}}));
        let wire = json!({
            "a": {"S": "x"}, "b": {"N": "1.5"}, "c": {"L": [{"BOOL": true}, {"NULL": true}]}, "d": {"M": {"e": {"S": "y"}}},
        });
        assert_eq!(written, wire);
    }

    #[test]
    fn what_nobody_expects_is_refused() {
        let table = Table::new();
        assert!(table.answer("GetItem", &json!({"Key": {"pk": {"S": "COUNTERS#ALL"}}})).is_ok());
        assert!(table.answer("GetItem", &json!({"Key": {"pk": {"S": "PARTNER#1"}}})).is_err());
        assert!(table.answer("Scan", &json!({})).is_err());
    }

    #[test]
    fn a_query_finds_the_attributes_that_it_names() {
        let asked = json!({
            "ExpressionAttributeValues": {":pk": {"S": "LEADS"}}, "ProjectionExpression": "#a0,#a1",
            "ExpressionAttributeNames": {"#a0": "name", "#a1": "phone"},
        });
        let found = Table::new().answer("Query", &asked).unwrap();
        let found: Value = serde_json::from_str(&found).unwrap();
        assert_eq!(
            found["Items"][0],
            json!({"name": {"S": "Maria Gomez 0"}, "phone": {"S": "+12125550100"}})
        );
    }
}
