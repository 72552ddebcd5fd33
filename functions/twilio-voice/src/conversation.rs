//! A call as a conversation: the opening, then turn by turn. A webhook that comes twice is answered
//! with the same words and changes nothing; a fault of ours is heard as an apology, never as silence.

use std::time::Duration;

use homework_agent::twiml::{self, Utterance};
use homework_agent::{Hearing, goes_on, phrases, speech};
use homework_domain::call::{Call, CallState, Intent, Turn};
use homework_domain::clock::Clock;
use homework_domain::ids::CallId;
use homework_domain::locale::Locale;
use homework_domain::webhook_url::{FRESH_TRIES_MAX, FailedStep};
use homework_domain::{Error, Result, voice};
use homework_integrations::patience;
use homework_store::{CallRecord, TurnSaved};
use tokio::time::Instant;

use crate::services::Inner;

/// How often the opening is tried anew when the call changed under it, as when the dialer notes
/// the SID at the same moment.
const OPENING_TRIES: u32 = 5;
/// How often the answer of a duplicate at work elsewhere is looked for.
const DUPLICATE_POLL: Duration = Duration::from_millis(200);
/// What is recognised of one utterance at most; more is noise, or somebody reading us a book.
const SPEECH_CHARS_MAX: usize = 2000;
/// How long recording an answer may take: after that it is better spoken in another voice than late.
const RECORDING_LIMIT: Duration = Duration::from_secs(4);
/// With less time left than this, recording would only be cut off.
const WORTH_RECORDING: Duration = Duration::from_millis(400);

/// Somebody answered: says who is calling and listens.
pub(crate) async fn open(services: &Inner, id: CallId, sid: &str, started: Instant) -> Result<String> {
    let mut recorded = None;
    for _ in 0..OPENING_TRIES {
        let CallRecord { mut call, turns } = services.store.call_record(id).await?;
        if let Some(opening) = turns.iter().find(|turn| turn.number == 0) {
            return Ok(spoken(services, &call, opening).await);
        }
        if call.state == CallState::Ended {
            return Ok(goodbye(&call));
        }
        let read_version = call.version;
        call.identified(sid)?;
        call.answer(services.clock.now())?;
        let mut opening = services.agent().opening(&call);
        if call.studio_voice().is_some() {
            // Once, however often saving is tried.
            if recorded.is_none() {
                recorded = Some(record(services, &call, &opening.said, started).await);
            }
            opening.audio = recorded.clone().flatten();
            if opening.audio.is_none() {
                call.leave_studio_voice();
            }
        }
        match services.store.save_opening(&mut call, read_version, &opening).await {
            Ok(TurnSaved::Saved) => return Ok(spoken(services, &call, &opening).await),
            Ok(TurnSaved::AlreadyThere(first)) => return Ok(spoken(services, &call, &first).await),
            Err(Error::Conflict(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Err(Error::unavailable("DynamoDB", "the call is contended"))
}

/// Something was said, or nothing: answers it. Costs two requests to the table, one to read the
/// call with its turns and one to save the new one; somebody's first words cost one more.
pub(crate) async fn answer(
    services: &Inner,
    id: CallId,
    number: u32,
    speech: &str,
    started: Instant,
) -> Result<String> {
    let requests_before = services.dynamodb_requests.get();
    let CallRecord { call, turns } = services.store.call_record(id).await?;
    if let Some(known) = turns.iter().find(|turn| turn.number == number) {
        return Ok(spoken(services, &call, known).await);
    }
    if call.state == CallState::Ended {
        return Ok(goodbye(&call));
    }
    let heard = speech::heard(speech, SPEECH_CHARS_MAX);
    let hearing = Hearing { call: &call, turns: &turns, number, heard: &heard, arrived: started };
    let noted = note_first_words(services, &hearing);
    let agent = services.agent();
    let answered = patience::until(started + services.turn_deadline, agent.respond(hearing));
    let (answer, ()) = tokio::join!(answered, noted);
    let turn = match answer {
        Ok(mut turn) => {
            record_turn(services, &call, &mut turn, started).await;
            save(services, &call, turn).await?
        }
        Err(_superseded) => wait_for_duplicate(services, &call, number, started).await,
    };
    log(services, &call, &turn, requests_before, started);
    Ok(spoken(services, &call, &turn).await)
}

/// Notes somebody's first words while they are being answered: machine detection is late and may be
/// wrong, and must not hang up on a person meanwhile.
async fn note_first_words(services: &Inner, hearing: &Hearing<'_>) {
    let Hearing { call, turns, heard, .. } = hearing;
    if call.begins_conversation(turns, heard)
        && let Err(error) = services.store.note_spoken(call.id, services.clock.now()).await
    {
        tracing::warn!(call_id = %call.id, %error, "somebody's first words were not noted");
    }
}

/// Has the answer recorded in the call's studio voice, if it is spoken with one.
async fn record_turn(services: &Inner, call: &Call, turn: &mut Turn, started: Instant) {
    if call.studio_voice().is_some() {
        let begun = Instant::now();
        turn.audio = record(services, call, &turn.said, started).await;
        turn.usage.speech_us = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
        turn.usage.latency_us += turn.usage.speech_us;
    }
}

/// Records words within what is left of the time for one answer.
async fn record(services: &Inner, call: &Call, said: &str, started: Instant) -> Option<String> {
    let left = services.turn_deadline.checked_sub(started.elapsed()).filter(|left| *left >= WORTH_RECORDING);
    let (Some(voice), Some(left)) = (call.studio_voice(), left) else { return None };
    services.studio.record(voice, call.language, said, left.min(RECORDING_LIMIT)).await
}

/// Saves the turn. The one that was saved first is the one that counts; and if none can be saved,
/// the words are spoken all the same.
///
/// # Errors
/// A promise not to call again that could not be kept is not made: Twilio asks once more.
async fn save(services: &Inner, call: &Call, turn: Turn) -> Result<Turn> {
    match services.store.save_turn(call, &turn, services.clock.now()).await {
        Ok(TurnSaved::Saved) => Ok(turn),
        Ok(TurnSaved::AlreadyThere(first)) => Ok(first),
        Err(error) => {
            tracing::error!(call_id = %call.id, turn = turn.number, %error, "a turn was not saved");
            if turn.intent == Intent::DoNotCall { Err(error) } else { Ok(turn) }
        }
    }
}

async fn wait_for_duplicate(services: &Inner, call: &Call, number: u32, started: Instant) -> Turn {
    while started.elapsed() < services.turn_deadline {
        tokio::time::sleep(DUPLICATE_POLL).await;
        if let Ok(Some(turn)) = services.store.turn(call.id, number).await {
            return turn;
        }
    }
    let apology = phrases::of(call.language).apology.to_owned();
    Turn { number, said: apology, fault: true, ..services.agent().opening(call) }
}

/// A recorded turn is played; one that is not, or cannot be had, is spoken in Twilio's best match.
async fn spoken(services: &Inner, call: &Call, turn: &Turn) -> String {
    let locale = call.spoken_locale();
    let link = match &turn.audio {
        Some(key) => services.studio.link(key).await,
        None => None,
    };
    let say = |text| Utterance::Say { text, voice: call.say_voice() };
    let utterance = link.as_ref().map_or_else(|| say(&turn.said), |url| Utterance::Play { url });
    if turn.ends_call {
        return twiml::speak_and_hang_up(utterance, locale);
    }
    match (turn.number, &link) {
        (0, None) => {
            let (notice, question) = phrases::of(call.language).split_opening(&turn.said);
            twiml::open(say(notice), question.map(say), locale, call.id)
        }
        // One file holds both: nobody cuts into it.
        (0, Some(_)) => twiml::open(utterance, None, locale, call.id),
        (number, _) if goes_on(turn) => twiml::speak_and_go_on(utterance, locale, call.id, number + 1),
        (number, _) => twiml::speak_and_listen(utterance, locale, call.id, number + 1),
    }
}

fn goodbye(call: &Call) -> String {
    let text = phrases::of(call.language).give_up;
    twiml::speak_and_hang_up(Utterance::Say { text, voice: call.say_voice() }, call.spoken_locale())
}

/// A step of the call failed for good, or its function never got to work: begins it again, and says
/// goodbye if that has been tried often enough. Looks at nothing but the request, so it works where
/// everything else does not.
pub(crate) fn fall_back(id: CallId, locale: &Locale, failed: FailedStep) -> String {
    let (phrases, voice) = (phrases::of(locale.language), voice::say_voice(locale, None));
    let tries = failed.tries + 1;
    if failed.tries >= FRESH_TRIES_MAX {
        return twiml::speak_and_hang_up(Utterance::Say { text: phrases.give_up, voice }, locale);
    }
    match failed.turn {
        Some(turn) => {
            let apology = Utterance::Say { text: phrases.apology, voice };
            twiml::speak_and_listen_again(apology, locale, id, turn, tries)
        }
        None => twiml::open_again(id, tries),
    }
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
        speech_us = usage.speech_us,
        own_us = usage.latency_us.saturating_sub(usage.model_us + usage.tools_us + usage.speech_us),
        model_requests = usage.model_requests,
        dynamodb_requests = services.dynamodb_requests.get() - requests_before,
        tools = turn.tools.len(),
        fault = turn.fault,
        "turn answered"
    );
}
