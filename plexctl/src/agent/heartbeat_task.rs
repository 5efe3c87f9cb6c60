//! The tasks that send signs of life to monitors.
//!
//! They are in no journal and are never sent later: a late sign of life would be false.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use plex_api::ConnectionState;
use tokio::task::JoinHandle;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use super::heartbeat_ping::HeartbeatPing;
use super::journal_check::check_journal;
use super::server_task::Shared;

/// The first is sent after this time, in which servers can be connected.
const FIRST_AFTER: Duration = Duration::from_secs(10);

/// The tasks that send signs of life.
#[derive(Default)]
pub(super) struct HeartbeatTasks(BTreeMap<String, (Arc<HeartbeatPing>, JoinHandle<()>)>);

impl HeartbeatTasks {
    /// Sends these from now on. Unchanged ones are not disturbed.
    pub(super) fn apply(&mut self, pings: Vec<HeartbeatPing>, shared: &Shared) {
        let mut before = std::mem::take(&mut self.0);
        for ping in pings {
            let is_same = before
                .get(&ping.name)
                .is_some_and(|(running, _)| running.is_same(&ping));
            if let Some(running) = is_same.then(|| before.remove(&ping.name)).flatten() {
                self.0.insert(ping.name, running);
                continue;
            }
            let (ping, shared) = (Arc::new(ping), shared.clone());
            let sent = Arc::clone(&ping);
            let task = tokio::spawn(async move { send_always(&sent, &shared).await });
            self.0.insert(ping.name.clone(), (ping, task));
        }
        for (_, task) in before.into_values() {
            task.abort();
        }
    }

    /// Sends nothing more.
    pub(super) fn end(&self) {
        for (_, task) in self.0.values() {
            task.abort();
        }
    }
}

/// Fails with the reason why nothing may be said of the agent's life.
async fn check_life(ping: &HeartbeatPing, shared: &Shared) -> Result<(), String> {
    check_journal(&shared.journal).await?;
    for name in &ping.servers {
        let client = shared.live.servers.find(name).and_then(|one| one.client());
        let snapshot = client.map(|client| client.live.snapshot());
        let is_followed = snapshot.is_some_and(|snapshot| {
            let state = &snapshot.status().state;
            snapshot.is_synced() && matches!(state, ConnectionState::Connected(_))
        });
        if !is_followed {
            return Err(format!("the server {name:?} is not followed"));
        }
    }
    Ok(())
}

/// Sends one after the other until the task is dropped.
async fn send_always(ping: &HeartbeatPing, shared: &Shared) {
    let first = Instant::now() + ping.every.min(FIRST_AFTER);
    let mut ticks = interval_at(first, ping.every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // The reported problem.
    let mut told: Option<String> = None;
    loop {
        ticks.tick().await;
        let sent = match check_life(ping, shared).await {
            Ok(()) => ping.send().await,
            Err(obstacle) => Err(format!("not sent: {obstacle}")),
        };
        let problem = sent.err();
        if problem == told {
            continue;
        }
        let text = problem.as_deref().unwrap_or("sent again");
        shared
            .tell(format!("heartbeat {:?}: {text}", ping.name))
            .await;
        told = problem;
    }
}
