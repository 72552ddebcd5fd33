//! Reading lists page by page, by number or onwards from a cursor.

use aws_sdk_dynamodb::types::AttributeValue;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use homework_domain::page::{Order, Page, PageRequest};
use homework_domain::{Error, Result};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::malformed;
use crate::keys::Index;
use crate::operation::{Item, Part, Query, text};
use crate::table::{Store, read};

/// A list: one partition of one index, in one direction.
#[derive(Debug)]
pub(crate) struct List {
    pub(crate) index: Index,
    pub(crate) pk: String,
    pub(crate) order: Order,
}

/// What a cursor stands for: the list it belongs to and the last item that was read.
/// A cursor of one list is refused by every other, so it cannot be used to read where one may not.
#[derive(Serialize, Deserialize)]
pub(crate) struct Cursor {
    pub(crate) list: String,
    pub(crate) index_sk: String,
    pub(crate) pk: String,
    pub(crate) sk: String,
}

impl Cursor {
    fn encode(&self) -> Result<String> {
        serde_json::to_vec(self).map(|json| URL_SAFE_NO_PAD.encode(json)).map_err(Error::internal)
    }

    fn decode(text: &str, list: &List) -> Result<Self> {
        let refused = || Error::invalid("cursor", "is not a cursor of this list");
        let json = URL_SAFE_NO_PAD.decode(text).map_err(|_| refused())?;
        let cursor: Self = serde_json::from_slice(&json).map_err(|_| refused())?;
        let in_range =
            [&cursor.index_sk, &cursor.pk, &cursor.sk].iter().all(|part| (1..=1024).contains(&part.len()));
        if cursor.list == list.tag() && in_range { Ok(cursor) } else { Err(refused()) }
    }
}

impl List {
    pub(crate) fn tag(&self) -> String {
        format!("{}/{}/{}", self.index.name(), self.pk, self.order.as_str())
    }

    fn start_key(&self, cursor: &Cursor) -> Item {
        Item::from([
            (self.index.pk(), text(&*self.pk)),
            (self.index.sk(), text(&*cursor.index_sk)),
            ("pk".into(), text(&*cursor.pk)),
            ("sk".into(), text(&*cursor.sk)),
        ])
    }

    pub(crate) fn cursor_after(&self, item: &Item) -> Result<String> {
        let part = |name: &str| {
            let value = item.get(name).and_then(|v: &AttributeValue| v.as_s().ok());
            value.cloned().ok_or_else(|| malformed(format!("no {name}")))
        };
        Cursor { list: self.tag(), index_sk: part(&self.index.sk())?, pk: part("pk")?, sk: part("sk")? }
            .encode()
    }
}

impl Store {
    /// One page of `list`; `total` is how long the counters say the whole list is.
    pub(crate) async fn page<T: DeserializeOwned>(
        &self,
        list: &List,
        request: &PageRequest,
        total: u64,
    ) -> Result<Page<T>> {
        self.page_of(list, &Part::All, request, total).await
    }

    /// One page of a part of `list` that nothing counts: the total counts what was read so far, and
    /// one more if there is more.
    pub(crate) async fn uncounted_page<T: DeserializeOwned>(
        &self,
        list: &List,
        part: &Part,
        request: &PageRequest,
    ) -> Result<Page<T>> {
        let page: Page<T> = self.page_of(list, part, request, 0).await?;
        let before = u64::from(if request.cursor.is_some() { 0 } else { request.skip() });
        let total = before + page.items.len() as u64 + u64::from(page.next_cursor.is_some());
        Ok(Page { total, ..page })
    }

    async fn page_of<T: DeserializeOwned>(
        &self,
        list: &List,
        part: &Part,
        request: &PageRequest,
        total: u64,
    ) -> Result<Page<T>> {
        let start = request.cursor.as_deref().map(|text| Cursor::decode(text, list)).transpose()?;
        // DynamoDB takes no start outside the range it is asked for.
        if start.as_ref().is_some_and(|cursor| !part.holds(&cursor.index_sk)) {
            return Err(Error::invalid("cursor", "is not a cursor of this list"));
        }
        let skip = if start.is_some() { 0 } else { request.skip() as usize };
        let size = request.page_size as usize;
        // One more than asked for tells whether there is a next page.
        let mut items = self.read_list(list, part, start, skip + size + 1).await?.into_iter().skip(skip);
        let page: Vec<Item> = items.by_ref().take(size).collect();
        let next_cursor = match (items.next(), page.last()) {
            (Some(_), Some(last)) => Some(list.cursor_after(last)?),
            _ => None,
        };
        Ok(Page {
            items: page.into_iter().map(read).collect::<Result<_>>()?,
            total,
            page: request.page,
            page_size: request.page_size,
            next_cursor,
        })
    }

    pub(crate) async fn read_list(
        &self,
        list: &List,
        part: &Part,
        start: Option<Cursor>,
        count: usize,
    ) -> Result<Vec<Item>> {
        let mut query = Query { order: list.order, ..Query::index(list.index, &*list.pk) }.part(part.clone());
        query.start = start.map(|cursor| list.start_key(&cursor));
        let mut items = Vec::new();
        loop {
            query.limit = i32::try_from(count - items.len()).ok();
            let answer = self.query(&query).await?;
            items.extend(answer.items);
            query.start = answer.next;
            if query.start.is_none() || items.len() >= count {
                return Ok(items);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(pk: &str) -> List {
        List { index: Index::Gsi3, pk: pk.into(), order: Order::NewestFirst }
    }

    #[test]
    fn a_cursor_opens_only_the_list_it_came_from() {
        let item = Item::from([
            ("gsi3pk".to_owned(), text("PARTNER#A#LEADS")),
            ("gsi3sk".to_owned(), text("01")),
            ("pk".to_owned(), text("LEAD#01")),
            ("sk".to_owned(), text("LEAD")),
        ]);
        let cursor = list("PARTNER#A#LEADS").cursor_after(&item).unwrap();
        assert!(Cursor::decode(&cursor, &list("PARTNER#A#LEADS")).is_ok());
        assert!(Cursor::decode(&cursor, &list("PARTNER#B#LEADS")).is_err());
        let upside_down = List { order: Order::OldestFirst, ..list("PARTNER#A#LEADS") };
        assert!(Cursor::decode(&cursor, &upside_down).is_err());
        for bad in ["", "x", "e30", "🦀"] {
            assert!(Cursor::decode(bad, &list("LEADS")).is_err(), "{bad}");
        }
    }
}
