//! The numbers we call from, as the API shows them.

use homework_domain::caller_number::{CALLER_NUMBERS_MAX, CallerRefusal, NewCallerNumber};
use homework_domain::pacing::CALLS_PER_DAY_MAX;
use homework_domain::ports::AccountNumber;
use homework_operations::caller_numbers::{CallerOverview, CallerStanding};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The numbers that leads are called from, and those they could be.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CallerNumbers)]
pub(crate) struct CallerNumbersBody {
    /// Those in use first, in their order.
    numbers: Vec<CallerNumberBody>,
    /// Twilio could be asked for the account's numbers; otherwise only those in use are listed.
    asked_twilio: bool,
    /// Counts the changes, those by Twilio's refusals included; 0 as long as there was none.
    #[schema(example = 3)]
    version: u64,
    /// When they were chosen; null as long as nobody has.
    #[schema(required)]
    updated_at: Option<Timestamp>,
}

/// A number, how it is used and how it stands at Twilio.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CallerNumber)]
struct CallerNumberBody {
    /// In E.164 form.
    #[schema(example = "+12125550100")]
    number: String,
    /// ISO 3166-1; null where the number does not tell.
    #[schema(required, example = "US")]
    country: Option<String>,
    /// It is the one in Twilio's secret, which all calls come from while no others are chosen.
    is_main: bool,
    /// Leads are called from it, unless Twilio refused it.
    in_use: bool,
    /// At most so many calls from it in a day (UTC); null: no limit of its own.
    #[schema(required, example = 150)]
    calls_per_day: Option<u64>,
    /// Calls from it on the present day (UTC); null where they are not counted, as while all calls come from one number.
    #[schema(required, example = 42)]
    calls_today: Option<u64>,
    /// Twilio did not let us call from it, so it is left out; null where it is not.
    #[schema(required)]
    refused: Option<RefusalBody>,
    /// As Twilio lists it; null where it is not among the account's numbers, or Twilio could not be asked.
    #[schema(required)]
    twilio: Option<AccountNumberBody>,
}

/// Why a number is left out.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CallerNumberRefusal)]
struct RefusalBody {
    /// As Twilio said it, by its code.
    #[schema(example = "HTTP 400, error 21210")]
    detail: String,
    at: Timestamp,
}

/// A number as Twilio lists it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TwilioNumber)]
struct AccountNumberBody {
    /// What it is called in Twilio's console.
    #[schema(example = "New York")]
    label: String,
    /// Calls can be made from it.
    can_call: bool,
    /// Whoever calls it back is answered by HomeWork.
    reaches_us: bool,
    /// In Twilio's word.
    #[schema(required, example = "in-use")]
    status: Option<String>,
}

/// The numbers to call from.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewCallerNumbers)]
pub(crate) struct NewCallerNumbersBody {
    /// None: all calls come from the number in Twilio's secret.
    #[schema(max_items = 50)]
    numbers: Vec<NewCallerNumberBody>,
    /// The version they were worked out from; if another is in force by now, the request is refused with 409.
    #[schema(example = 3)]
    version: u64,
}

/// A number to call from.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewCallerNumber)]
struct NewCallerNumberBody {
    /// A number of the Twilio account that makes calls, or the one in Twilio's secret; in E.164 form.
    #[schema(example = "+12125550100")]
    number: String,
    /// At most so many calls from it in a day (UTC), but for call-backs that were agreed on.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1_000_000, example = 150)]
    calls_per_day: Option<u64>,
}

const _: () = assert!(CALLER_NUMBERS_MAX == 50 && CALLS_PER_DAY_MAX == 1_000_000);

impl NewCallerNumbersBody {
    /// The numbers, and the version they were worked out from.
    pub(crate) fn read(self) -> (Vec<NewCallerNumber>, u64) {
        let numbers = self.numbers.into_iter();
        let numbers =
            numbers.map(|new| NewCallerNumber { number: new.number, calls_per_day: new.calls_per_day });
        (numbers.collect(), self.version)
    }
}

impl From<CallerOverview> for CallerNumbersBody {
    fn from(overview: CallerOverview) -> Self {
        Self {
            numbers: overview.numbers.into_iter().map(CallerNumberBody::from).collect(),
            asked_twilio: overview.asked_twilio,
            version: overview.version,
            updated_at: overview.updated_at,
        }
    }
}

impl From<CallerStanding> for CallerNumberBody {
    fn from(standing: CallerStanding) -> Self {
        let (calls_per_day, refused) =
            standing.setting.map_or((None, None), |setting| (setting.calls_per_day, setting.refused));
        Self {
            country: standing.number.country().map(|country| country.to_string()),
            number: standing.number.into(),
            is_main: standing.is_main,
            in_use: standing.in_use,
            calls_per_day,
            calls_today: standing.calls_today,
            refused: refused.map(RefusalBody::from),
            twilio: standing.at_twilio.map(AccountNumberBody::from),
        }
    }
}

impl From<CallerRefusal> for RefusalBody {
    fn from(refusal: CallerRefusal) -> Self {
        Self { detail: refusal.detail, at: refusal.at }
    }
}

impl From<AccountNumber> for AccountNumberBody {
    fn from(number: AccountNumber) -> Self {
        Self {
            label: number.label,
            can_call: number.can_call,
            reaches_us: number.reaches_us,
            status: number.status,
        }
    }
}
