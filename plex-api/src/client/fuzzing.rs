//! What the client makes of an answer, fed with bytes in place of a response.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::redact::Redactor;
use super::{convert_error, error_response, response_body};
use crate::error::Result;
use crate::generated::OperationId;
use crate::generated::types::ActivitiesResponse;
use crate::model::ActivityList;
use crate::token::Token;

/// The origin that messages name.
const ORIGIN: &str = "http://127.0.0.1:32400";

/// What the generated code is given of an answer with a good status; the error of every other.
///
/// # Errors
/// What the answer is taken for.
pub fn answer(
    token: &Token,
    operation: OperationId,
    status: StatusCode,
    headers: &[(HeaderName, HeaderValue)],
    body: &Bytes,
) -> Result<Bytes> {
    let operation = operation.operation();
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
/// What the answer is taken for.
pub fn activities(token: &Token, body: &Bytes) -> Result<ActivityList> {
    let id = OperationId::GetServerActivities;
    let body = answer(token, id, StatusCode::OK, &[], body)?;
    match serde_json::from_slice::<ActivitiesResponse>(&body) {
        Ok(response) => Ok(ActivityList::read(response)),
        Err(error) => {
            let redactor = Redactor::new(Some(token), ORIGIN.to_owned());
            Err(convert_error::undecodable(
                id.operation(),
                &body,
                &error,
                &redactor,
            ))
        }
    }
}
