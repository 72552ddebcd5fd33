//! Lets operators in, and each only to what their role may do.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use homework_domain::role::Role;
use utoipa::openapi::path::Paths;

use crate::openapi::roles::{self, Least};
use crate::{StartError, claims, problem, telemetry};

#[derive(Debug)]
pub(crate) struct Gate {
    client_id: String,
    /// The least role by method and template of the address.
    roles: HashMap<String, Vec<(Method, Role)>>,
}

impl Gate {
    /// To the operations that `paths` describes.
    ///
    /// # Errors
    /// Where one of them asks for no role that there is: it would be open to everybody who signed in.
    pub(crate) fn new(client_id: String, mut paths: Paths) -> Result<Self, StartError> {
        let mut roles = HashMap::new();
        for (path, item) in &mut paths.paths {
            let mut of_path = Vec::new();
            for (method, operation) in roles::operations(item) {
                let Least::Operators(role) = roles::least(&method, operation)? else {
                    return Err(format!("{method} {path} is no operation of operators").into());
                };
                of_path.push((method, role));
            }
            roles.insert(path.clone(), of_path);
        }
        Ok(Self { client_id, roles })
    }

    /// The least role for a request; `None` where its address does not take its method, and nothing is done.
    fn least(&self, request: &Request) -> Option<Role> {
        // axum answers HEAD as GET.
        let method = if request.method() == Method::HEAD { &Method::GET } else { request.method() };
        let path = request.extensions().get::<MatchedPath>();
        let Some(of_path) = path.and_then(|path| self.roles.get(path.as_str())) else {
            return Some(Role::Admin);
        };
        of_path.iter().find(|(described, _)| described == method).map(|(_, role)| *role)
    }
}

/// Nothing of a request is read before its operator and their role are known.
pub(crate) async fn pass(State(gate): State<Arc<Gate>>, mut request: Request, next: Next) -> Response {
    let Some(operator) = claims::of_request(&request, &gate.client_id) else {
        return problem::plain(StatusCode::UNAUTHORIZED, "Sign in first.");
    };
    telemetry::asked_by(&operator.subject);
    if let Some(least) = gate.least(&request).filter(|least| operator.role < *least) {
        tracing::info!(role = operator.role.as_str(), needed = least.as_str(), "refused by role");
        let detail = format!("This takes the role {least}; yours is {}.", operator.role);
        return problem::plain(StatusCode::FORBIDDEN, &detail);
    }
    request.extensions_mut().insert(operator);
    next.run(request).await
}

#[cfg(test)]
mod tests;
