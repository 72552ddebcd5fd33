//! What the model says, in the order of [`crate::language::Language::ALL`].

pub(super) type Phrase = [&'static str; 5];

pub(super) const OR: Phrase = ["or", "o", "ou", "oder", "ou"];

pub(super) const ASK_INTEREST: Phrase = [
    "We could talk about it in a short meeting. Would that interest you?",
    "Podríamos comentarlo en una breve reunión. ¿Le interesaría?",
    "Nous pourrions en parler lors d'un court rendez-vous. Cela vous intéresserait ?",
    "Wir könnten das in einem kurzen Gespräch vertiefen. Hätten Sie Interesse?",
    "Poderíamos falar disso numa breve reunião. Teria interesse?",
];

pub(super) const OFFER: Phrase = [
    "I can offer {times}. Which one suits you?",
    "Puedo ofrecerle {times}. ¿Cuál le viene mejor?",
    "Je peux vous proposer {times}. Lequel vous convient ?",
    "Ich kann Ihnen {times} anbieten. Was passt Ihnen am besten?",
    "Posso oferecer {times}. Qual prefere?",
];

pub(super) const ASK_EMAIL: Phrase = [
    "Very good. To which e-mail address may I send the invitation?",
    "Muy bien. ¿A qué correo electrónico le envío la invitación?",
    "Très bien. À quelle adresse e-mail puis-je envoyer l'invitation ?",
    "Sehr gut. An welche E-Mail-Adresse darf ich die Einladung senden?",
    "Muito bem. Para que e-mail posso enviar o convite?",
];

pub(super) const ASK_EMAIL_AGAIN: Phrase = [
    "I am afraid that e-mail address is not complete. Could you give it to me once more?",
    "Creo que ese correo electrónico no está completo. ¿Me lo puede dar otra vez?",
    "Je crains que cette adresse e-mail ne soit pas complète. Pouvez-vous me la redonner ?",
    "Diese E-Mail-Adresse ist leider nicht vollständig. Nennen Sie sie mir bitte noch einmal?",
    "Receio que esse e-mail não esteja completo. Pode dizer-mo outra vez?",
];

pub(super) const BOOKED: Phrase = [
    "You are booked for {time}. The invitation is on its way. Thank you, and goodbye!",
    "Su reunión queda confirmada: {time}. Le llegará la invitación. ¡Gracias y adiós!",
    "Votre rendez-vous est confirmé : {time}. Vous recevrez l'invitation. Merci et au revoir !",
    "Ihr Termin ist gebucht: {time}. Die Einladung ist unterwegs. Vielen Dank und auf Wiederhören!",
    "A sua reunião está confirmada: {time}. Vai receber o convite. Obrigado e até logo!",
];

pub(super) const UNAVAILABLE: Phrase = [
    "I am sorry, I cannot reach our calendar at the moment. Shall we call you back later?",
    "Lo siento, ahora mismo no puedo consultar la agenda. ¿Quiere que le llamemos más tarde?",
    "Je suis désolé, je n'ai pas accès à notre agenda en ce moment. Pouvons-nous vous rappeler plus tard ?",
    "Es tut mir leid, ich erreiche unseren Kalender gerade nicht. Dürfen wir Sie später zurückrufen?",
    "Peço desculpa, não consigo consultar a agenda neste momento. Podemos ligar mais tarde?",
];

pub(super) const STILL_THERE: Phrase = [
    "Are you still there?",
    "¿Sigue usted ahí?",
    "Êtes-vous toujours là ?",
    "Sind Sie noch da?",
    "Ainda está aí?",
];

pub(super) const REFUSE_INJECTION: Phrase = [
    "I cannot do that, but I would gladly arrange one meeting with you. Would you like that?",
    "Eso no puedo hacerlo, pero con gusto le organizo una reunión. ¿Le parece bien?",
    "Je ne peux pas faire cela, mais je vous propose volontiers un rendez-vous. Cela vous dit ?",
    "Das kann ich nicht tun, aber gern vereinbare ich ein Gespräch mit Ihnen. Möchten Sie das?",
    "Isso não posso fazer, mas teria todo o gosto em marcar uma reunião. Gostaria?",
];

pub(super) const ABOUT_PRICE: Phrase = [
    "The meeting is free of charge, and prices depend on what you need. Shall I look for a time?",
    "La reunión es gratuita y el precio depende de lo que necesite. ¿Le busco un hueco?",
    "Le rendez-vous est gratuit, et le prix dépend de vos besoins. Dois-je chercher un créneau ?",
    "Das Gespräch ist kostenlos, der Preis hängt von Ihrem Bedarf ab. Soll ich einen Termin suchen?",
    "A reunião é gratuita e o preço depende do que precisa. Quer que procure um horário?",
];

pub(super) const ABOUT_SUBJECT: Phrase = [
    "It is about how {company} can save you work; a colleague explains it in half an hour. Shall I look for a time?",
    "Se trata de cómo {company} puede ahorrarle trabajo; un colega se lo explica en media hora. ¿Le busco un hueco?",
    "Il s'agit de la façon dont {company} peut vous faire gagner du temps, en une demi-heure. Dois-je chercher un créneau ?",
    "Es geht darum, wie {company} Ihnen Arbeit abnimmt; ein Kollege erklärt es in einer halben Stunde. Soll ich einen Termin suchen?",
    "Trata-se de como {company} lhe pode poupar trabalho; um colega explica em meia hora. Quer que procure um horário?",
];

pub(super) const FAREWELL: Phrase = [
    "Thank you for your time. Goodbye!",
    "Gracias por su tiempo. ¡Adiós!",
    "Merci pour votre temps. Au revoir !",
    "Vielen Dank für Ihre Zeit. Auf Wiederhören!",
    "Obrigado pelo seu tempo. Adeus!",
];

pub(super) const FAREWELL_DO_NOT_CALL: Phrase = [
    "Understood, we will not call you again. Goodbye.",
    "Entendido, no volveremos a llamarle. Adiós.",
    "C'est entendu, nous ne vous appellerons plus. Au revoir.",
    "Verstanden, wir rufen Sie nicht mehr an. Auf Wiederhören.",
    "Entendido, não voltaremos a ligar. Adeus.",
];

pub(super) const FAREWELL_CALL_BACK: Phrase = [
    "Of course, we will call you back at a better time. Goodbye!",
    "Por supuesto, le llamaremos en un mejor momento. ¡Adiós!",
    "Bien sûr, nous vous rappellerons à un meilleur moment. Au revoir !",
    "Natürlich, wir melden uns zu einem besseren Zeitpunkt. Auf Wiederhören!",
    "Claro, ligaremos num momento melhor. Adeus!",
];
