//! Connections that prove which server is at their other end before anything else is sent on them.
//!
//! The HTTP client opens connections whenever it needs one, and a private address may lead to another machine
//! by then: after a new lease of DHCP, or where two machines have one address. So the bare question of
//! [`probe`](super::probe) is the first request on every connection, and the next one follows on the same
//! connection only after the right answer.

use std::error::Error as StdError;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::header::{ACCEPT, CONNECTION, CONTENT_LENGTH, HOST, HeaderValue, TRANSFER_ENCODING};
use http::{HeaderMap, Version};
use hyper::client::conn::http1;
use hyper::rt::{Read, Write};
use reqwest::Body;
use tower_layer::Layer;
use tower_service::Service;

use super::probe::{identity_url, read_identity};
use crate::error::{Error, ErrorKind, Result};
use crate::limits::{CONNECTION_PROOF_DEADLINE, MAX_HEADERS};
use crate::server_url::ServerUrl;

/// The error of the connectors of the HTTP library.
type BoxError = Box<dyn StdError + Send + Sync>;

/// Makes a connector of the HTTP library prove each of its connections.
#[derive(Clone)]
pub(super) struct ConnectionProof(Arc<Expected>);

/// The server that a connection has to lead to.
struct Expected {
    server: ServerUrl,
    machine_identifier: String,
    connect_timeout: Duration,
}

impl ConnectionProof {
    /// For connections to this address, which must be made within `connect_timeout`.
    pub(super) fn new(
        server: &ServerUrl,
        machine_identifier: &str,
        connect_timeout: Duration,
    ) -> Self {
        Self(Arc::new(Expected {
            server: server.clone(),
            machine_identifier: machine_identifier.to_owned(),
            connect_timeout,
        }))
    }
}

impl<S> Layer<S> for ConnectionProof {
    type Service = ProvingConnector<S>;

    fn layer(&self, inner: S) -> Self::Service {
        ProvingConnector {
            inner,
            expected: Arc::clone(&self.0),
        }
    }
}

/// A connector whose connections have proved where they lead.
#[derive(Clone)]
pub(super) struct ProvingConnector<S> {
    inner: S,
    expected: Arc<Expected>,
}

impl<S, R> Service<R> for ProvingConnector<S>
where
    S: Service<R, Error = BoxError>,
    S::Future: Send + 'static,
    S::Response: Read + Write + Send + Unpin + 'static,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, destination: R) -> Self::Future {
        let connecting = self.inner.call(destination);
        let expected = Arc::clone(&self.expected);
        Box::pin(async move {
            let connected = tokio::time::timeout(expected.connect_timeout, connecting).await;
            let connection = connected.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
            let proved =
                tokio::time::timeout(CONNECTION_PROOF_DEADLINE, expected.prove(connection));
            let proved = proved.await.unwrap_or_else(|_| {
                let message = format!("no whole answer within {CONNECTION_PROOF_DEADLINE:?}");
                Err(Error::new(ErrorKind::Timeout, message))
            });
            proved.map_err(Into::into)
        })
    }
}

impl Expected {
    /// Asks which server is at the other end of the connection, and gives it back when it is the right one.
    async fn prove<C>(&self, connection: C) -> Result<C>
    where
        C: Read + Write + Send + Unpin + 'static,
    {
        let request = self.request()?;
        let (mut sender, driver) = http1::Builder::new()
            .max_headers(MAX_HEADERS)
            .handshake(connection)
            .await
            .map_err(|error| broken(&error))?;
        let asking = async move {
            let answer = sender.send_request(request).await;
            let answer = answer.map_err(|error| broken(&error))?;
            let stays = stays_open(answer.version(), answer.headers());
            let mut answer = reqwest::Response::from(answer.map(Body::wrap));
            let found = read_identity(&mut answer, &self.server, CONNECTION_PROOF_DEADLINE).await?;
            if found != self.machine_identifier {
                return Err(another_server());
            }
            if !stays {
                let message = "it closes each connection after one answer, so that nothing proves who \
                               gets the next request. Use its https address";
                return Err(Error::new(ErrorKind::Connect, message));
            }
            // The driver ends with the sender.
            Ok(())
        };
        let driving = async {
            let parts = driver.without_shutdown().await;
            parts.map_err(|error| broken(&error))
        };
        let (parts, ()) = tokio::try_join!(driving, asking)?;
        if !parts.read_buf.is_empty() {
            let message = "it sent more than the answer to /identity";
            return Err(Error::new(ErrorKind::NotPlex, message));
        }
        Ok(parts.io)
    }

    /// `GET /identity`, with no data of this client.
    fn request(&self) -> Result<http::Request<String>> {
        let url = identity_url(&self.server)?;
        let host = url.host_str().unwrap_or_default();
        let host = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        http::Request::get(url.path())
            .header(HOST, host)
            .header(ACCEPT, HeaderValue::from_static("application/json"))
            .body(String::new())
            .map_err(|_| Error::invalid("the address of a server cannot be asked for /identity"))
    }
}

/// The error where another machine has the address.
pub(crate) fn another_server() -> Error {
    Error::new(ErrorKind::NotPlex, "another server answers there")
}

fn broken(error: &hyper::Error) -> Error {
    let message = format!("the connection broke before an answer came ({error})");
    Error::new(ErrorKind::Connect, message)
}

/// Returns `true` if another request can follow the answer on its connection.
fn stays_open(version: Version, headers: &HeaderMap) -> bool {
    let closes = headers.get_all(CONNECTION).iter().any(|value| {
        let value = value.to_str().unwrap_or_default().to_ascii_lowercase();
        value.split(',').any(|word| word.trim() == "close")
    });
    let has_end = headers.contains_key(CONTENT_LENGTH) || headers.contains_key(TRANSFER_ENCODING);
    version == Version::HTTP_11 && !closes && has_end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_stays_open_only_after_a_whole_answer_that_says_so() {
        for (version, headers, stays) in [
            (Version::HTTP_11, &[("content-length", "150")][..], true),
            (Version::HTTP_11, &[("transfer-encoding", "chunked")], true),
            (
                Version::HTTP_11,
                &[("content-length", "150"), ("connection", "Keep-Alive")],
                true,
            ),
            (
                Version::HTTP_11,
                &[("content-length", "150"), ("connection", "x, Close")],
                false,
            ),
            // Such an answer ends with its connection.
            (Version::HTTP_11, &[("connection", "keep-alive")], false),
            (
                Version::HTTP_10,
                &[("content-length", "150"), ("connection", "keep-alive")],
                false,
            ),
        ] {
            let mut map = HeaderMap::new();
            for (name, value) in headers {
                map.insert(*name, HeaderValue::from_static(value));
            }
            assert_eq!(stays_open(version, &map), stays, "{version:?} {headers:?}");
        }
    }
}
