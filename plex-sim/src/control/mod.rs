//! `/sim/`: tests in any language control the simulator over HTTP, in JSON.
//!
//! These requests are not part of the simulated server: they need no token, are not recorded, and
//! faults do not affect their connections.

mod queries;

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

use crate::control_dto::{ActivitySpec, AnswerSpec, BurstSpec, NotificationSpec, SectionSpec};
use crate::fault::Fault;
use crate::fault::serde::{FaultName, FaultSpec};
use crate::listener::Peer;
use crate::raw_json::to_json;
use crate::recorded_bodies;
use crate::scenario;
use crate::scenario_file::PlaySpec;
use crate::script::{launch, launch_butler_row};
use crate::server_list::ServerList;
use crate::state::Shared;

/// The number of notifications of a burst that are sent at a time.
const BATCH: usize = 256;

/// The control routes, below the simulator's prefix.
pub(crate) fn router(shared: &Arc<Shared>) -> Router {
    let base = format!("{}/sim", shared.config.prefix);
    let at = |path: &str| format!("{base}{path}");
    Router::new()
        .without_v07_checks()
        .route(&base, get(queries::show_state))
        .route(&at("/"), get(queries::show_state))
        .route(&at("/requests"), get(queries::list_requests))
        .route(&at("/wait"), get(queries::wait))
        .route(&at("/answers"), post(add_answer).delete(clear_answers))
        .route(&at("/activities"), post(start))
        .route(&at("/activities/{uuid}/progress"), post(set_progress))
        .route(&at("/activities/{uuid}/{how}"), post(end))
        .route(&at("/butler-row"), post(add_butler_row))
        .route(&at("/notifications"), post(publish))
        .route(&at("/bursts"), post(publish_burst))
        .route(&at("/sections"), post(add_section))
        .route(&at("/lists/{name}"), put(set_list))
        .route(&at("/update-queues/{section}"), put(set_update_queue))
        .route(&at("/scenarios"), post(play))
        .route(&at("/faults"), post(trigger_fault).delete(lift_all_faults))
        .route(&at("/faults/{name}"), delete(lift_fault))
        .route(&at("/connections"), delete(cut_connections))
        .route(&at("/streams"), delete(cut_streams))
        .route(&at("/clock"), put(set_clock))
        .route(&at("/gdm"), put(set_gdm_answers))
        .route(&at("/{*rest}"), any(reject_unknown))
        .method_not_allowed_fallback(reject_unknown)
        .layer(from_fn(exempt_from_faults))
        .with_state(Arc::clone(shared))
}

/// Exempts the connection from faults, and closes it after this response.
pub(crate) async fn exempt_from_faults(
    ConnectInfo(Peer(control)): ConnectInfo<Peer>,
    request: Request,
    next: Next,
) -> Response {
    control.exempt();
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

/// A JSON response.
pub(crate) fn respond(status: StatusCode, value: &impl serde::Serialize) -> Response {
    let mut text = to_json(value);
    text.push('\n');
    let mut response = Response::new(text.into());
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

pub(crate) fn respond_error(status: StatusCode, why: &str) -> Response {
    respond(status, &json!({ "error": why }))
}

pub(crate) fn respond_ok() -> Response {
    respond(StatusCode::OK, &json!({ "ok": true }))
}

pub(crate) async fn reject_unknown() -> Response {
    respond_error(
        StatusCode::NOT_FOUND,
        "unknown control request; the documentation of plex-sim lists them",
    )
}

/// A JSON body, with any `Content-Type`.
pub(crate) struct JsonBody<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
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
                let message = if path == "." {
                    error.inner().to_string()
                } else {
                    format!("{path}: {}", error.inner())
                };
                respond_error(StatusCode::BAD_REQUEST, &message)
            })
    }
}

async fn start(
    State(shared): State<Arc<Shared>>,
    JsonBody(ActivitySpec(draft)): JsonBody<ActivitySpec>,
) -> Response {
    respond(StatusCode::OK, &json!({ "uuid": launch(&shared, &draft) }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProgressBody {
    percent: i64,
    subtitle: Option<String>,
}

async fn set_progress(
    State(shared): State<Arc<Shared>>,
    Path(uuid): Path<String>,
    JsonBody(body): JsonBody<ProgressBody>,
) -> Response {
    let subtitle = body.subtitle.as_deref();
    respond_found(shared.update(|state| state.advance(&uuid, body.percent, subtitle)))
}

async fn end(
    State(shared): State<Arc<Shared>>,
    Path((uuid, how)): Path<(String, String)>,
) -> Response {
    match how.as_str() {
        "end" => respond_found(shared.update(|state| state.end(&uuid))),
        "stop" => respond_found(shared.update(|state| state.stop(&uuid))),
        "vanish" => respond_found(shared.update(|state| state.vanish(&uuid))),
        _ => reject_unknown().await,
    }
}

fn respond_found(found: bool) -> Response {
    if found {
        respond_ok()
    } else {
        respond_error(
            StatusCode::NOT_FOUND,
            "no activity with this uuid is running",
        )
    }
}

async fn add_butler_row(State(shared): State<Arc<Shared>>) -> Response {
    let uuid = launch_butler_row(&shared);
    respond(StatusCode::OK, &json!({ "uuid": uuid }))
}

async fn publish(
    State(shared): State<Arc<Shared>>,
    JsonBody(spec): JsonBody<NotificationSpec>,
) -> Response {
    shared.update(|state| state.publish(spec.to_notification()));
    respond_ok()
}

/// Responds when all notifications are queued.
async fn publish_burst(
    State(shared): State<Arc<Shared>>,
    JsonBody(spec): JsonBody<BurstSpec>,
) -> Response {
    let all: Vec<_> = spec
        .notifications
        .iter()
        .map(NotificationSpec::to_notification)
        .collect();
    for _ in 0..spec.rounds {
        for batch in all.chunks(BATCH) {
            shared.wait_for_room(BATCH).await;
            shared.update(|state| batch.iter().cloned().for_each(|one| state.publish(one)));
        }
    }
    respond_ok()
}

/// `POST /sim/answers`: any answer to any request, before everything else.
async fn add_answer(
    State(shared): State<Arc<Shared>>,
    JsonBody(spec): JsonBody<AnswerSpec>,
) -> Response {
    match spec.to_stub() {
        Ok(stub) => {
            shared.update(|state| state.stubs.add(&spec.method, &spec.path, stub));
            respond_ok()
        }
        Err(why) => respond_error(StatusCode::BAD_REQUEST, &why),
    }
}

async fn clear_answers(State(shared): State<Arc<Shared>>) -> Response {
    shared.update(|state| state.stubs.clear());
    respond_ok()
}

async fn add_section(
    State(shared): State<Arc<Shared>>,
    JsonBody(spec): JsonBody<SectionSpec>,
) -> Response {
    shared.update(|state| state.put_section(spec.to_section()));
    respond_ok()
}

async fn set_list(
    State(shared): State<Arc<Shared>>,
    Path(name): Path<String>,
    JsonBody(entries): JsonBody<Vec<serde_json::Map<String, Value>>>,
) -> Response {
    match serde_json::from_value::<ServerList>(Value::String(name)) {
        Ok(list) => {
            shared.update(|state| state.lists.insert(list, entries));
            respond_ok()
        }
        Err(error) => respond_error(StatusCode::NOT_FOUND, &error.to_string()),
    }
}

async fn set_update_queue(
    State(shared): State<Arc<Shared>>,
    Path(section): Path<String>,
    JsonBody(items): JsonBody<u64>,
) -> Response {
    shared.update(|state| state.update_queues.insert(section, items));
    respond_ok()
}

async fn play(
    State(shared): State<Arc<Shared>>,
    JsonBody(PlaySpec(scenario)): JsonBody<PlaySpec>,
) -> Response {
    scenario::play(&shared, &scenario);
    respond_ok()
}

async fn trigger_fault(
    State(shared): State<Arc<Shared>>,
    JsonBody(spec): JsonBody<FaultSpec>,
) -> Response {
    if spec.lasts.is_none() && matches!(spec.fault, Fault::Silence | Fault::Down) {
        let message = format!(
            "the fault `{0}` also blocks control requests; set its duration: \
             {{\"name\":\"{0}\",\"for\":\"2s\"}}",
            spec.fault.name()
        );
        return respond_error(StatusCode::BAD_REQUEST, &message);
    }
    shared.trigger_fault(spec.fault);
    if let Some(lasts) = spec.lasts {
        let later = Arc::clone(&shared);
        // In real time: with a stopped clock a fault that blocks control requests would never end.
        shared.spawn("lift", async move {
            tokio::time::sleep(lasts).await;
            later.lift_fault(&spec.fault);
        });
    }
    respond_ok()
}

async fn lift_fault(State(shared): State<Arc<Shared>>, Path(name): Path<String>) -> Response {
    match serde_json::from_value(Value::String(name)) {
        Ok(FaultName(fault)) => {
            shared.lift_fault(&fault);
            respond_ok()
        }
        Err(error) => respond_error(StatusCode::NOT_FOUND, &error.to_string()),
    }
}

async fn lift_all_faults(State(shared): State<Arc<Shared>>) -> Response {
    shared.lift_all_faults();
    respond_ok()
}

async fn cut_connections(State(shared): State<Arc<Shared>>) -> Response {
    shared.trigger_fault(Fault::CutConnections);
    respond_ok()
}

async fn cut_streams(State(shared): State<Arc<Shared>>) -> Response {
    shared.trigger_fault(Fault::CutStreams);
    respond_ok()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockSpec {
    rate: Option<f64>,
    paused: Option<bool>,
}

async fn set_clock(
    State(shared): State<Arc<Shared>>,
    JsonBody(spec): JsonBody<ClockSpec>,
) -> Response {
    let rate = match (spec.rate, spec.paused) {
        (_, Some(true)) => 0.0,
        (Some(rate), _) if rate.is_finite() && rate >= 0.0 => rate,
        (None, Some(false)) => 1.0,
        _ => {
            let message = "expected {\"paused\":true}, {\"paused\":false} or {\"rate\":10}";
            return respond_error(StatusCode::BAD_REQUEST, message);
        }
    };
    shared.clock.set_rate(rate);
    respond(StatusCode::OK, &json!({ "rate": shared.clock.rate() }))
}

/// A datagram: the name of a recorded body, or its text.
#[derive(Deserialize)]
#[serde(untagged)]
enum DatagramSpec {
    Recorded(String),
    Text { text: String },
}

/// `PUT /sim/gdm`: the answers to searches on the local network.
async fn set_gdm_answers(
    State(shared): State<Arc<Shared>>,
    JsonBody(specs): JsonBody<Vec<DatagramSpec>>,
) -> Response {
    let mut answers = Vec::new();
    for spec in specs {
        match spec {
            DatagramSpec::Text { text } => answers.push(text.into_bytes()),
            DatagramSpec::Recorded(name) => match recorded_bodies::by_name(&name) {
                Some(body) => answers.push(body.bytes.to_vec()),
                None => {
                    let why = format!("there is no recorded body {name:?}");
                    return respond_error(StatusCode::NOT_FOUND, &why);
                }
            },
        }
    }
    shared.update(|state| state.gdm_answers = answers);
    respond_ok()
}
