//! Which transport to use: the best that is not set aside.

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

/// Which transports are set aside, until when, and why.
///
/// A refusal counts as the transport's own only once something else works: a server that restarts
/// behind a proxy answers 404 or 502 on every path, and says nothing about WebSockets by that.
#[derive(Clone, Debug)]
pub(crate) struct Route {
    choice: TransportChoice,
    retry_after: Duration,
    refused: Vec<Refused>,
    brief: Option<Brief>,
}

/// How often in a row a transport's connections broke before they were of use.
#[derive(Clone, Copy, Debug)]
struct Brief {
    transport: Transport,
    connections: u32,
}

#[derive(Clone, Debug)]
struct Refused {
    transport: Transport,
    until: Timestamp,
    reason: Arc<str>,
    confirmed: bool,
}

impl Route {
    pub(crate) fn new(choice: TransportChoice, retry_after: Duration) -> Self {
        Self {
            choice,
            retry_after,
            refused: Vec::new(),
            brief: None,
        }
    }

    /// The transport to try now.
    pub(crate) fn choose(&mut self, now: Timestamp) -> Transport {
        self.refused.retain(|refused| refused.until > now);
        if let TransportChoice::Only(transport) = self.choice {
            // One that lets nothing through is no help, and ends must be noticed all the same.
            let is_of_use = self.refused.is_empty();
            return if is_of_use {
                transport
            } else {
                Transport::Polling
            };
        }
        let is_refused = |transport: &&Transport| {
            self.refused
                .iter()
                .any(|refused| refused.transport == **transport)
        };
        // Polling is a plain request: there is always that.
        *ORDER
            .iter()
            .find(|transport| !is_refused(transport))
            .unwrap_or(&Transport::Polling)
    }

    /// Sets a transport aside; `false` when there is no other to try.
    pub(crate) fn refuse(
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
        self.refused
            .retain(|refused| refused.transport != transport);
        self.refused.push(Refused {
            transport,
            until: now.plus(self.retry_after),
            reason,
            confirmed: false,
        });
    }

    /// Notes that a connection was of use.
    pub(crate) fn was_of_use(&mut self) {
        self.brief = None;
    }

    /// Notes that a connection broke before it was of use, and sets its transport aside after
    /// `enough` of them. What held everything back till then counts as a refusal.
    pub(crate) fn was_brief(
        &mut self,
        now: Timestamp,
        transport: Transport,
        reason: &str,
        enough: u32,
    ) {
        let before = self.brief.filter(|brief| brief.transport == transport);
        let connections = before
            .map_or(0, |brief| brief.connections)
            .saturating_add(1);
        if connections < enough {
            self.brief = Some(Brief {
                transport,
                connections,
            });
            return;
        }
        self.brief = None;
        let reason = format!("{connections} connections in a row broke at once: {reason}");
        self.set_aside(now, transport, reason.into());
        // It did connect, so it is not the server that is away.
        self.confirm();
    }

    /// Something works, so what was refused was refused for itself.
    pub(crate) fn confirm(&mut self) {
        for refused in &mut self.refused {
            refused.confirmed = true;
        }
    }

    /// Nothing works, so what was refused since the last success is no transport's fault.
    pub(crate) fn forgive(&mut self) {
        self.refused.retain(|refused| refused.confirmed);
    }

    /// When a better transport than `current` is to be tried again.
    pub(crate) fn better_at(&self, current: Transport) -> Option<Timestamp> {
        let rank = |transport| ORDER.iter().position(|one| *one == transport);
        self.refused
            .iter()
            .filter(|refused| rank(refused.transport) < rank(current))
            .map(|refused| refused.until)
            .min()
    }

    pub(crate) fn refused(&self) -> Vec<(Transport, Arc<str>)> {
        self.refused
            .iter()
            .map(|refused| (refused.transport, Arc::clone(&refused.reason)))
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
    fn refused_transports_give_way_in_order_and_come_back_later() {
        let mut route = Route::new(TransportChoice::Auto, AFTER);
        assert_eq!(route.choose(at(0)), Transport::WebSocket);
        assert!(route.refuse(at(0), Transport::WebSocket, "404".into()));
        assert_eq!(route.choose(at(1)), Transport::EventSource);
        assert!(route.refuse(at(1), Transport::EventSource, "404".into()));
        assert_eq!(route.choose(at(2)), Transport::Polling);
        assert!(!route.refuse(at(2), Transport::Polling, "404".into()));
        route.confirm();
        assert_eq!(route.better_at(Transport::Polling), Some(at(600)));
        assert_eq!(route.better_at(Transport::EventSource), Some(at(600)));
        assert_eq!(route.better_at(Transport::WebSocket), None);
        assert_eq!(route.choose(at(599)), Transport::Polling);
        assert_eq!(route.choose(at(600)), Transport::WebSocket);
        assert_eq!(route.refused().len(), 1);
    }

    #[test]
    fn what_is_refused_while_nothing_works_is_forgiven() {
        let mut route = Route::new(TransportChoice::Auto, AFTER);
        route.refuse(at(0), Transport::WebSocket, "400".into());
        route.confirm();
        route.refuse(at(1), Transport::EventSource, "502".into());
        route.forgive();
        assert_eq!(route.choose(at(2)), Transport::EventSource);
    }

    #[test]
    fn a_transport_that_breaks_at_once_again_and_again_gives_way() {
        let mut route = Route::new(TransportChoice::Auto, AFTER);
        let breaks = |route: &mut Route| route.was_brief(at(1), Transport::WebSocket, "gone", 3);
        breaks(&mut route);
        breaks(&mut route);
        route.was_of_use();
        breaks(&mut route);
        breaks(&mut route);
        assert_eq!(route.choose(at(2)), Transport::WebSocket);
        breaks(&mut route);
        assert_eq!(route.choose(at(2)), Transport::EventSource);
        let [(Transport::WebSocket, reason)] = &route.refused()[..] else {
            panic!("{route:?}")
        };
        assert!(reason.contains("3 connections") && reason.contains("gone"));
        route.was_brief(at(3), Transport::EventSource, "gone", 3);
        route.forgive();
        assert_eq!(route.choose(at(4)), Transport::EventSource);
    }

    #[test]
    fn lists_stand_in_for_the_only_transport_when_it_lets_nothing_through() {
        let mut route = Route::new(TransportChoice::Only(Transport::EventSource), AFTER);
        for _ in 0..3 {
            assert_eq!(route.choose(at(1)), Transport::EventSource);
            route.was_brief(at(1), Transport::EventSource, "cut", 3);
        }
        assert_eq!(route.choose(at(2)), Transport::Polling);
        assert_eq!(route.better_at(Transport::Polling), Some(at(601)));
        route.forgive();
        assert_eq!(route.choose(at(600)), Transport::Polling);
        assert_eq!(route.choose(at(601)), Transport::EventSource);
    }

    #[test]
    fn one_transport_only_is_never_left() {
        let mut route = Route::new(TransportChoice::Only(Transport::EventSource), AFTER);
        assert!(!route.refuse(at(0), Transport::EventSource, "404".into()));
        assert_eq!(route.choose(at(1)), Transport::EventSource);
        assert_eq!(route.better_at(Transport::EventSource), None);
    }
}
