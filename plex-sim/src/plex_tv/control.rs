//! `/sim/` on the account service's address: tests in any language control it over HTTP, in JSON.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::middleware::from_fn;
use axum::response::Response;
use axum::routing::{any, delete, get, post};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::control::{
    JsonBody, exempt_from_faults, reject_unknown, respond, respond_error, respond_ok,
};
use crate::duration_text::DurationText;
use crate::fault::serde::FaultName;
use crate::plex_tv::account::{AccountState, ClientInfo, PinAnswer};
use crate::plex_tv::clock::format_time;
use crate::plex_tv::fault::{FaultRule, PlexTvFault};
use crate::plex_tv::forms::Service;
use crate::plex_tv::listed::ListedResource;
use crate::plex_tv::resource::{SimConnection, SimResource};
use crate::plex_tv::service::{AccountService, OWNER};
use crate::request_log::matches;

/// The control routes.
pub(crate) fn router(service: &Arc<AccountService>) -> Router {
    Router::new()
        .without_v07_checks()
        .route("/sim", get(show_state))
        .route("/sim/", get(show_state))
        .route("/sim/requests", get(list_requests))
        .route("/sim/link", post(link))
        .route("/sim/deny", post(deny))
        .route("/sim/clock", post(move_clock))
        .route("/sim/keys", post(rotate_keys))
        .route(
            "/sim/tokens",
            post(create_token).delete(sign_out_everywhere),
        )
        .route("/sim/server-tokens", post(replace_server_tokens))
        .route("/sim/devices/{identifier}", delete(remove_device))
        .route("/sim/resources", post(add_resource).put(set_resources))
        .route("/sim/connections", axum::routing::put(set_connections))
        .route("/sim/faults", post(trigger_fault).delete(lift_faults))
        .route("/sim/faults/{name}", delete(lift_fault))
        .route("/sim/{*rest}", any(reject_unknown))
        .method_not_allowed_fallback(reject_unknown)
        .layer(from_fn(exempt_from_faults))
        .with_state(Arc::clone(service))
}

/// `GET /sim/`.
async fn show_state(State(service): Service) -> Response {
    let now = service.clock.now();
    let requests = service.http.read(|state| state.requests.total());
    let (proxy, ca) = (&service.proxy_url, &service.ca_pem);
    let state = service.with(|state| {
        json!({
            "clock": format_time(now),
            "proxy": proxy,
            "caPem": ca,
            "pins": state.waiting_codes(now),
            "devices": describe_devices(state),
            "resources": state.resources.iter().map(describe_resource).collect::<Vec<_>>(),
            "faults": state.faults.names(),
            "requests": requests,
        })
    });
    respond(StatusCode::OK, &state)
}

fn describe_devices(state: &AccountState) -> Vec<&str> {
    let devices = state.devices.iter();
    devices
        .map(|device| device.client.identifier.as_str())
        .collect()
}

fn describe_resource(listed: &ListedResource) -> Value {
    let urls: Vec<_> = listed.connections.iter().map(|one| &one.uri).collect();
    json!({
        "name": listed.resource.name,
        "clientIdentifier": listed.resource.client_identifier,
        "connections": urls,
    })
}

#[derive(Deserialize)]
struct RequestsQuery {
    to: Option<String>,
    method: Option<String>,
    path: Option<String>,
    status: Option<u16>,
}

/// `GET /sim/requests`: those to the service, to the server and to impostors, without secrets.
async fn list_requests(State(service): Service, Query(query): Query<RequestsQuery>) -> Response {
    let fits = |wanted: &Option<String>, text: &str| {
        wanted
            .as_deref()
            .is_none_or(|pattern| matches(pattern, text))
    };
    let mut found = service.log();
    found.retain(|request| {
        fits(&query.to, &request.to)
            && fits(&query.method, &request.method)
            && fits(&query.path, &request.path)
            && (query.status.is_none() || query.status == request.status)
    });
    respond(StatusCode::OK, &found)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CodeSpec {
    code: String,
    user: Option<String>,
}

/// `POST /sim/link`: plays the person who approves.
async fn link(State(service): Service, JsonBody(spec): JsonBody<CodeSpec>) -> Response {
    let user = match &spec.user {
        None => Some(OWNER),
        Some(name) => service.with(|state| state.find_user(name)),
    };
    match user {
        Some(user) => answer_pin(&service, &spec.code, PinAnswer::Linked(user)),
        None => respond_error(StatusCode::NOT_FOUND, "there is no such user"),
    }
}

async fn deny(State(service): Service, JsonBody(spec): JsonBody<CodeSpec>) -> Response {
    answer_pin(&service, &spec.code, PinAnswer::Denied)
}

fn answer_pin(service: &AccountService, code: &str, answer: PinAnswer) -> Response {
    let now = service.clock.now();
    if service.with(|state| state.answer_pin(code, answer, now)) {
        return respond_ok();
    }
    let why = "no PIN with this code waits: it is unknown, answered or expired";
    respond_error(StatusCode::NOT_FOUND, why)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockSpec {
    advance: Option<DurationText>,
    rewind: Option<DurationText>,
}

/// `POST /sim/clock`.
async fn move_clock(State(service): Service, JsonBody(spec): JsonBody<ClockSpec>) -> Response {
    match (spec.advance, spec.rewind) {
        (Some(span), None) => service.clock.advance(span.0),
        (None, Some(span)) => service.clock.rewind(span.0),
        _ => {
            let why = "expected {\"advance\":\"8d\"} or {\"rewind\":\"5m\"}";
            return respond_error(StatusCode::BAD_REQUEST, why);
        }
    }
    service.drop_expired_server_tokens();
    let now = format_time(service.clock.now());
    respond(StatusCode::OK, &json!({ "clock": now }))
}

async fn rotate_keys(State(service): Service) -> Response {
    service.with(AccountState::rotate_keys);
    respond_ok()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct TokenSpec {
    client_identifier: String,
}

/// `POST /sim/tokens`: a legacy account token without a sign-in.
async fn create_token(State(service): Service, JsonBody(spec): JsonBody<TokenSpec>) -> Response {
    let client = ClientInfo {
        identifier: spec.client_identifier,
        ..ClientInfo::default()
    };
    let now = service.clock.now();
    let token = service.with(|state| state.sign_in(&client, OWNER, now));
    respond(StatusCode::OK, &json!({ "token": token }))
}

async fn sign_out_everywhere(State(service): Service) -> Response {
    service.with(AccountState::sign_out_everywhere);
    respond_ok()
}

async fn replace_server_tokens(State(service): Service) -> Response {
    service.replace_server_tokens();
    respond_ok()
}

async fn remove_device(State(service): Service, Path(identifier): Path<String>) -> Response {
    let removed =
        service.with(|state| state.remove_device(|device| device.client.identifier == identifier));
    if removed {
        return respond_ok();
    }
    let why = "no device has this client identifier";
    respond_error(StatusCode::NOT_FOUND, why)
}

async fn add_resource(
    State(service): Service,
    JsonBody(resource): JsonBody<SimResource>,
) -> Response {
    respond_opened(service.add_resource(resource))
}

async fn set_resources(
    State(service): Service,
    JsonBody(resources): JsonBody<Vec<SimResource>>,
) -> Response {
    respond_opened(service.set_resources(resources))
}

/// `PUT /sim/connections`: those of the simulated server.
async fn set_connections(
    State(service): Service,
    JsonBody(connections): JsonBody<Vec<SimConnection>>,
) -> Response {
    respond_opened(service.set_connections(connections))
}

fn respond_opened(opened: std::io::Result<()>) -> Response {
    match opened {
        Ok(()) => respond_ok(),
        Err(error) => respond_error(StatusCode::BAD_REQUEST, &error.to_string()),
    }
}

/// A fault of the service, or one of its connections.
async fn trigger_fault(State(service): Service, JsonBody(value): JsonBody<Value>) -> Response {
    let name = value.as_str().or_else(|| value.get("name")?.as_str());
    let is_ours = name.is_some_and(|name| PlexTvFault::NAMES.contains(&name));
    if !is_ours && let Ok(FaultName(fault)) = serde_json::from_value(value.clone()) {
        service.http.trigger_fault(fault);
        return respond_ok();
    }
    match serde_json::from_value::<FaultRule>(value) {
        Ok(rule) => {
            service.with(|state| state.faults.turn_on(rule));
            respond_ok()
        }
        Err(error) => respond_error(StatusCode::BAD_REQUEST, &error.to_string()),
    }
}

async fn lift_fault(State(service): Service, Path(name): Path<String>) -> Response {
    if PlexTvFault::NAMES.contains(&name.as_str()) {
        service.with(|state| state.faults.turn_off(&name));
        return respond_ok();
    }
    match serde_json::from_value(Value::String(name)) {
        Ok(FaultName(fault)) => {
            service.http.lift_fault(&fault);
            respond_ok()
        }
        Err(error) => respond_error(StatusCode::NOT_FOUND, &error.to_string()),
    }
}

async fn lift_faults(State(service): Service) -> Response {
    service.with(|state| state.faults.clear());
    service.http.lift_all_faults();
    respond_ok()
}
