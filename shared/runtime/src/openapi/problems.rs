//! The problem documents an operation may answer with, whether a function or the gateway refuses.

use std::collections::BTreeMap;

use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::{Content, ContentBuilder, Ref, RefOr};
use utoipa::{IntoResponses, PartialSchema as _, ToSchema};

use crate::problem::ProblemDocument;

type Responses = BTreeMap<String, RefOr<Response>>;

const MEDIA_TYPE: &str = "application/problem+json";

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

/// What a page open to everybody may answer besides its success: to a person, in their language, where it can.
#[derive(Debug)]
pub struct PageProblems;

/// What such a page says itself.
const ON_PAGES: [u16; 2] = [404, 503];

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

impl IntoResponses for PageProblems {
    fn responses() -> Responses {
        let mut responses = references(&OPEN);
        for (status, _, description) in ALL.iter().filter(|(status, ..)| ON_PAGES.contains(status)) {
            let page = ContentBuilder::new().schema(Some(String::schema())).build();
            let response = ResponseBuilder::new()
                .description(*description)
                .content("text/html", page)
                .content(MEDIA_TYPE, content())
                .build();
            responses.insert(status.to_string(), RefOr::T(response));
        }
        responses
    }
}

fn content() -> Content {
    ContentBuilder::new().schema(Some(Ref::from_schema_name(ProblemDocument::name()))).build()
}

fn references(statuses: &[u16]) -> Responses {
    ALL.iter()
        .filter(|(status, ..)| statuses.contains(status))
        .map(|(status, name, _)| (status.to_string(), RefOr::Ref(Ref::from_response_name(*name))))
        .collect()
}

/// The responses that the others refer to, by name.
pub(super) fn components() -> Responses {
    ALL.iter()
        .map(|(_, name, description)| {
            let response =
                ResponseBuilder::new().description(*description).content(MEDIA_TYPE, content()).build();
            ((*name).to_owned(), RefOr::T(response))
        })
        .collect()
}
