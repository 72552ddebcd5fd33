//! Small things every vendor needs: the time, locks, random ids, credentials in headers.

use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::{fs, io};

use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use rand::RngExt as _;
use subtle::ConstantTimeEq as _;

/// By how many seconds the clocks of this world are ahead of the machine's.
static AHEAD: AtomicI64 = AtomicI64::new(0);

#[expect(clippy::disallowed_methods, reason = "the outside world keeps its own clock")]
pub(crate) fn now() -> Timestamp {
    Timestamp::now() + SignedDuration::from_secs(AHEAD.load(Ordering::Relaxed))
}

/// Moves the clock, and tells the functions by way of the file.
pub(crate) fn run_ahead(seconds: i64, file: &Path) -> io::Result<()> {
    let new = file.with_extension("new");
    fs::write(&new, seconds.to_string())?;
    fs::rename(new, file)?;
    AHEAD.store(seconds, Ordering::Relaxed);
    Ok(())
}

/// Locks, also after a panic in another holder: every change made under our locks is complete in itself.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// `digits` random hexadecimal digits.
pub(crate) fn hex(digits: usize) -> String {
    let mut rng = rand::rng();
    (0..digits).filter_map(|_| char::from_digit(rng.random_range(0..16), 16)).collect()
}

/// A random number of exactly `digits` decimal digits.
pub(crate) fn number(digits: u32) -> u64 {
    let low = 10_u64.pow(digits - 1);
    rand::rng().random_range(low..low * 10)
}

/// RFC 2822 in GMT, as Twilio writes times.
pub(crate) fn rfc2822(at: Timestamp) -> String {
    at.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

/// Whole seconds, as most vendors write times.
pub(crate) fn rfc3339(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

pub(crate) fn same(left: &str, right: &str) -> bool {
    left.as_bytes().ct_eq(right.as_bytes()).into()
}

/// User and password of a Basic `Authorization` header.
pub(crate) fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let decoded = STANDARD.decode(value.strip_prefix("Basic ")?.trim()).ok()?;
    let text = String::from_utf8(decoded).ok()?;
    let (user, password) = text.split_once(':')?;
    Some((user.to_owned(), password.to_owned()))
}

/// The token of a Bearer `Authorization` header.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ").map(str::trim)
}

/// `text` cut to at most `max` bytes, at a character.
pub(crate) fn clip(text: &str, max: usize) -> &str {
    if text.len() <= max {
        return text;
    }
    let mut end = max;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
