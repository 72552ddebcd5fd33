//! The gate before every dial: asked with what is known in that very moment, at a lead's first try and
//! whenever a call is resumed after a pause.

use jiff::{SignedDuration, Timestamp};

use crate::breaker::Breaker;
use crate::callable::CallableNumbers;
use crate::calling_hours::next_callable_at;
use crate::campaign::{Campaign, CampaignState, PauseReason};
use crate::error::Result;
use crate::lead::{Lead, SetAside};
use crate::weekly_hours::WeeklyHours;

/// What has to be known before somebody is phoned, all of it read just now.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    pub campaign: &'a Campaign,
    pub lead: &'a Lead,
    pub breakers: &'a [Breaker],
    /// When people may be phoned, in every zone the lead may be in.
    pub hours: &'a WeeklyHours,
    /// Which numbers are called at all.
    pub callable: &'a CallableNumbers,
    /// The number's owner asked not to be called.
    pub do_not_call: bool,
    /// An operator has stopped all calling.
    pub stopped: bool,
    pub now: Timestamp,
}

/// Why nobody is phoned now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Because {
    CampaignNotRunning,
    CampaignOver,
    /// The emergency stop is on.
    CallingStopped,
    LeadBeingDeleted,
    DoNotCall,
    Vendor {
        name: &'static str,
    },
    OutsideCallingHours,
    /// The account, or the campaign, has placed as many calls as it may in a day.
    DailyCeiling,
    /// The number is of a type or country that is not called, or our own.
    NotCallable,
}

impl std::fmt::Display for Because {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::CampaignNotRunning => f.write_str("the campaign is paused"),
            Self::CampaignOver => f.write_str("the campaign is over"),
            Self::CallingStopped => f.write_str("all calling is stopped"),
            Self::LeadBeingDeleted => f.write_str("the lead is being deleted"),
            Self::DoNotCall => f.write_str("the number is not to be called"),
            Self::Vendor { name } => write!(f, "{name} is not working"),
            Self::OutsideCallingHours => f.write_str("it is outside calling hours"),
            Self::DailyCeiling => f.write_str("today's calls are used up"),
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
    /// Not in this campaign: the lead is PENDING again.
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
    let Facts { campaign, lead, now, .. } = facts;
    if facts.do_not_call {
        return Ok(Verdict::Forbid);
    }
    if campaign.state.is_over() {
        return Ok(Verdict::GiveBack(Because::CampaignOver));
    }
    if lead.deleting {
        return Ok(Verdict::GiveBack(Because::LeadBeingDeleted));
    }
    if facts.callable.check(&lead.phone).is_err() {
        return Ok(Verdict::Never(Because::NotCallable));
    }
    if facts.stopped {
        // Due at once, so that it is found again as soon as calling goes on.
        return Ok(Verdict::Wait { until: now, because: Because::CallingStopped });
    }
    if campaign.state != CampaignState::Running {
        // Due at once, so that it is found again as soon as the campaign is resumed.
        return Ok(Verdict::Wait { until: now, because: Because::CampaignNotRunning });
    }
    if let Some(reason) = PauseReason::among(facts.breakers) {
        // The campaign is about to be paused, and finds the lead when it is resumed.
        let because = Because::Vendor { name: reason.vendor.name() };
        return Ok(Verdict::Wait { until: now, because });
    }
    Ok(match next_callable_at(facts.hours, &lead.time_zones, now)? {
        Some(moment) if moment <= now => Verdict::Dial,
        Some(until) => Verdict::Wait { until, because: Because::OutsideCallingHours },
        None => Verdict::SetAside(SetAside::NoCallingHour),
    })
}

/// Until when a lead waits whose turn came after the day's calls were used up: midnight UTC, where the next
/// day's count begins.
pub fn after_ceiling(now: Timestamp) -> Verdict {
    Verdict::Wait { until: day_ends_at(now), because: Because::DailyCeiling }
}

/// When the day (UTC) is over on which calls are counted.
pub fn day_ends_at(now: Timestamp) -> Timestamp {
    const DAY: i64 = 24 * 60 * 60;
    now + SignedDuration::from_secs(DAY - now.as_second().rem_euclid(DAY))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::breaker::{Fault, FaultKind, Vendor};
    use crate::campaign::LeadSelection;
    use crate::lead::NewLead;

    fn now() -> Timestamp {
        // A Monday, 11:00 in Madrid.
        "2026-11-23T10:00:00Z".parse().unwrap()
    }

    /// Asks with everything in order but for what `spoil` changes.
    fn asked(spoil: impl FnOnce(&mut Campaign, &mut Lead, &mut Vec<Breaker>, &mut Timestamp)) -> Verdict {
        asked_while(false, spoil)
    }

    fn asked_while(
        stopped: bool,
        spoil: impl FnOnce(&mut Campaign, &mut Lead, &mut Vec<Breaker>, &mut Timestamp),
    ) -> Verdict {
        let mut campaign = Campaign::create_by_selection("Test", LeadSelection::Pending, 1.0, now()).unwrap();
        campaign.state = CampaignState::Running;
        let mut lead = Lead::create(NewLead::parse("Ana", "+34912345601", None).unwrap(), now());
        let mut breakers: Vec<Breaker> = Vendor::ALL.into_iter().map(Breaker::closed).collect();
        let mut at = now();
        spoil(&mut campaign, &mut lead, &mut breakers, &mut at);
        let hours = WeeklyHours::parse("09:00-20:00", "Mon-Sat").unwrap();
        let (campaign, lead, breakers) = (&campaign, &lead, &breakers);
        let callable = CallableNumbers::parse("ES,US", "+34910000001").unwrap();
        let (hours, callable) = (&hours, &callable);
        ask(Facts { campaign, lead, breakers, hours, callable, do_not_call: false, stopped, now: at })
            .unwrap()
    }

    #[test]
    fn with_everything_in_order_the_lead_is_phoned() {
        assert_eq!(asked(|_, _, _, _| {}), Verdict::Dial);
    }

    #[test]
    fn a_used_up_day_ends_at_midnight() {
        let until = "2026-11-24T00:00:00Z".parse().unwrap();
        assert_eq!(after_ceiling(now()), Verdict::Wait { until, because: Because::DailyCeiling });
    }

    #[test]
    fn numbers_that_are_not_called_are_not_dialled_whoever_took_them_in() {
        for number in ["+19002345601", "+881612345601", "+33612345678", "+34910000001"] {
            let stored = || serde_json::from_value(number.into()).unwrap();
            let verdict = asked(|_, lead, _, _| lead.phone = stored());
            assert_eq!(verdict, Verdict::Never(Because::NotCallable), "{number}");
        }
    }

    #[test]
    fn only_a_running_campaign_dials() {
        for state in CampaignState::ALL {
            let verdict = asked(|campaign, _, _, _| campaign.state = state);
            match state {
                CampaignState::Running => assert_eq!(verdict, Verdict::Dial),
                CampaignState::Cancelled | CampaignState::Completed => {
                    assert_eq!(verdict, Verdict::GiveBack(Because::CampaignOver));
                }
                CampaignState::Paused | CampaignState::Starting => {
                    let because = Because::CampaignNotRunning;
                    assert_eq!(verdict, Verdict::Wait { until: now(), because });
                }
            }
        }
    }

    #[test]
    fn while_calling_is_stopped_nobody_is_phoned_and_nobody_leaves_the_line_for_it() {
        let stopped = Verdict::Wait { until: now(), because: Because::CallingStopped };
        for state in CampaignState::ALL {
            let verdict = asked_while(true, |campaign, _, _, _| campaign.state = state);
            let expected =
                if state.is_over() { Verdict::GiveBack(Because::CampaignOver) } else { stopped.clone() };
            assert_eq!(verdict, expected, "{state:?}");
        }
        // Whatever else speaks against the call for now.
        let night = asked_while(true, |_, _, _, at| *at = "2026-11-23T22:00:00Z".parse().unwrap());
        let until = "2026-11-23T22:00:00Z".parse().unwrap();
        assert_eq!(night, Verdict::Wait { until, because: Because::CallingStopped });
    }

    #[test]
    fn calls_wait_for_the_vendors_they_need() {
        for vendor in Vendor::ALL {
            let verdict = asked(|_, _, breakers, _| {
                let breaker = breakers.iter_mut().find(|b| b.vendor == vendor).unwrap();
                breaker.fault(&Fault::new(FaultKind::Refused, "HTTP 401"), now());
            });
            assert_eq!(verdict == Verdict::Dial, !vendor.stops_campaigns(), "{vendor:?}");
        }
    }

    #[test]
    fn the_end_of_the_calling_hours_is_seen_in_the_moment_of_the_dial() {
        let closing: Timestamp = "2026-11-23T19:00:00Z".parse().unwrap();
        let before = asked(|_, _, _, at| *at = closing - jiff::SignedDuration::from_secs(1));
        assert_eq!(before, Verdict::Dial);
        let until = "2026-11-24T08:00:00Z".parse().unwrap();
        let because = Because::OutsideCallingHours;
        assert_eq!(asked(|_, _, _, at| *at = closing), Verdict::Wait { until, because });
    }

    #[test]
    fn zones_without_a_common_hour_of_calling_are_not_the_leads_fault() {
        let zones = ["Europe/London", "Pacific/Auckland"].map(str::to_owned).to_vec();
        let verdict = asked(|_, lead, _, _| lead.time_zones = zones);
        assert_eq!(verdict, Verdict::SetAside(SetAside::NoCallingHour));
    }

    #[test]
    fn a_lead_that_is_being_deleted_is_left_alone() {
        let verdict = asked(|_, lead, _, _| lead.deleting = true);
        assert_eq!(verdict, Verdict::GiveBack(Because::LeadBeingDeleted));
    }
}
