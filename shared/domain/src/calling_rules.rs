//! What laws and regulators allow where a number's owner may be: at which hours, on which days and how often.
//! The rules are data with their sources (`data/calling_rules.tsv`); an operator's own calling hours only narrow
//! them.

mod holidays;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::{Date, DateTime, Weekday};
use jiff::{SignedDuration, Timestamp};
use url::{Host, Url};

use self::holidays::Holidays;
use crate::consent::ConsentNeeded;
use crate::phone::PhoneNumber;

const RULES: &str = include_str!("../data/calling_rules.tsv");
const AREA_CODES: &str = include_str!("../data/us_area_codes.tsv");
/// The row of every country that has none.
const ANYWHERE: &str = "*";
/// The row of a United States number whose state has none.
const UNITED_STATES: &str = "US";
const MINUTES_PER_DAY: u32 = 24 * 60;

/// What holds in one place.
#[derive(Debug, Clone, PartialEq)]
pub struct CallingRule {
    /// The country's ISO 3166-1 code, or the state's of ISO 3166-2, such as `US-FL`; `*` for any other country.
    pub place: &'static str,
    pub name: &'static str,
    /// Local hours from Monday to Friday, on Saturday and on Sunday: minutes after midnight, the last one excluded.
    hours: [Vec<(u32, u32)>; 3],
    holidays: Option<&'static Holidays>,
    /// At most so many calls to one person in so long.
    pub most: Most,
    /// Numbers from here are called without a country having been switched on by name.
    pub is_called: bool,
    /// The law or regulation, and what is doubtful about it.
    pub source: &'static str,
    /// Which consent must be on record for a call by an artificial voice, and by which law; `None`: none.
    pub consent: Option<ConsentNeeded>,
    pub consent_source: &'static str,
}

/// At most so many calls within so long, whatever campaign they are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Most {
    pub calls: u32,
    pub within: SignedDuration,
}

/// The longest time over which calls are counted.
pub const COUNTED_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);

struct Table {
    as_of: &'static str,
    rules: Vec<CallingRule>,
    /// The state or territory of each area code.
    states: BTreeMap<&'static str, &'static str>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let as_of = RULES.lines().find_map(|line| line.strip_prefix("# as of ")).unwrap_or_default();
    let rules = RULES.lines().filter(|line| !line.starts_with('#')).filter_map(CallingRule::read).collect();
    let states = AREA_CODES.lines().filter(|line| !line.starts_with('#'));
    let states = states
        .filter_map(|line| line.split_once('\t'))
        .flat_map(|(state, areas)| areas.split(' ').map(move |area| (area, state)));
    Table { as_of, rules, states: states.collect() }
});

/// The date of the rules, as `2026-11-26`: stored with each decision that was made by them.
pub fn version() -> &'static str {
    TABLE.as_of
}

/// All rules, in the order of the table.
pub fn all() -> &'static [CallingRule] {
    &TABLE.rules
}

/// The rule of a number: that of its state in the United States, else its country's, else the one of countries
/// that have none. A mobile number is judged by where it is from.
pub fn of_number(number: &PhoneNumber) -> &'static CallingRule {
    let country = number.country();
    let country = country.as_ref().map_or(ANYWHERE, |country| country.as_str());
    let state = (country == UNITED_STATES).then(|| state_of(number)).flatten();
    let of_state = state.and_then(|state| {
        all().iter().find(|rule| rule.place.strip_prefix("US-").is_some_and(|place| place == state))
    });
    let place = |place: &str| all().iter().find(|rule| rule.place == place);
    of_state.or_else(|| place(country)).or_else(|| place(ANYWHERE)).unwrap_or_else(|| &all()[0])
}

/// The state or territory that a number's area code is of.
fn state_of(number: &PhoneNumber) -> Option<&'static str> {
    let area = number.as_str().strip_prefix("+1")?.get(..3)?;
    TABLE.states.get(area).copied()
}

/// Whether `place` is a state or territory of the United States by its code, such as `US-TX`.
pub fn is_state(place: &str) -> bool {
    place.strip_prefix("US-").is_some_and(|state| TABLE.states.values().any(|known| *known == state))
}

/// Whether a number's area code is of the state `place`, as in `US-TX`.
pub fn is_of_state(number: &PhoneNumber, place: &str) -> bool {
    place.strip_prefix("US-").is_some_and(|state| state_of(number) == Some(state))
}

impl CallingRule {
    fn read(line: &'static str) -> Option<Self> {
        let mut fields = line.split('\t');
        let (place, name) = (fields.next()?, fields.next()?);
        let hours = [intervals(fields.next()?)?, intervals(fields.next()?)?, intervals(fields.next()?)?];
        let holidays = match fields.next()? {
            "-" => None,
            set => Some(holidays::of(set)?),
        };
        let most = fields.next().and_then(Most::read)?;
        let is_called = fields.next()? == "on";
        let source = fields.next()?;
        let consent = consent_needed(fields.next()?)?;
        let consent_source = fields.next()?;
        Some(Self { place, name, hours, holidays, most, is_called, source, consent, consent_source })
    }

    /// Whether somebody whose clock shows this may be called.
    pub fn allows(&self, at: DateTime) -> bool {
        let minute = u32::from(at.hour().unsigned_abs()) * 60 + u32::from(at.minute().unsigned_abs());
        let mut hours = self.hours_on(at.date()).iter();
        hours.any(|(opens, closes)| (*opens..*closes).contains(&minute))
    }

    fn hours_on(&self, date: Date) -> &[(u32, u32)] {
        if self.is_holiday(date) {
            return &[];
        }
        match date.weekday() {
            Weekday::Saturday => &self.hours[1],
            Weekday::Sunday => &self.hours[2],
            _ => &self.hours[0],
        }
    }

    /// Whether nobody is called that day although it is no Sunday.
    pub fn is_holiday(&self, date: Date) -> bool {
        self.holidays.is_some_and(|holidays| holidays.include(date))
    }

    /// When one more call may be made to somebody who was called at these moments: `None` for now.
    pub fn rests_until(&self, dials: &[Timestamp], now: Timestamp) -> Option<Timestamp> {
        let Most { calls, within } = self.most;
        let mut counted: Vec<_> = dials.iter().copied().filter(|at| *at > now - within).collect();
        counted.sort_unstable();
        // Once so many lie further back that one fewer than the most is left.
        let over = (counted.len() + 1).checked_sub(calls as usize)?;
        over.checked_sub(1).and_then(|place| counted.get(place)).map(|at| *at + within)
    }
}

impl Most {
    fn read(text: &str) -> Option<Self> {
        let (calls, within) = text.split_once('/')?;
        let (count, hours) = match within.strip_suffix('h') {
            Some(hours) => (hours, 1),
            None => (within.strip_suffix('d')?, 24),
        };
        let within = SignedDuration::from_hours(count.parse::<i64>().ok()? * hours);
        Some(Self { calls: calls.parse().ok()?, within })
    }
}

impl std::fmt::Display for Most {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let hours = self.within.as_hours();
        let (count, unit) = if hours > 24 { (hours / 24, "days") } else { (hours, "hours") };
        write!(f, "{} calls in {count} {unit}", self.calls)
    }
}

/// `written`, `any`, or `-` for none.
fn consent_needed(text: &str) -> Option<Option<ConsentNeeded>> {
    let known = ConsentNeeded::ALL.into_iter().find(|needed| needed.as_str() == text);
    (known.is_some() || text == "-").then_some(known)
}

/// `10:00-13:00+14:00-20:00`, or `-` for none.
fn intervals(text: &str) -> Option<Vec<(u32, u32)>> {
    let minutes = |text: &str| {
        let (hour, minute) = text.split_once(':')?;
        Some(hour.parse::<u32>().ok()? * 60 + minute.parse::<u32>().ok()?)
    };
    if text == "-" {
        return Some(vec![]);
    }
    text.split('+')
        .map(|part| {
            let (opens, closes) = part.split_once('-')?;
            let (opens, closes) = (minutes(opens)?, minutes(closes)?);
            (opens < closes && closes <= MINUTES_PER_DAY).then_some((opens, closes))
        })
        .collect()
}

/// Whether the rules of places hold. They do, unless nobody real can be called.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CallingRules {
    #[default]
    Enforced,
    /// The telephone service is a simulation, whose callees are awake at any hour.
    Simulated,
}

impl CallingRules {
    /// What holds for a telephone service at this address; an empty one is the real service. Only a program on this
    /// very machine is taken for a simulation, so nobody can switch the rules off for real people.
    pub fn of_telephony_at(address: &str) -> Self {
        let url = Url::parse(address).ok();
        let is_here = match url.as_ref().and_then(Url::host) {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            None => false,
        };
        if is_here { Self::Simulated } else { Self::Enforced }
    }
}

#[cfg(test)]
mod tests;
