//! Whether a webhook is from Twilio, by the token in force: where a signature does not hold, the secret is
//! read again, since a rotated token is what Twilio signs with from that moment on.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use homework_domain::{Clock, Result};
use homework_integrations::credentials::TwilioCredentials;
use homework_integrations::secret::Secret;
use homework_integrations::signature;
use homework_runtime::webhook::SignatureCheck;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;

/// Anybody may send signatures that do not hold: the secret is read no more often for that.
const READ_AGAIN_AFTER: SignedDuration = SignedDuration::from_secs(10);

pub struct Signatures {
    secret: Secret<TwilioCredentials>,
    clock: Arc<dyn Clock>,
    /// When a wrong signature last had the secret read.
    read_again: Mutex<Option<Timestamp>>,
}

impl fmt::Debug for Signatures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signatures").finish_non_exhaustive()
    }
}

impl Signatures {
    pub fn new(secret: Secret<TwilioCredentials>, clock: Arc<dyn Clock>) -> Self {
        Self { secret, clock, read_again: Mutex::default() }
    }

    async fn holds(&self, url: &str, form: &[(String, String)], sent: &str) -> Result<bool> {
        let known = self.secret.get().await?;
        if is_signed(&known, url, form, sent) {
            return Ok(true);
        }
        // Held over the reading, so that whoever comes meanwhile sees what was read.
        let mut read_again = self.read_again.lock().await;
        let now = self.clock.now();
        let renewed = match *read_again {
            Some(at) if now < at + READ_AGAIN_AFTER => Some(self.secret.get().await?),
            _ => {
                *read_again = Some(now);
                self.secret.instead_of(&known).await
            }
        };
        Ok(renewed.is_some_and(|renewed| is_signed(&renewed, url, form, sent)))
    }
}

/// While Twilio has two tokens it signs with the primary one, and the secret may hold the other already.
fn is_signed(credentials: &TwilioCredentials, url: &str, form: &[(String, String)], sent: &str) -> bool {
    let tokens = std::iter::once(&credentials.auth_token).chain(&credentials.previous_auth_token);
    tokens.into_iter().any(|token| signature::verify(token, url, form, sent))
}

impl SignatureCheck for Signatures {
    fn check<'a>(
        &'a self,
        url: &'a str,
        form: &'a [(String, String)],
        sent: &'a str,
    ) -> Pin<Box<dyn Future<Output = Result<bool>> + Send + 'a>> {
        Box::pin(self.holds(url, form, sent))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex as StdMutex;
    use std::sync::atomic::{AtomicU32, Ordering};

    use homework_domain::Error;
    use secrecy::SecretString;
    use serde_json::{Value, json};

    use super::*;

    const URL: &str = "https://example.com/api/webhooks/twilio/voice";

    /// What the secret holds, how often it was read, and the time.
    struct World {
        secret: StdMutex<Value>,
        reads: AtomicU32,
        now: StdMutex<Timestamp>,
    }

    impl Clock for World {
        fn now(&self) -> Timestamp {
            *self.now.lock().unwrap()
        }
    }

    impl World {
        fn with(token: &str) -> (Arc<Self>, Signatures) {
            let world = Arc::new(Self {
                secret: StdMutex::default(),
                reads: AtomicU32::new(0),
                now: StdMutex::new(Timestamp::UNIX_EPOCH),
            });
            world.put(token, None);
            let read = Arc::clone(&world);
            let secret = Secret::new("Twilio", world.clone(), move || {
                read.reads.fetch_add(1, Ordering::SeqCst);
                std::future::ready(Ok(read.secret.lock().unwrap().to_string().into()))
            });
            (Arc::clone(&world), Signatures::new(secret, world))
        }

        fn put(&self, token: &str, previous: Option<&str>) {
            *self.secret.lock().unwrap() = json!({"account_sid": "AC1", "auth_token": token,
                "previous_auth_token": previous, "phone_number": "+15005550006"});
        }

        fn wait(&self, time: SignedDuration) {
            *self.now.lock().unwrap() += time;
        }

        fn reads(&self) -> u32 {
            self.reads.load(Ordering::SeqCst)
        }
    }

    async fn holds(signatures: &Signatures, token: &str) -> bool {
        let sent = signature::sign(&SecretString::from(token), URL, &[]);
        signatures.check(URL, &[], &sent).await.unwrap()
    }

    #[tokio::test]
    async fn a_rotated_token_is_read_when_a_signature_does_not_hold_but_not_for_each_that_is_forged() {
        let (world, signatures) = World::with("old");
        assert!(holds(&signatures, "old").await);
        world.put("new", None);
        assert!(holds(&signatures, "new").await, "rotated");
        for _ in 0..3 {
            assert!(!holds(&signatures, "forged").await);
        }
        assert_eq!(world.reads(), 2);
        world.wait(READ_AGAIN_AFTER);
        assert!(!holds(&signatures, "forged").await);
        assert_eq!(world.reads(), 3);
    }

    #[tokio::test]
    async fn while_twilio_has_two_tokens_both_hold_and_later_the_one_before_does_not() {
        let (world, signatures) = World::with("old");
        assert!(holds(&signatures, "old").await);
        world.put("new", Some("old"));
        world.wait(SignedDuration::from_mins(5));
        assert!(holds(&signatures, "old").await && holds(&signatures, "new").await);
        assert_eq!(world.reads(), 2, "neither is a reason to read it again");
        world.put("new", None);
        world.wait(SignedDuration::from_mins(5));
        assert!(!holds(&signatures, "old").await && holds(&signatures, "new").await);
    }

    #[tokio::test]
    async fn without_a_token_it_is_not_known_who_sent_it() {
        let (world, signatures) = World::with("old");
        *world.secret.lock().unwrap() = json!({});
        let answer = signatures.check(URL, &[], "forged").await;
        assert!(matches!(answer, Err(Error::Credentials { .. })));
    }
}
