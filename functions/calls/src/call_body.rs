//! Calls as the API shows them.

use homework_domain::call::{Call, CallState, Intent, LeadSnapshot, ToolUse, Turn};
use homework_domain::gate::{Decision, Evidence};
use homework_domain::phone::PhoneNumber;
use homework_runtime::openapi::{self, AgentTool, Id};
use homework_store::CallRecord;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// A call. Times are UTC.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Call)]
pub(crate) struct CallBody {
    #[schema(value_type = Id)]
    id: String,
    #[schema(value_type = Id)]
    lead_id: String,
    lead: LeadBody,
    #[schema(value_type = Id)]
    campaign_id: String,
    /// It is of a test, and left out of the analytics.
    test: bool,
    direction: Direction,
    /// The number the lead was called from, where there are several; null where it was the one in Twilio's secret.
    #[schema(required, example = "+12125550100")]
    called_from: Option<String>,
    /// Null until Twilio has taken the call.
    #[schema(required, example = "CA0123456789abcdef0123456789abcdef")]
    twilio_call_sid: Option<String>,
    #[schema(value_type = openapi::CallState)]
    state: CallState,
    /// Null until something is known.
    #[schema(required, value_type = Option<openapi::CallOutcome>)]
    outcome: Option<&'static str>,
    /// Which call of its campaign to the lead it is, from 1; null in old calls.
    #[schema(required)]
    attempt: Option<u32>,
    /// When the lead wants to be called again, as was agreed on in the call.
    #[schema(required)]
    call_back_at: Option<Timestamp>,
    /// Who or what answered, apart from what was said; null where nobody did or it is not known.
    #[schema(required, value_type = Option<openapi::AnsweredBy>)]
    answered_by: Option<&'static str>,
    /// The campaign's message was left on voicemail.
    message_left: bool,
    /// Why the call failed.
    #[schema(required)]
    failure: Option<String>,
    #[schema(required, value_type = Option<Id>)]
    meeting_id: Option<String>,
    #[schema(value_type = openapi::Language)]
    language: &'static str,
    /// The voice the lead heard.
    #[schema(example = "Polly.Joanna-Neural")]
    voice_id: String,
    #[schema(example = "Joanna")]
    voice_name: String,
    /// In seconds.
    #[schema(required, example = 74.0)]
    duration: Option<f64>,
    /// The recording has been archived and can be asked for.
    has_recording: bool,
    /// Opens the recording for a quarter of an hour; null in lists, and until the recording has been archived.
    #[schema(required)]
    recording_url: Option<String>,
    /// Null in lists, and until the call has been written up.
    #[schema(required)]
    transcript: Option<String>,
    #[schema(required)]
    summary: Option<String>,
    started_at: Timestamp,
    #[schema(required)]
    answered_at: Option<Timestamp>,
    #[schema(required)]
    ended_at: Option<Timestamp>,
    created_at: Timestamp,
}

/// Who rang whom.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[schema(as = CallDirection)]
enum Direction {
    /// We called the lead.
    Outgoing,
    /// The lead rang us back; the campaign is the one that had called.
    Incoming,
}

/// The lead as it was when the call began.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CalledLead)]
struct LeadBody {
    #[schema(value_type = Id)]
    id: String,
    #[schema(example = "Ana Lopez")]
    name: String,
    /// In E.164 form; empty once the lead is deleted.
    #[schema(example = "+34612345678")]
    phone: String,
    #[schema(required, example = "ana@example.com")]
    email: Option<String>,
    /// IANA time zone.
    #[schema(example = "Europe/Madrid")]
    timezone: String,
}

impl From<LeadSnapshot> for LeadBody {
    fn from(lead: LeadSnapshot) -> Self {
        Self {
            id: lead.id.to_string(),
            name: lead.name,
            phone: if lead.phone == PhoneNumber::erased() { String::new() } else { lead.phone.into() },
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
            test: call.is_test,
            called_from: call.from.map(String::from),
            direction: if call.incoming { Direction::Incoming } else { Direction::Outgoing },
            twilio_call_sid: call.twilio_call_sid,
            state: call.state,
            outcome: call.outcome.map(|outcome| outcome.as_str()),
            attempt: call.attempt,
            call_back_at: call.call_back_at,
            answered_by: call.answered_by.map(|who| who.as_str()),
            message_left: call.message_left,
            failure: call.failure,
            meeting_id: call.meeting_id.map(String::from),
            language: call.language.code(),
            voice_id: call.voice_id,
            voice_name: call.voice_name,
            duration: call.duration,
            has_recording: call.recording_key.is_some(),
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

homework_runtime::page_body! {
    /// A page of calls.
    pub(crate) struct CallPage of Call {
        calls: Vec<CallBody>,
        /// Of all pages together.
        total,
        #[schema(required)]
        next_cursor,
    }
}

/// A call with everything that was said.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CallDetails {
    #[serde(flatten)]
    call: CallBody,
    conversation_history: Vec<Message>,
    /// Why the call was allowed; null in old calls.
    #[schema(required, value_type = Option<openapi::Evidence>)]
    evidence: Option<Evidence>,
}

/// One utterance. What the agent did before it spoke, and what that cost, stands with its words.
#[derive(Debug, Serialize, ToSchema)]
struct Message {
    /// Who spoke: USER is the lead; SYSTEM notes a silence.
    #[schema(value_type = Role)]
    role: &'static str,
    message: String,
    created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    turn: Option<AgentTurn>,
}

#[derive(ToSchema)]
#[schema(rename_all = "UPPERCASE")]
#[expect(dead_code, reason = "only described")]
enum Role {
    Ai,
    User,
    System,
}

/// Times are milliseconds.
#[derive(Debug, Serialize, ToSchema)]
struct AgentTurn {
    number: u32,
    /// What the lead seems to want.
    #[schema(value_type = openapi::Intent)]
    intent: Intent,
    #[schema(value_type = Vec<AgentTool>)]
    tools: Vec<ToolUse>,
    /// Whether something went wrong, so that a set phrase was said.
    fault: bool,
    latency_ms: u64,
    model_ms: u64,
    tools_ms: u64,
    model_requests: u32,
    prompt_tokens: u32,
    completion_tokens: u32,
}

/// Where a call's recording is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Recording {
    /// Opens the recording (MP3) for a quarter of an hour; needs no credentials.
    pub(crate) recording_url: String,
}

impl CallDetails {
    pub(crate) fn new(record: CallRecord, decision: Option<Decision>) -> Self {
        Self {
            evidence: decision.map(|decision| decision.evidence),
            call: CallBody { transcript: record.transcript, ..record.call.into() },
            conversation_history: record.turns.into_iter().flat_map(messages).collect(),
        }
    }
}

fn messages(turn: Turn) -> impl Iterator<Item = Message> {
    let heard = turn.user_text.map(|heard| {
        let (role, message) =
            if heard.is_empty() { ("SYSTEM", "(silence)".to_owned()) } else { ("USER", heard) };
        Message { role, message, created_at: turn.heard_at, turn: None }
    });
    // A machine is listened to, and nothing said before the message.
    let speaks = !turn.agent_text.is_empty();
    let said = Message {
        role: "AI",
        message: turn.agent_text,
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
    heard.into_iter().chain(speaks.then_some(said))
}
