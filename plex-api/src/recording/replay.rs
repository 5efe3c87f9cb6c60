//! Turns a recording into the events of a watcher.

use std::time::Duration;

use serde_json::Value;

use super::record::{Record, Recorded};
use crate::error::{ErrorKind, Result};
use crate::generated::types::Activity;
use crate::model::{ListedActivities, Transport};
use crate::notifications::{Notification, Undecodable};
use crate::tracker::{
    ActivityEvent, ActivityFilter, Effects, Epoch, Input, ListAnswer, ListFailure, SubscriberId,
    Subscription, Taken, Ticket, Timestamp, Tracker, TrackerPolicy,
};
use crate::wire::LenientVec;

/// Never too slow, so this is never full.
const BUFFER: usize = usize::MAX;

/// Turns the [`Record`]s of a recording into the events of a watcher, with the same decoder and the
/// same tracker, without a server, a network or a clock.
///
/// The events are the ones of a watcher that was there from the recording's beginning. If a recording
/// does not number its lists, an answer belongs to the newest. The same records always give the same
/// events. Recordings may be put together from several, and written by hand:
/// one that does not say `connected` is taken as connected, and one that has messages and no list is
/// read as if a list had been empty before the first of them.
///
/// ```
/// use plex_api::{ActivityEvent, ActivityFilter, Replay};
///
/// let recording = r#"
/// {"at":0,"record":"recording","version":1}
/// {"at":0.01,"record":"connected","transport":"websocket"}
/// {"at":0.01,"record":"list_sent"}
/// {"at":0.02,"record":"list","activities":[{"uuid":"a1","type":"library.update.section","progress":7}]}
/// {"at":1.5,"record":"message","transport":"websocket","data":"{\"NotificationContainer\":{\"type\":\"activity\",\"ActivityNotification\":[{\"event\":\"ended\",\"uuid\":\"a1\"}]}}"}
/// "#;
///
/// let mut replay = Replay::new(ActivityFilter::any());
/// let mut events = Vec::new();
/// for line in recording.lines().filter(|line| !line.is_empty()) {
///     events.extend(replay.feed(&Replay::read_line(line)?));
/// }
/// events.extend(replay.finish());
/// assert!(events.iter().any(|event| matches!(event, ActivityEvent::Started { .. })));
/// assert!(matches!(events.last(), Some(ActivityEvent::Ended { .. })));
/// # Ok::<(), plex_api::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Replay {
    filter: ActivityFilter,
    tracker: Tracker,
    watcher: SubscriberId,
    now: Timestamp,
    epoch: Epoch,
    /// The present connection, if any.
    link: Option<Link>,
    /// Whether the recording has had a record of a connection.
    tells_connections: bool,
    /// Whether it has had a record of a list.
    tells_lists: bool,
    /// The list that the tracker asked for and that was not sent yet.
    wanted: Option<Ticket>,
    /// The lists that were sent and not answered yet, with the numbers of the recording.
    sent: Vec<(Option<u64>, Ticket)>,
    skipped: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Link {
    Open,
    /// Polling shows that it works by its first list.
    Unproven,
}

impl Replay {
    /// Begins to replay for a watcher with this filter.
    #[must_use]
    pub fn new(filter: ActivityFilter) -> Self {
        let mut replay = Self {
            filter,
            tracker: Tracker::new(policy(None, None, None)),
            watcher: SubscriberId::default(),
            now: Timestamp::default(),
            epoch: Epoch::default(),
            link: None,
            tells_connections: false,
            tells_lists: false,
            wanted: None,
            sent: Vec::new(),
            skipped: 0,
        };
        replay.watch();
        replay
    }

    /// Reads one line of a recording.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) for a line that is not a record, with the
    /// field or the place and what was expected there, and for a recording of a newer version. A record
    /// of an unknown kind is [`Recorded::Unknown`].
    pub fn read_line(line: &str) -> Result<Record> {
        Record::read(line)
    }

    /// Takes the next record, and returns the events that a watcher gets because of it.
    ///
    /// A record that goes back in time counts as of the same moment as the one before.
    pub fn feed(&mut self, record: &Record) -> Vec<ActivityEvent> {
        self.now = self.now.max(Timestamp::at(record.at));
        match &record.what {
            Recorded::Recording {
                program,
                list_spacing,
                remember_ended,
                remember_ended_at_most,
                ..
            } => {
                self.begin(policy(
                    *list_spacing,
                    *remember_ended,
                    *remember_ended_at_most,
                ));
                // A program records its connections. A list may be answered before the first of them.
                self.tells_connections = program.is_some();
            }
            Recorded::Connected { transport } => self.connect(*transport),
            Recorded::Disconnected { reason, retry_in } => self.disconnect(reason, *retry_in),
            Recorded::Message {
                transport,
                event,
                data,
                ..
            } => self.message(*transport, event.as_deref(), data),
            Recorded::ListSent { number } => self.send_list(*number),
            Recorded::List {
                activities,
                complete,
                number,
            } => self.list(*number, activities, *complete),
            Recorded::ListFailed {
                reason,
                number,
                answered,
            } => self.list_failed(*number, reason, *answered),
            Recorded::Closed { .. } => return self.close(),
            Recorded::Unknown => self.skipped += 1,
        }
        self.take()
    }

    /// The events that a watcher would still get after the last record.
    #[must_use]
    pub fn finish(mut self) -> Vec<ActivityEvent> {
        self.take()
    }

    /// Returns the number of records that were skipped because this version does not know their kind.
    #[must_use]
    pub fn skipped(&self) -> u64 {
        self.skipped
    }

    fn begin(&mut self, policy: TrackerPolicy) {
        let skipped = self.skipped;
        *self = Self::new(self.filter.clone());
        self.skipped = skipped;
        self.tracker = Tracker::new(policy);
        self.watch();
    }

    fn watch(&mut self) {
        let subscription = Subscription::Watch {
            filter: self.filter.clone(),
            buffer: BUFFER,
        };
        let (watcher, effects) = self.tracker.subscribe(self.now, subscription);
        self.watcher = watcher;
        self.note(&effects);
    }

    fn connect(&mut self, transport: Transport) {
        self.tells_connections = true;
        self.epoch = Epoch(self.epoch.0 + 1);
        self.link = Some(if transport == Transport::Polling {
            Link::Unproven
        } else {
            self.apply(Input::Broadcast(ActivityEvent::connected(transport)));
            Link::Open
        });
        self.apply(Input::Connected {
            epoch: self.epoch,
            // The recording says when a list was asked for.
            poll_every: None,
        });
    }

    /// Connects when the recording has had no record of a connection.
    fn be_connected(&mut self, transport: Transport) {
        if !self.tells_connections {
            self.connect(transport);
        }
    }

    fn disconnect(&mut self, reason: &str, retry_in: Option<Duration>) {
        self.tells_connections = true;
        if self.link.take().is_some() {
            self.apply(Input::ConnectionLost { epoch: self.epoch });
        }
        if let Some(retry_in) = retry_in {
            self.apply(Input::Broadcast(ActivityEvent::disconnected(
                reason, retry_in,
            )));
        }
    }

    fn message(&mut self, transport: Transport, event: Option<&str>, data: &str) {
        self.be_connected(transport);
        if !self.tells_lists {
            self.send_list(None);
            self.list(None, &[], true);
        }
        // It only shows that the connection lives, which is not an input of the tracker.
        if event.is_some() && (event == Some("ping") || data.is_empty()) {
            return;
        }
        match decode(event, data) {
            Ok(notification) => {
                let (changes, undecodable) = notification.into_parts();
                for change in changes {
                    self.apply(Input::change(self.epoch, change));
                }
                for part in undecodable {
                    self.undecodable(&part);
                }
            }
            Err(whole) => self.undecodable(&whole),
        }
    }

    fn undecodable(&mut self, what: &Undecodable) {
        self.apply(Input::Undecodable {
            epoch: self.epoch,
            excerpt: what.excerpt().into(),
        });
    }

    fn send_list(&mut self, number: Option<u64>) {
        self.be_connected(Transport::Polling);
        self.tells_lists = true;
        if number.is_none() {
            // The next answer is taken for the newest list, so no other can be answered.
            for (_, lost) in std::mem::take(&mut self.sent) {
                self.apply(Input::ListAbandoned(lost));
            }
        }
        // It may have been sent for a wait, and a recording does not have the waits.
        self.apply(Input::ListDue);
        if let Some(ticket) = self.wanted.take() {
            self.sent.push((number, ticket));
            self.apply(Input::ListSent(ticket));
        }
    }

    /// The list that an answer belongs to, which is in flight no more. An answer without one belongs
    /// to a list that was given up.
    fn take_sent(&mut self, number: Option<u64>) -> Option<Ticket> {
        let tracker = &self.tracker;
        self.sent
            .retain(|(_, ticket)| tracker.is_in_flight(*ticket));
        let is_it = |sent: &(Option<u64>, Ticket)| number.is_none() || sent.0 == number;
        let place = self.sent.iter().rposition(is_it)?;
        Some(self.sent.remove(place).1)
    }

    fn list(&mut self, number: Option<u64>, activities: &[Value], complete: bool) {
        // A recording may begin between a list and its answer.
        if self.sent.is_empty() && (number.is_none() || !self.tells_lists) {
            self.send_list(number);
        }
        let Some(ticket) = self.take_sent(number) else {
            return;
        };
        if self.link == Some(Link::Unproven) {
            self.link = Some(Link::Open);
            let transport = Transport::Polling;
            self.apply(Input::Broadcast(ActivityEvent::connected(transport)));
        }
        let list: LenientVec<Activity> =
            LenientVec::read(&Value::from(activities.to_vec()).to_string()).unwrap_or_default();
        let (entries, unreadable, left_out) = list.into_all_parts();
        let mut listed = ListedActivities::new(entries, &unreadable, left_out.ids, left_out.count);
        listed.is_cut |= !complete;
        self.apply(Input::ListAnswered(ListAnswer { ticket, listed }));
    }

    fn list_failed(&mut self, number: Option<u64>, reason: &str, answered: bool) {
        if let Some(ticket) = self.take_sent(number) {
            let kind = if answered {
                ErrorKind::Server
            } else {
                ErrorKind::Connect
            };
            let failure = ListFailure::new(kind, reason);
            self.apply(Input::ListFailed(ticket, failure));
        }
    }

    /// A later watcher is another one.
    fn close(&mut self) -> Vec<ActivityEvent> {
        self.link = None;
        self.apply(Input::Closed);
        let last = self.take();
        self.watch();
        last
    }

    fn apply(&mut self, input: Input) {
        let effects = self.tracker.apply(self.now, input);
        self.note(&effects);
    }

    fn note(&mut self, effects: &Effects) {
        if effects.send_list.is_some() {
            self.wanted = effects.send_list;
        }
    }

    fn take(&mut self) -> Vec<ActivityEvent> {
        let mut events = Vec::new();
        while let Taken::Event(event) = self.tracker.pop(self.now, self.watcher) {
            events.push(event);
        }
        events
    }
}

fn decode(event: Option<&str>, data: &str) -> Result<Notification, Undecodable> {
    match event {
        Some(name) => Notification::from_event(name, data),
        None => Notification::from_websocket(data),
    }
}

/// The tracker's numbers as they were. It may ask for lists at any time: the recording says whether
/// one came.
fn policy(
    list_spacing: Option<Duration>,
    remember_ended: Option<Duration>,
    remember_ended_at_most: Option<usize>,
) -> TrackerPolicy {
    let usual = TrackerPolicy::default();
    TrackerPolicy {
        list_spacing: Duration::ZERO,
        confirm_after: list_spacing.unwrap_or(usual.confirm_after),
        heal_after: list_spacing.unwrap_or(usual.heal_after),
        tombstones_kept: remember_ended.unwrap_or(usual.tombstones_kept),
        tombstones_at_most: remember_ended_at_most.unwrap_or(usual.tombstones_at_most),
        ..usual
    }
}
