//! The hooks of the generated client: the one seam through which every request goes.

use bytes::Bytes;
#[cfg(feature = "account")]
use http::header::CONTENT_TYPE;
use http::header::{ACCEPT, HeaderName, HeaderValue};
use progenitor_client::{ClientHooks, ClientInfo, Error, OperationInfo};
use tracing::Instrument;

use super::request_spec::RequestSpec;
use super::send;
use crate::error::Result;
use crate::generated::{Client, OperationId};
#[cfg(feature = "account")]
use crate::generated_tv::{AccountOperationId, Client as AccountClient};
use crate::operation::{Operation, ResponseKind};
use crate::request_context::RequestContext;

/// The generator sends the document's version with every request; servers do not know it.
const API_VERSION: HeaderName = HeaderName::from_static("api-version");

/// Exactly this: a list with other types in it is answered with XML.
const JSON: &str = "application/json";

impl ClientHooks<RequestContext> for Client {
    async fn pre<E>(
        &self,
        request: &mut reqwest::Request,
        info: &OperationInfo,
    ) -> Result<(), Error<E>> {
        let operation = OperationId::from_method(info.operation_id).map(OperationId::operation);
        prepare_operation(self.inner(), request, operation);
        Ok(())
    }

    async fn exec(
        &self,
        request: reqwest::Request,
        info: &OperationInfo,
    ) -> reqwest::Result<reqwest::Response> {
        // The table is generated together with the client, so it lacks no method.
        let Some(operation) = OperationId::from_method(info.operation_id) else {
            return Ok(send::unknown_operation(info.operation_id));
        };
        let span = tracing::debug_span!(
            "plex request",
            %operation,
            server = self.baseurl(),
            method = %request.method(),
            path = request.url().path(),
        );
        let spec = RequestSpec::from(operation.operation());
        let answer = send::execute(self.inner(), request, &spec);
        Ok(answer.instrument(span).await)
    }
}

#[cfg(feature = "account")]
impl ClientHooks<RequestContext> for AccountClient {
    async fn pre<E>(
        &self,
        request: &mut reqwest::Request,
        info: &OperationInfo,
    ) -> Result<(), Error<E>> {
        let operation =
            AccountOperationId::from_method(info.operation_id).map(AccountOperationId::operation);
        prepare_operation(self.inner(), request, operation);
        // The generator sends a body of which every field is left out as `{}`. The service is documented
        // to get none.
        let body = request.body().and_then(reqwest::Body::as_bytes);
        if body == Some(b"{}") {
            *request.body_mut() = None;
            request.headers_mut().remove(CONTENT_TYPE);
        }
        Ok(())
    }

    async fn exec(
        &self,
        request: reqwest::Request,
        info: &OperationInfo,
    ) -> reqwest::Result<reqwest::Response> {
        let Some(operation) = AccountOperationId::from_method(info.operation_id) else {
            return Ok(send::unknown_operation(info.operation_id));
        };
        // Without the path: the number of a PIN is in it.
        let span = tracing::debug_span!(
            "account request",
            %operation,
            server = self.baseurl(),
            method = %request.method(),
        );
        let spec = RequestSpec::from(operation.operation());
        let answer = send::execute(self.inner(), request, &spec);
        Ok(answer.instrument(span).await)
    }
}

impl Client {
    /// Sends a request that the document does not have, as every other is sent. An answer with an
    /// error status is an error.
    pub(crate) async fn send_generic(
        &self,
        mut request: reqwest::Request,
        spec: &RequestSpec<'_>,
    ) -> Result<http::Response<Bytes>> {
        prepare(self.inner(), &mut request, Some(JSON));
        let span = tracing::debug_span!(
            "plex request",
            server = self.baseurl(),
            operation = spec.name,
        );
        send::execute_generic(self.inner(), request, spec)
            .instrument(span)
            .await
    }
}

/// Adds the headers of a request of this operation.
fn prepare_operation(
    inner: &RequestContext,
    request: &mut reqwest::Request,
    operation: Option<&Operation>,
) {
    let Some(operation) = operation else { return };
    let accept = match operation.response {
        ResponseKind::Json | ResponseKind::Empty => Some(JSON),
        ResponseKind::Bytes => Some("*/*"),
        ResponseKind::EventStream => Some("text/event-stream"),
        ResponseKind::Upgrade => None,
    };
    prepare(inner, request, accept);
    #[cfg(feature = "websocket")]
    if operation.response == ResponseKind::Upgrade {
        super::websocket_handshake::ask(request.headers_mut());
    }
}

/// Adds the headers of every request: identity, token and the accepted formats.
fn prepare(inner: &RequestContext, request: &mut reqwest::Request, accept: Option<&'static str>) {
    request.headers_mut().remove(API_VERSION);
    for (name, value) in &inner.shared.headers {
        request.headers_mut().insert(name, value.clone());
    }
    if let Some(accept) = accept {
        request
            .headers_mut()
            .insert(ACCEPT, HeaderValue::from_static(accept));
    }
    // A space written as `+` is a space in forms only; in a path of files it is a plus.
    if let Some(query) = request.url().query().filter(|query| query.contains('+')) {
        let query = query.replace('+', "%20");
        request.url_mut().set_query(Some(&query));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Plex;

    #[tokio::test]
    async fn the_value_of_an_extra_header_is_marked_sensitive_in_every_request() {
        let plex = Plex::builder("http://127.0.0.1:1")
            .header("X-Access-Key", "hunter2")
            .build()
            .unwrap();
        for id in OperationId::ALL {
            let url = "http://127.0.0.1:1/".parse().unwrap();
            let mut request = reqwest::Request::new(http::Method::GET, url);
            let info = OperationInfo {
                operation_id: id.operation().method,
            };
            let ready: Result<(), Error<()>> = plex.session().client.pre(&mut request, &info).await;
            ready.unwrap();
            let secret = &request.headers()["x-access-key"];
            assert!(secret.is_sensitive(), "{id}");
            assert!(!format!("{request:?}").contains("hunter2"));
        }
    }

    #[test]
    fn nothing_that_starts_work_is_retried() {
        let retried = OperationId::ALL.iter().filter(|id| id.operation().retry);
        let mut others = Vec::new();
        for id in retried {
            let facts = id.operation();
            assert!(facts.activity.is_empty() && facts.end.is_none(), "{id}");
            if !facts.id.starts_with("get") && !facts.id.starts_with("list") {
                others.push(*id);
            }
        }
        // A second cancel finds nothing, and a second request names the same queue.
        assert_eq!(
            others,
            [
                OperationId::CancelServerActivities,
                OperationId::CreateDownloadQueue,
            ]
        );
    }
}
