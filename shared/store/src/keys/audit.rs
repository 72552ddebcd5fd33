//! The audit trail. Its items are put and never touched again; no function may update or delete what begins with
//! `AUDIT#` (infra/permissions.yaml). Each day is a partition. The entries in the indexes are two small writes for
//! what an operator does by hand, so one partition of an index holds them all, as it does of every list.

use homework_domain::audit::{Answered, Asked};
use homework_domain::ids::AuditId;
use jiff::Timestamp;

use super::{Index, IndexEntry, Key, Keyed, entry, timed};

impl Keyed for Asked {
    const ENTITY: &'static str = "AUDIT";

    fn key(&self) -> Key {
        Key::new(audit_day(self.at), self.id.to_string())
    }

    fn entries(&self) -> Vec<IndexEntry> {
        let by_time = timed(self.at, self.id);
        vec![
            entry(Index::Gsi1, audit_trail(), &by_time),
            entry(Index::Gsi2, audit_of_operator(&self.operator_id), &by_time),
        ]
    }
}

impl Keyed for Answered {
    const ENTITY: &'static str = "AUDIT_ANSWER";

    fn key(&self) -> Key {
        audit_answer(self.id, self.asked_at)
    }

    fn entries(&self) -> Vec<IndexEntry> {
        vec![]
    }
}

fn audit_day(at: Timestamp) -> String {
    format!("AUDIT#{}", at.strftime("%Y-%m-%d"))
}

pub(crate) fn audit_answer(id: AuditId, asked_at: Timestamp) -> Key {
    Key::new(audit_day(asked_at), format!("{id}#ANSWER"))
}

pub(crate) fn audit_trail() -> String {
    "AUDIT".into()
}

pub(crate) fn audit_of_operator(subject: &str) -> String {
    format!("AUDIT#OPERATOR#{subject}")
}
