//! What is said to whoever answers in the lead's place: a screening assistant, a receptionist, somebody
//! who does not know the lead. Fixed sentences, chosen by rule ([`homework_domain::answering`]).

use homework_domain::answering::{AnsweredBy, Line, Sign, sign_of};
use homework_domain::call::{Call, Intent};
use homework_domain::locale::Language;

use crate::Persona;
use crate::hearing::Hearing;
use crate::phrases::{Phrases, fill};

/// So many silences in a row are waited out while the lead is being fetched: assistants let the telephone
/// ring for half a minute.
const PATIENCE: usize = 5;

/// What is said, what it means for the call, and whether we hang up then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) said: String,
    pub(crate) intent: Intent,
    pub(crate) ends_call: bool,
}

/// The sentences of one language. Those in pairs are with `{lead}`, and without a name.
struct Sentences {
    /// To an assistant or a receptionist that asks who is calling and why.
    introduction: [&'static str; 2],
    /// To a receptionist that asks whom we want.
    request: [&'static str; 2],
    /// For a lead who is not there.
    message: [&'static str; 2],
    waiting: &'static str,
    wrong_number: &'static str,
}

/// The answer by rule; `None` where it is the lead that speaks, as far as can be told.
pub(crate) fn reply(hearing: Hearing<'_>, phrases: &Phrases, persona: &Persona) -> Option<Reply> {
    let call = hearing.call;
    let line = Line::after(hearing.turns, &call.lead.name);
    let sentences = of(call.language);
    let goes_on = |said: String| Some(Reply { said, intent: Intent::NeedsInfo, ends_call: false });
    let hangs_up = |said: String, intent: Intent| Some(Reply { said, intent, ends_call: true });
    if hearing.heard.is_empty() {
        let silences = hearing.turns.iter().rev().take_while(|turn| turn.was_silent()).count();
        let waits = line.awaits_somebody && silences < PATIENCE;
        return waits.then(|| goes_on(sentences.waiting.to_owned())).flatten();
    }
    let sign = sign_of(hearing.heard, &call.lead.name);
    let spoken = |pair| filled(pair, call, persona);
    match sign {
        Some(Sign::WrongNumber) if line.is_young() => {
            hangs_up(sentences.wrong_number.to_owned(), Intent::WrongNumber)
        }
        _ if line.who == Some(AnsweredBy::Person) => None,
        Some(Sign::Voicemail) => hangs_up(phrases.goodbye.to_owned(), Intent::Voicemail),
        Some(Sign::Menu | Sign::OutOfService | Sign::Unreachable) => {
            hangs_up(phrases.goodbye.to_owned(), Intent::EndCall)
        }
        Some(Sign::Screening) if line.sign == Some(Sign::Screening) => goes_on(sentences.waiting.to_owned()),
        Some(Sign::Screening) => goes_on(spoken(sentences.introduction)),
        Some(Sign::Transfer) => goes_on(sentences.waiting.to_owned()),
        Some(Sign::Reception) if line.sign == Some(Sign::Reception) => {
            goes_on(spoken(sentences.introduction))
        }
        Some(Sign::Reception) => goes_on(spoken(sentences.request)),
        Some(Sign::Absent) => hangs_up(spoken(sentences.message), Intent::EndCall),
        // Whoever comes on has not heard who is calling.
        Some(Sign::Identified | Sign::Greeting) | None if line.awaits_somebody => {
            let lead = call.lead.greeting_name(call.language);
            goes_on(phrases.opening(lead.as_deref(), persona))
        }
        Some(Sign::Identified | Sign::Greeting | Sign::WrongNumber) | None => None,
    }
}

fn filled([named, nameless]: [&str; 2], call: &Call, persona: &Persona) -> String {
    let lead = call.lead.greeting_name(call.language);
    let template = if lead.is_some() { named } else { nameless };
    let values = [
        ("lead", lead.as_deref().unwrap_or_default()),
        ("agent", &*persona.agent_name),
        ("company", &*persona.company_name),
    ];
    fill(template, &values)
}

#[rustfmt::skip]
fn of(language: Language) -> &'static Sentences {
    match language {
        Language::En => &Sentences {
            introduction: ["This is {agent}, an AI assistant calling {lead} on behalf of {company} to arrange a short meeting. I will wait.", "This is {agent}, an AI assistant calling on behalf of {company} to arrange a short meeting. I will wait."],
            request: ["Good day, this is {agent}, an AI assistant calling on behalf of {company}. Could I speak with {lead}, please?", "Good day, this is {agent}, an AI assistant calling on behalf of {company} about a short meeting. Could you put me through, please?"],
            message: ["Then please tell {lead} that {agent}, an AI assistant, called on behalf of {company} about a short meeting. Thank you, goodbye!", "Then please pass on that {agent}, an AI assistant, called on behalf of {company} about a short meeting. Thank you, goodbye!"],
            waiting: "Thank you, I will wait.",
            wrong_number: "I am sorry for the mistake. I will correct our records. Goodbye!",
        },
        Language::Es => &Sentences {
            introduction: ["Soy {agent}, un asistente de inteligencia artificial. Llamo a {lead} de parte de {company} para concertar una breve reunión. Espero.", "Soy {agent}, un asistente de inteligencia artificial. Llamo de parte de {company} para concertar una breve reunión. Espero."],
            request: ["Buenas, soy {agent}, un asistente de inteligencia artificial, y llamo de parte de {company}. ¿Podría hablar con {lead}, por favor?", "Buenas, soy {agent}, un asistente de inteligencia artificial, y llamo de parte de {company} por una breve reunión. ¿Podría pasarme, por favor?"],
            message: ["Entonces, por favor, dígale a {lead} que ha llamado {agent}, un asistente de inteligencia artificial, de parte de {company}, por una breve reunión. Gracias, ¡adiós!", "Entonces, por favor, diga que ha llamado {agent}, un asistente de inteligencia artificial, de parte de {company}, por una breve reunión. Gracias, ¡adiós!"],
            waiting: "Gracias, espero.",
            wrong_number: "Disculpe el error. Corregiré nuestros datos. ¡Adiós!",
        },
        Language::Fr => &Sentences {
            introduction: ["Ici {agent}, un assistant à intelligence artificielle. J'appelle {lead} de la part de {company} pour convenir d'un court rendez-vous. Je patiente.", "Ici {agent}, un assistant à intelligence artificielle. J'appelle de la part de {company} pour convenir d'un court rendez-vous. Je patiente."],
            request: ["Bonjour, ici {agent}, un assistant à intelligence artificielle, de la part de {company}. Pourrais-je parler à {lead}, s'il vous plaît ?", "Bonjour, ici {agent}, un assistant à intelligence artificielle, de la part de {company}, au sujet d'un court rendez-vous. Pourriez-vous me passer la personne concernée, s'il vous plaît ?"],
            message: ["Alors dites à {lead}, s'il vous plaît, que {agent}, un assistant à intelligence artificielle, a appelé de la part de {company} au sujet d'un court rendez-vous. Merci, au revoir !", "Alors dites, s'il vous plaît, que {agent}, un assistant à intelligence artificielle, a appelé de la part de {company} au sujet d'un court rendez-vous. Merci, au revoir !"],
            waiting: "Merci, je patiente.",
            wrong_number: "Excusez-moi pour cette erreur. Je corrige nos données. Au revoir !",
        },
        Language::De => &Sentences {
            introduction: ["Hier ist {agent}, ein KI-Assistent. Ich rufe {lead} im Auftrag von {company} an, um einen kurzen Termin zu vereinbaren. Ich warte.", "Hier ist {agent}, ein KI-Assistent. Ich rufe im Auftrag von {company} an, um einen kurzen Termin zu vereinbaren. Ich warte."],
            request: ["Guten Tag, hier ist {agent}, ein KI-Assistent, im Auftrag von {company}. Könnte ich bitte mit {lead} sprechen?", "Guten Tag, hier ist {agent}, ein KI-Assistent, im Auftrag von {company}. Es geht um einen kurzen Termin. Könnten Sie mich bitte verbinden?"],
            message: ["Dann richten Sie {lead} bitte aus, dass {agent}, ein KI-Assistent, im Auftrag von {company} wegen eines kurzen Termins angerufen hat. Vielen Dank, auf Wiederhören!", "Dann richten Sie bitte aus, dass {agent}, ein KI-Assistent, im Auftrag von {company} wegen eines kurzen Termins angerufen hat. Vielen Dank, auf Wiederhören!"],
            waiting: "Danke, ich warte.",
            wrong_number: "Entschuldigen Sie den Irrtum. Ich berichtige unsere Daten. Auf Wiederhören!",
        },
        Language::Pt => &Sentences {
            introduction: ["Aqui é {agent}, um assistente de inteligência artificial. Ligo para {lead} em nome de {company} para marcar uma breve reunião. Eu aguardo.", "Aqui é {agent}, um assistente de inteligência artificial. Ligo em nome de {company} para marcar uma breve reunião. Eu aguardo."],
            request: ["Olá, aqui é {agent}, um assistente de inteligência artificial, em nome de {company}. Poderia falar com {lead}, por favor?", "Olá, aqui é {agent}, um assistente de inteligência artificial, em nome de {company}, sobre uma breve reunião. Poderia passar a chamada, por favor?"],
            message: ["Então diga por favor a {lead} que {agent}, um assistente de inteligência artificial, ligou em nome de {company} sobre uma breve reunião. Obrigado e adeus!", "Então diga por favor que {agent}, um assistente de inteligência artificial, ligou em nome de {company} sobre uma breve reunião. Obrigado e adeus!"],
            waiting: "Obrigado, eu aguardo.",
            wrong_number: "Peço desculpa pelo engano. Vou corrigir os nossos dados. Adeus!",
        },
    }
}

#[cfg(test)]
mod tests {
    use homework_domain::call::Turn;
    use homework_domain::ids::{CallId, CampaignId};
    use homework_domain::lead::{Lead, NewLead};
    use jiff::Timestamp;
    use tokio::time::Instant;

    use super::*;
    use crate::phrases;

    fn now() -> Timestamp {
        "2026-11-23T10:00:00Z".parse().unwrap()
    }

    fn turn(heard: &str, said: &str) -> Turn {
        let turn = serde_json::json!({
            "number": 1, "heard": heard, "said": said, "intent": "NEEDS_INFO", "ends_call": false,
            "usage": {"latency_us": 0, "model_us": 0, "tools_us": 0, "model_requests": 0,
                "prompt_tokens": 0, "completion_tokens": 0},
            "heard_at": now(), "said_at": now(),
        });
        serde_json::from_value(turn).unwrap()
    }

    /// What is said to each utterance in turn; `None` where the model is asked.
    fn talk(utterances: &[&str]) -> Vec<Option<Reply>> {
        let lead = Lead::create(NewLead::parse("Ana Lopez", "+12025550101", None).unwrap(), now());
        let call = Call::claim(CallId::generate(now()), &lead, CampaignId::generate(now()), now());
        let persona = Persona {
            agent_name: "Alex".into(),
            company_name: "Acme".into(),
            records_calls: false,
            api: None,
        };
        let mut turns = vec![];
        let mut replies = vec![];
        for heard in utterances {
            let hearing = Hearing { call: &call, turns: &turns, number: 1, heard, arrived: Instant::now() };
            replies.push(reply(hearing, phrases::of(Language::En), &persona));
            turns.push(turn(heard, ""));
        }
        replies
    }

    #[test]
    fn a_screening_assistant_is_told_who_calls_and_waited_for() {
        let replies =
            talk(&["Record your name and reason for calling.", "Stay on the line.", "", "Hello?", "Yes."]);
        let said: Vec<_> = replies.iter().flatten().map(|reply| &*reply.said).collect();
        assert!(["Alex", "Ana", "Acme", "meeting"].iter().all(|word| said[0].contains(word)), "{}", said[0]);
        assert_eq!((said[1], said[2]), (said[1], "Thank you, I will wait."));
        assert!(said[3].contains("AI"), "the lead has not heard the opening: {}", said[3]);
        assert_eq!(replies[4], None);
        assert!(replies.iter().flatten().all(|reply| !reply.ends_call));
        let silent = talk(&["Record your name and reason for calling.", "", "", "", "", "", ""]);
        assert_eq!(silent.last(), Some(&None), "nobody waits for ever");
    }

    #[test]
    fn a_gatekeeper_gets_a_message() {
        let replies = talk(&["Acme, how may I direct your call?", "She is in a meeting right now."]);
        let [Some(first), Some(second)] = &replies[..] else { panic!("{replies:?}") };
        assert!(first.said.contains("speak with Ana") && !first.ends_call);
        assert!(second.said.contains("tell Ana") && second.ends_call);
    }

    #[test]
    fn machines_and_strangers_are_let_go() {
        for (heard, intent) in [
            ("Please leave a message after the tone.", Intent::Voicemail),
            ("For sales, press one.", Intent::EndCall),
            ("The number is not in service.", Intent::EndCall),
            ("Sorry, you have the wrong number.", Intent::WrongNumber),
        ] {
            let reply = talk(&[heard]).pop().flatten().unwrap();
            assert!(reply.ends_call && reply.intent == intent, "{heard}: {reply:?}");
        }
        assert_eq!(talk(&["Hello?", "Yes, go ahead.", "Leave a message after the tone"]), [None, None, None]);
    }

    #[test]
    fn every_sentence_is_filled_and_says_what_calls() {
        for language in Language::ALL {
            let sentences = of(language);
            for pair in [sentences.introduction, sentences.request, sentences.message] {
                assert!(pair.iter().all(|text| text.contains("{agent}") && text.contains("{company}")));
                assert!(pair[0].contains("{lead}") && !pair[1].contains("{lead}"));
            }
        }
    }
}
