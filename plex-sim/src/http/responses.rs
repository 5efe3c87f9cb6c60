//! Responses in the forms of recorded servers: JSON or XML on success, HTML otherwise.

use axum::body::Body as HttpBody;
use axum::response::Response;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

use crate::element::Element;
use crate::faulty_connection::ConnectionControl;
use crate::raw_json::to_json;
use crate::stub_response::{Body, StubResponse, repeat};

const XML: &str = "text/xml;charset=utf-8";
const PROTOCOL: HeaderName = HeaderName::from_static("x-plex-protocol");
const ACTIVITY: HeaderName = HeaderName::from_static("x-plex-activity");
const MAINTENANCE: &[u8] = include_bytes!("../../payloads/http-503-maintenance.xml");
const UNAUTHORIZED: &[u8] = include_bytes!("../../payloads/http-401-unauthorized.html");

/// A response with the headers that every response has.
pub(crate) fn respond(
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

/// The success of an action: 200 with an empty body of the type HTML.
pub(crate) fn empty() -> Response {
    respond(StatusCode::OK, "text/html", HttpBody::empty())
}

/// Adds the header that names the started activity.
pub(crate) fn with_activity(mut response: Response, uuid: Option<&str>) -> Response {
    if let Some(value) = uuid.and_then(|uuid| HeaderValue::from_str(uuid).ok()) {
        response.headers_mut().insert(ACTIVITY, value);
    }
    response
}

/// An empty container.
pub(crate) fn empty_container(headers: &HeaderMap) -> Response {
    if wants_json(headers) {
        let body = r#"{"MediaContainer":{"size":0}}"#;
        return respond(StatusCode::OK, "application/json", body);
    }
    let element = Element::new([("size", 0.into())]);
    let body = element.to_xml_without_children("MediaContainer");
    respond(StatusCode::OK, XML, body)
}

/// The body of a grabber scan, which is documented as XML only.
pub(crate) fn scan_container() -> Response {
    let scan = Element::new([
        ("message", "".into()),
        ("size", 0.into()),
        ("status", 0.into()),
    ]);
    respond(
        StatusCode::OK,
        XML,
        scan.to_xml_without_children("MediaContainer"),
    )
}

/// 503 while the server migrates its database: XML for every `Accept`.
pub(crate) fn maintenance() -> Response {
    respond(StatusCode::SERVICE_UNAVAILABLE, XML, MAINTENANCE)
}

/// The one-line HTML page of an error.
pub(crate) fn error_page(status: StatusCode) -> Response {
    let code = status.as_u16();
    let reason = status.canonical_reason().unwrap_or("Error");
    respond(
        status,
        "text/html",
        format!(
            "<html><head><title>{reason}</title></head><body><h1>{code} {reason}</h1></body></html>"
        ),
    )
}

/// The recorded 401: 91 bytes of HTML for every `Accept`. The connection is closed.
pub(crate) fn unauthorized() -> Response {
    with_connection_close(respond(StatusCode::UNAUTHORIZED, "text/html", UNAUTHORIZED))
}

/// Makes this the last response on its connection.
pub(crate) fn with_connection_close(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.remove("keep-alive");
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

/// An element as JSON if the client wants JSON, as XML otherwise.
pub(crate) fn element(headers: &HeaderMap, name: &str, element: &Element) -> Response {
    if wants_json(headers) {
        let body = format!("{{\"{name}\":{}}}", to_json(element));
        return respond(StatusCode::OK, "application/json", body);
    }
    respond(StatusCode::OK, XML, element.to_xml(name))
}

/// Servers send JSON only for exactly `Accept: application/json`; a list of types was seen to give XML.
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

/// Sends a stub response on the connection of `control`.
pub(crate) async fn send_stub(stub: StubResponse, control: &ConnectionControl) -> Response {
    if !stub.delay.is_zero() {
        tokio::time::sleep(stub.delay).await;
    }
    let body = match stub.body {
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
            let mut raw = format_head(stub.status, &stub.headers, promised).into_bytes();
            raw.extend(bytes);
            control.replace_response(&raw, true);
            HttpBody::empty()
        }
        Body::Raw { bytes, close } => {
            control.replace_response(&bytes, close);
            HttpBody::empty()
        }
    };
    let mut response = Response::new(body);
    *response.status_mut() =
        StatusCode::from_u16(stub.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in &stub.headers {
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_bytes(value.as_bytes()),
        ) {
            response.headers_mut().append(name, value);
        }
    }
    response
}

/// A head with a wrong `Content-Length`, which hyper would not send.
fn format_head(status: u16, headers: &[(String, String)], length: usize) -> String {
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
    fn only_accept_of_json_alone_gets_json() {
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
