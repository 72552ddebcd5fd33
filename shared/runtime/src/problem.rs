//! The one place where a domain error becomes an HTTP answer: `application/problem+json`, RFC 9457.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use homework_domain::{Error, FieldError};
use serde::Serialize;
use utoipa::ToSchema;

use crate::telemetry;

/// A domain error on its way out as a problem document.
#[derive(Debug)]
pub struct Problem(pub Error);

/// What a route answers.
pub type Answer<T> = Result<Json<T>, Problem>;

/// What a route answers that has made something.
pub type Created<T> = Result<(StatusCode, Json<T>), Problem>;

/// A problem document as of RFC 9457: why a request was refused or failed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProblemDocument {
    /// Always `about:blank`: the problem is what the status says.
    #[serde(rename = "type")]
    #[schema(example = "about:blank")]
    kind: &'static str,
    /// The status in words.
    #[schema(example = "Unprocessable Entity")]
    title: &'static str,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599, example = 422)]
    status: u16,
    /// What is wrong with this request.
    #[schema(example = "The request has errors; each is named.")]
    detail: String,
    /// Finds the request in the logs.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) request_id: Option<String>,
    /// What to correct, each entry by the name of its field (or row).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<FieldProblem>, required = false)]
    errors: Vec<FieldError>,
    /// What there is now, where a change was based on something older.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Object, required = false)]
    current: Option<serde_json::Value>,
}

// The schema of `FieldError`.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only described")]
pub(crate) struct FieldProblem {
    #[schema(example = "phone")]
    field: String,
    #[schema(example = "is not a phone number")]
    message: String,
    /// The id of what has the value already, such as the lead with this number.
    #[schema(required = false, nullable = false)]
    existing_id: Option<String>,
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl Problem {
    pub fn status(&self) -> StatusCode {
        match &self.0 {
            Error::NotFound { .. } => StatusCode::NOT_FOUND,
            Error::Conflict(_) | Error::Stale(_) | Error::Taken(_) => StatusCode::CONFLICT,
            Error::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Error::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Error::Forbidden(_) => StatusCode::FORBIDDEN,
            Error::TooManyRequests { .. } | Error::UsedUp { .. } => StatusCode::TOO_MANY_REQUESTS,
            Error::Unavailable { .. } | Error::Credentials { .. } | Error::Refused { .. } => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn document(self, status: StatusCode) -> ProblemDocument {
        let title = status.canonical_reason().unwrap_or("Error");
        let (detail, errors) = match self.0 {
            Error::Invalid(errors) => ("The request has errors; each is named.".to_owned(), errors),
            Error::Taken(field) => (format!("{} {}.", field.field, field.message), vec![field]),
            // What broke on our side is for the log.
            Error::Internal(_) => ("Something went wrong on our side.".to_owned(), vec![]),
            Error::Unavailable { .. } => {
                ("A service we need is unavailable. Try again soon.".to_owned(), vec![])
            }
            Error::Credentials { service, .. } => {
                (format!("{service} rejects our credentials. Check them under Settings."), vec![])
            }
            other => (other.to_string(), vec![]),
        };
        ProblemDocument {
            kind: "about:blank",
            title,
            status: status.as_u16(),
            detail,
            request_id: None,
            errors,
            current: None,
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status();
        if status.is_server_error() {
            tracing::error!(error = %self.0, "request failed");
        } else {
            tracing::debug!(error = %self.0, "request refused");
        }
        let retry_after = match &self.0 {
            Error::TooManyRequests { retry_after_seconds } | Error::UsedUp { retry_after_seconds, .. } => {
                Some(HeaderValue::from(*retry_after_seconds))
            }
            _ => None,
        };
        let mut response = render(self.document(status));
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        response
    }
}

/// A refusal that is no domain error: a missing token, an unknown route.
pub(crate) fn plain(status: StatusCode, detail: &str) -> Response {
    render(ProblemDocument {
        kind: "about:blank",
        title: status.canonical_reason().unwrap_or("Error"),
        status: status.as_u16(),
        detail: detail.to_owned(),
        request_id: None,
        errors: vec![],
        current: None,
    })
}

/// A refusal of a change that is based on something older than what is there now, which it shows.
pub fn stale(detail: &str, current: impl Serialize) -> Response {
    render(ProblemDocument {
        kind: "about:blank",
        title: "Conflict",
        status: StatusCode::CONFLICT.as_u16(),
        detail: detail.to_owned(),
        request_id: None,
        errors: vec![],
        current: serde_json::to_value(current).ok(),
    })
}

fn render(mut document: ProblemDocument) -> Response {
    document.request_id = telemetry::request_id();
    let status = StatusCode::from_u16(document.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, Json(document)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    }
    response
}
