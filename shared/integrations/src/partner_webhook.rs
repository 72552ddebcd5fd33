//! Posting events to partners' addresses, which somebody else chose: signed, over HTTPS, and never to
//! an address that is reachable only from where we are.

use std::net::SocketAddr;
use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use homework_domain::ids::DeliveryId;
use homework_domain::partner_webhook::{Loopback, Webhook, WebhookSender, check_address, is_public};
use homework_domain::{Error, Result};
use jiff::Timestamp;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, ClientBuilder};
use sha2::Sha256;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// An endpoint that does its work later answers well within this, and one that hangs keeps nobody for longer.
const TIMEOUT: Duration = Duration::from_secs(3);

/// Posts events. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Poster {
    client: Client,
    loopback: Loopback,
}

impl Poster {
    /// # Errors
    /// `Internal` if TLS cannot be set up on this machine.
    pub fn new(loopback: Loopback) -> Result<Self> {
        let client = ClientBuilder::new()
            .user_agent(concat!("homework/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TIMEOUT)
            // A redirect would lead past the checks.
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .dns_resolver(PublicNames)
            .build()
            .map_err(|e| Error::internal(format!("HTTP client: {e}")))?;
        Ok(Self { client, loopback })
    }
}

impl WebhookSender for Poster {
    /// What else was answered is not looked at.
    async fn post(
        &self,
        webhook: &Webhook,
        id: DeliveryId,
        body: &str,
        now: Timestamp,
    ) -> Result<u16, String> {
        // The rules may have been others when the address was given.
        let url = check_address(&webhook.url, self.loopback).map_err(|e| e.to_string())?;
        let timestamp = now.as_second();
        let request = self
            .client
            .post(url)
            .header("content-type", "application/json")
            .header("x-homework-delivery", id.to_string())
            .header("x-homework-timestamp", timestamp.to_string())
            .header("x-homework-signature", format!("v1={}", sign(&webhook.secret, timestamp, body)))
            .body(body.to_owned());
        match request.send().await {
            Ok(response) => Ok(response.status().as_u16()),
            Err(error) if error.is_timeout() => Err("no answer in time".into()),
            Err(error) if error.is_connect() => Err("no connection".into()),
            Err(_) => Err("the connection broke".into()),
        }
    }
}

/// HMAC-SHA256, as hex, over `{timestamp}.{body}`: with the timestamp signed too, an old event that
/// somebody recorded cannot be passed off as new.
pub fn sign(secret: &str, timestamp: i64, body: &str) -> String {
    // A key of any length is good for HMAC, so this never is an error.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(format!("{timestamp}.{body}").as_bytes());
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Resolves names to public addresses alone; the connection goes to exactly what was checked.
#[derive(Debug)]
struct PublicNames;

impl Resolve for PublicNames {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|address| is_public(address.ip())).collect();
            if public.is_empty() {
                return Err("the name has no public address".into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_covers_time_and_body() {
        // printf '1795424400.{}' | openssl dgst -sha256 -hmac 0123456789abcdef
        let signature = sign("0123456789abcdef", 1_795_424_400, "{}");
        assert_eq!(signature.len(), 64);
        assert_ne!(signature, sign("0123456789abcdef", 1_795_424_401, "{}"));
        assert_ne!(signature, sign("0123456789abcdee", 1_795_424_400, "{}"));
    }

    #[tokio::test]
    async fn a_name_for_this_machine_is_not_posted_to() {
        let poster = Poster::new(Loopback::Allowed).unwrap();
        let webhook = Webhook { url: "https://localhost/".into(), secret: "0123456789abcdef".into() };
        let id = DeliveryId::derived(Timestamp::UNIX_EPOCH, [0; 10]);
        assert!(poster.post(&webhook, id, "{}", Timestamp::UNIX_EPOCH).await.is_err());
    }
}
