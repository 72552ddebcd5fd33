//! The outside world as the domain sees it: telephone, calendar, video meetings, language model,
//! and the ledger of held slots. `shared/integrations` and `shared/store` implement these.

mod calendar;
mod chat;
mod ledger;
mod telephony;
mod video;

pub use calendar::{Calendar, CalendarChanges, CalendarEvent, CalendarFeed, CreatedEvent, NewEvent};
pub use chat::{ChatMessage, ChatModel, ChatReply, ChatRequest, ToolCall, ToolDefinition};
pub use ledger::{BookingLedger, Hold, HoldResult, MeetingLedger, Replaced, SlotLedger};
pub use telephony::{
    AccountNumber, AccountNumbers, NumberDirectory, PlaceCall, PlaceCallError, RemoteCall, RemoteCallStatus,
    Telephony,
};
pub use video::{NewVideoMeeting, VideoMeeting, VideoMeetings};
