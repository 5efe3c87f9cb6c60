//! The requests that clients sent, and the requests that a test expects.

use std::fmt;
use std::time::Duration;

use crate::bounded_log::BoundedLog;

/// One request as it came in. Requests that got a 401 or met a fault are recorded too.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// `GET`, `DELETE`, ...
    pub method: String,
    /// The path without the simulator's prefix and without the query, as it was sent (not
    /// percent-decoded).
    pub path: String,
    /// Path and query exactly as sent, with the prefix.
    pub target: String,
    /// The query's pairs, percent-decoded, in their order.
    pub query: Vec<(String, String)>,
    /// The headers in their order, names in lower case. Bytes that are not UTF-8 are replaced.
    pub headers: Vec<(String, String)>,
    /// The body, at most its first 64 KiB.
    pub body: Vec<u8>,
    /// The status of the response; `None` while there is no response.
    pub status: Option<u16>,
    /// The number of its connection; 1 is the first that this simulator accepted.
    pub connection: u64,
    /// The time from the start of the simulator to this request.
    pub at: Duration,
}

impl RecordedRequest {
    /// The first header of this name, in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The first query value of this name.
    #[must_use]
    pub fn query_value(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Returns `true` if the request has this method and path, in either of which `*` stands for any text.
    #[must_use]
    pub fn is(&self, method: &str, path: &str) -> bool {
        matches(method, &self.method) && matches(path, &self.path)
    }
}

/// Returns `true` if `text` fits `pattern`, in which `*` stands for any text.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|start| text.strip_prefix(start)) else {
        return false;
    };
    let Some(end) = parts.next_back() else {
        return rest.is_empty();
    };
    for part in parts {
        match rest.split_once(part) {
            Some((_, behind)) => rest = behind,
            None => return false,
        }
    }
    rest.ends_with(end)
}

/// The number of times that a request is expected until the end.
#[derive(Debug, Clone)]
struct Expectation {
    method: String,
    path: String,
    times: u64,
    seen: u64,
}

/// The requests that came in, and the requests that a test expects.
#[derive(Debug, Default)]
pub(crate) struct RequestLog {
    requests: BoundedLog<RecordedRequest>,
    expectations: Vec<Expectation>,
}

impl RequestLog {
    /// Records an incoming request and returns its number for [`set_status`](Self::set_status).
    pub(crate) fn record(&mut self, request: RecordedRequest) -> u64 {
        for expectation in &mut self.expectations {
            if request.is(&expectation.method, &expectation.path) {
                expectation.seen += 1;
            }
        }
        self.requests.push(request)
    }

    /// Records the status of the response to a request.
    pub(crate) fn set_status(&mut self, number: u64, status: u16) {
        if let Some(request) = self.requests.get_mut(number) {
            request.status = Some(status);
        }
    }

    /// Expects exactly `times` requests from now on.
    pub(crate) fn expect(&mut self, method: &str, path: &str, times: u64) {
        self.expectations.push(Expectation {
            method: method.to_owned(),
            path: path.to_owned(),
            times,
            seen: 0,
        });
    }

    /// The recorded requests, oldest first.
    pub(crate) fn iter(
        &self,
    ) -> impl DoubleEndedIterator<Item = &RecordedRequest> + ExactSizeIterator {
        self.requests.iter()
    }

    /// The recorded requests of this method and path, in either of which `*` stands for any text.
    pub(crate) fn find(&self, method: &str, path: &str) -> impl Iterator<Item = &RecordedRequest> {
        self.iter().filter(move |request| request.is(method, path))
    }

    /// The number of requests that came in since the start.
    pub(crate) fn total(&self) -> u64 {
        self.requests.total()
    }

    /// One sentence for each expectation that was not met.
    pub(crate) fn describe_unmet(&self) -> impl Iterator<Item = String> {
        self.expectations
            .iter()
            .filter(|expected| expected.seen != expected.times)
            .map(|expected| {
                format!(
                    "expected {} {} {} time(s), got {}",
                    expected.method, expected.path, expected.times, expected.seen
                )
            })
    }
}

/// The faults that [`finish`](crate::PlexSim::finish) found.
///
/// `Debug` prints the same text as `Display`, so the message of `unwrap()` in a test is readable.
#[derive(Clone, PartialEq, Eq)]
pub struct UnmetExpectations {
    findings: Vec<String>,
}

impl UnmetExpectations {
    /// One sentence for each problem.
    #[must_use]
    pub fn findings(&self) -> &[String] {
        &self.findings
    }

    pub(crate) fn check(findings: Vec<String>) -> Result<(), Self> {
        if findings.is_empty() {
            Ok(())
        } else {
            Err(Self { findings })
        }
    }
}

impl fmt::Display for UnmetExpectations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the simulated server found problems:")?;
        for finding in &self.findings {
            write!(f, "\n  - {finding}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for UnmetExpectations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for UnmetExpectations {}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_any_text() {
        assert!(matches("*", "/activities"));
        assert!(matches("/activities*", "/activities/1"));
        assert!(matches("/activities", "/activities"));
        assert!(!matches("/activities", "/activities/1"));
        assert!(!matches("GET", "GE"));
        assert!(matches("*/refresh", "/library/sections/2/refresh"));
        assert!(matches(
            "/library/*/refresh*",
            "/library/sections/2/refresh"
        ));
        assert!(!matches("*/refresh", "/library/sections/2/refresh/"));
        assert!(!matches("/a*a", "/a"), "the star is no overlap");
        assert!(!matches("/a*b*c", "/acb"));
    }
}
