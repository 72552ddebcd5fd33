//! Which vendors are real and which are the sandbox, and what the template is told of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::system::demo;
use crate::system::env_file::EnvFile;

/// Variables that are handed to a template parameter as they are.
const SETTINGS: [(&str, &str); 26] = [
    ("AGENT_NAME", "AgentName"),
    ("COMPANY_NAME", "CompanyName"),
    ("OPENAI_MODEL", "OpenAiModel"),
    ("OPENAI_REASONING_EFFORT", "OpenAiReasoningEffort"),
    ("TURN_DEADLINE_MS", "TurnDeadlineMs"),
    ("PLAYGROUND_TOKENS_PER_DAY", "PlaygroundTokensPerDay"),
    ("CALLING_HOURS", "CallingHours"),
    ("CALLING_DAYS", "CallingDays"),
    ("CALLABLE_COUNTRIES", "CallableCountries"),
    ("STAGGER_SECONDS", "StaggerSeconds"),
    ("MINIMUM_STAGGER_SECONDS", "MinimumStaggerSeconds"),
    ("CALLS_PER_DAY", "CallsPerDay"),
    ("CAMPAIGN_CALLS_PER_DAY", "CampaignCallsPerDay"),
    ("CALLS_PER_SECOND", "CallsPerSecond"),
    ("CALLS_AT_ONCE", "CallsAtOnce"),
    ("RING_TIMEOUT_SECONDS", "RingTimeoutSeconds"),
    ("CALL_TIME_LIMIT_SECONDS", "CallTimeLimitSeconds"),
    ("RECORD_CALLS", "RecordCalls"),
    ("CALENDAR_TIME_ZONE", "CalendarTimeZone"),
    ("WORKING_HOURS", "WorkingHours"),
    ("WORKING_DAYS", "WorkingDays"),
    ("LEAD_MEETING_HOURS", "LeadMeetingHours"),
    ("LEAD_MEETING_DAYS", "LeadMeetingDays"),
    ("MINIMUM_NOTICE_MINUTES", "MinimumNoticeMinutes"),
    ("PUBLIC_WEBHOOK_URL", "WebhookBaseUrl"),
    ("LOG_LEVEL", "LogLevel"),
];

const CREDENTIALS: [&str; 11] = [
    "TWILIO_ACCOUNT_SID",
    "TWILIO_AUTH_TOKEN",
    "TWILIO_PHONE_NUMBER",
    "OPENAI_API_KEY",
    "GOOGLE_CALENDAR_CREDENTIALS_FILE",
    "GOOGLE_CALENDAR_ID",
    "GOOGLE_DELEGATED_USER_EMAIL",
    "ZOOM_ACCOUNT_ID",
    "ZOOM_CLIENT_ID",
    "ZOOM_CLIENT_SECRET",
    "ELEVENLABS_API_KEY",
];

/// A vendor's variable for another address, the template parameter, and the sandbox's path for it.
struct Address {
    variable: &'static str,
    parameter: &'static str,
    sandbox_path: &'static str,
}

const TWILIO: Address =
    Address { variable: "TWILIO_BASE_URL", parameter: "TwilioBaseUrl", sandbox_path: "/twilio" };
const OPENAI: Address =
    Address { variable: "OPENAI_BASE_URL", parameter: "OpenAiBaseUrl", sandbox_path: "/openai/v1" };
const GOOGLE: Address =
    Address { variable: "GOOGLE_BASE_URL", parameter: "GoogleBaseUrl", sandbox_path: "/google" };
const ZOOM: Address = Address { variable: "ZOOM_BASE_URL", parameter: "ZoomBaseUrl", sandbox_path: "/zoom" };
const ELEVENLABS: Address =
    Address { variable: "ELEVENLABS_BASE_URL", parameter: "ElevenLabsBaseUrl", sandbox_path: "/elevenlabs" };

/// Reads `.env` of the repository at `root`.
pub(crate) fn read_env_file(root: &Path) -> Result<EnvFile> {
    EnvFile::read(&root.join(".env"), &known_variables())
}

fn known_variables() -> Vec<&'static str> {
    let addresses = [TWILIO, OPENAI, GOOGLE, ZOOM, ELEVENLABS].map(|address| address.variable);
    SETTINGS.iter().map(|(variable, _)| *variable).chain(CREDENTIALS).chain(addresses).collect()
}

/// What is deployed where `.env` and the defaults are put together.
#[derive(Debug)]
pub(crate) struct Vendors {
    pub(crate) parameters: BTreeMap<&'static str, String>,
    /// Vendor → the document of its secret.
    pub(crate) secrets: BTreeMap<&'static str, Value>,
    /// The vendors that are not simulated.
    pub(crate) real: Vec<&'static str>,
    pub(crate) webhook_url: Option<String>,
}

impl Vendors {
    /// Decides vendor by vendor: one whose credentials are set is real, another is the sandbox.
    pub(crate) fn choose(env: &EnvFile, sandbox_url: &str, google_key: &str) -> Result<Self> {
        let mut vendors = Self {
            parameters: BTreeMap::new(),
            secrets: BTreeMap::new(),
            real: Vec::new(),
            webhook_url: env.get("PUBLIC_WEBHOOK_URL").map(|url| url.trim_end_matches('/').to_owned()),
        };
        let twilio = env.all(["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_PHONE_NUMBER"])?.map(
            |[sid, token, number]| json!({ "account_sid": sid, "auth_token": token, "phone_number": number }),
        );
        let openai = env.get("OPENAI_API_KEY").map(|key| json!({ "api_key": key }));
        let google = google_credentials(env)?;
        let mut zoom = env.all(["ZOOM_ACCOUNT_ID", "ZOOM_CLIENT_ID", "ZOOM_CLIENT_SECRET"])?.map(
            |[account, id, secret]| json!({ "account_id": account, "client_id": id, "client_secret": secret }),
        );
        if google.is_some() && zoom.is_none() {
            // A real guest must not be invited to a simulated meeting: without Zoom it is Google Meet.
            zoom = Some(json!({}));
        }
        let elevenlabs = env.get("ELEVENLABS_API_KEY").map(|key| json!({ "api_key": key }));

        let simulated_calls = twilio.is_none();
        vendors.add("twilio", &TWILIO, env, sandbox_url, twilio, demo::twilio());
        if let Some(number) = vendors.secrets.get("twilio").and_then(|secret| secret["phone_number"].as_str())
        {
            vendors.parameters.insert("CallerNumber", number.to_owned());
        }
        vendors.add("openai", &OPENAI, env, sandbox_url, openai, demo::openai());
        vendors.add("google", &GOOGLE, env, sandbox_url, google, demo::google(google_key));
        vendors.add("zoom", &ZOOM, env, sandbox_url, zoom, demo::zoom());
        vendors.add("elevenlabs", &ELEVENLABS, env, sandbox_url, elevenlabs, demo::elevenlabs());
        vendors.add_settings(env, simulated_calls);
        Ok(vendors)
    }

    fn add(
        &mut self,
        name: &'static str,
        address: &Address,
        env: &EnvFile,
        sandbox_url: &str,
        credentials: Option<Value>,
        demo_credentials: Value,
    ) {
        let real = credentials.is_some();
        let base_url = match env.get(address.variable) {
            Some(url) => url.to_owned(),
            None if real => String::new(),
            None => format!("{sandbox_url}{}", address.sandbox_path),
        };
        self.parameters.insert(address.parameter, base_url);
        self.secrets.insert(name, credentials.unwrap_or(demo_credentials));
        if real {
            self.real.push(name);
        }
    }

    fn add_settings(&mut self, env: &EnvFile, simulated_calls: bool) {
        // A partner's webhook may be a program on this machine, and need not wait long.
        self.parameters.insert("PartnerWebhookLoopback", "true".to_owned());
        self.parameters.insert("PartnerWebhookRetrySeconds", "1".to_owned());
        if simulated_calls {
            // Simulated leads may be phoned at any hour; real people only when they want to be.
            self.parameters.insert("CallingHours", "00:00-24:00".to_owned());
            self.parameters.insert("MinimumStaggerSeconds", "0".to_owned());
            self.parameters.insert("CallsPerDay", "1000000".to_owned());
            self.parameters.insert("CallsPerSecond", "0".to_owned());
            self.parameters.insert("CampaignCallsPerDay", "1000000".to_owned());
            self.parameters.insert("CallingDays", "Mon-Sun".to_owned());
            self.parameters.insert("RecordCalls", "true".to_owned());
        }
        self.parameters.insert("CalendarTimeZone", demo::TIME_ZONE.to_owned());
        for (variable, parameter) in SETTINGS {
            if let Some(value) = env.get(variable) {
                self.parameters.insert(parameter, value.to_owned());
            }
        }
        if let Some(url) = &self.webhook_url {
            self.parameters.insert("WebhookBaseUrl", url.clone());
            self.parameters.insert("PublicApiUrl", url.clone());
        }
    }

    pub(crate) fn calls_are_real(&self) -> bool {
        self.real.contains(&"twilio")
    }

    /// The calendar's time zone.
    pub(crate) fn time_zone(&self) -> &str {
        self.parameters.get("CalendarTimeZone").map_or(demo::TIME_ZONE, String::as_str)
    }

    /// Fails where real people would be called in a way that cannot work or is not wanted.
    pub(crate) fn check_real_calls(&self, has_own_leads: bool, demo: bool) -> Result<()> {
        if !self.calls_are_real() {
            return Ok(());
        }
        if self.webhook_url.is_none() {
            bail!(
                "Twilio's credentials are set but Twilio cannot reach this machine: \
                 set PUBLIC_WEBHOOK_URL in .env to a tunnel's address"
            );
        }
        if demo && !has_own_leads {
            bail!(
                "Twilio is real and the sample leads are invented: \
                 pass --leads FILE.csv with people who expect the call, or --no-demo"
            );
        }
        Ok(())
    }
}

fn google_credentials(env: &EnvFile) -> Result<Option<Value>> {
    let Some([file, calendar]) = env.all(["GOOGLE_CALENDAR_CREDENTIALS_FILE", "GOOGLE_CALENDAR_ID"])? else {
        return Ok(None);
    };
    let text = fs::read_to_string(file)
        .with_context(|| format!("cannot read GOOGLE_CALENDAR_CREDENTIALS_FILE, {file}"))?;
    let credentials: Value = serde_json::from_str(&text).with_context(|| format!("{file} is not JSON"))?;
    Ok(Some(json!({
        "calendar_id": calendar,
        "credentials": credentials,
        "delegated_user": env.get("GOOGLE_DELEGATED_USER_EMAIL"),
    })))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Vendors, known_variables};
    use crate::system::env_file::EnvFile;

    const SANDBOX: &str = "http://127.0.0.1:4570";
    const TWILIO: [(&str, &str); 3] =
        [("TWILIO_ACCOUNT_SID", "AC1"), ("TWILIO_AUTH_TOKEN", "secret"), ("TWILIO_PHONE_NUMBER", "+1")];

    fn chosen(variables: &[(&str, &str)]) -> Vendors {
        Vendors::choose(&EnvFile::of(variables), SANDBOX, "key").unwrap()
    }

    #[test]
    fn without_credentials_everything_is_simulated() {
        let vendors = chosen(&[]);
        assert!(vendors.real.is_empty());
        assert_eq!(vendors.parameters["OpenAiBaseUrl"], format!("{SANDBOX}/openai/v1"));
        assert_eq!(vendors.parameters["CallingHours"], "00:00-24:00");
    }

    #[test]
    fn a_vendor_with_credentials_is_real_and_the_others_are_not() {
        let vendors = chosen(&[("OPENAI_API_KEY", "sk-1")]);
        assert_eq!(vendors.real, ["openai"]);
        assert_eq!(vendors.parameters["OpenAiBaseUrl"], "");
        assert_eq!(vendors.secrets["openai"], json!({ "api_key": "sk-1" }));
        assert_eq!(vendors.parameters["ZoomBaseUrl"], format!("{SANDBOX}/zoom"));
    }

    #[test]
    fn real_calls_keep_the_usual_hours() {
        let vendors = chosen(&TWILIO);
        assert!(vendors.calls_are_real());
        assert!(!vendors.parameters.contains_key("CallingHours"));
    }

    #[test]
    fn real_calls_need_a_way_back_and_leads_of_ones_own() {
        let error = chosen(&TWILIO).check_real_calls(true, true).unwrap_err();
        assert!(error.to_string().contains("PUBLIC_WEBHOOK_URL"), "{error}");

        let reachable = [&TWILIO[..], &[("PUBLIC_WEBHOOK_URL", "https://tunnel.example/")]].concat();
        let vendors = chosen(&reachable);
        assert_eq!(vendors.parameters["WebhookBaseUrl"], "https://tunnel.example");
        assert_eq!(vendors.parameters["PublicApiUrl"], "https://tunnel.example");
        let error = vendors.check_real_calls(false, true).unwrap_err();
        assert!(error.to_string().contains("--leads"), "{error}");
        vendors.check_real_calls(true, true).unwrap();
    }

    #[test]
    fn the_example_documents_every_variable() {
        let example = include_str!("../../../../.env.example");
        let documented = example.lines().filter(|line| !line.starts_with('#'));
        let mut documented: Vec<&str> = documented.filter_map(|line| line.strip_suffix('=')).collect();
        let mut known = known_variables();
        documented.sort_unstable();
        known.sort_unstable();
        assert_eq!(documented, known);
    }
}
