//! Serves the dashboard as CloudFront does in AWS: pages and API on one origin, with the same headers.

use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{any, get, post};
use http::{HeaderName, HeaderValue, StatusCode, Uri, header};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tower_http::compression::CompressionLayer;
use tower_http::services::ServeDir;

use crate::http::Http;
use crate::system::endpoints::Endpoints;
use crate::system::proxy::pass_on;

/// Where sign-in is, on the dashboard's own origin.
const SIGN_IN_PATH: &str = "/cognito";

struct Site {
    http: Http,
    aws_endpoint: String,
    api_url: String,
    region: &'static str,
    user_pool_client_id: String,
    headers: Vec<(HeaderName, HeaderValue)>,
}

/// Serves the pages of this folder at the port of 127.0.0.1 until the returned task ends.
///
/// `headers` are those that CloudFront adds to a page; the hosts of AWS that they name are replaced by
/// the local AWS.
pub(crate) async fn start(
    http: &Http,
    endpoints: &Endpoints,
    headers: &[(String, String)],
    pages: &Path,
    port: u16,
) -> Result<JoinHandle<()>> {
    let site = Arc::new(Site {
        http: http.clone(),
        aws_endpoint: endpoints.aws_endpoint.clone(),
        api_url: endpoints.api_url.clone(),
        region: endpoints.region,
        user_pool_client_id: endpoints.user_pool_client_id.clone(),
        headers: headers
            .iter()
            .map(|(name, value)| Ok((name.parse()?, localized(value, &endpoints.aws_endpoint).parse()?)))
            .collect::<Result<_>>()
            .context("template.yaml gives the dashboard a header that cannot be sent")?,
    });
    let files = Router::new()
        .fallback_service(ServeDir::new(pages).append_index_html_on_directories(false))
        .layer(middleware::from_fn(deep_link))
        .layer(middleware::map_response_with_state(Arc::clone(&site), with_headers))
        .layer(CompressionLayer::new());
    let app = Router::new()
        .route("/config.json", get(config))
        .route(SIGN_IN_PATH, post(sign_in))
        .route("/api/{*path}", any(api))
        .with_state(site)
        .fallback_service(files);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .with_context(|| format!("port {port} is taken: pass --dashboard-port N"))?;
    Ok(tokio::spawn(async move {
        // Serving ends only with the process.
        let _ = axum::serve(listener, app).await;
    }))
}

/// A header's value with the hosts in AWS replaced: buckets and Cognito are at one address here.
fn localized(value: &str, aws_endpoint: &str) -> String {
    let local = |word: &str| {
        let (host, rest) = word.strip_suffix(';').map_or((word, ""), |host| (host, ";"));
        if host.starts_with("https://") && host.contains(".amazonaws.com") {
            format!("{aws_endpoint}{rest}")
        } else {
            word.to_owned()
        }
    };
    value.split(' ').map(local).collect::<Vec<_>>().join(" ")
}

async fn config(State(site): State<Arc<Site>>) -> Response {
    let config = json!({
        "region": site.region,
        "user_pool_client_id": site.user_pool_client_id,
        "cognito_endpoint": SIGN_IN_PATH,
    });
    ([(header::CACHE_CONTROL, "no-store")], Json(config)).into_response()
}

async fn sign_in(State(site): State<Arc<Site>>, request: Request) -> Response {
    let address = format!("{}/", site.aws_endpoint);
    answer(pass_on(&site.http, request, &address, None).await)
}

async fn api(State(site): State<Arc<Site>>, request: Request) -> Response {
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let address = format!("{}{path}", site.api_url);
    answer(pass_on(&site.http, request, &address, None).await)
}

fn answer(passed_on: Result<Response>) -> Response {
    passed_on.unwrap_or_else(|error| {
        eprintln!("a request of the dashboard was not passed on: {error:#}");
        StatusCode::BAD_GATEWAY.into_response()
    })
}

/// A page's address has no dot in its last part; the application's one document shows them all.
async fn deep_link(mut request: Request, next: Next) -> Response {
    let last = request.uri().path().rsplit('/').next().unwrap_or_default();
    if !last.contains('.') {
        *request.uri_mut() = Uri::from_static("/index.html");
    }
    let is_asset = request.uri().path().starts_with("/assets/");
    let mut response = next.run(request).await;
    // What is built carries its content in its name. So are the files uploaded to the bucket.
    let caching = if is_asset { "public, max-age=31536000, immutable" } else { "no-cache" };
    if response.status().is_success() {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    }
    response
}

async fn with_headers(State(site): State<Arc<Site>>, mut response: Response) -> Response {
    for (name, value) in &site.headers {
        response.headers_mut().insert(name, value.clone());
    }
    response
}

#[cfg(test)]
mod tests {
    use super::localized;

    #[test]
    fn hosts_of_aws_become_the_local_one() {
        let policy = "connect-src 'self' https://cognito-idp.us-east-1.amazonaws.com \
                      https://b.s3.us-east-1.amazonaws.com; media-src https://b.s3.us-east-1.amazonaws.com";
        let local = localized(policy, "http://127.0.0.1:4566");
        assert_eq!(
            local,
            "connect-src 'self' http://127.0.0.1:4566 http://127.0.0.1:4566; media-src http://127.0.0.1:4566"
        );
        assert_eq!(
            localized("max-age=31536000; includeSubDomains", ""),
            "max-age=31536000; includeSubDomains"
        );
    }
}
