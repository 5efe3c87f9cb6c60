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
use crate::tracker::{Epoch, Ticket};

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

fn driver() -> Driver {
    let plex = Plex::builder("http://127.0.0.1:1").build().unwrap();
    let mut driver = Driver::new(Arc::clone(&plex.session().hub));
    driver.state = flooded(None);
    driver
}

#[tokio::test(start_paused = true)]
async fn a_flood_is_read_while_nothing_else_is_ready() {
    let mut driver = driver();
    let later = Some(Instant::now() + Duration::from_secs(1));
    driver.list = Some((Ticket(1), Box::pin(std::future::pending())));
    for _ in 0..1000 {
        let next = driver.next(later, later).await;
        assert!(matches!(next, Wakeup::Connection(ConnEvent::Incoming(..))));
    }
}

#[tokio::test(start_paused = true)]
async fn a_list_is_not_starved_by_a_flood() {
    let mut driver = driver();
    let answer = Ok(ActivityList::default());
    driver.list = Some((Ticket(1), Box::pin(ready(answer))));
    assert!(matches!(driver.next(None, None).await, Wakeup::List(_)));
}

#[tokio::test(start_paused = true)]
async fn the_trial_of_another_transport_is_not_starved_by_a_flood() {
    let mut driver = driver();
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
    let mut driver = driver();
    driver.hub.changed.notify_one();
    assert!(matches!(driver.next(None, None).await, Wakeup::Changed));
}

#[tokio::test(start_paused = true)]
async fn timers_are_not_starved_by_a_flood() {
    let mut driver = driver();
    let now = Some(Instant::now());
    tokio::time::advance(Duration::from_millis(5)).await;
    assert!(matches!(driver.next(now, None).await, Wakeup::Deadline));
    assert!(matches!(driver.next(None, now).await, Wakeup::LingerOver));
    driver.state = flooded(now);
    let next = driver.next(None, None).await;
    assert!(matches!(next, Wakeup::Connection(ConnEvent::TryBetter)));
}
