//! One address for a tunnel to point at: passes Twilio's webhooks on to the functions' own URLs.

use std::net::Ipv4Addr;
use std::sync::Arc;

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use http::{HeaderValue, StatusCode};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::http::Http;
use crate::system::endpoints::Endpoints;
use crate::system::proxy::pass_on;

/// Where requests go: ministack, which tells the functions apart by the `Host` header.
struct Target {
    http: Http,
    aws_endpoint: String,
    host: HeaderValue,
}

/// Serves on this port of 127.0.0.1 until the returned task is dropped with the runtime.
pub(crate) async fn start(http: &Http, endpoints: &Endpoints, port: u16) -> Result<JoinHandle<()>> {
    let target = |url: &str| {
        let host = url.trim_start_matches("https://").trim_end_matches('/');
        let host = HeaderValue::from_str(host).context("a function URL has no usable host")?;
        let aws_endpoint = endpoints.aws_endpoint.clone();
        anyhow::Ok(Arc::new(Target { http: http.clone(), aws_endpoint, host }))
    };
    // All but what the call's status is told by.
    let voice = Router::new()
        .route("/api/webhooks/twilio/{document}", post(forward))
        .with_state(target(&endpoints.voice_url)?);
    let status = Router::new()
        .route("/api/webhooks/twilio/status", post(forward))
        .route("/api/webhooks/twilio/recording", post(forward))
        .route("/api/webhooks/twilio/answering-machine", post(forward))
        .with_state(target(&endpoints.status_url)?);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .with_context(|| format!("port {port} is taken: pass --webhook-port N"))?;
    let app = voice.merge(status);
    Ok(tokio::spawn(async move {
        // Serving ends only with the process.
        let _ = axum::serve(listener, app).await;
    }))
}

async fn forward(State(target): State<Arc<Target>>, request: Request) -> Response {
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let address = format!("{}{path}", target.aws_endpoint);
    pass_on(&target.http, request, &address, Some(&target.host)).await.unwrap_or_else(|error| {
        eprintln!("a webhook was not passed on: {error:#}");
        StatusCode::BAD_GATEWAY.into_response()
    })
}
