//! Who is on the line: how each kind of lead takes our calls, told by its number.

/// A lead's character: the last digit of the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Character {
    Books,
    ForbidsAtOnce,
    ForbidsLater,
    NotInterested,
    CallBack,
    Silent,
    HangsUp,
    Voicemail,
    NoAnswer,
    Busy,
}

impl Character {
    const ALL: [Self; 10] = [
        Self::Books,
        Self::ForbidsAtOnce,
        Self::ForbidsLater,
        Self::NotInterested,
        Self::CallBack,
        Self::Silent,
        Self::HangsUp,
        Self::Voicemail,
        Self::NoAnswer,
        Self::Busy,
    ];

    pub(crate) fn of(phone: &str) -> Self {
        Self::of_digit(phone.bytes().last().map_or(0, |digit| usize::from(digit.saturating_sub(b'0'))))
    }

    pub(crate) fn of_digit(digit: usize) -> Self {
        Self::ALL.get(digit).copied().unwrap_or(Self::Books)
    }

    pub(crate) fn digit(self) -> usize {
        Self::ALL.iter().position(|character| *character == self).unwrap_or(0)
    }

    /// Who does not answer, or wants to be called later, comes round: the second or third call is answered.
    pub(crate) fn by_now(self, rings: usize) -> Self {
        match self {
            Self::CallBack if rings > 1 => Self::Books,
            Self::HangsUp if rings > 4 => Self::NotInterested,
            Self::NoAnswer | Self::Busy if rings > 2 => Self::Books,
            same => same,
        }
    }

    /// Who rings back: whoever did not want to talk, or could not, comes to one of four things.
    pub(crate) fn ringing_back(self, chance: usize) -> Self {
        match self {
            Self::Silent | Self::HangsUp | Self::Voicemail | Self::NoAnswer | Self::Busy => {
                [Self::Books, Self::ForbidsAtOnce, Self::CallBack, Self::Silent][chance % 4]
            }
            same => same,
        }
    }

    /// Whether somebody says what they have to say for the `step`-th time, and hangs up without waiting for an answer.
    pub(crate) fn hangs_up(self, step: u32, phone: &str) -> bool {
        self == Self::HangsUp && step == if is_short(phone) { 1 } else { 2 }
    }

    /// What is said when we listen for the `step`-th time.
    pub(crate) fn words(self, step: u32, phone: &str) -> String {
        match (self, step) {
            (Self::Books, 1) => "Yes, I would like a meeting.".into(),
            (Self::Books, 2) => {
                format!(
                    "The first one is fine, and my address is lead{}@example.com",
                    phone.trim_start_matches('+')
                )
            }
            (Self::Books, _) | (Self::ForbidsLater, 1) => "Thank you, goodbye.".into(),
            (Self::ForbidsAtOnce, 1) | (Self::ForbidsLater, 2) => "Please do not call me again.".into(),
            (Self::NotInterested, _) => "I am not interested.".into(),
            (Self::CallBack, _) => "Call me later, please.".into(),
            (Self::HangsUp, 1) if is_short(phone) => "Call me later, please.".into(),
            (Self::HangsUp, _) => "Who is this?".into(),
            (Self::Voicemail, 1) => "Please leave a message after the tone.".into(),
            (Self::ForbidsAtOnce | Self::ForbidsLater | Self::Silent | Self::Voicemail, _) => String::new(),
            (Self::NoAnswer | Self::Busy, _) => String::new(),
        }
    }
}

/// Whether somebody with this number has no time at all.
fn is_short(phone: &str) -> bool {
    phone.bytes().rev().nth(1).is_some_and(|digit| digit % 2 == 1)
}
