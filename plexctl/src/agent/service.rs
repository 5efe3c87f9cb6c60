//! The agent as a service: its tasks, its signals, and the configuration that is read again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};

use super::agent_config::{AgentConfig, AgentServer};
use super::follow_gap::NotFollowed;
use super::heartbeat::{Heartbeat, ServiceState, tell_manager};
use super::heartbeat_task::HeartbeatTasks;
use super::hook_config::{Hook, HookRule};
use super::hook_task::deliver_all;
use super::http::HttpService;
use super::mqtt_publisher::MqttPublishers;
use super::server_task::{Shared, follow_server};
use crate::error::CliError;
use crate::exit::Exit;
use crate::hooks::TIME_TO_END;
use crate::journal::{self, CountByHook, Journal, RenamedServer, Retention, to_millis};
use crate::output::Console;
use crate::serve::LiveState;
use crate::settings::Environment;
use crate::signals::Signals;

/// The number of lines for people that can wait.
const LINES: usize = 64;

/// The interval at which the journal forgets.
const PRUNE_EVERY: Duration = Duration::from_secs(60);

/// Deliveries that wait for a removed hook are given up after this time: the hook may come back.
const ORPHANS_KEPT: Duration = Duration::from_secs(24 * 60 * 60);

/// The running agent.
struct Agent {
    shared: Shared,
    stop: watch::Sender<bool>,
    rules: watch::Sender<Arc<Vec<HookRule>>>,
    servers: BTreeMap<String, (AgentServer, JoinHandle<()>)>,
    http: HttpService,
    hooks: BTreeMap<String, RunningHook>,
    /// Hooks that are no longer in the file, until their running deliveries are done.
    ending: BTreeMap<String, JoinHandle<()>>,
    heartbeats: HeartbeatTasks,
    retention: watch::Sender<Retention>,
    mqtt: MqttPublishers,
}

/// The channel that tells the task of a hook the hook's current settings, and the task.
type RunningHook = (watch::Sender<Option<Arc<Hook>>>, JoinHandle<()>);

/// Runs the agent until a signal ends it.
pub(crate) async fn run_agent(
    path: &Path,
    environment: &Environment,
    console: &mut Console,
) -> Result<Exit, CliError> {
    let config = AgentConfig::read(path, environment)?;
    let (mut signals, reload) = Signals::listen_as_agent(TIME_TO_END)?;
    let state = config.state.clone();
    let journal = Journal::open(&state)?;
    let rules = config.hooks.iter().map(|hook| &hook.rule);
    let at_most_once: Vec<String> = rules
        .filter(|rule| rule.at_most_once)
        .map(|rule| rule.name.clone())
        .collect();
    let given_up = journal
        .write(move |journal| {
            let now = to_millis(SystemTime::now());
            journal::resume_interrupted(journal, &at_most_once, now)
        })
        .await?;
    let count: u64 = given_up.values().sum();
    if count > 0 {
        console.warn(&format!(
            "{count} events are dead letters: the agent ended while a program ran that is started at \
             most once"
        ));
    }
    console.note(&format!("the state is in {}", state.display()));
    let (log, mut lines) = mpsc::channel(LINES);
    let shared = Shared {
        journal,
        written: Arc::new(watch::Sender::new(0)),
        recorded: Arc::new(watch::Sender::new(0)),
        live: Arc::new(LiveState::new()),
        metrics: Arc::default(),
        log,
    };
    let stop = watch::Sender::new(false);
    let mut agent = Agent {
        rules: watch::Sender::new(Arc::default()),
        servers: BTreeMap::new(),
        http: HttpService::new(shared.clone(), stop.subscribe()),
        stop,
        hooks: BTreeMap::new(),
        ending: BTreeMap::new(),
        heartbeats: HeartbeatTasks::default(),
        retention: watch::Sender::new(config.retention),
        mqtt: MqttPublishers::new(shared.clone()),
        shared: shared.clone(),
    };
    let bound = agent.http.bind(&config)?;
    let began = to_millis(SystemTime::now());
    agent
        .apply(config, NotFollowed::AgentDown(began), console)
        .await;
    agent.count_given_up(&given_up);
    agent.http.serve(bound, console)?;
    let pruning = tokio::spawn(prune_all(shared, agent.retention.subscribe(), {
        let rules = agent.rules.subscribe();
        move || {
            rules
                .borrow()
                .iter()
                .map(|rule| rule.name.clone())
                .collect()
        }
    }));
    let mut heartbeat = Heartbeat::new();
    tell_manager(ServiceState::Ready(&agent.describe()), console);
    loop {
        tokio::select! {
            biased;
            signal = signals.wait() => {
                tell_manager(ServiceState::Stopping, console);
                pruning.abort();
                agent.end(&mut lines, console).await;
                return Ok(signal.exit_of_service());
            }
            () = heartbeat.due() => heartbeat.beat(&agent.shared.journal),
            () = reload.notified() => {
                tell_manager(ServiceState::Reloading, console);
                agent.reload(path, &state, environment, console).await;
                tell_manager(ServiceState::Ready(&agent.describe()), console);
            }
            Some(line) = lines.recv() => console.warn(&line),
        }
    }
}

impl Agent {
    /// Reads the file again. A bad file changes nothing.
    async fn reload(
        &mut self,
        path: &Path,
        state: &Path,
        environment: &Environment,
        console: &mut Console,
    ) {
        match AgentConfig::read(path, environment) {
            Ok(config) if config.state != state => console.warn(
                "the configuration was not read again: a change of [state] path needs a restart",
            ),
            Ok(config) => {
                self.http.change(&config, console);
                let now = to_millis(SystemTime::now());
                self.apply(config, NotFollowed::FileChanged(now), console)
                    .await;
                console.warn("the configuration was read again");
            }
            Err(CliError::Failure(failure)) => console.warn(&format!(
                "{}. The agent continues with the earlier configuration",
                failure.sentence
            )),
            Err(_) => {}
        }
    }

    /// Takes a configuration. Unchanged parts are not disturbed. `why` says why nobody looked at a
    /// server that is followed from now on.
    async fn apply(&mut self, config: AgentConfig, why: NotFollowed, console: &mut Console) {
        for warning in &config.warnings {
            console.warn_unless_quiet(warning);
        }
        self.retention.send_replace(config.retention);
        let rules = config.hooks.iter().map(|hook| hook.rule.clone());
        self.rules.send_replace(Arc::new(rules.collect()));
        let names: BTreeSet<String> = config
            .hooks
            .iter()
            .map(|hook| hook.rule.name.clone())
            .collect();
        let servers = config.servers.iter().map(|server| server.name.clone());
        self.shared.metrics.retain(&servers.collect(), &names);
        self.ending.retain(|_, task| !task.is_finished());
        let (stay, gone): (BTreeMap<_, _>, BTreeMap<_, _>) = std::mem::take(&mut self.hooks)
            .into_iter()
            .partition(|(name, _)| names.contains(name));
        self.hooks = stay;
        for (name, (hook, task)) in gone {
            // It ends after its current delivery.
            hook.send_replace(None);
            self.ending.insert(name, task);
        }
        for hook in config.hooks {
            let name = hook.rule.name.clone();
            let hook = Some(Arc::new(hook));
            if let Some((running, _)) = self.hooks.get(&name) {
                running.send_replace(hook);
                continue;
            }
            let (sender, receiver) = watch::channel(hook);
            let task = deliver_all(receiver, self.shared.clone(), self.stop.subscribe());
            let before = self.ending.remove(&name);
            let task = tokio::spawn(async move {
                // A hook that is there again delivers one event at a time all the same.
                if let Some(before) = before {
                    let _ = before.await;
                }
                task.await;
            });
            self.hooks.insert(name, (sender, task));
        }
        let servers: BTreeMap<String, AgentServer> = config
            .servers
            .into_iter()
            .map(|server| (server.name.clone(), server))
            .collect();
        let (stay, gone): (BTreeMap<_, _>, BTreeMap<_, _>) = std::mem::take(&mut self.servers)
            .into_iter()
            .partition(|(name, (before, _))| servers.get(name) == Some(before));
        self.servers = stay;
        for (_, task) in gone.into_values() {
            // The next task discovers the events that this one did not write. It begins after the last write.
            task.abort();
            let _ = task.await;
        }
        let places = servers.iter();
        let places = places.map(|(name, server)| (name.clone(), server.place()));
        self.settle_names(places.collect(), console).await;
        self.mqtt.apply(&config.mqtt, servers.keys());
        self.shared
            .live
            .servers
            .retain(&servers.keys().cloned().collect());
        for (name, server) in servers {
            if !self.servers.contains_key(&name) {
                let rules = self.rules.subscribe();
                let shown = self.shared.live.servers.add(&name);
                let slot = self.mqtt.connection_slot(&name);
                let shared = self.shared.clone();
                let task = follow_server(server.clone(), why, rules, shared, shown, slot);
                self.servers.insert(name, (server, tokio::spawn(task)));
            }
        }
        self.shared.live.reset_pages();
        self.heartbeats.apply(config.heartbeats, &self.shared);
    }

    /// Renames the servers whose name alone changed in the file, and closes the runs of those that are no
    /// longer in it. `places` says where each server is.
    async fn settle_names(&self, places: BTreeMap<String, String>, console: &mut Console) {
        let now = to_millis(SystemTime::now());
        let settled = self.shared.journal.write(move |journal| {
            let renamed = journal::rename_servers(journal, &places)?;
            let servers = places.keys().cloned().collect();
            Ok((
                renamed,
                journal::close_removed_servers(journal, &servers, now)?,
            ))
        });
        match settled.await {
            Ok((renamed, closed)) => {
                for RenamedServer { before, now } in renamed {
                    console.warn(&format!(
                        "the server {before:?} is called {now:?} now: what runs there goes on under the new name"
                    ));
                }
                self.count_given_up(&closed.given_up);
                if closed.runs > 0 {
                    console.warn(&format!(
                        "{} activities ran on servers that the file does not have any more: it is not \
                         known how they end",
                        closed.runs
                    ));
                }
            }
            // The next start or reload does it.
            Err(error) => console.warn(&error.0),
        }
    }

    fn count_given_up(&self, given_up: &CountByHook) {
        for (hook, count) in given_up {
            self.shared.metrics.count_dead_letters(hook, *count);
        }
    }

    /// Describes the work of the agent in a line for people.
    fn describe(&self) -> String {
        let (servers, hooks) = (self.servers.len(), self.hooks.len());
        format!("follows {servers} servers, {hooks} hooks")
    }

    /// Ends all running work: the programs of hooks get time for it.
    async fn end(self, lines: &mut mpsc::Receiver<String>, console: &mut Console) {
        self.heartbeats.end();
        for (_, task) in self.servers.values() {
            task.abort();
        }
        self.stop.send_replace(true);
        let tasks = self.hooks.into_values().map(|(_, task)| task);
        let tasks: Vec<JoinHandle<()>> = tasks.chain(self.ending.into_values()).collect();
        let ended = async {
            for task in tasks {
                let _ = task.await;
            }
        };
        let ended = async { tokio::join!(ended, self.mqtt.end()) };
        tokio::pin!(ended);
        loop {
            tokio::select! {
                _ = &mut ended => return,
                Some(line) = lines.recv() => console.warn(&line),
            }
        }
    }
}

/// Lets the journal forget, again and again.
async fn prune_all(
    shared: Shared,
    retention: watch::Receiver<Retention>,
    hooks: impl Fn() -> BTreeSet<String>,
) {
    let mut ticks = interval(PRUNE_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut was_told = false;
    loop {
        ticks.tick().await;
        let hooks = hooks();
        let now = to_millis(SystemTime::now());
        let orphans = shared
            .journal
            .write(move |journal| journal::drop_orphans(journal, &hooks, ORPHANS_KEPT, now));
        for (hook, count) in orphans.await.unwrap_or_default() {
            let text = format!(
                "hook {hook:?}: {count} events are dead letters: the file does not have it any more"
            );
            shared.tell(text).await;
        }
        let mut given_up = CountByHook::new();
        loop {
            let retention = *retention.borrow();
            let pruned = shared
                .journal
                .write(move |journal| journal::prune(journal, retention, now))
                .await;
            match pruned {
                Ok(pruned) => {
                    for (hook, count) in &pruned.forgotten {
                        shared.metrics.count_forgotten(hook, *count);
                    }
                    for (hook, count) in pruned.given_up {
                        shared.metrics.count_dead_letters(&hook, count);
                        *given_up.entry(hook).or_default() += count;
                    }
                    if !pruned.has_more {
                        break;
                    }
                }
                Err(error) => {
                    if !std::mem::replace(&mut was_told, true) {
                        shared.tell(error.0).await;
                    }
                    break;
                }
            }
        }
        for (hook, count) in given_up {
            let text = format!(
                "hook {hook:?}: {count} events are dead letters: too much waits in the journal"
            );
            shared.tell(text).await;
        }
    }
}
