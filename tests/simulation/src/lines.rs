//! That no more calls are on at once than may be, looked at with every claim.

use std::sync::Arc;

use homework_domain::call::{Call, CallState};
use homework_store::{Image, Record};

use crate::judge::calls;
use crate::rules::calls_at_once;
use crate::truth::{TOLERANCE, keeps_agreement, short};
use crate::world::World;

/// Looks at a call that was just written.
pub(crate) fn look_at(world: &Arc<World>, record: &Record) {
    let Some(call) = record.new.as_ref().filter(|_| record.old.is_none()).and_then(Image::read::<Call>)
    else {
        return;
    };
    if call.incoming {
        return;
    }
    let on = calls(world).into_iter().filter(|call| call.state != CallState::Ended && !call.incoming);
    let on: Vec<Arc<Call>> = on.collect();
    let id = short(call.id);
    if let Some(most) = calls_at_once(world.seed).filter(|most| on.len() > *most as usize) {
        world.violation(format!("call {id} is begun while {} are on of {most} at once", on.len() - 1));
    }
    if keeps_agreement(world, call.id) {
        return;
    }
    let of_campaign = on.iter().filter(|other| other.campaign_id == call.campaign_id);
    let of_campaign = of_campaign.filter(|other| !keeps_agreement(world, other.id)).count();
    let policies = world.state().truth.policies.since(call.campaign_id, world.now() - TOLERANCE);
    if !policies.iter().any(|policy| policy.calls_at_once.is_none_or(|most| of_campaign <= most as usize)) {
        world.violation(format!("call {id} is begun while {} of its campaign are on", of_campaign - 1));
    }
}
