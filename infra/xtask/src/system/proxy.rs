//! Passes a request on to another address on this machine, and its answer back.

use anyhow::Result;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use http::{HeaderName, HeaderValue, Uri, header};

use crate::http::Http;

/// Headers that speak of one connection only.
const OF_THE_CONNECTION: [HeaderName; 3] =
    [header::CONNECTION, header::TRANSFER_ENCODING, header::CONTENT_LENGTH];

/// Sends `request` to `address`, asking for `host` where one is given, and returns what is answered.
pub(crate) async fn pass_on(
    http: &Http,
    mut request: Request,
    address: &str,
    host: Option<&HeaderValue>,
) -> Result<Response> {
    *request.uri_mut() = address.parse::<Uri>()?;
    let headers = request.headers_mut();
    headers.remove(header::HOST);
    headers.remove(header::TRANSFER_ENCODING);
    if let Some(host) = host {
        headers.insert(header::HOST, host.clone());
    }
    let answer = http.send(request).await?;
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = answer.status;
    *response.headers_mut() = answer.headers;
    for name in OF_THE_CONNECTION {
        response.headers_mut().remove(name);
    }
    Ok(response)
}
