//! One server and one connection to the broker at a time, each of which may be away.

use std::time::Duration;

use plex_api::{ActivityId, ErrorKind, How, Identity, Watcher};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::broker::{Broker, Login};
use super::discovery::Sensor;
use super::mirror::Mirror;
use super::session::{Happening, Session, WINDOW};
use super::topics::Topics;
use crate::connection::Connection;
use crate::exit::Exit;
use crate::following::how_word;
use crate::output::line;
use crate::stop::{Failure, Stop};

/// The shortest and the longest pause before trying again.
const PAUSES: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(30));

/// How long a stop may take while the broker confirms the last messages.
const FAREWELL: Duration = Duration::from_secs(3);

/// What was asked for on the command line.
#[derive(Clone)]
pub(crate) struct Wishes {
    pub(crate) broker: Broker,
    pub(crate) login: Option<Login>,
    /// The first level of Home Assistant's topics, if it is to be told.
    pub(crate) discovery: Option<String>,
    pub(crate) keep_ended: Duration,
}

/// What people should be told.
pub(crate) enum Say {
    Note(String),
    Warn(String),
}

/// Brings one server's events to the broker.
pub(crate) struct Relay {
    connection: Connection,
    wishes: Wishes,
    say: mpsc::UnboundedSender<Say>,
    stop: watch::Receiver<bool>,
    /// Before the next attempt to reach the broker.
    pause: Duration,
    /// Whether it was told that the broker is away.
    told_down: bool,
    was_up: bool,
}

/// The way to the broker.
enum Way {
    /// It is there, unless it has not let us in yet.
    Open { session: Session, up: bool },
    /// When to try again.
    Closed(Instant),
}

impl Relay {
    pub(crate) fn new(
        connection: Connection,
        wishes: Wishes,
        say: mpsc::UnboundedSender<Say>,
        stop: watch::Receiver<bool>,
    ) -> Self {
        Self {
            connection,
            wishes,
            say,
            stop,
            pause: PAUSES.0,
            told_down: false,
            was_up: false,
        }
    }

    /// Goes on until it is stopped, or until the server or the broker refuses.
    pub(crate) async fn run(mut self) -> Result<(), Stop> {
        // Registered before anything else, so that nothing is missed meanwhile.
        let mut watcher = self.connection.plex.activities().watch();
        let mut stop = self.stop.clone();
        let identity = tokio::select! {
            () = stopped(&mut stop) => return Ok(()),
            identity = self.identity() => identity?,
        };
        let topics = Topics::new(&self.wishes.broker.prefix, &identity.machine_identifier);
        let version = identity.version.as_ref().map(ToString::to_string);
        let discovery = match self.wishes.discovery.as_deref() {
            Some(prefix) => {
                let sensor = Sensor::new(&topics, &self.connection.name, version.as_deref());
                let sensor = line(&sensor)?.trim_end().to_owned();
                Some((topics.discovery(prefix), sensor))
            }
            None => None,
        };
        let keep_ended = self.wishes.keep_ended;
        let mut mirror = Mirror::new(topics, &self.connection.name, discovery, keep_ended);
        let mut way = Way::Closed(Instant::now());
        let result = self.relay(&mut watcher, &mut mirror, &mut way).await;
        if let Way::Open { session, up: true } = way {
            farewell(&mut mirror, session).await;
        }
        if mirror.outbox.has_ends() {
            self.warn(
                "the broker did not get every end; the next bridge tells those of activities that \
                 the broker knows as running",
            );
        }
        result
    }

    async fn relay(
        &mut self,
        watcher: &mut Watcher,
        mirror: &mut Mirror,
        way: &mut Way,
    ) -> Result<(), Stop> {
        let mut stop = self.stop.clone();
        let mut questions: JoinSet<(ActivityId, Option<How>)> = JoinSet::new();
        loop {
            for id in mirror.unanswered() {
                let wait = self.connection.plex.activities().wait(&id);
                questions.spawn(async move {
                    let outcome = wait.await;
                    (id, outcome.ok().map(|outcome| outcome.how))
                });
            }
            if let Way::Open { session, up: true } = way
                && let Err(reason) = pump(mirror, session)
            {
                self.down(mirror, way, &reason);
            }
            let lost = mirror.outbox.take_lost();
            if lost > 0 {
                self.warn(&format!(
                    "{lost} ends were given up: the broker is away too long"
                ));
            }
            tokio::select! {
                () = stopped(&mut stop) => return Ok(()),
                item = watcher.next() => match item {
                    Some(Ok(event)) => mirror.take(&event)?,
                    Some(Err(error)) => return Err(self.connection.failure(&error).into()),
                    None => return Err(Stop::other("there is no more news of the server")),
                },
                Some(answer) = questions.join_next() => match answer {
                    Ok((id, Some(how))) => {
                        // Never seen by this bridge, though by the one before.
                        let how = if how == How::NeverSeen { How::Vanished } else { how };
                        mirror.late_end(&id, how_word(how))?;
                    }
                    Ok((id, None)) => mirror.ask_again(&id),
                    Err(_) => {}
                },
                () = sleep_until(mirror.next_clear().unwrap_or_else(Instant::now)),
                    if mirror.next_clear().is_some() => mirror.clear(false),
                happening = next(way) => match happening {
                    None => self.open(mirror, way)?,
                    Some(Happening::Up) => self.up(mirror, way)?,
                    Some(Happening::Confirmed(number)) => mirror.confirmed(number),
                    Some(Happening::Kept { topic, payload }) => mirror.kept(&topic, &payload),
                    Some(Happening::Down { reason, refused: true }) if !self.was_up => {
                        let sentence = format!("the broker {} refuses: {reason}", self.wishes.broker);
                        let advice = "Set MQTT_USER and MQTT_PASSWORD, or use --login-file";
                        return Err(Failure::new(Exit::Refused, sentence).advise(advice).into());
                    }
                    Some(Happening::Down { reason, .. }) => self.down(mirror, way, &reason),
                },
            }
        }
    }

    fn open(&self, mirror: &Mirror, way: &mut Way) -> Result<(), Stop> {
        let wishes = &self.wishes;
        let session = Session::open(&wishes.broker, wishes.login.as_ref(), &mirror.topics);
        let session = session.map_err(Stop::other)?;
        *way = Way::Open { session, up: false };
        Ok(())
    }

    fn up(&mut self, mirror: &mut Mirror, way: &mut Way) -> Result<(), Stop> {
        (self.was_up, self.told_down, self.pause) = (true, false, PAUSES.0);
        let name = &self.connection.name;
        self.note(&format!("{name}: publishes to {}", self.wishes.broker));
        mirror.up()?;
        let Way::Open { session, up } = way else {
            return Ok(());
        };
        *up = true;
        if let Err(reason) = session.look_for(mirror.topics.every_activity()) {
            self.down(mirror, way, &reason);
        }
        Ok(())
    }

    fn down(&mut self, mirror: &mut Mirror, way: &mut Way, reason: &str) {
        mirror.outbox.unsend();
        if !self.told_down {
            self.told_down = true;
            let broker = &self.wishes.broker;
            self.warn(&format!(
                "no connection to {broker}: {reason}; trying again"
            ));
        }
        // Many bridges must not come back in the same moment.
        *way = Way::Closed(Instant::now() + self.pause.mul_f64(0.5 + fastrand::f64() / 2.0));
        self.pause = (self.pause * 2).min(PAUSES.1);
    }

    /// Who the server is: the topics are named by it.
    async fn identity(&self) -> Result<Identity, Stop> {
        let mut pause = PAUSES.0;
        loop {
            let error = match self.connection.plex.identity().await {
                Ok(identity) => return Ok(identity),
                Err(error) => error,
            };
            let failure = self.connection.failure(&error);
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
            self.warn(&format!("{}; trying again", failure.sentence));
            sleep(pause).await;
            pause = (pause * 2).min(PAUSES.1);
        }
    }

    fn note(&self, text: &str) {
        let _ = self.say.send(Say::Note(text.to_owned()));
    }

    fn warn(&self, text: &str) {
        let _ = self.say.send(Say::Warn(text.to_owned()));
    }
}

/// Waits until everything is to end.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    // When nobody is left who could say so, it is to end too.
    let _ = stop.wait_for(|stop| *stop).await;
}

/// What happens on the way to the broker; `None` when it is time to try again.
async fn next(way: &mut Way) -> Option<Happening> {
    match way {
        Way::Open { session, .. } => Some(session.next().await),
        Way::Closed(until) => {
            sleep_until(*until).await;
            None
        }
    }
}

/// Sends what may be sent.
fn pump(mirror: &mut Mirror, session: &mut Session) -> Result<(), String> {
    while let Some((number, message)) = mirror.outbox.send(WINDOW) {
        session.send(number, message)?;
    }
    Ok(())
}

/// Gets the last messages through, if that can be done soon.
async fn farewell(mirror: &mut Mirror, mut session: Session) {
    mirror.leave();
    let through = async {
        loop {
            if pump(mirror, &mut session).is_err() || mirror.outbox.is_empty() {
                return;
            }
            match session.next().await {
                Happening::Confirmed(number) => mirror.confirmed(number),
                Happening::Down { .. } => return,
                Happening::Up | Happening::Kept { .. } => {}
            }
            mirror.clear(true);
        }
    };
    let _ = timeout(FAREWELL, through).await;
    session.close(FAREWELL).await;
}
