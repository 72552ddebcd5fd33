//! Times as they are said aloud, in each language.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::locale::Language;

struct Words {
    /// From Monday.
    weekdays: [&'static str; 7],
    months: [&'static str; 12],
}

#[rustfmt::skip]
fn words(language: Language) -> &'static Words {
    match language {
        Language::En => &Words {
            weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
            months: ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
        },
        Language::Es => &Words {
            weekdays: ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
            months: ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"],
        },
        Language::Fr => &Words {
            weekdays: ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
            months: ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"],
        },
        Language::De => &Words {
            weekdays: ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
            months: ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"],
        },
        Language::Pt => &Words {
            weekdays: ["segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado", "domingo"],
            months: ["janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro", "dezembro"],
        },
    }
}

/// `at` as it is said in `language` to somebody in `zone`: "Tuesday, January 7 at 2:00 PM".
pub fn speak(at: Timestamp, zone: &TimeZone, language: Language) -> String {
    let local = zone.to_datetime(at);
    let weekday =
        words(language).weekdays[usize::from(local.weekday().to_monday_zero_offset().unsigned_abs())];
    let month = words(language).months[usize::from(local.month().unsigned_abs()) - 1];
    let (day, time) = (local.day(), clock(local, language));
    match language {
        Language::En => format!("{weekday}, {month} {day} at {time}"),
        Language::Es if local.hour() == 1 => format!("{weekday} {day} de {month} a la {time}"),
        Language::Es => format!("{weekday} {day} de {month} a las {time}"),
        Language::Fr => format!("{weekday} {day} {month} à {time}"),
        Language::De => format!("{weekday}, {day}. {month} um {time}"),
        Language::Pt => format!("{weekday}, {day} de {month} às {time}"),
    }
}

/// A spoken time with the zone it is meant in, named by its city: "… at 2:00 PM, Perth time".
pub fn with_zone(spoken: &str, zone: &TimeZone, language: Language) -> String {
    let name = zone.iana_name().unwrap_or("UTC");
    let city = name.rsplit('/').next().unwrap_or(name).replace('_', " ");
    match language {
        Language::En => format!("{spoken}, {city} time"),
        Language::Es | Language::Pt => format!("{spoken}, hora de {city}"),
        Language::Fr => format!("{spoken}, heure de {city}"),
        Language::De => format!("{spoken}, Ortszeit {city}"),
    }
}

fn clock(local: DateTime, language: Language) -> String {
    let (hour, minute) = (local.hour(), local.minute());
    match language {
        Language::En => {
            let half = if hour < 12 { "AM" } else { "PM" };
            format!("{}:{minute:02} {half}", (hour + 11) % 12 + 1)
        }
        Language::Fr => format!("{hour} h {minute:02}"),
        Language::De => format!("{hour}:{minute:02} Uhr"),
        Language::Es | Language::Pt => format!("{hour}:{minute:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_says_it_its_own_way() {
        let at: Timestamp = "2025-01-07T19:00:00Z".parse().unwrap();
        let said = |zone: &str, language| speak(at, &TimeZone::get(zone).unwrap(), language);
        assert_eq!(said("America/New_York", Language::En), "Tuesday, January 7 at 2:00 PM");
        assert_eq!(said("Europe/Madrid", Language::Es), "martes 7 de enero a las 20:00");
        assert_eq!(said("Europe/Paris", Language::Fr), "mardi 7 janvier à 20 h 00");
        assert_eq!(said("Europe/Berlin", Language::De), "Dienstag, 7. Januar um 20:00 Uhr");
        assert_eq!(said("Europe/Lisbon", Language::Pt), "terça-feira, 7 de janeiro às 19:00");
    }

    #[test]
    fn a_zone_is_named_by_its_city() {
        let zone = TimeZone::get("America/Sao_Paulo").unwrap();
        assert_eq!(with_zone("às 9:00", &zone, Language::Pt), "às 9:00, hora de Sao Paulo");
        assert_eq!(with_zone("at 9:00 AM", &zone, Language::En), "at 9:00 AM, Sao Paulo time");
    }

    #[test]
    fn noon_and_midnight_are_twelve_in_english() {
        let zone = TimeZone::UTC;
        assert!(speak("2025-01-07T00:30:00Z".parse().unwrap(), &zone, Language::En).ends_with("12:30 AM"));
        assert!(speak("2025-01-07T12:00:00Z".parse().unwrap(), &zone, Language::En).ends_with("12:00 PM"));
    }
}
