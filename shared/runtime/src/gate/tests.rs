use std::pin::{Pin, pin};
use std::sync::Mutex;
use std::task::{Context, Poll, Waker};

use axum::body::Body;
use axum::routing::get;
use axum::{Json, Router, middleware};
use homework_domain::audit::{Entry, Outcome, Retention};
use homework_domain::page::PageRequest;
use homework_store::{Memory, Passage, Store, Wire};
use lambda_http::aws_lambda_events::apigw::ApiGatewayProxyRequestContext;
use lambda_http::request::RequestContext;
use serde_json::json;
use tower::ServiceExt as _;
use utoipa::openapi::path::{HttpMethod, OperationBuilder};
use utoipa::openapi::security::SecurityRequirement;

use super::*;

const THINGS: &str = "/things";
const THING: &str = "/things/{id}";
const EXPORT: &str = "/export";
const AUDIT: &str = "/audit";

fn described() -> Paths {
    let mut paths = Paths::new();
    let named = |id: &str| OperationBuilder::new().operation_id(Some(id));
    let admin = named("delete_thing").security(SecurityRequirement::new("operator", ["admin"]));
    paths.add_path_operation(THINGS, vec![HttpMethod::Post], named("create_thing"));
    paths.add_path_operation(THING, vec![HttpMethod::Get], named("get_thing"));
    paths.add_path_operation(THING, vec![HttpMethod::Post], named("change_thing"));
    let operators = |id| named(id).security(SecurityRequirement::new("operator", ["operator"]));
    paths.add_path_operation(EXPORT, vec![HttpMethod::Get], operators("export_things"));
    paths.add_path_operation(AUDIT, vec![HttpMethod::Get], operators("list_audit"));
    paths.add_path_operation(THING, vec![HttpMethod::Delete], admin);
    paths
}

fn gate(paths: Paths, store: Store) -> Result<Gate, StartError> {
    Gate::new("dashboard".into(), paths, Trail { store, retention: Retention::of_days(400) })
}

/// A function behind the gate, and what it did.
struct World {
    memory: Memory,
    done: Arc<Mutex<Vec<Method>>>,
}

impl World {
    fn new() -> Self {
        Self { memory: Memory::default(), done: Arc::default() }
    }

    async fn ask(&self, method: Method, path: &str, groups: Option<&str>) -> StatusCode {
        self.ask_by(self.memory.clone(), method, path, groups).await
    }

    async fn ask_by(&self, memory: Memory, method: Method, path: &str, groups: Option<&str>) -> StatusCode {
        let gate = Arc::new(gate(described(), Store::in_memory(memory)).unwrap());
        let done = Arc::clone(&self.done);
        let does = async move |method: Method| {
            done.lock().unwrap().push(method);
            Json(json!({"id": "made", "campaign_id": "other"}))
        };
        let routes = Router::new()
            .route(THINGS, axum::routing::post(does.clone()))
            .route(THING, get(does.clone()).post(does.clone()).delete(does.clone()))
            .route(EXPORT, get(does.clone()))
            .route(AUDIT, get(does.clone()))
            .route("/undescribed", get(does))
            .route_layer(middleware::from_fn_with_state(gate, pass));
        let mut request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
        if let Some(groups) = groups {
            let mut context = ApiGatewayProxyRequestContext::default();
            let claims = json!({"sub": "s", "email": "ana@example.com", "token_use": "id", "aud": "dashboard",
                "cognito:groups": groups});
            context.authorizer.fields.insert("claims".into(), claims);
            request.extensions_mut().insert(RequestContext::ApiGatewayV1(context));
        }
        routes.oneshot(request).await.unwrap().status()
    }

    async fn trail(&self) -> Vec<Entry> {
        let page = PageRequest::parse(None, None, None).unwrap();
        Store::in_memory(self.memory.clone()).list_audit(None, None, &page).await.unwrap().items
    }

    fn done(&self) -> usize {
        self.done.lock().unwrap().len()
    }
}

#[tokio::test]
async fn each_role_may_do_what_is_described_for_it_and_what_is_not_described_takes_the_highest() {
    let world = World::new();
    let thing = "/things/1";
    for (method, path, least) in [
        (Method::GET, thing, Role::Viewer),
        (Method::HEAD, thing, Role::Viewer),
        (Method::POST, thing, Role::Operator),
        (Method::DELETE, thing, Role::Admin),
        (Method::GET, "/undescribed", Role::Admin),
    ] {
        assert_eq!(world.ask(method.clone(), path, None).await, StatusCode::UNAUTHORIZED);
        for role in Role::ALL {
            let expected = if role < least { StatusCode::FORBIDDEN } else { StatusCode::OK };
            let got = world.ask(method.clone(), path, Some(role.as_str())).await;
            assert_eq!(got, expected, "{method} {path} {role}");
        }
    }
    assert_eq!(world.ask(Method::PUT, thing, Some("")).await, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(world.ask(Method::POST, "/things/%ff", None).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn an_export_is_on_record_and_a_look_is_not() {
    let world = World::new();
    for path in ["/things/1", AUDIT, EXPORT] {
        assert_eq!(world.ask(Method::GET, path, Some("operator")).await, StatusCode::OK);
    }
    let trail = world.trail().await;
    assert_eq!(
        trail.iter().map(|entry| entry.asked.operation.as_str()).collect::<Vec<_>>(),
        ["export_things"]
    );
    assert_eq!(trail[0].outcome(), Outcome::Done);
}

#[test]
fn an_operation_that_asks_for_no_role_is_not_served() {
    let mut paths = described();
    let open = OperationBuilder::new().security(SecurityRequirement::default());
    paths.add_path_operation("/open", vec![HttpMethod::Get], open);
    assert!(gate(paths, Store::in_memory(Memory::default())).is_err());
}

/// What is asked with a body and changes nothing.
const LOOKS: [&str; 1] = ["forecast_campaign"];

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
            let looks = method == Method::GET || LOOKS.contains(&&*id);
            assert!(least > Role::Viewer || looks, "a viewer may {id}");
            println!(
                "{id:<30} {}",
                Role::ALL.map(|role| if role < least { "no " } else { "yes" }).join("  ")
            );
            admins.extend((least == Role::Admin).then_some(id));
        }
    }
    let expected = [
        "list_audit",
        "resume_calling",
        "remove_do_not_call",
        "remove_national_list",
        "delete_lead",
        "create_partner",
        "delete_partner",
        "update_partner",
        "regenerate_partner_key",
        "set_caller_numbers",
        "set_system_prompt",
        "set_default_voice",
    ];
    assert_eq!(admins, expected);
}

#[tokio::test]
async fn what_is_changed_and_what_is_refused_is_on_record_and_what_is_read_is_not() {
    let world = World::new();
    world.ask(Method::GET, "/things/1", Some("admin")).await;
    world.ask(Method::DELETE, "/things/2", None).await;
    assert_eq!(world.trail().await, [], "neither who looks nor who is nobody");
    world.ask(Method::POST, THINGS, Some("operator")).await;
    world.ask(Method::DELETE, "/things/2", Some("operator")).await;
    let trail = world.trail().await;
    let told = |entry: &Entry| {
        let thing = entry.thing_id().map(str::to_owned);
        (entry.asked.operation.clone(), thing, entry.outcome(), entry.status())
    };
    assert_eq!(
        trail.iter().map(told).collect::<Vec<_>>(),
        [
            ("delete_thing".to_owned(), Some("2".to_owned()), Outcome::Refused, Some(403)),
            ("create_thing".to_owned(), Some("made".to_owned()), Outcome::Done, Some(200)),
        ]
    );
    let asked = &trail[1].asked;
    assert_eq!((asked.operator_id.as_str(), asked.operator.as_str()), ("s", "ana@example.com"));
    assert_eq!(asked.expires_at, Some(asked.at.as_second() + 400 * 86_400));
}

/// What becomes of the first requests to the table; of any after them the process hears nothing, as if it had died.
#[derive(Debug)]
struct Script(Mutex<Vec<Passage>>);

impl Wire for Script {
    fn pass(&self, _: &'static str) -> Pin<Box<dyn Future<Output = Passage> + Send + '_>> {
        let next = self.0.lock().unwrap().pop();
        match next {
            Some(passage) => Box::pin(std::future::ready(passage)),
            None => Box::pin(std::future::pending()),
        }
    }

    fn done(&self) {}

    fn back(&self, _: &'static str) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(std::future::ready(()))
    }
}

#[tokio::test]
async fn nothing_is_changed_without_a_trace_wherever_the_process_stops() {
    use Passage::{AnswerLost, Arrives, ArrivesTwice, Refused};
    const OK: Option<StatusCode> = Some(StatusCode::OK);
    const UNAVAILABLE: Option<StatusCode> = Some(StatusCode::SERVICE_UNAVAILABLE);
    // What becomes of the requests, what is answered, whether it was done, and what the trail says.
    for (script, answered, done, outcomes) in [
        (vec![], None, 0, vec![]),
        (vec![Refused], UNAVAILABLE, 0, vec![]),
        (vec![AnswerLost], UNAVAILABLE, 0, vec![Outcome::Unknown]),
        (vec![Arrives], None, 1, vec![Outcome::Unknown]),
        (vec![Arrives, Refused], OK, 1, vec![Outcome::Unknown]),
        (vec![Arrives, AnswerLost], OK, 1, vec![Outcome::Done]),
        (vec![ArrivesTwice, ArrivesTwice], OK, 1, vec![Outcome::Done]),
    ] {
        let world = World::new();
        let wire = Script(Mutex::new(script.iter().rev().copied().collect()));
        let process = world.memory.behind(Arc::new(wire));
        let asking = pin!(world.ask_by(process, Method::POST, "/things/1", Some("operator")));
        // The table is in memory: what does not answer at once never will.
        let answer = match asking.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(status) => Some(status),
            Poll::Pending => None,
        };
        assert_eq!((answer, world.done()), (answered, done), "{script:?}");
        let trail = world.trail().await;
        assert_eq!(trail.iter().map(Entry::outcome).collect::<Vec<_>>(), outcomes, "{script:?}");
    }
}
