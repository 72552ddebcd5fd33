//! Ending a call because an operator wants it over.

use homework_domain::Result;
use homework_domain::ids::CallId;
use homework_domain::ports::Telephony;
use homework_store::Store;
use jiff::Timestamp;

/// Ends a call at once, whoever is talking; says whether it was still on. It is noted first, so that the call is
/// judged by it however it ends, and may be repeated where Twilio did not answer.
///
/// # Errors
/// `Conflict` for a call that was dialled this very moment and is not confirmed yet.
pub async fn hang_up(store: &Store, telephony: &impl Telephony, id: CallId, now: Timestamp) -> Result<bool> {
    let mut is_on = false;
    let call = store
        .change_call(id, |call| {
            let noted = call.terminated_at.is_some();
            is_on = call.terminate(now)?;
            Ok(is_on && !noted)
        })
        .await?;
    let Some(sid) = call.twilio_call_sid.filter(|_| is_on) else { return Ok(false) };
    telephony.hang_up(&sid).await?;
    tracing::info!(call_id = %call.id, "call ended by an operator");
    Ok(true)
}

#[cfg(test)]
mod tests {
    use homework_domain::Clock as _;

    use super::*;
    use crate::test_world::{Life, Twilio, World};

    #[tokio::test(start_paused = true)]
    async fn a_call_is_hung_up_by_asking_again_where_twilio_did_not_answer() {
        let world = World::new();
        let (table, now) = (world.table(), world.now());
        let call = world.ringing_call().await;
        let process = world.process(Life::Until(3, false));
        let twilio = Twilio::of(process.clone());
        assert!(hang_up(&process.store(), &twilio, call.id, now).await.is_err());
        assert_eq!(twilio.hung_up(), 0);
        let twilio = Twilio::of(world.process(Life::Long));
        assert!(hang_up(&table, &twilio, call.id, now).await.unwrap());
        assert_eq!(twilio.hung_up(), 1);
        assert!(table.call(call.id).await.unwrap().terminated_at.is_some());
    }
}
