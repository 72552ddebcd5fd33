//! What is made with secrets, and made again after a vendor did not take them: a rotated key is used
//! without waiting for a new process.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use homework_integrations::seen;
use homework_runtime::{StartError, http};
use tokio::sync::Mutex;

type Making<T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send>>;

/// Gives the same until a vendor has not taken our credentials, and then what is made again.
pub struct Current<T, E = StartError> {
    make: Box<dyn Fn() -> Making<T, E> + Send + Sync>,
    kept: Mutex<Option<Kept<T>>>,
}

struct Kept<T> {
    made: Arc<T>,
    /// How many refusals there had been when it was made.
    refusals: u64,
}

impl<T, E> fmt::Debug for Current<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Current").finish_non_exhaustive()
    }
}

impl<T, E: fmt::Display> Current<T, E> {
    pub fn new<F>(make: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<T, E>> + Send + 'static,
    {
        Self { make: Box::new(move || Box::pin(make())), kept: Mutex::default() }
    }

    /// # Errors
    /// Whatever the first making fails with. Where a later one fails, the earlier result is given: a
    /// secret that cannot be read now says nothing about the other vendors.
    pub async fn get(&self) -> Result<Arc<T>, E> {
        let mut kept = self.kept.lock().await;
        // Read before the secrets are, so that a refusal in the meantime counts.
        let refusals = seen::refusals();
        if let Some(current) = kept.as_ref().filter(|kept| kept.refusals == refusals) {
            return Ok(Arc::clone(&current.made));
        }
        match ((self.make)().await, &*kept) {
            (Ok(made), _) => {
                let made = Arc::new(made);
                *kept = Some(Kept { made: Arc::clone(&made), refusals });
                Ok(made)
            }
            (Err(error), Some(earlier)) => {
                tracing::error!(%error, "the secrets cannot be read again");
                Ok(Arc::clone(&earlier.made))
            }
            (Err(error), None) => Err(error),
        }
    }
}

impl<T, E> Current<T, E> {
    /// Has it made again the next time, whatever was refused.
    pub async fn forget(&self) {
        *self.kept.lock().await = None;
    }
}

impl Current<Router> {
    /// Serves the routes in force.
    ///
    /// # Errors
    /// Whatever the first making fails with.
    pub async fn serve(self) -> Result<(), StartError> {
        let routes = Arc::new(self);
        routes.get().await?;
        http::serve_each(move || {
            let routes = Arc::clone(&routes);
            async move { Ok(Router::clone(&*routes.get().await?)) }
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;
    use std::sync::atomic::{AtomicU32, Ordering};

    use homework_domain::Error;
    use homework_integrations::openai::{ModelSettings, OpenAi};
    use serde_json::json;

    use super::*;

    /// Has a vendor not take a key.
    async fn refuse() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 4096]);
            stream.write_all(b"HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n").unwrap();
        });
        let credentials = serde_json::from_value(json!({"api_key": "old"})).unwrap();
        let (http, settings) = (homework_integrations::http::client().unwrap(), ModelSettings::new("m", ""));
        let model = OpenAi::new(http, &credentials, &format!("http://{address}"), settings).unwrap();
        assert!(matches!(model.check().await, Err(Error::Credentials { .. })));
    }

    #[tokio::test]
    async fn after_a_refusal_it_is_made_again_and_otherwise_it_is_not() {
        let reads = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&reads);
        let current = Current::new(move || {
            let read = counted.fetch_add(1, Ordering::Relaxed) + 1;
            async move { if read == 2 { Err(format!("read {read}")) } else { Ok(read) } }
        });
        assert_eq!((*current.get().await.unwrap(), *current.get().await.unwrap()), (1, 1));
        refuse().await;
        assert_eq!(*current.get().await.unwrap(), 1, "what was there stays where the secret cannot be read");
        assert_eq!(*current.get().await.unwrap(), 3, "and it is read again");
        assert_eq!((*current.get().await.unwrap(), reads.load(Ordering::Relaxed)), (3, 3));
    }
}
