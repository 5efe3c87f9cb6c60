//! The task that publishes one server's events. Server and broker may each be unavailable.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use plex_api::{ActivityEvent, ActivityId, ErrorKind, How, Identity, Watcher};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::bridge_options::BridgeOptions;
use super::catalog::Catalog;
use super::command_runner::CommandRunner;
use super::discovery::Discovery;
use super::machine_claims::{ClaimedIdentity, HeldClaim, MachineClaims};
use super::mqtt_counts::MqttCounts;
use super::mqtt_session::{MqttSession, SessionEvent, SessionPlan, WINDOW};
use super::retained_state::RetainedState;
use super::topics::{Topics, machine_level};
use crate::connect::Connection;
use crate::error::{CliError, Failure};
use crate::exit::Exit;
use crate::follow::{LISTS_RECOVERED, OutageLog, format_failing_lists};

/// The shortest and longest pause between attempts.
const PAUSES: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(30));

/// The number of questions for the identity of a server after it connects, before its events are taken
/// without an answer.
const IDENTITY_ATTEMPTS: u32 = 3;

/// The interval at which a server is asked for its libraries and tasks.
const CATALOG_EVERY: Duration = Duration::from_secs(10 * 60);

/// The longest time for that question, and the time after which it is repeated when no answer came.
const CATALOG_LIMIT: Duration = Duration::from_secs(60);

/// The time for which a shutdown waits for the broker to confirm the last messages, and then for its end of
/// the connection. Services have to end within a second.
const CLOSE_LIMIT: Duration = Duration::from_millis(350);

/// A message for the user.
pub(crate) enum BridgeNotice {
    Note(String),
    Warn(String),
}

/// Publishes one server's events.
pub(crate) struct BridgeTask {
    connection: Connection,
    options: BridgeOptions,
    notices: mpsc::UnboundedSender<BridgeNotice>,
    stop: watch::Receiver<bool>,
    /// The identity of the server, if it was known before the bridge began.
    identity: Option<ClaimedIdentity>,
    claims: MachineClaims,
    counts: Arc<MqttCounts>,
    /// The pause before the next attempt to reach the broker.
    pause: Duration,
    /// The reports on the connection to the broker.
    outages: OutageLog,
    /// The reports on the server's lists.
    list_outages: OutageLog,
    was_up: bool,
}

/// The connection to the broker.
enum BrokerState {
    /// Open; `up` once the broker has accepted the login and the subscriptions.
    Open { session: MqttSession, up: bool },
    /// Closed until the next attempt.
    Closed(Instant),
}

impl BridgeTask {
    pub(crate) fn new(
        connection: Connection,
        options: BridgeOptions,
        notices: mpsc::UnboundedSender<BridgeNotice>,
        stop: watch::Receiver<bool>,
        identity: Option<ClaimedIdentity>,
        claims: MachineClaims,
    ) -> Self {
        Self {
            connection,
            options,
            notices,
            stop,
            identity,
            claims,
            counts: Arc::default(),
            pause: PAUSES.0,
            outages: OutageLog::default(),
            list_outages: OutageLog::default(),
            was_up: false,
        }
    }

    /// Counts the outcomes of its messages here.
    pub(crate) fn count_in(mut self, counts: Arc<MqttCounts>) -> Self {
        self.counts = counts;
        self
    }

    /// Runs until it is stopped, or until the server or the broker rejects it. Its own claim replaces
    /// `claim`.
    pub(crate) async fn run(mut self, claim: &mut Option<HeldClaim>) -> Result<(), CliError> {
        // Registered first, so that no event is missed meanwhile.
        let mut watcher = self.connection.plex.activities().watch();
        let mut stop = self.stop.clone();
        let claimed = match self.identity.take() {
            Some(claimed) => claimed,
            None => {
                let identity = tokio::select! {
                    () = wait_for_stop(&mut stop) => return Ok(()),
                    identity = self.fetch_identity() => identity?,
                };
                let name = &self.connection.name;
                match self.claims.claim(&identity.machine_identifier, name) {
                    Ok(claim) => ClaimedIdentity { identity, claim },
                    Err(conflict) => {
                        self.warn(&format!("{conflict}. {name} is not published"));
                        return Ok(());
                    }
                }
            }
        };
        let identity = claimed.identity;
        *claim = Some(claimed.claim);
        let mut set_aside = self.claims.set_aside(&identity.machine_identifier);
        let topics = Topics::new(&self.options.broker.prefix, &identity.machine_identifier);
        let version = identity.version.as_ref().map(ToString::to_string);
        let url = self.connection.plex.server_url().trim_end_matches('/');
        let discovery = self.options.discovery.clone().map(|prefix| Discovery {
            prefix,
            server: self.connection.name.clone(),
            version,
            page: format!("{url}/web"),
            has_commands: self.options.commands,
        });
        let keep_ended = self.options.keep_ended;
        let mut retained = RetainedState::new(topics, &self.connection.name, discovery, keep_ended);
        let mut broker = BrokerState::Closed(Instant::now());
        let result = self
            .run_loop(&mut watcher, &mut retained, &mut broker, &mut set_aside)
            .await;
        if let BrokerState::Open { session, up: true } = broker {
            finish_session(&mut retained, session).await;
        }
        self.counts.note(&mut retained.outbox, false);
        self.counts.note_end();
        if retained.outbox.has_ends() {
            self.warn(
                "some ends did not reach the broker; the next bridge publishes those of activities \
                 that the broker still lists as running",
            );
        }
        result
    }

    async fn run_loop(
        &mut self,
        watcher: &mut Watcher,
        retained: &mut RetainedState,
        broker: &mut BrokerState,
        set_aside: &mut watch::Receiver<Vec<String>>,
    ) -> Result<(), CliError> {
        let mut stop = self.stop.clone();
        // While the server is asked for its identity, its events wait: they may be events of another server.
        let mut identities: JoinSet<Option<Identity>> = JoinSet::new();
        let mut catalogs: JoinSet<Catalog> = JoinSet::new();
        let mut catalog_due = Instant::now() + CATALOG_EVERY;
        let mut commands = CommandRunner::new(self.connection.clone());
        let mut questions: JoinSet<(ActivityId, Option<How>)> = JoinSet::new();
        loop {
            for id in retained.take_questions() {
                let wait = self.connection.plex.activities().wait(&id);
                questions.spawn(async move {
                    let outcome = wait.await;
                    (id, outcome.ok().map(|outcome| outcome.how))
                });
            }
            if let BrokerState::Open { session, up: true } = broker
                && let Err(reason) = send_queued(retained, session)
            {
                self.handle_down(retained, broker, &reason);
            }
            let is_up = matches!(broker, BrokerState::Open { up: true, .. });
            self.counts.note(&mut retained.outbox, is_up);
            let lost = retained.outbox.take_lost();
            if lost > 0 {
                self.warn(&format!(
                    "dropped {lost} ends: the broker was unavailable for too long"
                ));
            }
            // The notices of one burst are reported together.
            if !matches!(broker, BrokerState::Open { session, .. } if session.has_events()) {
                for notice in retained.take_notices() {
                    self.warn(&notice);
                }
            }
            tokio::select! {
                () = wait_for_stop(&mut stop) => return Ok(()),
                Ok(()) = set_aside.changed() => {
                    retained.set_aside(set_aside.borrow_and_update().clone())?;
                }
                Some(answer) = identities.join_next() => if let Ok(Some(identity)) = answer
                    && machine_level(&identity.machine_identifier) != retained.topics.machine
                {
                    let name = &self.connection.name;
                    let (now, before) = (&identity.machine_identifier, &retained.topics.machine);
                    return Err(CliError::other(format!(
                        "{name} now has the machine identifier {now} instead of {before}: it is another \
                         server, or was set up again. It is no longer published; start the bridge again \
                         to publish it"
                    )));
                },
                item = watcher.next(), if identities.is_empty() => match item {
                    Some(Ok(event)) => {
                        if matches!(event, ActivityEvent::Connected { .. }) {
                            let plex = self.connection.plex.clone();
                            identities.spawn(async move {
                                for _ in 0..IDENTITY_ATTEMPTS {
                                    if let Ok(identity) = plex.identity().await {
                                        return Some(identity);
                                    }
                                    sleep(PAUSES.0).await;
                                }
                                None
                            });
                        }
                        let is_known = matches!(event, ActivityEvent::Known { .. });
                        if is_known || matches!(event, ActivityEvent::Connected { .. }) {
                            catalog_due = Instant::now();
                        }
                        if is_known {
                            retained.adopt(&watcher.status());
                        }
                        self.report_lists(&event);
                        retained.apply(&event)?;
                    }
                    Some(Err(error)) => return Err(self.connection.to_failure(&error).into()),
                    None => return Err(CliError::other("the event stream of the server ended")),
                },
                () = sleep_until(catalog_due), if catalogs.is_empty() && identities.is_empty() => {
                    catalog_due = Instant::now() + CATALOG_EVERY;
                    let (plex, with_tasks) = (self.connection.plex.clone(), self.options.commands);
                    catalogs.spawn(async move {
                        let catalog = timeout(CATALOG_LIMIT, Catalog::load(&plex, with_tasks)).await;
                        catalog.unwrap_or_default()
                    });
                }
                Some(Ok(catalog)) = catalogs.join_next() => {
                    if catalog.libraries.is_none() {
                        catalog_due = Instant::now() + CATALOG_LIMIT;
                    }
                    retained.set_catalog(catalog)?;
                }
                report = commands.next() => retained.publish_result(&report)?,
                Some(answer) = questions.join_next() => match answer {
                    Ok((id, Some(how))) => {
                        // This bridge never saw it, but an earlier one did.
                        let how = if how == How::NeverSeen { How::Vanished } else { how };
                        retained.publish_late_end(&id, how.as_str())?;
                    }
                    Ok((id, None)) => retained.retry_question(&id),
                    Err(_) => {}
                },
                () = sleep_until(retained.next_due().unwrap_or_else(Instant::now)),
                    if retained.next_due().is_some() => retained.run_due()?,
                event = next_event(broker) => match event {
                    None => self.open(retained, broker)?,
                    Some(SessionEvent::Up) => self.handle_up(retained, broker),
                    Some(SessionEvent::Subscribed) => {
                        retained.republish()?;
                        if let BrokerState::Open { up, .. } = broker {
                            *up = true;
                        }
                    }
                    Some(SessionEvent::Ready) => retained.handle_ready(),
                    Some(SessionEvent::Confirmed(number)) => retained.confirm(number),
                    Some(SessionEvent::Kept { topic, payload }) => retained.apply_retained(&topic, payload),
                    Some(SessionEvent::Live { topic, payload }) => {
                        if topic != retained.topics.command() {
                            // Home Assistant has started.
                            if payload.as_ref() == b"online" {
                                retained.republish()?;
                            }
                        } else if let Some(report) = commands.take(&payload, &retained.device.catalog) {
                            retained.publish_result(&report)?;
                        }
                    }
                    Some(SessionEvent::Down { reason, refused: true }) if !self.was_up => {
                        let sentence = format!("the broker {} rejected the login: {reason}", self.options.broker);
                        let failure = Failure::new(Exit::Refused, sentence);
                        return Err(failure.advise(self.options.login_advice).into());
                    }
                    Some(SessionEvent::Down { reason, .. }) => self.handle_down(retained, broker, &reason),
                },
            }
        }
    }

    fn open(&self, retained: &RetainedState, broker: &mut BrokerState) -> Result<(), CliError> {
        let plan = SessionPlan {
            name: retained.topics.machine.clone(),
            will: Some(retained.topics.status()),
            live: self.live_topics(retained),
        };
        let session = MqttSession::open(&self.options, plan).map_err(CliError::other)?;
        *broker = BrokerState::Open { session, up: false };
        Ok(())
    }

    fn handle_up(&mut self, retained: &mut RetainedState, broker: &mut BrokerState) {
        (self.was_up, self.pause) = (true, PAUSES.0);
        let name = &self.connection.name;
        if self.outages.connected(SystemTime::now()) {
            self.note(&format!("{name}: publishing to {}", self.options.broker));
        }
        let mut filters = retained.filters();
        filters.extend(self.live_topics(retained));
        if let BrokerState::Open { session, .. } = broker
            && let Err(reason) = session.subscribe(filters)
        {
            self.handle_down(retained, broker, &reason);
        }
    }

    fn handle_down(
        &mut self,
        retained: &mut RetainedState,
        broker: &mut BrokerState,
        reason: &str,
    ) {
        retained.outbox.requeue_sent();
        retained.device.handle_down();
        if self.outages.disconnected(reason, SystemTime::now()) {
            let broker = &self.options.broker;
            self.warn(&format!("no connection to {broker}: {reason}; retrying"));
        }
        // Jitter, so that many bridges do not reconnect at the same moment.
        *broker =
            BrokerState::Closed(Instant::now() + self.pause.mul_f64(0.5 + fastrand::f64() / 2.0));
        self.pause = (self.pause * 2).min(PAUSES.1);
    }

    /// The topics of others: commands, and that Home Assistant has started.
    fn live_topics(&self, retained: &RetainedState) -> Vec<String> {
        let command = self.options.commands.then(|| retained.topics.command());
        command
            .into_iter()
            .chain(retained.device.birth_topic())
            .collect()
    }

    /// The server's identity, which is part of the topics.
    async fn fetch_identity(&self) -> Result<Identity, CliError> {
        let (mut pause, mut outages) = (PAUSES.0, OutageLog::default());
        loop {
            let error = match self.connection.plex.identity().await {
                Ok(identity) => return Ok(identity),
                Err(error) => error,
            };
            let failure = self.connection.to_failure(&error);
            let passes = matches!(
                error.kind(),
                ErrorKind::Connect
                    | ErrorKind::Timeout
                    | ErrorKind::ServerBusy
                    | ErrorKind::RateLimited
                    | ErrorKind::Server
            );
            if !passes {
                return Err(failure.into());
            }
            if outages.disconnected(&failure.sentence, SystemTime::now()) {
                self.warn(&format!("{}; retrying", failure.sentence));
            }
            sleep(pause).await;
            pause = (pause * 2).min(PAUSES.1);
        }
    }

    /// Reports when lists of the server cannot be used, and when they can be again.
    fn report_lists(&mut self, event: &ActivityEvent) {
        let now = SystemTime::now();
        let name = &self.connection.name;
        match event {
            ActivityEvent::ListsFailing { reason, .. }
                if self.list_outages.disconnected(reason, now) =>
            {
                self.warn(&format!("{name}: {}", format_failing_lists(reason)));
            }
            ActivityEvent::ListsRecovered if self.list_outages.connected(now) => {
                self.note(&format!("{name}: {LISTS_RECOVERED}"));
            }
            _ => {}
        }
    }

    fn note(&self, text: &str) {
        let _ = self.notices.send(BridgeNotice::Note(text.to_owned()));
    }

    fn warn(&self, text: &str) {
        let _ = self.notices.send(BridgeNotice::Warn(text.to_owned()));
    }
}

/// Waits for the stop signal.
async fn wait_for_stop(stop: &mut watch::Receiver<bool>) {
    // A closed channel also means stop.
    let _ = stop.wait_for(|stop| *stop).await;
}

/// The next event of the connection; `None` when it is time to reconnect.
async fn next_event(broker: &mut BrokerState) -> Option<SessionEvent> {
    match broker {
        BrokerState::Open { session, .. } => Some(session.next().await),
        BrokerState::Closed(until) => {
            sleep_until(*until).await;
            None
        }
    }
}

/// Sends queued messages while the window allows.
fn send_queued(retained: &mut RetainedState, session: &mut MqttSession) -> Result<(), String> {
    while let Some((number, message)) = retained.outbox.take_next(WINDOW) {
        session.send(number, message)?;
    }
    Ok(())
}

/// Sends the last messages, if the broker confirms them soon.
async fn finish_session(retained: &mut RetainedState, mut session: MqttSession) {
    retained.prepare_shutdown();
    let through = async {
        loop {
            if send_queued(retained, &mut session).is_err() || retained.outbox.is_empty() {
                return;
            }
            match session.next().await {
                SessionEvent::Confirmed(number) => retained.confirm(number),
                SessionEvent::Down { .. } => return,
                SessionEvent::Up
                | SessionEvent::Subscribed
                | SessionEvent::Ready
                | SessionEvent::Kept { .. }
                | SessionEvent::Live { .. } => {}
            }
            retained.clear(true);
        }
    };
    let _ = timeout(CLOSE_LIMIT, through).await;
    session.close(CLOSE_LIMIT).await;
}
