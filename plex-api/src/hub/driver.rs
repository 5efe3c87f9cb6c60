//! The one task of a client that holds the connection, sends the lists and feeds the tracker.
//!
//! [The module above](super) describes its states, and the events that it waits for.

use std::future::{Future, poll_fn};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::Poll;
use std::time::Duration;

use tokio::time::Instant;

use super::connection_state::{ConnEvent, ConnState, InFlight, sleep_until};
use super::hub::{HubCore, closed};
use super::log_throttle::{LogThrottle, OutageLog};
use super::observer::ConnectionObserver;
use super::status::{ConnectionState, ConnectionStatus};
use super::transport_fallback::TransportFallback;
use super::widening::{OVERLAP, Overlap};
use crate::backoff::Backoff;
use crate::client::SourceFailed;
use crate::error::{Error, ErrorKind, Result};
use crate::model::{ActivityList, Transport};
use crate::notifications::{
    Connection, Disconnect, Incoming, Notification, NotificationKinds, Refusal, RefusalKind,
    Settings, connect_event_source, connect_websocket,
};
use crate::tracker::{ActivityEvent, Epoch, Input, ListAnswer, ListFailure, Ticket, Timestamp};

/// The number of messages that are taken in one turn: far fewer than a watcher can buffer.
const MESSAGES_PER_TURN: usize = 64;

/// Drives the hub until it has no subscribers, or the server refuses the token.
pub(super) fn drive(hub: Arc<HubCore>) -> impl Future<Output = ()> + Send {
    // Made at once: a runtime that has ended drops the task before it polls it.
    let guard = TaskGuard(Some(Arc::clone(&hub)));
    drive_guarded(hub, guard)
}

async fn drive_guarded(hub: Arc<HubCore>, mut guard: TaskGuard) {
    let mut driver = Driver::new(hub);
    driver.observe(|observer, now| observer.started(now, &driver.hub.policy));
    loop {
        if let Err(error) = driver.run().await {
            tracing::error!(%error, "the server refuses the token; giving up");
            driver.report(
                ConnectionState::Refused,
                false,
                Some(error.message().into()),
            );
            // Before the next driver can start, which reports to the same observer.
            driver.observe(|observer, now| observer.closed(now, Some(error.message())));
            driver.hub.fail(&error);
            break;
        }
        driver.observe(|observer, now| observer.closed(now, None));
        if driver.hub.release() {
            break;
        }
        // A subscriber came at the last moment.
        driver.reset();
    }
    guard.0 = None;
}

/// Fails all subscribers when the task is dropped before its end, as a runtime does when it ends.
struct TaskGuard(Option<Arc<HubCore>>);

impl Drop for TaskGuard {
    fn drop(&mut self) {
        if let Some(hub) = &self.0 {
            hub.fail(&closed());
        }
    }
}

type Handshake = InFlight<Result<Connection, Refusal>>;
type SentList = (Ticket, InFlight<Result<ActivityList>>);

struct Driver {
    hub: Arc<HubCore>,
    settings: Settings,
    fallback: TransportFallback,
    backoff: Backoff,
    state: ConnState,
    /// A better transport that is tried beside the one in use; or the same, for more kinds of
    /// notifications.
    trial: Option<(Transport, Handshake)>,
    /// The kinds that the newest handshake asks for, and the kinds of the open stream.
    asked_kinds: NotificationKinds,
    open_kinds: NotificationKinds,
    /// While the trial is for more kinds: the messages that the present stream delivers meanwhile.
    widening: Option<Overlap>,
    /// The messages of the replaced stream that the present stream may repeat.
    repeated: Option<Overlap>,
    /// The lists in flight, the older one first: the tracker allows two.
    lists: Vec<SentList>,
    unwanted_since: Option<Instant>,
    unreadable: LogThrottle,
    outage: OutageLog,
    /// A connection was cut, and no handshake has had an answer since.
    is_after_cut: bool,
    /// The number of lists in a row that were not answered in time.
    slow_lists: u32,
    /// A connection that worked was lost, and none has worked since.
    is_lost: bool,
}

/// The reason why the driver woke up.
enum Wakeup {
    /// A subscriber came or left, or the tracker asked for a list.
    Changed,
    Connection(ConnEvent),
    List((Ticket, Result<ActivityList>)),
    Trial((Transport, Result<Connection, Refusal>)),
    Deadline,
    LingerOver,
}

impl Driver {
    fn new(hub: Arc<HubCore>) -> Self {
        Self {
            settings: Settings {
                keeps_messages: hub.observer.is_some(),
                ..hub.policy.settings()
            },
            fallback: TransportFallback::new(
                hub.policy.transport,
                hub.policy.retry_transport_after(),
            ),
            backoff: Backoff::new(hub.policy.backoff_floor, hub.policy.backoff_cap),
            state: ConnState::Down,
            trial: None,
            asked_kinds: NotificationKinds::activities(),
            open_kinds: NotificationKinds::activities(),
            widening: None,
            repeated: None,
            lists: Vec::new(),
            unwanted_since: None,
            unreadable: LogThrottle::default(),
            outage: OutageLog::default(),
            is_after_cut: false,
            slow_lists: 0,
            is_lost: false,
            hub,
        }
    }

    /// Returns to the initial state, and keeps the knowledge about the transports.
    fn reset(&mut self) {
        self.state = ConnState::Down;
        self.end_trial();
        self.lists.clear();
        self.unwanted_since = None;
        self.is_after_cut = false;
        self.is_lost = false;
        self.backoff.reset();
    }

    /// `Ok` when no subscriber was left; the error is final.
    async fn run(&mut self) -> Result<()> {
        loop {
            self.send_wanted_list();
            let deadline = self
                .hub
                .next_deadline()
                .map(|moment| self.hub.instant(moment));
            let linger_end = self.linger_end();
            match self.next(deadline, linger_end).await {
                Wakeup::Changed => self.widen_if_wanted(Duration::ZERO),
                Wakeup::Connection(event) => {
                    self.handle_event(event)?;
                    self.handle_arrived().await?;
                }
                Wakeup::List(answer) => self.handle_list(answer)?,
                Wakeup::Trial(answer) if self.widening.is_some() => {
                    self.handle_wider(answer).await?;
                }
                Wakeup::Trial(answer) => self.handle_trial(answer),
                Wakeup::Deadline => self.hub.apply(Input::Tick),
                Wakeup::LingerOver => {
                    if self.hub.close_if_unwanted() {
                        self.reset();
                        return Ok(());
                    }
                }
            }
        }
    }

    /// Waits for the first event. The connection is last: a server that floods it would starve the
    /// others, none of which is ready again and again by itself.
    async fn next(&mut self, deadline: Option<Instant>, linger_end: Option<Instant>) -> Wakeup {
        tokio::select! {
            biased;
            () = self.hub.changed.notified() => Wakeup::Changed,
            answer = list_answered(&mut self.lists) => Wakeup::List(answer),
            answer = answered(&mut self.trial) => Wakeup::Trial(answer),
            () = sleep_until(deadline) => Wakeup::Deadline,
            () = sleep_until(linger_end) => Wakeup::LingerOver,
            event = self.state.next_event() => Wakeup::Connection(event),
        }
    }

    /// Takes messages that have already arrived: to look at every timer between two of them would
    /// cost more than the message. Then the subscribers have their turn.
    async fn handle_arrived(&mut self) -> Result<()> {
        for _ in 0..MESSAGES_PER_TURN {
            let Some(event) = self.state.arrived().await else {
                return Ok(());
            };
            self.handle_event(event)?;
        }
        tokio::task::yield_now().await;
        Ok(())
    }

    /// Returns the time to close the connection, while there are no subscribers.
    fn linger_end(&mut self) -> Option<Instant> {
        if self.hub.is_wanted() {
            self.unwanted_since = None;
            return None;
        }
        let since = *self.unwanted_since.get_or_insert_with(Instant::now);
        if self.hub.is_orphaned() {
            return Some(since);
        }
        Some(crate::time::after(since, self.hub.policy.linger))
    }

    fn handle_event(&mut self, event: ConnEvent) -> Result<()> {
        match event {
            ConnEvent::Connect => self.connect(),
            ConnEvent::TryBetter => self.try_better(),
            ConnEvent::HandshakeDone(transport, Ok(connection)) => {
                self.is_after_cut = false;
                self.enter_open(transport, connection);
            }
            ConnEvent::HandshakeDone(transport, Err(refusal)) => {
                self.handle_refusal(transport, refusal);
            }
            ConnEvent::TokenVerified(refusal, transport, list) => {
                return self.resolve_token_check(transport, &refusal, list);
            }
            ConnEvent::Incoming(epoch, incoming) => self.handle_incoming(epoch, incoming),
        }
        Ok(())
    }
}

/// Messages and lists.
impl Driver {
    fn handle_incoming(&mut self, epoch: Epoch, incoming: Incoming) {
        let is_repeated = matches!(&incoming, Incoming::Notification(one) if self.is_repeated(one));
        if let Some(observer) = &self.hub.observer
            && let Some(message) = self.state.take_message()
            && !is_repeated
        {
            observer.message(self.hub.now(), message);
        }
        if is_repeated {
            return;
        }
        match incoming {
            Incoming::KeepAlive => {}
            Incoming::Undecodable(undecodable) => {
                self.unreadable.warn(Instant::now(), &undecodable);
                self.hub.apply(Input::Undecodable {
                    epoch,
                    excerpt: undecodable.excerpt().into(),
                });
            }
            Incoming::Notification(notification) => self.handle_notification(epoch, notification),
            Incoming::Closed(disconnect) => self.handle_disconnect(&disconnect),
        }
    }

    fn handle_notification(&mut self, epoch: Epoch, notification: Notification) {
        if self.hub.has_feeds() {
            self.hub.publish(&notification);
        }
        let (changes, undecodable) = notification.into_parts();
        for change in changes {
            self.hub.apply(Input::change(epoch, change));
        }
        for part in undecodable {
            self.unreadable.warn(Instant::now(), &part);
            self.hub.apply(Input::Undecodable {
                epoch,
                excerpt: part.excerpt().into(),
            });
        }
    }

    /// Returns `true` if the stream that this one replaced has delivered the notification.
    fn is_repeated(&mut self, notification: &Notification) -> bool {
        if let Some(overlap) = &mut self.repeated {
            let is_repeated = overlap.is_repeated(notification);
            if overlap.is_over() {
                self.repeated = None;
            }
            if is_repeated {
                return true;
            }
        }
        if let Some(overlap) = &mut self.widening {
            overlap.record(notification);
        }
        false
    }

    fn send_wanted_list(&mut self) {
        let now = self.hub.now();
        if let Some(ticket) = self.hub.take_wanted_list(now) {
            self.observe(|observer, _| observer.list_sent(now, ticket));
            let list = self.request_list(self.list_deadline());
            self.lists.push((ticket, list));
        }
        // A new connection gives up a list if two others are in flight.
        self.lists
            .retain(|(ticket, _)| self.hub.is_list_in_flight(*ticket));
    }

    fn request_list(&self, deadline: Duration) -> InFlight<Result<ActivityList>> {
        let client = match self.state {
            // Polling lists so often that a kept connection is worth it, and each answer shows that
            // it is not dead.
            ConnState::Polling { proven: true, .. } => &self.hub.client,
            _ => &self.hub.unpooled,
        };
        let client = client.with_request_timeout(deadline);
        Box::pin(async move { client.list_activities().await })
    }

    /// A server that was too slow for the last list is given more time for the next.
    fn list_deadline(&self) -> Duration {
        let doublings = self.slow_lists.min(16);
        let deadline = self.hub.policy.list_deadline.saturating_mul(1 << doublings);
        deadline.min(self.hub.client.request_timeout())
    }

    fn handle_list(&mut self, (ticket, answer): (Ticket, Result<ActivityList>)) -> Result<()> {
        match answer {
            Ok(list) => {
                self.slow_lists = 0;
                self.prove_polling();
                self.shorten_pause();
                let now = self.hub.now();
                self.observe(|observer, _| observer.list(now, ticket, &list));
                let answer = ListAnswer {
                    ticket,
                    listed: list.into_listed(),
                };
                self.hub.apply_at(now, Input::ListAnswered(answer));
                self.report_synced();
            }
            Err(error) if self.is_final(&error) => return Err(error),
            Err(error) => {
                self.outage
                    .tell(Instant::now(), "cannot list the activities", &error);
                if error.kind() == ErrorKind::Timeout {
                    self.slow_lists = self.slow_lists.saturating_add(1);
                }
                let failure = ListFailure {
                    kind: error.kind(),
                    reason: error.message().into(),
                    retry_after: error.retry_after(),
                };
                self.observe(|observer, now| observer.list_failed(now, ticket, &failure));
                self.hub.apply(Input::ListFailed(ticket, failure));
                // The trouble with lists is a part of the status.
                self.hub.change_status(|_| {});
                if matches!(self.state, ConnState::Polling { .. }) {
                    // While polling, nothing else shows that the server is gone.
                    self.fallback.rollback();
                    self.enter_backoff(error.message());
                }
            }
        }
        Ok(())
    }

    /// The first list that arrives shows that polling works.
    fn prove_polling(&mut self) {
        if let ConnState::Polling {
            proven: proven @ false,
            ..
        } = &mut self.state
        {
            *proven = true;
            self.count_reconnect();
            self.fallback.commit();
            self.outage.tell_end(Transport::Polling);
            self.report(ConnectionState::Connected(Transport::Polling), false, None);
            self.hub
                .broadcast(ActivityEvent::connected(Transport::Polling));
        }
    }
}

/// Connecting, falling back and backing off.
impl Driver {
    fn connect(&mut self) {
        let transport = self.fallback.choose(self.hub.now());
        tracing::debug!(%transport, "connecting");
        if transport == Transport::Polling {
            self.enter_polling();
            return;
        }
        self.report(ConnectionState::Connecting(transport), false, None);
        self.state = ConnState::Connecting(transport, self.handshake(transport));
    }

    fn handshake(&mut self, transport: Transport) -> Handshake {
        self.asked_kinds = self.hub.wanted_kinds();
        let deadline = self
            .hub
            .client
            .request_timeout()
            .min(self.hub.policy.handshake_deadline);
        let client = self.hub.unpooled.with_request_timeout(deadline);
        let settings = Settings {
            kinds: self.asked_kinds.clone(),
            ..self.settings.clone()
        };
        Box::pin(async move {
            match transport {
                Transport::EventSource => connect_event_source(&client, &settings).await,
                _ => connect_websocket(&client, &settings).await,
            }
        })
    }

    /// Tries a transport again that failed a while ago, beside the one in use.
    fn try_better(&mut self) {
        let transport = self.fallback.choose(self.hub.now());
        self.state.set_better_at(None);
        self.end_trial();
        if transport == Transport::Polling {
            self.widen_if_wanted(Duration::ZERO);
        } else {
            self.trial = Some((transport, self.handshake(transport)));
        }
    }

    fn handle_trial(&mut self, (transport, answer): (Transport, Result<Connection, Refusal>)) {
        self.trial = None;
        match answer {
            Ok(connection) => {
                if let Some(epoch) = self.state.epoch() {
                    self.hub.apply(Input::ConnectionLost { epoch });
                }
                self.enter_open(transport, connection);
            }
            Err(refusal) => {
                let retry_after = refusal.error.retry_after();
                if is_busy(&refusal) {
                    self.put_off(transport, retry_after.or(Some(self.hub.policy.backoff_cap)));
                } else {
                    let reason = refusal.error.message().into();
                    self.fallback.mark_failed(self.hub.now(), transport, reason);
                }
                if let Some(current) = self.state.transport() {
                    self.fallback.commit();
                    self.state.set_better_at(self.better_at(current));
                }
                self.widen_if_wanted(Duration::ZERO);
            }
        }
    }

    /// Opens a stream of more kinds beside the present one after a pause, if anybody wants more.
    fn widen_if_wanted(&mut self, pause: Duration) {
        let ConnState::Open { transport, .. } = self.state else {
            return;
        };
        let is_busy = self.trial.is_some() && self.widening.is_none();
        if is_busy || !self.hub.has_feeds() {
            return;
        }
        let coming = match self.widening {
            Some(_) => &self.asked_kinds,
            None => &self.open_kinds,
        };
        if coming.covers(&self.hub.wanted_kinds()) {
            return;
        }
        let handshake = self.handshake(transport);
        self.widening = Some(Overlap::new(self.open_kinds.clone()));
        let wider = async move {
            tokio::time::sleep(pause).await;
            let connection = handshake.await?;
            // The present stream is read on meanwhile.
            tokio::time::sleep(OVERLAP).await;
            Ok(connection)
        };
        self.trial = Some((transport, Box::pin(wider)));
    }

    /// The stream of more kinds has opened, or was refused.
    async fn handle_wider(
        &mut self,
        (transport, answer): (Transport, Result<Connection, Refusal>),
    ) -> Result<()> {
        self.trial = None;
        self.handle_arrived().await?;
        let overlap = self.widening.take();
        match (answer, &mut self.state) {
            (Ok(wider), ConnState::Open { connection, .. }) => {
                *connection = wider;
                self.repeated = overlap;
                self.open_kinds = self.asked_kinds.clone();
                tracing::debug!(kinds = ?self.open_kinds, "the stream has more kinds now");
                // For messages that a slow network has not delivered yet.
                self.hub.apply(Input::ListDue);
                self.hub.widen_feeds(&self.open_kinds);
                self.widen_if_wanted(Duration::ZERO);
            }
            // The present stream was lost at the last moment.
            (Ok(wider), _) => self.enter_open(transport, wider),
            (Err(refusal), ConnState::Open { .. }) => {
                let reason: Arc<str> = refusal.error.message().into();
                tracing::warn!(%reason, "the server refuses to send more kinds of notifications");
                self.hub.refuse_feeds(&reason);
                let pause = self.hub.policy.backoff_cap;
                let pause = refusal.error.retry_after().unwrap_or(pause).min(pause);
                self.widen_if_wanted(pause);
            }
            (Err(_), _) => {}
        }
        Ok(())
    }

    /// Gives up the trial beside the present connection.
    fn end_trial(&mut self) {
        self.trial = None;
        self.widening = None;
    }

    fn enter_open(&mut self, transport: Transport, connection: Connection) {
        self.fallback.commit();
        self.count_reconnect();
        self.end_trial();
        self.repeated = None;
        self.open_kinds = self.asked_kinds.clone();
        self.hub.set_open_kinds(&self.open_kinds);
        let epoch = self.next_epoch();
        self.state = ConnState::Open {
            transport,
            connection,
            epoch,
            since: Instant::now(),
            better_at: self.better_at(transport),
        };
        self.outage.tell_end(transport);
        self.report(ConnectionState::Connected(transport), false, None);
        self.observe(|observer, now| observer.connected(now, transport));
        self.hub.broadcast(ActivityEvent::connected(transport));
        self.hub.apply(Input::Connected {
            epoch,
            poll_every: None,
        });
        self.widen_if_wanted(Duration::ZERO);
    }

    fn enter_polling(&mut self) {
        let epoch = self.next_epoch();
        self.state = ConnState::Polling {
            epoch,
            since: Instant::now(),
            better_at: self.better_at(Transport::Polling),
            proven: false,
        };
        self.report(ConnectionState::Connecting(Transport::Polling), false, None);
        self.hub.apply(Input::Connected {
            epoch,
            poll_every: Some(self.hub.policy.poll_every),
        });
        self.observe(|observer, now| observer.connected(now, Transport::Polling));
    }

    fn handle_refusal(&mut self, transport: Transport, refusal: Refusal) {
        let reason = refusal.error.message().to_owned();
        let what = format!("cannot connect over {transport}");
        self.outage.tell(Instant::now(), &what, &reason);
        let has_timed_out =
            refusal.kind == RefusalKind::NotReached && refusal.error.kind() == ErrorKind::Timeout;
        // The cause of the cut may have made this handshake hang, too.
        let is_excused = has_timed_out && self.is_after_cut;
        if has_timed_out || refusal.kind != RefusalKind::NotReached {
            self.is_after_cut = false;
        }
        match refusal.kind {
            // Not the transport's fault, and no other one gets a better token.
            _ if self.may_get_another_token(&refusal.error) => self.enter_backoff(&reason),
            RefusalKind::Status if self.is_final(&refusal.error) => {
                let deadline = self
                    .hub
                    .policy
                    .list_deadline
                    .min(self.hub.client.request_timeout());
                self.state =
                    ConnState::VerifyingToken(refusal, transport, self.request_list(deadline));
            }
            // A server that is starting, or a proxy that limits the rate, refuses all requests, so
            // this says nothing about the transport.
            _ if is_busy(&refusal) => {
                self.put_off(transport, refusal.error.retry_after());
                self.enter_backoff(&reason);
            }
            RefusalKind::NotReached if is_excused || !has_timed_out => self.enter_backoff(&reason),
            _ => self.fall_back(transport, &reason, refusal.error.retry_after()),
        }
    }

    /// Respects a `Retry-After` of a handshake. It delays this transport only, so that another one
    /// delivers notifications meanwhile.
    fn put_off(&mut self, transport: Transport, retry_after: Option<Duration>) {
        if let Some(pause) = retry_after {
            let pause = pause.min(self.hub.policy.retry_after_cap);
            self.fallback.put_off(transport, self.hub.now().plus(pause));
        }
    }

    /// Sets the transport aside and connects over the next, if there is one.
    fn fall_back(&mut self, transport: Transport, reason: &str, retry_after: Option<Duration>) {
        let now = self.hub.now();
        if self.fallback.mark_failed(now, transport, reason.into()) {
            self.connect();
        } else {
            self.put_off(transport, retry_after);
            self.enter_backoff(reason);
        }
    }

    /// A transport refused the token. The refusal is final if the list is refused too.
    fn resolve_token_check(
        &mut self,
        transport: Transport,
        refusal: &Refusal,
        list: Result<ActivityList>,
    ) -> Result<()> {
        match list {
            Ok(_) => self.fall_back(transport, refusal.error.message(), None),
            Err(error) if self.is_final(&error) => return Err(error),
            Err(error) => {
                // This list is part of the attempt to connect.
                self.put_off(transport, error.retry_after());
                self.enter_backoff(error.message());
            }
        }
        Ok(())
    }

    fn handle_disconnect(&mut self, disconnect: &Disconnect) {
        self.outage.tell(Instant::now(), "disconnected", disconnect);
        self.is_after_cut = true;
        let addresses = self.hub.client.addresses();
        addresses.doubt(&addresses.current());
        if let (Some(transport), Some(since)) = (self.state.transport(), self.state.since()) {
            if since.elapsed() < self.hub.policy.list_spacing {
                let enough = self.hub.policy.brief_connections;
                let reason = disconnect.to_string();
                self.fallback
                    .record_short_lived(self.hub.now(), transport, &reason, enough);
            } else {
                self.fallback.record_useful();
            }
        }
        self.enter_backoff(&disconnect.to_string());
    }

    /// Goes down, and pauses before the next attempt.
    fn enter_backoff(&mut self, reason: &str) {
        let lasted = self
            .state
            .since()
            .map(|since| since.elapsed())
            .unwrap_or_default();
        if lasted >= self.hub.policy.healthy_after && self.hub.is_synced() {
            self.backoff.reset();
        }
        self.backoff.lasted(lasted);
        self.is_lost |= self.state.since().is_some();
        self.end_trial();
        if let Some(epoch) = self.state.epoch() {
            self.hub.apply(Input::ConnectionLost { epoch });
        } else {
            self.fallback.rollback();
        }
        self.backoff.set_cap(self.longest_pause());
        let pause = self.backoff.next(None, fastrand::f64());
        self.state = ConnState::Waiting {
            since: Instant::now(),
            until: crate::time::from_now(pause),
        };
        let reason: Arc<str> = reason.into();
        self.report(
            ConnectionState::Waiting { retry_in: pause },
            false,
            Some(Arc::clone(&reason)),
        );
        self.observe(|observer, now| observer.disconnected(now, &reason, pause));
        self.hub
            .broadcast(ActivityEvent::disconnected(&reason, pause));
    }

    /// The longest pause between attempts, by how long ago something last succeeded.
    fn longest_pause(&self) -> Duration {
        let policy = &self.hub.policy;
        let now = self.hub.now();
        let succeeded_at = self.hub.succeeded_at();
        if succeeded_at.is_some_and(|at| now.since(at) <= policy.recent) {
            policy.longest_recent_pause()
        } else {
            policy.backoff_cap
        }
    }

    /// A list succeeded. In a pause this shows that the server is there again, so the next attempt to
    /// connect does not wait as if it were not.
    fn shorten_pause(&mut self) {
        let longest = self.hub.policy.longest_recent_pause();
        if let ConnState::Waiting { since, until } = &mut self.state {
            let pause = until.saturating_duration_since(*since);
            if pause > longest {
                *until = crate::time::after(*since, longest);
                let state = ConnectionState::Waiting { retry_in: longest };
                self.hub.change_status(|status| status.state = state);
            }
        }
    }

    /// Returns `true` if the server refuses the token. That is final: the same token would be refused for
    /// weeks.
    fn is_final(&self, error: &Error) -> bool {
        matches!(error.kind(), ErrorKind::Unauthorized | ErrorKind::Forbidden)
            && !self.may_get_another_token(error)
    }

    /// Returns `true` if the token source or the search for the server failed, or gave no token that the
    /// server accepts, and may do so later.
    fn may_get_another_token(&self, error: &Error) -> bool {
        error.attachment::<SourceFailed>().is_some()
            || error.kind() == ErrorKind::Unauthorized
                && self.hub.client.credentials().may_get_another()
    }

    fn better_at(&self, current: Transport) -> Option<Instant> {
        self.fallback
            .better_at(current)
            .map(|moment| self.hub.instant(moment))
    }

    /// A number that no connection of this hub had before, since the tracker ignores old ones.
    fn next_epoch(&self) -> Epoch {
        Epoch(self.hub.epochs.fetch_add(1, Ordering::Relaxed) + 1)
    }
}

/// Reports to the observer and to the public status.
impl Driver {
    fn observe(&self, report: impl FnOnce(&dyn ConnectionObserver, Timestamp)) {
        if let Some(observer) = &self.hub.observer {
            report(observer.as_ref(), self.hub.now());
        }
    }

    fn count_reconnect(&mut self) {
        if std::mem::take(&mut self.is_lost) {
            self.hub.reconnects.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn report(&self, state: ConnectionState, synced: bool, trouble: Option<Arc<str>>) {
        self.hub.change_status(|status| {
            *status = ConnectionStatus {
                state,
                synced,
                last_trouble: trouble.or_else(|| status.last_trouble.take()),
                refused: self.fallback.failed(),
                ..ConnectionStatus::idle()
            };
        });
    }

    /// Reported after every list, because it may be the first one for some watcher.
    fn report_synced(&self) {
        let synced = self.hub.is_synced();
        self.hub.change_status(|status| status.synced = synced);
    }
}

/// Returns `true` if the server refuses everything for now: it is starting, or the rate is limited.
fn is_busy(refusal: &Refusal) -> bool {
    refusal.kind == RefusalKind::Status
        && (refusal.error.status() == Some(503) || refusal.error.kind() == ErrorKind::RateLimited)
}

/// The answer to a list in flight, which is removed. Pends while no list is in flight.
async fn list_answered(lists: &mut Vec<SentList>) -> (Ticket, Result<ActivityList>) {
    poll_fn(|context| {
        let answered = lists.iter_mut().enumerate().find_map(|(at, (_, list))| {
            match list.as_mut().poll(context) {
                Poll::Ready(answer) => Some((at, answer)),
                Poll::Pending => None,
            }
        });
        match answered {
            Some((at, answer)) => Poll::Ready((lists.remove(at).0, answer)),
            None => Poll::Pending,
        }
    })
    .await
}

/// The answer to a request in flight, with its tag. Pends while no request is in flight.
async fn answered<K: Copy, T>(request: &mut Option<(K, InFlight<T>)>) -> (K, T) {
    match request {
        Some((tag, answer)) => (*tag, answer.await),
        None => std::future::pending().await,
    }
}

#[cfg(test)]
#[cfg(feature = "eventsource")]
mod tests;
