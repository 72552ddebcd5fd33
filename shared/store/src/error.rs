//! What DynamoDB's errors mean to the domain.

use std::collections::HashMap;

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::AttributeValue;
use homework_domain::Error;

/// Anything but a failed condition: the table could not be reached or did not do as told.
pub(crate) fn unavailable<E, R>(error: SdkError<E, R>) -> Error
where
    E: ProvideErrorMetadata,
{
    let detail = match &error {
        SdkError::ServiceError(service) => service.err().code().unwrap_or("unknown error").to_owned(),
        SdkError::TimeoutError(_) => "time-out".to_owned(),
        SdkError::DispatchFailure(_) => "no connection".to_owned(),
        _ => "unreadable answer".to_owned(),
    };
    Error::unavailable("DynamoDB", detail)
}

pub(crate) fn malformed(error: impl std::fmt::Display) -> Error {
    Error::internal(format!("stored item: {error}"))
}

/// Why one operation of a transaction did not hold.
#[derive(Debug, Clone)]
pub(crate) struct Refused {
    /// The item as it stands, where the operation asked for it.
    pub(crate) item: Option<HashMap<String, AttributeValue>>,
}

/// Why a transaction did nothing.
#[derive(Debug)]
pub(crate) enum TransactError {
    /// One entry per operation, in order: `Some` where its condition failed.
    Conditions(Vec<Option<Refused>>),
    /// Another transaction was at the same items, or there was too much to do for their partition.
    Contention,
    Other(Error),
}

impl TransactError {
    /// For callers to whom it does not matter which condition failed: the state of things refuses.
    pub(crate) fn or_conflict(self, message: impl Into<String>) -> Error {
        self.or(Error::Conflict(message.into()))
    }

    /// The same where the writes rest on what was read before: that has been overtaken.
    pub(crate) fn or_stale(self, message: impl Into<String>) -> Error {
        self.or(Error::Stale(message.into()))
    }

    fn or(self, refusal: Error) -> Error {
        match self {
            Self::Conditions(_) => refusal,
            Self::Contention => Error::unavailable("DynamoDB", "contention"),
            Self::Other(error) => error,
        }
    }
}

impl From<Error> for TransactError {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

impl<R> From<SdkError<TransactWriteItemsError, R>> for TransactError {
    fn from(error: SdkError<TransactWriteItemsError, R>) -> Self {
        let canceled = match error.as_service_error() {
            Some(TransactWriteItemsError::TransactionCanceledException(canceled)) => canceled,
            Some(TransactWriteItemsError::TransactionInProgressException(_)) => return Self::Contention,
            _ => return Self::Other(unavailable(error)),
        };
        let reasons = canceled.cancellation_reasons();
        let failed = |code: &str| reasons.iter().any(|r| r.code() == Some(code));
        if failed("ConditionalCheckFailed") {
            let refused = reasons.iter().map(|reason| {
                (reason.code() == Some("ConditionalCheckFailed"))
                    .then(|| Refused { item: reason.item().cloned() })
            });
            return Self::Conditions(refused.collect());
        }
        if ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"].into_iter().any(failed)
        {
            return Self::Contention;
        }
        let codes: Vec<_> = reasons.iter().filter_map(|r| r.code()).filter(|c| *c != "None").collect();
        Self::Other(Error::unavailable("DynamoDB", codes.join(", ")))
    }
}
