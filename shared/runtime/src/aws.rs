//! Clients of the AWS services, made once per process and shared by every invocation.

use std::time::Duration;

use aws_config::BehaviorVersion;
use aws_config::retry::RetryConfig;
use aws_config::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::SharedInterceptor;
use homework_domain::audit::Retention;
use homework_domain::callable::CallableNumbers;
use homework_store::Store;

use crate::env::{ConfigError, Env};
use crate::files::Files;
use crate::metering::RequestCount;
use crate::queue::{Queue, Queues};
use crate::secrets::Secrets;

/// How long is waited for the answer of a service.
struct Patience {
    attempt: Duration,
    /// For one operation on the table, or one reading of a secret, with all its attempts.
    operation: Duration,
}

/// A turn on the phone cannot wait for a slow table: try again soon instead. It has two operations on the table
/// within the 15 s that Twilio waits, beside its own time.
const ON_THE_LINE: Patience =
    Patience { attempt: Duration::from_millis(1500), operation: Duration::from_millis(2800) };
/// Whoever sits before the dashboard waits rather than start over: for up to 29 s, as long as the gateway does.
const AT_A_DESK: Patience = Patience { attempt: Duration::from_secs(4), operation: Duration::from_secs(10) };
const CONNECT_TIMEOUT: Duration = Duration::from_millis(1000);

/// The AWS services, as the function's role and region have them.
#[derive(Debug, Clone)]
pub struct Aws {
    config: aws_config::SdkConfig,
    /// Of an operation on the table, or the reading of a secret.
    timeouts: TimeoutConfig,
    dynamodb_requests: RequestCount,
}

impl Aws {
    /// Where somebody is on the line, or a message that fails comes again.
    pub async fn load() -> Self {
        Self::with(ON_THE_LINE).await
    }

    /// Where an operator or a partner waits for an answer.
    pub async fn load_for_api() -> Self {
        Self::with(AT_A_DESK).await
    }

    async fn with(patience: Patience) -> Self {
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .operation_attempt_timeout(patience.attempt)
            .build();
        let whole = timeouts.to_builder().operation_timeout(patience.operation).build();
        let config = aws_config::defaults(BehaviorVersion::latest())
            .timeout_config(timeouts)
            .retry_config(RetryConfig::standard().with_max_attempts(4))
            .load()
            .await;
        Self { config, timeouts: whole, dynamodb_requests: RequestCount::default() }
    }

    /// For clients of services that a single function uses.
    pub fn config(&self) -> &aws_config::SdkConfig {
        &self.config
    }

    /// The table named by `TABLE_NAME`. It takes in leads with numbers that `CALLABLE_COUNTRIES` and
    /// `CALLER_NUMBER` allow, keeps what calls were decided by for `EVIDENCE_DAYS`, and has its lists of all leads and
    /// calls in as many partitions as `LIST_SHARDS` says.
    pub fn store(&self, env: &Env) -> Result<Store, ConfigError> {
        let mut config = aws_sdk_dynamodb::config::Builder::from(&self.config);
        config.push_interceptor(SharedInterceptor::permanent(self.dynamodb_requests.clone()));
        let config = config
            .timeout_config(self.timeouts.clone())
            // The attempt's time-out covers the whole of an answer, which is short.
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
        let store = Store::new(config, env.required("TABLE_NAME")?);
        let evidence = Retention::of_days(env.parsed("EVIDENCE_DAYS")?);
        let lists = env.parsed("LIST_SHARDS")?;
        Ok(store.taking(callable_numbers(env)?).keeping_evidence(evidence).spreading(lists))
    }

    /// The queue whose URL is in the variable `name`.
    pub fn queue(&self, env: &Env, name: &'static str) -> Result<Queue, ConfigError> {
        Ok(Queue::new(aws_sdk_sqs::Client::new(&self.config), env.required(name)?))
    }

    /// All queues, by the variables that name their URLs.
    pub fn queues(&self, env: &Env) -> Result<Queues, ConfigError> {
        Queues::new(aws_sdk_sqs::Client::new(&self.config), env)
    }

    /// The bucket named by `FILES_BUCKET`.
    pub fn files(&self, env: &Env) -> Result<Files, ConfigError> {
        Ok(Files::new(&self.config, env.required("FILES_BUCKET")?))
    }

    pub fn secrets(&self) -> Secrets {
        let config = aws_sdk_secretsmanager::config::Builder::from(&self.config);
        Secrets::new(aws_sdk_secretsmanager::Client::from_conf(
            config.timeout_config(self.timeouts.clone()).build(),
        ))
    }

    /// Counts the requests sent to DynamoDB by this process, retries included.
    pub fn dynamodb_requests(&self) -> RequestCount {
        self.dynamodb_requests.clone()
    }
}

/// The numbers that are called, as the environment says.
pub fn callable_numbers(env: &Env) -> Result<CallableNumbers, ConfigError> {
    let name = "CALLABLE_COUNTRIES";
    let countries = env.optional(name).unwrap_or_default();
    let own = env.optional("CALLER_NUMBER").unwrap_or_default();
    CallableNumbers::parse(&countries, &own)
        .map_err(|error| ConfigError::Wrong { name, problem: error.to_string() })
}

/// A limit that the environment sets, such as of calls at once; `None` where it sets none, which is 0.
pub fn limit(env: &Env, name: &'static str) -> Result<Option<u32>, ConfigError> {
    let most: u32 = env.parsed(name)?;
    Ok((most > 0).then_some(most))
}
