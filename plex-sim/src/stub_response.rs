//! Responses that a test chooses: any status, header and body, and bodies that are cut or never end.

use std::time::Duration;

use bytes::Bytes;

use crate::recorded_bodies::RecordedBody;
use crate::request_log::matches;

/// One response that a test chooses; for [`PlexSim::answer`](crate::PlexSim::answer). It is sent
/// before the token check, as by a proxy in front of a server.
#[derive(Debug, Clone)]
#[must_use = "pass it to `PlexSim::answer`"]
pub struct StubResponse {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Body,
    pub(crate) times: Option<u32>,
    pub(crate) delay: Duration,
}

/// The body of a [`StubResponse`], or the behaviour without a body.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Body {
    /// These bytes, with their `Content-Length`.
    Bytes(Vec<u8>),
    /// A `Content-Length` of `promised`, then only these bytes, then the connection is closed.
    Cut {
        /// The bytes that are sent.
        bytes: Vec<u8>,
        /// The `Content-Length` in the head.
        promised: usize,
    },
    /// A chunked body that repeats `chunk`.
    Repeat {
        /// One piece of the body.
        chunk: Vec<u8>,
        /// The number of bytes in total; without an end when `None`.
        total: Option<u64>,
        /// The pause after each piece.
        every: Duration,
    },
    /// A chunked body that begins with these bytes and then never continues or ends.
    Stall(Vec<u8>),
    /// No response: the connection stays open, and the head is never sent.
    Hang,
    /// The connection is closed without a response.
    Close,
    /// These bytes are sent unchanged as the whole response, status line and headers included.
    /// `status` and `headers` are not used.
    Raw {
        /// The bytes that are sent.
        bytes: Vec<u8>,
        /// Whether the connection is closed afterwards. Otherwise it stays open and silent.
        close: bool,
    },
}

impl StubResponse {
    /// Any status and body, without a content type.
    pub fn new(status: u16, body: Body) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body,
            times: None,
            delay: Duration::ZERO,
        }
    }

    /// A status with an empty body.
    pub fn empty(status: u16) -> Self {
        Self::new(status, Body::Bytes(Vec::new()))
    }

    /// `application/json`.
    pub fn json(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::new(status, Body::Bytes(body.into())).content_type("application/json")
    }

    /// `text/xml;charset=utf-8`.
    pub fn xml(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::new(status, Body::Bytes(body.into())).content_type("text/xml;charset=utf-8")
    }

    /// `text/html`.
    pub fn html(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::new(status, Body::Bytes(body.into())).content_type("text/html")
    }

    /// A redirect (307) to `location`.
    pub fn redirect(location: &str) -> Self {
        Self::empty(307).header("Location", location)
    }

    /// A recorded body with status 200 and the content type of its file name.
    pub fn recorded(recorded: &RecordedBody) -> Self {
        let kind = match recorded.name.rsplit_once('.').map(|(_, end)| end) {
            Some("json") => "application/json",
            Some("xml") => "text/xml;charset=utf-8",
            Some("html") => "text/html",
            _ if recorded.name.starts_with("sse-") => "text/event-stream",
            _ => "text/plain",
        };
        Self::new(200, Body::Bytes(recorded.bytes.to_vec())).content_type(kind)
    }

    /// No response, without an end.
    pub fn hang() -> Self {
        Self::new(200, Body::Hang)
    }

    /// Returns `true` if no answer is ever sent.
    pub(crate) fn hangs(&self) -> bool {
        matches!(self.body, Body::Hang)
    }

    /// These bytes as the whole response, then the connection is closed.
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self::new(
            200,
            Body::Raw {
                bytes: bytes.into(),
                close: true,
            },
        )
    }

    /// Sets the status.
    pub fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// Sets the content type.
    pub fn content_type(mut self, kind: &str) -> Self {
        self.headers
            .retain(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
        self.header("Content-Type", kind)
    }

    /// Adds a header. A header that is not valid in HTTP is omitted; send it with
    /// [`StubResponse::raw`].
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Answers only the next `times` requests; every request when never called.
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// Waits before the response.
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }
}

impl Body {
    /// A chunked body of `total` equal bytes, for size limits.
    #[must_use]
    pub fn filled(with: u8, total: u64) -> Self {
        Self::Repeat {
            chunk: vec![with; 64 * 1024],
            total: Some(total),
            every: Duration::ZERO,
        }
    }

    /// A chunked body without an end, as fast as the client reads it.
    #[must_use]
    pub fn endless(chunk: impl Into<Vec<u8>>) -> Self {
        Self::Repeat {
            chunk: chunk.into(),
            total: None,
            every: Duration::ZERO,
        }
    }
}

/// The stub responses of a simulator, oldest first.
#[derive(Debug, Default)]
pub(crate) struct StubResponses(Vec<Stub>);

#[derive(Debug)]
struct Stub {
    method: String,
    path: String,
    response: StubResponse,
}

impl StubResponses {
    pub(crate) fn add(&mut self, method: &str, path: &str, response: StubResponse) {
        self.0.push(Stub {
            method: method.to_owned(),
            path: path.to_owned(),
            response,
        });
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// The newest response for this request, and counts the use.
    pub(crate) fn take(&mut self, method: &str, path: &str) -> Option<StubResponse> {
        let stub = self.0.iter_mut().rev().find(|stub| {
            stub.response.times != Some(0)
                && matches(&stub.method, method)
                && matches(&stub.path, path)
        })?;
        if let Some(left) = stub.response.times.as_mut() {
            *left -= 1;
        }
        Some(stub.response.clone())
    }
}

/// The pieces of [`Body::Repeat`].
pub(crate) fn repeat(
    chunk: Vec<u8>,
    total: Option<u64>,
    every: Duration,
) -> impl futures_util::Stream<Item = Result<Bytes, std::convert::Infallible>> + Send + 'static {
    let chunk = Bytes::from(chunk);
    futures_util::stream::unfold((total, true), move |(left, first)| {
        let chunk = chunk.clone();
        async move {
            if left == Some(0) || chunk.is_empty() {
                return None;
            }
            if !first && !every.is_zero() {
                tokio::time::sleep(every).await;
            }
            let piece = match left {
                Some(left) => chunk.slice(
                    ..chunk
                        .len()
                        .min(usize::try_from(left).unwrap_or(chunk.len())),
                ),
                None => chunk,
            };
            let left = left.map(|left| left - piece.len() as u64);
            Some((Ok(piece), (left, false)))
        }
    })
}
