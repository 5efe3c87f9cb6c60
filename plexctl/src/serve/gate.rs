//! The checks that every request passes, and the headers that every response has.

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};

use super::origin_check::OriginCheck;
use super::page;
use super::problem::Problem;

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

/// Lets only requests through that the check admits, and secures every response.
pub(crate) fn put_gate(routes: Router, origin_check: OriginCheck) -> Router {
    let policy = HeaderValue::from_str(&page::build_policy()).ok();
    let guard = move |request: Request, next: Next| {
        let (origin_check, policy) = (origin_check.clone(), policy.clone());
        async move { check_and_secure(&origin_check, policy, request, next).await }
    };
    routes.layer(middleware::from_fn(guard))
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
        (Ok(()), None) => Problem::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal error: no content security policy",
        )
        .into_response(),
        (Err(reason), _) => Problem::new(StatusCode::FORBIDDEN, reason).into_response(),
    };
    for (name, value) in HEADERS {
        let value = HeaderValue::from_static(value);
        response.headers_mut().insert(name, value);
    }
    response
}
