//! `book_meeting`: a time that was offered, for an address that was said or is on file.

use homework_domain::Error;
use homework_domain::booking::{Booker, BookingError, BookingRequest};
use homework_domain::call::{ToolUse, Turn};
use homework_domain::email::Email;
use homework_domain::meeting::Meeting;
use homework_domain::ports::{BookingLedger, Calendar, ToolCall, ToolDefinition, VideoMeetings};
use homework_domain::rescheduling::Rescheduler;
use homework_domain::said_address::{Said, was_said};
use homework_domain::slots::{DURATION_DEFAULT_MINUTES, Interval, SlotRefusal};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::offers::{Offer, duration_schema, named};
use super::{ToolEffect, Toolbox, failure, object};

pub(crate) const BOOK_MEETING: &str = "book_meeting";
const SLOT_TAKEN: &str = "slot_taken";
const IN_PROGRESS: &str = "in_progress";
/// A booking that was put off so often is given up: its hold lapses and is undone.
const PUT_OFF_MAX: usize = 3;
const CONFIRM_EMAIL: &str = "confirm_email";
/// Offers that a refusal repeats, the latest.
const OFFERS_REPEATED: usize = 6;

pub(super) fn definition() -> ToolDefinition {
    ToolDefinition {
        name: BOOK_MEETING,
        description: "Book one meeting at a time the lead chose from those offered, and send the invitation. Used \
                      again it changes that meeting's time or guest.",
        parameters: object(json!({
            "date_time": {
                "type": "string",
                "description": "The start exactly as check_calendar_availability returned it (ISO 8601 with offset)",
            },
            "guest_email": {"type": "string", "description": "The address on file, or the one the lead said in this call"},
            "duration_minutes": duration_schema(),
        })),
    }
}

#[derive(Deserialize)]
pub(super) struct BookArguments {
    date_time: String,
    guest_email: String,
    duration_minutes: Option<u32>,
}

/// Whether this use of the tool booked a meeting.
fn is_booking(tool: &ToolUse) -> bool {
    tool.name == BOOK_MEETING && tool.result["success"] == true
}

/// The booking that the last of these turns put off, to be gone on with now.
pub(crate) fn put_off(turns: &[Turn]) -> Option<ToolCall> {
    let last = |turn: &Turn| {
        turn.tools
            .last()
            .filter(|tool| tool.name == BOOK_MEETING && tool.result["error"] == IN_PROGRESS)
            .cloned()
    };
    let in_a_row = turns.iter().rev().map_while(last).count();
    let tool = turns.last().and_then(last).filter(|_| in_a_row < PUT_OFF_MAX)?;
    // Another use, so another id.
    let id = format!("{}.{in_a_row}", tool.id.split('.').next().unwrap_or_default());
    Some(ToolCall { id, name: tool.name, arguments: tool.arguments.to_string() })
}

/// The time that a booking found taken: somebody is booking it at this moment, so the calendar may not show it
/// yet, and offering it again would only disappoint again.
pub(super) fn found_taken(tool: &ToolUse) -> Option<Interval> {
    let taken = tool.name == BOOK_MEETING && tool.result["error"] == SLOT_TAKEN;
    let start = tool.result["start"].as_str().or_else(|| tool.arguments["date_time"].as_str());
    let start: Timestamp = start.filter(|_| taken)?.parse().ok()?;
    Some(Interval::new(start, DURATION_DEFAULT_MINUTES))
}

impl<C: Calendar, V: VideoMeetings, L: BookingLedger> Toolbox<'_, C, V, L> {
    pub(super) async fn book_meeting(&self, arguments: BookArguments, so_far: &[ToolUse]) -> ToolEffect {
        let now = self.clock.now();
        let offers = self.offers(so_far);
        let Some(offer) = named(&offers, &arguments.date_time, arguments.duration_minutes) else {
            return ToolEffect::Answer(not_offered(&offers));
        };
        let guest = match self.agreed_address(&arguments.guest_email) {
            Ok(guest) => guest,
            Err(answer) => return ToolEffect::Answer(answer),
        };
        let zone = self.zone(so_far);
        if !offer.outside_lead_hours && !self.rules.suits_lead(&offer.time, &zone) {
            return ToolEffect::Answer(failure(
                "outside_lead_hours",
                "In the lead's time zone that is outside of their day. Check availability again.",
            ));
        }
        let lead = self.lead_in(&zone);
        let request = BookingRequest {
            call_id: self.call.id,
            turn: self.turn,
            campaign_id: self.call.campaign_id,
            is_test: self.call.is_test,
            lead: &lead,
            guest,
            slot: offer.time,
            invitation: self.invitation,
        };
        if self.has_booked() || so_far.iter().any(is_booking) {
            return self.correct(&request, offer, now).await;
        }
        let booker =
            Booker { calendar: self.calendar, video: self.video, ledger: self.ledger, rules: self.rules };
        match booker.book_while(&|| self.may_begin(), &request, now).await {
            Ok(meeting) => self.booked(&meeting, offer),
            Err(BookingError::PutOff) => put_off_to_the_next_turn(),
            Err(BookingError::InProgress) => ToolEffect::Superseded,
            Err(error) => ToolEffect::Answer(not_booked(&error, offer)),
        }
    }

    /// One meeting a call: booking again corrects its time or its guest.
    async fn correct(&self, request: &BookingRequest<'_>, offer: &Offer, now: Timestamp) -> ToolEffect {
        let Some(id) = self.call.meeting_id else {
            return ToolEffect::Answer(failure("already_booked", "A meeting is booked already."));
        };
        let rescheduler = Rescheduler { calendar: self.calendar, video: self.video, ledger: self.ledger };
        let minutes = Some(request.slot.minutes());
        let start = request.slot.start;
        let corrected = async {
            let may_begin = || self.may_begin();
            let moved = rescheduler.reschedule_while(&may_begin, id, start, minutes, self.rules, now).await?;
            let Some(moved) = moved.filter(|moved| moved.guest_email == request.guest || may_begin()) else {
                return Ok(None);
            };
            if moved.guest_email != request.guest && !self.ledger.may_invite(&request.guest, now).await? {
                return Err(invited_too_often());
            }
            rescheduler.change_guest(id, &request.guest, now).await.map(Some)
        };
        match corrected.await {
            Ok(Some(meeting)) => self.booked(&meeting, offer),
            Ok(None) => put_off_to_the_next_turn(),
            Err(Error::Unavailable { .. }) if !self.may_begin() && put_off(self.turns).is_none() => {
                put_off_to_the_next_turn()
            }
            Err(Error::Conflict(_) | Error::Stale(_)) => ToolEffect::Answer(failure(
                SLOT_TAKEN,
                "It cannot be changed to that; the meeting stays as it was booked. Check availability again.",
            )),
            Err(error) => ToolEffect::Answer(not_booked(&BookingError::Unavailable(error), offer)),
        }
    }

    /// The address, if the lead said it in this call or it is on file. One that was said in parts only is taken
    /// once it has been read back, which needs a turn in between.
    fn agreed_address(&self, text: &str) -> Result<Email, Value> {
        let invalid =
            || failure("invalid_email", "That is not a complete e-mail address. Ask for it once more.");
        let guest = text.parse::<Email>().map_err(|_| invalid())?;
        if self.call.lead.email.as_ref().is_some_and(|on_file| on_file.is_same(&guest)) {
            return Ok(guest);
        }
        let earlier = self.turns.iter().filter_map(|turn| turn.user_text.as_deref());
        match was_said(&guest, earlier.chain([self.heard])) {
            Said::Whole => Ok(guest),
            Said::InParts if self.was_read_back(&guest) => Ok(guest),
            Said::InParts => Err(json!({
                "success": false,
                "error": CONFIRM_EMAIL,
                "guest_email": guest,
                "message": "Read this address back letter by letter, ask whether it is right, and book after a yes.",
            })),
            Said::No => Err(failure(
                "invalid_email",
                "Nobody said that address in this call. Ask for the e-mail address, and use only what is said.",
            )),
        }
    }

    /// Whether an earlier turn was told to read this address back.
    fn was_read_back(&self, guest: &Email) -> bool {
        self.turns.iter().flat_map(|turn| &turn.tools).any(|tool| {
            tool.result["error"] == CONFIRM_EMAIL
                && tool.result["guest_email"].as_str() == Some(guest.as_str())
        })
    }

    /// The lead, in the zone that was agreed in this call.
    fn lead_in(&self, zone: &jiff::tz::TimeZone) -> homework_domain::call::LeadSnapshot {
        let mut lead = self.call.lead.clone();
        if let Some(name) = zone.iana_name() {
            name.clone_into(&mut lead.time_zone);
        }
        lead
    }

    fn booked(&self, meeting: &Meeting, offer: &Offer) -> ToolEffect {
        let answer = json!({
            "success": true,
            "meeting_time": offer.spoken,
            "meeting_link": meeting.meeting_link,
            "guest_email": meeting.guest_email,
            "message": "The meeting is booked and the invitation sent.",
        });
        ToolEffect::Booked { answer, spoken_time: offer.spoken.clone() }
    }
}

fn put_off_to_the_next_turn() -> ToolEffect {
    ToolEffect::PutOff(failure(
        IN_PROGRESS,
        "The booking takes longer. It goes on by itself in a moment: do not book again.",
    ))
}

fn invited_too_often() -> Error {
    Error::invalid("guest_email", "has been invited too often today")
}

fn not_offered(offers: &[Offer]) -> Value {
    if offers.is_empty() {
        return failure(
            "invalid_time",
            "Nothing was offered yet. Check availability and let the lead choose.",
        );
    }
    let latest: Vec<_> = offers.iter().rev().take(OFFERS_REPEATED).collect();
    let offered: Vec<_> = latest
        .into_iter()
        .rev()
        .map(|offer| json!({"start": offer.start(), "spoken": offer.spoken, "duration_minutes": offer.time.minutes()}))
        .collect();
    let message = "That is not a time that was offered. Give the start exactly as offered, or check availability \
                   for another one.";
    json!({"success": false, "error": "invalid_time", "message": message, "offered": offered})
}

fn not_booked(error: &BookingError, offer: &Offer) -> Value {
    match error {
        BookingError::Taken => {
            let mut answer =
                failure(SLOT_TAKEN, "Somebody else has just taken that time. Check availability again.");
            answer["start"] = json!(offer.start());
            answer
        }
        BookingError::Refused(SlotRefusal::TooSoon) => {
            failure("too_soon", "That time is in the past or too soon.")
        }
        BookingError::Refused(SlotRefusal::TooFarAhead) => failure("invalid_time", "That is too far ahead."),
        BookingError::Refused(SlotRefusal::OffGrid) => {
            failure("invalid_time", "Meetings begin on the hour or half hour.")
        }
        BookingError::Refused(SlotRefusal::BadDuration) => {
            failure("invalid_time", "Meetings last 15 to 120 minutes.")
        }
        BookingError::Refused(SlotRefusal::OutsideWorkingHours) => {
            failure("outside_working_hours", "No meetings are held then. Check availability.")
        }
        BookingError::InvitedTooOften => {
            failure("invalid_email", "Too many invitations went to that address today. Ask for another one.")
        }
        BookingError::Unavailable(Error::Invalid(_)) => failure(
            "invalid_email",
            "The calendar does not accept that address. Ask for the e-mail address once more.",
        ),
        BookingError::Unavailable(error) => {
            tracing::error!(%error, "booking failed and was undone");
            failure("unavailable", "Booking does not work at the moment. Apologise and offer to call back.")
        }
        // Answered by the caller.
        BookingError::InProgress | BookingError::PutOff => {
            failure("unavailable", "The booking is under way.")
        }
    }
}
