//! National do-not-call lists: those that a country or state keeps, and that whoever calls there has to obey. They
//! are imported as of a day, and stale some weeks later: then nobody is called there until a fresh one is imported.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::calling_rules;
use crate::country::Country;
use crate::error::{Error, FieldError, Result};
use crate::ids::ImportId;
use crate::phone::PhoneNumber;

/// In characters: each number of a list carries its name.
const NAME_MAX: usize = 24;
/// Telemarketers synchronise with the list no less often than every 31 days: 16 CFR 310.4(b)(3)(iv).
const FRESH_DAYS: i64 = 31;
/// Calls to a number are unlawful once it has been registered for 28 days: PECR 2003, regulation 21(1)(b) and (3).
const FRESH_DAYS_IN_BRITAIN: i64 = 28;
/// DynamoDB removes what has expired within a few days at most, and never before.
const KEPT_BEYOND: SignedDuration = SignedDuration::from_hours(24);

/// Which list a file has, and as of which day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListEdition {
    /// Upper-case letters, digits and dashes, such as `TPS`. A later edition has the same.
    pub name: String,
    /// Where it holds: a country's ISO 3166-1 code, or ISO 3166-2 of a state of the United States, such as `US-TX`.
    pub place: String,
    /// The day on which whoever keeps the list gave it out.
    pub as_of: Date,
}

/// A national list in use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NationalList {
    #[serde(flatten)]
    pub edition: ListEdition,
    /// The import that brought the numbers in force: those of an earlier one count no more.
    pub import_id: ImportId,
    pub numbers: u64,
    /// UTC.
    pub imported_at: Timestamp,
    /// Counts the writes; each write states the version it is based on.
    pub version: u64,
}

/// That a number stands on a list: of which name, and by which import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListMark {
    pub name: String,
    pub import_id: ImportId,
}

/// What the national lists in use say of a number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NationalStanding {
    /// The lists that hold where the number is from.
    pub lists: Vec<NationalList>,
    /// The one that the number is on.
    pub on: Option<String>,
}

impl ListEdition {
    /// Reads what is said of a list that is to be imported.
    ///
    /// # Errors
    /// `Invalid` on `name`, `place` or `as_of`; also for an edition that would be stale at once, or from the future.
    pub fn parse(name: &str, place: &str, as_of: &str, now: Timestamp) -> Result<Self> {
        let mut errors = Vec::new();
        let name = name.trim().to_ascii_uppercase();
        let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if name.is_empty() || name.len() > NAME_MAX || !is_plain {
            let message = format!("must be 1 to {NAME_MAX} letters, digits and dashes, such as TPS");
            errors.push(FieldError::new("name", message));
        }
        let place = place.trim().to_ascii_uppercase();
        if place.parse::<Country>().is_err() && !calling_rules::is_state(&place) {
            let message = "must be a country's two-letter code such as GB, or a state's such as US-TX";
            errors.push(FieldError::new("place", message));
        }
        let edition = match as_of.trim().parse() {
            Ok(as_of) => Some(Self { name, place, as_of }),
            Err(_) => {
                errors.push(FieldError::new("as_of", "must be a day such as 2026-11-01"));
                None
            }
        };
        if let Some(edition) = &edition {
            // It may be tomorrow already where the list is kept.
            if edition.begins_at() > now + SignedDuration::from_hours(24) {
                errors.push(FieldError::new("as_of", "must not be in the future"));
            } else if now >= edition.stale_from() {
                let days = edition.fresh_days();
                errors.push(FieldError::new("as_of", format!("must be less than {days} days ago")));
            }
        }
        match edition {
            Some(edition) if errors.is_empty() => Ok(edition),
            _ => Err(Error::Invalid(errors)),
        }
    }

    fn fresh_days(&self) -> i64 {
        if self.place == "GB" { FRESH_DAYS_IN_BRITAIN } else { FRESH_DAYS }
    }

    fn begins_at(&self) -> Timestamp {
        self.as_of
            .to_zoned_datetime(TimeZone::UTC)
            .map_or(Timestamp::UNIX_EPOCH, |midnight| midnight.timestamp())
    }

    /// From when on nobody is called by this edition.
    pub fn stale_from(&self) -> Timestamp {
        self.begins_at() + SignedDuration::from_hours(24 * self.fresh_days())
    }

    /// Unix time at which the edition's numbers go: nobody is called by it any more then.
    pub fn expires_at(&self) -> i64 {
        (self.stale_from() + KEPT_BEYOND).as_second()
    }

    /// Whether the list holds for a number.
    pub fn holds_for(&self, number: &PhoneNumber) -> bool {
        number.country().is_some_and(|country| country.as_str() == self.place)
            || calling_rules::is_of_state(number, &self.place)
    }
}

impl NationalList {
    /// What a number is marked with that is on the edition in use.
    pub fn mark(&self) -> ListMark {
        ListMark { name: self.edition.name.clone(), import_id: self.import_id }
    }

    pub fn is_stale(&self, now: Timestamp) -> bool {
        now >= self.edition.stale_from()
    }
}

impl NationalStanding {
    /// What `lists`, those in use, say of a number that has these marks.
    pub fn of(number: &PhoneNumber, lists: &[NationalList], marks: &[ListMark]) -> Self {
        let lists: Vec<_> = lists.iter().filter(|list| list.edition.holds_for(number)).cloned().collect();
        let is_on = |list: &&NationalList| {
            marks.iter().any(|mark| mark.name == list.edition.name && mark.import_id == list.import_id)
        };
        let on = lists.iter().find(is_on).map(|list| list.edition.name.clone());
        Self { lists, on }
    }

    /// Whether these lists, those in use, are the ones that it was told by.
    pub fn is_by(&self, number: &PhoneNumber, lists: &[NationalList]) -> bool {
        Self::of(number, lists, &[]).lists == self.lists
    }

    /// The first list that is too old to go by.
    pub fn stale(&self, now: Timestamp) -> Option<&NationalList> {
        self.lists.iter().find(|list| list.is_stale(now))
    }

    /// Each list with its day, for a reader.
    pub fn in_words(&self) -> Vec<String> {
        self.lists.iter().map(|list| format!("{} as of {}", list.edition.name, list.edition.as_of)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-23T10:00:00Z".parse().unwrap()
    }

    fn list(name: &str, place: &str, as_of: &str) -> NationalList {
        NationalList {
            edition: ListEdition::parse(name, place, as_of, now()).unwrap(),
            import_id: ImportId::generate(now()),
            numbers: 1,
            imported_at: now(),
            version: 1,
        }
    }

    #[test]
    fn what_is_said_of_a_list_is_checked() {
        let edition = ListEdition::parse(" tps ", "gb", "2026-11-01", now()).unwrap();
        assert_eq!((edition.name.as_str(), edition.place.as_str()), ("TPS", "GB"));
        for (name, place, as_of, field) in [
            ("", "GB", "2026-11-01", "name"),
            ("T#S", "GB", "2026-11-01", "name"),
            ("TPS", "Britain", "2026-11-01", "place"),
            ("TPS", "US-ZZ", "2026-11-01", "place"),
            ("TPS", "GB", "1 November", "as_of"),
            ("TPS", "GB", "2026-11-26", "as_of"),
            // Stale after 28 days in Britain, after 31 elsewhere.
            ("TPS", "GB", "2026-10-26", "as_of"),
            ("FTC", "US", "2026-10-23", "as_of"),
        ] {
            let Err(Error::Invalid(errors)) = ListEdition::parse(name, place, as_of, now()) else {
                panic!("{name} {place} {as_of}")
            };
            assert_eq!(errors.iter().map(|e| e.field.as_str()).collect::<Vec<_>>(), [field], "{errors:?}");
        }
        assert!(ListEdition::parse("FTC", "US", "2026-10-24", now()).is_ok());
        assert!(ListEdition::parse("TPS", "GB", "2026-10-27", now()).is_ok());
    }

    #[test]
    fn a_list_holds_for_the_numbers_of_its_place_until_its_day_is_too_long_ago() {
        let (federal, texas) = (list("FTC", "US", "2026-11-01"), list("TEXAS", "US-TX", "2026-11-20"));
        let lists = [federal.clone(), texas.clone()];
        let stale = "2026-12-02T00:00:00Z".parse().unwrap();
        for (number, expected) in
            [("+12145551234", vec!["FTC", "TEXAS"]), ("+12125551234", vec!["FTC"]), ("+34912345601", vec![])]
        {
            let standing = NationalStanding::of(&number.parse().unwrap(), &lists, &[]);
            let names: Vec<_> = standing.lists.iter().map(|list| list.edition.name.as_str()).collect();
            assert_eq!((names, standing.on.is_some()), (expected, false), "{number}");
            assert_eq!(standing.stale(now()), None);
            assert_eq!(standing.stale(stale).is_some(), number.starts_with("+1"), "{number}");
        }
        assert!(federal.edition.expires_at() > federal.edition.stale_from().as_second());
    }

    #[test]
    fn only_the_edition_in_force_counts() {
        let number: PhoneNumber = "+12125551234".parse().unwrap();
        let federal = list("FTC", "US", "2026-11-01");
        let mark = |name: &str, import_id| ListMark { name: name.into(), import_id };
        let other = ImportId::generate(now());
        let lists = [federal.clone()];
        let on = |mark| NationalStanding::of(&number, &lists, &[mark]).on;
        assert_eq!(on(mark("FTC", federal.import_id)).as_deref(), Some("FTC"));
        assert_eq!(on(mark("FTC", other)), None);
        assert_eq!(on(mark("TPS", federal.import_id)), None);
    }
}
