//! Recordings: their resource and their sound.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::calls::Call;
use crate::audio;
use crate::util::{hex, rfc2822};

#[derive(Debug, Clone)]
pub(crate) struct Recording {
    pub(crate) sid: String,
    pub(crate) call_sid: String,
    pub(crate) seconds: i64,
    pub(crate) channels: u8,
    pub(crate) started_at: Timestamp,
}

impl Recording {
    /// The recording of a call that has just ended, if it was ordered and anybody answered.
    pub(crate) fn of(call: &Call) -> Option<Self> {
        let started_at = call.answered_at.filter(|_| call.order.record)?;
        Some(Self {
            sid: format!("RE{}", hex(32)),
            call_sid: call.sid.clone(),
            seconds: call.seconds(),
            channels: call.order.recording_channels,
            started_at,
        })
    }

    /// Where it is, without an ending: Twilio answers `.mp3` and `.wav` there.
    pub(crate) fn url(&self, base: &str, account: &str) -> String {
        format!("{base}/twilio/2010-04-01/Accounts/{account}/Recordings/{}", self.sid)
    }

    pub(crate) fn resource(&self, base: &str, account: &str) -> Value {
        json!({
            "sid": self.sid,
            "account_sid": account,
            "call_sid": self.call_sid,
            "api_version": "2010-04-01",
            "status": "completed",
            "source": "OutboundAPI",
            "channels": self.channels,
            "duration": self.seconds.to_string(),
            "start_time": rfc2822(self.started_at),
            "date_created": rfc2822(self.started_at),
            "date_updated": rfc2822(self.started_at),
            "price": null,
            "price_unit": "USD",
            "error_code": null,
            "media_url": self.url(base, account),
            "uri": format!("/2010-04-01/Accounts/{account}/Recordings/{}.json", self.sid),
        })
    }

    pub(crate) fn sound(&self) -> Response {
        let sound = audio::silence(u64::try_from(self.seconds).unwrap_or(1));
        ([(header::CONTENT_TYPE, "audio/mpeg")], sound).into_response()
    }
}
