//! Searches on a paused clock, and moves over real sockets.

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
            tokio::time::sleep_until(Instant::now() + Duration::from_secs(1)).await;
            found.and_then(|url| {
                Ok(Found {
                    server: ServerUrl::parse(url)?,
                    token: Some(Token::new("token-of-the-search")?),
                    look_again: None,
                })
            })
        })
    });
    let addresses = Addresses::new(first, clients, Some((find, make)), None);
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
    tokio::time::advance(LONGEST_SEARCH_PAUSE).await;
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
    let addresses = Addresses::new(first.server.clone(), first.http.clone(), Some(search), None);
    let addresses = Arc::new(addresses);
    addresses.doubt(addresses.first());
    for _ in 0..2 {
        let failure = addresses.locate(&credentials).await.err().unwrap();
        assert!(failure.message.contains("was ended"), "{}", failure.message);
    }
}

/// The behaviour of a client when its server moves, over real sockets.
mod moving {
    use std::net::SocketAddr;

    use plex_sim::PlexSim;
    use tokio::net::{TcpListener, TcpStream};
    use tokio::task::{JoinHandle, JoinSet};

    use super::*;
    use crate::{
        ActivityEvent, ActivityId, ConnectionPolicy, How, Plex, Transport, TransportChoice,
    };

    const PATIENCE: Duration = Duration::from_secs(30);

    async fn gate(server: SocketAddr) -> (String, JoinHandle<()>) {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let task = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            loop {
                let (mut client, _) = listener.accept().await.unwrap();
                connections.spawn(async move {
                    let mut server = TcpStream::connect(server).await.unwrap();
                    let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
                });
            }
        });
        (url, task)
    }

    #[tokio::test]
    async fn a_watcher_a_wait_and_a_handle_live_through_a_move() {
        for transport in [
            Transport::WebSocket,
            Transport::EventSource,
            Transport::Polling,
        ] {
            let sim = PlexSim::builder()
                .token("token-of-the-server")
                .start()
                .await
                .unwrap();
            let (old, old_task) = gate(sim.addr()).await;
            let (new, _new_task) = gate(sim.addr()).await;
            let searches = Arc::new(AtomicUsize::new(0));
            let (count, found) = (Arc::clone(&searches), new.clone());
            let policy = ConnectionPolicy {
                transport: TransportChoice::Only(transport),
                backoff_floor: Duration::from_millis(20),
                poll_every: Duration::from_millis(50),
                list_spacing: Duration::from_millis(50),
                ..ConnectionPolicy::default()
            };
            let plex = Plex::builder(&old)
                .token(Token::new("token-of-the-server").unwrap())
                .connection_policy(policy)
                .server_search(Arc::new(move || {
                    count.fetch_add(1, Ordering::SeqCst);
                    let found = found.clone();
                    Box::pin(async move {
                        Ok(Found {
                            server: ServerUrl::parse(&found)?,
                            token: None,
                            look_again: None,
                        })
                    })
                }))
                .build()
                .unwrap();
            let uuid = sim.activity("media.download").forever().start();
            let id = ActivityId::new(&uuid).unwrap();
            let mut events = plex.activities().watch();
            let wait = plex.activities().wait(&id);
            let handle = plex.activities().handle(&id);
            events.synced().await.unwrap();

            old_task.abort();
            // A list that is sent again at the new address is no loss.
            if transport == Transport::Polling {
                plex.activities().list().await.unwrap();
                sim.end(&uuid);
            }
            let mut words = Vec::new();
            let mut is_over = false;
            while !is_over {
                let event = tokio::time::timeout(PATIENCE, events.next()).await.unwrap();
                let event = event.unwrap().unwrap();
                match &event {
                    ActivityEvent::Resynced if words.iter().any(|word| word == "lost") => {
                        sim.end(&uuid);
                        words.push("resynced".to_owned());
                    }
                    ActivityEvent::Disconnected { .. } => words.push("lost".to_owned()),
                    ActivityEvent::Ended { how, .. } => {
                        words.push(format!("{how:?}"));
                        is_over = true;
                    }
                    _ => {}
                }
            }
            let how = match transport {
                Transport::Polling => How::Vanished,
                _ => How::Ended,
            };
            let how_told = format!("{how:?}");
            match transport {
                Transport::Polling => assert_eq!(words, [how_told.as_str()]),
                _ => assert_eq!(words, ["lost", "resynced", how_told.as_str()]),
            }
            let outcome = tokio::time::timeout(PATIENCE, wait).await.unwrap().unwrap();
            assert_eq!(outcome.how, how);
            assert_eq!(handle.wait().await.unwrap().how, how);
            assert_eq!(
                plex.session().client.addresses().current().server.base(),
                new
            );
            assert_eq!(plex.server_url(), old);
            // An ordinary request finds the new address, too, and needs no search.
            let before = searches.load(Ordering::SeqCst);
            plex.activities().list().await.unwrap();
            assert_eq!(searches.load(Ordering::SeqCst), before);
            sim.shutdown().await;
        }
    }

    #[tokio::test]
    async fn a_request_that_starts_work_is_sent_to_the_new_address_once() {
        let sim = PlexSim::start().await.unwrap();
        let (new, _task) = gate(sim.addr()).await;
        // Nothing listens there any more.
        let (old, old_task) = gate(sim.addr()).await;
        old_task.abort();
        let _ = old_task.await;
        let plex = Plex::builder(&old)
            .server_search(Arc::new(move || {
                let found = ServerUrl::parse(&new);
                Box::pin(async move {
                    Ok(Found {
                        server: found?,
                        token: None,
                        look_again: None,
                    })
                })
            }))
            .build()
            .unwrap();
        plex.library().refresh("1").await.unwrap();
        assert_eq!(
            sim.requests_of("GET", "/library/sections/1/refresh").len()
                + sim.requests_of("POST", "/library/sections/1/refresh").len(),
            1
        );
        sim.shutdown().await;
    }
}
