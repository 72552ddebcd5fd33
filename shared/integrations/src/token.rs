//! Access tokens: asked for once, kept until shortly before they expire.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use homework_domain::{Clock, Result};
use jiff::{SignedDuration, Timestamp};
use reqwest::{RequestBuilder, Response, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tokio::sync::Mutex;

use crate::http;

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

    /// Asks for a new token.
    fn obtain(&self, now: Timestamp) -> impl Future<Output = Result<Grant>> + Send;
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

    #[cfg(test)]
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
        self.source.obtain(self.clock.now()).await
    }

    /// A token that is good for a request now.
    pub(crate) async fn token(&self) -> Result<SecretString> {
        // Held over the request on purpose: whoever comes meanwhile waits for this token.
        let mut held = self.held.lock().await;
        let now = self.clock.now();
        if let Some(valid) = held.as_ref().filter(|held| now + MARGIN < held.expires_at) {
            return Ok(valid.token.clone());
        }
        let grant = self.source.obtain(now).await?;
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

    struct Counting(AtomicU32);

    impl TokenSource for Counting {
        const SERVICE: &'static str = "Test";

        async fn obtain(&self, _now: Timestamp) -> Result<Grant> {
            tokio::task::yield_now().await;
            let number = self.0.fetch_add(1, Ordering::SeqCst) + 1;
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
        let clock = Arc::new(Hands(AtomicI64::new(1_000_000)));
        (Bearer::new(Counting(AtomicU32::new(0)), clock.clone()), clock)
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
