//! What a watcher is told in a storm, and whether it makes sense.

use std::collections::{BTreeSet, HashMap};

use plex_api::{ActivityEvent, How, Transport, Watcher};
use tokio::sync::watch;

/// What the watcher was told of one activity.
#[derive(Clone, Debug, Default)]
pub(crate) struct Life {
    pub(crate) started: u32,
    pub(crate) ended: Vec<How>,
    pub(crate) out_of_order: bool,
}

/// What the watcher was told in all.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub(crate) lives: HashMap<String, Life>,
    pub(crate) over: usize,
    pub(crate) connected: usize,
    pub(crate) disconnected: usize,
    pub(crate) current: Option<Transport>,
    pub(crate) transports: BTreeSet<String>,
    pub(crate) surprises: Vec<String>,
}

impl Told {
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
            (ActivityEvent::Resynced, _) => {}
            // Half a frame is cut with its connection; nothing else was made unreadable.
            (other, _) => self.surprises.push(format!("{other:?}")),
        }
    }

    pub(crate) fn has_started(&self, id: &str) -> bool {
        self.lives.get(id).is_some_and(|life| life.started > 0)
    }
}

/// Takes whatever the watcher is told.
pub(crate) async fn listen(mut watcher: Watcher, told: watch::Sender<Told>) {
    while let Some(item) = watcher.next().await {
        told.send_modify(|told| match &item {
            Ok(event) => told.take(event),
            Err(error) => told.surprises.push(format!("{error:?}")),
        });
    }
}
