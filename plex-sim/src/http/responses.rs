//! Answers in the shapes of recorded servers: JSON or XML on success, HTML otherwise.

use axum::body::Body as HttpBody;
use axum::response::Response;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

use crate::faulty_connection::ConnectionControl;
use crate::notification::json;
use crate::stub_response::{Body, StubResponse, repeat};
use crate::xml;

const PROTOCOL: HeaderName = HeaderName::from_static("x-plex-protocol");
const ACTIVITY: HeaderName = HeaderName::from_static("x-plex-activity");
const MAINTENANCE: &[u8] = include_bytes!("../../payloads/http-503-maintenance.xml");
const UNAUTHORIZED: &[u8] = include_bytes!("../../payloads/http-401-unauthorized.html");

/// An answer of this type with the headers that every answer carries.
pub(crate) fn answer(
    status: StatusCode,
    kind: &'static str,
    body: impl Into<HttpBody>,
) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(PROTOCOL, HeaderValue::from_static("1.0"));
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::CONNECTION, HeaderValue::from_static("Keep-Alive"));
    headers.insert(
        HeaderName::from_static("keep-alive"),
        HeaderValue::from_static("timeout=20"),
    );
    response
}

/// An action's success: 200, nothing in it, and called HTML.
pub(crate) fn done() -> Response {
    answer(StatusCode::OK, "text/html", HttpBody::empty())
}

/// Names the activity that the request started.
pub(crate) fn naming(mut response: Response, uuid: Option<&str>) -> Response {
    if let Some(value) = uuid.and_then(|uuid| HeaderValue::from_str(uuid).ok()) {
        response.headers_mut().insert(ACTIVITY, value);
    }
    response
}

/// A container without anything in it.
pub(crate) fn empty_container(headers: &HeaderMap) -> Response {
    container(
        headers,
        || "{\"MediaContainer\":{\"size\":0}}".to_owned(),
        |out| out.empty("MediaContainer", [("size", "0")]),
    )
}

/// The body of a grabber scan, which is documented as XML alone.
pub(crate) fn scan_container() -> Response {
    let mut out = xml::Writer::new();
    let attributes = [("message", ""), ("size", "0"), ("status", "0")];
    out.empty("MediaContainer", attributes);
    answer(StatusCode::OK, "text/xml;charset=utf-8", out.finish())
}

/// 503 while the server migrates its database: XML whatever `Accept` said.
pub(crate) fn maintenance() -> Response {
    answer(
        StatusCode::SERVICE_UNAVAILABLE,
        "text/xml;charset=utf-8",
        MAINTENANCE,
    )
}

/// The one-line HTML page of an error.
pub(crate) fn html(status: StatusCode) -> Response {
    let code = status.as_u16();
    let reason = status.canonical_reason().unwrap_or("Error");
    answer(
        status,
        "text/html",
        format!(
            "<html><head><title>{reason}</title></head><body><h1>{code} {reason}</h1></body></html>"
        ),
    )
}

/// The recorded 401: 91 bytes of HTML, whatever `Accept` said, and the connection is closed.
pub(crate) fn unauthorized() -> Response {
    closing(answer(StatusCode::UNAUTHORIZED, "text/html", UNAUTHORIZED))
}

/// The last answer on its connection.
pub(crate) fn closing(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.remove("keep-alive");
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

/// JSON when it was asked for, XML otherwise.
pub(crate) fn container(
    headers: &HeaderMap,
    as_json: impl FnOnce() -> String,
    as_xml: impl FnOnce(&mut xml::Writer),
) -> Response {
    if wants_json(headers) {
        return answer(StatusCode::OK, "application/json", as_json());
    }
    let mut out = xml::Writer::new();
    as_xml(&mut out);
    answer(StatusCode::OK, "text/xml;charset=utf-8", out.finish())
}

/// `{"MediaContainer": inner}`.
pub(crate) fn media_container(inner: &impl serde::Serialize) -> String {
    format!("{{\"MediaContainer\":{}}}", json(inner))
}

/// JSON comes only for `Accept: application/json` alone: a list of types was measured to give
/// XML.
pub(crate) fn wants_json(headers: &HeaderMap) -> bool {
    let mut values = headers.get_all(header::ACCEPT).iter();
    let (Some(only), None) = (values.next(), values.next()) else {
        return false;
    };
    let Ok(text) = only.to_str() else {
        return false;
    };
    let name = text.split(';').next().unwrap_or_default();
    !text.contains(',') && name.trim().eq_ignore_ascii_case("application/json")
}

/// Plays a canned answer on the connection `control`.
pub(crate) async fn play(canned: StubResponse, control: &ConnectionControl) -> Response {
    if !canned.delay.is_zero() {
        tokio::time::sleep(canned.delay).await;
    }
    let body = match canned.body {
        Body::Bytes(bytes) => HttpBody::from(bytes),
        Body::Repeat {
            chunk,
            total,
            every,
        } => HttpBody::from_stream(repeat(chunk, total, every)),
        Body::Stall(bytes) => {
            let first = futures_util::stream::iter([Ok::<_, std::convert::Infallible>(bytes)]);
            let silence = futures_util::stream::pending();
            HttpBody::from_stream(futures_util::StreamExt::chain(first, silence))
        }
        Body::Hang => return std::future::pending().await,
        Body::Close => {
            control.cut(false);
            HttpBody::empty()
        }
        Body::Cut { bytes, promised } => {
            let mut raw = head(canned.status, &canned.headers, promised).into_bytes();
            raw.extend(bytes);
            control.replace_answer(&raw, true);
            HttpBody::empty()
        }
        Body::Raw { bytes, close } => {
            control.replace_answer(&bytes, close);
            HttpBody::empty()
        }
    };
    let mut response = Response::new(body);
    *response.status_mut() =
        StatusCode::from_u16(canned.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in &canned.headers {
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_bytes(value.as_bytes()),
        ) {
            response.headers_mut().append(name, value);
        }
    }
    response
}

/// The head of an answer whose length is a lie, which hyper would not send.
fn head(status: u16, headers: &[(String, String)], length: usize) -> String {
    let reason = StatusCode::from_u16(status)
        .ok()
        .and_then(|status| status.canonical_reason())
        .unwrap_or("Unknown");
    let lines: String = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    format!("HTTP/1.1 {status} {reason}\r\n{lines}Content-Length: {length}\r\n\r\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_request_for_json_gets_json() {
        let table = [
            (vec!["application/json"], true),
            (vec!["Application/JSON"], true),
            (vec!["application/json; charset=utf-8"], true),
            (vec!["application/json, text/plain, */*"], false),
            (vec!["application/json;q=1, text/html;q=0"], false),
            (vec!["application/json", "text/plain"], false),
            (vec!["*/*"], false),
            (vec!["text/event-stream"], false),
            (vec![], false),
        ];
        for (accept, expected) in table {
            let mut headers = HeaderMap::new();
            for value in &accept {
                headers.append(header::ACCEPT, HeaderValue::from_static(value));
            }
            assert_eq!(wants_json(&headers), expected, "{accept:?}");
        }
    }

    #[test]
    fn an_error_page_has_the_form_of_the_recorded_one() {
        assert_eq!(UNAUTHORIZED.len(), 91);
        let page = format!(
            "<html><head><title>{0}</title></head><body><h1>401 {0}</h1></body></html>",
            "Unauthorized"
        );
        assert_eq!(UNAUTHORIZED.trim_ascii_end(), page.as_bytes());
    }
}
