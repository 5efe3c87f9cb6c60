//! The routes of the web server.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, Request, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{StatusCode, Uri};
use axum::middleware::{self, Next};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use futures_util::Stream;
use futures_util::stream::unfold;
use plex_api::{ActivityId, ErrorKind};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::cancel_response::CancelResponse;
use super::live_state::{EventJson, LiveState};
use super::open_pages::{Closer, OpenPages, PagePlace};
use super::origin_check::OriginCheck;
use super::page;
use crate::connect::Connection;

/// The maximum number of open pages, where that is at most half of all connections.
const PAGES: usize = 64;

/// Proxies and phones close an idle connection after a minute or less.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// The headers of every response.
const HEADERS: [(HeaderName, &str); 6] = [
    (header::CACHE_CONTROL, "no-store"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
];

#[derive(Clone)]
struct AppState {
    connection: Connection,
    live: Arc<LiveState>,
    pages: Arc<OpenPages>,
}

/// Builds the routes: the page, its events, and cancellation.
pub(crate) fn build_routes(
    connection: Connection,
    live: Arc<LiveState>,
    origin_check: OriginCheck,
    most_pages: usize,
) -> Router {
    let policy = HeaderValue::from_str(&page::build_policy()).ok();
    let guard = move |request: Request, next: Next| {
        let (origin_check, policy) = (origin_check.clone(), policy.clone());
        async move { check_and_secure(&origin_check, policy, request, next).await }
    };
    Router::new()
        .route("/", get(serve_page))
        .route("/events", get(stream_events))
        .route("/activities/{id}/cancel", post(cancel))
        .fallback(answer_not_found)
        .method_not_allowed_fallback(answer_wrong_method)
        .layer(middleware::from_fn(guard))
        .with_state(AppState {
            connection,
            live,
            pages: Arc::new(OpenPages::new(PAGES.min(most_pages))),
        })
}

async fn check_and_secure(
    origin_check: &OriginCheck,
    policy: Option<HeaderValue>,
    request: Request,
    next: Next,
) -> Response {
    let admitted = origin_check.check(request.method(), request.uri(), request.headers());
    let mut response = match (admitted, policy) {
        (Ok(()), Some(policy)) => {
            let mut response = next.run(request).await;
            response
                .headers_mut()
                .insert(header::CONTENT_SECURITY_POLICY, policy);
            response
        }
        (Ok(()), None) => refuse(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal error: no content security policy",
        ),
        (Err(reason), _) => refuse(StatusCode::FORBIDDEN, reason),
    };
    for (name, value) in HEADERS {
        let value = HeaderValue::from_static(value);
        response.headers_mut().insert(name, value);
    }
    response
}

async fn serve_page() -> Response {
    let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    (kind, page::PAGE).into_response()
}

async fn stream_events(
    State(shared): State<AppState>,
    Extension(closer): Extension<Closer>,
) -> Response {
    let Some(place) = shared.pages.open(closer) else {
        return refuse(
            StatusCode::SERVICE_UNAVAILABLE,
            "too many pages are open already",
        );
    };
    let page = PageStream {
        live: shared.live,
        events: None,
        shown: None,
        place,
    };
    page.into_response()
}

async fn cancel(State(shared): State<AppState>, Path(id): Path<String>) -> Response {
    let id = match ActivityId::new(id) {
        Ok(id) => id,
        Err(error) => return refuse(StatusCode::BAD_REQUEST, &error.to_string()),
    };
    match shared.connection.plex.activities().cancel(&id).await {
        Ok(()) => answer(StatusCode::OK, &CancelResponse::cancelled(&id)),
        Err(error) => {
            let status = match error.kind() {
                ErrorKind::NotFound => StatusCode::NOT_FOUND,
                ErrorKind::NotCancellable => StatusCode::CONFLICT,
                // Not 401 and 403, which would concern the user of the page.
                _ => StatusCode::BAD_GATEWAY,
            };
            refuse(status, &error.to_string())
        }
    }
}

async fn answer_not_found(uri: Uri) -> Response {
    let sentence = format!("there is nothing at {}", uri.path());
    refuse(StatusCode::NOT_FOUND, &sentence)
}

async fn answer_wrong_method() -> Response {
    refuse(StatusCode::METHOD_NOT_ALLOWED, "method not allowed")
}

fn refuse(status: StatusCode, sentence: &str) -> Response {
    answer(status, &CancelResponse::refused(sentence))
}

fn answer(status: StatusCode, answer: &CancelResponse<'_>) -> Response {
    let kind = [(header::CONTENT_TYPE, "application/json")];
    // The type contains only numbers and strings, so this cannot fail.
    let body = serde_json::to_string(answer).unwrap_or_default();
    (status, kind, body + "\n").into_response()
}

/// One open page.
struct PageStream {
    live: Arc<LiveState>,
    /// `None` before the first snapshot.
    events: Option<Receiver<EventJson>>,
    /// The last running activity that the page received, if there are more.
    shown: Option<ActivityId>,
    place: PagePlace,
}

impl PageStream {
    fn into_response(self) -> Response {
        let keep_alive = KeepAlive::new().interval(KEEP_ALIVE);
        Sse::new(self.into_events())
            .keep_alive(keep_alive)
            .into_response()
    }

    fn into_events(self) -> impl Stream<Item = Result<Event, Infallible>> {
        unfold(self, |mut page| async {
            let line = page.next().await?;
            Some((Ok(Event::default().data(&*line)), page))
        })
    }

    /// The next event, or a snapshot when the page has missed events. The rest of a large snapshot
    /// follows it, piece by piece as the page reads, so that no page keeps a copy of it.
    async fn next(&mut self) -> Option<EventJson> {
        // Asked for only when the connection has room: its reader has taken what came before.
        self.place.note_taken();
        if let Some(shown) = self.shown.take()
            && let Some((id, line)) = self.live.next_running(&shown).ok()?
        {
            self.shown = Some(id);
            return Some(line);
        }
        if let Some(events) = &mut self.events {
            match events.recv().await {
                Ok(line) => return Some(line),
                Err(RecvError::Closed) => return None,
                Err(RecvError::Lagged(_)) => {}
            }
        }
        let snapshot = self.live.subscribe().ok()?;
        self.events = Some(snapshot.events);
        self.shown = snapshot.shown;
        Some(snapshot.line)
    }
}

#[cfg(test)]
mod tests {
    use axum::body::BodyDataStream;
    use futures_util::StreamExt as _;
    use plex_api::{ActivityEvent, Plex};

    use super::*;

    /// The state of a server that nobody has reached yet.
    fn live() -> Arc<LiveState> {
        let plex = Plex::builder("http://127.0.0.1:9").build().unwrap();
        Arc::new(LiveState::new("home", plex.activities().live()))
    }

    fn page(live: &Arc<LiveState>) -> BodyDataStream {
        let page = PageStream {
            live: Arc::clone(live),
            events: None,
            shown: None,
            place: Arc::new(OpenPages::new(1)).open(Closer::default()).unwrap(),
        };
        page.into_response().into_body().into_data_stream()
    }

    async fn next(events: &mut BodyDataStream) -> String {
        let bytes = events.next().await.unwrap().unwrap();
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn a_page_gets_keep_alives_while_the_server_is_silent() {
        let live = live();
        let mut events = page(&live);
        let first = next(&mut events).await;
        assert!(first.contains(r#""event":"snapshot""#), "{first}");
        assert!(first.contains(r#""connection":{"state":"connecting"}"#));
        let before = tokio::time::Instant::now();
        assert_eq!(next(&mut events).await, ":\n\n");
        assert!(before.elapsed() <= Duration::from_secs(20));
        live.publish(ActivityEvent::Resynced).unwrap();
        assert!(next(&mut events).await.contains(r#""event":"resynced""#));
    }

    #[tokio::test(start_paused = true)]
    async fn a_page_that_falls_behind_gets_a_new_snapshot() {
        let live = live();
        let mut events = page(&live);
        assert!(next(&mut events).await.contains("snapshot"));
        for _ in 0..2000 {
            live.publish(ActivityEvent::Resynced).unwrap();
        }
        assert!(next(&mut events).await.contains("snapshot"));
        live.publish(ActivityEvent::IncompleteListsUsed).unwrap();
        assert!(next(&mut events).await.contains("incomplete_lists_used"));
    }
}
