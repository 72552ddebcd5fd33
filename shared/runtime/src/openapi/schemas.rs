//! Schemas that several functions share.

use std::borrow::Cow;
use std::collections::BTreeMap;

use homework_domain::{
    answering, audit, backlog, breaker, call, call_policy, campaign, consent, forecast, lead, locale,
    meeting, page, suppression,
};
use serde::Serialize;
use serde_json::Value;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{IntoParams, PartialSchema, ToSchema};

use crate::problem::{FieldProblem, ProblemDocument};

/// An id of ours, for `#[schema(value_type = Id)]`.
#[derive(Debug)]
pub struct Id;

impl ToSchema for Id {
    fn name() -> Cow<'static, str> {
        "Id".into()
    }
}

impl PartialSchema for Id {
    fn schema() -> RefOr<Schema> {
        text("A ULID: the ids of one kind sort by the time they were made.")
            .pattern(Some("^[0-7][0-9A-HJKMNP-TV-Z]{25}$"))
            .examples(["01KAP3VQ5T8M2N4R6W0XHZJ9CD"])
            .into()
    }
}

fn named<T: ToSchema>() -> (String, RefOr<Schema>) {
    (T::name().into_owned(), T::schema())
}

fn text(description: &str) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String).description(Some(description))
}

/// Stands in a schema for a word of the domain's, so that the domain need not know of schemas.
macro_rules! words {
    ($($name:ident, $description:literal, $words:expr;)*) => {
        /// What parameters and problems refer to, which are not collected from the handlers.
        pub(super) fn components() -> BTreeMap<String, RefOr<Schema>> {
            BTreeMap::from([
                named::<Id>(),
                named::<ProblemDocument>(),
                named::<FieldProblem>(),
                $(named::<$name>(),)*
            ])
        }

        $(
        #[doc = $description]
        #[derive(Debug)]
        pub struct $name;

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                stringify!($name).into()
            }
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                text($description).enum_values(Some($words)).into()
            }
        }
        )*
    };
}

words! {
    AuditOutcome, "What came of a change that an operator asked for.", audit::Outcome::ALL.map(audit::Outcome::as_str);
    BreakerState, "Whether a vendor is used.", breaker::BreakerState::ALL.map(breaker::BreakerState::as_str);
    WorkQueue, "A queue, by the function that works it off.", backlog::WorkQueue::ALL.map(backlog::WorkQueue::as_str);
    Obstacle, "What keeps a lead from being called at once.", forecast::Obstacle::ALL.map(forecast::Obstacle::as_str);
    RetryAfter, "What a call came to after which a lead may be called again.", call_policy::RetryAfter::ALL.map(call_policy::RetryAfter::as_str);
    LeadStatus, "Where a lead stands.", lead::LeadStatus::ALL.map(lead::LeadStatus::as_str);
    ConsentKind, "How somebody agreed: in writing with a signature, which a ticked box can be, or aloud.", consent::ConsentKind::ALL.map(consent::ConsentKind::as_str);
    CampaignState, "Where a campaign stands.", campaign::CampaignState::ALL.map(campaign::CampaignState::as_str);
    CallOutcome, "How a call ended.", call::Outcome::ALL.map(call::Outcome::as_str);
    FailureReason, "Why a call failed.", call::FailureReason::ALL.map(call::FailureReason::as_str);
    AnsweredBy, "Who or what answered a call.", answering::AnsweredBy::ALL.map(answering::AnsweredBy::as_str);
    CallState, "Where a call stands.", call::CallState::ALL.map(call::CallState::as_str);
    Intent, "What a lead seems to want.", call::Intent::ALL.map(call::Intent::as_str);
    MeetingStatus, "Where a meeting stands.", meeting::MeetingStatus::ALL.map(meeting::MeetingStatus::as_str);
    DoNotCallSource, "Who asked for a number not to be called.", suppression::SuppressionSource::ALL.map(suppression::SuppressionSource::as_str);
    Order, "By when the items were made: the oldest first, or the newest.", page::Order::ALL.map(page::Order::as_str);
    Language, "ISO 639-1 code of a language the agent speaks.", locale::Language::ALL.map(locale::Language::code);
}

/// A tool the agent used, with what it was given and what it answered.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes the domain's ToolUse")]
pub struct AgentTool {
    #[schema(min_length = 1, max_length = 128)]
    id: String,
    #[schema(min_length = 1, max_length = 128, example = "check_calendar_availability")]
    name: String,
    arguments: Value,
    result: Value,
}

/// Which part of a list to answer.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what extract::ListQuery reads")]
pub struct PageParams {
    /// The page's number; `page` times `page_size` may reach 10,000, from there on use `cursor`.
    #[param(minimum = 1, default = 1, maximum = 10_000)]
    page: Option<u32>,
    /// Items a page.
    #[param(minimum = 1, maximum = 100, default = 50)]
    page_size: Option<u32>,
    /// `next_cursor` of the answer before: the list goes on from there, at the same cost however
    /// far it reaches. It is good for the same list with the same filters only.
    cursor: Option<String>,
}

const _: () = {
    assert!(page::NUMBERED_ITEMS_MAX == 10_000);
    assert!(page::PAGE_SIZE_MAX == 100);
    assert!(page::PAGE_SIZE_DEFAULT == 50);
};

/// What was asked for is done.
#[derive(Debug, Serialize, ToSchema)]
pub struct Done {
    #[schema(example = true)]
    success: bool,
    /// Says so in words.
    message: String,
}

impl Done {
    pub fn new(message: impl Into<String>) -> Self {
        Self { success: true, message: message.into() }
    }
}
