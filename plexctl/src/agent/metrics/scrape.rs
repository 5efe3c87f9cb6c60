//! One answer to a scrape: the counters, and the current state.

use std::collections::BTreeMap;
use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use plex_api::{ConnectionState, LiveSnapshot, Transport};
use prometheus_client::collector::Collector;
use prometheus_client::encoding::prometheus_text;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use super::agent_metrics::{AgentMetrics, to_seconds};
use super::process_stats::ProcessStats;
use crate::follow::is_permanent;
use crate::journal::PendingDeliveries;
use crate::mqtt::MqttCounts;
use crate::serve::{LiveState, ServerFacts};

/// The format of the answer.
pub(crate) const CONTENT_TYPE: &str = prometheus_text::CONTENT_TYPE;

const TRANSPORTS: [Transport; 3] = [
    Transport::WebSocket,
    Transport::EventSource,
    Transport::Polling,
];

/// The labels of one series.
type Labels = Vec<(&'static str, String)>;

/// The metrics in one scrape. An empty list of series is left out.
#[derive(Debug, Default)]
pub(crate) struct Scrape {
    counters: BTreeMap<&'static str, Family>,
    gauges: BTreeMap<&'static str, Family>,
    durations: Vec<(Labels, Histogram)>,
}

#[derive(Debug, Default)]
struct Family {
    help: &'static str,
    series: Vec<(Labels, f64)>,
}

impl Scrape {
    /// Looks at everything that is in memory.
    pub(crate) fn collect(metrics: &AgentMetrics, live: &LiveState) -> Self {
        let mut scrape = Self::default();
        scrape.add_build();
        scrape.add_process(metrics.began_at);
        scrape.add_counts(metrics);
        scrape.add_servers(metrics, live);
        scrape
    }

    /// The text for Prometheus.
    pub(crate) fn encode(self) -> String {
        let mut registry = Registry::default();
        registry.register_collector(Box::new(self));
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = prometheus_text::encode(&mut text, &registry);
        text
    }

    /// Adds the deliveries that wait for a hook.
    pub(crate) fn add_pending(&mut self, hook: &str, pending: PendingDeliveries) {
        let labels = || vec![("hook", hook.to_owned())];
        self.gauge(
            "plexctl_hook_pending",
            "Events that wait for the hook",
            labels(),
            pending.count as f64,
        );
        if let Some(oldest) = pending.oldest_at {
            self.gauge(
                "plexctl_hook_oldest_pending_timestamp_seconds",
                "When the oldest event that waits for the hook was written",
                labels(),
                to_seconds(oldest),
            );
        }
    }

    /// Adds the metrics of the journal.
    pub(crate) fn add_journal(&mut self, bytes: Option<u64>, failed_writes: u64) {
        if let Some(bytes) = bytes {
            self.gauge(
                "plexctl_journal_size_bytes",
                "Size of the journal's files",
                Vec::new(),
                bytes as f64,
            );
        }
        self.counter(
            "plexctl_journal_write_errors",
            "Writes to the journal that failed",
            Vec::new(),
            failed_writes,
        );
    }

    /// Adds the number of open event streams.
    pub(crate) fn add_streams(&mut self, count: usize) {
        self.gauge(
            "plexctl_sse_clients",
            "Open pages and streams of events",
            Vec::new(),
            count as f64,
        );
    }

    fn add_build(&mut self) {
        let version = vec![("version", env!("CARGO_PKG_VERSION").to_owned())];
        self.gauge("plexctl_build_info", "Facts about the agent", version, 1.0);
    }

    /// Values that the system does not provide are left out.
    fn add_process(&mut self, began_at: SystemTime) {
        let stats = ProcessStats::read();
        if let Some(cpu) = stats.cpu {
            self.counter_of(
                "process_cpu_seconds",
                "Time that the process has spent on a processor",
                Vec::new(),
                cpu.as_secs_f64(),
            );
        }
        for (name, help, value) in [
            (
                "process_resident_memory_bytes",
                "Memory of the process that is in RAM",
                stats.resident_bytes,
            ),
            (
                "process_open_fds",
                "Files and connections that the process has open",
                stats.open_files,
            ),
            (
                "process_max_fds",
                "How many files and connections the process may have open",
                stats.most_files,
            ),
        ] {
            if let Some(value) = value {
                self.gauge(name, help, Vec::new(), value as f64);
            }
        }
        self.gauge(
            "process_start_time_seconds",
            "When the agent began",
            Vec::new(),
            unix_seconds(began_at),
        );
    }

    /// Adds the metrics of publishing a server.
    fn add_mqtt(&mut self, server: &str, counts: &MqttCounts) {
        let labels = || vec![("server", server.to_owned())];
        self.gauge(
            "plexctl_mqtt_connected",
            "The broker takes what is published of the server",
            labels(),
            f64::from(u8::from(counts.is_connected())),
        );
        self.gauge(
            "plexctl_mqtt_pending",
            "Messages about the server that the broker has not confirmed yet",
            labels(),
            counts.pending() as f64,
        );
        for (name, help, value) in [
            (
                "plexctl_mqtt_published",
                "Messages about the server that the broker has confirmed",
                counts.published(),
            ),
            (
                "plexctl_mqtt_dropped",
                "Messages about the server that were given up: the broker was away for too long",
                counts.dropped(),
            ),
        ] {
            self.counter(name, help, labels(), value);
        }
    }

    fn add_counts(&mut self, metrics: &AgentMetrics) {
        let counts = metrics.lock();
        for (server, counts) in &counts.servers {
            for (kind, of_type) in &counts.by_type {
                let labels = || of(server, "activity_type", kind);
                self.counter(
                    "plex_activities_started",
                    "Activities whose beginning was noticed, by a notification or by a list",
                    labels(),
                    of_type.started,
                );
                self.counter(
                    "plex_activities_ended",
                    "Activities that ended, however that was learned",
                    labels(),
                    of_type.ended,
                );
                self.counter(
                    "plex_activities_ended_inferred",
                    "Of these, those that were only missing from the server's list",
                    labels(),
                    of_type.inferred,
                );
                let durations = of_type.durations.clone();
                self.durations.push((labels(), durations));
            }
            for (library, scan) in &counts.scans {
                let labels = || of(server, "library", library);
                self.gauge(
                    "plex_library_scan_last_end_timestamp_seconds",
                    "When the last scan of the library ended",
                    labels(),
                    to_seconds(scan.ended_at),
                );
                self.gauge(
                    "plex_library_scan_last_duration_seconds",
                    "How long the last scan of the library took",
                    labels(),
                    to_seconds(scan.duration),
                );
            }
            for (task, ended_at) in &counts.task_ends {
                self.gauge(
                    "plex_butler_task_last_end_timestamp_seconds",
                    "When the maintenance task ended last",
                    of(server, "task", task),
                    to_seconds(*ended_at),
                );
            }
            if let Some(mqtt) = &counts.mqtt {
                self.add_mqtt(server, mqtt);
            }
        }
        for (hook, counts) in &counts.hooks {
            for (name, help, value) in [
                (
                    "plexctl_hook_runs",
                    "Attempts to deliver to the hook",
                    counts.attempts,
                ),
                (
                    "plexctl_hook_failures",
                    "Of these, those that failed",
                    counts.failed,
                ),
                (
                    "plexctl_hook_dead_letters",
                    "Events for the hook that were given up",
                    counts.dead_letters,
                ),
                (
                    "plexctl_hook_dead_letters_forgotten",
                    "Dead letters of the hook that the journal has forgotten",
                    counts.forgotten,
                ),
            ] {
                self.counter(name, help, vec![("hook", hook.clone())], value);
            }
        }
    }

    fn add_servers(&mut self, metrics: &AgentMetrics, live: &LiveState) {
        for server in live.servers.all() {
            let name = server.name();
            let facts = server.facts();
            self.add_facts(name, &facts);
            let snapshot = facts.snapshot;
            let status = snapshot.as_ref().map(LiveSnapshot::status);
            let transport = match status.map(|status| &status.state) {
                Some(ConnectionState::Connected(transport)) => Some(*transport),
                _ => None,
            };
            self.gauge(
                "plexctl_server_up",
                "The server is followed, and answered last",
                vec![("server", name.to_owned())],
                f64::from(u8::from(transport.is_some())),
            );
            for one in TRANSPORTS {
                self.gauge(
                    "plexctl_notifications_connected",
                    "The agent learns of activities by this transport",
                    of(name, "transport", one.as_str()),
                    f64::from(u8::from(transport == Some(one))),
                );
            }
            let (Some(snapshot), Some(status)) = (&snapshot, status) else {
                continue;
            };
            for (metric, help, value) in [
                (
                    "plexctl_reconnects",
                    "Connections that were made again after a loss",
                    status.reconnects,
                ),
                (
                    "plexctl_resyncs",
                    "Times that the client caught up after it connected",
                    status.resyncs,
                ),
                (
                    "plexctl_undecodable_messages",
                    "Messages of the server that could not be read",
                    status.undecodable,
                ),
            ] {
                self.counter(metric, help, vec![("server", name.to_owned())], value);
            }
            // Before everything is known, and after it was lost, a number would be false.
            if !snapshot.is_synced() || transport.is_none() {
                continue;
            }
            let mut counts = metrics.lock();
            let Some(counts) = counts.servers.get_mut(name) else {
                continue;
            };
            let mut by_type: BTreeMap<String, RunningNow> = counts
                .by_type
                .keys()
                .map(|kind| (kind.clone(), RunningNow::default()))
                .collect();
            for running in snapshot.iter().filter(|one| !is_permanent(one.activity())) {
                let label = counts.type_label(running.activity().kind());
                let now = by_type.entry(label).or_default();
                let moved = SystemTime::now().checked_sub(running.last_moved());
                now.count += 1;
                now.oldest = earliest(now.oldest, Some(server.beginning(running).at));
                now.stillest = earliest(now.stillest, moved);
                if let Some(percent) = running.activity().progress().percent() {
                    let least = now.least_progress.unwrap_or(f64::INFINITY);
                    now.least_progress = Some(least.min(f64::from(percent) / 100.0));
                }
            }
            for (kind, now) in by_type {
                self.add_running(name, &kind, &now);
            }
        }
    }

    fn add_facts(&mut self, server: &str, facts: &ServerFacts) {
        let labels = || vec![("server", server.to_owned())];
        if let Some(identity) = &facts.identity {
            let of_server = [("server_id", &identity.id), ("version", &identity.version)];
            let known = of_server
                .into_iter()
                .filter_map(|(name, value)| Some((name, value.clone()?)));
            self.gauge(
                "plexctl_server_info",
                "Facts about the server, as it said them when it was connected last",
                labels().into_iter().chain(known).collect(),
                1.0,
            );
        }
        self.counter_of(
            "plexctl_blind_seconds",
            "Time without a connection to the server: no notifications came, nor lists while polling. It counts \
             from when the agent begins to follow the server; a dead connection counts from when that is noticed",
            labels(),
            facts.blind_for.as_secs_f64(),
        );
        for (name, help, value) in [
            (
                "plexctl_last_list_timestamp_seconds",
                "When the last complete list of the server's activities arrived; absent before the first",
                facts.last_list,
            ),
            (
                "plexctl_token_expiry_timestamp_seconds",
                "When the token ends that the agent sends to the server; absent for one without a written end",
                facts.token_end,
            ),
        ] {
            if let Some(value) = value {
                self.gauge(name, help, labels(), unix_seconds(value));
            }
        }
    }

    fn add_running(&mut self, server: &str, kind: &str, now: &RunningNow) {
        let labels = || of(server, "activity_type", kind);
        self.gauge(
            "plex_activities_running",
            "Activities that run now",
            labels(),
            now.count as f64,
        );
        for (name, help, value) in [
            (
                "plex_activity_progress_ratio",
                "Least progress among the running ones; absent when it is unknown",
                now.least_progress,
            ),
            (
                "plex_activity_oldest_start_timestamp_seconds",
                "When the oldest running one was first seen",
                now.oldest.map(unix_seconds),
            ),
            (
                "plex_activity_last_progress_timestamp_seconds",
                "When the one without progress for the longest time last moved; absent when none runs",
                now.stillest.map(unix_seconds),
            ),
        ] {
            if let Some(value) = value {
                self.gauge(name, help, labels(), value);
            }
        }
    }

    /// The name of a counter has no `_total` here: the encoder adds it.
    fn counter(&mut self, name: &'static str, help: &'static str, labels: Labels, value: u64) {
        self.counter_of(name, help, labels, value as f64);
    }

    fn counter_of(&mut self, name: &'static str, help: &'static str, labels: Labels, value: f64) {
        let family = self.counters.entry(name).or_default();
        family.help = help;
        family.series.push((labels, value));
    }

    fn gauge(&mut self, name: &'static str, help: &'static str, labels: Labels, value: f64) {
        let family = self.gauges.entry(name).or_default();
        family.help = help;
        family.series.push((labels, value));
    }
}

/// The running activities of one type.
#[derive(Default)]
struct RunningNow {
    count: usize,
    least_progress: Option<f64>,
    oldest: Option<SystemTime>,
    stillest: Option<SystemTime>,
}

fn earliest(one: Option<SystemTime>, other: Option<SystemTime>) -> Option<SystemTime> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

fn unix_seconds(at: SystemTime) -> f64 {
    at.duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs_f64()
}

fn of(server: &str, name: &'static str, value: &str) -> Labels {
    vec![("server", server.to_owned()), (name, value.to_owned())]
}

impl Collector for Scrape {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        for (name, family) in &self.counters {
            let mut metric =
                encoder.encode_descriptor(name, family.help, None, MetricType::Counter)?;
            for (labels, value) in &family.series {
                if labels.is_empty() {
                    metric.encode_counter::<Labels, _, f64>(value, None)?;
                } else {
                    let mut series = metric.encode_family(labels)?;
                    series.encode_counter::<Labels, _, f64>(value, None)?;
                }
            }
        }
        for (name, family) in &self.gauges {
            let mut metric =
                encoder.encode_descriptor(name, family.help, None, MetricType::Gauge)?;
            for (labels, value) in &family.series {
                if labels.is_empty() {
                    metric.encode_gauge(value)?;
                } else {
                    metric.encode_family(labels)?.encode_gauge(value)?;
                }
            }
        }
        if self.durations.is_empty() {
            return Ok(());
        }
        let help = "From first sight to end";
        let mut metric = encoder.encode_descriptor(
            "plex_activity_duration_seconds",
            help,
            None,
            MetricType::Histogram,
        )?;
        for (labels, durations) in &self.durations {
            durations.encode(metric.encode_family(labels)?)?;
        }
        Ok(())
    }
}
