//! What an operator should know now.

use jiff::{SignedDuration, Timestamp};

use crate::backlog::Backlog;
use crate::breaker::{Breaker, FaultKind, Vendor};
use crate::caller_number::CallerNumber;
use crate::campaign::Campaign;
use crate::model_notice::ModelNotice;
use crate::national_list::NationalList;

/// So long before a national list is stale it is spoken of.
const LIST_WARNED_OF: SignedDuration = SignedDuration::from_hours(5 * 24);

/// The gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Calls are not placed.
    Critical,
    /// Something works less well than it should.
    Warning,
}

/// Something an operator should know now. Times are UTC.
#[derive(Debug, PartialEq)]
pub struct Alert {
    /// The same as long as the matter is the same, such as `vendor:twilio`.
    pub id: String,
    pub severity: Severity,
    pub title: String,
    pub detail: String,
    /// The vendor it is about, if it is about one.
    pub vendor: Option<&'static str>,
    pub since: Timestamp,
    /// The page of the dashboard that helps.
    pub link: Option<String>,
}

impl Alert {
    /// An open breaker.
    pub fn of_breaker(breaker: &Breaker) -> Option<Self> {
        let outage = breaker.blocks()?;
        let name = breaker.vendor.name();
        let stops = breaker.vendor.stops_campaigns();
        let (title, next) = match outage.kind {
            FaultKind::Refused if stops => (
                format!("{name} rejects our credentials"),
                "Correct them, then check the vendors in Settings.",
            ),
            FaultKind::Refused => (format!("{name} rejects our credentials"), "Check the credentials."),
            FaultKind::Passing => (format!("{name} is not working"), "We check again every few minutes."),
        };
        let meanwhile = match breaker.vendor {
            _ if stops => "Campaigns are paused; no leads are lost.",
            Vendor::Zoom => "Meetings get a Google Meet link.",
            _ => "Calls use Twilio's voices.",
        };
        let severity = if stops { Severity::Critical } else { Severity::Warning };
        Some(Self {
            id: format!("vendor:{}", breaker.vendor.as_str()),
            severity,
            title,
            detail: format!("{meanwhile} {next} ({})", outage.code),
            vendor: Some(breaker.vendor.as_str()),
            since: outage.since,
            link: Some("/settings?tab=vendors".into()),
        })
    }

    /// A model that will be switched off, or has been.
    pub fn of_model(notice: &ModelNotice, now: Timestamp) -> Option<Self> {
        let left = notice.days_left(now)?;
        let gone = left < 0;
        Some(Self {
            id: format!("model:{}", notice.model),
            severity: if gone { Severity::Critical } else { Severity::Warning },
            title: if gone {
                format!("The language model {} has been shut down", notice.model)
            } else {
                format!("The language model {} will be shut down in {left} days", notice.model)
            },
            detail: notice.warning(now)?,
            vendor: Some("openai"),
            since: notice.asked_at,
            link: Some("/settings?tab=vendors".into()),
        })
    }

    /// A national do-not-call list that is stale, or will be soon.
    pub fn of_national_list(list: &NationalList, now: Timestamp) -> Option<Self> {
        let (name, stale_from) = (&list.edition.name, list.edition.stale_from());
        if now < stale_from - LIST_WARNED_OF {
            return None;
        }
        let place = &list.edition.place;
        let day = stale_from.strftime("%-d %B");
        let (severity, title, meanwhile) = if list.is_stale(now) {
            let title = format!("The national do-not-call list {name} is stale");
            (Severity::Critical, title, format!("Nobody is called in {place} since {day}."))
        } else {
            let title = format!("The national do-not-call list {name} is stale from {day} on");
            (Severity::Warning, title, format!("Nobody will be called in {place} then."))
        };
        Some(Self {
            id: format!("list:{name}"),
            severity,
            title,
            detail: format!("{meanwhile} Import a fresh edition."),
            vendor: None,
            since: list.imported_at,
            link: Some("/do-not-call".into()),
        })
    }

    /// A number we call from that Twilio refuses.
    pub fn of_caller_number(own: &CallerNumber) -> Option<Self> {
        let refusal = own.refused.as_ref()?;
        Some(Self {
            id: format!("caller:{}", own.number),
            severity: Severity::Warning,
            title: format!("Twilio refuses calls from {}", own.number),
            detail: format!("Leads are called from the other numbers. ({})", refusal.detail),
            vendor: Some(Vendor::Twilio.as_str()),
            since: refusal.at,
            link: Some("/settings?tab=callers".into()),
        })
    }

    /// The account has begun as many calls as it may in a day.
    pub fn of_ceiling(calls: u64, now: Timestamp) -> Self {
        Self {
            id: "ceiling:calls".into(),
            severity: Severity::Warning,
            title: "Daily call limit reached".into(),
            detail: format!("The limit is {calls} calls a day. Campaigns continue at midnight UTC."),
            vendor: None,
            since: now,
            link: Some("/campaigns".into()),
        }
    }

    /// Work that was given up.
    pub fn of_backlog(backlog: &Backlog, now: Timestamp) -> Option<Self> {
        let remark = backlog.remark()?;
        Some(Self {
            id: format!("dead-letters:{}", backlog.queue.as_str()),
            severity: Severity::Warning,
            title: remark.title,
            detail: remark.detail.into(),
            vendor: None,
            since: now,
            link: Some("/status".into()),
        })
    }

    /// A campaign that the system paused.
    pub fn of_campaign(campaign: &Campaign) -> Option<Self> {
        let reason = campaign.pause_reason.as_ref()?;
        Some(Self {
            id: format!("campaign:{}", campaign.id),
            severity: Severity::Warning,
            title: format!("Campaign “{}” is paused", campaign.name),
            detail: reason.in_words(),
            vendor: Some(reason.vendor.as_str()),
            since: reason.since,
            link: Some(format!("/campaigns/{}", campaign.id)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::breaker::Fault;
    use crate::ids::ImportId;
    use crate::national_list::ListEdition;

    #[test]
    fn an_open_breaker_is_critical_where_campaigns_stop_for_it() {
        let now = "2026-11-23T10:00:00Z".parse().unwrap();
        for (vendor, severity) in [(Vendor::Twilio, Severity::Critical), (Vendor::Zoom, Severity::Warning)] {
            let mut breaker = Breaker::closed(vendor);
            assert_eq!(Alert::of_breaker(&breaker), None);
            breaker.fault(&Fault::new(FaultKind::Refused, "HTTP 401"), now);
            let alert = Alert::of_breaker(&breaker).unwrap();
            assert_eq!((alert.severity, alert.vendor), (severity, Some(vendor.as_str())));
            assert!(alert.detail.ends_with("(HTTP 401)"));
        }
    }

    #[test]
    fn a_national_list_is_spoken_of_before_it_is_stale_and_critical_then() {
        let now: Timestamp = "2026-11-23T10:00:00Z".parse().unwrap();
        let edition = ListEdition::parse("TPS", "GB", "2026-11-01", now).unwrap();
        let import_id = ImportId::generate(now);
        let list = NationalList { edition, import_id, numbers: 1, imported_at: now, version: 1 };
        let of = |at: &str| Alert::of_national_list(&list, at.parse().unwrap()).map(|alert| alert.severity);
        assert_eq!(of("2026-11-23T10:00:00Z"), None);
        assert_eq!(of("2026-11-24T10:00:00Z"), Some(Severity::Warning));
        assert_eq!(of("2026-11-29T10:00:00Z"), Some(Severity::Critical));
    }
}
