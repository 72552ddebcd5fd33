//! Whole turns, with a model that follows a script.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use homework_domain::clock::ManualClock;
use homework_domain::ids::{CallId, CampaignId};
use homework_domain::lead::{Lead, NewLead};
use homework_domain::locale::Language;
use homework_domain::ports::ChatReply;
use homework_domain::{Error, Result};
use serde_json::json;

use super::*;
use crate::tools::tests::{World, rules, times};

/// What the model answers, in order; behind that it fails.
struct Script(Mutex<VecDeque<ChatReply>>);

impl ChatModel for Script {
    async fn has_key(&self) -> Result<()> {
        Ok(())
    }

    async fn complete(&self, _request: ChatRequest<'_>) -> Result<ChatReply> {
        let next = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        next.ok_or_else(|| Error::unavailable("OpenAI", "the script is over"))
    }
}

fn says(text: &str) -> ChatReply {
    ChatReply { text: Some(text.to_owned()), ..ChatReply::default() }
}

/// Uses a tool, and says something beside it.
fn uses(tool: &str, arguments: &Value, beside: &str) -> ChatReply {
    let wish = ToolCall { id: "1".into(), name: tool.into(), arguments: arguments.to_string() };
    ChatReply { tool_calls: vec![wish], ..says(beside) }
}

/// The turn in which a lead who is interested is answered by this script.
async fn turn(script: impl IntoIterator<Item = ChatReply>) -> Turn {
    let clock = ManualClock("2026-12-10T15:00:00Z".parse().unwrap());
    let now = clock.now();
    let lead = Lead::create(NewLead::parse("Ana Lopez", "+12125550101", None).unwrap(), now);
    let call = Call::claim(CallId::generate(now), &lead, CampaignId::generate(now), now);
    let (world, model) = (World::default(), Script(Mutex::new(script.into_iter().collect())));
    let agent = Agent {
        model: &model,
        calendar: &world,
        video: Some(&world),
        ledger: &world,
        rules: &rules(),
        times: &times(),
        persona: &Persona {
            agent_name: "Alex".into(),
            company_name: "Acme".into(),
            records_calls: false,
            api: None,
        },
        clock: &clock,
        deadline: Duration::from_secs(60),
    };
    let heard = "Tell me more about it.";
    let hearing = Hearing { call: &call, turns: &[], number: 1, heard, arrived: Instant::now() };
    agent.respond(hearing).await.unwrap()
}

#[tokio::test]
async fn a_booking_that_is_only_claimed_is_none() {
    let turn = turn([says("You are booked for Tuesday at nine.")]).await;
    assert_eq!((turn.intent, turn.tools.len(), turn.ends_call), (Intent::NeedsInfo, 0, false));
}

#[tokio::test]
async fn a_model_that_hangs_up_without_a_farewell_says_what_it_said_or_a_fixed_one() {
    let no = json!({"reason": "not_interested", "farewell": ""});
    let goodbye = phrases::of(Language::En).goodbye;
    for (beside, said) in [("Thank you, Ana.", "Thank you, Ana."), ("", goodbye)] {
        let turn = turn([uses(tools::END_CALL, &no, beside)]).await;
        assert_eq!((&*turn.agent_text, turn.intent, turn.ends_call), (said, Intent::NotInterested, true));
    }
}

#[tokio::test]
async fn what_is_said_beside_a_tool_is_not_dropped() {
    let any_time = json!({"date": null, "duration_minutes": null});
    let script = [uses(tools::CHECK_AVAILABILITY, &any_time, "Let me look."), says("Would Monday suit you?")];
    let turn = turn(script).await;
    assert_eq!(
        (&*turn.agent_text, turn.intent),
        ("Let me look. Would Monday suit you?", Intent::ScheduleMeeting)
    );
}

#[tokio::test]
async fn a_tool_that_is_refused_for_its_form_tells_nothing() {
    let bored = json!({"reason": "bored", "farewell": "Bye."});
    let turn = turn([uses(tools::END_CALL, &bored, ""), says("What would you like to know?")]).await;
    assert_eq!((turn.intent, turn.ends_call), (Intent::NeedsInfo, false));
    assert_eq!(turn.tools[0].result["error"], tools::INVALID_ARGUMENTS);
}

#[test]
fn a_refused_use_of_a_tool_says_nothing_about_the_lead() {
    let refused = json!({"error": tools::INVALID_ARGUMENTS, "message": "missing field"});
    for tool in [tools::END_CALL, tools::BOOK_MEETING, tools::CHECK_AVAILABILITY] {
        assert!(!tells_of_interest(tool, &refused), "{tool}");
    }
    assert!(!tells_of_interest("send_brochure", &json!({"error": tools::UNKNOWN_TOOL})));
    assert!(!tells_of_interest(tools::END_CALL, &json!({"ok": true})));
    assert!(tells_of_interest(tools::CHECK_AVAILABILITY, &json!({"available_slots": []})));
    assert!(tells_of_interest(tools::BOOK_MEETING, &json!({"success": false, "error": "slot_taken"})));
}
