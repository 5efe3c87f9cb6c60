//! Subscribers of the hub from other places: runtimes that end, wakers that call back.

use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use plex_api::{ErrorKind, How, TransportChoice, Watcher};
use plex_api_tests::{brisk, brisk_builder, id, server};

const LONG: Duration = Duration::from_secs(30);

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap()
}

#[test]
fn subscribers_of_an_ended_runtime_get_closed_and_can_subscribe_again() {
    let (server_runtime, first, second) = (runtime(), runtime(), runtime());
    let sim = server_runtime.block_on(server());
    sim.activity("media.download").uuid("a").start();
    let plex = brisk(&sim, TransportChoice::Auto);
    // The first caller's runtime drives for all.
    let watcher = first.block_on(async { plex.activities().watch() });
    first.block_on(watcher.synced()).unwrap();
    let mut other = second.block_on(async { plex.activities().watch() });
    let wait = {
        let _here = second.enter();
        plex.activities().wait(&id("a")).into_future()
    };
    let waiting = second.spawn(wait);
    first.shutdown_background();

    let ended = second.block_on(async {
        tokio::time::timeout(LONG, async {
            loop {
                match other.next().await {
                    Some(Ok(_)) => {}
                    Some(Err(error)) => break error.kind(),
                    None => panic!("ended without a word"),
                }
            }
        })
        .await
    });
    assert_eq!(ended, Ok(ErrorKind::Closed));
    let waited = second.block_on(async { tokio::time::timeout(LONG, waiting).await });
    assert_eq!(
        waited.unwrap().unwrap().unwrap_err().kind(),
        ErrorKind::Closed
    );

    // A watcher that comes now has a connection of its own runtime.
    let (again, wait) = {
        let _here = second.enter();
        (
            plex.activities().watch(),
            plex.activities().wait(&id("a")).into_future(),
        )
    };
    second.block_on(again.synced()).unwrap();
    sim.end("a");
    let outcome = second.block_on(async { tokio::time::timeout(LONG, wait).await });
    assert_eq!(outcome.unwrap().unwrap().how, How::Ended);
    drop((watcher, other, again));
    server_runtime.block_on(sim.shutdown());
}

#[test]
fn a_watch_without_a_runtime_fails_alone() {
    let runtime = runtime();
    let sim = runtime.block_on(server());
    for _ in 0..100 {
        let plex = brisk(&sim, TransportChoice::Auto);
        let bare = plex.clone();
        let thread = std::thread::spawn(move || {
            let mut context = Context::from_waker(Waker::noop());
            let mut bare = std::pin::pin!(bare.activities().wait(&id("a")).into_future());
            // Either it found a driver, or its error says that it has no runtime.
            match bare.as_mut().poll(&mut context) {
                Poll::Pending => {}
                Poll::Ready(Err(error)) => assert_eq!(error.kind(), ErrorKind::InvalidInput),
                Poll::Ready(Ok(outcome)) => panic!("{outcome:?}"),
            }
        });
        runtime.block_on(async {
            let events = plex.activities().watch();
            tokio::time::timeout(LONG, events.synced())
                .await
                .expect("nobody drives")
                .expect("another one's error");
        });
        thread.join().unwrap();
    }
    runtime.block_on(sim.shutdown());
}

/// A waker that is the last to hold a watcher, as one is that belongs to a task.
struct Holder(#[allow(dead_code, reason = "it is there to be dropped")] Mutex<Option<Watcher>>);

impl Wake for Holder {
    fn wake(self: Arc<Self>) {
        // An executor may run the task at once, or drop it.
        drop(self.0.lock().unwrap().take());
    }
}

#[test]
fn wakers_may_call_back_into_the_client() {
    let runtime = runtime();
    let sim = runtime.block_on(server());
    let plex = brisk(&sim, TransportChoice::Auto);
    let (done, finished) = mpsc::channel();
    let url = sim.url();
    // A thread of its own, because the fault would be that it never ends.
    let handle = runtime.handle().clone();
    std::thread::spawn(move || {
        let _here = handle.enter();
        let holder = || {
            let watcher = Mutex::new(Some(plex.activities().watch()));
            Waker::from(Arc::new(Holder(watcher)))
        };
        let poll = |future: Pin<&mut dyn Future<Output = ()>>, waker: Waker| {
            let _ = future.poll(&mut Context::from_waker(&waker));
        };
        // Dropped for another waker, and with the place, by a watcher and by a wait.
        let mut events = plex.activities().watch();
        let mut next = Box::pin(async { while events.next().await.is_some() {} });
        poll(next.as_mut(), holder());
        poll(next.as_mut(), holder());
        poll(next.as_mut(), Waker::noop().clone());
        poll(next.as_mut(), holder());
        drop(next);
        drop(events);
        let wait = plex.activities().wait(&id("a")).into_future();
        let mut wait = Box::pin(async { drop(wait.await) });
        poll(wait.as_mut(), holder());
        poll(wait.as_mut(), holder());
        // Woken, at the end: it is in no list.
        let woken = std::time::Instant::now();
        while woken.elapsed() < LONG {
            let waker = holder();
            if wait
                .as_mut()
                .poll(&mut Context::from_waker(&waker))
                .is_ready()
            {
                break;
            }
            std::thread::yield_now();
        }
        drop(plex);
        done.send(()).unwrap();
    });
    finished.recv_timeout(LONG * 2).unwrap_or_else(|error| {
        panic!("a waker and the client wait for each other at {url}: {error}")
    });
    runtime.block_on(sim.shutdown());
}

#[tokio::test]
async fn finished_futures_keep_no_client_alive() {
    let sim = server().await;
    let alive = Arc::new(());
    let weak = Arc::downgrade(&alive);
    let plex = brisk_builder(&sim, TransportChoice::Auto)
        .recorder(move |_| {
            let _held = &alive;
        })
        .build()
        .unwrap();
    let mut all = Box::pin(plex.activities().wait_all([id("a"), id("b")]).into_future());
    drop(plex);
    let outcomes = all.as_mut().await;
    assert_eq!(outcomes.len(), 2);
    sim.wait_open_streams(0).await.unwrap();
    // The driver has gone, and the future that is through is all there is.
    tokio::time::timeout(LONG, async {
        while weak.upgrade().is_some() {
            tokio::task::yield_now().await;
        }
    })
    .await
    .expect("something keeps the client alive");
    drop(all);
    sim.shutdown().await;
}
