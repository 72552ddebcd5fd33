use homework_domain::call::{HangupCause, Outcome, derive_outcome};
use homework_domain::calling_rules::CallingRules;
use homework_domain::lead::LeadStatus;
use homework_domain::locale::Language;
use homework_domain::ports::{ChatReply, ChatRequest, NewVideoMeeting, VideoMeeting};
use homework_domain::slots::Interval;
use homework_domain::voice::ChosenVoice;
use homework_domain::weekly_hours::WeeklyHours;
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use serde_json::json;

use super::*;
use crate::test_world::{EmptyCalendar, World};

/// Whatever an opt-out needs none of.
pub(super) struct Nothing;

impl ChatModel for Nothing {
    async fn has_key(&self) -> Result<()> {
        Ok(())
    }

    async fn complete(&self, _: ChatRequest<'_>) -> Result<ChatReply> {
        unreachable!()
    }
}

impl VideoMeetings for Nothing {
    async fn create(&self, _: &NewVideoMeeting) -> Result<VideoMeeting> {
        unreachable!()
    }

    async fn reschedule(&self, _: &str, _: Interval, _: &str) -> Result<()> {
        unreachable!()
    }

    async fn delete(&self, _: &str) -> Result<()> {
        unreachable!()
    }

    async fn find(&self, _: &str, _: Interval) -> Result<Option<VideoMeeting>> {
        unreachable!()
    }
}

impl TtsVoice for Nothing {
    async fn synthesize(&self, _: &ChosenVoice, _: Language, _: &str, _: Duration) -> Option<String> {
        None
    }

    async fn link(&self, _: &str) -> Option<String> {
        None
    }
}

pub(super) fn conversation(world: &Arc<World>) -> Conversation<Nothing, EmptyCalendar, Nothing, Nothing> {
    let hours = || WeeklyHours::parse("00:00-24:00", "Mon-Sun").unwrap();
    Conversation {
        store: world.table(),
        model: Nothing,
        calendar: EmptyCalendar,
        video: Some(Nothing),
        voice: Nothing,
        times: CallingTimes {
            hours: WeeklyHours::parse("00:00-24:00", "Mon-Sun").unwrap(),
            rules: CallingRules::Enforced,
        },
        rules: MeetingRules {
            working_hours: hours(),
            lead_hours: hours(),
            calendar_zone: TimeZone::UTC,
            minimum_notice: SignedDuration::ZERO,
        },
        persona: Persona {
            agent_name: "Ada".into(),
            company_name: "Acme".into(),
            records_calls: true,
            api: None,
        },
        clock: world.clock(),
        turn_deadline: Duration::from_secs(10),
    }
}

#[tokio::test(start_paused = true)]
async fn a_wish_holds_though_the_answer_to_other_words_has_its_number() {
    let world = World::new();
    let call = world.ringing_call().await;
    let conversation = conversation(&world);
    let now = world.clock().now();
    conversation.open(call.id, "CA1", Instant::now()).await.unwrap();
    // The answer was late, so the caller was asked to say it again, and says something else.
    let late: Turn = serde_json::from_value(json!({
        "number": 1, "heard": "Thank you, goodbye.", "said": "Goodbye!", "intent": "END_CALL", "ends_call": true,
        "usage": homework_domain::call::TurnUsage::default(), "heard_at": now, "said_at": now,
    }))
    .unwrap();
    let (opened, wish) = (world.table().call(call.id).await.unwrap(), "Please do not call me again.");
    assert_eq!(world.table().save_turn(&opened, &late, now).await.unwrap(), TurnSaved::Saved);
    let answer = conversation.answer(call.id, 1, wish, Instant::now()).await.unwrap();
    let (_, turn) = answer.turn.unwrap();
    assert_eq!((turn.number, turn.intent), (2, Intent::DoNotCall));
    assert!(answer.document.contains("<Hangup"), "{}", answer.document);
    assert!(world.table().is_not_to_be_called(&call.lead.phone).await.unwrap());
    assert_eq!(world.table().lead(call.lead.id).await.unwrap().status, LeadStatus::DoNotCall);
    // The same again, and the earlier words again.
    for (words, said) in [(wish, answer.document.as_str()), ("Thank you, goodbye.", "Goodbye!")] {
        let again = conversation.answer(call.id, 1, words, Instant::now()).await.unwrap();
        assert!(again.turn.is_none() && again.document.contains(said), "{words}: {}", again.document);
    }
}

#[tokio::test(start_paused = true)]
async fn a_wish_holds_though_the_line_dropped_before_it_was_read() {
    let world = World::new();
    let call = world.ringing_call().await;
    let conversation = conversation(&world);
    conversation.open(call.id, "CA1", Instant::now()).await.unwrap();
    let ending = |record: &mut CallRecord| {
        Ok(Some(derive_outcome(&record.call, &record.turns, HangupCause::Completed, Some(3.0))))
    };
    world.table().end_call(call.id, world.clock().now(), ending).await.unwrap();
    let other = conversation.answer(call.id, 1, "Who is this?", Instant::now()).await.unwrap();
    assert!(other.turn.is_none() && other.document.contains("<Hangup"), "{}", other.document);
    let wish = conversation.answer(call.id, 1, "Please do not call me again.", Instant::now()).await.unwrap();
    assert_eq!(wish.turn.unwrap().1.intent, Intent::DoNotCall);
    assert!(world.table().is_not_to_be_called(&call.lead.phone).await.unwrap());
    assert_eq!(world.table().lead(call.lead.id).await.unwrap().status, LeadStatus::DoNotCall);
    let record = world.table().call_record(call.id).await.unwrap();
    assert_eq!((record.call.outcome, record.turns.len()), (Some(Outcome::DoNotCall), 2));
}
