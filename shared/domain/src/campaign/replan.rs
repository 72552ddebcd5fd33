//! A campaign's times have changed: whoever waits for theirs may be called earlier.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::Campaign;
use crate::call_policy::CallPolicy;

/// By then every dialer that read the campaign before the change is through, and indexes have caught up.
const SETTLED_AFTER: SignedDuration = SignedDuration::from_secs(40);

/// That those who wait in line are to be looked at again, and how far that is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replan {
    pub changed_at: Timestamp,
    /// When the present walk along the line began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begun_at: Option<Timestamp>,
    /// The last place in line that was looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

impl Replan {
    /// After a change of the policy from `before`: `None` where it lets nobody be called earlier than planned.
    pub(super) fn after_change(before: &CallPolicy, policy: &CallPolicy, now: Timestamp) -> Option<Self> {
        let changed = before.window != policy.window || before.calls_per_day != policy.calls_per_day;
        changed.then_some(Self { changed_at: now, begun_at: None, after: None })
    }
}

impl Campaign {
    /// A page of the line was looked at: up to `last`, or the rest of it. A walk that began so soon after the change that
    /// somebody may have been put off by the old times behind its back is followed by another.
    pub fn replanned(&mut self, last: Option<String>, now: Timestamp) {
        let Some(replan) = &mut self.replan else { return };
        let begun_at = *replan.begun_at.get_or_insert(now);
        let again = begun_at < replan.changed_at + SETTLED_AFTER;
        match last {
            Some(last) => replan.after = Some(last),
            None if again => (replan.begun_at, replan.after) = (None, None),
            None => self.replan = None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-23T10:00:00Z".parse().unwrap()
    }

    #[test]
    fn the_line_is_walked_again_until_a_walk_began_well_after_the_change() {
        let mut campaign = Campaign::starting("Autumn".into(), 1.0, 3, now());
        let after = |seconds| now() + SignedDuration::from_secs(seconds);
        let policy = CallPolicy { calls_per_day: Some(5), ..CallPolicy::usual() };
        campaign.replan = Replan::after_change(&CallPolicy::usual(), &policy, now());
        campaign.replanned(Some("a".into()), after(1));
        campaign.replanned(None, after(60));
        assert_eq!(campaign.replan, Some(Replan { changed_at: now(), begun_at: None, after: None }));
        campaign.replanned(Some("a".into()), after(61));
        campaign.replanned(None, after(62));
        assert_eq!(campaign.replan, None);
    }

    #[test]
    fn a_change_of_attempts_brings_nobody_forward() {
        let more = CallPolicy { attempts: 9, ..CallPolicy::usual() };
        assert_eq!(Replan::after_change(&CallPolicy::usual(), &more, now()), None);
    }
}
