//! Serving an axum router from a Lambda function.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use homework_domain::audit::Retention;
use homework_store::Store;
use lambda_http::RequestExt;
use lambda_http::request::RequestContext;
use tower::ServiceExt as _;
use utoipa_axum::router::OpenApiRouter;

use crate::StartError;
use crate::env::Env;
use crate::gate::{Gate, pass};
use crate::moved_clock;
use crate::problem;
use crate::telemetry;
use crate::trail::Trail;

/// The largest body a route takes that does not set a limit of its own.
const BODY_BYTES_MAX: usize = 1024 * 1024;

const SECURITY_HEADERS: [(HeaderName, &str); 6] = [
    (header::CACHE_CONTROL, "no-store"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains"),
    (header::X_FRAME_OPTIONS, "DENY"),
];

/// Serves operators' routes: only to one who signed in by the app client that `OPERATOR_CLIENT_ID` names, and has the
/// role that the operation's description asks for; what they change goes into the audit trail in `store`.
pub async fn serve_operators(router: OpenApiRouter, store: Store) -> Result<(), lambda_http::Error> {
    let env = Env::of_process();
    let retention = Retention::of_days(env.parsed("AUDIT_RETENTION_DAYS")?);
    let (router, described) = router.split_for_parts();
    let gate = Gate::new(env.required("OPERATOR_CLIENT_ID")?, described.paths, Trail { store, retention })?;
    serve(router.route_layer(middleware::from_fn_with_state(Arc::new(gate), pass))).await
}

/// Serves routes that guard themselves. A trailing slash makes no difference.
pub async fn serve(router: impl Into<Router>) -> Result<(), lambda_http::Error> {
    moved_clock::follow();
    let router = self_guarded(router);
    let service = tower::service_fn(move |request: lambda_http::Request| {
        let router = router.clone();
        async move {
            let Ok(answer) = router.oneshot(without_trailing_slash(request)).await;
            Ok::<_, StartError>(answer)
        }
    });
    lambda_http::run(service).await
}

/// Routes that guard themselves, with what every answer of ours has.
fn self_guarded(router: impl Into<Router>) -> Router {
    router
        .into()
        .fallback(async || problem::plain(StatusCode::NOT_FOUND, "There is nothing at this address."))
        .method_not_allowed_fallback(async || {
            problem::plain(StatusCode::METHOD_NOT_ALLOWED, "This address does not take that method.")
        })
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(middleware::from_fn(guarded))
}

/// One layer for all of it: each layer is a few allocations with every request.
async fn guarded(request: Request, next: Next) -> Response {
    telemetry::begin(&request_id_of(&request));
    let mut response = only_printable_paths(request, next).await;
    add_security_headers(&mut response);
    response
}

/// A control character would be lost when the path is parsed, and the rest might be another route.
async fn only_printable_paths(request: Request, next: Next) -> Response {
    let path = request.raw_http_path();
    if path.chars().any(char::is_control) {
        return problem::plain(StatusCode::NOT_FOUND, "There is nothing at this address.");
    }
    next.run(request).await
}

/// Answers hold personal data and are meant for programs: nobody keeps, guesses, frames or runs them.
fn add_security_headers(response: &mut Response) {
    let headers = response.headers_mut();
    for (name, value) in SECURITY_HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}

/// What problem documents call the request by.
fn request_id_of(request: &Request) -> String {
    let from_gateway = match request.extensions().get::<RequestContext>() {
        Some(RequestContext::ApiGatewayV1(context)) => context.request_id.clone(),
        Some(RequestContext::ApiGatewayV2(context)) => context.request_id.clone(),
        _ => None,
    };
    let of_invocation = || request.lambda_context_ref().map(|context| context.request_id.clone());
    from_gateway.or_else(of_invocation).unwrap_or_default()
}

fn without_trailing_slash<B>(mut request: axum::http::Request<B>) -> axum::http::Request<B> {
    let path = request.uri().path();
    if path.len() > 1 && path.ends_with('/') {
        let trimmed = path.trim_end_matches('/');
        let query = request.uri().query().map(|q| format!("?{q}")).unwrap_or_default();
        if let Ok(uri) = format!("{trimmed}{query}").parse::<Uri>() {
            *request.uri_mut() = uri;
        }
    }
    request
}
