//! Leads that ring us back: which call that is.

use homework_domain::call::Call;
use homework_domain::ids::CallId;
use homework_domain::lead::Lead;
use homework_domain::phone::PhoneNumber;
use homework_domain::{Error, Result};
use jiff::SignedDuration;

use crate::call_store::prompt_beside;
use crate::error::malformed;
use crate::keys;
use crate::lead_store::string;
use crate::operation::{Condition, Write, key_item, number, text};
use crate::table::{Store, put_new};
use crate::versioned::put_over;

/// By then Twilio has long told of the call's end.
const REMEMBERED_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);

impl Store {
    /// The call in which a lead rings back, by Twilio's SID; `None` where no lead does.
    pub async fn ring_back(&self, sid: &str) -> Result<Option<CallId>> {
        let Some(item) = self.get_item(&keys::ring_back(sid)).await? else { return Ok(None) };
        let id = string(&item, "call_id").and_then(|id| id.parse().ok());
        Ok(Some(id.ok_or_else(|| malformed("a ring-back without its call"))?))
    }

    /// The lead with this number, in whatever spelling; `None` if there is none.
    pub async fn lead_with_number(&self, phone: &PhoneNumber) -> Result<Option<Lead>> {
        Ok(self.leads_by_phone(std::slice::from_ref(phone)).await?.remove(phone))
    }

    /// Begins a call in which this lead rings back, and keeps others from phoning it meanwhile: all or nothing.
    ///
    /// # Errors
    /// `Stale` where the lead has changed, or another message of the same call was first.
    pub async fn begin_ring_back(&self, call: &Call, lead: &Lead) -> Result<()> {
        let sid = call.twilio_call_sid.as_deref().unwrap_or_default();
        let mut pointer = key_item(&keys::ring_back(sid));
        pointer.insert("entity".into(), text("RING_BACK"));
        pointer.insert("call_id".into(), text(call.id.to_string()));
        let expires = (call.started_at + REMEMBERED_FOR).as_second();
        pointer.insert("expires_at".into(), number(expires));
        let mut writes = vec![put_over(lead)?, put_new(call)?, Write::put(pointer, Condition::absent())];
        writes.extend(prompt_beside(call));
        let begun = self.transact(writes).await;
        begun.map_err(|error| -> Error { error.or_stale(format!("lead {} has changed", lead.id)) })
    }
}
