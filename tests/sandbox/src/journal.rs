//! Everything that happened, in order: each request received and each step of each simulated call.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Instant;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::util::{lock, now};

/// The oldest entries go when there are more than this …
const MAX_ENTRIES: usize = 100_000;
/// … or when they are together larger than this.
const MAX_BYTES: usize = 256 * 1024 * 1024;

/// One thing that happened. `details` depend on the kind and stand beside the other fields in JSON.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    pub sequence: u64,
    /// Wall-clock time, RFC 3339 with milliseconds.
    pub at: String,
    /// Milliseconds since the sandbox started, from a clock that never goes back.
    pub monotonic_ms: u64,
    pub vendor: String,
    /// `request` for a request received; otherwise the name of an event.
    pub kind: String,
    #[serde(flatten)]
    pub details: Map<String, Value>,
}

/// What `GET /_sandbox/journal` may ask for.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    pub vendor: Option<String>,
    pub kind: Option<String>,
    /// Text that occurs anywhere in the entry's JSON.
    pub contains: Option<String>,
    /// Only entries after this sequence number.
    pub since: Option<u64>,
}

struct Entries {
    kept: VecDeque<(Entry, usize)>,
    next: u64,
    bytes: usize,
}

pub struct Journal {
    started: Instant,
    entries: Mutex<Entries>,
}

impl Default for Journal {
    fn default() -> Self {
        let entries = Entries { kept: VecDeque::new(), next: 1, bytes: 0 };
        Self { started: Instant::now(), entries: Mutex::new(entries) }
    }
}

impl Journal {
    /// Writes one entry and answers its sequence number. `details` is a JSON object.
    pub fn record(&self, vendor: &str, kind: &str, details: Value) -> u64 {
        let details = match details {
            Value::Object(details) => details,
            other => Map::from_iter([("detail".to_owned(), other)]),
        };
        let size = Value::Object(details.clone()).to_string().len();
        let mut entries = lock(&self.entries);
        let sequence = entries.next;
        entries.next += 1;
        let entry = Entry {
            sequence,
            at: now().strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
            monotonic_ms: u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX),
            vendor: vendor.to_owned(),
            kind: kind.to_owned(),
            details,
        };
        entries.kept.push_back((entry, size));
        entries.bytes += size;
        while entries.kept.len() > MAX_ENTRIES || entries.bytes > MAX_BYTES {
            let Some((_, size)) = entries.kept.pop_front() else { break };
            entries.bytes -= size;
        }
        sequence
    }

    /// Adds what became known later to an entry that is still kept.
    pub(crate) fn amend(&self, sequence: u64, key: &str, value: Value) {
        let mut entries = lock(&self.entries);
        let found = entries.kept.binary_search_by_key(&sequence, |(entry, _)| entry.sequence);
        if let Ok(index) = found
            && let Some((entry, _)) = entries.kept.get_mut(index)
        {
            entry.details.insert(key.to_owned(), value);
        }
    }

    /// The entries that pass the filter, oldest first.
    pub fn read(&self, filter: &Filter) -> Vec<Entry> {
        let since = filter.since.unwrap_or(0);
        let plain = |entry: &Entry| {
            entry.sequence > since
                && filter.vendor.as_ref().is_none_or(|vendor| entry.vendor == *vendor)
                && filter.kind.as_ref().is_none_or(|kind| entry.kind == *kind)
        };
        let contains = |entry: &Entry| {
            filter.contains.as_ref().is_none_or(|text| json!(entry).to_string().contains(text.as_str()))
        };
        let entries = lock(&self.entries);
        entries.kept.iter().map(|(entry, _)| entry).filter(|e| plain(e) && contains(e)).cloned().collect()
    }

    /// Forgets all entries; sequence numbers go on.
    pub(crate) fn clear(&self) {
        let mut entries = lock(&self.entries);
        entries.kept.clear();
        entries.bytes = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_filtered_and_amended() {
        let journal = Journal::default();
        let first = journal.record("zoom", "request", json!({"path": "/zoom/v2"}));
        let second = journal.record("twilio", "ringing", json!({"to": "+12025550101"}));
        journal.amend(first, "status", json!(201));
        let read = |filter: Filter| journal.read(&filter).iter().map(|e| e.sequence).collect::<Vec<_>>();
        assert_eq!(read(Filter::default()), [first, second]);
        assert_eq!(read(Filter { vendor: Some("zoom".into()), ..Filter::default() }), [first]);
        assert_eq!(read(Filter { contains: Some("+1202".into()), ..Filter::default() }), [second]);
        assert_eq!(read(Filter { since: Some(first), ..Filter::default() }), [second]);
        assert_eq!(journal.read(&Filter::default())[0].details["status"], 201);
        journal.clear();
        assert!(read(Filter::default()).is_empty());
    }

    #[test]
    fn the_oldest_entries_go_first() {
        let journal = Journal::default();
        for _ in 0..MAX_ENTRIES + 5 {
            journal.record("zoom", "request", json!({}));
        }
        let kept = journal.read(&Filter::default());
        assert_eq!((kept.len(), kept[0].sequence), (MAX_ENTRIES, 6));
    }
}
