//! Calls as the API shows them.

use homework_domain::call::{Call, CallState, Intent, LeadSnapshot, ToolUse, Turn};
use homework_domain::page::Page;
use homework_store::CallRecord;
use jiff::Timestamp;
use serde::Serialize;

/// A call. Times are UTC, `duration` is in seconds; `outcome` is null until something is known.
#[derive(Debug, Serialize)]
pub(crate) struct CallBody {
    id: String,
    lead_id: String,
    lead: LeadBody,
    campaign_id: String,
    twilio_call_sid: Option<String>,
    state: CallState,
    outcome: Option<&'static str>,
    failure: Option<String>,
    meeting_id: Option<String>,
    language: &'static str,
    voice_id: String,
    voice_name: String,
    duration: Option<f64>,
    recording_url: Option<String>,
    transcript: Option<String>,
    summary: Option<String>,
    started_at: Timestamp,
    answered_at: Option<Timestamp>,
    ended_at: Option<Timestamp>,
    created_at: Timestamp,
}

/// The lead as it was when the call began.
#[derive(Debug, Serialize)]
struct LeadBody {
    id: String,
    name: String,
    phone: String,
    email: Option<String>,
    timezone: String,
}

impl From<LeadSnapshot> for LeadBody {
    fn from(lead: LeadSnapshot) -> Self {
        Self {
            id: lead.id.to_string(),
            name: lead.name,
            phone: lead.phone.into(),
            email: lead.email.map(String::from),
            timezone: lead.time_zone,
        }
    }
}

impl From<Call> for CallBody {
    fn from(call: Call) -> Self {
        Self {
            id: call.id.to_string(),
            lead_id: call.lead.id.to_string(),
            lead: call.lead.into(),
            campaign_id: call.campaign_id.to_string(),
            twilio_call_sid: call.twilio_call_sid,
            state: call.state,
            outcome: call.outcome.map(|outcome| outcome.as_str()),
            failure: call.failure,
            meeting_id: call.meeting_id.map(String::from),
            language: call.language.code(),
            voice_id: call.voice_id,
            voice_name: call.voice_name,
            duration: call.duration,
            recording_url: call.recording_url,
            transcript: call.transcript,
            summary: call.summary,
            started_at: call.started_at,
            answered_at: call.answered_at,
            ended_at: call.ended_at,
            created_at: call.created_at,
        }
    }
}

#[derive(Debug, Serialize)]
pub(crate) struct CallPage {
    calls: Vec<CallBody>,
    total: u64,
    page: u32,
    page_size: u32,
    total_pages: u64,
    next_cursor: Option<String>,
}

impl From<Page<Call>> for CallPage {
    fn from(page: Page<Call>) -> Self {
        Self {
            total: page.total,
            total_pages: page.total_pages(),
            page: page.page,
            page_size: page.page_size,
            next_cursor: page.next_cursor,
            calls: page.items.into_iter().map(CallBody::from).collect(),
        }
    }
}

/// A call with everything that was said.
#[derive(Debug, Serialize)]
pub(crate) struct CallDetails {
    #[serde(flatten)]
    call: CallBody,
    conversation_history: Vec<Message>,
}

/// One utterance. What the agent did before it spoke, and what that cost, stands with its words.
#[derive(Debug, Serialize)]
struct Message {
    role: &'static str,
    message: String,
    created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    turn: Option<AgentTurn>,
}

/// Times are milliseconds.
#[derive(Debug, Serialize)]
struct AgentTurn {
    number: u32,
    intent: Intent,
    tools: Vec<ToolUse>,
    fault: bool,
    latency_ms: u64,
    model_ms: u64,
    tools_ms: u64,
    model_requests: u32,
    prompt_tokens: u32,
    completion_tokens: u32,
}

impl From<CallRecord> for CallDetails {
    fn from(record: CallRecord) -> Self {
        Self {
            call: record.call.into(),
            conversation_history: record.turns.into_iter().flat_map(messages).collect(),
        }
    }
}

fn messages(turn: Turn) -> impl Iterator<Item = Message> {
    let heard = turn.heard.map(|heard| {
        let (role, message) =
            if heard.is_empty() { ("SYSTEM", "(silence)".to_owned()) } else { ("USER", heard) };
        Message { role, message, created_at: turn.heard_at, turn: None }
    });
    let said = Message {
        role: "AI",
        message: turn.said,
        created_at: turn.said_at,
        turn: Some(AgentTurn {
            number: turn.number,
            intent: turn.intent,
            tools: turn.tools,
            fault: turn.fault,
            latency_ms: turn.usage.latency_us / 1000,
            model_ms: turn.usage.model_us / 1000,
            tools_ms: turn.usage.tools_us / 1000,
            model_requests: turn.usage.model_requests,
            prompt_tokens: turn.usage.prompt_tokens,
            completion_tokens: turn.usage.completion_tokens,
        }),
    };
    heard.into_iter().chain([said])
}
