//! Accepts the connections of browsers and programs.
//!
//! Each has a time limit for the head of its request. When there are too many, the one that has
//! waited longest without a whole request makes room. So clients that send half a request, or none,
//! shut out neither a page nor the connection to the server. One that does not read its answer ends after
//! [`LONGEST_ANSWER`]. The connection of a page ends when another page gets its place: see `open_pages`.

use std::collections::BTreeMap;
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
use tokio::sync::{oneshot, watch};
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

/// Serves the routes on at most `limit` connections, each for one request.
///
/// A request gets the routes that are there when it arrives. When they change, open pages are closed: the new
/// routes decide who may open them again. It ends when the sender of the routes is gone and the requests that
/// had arrived are answered.
pub(crate) async fn serve_connections(
    listener: TcpListener,
    mut routes: watch::Receiver<Router>,
    limit: usize,
) {
    let mut open = JoinSet::new();
    let incomplete = IncompleteRequests::default();
    for number in 0.. {
        let stream = loop {
            tokio::select! {
                Some(_) = open.join_next() => {}
                changed = routes.changed() => if changed.is_err() {
                    drop(listener);
                    incomplete.close_all();
                    while open.join_next().await.is_some() {}
                    return;
                },
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
                () = serve_one(stream, &routes, number, &incomplete, &closer) => {}
                Ok(()) = close => {}
                () = closer.closed() => {}
                () = page_outdated(routes.clone(), &closer) => {}
                () = last_too_long(&closer) => {}
            }
            incomplete.remove(number);
        });
    }
}

/// Returns when the connection is that of an open page and the routes have changed or are gone.
async fn page_outdated(mut routes: watch::Receiver<Router>, closer: &Closer) {
    // An error says that they are gone.
    let _ = routes.changed().await;
    closer.placed().await;
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
    routes: &watch::Receiver<Router>,
    number: u64,
    incomplete: &IncompleteRequests,
    closer: &Closer,
) {
    let service = service_fn(|mut request: Request<Incoming>| {
        incomplete.remove(number);
        request.extensions_mut().insert(closer.clone());
        TowerToHyperService::new(routes.borrow().clone()).call(request)
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

    fn close_all(&self) {
        for (_, close) in std::mem::take(&mut *self.lock()) {
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
    use std::convert::Infallible;

    use axum::Extension;
    use axum::body::Body;
    use axum::routing::get;
    use futures_util::StreamExt;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::sync::{Semaphore, mpsc};

    use super::super::open_pages::OpenPages;
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
        let (_routes, routes) = watch::channel(Router::new().route("/", get(endless)));
        let serving = tokio::spawn(serve_connections(listener, routes, 1));
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
        let (_routes, routes) = watch::channel(Router::new().route("/", get(endless)));
        let serving = tokio::spawn(serve_connections(listener, routes, 1));
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

    #[tokio::test]
    async fn changed_routes_cost_no_request_its_answer() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let connect = async || TcpStream::connect(address).await.unwrap();
        let request = format!("GET / HTTP/1.1\r\nHost: {address}\r\n\r\n");
        let ask = async |stream: &mut TcpStream| {
            stream.write_all(request.as_bytes()).await.unwrap();
        };
        let answer = async |mut stream: TcpStream| {
            let mut text = String::new();
            stream.read_to_string(&mut text).await.unwrap();
            text.rsplit_once("\r\n").unwrap().1.to_owned()
        };
        // Tells of each request that has arrived, and answers when it may.
        let (arrived, mut arrivals) = mpsc::unbounded_channel();
        let may_answer = Arc::new(Semaphore::new(0));
        let saying = |text: &'static str| {
            let (arrived, may_answer) = (arrived.clone(), Arc::clone(&may_answer));
            let say = async move || {
                arrived.send(()).unwrap();
                may_answer.acquire().await.unwrap().forget();
                text
            };
            Router::new().route("/", get(say))
        };
        let (routes, receiver) = watch::channel(saying("old"));
        let serving = tokio::spawn(serve_connections(listener, receiver, 9));
        // An answer shows that the connection before it is accepted.
        let mut silent = connect().await;
        let (mut first, mut second) = (connect().await, connect().await);
        ask(&mut first).await;
        arrivals.recv().await.unwrap();
        may_answer.add_permits(1);
        assert_eq!(answer(first).await, "old");
        ask(&mut second).await;
        arrivals.recv().await.unwrap();

        drop(routes.send_replace(saying("new")));
        may_answer.add_permits(1);
        assert_eq!(answer(second).await, "old");
        ask(&mut silent).await;
        arrivals.recv().await.unwrap();
        drop(routes);
        // What is open and has asked for nothing ends, and what has asked is answered.
        may_answer.add_permits(1);
        assert_eq!(answer(silent).await, "new");
        serving.await.unwrap();
        TcpStream::connect(address).await.unwrap_err();
    }

    #[tokio::test]
    async fn an_open_page_ends_when_the_routes_change() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let pages = Arc::new(OpenPages::new(2));
        let endless = async move |Extension(closer): Extension<Closer>| {
            let place = pages.open(closer).unwrap();
            let first = futures_util::stream::once(async { Ok::<_, Infallible>("open") });
            // The page has its place for as long as its body is there.
            Body::from_stream(
                first.chain(futures_util::stream::pending().map(move |chunk| {
                    let _ = &place;
                    chunk
                })),
            )
        };
        let build = move || Router::new().route("/", get(endless.clone()));
        let (routes, receiver) = watch::channel(build());
        let serving = tokio::spawn(serve_connections(listener, receiver, 9));
        let mut routes = Some(routes);
        for is_change in [true, false] {
            let mut page = TcpStream::connect(address).await.unwrap();
            let request = format!("GET / HTTP/1.1\r\nHost: {address}\r\n\r\n");
            page.write_all(request.as_bytes()).await.unwrap();
            let mut text = String::new();
            while !text.contains("open") {
                let mut byte = [0];
                page.read_exact(&mut byte).await.unwrap();
                text.push(char::from(byte[0]));
            }
            if is_change {
                drop(routes.as_ref().unwrap().send_replace(build()));
            } else {
                routes = None;
            }
            page.read_to_string(&mut text).await.unwrap();
        }
        serving.await.unwrap();
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
