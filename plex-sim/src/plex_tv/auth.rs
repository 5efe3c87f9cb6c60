//! `/api/v2/auth`: keys of devices, nonces, the exchange of device JWTs, keys of the service. JSON for
//! every `Accept`.

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};

use crate::plex_tv::api_error::ApiError;
use crate::plex_tv::forms::{self, Received, Service};
use crate::plex_tv::jwt::DeviceKey;
use crate::request_log::RecordedRequest;

/// `POST /api/v2/auth/jwk`: registers a key for the device of the token.
pub(super) async fn register_key(
    State(service): Service,
    Extension(request): Received,
) -> Response {
    let token = forms::token(&request);
    let registered = service.check_token(token).and_then(|_| {
        let body = read_json(&request)?;
        let key = body.get("jwk").and_then(DeviceKey::from_jwk);
        let key = key.ok_or(ApiError::MALFORMED)?;
        service.with(|state| state.register_key(token.unwrap_or_default(), key))
    });
    match registered {
        Ok(()) => forms::json(201, &json!({})),
        Err(error) => forms::error(&request, error),
    }
}

/// `GET /api/v2/auth/nonce`, which needs no token.
pub(super) async fn create_nonce(
    State(service): Service,
    Extension(request): Received,
) -> Response {
    if forms::client(&request).is_err() {
        return forms::error(&request, ApiError::NO_IDENTIFIER_FOR_NONCE);
    }
    let now = service.clock.now();
    let nonce = service.with(|state| state.create_nonce(now));
    forms::json(200, &json!({ "nonce": nonce }))
}

/// `POST /api/v2/auth/token`: a device JWT with a nonce gives a Plex JWT.
pub(super) async fn exchange(State(service): Service, Extension(request): Received) -> Response {
    let now = service.clock.now();
    let exchanged = read_json(&request).and_then(|body| {
        let jwt = body.get("jwt").and_then(Value::as_str);
        let jwt = jwt.ok_or(ApiError::MALFORMED)?;
        service.with(|state| state.exchange(jwt, now))
    });
    match exchanged {
        Ok(token) => forms::json(200, &json!({ "auth_token": token })),
        Err(error) => forms::error(&request, error),
    }
}

/// `GET /api/v2/auth/keys`, which needs no token.
pub(super) async fn list_keys(State(service): Service) -> Response {
    let keys = service.with(|state| state.public_keys());
    forms::json(200, &json!({ "keys": keys }))
}

/// The list without the newest key.
pub(super) fn list_stale_keys(keys: &[Value]) -> Response {
    let older = keys.split_last().map_or(&[][..], |(_, older)| older);
    forms::json(200, &json!({ "keys": older }))
}

fn read_json(request: &RecordedRequest) -> Result<Value, ApiError> {
    serde_json::from_slice(&request.body).map_err(|_| ApiError::MALFORMED)
}
