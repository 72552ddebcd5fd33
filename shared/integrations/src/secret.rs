//! A vendor's secret: read when it is needed, kept for five minutes at most, and read once more where the vendor does
//! not take it. So a rotated key is used at once, and a secret that is empty keeps nothing waiting but what needs it.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use homework_domain::{Clock, Error, Result};
use jiff::{SignedDuration, Timestamp};
use reqwest::{RequestBuilder, Response, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use tokio::sync::Mutex;

use crate::{http, seen};

const KEPT_FOR: SignedDuration = SignedDuration::from_mins(5);
const UNREADABLE: &str = "its secret cannot be read";
const MALFORMED: &str = "its secret is empty or not in the expected form";

type Reading = Pin<Box<dyn Future<Output = Result<SecretString, String>> + Send>>;
type Read = Box<dyn Fn() -> Reading + Send + Sync>;

/// Clones share what was read.
pub struct Secret<T>(Arc<Inner<T>>);

struct Inner<T> {
    service: &'static str,
    read: Read,
    clock: Arc<dyn Clock>,
    kept: Mutex<Option<Kept<T>>>,
}

struct Kept<T> {
    text: SecretString,
    value: Arc<T>,
    read_at: Timestamp,
}

impl<T> Clone for Secret<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secret").field("service", &self.0.service).finish_non_exhaustive()
    }
}

impl<T: DeserializeOwned> Secret<T> {
    /// The secret for `service`, whose JSON is had by `read`. An error of that must not quote it.
    pub fn new<F>(
        service: &'static str,
        clock: Arc<dyn Clock>,
        read: impl Fn() -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<SecretString, String>> + Send + 'static,
    {
        let read: Read = Box::new(move || Box::pin(read()));
        Self(Arc::new(Inner { service, read, clock, kept: Mutex::default() }))
    }

    /// What the secret holds.
    ///
    /// # Errors
    /// `Unavailable` where it cannot be read and never was, `Credentials` where it is not what it should be. A secret
    /// that was good stays in use while the present one is neither.
    pub async fn get(&self) -> Result<Arc<T>> {
        // Held over the reading on purpose: whoever comes meanwhile waits for it.
        let mut kept = self.0.kept.lock().await;
        let now = self.0.clock.now();
        match &*kept {
            Some(kept) if now < kept.read_at + KEPT_FOR => Ok(Arc::clone(&kept.value)),
            _ => self.read(&mut kept, now).await,
        }
    }

    /// What the secret holds by now, where that is something else than was refused.
    pub async fn instead_of(&self, refused: &Arc<T>) -> Option<Arc<T>> {
        let is_another = |value: &Arc<T>| !Arc::ptr_eq(value, refused);
        let mut kept = self.0.kept.lock().await;
        let read_meanwhile = kept.as_ref().map(|kept| Arc::clone(&kept.value)).filter(is_another);
        match read_meanwhile {
            None => self.read(&mut kept, self.0.clock.now()).await.ok().filter(is_another),
            found => found,
        }
    }

    /// Asks the vendor with `secret`, which is what [`Self::get`] gave, and once more where the answer is that the
    /// vendor does not take it and there is another by now.
    pub(crate) async fn ask<A, F: Future<Output = A>>(
        &self,
        secret: Arc<T>,
        ask: impl Fn(Arc<T>) -> F,
        is_refused: impl Fn(&A) -> bool,
    ) -> A {
        let answer = ask(Arc::clone(&secret)).await;
        if !is_refused(&answer) {
            return answer;
        }
        match self.instead_of(&secret).await {
            Some(renewed) => ask(renewed).await,
            None => answer,
        }
    }

    /// Sends the request that `make` makes with the secret, or with a renewed one where that is refused.
    pub(crate) async fn send(
        &self,
        timeout: Duration,
        make: impl Fn(&T) -> Result<RequestBuilder> + Send,
    ) -> Result<Response> {
        let (service, secret) = (self.0.service, self.get().await?);
        let send = move |secret: Arc<T>| {
            let request = make(&secret);
            async move { http::send(service, request?, timeout).await }
        };
        let is_refused = |answer: &Result<Response>| {
            answer.as_ref().is_ok_and(|response| response.status() == StatusCode::UNAUTHORIZED)
        };
        self.ask(secret, send, is_refused).await
    }

    async fn read(&self, kept: &mut Option<Kept<T>>, now: Timestamp) -> Result<Arc<T>> {
        let service = self.0.service;
        let error = match (self.0.read)().await {
            Ok(text) => match kept {
                Some(kept) if kept.text.expose_secret() == text.expose_secret() => {
                    kept.read_at = now;
                    return Ok(Arc::clone(&kept.value));
                }
                _ => match serde_json::from_str(text.expose_secret()) {
                    Ok(value) => {
                        let value = Arc::new(value);
                        *kept = Some(Kept { text, value: Arc::clone(&value), read_at: now });
                        return Ok(value);
                    }
                    Err(error) => {
                        let (line, column) = (error.line(), error.column());
                        tracing::error!(service, line, column, "{MALFORMED}");
                        Error::credentials(service, MALFORMED)
                    }
                },
            },
            Err(error) => {
                tracing::error!(service, error, "{UNREADABLE}");
                Error::unavailable(service, UNREADABLE)
            }
        };
        match kept {
            Some(earlier) => Ok(Arc::clone(&earlier.value)),
            None => {
                seen::error(service, &error);
                Err(error)
            }
        }
    }
}

/// The error of a secret that is JSON as it should be, and of no use all the same.
pub(crate) fn malformed(service: &'static str) -> Error {
    let error = Error::credentials(service, MALFORMED);
    seen::error(service, &error);
    error
}

/// Whether it is the secret that is wrong, and no vendor was asked.
pub fn is_at_fault(error: &Error) -> bool {
    matches!(error, Error::Credentials { detail, .. } | Error::Unavailable { detail, .. }
        if [MALFORMED, UNREADABLE].contains(&detail.as_str()))
}

#[cfg(test)]
pub(crate) mod tests;
