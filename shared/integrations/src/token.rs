//! Access tokens: asked for once, kept until shortly before they expire.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use homework_domain::{Clock, Error, Result};
use jiff::{SignedDuration, Timestamp};
use reqwest::{RequestBuilder, Response, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::sync::Mutex;

use crate::http;
use crate::secret::Secret;

/// A token is not used in its last minute: it must outlive the request it goes with.
const MARGIN: SignedDuration = SignedDuration::from_secs(60);

/// What a token endpoint answers.
#[derive(Debug, Deserialize)]
pub(crate) struct Grant {
    pub(crate) access_token: SecretString,
    pub(crate) expires_in: u32,
    /// What the token allows, where the endpoint says so.
    #[serde(default)]
    pub(crate) scope: Option<String>,
}

/// Where tokens come from.
pub(crate) trait TokenSource: Send + Sync {
    const SERVICE: &'static str;
    type Secret: DeserializeOwned + Send + Sync;

    fn secret(&self) -> &Secret<Self::Secret>;

    /// Asks for a new token with what the secret holds.
    fn obtain(&self, secret: &Self::Secret, now: Timestamp) -> impl Future<Output = Result<Grant>> + Send;
}

#[derive(Debug)]
struct Held {
    token: SecretString,
    expires_at: Timestamp,
}

/// Sends requests with a bearer token. However many ask at once, one token is obtained.
pub(crate) struct Bearer<S> {
    source: S,
    clock: Arc<dyn Clock>,
    held: Mutex<Option<Held>>,
}

impl<S: TokenSource> Bearer<S> {
    pub(crate) fn new(source: S, clock: Arc<dyn Clock>) -> Self {
        Self { source, clock, held: Mutex::new(None) }
    }

    pub(crate) fn source(&self) -> &S {
        &self.source
    }

    /// Sends `request`, and once more with a new token if the vendor takes the old one no longer.
    pub(crate) async fn send(&self, request: RequestBuilder, timeout: Duration) -> Result<Response> {
        let again = request.try_clone();
        let token = self.token().await?;
        let response = http::send(S::SERVICE, request.bearer_auth(token.expose_secret()), timeout).await?;
        let Some(again) = again.filter(|_| response.status() == StatusCode::UNAUTHORIZED) else {
            return Ok(response);
        };
        self.forget(&token).await;
        let token = self.token().await?;
        http::send(S::SERVICE, again.bearer_auth(token.expose_secret()), timeout).await
    }

    /// A new grant, for looking at what it allows.
    pub(crate) async fn grant(&self) -> Result<Grant> {
        let (source, now) = (&self.source, self.clock.now());
        let secret = source.secret().get().await?;
        let obtain = |secret: Arc<S::Secret>| async move { source.obtain(&secret, now).await };
        let is_refused = |answer: &Result<Grant>| matches!(answer, Err(Error::Credentials { .. }));
        source.secret().ask(secret, obtain, is_refused).await
    }

    /// A token that is good for a request now.
    pub(crate) async fn token(&self) -> Result<SecretString> {
        // Held over the request on purpose: whoever comes meanwhile waits for this token.
        let mut held = self.held.lock().await;
        let now = self.clock.now();
        if let Some(valid) = held.as_ref().filter(|held| now + MARGIN < held.expires_at) {
            return Ok(valid.token.clone());
        }
        let grant = self.grant().await?;
        let expires_at = now + SignedDuration::from_secs(grant.expires_in.into());
        *held = Some(Held { token: grant.access_token.clone(), expires_at });
        Ok(grant.access_token)
    }

    /// Drops a token that was refused, unless somebody has already replaced it.
    async fn forget(&self, refused: &SecretString) {
        let mut held = self.held.lock().await;
        if held.as_ref().is_some_and(|held| held.token.expose_secret() == refused.expose_secret()) {
            *held = None;
        }
    }
}

impl<S> fmt::Debug for Bearer<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bearer").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};

    use super::*;

    /// Takes every key from the one in force on.
    struct Counting {
        asked: AtomicU32,
        secret: Secret<u32>,
        in_force: u32,
    }

    impl TokenSource for Counting {
        const SERVICE: &'static str = "Test";
        type Secret = u32;

        fn secret(&self) -> &Secret<u32> {
            &self.secret
        }

        async fn obtain(&self, key: &u32, _now: Timestamp) -> Result<Grant> {
            tokio::task::yield_now().await;
            if *key < self.in_force {
                return Err(Error::credentials("Test", "HTTP 400 invalid_grant"));
            }
            let number = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
            Ok(Grant { access_token: format!("token-{number}").into(), expires_in: 3600, scope: None })
        }
    }

    struct Hands(AtomicI64);

    impl Clock for Hands {
        fn now(&self) -> Timestamp {
            Timestamp::from_second(self.0.load(Ordering::SeqCst)).unwrap()
        }
    }

    fn bearer() -> (Bearer<Counting>, Arc<Hands>) {
        bearer_with(1)
    }

    /// The secret holds another key each time it is read.
    fn bearer_with(in_force: u32) -> (Bearer<Counting>, Arc<Hands>) {
        let clock = Arc::new(Hands(AtomicI64::new(1_000_000)));
        let reads = AtomicU32::new(0);
        let secret = Secret::new("Test", clock.clone(), move || {
            let key = reads.fetch_add(1, Ordering::SeqCst) + 1;
            std::future::ready(Ok(key.to_string().into()))
        });
        (Bearer::new(Counting { asked: AtomicU32::new(0), secret, in_force }, clock.clone()), clock)
    }

    #[tokio::test]
    async fn a_key_that_gets_no_token_is_read_once_more() {
        assert_eq!(bearer_with(2).0.token().await.unwrap().expose_secret(), "token-1");
        assert!(matches!(bearer_with(3).0.token().await, Err(Error::Credentials { .. })));
    }

    #[tokio::test]
    async fn many_at_once_obtain_one_token() {
        let (bearer, _) = bearer();
        let (a, b, c) = tokio::join!(bearer.token(), bearer.token(), bearer.token());
        for token in [a, b, c] {
            assert_eq!(token.unwrap().expose_secret(), "token-1");
        }
    }

    #[tokio::test]
    async fn a_token_is_replaced_a_minute_before_it_expires() {
        let (bearer, clock) = bearer();
        assert_eq!(bearer.token().await.unwrap().expose_secret(), "token-1");
        clock.0.fetch_add(3539, Ordering::SeqCst);
        assert_eq!(bearer.token().await.unwrap().expose_secret(), "token-1");
        clock.0.fetch_add(1, Ordering::SeqCst);
        assert_eq!(bearer.token().await.unwrap().expose_secret(), "token-2");
    }

    #[tokio::test]
    async fn a_refused_token_is_dropped_but_not_its_successor() {
        let (bearer, _) = bearer();
        let first = bearer.token().await.unwrap();
        bearer.forget(&first).await;
        assert_eq!(bearer.token().await.unwrap().expose_secret(), "token-2");
        bearer.forget(&first).await;
        assert_eq!(bearer.token().await.unwrap().expose_secret(), "token-2");
    }
}
