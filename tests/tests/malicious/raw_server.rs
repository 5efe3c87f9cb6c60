//! A server that writes the bytes of a test to every connection.

use std::future::Future;
use std::time::Duration;

use plex_api::{Error, Plex, RetryPolicy};
use plex_api_tests::raw_http::read_head;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Ends with the test.
pub(crate) struct RawServer {
    pub(crate) url: String,
    task: JoinHandle<()>,
}

impl Drop for RawServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Reads one request of each connection, and hands the connection to `serve`.
pub(crate) async fn peer<F, S>(serve: S) -> RawServer
where
    S: Fn(TcpStream, String) -> F + Send + Clone + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let task = tokio::spawn(async move {
        let mut connections = tokio::task::JoinSet::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            let serve = serve.clone();
            connections.spawn(async move {
                if let Some(head) = read_head(&mut stream).await {
                    serve(stream, head).await;
                }
            });
        }
    });
    RawServer { url, task }
}

/// The result of listing at a server that writes `bytes` and closes the connection.
pub(crate) async fn listing_from(bytes: impl Into<Vec<u8>>) -> Result<usize, Error> {
    let bytes = bytes.into();
    let peer = peer(move |mut stream, _| {
        let bytes = bytes.clone();
        async move {
            // The client may have heard enough before the end.
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
            // A reset would discard the written bytes.
            let mut rest = [0; 1024];
            while stream.read(&mut rest).await.is_ok_and(|read| read > 0) {}
        }
    })
    .await;
    listing(&peer.url, Duration::from_secs(20)).await
}

/// Lists once, within `timeout`.
pub(crate) async fn listing(url: &str, timeout: Duration) -> Result<usize, Error> {
    let plex = Plex::builder(url)
        .retries(RetryPolicy::none())
        .request_timeout(timeout)
        .build()
        .unwrap();
    plex.activities().list().await.map(|list| list.len())
}
