//! What the guest of a meeting reads in the calendar and in the invitation, in the language of the call.
//!
//! It names the company, never the lead: a lead's name is somebody else's text, and the address was perhaps
//! told by somebody else.

use crate::ids::MeetingId;
use crate::locale::Language;
use crate::opt_out_link::LinkToken;

/// Who invites, and how to the guest.
#[derive(Debug, Clone, Copy)]
pub struct Invitation<'a> {
    pub company: &'a str,
    pub language: Language,
    /// The public address of the API, below which the link is by which the guest asks not to be called again;
    /// without it there is no link.
    pub api: Option<&'a str>,
}

impl Invitation<'_> {
    /// The title of the event and of the video meeting.
    pub fn title(&self) -> String {
        title(self.company, self.language)
    }

    /// The event's text: the video meeting's address, what the meeting is known by, and the link.
    pub(crate) fn description(&self, id: MeetingId, join: Option<&str>, token: Option<&LinkToken>) -> String {
        let words = words(self.language);
        let link = self.api.zip(token).map(|(api, token)| token.link(api, id));
        let mut lines = Vec::new();
        lines.extend(join.map(|address| format!("{}: {address}", words.join)));
        lines.push(format!("{} {id}", words.arranged));
        lines.extend(link.map(|link| format!("\n{}: {link}", words.no_more_calls)));
        lines.join("\n")
    }
}

/// The title of the event and of the video meeting.
pub fn title(company: &str, language: Language) -> String {
    match language {
        Language::En => format!("Meeting with {company}"),
        Language::Es => format!("Reunión con {company}"),
        Language::Fr => format!("Rendez-vous avec {company}"),
        Language::De => format!("Termin mit {company}"),
        Language::Pt => format!("Reunião com {company}"),
    }
}

struct Words {
    join: &'static str,
    arranged: &'static str,
    no_more_calls: &'static str,
}

fn words(language: Language) -> Words {
    match language {
        Language::En => Words {
            join: "Join",
            arranged: "Arranged by phone. Reference",
            no_more_calls: "If you do not want us to call you again",
        },
        Language::Es => Words {
            join: "Unirse",
            arranged: "Acordado por teléfono. Referencia",
            no_more_calls: "Si no desea que volvamos a llamarle",
        },
        Language::Fr => Words {
            join: "Rejoindre",
            arranged: "Convenu par téléphone. Référence",
            no_more_calls: "Si vous ne souhaitez plus être appelé",
        },
        Language::De => Words {
            join: "Teilnehmen",
            arranged: "Telefonisch vereinbart. Referenz",
            no_more_calls: "Wenn Sie nicht mehr angerufen werden möchten",
        },
        Language::Pt => Words {
            join: "Participar",
            arranged: "Combinado por telefone. Referência",
            no_more_calls: "Se não quiser que voltemos a ligar",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_says_how_to_join_and_how_not_to_be_called_again() {
        let id = MeetingId::generate("2026-11-24T10:00:00Z".parse().unwrap());
        let token = LinkToken::generate();
        for language in Language::ALL {
            let invitation = Invitation { company: "Acme", language, api: Some("https://api.example") };
            let text = invitation.description(id, Some("https://zoom.example/1"), Some(&token));
            let lines: Vec<_> = text.lines().collect();
            assert!(lines[0].ends_with(": https://zoom.example/1"), "{text}");
            assert!(lines[1].ends_with(&id.to_string()), "{text}");
            assert!(lines[3].ends_with(&format!(": {}", token.link("https://api.example", id))), "{text}");
            assert!(invitation.title().ends_with("Acme"));
        }
        let without = Invitation { company: "Acme", language: Language::En, api: None };
        let text = without.description(id, None, Some(&token));
        assert_eq!(text, format!("Arranged by phone. Reference {id}"));
    }
}
