//! Why a lead was taken out of its campaign's line although nothing is wrong with the lead: it is PENDING, and
//! waits for an operator.

use serde::{Deserialize, Serialize};

use crate::consent::ConsentNeeded;

/// What keeps the lead from being called by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum SetAside {
    /// The lead answered so many calls in which the agent could not.
    AgentFailed { calls: u32 },
    /// The telephone service does not place this call, by a reason that may be ours.
    Declined { detail: String },
    /// Numbers of this country, its ISO 3166-1 code, are called only once the country is switched on by name.
    CountryNotSwitchedOn { country: String },
    /// No consent is on record, or none of the kind that the law of the number's place asks for.
    NoConsent { needed: ConsentNeeded },
    /// The zones that the number may be in have no hour of calling in common.
    NoCallingHour,
    /// The number is on a national do-not-call list.
    OnNationalList { list: String },
}

impl SetAside {
    /// What happened and what to do, for an operator.
    pub fn in_words(&self) -> String {
        match self {
            Self::AgentFailed { calls } => format!(
                "The lead answered {calls} calls in which the agent could not speak, and is not called again by \
                 itself. Once the language model works, call the lead in another campaign."
            ),
            Self::Declined { detail } => format!(
                "Twilio does not place the call: {detail}. Once that is put right, call the lead in another \
                 campaign."
            ),
            Self::CountryNotSwitchedOn { country } => format!(
                "No calling rules are certain for this country ({country}). Once an administrator has named it \
                 among the countries that are called, call the lead in another campaign."
            ),
            Self::NoConsent { needed } => {
                let kind = if *needed == ConsentNeeded::Written { "written consent" } else { "consent" };
                format!(
                    "The law of the number's place asks for {kind} to a call by an artificial voice, and none is on \
                     record. Put it on record with the lead, then call the lead in another campaign."
                )
            }
            Self::NoCallingHour => {
                "No hour of calling suits all the time zones that the number may be in. Set \
                the lead's time zone, then call the lead in another campaign."
                    .to_owned()
            }
            Self::OnNationalList { list } => format!(
                "The number is on the national do-not-call list {list}. It is called only once an edition of the \
                 list is imported that does not have it: then call the lead in another campaign."
            ),
        }
    }
}
