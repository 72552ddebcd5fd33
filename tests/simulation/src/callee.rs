//! Who is phoned: the call rings, is answered or not, is talked in, and ends. Some ring back.

use std::sync::Arc;
use std::time::Duration;

use homework_domain::call::HangupCause;
use homework_domain::ports::RemoteCallStatus;
use tokio::time::{Instant, sleep};

use crate::character::Character;
use crate::phone::{News, Phone, Step};
use crate::world::World;

/// So often it is seen whether a call that rings was cancelled.
const RINGING_STEP: Duration = Duration::from_millis(500);
/// Of those who were called, so many ring back: at once, or a little later.
const RING_BACK: f64 = 0.15;
const AT_ONCE: (u64, u64) = (500, 30_000);
const LATER: (u64, u64) = (30_000, 1_200_000);

/// Lets a call that was placed live to its end.
pub(crate) async fn live(world: Arc<World>, sid: String) {
    let placed = world.state().twilio.line(&sid).map(|line| (line.call, line.number.clone()));
    let Some((call, number)) = placed else { return };
    let line = Phone { world, sid, number, call, incoming: false };
    line.tell(News::Progress);
    let character = Character::of(&line.number).by_now(line.world.rings_of(&line.number));
    // Where nobody answers, it rings for as long as we let it.
    let ringing = if character == Character::NoAnswer { (20_000, 30_000) } else { (1500, 9000) };
    let picked_up = Instant::now() + line.world.millis(ringing.0, ringing.1);
    while Instant::now() < picked_up && !line.is_cancelled() {
        sleep(RINGING_STEP.min(picked_up - Instant::now())).await;
    }
    let (chance, _) = line.world.slant.rings_back((RING_BACK, LATER));
    let rings_back = line.world.is_rough() && line.world.happens(chance);
    if rings_back {
        line.world.state().twilio.ring_backs_to_come += 1;
    }
    let (cause, status) = match character {
        _ if line.is_cancelled() => (HangupCause::Canceled, RemoteCallStatus::Canceled),
        Character::NoAnswer => (HangupCause::NoAnswer, RemoteCallStatus::NoAnswer),
        Character::Busy => (HangupCause::Busy, RemoteCallStatus::Busy),
        _ => {
            answer(&line, character).await;
            (HangupCause::Completed, RemoteCallStatus::Completed)
        }
    };
    let (world, number) = (Arc::clone(&line.world), line.number.clone());
    line.end(cause, status).await;
    if rings_back {
        let usual = if world.happens(0.5) { AT_ONCE } else { LATER };
        let (_, pause) = world.slant.rings_back((RING_BACK, usual));
        sleep(world.millis(pause.0, pause.1)).await;
        ring_back(&world, number, character).await;
    }
}

async fn answer(line: &Phone, character: Character) {
    let began = Instant::now();
    if let Some(own) = line.world.state().twilio.line(&line.sid) {
        own.answered = true;
    }
    line.note(format!("is answered: {character:?}"));
    if character == Character::Voicemail
        || line.world.strikes("machine made out wrongly", line.world.faults.lost * 0.2)
    {
        line.tell(News::Machine);
    }
    let told = line.open(0).await;
    line.talk(character, told).await;
    line.is_over_after(began.elapsed());
}

/// Rings our number, unless somebody is talking on the own line.
async fn ring_back(world: &Arc<World>, number: String, before: Character) {
    let sid = {
        let mut state = world.state();
        state.twilio.ring_backs_to_come -= 1;
        if state.twilio.is_on_the_line(&number) {
            return;
        }
        *state.counted.entry("ring-backs").or_default() += 1;
        state.twilio.take_in(&number, world.now())
    };
    let mut line = Phone { world: Arc::clone(world), sid, number, call: None, incoming: true };
    line.note(format!("{} rings us", line.number));
    let began = Instant::now();
    let told = line.ask(Step::RungUp, 0, "").await;
    line.call = world.table().ring_back(&line.sid).await.ok().flatten();
    if let Some(own) = world.state().twilio.line(&line.sid) {
        own.call = line.call;
        own.answered = true;
    }
    if line.call.is_some() {
        *world.state().counted.entry("ring-backs of leads").or_default() += 1;
        line.note(format!("is {} of {}", line.sid, line.number));
    }
    line.talk(before.ringing_back(world.pick(4)), told).await;
    line.is_over_after(began.elapsed());
    line.end(HangupCause::Completed, RemoteCallStatus::Completed).await;
}
