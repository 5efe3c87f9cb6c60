//! The events of one watcher, and whether they are consistent: one end for each start.

use std::collections::{HashMap, VecDeque};

use plex_api::{ActivityEvent, ActivityId};

/// The number of ends that are remembered, to notice a second end of the same activity.
const REMEMBERED: usize = 256;

/// One run of an activity: its id and its incarnation.
type Life = (ActivityId, u32);

#[derive(Debug)]
pub(crate) struct EventLog {
    live: HashMap<Life, ()>,
    ended: VecDeque<Life>,
    pub(crate) ends: u64,
    pub(crate) lagged: bool,
}

impl EventLog {
    pub(crate) fn new() -> Self {
        Self {
            live: HashMap::new(),
            ended: VecDeque::with_capacity(REMEMBERED),
            ends: 0,
            lagged: false,
        }
    }

    /// The number of activities that have started and not ended.
    pub(crate) fn live(&self) -> usize {
        self.live.len()
    }

    /// Records an event.
    ///
    /// The error is a sentence that names the inconsistency.
    pub(crate) fn record(&mut self, event: &ActivityEvent) -> Result<(), String> {
        match event {
            ActivityEvent::Started {
                activity,
                incarnation,
                ..
            } => {
                let life = (activity.id().clone(), *incarnation);
                if self.ended.contains(&life) {
                    return Err(format!("{life:?} started after its end"));
                }
                match self.live.insert(life.clone(), ()) {
                    Some(()) => Err(format!("{life:?} started twice")),
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
                    false => Err(format!("{life:?} was updated, and is not running")),
                }
            }
            ActivityEvent::Ended {
                activity,
                incarnation,
                ..
            } => {
                let life = (activity.id().clone(), *incarnation);
                if self.live.remove(&life).is_none() {
                    return Err(format!("{life:?} ended, and was not running"));
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
