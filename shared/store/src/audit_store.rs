//! The audit trail: adding to it, and reading it. There is nothing else to be done with it.

use std::collections::HashMap;

use homework_domain::Result;
use homework_domain::audit::{Answered, Asked, Entry};
use homework_domain::ids::AuditId;
use homework_domain::page::{Order, Page, PageRequest};
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::keys::{self, Index};
use crate::list::List;
use crate::operation::Part;
use crate::table::{Store, put_new, read};

impl Store {
    /// Puts on record that an operator asks for something.
    pub async fn record_asked(&self, asked: &Asked) -> Result<()> {
        // Where it is there already, it is by a request of ours that was sent twice: the id is this one's alone.
        self.write(put_new(asked)?).await.map(|_| ())
    }

    /// Puts on record what came of it.
    pub async fn record_answered(&self, answered: &Answered) -> Result<()> {
        self.write(put_new(answered)?).await.map(|_| ())
    }

    /// The trail, the latest first, of one operator or of all, on one day (UTC) or on all. Nothing counts it.
    pub async fn list_audit(
        &self,
        operator_id: Option<&str>,
        day: Option<Date>,
        page: &PageRequest,
    ) -> Result<Page<Entry>> {
        let (index, pk) = match operator_id {
            Some(subject) => (Index::Gsi2, keys::audit_of_operator(subject)),
            None => (Index::Gsi1, keys::audit_trail()),
        };
        let list = List { index, pk, order: Order::NewestFirst };
        let part = day.map_or(Part::All, of_day);
        let page: Page<Asked> = self.uncounted_page(&list, &part, page).await?;
        let keys: Vec<_> = page.items.iter().map(|asked| keys::audit_answer(asked.id, asked.at)).collect();
        let found = self.get_items(&keys).await?.into_iter().map(read::<Answered>);
        let mut answers: HashMap<AuditId, Answered> =
            found.map(|answered| answered.map(|a| (a.id, a))).collect::<Result<_>>()?;
        let of = |asked: Asked| Entry { answered: answers.remove(&asked.id), asked };
        Ok(Page {
            items: page.items.into_iter().map(of).collect(),
            total: page.total,
            page: page.page,
            page_size: page.page_size,
            next_cursor: page.next_cursor,
        })
    }
}

/// The entries of one day. No moment of the next one sorts before its first.
fn of_day(day: Date) -> Part {
    let start = |day: Date| day.to_zoned_datetime(TimeZone::UTC).map(|start| keys::bound(start.timestamp()));
    match (start(day), day.tomorrow().and_then(start)) {
        (Ok(from), Ok(until)) => Part::Between(from, until),
        // The last day that there is.
        _ => Part::After(keys::bound(jiff::Timestamp::MAX)),
    }
}

#[cfg(test)]
mod tests {
    use homework_domain::Error;
    use homework_domain::audit::{Outcome, Retention};
    use jiff::Timestamp;

    use super::*;
    use crate::memory::Memory;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn asked(operator: &str, moment: &str) -> Asked {
        let at = at(moment);
        let asked = Asked {
            id: AuditId::generate(at),
            at,
            operator_id: operator.into(),
            operator: format!("{operator}@example.com"),
            operation: "delete_lead".into(),
            thing_id: Some("01KAP3VQ5T8M2N4R6W0XHZJ9CD".into()),
            request_id: "r".into(),
            refused: None,
            expires_at: None,
        };
        asked.kept(Retention::of_days(400))
    }

    fn page(cursor: Option<String>) -> PageRequest {
        PageRequest::parse(None, Some(2), cursor).unwrap()
    }

    #[tokio::test]
    async fn the_trail_is_read_newest_first_by_operator_and_by_day_with_what_came_of_each() {
        let store = Store::in_memory(Memory::default());
        let trail = [
            asked("ana", "2026-11-22T23:59:59.999Z"),
            asked("ben", "2026-11-23T00:00:00Z"),
            asked("ana", "2026-11-23T23:59:59.999Z"),
            asked("ana", "2026-11-24T00:00:00Z"),
        ];
        for asked in &trail {
            store.record_asked(asked).await.unwrap();
        }
        let done = trail[2].answered(200, None, trail[2].at);
        store.record_answered(&done).await.unwrap();

        let first = store.list_audit(None, None, &page(None)).await.unwrap();
        assert_eq!(first.items.iter().map(|e| &e.asked).collect::<Vec<_>>(), [&trail[3], &trail[2]]);
        assert_eq!(first.items[1].answered.as_ref(), Some(&done));
        assert_eq!(first.items[0].outcome(), Outcome::Unknown, "nobody came back to say");
        let rest = store.list_audit(None, None, &page(first.next_cursor.clone())).await.unwrap();
        assert_eq!(rest.items.iter().map(|e| &e.asked).collect::<Vec<_>>(), [&trail[1], &trail[0]]);
        assert_eq!(rest.next_cursor, None);

        let day = Some("2026-11-23".parse().unwrap());
        let of_day = store.list_audit(None, day, &page(None)).await.unwrap();
        assert_eq!(of_day.items.iter().map(|e| &e.asked).collect::<Vec<_>>(), [&trail[2], &trail[1]]);
        let of_ana = store.list_audit(Some("ana"), day, &page(None)).await.unwrap();
        assert_eq!(of_ana.items.iter().map(|e| &e.asked).collect::<Vec<_>>(), [&trail[2]]);
        let foreign = store.list_audit(Some("ben"), None, &page(first.next_cursor)).await;
        assert!(matches!(foreign, Err(Error::Invalid(_))), "a cursor of another list");
    }

    #[tokio::test]
    async fn what_is_on_record_stays_as_it_is() {
        let store = Store::in_memory(Memory::default());
        let first = asked("ana", "2026-11-23T10:00:00Z");
        store.record_asked(&first).await.unwrap();
        store.record_answered(&first.answered(409, None, first.at)).await.unwrap();
        let other = Asked { operation: "nothing".into(), ..first.clone() };
        store.record_asked(&other).await.unwrap();
        store.record_answered(&first.answered(200, None, first.at)).await.unwrap();
        let entry = store.list_audit(None, None, &page(None)).await.unwrap().items.remove(0);
        assert_eq!((entry.asked.operation.as_str(), entry.status()), ("delete_lead", Some(409)));
    }
}
