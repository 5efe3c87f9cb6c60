//! No task, socket or place in a queue is left behind, at any drop of any value.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failed expectation is what a test is for"
)]

use std::future::{IntoFuture, poll_fn};
use std::pin::pin;
use std::sync::{Mutex, PoisonError};
use std::task::Poll;
use std::time::Duration;

use plex_api::{
    ActivityEvent, ActivityFilter, How, Outcome, Plex, Transport, TransportChoice, Watcher,
};
use plex_api_tests::{SECRET, brisk, id, server};
use plex_sim::{Fault, PlexSim, StubResponse};
use tokio::runtime::Handle;

/// Tasks and sockets end a moment after the work that they served.
const MOMENT: Duration = Duration::from_secs(10);
/// More than any future here needs.
const POLLS: usize = 100;

/// Runs one test at a time: all have the process's open files in common.
fn alone(test: impl Future<Output = ()>) {
    static ALONE: Mutex<()> = Mutex::new(());
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let bounded = async { tokio::time::timeout(6 * MOMENT, test).await };
    let done = runtime.block_on(bounded);
    assert!(done.is_ok(), "something here waits for ever");
}

/// The resources of a process that can be left behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Holdings {
    tasks: usize,
    /// 0 where the system does not tell.
    files: usize,
}

impl Holdings {
    fn now() -> Self {
        Self {
            tasks: Handle::current().metrics().num_alive_tasks(),
            files: std::fs::read_dir("/proc/self/fd").map_or(0, Iterator::count),
        }
    }

    /// Waits until there is no more than this any more.
    async fn are_all(self, sim: &PlexSim, what: &str) {
        sim.wait_open_streams(0).await.expect(what);
        sim.wait_open_connections(0).await.expect(what);
        let gone = async {
            loop {
                let now = Self::now();
                // Fewer files: those of the simulator of the test before were closed meanwhile.
                if now.tasks == self.tasks && now.files <= self.files {
                    return;
                }
                tokio::task::yield_now().await;
            }
        };
        if tokio::time::timeout(MOMENT, gone).await.is_err() {
            panic!("{what}: {:?} are left of {self:?}", Self::now());
        }
    }
}

/// Polls a future as often as it asks for it and at most `times` times, then drops it.
async fn abandon<F: Future>(future: F, times: usize) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut polls = 0;
    poll_fn(|context| {
        polls += 1;
        match future.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending if polls >= times => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

/// An activity that is over after a moment.
fn short(sim: &PlexSim, uuid: &str) {
    sim.activity("media.download")
        .uuid(uuid)
        .steps(3)
        .every(Duration::from_millis(3))
        .start();
}

fn how(outcome: plex_api::Result<Outcome>) -> How {
    outcome.unwrap().how
}

async fn synced(plex: &Plex) -> Watcher {
    let watcher = plex.activities().watch();
    watcher.synced().await.unwrap();
    watcher
}

/// The events about activities until one of them has ended, as words.
async fn words(watcher: &mut Watcher, last: &str, polls: Option<usize>) -> Vec<String> {
    let mut words = Vec::new();
    loop {
        let event = match polls {
            None => watcher.next().await,
            Some(times) => match abandon(watcher.next(), times).await {
                Some(item) => item,
                None => {
                    tokio::task::yield_now().await;
                    continue;
                }
            },
        };
        let event = event.expect("no end").expect("no error");
        let Some(activity) = event.activity() else {
            continue;
        };
        let kind = match event {
            ActivityEvent::Started { .. } => "started",
            ActivityEvent::Updated { .. } => "updated",
            ActivityEvent::Ended { .. } => "ended",
            _ => "else",
        };
        words.push(format!("{} {kind} {}", activity.id(), activity.progress()));
        if kind == "ended" && *activity.id() == last {
            return words;
        }
    }
}

#[test]
fn no_task_and_no_socket_outlives_the_client() {
    for transport in [
        TransportChoice::Auto,
        TransportChoice::Only(Transport::EventSource),
        TransportChoice::Only(Transport::Polling),
    ] {
        alone(async move {
            let sim = server().await;
            let before = Holdings::now();
            let plex = brisk(&sim, transport);
            let mut watcher = synced(&plex).await;
            sim.activity("media.download").uuid("a").start();
            let handle = plex.activities().handle(&id("a"));
            let mut progress = handle.progress();
            progress.next().await.unwrap().unwrap();
            let mut waits: Vec<_> = (0..100)
                .map(|_| plex.activities().wait(&id("a")).into_future())
                .collect();
            for wait in &mut waits {
                assert!(abandon(wait, 1).await.is_none());
            }
            let idle = plex.activities().wait_idle(ActivityFilter::any());
            assert!(abandon(idle.into_future(), 1).await.is_none());
            while watcher.next().await.unwrap().unwrap().activity().is_none() {}
            let live = plex.activities().live();
            let mut snapshots = live.stream();
            snapshots.next().await.unwrap().unwrap();
            assert!(
                abandon(live.clone().changed(), 1)
                    .await
                    .is_none_or(|one| one.is_ok())
            );
            assert!(Holdings::now().tasks > before.tasks);

            drop((plex, watcher, handle, progress, waits, live, snapshots));
            before.are_all(&sim, &format!("{transport:?}")).await;
            sim.finish().await.unwrap();
        });
    }
}

#[test]
fn nothing_outlives_a_client_that_is_dropped_before_it_is_connected() {
    let hang: fn(&PlexSim) = |sim| sim.answer("GET", "*", StubResponse::hang());
    let hang_in_list: fn(&PlexSim) = |sim| sim.answer("GET", "/activities", StubResponse::hang());
    let refuse: fn(&PlexSim) = |sim| sim.answer("GET", "/:/*", StubResponse::html(401, "<html>"));
    let down: fn(&PlexSim) = |sim| sim.fault(Fault::Down);
    let busy: fn(&PlexSim) = |sim| sim.fault(Fault::Maintenance);
    for (name, requests, make_it_so) in [
        ("hang", 1, hang),
        ("hang in list", 2, hang_in_list),
        ("refuse", 3, refuse),
        ("busy", 1, busy),
        ("down", 0, down),
    ] {
        alone(async move {
            let sim = server().await;
            make_it_so(&sim);
            sim.wait_listening(requests > 0).await.unwrap();
            for at in 0..=requests {
                let before = Holdings::now();
                let asked = sim.requests().len();
                let plex = brisk(&sim, TransportChoice::Auto);
                let wait = plex.activities().wait(&id("a"));
                let mut watcher = plex.activities().watch();
                assert!(abandon(watcher.synced(), 1).await.is_none());
                if at > 0 {
                    sim.wait_request("GET", "*", asked + at).await.unwrap();
                }
                if requests == 0 {
                    watcher.next().await.unwrap().unwrap();
                }
                drop((plex, wait, watcher));
                before.are_all(&sim, name).await;
            }
            sim.shutdown().await;
        });
    }
}

#[test]
fn a_wait_dropped_at_any_point_affects_no_other() {
    alone(async {
        let sim = server().await;
        let before = Holdings::now();
        let plex = brisk(&sim, TransportChoice::Auto);
        let mut watcher = synced(&plex).await;
        let mut finished = 0;
        for times in 1..POLLS {
            let uuid = format!("round-{times}");
            let (one, all, idle, other) = (
                plex.activities().wait(&id(&uuid)).timeout(MOMENT),
                plex.activities().wait_all([id(&uuid), id(&uuid)]),
                plex.activities()
                    .wait_idle(ActivityFilter::any().id(&id(&uuid))),
                plex.activities().wait(&id(&uuid)),
            );
            short(&sim, &uuid);
            let (one, all, idle, other) = tokio::join!(
                abandon(one.into_future(), times),
                abandon(all.into_future(), times),
                abandon(idle.quiet_period(Duration::ZERO).into_future(), times),
                other.into_future(),
            );
            assert_eq!(how(other), How::Ended, "{times}");
            let told = words(&mut watcher, &uuid, None).await;
            let ends = told.iter().filter(|word| word.contains("ended")).count();
            assert_eq!(ends, 1, "{told:?}");
            if let (Some(one), Some(all), Some(idle)) = (one, all, idle) {
                assert_eq!(how(one), How::Ended);
                assert!(
                    all.into_iter()
                        .all(|(_, outcome)| how(outcome) == How::Ended)
                );
                idle.unwrap();
                finished += 1;
            }
            if finished == 3 {
                break;
            }
        }
        assert_eq!(finished, 3, "they come out when they are let");
        drop((plex, watcher));
        before.are_all(&sim, "waits").await;
        sim.finish().await.unwrap();
    });
}

#[test]
fn a_watcher_polled_once_at_a_time_loses_no_event() {
    alone(async {
        let sim = server().await;
        let before = Holdings::now();
        let plex = brisk(&sim, TransportChoice::Auto);
        let (mut whole, mut pieces) = (synced(&plex).await, synced(&plex).await);
        for round in 0..20 {
            let uuid = format!("round-{round}");
            let (whole, pieces, ()) = tokio::join!(
                words(&mut whole, &uuid, None),
                words(&mut pieces, &uuid, Some(1 + round % 3)),
                async {
                    if round % 5 < 4 {
                        return short(&sim, &uuid);
                    }
                    sim.activity("media.download").uuid(&uuid).start();
                    let seen = sim.streams_seen();
                    sim.fault(Fault::CutStreams);
                    sim.wait_streams_seen(seen + 1).await.unwrap();
                    sim.end(&uuid);
                },
            );
            assert_eq!(whole, pieces);
        }
        drop((plex, whole, pieces));
        before.are_all(&sim, "watchers").await;
        sim.finish().await.unwrap();
    });
}

#[test]
fn synced_dropped_at_any_point_loses_no_event() {
    alone(async {
        let sim = server().await;
        let mut whole = 0;
        for times in 1..POLLS {
            let before = Holdings::now();
            let plex = brisk(&sim, TransportChoice::Auto);
            let mut watcher = plex.activities().watch();
            if let Some(done) = abandon(watcher.synced(), times).await {
                done.unwrap();
                whole += 1;
            }
            let uuid = format!("round-{times}");
            sim.wait_stream_opened().await.unwrap();
            short(&sim, &uuid);
            let told = words(&mut watcher, &uuid, None).await;
            assert!(told.iter().any(|word| word.contains("started")), "{told:?}");
            drop((plex, watcher));
            before.are_all(&sim, "a sync").await;
            if whole == 3 {
                break;
            }
        }
        assert_eq!(whole, 3);
        sim.finish().await.unwrap();
    });
}

#[test]
fn a_launch_dropped_at_any_point_starts_at_most_one_job_and_leaks_nothing() {
    for correlate in [false, true] {
        alone(async move {
            let sim = PlexSim::builder()
                .token(SECRET)
                .scan_rhythm(2, Duration::from_millis(3))
                .start()
                .await
                .unwrap();
            let mut whole = 0;
            for times in 1..POLLS {
                let before = Holdings::now();
                let sent_before = scans(&sim);
                let plex = brisk(&sim, TransportChoice::Auto);
                let mut launch = plex.library().refresh("1");
                if correlate {
                    launch = launch.correlate(MOMENT);
                }
                let launched = abandon(launch.into_future(), times).await;
                if let Some(launched) = launched {
                    let launched = launched.unwrap();
                    assert_eq!(launched.activity_id().is_some(), correlate);
                    assert_eq!(scans(&sim), sent_before + 1);
                    whole += 1;
                }
                // A client that goes on is not disturbed.
                let uuid = format!("round-{times}");
                let wait = plex.activities().wait(&id(&uuid));
                sim.wait_stream_opened().await.unwrap();
                short(&sim, &uuid);
                assert_eq!(how(wait.await), How::Ended);
                drop(plex);
                before.are_all(&sim, &format!("{correlate} {times}")).await;
                assert!(scans(&sim) <= sent_before + 1, "{times}");
                sim.wait_running(<[_]>::is_empty).await.unwrap();
                if whole == 3 {
                    break;
                }
            }
            assert_eq!(whole, 3, "they come out when they are let");
            sim.finish().await.unwrap();
        });
    }
}

fn scans(sim: &PlexSim) -> usize {
    sim.requests_of("*", "/library/sections/1/refresh").len()
}

#[test]
fn ten_thousand_waiters_need_no_task_and_no_socket_each() {
    alone(async {
        let sim = server().await;
        let before = Holdings::now();
        sim.activity("media.download").uuid("a").start();
        let plex = brisk(&sim, TransportChoice::Auto);
        let watcher = synced(&plex).await;
        let one = Holdings::now();
        let wait = plex.activities().wait_all(vec![id("a"); 10_000]);
        let mut wait = wait.into_future();
        assert!(abandon(&mut wait, 1).await.is_none());
        let many = Holdings::now();
        assert!(many.tasks <= one.tasks + 2, "{one:?} {many:?}");
        assert!(many.files <= one.files + 4, "{one:?} {many:?}");
        sim.end("a");
        let outcomes = (&mut wait).await;
        assert_eq!(outcomes.len(), 10_000);
        assert!(outcomes.into_iter().all(|(_, one)| how(one) == How::Ended));
        drop((plex, watcher, wait));
        before.are_all(&sim, "waiters").await;
        sim.finish().await.unwrap();
    });
}
