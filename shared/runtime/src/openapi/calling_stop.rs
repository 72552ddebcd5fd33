//! The emergency stop, as every part of the API shows it.

use homework_domain::calling_stop::CallingStop;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// The emergency stop: nobody is phoned until an admin lifts it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CallingStop)]
pub struct CallingStopBody {
    /// When calling was stopped (UTC); resuming names it.
    stopped_at: Timestamp,
    /// The operator who stopped it.
    #[schema(example = "ana@example.com")]
    stopped_by: String,
    /// In the operator's words.
    #[schema(required, example = "The list has the wrong numbers")]
    reason: Option<String>,
    /// Conversations under way are ended as well.
    end_conversations: bool,
}

impl From<CallingStop> for CallingStopBody {
    fn from(stop: CallingStop) -> Self {
        Self {
            stopped_at: stop.stopped_at,
            stopped_by: stop.stopped_by,
            reason: stop.reason,
            end_conversations: stop.ends_conversations,
        }
    }
}
