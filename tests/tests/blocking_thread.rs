//! The blocking client's thread: it always runs, ends with the client, and is never waited for in a
//! task.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failed expectation is what a test is for"
)]

use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use plex_api::blocking::{Events, Plex};
use plex_api::{ActivityFilter, ErrorKind, Recorded, Transport, TransportChoice};
use plex_api_tests::{SECRET, brisk_builder, id};
use plex_sim::{Fault, PlexSim};

/// Longer than anything here takes.
const LONG: Duration = Duration::from_secs(20);

fn server() -> PlexSim {
    PlexSim::builder().token(SECRET).start_blocking().unwrap()
}

fn client(sim: &PlexSim) -> Plex {
    Plex::build(brisk_builder(sim, TransportChoice::Auto)).unwrap()
}

/// The simulator's waits are `async`; the clients here must not need that.
fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

/// Tells of the end of a client's thread, with which its tasks end.
fn end_of(plex: &Plex) -> Receiver<()> {
    let (alive, end) = mpsc::channel();
    plex.run(async move |_| {
        tokio::spawn(async move {
            std::future::pending::<()>().await;
            drop(alive);
        });
        Ok::<_, plex_api::Error>(())
    })
    .unwrap();
    end
}

fn ends(end: &Receiver<()>) -> bool {
    end.recv_timeout(LONG) == Err(RecvTimeoutError::Disconnected)
}

#[test]
fn the_worker_thread_works_between_calls() {
    let sim = server();
    let (recorded, records) = mpsc::channel();
    let only = TransportChoice::Only(Transport::WebSocket);
    let builder = brisk_builder(&sim, only).recorder(move |record| {
        let _ = recorded.send(record.what.clone());
    });
    let plex = Plex::build(builder).unwrap();
    let _events = plex.activities().watch();
    wait(sim.wait_stream_opened()).unwrap();
    sim.fault(Fault::SilenceStreams);
    let lost = |what: &Recorded| matches!(what, Recorded::Disconnected { .. });
    while !lost(
        &records
            .recv_timeout(LONG)
            .expect("a ping that nobody answers"),
    ) {}
    wait(sim.shutdown());
}

/// The error of each call that can fail.
fn refusals(plex: &Plex, mut events: Events) -> Vec<ErrorKind> {
    let kind = |error: plex_api::Error| error.kind();
    let all = ActivityFilter::any;
    let mut refusals = vec![
        plex.activities().list().map_err(kind).unwrap_err(),
        plex.activities().list_detailed().map_err(kind).unwrap_err(),
        plex.activities().get(&id("a")).map_err(kind).unwrap_err(),
        plex.activities()
            .cancel(&id("a"))
            .map_err(kind)
            .unwrap_err(),
        plex.identity().map_err(kind).unwrap_err(),
        plex.library().sections().map_err(kind).unwrap_err(),
        plex.library().stop_refresh("1").map_err(kind).unwrap_err(),
        plex.library()
            .refresh("1")
            .correlate(LONG)
            .block()
            .map_err(kind)
            .unwrap_err(),
        plex.activities()
            .wait(&id("a"))
            .block()
            .map_err(kind)
            .unwrap_err(),
        plex.activities()
            .wait_all([id("a")])
            .block()
            .map_err(kind)
            .unwrap_err(),
        plex.activities()
            .wait_idle(all())
            .block()
            .map_err(kind)
            .unwrap_err(),
        plex.activities()
            .handle(&id("a"))
            .wait()
            .block()
            .map_err(kind)
            .unwrap_err(),
        plex.run(async |_| Ok(())).map_err(kind).unwrap_err(),
        events.synced().map_err(kind).unwrap_err(),
        events.next().unwrap().map_err(kind).unwrap_err(),
    ];
    assert!(events.next().is_none());
    let builder = plex_api::Plex::builder("http://127.0.0.1:1");
    refusals.push(Plex::build(builder).map_err(kind).unwrap_err());
    refusals
}

#[test]
fn every_call_within_an_async_task_is_refused_without_a_panic() {
    let sim = server();
    let plex = client(&sim);
    let refused = vec![ErrorKind::InvalidInput; 16];

    let (here, events) = (plex.clone(), plex.activities().watch());
    assert_eq!(wait(async move { refusals(&here, events) }), refused);

    let runtime = tokio::runtime::Builder::new_multi_thread().build().unwrap();
    let (here, events) = (plex.clone(), plex.activities().watch());
    let task = runtime.spawn(async move { refusals(&here, events) });
    assert_eq!(wait(task).unwrap(), refused);

    let (here, events) = (plex.clone(), plex.activities().watch());
    let own = plex.run(async move |_| Ok::<_, plex_api::Error>(refusals(&here, events)));
    assert_eq!(own.unwrap(), refused);

    assert!(sim.requests_of("GET", "/library/*").is_empty());
    assert!(sim.requests_of("DELETE", "*").is_empty());
    let here = plex.clone();
    let beside = runtime.spawn_blocking(move || here.activities().list().map(|list| list.len()));
    assert_eq!(wait(beside).unwrap().unwrap(), 0);
    drop(plex);
    wait(sim.finish()).unwrap();
}

#[test]
fn the_worker_thread_and_its_iterators_end_with_the_last_clone() {
    let sim = server();
    let plex = client(&sim);
    let end = end_of(&plex);
    let mut events = plex.activities().watch();
    events.synced().unwrap();
    let mut blocked = plex.activities().watch();
    let thread = std::thread::spawn(move || blocked.by_ref().last().unwrap().unwrap_err().kind());
    let clone = plex.clone();
    drop(plex);
    clone.activities().list().unwrap();
    drop(clone);
    assert!(ends(&end));
    assert_eq!(thread.join().unwrap(), ErrorKind::Closed);

    let items: Vec<_> = events.by_ref().collect();
    let (last, before) = items.split_last().unwrap();
    assert_eq!(last.as_ref().unwrap_err().kind(), ErrorKind::Closed);
    assert!(before.iter().all(Result::is_ok), "{before:?}");
    assert!(events.next().is_none());
    let error = events.next_timeout(LONG).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Closed);
    wait(sim.wait_open_connections(0)).unwrap();
    wait(sim.finish()).unwrap();
}

#[test]
fn an_iterator_created_after_the_last_clone_ends_too() {
    let sim = server();
    let plex = client(&sim);
    let end = end_of(&plex);
    let events = plex.activities().watch();
    drop(plex);
    assert!(ends(&end));
    let mut events = events.only(ActivityFilter::any().user(1));
    assert_eq!(
        events.next().unwrap().unwrap_err().kind(),
        ErrorKind::Closed
    );
    assert!(events.next().is_none());
    wait(sim.finish()).unwrap();
}

#[test]
fn pending_requests_keep_the_worker_thread_alive_until_used() {
    let sim = server();
    let plex = client(&sim);
    let end = end_of(&plex);
    sim.activity("media.download").uuid("a").start();
    let handle = plex.activities().handle(&id("a"));
    let pending = plex.activities().wait(&id("a"));
    drop(plex);
    sim.end("a");
    pending.timeout(LONG).block().unwrap();
    handle.wait().timeout(LONG).block().unwrap();
    drop(handle);
    assert!(ends(&end));
    wait(sim.finish()).unwrap();
}

#[test]
fn the_blocking_client_may_be_dropped_in_a_task_and_on_its_worker_thread() {
    let sim = server();
    let plex = client(&sim);
    let end = end_of(&plex);
    let _events = plex.activities().watch();
    wait(async move { drop(plex) });
    assert!(ends(&end));

    let plex = client(&sim);
    let end = end_of(&plex);
    let (drop_it, now) = tokio::sync::oneshot::channel::<()>();
    let last = plex.clone();
    plex.run(async move |_| {
        tokio::spawn(async move {
            let _ = now.await;
            drop(last);
        });
        Ok::<_, plex_api::Error>(())
    })
    .unwrap();
    drop(plex);
    assert_eq!(end.try_recv(), Err(mpsc::TryRecvError::Empty));
    drop_it.send(()).unwrap();
    assert!(ends(&end));
    wait(sim.finish()).unwrap();
}

#[test]
fn dropping_the_client_does_not_wait_for_a_hanging_recorder() {
    let sim = server();
    let (go_on, held) = mpsc::channel::<()>();
    let held = std::sync::Mutex::new(held);
    let (reached, is_reached) = mpsc::channel();
    let builder = brisk_builder(&sim, TransportChoice::Auto).recorder(move |_| {
        let _ = reached.send(());
        let _ = held.lock().unwrap().recv();
    });
    let plex = Plex::build(builder.clone()).unwrap();
    let _events = plex.activities().watch();
    is_reached.recv_timeout(LONG).unwrap();
    let begin = Instant::now();
    drop(plex);
    assert!(begin.elapsed() < Duration::from_secs(10));

    // A task does not even wait for the second that a thread may.
    let plex = Plex::build(builder).unwrap();
    let _more = plex.activities().watch();
    is_reached.recv_timeout(LONG).unwrap();
    let begin = Instant::now();
    wait(async move { drop(plex) });
    assert!(begin.elapsed() < Duration::from_millis(900));
    drop(go_on);
    wait(sim.shutdown());
}

#[test]
fn a_panic_on_the_worker_thread_is_an_error_and_the_client_continues() {
    let sim = server();
    let plex = client(&sim);
    let error = plex
        .run::<(), plex_api::Error, _, _>(async |_| panic!("on purpose"))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Closed);
    assert_eq!(plex.activities().list().unwrap(), []);
    drop(plex);
    wait(sim.finish()).unwrap();
}
