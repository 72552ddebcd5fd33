//! What an operator should know now, as the API tells it.

use homework_domain::alert;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = AlertSeverity)]
pub(crate) enum Severity {
    #[expect(dead_code, reason = "part of the API's description from the beginning")]
    Info,
    /// Something works less well than it should.
    Warning,
    /// Calls are not placed.
    Critical,
}

/// Something an operator should know now. Times are UTC.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Alert {
    /// The same as long as the matter is the same.
    #[schema(example = "vendor:twilio")]
    id: String,
    severity: Severity,
    #[schema(example = "Twilio rejects our credentials")]
    title: String,
    #[schema(example = "HTTP 401, error 20003")]
    detail: String,
    /// The vendor it is about, if it is about one.
    #[schema(required, example = "twilio")]
    vendor: Option<&'static str>,
    since: Timestamp,
    /// The page of the dashboard that helps.
    #[schema(required, example = "/settings?tab=vendors")]
    link: Option<String>,
}

/// The alerts, the gravest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AlertList {
    pub(crate) alerts: Vec<Alert>,
}

impl From<alert::Alert> for Alert {
    fn from(alert: alert::Alert) -> Self {
        let alert::Alert { id, severity, title, detail, vendor, since, link } = alert;
        let severity = match severity {
            alert::Severity::Critical => Severity::Critical,
            alert::Severity::Warning => Severity::Warning,
        };
        Self { id, severity, title, detail, vendor, since, link }
    }
}
