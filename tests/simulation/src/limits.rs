//! How near the table comes to DynamoDB's limits at many calls a second.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use homework_domain::{Error, Result};
use homework_store::ListShards;

use crate::ledger::Heat;
use crate::load::{Load, measure};

/// What one partition of a table or of an index takes in a second.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html>
const WRITES_MAX: f64 = 1000.0;
const READS_MAX: f64 = 3000.0;

/// Of twenty, ten do not answer, three are voicemail, two are busy, and five talk.
const CHARACTERS: &[u8] = b"80878289838788947886";
const CAMPAIGNS: usize = 16;
const SHOWN: usize = 14;
const VIOLATIONS_SHOWN: usize = 10;

/// Calls so many leads of each of sixteen campaigns, so many a second of all together, and says what the busiest
/// partitions had to do; `false` where one had to do more than it can, or a rule was broken.
pub fn limits(leads: usize, per_second: u32, lists: ListShards) -> Result<(String, bool)> {
    let stagger_seconds = CAMPAIGNS as f64 / f64::from(per_second);
    let load = Load { campaigns: CAMPAIGNS, leads, stagger_seconds, characters: CHARACTERS, lists };
    let measured = measure(&load)?;
    let mut out = String::new();
    let mut say = |line: String| writeln!(out, "{line}").map_err(Error::internal);
    say(format!(
        "{} calls of {CAMPAIGNS} campaigns, {per_second} a second once all are under way, {} meetings, in {:.0} minutes",
        measured.calls,
        measured.meetings,
        measured.lasted.as_secs_f64() / 60.0
    ))?;
    say("the most units of any second, by partition      writes    reads".to_owned())?;
    let partitions: Vec<_> = measured.ledger.partitions.iter().collect();
    for (place, heat) in busiest(&partitions).into_iter().take(SHOWN) {
        say(format!("  {place:<44} {:>8.0} {:>8.1}", heat.most_writes, heat.most_reads))?;
    }
    let above = |heat: &Heat| heat.most_writes > WRITES_MAX || heat.most_reads > READS_MAX;
    let hot = partitions.iter().filter(|(_, heat)| above(heat)).count();
    say(format!("{hot} partitions above {WRITES_MAX} writes or {READS_MAX} reads a second"))?;
    let violations = &measured.violations;
    let told: Vec<_> = violations.iter().take(VIOLATIONS_SHOWN).map(String::as_str).collect();
    say(format!("{} rules broken {}", violations.len(), told.join("; ")))?;
    Ok((out, hot == 0 && violations.is_empty()))
}

/// Of partitions whose keys differ only in whom they are of, the busiest; the busiest of all first.
fn busiest(partitions: &[(&(Option<&'static str>, String), &Heat)]) -> Vec<(String, Heat)> {
    let mut kinds: BTreeMap<String, Heat> = BTreeMap::new();
    for ((index, key), heat) in partitions {
        let parts: Vec<_> =
            key.split('#').map(|part| if names_somebody(part) { "…" } else { part }).collect();
        let most = kinds.entry(format!("{} {}", index.unwrap_or("items"), parts.join("#"))).or_default();
        most.most_writes = most.most_writes.max(heat.most_writes);
        most.most_reads = most.most_reads.max(heat.most_reads);
    }
    let mut kinds: Vec<_> = kinds.into_iter().collect();
    kinds.sort_by(|(_, a), (_, b)| b.most_writes.total_cmp(&a.most_writes));
    kinds
}

/// Whether a part of a key is an id, a number or a moment.
fn names_somebody(part: &str) -> bool {
    part.contains(|c: char| c.is_ascii_digit()) && part.len() >= 10
}
