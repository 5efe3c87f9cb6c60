//! The transport to use: the best one that is not set aside.

use std::sync::Arc;
use std::time::Duration;

use super::policy::TransportChoice;
use crate::model::Transport;
use crate::tracker::Timestamp;

/// The order in which transports are tried.
const ORDER: [Transport; 3] = [
    Transport::WebSocket,
    Transport::EventSource,
    Transport::Polling,
];

/// The transports that are set aside, with the time and the reason.
///
/// A failure counts against a transport only once another transport or a list works: a server that
/// restarts behind a proxy answers 404 or 502 on every path, which says nothing about WebSockets.
#[derive(Clone, Debug)]
pub(crate) struct TransportFallback {
    choice: TransportChoice,
    retry_after: Duration,
    failed: Vec<FailedTransport>,
    /// The transports that the server asked not to use until then. That is no failure.
    put_off: Vec<(Transport, Timestamp)>,
    short_lived: Option<ShortLived>,
}

/// The number of connections in a row of a transport that broke before they delivered anything useful.
#[derive(Clone, Copy, Debug)]
struct ShortLived {
    transport: Transport,
    connections: u32,
}

#[derive(Clone, Debug)]
struct FailedTransport {
    transport: Transport,
    until: Timestamp,
    reason: Arc<str>,
    /// Whether something else has worked since.
    committed: bool,
}

impl TransportFallback {
    pub(crate) fn new(choice: TransportChoice, retry_after: Duration) -> Self {
        Self {
            choice,
            retry_after,
            failed: Vec::new(),
            put_off: Vec::new(),
            short_lived: None,
        }
    }

    /// The transport to try now.
    pub(crate) fn choose(&mut self, now: Timestamp) -> Transport {
        self.failed.retain(|failed| failed.until > now);
        self.put_off.retain(|(_, until)| *until > now);
        if let TransportChoice::Only(transport) = self.choice {
            // A transport that delivers nothing hides the ends of activities; lists show them.
            let works = self.failed.is_empty() && self.put_off.is_empty();
            return if works { transport } else { Transport::Polling };
        }
        // Polling needs plain requests only, so it is always possible.
        *ORDER
            .iter()
            .find(|transport| self.set_aside_until(**transport).is_none())
            .unwrap_or(&Transport::Polling)
    }

    /// Until when a transport is not used, for either reason.
    fn set_aside_until(&self, transport: Transport) -> Option<Timestamp> {
        let failed = self.failed.iter().map(|one| (one.transport, one.until));
        failed
            .chain(self.put_off.iter().copied())
            .filter(|(one, _)| *one == transport)
            .map(|(_, until)| until)
            .max()
    }

    /// Does not use a transport until then, because the server asked for it.
    pub(crate) fn put_off(&mut self, transport: Transport, until: Timestamp) {
        self.put_off.retain(|(one, _)| *one != transport);
        self.put_off.push((transport, until));
    }

    /// Sets a transport aside; `false` when there is no other to try.
    pub(crate) fn mark_failed(
        &mut self,
        now: Timestamp,
        transport: Transport,
        reason: Arc<str>,
    ) -> bool {
        if matches!(self.choice, TransportChoice::Only(_)) || transport == Transport::Polling {
            return false;
        }
        self.set_aside(now, transport, reason);
        true
    }

    fn set_aside(&mut self, now: Timestamp, transport: Transport, reason: Arc<str>) {
        self.failed.retain(|failed| failed.transport != transport);
        self.failed.push(FailedTransport {
            transport,
            until: now.plus(self.retry_after),
            reason,
            committed: false,
        });
    }

    /// Notes that a connection lasted long enough to be useful.
    pub(crate) fn record_useful(&mut self) {
        self.short_lived = None;
    }

    /// Notes that a connection broke at once, and sets its transport aside after `enough` of them
    /// in a row.
    pub(crate) fn record_short_lived(
        &mut self,
        now: Timestamp,
        transport: Transport,
        reason: &str,
        enough: u32,
    ) {
        let before = self.short_lived.filter(|one| one.transport == transport);
        let connections = before.map_or(0, |one| one.connections).saturating_add(1);
        if connections < enough {
            self.short_lived = Some(ShortLived {
                transport,
                connections,
            });
            return;
        }
        self.short_lived = None;
        let reason = format!("{connections} connections in a row broke at once: {reason}");
        self.set_aside(now, transport, reason.into());
        // It did connect, so the server itself is reachable.
        self.commit();
    }

    /// Another transport succeeded, so each earlier failure was that transport's own.
    pub(crate) fn commit(&mut self) {
        for failed in &mut self.failed {
            failed.committed = true;
        }
    }

    /// No transport works, so the failures since the last success are not a transport's fault.
    pub(crate) fn rollback(&mut self) {
        self.failed.retain(|failed| failed.committed);
    }

    /// Returns the time to try a better transport than `current` again.
    pub(crate) fn better_at(&self, current: Transport) -> Option<Timestamp> {
        ORDER
            .iter()
            .take_while(|transport| **transport != current)
            .filter_map(|transport| self.set_aside_until(*transport))
            .min()
    }

    /// The transports that are set aside, each with the reason.
    pub(crate) fn failed(&self) -> Vec<(Transport, Arc<str>)> {
        self.failed
            .iter()
            .map(|failed| (failed.transport, Arc::clone(&failed.reason)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AFTER: Duration = Duration::from_secs(600);

    fn at(seconds: u64) -> Timestamp {
        Timestamp::at(Duration::from_secs(seconds))
    }

    #[test]
    fn failed_transports_are_skipped_in_order_and_retried_later() {
        let mut fallback = TransportFallback::new(TransportChoice::Auto, AFTER);
        assert_eq!(fallback.choose(at(0)), Transport::WebSocket);
        assert!(fallback.mark_failed(at(0), Transport::WebSocket, "404".into()));
        assert_eq!(fallback.choose(at(1)), Transport::EventSource);
        assert!(fallback.mark_failed(at(1), Transport::EventSource, "404".into()));
        assert_eq!(fallback.choose(at(2)), Transport::Polling);
        assert!(!fallback.mark_failed(at(2), Transport::Polling, "404".into()));
        fallback.commit();
        assert_eq!(fallback.better_at(Transport::Polling), Some(at(600)));
        assert_eq!(fallback.better_at(Transport::EventSource), Some(at(600)));
        assert_eq!(fallback.better_at(Transport::WebSocket), None);
        assert_eq!(fallback.choose(at(599)), Transport::Polling);
        assert_eq!(fallback.choose(at(600)), Transport::WebSocket);
        assert_eq!(fallback.failed().len(), 1);
    }

    #[test]
    fn failures_before_first_success_are_not_blamed_on_transport() {
        let mut fallback = TransportFallback::new(TransportChoice::Auto, AFTER);
        fallback.mark_failed(at(0), Transport::WebSocket, "400".into());
        fallback.commit();
        fallback.mark_failed(at(1), Transport::EventSource, "502".into());
        fallback.rollback();
        assert_eq!(fallback.choose(at(2)), Transport::EventSource);
    }

    #[test]
    fn a_transport_whose_connections_keep_breaking_at_once_is_set_aside() {
        let mut fallback = TransportFallback::new(TransportChoice::Auto, AFTER);
        let breaks = |fallback: &mut TransportFallback| {
            fallback.record_short_lived(at(1), Transport::WebSocket, "gone", 3);
        };
        breaks(&mut fallback);
        breaks(&mut fallback);
        fallback.record_useful();
        breaks(&mut fallback);
        breaks(&mut fallback);
        assert_eq!(fallback.choose(at(2)), Transport::WebSocket);
        breaks(&mut fallback);
        assert_eq!(fallback.choose(at(2)), Transport::EventSource);
        let [(Transport::WebSocket, reason)] = &fallback.failed()[..] else {
            panic!("{fallback:?}")
        };
        assert!(reason.contains("3 connections") && reason.contains("gone"));
        fallback.record_short_lived(at(3), Transport::EventSource, "gone", 3);
        fallback.rollback();
        assert_eq!(fallback.choose(at(4)), Transport::EventSource);
    }

    #[test]
    fn polling_replaces_the_only_transport_while_that_delivers_nothing() {
        let mut fallback =
            TransportFallback::new(TransportChoice::Only(Transport::EventSource), AFTER);
        for _ in 0..3 {
            assert_eq!(fallback.choose(at(1)), Transport::EventSource);
            fallback.record_short_lived(at(1), Transport::EventSource, "cut", 3);
        }
        assert_eq!(fallback.choose(at(2)), Transport::Polling);
        assert_eq!(fallback.better_at(Transport::Polling), Some(at(601)));
        fallback.rollback();
        assert_eq!(fallback.choose(at(600)), Transport::Polling);
        assert_eq!(fallback.choose(at(601)), Transport::EventSource);
    }

    #[test]
    fn a_transport_that_was_put_off_is_skipped_until_its_time_and_is_not_blamed() {
        let mut fallback = TransportFallback::new(TransportChoice::Auto, AFTER);
        fallback.put_off(Transport::WebSocket, at(60));
        fallback.put_off(Transport::EventSource, at(30));
        fallback.rollback();
        assert_eq!(fallback.choose(at(1)), Transport::Polling);
        assert!(fallback.failed().is_empty());
        assert_eq!(fallback.better_at(Transport::Polling), Some(at(30)));
        assert_eq!(fallback.choose(at(30)), Transport::EventSource);
        assert_eq!(fallback.better_at(Transport::EventSource), Some(at(60)));
        assert_eq!(fallback.choose(at(60)), Transport::WebSocket);

        let only = TransportChoice::Only(Transport::WebSocket);
        let mut fallback = TransportFallback::new(only, AFTER);
        fallback.put_off(Transport::WebSocket, at(60));
        assert_eq!(fallback.choose(at(1)), Transport::Polling);
        assert_eq!(fallback.better_at(Transport::Polling), Some(at(60)));
        assert_eq!(fallback.choose(at(60)), Transport::WebSocket);
    }

    #[test]
    fn a_refusal_never_replaces_the_only_transport() {
        let mut fallback =
            TransportFallback::new(TransportChoice::Only(Transport::EventSource), AFTER);
        assert!(!fallback.mark_failed(at(0), Transport::EventSource, "404".into()));
        assert_eq!(fallback.choose(at(1)), Transport::EventSource);
        assert_eq!(fallback.better_at(Transport::EventSource), None);
    }
}
