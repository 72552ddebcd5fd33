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
    pub(crate) fn of(phone: &str) -> Self {
        match phone.bytes().last() {
            Some(b'1') => Self::ForbidsAtOnce,
            Some(b'2') => Self::ForbidsLater,
            Some(b'3') => Self::NotInterested,
            Some(b'4') => Self::CallBack,
            Some(b'5') => Self::Silent,
            Some(b'6') => Self::HangsUp,
            Some(b'7') => Self::Voicemail,
            Some(b'8') => Self::NoAnswer,
            Some(b'9') => Self::Busy,
            _ => Self::Books,
        }
    }

    /// Who does not answer, or wants to be called later, comes round: the second or third call is answered.
    pub(crate) fn by_now(self, rings: usize) -> Self {
        match self {
            Self::CallBack if rings > 1 => Self::Books,
            Self::NoAnswer | Self::Busy if rings > 2 => Self::Books,
            same => same,
        }
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
            (Self::HangsUp, _) => "Who is this?".into(),
            (Self::Voicemail, 1) => "Please leave a message after the tone.".into(),
            (Self::ForbidsAtOnce | Self::ForbidsLater | Self::Silent | Self::Voicemail, _) => String::new(),
            (Self::NoAnswer | Self::Busy, _) => String::new(),
        }
    }
}
