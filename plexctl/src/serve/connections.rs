//! Accepts the connections of browsers and programs.
//!
//! Each has a time limit for the head of its request. When there are too many, the one that has
//! waited longest without a whole request makes room. So clients that send half a request, or none,
//! shut out neither a page nor the connection to the server. One that does not read its answer ends after
//! [`LONGEST_ANSWER`]. The connection of a page ends when another page gets its place: see `open_pages`.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use super::open_pages::Closer;

/// The maximum number of connections, where the system allows twice as many open files.
const MAX_CONNECTIONS: usize = 128;

/// The time limit for the head of a request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// The longest time for a connection, unless it belongs to an open page: longer than any answer takes.
const LONGEST_ANSWER: Duration = Duration::from_secs(180);

/// The buffer of a connection, for the head of its request and for data that its reader has not taken.
const MAX_BUFFER: usize = 64 * 1024;

/// The pause after an error such as "too many open files".
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);

/// Returns the largest number of open connections. At least half of the files that the process may open are
/// left for the connection to the server.
pub(crate) fn connection_limit() -> usize {
    limit_for(open_files_limit())
}

fn limit_for(open_files: Option<u64>) -> usize {
    let half = open_files.and_then(|files| usize::try_from(files / 2).ok());
    half.map_or(MAX_CONNECTIONS, |half| half.clamp(1, MAX_CONNECTIONS))
}

#[cfg(unix)]
fn open_files_limit() -> Option<u64> {
    rustix::process::getrlimit(rustix::process::Resource::Nofile).current
}

#[cfg(not(unix))]
fn open_files_limit() -> Option<u64> {
    None
}

/// Serves `routes` on at most `limit` connections, each for one request.
pub(crate) async fn serve_connections(
    listener: TcpListener,
    routes: Router,
    limit: usize,
) -> Infallible {
    let mut open = JoinSet::new();
    let incomplete = IncompleteRequests::default();
    for number in 0.. {
        let stream = loop {
            tokio::select! {
                Some(_) = open.join_next() => {}
                accepted = listener.accept() => match accepted {
                    Ok((stream, _)) => break stream,
                    Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
                },
            }
        };
        while open.len() >= limit {
            incomplete.close_oldest();
            open.join_next().await;
        }
        let close = incomplete.insert(number);
        let (routes, incomplete) = (routes.clone(), incomplete.clone());
        let closer = Closer::default();
        open.spawn(async move {
            tokio::select! {
                () = serve_one(stream, routes, number, &incomplete, &closer) => {}
                Ok(()) = close => {}
                () = closer.closed() => {}
                () = last_too_long(&closer) => {}
            }
            incomplete.remove(number);
        });
    }
    std::future::pending().await
}

/// Returns when a connection has lasted too long; never for that of an open page.
async fn last_too_long(closer: &Closer) {
    tokio::time::sleep(LONGEST_ANSWER).await;
    if closer.has_place() {
        std::future::pending::<()>().await;
    }
}

async fn serve_one(
    stream: TcpStream,
    routes: Router,
    number: u64,
    incomplete: &IncompleteRequests,
    closer: &Closer,
) {
    let routes = TowerToHyperService::new(routes);
    let service = service_fn(|mut request: Request<Incoming>| {
        incomplete.remove(number);
        request.extensions_mut().insert(closer.clone());
        routes.call(request)
    });
    // An error of a connection concerns only its client.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(MAX_BUFFER)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

/// The connections whose request has not arrived whole, by number, which is the order of their age.
#[derive(Clone, Default)]
struct IncompleteRequests(Arc<Mutex<BTreeMap<u64, oneshot::Sender<()>>>>);

impl IncompleteRequests {
    /// Adds a connection. It must close when the receiver gets its message.
    fn insert(&self, number: u64) -> oneshot::Receiver<()> {
        let (close, closed) = oneshot::channel();
        self.lock().insert(number, close);
        closed
    }

    fn remove(&self, number: u64) {
        self.lock().remove(&number);
    }

    fn close_oldest(&self) {
        if let Some((_, close)) = self.lock().pop_first() {
            // It may have ended meanwhile.
            let _ = close.send(());
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<u64, oneshot::Sender<()>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use axum::Extension;
    use axum::body::Body;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn a_connection_ends_when_its_page_loses_its_place() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (opened, mut pages) = mpsc::unbounded_channel();
        // An answer without an end, much larger than all buffers: its reader never reads it.
        let endless = move |Extension(closer): Extension<Closer>| {
            let _ = opened.send(closer);
            let chunk = Ok::<_, Infallible>(vec![b'x'; MAX_BUFFER]);
            async { Body::from_stream(futures_util::stream::repeat(chunk)) }
        };
        let serving = tokio::spawn(async move {
            serve_connections(listener, Router::new().route("/", get(endless)), 1).await;
        });
        let mut unread = TcpStream::connect(address).await.unwrap();
        let request = format!("GET / HTTP/1.1\r\nHost: {address}\r\n\r\n");
        unread.write_all(request.as_bytes()).await.unwrap();
        pages.recv().await.unwrap().close();
        // The only connection is free again, although nothing was read of the first.
        let mut next = TcpStream::connect(address).await.unwrap();
        next.write_all(request.as_bytes()).await.unwrap();
        let mut head = [0; 8];
        next.read_exact(&mut head).await.unwrap();
        assert_eq!(&head, b"HTTP/1.1");
        serving.abort();
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_ends_when_its_answer_is_not_read() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let endless = async || {
            let chunk = Ok::<_, Infallible>(vec![b'x'; MAX_BUFFER]);
            Body::from_stream(futures_util::stream::repeat(chunk))
        };
        let serving = tokio::spawn(async move {
            serve_connections(listener, Router::new().route("/", get(endless)), 1).await;
        });
        let request = format!("GET / HTTP/1.1\r\nHost: {address}\r\n\r\n");
        let mut connections = Vec::new();
        for _ in 0..3 {
            // The only connection is free again each time, although nothing else is read.
            let mut unread = TcpStream::connect(address).await.unwrap();
            unread.write_all(request.as_bytes()).await.unwrap();
            let mut head = [0; 8];
            unread.read_exact(&mut head).await.unwrap();
            assert_eq!(&head, b"HTTP/1.1");
            connections.push(unread);
        }
        serving.abort();
    }

    #[test]
    fn half_of_the_open_files_stay_free_for_the_server() {
        for (open_files, expected) in [
            (None, 128),
            (Some(1 << 20), 128),
            (Some(256), 128),
            (Some(100), 50),
            (Some(1), 1),
        ] {
            assert_eq!(limit_for(open_files), expected, "{open_files:?}");
        }
    }
}
