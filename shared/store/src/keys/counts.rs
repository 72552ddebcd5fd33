//! What is counted: totals, and what somebody may do or spend in a minute or a day.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use homework_domain::counters::Scope;
use homework_domain::email::Email;
use homework_domain::ids::{CampaignId, PartnerId};
use homework_domain::phone::PhoneNumber;
use jiff::Timestamp;
use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::{Key, sortable};

pub(crate) fn counters(scope: &Scope) -> Key {
    match scope {
        Scope::Hour(hour) => Key::new("COUNTERS#HOUR".into(), hour.as_str()),
        Scope::HourDistribution(hour) => Key::new("COUNTERS#HOUR_DISTRIBUTION".into(), hour.as_str()),
        Scope::Voice(voice) => Key::new("COUNTERS#VOICE".into(), voice.as_str()),
        other => Key::new(format!("COUNTERS#{other}"), "COUNTERS"),
    }
}

/// The scope whose counters are in an item, if it has counters.
pub(crate) fn scope_of(item: &HashMap<String, AttributeValue>) -> Option<Scope> {
    let part = |name: &str| item.get(name)?.as_s().ok();
    let (scope, sk) = (part("pk")?.strip_prefix("COUNTERS#")?, part("sk")?);
    match scope.split_once('#') {
        None if scope == "ALL" => Some(Scope::All),
        None if scope == "TESTS" => Some(Scope::Tests),
        None if scope == "HOUR" => Some(Scope::Hour(sk.clone())),
        None if scope == "HOUR_DISTRIBUTION" => Some(Scope::HourDistribution(sk.clone())),
        None if scope == "VOICE" => Some(Scope::Voice(sk.clone())),
        Some(("CAMPAIGN", id)) => id.parse().ok().map(Scope::Campaign),
        Some(("PARTNER", id)) => id.parse().ok().map(Scope::Partner),
        _ => None,
    }
}

pub(crate) fn canary(rebuild: &str, number: usize) -> Key {
    Key::new(format!("CANARY#{rebuild}#{number}"), "CANARY")
}

pub(crate) fn counted_event(id: &str) -> Key {
    Key::new(format!("EVENT#{id}"), "EVENT")
}

pub(crate) fn partner_requests(id: PartnerId, minute: Timestamp) -> Key {
    Key::new(format!("PARTNER#{id}"), format!("REQUESTS#{}", sortable(minute)))
}

pub(crate) fn partner_leads_of_day(id: PartnerId, day: Date) -> Key {
    Key::new(format!("PARTNER#{id}"), format!("LEADS#{day}"))
}

pub(crate) fn playground_tokens(operator: &str, day: Date) -> Key {
    Key::new(format!("PLAYGROUND#{operator}"), format!("TOKENS#{day}"))
}

pub(crate) fn calls_of_day(day: Date) -> Key {
    Key::new("ACCOUNT".to_owned(), format!("CALLS#{day}"))
}

/// Of the calls from one of our numbers.
pub(crate) fn calls_from_of_day(number: &PhoneNumber, day: Date) -> Key {
    Key::new(format!("CALLER#{number}"), format!("CALLS#{day}"))
}

pub(crate) fn campaign_calls_of_day(id: CampaignId, day: Date) -> Key {
    Key::new(format!("CAMPAIGN#{id}"), format!("CALLS#{day}"))
}

/// The address stands there as a digest: the item outlives meeting and lead.
pub(crate) fn invitations(guest: &Email, day: Date) -> Key {
    let digest = Sha256::digest(guest.as_str().to_lowercase());
    let name: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    Key::new(format!("INVITED#{name}"), format!("INVITATIONS#{day}"))
}
