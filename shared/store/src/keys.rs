//! Every key of the table, spelled here, in the files of this folder, and nowhere else.
//!
//! | item | pk | sk | indexes |
//! |---|---|---|---|
//! | which releases read what is stored (`infra/deploy/schema.py`) | `SCHEMA` | `SCHEMA` | |
//! | that an operator asks for a change | `AUDIT#day` | id | 1 all, 2 of an operator |
//! | what came of it | `AUDIT#day` | `id#ANSWER` | |
//! | lead | `LEAD#id` | `LEAD` | 1 all, 2 by status, 3 of a partner, 4 of a campaign, 5 due in a campaign, to be called back, or being deleted |
//! | phone | `PHONE#e164` | `PHONE` | its lead: 1 by number, 2 by name, 3 by e-mail, 5 by national number; 4 not to be called, by when that was recorded |
//! | a further word of a lead | `PHONE#e164` | `WORD#place` | 4 by the word |
//! | that a number is on an edition of a national do-not-call list | `PHONE#e164` | `LISTED#name#import` | |
//! | that a number was taken off the do-not-call list | `REMOVAL#e164` | `REMOVAL#moment` | 1 all |
//! | import of leads | `IMPORT#id` | `IMPORT` | |
//! | errors of an import | `IMPORT#id` | `ERRORS#byte` | |
//! | deleted lead, which counts | `ERASED#id` | `ERASED` | |
//! | campaign | `CAMPAIGN#id` | `CAMPAIGN` | 1 all, 2 by state, 5 giving its leads back |
//! | pace of a campaign, or of all calls | `CAMPAIGN#id`, `ACCOUNT` | `PACE` | |
//! | line that a call has, where calls at once are limited | `LINES` of all, `LINES#campaign` | `LINE#number` | |
//! | call | `CALL#id` | `CALL` | 1 all, 2 by outcome, 3 of a lead, 4 of a campaign, 5 under way, or awaiting its write-up or recording |
//! | turn | `CALL#id` | `TURN#number` | |
//! | an operator's prompt in force for a call | `CALL#id` | `PROMPT` | |
//! | what a call was placed by | `DECISION#call` | `DECISION` | 4 decisions of a campaign |
//! | why a lead was not called | `DECISION#moment#lead` | `DECISION` | 4 decisions of a campaign |
//! | transcript of a call | `CALL#id` | `TRANSCRIPT` | |
//! | which call it is in which a lead rings back | `RING_BACK#sid` | `RING_BACK` | |
//! | how many turns a call has had, and whether it is over | `CALL#id` | `TALK` | |
//! | meeting | `MEETING#id` | `MEETING` | 1 by time, 2 by status, 3 of a lead, behind its calls, 4 of a campaign, 5 being changed or owing a vendor something, by when |
//! | slot (a quarter hour) | `SLOT#calendar#start` | `SLOT` | 5 held, by lapse |
//! | partner | `PARTNER#id` | `PARTNER` | 1 all, 2 active |
//! | requests of a partner in a minute | `PARTNER#id` | `REQUESTS#minute` | |
//! | leads of a partner on a day | `PARTNER#id` | `LEADS#day` | |
//! | a partner's transfer under an idempotency key | `PARTNER#id` | `TRANSFER#key` | |
//! | event told to a partner | `DELIVERY#id` | `DELIVERY` | 1 of a partner |
//! | what a partner's key opens | `KEY#hash` | `KEY` | |
//! | counters | `COUNTERS#scope` | `COUNTERS`, the hour or the voice | |
//! | what an operator spent in the playground on a day | `PLAYGROUND#operator` | `TOKENS#day` | |
//! | calls from one of our numbers on a day | `CALLER#e164` | `CALLS#day` | |
//! | setting | `SETTING#name` | `SETTING` | |
//! | where a duty of the sweeper goes on | `CURSOR#duty` | `CURSOR` | |
//! | breaker of a vendor | `BREAKERS` | the vendor | |
//! | the emergency stop, while it is on | `BREAKERS` | `CALLING_STOP` | |
//! | a national do-not-call list in use | `BREAKERS` | `LIST#name` | |
//! | a prompt that was in force earlier | `SETTING#name` | `EARLIER#version` | |
//! | canary of a rebuild of the counters | `CANARY#rebuild#number` | `CANARY` | |
//! | counted stream event | `EVENT#id` | `EVENT` | |
//!
//! Lists of all leads or calls, and of those with a status, an outcome or something to do, may be spread over several
//! partitions of their index (`list_shards.rs`).

mod audit;
mod calls;
mod campaigns;
mod counts;
mod leads;
mod meetings;
mod partners;
mod settings;

use std::fmt::Display;

use jiff::Timestamp;

pub(crate) use self::audit::*;
pub(crate) use self::calls::*;
pub(crate) use self::campaigns::*;
pub(crate) use self::counts::*;
pub(crate) use self::leads::*;
pub(crate) use self::meetings::*;
pub(crate) use self::partners::*;
pub(crate) use self::settings::*;

/// Where an item lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) pk: String,
    pub(crate) sk: String,
}

impl Key {
    fn new(pk: String, sk: impl Into<String>) -> Self {
        Self { pk, sk: sk.into() }
    }
}

/// The overloaded indexes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Index {
    Gsi1,
    Gsi2,
    Gsi3,
    Gsi4,
    Gsi5,
}

impl Index {
    pub(crate) const ALL: [Self; 5] = [Self::Gsi1, Self::Gsi2, Self::Gsi3, Self::Gsi4, Self::Gsi5];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Gsi1 => "gsi1",
            Self::Gsi2 => "gsi2",
            Self::Gsi3 => "gsi3",
            Self::Gsi4 => "gsi4",
            Self::Gsi5 => "gsi5",
        }
    }

    pub(crate) fn pk(self) -> String {
        format!("{}pk", self.name())
    }

    pub(crate) fn sk(self) -> String {
        format!("{}sk", self.name())
    }
}

/// One entry of an item in an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IndexEntry {
    pub(crate) index: Index,
    pub(crate) pk: String,
    pub(crate) sk: String,
}

fn entry(index: Index, pk: String, sk: impl Display) -> IndexEntry {
    IndexEntry { index, pk, sk: sk.to_string() }
}

/// Whether a list has all leads or all calls, or those of them that something is true of. A shard of one has not.
pub(crate) fn is_of_all(list: &str) -> bool {
    let kind = list.split_once('#').map_or(list, |(kind, _)| kind);
    (kind == LEADS || kind == CALLS) && !list.contains(SHARD)
}

/// A shard of a list (`list_shards.rs`). The first has the name that the list had before it was spread.
pub(crate) fn list_shard(list: &str, shard: u32) -> String {
    if shard == 0 { list.to_owned() } else { format!("{list}{SHARD}{shard}") }
}

const SHARD: char = '~';

const LEADS: &str = "LEADS";
const CALLS: &str = "CALLS";

/// An entity that knows its key and its index entries.
pub(crate) trait Keyed {
    /// Stored with the item, so that a reader of the stream knows what it is.
    const ENTITY: &'static str;
    fn key(&self) -> Key;
    fn entries(&self) -> Vec<IndexEntry>;
}

/// A moment as text that sorts by time: UTC, always three decimals.
pub(crate) fn sortable(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

pub(crate) fn timed(at: Timestamp, id: impl Display) -> String {
    format!("{}#{id}", sortable(at))
}

/// Sorts before every key that begins with a moment or an id.
pub(crate) const FIRST: &str = "!";

/// The beginning of the range of keys that [`timed`] makes of `at` and later moments, and the end of the range of
/// those of earlier ones. Moments before 1970 would not sort as text.
pub(crate) fn bound(at: Timestamp) -> String {
    sortable(at.max(Timestamp::UNIX_EPOCH))
}

/// Sorts right behind a key that [`timed`] makes: a list goes on from there.
pub(crate) fn behind(place: &str) -> String {
    format!("{place}~")
}

/// Sorts behind every key that [`timed`] makes of `at` or an earlier moment.
pub(crate) fn through(at: Timestamp) -> String {
    // '~' sorts behind every id.
    format!("{}#~", sortable(at))
}
