//! Fields as somebody wrote them.

use crate::error::{Error, FieldError, Result};

/// An optional field's text; an empty one says nothing.
pub(crate) fn said(field: Option<&str>) -> Option<&str> {
    field.map(str::trim).filter(|text| !text.is_empty())
}

/// The value; what is wrong with it goes to the other `errors` of the request.
pub(crate) fn keep_errors<T>(errors: &mut Vec<FieldError>, result: Result<T>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(Error::Invalid(found)) => {
            errors.extend(found);
            None
        }
        Err(other) => {
            errors.push(FieldError::new("request", other.to_string()));
            None
        }
    }
}
