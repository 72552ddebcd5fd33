//! Who is signed in, as API Gateway's Cognito authorizer vouches for it.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use lambda_http::request::RequestContext;
use serde_json::Value;

use crate::{problem, telemetry};

/// The operator's stable id in the user pool.
#[derive(Debug, Clone)]
pub struct Operator {
    pub subject: String,
    /// What the token says; never logged.
    pub email: Option<String>,
}

impl Operator {
    /// How the operator is named on records that others read.
    pub fn name(&self) -> &str {
        self.email.as_deref().unwrap_or(&self.subject)
    }
}

/// Lets a request pass only with the claims of an operator's ID token, issued to the app client
/// `client_id`. The gateway checks the token's signature and pool, but takes tokens of any client of
/// that pool; this also stands in case a route is ever deployed without its authorizer.
pub(crate) async fn require_operator(
    State(client_id): State<Arc<str>>,
    mut request: Request,
    next: Next,
) -> Response {
    let context = request.extensions().get::<RequestContext>();
    let Some(operator) = context.and_then(claims).and_then(|claims| operator(claims, &client_id)) else {
        return problem::plain(StatusCode::UNAUTHORIZED, "Sign in first.").into_response();
    };
    telemetry::asked_by(&operator.subject);
    request.extensions_mut().insert(operator);
    next.run(request).await
}

fn claims(context: &RequestContext) -> Option<&Value> {
    let RequestContext::ApiGatewayV1(context) = context else { return None };
    context.authorizer.fields.get("claims")
}

/// `token_use` and `aud` are what Cognito documents to be checked of an ID token. An access token has no
/// `aud`; it is meant for the user pool's own API and carries nothing that says who may operate here.
fn operator(claims: &Value, client_id: &str) -> Option<Operator> {
    let claim = |name: &str| claims.get(name)?.as_str();
    let is_ours = claim("token_use")? == "id" && claim("aud")? == client_id;
    let subject = claim("sub").filter(|subject| is_ours && !subject.is_empty())?;
    let email = claim("email").filter(|email| !email.is_empty());
    Some(Operator { subject: subject.to_owned(), email: email.map(str::to_owned) })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_an_id_token_of_our_client_is_an_operators() {
        let good = json!({"sub": "s", "token_use": "id", "aud": "dashboard"});
        assert_eq!(operator(&good, "dashboard").unwrap().name(), "s");
        let named = json!({"sub": "s", "token_use": "id", "aud": "dashboard", "email": "ana@example.com"});
        assert_eq!(operator(&named, "dashboard").unwrap().name(), "ana@example.com");
        for bad in [
            json!({"sub": "s"}),
            json!({"sub": "s", "token_use": "access", "client_id": "dashboard"}),
            json!({"sub": "s", "token_use": "access", "aud": "dashboard"}),
            json!({"sub": "s", "token_use": "id", "aud": "another"}),
            json!({"sub": "s", "token_use": "id", "aud": ["dashboard"]}),
            json!({"sub": "s", "token_use": "id", "aud": ""}),
            json!({"sub": "", "token_use": "id", "aud": "dashboard"}),
            json!({"token_use": "id", "aud": "dashboard"}),
            json!("dashboard"),
        ] {
            assert!(operator(&bad, "dashboard").is_none(), "{bad}");
        }
    }
}
