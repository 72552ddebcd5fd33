//! Leads for tests, each with a number of its own.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Result, bail};
use serde_json::json;

use crate::system::System;

/// A callee's character: the last two digits of the number (see tests/sandbox).
#[derive(Debug, Clone, Copy)]
pub enum Character {
    BooksFirstOffer = 1,
    AsksForAnotherTime = 2,
    MisspellsEmail = 3,
    NotInterested = 4,
    DoNotCall = 5,
    CallBack = 6,
    Silent = 7,
    HangsUp = 8,
    NoAnswer = 9,
    Busy = 10,
    Voicemail = 11,
    Refused = 12,
    Injection = 13,
    AsksQuestions = 14,
    Screened = 15,
    Menu = 16,
    Receptionist = 17,
    WrongNumber = 18,
    ScreenedAndComesOn = 19,
    RingsOn = 20,
    /// Does not answer twice, and then books.
    ThirdCall = 21,
    /// Wants to be called in two minutes, and then books.
    CallBackSoon = 22,
    PressesNine = 23,
    /// Wants to be called the next day, and then books.
    CallBackTomorrow = 24,
}

/// What a callee speaks, by the country of the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaks {
    English,
    Spanish,
    French,
    German,
    Portuguese,
}

impl Speaks {
    pub const ALL: [Self; 5] = [Self::English, Self::Spanish, Self::French, Self::German, Self::Portuguese];
}

/// A lead that was created for a test.
#[derive(Debug, Clone)]
pub struct TestLead {
    pub id: String,
    pub phone: String,
    pub name: String,
    pub email: Option<String>,
}

const AREA_CODES: [u32; 24] = [
    202, 206, 212, 213, 214, 303, 305, 312, 314, 404, 407, 412, 415, 503, 512, 602, 612, 615, 617, 702, 713,
    801, 816, 901,
];
const OTHER_AREA_CODES: [u32; 12] = [267, 347, 484, 516, 610, 630, 646, 708, 718, 847, 914, 917];

/// Digits as letters, since a name has no digits: what tells numbers apart tells these names apart.
pub fn in_letters(digits: impl std::fmt::Display) -> String {
    let letter = |c: char| c.to_digit(10).and_then(|digit| char::from_digit(digit + 10, 36)).unwrap_or(c);
    digits.to_string().chars().map(letter).collect()
}

/// A number of this character that nothing else uses, in areas where [`System::lead`] looks for none.
pub fn next_number(character: Character) -> String {
    static NEXT: Counters = [const { AtomicU32::new(0) }; 100];
    let n = NEXT[character as usize].fetch_add(1, Ordering::Relaxed);
    us_number(&OTHER_AREA_CODES, n, character)
}

/// The next number of this character; a test before this one may have taken it.
fn number_in(language: Speaks, character: Character) -> String {
    static NEXT: [Counters; Speaks::ALL.len()] =
        [const { [const { AtomicU32::new(0) }; 100] }; Speaks::ALL.len()];
    let next = &NEXT[language as usize][character as usize];
    let seed = SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |d| d.subsec_micros() % 2400);
    let _ = next.compare_exchange(0, seed.max(1), Ordering::Relaxed, Ordering::Relaxed);
    let n = next.fetch_add(1, Ordering::Relaxed) % 2400;
    let digits = character as u32;
    match language {
        Speaks::English => us_number(&AREA_CODES, n, character),
        Speaks::Spanish => format!("+3491{n:05}{digits:02}"),
        Speaks::French => format!("+33199{n:04}{digits:02}"),
        Speaks::German => format!("+4930{n:06}{digits:02}"),
        Speaks::Portuguese => format!("+35121{n:05}{digits:02}"),
    }
}

/// One counter a character.
type Counters = [AtomicU32; 100];

/// The n-th number with these area codes, a hundred in each.
fn us_number(areas: &[u32], n: u32, character: Character) -> String {
    let area = areas[(n / 100) as usize % areas.len()];
    format!("+1{area}555{:02}{:02}", n % 100, character as u32)
}

impl TestLead {
    /// What is on the lead's invitations and on nobody else's.
    pub fn on_invitation(&self) -> &str {
        self.email.as_deref().unwrap_or(&self.name)
    }
}

impl System {
    /// A PENDING lead of this character with an e-mail on file.
    pub async fn lead(&self, character: Character) -> Result<TestLead> {
        self.new_lead(Speaks::English, character, true).await
    }

    pub async fn lead_speaking(&self, language: Speaks, character: Character) -> Result<TestLead> {
        self.new_lead(language, character, true).await
    }

    pub async fn lead_without_email(&self, character: Character) -> Result<TestLead> {
        self.new_lead(Speaks::English, character, false).await
    }

    /// The campaign of a lead in whose call nobody gets a word in, so that it lasts.
    pub async fn lasting_call(&self) -> Result<(TestLead, String)> {
        let lead = self.lead(Character::AsksQuestions).await?;
        let slow = json!({
            "vendor": "twilio-webhook", "to_contains": lead.phone, "path_contains": "process-speech",
            "kind": {"delay_ms": 60_000}, "times": 50,
        });
        self.sandbox.fault(slow).await?;
        let campaign = self.api.campaign_of_one(&lead.id).await?;
        Ok((lead, campaign))
    }

    /// One whose number begins like this, as `+1212555`.
    pub async fn lead_near(&self, begins: &str, character: Character) -> Result<TestLead> {
        let unlike = 10_usize.saturating_sub(begins.len());
        let mut n = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.subsec_micros());
        let next = || {
            n += 1;
            format!("{begins}{:0unlike$}{:02}", n % 10_u32.pow(unlike as u32), character as u32)
        };
        self.lead_with(next, false).await
    }

    async fn new_lead(&self, language: Speaks, character: Character, with_email: bool) -> Result<TestLead> {
        self.lead_with(|| number_in(language, character), with_email).await
    }

    /// A lead with the first number that nobody has.
    async fn lead_with(&self, mut next: impl FnMut() -> String, with_email: bool) -> Result<TestLead> {
        for _ in 0..200 {
            let phone = next();
            let name = format!("Test {}", in_letters(&phone[2..]));
            let email = with_email.then(|| format!("lead{}@example.com", &phone[2..]));
            let answer =
                self.api.post("/api/leads", &json!({"name": name, "phone": phone, "email": email})).await?;
            match (answer.status, answer.body["id"].as_str()) {
                (201, Some(id)) => return Ok(TestLead { id: id.to_owned(), phone, name, email }),
                (409, _) => {}
                _ => bail!("lead not created: {answer:?}"),
            }
        }
        bail!("no free number left")
    }
}
