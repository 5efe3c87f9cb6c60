use std::sync::atomic::AtomicUsize;

use super::*;
use crate::client::{HttpOptions, build_http_clients};
use crate::error::Error;

const WAITERS: usize = 20;

/// An address in doubt, whose search takes a second and finds `found`. Counts the searches.
fn in_doubt(found: Result<&'static str>) -> (Arc<Addresses>, Arc<AtomicUsize>) {
    let first = ServerUrl::parse("http://127.0.0.1:1").unwrap();
    let options = HttpOptions::default();
    let make: MakeClients =
        Box::new(move |server| build_http_clients(server, Duration::from_secs(1), &options));
    let clients = make(&first).unwrap();
    let searches = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&searches);
    let find: FindServer = Arc::new(move || {
        count.fetch_add(1, Ordering::SeqCst);
        let found = found.clone();
        Box::pin(async move {
            tokio::time::sleep(Duration::from_secs(1)).await;
            found.and_then(|url| {
                Ok(Found {
                    server: ServerUrl::parse(url)?,
                    token: Some(Token::new("token-of-the-search")?),
                })
            })
        })
    });
    let addresses = Addresses::new(first, clients, Some((find, make)));
    let addresses = Arc::new(addresses);
    addresses.doubt(addresses.first());
    (addresses, searches)
}

fn credentials() -> Arc<Credentials> {
    Arc::new(Credentials::new(None, Vec::new(), None).unwrap())
}

#[tokio::test(start_paused = true)]
async fn all_who_wait_share_one_search_and_a_dropped_one_does_not_end_it() {
    let (addresses, searches) = in_doubt(Ok("http://127.0.0.1:2"));
    let credentials = credentials();
    {
        let impatient = addresses.locate(&credentials);
        let cut = tokio::time::timeout(Duration::from_millis(10), impatient).await;
        assert!(cut.is_err());
    }
    let waiting = (0..WAITERS).map(|_| addresses.locate(&credentials));
    for located in futures_util::future::join_all(waiting).await {
        assert_eq!(located.unwrap().server.base(), "http://127.0.0.1:2");
    }
    assert_eq!(searches.load(Ordering::SeqCst), 1);
    assert!(credentials.current().has_token());
    // A request that failed at the address before says nothing about this one.
    addresses.doubt(addresses.first());
    addresses.locate(&credentials).await.unwrap();
    assert_eq!(searches.load(Ordering::SeqCst), 1);
    addresses.doubt(&addresses.current());
    addresses.locate(&credentials).await.unwrap();
    assert_eq!(searches.load(Ordering::SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn a_search_in_vain_is_followed_by_a_pause_and_then_by_another() {
    let (addresses, searches) = in_doubt(Err(Error::new(ErrorKind::Connect, "nothing answers")));
    let credentials = credentials();
    for _ in 0..WAITERS {
        let failure = addresses.locate(&credentials).await.err().unwrap();
        assert_eq!(failure.message, "nothing answers");
    }
    assert_eq!(searches.load(Ordering::SeqCst), 1);
    tokio::time::sleep(LONGEST_PAUSE).await;
    assert!(addresses.locate(&credentials).await.is_err());
    assert_eq!(searches.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_search_that_panics_fails_for_those_who_wait_and_ends() {
    let (addresses, _) = in_doubt(Ok("no URL"));
    let credentials = credentials();
    assert!(addresses.locate(&credentials).await.is_err());
    let panicking: FindServer = Arc::new(|| Box::pin(async { panic!("a fault of the search") }));
    let search = (
        panicking,
        Box::new(|_: &ServerUrl| Err(Error::invalid("unused"))) as MakeClients,
    );
    let first = addresses.first();
    let addresses = Addresses::new(first.server.clone(), first.http.clone(), Some(search));
    let addresses = Arc::new(addresses);
    addresses.doubt(addresses.first());
    for _ in 0..2 {
        let failure = addresses.locate(&credentials).await.err().unwrap();
        assert!(failure.message.contains("was ended"), "{}", failure.message);
    }
}
