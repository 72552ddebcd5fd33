//! Somebody rings our number: a lead that goes on where its last call stood, or somebody who hears who we are and can
//! ask not to be called.

use homework_agent::twiml::{self, Utterance};
use homework_agent::{Persona, phrases};
use homework_domain::call::Call;
use homework_domain::ids::CallId;
use homework_domain::lead::Lead;
use homework_domain::locale::Locale;
use homework_domain::opt_out::asks_not_to_be_called;
use homework_domain::phone::PhoneNumber;
use homework_domain::ports::{Calendar, ChatModel, VideoMeetings};
use homework_domain::suppression::Suppression;
use homework_domain::voice::TtsVoice;
use homework_domain::{Error, Result, voice};
use homework_store::CallRecord;
use tokio::time::Instant;

use super::{Conversation, SAVING_TRIES};

/// Of what was said before, the agent is told so much at most.
const SAID_BEFORE_CHARS_MAX: usize = 600;

impl<M: ChatModel, C: Calendar, V: VideoMeetings, S: TtsVoice> Conversation<M, C, V, S> {
    /// Somebody rings our number from `caller`, as Twilio writes it; `locale` is spoken where that is no number. Returns
    /// what Twilio is to do, the same for a message that comes twice.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn ring_back(
        &self,
        caller: &str,
        sid: &str,
        locale: &'static Locale,
        started: Instant,
    ) -> Result<String> {
        let Ok(caller) = caller.parse::<PhoneNumber>() else {
            return Ok(hang_up(phrases::of(locale.language).withheld, locale));
        };
        for _ in 0..SAVING_TRIES {
            if let Some(call) = self.store.ring_back(sid).await? {
                return self.open(call, sid, started).await;
            }
            match self.begin_ring_back(&caller, sid).await {
                Ok(Some(call)) => return self.open(call, sid, started).await,
                Ok(None) => return Ok(introduction(&self.persona, caller.locale())),
                Err(Error::Stale(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Err(Error::unavailable("DynamoDB", "the lead is contended"))
    }

    /// The call in which a lead rings back; `None` for anybody else.
    async fn begin_ring_back(&self, caller: &PhoneNumber, sid: &str) -> Result<Option<CallId>> {
        let Some(mut lead) = self.store.lead_with_number(caller).await? else { return Ok(None) };
        let Some(campaign) = lead.rings_back_to() else { return Ok(None) };
        let now = self.clock.now();
        let mut call = Call::ring_back(CallId::generate(now), &lead, campaign, sid, now);
        call.bind(self.store.call_settings(call.language).await?);
        if let Some(last) = self.last_call(&lead).await? {
            call.is_test = last.call.is_test && last.call.campaign_id == campaign;
            call.said_before = said_in(last);
        }
        lead.ring_back(call.id, now)?;
        self.store.begin_ring_back(&call, &lead).await?;
        tracing::info!(call_id = %call.id, lead_id = %lead.id, "a lead rings back");
        Ok(Some(call.id))
    }

    async fn last_call(&self, lead: &Lead) -> Result<Option<CallRecord>> {
        let Some(last) = lead.call_id else { return Ok(None) };
        match self.store.call_record(last).await {
            Ok(record) => Ok(Some(record)),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What somebody said who rings us and is no lead: a wish not to be called is kept, and anything else is thanked for.
    ///
    /// # Errors
    /// A promise not to call that could not be kept is not made: Twilio asks once more.
    pub async fn heed_stranger(&self, caller: &str, heard: &str, locale: &'static Locale) -> Result<String> {
        let phrases = phrases::of(locale.language);
        let Ok(caller) = caller.parse::<PhoneNumber>() else { return Ok(hang_up(phrases.withheld, locale)) };
        if !asks_not_to_be_called(heard) {
            return Ok(hang_up(phrases.goodbye, locale));
        }
        self.store.suppress(&Suppression::by_caller(&caller, self.clock.now())).await?;
        tracing::info!("somebody who rang us asked not to be called");
        Ok(hang_up(phrases.do_not_call, locale))
    }
}

/// What was said in a call: its summary, or its last words where there is none yet.
fn said_in(record: CallRecord) -> Option<String> {
    let CallRecord { call, turns, .. } = record;
    let words = || {
        let said = turns.iter().flat_map(|turn| {
            let lead = turn.user_text.as_ref().filter(|text| !text.is_empty());
            let lead = lead.map(|text| format!("Lead: {text}"));
            lead.into_iter().chain([format!("Agent: {}", turn.agent_text)])
        });
        said.collect::<Vec<_>>().join("\n")
    };
    let text = call.summary.unwrap_or_else(words);
    let start = text.char_indices().rev().nth(SAID_BEFORE_CHARS_MAX - 1).map_or(0, |(place, _)| place);
    text.get(start..).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn introduction(persona: &Persona, locale: &'static Locale) -> String {
    let text = phrases::of(locale.language).introduction(persona);
    let voice = voice::say_voice(locale, None);
    twiml::speak_to_stranger(Utterance::Say { text: &text, voice }, locale)
}

fn hang_up(text: &str, locale: &'static Locale) -> String {
    twiml::speak_and_hang_up(Utterance::Say { text, voice: voice::say_voice(locale, None) }, locale)
}

#[cfg(test)]
mod tests {
    use homework_domain::Clock as _;
    use homework_domain::call::{HangupCause, derive_outcome};
    use homework_domain::lead::LeadStatus;
    use homework_domain::locale;
    use homework_store::CallRecord;

    use super::super::tests::conversation;
    use super::*;
    use crate::test_world::World;

    async fn end(world: &World, call: CallId) {
        let ending = |record: &mut CallRecord| {
            Ok(Some(derive_outcome(&record.call, &record.turns, HangupCause::Completed, Some(9.0))))
        };
        world.table().end_call(call, world.now(), ending).await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn a_lead_that_rings_back_is_greeted_and_gone_on_with() {
        let world = World::new();
        let missed = world.ringing_call().await;
        end(&world, missed.id).await;
        let (talk, english) = (conversation(&world), locale::by_tag("en-US"));
        let phone = missed.lead.phone.as_str();
        let opened = talk.ring_back(phone, "CA9", english, Instant::now()).await.unwrap();
        assert!(opened.contains("thank you for calling back") && opened.contains("press nine"), "{opened}");
        assert!(!opened.contains("recorded"), "{opened}");
        let again = talk.ring_back(phone, "CA9", english, Instant::now()).await.unwrap();
        assert_eq!(again, opened, "a message that comes twice");

        let id = world.table().ring_back("CA9").await.unwrap().unwrap();
        let call = world.table().call(id).await.unwrap();
        assert!(call.incoming && call.attempt.is_none() && call.campaign_id == missed.campaign_id);
        let answer = talk.answer(id, 1, "[9]", Instant::now()).await.unwrap();
        assert!(answer.document.contains("<Hangup"), "{}", answer.document);
        end(&world, id).await;
        let lead = world.table().lead(missed.lead.id).await.unwrap();
        assert_eq!((lead.status, lead.attempts), (LeadStatus::DoNotCall, 1));
    }

    #[tokio::test(start_paused = true)]
    async fn who_rings_back_after_a_test_is_in_a_test() {
        let world = World::new();
        let missed = world.ringing_call().await;
        let as_test = |call: &mut Call| Ok(!std::mem::replace(&mut call.is_test, true));
        world.table().change_call(missed.id, as_test).await.unwrap();
        end(&world, missed.id).await;
        let (talk, english) = (conversation(&world), locale::by_tag("en-US"));
        talk.ring_back(missed.lead.phone.as_str(), "CA9", english, Instant::now()).await.unwrap();
        let id = world.table().ring_back("CA9").await.unwrap().unwrap();
        assert!(world.table().call(id).await.unwrap().is_test);
    }

    #[tokio::test(start_paused = true)]
    async fn a_lead_that_is_being_called_or_has_said_nothing_stands_as_it_did() {
        let world = World::new();
        let ringing = world.ringing_call().await;
        let (talk, english) = (conversation(&world), locale::by_tag("en-US"));
        let phone = ringing.lead.phone.as_str();
        let said = talk.ring_back(phone, "CA8", english, Instant::now()).await.unwrap();
        assert!(said.contains("You have reached Ada") && said.contains("/stranger?"), "{said}");
        assert_eq!(world.table().ring_back("CA8").await.unwrap(), None);

        end(&world, ringing.id).await;
        let before = world.table().lead(ringing.lead.id).await.unwrap();
        talk.ring_back(phone, "CA9", english, Instant::now()).await.unwrap();
        let id = world.table().ring_back("CA9").await.unwrap().unwrap();
        end(&world, id).await;
        let after = world.table().lead(ringing.lead.id).await.unwrap();
        assert_eq!((after.status, after.attempts), (before.status, before.attempts));
    }

    #[tokio::test(start_paused = true)]
    async fn a_stranger_hears_who_we_are_and_is_not_called() {
        let world = World::new();
        let (talk, spanish) = (conversation(&world), locale::by_tag("es-ES"));
        let phone: PhoneNumber = "+34612345678".parse().unwrap();
        let said = talk.ring_back(phone.as_str(), "CA1", spanish, Instant::now()).await.unwrap();
        assert!(said.contains("Acme") && said.contains("pulse el nueve"), "{said}");
        let polite = talk.heed_stranger(phone.as_str(), "Ah, gracias.", spanish).await.unwrap();
        assert!(polite.contains("<Hangup"), "{polite}");
        assert!(!world.table().is_not_to_be_called(&phone).await.unwrap());
        for heard in ["[9]", "No me llamen más"] {
            talk.heed_stranger(phone.as_str(), heard, spanish).await.unwrap();
            assert!(world.table().is_not_to_be_called(&phone).await.unwrap(), "{heard}");
        }
        // Also where an operator had put the number on the list: it is not an operator's any more to take off.
        let other: PhoneNumber = "+34612345679".parse().unwrap();
        let by_operator = Suppression::by_operator(other.as_str(), Some("a letter"), world.now()).unwrap();
        world.table().suppress(&by_operator).await.unwrap();
        talk.heed_stranger(other.as_str(), "[9]", spanish).await.unwrap();
        let known = world.table().suppression(&other).await.unwrap().unwrap();
        assert!(known.asked_at.is_some() && known.source == by_operator.source, "{known:?}");
        let withheld = talk.ring_back("anonymous", "CA2", spanish, Instant::now()).await.unwrap();
        assert!(withheld.contains("No veo su n") && withheld.contains("<Hangup"), "{withheld}");
    }
}
