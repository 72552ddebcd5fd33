//! Faults that tests order: how many requests of which kind shall go wrong, and how.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

use crate::util::lock;

/// More than these at once are refused.
const MAX_RULES: usize = 1_000;

/// The "vendor" of webhooks that the simulated Twilio sends.
pub const WEBHOOKS: &str = "twilio-webhook";

/// What a request is matched by; an absent field matches everything.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// `twilio`, `openai`, `google`, `zoom`, `elevenlabs`, or `twilio-webhook` for what Twilio sends.
    pub vendor: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path_contains: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_contains: Option<String>,
    /// Called number; webhooks only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_contains: Option<String>,
    /// The bearer token a request comes with, all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// How many requests it hits before it is used up.
    #[serde(default = "once")]
    pub times: u32,
    pub kind: Kind,
    /// Whether the request does its work before it goes wrong or is answered late.
    #[serde(default)]
    pub after_effect: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Kind {
    /// `{"status": 429, "retry_after": 1}`: answered with the vendor's own error body. Of a webhook,
    /// one attempt gets this answer in place of the function, as when it is throttled or dies.
    /// `code` is the vendor's code or reason in that body, such as `4711` or `rateLimitExceeded`.
    Status {
        status: u16,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<u64>,
    },
    /// `{"delay_ms": 2000}`: answered, or sent, late.
    Delay {
        delay_ms: u64,
    },
    Named(Named),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Named {
    /// Never answered: the client has to give up.
    Timeout,
    /// The connection is closed without an answer; a webhook is never sent.
    Drop,
    /// The webhook is sent twice.
    Duplicate,
    /// The webhook is signed with another token.
    BadSignature,
}

/// A request as the rules see it.
#[derive(Debug, Default)]
pub(crate) struct Subject<'a> {
    pub(crate) vendor: &'a str,
    pub(crate) method: &'a str,
    /// Path with query.
    pub(crate) path: &'a str,
    pub(crate) body: &'a str,
    pub(crate) to: &'a str,
    pub(crate) key: &'a str,
}

#[derive(Debug, Clone, Serialize)]
pub struct Standing {
    pub id: u64,
    /// How often it has hit.
    pub hits: u32,
    #[serde(flatten)]
    pub rule: Rule,
}

#[derive(Default)]
pub struct Faults {
    rules: Mutex<Vec<Standing>>,
    last_id: AtomicU64,
}

const fn once() -> u32 {
    1
}

impl Rule {
    /// Refuses what could never happen, so that a test does not wait for it in vain.
    fn check(&self) -> Result<(), &'static str> {
        let webhook = self.vendor == WEBHOOKS;
        let vendors = ["twilio", "openai", "google", "zoom", "elevenlabs"];
        if !webhook && !vendors.contains(&self.vendor.as_str()) {
            return Err("unknown vendor");
        }
        let possible = match &self.kind {
            Kind::Delay { .. } | Kind::Named(Named::Drop) => true,
            Kind::Named(Named::Duplicate | Named::BadSignature) => webhook,
            Kind::Named(Named::Timeout) => !webhook,
            Kind::Status { status, .. } => (400..=599).contains(status),
        };
        if !possible {
            return Err("this kind of fault does not apply to this vendor");
        }
        if self.times == 0 { Err("times must be at least 1") } else { Ok(()) }
    }

    fn matches(&self, subject: &Subject<'_>) -> bool {
        let holds = |wanted: &Option<String>, text: &str| {
            wanted.as_ref().is_none_or(|wanted| text.contains(wanted.as_str()))
        };
        self.vendor == subject.vendor
            && self.method.as_ref().is_none_or(|method| method.eq_ignore_ascii_case(subject.method))
            && holds(&self.path_contains, subject.path)
            && holds(&self.body_contains, subject.body)
            && holds(&self.to_contains, subject.to)
            && self.key.as_ref().is_none_or(|key| key == subject.key)
    }
}

impl Standing {
    fn is_due(&self, subject: &Subject<'_>) -> bool {
        self.hits < self.rule.times && self.rule.matches(subject)
    }
}

impl Faults {
    /// Orders a fault and answers its id.
    pub fn add(&self, rule: Rule) -> Result<u64, &'static str> {
        rule.check()?;
        let mut rules = lock(&self.rules);
        if rules.len() >= MAX_RULES {
            return Err("too many faults are ordered already");
        }
        let id = self.last_id.fetch_add(1, Ordering::Relaxed) + 1;
        rules.push(Standing { id, hits: 0, rule });
        Ok(id)
    }

    /// The fault that shall befall this request, if any; the oldest order goes first. Counts as a hit.
    pub(crate) fn take(&self, subject: &Subject<'_>) -> Option<Rule> {
        let mut rules = lock(&self.rules);
        let hit = rules.iter_mut().find(|standing| standing.is_due(subject))?;
        hit.hits += 1;
        Some(hit.rule.clone())
    }

    /// The fault that would befall this request now; does not count.
    pub(crate) fn peek(&self, subject: &Subject<'_>) -> Option<Rule> {
        let rules = lock(&self.rules);
        let next = rules.iter().find(|standing| standing.is_due(subject));
        next.map(|standing| standing.rule.clone())
    }

    /// All orders, used up or not.
    pub(crate) fn list(&self) -> Vec<Standing> {
        lock(&self.rules).clone()
    }

    /// Takes back one order, or all; whether there was any.
    pub(crate) fn remove(&self, id: Option<u64>) -> bool {
        let mut rules = lock(&self.rules);
        let before = rules.len();
        rules.retain(|standing| id.is_some_and(|id| standing.id != id));
        rules.len() < before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(json: &str) -> Rule {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_fault_hits_as_often_as_ordered() {
        let faults = Faults::default();
        let order =
            r#"{"vendor":"openai","path_contains":"chat","times":2,"kind":{"status":429,"retry_after":1}}"#;
        faults.add(rule(order)).unwrap();
        let subject =
            Subject { vendor: "openai", method: "POST", path: "/openai/v1/chat", ..Subject::default() };
        let kind = Kind::Status { status: 429, code: None, retry_after: Some(1) };
        assert_eq!(faults.take(&subject).unwrap().kind, kind);
        assert!(faults.take(&Subject { path: "/other", ..subject }).is_none());
        let subject = Subject { vendor: "openai", path: "/chat", ..Subject::default() };
        assert!(faults.take(&subject).is_some());
        assert!(faults.take(&subject).is_none());
    }

    #[test]
    fn impossible_faults_are_refused() {
        let faults = Faults::default();
        for order in [
            r#"{"vendor":"nobody","kind":"drop"}"#,
            r#"{"vendor":"zoom","kind":"duplicate"}"#,
            r#"{"vendor":"twilio-webhook","kind":"timeout"}"#,
            r#"{"vendor":"zoom","kind":"drop","times":0}"#,
        ] {
            assert!(faults.add(rule(order)).is_err(), "{order}");
        }
        assert!(serde_json::from_str::<Rule>(r#"{"vendor":"zoom","kind":"explode"}"#).is_err());
    }
}
