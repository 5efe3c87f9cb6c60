//! Whose turn it is while a server floods the connection.
//!
//! Over a real socket a flood pauses for moments in which all others have their turn anyhow, so this
//! is asked of the driver itself, with a connection on which the next event is always there.

use std::future::ready;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::{Driver, Next};
use crate::error::Error;
use crate::hub::connection_state::{Link, Step};
use crate::model::ActivityList;
use crate::model::Transport;
use crate::notifications::tests::support::flood;
use crate::notifications::{Refusal, RefusalKind};
use crate::plex::Plex;
use crate::tracker::{Epoch, Ticket};

const PING: &str = "event: ping\ndata: {}\n\n";

fn flooded(better_at: Option<Instant>) -> Link {
    Link::Open {
        transport: Transport::EventSource,
        connection: flood(PING),
        epoch: Epoch(1),
        since: Instant::now(),
        better_at,
    }
}

fn driver() -> Driver {
    let plex = Plex::builder("http://127.0.0.1:1").build().unwrap();
    let hub = Arc::clone(plex.hub());
    let mut driver = Driver::new(&plex, hub, None);
    driver.link = flooded(None);
    driver
}

#[tokio::test(start_paused = true)]
async fn a_flood_is_taken_while_nobody_else_wants_a_turn() {
    let mut driver = driver();
    let later = Some(Instant::now() + Duration::from_secs(1));
    driver.list = Some((Ticket(1), Box::pin(std::future::pending())));
    for _ in 0..1000 {
        let next = driver.next(later, later).await;
        assert!(matches!(next, Next::Step(Step::Incoming(..))));
    }
}

#[tokio::test(start_paused = true)]
async fn a_list_has_its_turn_in_a_flood() {
    let mut driver = driver();
    let answer = Ok(ActivityList::default());
    driver.list = Some((Ticket(1), Box::pin(ready(answer))));
    assert!(matches!(driver.next(None, None).await, Next::Listed(_)));
}

#[tokio::test(start_paused = true)]
async fn another_transport_has_its_turn_in_a_flood() {
    let mut driver = driver();
    let refusal = Refusal {
        kind: RefusalKind::Unsupported,
        error: Error::invalid("no"),
    };
    let answer = Box::pin(ready(Err(refusal)));
    driver.trial = Some((Transport::WebSocket, answer));
    assert!(matches!(driver.next(None, None).await, Next::Tried(_)));
}

#[tokio::test(start_paused = true)]
async fn who_comes_or_goes_has_their_turn_in_a_flood() {
    let mut driver = driver();
    driver.hub.changed.notify_one();
    assert!(matches!(driver.next(None, None).await, Next::Changed));
}

#[tokio::test(start_paused = true)]
async fn the_clock_has_its_turn_in_a_flood() {
    let mut driver = driver();
    let now = Some(Instant::now());
    tokio::time::advance(Duration::from_millis(5)).await;
    assert!(matches!(driver.next(now, None).await, Next::Deadline));
    assert!(matches!(driver.next(None, now).await, Next::CloseAt));
    driver.link = flooded(now);
    let next = driver.next(None, None).await;
    assert!(matches!(next, Next::Step(Step::TryBetter)));
}
