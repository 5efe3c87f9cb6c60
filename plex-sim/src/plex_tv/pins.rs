//! `/api/v2/pins`: asking for a sign-in, waiting for it, and approving it.

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::{Value, json};

use crate::element::Element;
use crate::plex_tv::account::{Pin, PinAnswer};
use crate::plex_tv::api_error::ApiError;
use crate::plex_tv::clock::format_time;
use crate::plex_tv::forms::{self, Received, Service};
use crate::plex_tv::jwt::DeviceKey;
use crate::request_log::RecordedRequest;

/// `POST /api/v2/pins`.
pub(super) async fn create(State(service): Service, Extension(request): Received) -> Response {
    let now = service.clock.now();
    let created = forms::client(&request).and_then(|client| {
        let (is_strong, key) = read_wishes(&request)?;
        service.with(|state| state.create_pin(client, is_strong, key, now).cloned())
    });
    match created {
        Ok(pin) => show(&request, 201, &pin, None, now),
        Err(error) => forms::error(&request, error),
    }
}

/// Returns whether a strong code is wanted, and the key of the device. A JSON body, a form and the query are
/// read; PlexAPI writes `True`.
fn read_wishes(request: &RecordedRequest) -> Result<(bool, Option<DeviceKey>), ApiError> {
    let is_true = |text: &str| matches!(text, "true" | "True" | "1");
    let kind = request.header("content-type").unwrap_or_default();
    if kind.starts_with("application/json") && !request.body.is_empty() {
        let body: Value = serde_json::from_slice(&request.body).map_err(|_| ApiError::MALFORMED)?;
        let is_strong = match body.get("strong") {
            None => request.query_value("strong").is_some_and(is_true),
            Some(strong) => strong.as_bool().ok_or(ApiError::MALFORMED)?,
        };
        let key = match body.get("jwk") {
            None => None,
            Some(jwk) => Some(DeviceKey::from_jwk(jwk).ok_or(ApiError::MALFORMED)?),
        };
        return Ok((is_strong, key));
    }
    let strong = forms::value(request, "strong");
    Ok((strong.as_deref().is_some_and(is_true), None))
}

/// `GET /api/v2/pins/{id}`.
pub(super) async fn poll(
    State(service): Service,
    Extension(request): Received,
    Path(id): Path<String>,
) -> Response {
    let now = service.clock.now();
    let polled = forms::client(&request).and_then(|client| {
        let id = id.parse().map_err(|_| ApiError::PIN_UNKNOWN)?;
        let device_jwt = request.query_value("deviceJWT");
        service.with(|state| state.poll_pin(id, &client.identifier, device_jwt, now))
    });
    match polled {
        Ok((pin, token)) => show(&request, 200, &pin, token.as_deref(), now),
        Err(error) => forms::error(&request, error),
    }
}

/// The form in which an expired PIN is 200.
pub(super) fn show_expired(request: &RecordedRequest, pin: &Pin) -> Response {
    show(request, 200, pin, None, pin.expires_at)
}

/// `PUT /api/v2/pins/link`: a signed-in client approves a short code.
pub(super) async fn link(State(service): Service, Extension(request): Received) -> Response {
    let now = service.clock.now();
    let code = forms::value(&request, "code").unwrap_or_default();
    let linked = service
        .check_token(forms::token(&request))
        .and_then(|grant| {
            let answer = PinAnswer::Linked(grant.user);
            let is_linked = service.with(|state| {
                // A code for the browser means nothing here.
                let mut pins = state.pins.values();
                let is_short = pins.any(|pin| !pin.is_strong && pin.code == code);
                is_short && state.answer_pin(&code, answer, now)
            });
            is_linked.then_some(()).ok_or(ApiError::PIN_UNKNOWN)
        });
    match linked {
        Ok(()) => forms::no_content(),
        Err(error) => forms::error(&request, error),
    }
}

fn show(
    request: &RecordedRequest,
    status: u16,
    pin: &Pin,
    token: Option<&str>,
    now: u64,
) -> Response {
    let left = pin.expires_at.saturating_sub(now);
    let qr = format!("https://plex.tv/api/v2/pins/qr/{}", pin.code);
    let (created_at, expires_at) = (format_time(pin.created_at), format_time(pin.expires_at));
    let registration = token.map(|_| false);
    if forms::wants_json(request) {
        let body = json!({
            "id": pin.id,
            "code": pin.code,
            "product": pin.client.product,
            "trusted": false,
            "qr": qr,
            "clientIdentifier": pin.client.identifier,
            // The place of the person: invented, and as private as on the real service.
            "location": {
                "code": "ZZ",
                "european_union_member": false,
                "continent_code": "EU",
                "country": "Exampleland",
                "city": "Sampleton",
                "time_zone": "Europe/London",
                "postal_code": "X1",
                "in_privacy_restricted_country": true,
                "subdivisions": "Exampleshire",
                "coordinates": "0.000, 0",
                "in_privacy_restricted_region": false,
            },
            "expiresIn": left,
            "createdAt": created_at,
            "expiresAt": expires_at,
            "authToken": token,
            "newRegistration": registration,
            "pmsIdentifier": null,
            "pmsVersion": null,
        });
        return forms::json(status, &body);
    }
    let spaced = |time: &str| time.replace('T', " ").replace('Z', " UTC");
    let element = Element::new([
        ("id", pin.id.into()),
        ("code", pin.code.as_str().into()),
        ("product", pin.client.product.as_str().into()),
        ("trusted", false.into()),
        ("qr", qr.into()),
        ("clientIdentifier", pin.client.identifier.as_str().into()),
        ("expiresIn", left.into()),
        ("createdAt", spaced(&created_at).into()),
        ("expiresAt", spaced(&expires_at).into()),
        ("authToken", token.into()),
        ("newRegistration", registration.into()),
    ]);
    forms::xml(status, "pin", &element)
}
