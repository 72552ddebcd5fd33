//! Partners at API Gateway: each has a key of its own, in one of the few usage plans that all partners share
//! (infra/partner-plans.yaml): the smallest whose limit is at least the partner's.
//!
//! Every step may be repeated: what is there already is taken as it is, what is gone stays gone. A key
//! that is in no plan opens nothing, so a partner is switched off by taking its key out of its plan.

use std::time::Duration;

use aws_sdk_apigateway::Client;
use aws_sdk_apigateway::config::http::HttpResponse;
use aws_sdk_apigateway::config::timeout::TimeoutConfig;
use aws_sdk_apigateway::error::{ProvideErrorMetadata, SdkError};
use homework_domain::partner::{ApiKey, Partner, plan_limit};
use homework_domain::{Error, Result};
use homework_operations::partners::PartnerGateway;

/// The gateway's management is slower than what else we use.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(8);
const PLANS_PER_PAGE: i32 = 500;
/// What keys are ours: their tag of this name has the stack's name.
const TAG: &str = "homework:stack";

#[derive(Debug, Clone)]
pub(crate) struct Gateway {
    client: Client,
    /// The stack's name.
    stack: String,
}

impl Gateway {
    pub(crate) fn new(config: &aws_config::SdkConfig, stack: String) -> Self {
        let timeouts = TimeoutConfig::builder().operation_attempt_timeout(ATTEMPT_TIMEOUT).build();
        let config = aws_sdk_apigateway::config::Builder::from(config).timeout_config(timeouts).build();
        Self { client: Client::from_conf(config), stack }
    }

    /// Id and name of each plan, or of each that this key is in.
    async fn plans(&self, key: Option<&str>) -> Result<Vec<(String, String)>> {
        let request = self.client.get_usage_plans().set_key_id(key.map(str::to_owned)).limit(PLANS_PER_PAGE);
        let mut plans = vec![];
        let mut pages = request.into_paginator().items().send();
        while let Some(plan) = pages.next().await {
            let plan = plan.map_err(unavailable)?;
            plans.extend(plan.id.zip(plan.name));
        }
        Ok(plans)
    }

    async fn take_out(&self, plan: &str, key: &str) -> Result<()> {
        done(self.client.delete_usage_plan_key().usage_plan_id(plan).key_id(key).send().await)
    }

    async fn take_out_of_all(&self, key: &str) -> Result<()> {
        for (plan, _) in self.plans(Some(key)).await? {
            self.take_out(&plan, key).await?;
        }
        Ok(())
    }
}

impl PartnerGateway for Gateway {
    async fn create_key(&self, partner: &Partner, key: &ApiKey) -> Result<String> {
        let name = format!("homework-partner-{}-{}", partner.id, &key.hash().to_string()[..8]);
        let request = self.client.create_api_key().name(name).value(key.reveal()).enabled(true);
        // A repeat of a request whose answer was lost is refused. That key is nobody's, opens nothing, and goes
        // with the stack.
        let created = request.tags(TAG, &self.stack).send().await.map_err(unavailable)?;
        created.id.ok_or_else(|| Error::unavailable("API Gateway", "a key without an id"))
    }

    async fn attach(&self, partner: &Partner) -> Result<()> {
        let Some(key) = &partner.gateway_key_id else {
            return Err(Error::Conflict("the partner has no key at the gateway yet: regenerate it".into()));
        };
        let wanted = format!("{}-partners-{}", self.stack, plan_limit(partner.rate_limit));
        let (mut is_in, held) = (false, self.plans(Some(key)).await?);
        // A key is in one plan of a stage at most, and may still be in one that an earlier release made for it.
        for (plan, name) in held {
            if name == wanted {
                is_in = true;
            } else {
                self.take_out(&plan, key).await?;
            }
        }
        if is_in {
            return Ok(());
        }
        let plans = self.plans(None).await?;
        let (plan, _) = plans
            .into_iter()
            .find(|(_, name)| *name == wanted)
            .ok_or_else(|| Error::internal(format!("there is no usage plan {wanted}")))?;
        let request = self.client.create_usage_plan_key().usage_plan_id(plan).key_id(key).key_type("API_KEY");
        match request.send().await {
            Err(error) if !is(&error, "ConflictException") => Err(unavailable(error)),
            _ => Ok(()),
        }
    }

    async fn detach(&self, partner: &Partner) -> Result<()> {
        match &partner.gateway_key_id {
            Some(key) => self.take_out_of_all(key).await,
            None => Ok(()),
        }
    }

    async fn delete_key(&self, key: &str) -> Result<()> {
        match self.client.delete_api_key().api_key(key).send().await {
            // A key of an earlier release has no tag, and only those with the stack's are ours to delete. It opens
            // nothing any more, and goes with the stack.
            Err(error) if is(&error, "AccessDeniedException") => {
                tracing::warn!(key, "a key without the stack's tag stays behind");
                self.take_out_of_all(key).await
            }
            deleted => done(deleted),
        }
    }
}

fn is<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>, code: &str) -> bool {
    error.as_service_error().is_some_and(|e| e.code() == Some(code))
}

/// What is gone already needs no removing.
fn done<T, E: ProvideErrorMetadata>(result: Result<T, SdkError<E, HttpResponse>>) -> Result<()> {
    match result {
        Err(error) if !is(&error, "NotFoundException") => Err(unavailable(error)),
        _ => Ok(()),
    }
}

fn unavailable<E: ProvideErrorMetadata, R>(error: SdkError<E, R>) -> Error {
    let code = error.as_service_error().and_then(|e| e.code()).unwrap_or("no usable answer");
    Error::unavailable("API Gateway", code)
}
