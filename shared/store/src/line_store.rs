//! Lines: what keeps calls from being more at once than they may be.

use homework_domain::Result;
use homework_domain::call::Call;
use homework_domain::ids::CampaignId;
use jiff::{SignedDuration, Timestamp};

use crate::keys::{self, Key};
use crate::lead_store::string;
use crate::operation::{Condition, Item, Write, key_item, number, text};
use crate::table::Store;

/// Longer than any call lasts: a line is free again by then though its call's end was never told, as after a release
/// that did not know of lines.
const LAPSES_AFTER: SignedDuration = SignedDuration::from_hours(6);

/// Whose calls they are: what they keep to together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallsOf {
    /// Of all campaigns together.
    Account,
    Campaign(CampaignId),
}

impl Store {
    /// The numbers of the lines that calls have at `now`.
    pub async fn lines_taken(&self, of: CallsOf, now: Timestamp) -> Result<Vec<u32>> {
        let items = self.partition(&keys::lines(of)).await?;
        let taken = items.iter().filter(|item| !has_lapsed(item, now));
        Ok(taken.filter_map(|item| keys::line_number(&string(item, "sk")?)).collect())
    }

    /// The writes that give a call the lines it names; they fail where another call has one of them.
    pub(crate) fn take_lines(call: &Call) -> Vec<Write> {
        let take = |key| {
            let mut item = key_item(&key);
            item.insert("entity".into(), text("LINE"));
            item.insert("call_id".into(), text(call.id.to_string()));
            item.insert(EXPIRES.into(), number((call.started_at + LAPSES_AFTER).as_second()));
            let lapsed = Condition::Below(EXPIRES, number(call.started_at.as_second()));
            Write::put(item, Condition::absent().or(lapsed))
        };
        lines_of(call).into_iter().map(take).collect()
    }

    /// The writes that give the lines back which a call still has.
    pub(crate) async fn give_lines_back(&self, call: &Call) -> Result<Vec<Write>> {
        let mut writes = Vec::new();
        for key in lines_of(call) {
            let item = self.get_item(&key).await?;
            let id = call.id.to_string();
            if item.and_then(|item| string(&item, "call_id")).is_some_and(|has_it| has_it == id) {
                writes.push(Write::delete(&key, Condition::Is("call_id", text(id))));
            }
        }
        Ok(writes)
    }
}

const EXPIRES: &str = "expires_at";

fn lines_of(call: &Call) -> Vec<Key> {
    let campaign = call.lines.campaign.map(|line| keys::line(CallsOf::Campaign(call.campaign_id), line));
    let account = call.lines.account.map(|line| keys::line(CallsOf::Account, line));
    campaign.into_iter().chain(account).collect()
}

fn has_lapsed(item: &Item, now: Timestamp) -> bool {
    let expires = item.get(EXPIRES).and_then(|value| value.as_n().ok()?.parse::<i64>().ok());
    expires.is_some_and(|at| at < now.as_second())
}

#[cfg(test)]
mod tests {
    use homework_domain::call::Ending;
    use homework_domain::ids::CallId;
    use homework_domain::lead::{Lead, NewLead};
    use homework_domain::lines::Lines;

    use super::*;
    use crate::Memory;
    use crate::table::put_new;

    /// A call on the first line of its campaign that begins now, and the writes that claim it.
    fn claim(now: Timestamp, campaign: CampaignId) -> (Call, Vec<Write>) {
        let lead = Lead::create(NewLead::parse("Ana", "+12125550100", None).unwrap(), now);
        let mut call = Call::claim(CallId::generate(now), &lead, campaign, now);
        call.lines = Lines { campaign: Some(0), account: None };
        let mut writes = vec![put_new(&call).unwrap()];
        writes.extend(Store::take_lines(&call));
        (call, writes)
    }

    #[tokio::test]
    async fn a_line_whose_call_was_never_told_to_end_is_free_again_and_stays_with_the_next() {
        let store = Store::in_memory(Memory::default());
        let now: Timestamp = "2026-11-24T10:00:00Z".parse().unwrap();
        let campaign = CampaignId::generate(now);
        let taken = async |at: Timestamp| store.lines_taken(CallsOf::Campaign(campaign), at).await.unwrap();
        let (lost, writes) = claim(now, campaign);
        assert!(store.commit(writes).await.unwrap());
        assert_eq!(taken(now).await, [0]);
        assert!(!store.commit(claim(now, campaign).1).await.unwrap(), "two calls have the same line");
        let later = now + LAPSES_AFTER + SignedDuration::from_secs(1);
        assert_eq!(taken(later).await, [0_u32; 0]);
        let (next, writes) = claim(later, campaign);
        assert!(store.commit(writes).await.unwrap());
        let end = |id: CallId| store.end_call(id, later, |_| Ok(Some(Ending::failed("lost"))));
        end(lost.id).await.unwrap();
        assert_eq!(taken(later).await, [0]);
        end(next.id).await.unwrap();
        assert_eq!(taken(later).await, [0_u32; 0]);
    }
}
