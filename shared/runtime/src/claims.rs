//! Who is signed in, as API Gateway's Cognito authorizer vouches for it.

use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use lambda_http::request::RequestContext;

use crate::problem;

/// The operator's stable id in the user pool.
#[derive(Debug, Clone)]
pub struct Operator {
    pub subject: String,
}

/// Lets a request pass only with an operator's claims. The gateway has checked the token already;
/// this stands in case a route is ever deployed without its authorizer.
pub(crate) async fn require_operator(mut request: Request, next: Next) -> Response {
    let Some(operator) = request.extensions().get::<RequestContext>().and_then(operator) else {
        return problem::plain(StatusCode::UNAUTHORIZED, "Sign in first.").into_response();
    };
    request.extensions_mut().insert(operator);
    next.run(request).await
}

fn operator(context: &RequestContext) -> Option<Operator> {
    let RequestContext::ApiGatewayV1(context) = context else { return None };
    let subject = context.authorizer.fields.get("claims")?.get("sub")?.as_str()?;
    Some(Operator { subject: subject.to_owned() })
}
