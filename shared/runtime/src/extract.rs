//! What a request carries, read so that every mistake is answered with the name of its field.

use std::collections::HashMap;
use std::str::FromStr;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, OptionalFromRequest, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use homework_domain::page::{Order, PageRequest};
use homework_domain::{Error, Result};
use serde::de::DeserializeOwned;

use crate::problem::{self, Problem};

/// As axum limits the others.
const BODY_BYTES_MAX: usize = 2 * 1024 * 1024;

/// A JSON body.
#[derive(Debug)]
pub struct JsonBody<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        if !may_be_json(request.headers()) {
            let detail = "Send the body as application/json.";
            return Err(problem::plain(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail));
        }
        let too_large = |_| Error::TooLarge("The body is too large.".into());
        let body = Bytes::from_request(request, state).await.map_err(too_large).map_err(refused)?;
        parse_json(&body).map(Self).map_err(refused)
    }
}

impl<T: DeserializeOwned, S: Send + Sync> OptionalFromRequest<S> for JsonBody<T> {
    type Rejection = Response;

    /// A request without a body asks for nothing in particular.
    async fn from_request(request: Request, state: &S) -> Result<Option<Self>, Response> {
        let (parts, body) = request.into_parts();
        let too_large = |_| refused(Error::TooLarge("The body is too large.".into()));
        let body = axum::body::to_bytes(body, BODY_BYTES_MAX).await.map_err(too_large)?;
        if body.trim_ascii().is_empty() {
            return Ok(None);
        }
        let request = Request::from_parts(parts, body.into());
        <Self as FromRequest<S>>::from_request(request, state).await.map(Some)
    }
}

fn refused(error: Error) -> Response {
    Problem(error).into_response()
}

/// Whether the body says it is JSON, or says nothing. A browser's form, which any page may send, is
/// neither.
fn may_be_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(header::CONTENT_TYPE) else { return true };
    let essence = value.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
}

fn parse_json<T: DeserializeOwned>(body: &[u8]) -> Result<T> {
    // serde would read an array as an object's fields in order.
    if !body.trim_ascii_start().starts_with(b"{") {
        return Err(Error::invalid("body", "must be a JSON object"));
    }
    let mut reader = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let message = error.inner().to_string();
        let message = message.split(" at line ").next().unwrap_or_default().to_owned();
        let missing = message.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
        let path = error.path().to_string();
        let at_top = matches!(path.as_str(), "." | "?");
        match missing {
            Some(field) if at_top => Error::invalid(field, "is required"),
            Some(field) => Error::invalid(format!("{path}.{field}"), "is required"),
            None if at_top => {
                Error::invalid("body", format!("is not the JSON object it should be: {message}"))
            }
            None => Error::invalid(path, message),
        }
    })?;
    reader.end().map_err(|_| Error::invalid("body", "goes on after the JSON object"))?;
    Ok(value)
}

/// The query string of a list: `page`, `page_size`, `cursor`, and whatever filters the list has.
#[derive(Debug)]
pub struct ListQuery {
    pub page: PageRequest,
    parameters: HashMap<String, String>,
}

impl ListQuery {
    /// A filter's text, never an empty one.
    pub fn filter(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str)
    }

    /// `order`: the newest first if it is left out.
    pub fn order(&self) -> Result<Order> {
        self.order_or(Order::default())
    }

    /// `order`, or `default` if it is left out.
    pub fn order_or(&self, default: Order) -> Result<Order> {
        self.filter("order").map_or(Ok(default), str::parse)
    }

    /// An id among the filters.
    pub fn id<T: FromStr<Err = Error>>(&self, name: &str, kind: &str) -> Result<Option<T>> {
        let wrong = |_| Error::invalid(name, format!("is not a {kind}'s id"));
        self.filter(name).map(|text| text.parse().map_err(wrong)).transpose()
    }

    /// Refuses filters that cannot be combined: each list answers to one at a time.
    pub fn at_most_one_of(&self, names: &[&str]) -> Result<()> {
        let given: Vec<_> = names.iter().filter(|name| self.filter(name).is_some()).collect();
        match given.get(1) {
            Some(second) => Err(Error::invalid(**second, format!("cannot be combined with {}", given[0]))),
            None => Ok(()),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for ListQuery {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let unreadable = |_| Error::invalid("query", "cannot be read");
        let query =
            Query::<HashMap<String, String>>::from_request_parts(parts, state).await.map_err(unreadable)?;
        let parameters = query.0;
        if let Some((name, _)) = parameters.iter().find(|(_, value)| value.is_empty()) {
            return Err(Error::invalid(name.as_str(), "must not be empty: leave it out instead").into());
        }
        let page = PageRequest::parse(
            number(&parameters, "page")?,
            number(&parameters, "page_size")?,
            parameters.get("cursor").cloned(),
        )?;
        Ok(Self { page, parameters })
    }
}

/// The query string of a request that is no list.
#[derive(Debug)]
pub struct Parameters(HashMap<String, String>);

impl Parameters {
    /// A parameter as it was given; `None` if it was not.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Parameters {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let unreadable = |_| Error::invalid("query", "cannot be read");
        let query = Query::<HashMap<String, String>>::from_request_parts(parts, state).await;
        Ok(Self(query.map_err(unreadable)?.0))
    }
}

/// A whole number among the parameters of a query, if it is there.
pub fn number(parameters: &HashMap<String, String>, name: &str) -> Result<Option<u32>> {
    let parse = |text: &String| text.parse().map_err(|_| Error::invalid(name, "must be a whole number"));
    parameters.get(name).map(parse).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    struct Body {
        #[expect(dead_code, reason = "only parsing is of interest")]
        name: String,
        #[expect(dead_code, reason = "only parsing is of interest")]
        ids: Vec<u32>,
    }

    fn field(body: &str) -> String {
        match parse_json::<Body>(body.as_bytes()) {
            Err(Error::Invalid(errors)) => errors[0].field.clone(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_mistake_is_named_by_its_field() {
        assert_eq!(field(r#"{"ids":[]}"#), "name");
        assert_eq!(field(r#"{"name":"a","ids":[1,"x"]}"#), "ids[1]");
        assert_eq!(field("{"), "body");
        assert_eq!(field(""), "body");
        assert_eq!(field(r#"["a",[1]]"#), "body");
        assert_eq!(field(r#"{"name":"a","ids":[]} extra"#), "body");
    }
}
