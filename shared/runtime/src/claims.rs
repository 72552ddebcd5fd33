//! Who is signed in, as API Gateway's Cognito authorizer vouches for it.

use axum::extract::Request;
use homework_domain::role::Role;
use lambda_http::request::RequestContext;
use serde_json::Value;

/// The claim with the groups of the user pool that an operator is in.
const GROUPS: &str = "cognito:groups";

#[derive(Debug, Clone)]
pub struct Operator {
    /// Their stable id in the user pool.
    pub subject: String,
    /// What the token says; never logged.
    pub email: Option<String>,
    pub role: Role,
}

impl Operator {
    /// How the operator is named on records that others read.
    pub fn name(&self) -> &str {
        self.email.as_deref().unwrap_or(&self.subject)
    }
}

/// The operator whose ID token, issued to the app client `client_id`, came with the request. The gateway checks
/// the token's signature and pool, but takes tokens of any client of that pool; this also stands in case a route
/// is ever deployed without its authorizer.
pub(crate) fn of_request(request: &Request, client_id: &str) -> Option<Operator> {
    let context = request.extensions().get::<RequestContext>();
    operator(context.and_then(claims)?, client_id)
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
    let role = role(claims.get(GROUPS).unwrap_or(&Value::Null));
    Some(Operator { subject: subject.to_owned(), email: email.map(str::to_owned), role })
}

/// The gateway hands a claim that is a list on as text, separated by commas or by spaces, and in brackets or not.
fn role(groups: &Value) -> Role {
    match groups {
        Value::String(text) => Role::of_groups(text.split([',', ' ', '[', ']'])),
        Value::Array(names) => Role::of_groups(names.iter().filter_map(Value::as_str)),
        _ => Role::Viewer,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_groups_are_read_however_they_are_written() {
        let of = |groups: Value| {
            let claims = json!({"sub": "s", "token_use": "id", "aud": "dashboard", "cognito:groups": groups});
            operator(&claims, "dashboard").unwrap().role
        };
        for groups in
            [json!("admin"), json!("sales,admin"), json!("[viewer admin]"), json!(["operator", "admin"])]
        {
            assert_eq!(of(groups.clone()), Role::Admin, "{groups}");
        }
        assert_eq!(of(json!("[operator]")), Role::Operator);
        for groups in
            [json!(null), json!(""), json!("[]"), json!("ADMIN"), json!("admins"), json!({"admin": true})]
        {
            assert_eq!(of(groups.clone()), Role::Viewer, "{groups}");
        }
    }

    #[test]
    fn only_an_id_token_of_our_client_is_an_operators() {
        let good = json!({"sub": "s", "token_use": "id", "aud": "dashboard"});
        let unnamed = operator(&good, "dashboard").unwrap();
        assert_eq!((unnamed.name(), unnamed.role), ("s", Role::Viewer));
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
