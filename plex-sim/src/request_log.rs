//! What clients asked for, and what a test expects them to ask for.

use std::fmt;
use std::time::Duration;

use crate::state::State;

/// One request as it came in, also one that was answered with 401 or by a fault.
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
    /// The headers in their order; names in lower case. Bytes that are no UTF-8 are replaced.
    pub headers: Vec<(String, String)>,
    /// The body, at most its first 64 KiB.
    pub body: Vec<u8>,
    /// The status it was answered with; `None` until then, and for ever when no head was sent.
    pub status: Option<u16>,
    /// Which connection brought it: 1 is the first that this simulator accepted.
    pub connection: u64,
    /// When it came in, counted from the start of the simulator.
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

    /// Whether this is a request of that method and path; `*` stands for any.
    #[must_use]
    pub fn is(&self, method: &str, path: &str) -> bool {
        matches(method, &self.method) && matches(path, &self.path)
    }
}

/// `*` alone matches everything, a `*` at the end every continuation.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => text.starts_with(start),
        None => pattern == text,
    }
}

/// How often a request is expected until the end.
#[derive(Debug, Clone)]
pub(crate) struct Expectation {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) times: u64,
    pub(crate) seen: u64,
}

/// What [`finish`](crate::PlexSim::finish) found wrong. `Debug` is as readable as `Display`, so
/// that `unwrap()` in a test explains itself.
#[derive(Clone, PartialEq, Eq)]
pub struct UnmetExpectations {
    findings: Vec<String>,
}

impl UnmetExpectations {
    /// One sentence each.
    #[must_use]
    pub fn findings(&self) -> &[String] {
        &self.findings
    }

    pub(crate) fn from(findings: Vec<String>) -> Result<(), Self> {
        if findings.is_empty() {
            Ok(())
        } else {
            Err(Self { findings })
        }
    }
}

impl fmt::Display for UnmetExpectations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the simulated server is not content:")?;
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

impl State {
    /// Notes an incoming request; the number finds it again for its status.
    pub(crate) fn record(&mut self, request: RecordedRequest) -> u64 {
        for expectation in &mut self.expectations {
            if request.is(&expectation.method, &expectation.path) {
                expectation.seen += 1;
            }
        }
        if self.requests.len() >= crate::state::MEMORY {
            self.requests.pop_front();
            self.forgotten_requests += 1;
        }
        self.requests.push_back(request);
        self.forgotten_requests + self.requests.len() as u64 - 1
    }

    pub(crate) fn answered(&mut self, number: u64, status: u16) {
        let place = number
            .checked_sub(self.forgotten_requests)
            .and_then(|place| usize::try_from(place).ok());
        if let Some(request) = place.and_then(|place| self.requests.get_mut(place)) {
            request.status = Some(status);
        }
    }

    /// Unmet expectations and panics, one sentence each.
    pub(crate) fn complaints(&self) -> Vec<String> {
        let unmet = self
            .expectations
            .iter()
            .filter(|expected| expected.seen != expected.times)
            .map(|expected| {
                format!(
                    "expected {} {} {} time(s), got {}",
                    expected.method, expected.path, expected.times, expected.seen
                )
            });
        let panics = self
            .panics
            .iter()
            .map(|what| format!("the simulator itself panicked: {what}"));
        unmet.chain(panics).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_any_end() {
        assert!(matches("*", "/activities"));
        assert!(matches("/activities*", "/activities/1"));
        assert!(matches("/activities", "/activities"));
        assert!(!matches("/activities", "/activities/1"));
        assert!(!matches("GET", "GE"));
    }
}
