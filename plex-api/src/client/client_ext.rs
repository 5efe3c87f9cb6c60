//! The additions of this crate to the generated client: other deadlines, its own errors, and the
//! list of activities that the hub and the operations share.

use std::sync::Arc;
use std::time::Duration;

use http::Method;
use progenitor_client::{ByteStream, ClientInfo, Error as RawError, ResponseValue};
use reqwest::Url;
use serde::de::DeserializeOwned;

use super::convert_error;
use super::request_path::encode_path;
use super::request_spec::RequestSpec;
use super::response_body;
use crate::address::Addresses;
use crate::credentials::Credentials;
use crate::error::{Error, ErrorKind, Result};
use crate::generated::Client;
use crate::generated::OperationId;
use crate::generated::types::Activity;
use crate::model::ActivityList;
use crate::request_context::RequestContext;
use crate::retry_policy::RetryPolicy;
use crate::wire::{ActivityId, LenientVec, Unreadable};

impl Client {
    /// The same client with another request timeout.
    pub(crate) fn with_request_timeout(&self, timeout: Duration) -> Self {
        self.with_context(RequestContext {
            request_timeout: timeout,
            ..self.inner().clone()
        })
    }

    /// The same client without retries, for callers that retry at their own pace.
    pub(crate) fn without_retries(&self) -> Self {
        self.with_context(RequestContext {
            retries: RetryPolicy::none(),
            ..self.inner().clone()
        })
    }

    fn with_context(&self, context: RequestContext) -> Self {
        Self::new_with_client(self.baseurl(), self.client().clone(), context)
    }

    /// The server's URL that the client was built with, without a slash at its end. Requests are made
    /// with it, and sent to the address of that moment.
    pub(crate) fn server_url(&self) -> &str {
        self.baseurl()
    }

    /// The client's token, and the other secrets that must be in no text.
    pub(crate) fn credentials(&self) -> &Arc<Credentials> {
        &self.inner().shared.credentials
    }

    /// The addresses of the server.
    pub(crate) fn addresses(&self) -> &Arc<Addresses> {
        &self.inner().shared.addresses
    }

    pub(crate) fn request_timeout(&self) -> Duration {
        self.inner().request_timeout
    }

    /// This crate's error for an error of the generated client.
    pub(crate) async fn convert_error(
        &self,
        operation: OperationId,
        error: RawError<ByteStream>,
    ) -> Error {
        convert_error::convert(self.inner(), operation.operation(), error).await
    }

    /// The server's answer, or this crate's error.
    pub(crate) async fn answer<T>(
        &self,
        operation: OperationId,
        sent: std::result::Result<ResponseValue<T>, RawError<ByteStream>>,
    ) -> Result<T> {
        match sent {
            Ok(answer) => Ok(answer.into_inner()),
            Err(error) => Err(self.convert_error(operation, error).await),
        }
    }

    /// The readable entries of a list. Unreadable entries are logged.
    pub(crate) fn readable<T>(
        &self,
        operation: OperationId,
        list: Option<LenientVec<T>>,
    ) -> Vec<T> {
        let (readable, unreadable) = list.unwrap_or_default().into_parts();
        let facts = operation.operation();
        let place = [facts.envelope, facts.list].map(Option::unwrap_or_default);
        for entry in unreadable {
            let entry = entry.within(&place.join("."));
            tracing::warn!(
                server = self.server_url(),
                %operation,
                reason = entry.reason(),
                "an entry of a list cannot be read"
            );
        }
        readable
    }

    /// [`convert_error`](Self::convert_error) for an operation that upgrades the connection.
    #[cfg(feature = "websocket")]
    pub(crate) async fn convert_upgrade_error(
        &self,
        operation: OperationId,
        error: RawError<()>,
    ) -> Error {
        self.convert_error(operation, convert_error::retype(error))
            .await
    }

    /// A request to a path below the server's URL, which [`encode_path`] checks.
    pub(crate) fn generic_request(&self, method: Method, path: &str) -> Result<reqwest::Request> {
        if method == Method::CONNECT {
            return Err(Error::invalid(
                "the method CONNECT always names another host; nothing was sent",
            ));
        }
        let url = format!("{}{}", self.server_url(), encode_path(path)?);
        let is_ours = |parsed: &Url| {
            // The parser must not have read it in another way than this crate.
            parsed.as_str() == url
                && self
                    .inner()
                    .shared
                    .addresses
                    .first()
                    .server
                    .is_same_origin(parsed)
        };
        match Url::parse(&url).ok().filter(is_ours) {
            Some(url) => Ok(reqwest::Request::new(method, url)),
            None => Err(Error::invalid(
                "the path of a request does not make a URL of the client's server; nothing was sent",
            )),
        }
    }

    /// Reads the JSON of an answer to the request `name`.
    pub(crate) fn decode_generic<T: DeserializeOwned>(
        &self,
        name: &str,
        status: u16,
        body: &[u8],
    ) -> Result<T> {
        let spec = RequestSpec::generic(name, false);
        let trimmed = response_body::trim(body);
        let fault = match trimmed.first() {
            None => "is empty",
            Some(b'<') => "is XML or another markup, which `text` gives",
            _ => {
                // A byte that is not UTF-8 costs a character, not the answer.
                let text = String::from_utf8_lossy(trimmed);
                return serde_json::from_str(&text).map_err(|error| {
                    let redactor = self.inner().redactor();
                    convert_error::undecodable(&spec, text.as_bytes(), &error, &redactor)
                        .with_status(status)
                });
            }
        };
        Err(Error::new(
            ErrorKind::Decode,
            format!("cannot {name}: expected JSON, and the server's answer {fault}"),
        )
        .with_operation(name)
        .with_status(status)
        .with_may_have_been_sent())
    }

    /// Lists the activities that run now, with the entries that cannot be read beside them.
    pub(crate) async fn list_activities(&self) -> Result<ActivityList> {
        match self.get_server_activities().send().await {
            Ok(answer) => ActivityList::read(answer.into_inner()),
            Err(error) => Err(self
                .convert_error(OperationId::GetServerActivities, error)
                .await),
        }
    }

    /// Finds one activity among the running ones; `None` when the list does not have it.
    pub(crate) async fn find_activity(&self, id: &ActivityId) -> Result<Option<Activity>> {
        let list = self.list_activities().await?;
        if let Some(activity) = list.activities.into_iter().find(|one| one.uuid == *id) {
            return Ok(Some(activity));
        }
        let unreadable = list
            .unreadable
            .iter()
            .find(|entry| entry.id().as_ref() == Some(id))
            .map(Unreadable::reason);
        let left_out = list.ids_left_out.contains(id);
        let message = match unreadable
            .or(left_out.then_some("too many others cannot be read either"))
        {
            Some(reason) => format!("the activity {id} runs, and cannot be read: {reason}"),
            None if list.left_out > list.ids_left_out.len() => format!(
                "the activity {id} may run: the server's list has {} more entries whose ids cannot be read",
                list.left_out - list.ids_left_out.len()
            ),
            None if list.unreadable.iter().any(|entry| entry.id().is_none()) => format!(
                "the activity {id} may run: the server's list has entries whose ids cannot be read"
            ),
            None => return Ok(None),
        };
        Err(Error::new(ErrorKind::Decode, message)
            .with_operation(OperationId::GetServerActivities.as_str())
            .with_status(200)
            .with_may_have_been_sent())
    }
}
