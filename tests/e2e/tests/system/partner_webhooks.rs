//! Partners are told what becomes of their leads: signed, again until they take it, and on record.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result, ensure};
use hmac::{Hmac, KeyInit, Mac};
use homework_e2e::api::send;
use homework_e2e::leads::{Character, next_number};
use homework_e2e::{System, eventually};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const SECRET: &str = "a-secret-of-the-partner";

/// A partner's own server: refuses the first posts, takes those after, and keeps them all.
#[derive(Debug, Clone, Default)]
struct Receiver(Arc<Mutex<Vec<String>>>);

impl Receiver {
    /// Starts it; answers its address.
    async fn start(&self, refused: usize) -> Result<String> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = format!("http://{}/hook", listener.local_addr()?);
        let this = self.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let _ = this.answer(stream, refused).await;
            }
        });
        Ok(address)
    }

    async fn answer(&self, mut stream: TcpStream, refused: usize) -> Result<()> {
        let mut request = Vec::new();
        while !is_whole(&request) {
            let mut chunk = [0; 4096];
            let read = stream.read(&mut chunk).await?;
            ensure!(read > 0, "cut short");
            request.extend_from_slice(&chunk[..read]);
        }
        let status = {
            let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            seen.push(String::from_utf8(request)?);
            if seen.len() > refused { "204 No Content" } else { "500 Internal Server Error" }
        };
        let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
        stream.write_all(answer.as_bytes()).await?;
        Ok(())
    }

    fn requests(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((_, body)) = text.split_once("\r\n\r\n") else { return false };
    header(&text, "content-length").and_then(|n| n.parse::<usize>().ok()).is_none_or(|n| body.len() >= n)
}

fn header<'a>(request: &'a str, name: &str) -> Option<&'a str> {
    let lines = request.split("\r\n").take_while(|line| !line.is_empty());
    let mut pairs = lines.filter_map(|line| line.split_once(':'));
    pairs.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}

fn event(request: &str) -> Result<Value> {
    let (_, body) = request.split_once("\r\n\r\n").context("no body")?;
    let timestamp = header(request, "x-homework-timestamp").context("no timestamp")?;
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes())?;
    mac.update(format!("{timestamp}.{body}").as_bytes());
    let hex: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    ensure!(header(request, "x-homework-signature") == Some(&format!("v1={hex}")), "wrong signature");
    Ok(serde_json::from_str(body)?)
}

#[tokio::test]
async fn a_partner_is_told_what_becomes_of_its_lead() -> Result<()> {
    let system = System::connect().await?;
    let made = system.api.post("/api/partners", &json!({"name": "Listener"})).await?;
    let (id, key) = (made.body["id"].as_str().context("id")?, made.body["api_key"].as_str().context("key")?);
    let receiver = Receiver::default();
    let webhook = json!({"webhook_url": receiver.start(2).await?, "webhook_secret": SECRET});
    let patched = system.api.patch(&format!("/api/partners/{id}"), &webhook).await?;
    ensure!(patched.status == 200 && patched.body["webhook_url"] == webhook["webhook_url"], "{patched:?}");
    ensure!(!patched.body.to_string().contains(SECRET), "the secret is shown");

    let body = json!({"leads": [{"name": "Told", "phone": next_number(Character::NotInterested)}]});
    let request = system.api.anonymous(Method::POST, "/api/leads/partner-transfer");
    let sent = send(request.header("x-api-key", key).json(&body)).await?;
    let lead = sent.body["created_leads"][0]["id"].as_str().context("no lead")?.to_owned();
    system.api.campaign_of_one(&lead).await?;
    system.api.settled(&lead).await?;

    let log = eventually("everything is delivered", async || {
        let log = system.api.get(&format!("/api/partners/{id}/deliveries")).await?;
        let log = log.body["deliveries"].as_array().cloned().unwrap_or_default();
        Ok((log.len() >= 3 && log.iter().all(|d| d["state"] == "DELIVERED")).then_some(log))
    })
    .await?;
    let told: Vec<Value> = receiver.requests().iter().map(|r| event(r)).collect::<Result<_>>()?;
    ensure!(told.iter().all(|e| e["type"] == "lead.status_changed" && e["data"]["lead_id"] == lead.as_str()));
    for status in ["QUEUED", "CALLING", "NOT_INTERESTED"] {
        let of_status = |d: &&Value| d["status"] == status;
        ensure!(log.iter().filter(of_status).count() == 1, "{status} in the log: {log:?}");
        ensure!(told.iter().any(|e| e["data"]["status"] == status), "{status} was not told: {told:?}");
    }
    // Two posts were refused, so two were repeated, each as it was.
    ensure!(told.len() == 5, "{} posts", told.len());
    let tries: usize = log.iter().map(|d| d["attempts"].as_array().map_or(0, Vec::len)).sum();
    ensure!(tries == 5, "{log:?}");
    ensure!(log.iter().any(|d| d["attempts"][0]["status_code"] == 500), "{log:?}");
    Ok(())
}

/// A partner with this webhook; answers its id and its key.
async fn listener(system: &System, name: &str, url: &str) -> Result<(String, String)> {
    let made = system.api.post("/api/partners", &json!({"name": name})).await?;
    let text = |field: &str| made.body[field].as_str().map(str::to_owned).context("no such field");
    let (id, key) = (text("id")?, text("api_key")?);
    let webhook = json!({"webhook_url": url, "webhook_secret": SECRET});
    let patched = system.api.patch(&format!("/api/partners/{id}"), &webhook).await?;
    ensure!(patched.status == 200, "{patched:?}");
    Ok((id, key))
}

/// Has so many leads of the partner's change their status once.
async fn changes(system: &System, key: &str, count: usize) -> Result<()> {
    let phones: Vec<String> = (0..count).map(|_| next_number(Character::NotInterested)).collect();
    let leads: Vec<Value> = phones.iter().map(|phone| json!({"name": "Told", "phone": phone})).collect();
    let request = system.api.anonymous(Method::POST, "/api/leads/partner-transfer");
    let sent = send(request.header("x-api-key", key).json(&json!({"leads": leads}))).await?;
    ensure!(sent.body["successful"] == count, "{sent:?}");
    for phone in phones {
        let recorded = system.api.post("/api/do-not-call", &json!({"phone": phone})).await?;
        ensure!(recorded.status < 300, "{recorded:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_partner_that_hangs_does_not_hold_up_another() -> Result<()> {
    let system = System::connect().await?;
    // Connections to it are taken, and never answered.
    let silent = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}/hook", silent.local_addr()?);
    let (hanging, key) = listener(&system, "Hanging", &address).await?;
    changes(&system, &key, 12).await?;
    let deliveries = async |partner: &str| -> Result<Vec<Value>> {
        let log = system.api.get(&format!("/api/partners/{partner}/deliveries?page_size=100")).await?;
        Ok(log.body["deliveries"].as_array().cloned().unwrap_or_default())
    };
    eventually("a post hangs", async || {
        let log = deliveries(&hanging).await?;
        Ok(log.iter().any(|d| d["attempts"][0]["error"] == "no answer in time").then_some(()))
    })
    .await?;

    let receiver = Receiver::default();
    let (prompt, key) = listener(&system, "Prompt", &receiver.start(0).await?).await?;
    changes(&system, &key, 3).await?;
    eventually("all is delivered to the other", async || {
        let log = deliveries(&prompt).await?;
        Ok((log.len() == 3 && log.iter().all(|d| d["state"] == "DELIVERED")).then_some(()))
    })
    .await?;
    ensure!(receiver.requests().len() == 3);
    let waiting = deliveries(&hanging).await?;
    ensure!(!waiting.is_empty() && waiting.iter().all(|d| d["state"] == "PENDING"), "{waiting:?}");
    let tries: usize = waiting.iter().map(|d| d["attempts"].as_array().map_or(0, Vec::len)).sum();
    ensure!(tries < 12, "{tries} tries: none waited");
    Ok(())
}

#[tokio::test]
async fn a_webhook_goes_to_public_addresses_only() -> Result<()> {
    let system = System::connect().await?;
    let made = system.api.post("/api/partners", &json!({"name": "Sly"})).await?;
    let path = format!("/api/partners/{}", made.body["id"].as_str().context("id")?);
    for url in [
        "http://example.com/",
        "https://169.254.169.254/latest",
        "https://10.0.0.1/",
        "https://[fd00::1]/",
        "x",
    ] {
        let answer = system.api.patch(&path, &json!({"webhook_url": url, "webhook_secret": SECRET})).await?;
        ensure!(answer.status == 422 && answer.problem_fields() == ["webhook_url"], "{url}: {answer:?}");
    }
    let without = system.api.patch(&path, &json!({"webhook_url": "https://example.com/"})).await?;
    ensure!(without.status == 422 && without.problem_fields() == ["webhook_secret"], "{without:?}");
    ensure!(system.api.get(&path).await?.body["webhook_url"].is_null());
    Ok(())
}
