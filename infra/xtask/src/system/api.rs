//! The operators' API, used as an operator would: over HTTP, signed in through Cognito.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use axum::body::Body;
use http::{Method, Request, StatusCode, header};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::http::{Answer, Http};
use crate::system::endpoints::Endpoints;

const BOUNDARY: &str = "homework-leads-file";
const LONGEST_PAGE: u32 = 100;

/// A lead, as far as it is shown.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Lead {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) phone: String,
    pub(crate) email: Option<String>,
    #[serde(default)]
    pub(crate) language: String,
    pub(crate) status: String,
    #[serde(default)]
    pub(crate) timezone: String,
    /// When the lead is called next, if it is.
    #[serde(default)]
    pub(crate) next_attempt_at: Option<String>,
}

impl Lead {
    /// Nothing more will happen to the lead by itself.
    pub(crate) fn is_final(&self) -> bool {
        !matches!(self.status.as_str(), "PENDING" | "QUEUED" | "CALLING") && self.next_attempt_at.is_none()
    }
}

/// A call, as far as it is shown.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Call {
    pub(crate) id: String,
    pub(crate) lead_id: String,
    pub(crate) twilio_call_sid: Option<String>,
    pub(crate) state: String,
    pub(crate) outcome: Option<String>,
    pub(crate) duration: Option<f64>,
    pub(crate) answered_at: Option<String>,
    pub(crate) transcript: Option<String>,
    pub(crate) summary: Option<String>,
    pub(crate) failure: Option<String>,
}

/// A meeting, as far as it is shown.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Meeting {
    pub(crate) lead_id: String,
    pub(crate) scheduled_time: String,
    pub(crate) meeting_link: Option<String>,
    pub(crate) guest_email: Option<String>,
}

/// What became of an uploaded file.
#[derive(Debug, Deserialize)]
pub(crate) struct Upload {
    pub(crate) leads_created: u64,
    #[serde(default)]
    pub(crate) errors: Vec<RowError>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct RowError {
    pub(crate) row: u64,
    pub(crate) message: String,
}

/// An operator who is signed in.
pub(crate) struct Api {
    http: Http,
    endpoints: Endpoints,
    token: String,
}

impl Api {
    pub(crate) async fn sign_in(http: Http, endpoints: Endpoints) -> Result<Self> {
        let token = token(&http, &endpoints).await?;
        Ok(Self { http, endpoints, token })
    }

    /// Uploads a CSV file of leads.
    pub(crate) async fn upload(&mut self, csv: &[u8]) -> Result<Upload> {
        let mut body = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"leads.csv\"\r\n\
             Content-Type: text/csv\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(csv);
        body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        let answer = self.request(Method::POST, "/api/leads/upload", Some((&kind, body))).await?;
        answer.json("the upload")
    }

    /// Starts a campaign over these leads and returns its id. Who is not reached is called again a minute later,
    /// `attempts` times in all.
    pub(crate) async fn start_campaign(
        &mut self,
        name: &str,
        leads: &[Lead],
        stagger: u32,
        attempts: u32,
    ) -> Result<String> {
        let ids: Vec<&str> = leads.iter().map(|lead| lead.id.as_str()).collect();
        let again = ["NO_ANSWER", "BUSY"].map(|after| json!({ "after": after, "minutes": 1 }));
        let policy = json!({ "attempts": attempts, "retries": again });
        let order = json!({ "name": name, "lead_ids": ids, "stagger_seconds": stagger, "policy": policy });
        let body = Some(("application/json", order.to_string().into_bytes()));
        let answer = self.request(Method::POST, "/api/campaigns/start", body).await?;
        let started: Value = answer.json("the campaign's start")?;
        started["campaign_id"].as_str().map(str::to_owned).context("the started campaign has no id")
    }

    /// Why the system holds the campaign paused, in words; `None` unless it does.
    pub(crate) async fn pause_reason(&mut self, campaign: &str) -> Result<Option<String>> {
        let campaign: Value = self.get(&format!("/api/campaigns/{campaign}")).await?;
        Ok(campaign["pause_reason"]["message"].as_str().map(str::to_owned))
    }

    /// That an operator has stopped all calling, and why, in words; `None` while nobody has.
    pub(crate) async fn calling_stop(&mut self) -> Result<Option<String>> {
        let calling: Value = self.get("/api/calling").await?;
        let Some(by) = calling["stop"]["stopped_by"].as_str() else { return Ok(None) };
        let reason = calling["stop"]["reason"].as_str().map(|reason| format!(": {reason}"));
        Ok(Some(format!("all calling is stopped by {by}{}", reason.unwrap_or_default())))
    }

    /// How many leads of the campaign are in which status.
    pub(crate) async fn campaign_status(&mut self, campaign: &str) -> Result<BTreeMap<String, u64>> {
        #[derive(Deserialize)]
        struct Status {
            status_counts: BTreeMap<String, u64>,
        }
        let path = format!("/api/campaigns/status?campaign_id={campaign}");
        let status: Status = self.get(&path).await?;
        Ok(status.status_counts)
    }

    /// All leads of a campaign, or all that wait for one.
    pub(crate) async fn leads(&mut self, filter: &str) -> Result<Vec<Lead>> {
        self.list("leads", filter).await
    }

    /// All calls that the filter leaves, such as `campaign_id=…`; an empty one leaves all.
    pub(crate) async fn calls(&mut self, filter: &str) -> Result<Vec<Call>> {
        self.list("calls", filter).await
    }

    pub(crate) async fn call(&mut self, id: &str) -> Result<Call> {
        self.get(&format!("/api/calls/{id}")).await
    }

    pub(crate) async fn meetings(&mut self) -> Result<Vec<Meeting>> {
        self.list("meetings", "").await
    }

    /// What a request answers, with a JSON body where one is given.
    pub(crate) async fn ask(&mut self, method: Method, path: &str, body: Option<Value>) -> Result<Value> {
        let body = body.map(|body| ("application/json", body.to_string().into_bytes()));
        self.request(method, path, body).await?.json(path)
    }

    /// The same with a partner's key.
    pub(crate) async fn ask_as_partner(
        &self,
        method: Method,
        path: &str,
        key: &str,
        body: Value,
    ) -> Result<Value> {
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.endpoints.api_url))
            .header("x-api-key", key)
            .header(header::CONTENT_TYPE, "application/json");
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        let answer = self.http.send(request.body(body)?).await?;
        answer.json(path)
    }

    /// Every page of a list.
    async fn list<T: DeserializeOwned>(&mut self, what: &str, filter: &str) -> Result<Vec<T>> {
        let mut items = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let mut path = format!("/api/{what}?page_size={LONGEST_PAGE}&{filter}");
            if let Some(cursor) = &cursor {
                path.push_str(&format!("&cursor={}", percent_encoded(cursor)));
            }
            let mut page: Value = self.get(path.trim_end_matches('&')).await?;
            let found: Vec<T> = serde_json::from_value(page[what].take())
                .with_context(|| format!("the list of {what} reads differently than expected"))?;
            items.extend(found);
            cursor = page["next_cursor"].as_str().map(str::to_owned);
            if cursor.is_none() {
                return Ok(items);
            }
        }
    }

    async fn get<T: DeserializeOwned>(&mut self, path: &str) -> Result<T> {
        self.request(Method::GET, path, None).await?.json(path)
    }

    /// Sends a request; where the token has run out, signs in again and repeats it.
    async fn request(&mut self, method: Method, path: &str, body: Option<(&str, Vec<u8>)>) -> Result<Answer> {
        let mut renewed = false;
        loop {
            let mut request = Request::builder()
                .method(&method)
                .uri(format!("{}{path}", self.endpoints.api_url))
                .header(header::AUTHORIZATION, format!("Bearer {}", self.token));
            if let Some((kind, _)) = &body {
                request = request.header(header::CONTENT_TYPE, *kind);
            }
            let content = body.as_ref().map_or_else(Body::empty, |(_, content)| Body::from(content.clone()));
            let answer = self.http.send(request.body(content)?).await?;
            if answer.status != StatusCode::UNAUTHORIZED || renewed {
                return Ok(answer);
            }
            self.token = token(&self.http, &self.endpoints).await?;
            renewed = true;
        }
    }
}

/// Signs the operator in and returns the id token.
pub(crate) async fn token(http: &Http, endpoints: &Endpoints) -> Result<String> {
    let body = json!({
        "AuthFlow": "USER_PASSWORD_AUTH",
        "ClientId": endpoints.user_pool_client_id,
        "AuthParameters": {
            "USERNAME": endpoints.operator.username,
            "PASSWORD": endpoints.operator.password,
        },
    });
    let request = Request::post(&endpoints.aws_endpoint)
        .header(header::CONTENT_TYPE, "application/x-amz-json-1.1")
        .header("x-amz-target", "AWSCognitoIdentityProviderService.InitiateAuth")
        .body(Body::from(body.to_string()))?;
    let answer = http.send(request).await?;
    let answer: Value = answer.json("the sign-in")?;
    let token = answer["AuthenticationResult"]["IdToken"].as_str();
    token.map(str::to_owned).context("the sign-in gave no token")
}

fn percent_encoded(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}
