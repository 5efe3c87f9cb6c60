//! A request to a fake server, and the answer to it.

use std::time::Duration;

use bytes::Bytes;
use reqwest::Url;
use serde_json::Value;

use crate::error::{Error, ErrorKind, Result};

/// A request that reached a [`FakePlex`](super::FakePlex).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FakeRequest {
    /// `GET`, `PUT`, `POST` or `DELETE`.
    pub method: String,
    /// The path as it was sent, without the query: `/library/sections/2/refresh`.
    pub path: String,
    /// The names and values of the query, decoded, in their order.
    pub query: Vec<(String, String)>,
}

impl FakeRequest {
    pub(super) fn new(request: &reqwest::Request) -> Self {
        let url: &Url = request.url();
        Self {
            method: request.method().to_string(),
            path: url.path().to_owned(),
            query: url.query_pairs().into_owned().collect(),
        }
    }

    /// Returns `true` if the request has this method and path.
    #[must_use]
    pub fn is(&self, method: &str, path: &str) -> bool {
        self.method == method && self.path == path
    }
}

/// The answer of a [`FakePlex`](super::FakePlex).
///
/// ```
/// use std::time::Duration;
/// use plex_api::test_util::FakeResponse;
///
/// let late = FakeResponse::empty(503).header("retry-after", "5").after(Duration::from_secs(2));
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct FakeResponse {
    status: u16,
    headers: Vec<(String, String)>,
    body: Bytes,
    after: Duration,
    is_reached: bool,
}

impl FakeResponse {
    /// An answer without a body.
    pub fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Bytes::new(),
            after: Duration::ZERO,
            is_reached: true,
        }
    }

    /// An answer with this JSON.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::text(status, "application/json", body.to_string())
    }

    /// An answer with this text, of a content type such as `text/html`.
    pub fn text(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            body: Bytes::from(body.into()),
            ..Self::empty(status)
        }
        .header("content-type", content_type)
    }

    /// No answer: the client cannot connect.
    pub fn unreachable() -> Self {
        Self {
            is_reached: false,
            ..Self::empty(500)
        }
    }

    /// Adds a header, such as `x-plex-activity` with an activity's uuid.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Answers this long after the request, by tokio's clock.
    pub fn after(mut self, time: Duration) -> Self {
        self.after = time;
        self
    }

    pub(super) async fn send(self) -> Result<reqwest::Response> {
        if !self.after.is_zero() {
            tokio::time::sleep(self.after).await;
        }
        if !self.is_reached {
            return Err(Error::new(
                ErrorKind::Connect,
                "cannot connect: the fake server is not reachable",
            ));
        }
        let mut response = http::Response::builder().status(self.status);
        for (name, value) in self.headers {
            response = response.header(name, value);
        }
        build(response, self.body.into())
    }
}

/// An invalid status or header is a mistake in the test, which sees it as an error.
pub(super) fn build(
    response: http::response::Builder,
    body: reqwest::Body,
) -> Result<reqwest::Response> {
    response
        .body(body)
        .map(reqwest::Response::from)
        .map_err(|error| Error::invalid(format!("the fake server's answer is not valid: {error}")))
}
