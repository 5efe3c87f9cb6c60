//! Short-lived clients, one after the other.

use std::sync::Arc;
use std::time::Duration;

use plex_api::{ActivityFilter, Transport, TransportChoice};
use tokio::time::timeout;

use crate::run::client;
use crate::shared::{Phase, Shared, count};

/// The longest time that a client spends on one step.
const STAY: Duration = Duration::from_secs(1);

pub(crate) async fn churn_clients(url: String, shared: Arc<Shared>) {
    let phase = shared.phase();
    let choices = [
        TransportChoice::Auto,
        TransportChoice::Only(Transport::EventSource),
        TransportChoice::Only(Transport::Polling),
    ];
    for choice in choices.into_iter().cycle() {
        if *phase.borrow() > Phase::Busy {
            return;
        }
        let plex = match client(&url, choice) {
            Ok(plex) => plex,
            Err(error) => return shared.find(format_args!("no client was built: {error}")),
        };
        count(&shared.counts.clients);
        let mut watcher = plex.activities().watch();
        // The server may be failing right now; the check is only that the client leaves nothing behind.
        let _ = timeout(STAY, watcher.synced()).await;
        let _ = timeout(STAY.mul_f64(fastrand::f64()), watcher.next()).await;
        let idle = plex.activities().wait_idle(ActivityFilter::any());
        let _ = idle.timeout(STAY.mul_f64(fastrand::f64())).await;
    }
}
