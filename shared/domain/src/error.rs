//! The one error type of the domain. It knows no transport: the HTTP layer turns it into a
//! problem document, workers into retry, drop or dead-letter.

use std::fmt;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, in terms a caller can act on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing. Asking again will not help.
    #[error("{entity} {id} does not exist")]
    NotFound { entity: &'static str, id: String },
    /// The request is well formed but the current state does not allow it: whoever asks is to be told why.
    #[error("{0}")]
    Conflict(String),
    /// What this was based on has been overtaken: a version that was read, or a message that came late or twice.
    /// Whoever reads again learns how things stand by now; a worker has nothing left to do.
    #[error("{0}")]
    Stale(String),
    /// A field holds what only one may have, and another has it.
    #[error("{} {}", .0.field, .0.message)]
    Taken(FieldError),
    /// The request itself is wrong; each entry names the field (or row) to mend.
    #[error("{}", list(.0))]
    Invalid(Vec<FieldError>),
    /// The request is larger than we take.
    #[error("{0}")]
    TooLarge(String),
    /// The caller may not do this.
    #[error("{0}")]
    Forbidden(String),
    /// The caller asks more often than it may; after so many seconds it may again.
    #[error("too many requests: try again in {retry_after_seconds} s")]
    TooManyRequests { retry_after_seconds: u32 },
    /// The caller has had as much of something as it may in a day; after so many seconds there is more.
    #[error("{detail}")]
    UsedUp { detail: String, retry_after_seconds: u32 },
    /// A service we need did not answer usefully; the same request may work later.
    #[error("{service} is unavailable: {detail}")]
    Unavailable { service: &'static str, detail: String },
    /// A service does not take our credentials: nothing works there until somebody corrects them.
    #[error("{service} does not take our credentials: {detail}")]
    Credentials { service: &'static str, detail: String },
    /// A service refuses this request for good: a right that is missing, or a request it does not take.
    /// Asking again gives the same answer until somebody changes something.
    #[error("{service} refuses: {detail}")]
    Refused { service: &'static str, detail: String },
    /// A fault of ours. The detail is for the log, never for the caller.
    #[error("internal error: {0}")]
    Internal(String),
}

/// One thing to mend in a request: the field by its name in the request, and what it should be.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct FieldError {
    pub field: String,
    pub message: String,
    /// The id of what has the value already, where that is what is wrong and the caller may know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub existing_id: Option<String>,
}

impl Error {
    pub fn not_found(entity: &'static str, id: impl fmt::Display) -> Self {
        Self::NotFound { entity, id: id.to_string() }
    }

    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(field, message)])
    }

    /// The same about fields that are part of `field`.
    #[must_use]
    pub fn below(self, field: &str) -> Self {
        match self {
            Self::Invalid(errors) => {
                let below =
                    |error: FieldError| FieldError { field: format!("{field}.{}", error.field), ..error };
                Self::Invalid(errors.into_iter().map(below).collect())
            }
            other => other,
        }
    }

    pub fn unavailable(service: &'static str, detail: impl fmt::Display) -> Self {
        Self::Unavailable { service, detail: detail.to_string() }
    }

    pub fn credentials(service: &'static str, detail: impl fmt::Display) -> Self {
        Self::Credentials { service, detail: detail.to_string() }
    }

    pub fn refused(service: &'static str, detail: impl fmt::Display) -> Self {
        Self::Refused { service, detail: detail.to_string() }
    }

    /// The outside service that failed, where one did.
    pub fn service(&self) -> Option<&'static str> {
        match self {
            Self::Unavailable { service, .. }
            | Self::Credentials { service, .. }
            | Self::Refused { service, .. } => Some(service),
            _ => None,
        }
    }

    pub fn internal(detail: impl fmt::Display) -> Self {
        Self::Internal(detail.to_string())
    }
}

impl FieldError {
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into(), existing_id: None }
    }

    /// The same, naming what has the value already.
    #[must_use]
    pub fn of_existing(self, id: Option<impl fmt::Display>) -> Self {
        Self { existing_id: id.map(|id| id.to_string()), ..self }
    }
}

fn list(errors: &[FieldError]) -> String {
    errors.iter().map(|e| format!("{}: {}", e.field, e.message)).collect::<Vec<_>>().join("; ")
}
