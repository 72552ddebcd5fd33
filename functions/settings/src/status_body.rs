//! How the system does, as the API tells it.

use homework_domain::backlog::{Backlog, Depth, Side};
use homework_domain::breaker::{Breaker, BreakerState, FaultKind};
use homework_domain::campaign::Campaign;
use homework_operations::status::Status;
use homework_runtime::openapi::{self, CallingStopBody, Id};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// How the system does. Times are UTC.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SystemStatus)]
pub(crate) struct StatusBody {
    /// The release that answers.
    #[schema(example = "0.1.0")]
    version: &'static str,
    checked_at: Timestamp,
    /// The emergency stop; null while there is none.
    #[schema(required)]
    calling_stop: Option<CallingStopBody>,
    vendors: Vec<VendorStatus>,
    /// Campaigns that the system paused, not those that an operator did.
    paused_campaigns: Vec<PausedCampaign>,
    queues: Vec<QueueStatus>,
    /// Queues that could not be asked just now, such as `dial` or `dial_dead_letters`. Their figures are null.
    #[schema(example = json!([]))]
    unknown_queues: Vec<String>,
    calls: CallsStatus,
    /// What Twilio charged the account today (UTC), some minutes ago, in US dollars; null while it does not tell.
    #[schema(required, example = 12.4)]
    charged_today: Option<f64>,
}

/// What was seen of a vendor when it was last used; it is not asked for this.
#[derive(Debug, Serialize, ToSchema)]
struct VendorStatus {
    #[schema(example = "twilio")]
    vendor: &'static str,
    /// Campaigns are paused while it does not work.
    required: bool,
    /// CLOSED: nothing is known against it. OPEN: it does not work and is not used. PROBING: it works again, and is
    /// being watched.
    #[schema(value_type = openapi::BreakerState)]
    breaker: &'static str,
    /// Since when it has not worked; null while the breaker is closed.
    #[schema(required)]
    since: Option<Timestamp>,
    /// HTTP status and the vendor's own code; null while the breaker is closed.
    #[schema(required, example = "HTTP 401, error 20003")]
    code: Option<String>,
    /// Where it does not work, it is asked again by itself; otherwise somebody has to act.
    automatic: bool,
}

/// A campaign that the system paused.
#[derive(Debug, Serialize, ToSchema)]
struct PausedCampaign {
    #[schema(value_type = Id)]
    id: String,
    #[schema(example = "Spring leads")]
    name: String,
    /// Why, and what is to be done.
    #[schema(
        example = "Twilio rejects our credentials or account (HTTP 401, error 20003). Correct them, then check the vendors in Settings."
    )]
    message: String,
    since: Timestamp,
}

/// A queue, and what became of its messages that could not be handled. Amounts are about right: changes of the
/// last minute may be missing.
#[derive(Debug, Serialize, ToSchema)]
struct QueueStatus {
    #[schema(value_type = openapi::WorkQueue)]
    queue: &'static str,
    /// Null where it could not be asked; `projector` has no queue, only dead letters.
    #[schema(required)]
    messages: Option<QueueMessages>,
    /// Messages that were tried as often as the queue allows and set aside. Null where they could not be asked for.
    #[schema(required, example = 0)]
    dead_letters: Option<u64>,
    /// What the dead letters are and what is to be done; null without any.
    #[schema(required, example = "2 recordings could not be saved. Twilio still has them.")]
    attention: Option<String>,
}

/// Messages of a queue.
#[derive(Debug, Serialize, ToSchema)]
struct QueueMessages {
    #[schema(example = 3)]
    waiting: u64,
    /// Those whose time has not come.
    #[schema(example = 12)]
    delayed: u64,
    #[schema(example = 1)]
    in_progress: u64,
}

/// Calls, and how many there may be.
#[derive(Debug, Serialize, ToSchema)]
struct CallsStatus {
    /// Calls that are not over.
    #[schema(example = 3)]
    active: u64,
    /// Calls begun today (UTC).
    #[schema(example = 180)]
    today: u64,
    /// So many may be begun in a day (UTC); leads whose turn comes later wait for the next.
    #[schema(example = 20_000)]
    max_per_day: u64,
    /// So many of them by one campaign.
    #[schema(example = 10_000)]
    max_per_campaign: u64,
    /// When the next day begins.
    resets_at: Timestamp,
    /// Running campaigns that have begun as many calls today as one may.
    campaigns_at_limit: Vec<LimitedCampaign>,
}

/// A campaign whose leads wait for the next day.
#[derive(Debug, Serialize, ToSchema)]
struct LimitedCampaign {
    #[schema(value_type = Id)]
    id: String,
    #[schema(example = "Spring leads")]
    name: String,
}

impl From<Status> for StatusBody {
    fn from(status: Status) -> Self {
        let missing = |backlog: &Backlog| {
            let name = backlog.queue.as_str();
            let work = (backlog.queue.has(Side::Work) && backlog.work.is_none()).then(|| name.to_owned());
            let dead = backlog.dead_letters.is_none().then(|| format!("{name}_dead_letters"));
            work.into_iter().chain(dead)
        };
        Self {
            version: env!("CARGO_PKG_VERSION"),
            calling_stop: status.stop.map(CallingStopBody::from),
            checked_at: status.at,
            unknown_queues: status.backlogs.iter().flat_map(missing).collect(),
            calls: CallsStatus {
                active: status.active_calls,
                today: status.calls_today,
                max_per_day: status.ceilings.account,
                max_per_campaign: status.ceilings.campaign,
                resets_at: status.day_ends_at,
                campaigns_at_limit: status.at_ceiling.into_iter().map(LimitedCampaign::from).collect(),
            },
            charged_today: status.charged_today,
            vendors: status.breakers.into_iter().map(VendorStatus::from).collect(),
            paused_campaigns: status.paused.into_iter().filter_map(PausedCampaign::of).collect(),
            queues: status.backlogs.into_iter().map(QueueStatus::from).collect(),
        }
    }
}

impl From<Breaker> for VendorStatus {
    fn from(breaker: Breaker) -> Self {
        let outage = breaker.outage.filter(|_| breaker.state != BreakerState::Closed);
        Self {
            vendor: breaker.vendor.as_str(),
            required: breaker.vendor.stops_campaigns(),
            breaker: breaker.state.as_str(),
            since: outage.as_ref().map(|outage| outage.since),
            automatic: outage.as_ref().is_none_or(|outage| outage.kind == FaultKind::Passing),
            code: outage.map(|outage| outage.code),
        }
    }
}

impl PausedCampaign {
    fn of(campaign: Campaign) -> Option<Self> {
        let reason = campaign.pause_reason?;
        Some(Self {
            id: campaign.id.to_string(),
            name: campaign.name,
            message: reason.in_words(),
            since: reason.since,
        })
    }
}

impl From<Campaign> for LimitedCampaign {
    fn from(campaign: Campaign) -> Self {
        Self { id: campaign.id.to_string(), name: campaign.name }
    }
}

impl From<Backlog> for QueueStatus {
    fn from(backlog: Backlog) -> Self {
        let attention = backlog.remark().map(|remark| format!("{}. {}", remark.title, remark.detail));
        Self {
            queue: backlog.queue.as_str(),
            messages: backlog.work.map(QueueMessages::from),
            dead_letters: backlog.dead_letters,
            attention,
        }
    }
}

impl From<Depth> for QueueMessages {
    fn from(Depth { waiting, delayed, in_progress }: Depth) -> Self {
        Self { waiting, delayed, in_progress }
    }
}
