//! What one watcher was told, and whether it makes sense: one end for each beginning.

use std::collections::{HashMap, VecDeque};

use plex_api::{ActivityEvent, ActivityId};

/// So many ends are remembered, to notice one that is told again.
const REMEMBERED: usize = 256;

/// One life of an activity.
type Life = (ActivityId, u32);

#[derive(Debug)]
pub(crate) struct Ledger {
    live: HashMap<Life, ()>,
    ended: VecDeque<Life>,
    pub(crate) ends: u64,
    pub(crate) lagged: bool,
}

impl Ledger {
    pub(crate) fn new() -> Self {
        Self {
            live: HashMap::new(),
            ended: VecDeque::with_capacity(REMEMBERED),
            ends: 0,
            lagged: false,
        }
    }

    /// Those that were told to have begun, and not to have ended.
    pub(crate) fn live(&self) -> usize {
        self.live.len()
    }

    /// Takes an event; what is wrong with it, in words.
    pub(crate) fn take(&mut self, event: &ActivityEvent) -> Result<(), String> {
        match event {
            ActivityEvent::Started {
                activity,
                incarnation,
                ..
            } => {
                let life = (activity.id().clone(), *incarnation);
                if self.ended.contains(&life) {
                    return Err(format!("{life:?} began after its end"));
                }
                match self.live.insert(life.clone(), ()) {
                    Some(()) => Err(format!("{life:?} began twice")),
                    None => Ok(()),
                }
            }
            ActivityEvent::Updated {
                activity,
                incarnation,
                ..
            } => {
                let life = (activity.id().clone(), *incarnation);
                match self.live.contains_key(&life) {
                    true => Ok(()),
                    false => Err(format!("{life:?} moved, and does not run")),
                }
            }
            ActivityEvent::Ended {
                activity,
                incarnation,
                ..
            } => {
                let life = (activity.id().clone(), *incarnation);
                if self.live.remove(&life).is_none() {
                    return Err(format!("{life:?} ended, and did not run"));
                }
                if self.ended.len() == REMEMBERED {
                    self.ended.pop_front();
                }
                self.ended.push_back(life);
                self.ends += 1;
                Ok(())
            }
            ActivityEvent::Lagged { .. } => {
                self.lagged = true;
                Ok(())
            }
            _ => Ok(()),
        }
    }
}
