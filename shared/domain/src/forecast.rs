//! What starting a campaign would come to, as of now: who could be called, who would wait and until when, and who
//! would not be called at all. The gate is asked, as before every dial.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};

use jiff::{SignedDuration, Timestamp};

use crate::call_policy::CallWindow;
use crate::callable::CallableNumbers;
use crate::caller_number::CallerNumbers;
use crate::calling_hours::CallingTimes;
use crate::campaign::Campaign;
use crate::error::Result;
use crate::gate::{self, Because, Facts, Verdict, day_ends_at};
use crate::lead::{Lead, LeadStatus, SetAside};
use crate::lines;
use crate::national_list::NationalStanding;
use crate::words::words;

words! {
    /// What keeps a lead from being called at once.
    #[derive(Hash, PartialOrd, Ord)]
    pub enum Obstacle {
        /// It is not an hour for calls where the lead may be.
        OutsideCallingHours = "OUTSIDE_CALLING_HOURS",
        /// It is none of the campaign's own hours where the lead may be.
        OutsideCampaignHours = "OUTSIDE_CAMPAIGN_HOURS",
        /// The campaign's start is still to come.
        CampaignNotBegun = "CAMPAIGN_NOT_BEGUN",
        /// The person was called as often as the place's rule allows.
        TooManyCalls = "TOO_MANY_CALLS",
        /// The number is on the do-not-call list.
        DoNotCall = "DO_NOT_CALL",
        /// Such numbers are not called.
        NotCallable = "NOT_CALLABLE",
        /// The number is on a national do-not-call list.
        OnNationalList = "ON_NATIONAL_LIST",
        /// The national do-not-call list of the number's place is too old to go by.
        ListStale = "LIST_STALE",
        /// No consent is on record, or none of the kind that the law of the place asks for.
        NoConsent = "NO_CONSENT",
        /// The country is called only once it is named.
        CountryNotSwitchedOn = "COUNTRY_NOT_SWITCHED_ON",
        /// No hour suits all the zones the lead may be in.
        NoCallingHour = "NO_CALLING_HOUR",
        /// The lead stands where a campaign takes nobody from: in another's line, called before, being deleted.
        NotTaken = "NOT_TAKEN",
        /// Anything else, which the gate names when it is met.
        Other = "OTHER",
    }
}

impl Obstacle {
    fn of_wait(because: &Because) -> Self {
        match because {
            Because::OutsideCallingHours => Self::OutsideCallingHours,
            Because::OutsideCampaignHours => Self::OutsideCampaignHours,
            Because::CampaignNotBegun => Self::CampaignNotBegun,
            Because::TooManyCalls(_) => Self::TooManyCalls,
            Because::ListStale { .. } => Self::ListStale,
            _ => Self::Other,
        }
    }

    fn of_set_aside(why: &SetAside) -> Self {
        match why {
            SetAside::CountryNotSwitchedOn { .. } => Self::CountryNotSwitchedOn,
            SetAside::OnNationalList { .. } => Self::OnNationalList,
            SetAside::NoConsent { .. } => Self::NoConsent,
            SetAside::NoCallingHour => Self::NoCallingHour,
            _ => Self::Other,
        }
    }
}

/// A lead that a campaign is to have, and what is on record about its number.
#[derive(Debug, Clone)]
pub struct Candidate {
    pub lead: Lead,
    pub do_not_call: bool,
    pub national: NationalStanding,
}

/// Leads that wait for the same, and when the first of them is due (UTC).
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    pub leads: Vec<Lead>,
    pub first_at: Timestamp,
}

/// How a campaign's leads stand before it is started. Vendors that fail and an emergency stop are left out of it:
/// they hold up everybody, and pass.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Forecast {
    pub callable_now: Vec<Lead>,
    pub waiting: BTreeMap<Obstacle, Waiting>,
    pub refused: BTreeMap<Obstacle, Vec<Lead>>,
    /// When everybody was called once who can be (UTC): by the campaign's pace, the hours of all, and the calls
    /// that it may make in a day and at once. `None` where that is nobody, after its end, or further off than [`FORESEEN`].
    pub first_calls_done_at: Option<Timestamp>,
}

/// So far ahead it is said when the first calls are done.
pub const FORESEEN: SignedDuration = SignedDuration::from_hours(60 * 24);

/// How long a call is taken to hold its line: those that ring out for less, conversations for more.
const LINE_HELD: SignedDuration = SignedDuration::from_secs(45);

/// What leads are judged by before their campaign is started.
#[derive(Debug, Clone, Copy)]
pub struct Prospect<'a> {
    /// As it would be started.
    pub campaign: &'a Campaign,
    pub times: &'a CallingTimes,
    pub callable: &'a CallableNumbers,
    /// The numbers it would call from, whose limits hold besides its own.
    pub callers: &'a CallerNumbers,
    pub limits: Limits,
    pub now: Timestamp,
}

/// How much any campaign may call, whatever it was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Calls that it may begin in a day (UTC).
    pub calls_per_day: u64,
    /// Calls that may be begun in a second over all campaigns; `None`: any number.
    pub calls_per_second: Option<u32>,
    /// Calls that may be on at once over all campaigns; `None`: any number.
    pub calls_at_once: Option<u32>,
}

impl Prospect<'_> {
    /// Judges the leads. `again` also takes those that were called before.
    ///
    /// # Errors
    /// `Internal` if a lead's zone is unknown.
    pub fn forecast(&self, leads: Vec<Candidate>, again: bool) -> Result<Forecast> {
        let mut forecast = Forecast::default();
        let mut line = Vec::new();
        for candidate in leads {
            let verdict = self.verdict(&candidate, again)?;
            let lead = candidate.lead;
            match verdict {
                Verdict::Dial => {
                    line.push((self.now, lead.clone()));
                    forecast.callable_now.push(lead);
                }
                Verdict::Wait { until, because } => {
                    line.push((until, lead.clone()));
                    let waiting = forecast.waiting.entry(Obstacle::of_wait(&because));
                    let waiting = waiting.or_insert(Waiting { leads: Vec::new(), first_at: until });
                    waiting.first_at = waiting.first_at.min(until);
                    waiting.leads.push(lead);
                }
                verdict => {
                    let obstacle = match verdict {
                        Verdict::Forbid => Obstacle::DoNotCall,
                        Verdict::SetAside(why) => Obstacle::of_set_aside(&why),
                        Verdict::Never(Because::NotCallable) => Obstacle::NotCallable,
                        Verdict::GiveBack(_) => Obstacle::NotTaken,
                        _ => Obstacle::Other,
                    };
                    forecast.refused.entry(obstacle).or_default().push(lead);
                }
            }
        }
        forecast.first_calls_done_at = self.first_calls_done_at(line)?;
        Ok(forecast)
    }

    /// What the gate would say in this moment, were the campaign running with the lead in its line.
    fn verdict(&self, candidate: &Candidate, again: bool) -> Result<Verdict> {
        let Candidate { lead, do_not_call, national } = candidate;
        if *do_not_call || lead.status == LeadStatus::DoNotCall {
            return Ok(Verdict::Forbid);
        }
        let mut queued = lead.clone();
        let is_taken = lead.status == LeadStatus::Pending || again && lead.status.may_be_called_again();
        if !is_taken || queued.enqueue(self.campaign.id, self.now).is_err() {
            return Ok(Verdict::GiveBack(Because::CampaignNotRunning));
        }
        gate::ask(Facts {
            campaign: self.campaign,
            lead: &queued,
            breakers: &[],
            times: self.times,
            callable: self.callable,
            do_not_call: *do_not_call,
            national,
            stopped: false,
            claimed: false,
            now: self.now,
        })
    }

    /// The least pause between two calls, were there no other campaign. With few lines a call ends before the next one
    /// begins.
    fn pause(&self) -> SignedDuration {
        let Limits { calls_per_second, calls_at_once, .. } = self.limits;
        let of_account = calls_at_once.map(|calls| lines::of_account(calls, false));
        let lines = [of_account, self.campaign.policy.calls_at_once].into_iter().flatten().min();
        let spread =
            |time: SignedDuration, calls: u32| time / i32::try_from(calls.max(1)).unwrap_or(i32::MAX);
        let second = calls_per_second.map(|calls| spread(SignedDuration::from_secs(1), calls));
        let line = lines.map(|calls| spread(LINE_HELD, calls));
        [second, line].into_iter().flatten().fold(self.campaign.stagger(), Ord::max)
    }

    /// Goes through the line as it would be called: the earliest due first, a stagger apart, at hours that suit.
    fn first_calls_done_at(&self, leads: Vec<(Timestamp, Lead)>) -> Result<Option<Timestamp>> {
        let mut line: BinaryHeap<_> =
            leads.iter().enumerate().map(|(place, (due, _))| Reverse((*due, place))).collect();
        let (window, calls_per_day) =
            (&self.campaign.policy.window, self.campaign.policy.calls_of_day(self.limits.calls_per_day));
        let pause = self.pause();
        let mut hours = Hours { times: self.times, window, known: HashMap::new() };
        let of_day = self.callers.calls_of_day();
        let (mut day_ends, mut today, mut from_numbers) = (day_ends_at(self.now), 0, of_day.clone());
        let (mut free_at, mut done_at) = (self.now, None);
        while let Some(Reverse((due, place))) = line.pop() {
            let at = due.max(free_at);
            if at > self.now + FORESEEN || window.is_over(at) {
                return Ok(None);
            }
            if at >= day_ends {
                (day_ends, today, from_numbers) = (day_ends_at(at), 0, of_day.clone());
            }
            let lead = &leads[place].1;
            let moment = match hours.next(lead, at)? {
                Some(moment) if moment > at => moment,
                Some(_) if today >= calls_per_day || !from_numbers.take(&lead.phone) => day_ends,
                Some(_) => at,
                None => continue,
            };
            if moment > at {
                line.push(Reverse((moment, place)));
                continue;
            }
            (done_at, today) = (Some(at), today + 1);
            free_at = at + pause;
        }
        Ok(done_at)
    }
}

/// The hours of leads, looked for once for all that are in the same place.
struct Hours<'a, 'l> {
    times: &'a CallingTimes,
    window: &'a CallWindow,
    /// From when on it was looked, and the first good moment.
    known: HashMap<Place<'l>, (Timestamp, Timestamp)>,
}

/// A place's rule and the zones of a lead.
type Place<'l> = (Option<&'static str>, &'l [String]);

impl<'l> Hours<'_, 'l> {
    fn next(&mut self, lead: &'l Lead, at: Timestamp) -> Result<Option<Timestamp>> {
        let place = (self.times.rule(&lead.phone).map(|rule| rule.place), &lead.time_zones[..]);
        if let Some((_, good)) = self.known.get(&place).filter(|(from, good)| (*from..=*good).contains(&at)) {
            return Ok(Some(*good));
        }
        let found = self.times.next_within(self.window, &lead.phone, &lead.time_zones, at)?;
        if let Some(good) = found {
            self.known.insert(place, (at, good));
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests;
