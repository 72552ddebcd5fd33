//! The gate before every dial: the only way to one. Asked with what is known in that very moment, at a lead's
//! first try and whenever a call is resumed after a pause. It fails closed: what is not known is a refusal.

mod evidence;

use jiff::{SignedDuration, Timestamp};

pub use self::evidence::{Decision, Evidence};
use crate::breaker::Breaker;
use crate::callable::CallableNumbers;
use crate::calling_hours::CallingTimes;
use crate::calling_rules::{CallingRule, Most};
use crate::campaign::{Campaign, CampaignState, PauseReason};
use crate::consent::ConsentNeeded;
use crate::error::Result;
use crate::lead::{Lead, SetAside};
use crate::national_list::NationalStanding;

/// A lead that waits for a fresh national list is looked at again after so long.
const LIST_LOOKED_AT_AGAIN: SignedDuration = SignedDuration::from_hours(1);
/// A lead that finds all lines in use is due again after so long.
const LINE_LOOKED_FOR_AGAIN: SignedDuration = SignedDuration::from_secs(10);

/// What has to be known before somebody is phoned, all of it read just now.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    pub campaign: &'a Campaign,
    pub lead: &'a Lead,
    pub breakers: &'a [Breaker],
    /// When people may be phoned, and whether what the law of the lead's place says holds.
    pub times: &'a CallingTimes,
    /// Which numbers are called at all.
    pub callable: &'a CallableNumbers,
    /// The number's owner asked not to be called.
    pub do_not_call: bool,
    /// What the national do-not-call lists in use say of the number.
    pub national: &'a NationalStanding,
    /// An operator has stopped all calling.
    pub stopped: bool,
    /// The call that is asked for has rung already for all anybody knows: its own dial does not count against it.
    pub claimed: bool,
    pub now: Timestamp,
}

/// Why nobody is phoned now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Because {
    CampaignNotRunning,
    CampaignOver,
    /// The campaign's start is still to come.
    CampaignNotBegun,
    /// The emergency stop is on.
    CallingStopped,
    LeadBeingDeleted,
    DoNotCall,
    Vendor {
        name: &'static str,
    },
    OutsideCallingHours,
    /// It is an hour for calls, though none of the campaign's own.
    OutsideCampaignHours,
    /// The person was called as often as the place's rule allows.
    TooManyCalls(Most),
    /// The national do-not-call list of the number's place is too old to go by.
    ListStale {
        list: String,
    },
    /// The account, or the campaign, has placed as many calls as it may in a day.
    DailyCeiling,
    /// As many calls are on as may be at once, of the campaign or of all.
    LinesTaken,
    /// The number is of a type or country that is not called, or our own.
    NotCallable,
}

impl std::fmt::Display for Because {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::CampaignNotRunning => f.write_str("the campaign is paused"),
            Self::CampaignOver => f.write_str("the campaign is over"),
            Self::CampaignNotBegun => f.write_str("the campaign has not begun"),
            Self::CallingStopped => f.write_str("all calling is stopped"),
            Self::LeadBeingDeleted => f.write_str("the lead is being deleted"),
            Self::DoNotCall => f.write_str("the number is not to be called"),
            Self::Vendor { name } => write!(f, "{name} is not working"),
            Self::OutsideCallingHours => f.write_str("it is outside calling hours"),
            Self::OutsideCampaignHours => f.write_str("it is outside the campaign's own hours"),
            Self::TooManyCalls(most) => write!(f, "nobody gets more than {most} there"),
            Self::ListStale { list } => write!(f, "the national do-not-call list {list} is stale"),
            Self::DailyCeiling => f.write_str("today's calls are used up"),
            Self::LinesTaken => f.write_str("all lines are in use"),
            Self::NotCallable => f.write_str("such numbers are not called"),
        }
    }
}

/// What the gate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Dial,
    /// Not now; the lead stays in line and is due at `until`.
    Wait {
        until: Timestamp,
        because: Because,
    },
    /// Not before an operator acts: the lead is PENDING, and says why.
    SetAside(SetAside),
    /// Not in this campaign: the lead stands as before.
    GiveBack(Because),
    /// Never again: the lead becomes DO_NOT_CALL.
    Forbid,
    /// Not at all: the lead cannot be called.
    Never(Because),
}

/// Whether the lead may be phoned now.
///
/// # Errors
/// `Internal` if a zone of the lead's is unknown.
pub fn ask(facts: Facts<'_>) -> Result<Verdict> {
    if facts.do_not_call {
        return Ok(Verdict::Forbid);
    }
    if let Some(refused) = of_campaign_and_lead(&facts) {
        return Ok(refused);
    }
    let rule = facts.times.rule(&facts.lead.phone);
    if let Some(rule) = rule.filter(|rule| !facts.is_switched_on(rule)) {
        let country = facts.lead.phone.country().map(|country| country.to_string());
        return Ok(Verdict::SetAside(SetAside::CountryNotSwitchedOn {
            country: country.unwrap_or_else(|| rule.name.to_owned()),
        }));
    }
    if let Some(needed) = rule.and_then(|rule| rule.consent).filter(|needed| facts.lacks_consent(*needed)) {
        return Ok(Verdict::SetAside(SetAside::NoConsent { needed }));
    }
    if let Some(refused) = by_national_lists(&facts) {
        return Ok(refused);
    }
    let (window, from) = (facts.campaign.window_of(facts.lead), facts.allowed_from(rule));
    Ok(match facts.times.next_within(&window, &facts.lead.phone, &facts.lead.time_zones, from)? {
        Some(moment) if moment <= facts.now => Verdict::Dial,
        Some(until) => Verdict::Wait { until, because: facts.why_not_yet(rule, from)? },
        None => Verdict::SetAside(SetAside::NoCallingHour),
    })
}

/// What stands against the call whatever the hour.
fn of_campaign_and_lead(facts: &Facts<'_>) -> Option<Verdict> {
    let Facts { campaign, lead, now, .. } = *facts;
    if campaign.is_done_with(lead) || campaign.window_of(lead).is_over(now) {
        return Some(Verdict::GiveBack(Because::CampaignOver));
    }
    if lead.deleting {
        return Some(Verdict::GiveBack(Because::LeadBeingDeleted));
    }
    if facts.callable.check(&lead.phone).is_err() {
        return Some(Verdict::Never(Because::NotCallable));
    }
    if facts.stopped {
        // Due at once, so that it is found again as soon as calling goes on.
        return Some(Verdict::Wait { until: now, because: Because::CallingStopped });
    }
    if campaign.state != CampaignState::Running && lead.call_back_at.is_none() {
        // Due at once, so that it is found again as soon as the campaign is resumed.
        return Some(Verdict::Wait { until: now, because: Because::CampaignNotRunning });
    }
    // The campaign is about to be paused, and finds the lead when it is resumed.
    let vendor = PauseReason::among(facts.breakers)?.vendor.name();
    Some(Verdict::Wait { until: now, because: Because::Vendor { name: vendor } })
}

/// What the national do-not-call lists stand against.
fn by_national_lists(facts: &Facts<'_>) -> Option<Verdict> {
    if let Some(list) = &facts.national.on {
        return Some(Verdict::SetAside(SetAside::OnNationalList { list: list.clone() }));
    }
    let list = facts.national.stale(facts.now)?.edition.name.clone();
    Some(Verdict::Wait { until: facts.now + LIST_LOOKED_AT_AGAIN, because: Because::ListStale { list } })
}

impl Facts<'_> {
    /// Places whose rules are not certain are called only where their country was named.
    fn is_switched_on(&self, rule: &CallingRule) -> bool {
        rule.is_called || self.lead.phone.country().is_some_and(|country| self.callable.names(country))
    }

    fn lacks_consent(&self, needed: ConsentNeeded) -> bool {
        !needed.is_met_by(self.lead.consent.as_ref(), self.now)
    }

    /// From when on the person may be called once more, by how often it was called.
    fn allowed_from(&self, rule: Option<&CallingRule>) -> Timestamp {
        let dials = self.dials();
        rule.and_then(|rule| rule.rests_until(dials, self.now)).unwrap_or(self.now)
    }

    /// Why a lead waits that may be called from this moment on by how often it was.
    fn why_not_yet(&self, rule: Option<&CallingRule>, from: Timestamp) -> Result<Because> {
        let window = self.campaign.window_of(self.lead);
        if window.is_before_start(self.now) {
            return Ok(Because::CampaignNotBegun);
        }
        if let Some(rule) = rule.filter(|_| from > self.now) {
            return Ok(Because::TooManyCalls(rule.most));
        }
        let of_all = self.times.next(&self.lead.phone, &self.lead.time_zones, self.now)?;
        let is_own = of_all.is_some_and(|moment| moment <= self.now);
        Ok(if is_own { Because::OutsideCampaignHours } else { Because::OutsideCallingHours })
    }

    /// When the person was called before.
    fn dials(&self) -> &[Timestamp] {
        let dials = &self.lead.dials[..];
        match dials.split_last() {
            Some((_, before)) if self.claimed => before,
            _ => dials,
        }
    }
}

/// Until when a lead waits whose turn came after the day's calls were used up: midnight UTC, where the next
/// day's count begins.
pub fn after_ceiling(now: Timestamp) -> Verdict {
    Verdict::Wait { until: day_ends_at(now), because: Because::DailyCeiling }
}

/// Until when a lead waits that found no free line: it is looked for again with the next call that ends, and in the
/// dispatcher's next round at the latest.
pub fn while_lines_are_taken(now: Timestamp) -> Verdict {
    Verdict::Wait { until: now + LINE_LOOKED_FOR_AGAIN, because: Because::LinesTaken }
}

/// When the day (UTC) is over on which calls are counted.
pub fn day_ends_at(now: Timestamp) -> Timestamp {
    const DAY: i64 = 24 * 60 * 60;
    now + SignedDuration::from_secs(DAY - now.as_second().rem_euclid(DAY))
}

#[cfg(test)]
mod tests;
