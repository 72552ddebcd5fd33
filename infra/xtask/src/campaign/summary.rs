//! The tables before and after a campaign.

use std::collections::BTreeMap;

use comfy_table::{ContentArrangement, LineStyle, Table, presets};
use jiff::Timestamp;

use super::row::Row;
use crate::system::api::{Lead, Meeting};

pub(crate) fn print_leads(leads: &[Lead]) {
    let mut table = table(["Lead", "Phone", "E-mail", "Language", "Time zone"]);
    for lead in leads {
        let email = lead.email.as_deref().unwrap_or("–");
        table.add_row([&lead.name, &lead.phone, email, &lead.language, &lead.timezone]);
    }
    println!("{table}");
}

pub(crate) fn print_outcomes(rows: &[Row]) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows {
        *counts.entry(in_words(row.outcome())).or_default() += 1;
    }
    let mut table = table(["Outcome", "Leads"]);
    for (outcome, count) in counts {
        table.add_row([outcome, count.to_string()]);
    }
    println!("\n{table}");
}

pub(crate) fn print_meetings(rows: &[Row], meetings: &[Meeting]) {
    let mut table = table(["Meeting with", "Their time", "Time zone", "Invited", "Link"]);
    for meeting in meetings {
        let Some(row) = rows.iter().find(|row| row.lead.id == meeting.lead_id) else { continue };
        table.add_row([
            row.lead.name.clone(),
            local_time(&meeting.scheduled_time, &row.lead.timezone),
            row.lead.timezone.clone(),
            meeting.guest_email.clone().unwrap_or_default(),
            meeting.meeting_link.clone().unwrap_or_default(),
        ]);
    }
    println!("{table}");
}

/// `NOT_INTERESTED` → `not interested`.
pub(crate) fn in_words(code: &str) -> String {
    code.to_lowercase().replace('_', " ")
}

/// A UTC time as the clock in that zone shows it; as it is where either cannot be read.
fn local_time(utc: &str, zone: &str) -> String {
    let zoned = utc.parse::<Timestamp>().and_then(|time| time.in_tz(zone));
    zoned.map_or_else(|_| utc.to_owned(), |time| time.strftime("%a %-d %b %Y, %H:%M").to_string())
}

/// An empty table in the style of them all.
pub(crate) fn table<const N: usize>(header: [&str; N]) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_HORIZONTAL_ONLY.row_separator(LineStyle::none()))
        .set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(header);
    table
}

#[cfg(test)]
mod tests {
    use super::local_time;

    #[test]
    fn a_time_is_shown_in_the_leads_zone() {
        assert_eq!(local_time("2026-11-24T08:00:00Z", "Europe/Madrid"), "Tue 24 Nov 2026, 09:00");
        assert_eq!(local_time("soon", "Europe/Madrid"), "soon");
    }
}
