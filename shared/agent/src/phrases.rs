//! Sentences that are not left to the model: the opening, and what must be said when nothing else can.

use homework_domain::locale::Language;

use crate::Persona;

/// The sentences of one language.
#[derive(Debug)]
pub struct Phrases {
    /// With `{lead}`, and without a name.
    hello: [&'static str; 2],
    /// To a lead that rings back.
    hello_again: [&'static str; 2],
    /// `{agent}` and `{company}` are filled in.
    notice: &'static str,
    /// The same to whoever rings us.
    reached: &'static str,
    /// Why we call people at all, to somebody who has rung us and is no lead.
    purpose: &'static str,
    /// To somebody who has rung us and whose number we cannot see.
    pub withheld: &'static str,
    /// How not to be called again: to be said right behind who is calling.
    /// <https://www.ecfr.gov/current/title-47/section-64.1200> (b)(3)
    stop: &'static str,
    recorded: &'static str,
    /// On voicemail: why we call, where an operator has not said it.
    message_reason: &'static str,
    /// How to reach us and how not to be called again, from somebody's voicemail. `{number}` is filled in.
    /// <https://www.ecfr.gov/current/title-47/section-64.1200> (b)(2) and (3)
    message_end: &'static str,
    question: &'static str,
    /// After the first and the second silence.
    still_there: [&'static str; 2],
    /// After one silence too many.
    pub silence_goodbye: &'static str,
    /// When the model hangs up without a word.
    pub goodbye: &'static str,
    /// Before the agent goes on by itself with what takes longer.
    pub one_moment: &'static str,
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
    /// What the lead hears first: who is calling, that it is an AI, how not to be called again and that the call is
    /// recorded; then the first question.
    pub fn opening(&self, lead: Option<&str>, persona: &Persona) -> String {
        let mut parts = vec![greeting(self.hello, lead), self.notice(persona), self.stop.to_owned()];
        parts.extend(persona.records_calls.then(|| self.recorded.to_owned()));
        parts.push(self.question.to_owned());
        parts.join(" ")
    }

    /// What is left on voicemail: who called, that it was an AI, why, and at which number, ours, the lead can answer and
    /// not be called again. `reason` is an operator's own.
    pub fn message(&self, lead: Option<&str>, reason: Option<&str>, ours: &str, persona: &Persona) -> String {
        // Digit by digit, since voices read long numbers as sums.
        let digits: Vec<_> = ours.chars().filter(char::is_ascii_digit).map(String::from).collect();
        let end = fill(self.message_end, &[("number", &digits.join(" "))]);
        [&greeting(self.hello, lead), &*self.notice(persona), reason.unwrap_or(self.message_reason), &end]
            .join(" ")
    }

    /// What a lead hears first that rings us back. Such a call is not recorded.
    pub fn opening_again(&self, lead: Option<&str>, persona: &Persona) -> String {
        [&greeting(self.hello_again, lead), &*self.reached(persona), self.stop, self.question].join(" ")
    }

    /// Who we are, and how not to be called, for somebody who rings us and is no lead that we talk with.
    pub fn introduction(&self, persona: &Persona) -> String {
        [&self.reached(persona), self.purpose, self.stop].join(" ")
    }

    fn reached(&self, persona: &Persona) -> String {
        fill(self.reached, &[("agent", &persona.agent_name), ("company", &persona.company_name)])
    }

    fn notice(&self, persona: &Persona) -> String {
        fill(self.notice, &[("agent", &persona.agent_name), ("company", &persona.company_name)])
    }

    /// An opening in two: the notice, which nobody may cut, and the question, unless it is an older
    /// opening that ends otherwise.
    pub fn split_opening<'a>(&self, opening: &'a str) -> (&'a str, Option<&'a str>) {
        match opening.strip_suffix(self.question) {
            Some(notice) => (notice.trim_end(), opening.get(notice.len()..)),
            None => (opening, None),
        }
    }

    /// What is said after the `silences`-th silence in a row, counted from 1; `None` when it is
    /// time to say goodbye.
    pub fn still_there(&self, silences: usize) -> Option<&'static str> {
        self.still_there.get(silences.checked_sub(1)?).copied()
    }

    /// The confirmation of a meeting at `time`, as it is spoken.
    pub fn booked(&self, time: &str) -> String {
        fill(self.booked, &[("time", time)])
    }
}

/// The greeting with a name, or the one without.
fn greeting([named, nameless]: [&str; 2], lead: Option<&str>) -> String {
    lead.map_or_else(|| nameless.to_owned(), |lead| fill(named, &[("lead", lead)]))
}

/// Fills the places of a template, `{name}`, in one pass: what is put in is never read as a template.
pub(crate) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        filled.push_str(values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value));
        rest = after;
    }
    filled.push_str(rest);
    filled
}

#[rustfmt::skip]
pub fn of(language: Language) -> &'static Phrases {
    match language {
        Language::En => &Phrases {
            hello: ["Hello {lead}!", "Hello!"],
            hello_again: ["Hello {lead}, thank you for calling back!", "Hello, thank you for calling back!"],
            notice: "This is {agent}, an AI assistant calling on behalf of {company}.",
            reached: "You have reached {agent}, an AI assistant of {company}.",
            purpose: "We call people to arrange short meetings with our specialists.",
            withheld: "I cannot see your number, so I cannot take it off our list. Please call again without withholding it. Goodbye!",
            stop: "If you would rather not be called again, press nine or say so at any time.",
            recorded: "This call may be recorded.",
            message_reason: "I called to arrange a short meeting with one of our specialists.",
            message_end: "You can reach us at {number}. If you would rather not be called again, call that number and press nine. Goodbye!",
            question: "I would like to arrange a short meeting with one of our specialists. Would that interest you?",
            still_there: ["Are you still there? Would a short meeting interest you?", "I cannot hear you. If you are there, please say something."],
            silence_goodbye: "I cannot hear you, so I will let you go. Have a good day. Goodbye!",
            goodbye: "Thank you for your time. Goodbye!",
            one_moment: "One moment, please, I am putting that in.",
            apology: "I am sorry, I did not get that. Could you say it once more?",
            give_up: "I am sorry, I cannot continue at the moment. Thank you for your time. Goodbye!",
            do_not_call: "Of course. I have taken your number off our list, and we will not call you again. Goodbye!",
            booked: "Your meeting is booked for {time}. An invitation is on its way to your e-mail. Thank you and goodbye!",
        },
        Language::Es => &Phrases {
            hello: ["¡Hola, {lead}!", "¡Hola!"],
            hello_again: ["¡Hola, {lead}, gracias por devolver la llamada!", "¡Hola, gracias por devolver la llamada!"],
            notice: "Soy {agent}, un asistente de inteligencia artificial, y llamo de parte de {company}.",
            reached: "Habla con {agent}, un asistente de inteligencia artificial de {company}.",
            purpose: "Llamamos para concertar breves reuniones con nuestros especialistas.",
            withheld: "No veo su número, así que no puedo quitarlo de nuestra lista. Llame de nuevo sin ocultarlo, por favor. ¡Adiós!",
            stop: "Si prefiere que no le llamemos más, pulse el nueve o dígalo en cualquier momento.",
            recorded: "Esta llamada puede ser grabada.",
            message_reason: "Le he llamado para concertar una breve reunión con uno de nuestros especialistas.",
            message_end: "Puede llamarnos al {number}. Si prefiere que no le llamemos más, llame a ese número y pulse el nueve. ¡Adiós!",
            question: "Me gustaría concertar una breve reunión con uno de nuestros especialistas. ¿Le interesaría?",
            still_there: ["¿Sigue ahí? ¿Le interesaría una breve reunión?", "No le oigo. Si está ahí, por favor diga algo."],
            silence_goodbye: "No le oigo, así que voy a colgar. Que tenga un buen día. ¡Adiós!",
            goodbye: "Gracias por su tiempo. ¡Adiós!",
            one_moment: "Un momento, por favor, lo estoy apuntando.",
            apology: "Disculpe, no le he entendido. ¿Podría repetirlo, por favor?",
            give_up: "Lo siento, ahora mismo no puedo continuar. Gracias por su tiempo. ¡Adiós!",
            do_not_call: "Por supuesto. He quitado su número de nuestra lista y no volveremos a llamarle. ¡Adiós!",
            booked: "Su reunión está reservada para el {time}. La invitación va en camino a su correo. ¡Gracias y hasta luego!",
        },
        Language::Fr => &Phrases {
            hello: ["Bonjour {lead} !", "Bonjour !"],
            hello_again: ["Bonjour {lead}, merci de nous rappeler !", "Bonjour, merci de nous rappeler !"],
            notice: "Ici {agent}, un assistant à intelligence artificielle, de la part de {company}.",
            reached: "Vous êtes en ligne avec {agent}, un assistant à intelligence artificielle de {company}.",
            purpose: "Nous appelons pour convenir de courts rendez-vous avec nos spécialistes.",
            withheld: "Je ne vois pas votre numéro et ne peux donc pas le retirer de notre liste. Rappelez sans le masquer, s'il vous plaît. Au revoir !",
            stop: "Si vous ne souhaitez plus être appelé, appuyez sur le neuf ou dites-le à tout moment.",
            recorded: "Cet appel peut être enregistré.",
            message_reason: "Je vous ai appelé pour convenir d'un court rendez-vous avec l'un de nos spécialistes.",
            message_end: "Vous pouvez nous joindre au {number}. Si vous ne souhaitez plus être appelé, appelez ce numéro et appuyez sur le neuf. Au revoir !",
            question: "J'aimerais convenir d'un court rendez-vous avec l'un de nos spécialistes. Cela vous intéresserait-il ?",
            still_there: ["Êtes-vous toujours là ? Un court rendez-vous vous intéresserait-il ?", "Je ne vous entends pas. Si vous êtes là, dites quelque chose, s'il vous plaît."],
            silence_goodbye: "Je ne vous entends pas, je vais donc raccrocher. Bonne journée. Au revoir !",
            goodbye: "Merci de votre temps. Au revoir !",
            one_moment: "Un instant, s'il vous plaît, je m'en occupe.",
            apology: "Excusez-moi, je n'ai pas bien compris. Pourriez-vous répéter, s'il vous plaît ?",
            give_up: "Je suis désolé, je ne peux pas continuer pour le moment. Merci de votre temps. Au revoir !",
            do_not_call: "Bien sûr. J'ai retiré votre numéro de notre liste et nous ne vous appellerons plus. Au revoir !",
            booked: "Votre rendez-vous est réservé pour {time}. L'invitation est en route vers votre adresse. Merci et au revoir !",
        },
        Language::De => &Phrases {
            hello: ["Guten Tag, {lead}!", "Guten Tag!"],
            hello_again: ["Guten Tag, {lead}, danke für Ihren Rückruf!", "Guten Tag, danke für Ihren Rückruf!"],
            notice: "Hier ist {agent}, ein KI-Assistent, im Auftrag von {company}.",
            reached: "Sie sprechen mit {agent}, einem KI-Assistenten von {company}.",
            purpose: "Wir rufen an, um kurze Termine mit unseren Fachleuten zu vereinbaren.",
            withheld: "Ich sehe Ihre Nummer nicht und kann sie deshalb nicht von unserer Liste streichen. Bitte rufen Sie mit sichtbarer Nummer noch einmal an. Auf Wiederhören!",
            stop: "Wenn Sie nicht mehr angerufen werden möchten, drücken Sie jederzeit die Neun oder sagen Sie es.",
            recorded: "Dieses Gespräch kann aufgezeichnet werden.",
            message_reason: "Ich habe angerufen, um einen kurzen Termin mit einem unserer Fachleute zu vereinbaren.",
            message_end: "Sie erreichen uns unter {number}. Wenn Sie nicht mehr angerufen werden möchten, rufen Sie dort an und drücken Sie die Neun. Auf Wiederhören!",
            question: "Ich möchte gern einen kurzen Termin mit einem unserer Fachleute vereinbaren. Hätten Sie daran Interesse?",
            still_there: ["Sind Sie noch da? Hätten Sie Interesse an einem kurzen Termin?", "Ich kann Sie nicht hören. Wenn Sie da sind, sagen Sie bitte etwas."],
            silence_goodbye: "Ich kann Sie nicht hören und lege deshalb auf. Einen schönen Tag noch. Auf Wiederhören!",
            goodbye: "Vielen Dank für Ihre Zeit. Auf Wiederhören!",
            one_moment: "Einen Moment bitte, ich trage das gerade ein.",
            apology: "Entschuldigung, das habe ich nicht verstanden. Könnten Sie es bitte noch einmal sagen?",
            give_up: "Es tut mir leid, ich kann gerade nicht weitersprechen. Vielen Dank für Ihre Zeit. Auf Wiederhören!",
            do_not_call: "Selbstverständlich. Ihre Nummer ist von unserer Liste gestrichen, und wir rufen Sie nicht mehr an. Auf Wiederhören!",
            booked: "Ihr Termin ist gebucht: {time}. Die Einladung ist unterwegs zu Ihrer E-Mail. Vielen Dank und auf Wiederhören!",
        },
        Language::Pt => &Phrases {
            hello: ["Olá, {lead}!", "Olá!"],
            hello_again: ["Olá, {lead}, obrigado por ligar de volta!", "Olá, obrigado por ligar de volta!"],
            notice: "Aqui é {agent}, um assistente de inteligência artificial, em nome de {company}.",
            reached: "Está a falar com {agent}, um assistente de inteligência artificial da {company}.",
            purpose: "Ligamos para marcar breves reuniões com os nossos especialistas.",
            withheld: "Não vejo o seu número, por isso não o posso retirar da nossa lista. Por favor, ligue de novo sem o ocultar. Adeus!",
            stop: "Se preferir que não voltemos a ligar, pressione o nove ou diga-o a qualquer momento.",
            recorded: "Esta chamada pode ser gravada.",
            message_reason: "Liguei para marcar uma breve reunião com um dos nossos especialistas.",
            message_end: "Pode ligar-nos para o {number}. Se preferir que não voltemos a ligar, ligue para esse número e pressione o nove. Adeus!",
            question: "Gostaria de marcar uma breve reunião com um dos nossos especialistas. Teria interesse?",
            still_there: ["Ainda está aí? Teria interesse numa breve reunião?", "Não consigo ouvi-lo. Se estiver aí, por favor diga alguma coisa."],
            silence_goodbye: "Não consigo ouvi-lo, por isso vou desligar. Tenha um bom dia. Adeus!",
            goodbye: "Obrigado pelo seu tempo. Adeus!",
            one_moment: "Um momento, por favor, estou a tratar disso.",
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
    use crate::speech;

    fn persona() -> Persona {
        Persona { agent_name: "Alex".into(), company_name: "Acme".into(), records_calls: true, api: None }
    }

    #[test]
    fn every_opening_says_who_calls_and_what_it_is_before_it_asks() {
        for language in Language::ALL {
            let phrases = of(language);
            for lead in [Some("Ana"), None] {
                let opening = phrases.opening(lead, &persona());
                assert!(["Alex", "Acme"].iter().all(|name| opening.contains(name)), "{opening}");
                assert_eq!(opening.contains("Ana"), lead.is_some(), "{opening}");
                assert!(!opening.contains('{'), "{opening}");
                let (notice, question) = phrases.split_opening(&opening);
                let (who, _) = notice.split_once(phrases.stop).unwrap();
                assert!(who.contains("Acme"), "{notice}");
                assert!(notice.ends_with(phrases.recorded) && !notice.contains('?'), "{notice}");
                assert!(question.is_some_and(|question| question.ends_with('?')), "{opening}");
                assert_eq!(speech::clean(&opening), opening);
            }
            for said in [phrases.opening_again(Some("Ana"), &persona()), phrases.introduction(&persona())] {
                let (who, _) = said.split_once(phrases.stop).unwrap();
                assert!(
                    ["Alex", "Acme"].iter().all(|name| who.contains(name)) && !said.contains('{'),
                    "{said}"
                );
                assert_eq!(speech::clean(&said), said);
            }
            assert!(phrases.split_opening(&phrases.opening_again(None, &persona())).1.is_some());
            assert!(phrases.booked("9:00").contains("9:00"));
        }
    }

    #[test]
    fn every_message_says_who_called_why_and_how_not_to_be_called_again() {
        for language in Language::ALL {
            let phrases = of(language);
            for (lead, reason) in [(Some("Ana"), None), (None, Some("It is about the roof."))] {
                let said = phrases.message(lead, reason, "+12025550100", &persona());
                let (who, rest) = said.split_once(reason.unwrap_or(phrases.message_reason)).unwrap();
                assert!(["Alex", "Acme"].iter().all(|name| who.contains(name)), "{said}");
                assert!(rest.contains("1 2 0 2 5 5 5 0 1 0 0") && !said.contains('{'), "{said}");
                assert_eq!(speech::clean(&said), said);
            }
        }
    }

    #[test]
    fn an_opening_of_another_form_is_a_notice_whole() {
        let older = "Hello Ana! Would that interest you? This call may be recorded.";
        assert_eq!(of(Language::En).split_opening(older), (older, None));
    }

    #[test]
    fn what_is_filled_in_is_not_a_template() {
        let persona = Persona { company_name: "{lead} {agent}".into(), ..persona() };
        let opening = of(Language::En).opening(Some("{company}"), &persona);
        assert!(opening.starts_with("Hello {company}!") && opening.contains("on behalf of {lead} {agent}."));
    }

    #[test]
    fn all_phrases_are_made_for_ears() {
        for language in Language::ALL {
            let p = of(language);
            let all = [
                p.goodbye,
                p.one_moment,
                p.apology,
                p.give_up,
                p.silence_goodbye,
                p.still_there[0],
                p.still_there[1],
            ];
            for phrase in all {
                assert_eq!(speech::clean(phrase), phrase);
            }
        }
    }

    #[test]
    fn silence_is_met_twice_and_then_let_go() {
        let english = of(Language::En);
        assert!(english.still_there(1).is_some() && english.still_there(2).is_some());
        assert_eq!(english.still_there(3), None);
    }
}
