//! The keys of the API: keys that may read, and keys that may also cancel.
//!
//! A key comes as a bearer token, or as the password of a name that does not matter, which is how
//! browsers ask for it. Of a key only its SHA-256 is kept; digests are compared in constant time.

use std::fmt;

use axum::Router;
use axum::extract::Request;
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};
use zeroize::Zeroizing;

use crate::serve::Problem;

/// A shorter key can be guessed.
const SHORTEST: usize = 16;

/// A route that everybody may ask: it says only whether the agent works.
pub(super) const HEALTH: &str = "/healthz";

/// Another one: it says only whether the agent has begun and is not ending.
pub(super) const READINESS: &str = "/readyz";

/// The rights of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Scope {
    Read,
    /// Also everything that [`Read`](Self::Read) is good for.
    Write,
}

/// One key.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct ApiKey {
    digest: [u8; 32],
    scope: Scope,
}

/// All keys. Without any, every request is admitted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ApiKeys(Vec<ApiKey>);

/// The reason why a request is not admitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    NoKey,
    UnknownKey,
    ReadOnly,
}

impl ApiKey {
    pub(super) fn new(key: &str, scope: Scope) -> Result<Self, String> {
        if key.len() < SHORTEST {
            return Err(format!("a key has at least {SHORTEST} characters"));
        }
        if !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err("a key is one word of ASCII characters".to_owned());
        }
        Ok(Self {
            digest: Sha256::digest(key).into(),
            scope,
        })
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiKey")
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}

impl ApiKeys {
    pub(super) fn new(keys: Vec<ApiKey>) -> Self {
        Self(keys)
    }

    /// Lets only requests through whose key is good for them.
    pub(super) fn guard(self, routes: Router) -> Router {
        let guard = move |request: Request, next: Next| {
            let admitted = self.check(request.method(), request.uri().path(), request.headers());
            async move {
                match admitted {
                    Ok(()) => next.run(request).await,
                    Err(refusal) => refusal.into_response(),
                }
            }
        };
        routes.layer(middleware::from_fn(guard))
    }

    fn check(&self, method: &Method, path: &str, headers: &HeaderMap) -> Result<(), Refusal> {
        let reads = method == Method::GET || method == Method::HEAD;
        if self.0.is_empty() || (reads && [HEALTH, READINESS].contains(&path)) {
            return Ok(());
        }
        let given = read_key(headers).ok_or(Refusal::NoKey)?;
        let digest: [u8; 32] = Sha256::digest(given.as_bytes()).into();
        let (mut is_known, mut may_write) = (Choice::from(0), Choice::from(0));
        // All of them, so that the time says nothing about the place of a key.
        for key in &self.0 {
            let is_same = key.digest.ct_eq(&digest);
            is_known |= is_same;
            may_write |= is_same & Choice::from(u8::from(key.scope == Scope::Write));
        }
        if !bool::from(is_known) {
            return Err(Refusal::UnknownKey);
        }
        if !reads && !bool::from(may_write) {
            return Err(Refusal::ReadOnly);
        }
        Ok(())
    }
}

/// The key of a request, out of its only `Authorization`.
fn read_key(headers: &HeaderMap) -> Option<Zeroizing<String>> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let value = values.next()?.to_str().ok()?;
    if values.next().is_some() {
        return None;
    }
    let (scheme, rest) = value.split_once(' ')?;
    let rest = rest.trim();
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(Zeroizing::new(rest.to_owned()));
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = Zeroizing::new(STANDARD.decode(rest).ok()?);
    let text = std::str::from_utf8(&decoded).ok()?;
    let (_, key) = text.split_once(':')?;
    Some(Zeroizing::new(key.to_owned()))
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, detail) = match self {
            Self::NoKey => (
                StatusCode::UNAUTHORIZED,
                "expected a key, as Authorization: Bearer KEY",
            ),
            Self::UnknownKey => (StatusCode::UNAUTHORIZED, "the key is not known"),
            Self::ReadOnly => (
                StatusCode::FORBIDDEN,
                "the key is good for reading only: this needs the scope write",
            ),
        };
        let mut response = Problem::new(status, detail).into_response();
        if status == StatusCode::UNAUTHORIZED {
            // A browser asks for a name and a password then; the password is the key.
            for way in ["Basic realm=\"plexctl\"", "Bearer realm=\"plexctl\""] {
                let headers = response.headers_mut();
                headers.append(header::WWW_AUTHENTICATE, HeaderValue::from_static(way));
            }
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const READ: &str = "read-0123456789abcdef";
    const WRITE: &str = "write-0123456789abcdef";

    fn check(method: &Method, path: &str, authorization: &[&str]) -> Result<(), Refusal> {
        let keys = ApiKeys::new(vec![
            ApiKey::new(READ, Scope::Read).unwrap(),
            ApiKey::new(WRITE, Scope::Write).unwrap(),
        ]);
        let mut headers = HeaderMap::new();
        for value in authorization {
            headers.append(header::AUTHORIZATION, value.parse().unwrap());
        }
        keys.check(method, path, &headers)
    }

    #[test]
    fn a_key_is_good_for_its_scope_and_nothing_else() {
        let bearer = |key: &str| format!("Bearer {key}");
        let basic = |key: &str| format!("Basic {}", STANDARD.encode(format!("anyone:{key}")));
        for write in [bearer(WRITE), basic(WRITE)] {
            assert_eq!(check(&Method::GET, "/metrics", &[&write]), Ok(()));
            assert_eq!(
                check(&Method::DELETE, "/api/v1/activities/a", &[&write]),
                Ok(())
            );
        }
        for read in [bearer(READ), basic(READ)] {
            assert_eq!(check(&Method::GET, "/", &[&read]), Ok(()));
            for method in [Method::DELETE, Method::POST] {
                let refused = check(&method, "/activities/a/cancel", &[&read]);
                assert_eq!(refused, Err(Refusal::ReadOnly));
            }
        }
        for wrong in [
            bearer(""),
            bearer("read-0123456789abcdee"),
            bearer(READ.trim_end_matches('f')),
            bearer(&format!("{READ}x")),
        ] {
            assert_eq!(
                check(&Method::GET, "/", &[&wrong]),
                Err(Refusal::UnknownKey),
                "{wrong}"
            );
        }
        let none: [&[&str]; 5] = [
            &[],
            &["Basic !!!"],
            &[READ],
            &["Digest a"],
            &[
                "Bearer read-0123456789abcdef",
                "Bearer read-0123456789abcdef",
            ],
        ];
        for headers in none {
            assert_eq!(
                check(&Method::GET, "/", headers),
                Err(Refusal::NoKey),
                "{headers:?}"
            );
            for open in [HEALTH, READINESS] {
                assert_eq!(check(&Method::GET, open, headers), Ok(()));
                assert_eq!(check(&Method::POST, open, headers), Err(Refusal::NoKey));
            }
        }
    }

    #[test]
    fn a_key_that_can_be_guessed_is_refused_and_none_is_shown() {
        for key in ["short", "with a space 0123456789", "\u{fc}0123456789abcdef"] {
            let error = ApiKey::new(key, Scope::Read).unwrap_err();
            assert!(!error.contains(key), "{error}");
        }
        let key = ApiKey::new(READ, Scope::Read).unwrap();
        assert_eq!(format!("{key:?}"), "ApiKey { scope: Read, .. }");
    }
}
