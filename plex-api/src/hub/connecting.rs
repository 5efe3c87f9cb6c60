//! How the driver connects, falls back, gives way and goes down for a while.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::connection_state::Link;
use super::driver::{Attempt, Driver, is_final};
use super::status::ConnectionState;
use crate::error::{ErrorKind, Result};
use crate::model::ActivityList;
use crate::model::Transport;
use crate::notifications::{
    Connection, Disconnect, Refusal, RefusalKind, connect_event_source, connect_websocket,
};
use crate::tracker::{ActivityEvent, Input};

impl Driver {
    pub(super) fn connect(&mut self) {
        let transport = self.route.choose(self.hub.now());
        tracing::debug!(%transport, "connecting");
        if transport == Transport::Polling {
            self.poll();
            return;
        }
        self.report(ConnectionState::Connecting(transport), false, None);
        self.link = Link::Connecting(transport, self.attempt(transport));
    }

    pub(super) fn attempt(&self, transport: Transport) -> Attempt {
        let deadline = self
            .plex
            .request_timeout()
            .min(self.hub.policy.handshake_deadline);
        let plex = self.plex.with_request_timeout(deadline);
        let settings = Arc::clone(&self.settings);
        Box::pin(async move {
            match transport {
                Transport::EventSource => connect_event_source(&plex, &settings).await,
                _ => connect_websocket(&plex, &settings).await,
            }
        })
    }

    /// Tries a transport that was refused a while ago; the one in use goes on meanwhile.
    pub(super) fn try_better(&mut self) {
        let transport = self.route.choose(self.hub.now());
        self.link.set_better_at(None);
        if transport != Transport::Polling {
            self.trial = Some((transport, self.attempt(transport)));
        }
    }

    pub(super) fn take_trial(
        &mut self,
        (transport, answer): (Transport, Result<Connection, Refusal>),
    ) {
        self.trial = None;
        match answer {
            Ok(connection) => {
                if let Some(epoch) = self.link.epoch() {
                    self.hub.apply(Input::ConnectionLost { epoch });
                }
                self.opened(transport, connection);
            }
            Err(refusal) => {
                self.route
                    .refuse(self.hub.now(), transport, refusal.error.message().into());
                if let Some(current) = self.link.transport() {
                    self.route.confirm();
                    self.link.set_better_at(self.better_at(current));
                }
            }
        }
    }

    pub(super) fn opened(&mut self, transport: Transport, connection: Connection) {
        self.route.confirm();
        self.trial = None;
        let epoch = self.next_epoch();
        self.link = Link::Open {
            transport,
            connection,
            epoch,
            since: Instant::now(),
            better_at: self.better_at(transport),
        };
        tracing::info!(%transport, "connected");
        self.report(ConnectionState::Connected(transport), false, None);
        self.record(|recorder, now| recorder.connected(now, transport));
        self.hub.announce(ActivityEvent::connected(transport));
        self.hub.apply(Input::Connected {
            epoch,
            poll_every: None,
        });
    }

    pub(super) fn poll(&mut self) {
        let epoch = self.next_epoch();
        self.link = Link::Polling {
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
        self.record(|recorder, now| recorder.connected(now, Transport::Polling));
    }

    pub(super) fn refused(&mut self, transport: Transport, refusal: Refusal) {
        let reason = refusal.error.message().to_owned();
        tracing::info!(%transport, %reason, "no connection");
        match refusal.kind {
            RefusalKind::Status
                if matches!(
                    refusal.error.kind(),
                    ErrorKind::Unauthorized | ErrorKind::Forbidden
                ) =>
            {
                let deadline = self
                    .hub
                    .policy
                    .list_deadline
                    .min(self.plex.request_timeout());
                let plex = self.plex.with_request_timeout(deadline);
                let list = Box::pin(async move { plex.activities().list_detailed().await });
                self.link = Link::Doubtful(refusal, transport, list);
            }
            // A server that says that it is starting, or a proxy that says to slow down, refuses
            // everything and not this transport.
            RefusalKind::Status
                if refusal.error.status() == Some(503)
                    || refusal.error.kind() == ErrorKind::RateLimited =>
            {
                self.wait(&reason, refusal.error.retry_after());
            }
            RefusalKind::NotReached if refusal.error.kind() != ErrorKind::Timeout => {
                self.wait(&reason, None);
            }
            _ => self.set_aside(transport, &reason, refusal.error.retry_after()),
        }
    }

    /// Goes on to the next transport, if there is one.
    pub(super) fn set_aside(
        &mut self,
        transport: Transport,
        reason: &str,
        retry_after: Option<Duration>,
    ) {
        if self.route.refuse(self.hub.now(), transport, reason.into()) {
            self.connect();
        } else {
            self.wait(reason, retry_after);
        }
    }

    /// A transport refused the token: final if the list does too, otherwise only the transport's.
    pub(super) fn judge(
        &mut self,
        transport: Transport,
        refusal: &Refusal,
        list: Result<ActivityList>,
    ) -> Result<()> {
        match list {
            Ok(_) => self.set_aside(transport, refusal.error.message(), None),
            Err(error) if is_final(&error) => return Err(error),
            Err(error) => self.wait(error.message(), error.retry_after()),
        }
        Ok(())
    }

    pub(super) fn lost(&mut self, disconnect: &Disconnect) {
        tracing::info!(reason = %disconnect, "disconnected");
        if let (Some(transport), Some(since)) = (self.link.transport(), self.link.since()) {
            if since.elapsed() < self.hub.policy.list_spacing {
                let enough = self.hub.policy.brief_connections;
                let reason = disconnect.to_string();
                self.route
                    .was_brief(self.hub.now(), transport, &reason, enough);
            } else {
                self.route.was_of_use();
            }
        }
        self.wait(&disconnect.to_string(), None);
    }

    /// Goes down for a while.
    pub(super) fn wait(&mut self, reason: &str, asked: Option<Duration>) {
        let lasted = self
            .link
            .since()
            .map(|since| since.elapsed())
            .unwrap_or_default();
        if lasted >= self.hub.policy.healthy_after && self.hub.is_synced() {
            self.backoff.reset();
        }
        self.backoff.lasted(lasted);
        self.trial = None;
        if let Some(epoch) = self.link.epoch() {
            self.hub.apply(Input::ConnectionLost { epoch });
        } else {
            self.route.forgive();
        }
        let pause = self.backoff.next(asked, fastrand::f64());
        self.link = Link::Waiting(crate::time::from_now(pause));
        let reason: Arc<str> = reason.into();
        self.report(
            ConnectionState::Waiting { retry_in: pause },
            false,
            Some(Arc::clone(&reason)),
        );
        self.record(|recorder, now| recorder.disconnected(now, &reason, Some(pause)));
        self.hub
            .announce(ActivityEvent::disconnected(&reason, pause));
    }

    /// The first list that comes shows that polling works.
    pub(super) fn prove_polling(&mut self) {
        if let Link::Polling {
            proven: proven @ false,
            ..
        } = &mut self.link
        {
            *proven = true;
            self.route.confirm();
            tracing::info!(transport = %Transport::Polling, "connected");
            self.report(ConnectionState::Connected(Transport::Polling), false, None);
            self.hub
                .announce(ActivityEvent::connected(Transport::Polling));
        }
    }

    pub(super) fn better_at(&self, current: Transport) -> Option<Instant> {
        self.route
            .better_at(current)
            .map(|moment| self.hub.instant(moment))
    }
}
