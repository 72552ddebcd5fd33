//! What operators spend in the playground.

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::AttributeValue;
use homework_domain::{Error, Result};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::error::unavailable;
use crate::keys;
use crate::table::{Store, key_item};

/// A day's count is of no use once the day is over everywhere.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(72);
const DAY_SECONDS: i64 = 24 * 60 * 60;

impl Store {
    /// Counts `tokens` on an operator's account of the present day (UTC), fewer than none to give some
    /// back: one conditional write, whoever else is asking at the same time.
    ///
    /// # Errors
    /// `TooManyRequests` until midnight UTC once `budget` is used up.
    pub async fn take_playground_tokens(
        &self,
        operator: &str,
        tokens: i64,
        budget: u64,
        now: Timestamp,
    ) -> Result<()> {
        let day = TimeZone::UTC.to_datetime(now).date();
        let number = |number: i64| AttributeValue::N(number.to_string());
        let request = self.client.update_item().table_name(&self.table);
        let counted = request
            .set_key(Some(key_item(&keys::playground_tokens(operator, day))))
            .update_expression("ADD tokens :tokens SET expires_at = :expires")
            .condition_expression("attribute_not_exists(tokens) OR tokens < :budget")
            .expression_attribute_values(":tokens", number(tokens))
            .expression_attribute_values(":budget", AttributeValue::N(budget.to_string()))
            .expression_attribute_values(":expires", number((now + KEPT_FOR).as_second()))
            .send()
            .await;
        match counted {
            Ok(_) => Ok(()),
            Err(SdkError::ServiceError(error)) if is_used_up(error.err()) => {
                let left = DAY_SECONDS - now.as_second().rem_euclid(DAY_SECONDS);
                Err(Error::TooManyRequests { retry_after_seconds: u32::try_from(left).unwrap_or(u32::MAX) })
            }
            Err(error) => Err(unavailable(error)),
        }
    }
}

fn is_used_up(error: &UpdateItemError) -> bool {
    error.is_conditional_check_failed_exception()
}
