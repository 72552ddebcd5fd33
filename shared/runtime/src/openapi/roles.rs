//! The least role that each of the operators' operations asks for, as its description says it:
//! `security(("operator" = ["admin"]))`. Where an operation says nothing, looking takes a viewer and all else an
//! operator.

use axum::http::Method;
use homework_domain::role::Role;
use serde_json::Value;
use utoipa::openapi::path::{Operation, PathItem, Paths};
use utoipa::openapi::security::SecurityRequirement;

use crate::StartError;

/// The name of the operators' security scheme in the document.
const SCHEME: &str = "operator";

/// Who may ask for an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Least {
    Operators(Role),
    /// Everybody, or partners: no operator's role matters.
    Others,
}

/// The operations of an address.
pub(crate) fn operations(item: &mut PathItem) -> impl Iterator<Item = (Method, &mut Operation)> {
    let PathItem { get, put, post, delete, patch, .. } = item;
    let methods = [
        (Method::GET, get),
        (Method::PUT, put),
        (Method::POST, post),
        (Method::DELETE, delete),
        (Method::PATCH, patch),
    ];
    methods.into_iter().filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

/// What the operation asks for.
///
/// # Errors
/// Where it names no role, or one that there is not.
pub(crate) fn least(method: &Method, operation: &Operation) -> Result<Least, StartError> {
    let Some(security) = &operation.security else {
        let looks = *method == Method::GET;
        return Ok(Least::Operators(if looks { Role::Viewer } else { Role::Operator }));
    };
    let security = serde_json::to_value(security)?;
    match &security[0][SCHEME] {
        Value::Null => Ok(Least::Others),
        roles => Ok(Least::Operators(roles[0].as_str().unwrap_or_default().parse()?)),
    }
}

/// Has every operation of operators say its role.
pub(super) fn complete(paths: &mut Paths) -> Result<(), StartError> {
    for item in paths.paths.values_mut() {
        for (method, operation) in operations(item) {
            if let Least::Operators(role) = least(&method, operation)? {
                operation.security = Some(vec![SecurityRequirement::new(SCHEME, [role.as_str()])]);
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use utoipa::openapi::path::OperationBuilder;

    use super::*;

    fn asks(method: &Method, security: Option<SecurityRequirement>) -> Option<Least> {
        let operation = OperationBuilder::new().securities(security.map(|security| [security])).build();
        least(method, &operation).ok()
    }

    #[test]
    fn a_role_is_read_and_one_that_there_is_not_is_refused() {
        let named = |role: &str| Some(SecurityRequirement::new(SCHEME, [role]));
        assert_eq!(asks(&Method::GET, None), Some(Least::Operators(Role::Viewer)));
        assert_eq!(asks(&Method::PATCH, None), Some(Least::Operators(Role::Operator)));
        assert_eq!(asks(&Method::GET, named("admin")), Some(Least::Operators(Role::Admin)));
        assert_eq!(asks(&Method::GET, named("root")), None);
        assert_eq!(asks(&Method::GET, Some(SecurityRequirement::new(SCHEME, [""; 0]))), None);
        assert_eq!(asks(&Method::GET, Some(SecurityRequirement::default())), Some(Least::Others));
        let partner = SecurityRequirement::new("partner", [""; 0]);
        assert_eq!(asks(&Method::POST, Some(partner)), Some(Least::Others));
    }
}
