//! Status, recording and machine-detection callbacks: sent beside the call, in order, each once.

use std::sync::Arc;

use tokio::sync::mpsc;

use super::calls::Call;
use super::order::Order;
use super::status::{Event, Status};
use super::webhook::{Webhook, is_late, send};
use crate::state::Sandbox;
use crate::util::{now, rfc2822};

/// A call has at most four status callbacks, one about the machine and one about the recording.
const MAX_WAITING: usize = 8;

#[derive(Debug, Clone, Copy)]
pub(crate) enum Callback {
    Status(Event),
    MachineDetection(&'static str),
    Recording,
}

/// Starts the task that sends this call's callbacks; it ends with the last sender.
pub(crate) fn sender(sandbox: Arc<Sandbox>, call: &Call) -> mpsc::Sender<Callback> {
    let (sender, mut waiting) = mpsc::channel(MAX_WAITING);
    let sid = call.sid.clone();
    tokio::spawn(async move {
        let mut sequence = 0;
        while let Some(callback) = waiting.recv().await {
            let Some(call) = sandbox.calls.get(&sid) else { return };
            let Some(webhook) = compose(&sandbox, &call, callback, &mut sequence) else { continue };
            if is_late(&sandbox, &webhook) {
                // A late message does not hold up those behind it: that is what makes it come out of order.
                let sandbox = Arc::clone(&sandbox);
                tokio::spawn(async move { drop(send(&sandbox, &webhook).await) });
            } else {
                // Twilio does not act on the answer; the journal has it.
                drop(send(&sandbox, &webhook).await);
            }
        }
    });
    sender
}

/// The message, or nothing if nobody asked for it.
fn compose(sandbox: &Sandbox, call: &Call, callback: Callback, sequence: &mut u32) -> Option<Webhook> {
    let account = &sandbox.config.twilio_account_sid;
    let (url, params) = match callback {
        Callback::Status(event) => {
            let url = call.order.status_callback.clone()?;
            let params = status(sandbox, call, event, *sequence);
            *sequence += 1;
            (url, params)
        }
        Callback::MachineDetection(by) => {
            let took = sandbox.config.pace.to_string();
            let about = [("CallSid", call.sid.as_str()), ("AccountSid", account)];
            let params = about.into_iter().chain([("AnsweredBy", by), ("MachineDetectionDuration", &took)]);
            (call.order.detection_callback.clone()?, owned(params))
        }
        Callback::Recording => (call.order.recording_callback.clone()?, recording(sandbox, call)?),
    };
    Some(Webhook { url, params, to: call.order.person().to_owned(), call_sid: call.sid.clone() })
}

/// What every message about a call carries.
pub(crate) fn about(account: &str, sid: &str, order: &Order, status: Status) -> Vec<(String, String)> {
    owned([
        ("CallSid", sid),
        ("AccountSid", account),
        ("From", &order.from),
        ("To", &order.to),
        ("Caller", &order.from),
        ("Called", &order.to),
        ("CallStatus", status.name()),
        ("Direction", order.direction()),
        ("ApiVersion", "2010-04-01"),
    ])
}

fn status(sandbox: &Sandbox, call: &Call, event: Event, sequence: u32) -> Vec<(String, String)> {
    // What the event says, not what the call has become since.
    let reported = match event {
        Event::Initiated => Status::Queued,
        Event::Ringing => Status::Ringing,
        Event::Answered => Status::InProgress,
        Event::Completed => call.status,
    };
    let account = &sandbox.config.twilio_account_sid;
    let mut params = about(account, &call.sid, &call.order, reported);
    if event == Event::Initiated {
        // The one place where the API says "initiated".
        params.retain(|(name, _)| name != "CallStatus");
        params.push(("CallStatus".to_owned(), "initiated".to_owned()));
    }
    let at = match event {
        Event::Completed => call.ended_at.unwrap_or_else(now),
        _ => now(),
    };
    params.extend(owned([
        ("Timestamp", rfc2822(at).as_str()),
        ("CallbackSource", "call-progress-events"),
        ("SequenceNumber", &sequence.to_string()),
    ]));
    if event == Event::Completed {
        let seconds = call.seconds();
        let minutes = (seconds + 59) / 60;
        params.extend(owned([
            ("CallDuration", seconds.to_string().as_str()),
            ("Duration", &minutes.to_string()),
        ]));
        if let Some(answered_by) = call.answered_by {
            params.extend(owned([("AnsweredBy", answered_by)]));
        }
        if let Some(recording) = &call.recording {
            params.extend(owned([
                ("RecordingSid", recording.sid.as_str()),
                ("RecordingUrl", &recording.url(&sandbox.config.public_url(), account)),
                ("RecordingDuration", &recording.seconds.to_string()),
            ]));
        }
    }
    params
}

fn recording(sandbox: &Sandbox, call: &Call) -> Option<Vec<(String, String)>> {
    let recording = call.recording.as_ref()?;
    let account = &sandbox.config.twilio_account_sid;
    Some(owned([
        ("CallSid", call.sid.as_str()),
        ("AccountSid", account),
        ("RecordingSid", &recording.sid),
        ("RecordingUrl", &recording.url(&sandbox.config.public_url(), account)),
        ("RecordingStatus", "completed"),
        ("RecordingDuration", &recording.seconds.to_string()),
        ("RecordingChannels", &recording.channels.to_string()),
        ("RecordingStartTime", &rfc2822(recording.started_at)),
        ("RecordingSource", "OutboundAPI"),
        ("RecordingTrack", "both"),
        ("ErrorCode", "0"),
    ]))
}

pub(crate) fn owned<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<(String, String)> {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}
