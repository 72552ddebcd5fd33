//! Every character in every language against the model, with a small agent between them that executes
//! the tools: each conversation must come to the end that its character stands for.

#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that is not as it should be")]

use homework_sandbox::callees::{Callee, MAX_TURNS, Reaction};
use homework_sandbox::openai::model::{Answer, answer};
use homework_sandbox::openai::request::Request;
use serde_json::{Value, json};

/// A number of each language, without its last two digits.
const COUNTRIES: [(&str, &str); 5] = [
    ("en", "+120255501"),
    ("es", "+346000000"),
    ("fr", "+336000000"),
    ("de", "+4915100000"),
    ("pt", "+55119000000"),
];

const OPENINGS: [&str; 5] = [
    "Hello Ana, this is Alex, an AI assistant calling for HomeWork. Do you have a moment?",
    "Hola Ana, soy Alex, un asistente de inteligencia artificial de HomeWork. ¿Tiene un momento?",
    "Bonjour Ana, ici Alex, un assistant d'intelligence artificielle de HomeWork. Avez-vous un instant ?",
    "Guten Tag Ana, hier ist Alex, ein KI-Assistent von HomeWork. Haben Sie einen Moment Zeit?",
    "Olá Ana, aqui é o Alex, um assistente de inteligência artificial da HomeWork. Tem um momento?",
];

#[derive(Debug, PartialEq)]
enum End {
    Booked {
        start: String,
        email: String,
    },
    Reason(String),
    CalleeLeft,
    /// Nothing came of it within the callee's turns.
    None,
}

struct Agent {
    messages: Vec<Value>,
    /// Starts that were offered, in order.
    offered: Vec<String>,
    taken: Vec<String>,
    refused_emails: Vec<String>,
    calls: u32,
    end: Option<End>,
}

impl Agent {
    fn new(language: &str, email: Option<&str>) -> Self {
        let facts = format!(
            "Agent: Alex\nCompany: HomeWork\nLead: Ana\nE-mail on file: {}\nLanguage: {language}\n\
             Time zone: Europe/Madrid\nNow: Thursday 2026-11-26 10:31",
            email.unwrap_or("none")
        );
        Self {
            messages: vec![
                json!({"role": "system", "content": "You arrange meetings."}),
                json!({"role": "system", "content": facts}),
            ],
            offered: Vec::new(),
            taken: Vec::new(),
            refused_emails: Vec::new(),
            calls: 0,
            end: None,
        }
    }

    /// The agent's words after the lead's.
    fn turn(&mut self, said: &str) -> String {
        self.messages.push(json!({"role": "user", "content": said}));
        for _ in 0..8 {
            let body = json!({"model": "gpt-4o-mini", "messages": self.messages, "tools": tools()});
            match answer(&Request::parse(&body).unwrap()) {
                Answer::Say(text) => {
                    self.messages.push(json!({"role": "assistant", "content": text}));
                    return text;
                }
                Answer::Call { name, arguments } => {
                    let result = self.execute(name, &arguments);
                    self.calls += 1;
                    let id = format!("call_{}", self.calls);
                    let function = json!({"name": name, "arguments": arguments.to_string()});
                    let call = json!({"id": id, "type": "function", "function": function});
                    self.messages.push(json!({"role": "assistant", "tool_calls": [call]}));
                    self.messages
                        .push(json!({"role": "tool", "tool_call_id": id, "content": result.to_string()}));
                    if matches!(self.end, Some(End::Reason(_))) {
                        return arguments["farewell"].as_str().unwrap().to_owned();
                    }
                }
            }
        }
        panic!("the model called tools without end: {:#?}", self.messages);
    }

    fn execute(&mut self, name: &str, arguments: &Value) -> Value {
        match name {
            "check_calendar_availability" => {
                let day = arguments["date"].as_str().unwrap_or("2026-11-27");
                // Nothing is free on the first day of the week, so that the model has to look on.
                if day == "2026-11-30" {
                    return json!({"time_zone": "Europe/Madrid", "available_slots": []});
                }
                let free: Vec<String> = ["09:00", "11:30", "15:00"]
                    .map(|time| format!("{day}T{time}:00+01:00"))
                    .into_iter()
                    .filter(|start| !self.taken.contains(start))
                    .collect();
                self.offered.extend(free.iter().cloned());
                let slots: Vec<_> = free
                    .iter()
                    .map(|start| json!({"start": start, "spoken": format!("{day}, {}", &start[11..16])}))
                    .collect();
                json!({"time_zone": "Europe/Madrid", "available_slots": slots})
            }
            "book_meeting" => self.book(arguments),
            "end_call" => {
                self.end = Some(End::Reason(arguments["reason"].as_str().unwrap().to_owned()));
                json!({})
            }
            other => panic!("the model invented {other}"),
        }
    }

    fn book(&mut self, arguments: &Value) -> Value {
        let start = arguments["date_time"].as_str().unwrap().to_owned();
        let email = arguments["guest_email"].as_str().unwrap().to_owned();
        assert!(self.offered.contains(&start), "{start} was never offered");
        let valid = email.split_once('@').is_some_and(|(_, host)| host.contains('.'));
        if !valid {
            self.refused_emails.push(email);
            return json!({"success": false, "error": "invalid_email", "message": "not an address"});
        }
        if self.taken.contains(&start) {
            return json!({"success": false, "error": "slot_taken", "message": "taken"});
        }
        self.end = Some(End::Booked { start, email });
        json!({"success": true, "meeting_time": "27 November, 9:00", "meeting_link": "https://zoom.us/j/1"})
    }
}

fn tools() -> Value {
    let tool = |name: &str, keys: &[&str]| {
        let properties: serde_json::Map<_, _> =
            keys.iter().map(|key| ((*key).to_owned(), json!({"type": ["string", "null"]}))).collect();
        json!({"type": "function", "function": {"name": name, "strict": true, "parameters": {
            "type": "object", "additionalProperties": false, "required": keys, "properties": properties}}})
    };
    json!([
        tool("check_calendar_availability", &["date", "duration_minutes"]),
        tool("book_meeting", &["date_time", "guest_email", "duration_minutes"]),
        tool("end_call", &["reason", "farewell"]),
    ])
}

/// Lets callee and agent talk; the end, and what the agent met on the way.
fn talk(language: usize, digits: &str, email: Option<&str>, taken: &[&str]) -> (End, Agent) {
    let (tag, stem) = COUNTRIES[language];
    let mut callee = Callee::of_number(&format!("{stem}{digits}"));
    let mut agent = Agent::new(tag, email);
    agent.taken = taken.iter().map(|start| (*start).to_owned()).collect();
    let mut heard = OPENINGS[language].to_owned();
    agent.messages.push(json!({"role": "assistant", "content": heard}));
    for _ in 0..=MAX_TURNS {
        let said = match callee.hear(&heard) {
            Reaction::Say(said) => said,
            Reaction::Press(key) => format!("[{key}]"),
            Reaction::Silence => "(silence)".to_owned(),
            Reaction::SayAndHangUp(_) | Reaction::HangUp => return (End::CalleeLeft, agent),
        };
        heard = agent.turn(&said);
        if let Some(end) = agent.end.take() {
            return (end, agent);
        }
    }
    (End::None, agent)
}

#[test]
fn whoever_wants_a_meeting_gets_one() {
    for (language, (tag, _)) in COUNTRIES.iter().enumerate() {
        for digits in ["01", "02", "03", "14", "99"] {
            for on_file in [None, Some("ana@example.com")] {
                let (end, agent) = talk(language, digits, on_file, &[]);
                let End::Booked { start, email } = end else {
                    panic!("{tag} {digits}: {end:?} {:#?}", agent.messages)
                };
                // 27 November is a Friday; the next day with free times is Tuesday.
                let day = if digits == "02" { "2026-12-01" } else { "2026-11-27" };
                assert_eq!(start, format!("{day}T09:00:00+01:00"), "{tag} {digits}");
                if digits == "03" {
                    assert_eq!(agent.refused_emails, ["john at example", "john@example"], "{tag}");
                }
                let own = digits == "03" || on_file.is_none();
                assert_eq!(email.starts_with("lead."), own, "{tag} {digits}: {email}");
            }
        }
    }
}

#[test]
fn whoever_wants_none_is_let_go_with_the_right_reason() {
    for (language, (tag, _)) in COUNTRIES.iter().enumerate() {
        for (digits, reason) in
            [("04", "not_interested"), ("05", "do_not_call"), ("06", "call_back"), ("13", "not_interested")]
        {
            let (end, agent) = talk(language, digits, None, &[]);
            assert_eq!(end, End::Reason(reason.to_owned()), "{tag} {digits}: {:#?}", agent.messages);
            assert!(agent.offered.is_empty(), "{tag} {digits}");
        }
    }
}

#[test]
fn whoever_leaves_or_stays_silent_ends_the_call_some_time() {
    for language in 0..COUNTRIES.len() {
        assert_eq!(talk(language, "08", None, &[]).0, End::CalleeLeft);
        // Silence is for the agent to end; the model only asks on.
        assert_eq!(talk(language, "07", None, &[]).0, End::None);
    }
}

#[test]
fn a_slot_that_is_taken_meanwhile_is_replaced() {
    for (language, (tag, stem)) in COUNTRIES.iter().enumerate() {
        let mut callee = Callee::of_number(&format!("{stem}01"));
        let mut agent = Agent::new(tag, Some("ana@example.com"));
        let mut heard = OPENINGS[language].to_owned();
        let mut end = None;
        for turn in 0..6 {
            let Reaction::Say(said) = callee.hear(&heard) else { break };
            if turn == 1 {
                agent.taken.push("2026-11-27T09:00:00+01:00".to_owned());
            }
            heard = agent.turn(&said);
            end = agent.end.take();
            if end.is_some() {
                break;
            }
        }
        let Some(End::Booked { start, .. }) = end else { panic!("{tag}: {:#?}", agent.messages) };
        assert_eq!(start, "2026-11-27T11:30:00+01:00", "{tag}");
    }
}
