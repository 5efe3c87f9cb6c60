//! The ways in which the storm cuts a connection, and lets transports come and go.

use plex_api::Transport;
use plex_sim::{Body, Fault, StubResponse};

use crate::Storm;

impl Storm {
    /// Waits until the last cut is got over.
    pub(crate) async fn calm(&mut self) {
        let before = self.connected_at_cut;
        self.until("a connection", |told| told.connected > before)
            .await;
    }

    /// Cuts a connection that came about after the last cut.
    pub(crate) async fn cut(&mut self) {
        self.calm().await;
        let transport = {
            let told = self.told.borrow();
            self.connected_at_cut = told.connected;
            told.current.unwrap()
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

    /// Long enough for something to end meanwhile.
    pub(crate) async fn cut_for_longer(&mut self) {
        self.sim.answer("GET", "/:/*", StubResponse::empty(503));
        self.sim.fault(Fault::CutStreams);
        self.sim.wait_open_streams(0).await.unwrap();
        for _ in 0..self.rng.usize(1..4) {
            let told = self.told.borrow();
            let known = self.live.iter().position(|(id, _)| told.has_started(id));
            drop(told);
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

    /// Lets a proxy come and go that refuses transports.
    pub(crate) fn change_the_weather(&mut self) {
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
