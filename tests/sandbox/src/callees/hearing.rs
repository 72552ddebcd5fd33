//! How callees listen: lightly. A few words in any of the five languages tell them where the talk
//! stands, so they get on with any agent that asks for the same things in its own words.

use crate::language::{mentions, normalize};

pub(super) struct Heard {
    plain: String,
    is_question: bool,
}

impl Heard {
    pub(super) fn new(text: &str) -> Self {
        Self { plain: normalize(text), is_question: text.contains('?') }
    }

    /// A farewell or a confirmed booking; nobody says so and asks on.
    pub(super) fn is_the_end(&self) -> bool {
        #[rustfmt::skip]
        const WORDS: &[&str] = &[
            "goodbye", "bye", "booked", "confirmed", // en
            "adios", "hasta luego", "hasta pronto", "reservada", "reservado", "confirmada", "confirmado", // es, pt
            "au revoir", "a bientot", "reserve", "confirme", // fr
            "auf wiederhoren", "auf wiedersehen", "tschuss", "gebucht", "bestatigt", // de
            "adeus", "ate logo", "ate breve", "tchau", "agendada", "agendado", "marcada", "marcado", // pt
        ];
        !self.is_question && mentions(&self.plain, WORDS)
    }

    pub(super) fn asks_for_email(&self) -> bool {
        const WORDS: &[&str] = &["e mail", "email", "mail", "correo", "courriel", "adresse electronique"];
        mentions(&self.plain, WORDS)
    }

    pub(super) fn asks_to_repeat(&self) -> bool {
        #[rustfmt::skip]
        const WORDS: &[&str] = &[
            "repeat", "say that again", "say it again", "once more", // en
            "repetir", "repetirlo", "repita", "repetirmelo", // es, pt
            "repeter", "redire", // fr
            "wiederholen", "noch einmal sagen", // de
        ];
        mentions(&self.plain, WORDS) && !self.offers_times() && !self.asks_for_email()
    }

    /// Whether a time of day was named: `9:00`, `9 h`, `9h30`, `9 Uhr`, `9 AM`, `9 o'clock`.
    pub(super) fn offers_times(&self) -> bool {
        let words: Vec<&str> = self.plain.split(' ').filter(|word| !word.is_empty()).collect();
        words.iter().enumerate().any(|(index, word)| {
            let next = words.get(index + 1).copied().unwrap_or_default();
            is_time(word) || (is_hour(word) && follows_an_hour(next))
        })
    }
}

fn is_hour(word: &str) -> bool {
    word.parse::<u8>().is_ok_and(|hour| hour < 24)
}

fn follows_an_hour(word: &str) -> bool {
    let is_minutes = word.len() == 2 && word.parse::<u8>().is_ok_and(|minutes| minutes < 60);
    let is_unit = matches!(word, "h" | "uhr" | "am" | "pm" | "a" | "p" | "o" | "heures" | "horas");
    is_minutes || is_unit
}

/// One word such as `9h`, `9h30` or `9am`.
fn is_time(word: &str) -> bool {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let (hour, rest) = word.split_at(digits);
    let is_suffix = matches!(rest, "am" | "pm" | "h")
        || rest.strip_prefix('h').is_some_and(|minutes| minutes.parse::<u8>().is_ok_and(|m| m < 60));
    is_hour(hour) && is_suffix
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_day_are_heard_in_all_forms() {
        for text in
            ["at 9:00", "à 9 h 00", "à 9h", "um 9 Uhr", "at 9 AM", "at 2 p.m.", "às 14h30", "9 o'clock"]
        {
            assert!(Heard::new(text).offers_times(), "{text}");
        }
        for text in ["24 November 2026", "el 24 de noviembre", "15 minutes", "for 30 minutes"] {
            assert!(!Heard::new(text).offers_times(), "{text}");
        }
    }

    #[test]
    fn a_question_is_not_the_end() {
        assert!(Heard::new("Thank you, goodbye!").is_the_end());
        assert!(!Heard::new("Shall I say goodbye, or is there more?").is_the_end());
    }
}
