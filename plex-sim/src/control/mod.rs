//! `/sim/`: the simulator steered over HTTP, by tests in any language. JSON in, JSON out.
//!
//! These requests are not part of the simulated server: they need no token, are not recorded, and
//! the faults that they trigger spare their own connections.

use std::sync::Arc;

use axum::Router;
use axum::extract::{ConnectInfo, FromRequest, Path, Request, State};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, delete, get, post, put};
use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

mod queries;

use crate::control_dto::{ActivitySpec, BurstSpec, NotificationSpec, SectionSpec};
use crate::fault::serde::{FaultName, FaultSpec};
use crate::fault::{self, Fault};
use crate::listener::Peer;
use crate::notification;
use crate::scenario;
use crate::scenario_file::PlaySpec;
use crate::script::launch;
use crate::state::Shared;

/// How many notifications of a burst are handed to the streams at a time.
const ROOM: usize = 256;

/// The control routes under the simulator's prefix.
pub(crate) fn router(shared: &Arc<Shared>) -> Router {
    let base = format!("{}/sim", shared.config.prefix);
    let at = |path: &str| format!("{base}{path}");
    Router::new()
        .without_v07_checks()
        .route(&base, get(queries::state))
        .route(&at("/"), get(queries::state))
        .route(&at("/requests"), get(queries::requests))
        .route(&at("/wait"), get(queries::wait))
        .route(&at("/activities"), post(start))
        .route(&at("/activities/{uuid}/progress"), post(progress))
        .route(&at("/activities/{uuid}/{how}"), post(end))
        .route(&at("/butler-row"), post(butler_row))
        .route(&at("/notifications"), post(publish))
        .route(&at("/bursts"), post(burst))
        .route(&at("/sections"), post(add_section))
        .route(&at("/scenarios"), post(play))
        .route(&at("/faults"), post(trigger).delete(lift_all))
        .route(&at("/faults/{name}"), delete(lift))
        .route(&at("/connections"), delete(cut_connections))
        .route(&at("/streams"), delete(cut_streams))
        .route(&at("/clock"), put(set_clock))
        .route(&at("/{*rest}"), any(unknown))
        .method_not_allowed_fallback(unknown)
        .layer(from_fn(apart))
        .with_state(Arc::clone(shared))
}

/// Keeps the connection out of reach of every fault, and for this one answer only.
async fn apart(
    ConnectInfo(Peer(control)): ConnectInfo<Peer>,
    request: Request,
    next: Next,
) -> Response {
    control.spare();
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

/// An answer of the control endpoint.
pub(super) fn answer(status: StatusCode, value: &impl serde::Serialize) -> Response {
    let mut text = notification::json(value);
    text.push('\n');
    let mut response = Response::new(text.into());
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

pub(super) fn refused(status: StatusCode, why: &str) -> Response {
    answer(status, &json!({ "error": why }))
}

fn done() -> Response {
    answer(StatusCode::OK, &json!({ "ok": true }))
}

async fn unknown() -> Response {
    refused(
        StatusCode::NOT_FOUND,
        "there is no such control; the documentation of plex-sim lists them",
    )
}

/// The body as JSON, whatever its type is called.
struct Spec<T>(T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Spec<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let body = Bytes::from_request(request, state)
            .await
            .map_err(IntoResponse::into_response)?;
        let mut reader = serde_json::Deserializer::from_slice(&body);
        serde_path_to_error::deserialize(&mut reader)
            .map(Self)
            .map_err(|error| {
                let path = error.path().to_string();
                let why = if path == "." {
                    error.inner().to_string()
                } else {
                    format!("{path}: {}", error.inner())
                };
                refused(StatusCode::BAD_REQUEST, &why)
            })
    }
}

async fn start(
    State(shared): State<Arc<Shared>>,
    Spec(ActivitySpec(draft)): Spec<ActivitySpec>,
) -> Response {
    answer(StatusCode::OK, &json!({ "uuid": launch(&shared, &draft) }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Moved {
    percent: i64,
    subtitle: Option<String>,
}

async fn progress(
    State(shared): State<Arc<Shared>>,
    Path(uuid): Path<String>,
    Spec(moved): Spec<Moved>,
) -> Response {
    let subtitle = moved.subtitle.as_deref();
    found(shared.change(|state| state.advance(&uuid, moved.percent, subtitle)))
}

async fn end(
    State(shared): State<Arc<Shared>>,
    Path((uuid, how)): Path<(String, String)>,
) -> Response {
    match how.as_str() {
        "end" => found(shared.change(|state| state.end(&uuid))),
        "stop" => found(shared.change(|state| state.stop(&uuid))),
        "vanish" => found(shared.change(|state| state.vanish(&uuid))),
        _ => unknown().await,
    }
}

fn found(found: bool) -> Response {
    if found {
        done()
    } else {
        refused(StatusCode::NOT_FOUND, "no activity of this uuid runs")
    }
}

async fn butler_row(State(shared): State<Arc<Shared>>) -> Response {
    let uuid = crate::script::launch_butler_row(&shared);
    answer(StatusCode::OK, &json!({ "uuid": uuid }))
}

async fn publish(
    State(shared): State<Arc<Shared>>,
    Spec(spec): Spec<NotificationSpec>,
) -> Response {
    shared.change(|state| state.publish(spec.notification()));
    done()
}

/// Answers when all are on their way.
async fn burst(State(shared): State<Arc<Shared>>, Spec(spec): Spec<BurstSpec>) -> Response {
    let all: Vec<_> = spec
        .notifications
        .iter()
        .map(NotificationSpec::notification)
        .collect();
    for _ in 0..spec.rounds {
        for some in all.chunks(ROOM) {
            shared.room_for(ROOM).await;
            shared.change(|state| some.iter().cloned().for_each(|one| state.publish(one)));
        }
    }
    done()
}

async fn add_section(State(shared): State<Arc<Shared>>, Spec(spec): Spec<SectionSpec>) -> Response {
    shared.change(|state| state.put_section(spec.section()));
    done()
}

async fn play(
    State(shared): State<Arc<Shared>>,
    Spec(PlaySpec(scenario)): Spec<PlaySpec>,
) -> Response {
    scenario::play(&shared, &scenario);
    done()
}

async fn trigger(State(shared): State<Arc<Shared>>, Spec(spec): Spec<FaultSpec>) -> Response {
    if spec.lasts.is_none() && matches!(spec.fault, Fault::Silence | Fault::Down) {
        let why = format!(
            "the fault `{0}` shuts this control out too; say when it ends: \
             {{\"name\":\"{0}\",\"for\":\"2s\"}}",
            spec.fault.name()
        );
        return refused(StatusCode::BAD_REQUEST, &why);
    }
    fault::trigger(&shared, spec.fault);
    if let Some(lasts) = spec.lasts {
        let later = Arc::clone(&shared);
        // In real time: with the clock stopped nobody could lift what shuts the control out.
        shared.spawn("lift", async move {
            tokio::time::sleep(lasts).await;
            fault::lift(&later, &spec.fault);
        });
    }
    done()
}

async fn lift(State(shared): State<Arc<Shared>>, Path(name): Path<String>) -> Response {
    match serde_json::from_value(Value::String(name)) {
        Ok(FaultName(fault)) => {
            fault::lift(&shared, &fault);
            done()
        }
        Err(error) => refused(StatusCode::NOT_FOUND, &error.to_string()),
    }
}

async fn lift_all(State(shared): State<Arc<Shared>>) -> Response {
    fault::lift_all(&shared);
    done()
}

async fn cut_connections(State(shared): State<Arc<Shared>>) -> Response {
    fault::trigger(&shared, Fault::CutConnections);
    done()
}

async fn cut_streams(State(shared): State<Arc<Shared>>) -> Response {
    fault::trigger(&shared, Fault::CutStreams);
    done()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockSpec {
    rate: Option<f64>,
    paused: Option<bool>,
}

async fn set_clock(State(shared): State<Arc<Shared>>, Spec(spec): Spec<ClockSpec>) -> Response {
    let rate = match (spec.rate, spec.paused) {
        (_, Some(true)) => 0.0,
        (Some(rate), _) if rate.is_finite() && rate >= 0.0 => rate,
        (None, Some(false)) => 1.0,
        _ => {
            let why = "say {\"paused\":true}, {\"paused\":false} or {\"rate\":10}";
            return refused(StatusCode::BAD_REQUEST, why);
        }
    };
    shared.clock.set_rate(rate);
    answer(StatusCode::OK, &json!({ "rate": shared.clock.rate() }))
}
