//! A meeting as an iCalendar file (RFC 5545), for calendars that know nothing of ours.

use std::fmt::Write as _;

use homework_domain::invitation::title;
use homework_domain::locale::Language;
use homework_domain::meeting::{Meeting, MeetingStatus};
use jiff::Timestamp;

pub(crate) const MEDIA_TYPE: &str = "text/calendar; charset=utf-8";

/// A content line is folded after this many bytes.
const LINE_BYTES: usize = 75;

/// One event. Its UID is the one that Google gives the event, so that a calendar that has the
/// invitation too shows a single meeting. There is no SEQUENCE, for the same reason: it is Google's to
/// count, and a number of ours might make a calendar ignore Google's next message.
pub(crate) fn file(meeting: &Meeting, company: &str) -> String {
    let time = meeting.time();
    let status = if meeting.status == MeetingStatus::Cancelled { "CANCELLED" } else { "CONFIRMED" };
    let mut description = format!("Arranged by phone. Reference {}", meeting.id);
    if let Some(notes) = &meeting.notes {
        let _ = write!(description, "\n{notes}");
    }
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//HomeWork//Meetings//EN".to_owned(),
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}@google.com", escaped(&meeting.calendar_event_id)),
        format!("DTSTAMP:{}", utc(meeting.updated_at)),
        format!("CREATED:{}", utc(meeting.created_at)),
        format!("LAST-MODIFIED:{}", utc(meeting.updated_at)),
        format!("DTSTART:{}", utc(time.start)),
        format!("DTEND:{}", utc(time.end)),
        format!("STATUS:{status}"),
        format!("SUMMARY:{}", escaped(&title(company, Language::En))),
        format!("DESCRIPTION:{}", escaped(&description)),
    ];
    if !meeting.meeting_link.is_empty() {
        lines.push(format!("LOCATION:{}", escaped(&meeting.meeting_link)));
    }
    lines.extend(["END:VEVENT".to_owned(), "END:VCALENDAR".to_owned()]);
    lines.iter().map(|line| folded(line)).collect()
}

fn utc(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Text as a property's value: what would end it is escaped, other control characters are dropped.
fn escaped(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\\' | ';' | ',' => value.extend(['\\', c]),
            '\n' => value.push_str("\\n"),
            '\t' => value.push(' '),
            c if c.is_control() => {}
            c => value.push(c),
        }
    }
    value
}

/// The line with its end, in pieces of 75 bytes at most, each further one after a space. A character
/// is never split.
fn folded(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let mut used = 0;
    for c in line.chars() {
        if used + c.len_utf8() > LINE_BYTES {
            out.push_str("\r\n ");
            used = 1;
        }
        out.push(c);
        used += c.len_utf8();
    }
    out.push_str("\r\n");
    out
}

#[cfg(test)]
mod tests {
    use homework_domain::meeting::CancelledBy;

    use super::*;

    fn meeting() -> Meeting {
        serde_json::from_value(serde_json::json!({
            "id": "01KAP3VQ5T8M2N4R6W0XHZJ9CD", "lead_id": "01KAP3VQ5T8M2N4R6W0XHZJ9CD",
            "lead_name": "Ana; López, \\ Söhne", "call_id": "01KAP3VQ5T8M2N4R6W0XHZJ9CD",
            "campaign_id": "01KAP3VQ5T8M2N4R6W0XHZJ9CD", "scheduled_time": "2026-11-24T09:00:00Z",
            "duration_minutes": 45, "time_zone": "Europe/Madrid", "guest_email": "ana@example.com",
            "calendar_id": "sales@example.com", "calendar_event_id": "019aac3d",
            "meeting_link": "https://zoom.us/j/1?pwd=2", "notes": "bring\r\nthe papers",
            "status": "SCHEDULED", "created_at": "2026-11-23T10:00:00.5Z",
            "updated_at": "2026-11-23T11:00:00Z", "version": 1,
        }))
        .unwrap()
    }

    #[test]
    fn an_event_is_told_in_utc_and_escaped() {
        let file = file(&meeting(), "Home; Work, \\ Söhne");
        for line in [
            "BEGIN:VCALENDAR",
            "UID:019aac3d@google.com",
            "DTSTAMP:20261123T110000Z",
            "DTSTART:20261124T090000Z",
            "DTEND:20261124T094500Z",
            "STATUS:CONFIRMED",
            "SUMMARY:Meeting with Home\\; Work\\, \\\\ Söhne",
            "LOCATION:https://zoom.us/j/1?pwd=2",
            "END:VCALENDAR",
        ] {
            assert!(file.contains(&format!("{line}\r\n")), "{line} is not in {file}");
        }
        let unfolded = file.replace("\r\n ", "");
        assert!(
            unfolded.contains("Reference 01KAP3VQ5T8M2N4R6W0XHZJ9CD\\nbring\\nthe papers\r\n"),
            "{unfolded}"
        );
    }

    #[test]
    fn a_cancelled_meeting_says_so() {
        let meeting = meeting().cancelled(CancelledBy::Operator, "2026-11-23T12:00:00Z".parse().unwrap());
        assert!(file(&meeting, "HomeWork").contains("STATUS:CANCELLED\r\n"));
    }

    #[test]
    fn long_lines_are_folded_between_characters() {
        let line = "é".repeat(100);
        let folded = folded(&line);
        assert!(folded.trim_end().split("\r\n").all(|piece| piece.len() <= LINE_BYTES));
        assert_eq!(folded.replace("\r\n ", ""), format!("{line}\r\n"));
    }
}
