//! The driver's fairness while a server floods the connection.
//!
//! Over a real socket a flood has pauses in which everything else gets its turn anyway. So these
//! tests give the driver a connection on which the next event is always ready.

use std::future::ready;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::{Driver, Wakeup};
use crate::error::Error;
use crate::hub::connection_state::{ConnEvent, ConnState};
use crate::model::{ActivityList, Transport};
use crate::notifications::tests::support::flood;
use crate::notifications::{Refusal, RefusalKind};
use crate::plex::Plex;
use crate::tracker::{Epoch, Input, Ticket};

const PING: &str = "event: ping\ndata: {}\n\n";

fn flooded(better_at: Option<Instant>) -> ConnState {
    ConnState::Open {
        transport: Transport::EventSource,
        connection: flood(PING),
        epoch: Epoch(1),
        since: Instant::now(),
        better_at,
    }
}

/// The client is to be kept: its end is an event for the driver.
fn driver() -> (Plex, Driver) {
    let plex = Plex::builder("http://127.0.0.1:1").build().unwrap();
    let mut driver = Driver::new(Arc::clone(&**plex.session().hub));
    driver.state = flooded(None);
    (plex, driver)
}

#[tokio::test(start_paused = true)]
async fn a_flood_is_read_while_nothing_else_is_ready() {
    let (_plex, mut driver) = driver();
    let later = Some(Instant::now() + Duration::from_secs(1));
    driver.lists = vec![(Ticket(1), Box::pin(std::future::pending()))];
    for _ in 0..1000 {
        let next = driver.next(later, later).await;
        assert!(matches!(next, Wakeup::Connection(ConnEvent::Incoming(..))));
    }
}

#[tokio::test(start_paused = true)]
async fn a_list_is_not_starved_by_a_flood() {
    let (_plex, mut driver) = driver();
    let answer = Ok(ActivityList::default());
    driver.lists = vec![(Ticket(1), Box::pin(ready(answer)))];
    assert!(matches!(driver.next(None, None).await, Wakeup::List(_)));
}

#[tokio::test(start_paused = true)]
async fn the_trial_of_another_transport_is_not_starved_by_a_flood() {
    let (_plex, mut driver) = driver();
    let refusal = Refusal {
        kind: RefusalKind::Unsupported,
        error: Error::invalid("no"),
    };
    let answer = Box::pin(ready(Err(refusal)));
    driver.trial = Some((Transport::WebSocket, answer));
    assert!(matches!(driver.next(None, None).await, Wakeup::Trial(_)));
}

#[tokio::test(start_paused = true)]
async fn subscribing_is_not_starved_by_a_flood() {
    let (_plex, mut driver) = driver();
    driver.hub.changed.notify_one();
    assert!(matches!(driver.next(None, None).await, Wakeup::Changed));
}

#[tokio::test(start_paused = true)]
async fn timers_are_not_starved_by_a_flood() {
    let (_plex, mut driver) = driver();
    let now = Some(Instant::now());
    tokio::time::advance(Duration::from_millis(5)).await;
    assert!(matches!(driver.next(now, None).await, Wakeup::Deadline));
    assert!(matches!(driver.next(None, now).await, Wakeup::LingerOver));
    driver.state = flooded(now);
    let next = driver.next(None, None).await;
    assert!(matches!(next, Wakeup::Connection(ConnEvent::TryBetter)));
}

#[tokio::test(start_paused = true)]
async fn pauses_are_short_while_anything_succeeded_lately() {
    let (_plex, driver) = driver();
    assert_eq!(driver.longest_pause(), Duration::from_secs(60));
    let connected = Input::Connected {
        epoch: Epoch(1),
        poll_every: None,
    };
    driver.hub.apply(connected);
    tokio::time::advance(Duration::from_secs(300)).await;
    assert_eq!(driver.longest_pause(), Duration::from_secs(20));
    tokio::time::advance(Duration::from_secs(1)).await;
    assert_eq!(driver.longest_pause(), Duration::from_secs(60));
}

#[tokio::test(start_paused = true)]
async fn a_list_that_succeeds_in_a_pause_shortens_it() {
    let (_plex, mut driver) = driver();
    let since = Instant::now();
    let pause = Duration::from_secs(55);
    driver.state = ConnState::Waiting {
        since,
        until: since + pause,
    };
    let answer = Ok(ActivityList::default());
    driver.handle_list((Ticket(1), answer)).unwrap();
    let ConnState::Waiting { until, .. } = driver.state else {
        panic!("the pause goes on");
    };
    assert_eq!(until - since, Duration::from_secs(20));
}

#[tokio::test(start_paused = true)]
async fn two_lists_may_be_in_flight() {
    let (_plex, mut driver) = driver();
    let answer = Ok(ActivityList::default());
    driver.lists = vec![
        (Ticket(1), Box::pin(std::future::pending())),
        (Ticket(2), Box::pin(ready(answer))),
    ];
    let next = driver.next(None, None).await;
    assert!(matches!(next, Wakeup::List((Ticket(2), Ok(_)))));
    assert_eq!(driver.lists.len(), 1, "the other one is still in flight");
}
