//! The first question to an address of which nothing is proved yet: which server are you?
//!
//! `GET /identity`, and no data of this client with it: no token, no client identifier, no cookie. A server
//! notifies its owner of each new device that comes with a token, and any other program that answers has no
//! business with either.

use std::time::Duration;

use http::Method;
use http::header::{ACCEPT, HeaderValue};
use reqwest::Url;

use super::redact::Redactor;
use super::request_spec::RequestSpec;
use super::response_body::{self, BodyError};
use super::{error_response, transport_error};
use crate::error::{Error, ErrorKind, Result};
use crate::generated::OperationId;
use crate::generated::types::IdentityResponse;
use crate::limits::MAX_IDENTITY_BYTES;
use crate::server_url::ServerUrl;

/// Asks the machine at `server` for its machine identifier. Follows no redirect, and sends the
/// question once.
///
/// # Cancel safety
/// Dropping the future ends the question.
pub(crate) async fn ask_identity(
    client: &reqwest::Client,
    server: &ServerUrl,
    timeout: Duration,
) -> Result<String> {
    let spec = RequestSpec::from(OperationId::GetIdentity.operation());
    let asking = ask(client, server, &spec, timeout);
    tokio::time::timeout(timeout, asking)
        .await
        .unwrap_or_else(|_| {
            let message = format!(
                "no whole answer from {} within {timeout:?}",
                server.origin()
            );
            Err(Error::new(ErrorKind::Timeout, message).with_operation(spec.name))
        })
}

async fn ask(
    client: &reqwest::Client,
    server: &ServerUrl,
    spec: &RequestSpec<'_>,
    timeout: Duration,
) -> Result<String> {
    let mut request = reqwest::Request::new(Method::GET, identity_url(server)?);
    request
        .headers_mut()
        .insert(ACCEPT, HeaderValue::from_static("application/json"));
    let mut response = client.execute(request).await.map_err(|error| {
        let redactor = Redactor::new(None, server.origin());
        transport_error::error(spec, &error.without_url(), None, &redactor)
    })?;
    read_identity(&mut response, server, timeout).await
}

/// The URL of the question.
pub(super) fn identity_url(server: &ServerUrl) -> Result<Url> {
    Url::parse(&format!("{}/identity", server.base()))
        .map_err(|_| Error::invalid("the address of a server has no place for /identity"))
}

/// Reads the machine identifier out of the answer of the machine at `server`. `idle` is the longest pause
/// within it.
pub(super) async fn read_identity(
    response: &mut reqwest::Response,
    server: &ServerUrl,
    idle: Duration,
) -> Result<String> {
    let spec = &RequestSpec::from(OperationId::GetIdentity.operation());
    let redactor = Redactor::new(None, server.origin());
    let status = response.status();
    let body = match response_body::read_bounded(response, MAX_IDENTITY_BYTES, idle).await {
        Ok(body) => body,
        Err(BodyError::TooLarge) => {
            let what = format!("is larger than the limit of {MAX_IDENTITY_BYTES} bytes");
            return Err(response_body::too_large(spec, status, &redactor, &what));
        }
        Err(BodyError::Broken(error)) => {
            return Err(transport_error::error(
                spec,
                &error,
                Some(status),
                &redactor,
            ));
        }
        // The time of the whole question ends before this.
        Err(BodyError::Idle) => return Err(response_body::not_plex(spec, status, b"", &redactor)),
    };
    if status.is_redirection() {
        let message = format!("{} redirects (status {status})", server.origin());
        return Err(Error::new(ErrorKind::Redirect, message).with_operation(spec.name));
    }
    if !status.is_success() {
        let headers = response.headers();
        return Err(error_response::from_answer(
            spec, status, headers, &body, &redactor,
        ));
    }
    let body = response_body::normalize(spec, status, &body, &redactor)?;
    match serde_json::from_slice::<IdentityResponse>(&body) {
        Ok(answer) => Ok(answer.media_container.machine_identifier.to_string()),
        Err(_) => Err(response_body::not_plex(spec, status, &body, &redactor)),
    }
}
