//! The problem documents an operation may answer with, whether a function or the gateway refuses.

use std::collections::BTreeMap;

use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::{ContentBuilder, Ref, RefOr};
use utoipa::{IntoResponses, ToSchema};

use crate::problem::ProblemDocument;

type Responses = BTreeMap<String, RefOr<Response>>;

/// Status, name among the document's components, what it means.
const ALL: [(u16, &str, &str); 14] = [
    (400, "BadRequest", "The request could not be read."),
    (401, "Unauthorized", "The credential is missing, wrong or expired."),
    (403, "Forbidden", "The credential does not open this."),
    (404, "NotFound", "There is no such thing."),
    (405, "MethodNotAllowed", "The address does not take this method."),
    (409, "Conflict", "The present state does not allow it."),
    (413, "TooLarge", "The request is larger than is taken."),
    (415, "UnsupportedMediaType", "The body is not of a media type that is taken."),
    (422, "Invalid", "The request has errors; each names its field."),
    (429, "TooManyRequests", "Too many requests in a short time: try again later."),
    (500, "InternalError", "Something went wrong on our side."),
    (502, "BadGateway", "Something went wrong on our side."),
    (503, "Unavailable", "A service we need is unavailable: try again soon."),
    (504, "GatewayTimeout", "The answer took too long: try again soon."),
];

const OPEN: [u16; 8] = [400, 404, 405, 429, 500, 502, 503, 504];
const READ: [u16; 11] = [400, 401, 403, 404, 405, 422, 429, 500, 502, 503, 504];

/// What an operation that changes something may answer besides its success.
#[derive(Debug)]
pub struct WriteProblems;

/// What an operation that only reads may answer besides its success.
#[derive(Debug)]
pub struct ReadProblems;

/// What an operation open to everybody may answer besides its success.
#[derive(Debug)]
pub struct OpenProblems;

impl IntoResponses for WriteProblems {
    fn responses() -> Responses {
        references(&ALL.map(|(status, ..)| status))
    }
}

impl IntoResponses for ReadProblems {
    fn responses() -> Responses {
        references(&READ)
    }
}

impl IntoResponses for OpenProblems {
    fn responses() -> Responses {
        references(&OPEN)
    }
}

fn references(statuses: &[u16]) -> Responses {
    ALL.iter()
        .filter(|(status, ..)| statuses.contains(status))
        .map(|(status, name, _)| (status.to_string(), RefOr::Ref(Ref::from_response_name(*name))))
        .collect()
}

/// The responses that the others refer to, by name.
pub(super) fn components() -> Responses {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(ProblemDocument::name()))).build();
    ALL.iter()
        .map(|(_, name, description)| {
            let response = ResponseBuilder::new()
                .description(*description)
                .content("application/problem+json", content.clone())
                .build();
            ((*name).to_owned(), RefOr::T(response))
        })
        .collect()
}
