//! Has no change by an operator happen without a trace: that it is asked for is on record before it begins, or it
//! does not begin.

use axum::body::{self, Body};
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use homework_domain::Clock;
use homework_domain::audit::{Answered, Asked, Retention};
use homework_domain::clock::SystemClock;
use homework_domain::ids::AuditId;
use homework_store::Store;
use serde::Deserialize;

use crate::claims::Operator;
use crate::{Problem, telemetry};

/// Where what operators change is put on record.
#[derive(Debug, Clone)]
pub(crate) struct Trail {
    pub(crate) store: Store,
    pub(crate) retention: Retention,
}

/// Why an operator did something, in their own words. An answer that carries it has it in the audit trail.
#[derive(Debug, Clone)]
pub struct AuditReason(Option<String>);

impl AuditReason {
    /// Nothing but spaces is no reason.
    pub fn given(reason: &str) -> Self {
        Self(Some(reason.trim().to_owned()).filter(|reason| !reason.is_empty()))
    }
}

/// What an answer may name by which what was made is found.
#[derive(Deserialize)]
struct Made {
    id: Option<String>,
    campaign_id: Option<String>,
}

/// An id of ours is shorter. What else stands in an address is somebody's invention.
const THING_CHARS_MAX: usize = 64;

impl Trail {
    /// That the operator asks for the operation, on what the address names last.
    pub(crate) fn asked(&self, operator: &Operator, operation: &str, thing_id: Option<&str>) -> Asked {
        let now = SystemClock.now();
        let thing_id = thing_id.map(|id| id.chars().take(THING_CHARS_MAX).collect());
        let asked = Asked {
            id: AuditId::generate(now),
            at: now,
            operator_id: operator.subject.clone(),
            operator: operator.name().to_owned(),
            operation: operation.to_owned(),
            thing_id,
            request_id: telemetry::request_id().unwrap_or_default(),
            refused: None,
            expires_at: None,
        };
        asked.kept(self.retention)
    }

    /// Puts a refusal for want of the role on record. It stands in any case.
    pub(crate) async fn refused(&self, asked: Asked, status: StatusCode) {
        let asked = Asked { refused: Some(status.as_u16()), ..asked };
        if let Err(error) = self.store.record_asked(&asked).await {
            tracing::error!(%error, "a refusal is not in the audit trail");
        }
    }

    /// Has the request answered, between two entries. Where the process ends in between, or the second cannot be
    /// written, the first stands alone and says that nobody knows.
    pub(crate) async fn follow(&self, asked: Asked, request: Request, next: Next) -> Response {
        if let Err(error) = self.store.record_asked(&asked).await {
            return Problem(error).into_response();
        }
        let (answer, made_id) = made(next.run(request).await, &asked).await;
        let reason = answer.extensions().get::<AuditReason>().and_then(|reason| reason.0.clone());
        let answered = asked.answered(answer.status().as_u16(), made_id, SystemClock.now());
        let answered = Answered { reason, ..answered };
        if let Err(error) = self.store.record_answered(&answered).await {
            tracing::error!(%error, "what came of a change is not in the audit trail");
        }
        answer
    }
}

/// The answer, and the id of what was made by it, where the request named nothing.
async fn made(answer: Response, asked: &Asked) -> (Response, Option<String>) {
    let is_json = answer.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/json");
    if asked.thing_id.is_some() || !answer.status().is_success() || !is_json {
        return (answer, None);
    }
    let (parts, body) = answer.into_parts();
    // It is whole already: our own answers are made in one piece.
    let bytes = body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    let made = serde_json::from_slice::<Made>(&bytes).ok();
    let made = made.and_then(|made| made.id.or(made.campaign_id));
    (Response::from_parts(parts, Body::from(bytes)), made)
}
