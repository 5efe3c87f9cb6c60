//! The routes of the account service, and the steps of every request: it is recorded, a stub
//! response or a fault may answer it, and the `Date` header shows the service's clock.

use std::sync::Arc;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{delete, get, post, put};
use http::{HeaderValue, header};

use crate::faulty_connection::ConnectionControl;
use crate::http::middleware::{Unanswered, read_request};
use crate::http::responses::send_stub;
use crate::listener::Peer;
use crate::plex_tv::api_error::ApiError;
use crate::plex_tv::clock::to_system_time;
use crate::plex_tv::fault::PlexTvFault;
use crate::plex_tv::forms::{self, Received};
use crate::plex_tv::service::AccountService;
use crate::plex_tv::{auth, control, gzip, listing, pages, pins, user};
use crate::request_log::RecordedRequest;
use crate::stub_response::{Body, StubResponse};

/// The body of [`PlexTvFault::LargeAnswers`], in bytes.
const LARGE: usize = 1024 * 1024;

/// All routes, with the control requests beside them if the server has them.
pub(crate) fn router(service: &Arc<AccountService>) -> Router {
    let routes = Router::new()
        .without_v07_checks()
        .route("/api/v2/pins", post(pins::create))
        .route("/api/v2/pins/link", put(pins::link))
        .route("/api/v2/pins/{id}", get(pins::poll))
        .route("/api/v2/auth/jwk", post(auth::register_key))
        .route("/api/v2/auth/nonce", get(auth::create_nonce))
        .route("/api/v2/auth/token", post(auth::exchange))
        .route("/api/v2/auth/keys", get(auth::list_keys))
        .route("/api/v2/user", get(user::show))
        .route("/api/v2/ping", get(user::ping))
        .route("/api/users", get(user::list_others))
        .route("/api/users/", get(user::list_others))
        .route("/api/v2/users/signout", delete(user::sign_out))
        .route("/api/v2/resources", get(listing::list_resources))
        .route("/api/resources", get(listing::list_old_resources))
        .route("/resources", get(listing::list_old_resources))
        .route("/api/v2/devices", get(listing::list_devices))
        .route("/devices.xml", get(listing::list_old_devices))
        .route("/devices/{file}", delete(listing::remove_device))
        .route("/api/claim/token.json", get(user::claim))
        .route("/link", get(pages::show_link).post(pages::approve))
        .route("/link/", get(pages::show_link).post(pages::approve))
        .route("/auth", get(pages::show_auth))
        .route("/auth/", get(pages::show_auth))
        .fallback(respond_not_found)
        .method_not_allowed_fallback(respond_not_found)
        .with_state(Arc::clone(service));
    let served = routes.layer(from_fn_with_state(Arc::clone(service), handle));
    if service.server.config.control {
        served.merge(control::router(service))
    } else {
        served
    }
}

async fn respond_not_found(axum::Extension(request): Received) -> Response {
    forms::error(&request, ApiError::NOT_FOUND)
}

async fn handle(
    State(service): State<Arc<AccountService>>,
    ConnectInfo(Peer(control)): ConnectInfo<Peer>,
    request: Request,
    next: Next,
) -> Response {
    let (recorded, mut request) = read_request(&service.http, control.id(), request).await;
    name_device_jwts(&service, &recorded);
    let recorded = Arc::new(recorded);
    let (number, _unanswered) = Unanswered::record(&service.http, (*recorded).clone());
    request.extensions_mut().insert(Arc::clone(&recorded));
    let mut response = respond(&service, &control, &recorded, request, next).await;
    let date = httpdate::fmt_http_date(to_system_time(service.clock.now()));
    if let Ok(date) = HeaderValue::from_str(&date) {
        response.headers_mut().insert(header::DATE, date);
    }
    let status = response.status().as_u16();
    service
        .http
        .update(|state| state.requests.set_status(number, status));
    response
}

/// Names the tokens that devices signed, before the log shows them.
fn name_device_jwts(service: &AccountService, request: &RecordedRequest) {
    let in_query = request.query_value("deviceJWT").map(str::to_owned);
    let body = serde_json::from_slice::<serde_json::Value>(&request.body).ok();
    let in_body = body.and_then(|body| Some(body.get("jwt")?.as_str()?.to_owned()));
    for jwt in in_query.into_iter().chain(in_body) {
        service.with(|state| state.secrets.add("device-jwt", &jwt));
    }
}

async fn respond(
    service: &Arc<AccountService>,
    control: &ConnectionControl,
    recorded: &RecordedRequest,
    request: Request,
    next: Next,
) -> Response {
    let stub = service
        .http
        .update(|state| state.stubs.take(&recorded.method, &recorded.path));
    if let Some(stub) = stub {
        return send_stub(stub, control).await;
    }
    let Some(fault) = service.with(|state| state.faults.take(recorded)) else {
        return next.run(request).await;
    };
    let refuse = |error| forms::error(recorded, error);
    match fault {
        PlexTvFault::TokenExpired => refuse(ApiError::TOKEN_EXPIRED),
        PlexTvFault::TokenRefused => refuse(ApiError::UNAUTHORIZED),
        PlexTvFault::SignatureRefused => refuse(ApiError::SIGNATURE),
        PlexTvFault::ThumbprintTaken => refuse(ApiError::THUMBPRINT_TAKEN),
        PlexTvFault::KeyMissing => refuse(ApiError::KEY_MISSING),
        PlexTvFault::Malformed => refuse(ApiError::MALFORMED),
        PlexTvFault::RateLimited { retry_after } => {
            let mut response = refuse(ApiError::RATE_LIMITED);
            if let Some(after) = retry_after {
                let headers = response.headers_mut();
                headers.insert(header::RETRY_AFTER, after.as_secs().into());
            }
            response
        }
        PlexTvFault::Slow(delay) => {
            tokio::time::sleep(delay).await;
            next.run(request).await
        }
        PlexTvFault::CutAnswers => {
            let (status, kind, bytes) = take_apart(next.run(request).await).await;
            let promised = bytes.len().max(2);
            let half = bytes.get(..promised / 2).unwrap_or_default().to_vec();
            let cut = Body::Cut {
                bytes: half,
                promised,
            };
            send_stub(StubResponse::new(status, cut).content_type(&kind), control).await
        }
        PlexTvFault::HtmlAnswers => {
            let page = "<html><head><title>Welcome</title></head><body>Sign in to this network</body></html>";
            forms::answer(200, "text/html", page)
        }
        PlexTvFault::LargeAnswers => {
            let padding = "x".repeat(LARGE);
            forms::json(200, &serde_json::json!({ "padding": padding }))
        }
        PlexTvFault::GzipAnswers => {
            let (status, kind, bytes) = take_apart(next.run(request).await).await;
            let packed = StubResponse::new(status, Body::Bytes(gzip::pack(&bytes)))
                .content_type(&kind)
                .header("Content-Encoding", "gzip");
            send_stub(packed, control).await
        }
        PlexTvFault::DropAnswers => send_stub(StubResponse::new(200, Body::Close), control).await,
        PlexTvFault::RedirectAnswers => {
            let elsewhere = format!("https://elsewhere.invalid{}", recorded.path);
            send_stub(StubResponse::redirect(&elsewhere), control).await
        }
        PlexTvFault::PinGone | PlexTvFault::PinNull => {
            let response = next.run(request).await;
            if response.status().as_u16() != ApiError::PIN_UNKNOWN.status {
                return response;
            }
            if fault == PlexTvFault::PinGone {
                return refuse(ApiError::PIN_GONE);
            }
            let id = recorded
                .path
                .rsplit('/')
                .next()
                .and_then(|id| id.parse().ok());
            let pin = id.and_then(|id: u64| service.with(|state| state.pins.get(&id).cloned()));
            pin.map_or(response, |pin| pins::show_expired(recorded, &pin))
        }
        PlexTvFault::StaleKeys => auth::list_stale_keys(&service.with(|state| state.public_keys())),
    }
}

/// Status, content type and body of a response.
async fn take_apart(response: Response) -> (u16, String, Vec<u8>) {
    let status = response.status().as_u16();
    let kind = response.headers().get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.to_owned();
    // The handlers' own bodies are whole and short.
    let bytes = to_bytes(response.into_body(), LARGE).await;
    (status, kind, bytes.unwrap_or_default().to_vec())
}
