//! The routes of the page: itself, its events, and cancellation.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use futures_util::Stream;
use futures_util::stream::unfold;
use plex_api::ActivityId;
use serde::Deserialize;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::cancellation::cancel_activity;
use super::extract::{PathText, QueryOf};
use super::live_state::{EventJson, LiveState, PageNews};
use super::open_pages::{Closer, OpenPages, PagePlace};
use super::page;
use super::problem::Problem;

/// Proxies and phones close an idle connection after a minute or less.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// The state that the routes of the page share.
#[derive(Clone)]
pub(crate) struct PageState {
    pub(crate) live: Arc<LiveState>,
    pub(crate) pages: Arc<OpenPages>,
}

/// The query of a cancellation.
#[derive(Deserialize)]
struct CancelQuery {
    server: Option<String>,
}

/// Builds the routes of the page.
pub(crate) fn build_page_routes(state: PageState) -> Router {
    Router::new()
        .route("/", get(serve_page))
        .route("/events", get(stream_events))
        .route("/activities/{id}/cancel", post(cancel))
        .with_state(state)
}

/// Adds the answers to requests that have no route.
pub(crate) fn put_fallbacks(routes: Router) -> Router {
    routes
        .fallback(answer_not_found)
        .method_not_allowed_fallback(answer_wrong_method)
}

async fn serve_page() -> Response {
    let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    (kind, page::PAGE).into_response()
}

async fn stream_events(
    State(shared): State<PageState>,
    Extension(closer): Extension<Closer>,
) -> Response {
    let Some(place) = shared.pages.open(closer) else {
        return too_many_streams().into_response();
    };
    let page = PageStream {
        live: shared.live,
        news: None,
        unsent: VecDeque::new(),
        shown: None,
        place,
    };
    page.into_response()
}

async fn cancel(
    State(shared): State<PageState>,
    PathText(id): PathText,
    QueryOf(query): QueryOf<CancelQuery>,
) -> Response {
    let cancelled = cancel_activity(&shared.live.servers, id, query.server.as_deref());
    match cancelled.await {
        Ok(response) => response.into_response(),
        Err(problem) => problem.into_response(),
    }
}

async fn answer_not_found(uri: Uri) -> Problem {
    let path = crate::output::sanitize_name(uri.path());
    Problem::new(StatusCode::NOT_FOUND, format!("there is nothing at {path}"))
}

async fn answer_wrong_method() -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method not allowed")
}

/// The problem when every stream has its reader.
pub(crate) fn too_many_streams() -> Problem {
    Problem::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "too many pages or streams of events are open already",
    )
}

/// The signs of life of an event stream.
pub(crate) fn keep_alive() -> KeepAlive {
    KeepAlive::new().interval(KEEP_ALIVE)
}

/// One open page.
struct PageStream {
    live: Arc<LiveState>,
    /// `None` before the first snapshot.
    news: Option<Receiver<PageNews>>,
    /// The servers whose snapshots are still to come.
    unsent: VecDeque<String>,
    /// The server and the last running activity of it that the page received, if there are more.
    shown: Option<(String, ActivityId)>,
    place: PagePlace,
}

impl PageStream {
    fn into_response(self) -> Response {
        Sse::new(self.into_events())
            .keep_alive(keep_alive())
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
        // Asked for only when the connection has room: its reader has taken the earlier data.
        self.place.note_taken();
        loop {
            if let Some((name, shown)) = self.shown.take()
                && let Some(server) = self.live.servers.find(&name)
                && let Some((id, line)) = self.live.next_running(&server, &shown).ok()?
            {
                self.shown = Some((name, id));
                return Some(line);
            }
            if let Some(name) = self.unsent.pop_front() {
                let Some(server) = self.live.servers.find(&name) else {
                    continue;
                };
                let snapshot = self.live.snapshot(&server).ok()?;
                self.shown = snapshot.shown.map(|id| (name, id));
                return Some(snapshot.line);
            }
            if let Some(news) = &mut self.news {
                match news.recv().await {
                    Ok(PageNews::Event(line)) => return Some(line),
                    Err(RecvError::Closed) => return None,
                    Ok(PageNews::Reset) | Err(RecvError::Lagged(_)) => {}
                }
            }
            // Before the snapshots are taken, so that they contain the earlier events.
            self.news = Some(self.live.subscribe());
            let servers = self.live.servers.all();
            self.unsent = servers.iter().map(|one| one.name().to_owned()).collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::body::BodyDataStream;
    use futures_util::StreamExt as _;
    use plex_api::{ActivityEvent, Plex};

    use super::*;

    /// The state of servers that nobody has reached yet.
    fn live(names: &[&str]) -> Arc<LiveState> {
        let live = LiveState::new();
        for name in names {
            let plex = Plex::builder("http://127.0.0.1:9").build().unwrap();
            let view = plex.activities().live();
            live.servers.add(name).set_client(plex, view);
        }
        Arc::new(live)
    }

    fn page(live: &Arc<LiveState>) -> BodyDataStream {
        let page = PageStream {
            live: Arc::clone(live),
            news: None,
            unsent: VecDeque::new(),
            shown: None,
            place: Arc::new(OpenPages::new(1)).open(Closer::default()).unwrap(),
        };
        page.into_response().into_body().into_data_stream()
    }

    async fn next(events: &mut BodyDataStream) -> String {
        let bytes = events.next().await.unwrap().unwrap();
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    fn publish(live: &LiveState, event: &ActivityEvent) {
        let server = live.servers.find("home").unwrap();
        live.publish(&server, event).unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn a_page_gets_keep_alives_while_the_server_is_silent() {
        let live = live(&["home"]);
        let mut events = page(&live);
        let first = next(&mut events).await;
        assert!(first.contains(r#""event":"snapshot""#), "{first}");
        assert!(first.contains(r#""connection":{"state":"connecting"}"#));
        let before = tokio::time::Instant::now();
        assert_eq!(next(&mut events).await, ":\n\n");
        assert!(before.elapsed() <= Duration::from_secs(20));
        publish(&live, &ActivityEvent::Resynced);
        assert!(next(&mut events).await.contains(r#""event":"resynced""#));
    }

    #[tokio::test(start_paused = true)]
    async fn a_page_that_falls_behind_gets_a_new_snapshot() {
        let live = live(&["home"]);
        let mut events = page(&live);
        assert!(next(&mut events).await.contains("snapshot"));
        for _ in 0..2000 {
            publish(&live, &ActivityEvent::Resynced);
        }
        assert!(next(&mut events).await.contains("snapshot"));
        publish(&live, &ActivityEvent::IncompleteListsUsed);
        assert!(next(&mut events).await.contains("incomplete_lists_used"));
    }

    #[tokio::test(start_paused = true)]
    async fn a_page_gets_a_snapshot_of_each_server_and_new_ones_when_servers_come_or_go() {
        let live = live(&["cabin", "home"]);
        let mut events = page(&live);
        for name in ["cabin", "home"] {
            let snapshot = next(&mut events).await;
            assert!(
                snapshot.contains(&format!(r#""server":"{name}""#)),
                "{snapshot}"
            );
            assert!(
                snapshot.contains(r#""servers":["cabin","home"]"#),
                "{snapshot}"
            );
        }
        live.servers.retain(&["home".to_owned()].into());
        live.reset_pages();
        let snapshot = next(&mut events).await;
        assert!(snapshot.contains(r#""servers":["home"]"#), "{snapshot}");
        live.servers
            .find("home")
            .unwrap()
            .set_trouble("the token is refused");
        live.reset_pages();
        let snapshot = next(&mut events).await;
        assert!(snapshot.contains("the token is refused"), "{snapshot}");
    }
}
