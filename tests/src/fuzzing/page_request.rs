//! Any bytes as the head of a request to the page of `plexctl serve`.

use http::{HeaderName, HeaderValue, Method, Uri};
use plexctl::fuzzing::page_admits;

/// Reads `input` as a request line and lines of headers.
///
/// # Panics
/// When a request is admitted that another site could have made a browser send.
pub fn page_request(input: &[u8]) {
    let Some((method, uri, headers)) = read(input) else {
        return;
    };
    if !page_admits(&method, &uri, headers.clone()) {
        return;
    }
    let all = |wanted: &str| -> Vec<String> {
        headers
            .iter()
            .filter(|(name, _)| name.as_str() == wanted)
            .map(|(_, value)| String::from_utf8_lossy(value.as_bytes()).to_lowercase())
            .collect()
    };
    let hosts = all("host");
    assert_eq!(hosts.len(), 1, "{hosts:?}");
    let host = hosts.concat();
    assert!(
        host.starts_with("localhost") || host.starts_with("page.example") || has_loopback(&host),
        "{host}"
    );
    let reads_the_page = (method == Method::GET || method == Method::HEAD) && uri.path() == "/";
    if !reads_the_page {
        for origin in all("origin") {
            assert!(
                origin.ends_with(&format!("://{host}")),
                "{origin} at {host}"
            );
        }
        if let Some(site) = all("sec-fetch-site").first() {
            assert!(site == "same-origin" || site == "none", "{site}");
        }
    }
    if method != Method::GET && method != Method::HEAD {
        assert!(!all("x-plexctl").is_empty());
    }
}

/// Returns `true` if the host is an address of this machine.
fn has_loopback(host: &str) -> bool {
    host.starts_with("127.")
        || host.contains("::1")
        || host.contains("0:0:0:1")
        || host.contains("::ffff:7f")
        || host.contains("::ffff:127.")
        || host.contains(":1]")
}

type Head = (Method, Uri, Vec<(HeaderName, HeaderValue)>);

fn read(input: &[u8]) -> Option<Head> {
    let text = String::from_utf8_lossy(input);
    let mut lines = text.lines();
    let (method, uri) = lines.next()?.split_once(' ')?;
    let headers = lines.filter_map(|line| {
        let (name, value) = line.split_once(": ")?;
        Some((name.parse().ok()?, value.parse().ok()?))
    });
    Some((method.parse().ok()?, uri.parse().ok()?, headers.collect()))
}
