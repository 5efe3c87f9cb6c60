//! The events that a watcher receives during the chaos test, and whether they are consistent.

use std::collections::{BTreeSet, HashMap};

use plex_api::{ActivityEvent, How, Transport, Watcher};
use tokio::sync::watch;

/// The events of one activity.
#[derive(Clone, Debug, Default)]
pub(crate) struct Life {
    pub(crate) started: u32,
    pub(crate) ended: Vec<How>,
    pub(crate) out_of_order: bool,
}

/// All events of the watcher.
#[derive(Debug, Default)]
pub(crate) struct Observed {
    pub(crate) lives: HashMap<String, Life>,
    pub(crate) over: usize,
    pub(crate) connected: usize,
    pub(crate) disconnected: usize,
    pub(crate) current: Option<Transport>,
    pub(crate) transports: BTreeSet<String>,
    pub(crate) surprises: Vec<String>,
}

impl Observed {
    fn take(&mut self, event: &ActivityEvent) {
        let id = event.id().map(ToString::to_string);
        let life = id.map(|id| self.lives.entry(id).or_default());
        match (event, life) {
            (ActivityEvent::Started { .. }, Some(life)) => {
                life.out_of_order |= !life.ended.is_empty();
                life.started += 1;
            }
            (ActivityEvent::Updated { .. }, Some(life)) => {
                life.out_of_order |= life.started == 0 || !life.ended.is_empty();
            }
            (ActivityEvent::Ended { how, .. }, Some(life)) => {
                life.out_of_order |= life.started == 0;
                life.ended.push(*how);
                self.over += 1;
            }
            (ActivityEvent::Connected { transport, .. }, _) => {
                self.connected += 1;
                self.current = Some(*transport);
                self.transports.insert(transport.to_string());
            }
            (ActivityEvent::Disconnected { .. }, _) => self.disconnected += 1,
            // A list in flight fails when its connection is cut.
            (
                ActivityEvent::Resynced
                | ActivityEvent::ListsFailing { .. }
                | ActivityEvent::ListsRecovered,
                _,
            ) => {}
            // A half frame ends with its connection; no other message is unreadable.
            (other, _) => self.surprises.push(format!("{other:?}")),
        }
    }

    pub(crate) fn has_started(&self, id: &str) -> bool {
        self.lives.get(id).is_some_and(|life| life.started > 0)
    }
}

/// Records every event of the watcher.
pub(crate) async fn listen(mut watcher: Watcher, observed: watch::Sender<Observed>) {
    while let Some(item) = watcher.next().await {
        observed.send_modify(|observed| match &item {
            Ok(event) => observed.take(event),
            Err(error) => observed.surprises.push(format!("{error:?}")),
        });
    }
}
