//! The client's handling of an answer, fed with bytes instead of a response.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::de::DeserializeOwned;

use super::redact::Redactor;
use super::request_spec::RequestSpec;
use super::{convert_error, error_response, response_body};
use crate::error::Result;
use crate::generated::OperationId;
use crate::generated::types::{
    ActivitiesResponse, Identity, IdentityResponse, LibrarySection, LibrarySectionsResponse,
};
use crate::model::ActivityList;
use crate::token::Token;

/// The origin that messages name.
const ORIGIN: &str = "http://127.0.0.1:32400";

/// The body that the generated code gets for an answer with a good status; the error for any other answer.
///
/// # Errors
/// The error that the client makes of the answer.
pub fn answer(
    token: &Token,
    operation: OperationId,
    status: StatusCode,
    headers: &[(HeaderName, HeaderValue)],
    body: &Bytes,
) -> Result<Bytes> {
    let operation = &RequestSpec::from(operation.operation());
    let redactor = Redactor::new(Some(token), ORIGIN.to_owned());
    if status.is_success() {
        return response_body::normalize(operation, status, body, &redactor);
    }
    let headers: HeaderMap = headers.iter().cloned().collect();
    Err(error_response::from_answer(
        operation, status, &headers, body, &redactor,
    ))
}

/// The list in the answer to `GET /activities` with status 200.
///
/// # Errors
/// The error that the client makes of the answer.
pub fn activities(token: &Token, body: &Bytes) -> Result<ActivityList> {
    let response = decoded::<ActivitiesResponse>(token, OperationId::GetServerActivities, body)?;
    ActivityList::read(response)
}

/// The sections in the answer to `GET /library/sections` with status 200, and how many cannot be read.
///
/// # Errors
/// The error that the client makes of the answer.
pub fn sections(token: &Token, body: &Bytes) -> Result<(Vec<LibrarySection>, usize)> {
    let response = decoded::<LibrarySectionsResponse>(token, OperationId::GetSections, body)?;
    let sections = response.media_container.directory.unwrap_or_default();
    let (sections, unreadable) = sections.into_parts();
    Ok((sections, unreadable.len()))
}

/// The identity in the answer to `GET /identity` with status 200.
///
/// # Errors
/// The error that the client makes of the answer.
pub fn identity(token: &Token, body: &Bytes) -> Result<Identity> {
    let response = decoded::<IdentityResponse>(token, OperationId::GetIdentity, body)?;
    Ok(response.media_container)
}

fn decoded<T: DeserializeOwned>(token: &Token, id: OperationId, body: &Bytes) -> Result<T> {
    let body = answer(token, id, StatusCode::OK, &[], body)?;
    match serde_json::from_slice(&body) {
        Ok(response) => Ok(response),
        Err(error) => {
            let redactor = Redactor::new(Some(token), ORIGIN.to_owned());
            Err(convert_error::undecodable(
                &RequestSpec::from(id.operation()),
                &body,
                &error,
                &redactor,
            ))
        }
    }
}
