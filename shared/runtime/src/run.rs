//! Serving events that are no HTTP requests.

use std::pin::Pin;

use lambda_runtime::{LambdaEvent, service_fn};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{StartError, moved_clock, telemetry};

type Handled<'a, A> = Pin<Box<dyn Future<Output = Result<A, StartError>> + 'a>>;

/// Has `handle` take each event's payload. Its answer is what Lambda is told; with an error the event comes again,
/// as often as its source wants.
///
/// # Errors
/// Where Lambda cannot be asked for events.
pub async fn run<'a, P, A, F>(handle: impl Fn(P) -> F) -> Result<(), StartError>
where
    P: DeserializeOwned,
    A: Serialize,
    F: Future<Output = Result<A, StartError>> + 'a,
{
    moved_clock::follow();
    lambda_runtime::run(service_fn(|event: LambdaEvent<P>| {
        telemetry::begin(&event.context.request_id);
        // Its type would be too deep for the compiler below the runtime's own.
        let handled: Handled<'a, A> = Box::pin(handle(event.payload));
        handled
    }))
    .await
}
