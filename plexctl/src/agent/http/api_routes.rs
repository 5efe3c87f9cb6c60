//! The routes of the API.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::SystemTime;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use axum::{Extension, Router};
use bytes::Bytes;
use plex_api::{ActivityFilter, ActivityId, LiveSnapshot};
use serde::{Deserialize, Serialize};
use tokio::sync::{Semaphore, watch};

use super::api_documents::{
    ActivityAnswer, HealthDocument, RunningEntry, ServerEntry, ServersDocument,
};
use super::api_keys::{HEALTH, READINESS};
use super::event_stream::{EventFilter, EventStream};
use super::health::{HealthCheck, check_ready};
use crate::agent::server_task::Shared;
use crate::duration_arg::parse_duration;
use crate::journal::{
    HistoryDocument, HistoryQuery, JournalError, Order, find_gaps, find_runs, to_millis,
};
use crate::output::VERSION;
use crate::serve::{
    Closer, FollowedServer, OpenPages, PathText, Problem, QueryOf, cancel_activity, no_such_server,
    too_many_streams,
};

/// The number of questions about the history that are answered at a time.
const READERS: usize = 2;

/// The number of runs of an answer, unless the request sets another.
const RUNS: u32 = 100;

/// The largest number of runs of an answer.
const MAX_RUNS: u32 = 1_000;

/// The number of characters of a title in an answer about the history.
const MAX_TEXT: u32 = 2_000;

/// The description of the API.
const DOCUMENT: &str = include_str!("openapi.json");

/// The state that the routes share.
#[derive(Clone)]
pub(super) struct ApiState {
    pub(super) shared: Shared,
    pub(super) pages: Arc<OpenPages>,
    readers: Arc<Semaphore>,
    health: HealthCheck,
    /// Whether the agent is ending.
    ending: watch::Receiver<bool>,
}

impl ApiState {
    pub(super) fn new(
        shared: Shared,
        pages: Arc<OpenPages>,
        ending: watch::Receiver<bool>,
    ) -> Self {
        Self {
            shared,
            pages,
            readers: Arc::new(Semaphore::new(READERS)),
            health: HealthCheck::default(),
            ending,
        }
    }
}

/// Builds the routes.
pub(super) fn build_api_routes(state: ApiState) -> Router {
    routes()
        .into_iter()
        .fold(Router::new(), |router, (path, methods)| {
            router.route(path, methods)
        })
        .with_state(state)
}

fn routes() -> [(&'static str, MethodRouter<ApiState>); 8] {
    [
        ("/api/v1/servers", get(list_servers)),
        ("/api/v1/activities", get(list_activities)),
        ("/api/v1/activities/{id}", get(get_activity).delete(cancel)),
        ("/api/v1/events", get(stream_events)),
        ("/api/v1/history", get(list_history)),
        ("/api/v1/openapi.json", get(describe)),
        (HEALTH, get(tell_health)),
        (READINESS, get(tell_readiness)),
    ]
}

/// The query of a request for one activity.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ServerQuery {
    server: Option<String>,
}

/// The query of a request for running activities.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ActivitiesQuery {
    server: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
}

/// The query of a stream of events.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EventsQuery {
    server: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    after: Option<String>,
}

/// The query of a question about the history.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RunsQuery {
    #[serde(default = "default_since")]
    since: String,
    #[serde(rename = "type")]
    kind: Option<String>,
    section: Option<String>,
    #[serde(default)]
    order: RunsOrder,
    limit: Option<u32>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum RunsOrder {
    #[default]
    Newest,
    Slowest,
}

fn default_since() -> String {
    "24h".to_owned()
}

async fn list_servers(State(state): State<ApiState>) -> Response {
    let servers = state.shared.live.servers.all();
    json(&ServersDocument::new(servers.iter().map(|one| &**one)))
}

async fn list_activities(
    State(state): State<ApiState>,
    QueryOf(query): QueryOf<ActivitiesQuery>,
) -> Result<Response, Problem> {
    let servers = find_servers(&state, query.server.as_deref())?;
    let filter = query.kind.map(|kind| ActivityFilter::any().of_type(&kind));
    let entries = servers.iter().map(|one| ServerEntry::new(one));
    let head = serde_json::to_string(&entries.collect::<Vec<_>>()).unwrap_or_default();
    let head = format!("{{\"version\":{VERSION},\"servers\":{head},\"activities\":[");
    Ok(stream_json(head, RunningPieces::new(servers, filter)))
}

async fn get_activity(
    State(state): State<ApiState>,
    PathText(id): PathText,
    QueryOf(query): QueryOf<ServerQuery>,
) -> Result<Response, Problem> {
    let id = ActivityId::new(id)
        .map_err(|error| Problem::new(StatusCode::BAD_REQUEST, error.to_string()))?;
    for server in find_servers(&state, query.server.as_deref())? {
        let running = server.client().and_then(|client| client.live.get(&id));
        if let Some(running) = running {
            return Ok(json(&ActivityAnswer::new(&server, &running)));
        }
    }
    Err(Problem::new(
        StatusCode::NOT_FOUND,
        "no server is known to run this activity",
    ))
}

async fn cancel(
    State(state): State<ApiState>,
    PathText(id): PathText,
    QueryOf(query): QueryOf<ServerQuery>,
) -> Result<Response, Problem> {
    let servers = &state.shared.live.servers;
    let cancelled = cancel_activity(servers, id, query.server.as_deref()).await?;
    Ok(cancelled.into_response())
}

async fn stream_events(
    State(state): State<ApiState>,
    Extension(closer): Extension<Closer>,
    headers: HeaderMap,
    QueryOf(query): QueryOf<EventsQuery>,
) -> Result<Response, Problem> {
    if let Some(server) = &query.server {
        find_servers(&state, Some(server))?;
    }
    let place = state.pages.open(closer).ok_or_else(too_many_streams)?;
    let last = headers.get("last-event-id");
    // A browser that comes back sends the header beside the address that it was given.
    let last = last.map(|last| last.to_str().unwrap_or_default());
    let filter = EventFilter {
        server: query.server,
        kind: query.kind.map(|kind| ActivityFilter::any().of_type(&kind)),
    };
    let stream = EventStream::open(
        state.shared.journal.clone(),
        state.shared.recorded.subscribe(),
        last.or(query.after.as_deref()),
        filter,
        place,
    );
    let stream = stream.await.map_err(unreadable_journal)?;
    Ok(stream.into_response())
}

async fn list_history(
    State(state): State<ApiState>,
    QueryOf(query): QueryOf<RunsQuery>,
) -> Result<Response, Problem> {
    let wrong = |text: String| Problem::new(StatusCode::BAD_REQUEST, text);
    let since = parse_duration(&query.since).map_err(|error| wrong(format!("since: {error}")))?;
    let limit = query.limit.unwrap_or(RUNS);
    if !(1..=MAX_RUNS).contains(&limit) {
        return Err(wrong(format!(
            "limit: expected 1 to {MAX_RUNS}, got {limit}"
        )));
    }
    let since = SystemTime::now().checked_sub(since);
    let query = HistoryQuery {
        since: since.map_or(0, to_millis),
        types: query.kind.into_iter().collect(),
        sections: query.section.into_iter().collect(),
        order: match query.order {
            RunsOrder::Newest => Order::Newest,
            RunsOrder::Slowest => Order::Slowest,
        },
        limit,
        most_text: Some(MAX_TEXT),
    };
    let Ok(permit) = Arc::clone(&state.readers).acquire_owned().await else {
        return Err(unreadable_journal(JournalError::other(
            "it is closed".to_owned(),
        )));
    };
    let journal = state.shared.journal.clone();
    let answered = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        let connection = journal.open_reader()?;
        let runs = match find_runs(&connection, &query)? {
            Ok(runs) => runs,
            Err(unknown) => return Ok(Err(unknown)),
        };
        let gaps = find_gaps(&connection, query.since)?;
        Ok(Ok(json(&HistoryDocument::new(&runs, &gaps))))
    });
    let answered = answered
        .await
        .unwrap_or_else(|_| Err(JournalError::other("its reader has ended".to_owned())));
    answered.map_err(unreadable_journal)?.map_err(wrong)
}

async fn describe() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT).into_response()
}

async fn tell_health(State(state): State<ApiState>) -> Result<Response, Problem> {
    state.health.check(&state.shared.journal).await?;
    Ok(json(&HealthDocument::HEALTHY))
}

async fn tell_readiness(State(state): State<ApiState>) -> Result<Response, Problem> {
    check_ready(&state.shared.live.servers, *state.ending.borrow())?;
    tell_health(State(state)).await
}

/// The server of this name, or all.
pub(super) fn find_servers(
    state: &ApiState,
    name: Option<&str>,
) -> Result<Vec<Arc<FollowedServer>>, Problem> {
    let servers = &state.shared.live.servers;
    match name {
        Some(name) => Ok(vec![
            servers.find(name).ok_or_else(|| no_such_server(name))?,
        ]),
        None => Ok(servers.all()),
    }
}

fn unreadable_journal(error: JournalError) -> Problem {
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, error.0)
}

pub(super) fn json(document: &impl Serialize) -> Response {
    let kind = [(header::CONTENT_TYPE, "application/json")];
    // Documents have only text as keys, so this cannot fail.
    let body = serde_json::to_string(document).unwrap_or_default();
    (kind, body + "\n").into_response()
}

/// The running activities of several servers, one by one, so that no answer has a copy of all.
struct RunningPieces {
    servers: std::vec::IntoIter<Arc<FollowedServer>>,
    filter: Option<ActivityFilter>,
    /// A server, its activities at a time, and how many of them are written.
    current: Option<(Arc<FollowedServer>, LiveSnapshot, SystemTime, usize)>,
    is_first: bool,
}

impl RunningPieces {
    fn new(servers: Vec<Arc<FollowedServer>>, filter: Option<ActivityFilter>) -> Self {
        Self {
            servers: servers.into_iter(),
            filter,
            current: None,
            is_first: true,
        }
    }
}

impl Iterator for RunningPieces {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        loop {
            let Some((server, snapshot, now, place)) = &mut self.current else {
                let server = self.servers.next()?;
                let snapshot = server.client().map(|client| client.live.snapshot());
                self.current = snapshot.map(|snapshot| (server, snapshot, SystemTime::now(), 0));
                continue;
            };
            let Some(running) = snapshot.iter().as_slice().get(*place) else {
                self.current = None;
                continue;
            };
            *place += 1;
            let filter = self.filter.as_ref();
            if filter.is_some_and(|filter| !filter.includes_type(running.activity().kind())) {
                continue;
            }
            let entry = RunningEntry::new(server, running, *now);
            let piece = serde_json::to_string(&entry).unwrap_or_default();
            let comma = if std::mem::take(&mut self.is_first) {
                ""
            } else {
                ","
            };
            return Some(format!("{comma}{piece}"));
        }
    }
}

fn stream_json(head: String, pieces: RunningPieces) -> Response {
    let all = std::iter::once(head)
        .chain(pieces)
        .chain(std::iter::once("]}\n".to_owned()));
    let all = all.map(|piece| Ok::<_, Infallible>(Bytes::from(piece)));
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (kind, Body::from_stream(futures_util::stream::iter(all))).into_response()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_document_describes_every_route() {
        let document: serde_json::Value = serde_json::from_str(DOCUMENT).unwrap();
        let described: BTreeSet<&str> = document["paths"]
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        let served = routes().map(|(path, _)| path).into_iter();
        let served: BTreeSet<&str> = served
            .chain([crate::agent::http::quiet_route::QUIET, "/metrics"])
            .collect();
        assert_eq!(described, served);
    }
}
