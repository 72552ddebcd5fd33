//! The page behind the link, in five languages. It runs no script and shows nothing of whom it is about.

use axum::http::{HeaderName, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use homework_domain::locale::Language;
use quick_xml::escape::escape;

/// Nothing but its own style and its own form.
const POLICY: (HeaderName, &str) = (
    header::CONTENT_SECURITY_POLICY,
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

const STYLE: &str = "
:root { color-scheme: light dark; }
body { margin: 0; font: 1.0625rem/1.5 system-ui, sans-serif; background: Canvas; color: CanvasText; }
main { max-width: 32rem; margin: 0 auto; padding: 15vh 1.25rem 2rem; overflow-wrap: break-word; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 1rem; }
p { margin: 0 0 1.5rem; }
button { font: inherit; font-weight: 600; padding: .75rem 1.25rem; border: 0; border-radius: .5rem;
  background: #b3261e; color: #fff; cursor: pointer; }
button:focus-visible { outline: 3px solid Highlight; outline-offset: 2px; }
";

/// What the page is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Says {
    /// Whether the guest is not to be called again.
    Question,
    Done,
    NoLongerGood,
    TryLater,
}

/// A page with its status.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) language: Language,
    pub(crate) says: Says,
    pub(crate) company: String,
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        (self.status, [POLICY], Html(self.html())).into_response()
    }
}

impl Page {
    fn html(&self) -> String {
        let words = words(self.language);
        let (title, text) = match self.says {
            Says::Question => words.question,
            Says::Done => words.done,
            Says::NoLongerGood => words.no_longer_good,
            Says::TryLater => words.try_later,
        };
        let fill = |text: &str| escape(text.replace("{company}", &self.company)).into_owned();
        let form = match self.says {
            Says::Question => format!("<form method=\"post\"><button>{}</button></form>", fill(words.button)),
            _ => String::new(),
        };
        format!(
            "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"robots\" content=\"noindex\">\n\
             <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n\
             <p>{text}</p>\n{form}\n</main>\n</body>\n</html>\n",
            language = self.language,
            title = fill(title),
            text = fill(text),
        )
    }
}

/// A title and a text each; `{company}` is filled in.
struct Words {
    question: (&'static str, &'static str),
    button: &'static str,
    done: (&'static str, &'static str),
    no_longer_good: (&'static str, &'static str),
    try_later: (&'static str, &'static str),
}

fn words(language: Language) -> Words {
    match language {
        Language::En => Words {
            question: (
                "Should we stop calling you?",
                "If you confirm, {company} will not call you again. A meeting you have arranged stays as it is.",
            ),
            button: "Don’t call me again",
            done: (
                "We won’t call you again",
                "Your number is on {company}’s do-not-call list. A meeting you have arranged stays as it is; to cancel \
                 it, decline the invitation in your calendar.",
            ),
            no_longer_good: (
                "This link no longer works",
                "Please check that you opened the whole link from the invitation. If we have already deleted your data, \
                 there is nothing left to do.",
            ),
            try_later: ("That didn’t work just now", "Please try again in a few minutes."),
        },
        Language::Es => Words {
            question: (
                "¿Quiere que no le llamemos nunca más?",
                "Si lo confirma, {company} no volverá a llamarle. La reunión que haya acordado se mantiene.",
            ),
            button: "No me llamen más",
            done: (
                "No volveremos a llamarle",
                "Su número está en la lista de exclusión de {company}. La reunión que haya acordado se mantiene; si \
                 quiere cancelarla, rechace la invitación en su calendario.",
            ),
            no_longer_good: (
                "Este enlace ya no es válido",
                "Compruebe que ha abierto el enlace completo de la invitación. Si ya hemos borrado sus datos, no hace \
                 falta nada más.",
            ),
            try_later: ("Ahora mismo no ha sido posible", "Inténtelo de nuevo dentro de unos minutos."),
        },
        Language::Fr => Words {
            question: (
                "Ne plus jamais vous appeler ?",
                "Si vous confirmez, {company} ne vous appellera plus. Le rendez-vous que vous avez pris est maintenu.",
            ),
            button: "Ne m’appelez plus",
            done: (
                "Nous ne vous appellerons plus",
                "Votre numéro figure sur la liste d’opposition de {company}. Le rendez-vous que vous avez pris est \
                 maintenu ; pour l’annuler, refusez l’invitation dans votre agenda.",
            ),
            no_longer_good: (
                "Ce lien n’est plus valable",
                "Vérifiez que vous avez ouvert le lien entier de l’invitation. Si vos données ont été effacées, vous \
                 n’avez plus rien à faire.",
            ),
            try_later: (
                "Cela n’a pas fonctionné pour le moment",
                "Veuillez réessayer dans quelques minutes.",
            ),
        },
        Language::De => Words {
            question: (
                "Sollen wir Sie nie wieder anrufen?",
                "Wenn Sie bestätigen, ruft {company} Sie nicht mehr an. Ein vereinbarter Termin bleibt bestehen.",
            ),
            button: "Nicht mehr anrufen",
            done: (
                "Wir rufen Sie nicht mehr an",
                "Ihre Nummer steht auf der Sperrliste von {company}. Ein vereinbarter Termin bleibt bestehen; um ihn \
                 abzusagen, lehnen Sie die Einladung in Ihrem Kalender ab.",
            ),
            no_longer_good: (
                "Dieser Link ist nicht mehr gültig",
                "Bitte prüfen Sie, ob Sie den ganzen Link aus der Einladung geöffnet haben. Wenn wir Ihre Daten schon \
                 gelöscht haben, ist nichts weiter zu tun.",
            ),
            try_later: (
                "Das hat gerade nicht geklappt",
                "Bitte versuchen Sie es in einigen Minuten noch einmal.",
            ),
        },
        Language::Pt => Words {
            question: (
                "Quer que nunca mais lhe liguemos?",
                "Se confirmar, a {company} não voltará a ligar-lhe. A reunião que tenha combinado mantém-se.",
            ),
            button: "Não me liguem mais",
            done: (
                "Não voltaremos a ligar-lhe",
                "O seu número está na lista de exclusão da {company}. A reunião que tenha combinado mantém-se; para a \
                 cancelar, recuse o convite no seu calendário.",
            ),
            no_longer_good: (
                "Esta ligação já não é válida",
                "Verifique se abriu a ligação completa do convite. Se já apagámos os seus dados, não há mais nada a \
                 fazer.",
            ),
            try_later: ("Não foi possível neste momento", "Tente de novo dentro de alguns minutos."),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(language: Language, says: Says) -> String {
        Page { status: StatusCode::OK, language, says, company: "Smith & <Sons>".into() }.html()
    }

    #[test]
    fn only_the_question_has_a_button_and_the_companys_name_is_text() {
        for language in Language::ALL {
            assert!(html(language, Says::Question).contains("<form method=\"post\"><button>"));
            for says in [Says::Done, Says::NoLongerGood, Says::TryLater] {
                assert!(!html(language, says).contains("<form"), "{language} {says:?}");
            }
            for says in [Says::Question, Says::Done] {
                let page = html(language, says);
                assert!(page.contains("Smith &amp; &lt;Sons&gt;") && !page.contains("<Sons>"), "{page}");
                assert!(
                    page.contains(&format!("<html lang=\"{language}\">")) && !page.contains("{company}"),
                    "{page}"
                );
            }
        }
    }
}
