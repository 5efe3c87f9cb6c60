//! Blocking requests to any path of the server, and their answers.

use std::borrow::Cow;
use std::fmt::Display;

use http::HeaderMap;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::handle::ActivityHandle;
use super::request::Pending;
use super::session::Session;
use crate::api::{self, Request};
use crate::error::Result;
use crate::wire::ActivityId;

/// The whole answer to a request; see [`Answer`](crate::Answer).
#[derive(Debug)]
pub struct Answer {
    session: Session,
    answer: api::Answer,
}

impl Pending<Request> {
    /// Adds a parameter to the query; see [`Request::query`].
    pub fn query(self, name: impl AsRef<str>, value: impl Display) -> Self {
        self.map(|request| request.query(name, value))
    }

    /// Sends a value as the JSON body of the request; see [`Request::json`].
    pub fn json<T: Serialize + ?Sized>(self, value: &T) -> Self {
        self.map(|request| request.json(value))
    }

    /// Allows the client to send the request again; see [`Request::repeatable`].
    pub fn repeatable(self) -> Self {
        self.map(Request::repeatable)
    }

    /// Sends the request and reads its whole answer.
    ///
    /// # Errors
    /// As [`Request::send`], and [`InvalidInput`](crate::ErrorKind::InvalidInput) in an async task, where
    /// nothing is sent.
    pub fn block(self) -> Result<Answer> {
        let (session, request) = self.into_parts();
        let answer = session.on_worker(request.send())??;
        Ok(Answer { session, answer })
    }
}

impl Answer {
    /// The HTTP status, from 200 to 299.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.answer.status()
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.answer.headers()
    }

    /// Reads the body as JSON; see [`Answer::json`](crate::Answer::json).
    ///
    /// # Errors
    /// As [`Answer::json`](crate::Answer::json).
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        self.answer.json()
    }

    /// The body as text. A byte that is not UTF-8 is U+FFFD.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        self.answer.text()
    }

    /// The body as it came.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.answer.bytes()
    }

    /// The uuid of the activity that the request started, where the server names it.
    #[must_use]
    pub fn activity_id(&self) -> Option<&ActivityId> {
        self.answer.activity_id()
    }

    /// A handle for the activity that the server names; see
    /// [`Answer::activity`](crate::Answer::activity).
    #[must_use]
    pub fn activity(&self) -> Option<ActivityHandle> {
        let _here = self.session.enter();
        let handle = self.answer.activity()?;
        Some(ActivityHandle::new(self.session.clone(), handle))
    }
}
