//! A partner: another firm's system that sends leads with a key of its own.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::country::Country;
use crate::error::{Error, FieldError, Result};
use crate::ids::PartnerId;
use crate::partner_webhook::{Loopback, Webhook, check_address, check_secret};

pub const RATE_LIMIT_DEFAULT: u32 = 100;
/// What the API as a whole takes in a minute.
pub const RATE_LIMIT_MAX: u32 = 3000;
/// The limits of the usage plans that partners share at the gateway, in requests a minute
/// (infra/partner-plans.yaml).
pub const PLAN_LIMITS: [u32; 4] = [60, 300, 1200, RATE_LIMIT_MAX];
/// What one transfer may carry.
pub const TRANSFER_LEADS_MAX: usize = 1000;
/// Characters of a key. Letters and digits alone, of which API Gateway's keys are made: some 380 random bits.
/// Source: <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-basic-concept.html>.
pub const KEY_CHARS: usize = 64;

const NAME_MAX_CHARS: usize = 255;

/// A partner's key. It is shown once and kept by nobody but the partner: we keep its [`KeyHash`].
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey(String);

impl ApiKey {
    /// A key as it was made, or as somebody sent it; `None` if it cannot be one of ours. Those of earlier releases
    /// have hyphens and underscores too.
    pub fn parse(text: &str) -> Option<Self> {
        let is_ours = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_');
        (text.len() == KEY_CHARS && text.bytes().all(is_ours)).then(|| Self(text.to_owned()))
    }

    /// The key itself, for the one answer that shows it and for the gateway.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub fn hash(&self) -> KeyHash {
        KeyHash(URL_SAFE_NO_PAD.encode(Sha256::digest(self.0.as_bytes())))
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(…)")
    }
}

/// The SHA-256 of a key. A key is 384 random bits, so a plain hash of it tells nobody the key.
#[derive(Debug, Clone, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeyHash(String);

impl PartialEq for KeyHash {
    /// Takes the same time wherever the two differ.
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl fmt::Display for KeyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A partner. Times are UTC.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Partner {
    pub id: PartnerId,
    pub name: String,
    pub is_active: bool,
    /// Requests a minute.
    pub rate_limit: u32,
    pub key_hash: KeyHash,
    /// The key's id at the gateway; `None` until the gateway has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway_key_id: Option<String>,
    /// Whose national numbers are meant where a lead names no country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_country: Option<Country>,
    /// Where the partner is told what becomes of its leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook: Option<Webhook>,
    /// Deletion has begun: the partner is gone for everybody, its leads are being taken off it.
    #[serde(default)]
    pub deleting: bool,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// Counts the writes; each write states the version it is based on.
    pub version: u64,
}

/// What a key opens: kept under the key's hash, so that a request is let in with one read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Access {
    pub partner_id: PartnerId,
    pub key_hash: KeyHash,
    pub is_active: bool,
    pub rate_limit: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_country: Option<Country>,
}

/// What it takes to make a partner, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct NewPartner {
    name: String,
    rate_limit: u32,
    default_country: Option<Country>,
}

/// What is to change of a partner, checked; `None` stays as it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PartnerChange {
    name: Option<String>,
    is_active: Option<bool>,
    rate_limit: Option<u32>,
    /// `Some(None)` takes it away.
    default_country: Option<Option<Country>>,
    webhook: WebhookChange,
}

/// What is to change of a partner's webhook, checked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WebhookChange {
    /// An empty one takes the webhook away.
    url: Option<String>,
    secret: Option<String>,
}

impl WebhookChange {
    pub fn parse(url: Option<&str>, secret: Option<&str>, loopback: Loopback) -> Result<Self> {
        if let Some(url) = url.filter(|url| !url.is_empty()) {
            check_address(url, loopback)?;
        }
        let secret = secret.map(check_secret).transpose()?;
        Ok(Self { url: url.map(str::to_owned), secret })
    }
}

impl NewPartner {
    pub fn parse(name: &str, rate_limit: Option<i64>) -> Result<Self> {
        let PartnerChange { name, rate_limit, .. } =
            PartnerChange::parse(Some(name), None, Some(rate_limit.unwrap_or(RATE_LIMIT_DEFAULT.into())))?;
        let rate_limit = rate_limit.unwrap_or(RATE_LIMIT_DEFAULT);
        Ok(Self { name: name.unwrap_or_default(), rate_limit, default_country: None })
    }

    /// An empty text stands for none.
    pub fn with_default_country(self, text: Option<&str>) -> Result<Self> {
        Ok(Self { default_country: Country::default_of_numbers(text)?, ..self })
    }
}

impl PartnerChange {
    /// Checks all fields and names every one that is wrong.
    pub fn parse(name: Option<&str>, is_active: Option<bool>, rate_limit: Option<i64>) -> Result<Self> {
        let mut errors = Vec::new();
        let name = name.map(str::trim);
        if name.is_some_and(|name| {
            name.is_empty() || name.chars().count() > NAME_MAX_CHARS || name.chars().any(char::is_control)
        }) {
            let message = format!("must have 1 to {NAME_MAX_CHARS} characters on one line");
            errors.push(FieldError::new("name", message));
        }
        let rate =
            rate_limit.and_then(|n| u32::try_from(n).ok()).filter(|n| (1..=RATE_LIMIT_MAX).contains(n));
        if rate_limit.is_some() && rate.is_none() {
            errors.push(FieldError::new("rate_limit", format!("must be between 1 and {RATE_LIMIT_MAX}")));
        }
        if errors.is_empty() {
            let name = name.map(str::to_owned);
            Ok(Self { name, is_active, rate_limit: rate, ..Self::default() })
        } else {
            Err(Error::Invalid(errors))
        }
    }

    pub fn with_webhook(self, webhook: WebhookChange) -> Self {
        Self { webhook, ..self }
    }

    /// An empty text takes the country away.
    pub fn with_default_country(self, text: Option<&str>) -> Result<Self> {
        Ok(Self {
            default_country: text.map(|text| Country::default_of_numbers(Some(text))).transpose()?,
            ..self
        })
    }
}

impl Partner {
    pub fn create(new: NewPartner, key: &ApiKey, now: Timestamp) -> Self {
        Self {
            id: PartnerId::generate(now),
            name: new.name,
            is_active: true,
            rate_limit: new.rate_limit,
            key_hash: key.hash(),
            gateway_key_id: None,
            default_country: new.default_country,
            webhook: None,
            deleting: false,
            created_at: now,
            updated_at: now,
            version: 1,
        }
    }

    pub fn change(&mut self, change: PartnerChange, now: Timestamp) -> Result<()> {
        self.change_webhook(change.webhook)?;
        self.name = change.name.unwrap_or_else(|| std::mem::take(&mut self.name));
        self.is_active = change.is_active.unwrap_or(self.is_active);
        self.rate_limit = change.rate_limit.unwrap_or(self.rate_limit);
        self.default_country = change.default_country.unwrap_or(self.default_country);
        self.updated_at = now;
        Ok(())
    }

    fn change_webhook(&mut self, change: WebhookChange) -> Result<()> {
        let (url, secret) = match self.webhook.take() {
            Some(webhook) => (Some(webhook.url), Some(webhook.secret)),
            None => (None, None),
        };
        self.webhook = match (change.url.or(url), change.secret.or(secret)) {
            (Some(url), Some(secret)) if !url.is_empty() => Some(Webhook { url, secret }),
            (Some(url), None) if !url.is_empty() => {
                return Err(Error::invalid("webhook_secret", "is required with the first address"));
            }
            (None, Some(_)) => return Err(Error::invalid("webhook_url", "is required with a secret")),
            _ => None,
        };
        Ok(())
    }

    pub fn access(&self) -> Access {
        Access {
            partner_id: self.id,
            key_hash: self.key_hash.clone(),
            is_active: self.is_active,
            rate_limit: self.rate_limit,
            default_country: self.default_country,
        }
    }
}

/// The limit of the smallest plan that lets through so many requests a minute.
pub fn plan_limit(rate_limit: u32) -> u32 {
    PLAN_LIMITS.into_iter().find(|limit| *limit >= rate_limit).unwrap_or(RATE_LIMIT_MAX)
}

/// The clock minute a request counts in, and the seconds until the next one.
pub fn minute_of(now: Timestamp) -> (Timestamp, u32) {
    let into = now.as_second().rem_euclid(60);
    let start = Timestamp::from_second(now.as_second() - into).unwrap_or(now);
    (start, u32::try_from(60 - into).unwrap_or(60))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key_of(character: char) -> ApiKey {
        ApiKey::parse(&character.to_string().repeat(KEY_CHARS)).unwrap()
    }

    #[test]
    fn a_key_has_64_characters_and_only_its_hash_stays() {
        let key = key_of('7');
        assert_eq!(key.reveal().len(), 64);
        assert_eq!(ApiKey::parse(key.reveal()), Some(key.clone()));
        assert_eq!(key.hash(), key_of('7').hash());
        assert_ne!(key.hash(), key_of('8').hash());
        let partner = Partner::create(NewPartner::parse("CRM", None).unwrap(), &key, Timestamp::UNIX_EPOCH);
        let stored = serde_json::to_string(&partner).unwrap() + &format!("{partner:?} {key:?}");
        assert!(!stored.contains(key.reveal()));
        assert!(ApiKey::parse(&"-_Az".repeat(16)).is_some(), "as earlier releases made it");
        for wrong in ["", "short", &"ä".repeat(32), &"=".repeat(64)] {
            assert_eq!(ApiKey::parse(wrong), None);
        }
    }

    #[test]
    fn every_wrong_field_is_named() {
        for limit in [0, -1, 3001, i64::MAX] {
            let Err(Error::Invalid(errors)) = NewPartner::parse(" ", Some(limit)) else { panic!("accepted") };
            let fields: Vec<_> = errors.iter().map(|e| e.field.as_str()).collect();
            assert_eq!(fields, ["name", "rate_limit"]);
        }
        assert_eq!(NewPartner::parse(" CRM ", None).unwrap().rate_limit, RATE_LIMIT_DEFAULT);
    }

    #[test]
    fn a_change_leaves_alone_what_it_does_not_name() {
        let key = key_of('7');
        let new = NewPartner::parse("CRM", Some(60)).unwrap();
        let mut partner = Partner::create(new, &key, Timestamp::UNIX_EPOCH);
        let change = PartnerChange::parse(None, Some(false), None).unwrap();
        partner.change(change, Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!((partner.name.as_str(), partner.is_active, partner.rate_limit), ("CRM", false, 60));
    }

    #[test]
    fn a_default_country_is_set_and_taken_away() {
        let key = key_of('7');
        let new = NewPartner::parse("CRM", None).unwrap().with_default_country(Some("es")).unwrap();
        let mut partner = Partner::create(new, &key, Timestamp::UNIX_EPOCH);
        assert_eq!(partner.access().default_country, Some("ES".parse().unwrap()));
        let mut change = |text| {
            let change = PartnerChange::default().with_default_country(text)?;
            partner.change(change, Timestamp::UNIX_EPOCH)?;
            Ok::<_, Error>(partner.default_country.map(String::from))
        };
        assert_eq!(change(None).unwrap().as_deref(), Some("ES"));
        assert_eq!(change(Some("AR")).unwrap().as_deref(), Some("AR"));
        assert!(change(Some("Spain")).is_err());
        assert_eq!(change(Some(" ")).unwrap(), None);
    }

    #[test]
    fn a_webhook_has_an_address_and_a_secret_or_is_none() {
        let key = key_of('7');
        let mut partner =
            Partner::create(NewPartner::parse("CRM", None).unwrap(), &key, Timestamp::UNIX_EPOCH);
        let mut change = |url: Option<&str>, secret: Option<&str>| {
            let webhook = WebhookChange::parse(url, secret, Loopback::Refused)?;
            let change = PartnerChange::default().with_webhook(webhook);
            let mut changed = partner.clone();
            changed.change(change, Timestamp::UNIX_EPOCH)?;
            partner = changed;
            Ok::<_, Error>(partner.webhook.clone())
        };
        assert!(change(Some("https://example.com/a"), None).is_err());
        assert!(change(None, Some("0123456789abcdef")).is_err());
        assert!(change(Some("https://example.com/a"), Some("0123456789abcdef")).unwrap().is_some());
        let moved = change(Some("https://example.com/b"), None).unwrap().unwrap();
        assert_eq!((&*moved.url, &*moved.secret), ("https://example.com/b", "0123456789abcdef"));
        assert!(change(None, None).unwrap().is_some());
        assert_eq!(change(Some(""), None).unwrap(), None);
    }

    #[test]
    fn a_partner_shares_the_smallest_plan_that_is_enough() {
        let limits = [1, 60, 61, 300, 301, 1200, 1201, 3000].map(plan_limit);
        assert_eq!(limits, [60, 60, 300, 300, 1200, 1200, 3000, 3000]);
    }

    #[test]
    fn a_partner_of_an_earlier_release_is_read_without_its_own_plan() {
        let new = NewPartner::parse("CRM", None).unwrap();
        let partner = Partner::create(new, &key_of('7'), Timestamp::UNIX_EPOCH);
        let mut stored = serde_json::to_value(&partner).unwrap();
        stored["gateway_plan_id"] = "abc".into();
        assert_eq!(serde_json::from_value::<Partner>(stored).unwrap(), partner);
    }

    #[test]
    fn a_minute_begins_on_the_clock() {
        let (start, left) = minute_of("2026-11-23T10:01:42.7Z".parse().unwrap());
        assert_eq!((start.to_string(), left), ("2026-11-23T10:01:00Z".into(), 18));
    }
}
