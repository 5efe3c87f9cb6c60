//! The handle of a running simulator.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::sync::oneshot;

use crate::activity::RunningActivity;
use crate::builder::{PlexSimBuilder, StartError};
use crate::notification::Notification;
use crate::request_log::{Expectation, RecordedRequest, UnmetExpectations};
use crate::script::{ActivityScript, launch_butler_row};
use crate::section::Section;
use crate::state::streams::{Item, OpenStream, Stream, Transport};
use crate::state::{Shared, State};
use crate::stub_response::StubResponse;

/// A simulated Plex Media Server on 127.0.0.1, with a thread of its own.
///
/// End it with [`finish`](Self::finish), which checks expectations, or with
/// [`shutdown`](Self::shutdown), which checks nothing. Dropping it stops it too, and panics when
/// an expectation was not met or the simulator itself panicked, unless the thread is panicking
/// already.
#[derive(Debug)]
pub struct PlexSim {
    pub(crate) shared: Arc<Shared>,
    addr: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    ended: Option<oneshot::Receiver<()>>,
    checked: bool,
}

#[expect(
    clippy::must_use_candidate,
    reason = "what moves an activity is called for its effect; the result is a courtesy"
)]
impl PlexSim {
    pub(crate) fn new(
        shared: Arc<Shared>,
        addr: SocketAddr,
        stop: oneshot::Sender<()>,
        ended: oneshot::Receiver<()>,
    ) -> Self {
        Self {
            shared,
            addr,
            stop: Some(stop),
            ended: Some(ended),
            checked: false,
        }
    }

    /// A simulator with the default settings: no token, three library sections, a free port.
    ///
    /// # Errors
    /// As [`PlexSimBuilder::start`].
    ///
    /// # Cancel safety
    /// A dropped future leaves no server behind.
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// Chooses token, sections, port and more before the start.
    pub fn builder() -> PlexSimBuilder {
        PlexSimBuilder::new()
    }

    /// `http://127.0.0.1:PORT` and the prefix, if there is one; no slash at the end. With TLS it
    /// begins with `https`.
    #[must_use]
    pub fn url(&self) -> String {
        let config = &self.shared.config;
        format!("{}://{}{}", config.scheme(), self.addr, config.prefix)
    }

    /// Where it listens.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The identifier in `/identity`.
    #[must_use]
    pub fn machine_identifier(&self) -> &str {
        &self.shared.config.machine_identifier
    }

    /// Scripts an activity of this type.
    pub fn activity(&self, kind: &str) -> ActivityScript {
        ActivityScript::new(Arc::clone(&self.shared), kind)
    }

    /// Adds the row of type `butler` that an idle server was measured to list for ever, at 100 %
    /// and without any notification. Returns its uuid.
    pub fn add_butler_row(&self) -> String {
        launch_butler_row(&self.shared)
    }

    /// Moves an activity and tells it (`updated`); an empty subtitle leaves the old one. False
    /// when no such activity runs.
    pub fn progress(&self, uuid: &str, percent: i64, subtitle: &str) -> bool {
        let subtitle = (!subtitle.is_empty()).then_some(subtitle);
        self.shared
            .change(|state| state.advance(uuid, percent, subtitle))
    }

    /// Ends an activity at 100 % and tells it (`ended`). False when no such activity runs.
    pub fn end(&self, uuid: &str) -> bool {
        self.shared.change(|state| state.end(uuid))
    }

    /// Ends an activity at the progress it has, as a failure or a cancel does, and tells it.
    /// False when no such activity runs.
    pub fn stop(&self, uuid: &str) -> bool {
        self.shared.change(|state| state.stop(uuid))
    }

    /// Takes an activity out of the list without any notification. False when no such activity
    /// runs.
    pub fn vanish(&self, uuid: &str) -> bool {
        self.shared.change(|state| state.vanish(uuid))
    }

    /// What `GET /activities` lists now, in its order.
    #[must_use]
    pub fn running(&self) -> Vec<RunningActivity> {
        self.shared.look(|state| {
            state
                .activities
                .iter()
                .map(crate::activity::Activity::view)
                .collect()
        })
    }

    /// Adds a library section while the server runs.
    pub fn add_section(&self, id: &str, kind: &str, title: &str) {
        let section = Section::new(id, kind, title);
        self.shared.change(|state| state.sections.push(section));
    }

    /// Puts an answer in the place of the server's own, before the token check. Method and path
    /// (without the prefix) may end in `*`. Of several that match, the newest is taken that still
    /// has answers left.
    pub fn answer(&self, method: &str, path: &str, canned: StubResponse) {
        self.shared
            .change(|state| state.answers.add(method, path, canned));
    }

    /// Takes all canned answers away.
    pub fn clear_answers(&self) {
        self.shared.change(|state| state.answers.clear());
    }

    /// All requests so far, oldest first; at most the last 100,000.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.shared
            .look(|state| state.requests.iter().cloned().collect())
    }

    /// The requests of this method and path, either of which may end in `*`.
    #[must_use]
    pub fn requests_of(&self, method: &str, path: &str) -> Vec<RecordedRequest> {
        let mut requests = self.requests();
        requests.retain(|request| request.is(method, path));
        requests
    }

    /// All notifications so far, oldest first; at most the last 100,000.
    #[must_use]
    pub fn notifications(&self) -> Vec<Notification> {
        self.shared
            .look(|state| state.notifications.iter().cloned().collect())
    }

    /// Expects exactly `times` requests of this method and path from now on;
    /// [`finish`](Self::finish) and `Drop` check it.
    pub fn expect(&self, method: &str, path: &str, times: u64) {
        let expectation = Expectation {
            method: method.to_owned(),
            path: path.to_owned(),
            times,
            seen: 0,
        };
        self.shared
            .change(|state| state.expectations.push(expectation));
    }

    /// How many connections are open.
    #[must_use]
    pub fn open_connections(&self) -> usize {
        self.shared.look(|state| state.connections.len())
    }

    /// The notification streams that are open now.
    #[must_use]
    pub fn open_streams(&self) -> Vec<OpenStream> {
        self.shared
            .look(|state| state.streams.iter().map(Stream::view).collect())
    }

    /// How many notification streams were opened since the start.
    #[must_use]
    pub fn streams_seen(&self) -> u64 {
        self.shared.look(|state| state.streams_seen)
    }

    /// How many connections were accepted since the start.
    #[must_use]
    pub fn connections_seen(&self) -> u64 {
        self.shared.look(|state| state.connections_seen)
    }

    /// Sends a notification of any kind to every stream whose filter wants it.
    pub fn publish(&self, notification: Notification) {
        self.shared.change(|state| state.publish(notification));
    }

    /// Sends bytes, unchecked and unfiltered, to every open stream of this transport: as the
    /// payload of one WebSocket text message, or as they are in the event stream.
    pub fn send_bytes(&self, transport: Transport, bytes: &[u8]) {
        let item = Item::Bytes(bytes.into());
        self.shared
            .look(|state| state.offer(Some(transport), &item));
    }

    /// Lets scripted activities run `rate` times as fast as real time; 0 stops them.
    pub fn set_clock_rate(&self, rate: f64) {
        self.shared.clock.set_rate(rate);
    }

    /// Stops the simulator and checks it: every expectation met, no panic inside, and all
    /// notification streams closed by the client (it waits the builder's grace for that; idle
    /// pooled connections are no leak).
    ///
    /// # Errors
    /// Something of this is not so; `Debug` and `Display` say what.
    ///
    /// # Cancel safety
    /// A dropped future stops the simulator without checking it.
    pub async fn finish(mut self) -> Result<(), UnmetExpectations> {
        self.checked = true;
        let left = self.streams_left(self.shared.config.grace).await;
        let mut findings = self.shared.look(State::complaints);
        findings.extend(left.iter().map(|stream| {
            format!(
                "a notification stream is still open: {:?} number {} on connection {}",
                stream.transport, stream.number, stream.connection
            )
        }));
        self.stop_and_wait().await;
        UnmetExpectations::from(findings)
    }

    /// Stops the simulator and checks nothing. All connections are closed when this returns.
    ///
    /// # Cancel safety
    /// A dropped future stops the simulator as well.
    pub async fn shutdown(mut self) {
        self.checked = true;
        self.stop_and_wait().await;
    }

    async fn stop_and_wait(&mut self) {
        drop(self.stop.take());
        if let Some(ended) = self.ended.take() {
            // An error is what is waited for: the other end is dropped.
            let _ = ended.await;
        }
    }
}

impl Drop for PlexSim {
    fn drop(&mut self) {
        drop(self.stop.take());
        if self.checked || std::thread::panicking() {
            return;
        }
        let complaints = UnmetExpectations::from(self.shared.look(State::complaints));
        // A test that forgot `finish` must not pass with an unmet expectation.
        #[expect(
            clippy::panic,
            reason = "the documented purpose of dropping a test's server"
        )]
        if let Err(complaints) = complaints {
            panic!("{complaints}");
        }
    }
}

impl Shared {
    /// Runs `task` on the simulator's thread; a panic inside is kept for the end.
    pub(crate) fn spawn(
        self: &Arc<Self>,
        what: &'static str,
        task: impl Future<Output = ()> + Send + 'static,
    ) {
        let shared = Arc::clone(self);
        let guarded = async move {
            let caught = futures_util::FutureExt::catch_unwind(std::panic::AssertUnwindSafe(task));
            if let Err(panic) = caught.await {
                let text = crate::http::panic_text(&*panic);
                shared.panicked(format!("{what}: {text}"));
            }
        };
        drop(self.runtime.spawn(guarded));
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    fn bang() {
        panic!("bang");
    }

    #[tokio::test]
    async fn a_panic_of_a_handler_or_a_task_is_found_at_the_end() {
        let sim = PlexSim::start().await.unwrap();
        let mut client = tokio::net::TcpStream::connect(sim.addr()).await.unwrap();
        let request = b"GET /panics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        client.write_all(request).await.unwrap();
        let mut answer = String::new();
        client.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 500"), "{answer}");
        // It runs before the next change that is waited for.
        sim.shared.spawn("a task", async { bang() });
        let shared = Arc::clone(&sim.shared);
        sim.shared.spawn("the next", async move {
            launch_butler_row(&shared);
        });
        sim.wait_running(|running| !running.is_empty())
            .await
            .unwrap();
        let unfinished = sim.finish().await.unwrap_err();
        assert_eq!(
            unfinished.findings(),
            [
                "the simulator itself panicked: GET /panics: boom",
                "the simulator itself panicked: a task: bang"
            ]
        );
    }

    #[test]
    fn a_panic_of_the_test_itself_is_not_followed_by_another() {
        let failed = std::panic::catch_unwind(|| {
            let sim = PlexSim::builder().start_blocking().unwrap();
            sim.expect("GET", "/activities", 1);
            if sim.requests().is_empty() {
                panic!("the test's own");
            }
        });
        let said = failed.unwrap_err();
        assert_eq!(said.downcast_ref::<&str>(), Some(&"the test's own"));
    }

    #[test]
    fn a_simulator_of_which_nothing_was_expected_is_dropped_in_silence() {
        drop(PlexSim::builder().start_blocking().unwrap());
    }
}
