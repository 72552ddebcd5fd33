//! Settings, the sweeper's places and the vendors' breakers.

use homework_domain::breaker::Vendor;
use homework_domain::locale::Language;

use super::Key;

pub(crate) fn prompt_setting(language: Language) -> Key {
    Key::new(format!("SETTING#system_prompt#{language}"), "SETTING")
}

/// What the keys of the prompts that were in force earlier begin with.
pub(crate) const EARLIER_PREFIX: &str = "EARLIER#";

pub(crate) fn earlier_prompt(language: Language, version: u64) -> Key {
    Key::new(prompt_setting(language).pk, format!("{EARLIER_PREFIX}{version:010}"))
}

pub(crate) fn voice_setting() -> Key {
    Key::new("SETTING#default_voice".into(), "SETTING")
}

pub(crate) fn caller_numbers() -> Key {
    Key::new("SETTING#caller_numbers".into(), "SETTING")
}

pub(crate) fn voice_list() -> Key {
    Key::new("SETTING#voice_list".into(), "SETTING")
}

pub(crate) fn preview_claim(voice_id: &str) -> Key {
    Key::new(format!("SETTING#preview#{voice_id}"), "SETTING")
}

pub(crate) fn model_notice() -> Key {
    Key::new("SETTING#model_notice".into(), "SETTING")
}

pub(crate) fn calendar_sync(calendar: &str) -> Key {
    Key::new(format!("SETTING#calendar_sync#{calendar}"), "SETTING")
}

/// Where a duty that goes through a list in rounds goes on.
pub(crate) fn cursor(duty: &str) -> Key {
    Key::new(format!("CURSOR#{duty}"), "CURSOR")
}

/// The breakers of all vendors are one partition, so that one query tells them all, the emergency stop and the
/// national do-not-call lists.
pub(crate) const BREAKERS: &str = "BREAKERS";

pub(crate) fn breaker(vendor: Vendor) -> Key {
    Key::new(BREAKERS.to_owned(), vendor.as_str())
}

/// No vendor is called so.
pub(crate) fn calling_stop() -> Key {
    Key::new(BREAKERS.to_owned(), "CALLING_STOP")
}

/// No vendor is called so.
pub(crate) const NATIONAL_LIST_PREFIX: &str = "LIST#";

pub(crate) fn national_list(name: &str) -> Key {
    Key::new(BREAKERS.to_owned(), format!("{NATIONAL_LIST_PREFIX}{name}"))
}
