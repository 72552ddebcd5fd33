//! A call as a conversation: the opening, then turn by turn. A webhook that comes twice is answered
//! with the same words and changes nothing; a fault of ours is heard as an apology, never as silence.

use std::time::Duration;

use homework_agent::{Hearing, phrases, twiml};
use homework_domain::call::{Call, CallState, Turn};
use homework_domain::clock::Clock;
use homework_domain::ids::CallId;
use homework_domain::locale;
use homework_domain::{Error, Result};
use homework_store::{CallRecord, TurnSaved};
use tokio::time::Instant;

use crate::services::Inner;

/// How often the opening is tried anew when the call changed under it, as when the dialer notes
/// the SID at the same moment.
const OPENING_TRIES: u32 = 5;
/// How long the answer of a duplicate at work elsewhere is waited for, and looked for how often.
const DUPLICATE_WAIT: Duration = Duration::from_secs(8);
const DUPLICATE_POLL: Duration = Duration::from_millis(200);
/// What is recognised of one utterance at most; more is noise, or somebody reading us a book.
const SPEECH_CHARS_MAX: usize = 2000;

/// Somebody answered: says who is calling and listens.
pub(crate) async fn open(services: &Inner, id: CallId, sid: &str) -> Result<String> {
    for _ in 0..OPENING_TRIES {
        let CallRecord { mut call, turns } = services.store.call_record(id).await?;
        if let Some(opening) = turns.iter().find(|turn| turn.number == 0) {
            return Ok(spoken(&call, opening));
        }
        if call.state == CallState::Ended {
            return Ok(goodbye(&call));
        }
        let read_version = call.version;
        call.identified(sid)?;
        call.answer(services.clock.now())?;
        let opening = services.agent().opening(&call);
        match services.store.save_opening(&mut call, read_version, &opening).await {
            Ok(TurnSaved::Saved) => return Ok(spoken(&call, &opening)),
            Ok(TurnSaved::AlreadyThere(opening)) => return Ok(spoken(&call, &opening)),
            Err(Error::Conflict(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Err(Error::unavailable("DynamoDB", "the call is contended"))
}

/// Something was said, or nothing: answers it. Costs two requests to the table, one to read the
/// call with its turns and one to save the new one.
pub(crate) async fn answer(services: &Inner, id: CallId, number: u32, speech: &str) -> Result<String> {
    let started = Instant::now();
    let requests_before = services.dynamodb_requests.get();
    let CallRecord { call, turns } = match services.store.call_record(id).await {
        Ok(record) => record,
        Err(error @ Error::NotFound { .. }) => return Err(error),
        Err(error) => {
            tracing::error!(call_id = %id, %error, "the call cannot be read");
            return Ok(apology_without_call(id, number));
        }
    };
    if let Some(known) = turns.iter().find(|turn| turn.number == number) {
        return Ok(spoken(&call, known));
    }
    if call.state == CallState::Ended {
        return Ok(goodbye(&call));
    }
    let heard: String = speech.chars().filter(|c| !c.is_control()).take(SPEECH_CHARS_MAX).collect();
    let hearing = Hearing { call: &call, turns: &turns, number, heard: &heard };
    let turn = match services.agent().respond(hearing).await {
        Ok(turn) => save(services, &call, turn).await,
        Err(_superseded) => wait_for_duplicate(services, &call, number).await,
    };
    log(services, &call, &turn, requests_before, started);
    Ok(spoken(&call, &turn))
}

/// Saves the turn. The one that was saved first is the one that counts; and if none can be saved,
/// the words are spoken all the same.
async fn save(services: &Inner, call: &Call, turn: Turn) -> Turn {
    match services.store.save_turn(call, &turn, services.clock.now()).await {
        Ok(TurnSaved::Saved) => turn,
        Ok(TurnSaved::AlreadyThere(first)) => first,
        Err(error) => {
            tracing::error!(call_id = %call.id, turn = turn.number, %error, "a turn was not saved");
            turn
        }
    }
}

async fn wait_for_duplicate(services: &Inner, call: &Call, number: u32) -> Turn {
    let started = Instant::now();
    while started.elapsed() < DUPLICATE_WAIT {
        tokio::time::sleep(DUPLICATE_POLL).await;
        if let Ok(Some(turn)) = services.store.turn(call.id, number).await {
            return turn;
        }
    }
    let apology = phrases::of(call.language).apology.to_owned();
    Turn { number, said: apology, fault: true, ..services.agent().opening(call) }
}

fn spoken(call: &Call, turn: &Turn) -> String {
    let locale = call.spoken_locale();
    if turn.ends_call {
        twiml::speak_and_hang_up(&turn.said, locale)
    } else {
        twiml::speak_and_listen(&turn.said, locale, call.id, turn.number + 1)
    }
}

fn goodbye(call: &Call) -> String {
    twiml::speak_and_hang_up(phrases::of(call.language).give_up, call.spoken_locale())
}

/// Asks for the same turn again. Without the call its language is not known.
fn apology_without_call(id: CallId, number: u32) -> String {
    let locale = locale::of_country(None);
    twiml::speak_and_listen(phrases::of(locale.language).apology, locale, id, number)
}

/// What the turn cost. Ids and figures only: what was said is in the table, not in the log.
/// `own_us` is what is left of the whole when the waiting is taken away.
fn log(services: &Inner, call: &Call, turn: &Turn, requests_before: u64, started: Instant) {
    let usage = turn.usage;
    let total_us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    let store_us = total_us.saturating_sub(usage.latency_us);
    tracing::info!(
        call_id = %call.id,
        turn = turn.number,
        total_us,
        store_us,
        model_us = usage.model_us,
        tools_us = usage.tools_us,
        own_us = usage.latency_us.saturating_sub(usage.model_us + usage.tools_us),
        model_requests = usage.model_requests,
        dynamodb_requests = services.dynamodb_requests.get() - requests_before,
        tools = turn.tools.len(),
        fault = turn.fault,
        "turn answered"
    );
}
