use std::sync::Mutex;

use homework_domain::calling_rules::CallingRules;
use homework_domain::meeting::Meeting;
use homework_domain::ports::{ChatMessage, ChatReply, ChatRequest, ToolCall};
use homework_domain::settings::PromptSetting;
use homework_domain::weekly_hours::WeeklyHours;
use jiff::SignedDuration;
use jiff::tz::TimeZone;

use super::*;
use crate::test_world::{EmptyCalendar, World};

/// Looks into the calendar, books the first time that is free, and says so.
#[derive(Default)]
struct Eager {
    /// What it was last told to be.
    prompt: Mutex<String>,
}

impl ChatModel for Eager {
    async fn has_key(&self) -> Result<()> {
        Ok(())
    }

    async fn complete(&self, request: ChatRequest<'_>) -> Result<ChatReply> {
        if let Some(ChatMessage::System(prompt)) = request.messages.first() {
            self.prompt.lock().unwrap().clone_from(prompt);
        }
        let answer: serde_json::Value = match request.messages.last() {
            Some(ChatMessage::Tool { content, .. }) => serde_json::from_str(content).unwrap(),
            _ => json!({}),
        };
        let wish = |name: &str, arguments: serde_json::Value| ChatReply {
            tool_calls: vec![ToolCall {
                id: "1".into(),
                name: name.into(),
                arguments: arguments.to_string(),
            }],
            prompt_tokens: 100,
            ..ChatReply::default()
        };
        Ok(if let Some(start) = answer.pointer("/available_slots/0/start") {
            let booking =
                json!({"date_time": start, "guest_email": "ana@example.com", "duration_minutes": null});
            wish("book_meeting", booking)
        } else if answer["success"] == true {
            ChatReply { text: Some("See you then.".into()), completion_tokens: 20, ..ChatReply::default() }
        } else {
            wish("check_calendar_availability", json!({"date": null, "duration_minutes": null}))
        })
    }
}

fn rehearsals(world: &Arc<World>) -> Rehearsals<Eager, EmptyCalendar> {
    let hours = || WeeklyHours::parse("00:00-24:00", "Mon-Sun").unwrap();
    Rehearsals {
        store: world.table(),
        model: Eager::default(),
        calendar: EmptyCalendar,
        rules: MeetingRules {
            working_hours: hours(),
            lead_hours: hours(),
            calendar_zone: TimeZone::UTC,
            minimum_notice: SignedDuration::ZERO,
        },
        times: CallingTimes { hours: hours(), rules: CallingRules::Enforced },
        persona: Persona {
            agent_name: "Ada".into(),
            company_name: "Acme".into(),
            records_calls: false,
            api: None,
        },
        clock: world.clock(),
        turn_deadline: Duration::from_secs(10),
        tokens_per_day: 200,
    }
}

/// What follows the opening, by a prompt to try or the one in force.
async fn say(
    rehearsals: &Rehearsals<Eager, EmptyCalendar>,
    heard: Option<&str>,
    prompt: Option<&str>,
) -> Result<Turn> {
    let now = rehearsals.clock.now();
    let scene = || Scene::parse("en", Some("Ana"), None, prompt, now).unwrap();
    let opening = Talk { scene: scene(), turns: vec![], heard: None };
    let opening = rehearsals.turn("operator", opening, Instant::now()).await.unwrap();
    let Some(heard) = heard else { return Ok(opening) };
    let talk = Talk { scene: scene(), turns: vec![opening], heard: Some(heard.to_owned()) };
    rehearsals.turn("operator", talk, Instant::now()).await
}

#[tokio::test]
async fn what_a_talk_books_is_booked_nowhere_and_says_so() {
    let world = World::new();
    let rehearsals = rehearsals(&world);
    let turn = say(&rehearsals, Some("Yes! I am at ana@example.com."), None).await.unwrap();
    let [looked, booked] = &turn.tools[..] else { panic!("{turn:?}") };
    assert_eq!((&*looked.name, &looked.result["dry_run"]), ("check_calendar_availability", &json!(null)));
    assert_eq!((&booked.result["success"], &booked.result["dry_run"]), (&json!(true), &json!(true)));
    assert_eq!(turn.agent_text, "See you then.");
    assert!(world.memory.entities::<Meeting>("MEETING").is_empty());
    assert!(world.memory.entities::<Call>("CALL").is_empty());
}

#[tokio::test]
async fn what_the_model_takes_is_counted_by_the_day_and_an_opening_or_silence_takes_none() {
    let world = World::new();
    let rehearsals = rehearsals(&world);
    for _ in 0..2 {
        assert!(say(&rehearsals, None, None).await.unwrap().user_text.is_none());
        say(&rehearsals, Some(""), None).await.unwrap();
    }
    // Three requests of a turn are 220 tokens, more than there are.
    say(&rehearsals, Some("Yes! I am at ana@example.com."), None).await.unwrap();
    let more = say(&rehearsals, Some("And another one?"), None).await;
    assert!(matches!(more, Err(Error::TooManyRequests { .. })), "{more:?}");
    say(&rehearsals, Some(""), None).await.unwrap();
    world.pass(SignedDuration::from_hours(24));
    say(&rehearsals, Some("And another one?"), None).await.unwrap();
}

#[tokio::test]
async fn a_prompt_to_try_stands_in_for_the_one_in_force() {
    let world = World::new();
    let rehearsals = rehearsals(&world);
    let saved = PromptSetting::parse("en".parse().unwrap(), "Be brief.", world.now()).unwrap();
    world.table().save_prompt_setting(saved, None).await.unwrap();
    for (tried, followed) in [(Some("Be witty."), "Be witty."), (None, "Be brief.")] {
        world.pass(SignedDuration::from_hours(24));
        say(&rehearsals, Some("Who is it?"), tried).await.unwrap();
        let prompt = rehearsals.model.prompt.lock().unwrap().clone();
        assert!(prompt.contains(followed), "{prompt}");
    }
}
