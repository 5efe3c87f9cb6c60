//! The middleware of every request: it records and delays the request, answers with a stub response
//! or a fault, checks the token, and only then calls the handler.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use futures_util::FutureExt;
use http::{Method, StatusCode, header};

use crate::fault::Fault;
use crate::http::query::QueryPairs;
use crate::http::responses;
use crate::listener::Peer;
use crate::request_log::RecordedRequest;
use crate::state::Shared;

/// The lists that Plex documents to be for administrators alone.
const FOR_THE_OWNER: [&str; 4] = [
    "/butler",
    "/status/sessions",
    "/status/sessions/background",
    "/updater/status",
];

/// The largest part of a request's body that is kept, in bytes.
const BODY_LIMIT: usize = 64 * 1024;

pub(crate) async fn handle(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(Peer(control)): ConnectInfo<Peer>,
    request: Request,
    next: Next,
) -> Response {
    let (recorded, mut request) = read_request(&shared, control.id(), request).await;
    let (number, unanswered) = Unanswered::record(&shared, recorded.clone());
    let answering = async {
        if control.is_plain_http_on_tls_port() {
            return responses::with_connection_close(responses::error_page(
                StatusCode::BAD_REQUEST,
            ));
        }
        if !shared.config.latency.is_zero() {
            tokio::time::sleep(shared.config.latency).await;
        }
        let stub = shared.update(|state| state.stubs.take(&recorded.method, &recorded.path));
        if let Some(stub) = stub {
            if stub.hangs() {
                drop(unanswered);
            }
            return responses::send_stub(stub, &control).await;
        }
        let (maintenance, refusal) = shared.read(|state| {
            let faults = &state.faults;
            (
                faults.is_on(Fault::Maintenance),
                faults.refusal(&recorded.path),
            )
        });
        if maintenance {
            return responses::maintenance();
        }
        if let Some(status) = refusal {
            return refuse_transport(status);
        }
        let is_download = recorded.path.starts_with("/downloadQueue");
        if is_download && shared.read(|state| state.faults.is_on(Fault::NoDownloadQueue)) {
            return responses::error_page(StatusCode::NOT_FOUND);
        }
        let Some(caller) = authenticate(&shared, &recorded) else {
            return responses::unauthorized();
        };
        let changes_something = recorded.method != "GET" || recorded.path.ends_with("/refresh");
        if caller.is_guest() && changes_something {
            return responses::unauthorized();
        }
        if caller.is_guest() && FOR_THE_OWNER.contains(&recorded.path.as_str()) {
            return responses::error_page(StatusCode::FORBIDDEN);
        }
        request.extensions_mut().insert(caller);
        replace_plain_text_error(next.run(request).await)
    };
    let response = match AssertUnwindSafe(answering).catch_unwind().await {
        Ok(response) => response,
        Err(panic) => {
            let (method, path) = (&recorded.method, &recorded.path);
            shared.record_panic(&format!("{method} {path}"), &*panic);
            responses::error_page(StatusCode::INTERNAL_SERVER_ERROR)
        }
    };
    let status = response.status().as_u16();
    shared.update(|state| state.requests.set_status(number, status));
    response
}

/// A request without an answer, which is counted until this is dropped.
pub(crate) struct Unanswered(Arc<Shared>);

impl Unanswered {
    /// Records a request and returns its number.
    pub(crate) fn record(shared: &Arc<Shared>, request: RecordedRequest) -> (u64, Self) {
        let number = shared.update(|state| {
            state.unanswered += 1;
            state.requests.record(request)
        });
        (number, Self(Arc::clone(shared)))
    }
}

impl Drop for Unanswered {
    fn drop(&mut self) {
        self.0.update(|state| state.unanswered -= 1);
    }
}

/// Replaces the plain text that axum sends for a path that is not UTF-8. No recorded server sends it.
fn replace_plain_text_error(response: Response) -> Response {
    let kind = response.headers().get(header::CONTENT_TYPE);
    let is_plain = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if is_plain && response.status().is_client_error() {
        return responses::error_page(response.status());
    }
    response
}

pub(crate) async fn read_request(
    shared: &Shared,
    connection: u64,
    request: Request,
) -> (RecordedRequest, Request) {
    let at = shared.started_at.elapsed();
    let (parts, body) = request.into_parts();
    let (kept, body) = if parts.method == Method::GET {
        (Vec::new(), body)
    } else {
        // A body that is too long or cut does not change the response.
        let bytes = to_bytes(body, BODY_LIMIT).await.unwrap_or_default();
        (bytes.to_vec(), Body::from(bytes))
    };
    let path = parts.uri.path();
    let prefix = shared.config.prefix.as_str();
    let inside = path.strip_prefix(prefix).unwrap_or(path);
    let recorded = RecordedRequest {
        method: parts.method.to_string(),
        path: if inside.is_empty() { "/" } else { inside }.to_owned(),
        target: parts.uri.to_string(),
        query: QueryPairs::parse(&parts.uri).0,
        headers: parts
            .headers
            .iter()
            .map(|(name, value)| {
                let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
                (name.to_string(), text)
            })
            .collect(),
        body: kept,
        status: None,
        connection,
        at,
    };
    (recorded, Request::from_parts(parts, body))
}

/// The account of the server's owner.
const OWNER_ACCOUNT: i64 = 1;

/// The account that sent a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Caller {
    Owner,
    Guest(i64),
}

impl Caller {
    fn is_guest(self) -> bool {
        self != Self::Owner
    }

    /// The account whose activities are visible; those of all accounts when `None`.
    pub(crate) fn visible_account(self) -> Option<i64> {
        match self {
            Self::Owner => None,
            Self::Guest(id) => Some(id),
        }
    }
}

/// Finds the account of the token in the header or the query. Real servers need no token for
/// `/identity`. A server without a token is unclaimed and accepts every request.
fn authenticate(shared: &Shared, request: &RecordedRequest) -> Option<Caller> {
    let sent = request
        .header("x-plex-token")
        .or_else(|| request.query_value("X-Plex-Token"));
    shared.read(|state| {
        let mut accounts = state.account_tokens.iter();
        let account = sent.and_then(|sent| accounts.find(|(token, _)| token == sent));
        if let Some((_, id)) = account.filter(|(_, id)| *id != OWNER_ACCOUNT) {
            return Some(Caller::Guest(*id));
        }
        let is_owner = account.is_some()
            || state.token.0.is_none()
            || sent == state.token.0.as_deref()
            || request.path == "/identity";
        is_owner.then_some(Caller::Owner)
    })
}

/// Refuses a transport with an HTML page.
fn refuse_transport(status: u16) -> Response {
    if status == 401 {
        return responses::unauthorized();
    }
    responses::error_page(StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY))
}
