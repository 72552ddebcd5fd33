use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::email::Email;
use crate::greeting;
use crate::ids::LeadId;
use crate::locale::Language;
use crate::phone::PhoneNumber;

/// The lead as it was when the call began.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LeadSnapshot {
    pub id: LeadId,
    pub name: String,
    pub phone: PhoneNumber,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    /// The zone times are spoken in.
    pub time_zone: String,
    /// Every zone the lead may be in, the spoken one included; empty in calls of earlier releases.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub time_zones: Vec<String>,
    /// When the lead was called before, as far back as that counts; empty in calls of earlier releases.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dials: Vec<Timestamp>,
}

impl LeadSnapshot {
    /// How the lead is greeted by name in `language`; `None` to greet without one.
    pub fn greeting_name(&self, language: Language) -> Option<String> {
        greeting::name(&self.name, language)
    }
}
