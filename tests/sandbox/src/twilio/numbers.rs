//! The telephone numbers of the account.

use serde_json::{Value, json};

use crate::config::demo;

/// A number of the account.
#[derive(Debug)]
pub(super) struct OwnNumber {
    number: &'static str,
    label: &'static str,
    makes_calls: bool,
    /// Twilio does not let calls come from it, as while a number is being ported.
    is_refused: bool,
    voice_url: &'static str,
}

/// Where a number is answered that was set up as the README says.
const ANSWERED: &str = "https://voice.homework.example/api/webhooks/twilio/incoming";
/// Where Twilio sends the calls to a number that nobody has set up.
const NOT_SET_UP: &str = "https://demo.twilio.com/welcome/voice/";

const NUMBERS: [OwnNumber; 6] = [
    OwnNumber {
        number: demo::TWILIO_NUMBER,
        label: "Main",
        makes_calls: true,
        is_refused: false,
        voice_url: ANSWERED,
    },
    OwnNumber {
        number: "+12125550100",
        label: "New York",
        makes_calls: true,
        is_refused: false,
        voice_url: ANSWERED,
    },
    OwnNumber {
        number: "+13035550100",
        label: "Denver",
        makes_calls: true,
        is_refused: false,
        voice_url: NOT_SET_UP,
    },
    OwnNumber {
        number: "+14165550100",
        label: "Toronto (being ported)",
        makes_calls: true,
        is_refused: true,
        voice_url: ANSWERED,
    },
    OwnNumber {
        number: "+34910000001",
        label: "Madrid",
        makes_calls: true,
        is_refused: false,
        voice_url: ANSWERED,
    },
    OwnNumber {
        number: "+13125550100",
        label: "Chicago (messages only)",
        makes_calls: false,
        is_refused: false,
        voice_url: NOT_SET_UP,
    },
];

/// Whether calls may come from this number.
pub(super) fn may_call(number: &str) -> bool {
    NUMBERS.iter().any(|own| own.number == number && own.makes_calls && !own.is_refused)
}

/// The list of them, as Twilio answers it.
pub(super) fn page(account: &str) -> Value {
    let shown = NUMBERS.iter().enumerate().map(|(place, own)| {
        json!({
            "sid": format!("PN{place:032}"),
            "account_sid": account,
            "phone_number": own.number,
            "friendly_name": own.label,
            "status": "in-use",
            "capabilities": {"voice": own.makes_calls, "sms": true, "mms": false, "fax": false},
            "voice_url": own.voice_url,
            "voice_method": "POST",
        })
    });
    let uri = format!("/2010-04-01/Accounts/{account}/IncomingPhoneNumbers.json?PageSize=1000&Page=0");
    json!({
        "first_page_uri": uri, "next_page_uri": null, "previous_page_uri": null, "uri": uri,
        "page": 0, "page_size": 1000, "start": 0, "end": NUMBERS.len() - 1,
        "incoming_phone_numbers": shown.collect::<Vec<_>>(),
    })
}
