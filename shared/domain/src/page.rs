//! Pages of lists: by number, as the original has it, or onwards from a cursor at constant cost.

use std::str::FromStr;

use jiff::Timestamp;

use crate::error::{Error, Result};

pub const PAGE_SIZE_DEFAULT: u32 = 50;
pub const PAGE_SIZE_MAX: u32 = 100;

/// Numbered pages are read past one by one; beyond so many items the cursor must be used.
pub const NUMBERED_ITEMS_MAX: u32 = 10_000;

/// In which direction a list is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    OldestFirst,
    #[default]
    NewestFirst,
}

impl Order {
    pub const ALL: [Self; 2] = [Self::OldestFirst, Self::NewestFirst];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::OldestFirst => "asc",
            Self::NewestFirst => "desc",
        }
    }
}

impl FromStr for Order {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let known = Self::ALL.into_iter().find(|order| order.as_str() == text);
        known.ok_or_else(|| Error::invalid("order", "must be asc or desc"))
    }
}

/// From `from` up to but not including `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeRange {
    pub from: Timestamp,
    pub to: Timestamp,
}

impl TimeRange {
    /// Reads the ends as they were given, one of which may be left open; `None` if both are.
    pub fn parse(from: Option<&str>, to: Option<&str>) -> Result<Option<Self>> {
        if from.is_none() && to.is_none() {
            return Ok(None);
        }
        let moment = |field, text: Option<&str>, open| match text {
            Some(text) => {
                text.parse().map_err(|_| Error::invalid(field, "must be a date and time with an offset"))
            }
            None => Ok(open),
        };
        let range =
            Self { from: moment("from", from, Timestamp::MIN)?, to: moment("to", to, Timestamp::MAX)? };
        if range.from >= range.to {
            return Err(Error::invalid("to", "must be later than from"));
        }
        Ok(Some(range))
    }
}

/// Where in a list to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest {
    /// From 1. With a cursor it only says which number the answer carries.
    pub page: u32,
    pub page_size: u32,
    pub cursor: Option<String>,
}

impl PageRequest {
    /// Checks what was asked for; `None` means the default.
    pub fn parse(page: Option<u32>, page_size: Option<u32>, cursor: Option<String>) -> Result<Self> {
        let page = page.unwrap_or(1);
        let page_size = page_size.unwrap_or(PAGE_SIZE_DEFAULT);
        if page == 0 {
            return Err(Error::invalid("page", "must be at least 1"));
        }
        if !(1..=PAGE_SIZE_MAX).contains(&page_size) {
            return Err(Error::invalid("page_size", format!("must be between 1 and {PAGE_SIZE_MAX}")));
        }
        if cursor.is_none() && page.saturating_mul(page_size) > NUMBERED_ITEMS_MAX {
            return Err(Error::invalid(
                "page",
                format!("reaches beyond item {NUMBERED_ITEMS_MAX}: go on with next_cursor instead"),
            ));
        }
        Ok(Self { page, page_size, cursor })
    }

    /// How many items to pass over when there is no cursor.
    pub fn skip(&self) -> u32 {
        (self.page - 1) * self.page_size
    }
}

/// One page of a list. `next_cursor` is `None` on the last page.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub total: u64,
    pub page: u32,
    pub page_size: u32,
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    pub fn total_pages(&self) -> u64 {
        self.total.div_ceil(u64::from(self.page_size))
    }

    /// The page with something else of each item.
    pub fn map<U>(self, of: impl FnMut(T) -> U) -> Page<U> {
        let Self { items, total, page, page_size, next_cursor } = self;
        Page { items: items.into_iter().map(of).collect(), total, page, page_size, next_cursor }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nonsense_is_refused_by_name() {
        for (page, size, field) in [
            (Some(0), None, "page"),
            (None, Some(0), "page_size"),
            (None, Some(1000), "page_size"),
            (Some(101), Some(100), "page"),
        ] {
            let Err(Error::Invalid(errors)) = PageRequest::parse(page, size, None) else {
                panic!("accepted")
            };
            assert_eq!(errors[0].field, field);
        }
        assert_eq!(PageRequest::parse(None, None, None).unwrap().page_size, 50);
    }

    #[test]
    fn a_range_may_be_open_at_one_end() {
        let (early, late) = (Some("2026-11-01T00:00:00Z"), Some("2026-11-30T00:00:00+01:00"));
        assert_eq!(TimeRange::parse(None, None).unwrap(), None);
        assert_eq!(TimeRange::parse(None, late).unwrap().unwrap().from, Timestamp::MIN);
        assert!(TimeRange::parse(early, late).unwrap().is_some());
        for (from, to, field) in
            [(late, early, "to"), (early, early, "to"), (Some("2026-11-01"), late, "from")]
        {
            let Err(Error::Invalid(errors)) = TimeRange::parse(from, to) else { panic!("accepted") };
            assert_eq!(errors[0].field, field);
        }
    }
}
