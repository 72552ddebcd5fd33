//! How near the table comes to DynamoDB's limits at a hundred calls a second.

use std::fmt::Write as _;

use homework_domain::{Error, Result};

use crate::load::{Load, measure};

/// What one partition of a table or of an index takes in a second.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html>
const WRITES_MAX: f64 = 1000.0;
const READS_MAX: f64 = 3000.0;

/// Of twenty, ten do not answer, three are voicemail, two are busy, and five talk.
const CHARACTERS: &[u8] = b"80878289838788947886";
const CAMPAIGNS: usize = 16;
/// A hundred calls a second of all campaigns together.
const STAGGER_SECONDS: f64 = 0.16;
const SHOWN: usize = 14;

/// Calls so many leads of each of sixteen campaigns and says what the busiest partitions had to do; `false`
/// where one had to do more than it can, or a rule was broken.
pub fn limits(leads: usize) -> Result<(String, bool)> {
    let load = Load { campaigns: CAMPAIGNS, leads, stagger_seconds: STAGGER_SECONDS, characters: CHARACTERS };
    let measured = measure(&load)?;
    let mut out = String::new();
    let mut say = |line: String| writeln!(out, "{line}").map_err(Error::internal);
    say(format!(
        "{} calls of {CAMPAIGNS} campaigns, {:.0} a second once all are under way, {} meetings, in {:.0} minutes",
        measured.calls,
        CAMPAIGNS as f64 / STAGGER_SECONDS,
        measured.meetings,
        measured.lasted.as_secs_f64() / 60.0
    ))?;
    say("the most units of any second, by partition      writes    reads".to_owned())?;
    let mut partitions: Vec<_> = measured.ledger.partitions.iter().collect();
    partitions.sort_by(|(_, a), (_, b)| b.most_writes.total_cmp(&a.most_writes));
    for ((index, key), heat) in partitions.iter().take(SHOWN) {
        let place = format!("{} {key}", index.unwrap_or("items"));
        say(format!("  {place:<44} {:>8.0} {:>8.1}", heat.most_writes, heat.most_reads))?;
    }
    let above = |heat: &crate::ledger::Heat| heat.most_writes > WRITES_MAX || heat.most_reads > READS_MAX;
    let hot = partitions.iter().filter(|(_, heat)| above(heat)).count();
    say(format!("{hot} partitions above {WRITES_MAX} writes or {READS_MAX} reads a second"))?;
    let violations = &measured.violations;
    say(format!("{} rules broken {}", violations.len(), violations.join("; ")))?;
    Ok((out, hot == 0 && violations.is_empty()))
}
