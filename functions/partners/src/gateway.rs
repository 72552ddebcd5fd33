//! Partners at API Gateway: each has a key of its own in a usage plan of its own.
//!
//! Every step may be repeated: what is there already is taken as it is, what is gone stays gone. A key
//! that is in no plan opens nothing, so a partner is switched off by taking its key out of its plan.

use std::time::Duration;

use aws_sdk_apigateway::Client;
use aws_sdk_apigateway::config::http::HttpResponse;
use aws_sdk_apigateway::config::timeout::TimeoutConfig;
use aws_sdk_apigateway::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_apigateway::types::{ApiStage, Op, PatchOperation, ThrottleSettings};
use homework_domain::ids::PartnerId;
use homework_domain::partner::{ApiKey, Partner};
use homework_domain::{Error, Result};
use homework_operations::partners::PartnerGateway;

/// The gateway's management is slower than what else we use.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(8);
/// More keys than a partner ever has.
const KEYS_PER_PAGE: i32 = 500;

/// The API's stage that partners' keys open: the one through which the operator asks.
#[derive(Debug, Clone)]
pub(crate) struct Stage {
    pub(crate) api_id: String,
    pub(crate) stage: String,
}

#[derive(Debug, Clone)]
pub(crate) struct Gateway {
    client: Client,
}

impl Gateway {
    pub(crate) fn new(config: &aws_config::SdkConfig) -> Self {
        let timeouts = TimeoutConfig::builder().operation_attempt_timeout(ATTEMPT_TIMEOUT).build();
        let config = aws_sdk_apigateway::config::Builder::from(config).timeout_config(timeouts).build();
        Self { client: Client::from_conf(config) }
    }

    async fn create_plan(&self, partner: &Partner, stage: &Stage) -> Result<Option<String>> {
        let stage = ApiStage::builder().api_id(&stage.api_id).stage(&stage.stage).build();
        let (rate, burst) = throttle(partner.rate_limit);
        let throttle = ThrottleSettings::builder().rate_limit(rate).burst_limit(burst).build();
        let request = self.client.create_usage_plan().name(plan_name(partner.id)).api_stages(stage);
        Ok(request.throttle(throttle).send().await.map_err(unavailable)?.id)
    }

    async fn create_key(&self, partner: &Partner, key: &ApiKey) -> Result<Option<String>> {
        let name = format!("{}{}", key_prefix(partner.id), &key.hash().to_string()[..8]);
        let request = self.client.create_api_key().name(&name).value(key.reveal()).enabled(true);
        match request.send().await {
            Ok(created) => Ok(created.id),
            // A repeat of a request of ours whose answer was lost.
            Err(error) if is(&error, "ConflictException") => {
                let keys = self.client.get_api_keys().name_query(&name).send().await.map_err(unavailable)?;
                Ok(keys.items().first().and_then(|key| key.id()).map(str::to_owned))
            }
            Err(error) => Err(unavailable(error)),
        }
    }
}

impl PartnerGateway for Gateway {
    type Stage = Stage;

    async fn provision(&self, partner: &mut Partner, key: &ApiKey, stage: &Stage) -> Result<()> {
        if partner.gateway_plan_id.is_none() {
            partner.gateway_plan_id = self.create_plan(partner, stage).await?;
        }
        partner.gateway_key_id = self.create_key(partner, key).await?;
        Ok(())
    }

    async fn attach(&self, partner: &Partner) -> Result<()> {
        let (Some(plan), Some(key)) = (&partner.gateway_plan_id, &partner.gateway_key_id) else {
            return Err(Error::Conflict("the partner has no key at the gateway yet: regenerate it".into()));
        };
        let request = self.client.create_usage_plan_key().usage_plan_id(plan).key_id(key).key_type("API_KEY");
        match request.send().await {
            Ok(_) => Ok(()),
            Err(error) if is(&error, "ConflictException") => Ok(()),
            Err(error) => Err(unavailable(error)),
        }
    }

    async fn detach(&self, partner: &Partner) -> Result<()> {
        let (Some(plan), Some(key)) = (&partner.gateway_plan_id, &partner.gateway_key_id) else {
            return Ok(());
        };
        let request = self.client.delete_usage_plan_key().usage_plan_id(plan).key_id(key);
        done(request.send().await)
    }

    async fn set_rate(&self, partner: &Partner) -> Result<()> {
        let Some(plan) = &partner.gateway_plan_id else { return Ok(()) };
        let (rate, burst) = throttle(partner.rate_limit);
        let replace = |path: &str, value: String| {
            PatchOperation::builder().op(Op::Replace).path(path).value(value).build()
        };
        let request = self.client.update_usage_plan().usage_plan_id(plan);
        let request = request
            .patch_operations(replace("/throttle/rateLimit", rate.to_string()))
            .patch_operations(replace("/throttle/burstLimit", burst.to_string()));
        done(request.send().await)
    }

    async fn delete_key(&self, key: &str) -> Result<()> {
        done(self.client.delete_api_key().api_key(key).send().await)
    }

    async fn remove(&self, partner: &Partner, stage: &Stage) -> Result<()> {
        let keys = self.client.get_api_keys().name_query(key_prefix(partner.id)).limit(KEYS_PER_PAGE);
        let keys = keys.send().await.map_err(unavailable)?;
        for key in keys.items().iter().filter_map(|key| key.id()) {
            self.delete_key(key).await?;
        }
        let Some(plan) = &partner.gateway_plan_id else { return Ok(()) };
        // A plan that covers a stage cannot be deleted.
        let stage = PatchOperation::builder()
            .op(Op::Remove)
            .path("/apiStages")
            .value(format!("{}:{}", stage.api_id, stage.stage))
            .build();
        let uncovered =
            self.client.update_usage_plan().usage_plan_id(plan).patch_operations(stage).send().await;
        done(uncovered)?;
        done(self.client.delete_usage_plan().usage_plan_id(plan).send().await)
    }
}

fn plan_name(partner: PartnerId) -> String {
    format!("homework-partner-{partner}")
}

fn key_prefix(partner: PartnerId) -> String {
    format!("homework-partner-{partner}-")
}

/// The gateway's bucket: it holds a minute's worth of requests and refills evenly, by the second. Who
/// keeps to the limit in every minute never finds it empty; the function counts each minute exactly.
fn throttle(per_minute: u32) -> (f64, i32) {
    (f64::from(per_minute) / 60.0, i32::try_from(per_minute).unwrap_or(i32::MAX))
}

fn is<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>, code: &str) -> bool {
    error.as_service_error().is_some_and(|e| e.code() == Some(code))
}

/// What is gone already needs no removing. The local gateway answers a change with numbers as text, which
/// its client cannot read, so a success counts whatever it says.
fn done<T, E: ProvideErrorMetadata>(result: Result<T, SdkError<E, HttpResponse>>) -> Result<()> {
    let Err(error) = result else { return Ok(()) };
    let succeeded = error.raw_response().is_some_and(|response| response.status().is_success());
    if succeeded || is(&error, "NotFoundException") { Ok(()) } else { Err(unavailable(error)) }
}

fn unavailable<E: ProvideErrorMetadata, R>(error: SdkError<E, R>) -> Error {
    let code = error.as_service_error().and_then(|e| e.code()).unwrap_or("no usable answer");
    Error::unavailable("API Gateway", code)
}
