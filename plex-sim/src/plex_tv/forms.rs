//! The forms of the account service's answers, JSON or XML, and the headers of every request.

use std::sync::Arc;

use axum::Extension;
use axum::body::Body as HttpBody;
use axum::extract::State;
use axum::response::Response;
use http::{HeaderValue, StatusCode, Uri, header};
use serde_json::{Value, json};

use crate::element::Element;
use crate::http::query::QueryPairs;
use crate::plex_tv::account::ClientInfo;
use crate::plex_tv::api_error::ApiError;
use crate::plex_tv::service::AccountService;
use crate::request_log::RecordedRequest;

pub(crate) type Service = State<Arc<AccountService>>;
pub(crate) type Received = Extension<Arc<RecordedRequest>>;

/// An answer with this status, type and body.
pub(crate) fn answer(status: u16, kind: &'static str, body: impl Into<HttpBody>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    let kind = HeaderValue::from_static(kind);
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

pub(crate) fn json(status: u16, value: &Value) -> Response {
    let kind = "application/json; charset=utf-8";
    answer(status, kind, value.to_string())
}

pub(crate) fn xml(status: u16, name: &str, element: &Element) -> Response {
    answer(
        status,
        "application/xml; charset=utf-8",
        element.to_xml(name),
    )
}

/// 204, without a body.
pub(crate) fn no_content() -> Response {
    let mut response = Response::new(HttpBody::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}

/// JSON for a client that asks for exactly that, XML for every other.
pub(crate) fn wants_json(request: &RecordedRequest) -> bool {
    request
        .header("accept")
        .is_some_and(|accept| accept.trim().eq_ignore_ascii_case("application/json"))
}

pub(crate) fn error(request: &RecordedRequest, error: ApiError) -> Response {
    let ApiError {
        status,
        code,
        message,
    } = error;
    if wants_json(request) || request.path.starts_with("/api/v2/auth/") {
        let entry = json!({ "code": code, "message": message, "status": status });
        return json(status, &json!({ "errors": [entry] }));
    }
    let entry = Element::new([
        ("code", code.into()),
        ("message", message.into()),
        ("status", status.into()),
    ]);
    let errors = Element::default().with_children("error", [entry]);
    xml(status, "errors", &errors)
}

/// The token of a request, in the header or the query.
pub(crate) fn token(request: &RecordedRequest) -> Option<&str> {
    let header = request.header("x-plex-token");
    header.or_else(|| request.query_value("X-Plex-Token"))
}

/// A value in the header of this name, in the query or in the form of the body.
pub(crate) fn value(request: &RecordedRequest, name: &str) -> Option<String> {
    let found = request.header(name).or_else(|| request.query_value(name));
    found.map(str::to_owned).or_else(|| {
        let form = form(request);
        form.value(name).map(str::to_owned)
    })
}

/// The body as a form. A body that is not a form has no values.
pub(crate) fn form(request: &RecordedRequest) -> QueryPairs {
    let text = String::from_utf8_lossy(&request.body);
    // A form is written as a query is.
    let uri = format!("/?{text}").parse::<Uri>();
    uri.map(|uri| QueryPairs::parse(&uri)).unwrap_or_default()
}

/// The client's description of itself. Its identifier is required.
pub(crate) fn client(request: &RecordedRequest) -> Result<ClientInfo, ApiError> {
    let text = |name: &str| value(request, name).unwrap_or_default();
    let identifier = text("X-Plex-Client-Identifier");
    if identifier.is_empty() {
        return Err(ApiError::NO_IDENTIFIER);
    }
    Ok(ClientInfo {
        identifier,
        product: text("X-Plex-Product"),
        version: text("X-Plex-Version"),
        platform: text("X-Plex-Platform"),
        device: text("X-Plex-Device"),
        name: text("X-Plex-Device-Name"),
    })
}
