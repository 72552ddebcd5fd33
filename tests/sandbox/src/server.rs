//! The HTTP server: one router, and connections that can be closed without an answer.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt as _;

use crate::state::Sandbox;
use crate::{capture, control, elevenlabs, google, openai, twilio, zoom};

/// Marks an answer that must not be sent: the connection is closed instead.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HangUp;

/// The port of whoever asks, on this machine: it tells which process that is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ClientPort(pub(crate) u16);

/// Listens on this port of 127.0.0.1; 0 takes a free one.
pub async fn bind(port: u16) -> io::Result<TcpListener> {
    TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await
}

/// Serves until the listener fails.
pub async fn serve(listener: TcpListener, sandbox: Arc<Sandbox>) -> io::Result<()> {
    let router = router(sandbox);
    loop {
        match listener.accept().await {
            Ok((stream, client)) => {
                tokio::spawn(connection(stream, ClientPort(client.port()), router.clone()));
            }
            // Out of file descriptors, or a client that left at once: the listener itself is well.
            Err(error) => {
                tracing::warn!(%error, "a connection was not accepted");
                tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            }
        }
    }
}

fn router(sandbox: Arc<Sandbox>) -> Router {
    let vendors = Router::new()
        .nest("/twilio", twilio::router())
        .nest("/openai/v1", openai::router())
        .nest("/google", google::router())
        .nest("/zoom", zoom::router())
        .nest("/elevenlabs", elevenlabs::router())
        .fallback(capture::no_such_path)
        .layer(axum::middleware::from_fn_with_state(Arc::clone(&sandbox), capture::capture));
    Router::new().nest("/_sandbox", control::router()).merge(vendors).with_state(sandbox)
}

async fn connection(stream: TcpStream, client: ClientPort, router: Router) {
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(client);
        answer(router.clone(), request)
    });
    let outcome =
        http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service).await;
    if let Err(error) = outcome {
        tracing::debug!(%error, "a connection ended early");
    }
}

async fn answer(router: Router, request: Request<Incoming>) -> Result<Response<Body>, io::Error> {
    let answered: Result<_, Infallible> = router.oneshot(request.map(Body::new)).await;
    let response = match answered {
        Ok(response) => response,
        Err(never) => match never {},
    };
    if response.extensions().get::<HangUp>().is_some() {
        return Err(io::ErrorKind::ConnectionAborted.into());
    }
    Ok(response)
}
