//! What every request passes: it is recorded, delayed, perhaps answered by a canned answer,
//! checked for its token, and only then handled.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use futures_util::FutureExt;
use http::{Method, StatusCode, header};

use crate::http::query::QueryPairs;
use crate::http::responses;
use crate::listener::Peer;
use crate::request_log::RecordedRequest;
use crate::state::Shared;

/// How much of a request's body is kept.
const BODY_LIMIT: usize = 64 * 1024;

pub(crate) async fn gate(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(Peer(control)): ConnectInfo<Peer>,
    request: Request,
    next: Next,
) -> Response {
    let (recorded, mut request) = record(&shared, control.id(), request).await;
    let number = shared.change(|state| state.record(recorded.clone()));
    let answering = async {
        if control.is_mistaken() {
            return responses::closing(responses::html(StatusCode::BAD_REQUEST));
        }
        if !shared.config.latency.is_zero() {
            tokio::time::sleep(shared.config.latency).await;
        }
        let canned = shared.change(|state| state.answers.take(&recorded.method, &recorded.path));
        if let Some(canned) = canned {
            return responses::play(canned, &control).await;
        }
        let (maintenance, refusal) = shared.look(|state| {
            let faults = &state.faults;
            (faults.maintenance, faults.refusal(&recorded.path))
        });
        if maintenance {
            return responses::maintenance();
        }
        if let Some(status) = refusal {
            return refuse(status);
        }
        let Some(who) = who(&shared, &recorded) else {
            return responses::unauthorized();
        };
        let acts = recorded.method != "GET" || recorded.path.ends_with("/refresh");
        if who.is_guest() && acts {
            return responses::unauthorized();
        }
        request.extensions_mut().insert(who);
        as_a_server_says_it(next.run(request).await)
    };
    let response = match AssertUnwindSafe(answering).catch_unwind().await {
        Ok(response) => response,
        Err(panic) => {
            let (method, path) = (&recorded.method, &recorded.path);
            shared.panicked(format!("{method} {path}: {}", panic_text(&*panic)));
            responses::html(StatusCode::INTERNAL_SERVER_ERROR)
        }
    };
    shared.change(|state| state.answered(number, response.status().as_u16()));
    response
}

/// A path that is no UTF-8 is refused in front of the handlers, in plain text, which no server was
/// seen to send.
fn as_a_server_says_it(response: Response) -> Response {
    let kind = response.headers().get(header::CONTENT_TYPE);
    let is_plain = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if is_plain && response.status().is_client_error() {
        return responses::html(response.status());
    }
    response
}

async fn record(shared: &Shared, connection: u64, request: Request) -> (RecordedRequest, Request) {
    let at = shared.began.elapsed();
    let (parts, body) = request.into_parts();
    let (kept, body) = if parts.method == Method::GET {
        (Vec::new(), body)
    } else {
        // A body that is too long or cut is no reason to answer differently.
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
        query: QueryPairs::of(&parts.uri).0,
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

/// Who sent a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Caller {
    Owner,
    Guest(i64),
}

impl Caller {
    fn is_guest(self) -> bool {
        self != Self::Owner
    }

    /// Whose activities are visible; everybody's when `None`.
    pub(crate) fn sees(self) -> Option<i64> {
        match self {
            Self::Owner => None,
            Self::Guest(id) => Some(id),
        }
    }
}

/// Decides by the token, as header or query parameter; `/identity` is open on real servers, and
/// a server without any token is an unclaimed one, which lets everybody in.
fn who(shared: &Shared, request: &RecordedRequest) -> Option<Caller> {
    let config = &shared.config;
    let sent = request
        .header("x-plex-token")
        .or_else(|| request.query_value("X-Plex-Token"));
    let guest = sent.and_then(|sent| config.guests.iter().find(|(token, _)| token == sent));
    if let Some((_, id)) = guest {
        return Some(Caller::Guest(*id));
    }
    let open = config.token.is_none() || request.path == "/identity";
    (open || sent == config.token.as_deref()).then_some(Caller::Owner)
}

/// How a transport is refused: a page of HTML.
fn refuse(status: u16) -> Response {
    if status == 401 {
        return responses::unauthorized();
    }
    responses::html(StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY))
}

/// What a panic said.
pub(crate) fn panic_text(panic: &(dyn Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without a message".to_owned())
}
