//! A call as a conversation: the opening, then turn by turn. A webhook that comes twice is answered
//! with the same words and changes nothing; a fault of ours is heard as an apology, never as silence.

mod message;
mod ring_back;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use homework_agent::twiml::{self, Utterance};
use homework_agent::{Agent, Hearing, Persona, goes_on, phrases, speech};
use homework_domain::call::{Call, CallState, Intent, Turn};
use homework_domain::calling_hours::CallingTimes;
use homework_domain::clock::Clock;
use homework_domain::ids::CallId;
use homework_domain::locale::Locale;
use homework_domain::metric;
use homework_domain::opt_out::asks_not_to_be_called;
use homework_domain::ports::{Calendar, ChatModel, VideoMeetings};
use homework_domain::slots::MeetingRules;
use homework_domain::voice::TtsVoice;
use homework_domain::webhook_url::{FRESH_TRIES_MAX, FailedStep, Step};
use homework_domain::{Error, Result, voice};
use homework_store::{CallRecord, Store, TurnSaved};
use tokio::time::Instant;

/// How often words are saved again when the call changed under them, as when the dialer notes the SID at the
/// same moment.
const SAVING_TRIES: u32 = 5;
/// How often the answer of a duplicate at work elsewhere is looked for.
const DUPLICATE_POLL: Duration = Duration::from_millis(200);
/// What is recognised of one utterance at most; more is noise, or somebody reading us a book.
const SPEECH_CHARS_MAX: usize = 2000;
/// How long synthesizing an answer may take: after that it is better spoken in another voice than late.
const SYNTHESIS_LIMIT: Duration = Duration::from_secs(4);
/// With less time left than this, synthesis would only be cut off.
const WORTH_SYNTHESIZING: Duration = Duration::from_millis(400);

/// Everything a conversation needs.
pub struct Conversation<M, C, V, S> {
    pub store: Store,
    pub model: M,
    pub calendar: C,
    /// `None`: the calendar's own video link is used.
    pub video: Option<V>,
    pub voice: S,
    pub rules: MeetingRules,
    pub times: CallingTimes,
    pub persona: Persona,
    pub clock: Arc<dyn Clock>,
    /// For a whole turn, counted from the request's arrival.
    pub turn_deadline: Duration,
}

/// What Twilio is told, and the turn that it says, where one was worked out.
#[derive(Debug)]
pub struct Answer {
    pub document: String,
    pub turn: Option<(Call, Turn)>,
}

impl Answer {
    fn known(document: String) -> Self {
        Self { document, turn: None }
    }
}

impl<M: ChatModel, C: Calendar, V: VideoMeetings, S: TtsVoice> Conversation<M, C, V, S> {
    fn agent(&self) -> Agent<'_, M, C, V, Store> {
        Agent {
            model: &self.model,
            calendar: &self.calendar,
            video: self.video.as_ref(),
            ledger: &self.store,
            rules: &self.rules,
            times: &self.times,
            persona: &self.persona,
            clock: &*self.clock,
            deadline: self.turn_deadline,
        }
    }

    /// Somebody answered: says who is calling and listens.
    pub async fn open(&self, id: CallId, sid: &str, started: Instant) -> Result<String> {
        let mut synthesized = None;
        for _ in 0..SAVING_TRIES {
            let CallRecord { mut call, turns, .. } = self.store.call_record(id).await?;
            if let Some(opening) = turns.iter().find(|turn| turn.number == 0) {
                return Ok(self.spoken(&call, opening).await);
            }
            if call.state == CallState::Ended {
                return Ok(goodbye(&call));
            }
            call.identified(sid)?;
            call.answer(self.clock.now())?;
            let mut opening = self.agent().opening(&call);
            if call.studio_voice().is_some() {
                // Once, however often saving is tried.
                if synthesized.is_none() {
                    synthesized = Some(self.synthesize(&call, &opening.agent_text, started).await);
                }
                opening.audio = synthesized.clone().flatten();
                if opening.audio.is_none() {
                    call.leave_studio_voice();
                }
            }
            match self.store.save_opening(&mut call, &opening).await {
                Ok(TurnSaved::Saved) => return Ok(self.spoken(&call, &opening).await),
                Ok(TurnSaved::AlreadyThere(first)) => return Ok(self.spoken(&call, &first).await),
                Err(Error::Stale(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Err(Error::unavailable("DynamoDB", "the call is contended"))
    }

    /// Something was said, or nothing: answers it. Costs two requests to the table, one to read the
    /// call with its turns and one to save the new one; somebody's first words cost one more.
    pub async fn answer(&self, id: CallId, number: u32, speech: &str, started: Instant) -> Result<Answer> {
        let heard = speech::heard(speech, SPEECH_CHARS_MAX);
        let mut number = number;
        loop {
            let CallRecord { call, turns, .. } = self.store.call_record(id).await?;
            while let Some(known) = turns.iter().find(|turn| turn.number == number) {
                if !overlooks_a_wish(known, &heard) {
                    return Ok(Answer::known(self.spoken(&call, known).await));
                }
                number += 1;
            }
            // A wish that was said before the line dropped counts, however late it is read.
            let is_heeded = asks_not_to_be_called(&heard) && call.erased_at.is_none();
            if call.state == CallState::Ended && !is_heeded {
                return Ok(Answer::known(goodbye(&call)));
            }
            let turn = self.take_turn(&call, &turns, number, &heard, started).await?;
            if !overlooks_a_wish(&turn, &heard) {
                return Ok(Answer { document: self.spoken(&call, &turn).await, turn: Some((call, turn)) });
            }
        }
    }

    /// The turn of this number, as it was saved first.
    async fn take_turn(
        &self,
        call: &Call,
        turns: &[Turn],
        number: u32,
        heard: &str,
        started: Instant,
    ) -> Result<Turn> {
        let hearing = Hearing { call, turns, number, heard, arrived: started };
        let noted = self.note_first_words(&hearing);
        let agent = self.agent();
        let (answer, ()) = tokio::join!(agent.respond(hearing), noted);
        match answer {
            Ok(mut turn) => {
                if is_before_message(call, &turn) {
                    turn.agent_text.clear();
                } else {
                    self.synthesize_turn(call, &mut turn, started).await;
                }
                self.save(call, turn).await
            }
            Err(_superseded) => match self.wait_for_duplicate(call, number, started).await {
                Some(turn) => Ok(turn),
                None => self.save(call, self.apology(call, number, heard)).await,
            },
        }
    }

    /// Notes somebody's first words while they are being answered: machine detection is late and may be
    /// wrong, and must not hang up on a person meanwhile.
    async fn note_first_words(&self, hearing: &Hearing<'_>) {
        let Hearing { call, turns, heard, .. } = hearing;
        if call.begins_conversation(turns, heard)
            && let Err(error) = self.store.note_spoken(call.id, self.clock.now()).await
        {
            tracing::warn!(call_id = %call.id, %error, "somebody's first words were not noted");
        }
    }

    /// Has the answer synthesized in the call's studio voice, if it is spoken with one.
    async fn synthesize_turn(&self, call: &Call, turn: &mut Turn, started: Instant) {
        if call.studio_voice().is_some() {
            let begun = Instant::now();
            turn.audio = self.synthesize(call, &turn.agent_text, started).await;
            turn.usage.speech_us = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
            turn.usage.latency_us += turn.usage.speech_us;
        }
    }

    /// Synthesizes words within what is left of the time for one answer.
    async fn synthesize(&self, call: &Call, said: &str, started: Instant) -> Option<String> {
        let left =
            self.turn_deadline.checked_sub(started.elapsed()).filter(|left| *left >= WORTH_SYNTHESIZING);
        let (Some(voice), Some(left)) = (call.studio_voice(), left) else { return None };
        self.voice.synthesize(voice, call.language, said, left.min(SYNTHESIS_LIMIT)).await
    }

    /// Saves the turn. The one that was saved first is the one that counts; and if none can be saved,
    /// the words are spoken all the same.
    ///
    /// # Errors
    /// A promise not to call again that could not be kept is not made: Twilio asks once more.
    async fn save(&self, call: &Call, turn: Turn) -> Result<Turn> {
        match self.store.save_turn(call, &turn, self.clock.now()).await {
            Ok(TurnSaved::Saved) => {
                measure(&turn);
                Ok(turn)
            }
            Ok(TurnSaved::AlreadyThere(first)) => Ok(first),
            Err(error) => {
                tracing::error!(call_id = %call.id, turn = turn.number, %error, "a turn was not saved");
                if turn.intent == Intent::DoNotCall { Err(error) } else { Ok(turn) }
            }
        }
    }

    /// The answer of a duplicate at work elsewhere; `None` if there is none in time, as when it has died.
    async fn wait_for_duplicate(&self, call: &Call, number: u32, started: Instant) -> Option<Turn> {
        while started.elapsed() < self.turn_deadline {
            tokio::time::sleep(DUPLICATE_POLL).await;
            if let Ok(Some(turn)) = self.store.turn(call.id, number).await {
                return Some(turn);
            }
        }
        None
    }

    /// What is said where nothing could be made of what was heard.
    fn apology(&self, call: &Call, number: u32, heard: &str) -> Turn {
        let agent_text = phrases::of(call.language).apology.to_owned();
        Turn {
            number,
            user_text: Some(heard.to_owned()),
            agent_text,
            fault: true,
            ..self.agent().opening(call)
        }
    }

    /// A synthesized turn is played; one that is not, or cannot be had, is spoken in Twilio's best match.
    async fn spoken(&self, call: &Call, turn: &Turn) -> String {
        let locale = call.spoken_locale();
        if is_before_message(call, turn) {
            return twiml::wait_and_leave_message(call.id, locale, 0);
        }
        let link = match &turn.audio {
            Some(key) => self.voice.link(key).await,
            None => None,
        };
        let say = |text| Utterance::Say { text, voice: call.say_voice() };
        let utterance = link.as_ref().map_or_else(|| say(&turn.agent_text), |url| Utterance::Play { url });
        if turn.ends_call {
            return twiml::speak_and_hang_up(utterance, locale);
        }
        match (turn.number, &link) {
            (0, None) => {
                let (notice, question) = phrases::of(call.language).split_opening(&turn.agent_text);
                twiml::open(say(notice), question.map(say), locale, call.id)
            }
            // One file holds both: nobody cuts into it.
            (0, Some(_)) => twiml::open(utterance, None, locale, call.id),
            (number, _) if goes_on(turn) => twiml::speak_and_go_on(utterance, locale, call.id, number + 1),
            (number, _) => twiml::speak_and_listen(utterance, locale, call.id, number + 1),
        }
    }
}

/// Whoever is asked to say it again, because the answer to what they said was late, may ask not to be called
/// instead: words that the turn of that number does not answer.
fn overlooks_a_wish(turn: &Turn, heard: &str) -> bool {
    turn.intent != Intent::DoNotCall && asks_not_to_be_called(heard)
}

/// A machine was heard, and nothing is said to it but the message that follows.
fn is_before_message(call: &Call, turn: &Turn) -> bool {
    call.leaves_message && turn.ends_call && turn.intent == Intent::Voicemail && !turn.is_message
}

fn goodbye(call: &Call) -> String {
    let text = phrases::of(call.language).give_up;
    twiml::speak_and_hang_up(Utterance::Say { text, voice: call.say_voice() }, call.spoken_locale())
}

/// A step of the call failed for good, or its function never got to work: begins it again, and says
/// goodbye if that has been tried often enough. Looks at nothing but the request, so it works where
/// everything else does not.
pub fn fall_back(id: CallId, locale: &Locale, failed: FailedStep) -> String {
    let (phrases, voice) = (phrases::of(locale.language), voice::say_voice(locale, None));
    let tries = failed.tries + 1;
    if failed.tries >= FRESH_TRIES_MAX {
        return match failed.step {
            Step::Message => twiml::hang_up(),
            _ => twiml::speak_and_hang_up(Utterance::Say { text: phrases.give_up, voice }, locale),
        };
    }
    match failed.step {
        Step::Turn(turn) => {
            let apology = Utterance::Say { text: phrases.apology, voice };
            twiml::speak_and_listen_again(apology, locale, id, turn, tries)
        }
        Step::Opening => twiml::open_again(id, tries),
        Step::Message => twiml::wait_and_leave_message(id, locale, tries),
    }
}

fn measure(turn: &Turn) {
    let ms = |us: u64| us as f64 / 1000.0;
    let usage = &turn.usage;
    tracing::info!(
        target: metric::TARGET,
        turns = 1_u64,
        turns_without_answer = u64::from(turn.fault),
        latency_ms = ms(usage.latency_us),
        model_ms = ms(usage.model_us),
        tools_ms = ms(usage.tools_us),
        speech_ms = ms(usage.speech_us),
    );
}
