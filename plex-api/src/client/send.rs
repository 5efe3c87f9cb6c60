//! One exchange with the server: attempts, redirects and the body, all within one deadline.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
#[cfg(feature = "websocket")]
use http::header::SEC_WEBSOCKET_KEY;
use http::header::{
    CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue, LOCATION,
    TRANSFER_ENCODING,
};
use http::{Method, StatusCode};
use reqwest::{Request, Response, ResponseBuilderExt, Url};
use tokio::time::Instant;

use super::error_response;
use super::redact::Redactor;
use super::request_spec::RequestSpec;
use super::response_body::{self, BodyError};
use super::temporary_status::{is_temporary, may_have_worked};
use super::transport_error;
use crate::address::Address;
use crate::credentials::SourceFailure;
use crate::error::{Error, ErrorKind, Result};
use crate::limits::{MAX_ERROR_BODY_BYTES, MAX_LOCATION_BYTES, MAX_REDIRECTS};
use crate::operation::ResponseKind;
use crate::request_context::{Peer, RequestContext};
use crate::request_info::RequestInfo;
use crate::time;

/// Added to answers: how many attempts may have had their effect, this one included. A 404 to a
/// cancel that an earlier attempt may have carried out can be a success.
const ATTEMPTS: HeaderName = HeaderName::from_static("x-plex-api-attempts");

/// The header with the token.
const TOKEN: HeaderName = HeaderName::from_static("x-plex-token");

/// An error on its way through the generated code, which cannot carry an error of this crate.
#[derive(Clone)]
struct Carried(Arc<Mutex<Option<Error>>>);

/// Sends the request and gives the answer in the form that the generated code expects.
///
/// A failure is given as an answer with a status that no server sends, with the error inside;
/// [`take_error`] gets it out again.
pub(crate) async fn execute(
    inner: &RequestContext,
    request: Request,
    operation: &RequestSpec<'_>,
) -> Response {
    match send_with_retries(inner, request, operation).await {
        Ok(response) => response,
        Err(error) => error_as_response(error),
    }
}

/// Sends a request that the document does not have, and reads its whole answer. An error status is
/// an error.
pub(crate) async fn execute_generic(
    inner: &RequestContext,
    request: Request,
    spec: &RequestSpec<'_>,
) -> Result<http::Response<Bytes>> {
    let mut response = send_with_retries(inner, request, spec).await?;
    let (status, mut headers) = (response.status(), std::mem::take(response.headers_mut()));
    // Every answer without an end is an answer to another kind of request, so this one is here.
    let idle = inner.shared.idle_timeout;
    let body = response_body::read_bounded(&mut response, usize::MAX, idle)
        .await
        .unwrap_or_default();
    let redactor = inner.redactor();
    if !status.is_success() {
        return Err(match status.is_client_error() || status.is_server_error() {
            true => error_response::from_answer(spec, status, &headers, &body, &redactor),
            false => response_body::not_plex(spec, status, &body, &redactor),
        });
    }
    headers.remove(ATTEMPTS);
    for value in headers.values_mut() {
        redactor.redact_header(value);
    }
    let mut answer = http::Response::new(body);
    (*answer.status_mut(), *answer.headers_mut()) = (status, headers);
    Ok(answer)
}

/// The answer to a method that the table of operations lacks: nothing is sent.
pub(crate) fn unknown_operation(method: &str) -> Response {
    error_as_response(Error::invalid(format!(
        "the table of operations has no `{method}`: generate both from one document"
    )))
}

/// Returns the number of attempts that may have had their effect, by the headers of the last answer.
pub(crate) fn attempts(headers: &http::HeaderMap) -> u32 {
    headers
        .get(ATTEMPTS)
        .and_then(|value| value.to_str().ok()?.parse().ok())
        .unwrap_or(1)
}

/// The error that [`execute`] put into the response, if it did.
pub(crate) fn take_error(response: &Response) -> Option<Error> {
    let Carried(slot) = response.extensions().get::<Carried>()?;
    slot.lock().unwrap_or_else(PoisonError::into_inner).take()
}

fn error_as_response(error: Error) -> Response {
    let mut answer = http::Response::new(reqwest::Body::from(error.to_string()));
    // Outside every range of the document, so that the generated code hands it on whole.
    *answer.status_mut() = StatusCode::from_u16(999).unwrap_or(StatusCode::CONTINUE);
    answer
        .extensions_mut()
        .insert(Carried(Arc::new(Mutex::new(Some(error)))));
    Response::from(answer)
}

async fn send_with_retries(
    inner: &RequestContext,
    mut request: Request,
    operation: &RequestSpec<'_>,
) -> Result<Response> {
    let deadline = time::from_now(inner.request_timeout);
    let mut retries_left = match operation.retry {
        true => inner.retries.attempts.saturating_sub(1),
        false => 0,
    };
    let mut pauses = inner.retries.pauses();
    let mut attempt: u32 = 0;
    let mut may_have_worked: u32 = 1;
    let mut is_renewed = false;
    let mut is_moved = false;
    let mut address = Arc::clone(inner.shared.addresses.first());
    loop {
        attempt += 1;
        let started = inner.shared.on_request.as_ref().map(|_| Instant::now());
        let (mut is_sent, mut refused) = (false, None);
        let sending = async {
            locate(inner, &mut request, &mut address, operation).await?;
            is_sent = true;
            refused = authorize(inner, &mut request, operation, deadline).await?;
            send_once(&address, inner, &request, operation).await
        };
        let outcome = tokio::time::timeout_at(deadline, sending)
            .await
            .unwrap_or_else(|_| Err(timed_out(inner, operation)));
        if let Some(started) = started {
            report(inner, operation, attempt, started, &outcome);
        }
        if is_sent && is_in_doubt(&outcome) {
            inner.shared.addresses.doubt(&address);
            // Nothing was sent, so the request can be sent elsewhere, whatever it is.
            if is_not_reached(&outcome)
                && inner.shared.addresses.has_search()
                && !std::mem::replace(&mut is_moved, true)
            {
                tracing::debug!(attempt, "searching for another address of the server");
                continue;
            }
        }
        // The server did nothing, so the request can be sent again, whatever it is.
        if is_token_refused(&outcome)
            && !std::mem::replace(&mut is_renewed, true)
            && let Some(refused) = refused
            && renew(inner, operation, refused, deadline).await?
        {
            tracing::debug!(attempt, "trying again with another token");
            continue;
        }
        if let Ok(response) = &outcome
            && is_accepted(response.status())
        {
            inner.shared.credentials.note_accepted();
        }
        let wait = match &outcome {
            Ok(response) if is_worth_another_try(response.status()) => Some(
                error_response::retry_after(response.headers(), std::time::SystemTime::now()),
            ),
            Err(error) if error.kind() == ErrorKind::Connect => Some(None),
            _ => None,
        };
        let pause = wait
            .filter(|_| retries_left > 0)
            .map(|asked| pauses.next(asked, fastrand::f64()));
        match pause {
            Some(pause) if time::from_now(pause) < deadline => {
                tracing::debug!(attempt, ?pause, outcome = ?outcome_of(&outcome), "trying again");
                tokio::time::sleep(pause).await;
                retries_left -= 1;
                if may_have_done_it(&outcome) {
                    may_have_worked += 1;
                }
            }
            _ => {
                let mut response = outcome?;
                tracing::debug!(attempt, status = response.status().as_u16(), "answered");
                response
                    .headers_mut()
                    .insert(ATTEMPTS, HeaderValue::from(may_have_worked));
                return Ok(response);
            }
        }
    }
}

/// Gives the request the server's address of now. `address` is the one that it has.
async fn locate(
    inner: &RequestContext,
    request: &mut Request,
    address: &mut Arc<Address>,
    operation: &RequestSpec<'_>,
) -> Result<()> {
    let shared = &inner.shared;
    let located = shared.addresses.locate(&shared.credentials).await;
    let now = located.map_err(|failure| source_failed(operation, &failure))?;
    if now.server != address.server {
        let url = address.server.rebase(request.url(), &now.server);
        *request.url_mut() = url.ok_or_else(|| {
            Error::invalid(format!(
                "cannot {}: its URL does not begin with that of the client",
                operation.action
            ))
        })?;
    }
    *address = now;
    Ok(())
}

/// Returns `true` if the request may not have reached the client's server: no connection was made, it broke,
/// or the program that answered refuses the token.
fn is_in_doubt(outcome: &Result<Response>) -> bool {
    match outcome {
        Ok(_) => is_token_refused(outcome),
        Err(error) => {
            matches!(error.kind(), ErrorKind::Connect | ErrorKind::Tls) || is_token_refused(outcome)
        }
    }
}

/// Returns `true` if no connection was made, so that nothing was sent.
fn is_not_reached(outcome: &Result<Response>) -> bool {
    match outcome {
        Ok(_) => false,
        Err(error) => {
            matches!(error.kind(), ErrorKind::Connect | ErrorKind::Tls)
                && !error.may_have_been_sent()
        }
    }
}

/// Gives the request the client's token of now, and returns which one it is. `None` if the request
/// goes without a token.
async fn authorize(
    inner: &RequestContext,
    request: &mut Request,
    operation: &RequestSpec<'_>,
    deadline: Instant,
) -> Result<Option<u64>> {
    if !operation.token {
        request.headers_mut().remove(TOKEN);
        return Ok(None);
    }
    let credentials = &inner.shared.credentials;
    let mut current = credentials.current();
    if !current.has_token() && credentials.has_source() {
        let asked = credentials.renew(None, deadline).await;
        asked.map_err(|failure| source_failed(operation, &failure))?;
        current = credentials.current();
    }
    match current.header() {
        Some(token) => request.headers_mut().insert(TOKEN, token.clone()),
        None => request.headers_mut().remove(TOKEN),
    };
    Ok(Some(current.generation()))
}

/// Gets another token than the refused one; `false` when there is none.
async fn renew(
    inner: &RequestContext,
    operation: &RequestSpec<'_>,
    refused: u64,
    deadline: Instant,
) -> Result<bool> {
    let renewing = inner.shared.credentials.renew(Some(refused), deadline);
    match tokio::time::timeout_at(deadline, renewing).await {
        Ok(renewed) => renewed.map_err(|failure| source_failed(operation, &failure)),
        Err(_) => Err(timed_out(inner, operation)),
    }
}

/// Attached to the error of a request whose token source or search for the server failed: the server
/// has refused nothing.
pub(crate) struct SourceFailed;

fn source_failed(operation: &RequestSpec<'_>, failure: &SourceFailure) -> Error {
    let message = format!("cannot {}: {}", operation.action, failure.message);
    Error::new(failure.kind, message)
        .with_operation(operation.name)
        .with_attachment(SourceFailed)
}

/// Returns `true` if the server refused the token, also in a document with a good status.
fn is_token_refused(outcome: &Result<Response>) -> bool {
    let status = match outcome {
        Ok(response) => Some(response.status().as_u16()),
        Err(error) => error.status(),
    };
    matches!(status, Some(401 | error_response::TOKEN_EXPIRED))
}

/// Returns `true` if the server carried out the request, so that the token is a good one.
fn is_accepted(status: StatusCode) -> bool {
    status.is_success() || status == StatusCode::SWITCHING_PROTOCOLS
}

/// Calls the caller's hook.
fn report(
    inner: &RequestContext,
    operation: &RequestSpec<'_>,
    attempt: u32,
    started: Instant,
    outcome: &Result<Response>,
) {
    let Some(hook) = &inner.shared.on_request else {
        return;
    };
    let (status, error) = match outcome {
        Ok(response) => (Some(response.status().as_u16()), None),
        Err(error) => (error.status(), Some(error.kind())),
    };
    let info = RequestInfo {
        operation: operation.name.to_owned(),
        attempt,
        status,
        error,
        duration: started.elapsed(),
    };
    hook.call(&info, inner.shared.addresses.first().server.base());
}

fn outcome_of(outcome: &Result<Response>) -> String {
    match outcome {
        Ok(response) => response.status().as_u16().to_string(),
        Err(error) => format!("{:?}", error.kind()),
    }
}

/// Returns `true` if the server may have carried out the request though no good answer came: a proxy lost it,
/// or the connection broke after the request. A busy server, and one not reached, did nothing.
fn may_have_done_it(outcome: &Result<Response>) -> bool {
    match outcome {
        Ok(response) => may_have_worked(response.status().as_u16()),
        Err(error) => error.may_have_been_sent(),
    }
}

fn is_worth_another_try(status: StatusCode) -> bool {
    status == StatusCode::TOO_MANY_REQUESTS || is_temporary(status.as_u16())
}

fn timed_out(inner: &RequestContext, operation: &RequestSpec<'_>) -> Error {
    Error::new(
        ErrorKind::Timeout,
        format!(
            "cannot {}: no whole answer from {} within {:?}. The server may be busy; allow more \
             time or try again",
            operation.action,
            inner.shared.addresses.current().server.origin(),
            inner.request_timeout,
        ),
    )
    .with_operation(operation.name)
    .with_may_have_been_sent()
}

/// One attempt: the request, the redirects it meets, and the body.
async fn send_once(
    address: &Address,
    inner: &RequestContext,
    request: &Request,
    operation: &RequestSpec<'_>,
) -> Result<Response> {
    #[cfg(feature = "websocket")]
    let key = request.headers().get(SEC_WEBSOCKET_KEY).cloned();
    let mut response = follow(address, inner, request, operation).await?;
    // A token that was set meanwhile may be in the answer, too.
    let redactor = inner.redactor();
    let status = response.status();
    if is_endless(operation, &response) && encoding(&response).is_none() {
        #[cfg(feature = "websocket")]
        if operation.response == ResponseKind::Upgrade {
            super::websocket_handshake::verify(
                operation,
                key.as_ref(),
                response.headers(),
                &redactor,
            )?;
        }
        // The reader has limits of its own.
        return Ok(response);
    }
    let (limit, idle) = (inner.shared.max_body_bytes, inner.shared.idle_timeout);
    if !status.is_success() {
        // An error answer is worth more than its text.
        let body = match encoding(&response) {
            Some(_) => Bytes::new(),
            None => {
                response_body::read_head(&mut response, limit.min(MAX_ERROR_BODY_BYTES), idle).await
            }
        };
        return Ok(rebuild(response, body, operation));
    }
    if let Some(encoding) = encoding(&response) {
        return Err(compressed(operation, status, &redactor, encoding));
    }
    let body = match response_body::read_bounded(&mut response, limit, idle).await {
        Ok(body) => body,
        Err(BodyError::Broken(error)) => {
            return Err(transport_error::error(
                operation,
                &error,
                Some(status),
                &redactor,
            ));
        }
        Err(BodyError::TooLarge) => {
            let what = format!("is larger than the limit of {limit} bytes");
            return Err(response_body::too_large(
                operation, status, &redactor, &what,
            ));
        }
        Err(BodyError::Idle) => return Err(stalled(operation, status, &redactor, idle)),
    };
    let body = response_body::normalize(operation, status, &body, &redactor)?;
    Ok(rebuild(response, body, operation))
}

/// Returns the encoding of the body, if it has one. None is ever asked for: a few bytes could become
/// gigabytes.
fn encoding(response: &Response) -> Option<&str> {
    let encoding = response.headers().get(CONTENT_ENCODING)?;
    let encoding = encoding.to_str().unwrap_or("unknown").trim();
    let is_plain = encoding.is_empty() || encoding.eq_ignore_ascii_case("identity");
    (!is_plain).then_some(encoding)
}

fn compressed(
    operation: &RequestSpec<'_>,
    status: StatusCode,
    redactor: &Redactor<'_>,
    encoding: &str,
) -> Error {
    Error::new(
        ErrorKind::Decode,
        format!(
            "cannot {}: the answer of {} is compressed ({:?}), which was not asked for. A proxy in \
             between may do that: turn it off there",
            operation.action,
            redactor.origin(),
            redactor.line(encoding),
        ),
    )
    .with_operation(operation.name)
    .with_status(status.as_u16())
    .with_may_have_been_sent()
}

fn stalled(
    operation: &RequestSpec<'_>,
    status: StatusCode,
    redactor: &Redactor<'_>,
    idle: Duration,
) -> Error {
    Error::new(
        ErrorKind::Timeout,
        format!(
            "cannot {}: the answer of {} began, and then nothing came for {idle:?}. The server may \
             hang; try again",
            operation.action,
            redactor.origin(),
        ),
    )
    .with_operation(operation.name)
    .with_status(status.as_u16())
    .with_may_have_been_sent()
}

/// Returns `true` if the answer is the beginning of a stream. Any other answer to such a request (a page, a
/// document) ends, and is read as usual.
fn is_endless(operation: &RequestSpec<'_>, response: &Response) -> bool {
    let status = response.status();
    match operation.response {
        ResponseKind::Upgrade => status == StatusCode::SWITCHING_PROTOCOLS,
        ResponseKind::EventStream => {
            status == StatusCode::OK && is_event_stream(response.headers())
        }
        ResponseKind::Json | ResponseKind::Bytes | ResponseKind::Empty => false,
    }
}

fn is_event_stream(headers: &http::HeaderMap) -> bool {
    let content_type = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    content_type
        .and_then(|value| value.split(';').next())
        .is_some_and(|media| media.trim().eq_ignore_ascii_case("text/event-stream"))
}

/// The same answer around a body that is already here.
fn rebuild(mut response: Response, body: Bytes, operation: &RequestSpec<'_>) -> Response {
    let url = response.url().clone();
    let status = status_for(operation, response.status());
    let headers = std::mem::take(response.headers_mut());
    let builder = http::Response::builder().status(status).url(url);
    let mut answer = builder
        .body(reqwest::Body::from(body))
        .unwrap_or_else(|_| http::Response::new(reqwest::Body::default()));
    *answer.headers_mut() = headers;
    // They spoke of the body as it came.
    answer.headers_mut().remove(CONTENT_LENGTH);
    answer.headers_mut().remove(TRANSFER_ENCODING);
    Response::from(answer)
}

/// The status as the generated code expects it. A success that the document does not list is as
/// good as the one that it lists first.
fn status_for(operation: &RequestSpec<'_>, status: StatusCode) -> StatusCode {
    let is_stream = matches!(
        operation.response,
        ResponseKind::EventStream | ResponseKind::Upgrade
    );
    match operation.statuses.first() {
        Some(usual)
            if status.is_success()
                && !is_stream
                && !operation.statuses.contains(&status.as_u16()) =>
        {
            StatusCode::from_u16(*usual).unwrap_or(status)
        }
        _ => status,
    }
}

/// Sends the request, and follows redirects as long as they stay with the server.
///
/// reqwest would follow them to any host, with the token: it strips only the header names that it
/// knows.
async fn follow(
    address: &Address,
    inner: &RequestContext,
    request: &Request,
    operation: &RequestSpec<'_>,
) -> Result<Response> {
    let mut elsewhere: Option<Url> = None;
    for _ in 0..=MAX_REDIRECTS {
        let mut next = request.try_clone().ok_or_else(|| unrepeatable(operation))?;
        if let Some(place) = &elsewhere {
            *next.url_mut() = place.clone();
        }
        let response = execute_request(address, inner, next, operation).await?;
        #[cfg(feature = "account")]
        if let Some(clock) = &inner.shared.clock {
            clock.note(response.headers(), std::time::SystemTime::now());
        }
        if !is_redirect(response.status()) {
            return Ok(response);
        }
        let target = response
            .headers()
            .get(LOCATION)
            .and_then(|location| location.to_str().ok())
            .and_then(|location| {
                let from = elsewhere.as_ref().unwrap_or(request.url());
                from.join(location).ok()
            })
            .filter(|target| target.as_str().len() <= MAX_LOCATION_BYTES);
        let status = response.status();
        let Some(target) = target else {
            return Err(redirect(
                inner,
                operation,
                status,
                "to a place that cannot be asked for",
            ));
        };
        if !address.server.is_same_origin(&target) {
            let where_to = format!(
                "to {}, where the token does not follow. If that is your server, use its URL",
                inner.redactor().line(&redact_location(&target))
            );
            return Err(redirect(inner, operation, status, &where_to));
        }
        // It has no reason to redirect, and a secret in the query would follow.
        if inner.shared.peer != Peer::Server {
            return Err(redirect(
                inner,
                operation,
                status,
                "to another path, which is not followed",
            ));
        }
        if !may_follow(request.method(), status) {
            return Err(redirect(
                inner,
                operation,
                status,
                "a request that must not be repeated elsewhere",
            ));
        }
        elsewhere = Some(without_user(target));
    }
    let endless = format!("more than {MAX_REDIRECTS} times");
    Err(redirect(
        inner,
        operation,
        StatusCode::LOOP_DETECTED,
        &endless,
    ))
}

/// Hands the request to the network; the one place that does.
async fn execute_request(
    address: &Address,
    inner: &RequestContext,
    request: Request,
    operation: &RequestSpec<'_>,
) -> Result<Response> {
    #[cfg(feature = "test-util")]
    if let Some(server) = &inner.shared.fake_server {
        let answer = server(request).await;
        return answer.map_err(|error| error.with_operation(operation.name));
    }
    let client = address.client(inner.keeps_connections);
    client.execute(request).await.map_err(|error| {
        transport_error::error(operation, &error.without_url(), None, &inner.redactor())
    })
}

/// No request of this crate has such a body.
fn unrepeatable(operation: &RequestSpec<'_>) -> Error {
    Error::new(
        ErrorKind::InvalidInput,
        format!(
            "cannot {}: expected a body that can be sent again, got a stream",
            operation.action
        ),
    )
    .with_operation(operation.name)
}

/// Scheme, host and port; of a URL that has no such place (`file:`, `javascript:`) the scheme.
fn redact_location(url: &Url) -> String {
    match url.origin() {
        origin if origin.is_tuple() => origin.ascii_serialization(),
        _ => format!("{}:", url.scheme()),
    }
}

fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

/// 301 to 303 turn other methods into GET, and a cancel that became a GET did not cancel.
fn may_follow(method: &Method, status: StatusCode) -> bool {
    *method == Method::GET || matches!(status.as_u16(), 307 | 308)
}

/// A password in `Location` would be sent as a header.
fn without_user(mut url: Url) -> Url {
    // Fails only for URLs without a host, which have no origin like the server's.
    let _ = url.set_username("").and_then(|()| url.set_password(None));
    url
}

fn redirect(
    inner: &RequestContext,
    operation: &RequestSpec<'_>,
    status: StatusCode,
    what: &str,
) -> Error {
    Error::new(
        ErrorKind::Redirect,
        format!(
            "cannot {}: {} redirects {what}",
            operation.action,
            inner.shared.addresses.current().server.origin(),
        ),
    )
    .with_operation(operation.name)
    .with_status(status.as_u16())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generated::OperationId;

    #[test]
    fn documented_statuses_are_kept_and_other_successes_become_the_usual_one() {
        let start = &RequestSpec::from(OperationId::StartTask.operation());
        for (status, expected) in [(200, 200), (202, 202), (204, 200), (404, 404), (503, 503)] {
            let status = StatusCode::from_u16(status).unwrap();
            assert_eq!(status_for(start, status).as_u16(), expected);
        }
        let list = &RequestSpec::from(OperationId::GetServerActivities.operation());
        assert_eq!(status_for(list, StatusCode::ACCEPTED), StatusCode::OK);
    }
}
