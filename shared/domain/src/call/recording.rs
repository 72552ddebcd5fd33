//! Where a call's recording is.

use super::{Call, CallState};

impl Call {
    /// Somebody was spoken with, and it is not known yet whether there is a recording.
    pub fn awaits_recording(&self) -> bool {
        let settled = self.recording_key.is_some() || self.recordings_gone;
        self.state == CallState::Ended && self.was_answered() && !settled
    }

    /// Twilio keeps the recording at `url`. Says whether that is news; an erased call has none any more.
    pub fn recorded(&mut self, url: &str) -> bool {
        let news = self.erased_at.is_none() && self.recording_url.as_deref() != Some(url);
        if news {
            self.recording_url = Some(url.to_owned());
        }
        news
    }

    /// The recording is among our files under `key`. Says whether that is news; the first key stays.
    pub fn archived(&mut self, key: &str) -> bool {
        let news = self.erased_at.is_none() && self.recording_key.is_none();
        if news {
            self.recording_key = Some(key.to_owned());
        }
        news
    }

    /// No recording is to be expected any more. Says whether one still was.
    pub fn give_up_recording(&mut self) -> bool {
        let news = self.awaits_recording();
        if news && !self.recordings_deleted() {
            self.recordings_gone = true;
        }
        news
    }

    /// Nobody has a recording of this erased call any more. Says whether that is news.
    pub fn recordings_deleted(&mut self) -> bool {
        let news = self.erased_at.is_some() && !self.recordings_gone;
        if news {
            self.recording_key = None;
            self.recording_url = None;
            self.twilio_call_sid = None;
            self.recordings_gone = true;
        }
        news
    }
}
