//! Asks the sources in rounds, listens to notifications, and gives both to the model.

use std::pin::Pin;
use std::time::{Duration, SystemTime};

use futures_util::{FutureExt, Stream, StreamExt, stream};
use tokio::time::{Instant, sleep_until};

use super::evidence::{Answer, Probe, WallClock};
use super::message;
use super::model::{Pace, QuietModel};
use super::probe::{Asker, Round};
use super::report::QuietReport;
use super::settings::QuietSettings;
use crate::error::{Error, ErrorKind, Result};
use crate::hub::{NotificationEvent, Session};
use crate::notifications::NotificationKinds;
use crate::watch::Notifications;

/// The number of requests that are open at a time.
const AT_A_TIME: usize = 2;
/// The number of notifications that are taken at once.
const BATCH: usize = 64;

/// Asks, listens, and lets the model decide.
pub(super) struct Driver {
    model: QuietModel,
    asker: Asker,
    notifications: Notifications,
    /// The time for which the answers of a round are waited for.
    round_within: Duration,
    round: Option<Answers>,
}

/// An event of the driver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    RoundOver,
    Other,
}

type Answers = Pin<Box<dyn Stream<Item = (Probe, Answer)> + Send>>;

impl Driver {
    pub(super) fn new(session: &Session, settings: QuietSettings, pace: Pace) -> Self {
        Self {
            model: QuietModel::new(settings, pace),
            asker: Asker::new(&session.client),
            notifications: Notifications::new(&session.hub, NotificationKinds::of(message::KINDS)),
            round_within: Duration::from_secs(match pace {
                Pace::Check => 5,
                Pace::Watch => 30,
            }),
            round: None,
        }
    }

    /// Waits until something happens.
    ///
    /// # Errors
    /// Nothing happens any more: the client is closed, or there is no runtime. A refused token is no error
    /// here, but of the model.
    ///
    /// # Cancel safety
    /// Dropping the future loses nothing.
    pub(super) async fn advance(&mut self) -> Result<Step> {
        // First of all, because there is no timer without a runtime.
        if let Some(event) = self.notifications.next().now_or_never() {
            return self.hear(event);
        }
        let next_round_at = self.model.next_round_at(Instant::now());
        let begins = async {
            match next_round_at {
                Some(at) => sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            event = self.notifications.next() => self.hear(event),
            answer = next_answer(&mut self.round) => Ok(self.take(answer)),
            () = begins => {
                self.begin_round();
                Ok(Step::Other)
            }
        }
    }

    /// The report at this moment.
    pub(super) fn report(&mut self) -> QuietReport {
        self.model.report(Instant::now(), wall_clock())
    }

    /// Returns `true` if a single check is decided with this report.
    pub(super) fn is_decided(&self, report: &QuietReport) -> bool {
        self.model.is_decided(report)
    }

    /// The error by which the server refuses the token.
    pub(super) fn refused(&self) -> Option<&Error> {
        self.model.refused()
    }

    fn begin_round(&mut self) {
        let now = Instant::now();
        let round = Round {
            section: self.model.section().map(str::to_owned),
            asks_queues: self.model.asks_queues(now),
            within: self.round_within,
            deadline: now + self.round_within,
            wall: wall_clock(),
        };
        let probes = self.model.begin_round(now).into_iter();
        let asker = self.asker.clone();
        let asked = probes.map(move |probe| asker.clone().ask(probe, round.clone()));
        self.round = Some(Box::pin(stream::iter(asked).buffer_unordered(AT_A_TIME)));
    }

    fn take(&mut self, answer: Option<(Probe, Answer)>) -> Step {
        let (now, wall) = (Instant::now(), wall_clock());
        match answer {
            Some((probe, answer)) => {
                self.model.answer(probe, answer, now, wall);
                Step::Other
            }
            None => {
                self.round = None;
                self.model.end_round(now, wall);
                Step::RoundOver
            }
        }
    }

    /// Takes an event, and the others that wait behind it.
    fn hear(&mut self, event: Option<Result<NotificationEvent>>) -> Result<Step> {
        let mut next = Some(event);
        let mut taken = 0;
        while let Some(event) = next.take() {
            match event {
                Some(Ok(event)) => self.take_event(&event),
                Some(Err(error)) => match error.kind() {
                    ErrorKind::Unauthorized | ErrorKind::Forbidden => self.model.refuse(error),
                    _ => return Err(error),
                },
                None => return Err(closed()),
            }
            taken += 1;
            if taken < BATCH && self.model.refused().is_none() {
                next = self.notifications.next().now_or_never();
            }
        }
        Ok(Step::Other)
    }

    fn take_event(&mut self, event: &NotificationEvent) {
        let (now, wall) = (Instant::now(), wall_clock());
        match event {
            NotificationEvent::Notification(notification) => {
                for message in message::read(notification) {
                    self.model.message(message, now, wall);
                }
            }
            NotificationEvent::Connected { .. } => self.model.stream_opened(),
            NotificationEvent::Unavailable { .. } => self.model.stream_unavailable(),
            NotificationEvent::Disconnected { .. } => self.model.stream_closed(),
            NotificationEvent::Lagged { .. } | NotificationEvent::Undecodable { .. } => {
                self.model.lost();
            }
            NotificationEvent::Resynced => {}
        }
    }
}

/// The next answer of the round; `None` when all are there. Without a round it never comes.
async fn next_answer(round: &mut Option<Answers>) -> Option<(Probe, Answer)> {
    match round {
        Some(answers) => answers.next().await,
        None => std::future::pending().await,
    }
}

fn wall_clock() -> WallClock {
    let local = jiff::ZonedDateTime::now();
    let part = |value: i8| u32::try_from(value).unwrap_or_default();
    WallClock {
        time: SystemTime::now(),
        minute: part(local.hour()) * 60 + part(local.minute()),
    }
}

fn closed() -> Error {
    Error::new(
        ErrorKind::Closed,
        "the connection of the client was closed while something waited for the server to be quiet",
    )
}
