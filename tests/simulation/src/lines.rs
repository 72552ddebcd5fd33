//! That no more calls are on at once than may be, looked at with every claim.

use std::sync::Arc;

use homework_domain::call::{Call, CallState};
use homework_store::{Image, Record};

use crate::rules::calls_at_once;
use crate::truth::{TOLERANCE, keeps_agreement, short};
use crate::world::World;

/// Looks at a call that was just written.
pub(crate) fn look_at(world: &Arc<World>, record: &Record) {
    let read = |image: &Option<Image>| image.as_ref().and_then(Image::read::<Call>);
    let (before, call) = (read(&record.old), read(&record.new));
    let on: Vec<Arc<Call>> = {
        let lines = &mut world.state().truth.lines;
        before.iter().for_each(|call| drop(lines.remove(&call.id)));
        let is_on = |call: &&Arc<Call>| call.state != CallState::Ended && !call.incoming;
        lines.extend(call.iter().filter(is_on).map(|call| (call.id, Arc::clone(call))));
        if before.is_some() {
            return;
        }
        lines.values().cloned().collect()
    };
    let Some(call) = call.filter(|call| !call.incoming) else { return };
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
