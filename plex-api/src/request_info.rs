//! The report of each attempt of a request to a hook for metrics.

use std::time::Duration;

use crate::error::ErrorKind;

/// One attempt of a request: see [`PlexBuilder::on_request`](crate::PlexBuilder::on_request).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RequestInfo {
    /// The operation, by its `operationId` in the OpenAPI document, for example
    /// `getServerActivities`. Of a [request](crate::Plex::request) of the caller's own, its method and
    /// path.
    pub operation: String,
    /// The number of this attempt of the operation, from 1.
    pub attempt: u32,
    /// The status of the server's answer, after redirects. `None` when none came.
    pub status: Option<u16>,
    /// The kind of error of an attempt without a usable answer. `None` when the server answered, also with an
    /// error status: an answer with status 503 has no error here.
    pub error: Option<ErrorKind>,
    /// From the start of the attempt to the last byte of the answer. For an event stream and a
    /// WebSocket, to the end of the answer's headers.
    pub duration: Duration,
}
