//! The operators' API.

use anyhow::{Result, ensure};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

use crate::system::eventually;

const FINAL: [&str; 6] =
    ["CONTACTED", "MEETING_SCHEDULED", "NOT_INTERESTED", "NO_ANSWER", "FAILED", "DO_NOT_CALL"];

/// An answer: status, content type and body (`null` where it is not JSON).
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub content_type: String,
    pub body: Value,
}

impl Answer {
    /// The fields a problem document names, in order.
    pub fn problem_fields(&self) -> Vec<String> {
        let errors = self.body["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().filter_map(|e| e["field"].as_str().map(str::to_owned)).collect()
    }

    pub fn is_problem(&self) -> bool {
        self.content_type.starts_with("application/problem+json")
            && self.body["status"] == self.status
            && self.body["title"].is_string()
            && self.body["detail"].is_string()
    }
}

#[derive(Debug, Clone)]
pub struct Api {
    http: Client,
    base: String,
    token: String,
}

impl Api {
    pub(crate) fn new(http: Client, base: &str, token: String) -> Self {
        Self { http, base: base.trim_end_matches('/').to_owned(), token }
    }

    pub(crate) fn with_token(&self, token: String) -> Self {
        Self { token, ..self.clone() }
    }

    /// A signed-in request.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.anonymous(method, path).header("authorization", format!("Bearer {}", self.token))
    }

    /// A request without a token.
    pub fn anonymous(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base))
    }

    pub async fn get(&self, path: &str) -> Result<Answer> {
        send(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Result<Answer> {
        send(self.request(Method::POST, path).json(body)).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Result<Answer> {
        send(self.request(Method::PUT, path).json(body)).await
    }

    pub async fn patch(&self, path: &str, body: &Value) -> Result<Answer> {
        send(self.request(Method::PATCH, path).json(body)).await
    }

    pub async fn delete(&self, path: &str) -> Result<Answer> {
        send(self.request(Method::DELETE, path)).await
    }

    pub async fn delete_with(&self, path: &str, body: &Value) -> Result<Answer> {
        send(self.request(Method::DELETE, path).json(body)).await
    }

    /// Uploads a CSV file as a browser's form does.
    pub async fn upload(&self, file: &[u8]) -> Result<Answer> {
        self.upload_to("/api/leads/upload", file).await
    }

    /// Sends a form with a file.
    pub async fn upload_to(&self, path: &str, file: &[u8]) -> Result<Answer> {
        const BOUNDARY: &str = "----homework-e2e-boundary";
        let mut body = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"leads.csv\"\r\nContent-Type: text/csv\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(file);
        body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        let request = self.request(Method::POST, path);
        send(request.header("content-type", format!("multipart/form-data; boundary={BOUNDARY}")).body(body))
            .await
    }

    /// Starts a campaign that calls each lead once, and returns its id.
    pub async fn start_campaign(&self, lead_ids: &[String], stagger_seconds: f64) -> Result<String> {
        self.start_campaign_with(lead_ids, stagger_seconds, once()).await
    }

    /// Starts a campaign with this policy and returns its id.
    pub async fn start_campaign_with(
        &self,
        lead_ids: &[String],
        stagger_seconds: f64,
        policy: Value,
    ) -> Result<String> {
        let body = json!({
            "name": "Test", "lead_ids": lead_ids, "stagger_seconds": stagger_seconds, "policy": policy,
        });
        let answer = self.post("/api/campaigns/start", &body).await?;
        ensure!(answer.status == 200, "campaign not started: {answer:?}");
        Ok(answer.body["campaign_id"].as_str().unwrap_or_default().to_owned())
    }

    /// Starts a campaign with a single lead and returns its id.
    pub async fn campaign_of_one(&self, lead: &str) -> Result<String> {
        self.start_campaign(&[lead.to_owned()], 1.0).await
    }

    pub async fn lead(&self, id: &str) -> Result<Value> {
        Ok(self.get(&format!("/api/leads/{id}")).await?.body)
    }

    /// A call with its conversation.
    pub async fn call(&self, id: &str) -> Result<Value> {
        Ok(self.get(&format!("/api/calls/{id}")).await?.body)
    }

    /// The lead, once nothing more is to be done for it.
    pub async fn settled(&self, lead: &str) -> Result<Value> {
        eventually(&format!("lead {lead} settles"), async || {
            let lead = self.lead(lead).await?;
            Ok(lead["status"].as_str().is_some_and(|s| FINAL.contains(&s)).then_some(lead))
        })
        .await
    }

    /// The campaign's calls, the newest first.
    pub async fn calls_of(&self, campaign: &str) -> Result<Vec<Value>> {
        let answer = self.get(&format!("/api/calls?campaign_id={campaign}&page_size=100")).await?;
        Ok(answer.body["calls"].as_array().cloned().unwrap_or_default())
    }

    /// The one call of a campaign with one lead, once it has ended and nothing more is to be done:
    /// one that was answered is written up and its recording kept.
    pub async fn finished_call(&self, campaign: &str) -> Result<Value> {
        eventually(&format!("the call of campaign {campaign} is written up"), async || {
            let Some(call) = self.calls_of(campaign).await?.into_iter().next() else { return Ok(None) };
            let kept = !call["summary"].is_null() && call["has_recording"] == true;
            let done = call["state"] == "ENDED" && (call["answered_at"].is_null() || kept);
            match (done, call["id"].as_str()) {
                (true, Some(id)) => Ok(Some(self.call(id).await?)),
                _ => Ok(None),
            }
        })
        .await
    }
}

pub async fn send(request: RequestBuilder) -> Result<Answer> {
    let response = request.send().await?;
    let header = response.headers().get("content-type").and_then(|v| v.to_str().ok());
    let content_type = header.unwrap_or_default().to_owned();
    let status = response.status().as_u16();
    let body = serde_json::from_slice(&response.bytes().await?).unwrap_or(Value::Null);
    Ok(Answer { status, content_type, body })
}

/// The policy of a campaign that calls each lead once.
pub fn once() -> Value {
    json!({"attempts": 1, "retries": []})
}
