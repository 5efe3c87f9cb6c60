//! The faults of the chaos test: connections are cut, lists fail, transports are refused.

use plex_api::Transport;
use plex_sim::{Body, Fault, StubResponse};

use crate::Chaos;

impl Chaos {
    /// Waits until the client has reconnected after the last cut.
    pub(crate) async fn reconnected(&mut self) {
        let before = self.connected_at_cut;
        self.until("a connection", |observed| observed.connected > before)
            .await;
    }

    /// Cuts the connection that was made after the last cut.
    pub(crate) async fn cut(&mut self) {
        self.reconnected().await;
        let transport = {
            let observed = self.observed.borrow();
            self.connected_at_cut = observed.connected;
            observed.current.unwrap()
        };
        self.cuts += 1;
        if transport == Transport::Polling {
            self.fail_a_list();
        } else if self.rng.u8(0..8) == 0 {
            self.cut_for_longer().await;
        } else {
            let faults = [
                Fault::CutConnections,
                Fault::ResetConnections,
                Fault::CutStreams,
                Fault::EndStreams,
                Fault::HalfFrame,
            ];
            self.sim.fault(*self.rng.choice(&faults).unwrap());
        }
    }

    /// Keeps the client disconnected while some activities end.
    pub(crate) async fn cut_for_longer(&mut self) {
        self.sim.answer("GET", "/:/*", StubResponse::empty(503));
        self.sim.fault(Fault::CutStreams);
        self.sim.wait_open_streams(0).await.unwrap();
        for _ in 0..self.rng.usize(1..4) {
            let observed = self.observed.borrow();
            let known = self
                .live
                .iter()
                .position(|(id, _)| observed.has_started(id));
            drop(observed);
            if let Some(index) = known {
                self.end(index);
            }
        }
        self.sim.clear_answers();
    }

    fn fail_a_list(&mut self) {
        let list = br#"{"MediaContainer":{"size":0}}"#;
        let failures = [
            StubResponse::new(200, Body::Close),
            StubResponse::new(
                200,
                Body::Cut {
                    bytes: list.to_vec(),
                    promised: 1_000,
                },
            ),
            StubResponse::empty(500),
            StubResponse::html(502, "<html>Bad Gateway</html>"),
        ];
        let failure = self.rng.choice(&failures).unwrap().clone();
        self.sim.answer("GET", "/activities", failure.times(1));
    }

    /// Refuses transports at random, as a proxy would.
    pub(crate) fn refuse_random_transports(&mut self) {
        self.sim.lift_faults();
        let refused = [
            plex_sim::Transport::WebSocket,
            plex_sim::Transport::EventSource,
        ];
        for transport in refused.into_iter().take(self.rng.usize(0..3)) {
            let status = 404;
            self.sim.fault(Fault::RefuseTransport { transport, status });
        }
    }
}
