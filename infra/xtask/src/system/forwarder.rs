//! One address for a tunnel to point at: passes Twilio's webhooks on to the functions' own URLs, and the opt-out links
//! of invitations to the API.

use std::net::Ipv4Addr;
use std::sync::Arc;

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::{HeaderValue, StatusCode};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::http::Http;
use crate::system::endpoints::Endpoints;
use crate::system::proxy::pass_on;

/// Where requests go: ministack, which tells the functions apart by the `Host` header and the API by its path.
struct Target {
    http: Http,
    base_url: String,
    host: Option<HeaderValue>,
}

/// Serves on this port of 127.0.0.1 until the returned task is dropped with the runtime.
pub(crate) async fn start(http: &Http, endpoints: &Endpoints, port: u16) -> Result<JoinHandle<()>> {
    let target = |url: &str| {
        let host = url.trim_start_matches("https://").trim_end_matches('/');
        let host = HeaderValue::from_str(host).context("a function URL has no usable host")?;
        let base_url = endpoints.aws_endpoint.clone();
        anyhow::Ok(Arc::new(Target { http: http.clone(), base_url, host: Some(host) }))
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
    let api = Arc::new(Target { http: http.clone(), base_url: endpoints.api_url.clone(), host: None });
    let links =
        Router::new().route("/api/opt-out/{meeting}/{token}", get(forward).post(forward)).with_state(api);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .with_context(|| format!("port {port} is taken: pass --webhook-port N"))?;
    let app = voice.merge(status).merge(links);
    Ok(tokio::spawn(async move {
        // Serving ends only with the process.
        let _ = axum::serve(listener, app).await;
    }))
}

async fn forward(State(target): State<Arc<Target>>, request: Request) -> Response {
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let address = format!("{}{path}", target.base_url);
    pass_on(&target.http, request, &address, target.host.as_ref()).await.unwrap_or_else(|error| {
        eprintln!("a request was not passed on: {error:#}");
        StatusCode::BAD_GATEWAY.into_response()
    })
}
