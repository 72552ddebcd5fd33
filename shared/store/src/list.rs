//! Reading lists page by page, by number or onwards from a cursor.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use homework_domain::lead::ListedLead;
use homework_domain::page::{Order, Page, PageRequest};
use homework_domain::{Error, Result};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::malformed;
use crate::keys::{self, Index, Key, Keyed};
use crate::operation::{Item, Part, Query, text};
use crate::reading::fields_of;
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

    fn cursor_after(&self, last: &impl Listed) -> Result<String> {
        let (Key { pk, sk }, index_sk) =
            last.place(self.index).ok_or_else(|| malformed("an item of a list that it has no entry in"))?;
        Cursor { list: self.tag(), index_sk, pk, sk }.encode()
    }
}

/// What a list is made of. Of each item only the attributes that are read are asked for.
pub(crate) trait Listed: DeserializeOwned {
    /// Its key, and the sort key of its entry in an index.
    fn place(&self, index: Index) -> Option<(Key, String)>;
}

impl<T: Keyed + DeserializeOwned> Listed for T {
    fn place(&self, index: Index) -> Option<(Key, String)> {
        let entry = self.entries().into_iter().find(|entry| entry.index == index)?;
        Some((self.key(), entry.sk))
    }
}

/// Its lists of leads are in the order of the ids, but for that of promised calls.
impl Listed for ListedLead {
    fn place(&self, index: Index) -> Option<(Key, String)> {
        let sk = match index {
            Index::Gsi5 => keys::timed(self.next_attempt_at?, self.id),
            _ => self.id.to_string(),
        };
        Some((keys::lead(self.id), sk))
    }
}

impl Store {
    /// One page of `list`; `total` is how long the counters say the whole list is.
    pub(crate) async fn page<T: Listed>(
        &self,
        list: &List,
        request: &PageRequest,
        total: u64,
    ) -> Result<Page<T>> {
        self.page_of(list, &Part::All, request, total).await
    }

    /// One page of a part of `list` that nothing counts: the total counts what was read so far, and
    /// one more if there is more.
    pub(crate) async fn uncounted_page<T: Listed>(
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

    async fn page_of<T: Listed>(
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
        let only = Some(fields_of::<T>());
        let found = self.read_list(list, part, start, skip + size + 1, only).await?;
        let mut found = found.into_iter().skip(skip);
        let items: Vec<T> = found.by_ref().take(size).map(read).collect::<Result<_>>()?;
        let next_cursor = match (found.next(), items.last()) {
            (Some(_), Some(last)) => Some(list.cursor_after(last)?),
            _ => None,
        };
        Ok(Page { items, total, page: request.page, page_size: request.page_size, next_cursor })
    }

    pub(crate) async fn read_list(
        &self,
        list: &List,
        part: &Part,
        start: Option<Cursor>,
        count: usize,
        only: Option<&'static [&'static str]>,
    ) -> Result<Vec<Item>> {
        let mut query =
            Query { order: list.order, only, ..Query::index(list.index, &*list.pk) }.part(part.clone());
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
    use homework_domain::ids::{CampaignId, PartnerId};
    use homework_domain::lead::{Lead, NewLead};

    use super::*;

    fn list(pk: &str) -> List {
        List { index: Index::Gsi3, pk: pk.into(), order: Order::NewestFirst }
    }

    /// A list of them goes on by what they say, so they must say the same as what is stored.
    #[test]
    fn a_listed_lead_stands_where_the_lead_does() {
        let now = "2026-11-24T10:00:00Z".parse().unwrap();
        let mut lead = Lead::create(NewLead::parse("Ana", "+12125550100", None).unwrap(), now);
        lead.partner_id = Some(PartnerId::generate(now));
        lead.enqueue(CampaignId::generate(now), now).unwrap();
        lead.call_back_at = Some(now);
        let listed = ListedLead::from(lead.clone());
        let entries = lead.entries();
        assert_eq!(entries.len(), 5);
        for entry in entries {
            assert_eq!(listed.place(entry.index), Some((lead.key(), entry.sk)));
        }
    }

    #[test]
    fn a_cursor_opens_only_the_list_it_came_from() {
        #[derive(Deserialize)]
        struct Lead;
        impl Listed for Lead {
            fn place(&self, _: Index) -> Option<(Key, String)> {
                Some((Key { pk: "LEAD#01".into(), sk: "LEAD".into() }, "01".into()))
            }
        }
        let cursor = list("PARTNER#A#LEADS").cursor_after(&Lead).unwrap();
        assert!(Cursor::decode(&cursor, &list("PARTNER#A#LEADS")).is_ok());
        assert!(Cursor::decode(&cursor, &list("PARTNER#B#LEADS")).is_err());
        let upside_down = List { order: Order::OldestFirst, ..list("PARTNER#A#LEADS") };
        assert!(Cursor::decode(&cursor, &upside_down).is_err());
        for bad in ["", "x", "e30", "🦀"] {
            assert!(Cursor::decode(bad, &list("LEADS")).is_err(), "{bad}");
        }
    }
}
