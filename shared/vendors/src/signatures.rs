//! Whether a webhook is from Twilio, by the token in force: where a signature does not hold, the secret is
//! read again, since a rotated token is what Twilio signs with from that moment on.

use std::fmt;
use std::pin::Pin;
use std::time::{Duration, Instant};

use homework_integrations::signature;
use homework_runtime::webhook::SignatureCheck;
use homework_runtime::{Aws, Env, StartError};
use secrecy::SecretString;
use tokio::sync::Mutex;

use crate::Vendors;

/// Anybody may send signatures that do not hold: the secret is read no more often for that.
const READ_AGAIN_AFTER: Duration = Duration::from_secs(10);

type Reading = Pin<Box<dyn Future<Output = Result<SecretString, StartError>> + Send>>;

pub struct Signatures {
    read: Box<dyn Fn() -> Reading + Send + Sync>,
    token: Mutex<Token>,
}

struct Token {
    value: SecretString,
    /// When a wrong signature last had the secret read.
    read_again: Option<Instant>,
}

impl fmt::Debug for Signatures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signatures").finish_non_exhaustive()
    }
}

impl Signatures {
    /// With the token in force, which is read again from `TWILIO_SECRET_ARN`.
    pub fn new(token: SecretString, aws: Aws, env: Env) -> Self {
        Self::reading(token, move || Box::pin(read(aws.clone(), env.clone())))
    }

    fn reading(token: SecretString, read: impl Fn() -> Reading + Send + Sync + 'static) -> Self {
        Self { read: Box::new(read), token: Mutex::new(Token { value: token, read_again: None }) }
    }

    async fn holds(&self, url: &str, form: &[(String, String)], sent: &str) -> bool {
        let mut token = self.token.lock().await;
        if signature::verify(&token.value, url, form, sent) {
            return true;
        }
        if token.read_again.is_some_and(|at| at.elapsed() < READ_AGAIN_AFTER) {
            return false;
        }
        token.read_again = Some(Instant::now());
        match (self.read)().await {
            Ok(value) => token.value = value,
            Err(error) => tracing::error!(%error, "the secret cannot be read again"),
        }
        signature::verify(&token.value, url, form, sent)
    }
}

impl SignatureCheck for Signatures {
    fn check<'a>(
        &'a self,
        url: &'a str,
        form: &'a [(String, String)],
        sent: &'a str,
    ) -> Pin<Box<dyn Future<Output = bool> + Send + 'a>> {
        Box::pin(self.holds(url, form, sent))
    }
}

async fn read(aws: Aws, env: Env) -> Result<SecretString, StartError> {
    Ok(Vendors::new(&aws, &env)?.twilio_credentials().await?.auth_token)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[tokio::test]
    async fn a_rotated_token_is_read_when_a_signature_does_not_hold_but_not_for_each_that_is_forged() {
        // The token at hand was read once.
        let reads = Arc::new(AtomicU32::new(1));
        let counted = Arc::clone(&reads);
        let signatures = Signatures::reading(SecretString::from("token 1"), move || {
            let read = counted.fetch_add(1, Ordering::Relaxed) + 1;
            Box::pin(async move { Ok(SecretString::from(format!("token {read}"))) })
        });
        let url = "https://example.com/api/webhooks/twilio/voice";
        let signed = |token: &str| signature::sign(&SecretString::from(token), url, &[]);
        assert!(signatures.check(url, &[], &signed("token 1")).await);
        assert!(signatures.check(url, &[], &signed("token 2")).await, "rotated");
        for _ in 0..3 {
            assert!(!signatures.check(url, &[], &signed("forged")).await);
        }
        assert_eq!(reads.load(Ordering::Relaxed), 2);
    }
}
