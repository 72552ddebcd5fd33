//! Logs and metrics: one JSON object a line, for CloudWatch. Ids are logged; names, numbers, e-mails and
//! speech never are. `RUST_LOG` sets the level.
//!
//! Every line says which invocation it belongs to (`request_id`) and, where one asked for it, which operator.
//! An event with the target [`metric::TARGET`] becomes a metric of CloudWatch's embedded format: its numbers are what is
//! measured, its texts the dimensions.
//! Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use homework_domain::metric;
use serde_json::{Map, Value, json};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::format::{Format, Json, JsonFields, Writer};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields, format};
use tracing_subscriber::registry::LookupSpan;

use crate::env::Env;

/// A library that would put a vendor's answers, and so people's words, into the log; and a span around every
/// invocation, which costs its formatting and is not printed.
const SILENCED: [&str; 2] = ["async_openai=off", "lambda_runtime::layers::trace=off"];

/// Where CloudWatch keeps metrics that are given no place of their own: `METRIC_NAMESPACE` names it.
const NAMESPACE: &str = "HomeWork";

/// What the process is at. A process serves one invocation at a time.
static CURRENT: Mutex<Invocation> = Mutex::new(Invocation { request_id: String::new(), operator: None });

#[derive(Debug)]
struct Invocation {
    request_id: String,
    operator: Option<String>,
}

impl Invocation {
    fn current() -> MutexGuard<'static, Self> {
        CURRENT.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// From here on lines belong to this invocation.
pub fn begin(request_id: &str) {
    let mut current = Invocation::current();
    request_id.clone_into(&mut current.request_id);
    current.operator = None;
}

/// The invocation's, for whoever wants to find its lines; `None` outside of one.
pub(crate) fn request_id() -> Option<String> {
    Some(Invocation::current().request_id.clone()).filter(|id| !id.is_empty())
}

/// This operator, named by the subject of their token, asked for what is done.
pub(crate) fn asked_by(operator: &str) {
    Invocation::current().operator = Some(operator.to_owned());
}

/// Starts logging; once per process, before anything else.
pub fn init() {
    let mut filter = EnvFilter::builder().with_default_directive(LevelFilter::INFO.into()).from_env_lossy();
    for directive in SILENCED.iter().filter_map(|silenced| silenced.parse().ok()) {
        filter = filter.add_directive(directive);
    }
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter);
    subscriber.fmt_fields(JsonFields::new()).event_format(Lines::new()).init();
}

/// Writes events as lines.
struct Lines {
    format: Format<Json, ()>,
    namespace: String,
}

impl Lines {
    fn new() -> Self {
        let json = format().json().flatten_event(true).with_current_span(false).with_span_list(false);
        let namespace = Env::of_process().optional("METRIC_NAMESPACE");
        Self { format: json.without_time(), namespace: namespace.unwrap_or_else(|| NAMESPACE.to_owned()) }
    }
}

impl<S, N> FormatEvent<S, N> for Lines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        if event.metadata().target() == metric::TARGET {
            let mut fields = Fields::default();
            event.record(&mut fields);
            return writeln!(writer, "{}", fields.metric(&self.namespace, SystemTime::now()));
        }
        let mut line = String::new();
        self.format.format_event(context, Writer::new(&mut line), event)?;
        writer.write_char('{')?;
        let current = Invocation::current();
        for (name, id) in [("request_id", Some(&current.request_id)), ("operator", current.operator.as_ref())]
        {
            if let Some(id) = id.filter(|id| !id.is_empty()) {
                write!(writer, "\"{name}\":{},", Value::from(id.as_str()))?;
            }
        }
        writer.write_str(line.strip_prefix('{').unwrap_or(&line))
    }
}

/// The fields of an event that is a metric.
#[derive(Default)]
struct Fields(Map<String, Value>);

impl Fields {
    fn metric(self, namespace: &str, at: SystemTime) -> Value {
        let names = |wanted: fn(&Value) -> bool| -> Vec<&String> {
            self.0.iter().filter(|(_, value)| wanted(value)).map(|(name, _)| name).collect()
        };
        let metrics: Vec<_> = names(Value::is_number)
            .into_iter()
            .map(|name| json!({"Name": name, "Unit": if name.ends_with("_ms") { "Milliseconds" } else { "Count" }}))
            .collect();
        let millis = at.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
        let described = json!({
            "Timestamp": u64::try_from(millis).unwrap_or_default(),
            "CloudWatchMetrics": [
                {"Namespace": namespace, "Dimensions": [names(Value::is_string)], "Metrics": metrics},
            ],
        });
        let mut line = self.0;
        line.insert("_aws".into(), described);
        Value::Object(line)
    }
}

impl Visit for Fields {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.0.insert(field.name().into(), value.into());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.0.insert(field.name().into(), value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.0.insert(field.name().into(), value.into());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().into(), value.into());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name().into(), format!("{value:?}").into());
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::Arc;

    use super::*;

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Written {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn lines(work: impl FnOnce()) -> Vec<Value> {
        let written = Written::default();
        let writer = written.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_writer(move || writer.clone())
            .fmt_fields(JsonFields::new())
            .event_format(Lines::new())
            .finish();
        tracing::subscriber::with_default(subscriber, work);
        let text = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn a_line_names_its_invocation_and_a_metric_is_described() {
        let lines = lines(|| {
            begin("c6af9ac6-\"1");
            asked_by("5f2b6d1e");
            tracing::warn!(call_id = "01KB", "the call was not placed");
            begin("c6af9ac6-2");
            tracing::info!("next");
            tracing::info!(target: metric::TARGET, outcome = "NO_ANSWER", calls = 1_u64, latency_ms = 2.5);
        });
        assert_eq!(lines[0]["request_id"], "c6af9ac6-\"1");
        assert_eq!(lines[0]["operator"], "5f2b6d1e");
        assert_eq!((&lines[0]["level"], &lines[0]["call_id"]), (&json!("WARN"), &json!("01KB")));
        assert_eq!((&lines[1]["request_id"], lines[1].get("operator")), (&json!("c6af9ac6-2"), None));
        assert_eq!((&lines[2]["calls"], &lines[2]["outcome"]), (&json!(1), &json!("NO_ANSWER")));
        assert!(lines[2]["_aws"]["Timestamp"].as_u64().unwrap() > 1_700_000_000_000);
        let described = json!([{"Namespace": "HomeWork", "Dimensions": [["outcome"]], "Metrics": [
            {"Name": "calls", "Unit": "Count"}, {"Name": "latency_ms", "Unit": "Milliseconds"},
        ]}]);
        assert_eq!(lines[2]["_aws"]["CloudWatchMetrics"], described);
    }
}
