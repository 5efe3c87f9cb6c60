//! The query and the path of a request; an unreadable one is a [`Problem`].

use axum::extract::{FromRequestParts, Path, Query};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::problem::Problem;

/// The query of a request.
pub(crate) struct QueryOf<T>(pub(crate) T);

/// The parameter in the path of a request.
pub(crate) struct PathText(pub(crate) String);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for QueryOf<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let query = Query::<T>::try_from_uri(&parts.uri);
        let query = query.map_err(|error| bad_request(&error.body_text()))?;
        Ok(Self(query.0))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for PathText {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        let path = path.map_err(|error| bad_request(&error.body_text()))?;
        Ok(Self(path.0))
    }
}

fn bad_request(text: &str) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, text)
}
