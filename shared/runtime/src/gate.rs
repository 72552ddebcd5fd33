//! Lets operators in, and each only to what their role may do.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{MatchedPath, RawPathParams, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use homework_domain::role::Role;
use utoipa::openapi::path::Paths;

use crate::openapi::roles::{self, Least};
use crate::trail::Trail;
use crate::{StartError, claims, problem, telemetry};

#[derive(Debug)]
pub(crate) struct Gate {
    client_id: String,
    /// By the template of the address.
    operations: HashMap<String, Vec<Operation>>,
    trail: Trail,
}

#[derive(Debug, Clone)]
struct Operation {
    method: Method,
    id: String,
    least: Role,
}

/// Reading the trail would fill it.
const READS_THE_TRAIL: &str = "list_audit";

impl Operation {
    /// What a viewer may not ask for is put on record: it changes something, or gives more than everybody may see, as an
    /// export does.
    fn is_put_on_record(&self) -> bool {
        self.least > Role::Viewer && self.id != READS_THE_TRAIL
    }
}

impl Gate {
    /// To the operations that `paths` describes.
    ///
    /// # Errors
    /// Where one of them asks for no role that there is: it would be open to everybody who signed in.
    pub(crate) fn new(client_id: String, mut paths: Paths, trail: Trail) -> Result<Self, StartError> {
        let mut operations = HashMap::new();
        for (path, item) in &mut paths.paths {
            let mut of_path = Vec::new();
            for (method, operation) in roles::operations(item) {
                let Least::Operators(least) = roles::least(&method, operation)? else {
                    return Err(format!("{method} {path} is no operation of operators").into());
                };
                of_path.push(Operation {
                    method,
                    id: operation.operation_id.clone().unwrap_or_default(),
                    least,
                });
            }
            operations.insert(path.clone(), of_path);
        }
        Ok(Self { client_id, operations, trail })
    }

    /// What a request asks for; `None` where its address does not take its method, and nothing is done.
    fn operation(&self, request: &Request) -> Option<Operation> {
        // axum answers HEAD as GET.
        let method = if request.method() == Method::HEAD { &Method::GET } else { request.method() };
        let path = request.extensions().get::<MatchedPath>();
        match path.and_then(|path| self.operations.get(path.as_str())) {
            Some(of_path) => of_path.iter().find(|operation| operation.method == method).cloned(),
            None => Some(Operation { method: method.clone(), id: "undescribed".into(), least: Role::Admin }),
        }
    }
}

/// Nothing of a request is read before its operator and their role are known, and nothing is changed, or taken out,
/// that is not on record.
pub(crate) async fn pass(
    State(gate): State<Arc<Gate>>,
    path: Result<RawPathParams, RawPathParamsRejection>,
    mut request: Request,
    next: Next,
) -> Response {
    let Some(operator) = claims::of_request(&request, &gate.client_id) else {
        return problem::plain(StatusCode::UNAUTHORIZED, "Sign in first.");
    };
    telemetry::asked_by(&operator.subject);
    let Some(operation) = gate.operation(&request) else {
        return next.run(request).await;
    };
    let is_put_on_record = operation.is_put_on_record();
    let Operation { id, least, .. } = operation;
    let thing_id = path.as_ref().ok().and_then(|path| path.iter().last()).map(|(_, id)| id);
    if operator.role < least {
        tracing::info!(role = operator.role.as_str(), needed = least.as_str(), "refused by role");
        gate.trail.refused(gate.trail.asked(&operator, &id, thing_id), StatusCode::FORBIDDEN).await;
        let detail = format!("This takes the role {least}; yours is {}.", operator.role);
        return problem::plain(StatusCode::FORBIDDEN, &detail);
    }
    let asked = is_put_on_record.then(|| gate.trail.asked(&operator, &id, thing_id));
    request.extensions_mut().insert(operator);
    match asked {
        Some(asked) => gate.trail.follow(asked, request, next).await,
        None => next.run(request).await,
    }
}

#[cfg(test)]
mod tests;
