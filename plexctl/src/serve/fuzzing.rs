//! The check of requests to the page, fed with any head.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};

use super::origin_check::OriginCheck;

/// Returns `true` if a page that listens on 127.0.0.1 and is also called `page.example` admits the request.
#[must_use]
pub fn page_admits(
    method: &Method,
    uri: &Uri,
    headers: impl IntoIterator<Item = (HeaderName, HeaderValue)>,
) -> bool {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(name, value);
    }
    let bound = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8325);
    let check = OriginCheck::new(bound, &["page.example".to_owned()]);
    check.check(method, uri, &map).is_ok()
}
