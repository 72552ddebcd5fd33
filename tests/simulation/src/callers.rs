//! Worlds in which calls come from several numbers, and that each keeps to its limit.

use std::sync::Arc;

use homework_domain::caller_number::{CallerNumber, CallerNumbers, NewCallerNumber};
use homework_domain::phone::PhoneNumber;
use homework_domain::ports::PlaceCall;
use jiff::Timestamp;

use crate::truth::{count_ring, keeps_agreement, short};
use crate::world::World;

const NEW_YORK: &str = "+12125559001";
const CHICAGO: &str = "+13125559001";
const MADRID: &str = "+34910009001";

/// The numbers that are chosen, in some of the worlds. Every lead is in the United States.
fn numbers(seed: u64) -> Vec<CallerNumber> {
    if seed % 17 != 4 {
        return vec![];
    }
    let new = |number: &str, calls_per_day| NewCallerNumber { number: number.to_owned(), calls_per_day };
    // Alone, it has all to do in ten days.
    let is_alone = refuses_chicago(seed);
    let new_york = if is_alone { 8 } else { 1 } + seed % 4;
    let wanted = [new(NEW_YORK, Some(new_york)), new(CHICAGO, Some(3 + seed % 5)), new(MADRID, None)];
    CallerNumbers::parse(&wanted).unwrap_or_default()
}

/// Twilio takes no call from this number.
pub(crate) fn is_refused(seed: u64, number: Option<&PhoneNumber>) -> bool {
    refuses_chicago(seed) && number.is_some_and(|number| number.as_str() == CHICAGO)
}

fn refuses_chicago(seed: u64) -> bool {
    seed.is_multiple_of(3)
}

/// An admin chooses them before anything else.
pub(crate) async fn choose(world: &Arc<World>) {
    let numbers = numbers(world.seed);
    if !numbers.is_empty()
        && let Err(error) = world.table().save_caller_numbers(&numbers, 0, world.now()).await
    {
        world.violation(format!("the caller numbers cannot be chosen: {error}"));
    }
}

/// Looks at the number that a call comes from, which was counted at `counted_at` by its dialer's clock.
pub(crate) fn look_at(world: &World, call: &PlaceCall, counted_at: Timestamp) {
    let (chosen, id) = (numbers(world.seed), short(call.call_id));
    let Some(from) = &call.from else {
        if !chosen.is_empty() {
            world.violation(format!("call {id} comes from none of the numbers that were chosen"));
        }
        return;
    };
    let Some(own) = chosen.iter().find(|own| own.number == *from) else {
        return world.violation(format!("call {id} comes from {from}, which nobody chose"));
    };
    if from.country() != call.to.country() {
        world.violation(format!("call {id} comes from abroad, though there are numbers at home"));
    }
    let rings = count_ring(world, from, counted_at);
    // No limit of its own puts off what was agreed on.
    if keeps_agreement(world, call.call_id) {
        return;
    }
    if let (Some(rings), Some(most)) = (rings, own.calls_per_day)
        && rings > most
    {
        world.violation(format!("call {id} is the {rings}th from {from} on one day"));
    }
}
