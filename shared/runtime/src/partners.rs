//! Configuration that the partners' functions share.

use homework_domain::partner_webhook::Loopback;

use crate::env::{ConfigError, Env};

/// Reads `PARTNER_WEBHOOK_LOOPBACK`: whether partners' webhooks may go to this machine itself.
pub fn loopback(env: &Env) -> Result<Loopback, ConfigError> {
    Ok(if env.parsed("PARTNER_WEBHOOK_LOOPBACK")? { Loopback::Allowed } else { Loopback::Refused })
}
