//! Errors as `application/problem+json` (RFC 9457), for people and programs.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// The reason why a request was refused or failed.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Problem {
    /// `about:blank`: the status gives the kind of the problem.
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    status: u16,
    /// The description of the problem, for people.
    detail: String,
    /// The kind of error that the server's answer was, if Plex refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    error_kind: Option<&'static str>,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("error"),
            status: status.as_u16(),
            detail: detail.into(),
            error_kind: None,
        }
    }

    /// With the kind of an error of the SDK.
    pub(crate) fn of_kind(mut self, kind: plex_api::ErrorKind) -> Self {
        self.error_kind = Some(kind.as_str());
        self
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let kind = [(header::CONTENT_TYPE, "application/problem+json")];
        // The type contains only numbers and strings, so this cannot fail.
        let body = serde_json::to_string(&self).unwrap_or_default();
        (status, kind, body + "\n").into_response()
    }
}
