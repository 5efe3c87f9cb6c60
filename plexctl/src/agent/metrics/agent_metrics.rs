//! The counts that the agent keeps while it runs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use plex_api::{ACTIVITY_TYPES, activity_types};
use prometheus_client::metrics::histogram::Histogram;

use super::label_set::LabelSet;
use crate::hooks::AttemptResult;
use crate::journal::LastScan;
use crate::mqtt::MqttCounts;

/// The upper bounds of the durations, in seconds.
const BUCKETS: [f64; 8] = [1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3_600.0, 14_400.0];

/// The number of unknown types with their own label.
const OTHER_TYPES: usize = 16;

/// The number of libraries of a server with their own label.
const LIBRARIES: usize = 64;

/// The number of maintenance tasks of a server with their own label.
const TASKS: usize = 24;

/// The counts, by server and by hook.
pub(crate) struct AgentMetrics {
    /// The time when the agent began.
    pub(super) began_at: SystemTime,
    counts: Mutex<Counts>,
}

#[derive(Default)]
pub(super) struct Counts {
    pub(super) servers: BTreeMap<String, ServerCounts>,
    pub(super) hooks: BTreeMap<String, HookCounts>,
}

/// The counts of one server.
pub(super) struct ServerCounts {
    types: LabelSet,
    libraries: LabelSet,
    tasks: LabelSet,
    pub(super) by_type: BTreeMap<String, TypeCounts>,
    /// By library.
    pub(super) scans: BTreeMap<String, ScanEnd>,
    /// The time when each task ended, in milliseconds.
    pub(super) task_ends: BTreeMap<String, i64>,
    /// The counts of its MQTT messages; `None` when nothing is to be published.
    pub(super) mqtt: Option<Arc<MqttCounts>>,
}

/// The counts of one type of activity.
pub(super) struct TypeCounts {
    pub(super) started: u64,
    pub(super) ended: u64,
    pub(super) inferred: u64,
    pub(super) durations: Histogram,
}

/// The last scan of a library. Times are in milliseconds.
#[derive(Clone, Copy)]
pub(super) struct ScanEnd {
    pub(super) ended_at: i64,
    pub(super) duration: i64,
}

/// The counts of one hook.
#[derive(Clone, Copy, Default)]
pub(super) struct HookCounts {
    pub(super) attempts: u64,
    pub(super) failed: u64,
    pub(super) dead_letters: u64,
    /// Dead letters that the journal forgot.
    pub(super) forgotten: u64,
}

/// An end that was written to the journal.
pub(crate) struct CountedEnd<'a> {
    pub(crate) kind: &'a str,
    pub(crate) title: &'a str,
    /// The title of its library section.
    pub(crate) library: Option<&'a str>,
    pub(crate) began_at: i64,
    pub(crate) ended_at: i64,
    pub(crate) is_inferred: bool,
}

impl Default for AgentMetrics {
    fn default() -> Self {
        Self {
            began_at: SystemTime::now(),
            counts: Mutex::default(),
        }
    }
}

impl AgentMetrics {
    /// Counts for these servers and hooks from now on, and for no others.
    pub(crate) fn retain(&self, servers: &BTreeSet<String>, hooks: &BTreeSet<String>) {
        let mut counts = self.lock();
        counts.servers.retain(|name, _| servers.contains(name));
        counts.hooks.retain(|name, _| hooks.contains(name));
        for server in servers {
            counts.servers.entry(server.clone()).or_default();
        }
        for hook in hooks {
            counts.hooks.entry(hook.clone()).or_default();
        }
    }

    /// Sets the counts of a server's MQTT messages from now on; `None` when nothing is to be published.
    pub(crate) fn set_mqtt(&self, server: &str, counts: Option<Arc<MqttCounts>>) {
        self.with_server(server, |server| server.mqtt = counts);
    }

    /// Takes a server's last ends from the journal.
    pub(crate) fn set_last_ends(&self, server: &str, scans: &[LastScan], tasks: &[(String, i64)]) {
        self.with_server(server, |server| {
            for scan in scans {
                server.note_scan(&scan.library, scan.ended_at, scan.duration);
            }
            for (title, ended_at) in tasks {
                server.note_task(title, *ended_at);
            }
        });
    }

    /// An activity began, and the journal has it.
    pub(crate) fn count_start(&self, server: &str, kind: &str) {
        self.with_server(server, |server| server.of_type(kind).started += 1);
    }

    /// An activity ended, and the journal has it.
    pub(crate) fn count_end(&self, server: &str, end: &CountedEnd<'_>) {
        self.with_server(server, |server| {
            let duration = end.ended_at.saturating_sub(end.began_at).max(0);
            let counts = server.of_type(end.kind);
            counts.ended += 1;
            counts.inferred += u64::from(end.is_inferred);
            counts.durations.observe(to_seconds(duration));
            match (end.kind, end.library) {
                (activity_types::LIBRARY_UPDATE_SECTION, Some(library)) => {
                    server.note_scan(library, end.ended_at, duration);
                }
                (activity_types::BUTLER, _) => server.note_task(end.title, end.ended_at),
                _ => {}
            }
        });
    }

    /// A hook was tried.
    pub(crate) fn count_attempt(&self, hook: &str, result: &AttemptResult) {
        let is_failed = match result {
            AttemptResult::Delivered => false,
            AttemptResult::Retry { .. } | AttemptResult::Failed { .. } => true,
            // The next agent tries it again.
            AttemptResult::Interrupted => return,
        };
        if let Some(hook) = self.lock().hooks.get_mut(hook) {
            hook.attempts += 1;
            hook.failed += u64::from(is_failed);
        }
    }

    /// Events for a hook were given up.
    pub(crate) fn count_dead_letters(&self, hook: &str, count: u64) {
        if let Some(hook) = self.lock().hooks.get_mut(hook) {
            hook.dead_letters += count;
        }
    }

    /// Dead letters of a hook were forgotten.
    pub(crate) fn count_forgotten(&self, hook: &str, count: u64) {
        if let Some(hook) = self.lock().hooks.get_mut(hook) {
            hook.forgotten += count;
        }
    }

    /// The names of the hooks.
    pub(crate) fn hooks(&self) -> Vec<String> {
        self.lock().hooks.keys().cloned().collect()
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts nothing for a server that is no longer in the file.
    fn with_server(&self, server: &str, count: impl FnOnce(&mut ServerCounts)) {
        if let Some(server) = self.lock().servers.get_mut(server) {
            count(server);
        }
    }
}

impl ServerCounts {
    /// The label of a type.
    pub(super) fn type_label(&mut self, kind: &str) -> String {
        self.types.value(kind)
    }

    fn of_type(&mut self, kind: &str) -> &mut TypeCounts {
        let label = self.types.value(kind);
        self.by_type.entry(label).or_default()
    }

    fn note_scan(&mut self, library: &str, ended_at: i64, duration: i64) {
        let label = self.libraries.value(library);
        let scan = ScanEnd { ended_at, duration };
        let last = self.scans.entry(label).or_insert(scan);
        if last.ended_at <= ended_at {
            *last = scan;
        }
    }

    fn note_task(&mut self, title: &str, ended_at: i64) {
        let label = self.tasks.value(title);
        let last = self.task_ends.entry(label).or_insert(ended_at);
        *last = ended_at.max(*last);
    }
}

impl Default for ServerCounts {
    /// The series of all known types exist from the beginning, so that the first event is an increase.
    fn default() -> Self {
        let known = ACTIVITY_TYPES.iter();
        Self {
            types: LabelSet::new(ACTIVITY_TYPES, OTHER_TYPES),
            libraries: LabelSet::new(&[], LIBRARIES),
            tasks: LabelSet::new(&[], TASKS),
            by_type: known
                .map(|kind| ((*kind).to_owned(), TypeCounts::default()))
                .collect(),
            scans: BTreeMap::new(),
            task_ends: BTreeMap::new(),
            mqtt: None,
        }
    }
}

impl Default for TypeCounts {
    fn default() -> Self {
        Self {
            started: 0,
            ended: 0,
            inferred: 0,
            durations: Histogram::new(BUCKETS),
        }
    }
}

/// Seconds of a time or duration of the journal.
pub(super) fn to_seconds(millis: i64) -> f64 {
    let negative = millis < 0;
    let seconds = std::time::Duration::from_millis(millis.unsigned_abs()).as_secs_f64();
    if negative { -seconds } else { seconds }
}
