//! The agent as a service: its tasks, its signals, and the configuration that is read again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};

use super::agent_config::{AgentConfig, AgentServer};
use super::heartbeat::{Heartbeat, ServiceState, tell_manager};
use super::hook_config::{Hook, HookRule};
use super::hook_task::deliver_all;
use super::http::HttpService;
use super::mqtt_publisher::MqttPublishers;
use super::server_task::{Shared, follow_server};
use crate::error::CliError;
use crate::exit::Exit;
use crate::hooks::TIME_TO_END;
use crate::journal::{self, Journal, Retention, to_millis};
use crate::output::Console;
use crate::serve::LiveState;
use crate::settings::Environment;
use crate::signals::Signals;

/// How many lines for people wait.
const LINES: usize = 64;

/// How often the journal forgets.
const PRUNE_EVERY: Duration = Duration::from_secs(60);

/// What waits for a hook that is gone is given up after this time: it may come back.
const ORPHANS_KEPT: Duration = Duration::from_secs(24 * 60 * 60);

/// The running agent.
struct Agent {
    shared: Shared,
    stop: watch::Sender<bool>,
    rules: watch::Sender<Arc<Vec<HookRule>>>,
    servers: BTreeMap<String, (AgentServer, JoinHandle<()>)>,
    http: HttpService,
    hooks: BTreeMap<String, RunningHook>,
    retention: watch::Sender<Retention>,
    mqtt: MqttPublishers,
}

/// What tells the task of a hook how the hook is now, and the task.
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
    if given_up > 0 {
        console.warn(&format!(
            "{given_up} events are dead letters: the agent ended while a program ran that is started at \
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
    let mut agent = Agent {
        stop: watch::Sender::new(false),
        rules: watch::Sender::new(Arc::default()),
        servers: BTreeMap::new(),
        http: HttpService::new(shared.clone()),
        hooks: BTreeMap::new(),
        retention: watch::Sender::new(config.retention),
        mqtt: MqttPublishers::new(shared.clone()),
        shared: shared.clone(),
    };
    let bound = agent.http.bind(&config)?;
    agent.apply(config, console);
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
                agent.reload(path, &state, environment, console);
                tell_manager(ServiceState::Ready(&agent.describe()), console);
            }
            Some(line) = lines.recv() => console.warn(&line),
        }
    }
}

impl Agent {
    /// Reads the file again. A bad file changes nothing.
    fn reload(
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
                self.apply(config, console);
                console.warn("the configuration was read again");
            }
            Err(CliError::Failure(failure)) => console.warn(&format!(
                "{}. The agent goes on with the configuration that it had",
                failure.sentence
            )),
            Err(_) => {}
        }
    }

    /// Takes a configuration. What is the same as before is not disturbed.
    fn apply(&mut self, config: AgentConfig, console: &mut Console) {
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
        self.hooks.retain(|name, (hook, _)| {
            let stays = names.contains(name);
            if !stays {
                // It ends after what it is delivering.
                hook.send_replace(None);
            }
            stays
        });
        for hook in config.hooks {
            let name = hook.rule.name.clone();
            let hook = Some(Arc::new(hook));
            if let Some((running, _)) = self.hooks.get(&name) {
                running.send_replace(hook);
                continue;
            }
            let (sender, receiver) = watch::channel(hook);
            let task = deliver_all(receiver, self.shared.clone(), self.stop.subscribe());
            self.hooks.insert(name, (sender, tokio::spawn(task)));
        }
        let servers: BTreeMap<String, AgentServer> = config
            .servers
            .into_iter()
            .map(|server| (server.name.clone(), server))
            .collect();
        self.servers.retain(|name, (before, task)| {
            let stays = servers.get(name).is_some_and(|server| server == before);
            if !stays {
                // What it did not write is found out by the next one.
                task.abort();
            }
            stays
        });
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
                let task = follow_server(server.clone(), rules, shared, shown, slot);
                self.servers.insert(name, (server, tokio::spawn(task)));
            }
        }
        self.shared.live.reset_pages();
    }

    /// What it does, in a line for people.
    fn describe(&self) -> String {
        let (servers, hooks) = (self.servers.len(), self.hooks.len());
        format!("follows {servers} servers, {hooks} hooks")
    }

    /// Ends what runs: the programs of hooks get time for it.
    async fn end(self, lines: &mut mpsc::Receiver<String>, console: &mut Console) {
        for (_, task) in self.servers.values() {
            task.abort();
        }
        self.stop.send_replace(true);
        let tasks: Vec<JoinHandle<()>> = self.hooks.into_values().map(|(_, task)| task).collect();
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
        let _ = orphans.await;
        loop {
            let retention = *retention.borrow();
            let pruned = shared
                .journal
                .write(move |journal| journal::prune(journal, retention, now))
                .await;
            match pruned {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    if !std::mem::replace(&mut was_told, true) {
                        shared.tell(error.0).await;
                    }
                    break;
                }
            }
        }
    }
}
