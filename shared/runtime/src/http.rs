//! Serving an axum router from a Lambda function.

use axum::Router;
use axum::extract::Request;
use axum::http::{StatusCode, Uri};
use axum::middleware::{self, Next};
use axum::response::Response;
use lambda_http::RequestExt;
use lambda_http::request::RequestContext;
use tower::ServiceBuilder;

use crate::claims::require_operator;
use crate::problem::{self, request_id};

/// Serves operators' routes: only with a signed-in operator.
pub async fn serve_operators(router: Router) -> Result<(), lambda_http::Error> {
    serve(router.route_layer(middleware::from_fn(require_operator))).await
}

/// Serves routes that guard themselves. A trailing slash makes no difference.
pub async fn serve(router: Router) -> Result<(), lambda_http::Error> {
    let router = router
        .fallback(async || problem::plain(StatusCode::NOT_FOUND, "There is nothing at this address."))
        .method_not_allowed_fallback(async || {
            problem::plain(StatusCode::METHOD_NOT_ALLOWED, "This address does not take that method.")
        })
        .layer(middleware::from_fn(with_request_id));
    let service = ServiceBuilder::new().map_request(without_trailing_slash).service(router);
    lambda_http::run(service).await
}

/// Makes the request's id known to problem documents.
async fn with_request_id(request: Request, next: Next) -> Response {
    let from_gateway = match request.extensions().get::<RequestContext>() {
        Some(RequestContext::ApiGatewayV1(context)) => context.request_id.clone(),
        Some(RequestContext::ApiGatewayV2(context)) => context.request_id.clone(),
        _ => None,
    };
    let id = from_gateway.or_else(|| request.lambda_context_ref().map(|c| c.request_id.clone()));
    request_id::CURRENT.scope(id.unwrap_or_default(), next.run(request)).await
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
