//! Sentences that are not left to the model: the opening, and what must be said when nothing else can.

use homework_domain::locale::Language;

use crate::Persona;

/// The sentences of one language.
#[derive(Debug)]
pub struct Phrases {
    /// `{lead}`, `{agent}` and `{company}` are filled in.
    opening: &'static str,
    recorded: &'static str,
    /// After the first and the second silence.
    still_there: [&'static str; 2],
    /// After one silence too many.
    pub silence_goodbye: &'static str,
    /// The agent could not answer in time.
    pub apology: &'static str,
    /// It could not answer several times in a row, or the talk has gone on for ever.
    pub give_up: &'static str,
    /// The lead asked not to be called again, and will not be.
    pub do_not_call: &'static str,
    /// `{time}` is filled in.
    booked: &'static str,
}

impl Phrases {
    /// What the lead hears first: who is calling, that it is an AI, and why.
    pub fn opening(&self, lead: &str, persona: &Persona) -> String {
        let opening = self
            .opening
            .replace("{lead}", lead)
            .replace("{agent}", &persona.agent_name)
            .replace("{company}", &persona.company_name);
        if persona.records_calls { format!("{opening} {}", self.recorded) } else { opening }
    }

    /// What is said after the `silences`-th silence in a row, counted from 1; `None` when it is
    /// time to say goodbye.
    pub fn still_there(&self, silences: usize) -> Option<&'static str> {
        self.still_there.get(silences.checked_sub(1)?).copied()
    }

    /// The confirmation of a meeting at `time`, as it is spoken.
    pub fn booked(&self, time: &str) -> String {
        self.booked.replace("{time}", time)
    }
}

#[rustfmt::skip]
pub fn of(language: Language) -> &'static Phrases {
    match language {
        Language::En => &Phrases {
            opening: "Hello {lead}! This is {agent}, an AI assistant calling on behalf of {company}. I would like to arrange a short meeting with one of our specialists. Would that interest you?",
            recorded: "This call may be recorded.",
            still_there: ["Are you still there? Would a short meeting interest you?", "I cannot hear you. If you are there, please say something."],
            silence_goodbye: "I cannot hear you, so I will let you go. Have a good day. Goodbye!",
            apology: "I am sorry, I did not get that. Could you say it once more?",
            give_up: "I am sorry, I cannot continue at the moment. Thank you for your time. Goodbye!",
            do_not_call: "Of course. I have taken your number off our list, and we will not call you again. Goodbye!",
            booked: "Your meeting is booked for {time}. An invitation is on its way to your e-mail. Thank you and goodbye!",
        },
        Language::Es => &Phrases {
            opening: "¡Hola, {lead}! Soy {agent}, un asistente de inteligencia artificial, y llamo de parte de {company}. Me gustaría concertar una breve reunión con uno de nuestros especialistas. ¿Le interesaría?",
            recorded: "Esta llamada puede ser grabada.",
            still_there: ["¿Sigue ahí? ¿Le interesaría una breve reunión?", "No le oigo. Si está ahí, por favor diga algo."],
            silence_goodbye: "No le oigo, así que voy a colgar. Que tenga un buen día. ¡Adiós!",
            apology: "Disculpe, no le he entendido. ¿Podría repetirlo, por favor?",
            give_up: "Lo siento, ahora mismo no puedo continuar. Gracias por su tiempo. ¡Adiós!",
            do_not_call: "Por supuesto. He quitado su número de nuestra lista y no volveremos a llamarle. ¡Adiós!",
            booked: "Su reunión está reservada para el {time}. La invitación va en camino a su correo. ¡Gracias y hasta luego!",
        },
        Language::Fr => &Phrases {
            opening: "Bonjour {lead} ! Ici {agent}, un assistant à intelligence artificielle, de la part de {company}. J'aimerais convenir d'un court rendez-vous avec l'un de nos spécialistes. Cela vous intéresserait-il ?",
            recorded: "Cet appel peut être enregistré.",
            still_there: ["Êtes-vous toujours là ? Un court rendez-vous vous intéresserait-il ?", "Je ne vous entends pas. Si vous êtes là, dites quelque chose, s'il vous plaît."],
            silence_goodbye: "Je ne vous entends pas, je vais donc raccrocher. Bonne journée. Au revoir !",
            apology: "Excusez-moi, je n'ai pas bien compris. Pourriez-vous répéter, s'il vous plaît ?",
            give_up: "Je suis désolé, je ne peux pas continuer pour le moment. Merci de votre temps. Au revoir !",
            do_not_call: "Bien sûr. J'ai retiré votre numéro de notre liste et nous ne vous appellerons plus. Au revoir !",
            booked: "Votre rendez-vous est réservé pour {time}. L'invitation est en route vers votre adresse. Merci et au revoir !",
        },
        Language::De => &Phrases {
            opening: "Guten Tag, {lead}! Hier ist {agent}, ein KI-Assistent, im Auftrag von {company}. Ich möchte gern einen kurzen Termin mit einem unserer Fachleute vereinbaren. Hätten Sie daran Interesse?",
            recorded: "Dieses Gespräch kann aufgezeichnet werden.",
            still_there: ["Sind Sie noch da? Hätten Sie Interesse an einem kurzen Termin?", "Ich kann Sie nicht hören. Wenn Sie da sind, sagen Sie bitte etwas."],
            silence_goodbye: "Ich kann Sie nicht hören und lege deshalb auf. Einen schönen Tag noch. Auf Wiederhören!",
            apology: "Entschuldigung, das habe ich nicht verstanden. Könnten Sie es bitte noch einmal sagen?",
            give_up: "Es tut mir leid, ich kann gerade nicht weitersprechen. Vielen Dank für Ihre Zeit. Auf Wiederhören!",
            do_not_call: "Selbstverständlich. Ihre Nummer ist von unserer Liste gestrichen, und wir rufen Sie nicht mehr an. Auf Wiederhören!",
            booked: "Ihr Termin ist gebucht: {time}. Die Einladung ist unterwegs zu Ihrer E-Mail. Vielen Dank und auf Wiederhören!",
        },
        Language::Pt => &Phrases {
            opening: "Olá, {lead}! Aqui é {agent}, um assistente de inteligência artificial, em nome de {company}. Gostaria de marcar uma breve reunião com um dos nossos especialistas. Teria interesse?",
            recorded: "Esta chamada pode ser gravada.",
            still_there: ["Ainda está aí? Teria interesse numa breve reunião?", "Não consigo ouvi-lo. Se estiver aí, por favor diga alguma coisa."],
            silence_goodbye: "Não consigo ouvi-lo, por isso vou desligar. Tenha um bom dia. Adeus!",
            apology: "Desculpe, não percebi. Poderia repetir, por favor?",
            give_up: "Lamento, não consigo continuar neste momento. Obrigado pelo seu tempo. Adeus!",
            do_not_call: "Com certeza. Retirei o seu número da nossa lista e não voltaremos a ligar-lhe. Adeus!",
            booked: "A sua reunião está marcada para {time}. O convite está a caminho do seu e-mail. Obrigado e até logo!",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_opening_says_who_calls_and_what_it_is() {
        let persona = Persona { agent_name: "Alex".into(), company_name: "Acme".into(), records_calls: true };
        for language in Language::ALL {
            let opening = of(language).opening("Ana", &persona);
            assert!(["Ana", "Alex", "Acme"].iter().all(|name| opening.contains(name)), "{opening}");
            assert!(!opening.contains('{'), "{opening}");
            assert!(of(language).booked("9:00").contains("9:00"));
        }
    }

    #[test]
    fn silence_is_met_twice_and_then_let_go() {
        let english = of(Language::En);
        assert!(english.still_there(1).is_some() && english.still_there(2).is_some());
        assert_eq!(english.still_there(3), None);
    }
}
