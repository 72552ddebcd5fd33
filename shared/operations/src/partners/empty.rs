//! Taking the leads off a partner that was deleted.

use homework_domain::Result;
use homework_domain::ids::PartnerId;
use homework_domain::queue::{MessageQueue, PartnerWork};

use super::PartnerWorker;

/// Batches of a hundred leads per message: well within the function's time.
const BATCHES: u32 = 50;
/// Longer than a transfer that was let in before the deletion can last.
const LAST_LOOK_SECONDS: i32 = 60;

impl<Q: MessageQueue, W> PartnerWorker<Q, W> {
    /// Takes some leads off and leaves the rest to a further message, so that it is the same for a
    /// hundred leads and a million, and goes on where it broke off.
    pub(super) async fn empty(&self, partner_id: PartnerId, once_more: bool) -> Result<()> {
        if self.store.doomed_partner(partner_id).await?.is_none() {
            return Ok(());
        }
        if !self.store.detach_leads(partner_id, BATCHES).await? {
            return self.work.send(&PartnerWork::Empty { partner_id, once_more }, 0).await;
        }
        if once_more {
            let last = PartnerWork::Empty { partner_id, once_more: false };
            return self.work.send(&last, LAST_LOOK_SECONDS).await;
        }
        self.store.remove_partner(partner_id).await?;
        tracing::info!(%partner_id, "partner removed");
        Ok(())
    }
}
