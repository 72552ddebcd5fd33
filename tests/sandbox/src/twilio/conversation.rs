//! The talk of an answered call: fetches TwiML, performs it, lets the callee hear and answer.

use std::time::Duration;

use serde_json::json;
use tokio::sync::watch;
use url::Url;

use super::callbacks::{about, owned};
use super::calls::Speaker;
use super::player::Line;
use super::status::{Ending, Status};
use super::twiml::{Gather, Invalid, Prompt, Verb, parse};
use super::webhook::{Failure, Reply, Webhook, send};
use crate::audio;
use crate::callees::{Callee, Reaction};

/// More documents than any sensible call has: a redirect loop ends here.
const MAX_DOCUMENTS: usize = 100;
/// Twilio's code for a call that cannot go on after an answer that is no success.
const HTTP_FAILURE: u32 = 11200;
const CONNECTION_FAILURE: u32 = 11205;
const APPLICATION_ERROR: &str = "We are sorry, an application error has occurred. Goodbye.";

pub(crate) struct Conversation<'a> {
    line: &'a Line,
    callee: Callee,
    /// What the callee heard since it last had the chance to answer.
    heard: Vec<String>,
    current: String,
    extra: Vec<(String, String)>,
}

/// What follows a document.
enum Next {
    Fetch { url: String, extra: Vec<(String, String)> },
    End(Ending),
}

impl<'a> Conversation<'a> {
    /// `answered_by` is told with the first webhook if it is known by then.
    pub(crate) fn new(line: &'a Line, callee: Callee, answered_by: Option<&str>) -> Self {
        let extra = answered_by.map(|by| ("AnsweredBy".to_owned(), by.to_owned()));
        let current = line.order.url.clone();
        Self { line, callee, heard: Vec::new(), current, extra: extra.into_iter().collect() }
    }

    /// Talks until somebody hangs up. Can be dropped at any point: what was said by then is kept.
    /// What we do meanwhile is broken off where the call is redirected.
    pub(crate) async fn run(mut self, mut redirect: watch::Receiver<Option<String>>) -> Ending {
        let fallback = self.line.order.fallback_url.clone();
        for _ in 0..MAX_DOCUMENTS {
            let next = tokio::select! {
                next = self.document() => next,
                Ok(()) = redirect.changed() => {
                    let url = redirect.borrow_and_update().clone().unwrap_or_default();
                    self.turn(None);
                    Ok(Next::Fetch { url, extra: Vec::new() })
                }
            };
            match next {
                Ok(Next::Fetch { url, extra }) => (self.current, self.extra) = (url, extra),
                Ok(Next::End(ending)) => return ending,
                // Whatever document cannot be had, the fallback is asked; for itself there is none.
                Err(code) => match fallback.clone().filter(|url| *url != self.current) {
                    Some(url) => {
                        let failed = std::mem::replace(&mut self.current, url);
                        self.extra = owned([("ErrorCode", code.to_string().as_str()), ("ErrorUrl", &failed)]);
                    }
                    None => return self.application_error(code).await,
                },
            }
        }
        self.application_error(HTTP_FAILURE).await
    }

    async fn application_error(&mut self, code: u32) -> Ending {
        self.hear(APPLICATION_ERROR).await;
        self.turn(None);
        Ending::Error(code)
    }

    async fn document(&mut self) -> Result<Next, u32> {
        let reply = send(&self.line.sandbox, &self.webhook(&self.current, &self.extra)).await;
        let verbs = self.understand(reply).map_err(|invalid| {
            let details = json!({"url": self.current, "code": invalid.code, "message": invalid.message});
            self.line.journal("twiml_error", details);
            invalid.code
        })?;
        for verb in verbs {
            if let Some(next) = self.perform(verb).await? {
                return Ok(next);
            }
        }
        // Nothing is left to do: Twilio hangs up.
        self.turn(None);
        Ok(Next::End(Ending::Document))
    }

    fn webhook(&self, url: &str, extra: &[(String, String)]) -> Webhook {
        let line = self.line;
        let account = &line.sandbox.config.twilio_account_sid;
        let mut params = about(account, &line.sid, &line.order, Status::InProgress);
        params.extend_from_slice(extra);
        Webhook {
            url: url.to_owned(),
            params,
            to: line.order.person().to_owned(),
            call_sid: line.sid.clone(),
        }
    }

    fn understand(&self, reply: Result<Reply, Failure>) -> Result<Vec<Verb>, Invalid> {
        let reply = reply.map_err(|failure| {
            let code = if matches!(failure, Failure::Connect(_)) { CONNECTION_FAILURE } else { HTTP_FAILURE };
            Invalid { code, message: failure.to_string() }
        })?;
        if !(200..300).contains(&reply.status) {
            return Err(Invalid { code: HTTP_FAILURE, message: format!("answered {}", reply.status) });
        }
        parse(&reply.content_type, &reply.body)
    }

    async fn perform(&mut self, verb: Verb) -> Result<Option<Next>, u32> {
        match verb {
            Verb::Prompt(prompt) => self.prompt(&prompt).await,
            Verb::Gather(gather) => return self.gather(&gather).await,
            Verb::Redirect(url) => {
                return Ok(Some(Next::Fetch { url: self.resolve(&url)?, extra: Vec::new() }));
            }
            Verb::Hangup => {
                self.turn(None);
                return Ok(Some(Next::End(Ending::Document)));
            }
        }
        Ok(None)
    }

    async fn prompt(&mut self, prompt: &Prompt) {
        match prompt {
            Prompt::Say(text) => self.hear(text).await,
            Prompt::Play(Some(url)) => self.play(url).await,
            Prompt::Play(None) => self.line.pause().await,
            Prompt::Pause(0) => {}
            Prompt::Pause(_) => self.line.pause().await,
        }
    }

    /// Plays a file. One that cannot be had is passed over, as at Twilio: the call goes on.
    async fn play(&mut self, url: &str) {
        let sound = match self.resolve(url) {
            Ok(url) => fetch_sound(&self.line.sandbox.http, &url).await,
            Err(code) => Err(format!("error {code}")),
        };
        match sound {
            Ok(sound) => {
                let words = audio::words(&sound);
                self.line.journal("played", json!({"url": url, "bytes": sound.len(), "words": words}));
                match words {
                    Some(words) => self.hear(&words).await,
                    None => self.line.pause().await,
                }
            }
            Err(error) => self.line.journal("play_error", json!({"url": url, "error": error})),
        }
    }

    async fn hear(&mut self, text: &str) {
        self.line.said(Speaker::Agent, text);
        self.heard.push(text.to_owned());
        self.line.pause().await;
    }

    /// The end of a turn: what was heard, and what was answered to it.
    fn turn(&mut self, said: Option<&str>) {
        if let Some(said) = said {
            self.line.said(Speaker::Callee, said);
        }
        let heard = std::mem::take(&mut self.heard).join(" ");
        if !heard.is_empty() || said.is_some() {
            self.line.journal("turn", json!({"heard": heard, "said": said}));
        }
    }

    async fn gather(&mut self, gather: &Gather) -> Result<Option<Next>, u32> {
        let action = match &gather.action {
            Some(action) => self.resolve(action)?,
            None => self.current.clone(),
        };
        for prompt in &gather.prompts {
            self.prompt(prompt).await;
        }
        let reaction = match self.callee.hear(&self.heard.join(" ")) {
            Reaction::Press(_) if !gather.keys => Reaction::Silence,
            Reaction::Say(_) | Reaction::SayAndHangUp(_) if !gather.speech => Reaction::Silence,
            reaction => reaction,
        };
        match reaction {
            Reaction::Press(key) => {
                self.turn(Some(&format!("[{key}]")));
                let extra = owned([("Digits", key.to_string().as_str())]);
                Ok(Some(Next::Fetch { url: action, extra }))
            }
            Reaction::Say(text) => {
                self.turn(Some(&text));
                self.line.pause().await;
                Ok(Some(Next::Fetch { url: action, extra: speech(&text) }))
            }
            Reaction::SayAndHangUp(text) => {
                self.turn(Some(&text));
                self.hang_up_meanwhile(self.webhook(&action, &speech(&text))).await;
                Ok(Some(Next::End(Ending::Callee)))
            }
            Reaction::HangUp => {
                self.turn(None);
                Ok(Some(Next::End(Ending::Callee)))
            }
            Reaction::Silence => {
                self.turn(None);
                self.line.pause().await;
                let next = Next::Fetch { url: action, extra: Vec::new() };
                Ok(gather.action_on_empty_result.then_some(next))
            }
        }
    }

    /// The callee leaves while our answer to its last words is still being made.
    async fn hang_up_meanwhile(&self, webhook: Webhook) {
        let sandbox = std::sync::Arc::clone(&self.line.sandbox);
        let moment = (sandbox.config.pace() / 3).min(Duration::from_millis(100));
        tokio::spawn(async move { drop(send(&sandbox, &webhook).await) });
        tokio::time::sleep(moment).await;
    }

    /// An URL out of a document, relative to the document's own.
    fn resolve(&self, url: &str) -> Result<String, u32> {
        const INVALID_URL: u32 = 11100;
        let base = Url::parse(&self.current).map_err(|_| INVALID_URL)?;
        base.join(url).map(String::from).map_err(|_| INVALID_URL)
    }
}

/// A sound file; Twilio plays nothing that does not say that it is one.
async fn fetch_sound(http: &reqwest::Client, url: &str) -> Result<Vec<u8>, String> {
    let response = http.get(url).send().await.map_err(|error| error.to_string())?;
    let status = response.status();
    let kind = response.headers().get("content-type").and_then(|kind| kind.to_str().ok());
    let kind = kind.unwrap_or_default().to_owned();
    if !status.is_success() || !kind.starts_with("audio/") {
        return Err(format!("answered {status} {kind}"));
    }
    response.bytes().await.map(Vec::from).map_err(|error| error.to_string())
}

fn speech(text: &str) -> Vec<(String, String)> {
    owned([("SpeechResult", text), ("Confidence", "0.9251")])
}
