//! Lines for a call, where calls at once are limited.

use homework_domain::Result;
use homework_domain::ids::CallId;
use homework_domain::lines::{self, Lines};
use homework_domain::ports::Telephony;
use homework_domain::queue::MessageQueue;
use homework_store::CallsOf;

use super::{Dialer, Reading};

impl<T: Telephony, Q: MessageQueue> Dialer<T, Q> {
    /// The lines that a call to this lead gets; `None` while there is none for it. Another call may take them first,
    /// which the claim then finds out.
    pub(super) async fn free_lines(&self, reading: &Reading, call: CallId) -> Result<Option<Lines>> {
        let Reading { campaign, lead, .. } = reading;
        let free = async |of, limit| {
            let taken = self.store.lines_taken(of, self.clock.now()).await?;
            Ok(lines::free_line(&taken, limit, call))
        };
        let mut found = Lines::default();
        if let Some(limit) = campaign.calls_at_once(lead) {
            found.campaign = free(CallsOf::Campaign(campaign.id), limit).await?;
            if found.campaign.is_none() {
                return Ok(None);
            }
        }
        if let Some(limit) = self.calls_at_once {
            let limit = lines::of_account(limit, lead.call_back_at.is_some());
            found.account = free(CallsOf::Account, limit).await?;
            if found.account.is_none() {
                return Ok(None);
            }
        }
        Ok(Some(found))
    }
}
