//! Requests to any path of the server, for operations that this crate has no method for.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use http::{Method, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::client::{RequestSpec, redact};
use crate::error::{Error, Result};
use crate::hub::Session;
use crate::sanitize::printable;
use crate::tracker::Input;
use crate::watch::{ActivityHandle, named_activity};
use crate::wire::ActivityId;

/// A request to any path of the server; see [`Plex::request`](crate::Plex::request).
///
/// It is sent like every request of this crate: with the token and the client's identity, within the
/// client's timeout and limits, to the client's server only. `Accept` is `application/json`.
///
/// # The path
///
/// The path begins with `/`. Each segment is percent-encoded. Characters that are already encoded stay
/// as they are, so `/a b` and `/a%20b` are the same path, and a `%` itself is spelled `%25`. The path of
/// the server's URL is kept in front: with `https://example.org/plex`, the path `/identity` is
/// `https://example.org/plex/identity`.
///
/// A path that might lead elsewhere is refused with [`InvalidInput`](crate::ErrorKind::InvalidInput)
/// before anything is sent: one with a scheme or a host, an empty segment, a segment `.` or `..`, a
/// backslash, a control character, a fragment, or an encoded slash, also where these are encoded once
/// or more often (`%2e%2e`, `%252f`). A `?` is refused as well: use [`query`](Self::query).
///
/// # Repetition
///
/// The request is sent once, whatever its method: on a Plex Media Server a `GET` can start a scan.
/// [`repeatable`](Self::repeatable) says that it may be sent again.
///
/// ```no_run
/// use plex_api::Method;
///
/// # async fn example(plex: plex_api::Plex) -> plex_api::Result<()> {
/// let answer = plex
///     .request(Method::PUT, "/library/sections/2/all")
///     .query("type", 1)
///     .query("id", 513)
///     .query("title.value", "Blade Runner")
///     .send()
///     .await?;
/// println!("status {}", answer.status());
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent unless `send` is called and awaited"]
pub struct Request {
    session: Session,
    /// Method and path, for errors and logs.
    name: String,
    /// The error is the first thing that was wrong.
    request: Result<reqwest::Request>,
    is_repeatable: bool,
}

/// The whole answer to a [`Request`]. Its status is a success (2xx); every other is an error.
///
/// If the answer repeats the client's token, `<token>` replaces it.
pub struct Answer {
    session: Session,
    name: String,
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    id: Option<ActivityId>,
}

impl Request {
    pub(crate) fn new(session: &Session, method: Method, path: &str) -> Self {
        let name = format!("{method} {path}");
        let name = printable(&redact(&name, &session.client.credentials().current()));
        Self {
            request: session.client.generic_request(method, path),
            session: session.clone(),
            name,
            is_repeatable: false,
        }
    }

    /// Adds a parameter to the query. Name and value are encoded. A name may be given several times.
    ///
    /// Plex takes its `X-Plex-*` headers as parameters, too: `X-Plex-Container-Start` and
    /// `X-Plex-Container-Size` ask for a part of a list.
    pub fn query(mut self, name: impl AsRef<str>, value: impl fmt::Display) -> Self {
        if let Ok(request) = &mut self.request {
            request
                .url_mut()
                .query_pairs_mut()
                .append_pair(name.as_ref(), &value.to_string());
        }
        self
    }

    /// Sends a value as the JSON body of the request, with `Content-Type: application/json`.
    ///
    /// A value that cannot be serialized makes [`send`](Self::send) fail with
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput).
    pub fn json<T: Serialize + ?Sized>(mut self, value: &T) -> Self {
        if let Ok(request) = &mut self.request {
            match serde_json::to_vec(value) {
                Ok(body) => {
                    let json = HeaderValue::from_static("application/json");
                    request.headers_mut().insert(CONTENT_TYPE, json);
                    *request.body_mut() = Some(body.into());
                }
                Err(error) => {
                    self.request = Err(Error::invalid(format!(
                        "the body of the request cannot be written as JSON: {error}"
                    )));
                }
            }
        }
        self
    }

    /// Allows the client to send the request again when the server is busy or the connection breaks,
    /// as it does for lists: see [`PlexBuilder::retries`](crate::PlexBuilder::retries). Only
    /// for requests that may have their effect twice.
    pub fn repeatable(mut self) -> Self {
        self.is_repeatable = true;
        self
    }

    /// Sends the request and reads its whole answer.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) for a path or a body that cannot be sent. A
    /// status of 4xx or 5xx is an error of its kind, and so is a redirect to another server
    /// ([`Redirect`](crate::ErrorKind::Redirect)). A web page, as a proxy shows it to sign in, is
    /// [`NotPlex`](crate::ErrorKind::NotPlex) also with status 200. Everything else as
    /// [`list`](crate::ActivitiesApi::list). [`Error::operation`](crate::Error::operation) is the
    /// method and the path without the query, for example `GET /status/sessions`.
    ///
    /// # Cancel safety
    /// Dropping the future cancels the request, which may have reached the server by then.
    pub async fn send(self) -> Result<Answer> {
        let Self {
            session,
            name,
            request,
            is_repeatable,
        } = self;
        let request = request.map_err(|error| error.with_operation(&name))?;
        let spec = RequestSpec::generic(&name, is_repeatable);
        let answer = session.client.send_generic(request, &spec).await?;
        let (parts, body) = answer.into_parts();
        let id = named_activity(&parts.headers, &session.client.credentials().current());
        if let Some(id) = &id {
            let server = session.client.server_url();
            tracing::debug!(server, operation = name, %id, "the server named the activity");
            session
                .hub
                .report_out_of_band(Input::HeaderSeen(id.clone()));
        }
        Ok(Answer {
            session,
            name,
            status: parts.status,
            headers: parts.headers,
            body,
            id,
        })
    }
}

impl Answer {
    /// The HTTP status, from 200 to 299.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Reads the body as JSON, envelope included: most answers of a Plex Media Server are an object
    /// with one field `MediaContainer`. A byte that is not UTF-8 is read as U+FFFD.
    ///
    /// # Errors
    /// [`Decode`](crate::ErrorKind::Decode) when the body is empty, is XML, or does not have the form
    /// of `T`.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        let client = &self.session.client;
        client.decode_generic(&self.name, self.status(), &self.body)
    }

    /// The body as text. A byte that is not UTF-8 is U+FFFD.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }

    /// The body as it came.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.body
    }

    /// The uuid of the activity that the request started, where the server names it
    /// (`X-Plex-Activity`).
    #[must_use]
    pub fn activity_id(&self) -> Option<&ActivityId> {
        self.id.as_ref()
    }

    /// A handle for the activity that the server names, which the client follows from this call on;
    /// see [`Launched::activity`](crate::Launched::activity).
    #[must_use]
    pub fn activity(&self) -> Option<ActivityHandle> {
        let id = self.id.clone()?;
        Some(ActivityHandle::new(&self.session, id, false))
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // No values of the query: one may be a secret.
        f.debug_struct("Request")
            .field("operation", &self.name)
            .field("is_repeatable", &self.is_repeatable)
            .field("is_valid", &self.request.is_ok())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("operation", &self.name)
            .field("status", &self.status.as_u16())
            .field("bytes", &self.body.len())
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
