//! Telling a partner what became of its leads: where to, signed with what, and the log of it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use url::{Host, Url};

use crate::error::{Error, Result};
use crate::ids::{DeliveryId, LeadId, PartnerId};
use crate::lead::LeadStatus;
use crate::words::words;

/// What kind of event is told.
pub const LEAD_STATUS_CHANGED: &str = "lead.status_changed";
/// How long the log keeps a delivery.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);
const SECRET_CHARS: std::ops::RangeInclusive<usize> = 16..=256;
const ADDRESS_MAX_CHARS: usize = 2048;
const LONGEST_PAUSE_SECONDS: i32 = 3600;
/// An event is posted so many times at most.
const TRIES_MAX: u32 = 8;
/// An event that its partner's breaker keeps waiting is given up after this.
const WAITS_FOR: SignedDuration = SignedDuration::from_hours(3 * 24);

/// Where events are posted to, and what they are signed with.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Webhook {
    pub url: String,
    pub secret: String,
}

impl std::fmt::Debug for Webhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Webhook").field("url", &self.url).finish_non_exhaustive()
    }
}

/// Whether a webhook may go to this machine itself over plain HTTP: for trying things out locally.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loopback {
    Allowed,
    Refused,
}

/// Checks an address that somebody gave us to post to: HTTPS, no credentials in it, and no address
/// that is reachable only from where we are. A name is checked again when it is resolved.
pub fn check_address(text: &str, loopback: Loopback) -> Result<Url> {
    let wrong = |message: &str| Error::invalid("webhook_url", message);
    let url = Url::parse(text).map_err(|_| wrong("is not an address"))?;
    if text.len() > ADDRESS_MAX_CHARS || !url.username().is_empty() || url.password().is_some() {
        return Err(wrong("must have no credentials in it and at most 2048 characters"));
    }
    let ip = match url.host() {
        Some(Host::Ipv4(ip)) => Some(IpAddr::V4(ip)),
        Some(Host::Ipv6(ip)) => Some(IpAddr::V6(ip)),
        Some(Host::Domain(_)) => None,
        None => return Err(wrong("names no host")),
    };
    let to_ourselves = ip.is_some_and(|ip| ip.is_loopback());
    if loopback == Loopback::Allowed && to_ourselves && matches!(url.scheme(), "http" | "https") {
        return Ok(url);
    }
    if url.scheme() != "https" {
        return Err(wrong("must begin with https://"));
    }
    match ip {
        Some(ip) if !is_public(ip) => Err(wrong("is not a public address")),
        _ => Ok(url),
    }
}

/// Checks a secret to sign with.
pub fn check_secret(text: &str) -> Result<String> {
    let fits = SECRET_CHARS.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
    fits.then(|| text.to_owned())
        .ok_or_else(|| Error::invalid("webhook_secret", "must have 16 to 256 printable ASCII characters"))
}

/// Whether an address is of the public internet: not of this machine, a private network, the cloud's
/// own services or a range with a special meaning.
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !(ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_documentation()
        || a == 0
        || a >= 224
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (18..20).contains(&b)))
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let segments = ip.segments();
    // Global unicast alone; of it, neither the tunnels that carry an IPv4 address nor documentation.
    let carries_v4 = segments[0] == 0x2002 || (segments[0] == 0x2001 && segments[1] == 0);
    (0x2000..0x4000).contains(&segments[0]) && !carries_v4 && !(segments[0] == 0x2001 && segments[1] == 0xdb8)
}

/// What posts events to partners' addresses.
pub trait WebhookSender: Send + Sync {
    /// Posts `body` once. `Ok` is the status that was answered, `Err` why there was none.
    fn post(
        &self,
        webhook: &Webhook,
        id: DeliveryId,
        body: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<u16, String>> + Send;
}

/// A lead of a partner that changed its status.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LeadStatusChanged {
    /// The same however often the change is told.
    pub event_id: String,
    pub partner_id: PartnerId,
    pub lead_id: LeadId,
    pub status: LeadStatus,
    pub previous_status: LeadStatus,
    pub at: Timestamp,
}

words! {
    pub enum DeliveryState {
        /// Not taken yet; it is tried again.
        Pending = "PENDING",
        /// The partner took it.
        Delivered = "DELIVERED",
        /// Tried often enough.
        Failed = "FAILED",
    }
}

/// One try to deliver.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    pub at: Timestamp,
    /// What the partner answered, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_code: Option<u16>,
    /// Why there was no answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl Attempt {
    pub fn was_taken(&self) -> bool {
        self.status_code.is_some_and(|status| (200..300).contains(&status))
    }
}

/// An event on its way to a partner, and how that went.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Delivery {
    pub id: DeliveryId,
    pub moved: LeadStatusChanged,
    pub state: DeliveryState,
    pub attempts: Vec<Attempt>,
    /// When it is to be tried next; nothing for one that never was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    pub updated_at: Timestamp,
    /// When the log forgets it, in Unix seconds.
    pub expires_at: i64,
    /// Counts the writes; each write states the version it is based on.
    pub version: u64,
}

impl Delivery {
    /// The delivery of this event; its id follows from `seed`, a hash of the event's.
    pub fn of(moved: LeadStatusChanged, seed: [u8; 10]) -> Self {
        Self {
            id: DeliveryId::derived(moved.at, seed),
            state: DeliveryState::Pending,
            attempts: vec![],
            due_at: None,
            updated_at: moved.at,
            expires_at: (moved.at + KEPT_FOR).as_second(),
            version: 1,
            moved,
        }
    }

    /// Notes a try. Where it failed there is another after a pause, unless it was the last.
    pub fn note(&mut self, attempt: Attempt, first_pause_seconds: i32) {
        let tries = u32::try_from(self.attempts.len()).unwrap_or(u32::MAX).saturating_add(1);
        let is_last = tries >= TRIES_MAX || self.has_waited_enough(attempt.at);
        self.state = match (attempt.was_taken(), is_last) {
            (true, _) => DeliveryState::Delivered,
            (false, true) => DeliveryState::Failed,
            (false, false) => DeliveryState::Pending,
        };
        let pause = pause_after(tries, first_pause_seconds);
        self.due_at = (self.state == DeliveryState::Pending)
            .then(|| attempt.at + SignedDuration::from_secs(pause.into()));
        self.updated_at = attempt.at;
        self.attempts.push(attempt);
    }

    /// Whether it is given up even if it could not be tried often enough.
    pub fn has_waited_enough(&self, now: Timestamp) -> bool {
        now.duration_since(self.moved.at) >= WAITS_FOR
    }

    /// Gives it up untried.
    pub fn give_up(&mut self, now: Timestamp) {
        (self.state, self.due_at, self.updated_at) = (DeliveryState::Failed, None, now);
    }
}

/// Seconds until the next try after so many: each pause is four times the one before, up to an hour.
fn pause_after(tries: u32, first_pause_seconds: i32) -> i32 {
    let factor = 4_i32.saturating_pow(tries.saturating_sub(1));
    first_pause_seconds.saturating_mul(factor).clamp(1, LONGEST_PAUSE_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_https_addresses_are_posted_to() {
        for good in ["https://example.com/hook", "https://93.184.215.14/", "https://[2606:4700::1111]:8443/x"]
        {
            assert!(check_address(good, Loopback::Refused).is_ok(), "{good}");
        }
        let bad = [
            "http://example.com/",
            "ftp://example.com/",
            "example.com",
            "",
            "https://",
            "https://user:pw@example.com/",
            "https://127.0.0.1/",
            "https://localhost.:1@127.0.0.1/",
            "https://0x7f000001/",
            "https://2130706433/",
            "https://0/",
            "https://10.1.2.3/",
            "https://172.16.0.1/",
            "https://192.168.1.1/",
            "https://100.64.0.1/",
            "https://169.254.169.254/latest/meta-data",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[fd00:ec2::254]/",
            "https://[fe80::1]/",
            "https://[2002:7f00:1::]/",
            "https://224.0.0.1/",
        ];
        for bad in bad {
            assert!(check_address(bad, Loopback::Refused).is_err(), "{bad}");
        }
        assert!(check_address("http://127.0.0.1:9/", Loopback::Allowed).is_ok());
        assert!(check_address("http://10.0.0.1:9/", Loopback::Allowed).is_err());
        assert!(check_address("http://example.com/", Loopback::Allowed).is_err());
    }

    #[test]
    fn pauses_grow_and_end_at_an_hour() {
        let pauses: Vec<_> = (1..9).map(|tries| pause_after(tries, 10)).collect();
        assert_eq!(pauses, [10, 40, 160, 640, 2560, 3600, 3600, 3600]);
    }
}
