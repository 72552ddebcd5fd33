//! A line as Twilio runs it: what is to be done is asked of us step by step, and how it goes is told.

use std::sync::Arc;
use std::time::Duration;

use homework_domain::answering::AnsweredBy;
use homework_domain::call::HangupCause;
use homework_domain::ids::CallId;
use homework_domain::opt_out::asks_not_to_be_called;
use homework_domain::ports::RemoteCallStatus;
use homework_domain::webhook_url::{self, FailedStep};
use homework_domain::{Error, Result, locale};
use homework_operations::conversation;
use tokio::time::{Instant, sleep};

use crate::campaign;
use crate::character::Character;
use crate::process;
use crate::truth::short;
use crate::world::World;

/// What Twilio waits for one answer, and for all tries of one request together.
const READ_TIMEOUT: Duration = Duration::from_millis(11_500);
const ALL_TRIES: Duration = Duration::from_secs(15);
const TRIES: u32 = 6;
/// Of the functions that serve webhooks (template.yaml).
const FUNCTION_TIMEOUT: Duration = Duration::from_secs(20);
/// Twilio's, from which we call.
const OUR_NUMBER: &str = "+12125550100";
/// Nobody talks for longer.
const STEPS_MAX: u32 = 60;

/// What we told Twilio to do.
pub(crate) enum Told {
    Listen {
        turn: u32,
        tries: u32,
    },
    /// Somebody who is no lead heard who we are.
    HearStranger,
    GoOn {
        turn: u32,
    },
    OpenAgain {
        tries: u32,
    },
    LeaveMessage {
        tries: u32,
    },
    HangUp,
}

impl Told {
    fn read(document: &str) -> Self {
        let url = |mark: &str| {
            let begin = document.find(mark)? + mark.len();
            let rest = &document[begin..];
            let end = rest.find(['"', '<'])?;
            Some(rest[..end].replace("&amp;", "&"))
        };
        if document.contains("<Hangup") {
            return Self::HangUp;
        }
        if let Some(action) = url("action=\"") {
            if action.contains("/stranger?") {
                return Self::HearStranger;
            }
            return match FailedStep::of_url(&action) {
                FailedStep { step: webhook_url::Step::Turn(turn), tries } => Self::Listen { turn, tries },
                _ => Self::HangUp,
            };
        }
        let Some(next) = url("<Redirect method=\"POST\">") else { return Self::HangUp };
        let FailedStep { step, tries } = FailedStep::of_url(&next);
        match step {
            webhook_url::Step::Turn(turn) => Self::GoOn { turn },
            webhook_url::Step::Opening => Self::OpenAgain { tries },
            webhook_url::Step::Message => Self::LeaveMessage { tries },
        }
    }
}

/// One request to the function that talks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Somebody rings us.
    RungUp,
    Open,
    Turn(u32),
    /// A machine is on the line, and a message to be left.
    Message,
    /// Somebody who rang us and is no lead said something.
    Stranger,
}

/// What Twilio tells of a call.
#[derive(Debug, Clone)]
pub(crate) enum News {
    Progress,
    Machine,
    Ended { cause: HangupCause, seconds: f64 },
    Recorded(Option<String>),
}

#[derive(Clone)]
pub(crate) struct Phone {
    pub(crate) world: Arc<World>,
    pub(crate) sid: String,
    pub(crate) number: String,
    /// The call on our record; `None` while it is not known that a lead rings us.
    pub(crate) call: Option<CallId>,
    pub(crate) incoming: bool,
}

impl Phone {
    pub(crate) fn is_cut(&self) -> bool {
        self.world.state().twilio.line(&self.sid).is_some_and(|line| line.cut)
    }

    /// Once, where the call is to leave a message.
    fn is_redirected(&self) -> bool {
        self.world.state().twilio.line(&self.sid).is_some_and(|line| std::mem::take(&mut line.redirected))
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        self.world.state().twilio.line(&self.sid).is_some_and(|line| line.cancelled)
    }

    pub(crate) fn note(&self, what: impl AsRef<str>) {
        let name = self.call.map_or_else(|| self.sid.clone(), short);
        self.world.note(format!("line {name} {}", what.as_ref()));
    }

    /// Talks as somebody of this character, beginning with what we told Twilio first, until one side hangs up.
    pub(crate) async fn talk(&self, character: Character, mut told: Told) {
        let mut said = 0;
        for _ in 0..STEPS_MAX {
            if self.is_cut() {
                self.note("is cut off by us");
                return;
            }
            if self.is_redirected() {
                told = Told::LeaveMessage { tries: 0 };
            }
            told = match told {
                Told::HangUp => return,
                Told::LeaveMessage { tries } => {
                    sleep(Duration::from_secs(2)).await;
                    self.ask(Step::Message, tries, "").await
                }
                Told::OpenAgain { tries } => {
                    sleep(Duration::from_secs(1)).await;
                    self.open(tries).await
                }
                Told::GoOn { turn } => self.turn(turn, 0, "").await,
                Told::HearStranger => {
                    let words = if self.world.happens(0.5) { "Please do not call me again." } else { "" };
                    self.think(words).await;
                    self.note(format!("hears a stranger: {words:?}"));
                    self.ask(Step::Stranger, 0, words).await
                }
                Told::Listen { turn, tries } => {
                    said += 1;
                    let words = self.words(character, said);
                    self.think(&words).await;
                    if character.hangs_up(said, &self.number)
                        || self
                            .world
                            .strikes("line drops", self.world.slant.drops(self.world.faults.lost * 0.4))
                    {
                        self.note(format!("says {words:?} and the line drops"));
                        self.world.state().truth.dropped.extend(self.call);
                        // Twilio's request is on its way all the same.
                        let line = self.clone();
                        tokio::task::spawn_local(async move { line.serve(Step::Turn(turn), &words).await });
                        sleep(self.world.millis(50, 2500)).await;
                        return;
                    }
                    self.turn(turn, tries, &words).await
                }
            };
        }
        self.note("is talked in for too long");
    }

    pub(crate) fn is_over_after(&self, time: Duration) {
        if let Some(own) = self.world.state().twilio.line(&self.sid) {
            own.seconds = time.as_secs_f64();
        }
    }

    async fn think(&self, words: &str) {
        let pause = if words.is_empty() { Duration::from_secs(5) } else { self.world.millis(1200, 4000) };
        sleep(pause).await;
    }

    /// Where the work is measured, callees who book ask before they do, so that a call has eight turns.
    fn words(&self, character: Character, said: u32) -> String {
        const QUESTIONS: u32 = 5;
        if self.world.ledger.is_none() || character != Character::Books {
            return character.words(said, &self.number);
        }
        match said.checked_sub(QUESTIONS) {
            None | Some(0) => "And what about the people here who would have to work with it?".into(),
            Some(step) => character.words(step, &self.number),
        }
    }

    pub(crate) async fn open(&self, tries: u32) -> Told {
        self.ask(Step::Open, tries, "").await
    }

    async fn turn(&self, turn: u32, tries: u32, words: &str) -> Told {
        self.note(format!("hears turn {turn}: {words:?}"));
        self.ask(Step::Turn(turn), tries, words).await
    }

    /// One webhook as Twilio sends it: again after a failure, or when no answer comes, and at last to the
    /// fallback.
    pub(crate) async fn ask(&self, step: Step, tries: u32, words: &str) -> Told {
        let began = Instant::now();
        for _ in 0..TRIES {
            let (line, own) = (self.clone(), words.to_owned());
            let answer = tokio::task::spawn_local(async move { line.serve(step, &own).await });
            // A request that Twilio no longer waits for goes on all the same.
            let patience = READ_TIMEOUT.min(ALL_TRIES.saturating_sub(began.elapsed()));
            match tokio::time::timeout(patience, answer).await {
                Ok(Ok(Some(Ok(document)))) => return Told::read(&document),
                Ok(Ok(Some(Err(Error::Unavailable { .. } | Error::Internal(_)))))
                    if matches!(step, Step::Turn(_)) =>
                {
                    // The function answers with an apology by itself.
                    return self.fall_back(step, tries);
                }
                _ => {}
            }
            if began.elapsed() >= ALL_TRIES {
                break;
            }
            sleep(Duration::from_millis(100)).await;
        }
        self.note("no answer: the fallback is asked");
        self.fall_back(step, tries)
    }

    fn fall_back(&self, step: Step, tries: u32) -> Told {
        let step = match step {
            Step::Open => webhook_url::Step::Opening,
            Step::Turn(turn) => webhook_url::Step::Turn(turn),
            Step::Message => webhook_url::Step::Message,
            // Our number has none.
            Step::RungUp | Step::Stranger => return Told::HangUp,
        };
        let Some(call) = self.call else { return Told::HangUp };
        let document = conversation::fall_back(call, locale::by_tag("en-US"), FailedStep { step, tries });
        *self.world.state().counted.entry("fallback heard").or_default() += 1;
        Told::read(&document)
    }

    /// One request to the function that talks.
    async fn serve(&self, step: Step, words: &str) -> Option<Result<String>> {
        let arrived = Instant::now();
        let (world, sid, locale) = (&self.world, &self.sid, locale::by_tag("en-US"));
        let source = self.call.map(|call| call.to_string());
        process::run(world, "voice", FUNCTION_TIMEOUT, |process| async move {
            let talk = campaign::conversation(&process);
            let known = || self.call.ok_or_else(|| Error::invalid("call", "is missing from the URL"));
            let (document, heeded) = match step {
                Step::RungUp => (talk.ring_back(&self.number, sid, locale, arrived).await, false),
                Step::Open => (talk.open(known()?, sid, arrived).await, false),
                Step::Message => {
                    let call = known()?;
                    let message = talk.leave_message(call, OUR_NUMBER, arrived).await;
                    if message.as_ref().is_ok_and(|document| document.contains("<Say")) {
                        world.state().truth.messages.insert(call);
                    }
                    (message, false)
                }
                Step::Stranger => (talk.heed_stranger(&self.number, words, locale).await, true),
                Step::Turn(turn) => {
                    let call = known()?;
                    let answer = talk.answer(call, turn, words, arrived).await;
                    if let Ok(conversation::Answer { turn: Some((_, taken)), .. }) = &answer
                        && !process.table_failed()
                    {
                        let spoken = taken.agent_text.clone();
                        world.state().truth.spoken.entry(call).or_default().insert(turn, spoken);
                    }
                    (answer.map(|answer| answer.document), true)
                }
            };
            process.report("voice", source).await;
            let document = document?;
            if heeded && asks_not_to_be_called(words) {
                world.state().truth.asked_not_to_be_called.insert(self.number.clone());
            }
            Ok(document)
        })
        .await
    }

    /// The line is over: Twilio says so, and hands out its recording where there is one.
    pub(crate) async fn end(&self, cause: HangupCause, status: RemoteCallStatus) {
        let (answered, seconds) = {
            let mut state = self.world.state();
            let Some(line) = state.twilio.line(&self.sid) else { return };
            line.status = status;
            (line.answered, line.seconds)
        };
        self.note(format!("is over: {cause:?}"));
        self.tell(News::Ended { cause, seconds });
        if answered && !self.incoming {
            sleep(self.world.millis(2000, 8000)).await;
            let recording = self.world.state().twilio.record(&self.sid);
            self.tell(News::Recorded(recording));
        }
    }

    /// Tells us something about the call, unless it is lost; perhaps twice, and perhaps late.
    pub(crate) fn tell(&self, news: News) {
        if self.world.strikes("webhook lost", self.world.faults.lost) {
            self.note(format!("{news:?} is lost"));
            return;
        }
        let times = 1 + usize::from(self.world.strikes("webhook twice", self.world.faults.twice));
        for _ in 0..times {
            let (line, news) = (self.clone(), news.clone());
            let late = if line.world.strikes("webhook late", line.world.faults.twice) { 40_000 } else { 400 };
            let pause = line.world.millis(20, late);
            tokio::task::spawn_local(async move {
                sleep(pause).await;
                for _ in 0..TRIES {
                    match line.told(&news).await {
                        Some(Err(Error::Unavailable { .. } | Error::Internal(_))) | None => {}
                        Some(_) => return,
                    }
                    sleep(Duration::from_secs(1)).await;
                }
            });
        }
    }

    /// Has the function take in what Twilio tells.
    async fn told(&self, news: &News) -> Option<Result<()>> {
        let sid = &self.sid;
        process::run(&self.world, "status", FUNCTION_TIMEOUT, |process| async move {
            // Our number's own address names no call.
            let call = if self.incoming { process.store().ring_back(sid).await? } else { self.call };
            let Some(call) = call else { return Ok(()) };
            let events = campaign::events(&process);
            match news {
                News::Progress => events.progressed(call, sid).await,
                News::Machine => events.machine_detected(call, sid, AnsweredBy::Voicemail).await,
                News::Ended { cause, seconds } => events.ended(call, sid, *cause, Some(*seconds)).await,
                News::Recorded(recording) => {
                    events.recorded(call, sid, "https://twilio.example/RE", recording.as_deref()).await
                }
            }
        })
        .await
    }
}
