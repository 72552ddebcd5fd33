//! Who is phoned, and what Twilio makes of it: the call rings, is answered or not, is talked in, and ends.

use std::sync::Arc;
use std::time::Duration;

use homework_domain::Error;
use homework_domain::answering::AnsweredBy;
use homework_domain::call::HangupCause;
use homework_domain::ids::CallId;
use homework_domain::locale;
use homework_domain::ports::RemoteCallStatus;
use homework_domain::webhook_url::FailedStep;
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
/// So often it is seen whether a call that rings was cancelled.
const RINGING_STEP: Duration = Duration::from_millis(500);
/// Nobody talks for longer.
const STEPS_MAX: u32 = 60;

/// What we told Twilio to do.
enum Told {
    Listen { turn: u32, tries: u32 },
    GoOn { turn: u32 },
    OpenAgain { tries: u32 },
    HangUp,
}

fn read(document: &str) -> Told {
    let url = |mark: &str| {
        let begin = document.find(mark)? + mark.len();
        let rest = &document[begin..];
        let end = rest.find(['"', '<'])?;
        Some(rest[..end].replace("&amp;", "&"))
    };
    if document.contains("<Hangup") {
        return Told::HangUp;
    }
    if let Some(action) = url("action=\"") {
        let step = FailedStep::of_url(&action);
        return step.turn.map_or(Told::HangUp, |turn| Told::Listen { turn, tries: step.tries });
    }
    match url("<Redirect method=\"POST\">").map(|url| FailedStep::of_url(&url)) {
        Some(FailedStep { turn: Some(turn), .. }) => Told::GoOn { turn },
        Some(FailedStep { turn: None, tries }) => Told::OpenAgain { tries },
        None => Told::HangUp,
    }
}

/// Lets a call that was placed live to its end.
pub(crate) async fn live(world: Arc<World>, sid: String) {
    let Some((call, phone)) = world.state().twilio.line(&sid).map(|line| (line.call, line.to.clone())) else {
        return;
    };
    let line = Phone { world, sid, call, phone };
    line.tell(News::Progress);
    let character = Character::of(&line.phone).by_now(line.world.rings_of(&line.phone));
    // Where nobody answers, it rings for as long as we let it.
    let ringing = if character == Character::NoAnswer { (20_000, 30_000) } else { (1500, 9000) };
    let picked_up = Instant::now() + line.world.millis(ringing.0, ringing.1);
    while Instant::now() < picked_up && !line.is_cancelled() {
        sleep(RINGING_STEP.min(picked_up - Instant::now())).await;
    }
    let (cause, status) = match character {
        _ if line.is_cancelled() => (HangupCause::Canceled, RemoteCallStatus::Canceled),
        Character::NoAnswer => (HangupCause::NoAnswer, RemoteCallStatus::NoAnswer),
        Character::Busy => (HangupCause::Busy, RemoteCallStatus::Busy),
        _ => {
            let began = Instant::now();
            line.answer(character).await;
            if let Some(own) = line.world.state().twilio.line(&line.sid) {
                own.seconds = began.elapsed().as_secs_f64();
            }
            (HangupCause::Completed, RemoteCallStatus::Completed)
        }
    };
    line.end(cause, status).await;
}

struct Phone {
    world: Arc<World>,
    sid: String,
    call: CallId,
    phone: String,
}

impl Phone {
    fn is_cut(&self) -> bool {
        self.world.state().twilio.line(&self.sid).is_some_and(|line| line.cut)
    }

    fn is_cancelled(&self) -> bool {
        self.world.state().twilio.line(&self.sid).is_some_and(|line| line.cancelled)
    }

    fn note(&self, what: impl AsRef<str>) {
        self.world.note(format!("line {} {}", short(self.call), what.as_ref()));
    }

    async fn answer(&self, character: Character) {
        if let Some(line) = self.world.state().twilio.line(&self.sid) {
            line.answered = true;
        }
        self.note(format!("is answered: {character:?}"));
        if character == Character::Voicemail
            || self.world.strikes("machine made out wrongly", self.world.faults.lost * 0.2)
        {
            self.tell(News::Machine);
        }
        let mut told = self.open(0).await;
        let mut said = 0;
        for _ in 0..STEPS_MAX {
            if self.is_cut() {
                self.note("is cut off by us");
                return;
            }
            told = match told {
                Told::HangUp => return,
                Told::OpenAgain { tries } => {
                    sleep(Duration::from_secs(1)).await;
                    self.open(tries).await
                }
                Told::GoOn { turn } => self.turn(turn, 0, "").await,
                Told::Listen { turn, tries } => {
                    said += 1;
                    let words = self.words(character, said);
                    sleep(if words.is_empty() {
                        Duration::from_secs(5)
                    } else {
                        self.world.millis(1200, 4000)
                    })
                    .await;
                    let drops = character == Character::HangsUp && said == 1 + (turn % 2);
                    if drops || self.world.strikes("line drops", self.world.faults.lost * 0.4) {
                        self.note(format!("says {words:?} and the line drops"));
                        // Twilio's request is on its way all the same.
                        let (world, call, words) = (Arc::clone(&self.world), self.call, words);
                        tokio::task::spawn_local(async move {
                            request(&world, call, Step::Turn(turn), &words).await;
                        });
                        sleep(self.world.millis(50, 2500)).await;
                        return;
                    }
                    self.turn(turn, tries, &words).await
                }
            };
        }
        self.note("is talked in for too long");
    }

    /// Where the work is measured, callees who book ask before they do, so that a call has eight turns.
    fn words(&self, character: Character, said: u32) -> String {
        const QUESTIONS: u32 = 5;
        if self.world.ledger.is_none() || character != Character::Books {
            return character.words(said, &self.phone);
        }
        match said.checked_sub(QUESTIONS) {
            None | Some(0) => "And what about the people here who would have to work with it?".into(),
            Some(step) => character.words(step, &self.phone),
        }
    }

    async fn open(&self, tries: u32) -> Told {
        self.ask(Step::Open, tries, "").await
    }

    async fn turn(&self, turn: u32, tries: u32, words: &str) -> Told {
        self.note(format!("hears turn {turn}: {words:?}"));
        self.ask(Step::Turn(turn), tries, words).await
    }

    /// One webhook as Twilio sends it: again after a failure, or when no answer comes, and at last to the
    /// fallback.
    async fn ask(&self, step: Step, tries: u32, words: &str) -> Told {
        let began = Instant::now();
        for _ in 0..TRIES {
            let (world, call, own) = (Arc::clone(&self.world), self.call, words.to_owned());
            let (sid, phone) = (self.sid.clone(), self.phone.clone());
            let answer =
                tokio::task::spawn_local(async move { serve(&world, call, &sid, &phone, step, &own).await });
            // A request that Twilio no longer waits for goes on all the same.
            let patience = READ_TIMEOUT.min(ALL_TRIES.saturating_sub(began.elapsed()));
            match tokio::time::timeout(patience, answer).await {
                Ok(Ok(Some(Ok(document)))) => return read(&document),
                Ok(Ok(Some(Err(Error::Unavailable { .. } | Error::Internal(_))))) if step != Step::Open => {
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
        let turn = match step {
            Step::Open => None,
            Step::Turn(turn) => Some(turn),
        };
        let document =
            conversation::fall_back(self.call, locale::by_tag("en-US"), FailedStep { turn, tries });
        *self.world.state().counted.entry("fallback heard").or_default() += 1;
        read(&document)
    }

    async fn end(&self, cause: HangupCause, status: RemoteCallStatus) {
        let (answered, seconds) = {
            let mut state = self.world.state();
            let Some(line) = state.twilio.line(&self.sid) else { return };
            line.status = status;
            (line.answered, line.seconds)
        };
        self.note(format!("is over: {cause:?}"));
        self.tell(News::Ended { cause, seconds });
        if answered {
            sleep(self.world.millis(2000, 8000)).await;
            let recording = self.world.state().twilio.record(&self.sid);
            self.tell(News::Recorded(recording));
        }
    }

    /// Tells us something about the call, unless it is lost; perhaps twice, and perhaps late.
    fn tell(&self, news: News) {
        if self.world.strikes("webhook lost", self.world.faults.lost) {
            self.note(format!("{news:?} is lost"));
            return;
        }
        let times = 1 + usize::from(self.world.strikes("webhook twice", self.world.faults.twice));
        for _ in 0..times {
            let (world, call) = (Arc::clone(&self.world), self.call);
            let (sid, news) = (self.sid.clone(), news.clone());
            let late = if world.strikes("webhook late", world.faults.twice) { 40_000 } else { 400 };
            let pause = world.millis(20, late);
            tokio::task::spawn_local(async move {
                sleep(pause).await;
                for _ in 0..TRIES {
                    match news.tell(&world, call, &sid).await {
                        Some(Err(Error::Unavailable { .. } | Error::Internal(_))) | None => {}
                        Some(_) => return,
                    }
                    sleep(Duration::from_secs(1)).await;
                }
            });
        }
    }
}

/// What Twilio tells of a call.
#[derive(Debug, Clone)]
enum News {
    Progress,
    Machine,
    Ended { cause: HangupCause, seconds: f64 },
    Recorded(Option<String>),
}

impl News {
    async fn tell(&self, world: &Arc<World>, call: CallId, sid: &str) -> Option<homework_domain::Result<()>> {
        process::run(world, "status", FUNCTION_TIMEOUT, |process| async move {
            let events = campaign::events(&process);
            match self {
                Self::Progress => events.progressed(call, sid).await,
                Self::Machine => events.machine_detected(call, sid, AnsweredBy::Voicemail).await,
                Self::Ended { cause, seconds } => events.ended(call, sid, *cause, Some(*seconds)).await,
                Self::Recorded(recording) => {
                    events.recorded(call, sid, "https://twilio.example/RE", recording.as_deref()).await
                }
            }
        })
        .await
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Open,
    Turn(u32),
}

async fn request(world: &Arc<World>, call: CallId, step: Step, words: &str) {
    let found = {
        let state = world.state();
        let lines = state.twilio.answered();
        lines.into_iter().find(|line| line.call == call).map(|line| line.to)
    };
    let phone = found.unwrap_or_default();
    serve(world, call, "", &phone, step, words).await;
}

/// One request to the function that talks.
async fn serve(
    world: &Arc<World>,
    call: CallId,
    sid: &str,
    phone: &str,
    step: Step,
    words: &str,
) -> Option<homework_domain::Result<String>> {
    let arrived = Instant::now();
    process::run(world, "voice", FUNCTION_TIMEOUT, |process| async move {
        let talk = campaign::conversation(&process);
        match step {
            Step::Open => {
                let opened = talk.open(call, sid, arrived).await;
                process.report("voice", Some(call.to_string())).await;
                opened
            }
            Step::Turn(number) => {
                let answer = talk.answer(call, number, words, arrived).await;
                process.report("voice", Some(call.to_string())).await;
                let answer = answer?;
                let mut state = world.state();
                if homework_domain::opt_out::asks_not_to_be_called(words) {
                    state.truth.asked_not_to_be_called.insert(phone.to_owned());
                }
                if let Some((_, turn)) = answer.turn.filter(|_| !process.table_failed()) {
                    state.truth.spoken.entry(call).or_default().insert(number, turn.agent_text);
                }
                Ok(answer.document)
            }
        }
    })
    .await
}
