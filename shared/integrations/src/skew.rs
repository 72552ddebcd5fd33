//! Whether our clock is right. Everything that is due at a moment goes wrong with a clock that is off by
//! minutes, and nothing else tells: every answer of a vendor says what time it is there.

use std::sync::atomic::{AtomicBool, Ordering};

use homework_domain::Clock;
use homework_domain::clock::SystemClock;
use jiff::fmt::rfc2822::DateTimeParser;
use jiff::{SignedDuration, Timestamp};
use reqwest::Response;
use reqwest::header::DATE;

/// What is off by less may be the vendor's clock, or the time the answer was on its way.
const TOLERATED: SignedDuration = SignedDuration::from_mins(1);

/// Warns, once a process, if the time of an answer is far from ours.
pub(crate) fn look_at(service: &'static str, response: &Response) {
    static WARNED: AtomicBool = AtomicBool::new(false);
    let date = response.headers().get(DATE).and_then(|date| date.to_str().ok());
    let Some(off) = date.and_then(|date| off_by(date, SystemClock.now())) else { return };
    if !WARNED.swap(true, Ordering::Relaxed) {
        tracing::warn!(service, seconds = off.as_secs(), "our clock and the vendor's differ by minutes");
    }
}

/// How far our clock is ahead of the date in an answer, where it is more than may be.
/// <https://www.rfc-editor.org/rfc/rfc9110#field.date>
fn off_by(date: &str, now: Timestamp) -> Option<SignedDuration> {
    let theirs = DateTimeParser::new().parse_timestamp(date).ok()?;
    Some(now.duration_since(theirs)).filter(|off| off.abs() > TOLERATED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_off_by_minutes_is_noticed_and_one_off_by_seconds_is_not() {
        let off = |now: &str| off_by("Fri, 27 Nov 2026 09:00:00 GMT", now.parse().unwrap());
        assert_eq!(off("2026-11-27T09:02:00Z"), Some(SignedDuration::from_secs(120)));
        assert_eq!(off("2026-11-27T08:57:00Z"), Some(SignedDuration::from_secs(-180)));
        assert_eq!((off("2026-11-27T09:00:50Z"), off("2026-11-27T08:59:10Z")), (None, None));
        assert_eq!(off_by("yesterday", Timestamp::UNIX_EPOCH), None);
    }
}
