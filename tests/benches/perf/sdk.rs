//! The work of the floor done with the SDK, and the work that only the SDK does.

use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::task::Poll;

use plex_api::{
    ActivityEvent, ActivityFilter, ActivityId, ClientIdentity, How, Plex, Token, WaitFuture,
    Watcher,
};

use crate::report;

/// Lists the activities `times` times, over one connection.
pub(crate) fn list(times: usize) {
    report::run(async {
        let plex = client();
        for _ in 0..times {
            let list = plex.activities().list().await.unwrap();
            assert_eq!(list.len(), 20);
        }
    });
    report::costs();
}

/// Watches until the activity `last` ends, with so many other watchers. With `all` they take every
/// event, otherwise their filters match nothing.
pub(crate) fn notify(others: usize, all: bool) {
    report::run(async {
        let plex = client();
        let filter = |number: usize| match number % 2 {
            _ if all => ActivityFilter::any(),
            0 => ActivityFilter::any().of_type("no.such.type"),
            _ => ActivityFilter::any().section("99"),
        };
        let mut others: Vec<Watcher> = (0..others)
            .map(|number| plex.activities().watch().only(filter(number)))
            .collect();
        let mut watcher = plex.activities().watch();
        watcher.synced().await.unwrap();
        report::ready();
        while let Some(event) = watcher.next().await {
            let event = event.unwrap();
            std::hint::black_box(event.activity());
            if all {
                for other in &mut others {
                    // Each has the same events as the first.
                    std::hint::black_box(other.next().await.unwrap().unwrap());
                }
            }
            match event {
                ActivityEvent::Ended { activity, .. } if *activity.id() == "last" => break,
                ActivityEvent::Lagged { missed, .. } => panic!("{missed} events were missed"),
                _ => {}
            }
        }
        drop(others);
    });
    report::costs();
}

/// Starts so many waits for the end of one activity. With `wake` it ends, and without it the process
/// exits.
pub(crate) fn wait(waits: usize, wake: bool) {
    report::run(async {
        let plex = client();
        let watcher = plex.activities().watch();
        watcher.synced().await.unwrap();
        let id = ActivityId::new("last").unwrap();
        let tasks = || {
            let metrics = tokio::runtime::Handle::current().metrics();
            metrics.num_alive_tasks() as f64
        };
        let tasks_before = tasks();
        let bytes_before = crate::bytes();
        let mut waiting: Vec<WaitFuture> = Vec::with_capacity(waits);
        for _ in 0..waits {
            waiting.push(plex.activities().wait(&id).into_future());
        }
        // Polled once, so that each has its waker registered.
        for wait in &mut waiting {
            let first = std::future::poll_fn(|context| {
                Poll::Ready(Pin::new(&mut *wait).poll(context).is_pending())
            });
            assert!(first.await);
        }
        report::figure("bytes", (crate::bytes() - bytes_before) as f64);
        report::figure("tasks", tasks() - tasks_before);
        if !wake {
            // Without the drop of each, which belongs to the time after the wake.
            std::process::exit(0);
        }
        report::ready();
        for wait in waiting {
            assert_eq!(wait.await.unwrap().how, How::Ended);
        }
        std::process::exit(0);
    });
}

fn client() -> Plex {
    Plex::builder(report::url())
        .token(Token::new("made-up-Token_7xKqZ2").unwrap())
        .identity(ClientIdentity::new("perf", "1").client_identifier("perf"))
        .build()
        .unwrap()
}
