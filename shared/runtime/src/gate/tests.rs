use axum::body::Body;
use axum::routing::get;
use axum::{Router, middleware};
use lambda_http::aws_lambda_events::apigw::ApiGatewayProxyRequestContext;
use lambda_http::request::RequestContext;
use serde_json::json;
use tower::ServiceExt as _;
use utoipa::openapi::path::{HttpMethod, OperationBuilder};
use utoipa::openapi::security::SecurityRequirement;

use super::*;

const THING: &str = "/things/{id}";

fn described() -> Paths {
    let mut paths = Paths::new();
    let admin = OperationBuilder::new().security(SecurityRequirement::new("operator", ["admin"]));
    paths.add_path_operation(THING, vec![HttpMethod::Get, HttpMethod::Post], OperationBuilder::new());
    paths.add_path_operation(THING, vec![HttpMethod::Delete], admin);
    paths
}

async fn status(method: Method, path: &str, groups: Option<&str>) -> StatusCode {
    let gate = Arc::new(Gate::new("dashboard".into(), described()).unwrap());
    let done = async || "done";
    let routes = Router::new()
        .route(THING, get(done).post(done).delete(done))
        .route("/undescribed", get(done))
        .route_layer(middleware::from_fn_with_state(gate, pass));
    let mut request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
    if let Some(groups) = groups {
        let mut context = ApiGatewayProxyRequestContext::default();
        let claims = json!({"sub": "s", "token_use": "id", "aud": "dashboard", "cognito:groups": groups});
        context.authorizer.fields.insert("claims".into(), claims);
        request.extensions_mut().insert(RequestContext::ApiGatewayV1(context));
    }
    routes.oneshot(request).await.unwrap().status()
}

#[tokio::test]
async fn each_role_may_do_what_is_described_for_it_and_what_is_not_described_takes_the_highest() {
    let thing = "/things/1";
    for (method, path, least) in [
        (Method::GET, thing, Role::Viewer),
        (Method::HEAD, thing, Role::Viewer),
        (Method::POST, thing, Role::Operator),
        (Method::DELETE, thing, Role::Admin),
        (Method::GET, "/undescribed", Role::Admin),
    ] {
        assert_eq!(status(method.clone(), path, None).await, StatusCode::UNAUTHORIZED);
        for role in Role::ALL {
            let expected = if role < least { StatusCode::FORBIDDEN } else { StatusCode::OK };
            let got = status(method.clone(), path, Some(role.as_str())).await;
            assert_eq!(got, expected, "{method} {path} {role}");
        }
    }
    assert_eq!(status(Method::PUT, thing, Some("")).await, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(status(Method::POST, "/things/%ff", None).await, StatusCode::UNAUTHORIZED);
}

#[test]
fn an_operation_that_asks_for_no_role_is_not_served() {
    let mut paths = described();
    let open = OperationBuilder::new().security(SecurityRequirement::default());
    paths.add_path_operation("/open", vec![HttpMethod::Get], open);
    assert!(Gate::new("dashboard".into(), paths).is_err());
}

/// Every operation of the API's description, by role; `cargo test -p homework-runtime table -- --nocapture` prints it.
#[test]
fn the_table_of_roles_is_the_one_that_the_description_gives() {
    let document = include_str!("../../../../infra/openapi.json");
    let mut document: serde_json::Value = serde_json::from_str(document).unwrap();
    let paths: Paths = serde_json::from_value(document["paths"].take()).unwrap();
    let mut admins = Vec::new();
    for mut item in paths.paths.into_values() {
        for (method, operation) in roles::operations(&mut item) {
            let Least::Operators(least) = roles::least(&method, operation).unwrap() else { continue };
            let id = operation.operation_id.clone().unwrap();
            assert!(operation.security.is_some(), "{id} does not say its role");
            assert!(least > Role::Viewer || method == Method::GET, "a viewer may {id}");
            println!(
                "{id:<30} {}",
                Role::ALL.map(|role| if role < least { "no " } else { "yes" }).join("  ")
            );
            admins.extend((least == Role::Admin).then_some(id));
        }
    }
    let expected = [
        "remove_do_not_call",
        "delete_lead",
        "create_partner",
        "delete_partner",
        "update_partner",
        "regenerate_partner_key",
        "set_system_prompt",
        "set_default_voice",
    ];
    assert_eq!(admins, expected);
}
