//! The simulated vendors: what reached them, and having them fail.

use anyhow::{Context, Result, ensure};
use jiff::Timestamp;
use reqwest::Client;
use serde_json::{Value, json};

#[derive(Debug, Clone)]
pub struct Sandbox {
    http: Client,
    base: String,
}

impl Sandbox {
    pub(crate) fn new(http: Client, base: &str) -> Self {
        Self { http, base: format!("{}/_sandbox", base.trim_end_matches('/')) }
    }

    async fn get(&self, path: &str, query: &[(&str, &str)]) -> Result<Vec<Value>> {
        let request = self.http.get(format!("{}{path}", self.base)).query(query);
        Ok(request.send().await?.error_for_status()?.json().await?)
    }

    /// Requests a vendor received whose journal entry contains `text`.
    pub async fn requests(&self, vendor: &str, text: &str) -> Result<Vec<Value>> {
        self.get("/journal", &[("vendor", vendor), ("kind", "request"), ("contains", text)]).await
    }

    /// Requests that vendors received after the entry `since` of the journal, answered or not.
    pub async fn requests_since(&self, since: u64) -> Result<Vec<Value>> {
        self.get("/journal", &[("kind", "request"), ("since", &since.to_string())]).await
    }

    /// Every call that was placed, as the simulated Twilio saw it.
    pub async fn calls(&self) -> Result<Vec<Value>> {
        self.get("/calls", &[]).await
    }

    /// Steps of simulated calls whose journal entry contains `text`.
    pub async fn steps(&self, kind: &str, text: &str) -> Result<Vec<Value>> {
        self.get("/journal", &[("vendor", "twilio"), ("kind", kind), ("contains", text)]).await
    }

    /// Requests to place a call to `phone`, whatever they were answered.
    pub async fn call_requests(&self, phone: &str) -> Result<Vec<Value>> {
        let mut requests = self.requests("twilio", phone).await?;
        requests.retain(|r| {
            r["method"] == "POST" && r["path"].as_str().is_some_and(|p| p.ends_with("/Calls.json"))
        });
        Ok(requests)
    }

    /// The calls that were really placed to `phone`, as the simulated Twilio saw them.
    pub async fn calls_to(&self, phone: &str) -> Result<Vec<Value>> {
        let mut calls = self.calls().await?;
        calls.retain(|call| call["to"] == phone);
        Ok(calls)
    }

    /// Events in the calendar whose JSON contains `text`, are not cancelled and had their guest invited.
    pub async fn events(&self, text: &str) -> Result<Vec<Value>> {
        let mut kept = self.get("/calendar/events", &[]).await?;
        kept.retain(|entry| entry["cancelled"] == false && entry.to_string().contains(text));
        for entry in &kept {
            ensure!(entry["send_updates"].to_string().contains("all"), "nobody was told of {entry}");
        }
        Ok(kept.into_iter().map(|entry| entry["event"].clone()).collect())
    }

    /// Zoom meetings that were not deleted and whose JSON contains `text`.
    pub async fn zoom_meetings(&self, text: &str) -> Result<Vec<Value>> {
        let all: Value = self.http.get(format!("{}/zoom/meetings", self.base)).send().await?.json().await?;
        let mut meetings = all["meetings"].as_array().cloned().unwrap_or_default();
        meetings.retain(|meeting| meeting.to_string().contains(text));
        Ok(meetings)
    }

    /// Changes an event as its host, or a guest, does in the calendar itself.
    pub async fn change_event(&self, id: &str, change: &Value) -> Result<()> {
        let url = format!("{}/calendar/events/{id}", self.base);
        self.http.patch(url).json(change).send().await?.error_for_status()?;
        Ok(())
    }

    /// Has requests that fit go wrong.
    pub async fn fault(&self, rule: Value) -> Result<()> {
        self.removable_fault(rule).await.map(|_| ())
    }

    /// The same; answers what the fault is taken back by.
    pub async fn removable_fault(&self, rule: Value) -> Result<u64> {
        let response = self.http.post(format!("{}/faults", self.base)).json(&rule).send().await?;
        ensure!(response.status().is_success(), "fault refused: {}", response.text().await?);
        response.json::<Value>().await?["id"].as_u64().context("no id")
    }

    pub async fn remove_fault(&self, id: u64) -> Result<()> {
        let response = self.http.delete(format!("{}/faults/{id}", self.base)).send().await?;
        ensure!(response.status().is_success(), "fault {id} stays: {}", response.status());
        Ok(())
    }

    /// Has Twilio make a `Secondary` auth token, or `Promote` it; returns that token.
    pub async fn auth_token(&self, what: &str, account: &str, token: &str) -> Result<String> {
        let vendors = self.base.trim_end_matches("/_sandbox");
        let request = self.http.post(format!("{vendors}/twilio/v1/AuthTokens/{what}"));
        let answer = request.basic_auth(account, Some(token)).send().await?.error_for_status()?;
        let answer: Value = answer.json().await?;
        let made = answer["secondary_auth_token"].as_str().or(answer["auth_token"].as_str());
        Ok(made.context("no token")?.to_owned())
    }

    /// Takes all faults back.
    pub async fn clear_faults(&self) -> Result<()> {
        let response = self.http.delete(format!("{}/faults", self.base)).send().await?;
        ensure!(response.status().is_success(), "faults not cleared: {}", response.status());
        Ok(())
    }

    /// Has somebody ring our number, whose addresses are these; answers the call's SID.
    pub async fn ring_up(&self, from: &str, url: &str, status_callback: &str) -> Result<String> {
        let wanted =
            json!({"from": from, "to": "+15005550006", "url": url, "status_callback": status_callback});
        let response = self.http.post(format!("{}/incoming", self.base)).json(&wanted).send().await?;
        let call: Value = response.error_for_status()?.json().await?;
        call["sid"].as_str().map(str::to_owned).context("a call without its SID")
    }

    /// What time it is in the simulated world.
    pub async fn now(&self) -> Result<Timestamp> {
        let answer: Value = self.http.get(format!("{}/clock", self.base)).send().await?.json().await?;
        Ok(answer["now"].as_str().context("no time")?.parse()?)
    }

    /// Has the clocks of vendors and functions run so many seconds ahead of the machine's.
    pub async fn run_ahead(&self, seconds: i64) -> Result<()> {
        let moved = json!({"ahead_seconds": seconds});
        self.http.post(format!("{}/clock", self.base)).json(&moved).send().await?.error_for_status()?;
        Ok(())
    }

    /// Sends one webhook as Twilio would; `signature` is `valid`, `wrong` or `missing`.
    pub async fn webhook(&self, url: &str, params: Value, signature: &str) -> Result<(u16, String)> {
        let order = json!({"url": url, "params": params, "signature": signature});
        let response = self.http.post(format!("{}/webhook", self.base)).json(&order).send().await?;
        ensure!(response.status().is_success(), "webhook not sent: {}", response.text().await?);
        let reply: Value = response.json().await?;
        let status = reply["status"].as_u64().and_then(|s| u16::try_from(s).ok()).unwrap_or_default();
        Ok((status, reply["body"].as_str().unwrap_or_default().to_owned()))
    }
}
