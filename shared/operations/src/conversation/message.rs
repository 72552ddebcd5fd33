//! What is left on voicemail: a turn of its own, so that it is on record before it is said, and said once however often
//! it is asked for.

use homework_agent::{phrases, twiml};
use homework_domain::call::{Call, CallState, Intent, Turn};
use homework_domain::ids::CallId;
use homework_domain::ports::{Calendar, ChatModel, VideoMeetings};
use homework_domain::voice::TtsVoice;
use homework_domain::{Error, Result};
use homework_store::{CallRecord, TurnSaved};
use tokio::time::Instant;

use super::{Conversation, SAVING_TRIES};

impl<M: ChatModel, C: Calendar, V: VideoMeetings, S: TtsVoice> Conversation<M, C, V, S> {
    /// The greeting of a machine is over: leaves the message that the campaign has by now, with `ours` as the number to
    /// ring, and hangs up. Hangs up without one where there is none to leave.
    pub async fn leave_message(&self, id: CallId, ours: &str, started: Instant) -> Result<String> {
        for _ in 0..SAVING_TRIES {
            let CallRecord { call, turns, .. } = self.store.call_record(id).await?;
            if let Some(left) = turns.iter().find(|turn| turn.is_message) {
                return Ok(self.spoken(&call, left).await);
            }
            if call.state == CallState::Ended || call.erased_at.is_some() {
                return Ok(twiml::hang_up());
            }
            let Some(agent_text) = self.message(&call, ours).await? else { return Ok(twiml::hang_up()) };
            let mut turn = Turn {
                number: turns.last().map_or(0, |turn| turn.number) + 1,
                agent_text,
                intent: Intent::Voicemail,
                ends_call: true,
                is_message: true,
                ..self.agent().opening(&call)
            };
            self.synthesize_turn(&call, &mut turn, started).await;
            match self.store.save_turn(&call, &turn, self.clock.now()).await? {
                TurnSaved::Saved => return Ok(self.spoken(&call, &turn).await),
                TurnSaved::AlreadyThere(first) if first.is_message => {
                    return Ok(self.spoken(&call, &first).await);
                }
                TurnSaved::AlreadyThere(_) => {}
            }
        }
        Err(Error::unavailable("DynamoDB", "the call is contended"))
    }

    async fn message(&self, call: &Call, ours: &str) -> Result<Option<String>> {
        if !call.leaves_message {
            return Ok(None);
        }
        let policy = self.store.campaign(call.campaign_id).await?.policy;
        Ok(policy.voicemail_message.map(|message| {
            let lead = call.lead.greeting_name(call.language);
            let reason = message.words.get(&call.language).map(String::as_str);
            phrases::of(call.language).message(lead.as_deref(), reason, ours, &self.persona)
        }))
    }
}

#[cfg(test)]
mod tests;
