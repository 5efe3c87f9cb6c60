//! The handle of a running simulator.

use std::net::SocketAddr;
use std::sync::Arc;

use serde_json::Value;
use tokio::sync::oneshot;

use crate::activity::{Activity, RunningActivity};
use crate::activity_header::ActivityHeader;
use crate::builder::{PlexSimBuilder, StartError};
use crate::config::OwnerToken;
use crate::fault::Fault;
use crate::notification::{Notification, Transport};
#[cfg(feature = "plex-tv")]
use crate::plex_tv::PlexTv;
use crate::request_log::{RecordedRequest, UnmetExpectations};
use crate::scenario::{self, Scenario};
use crate::script::{ActivityScript, launch, launch_butler_row};
use crate::section::Section;
use crate::server_list::{self, ServerList};
use crate::state::streams::{OpenStream, StreamItem, Subscriber};
use crate::state::{Shared, SimState};
use crate::stub_response::StubResponse;

/// A simulated Plex Media Server on 127.0.0.1, with its own thread.
///
/// End it with [`finish`](Self::finish), which checks expectations, or with
/// [`shutdown`](Self::shutdown), which checks nothing. Dropping it stops it too. The drop panics when
/// an expectation is not met or the simulator itself panicked, unless the thread is already
/// panicking.
#[derive(Debug)]
pub struct PlexSim {
    pub(crate) shared: Arc<Shared>,
    addr: SocketAddr,
    gdm_addr: Option<SocketAddr>,
    stop: Option<oneshot::Sender<()>>,
    ended: Option<oneshot::Receiver<()>>,
    checked: bool,
    #[cfg(feature = "plex-tv")]
    plex_tv: Option<PlexTv>,
}

#[expect(
    clippy::must_use_candidate,
    reason = "methods that move an activity are called for their effect; few callers need the result"
)]
impl PlexSim {
    pub(crate) fn new(
        shared: Arc<Shared>,
        addr: SocketAddr,
        gdm_addr: Option<SocketAddr>,
        stop: oneshot::Sender<()>,
        ended: oneshot::Receiver<()>,
    ) -> Self {
        Self {
            shared,
            addr,
            gdm_addr,
            stop: Some(stop),
            ended: Some(ended),
            checked: false,
            #[cfg(feature = "plex-tv")]
            plex_tv: None,
        }
    }

    /// With the account service that was started beside it.
    #[cfg(feature = "plex-tv")]
    pub(crate) fn with_plex_tv(mut self, plex_tv: Option<PlexTv>) -> Self {
        self.plex_tv = plex_tv;
        self
    }

    /// The account service; `None` unless [`PlexSimBuilder::plex_tv`] asked for one.
    #[cfg(feature = "plex-tv")]
    #[must_use]
    pub fn plex_tv(&self) -> Option<&PlexTv> {
        self.plex_tv.as_ref()
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

    /// Configures token, sections, port and more before the start.
    pub fn builder() -> PlexSimBuilder {
        PlexSimBuilder::new()
    }

    /// `http://127.0.0.1:PORT` and the prefix, without a slash at the end. With TLS it begins with
    /// `https`.
    #[must_use]
    pub fn url(&self) -> String {
        let config = &self.shared.config;
        format!("{}://{}{}", config.scheme(), self.addr, config.prefix)
    }

    /// The address that it listens on.
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

    /// Adds the permanent activity of type `butler` that an idle server lists, at 100 % and without
    /// any notification. Returns its uuid.
    pub fn add_butler_row(&self) -> String {
        launch_butler_row(&self.shared)
    }

    /// Moves an activity and sends `updated`. An empty subtitle keeps the old subtitle. Returns false
    /// when no such activity runs.
    pub fn progress(&self, uuid: &str, percent: i64, subtitle: &str) -> bool {
        let subtitle = (!subtitle.is_empty()).then_some(subtitle);
        self.shared
            .update(|state| state.advance(uuid, percent, subtitle))
    }

    /// Ends an activity at 100 % and sends `ended`. Returns false when no such activity runs.
    pub fn end(&self, uuid: &str) -> bool {
        self.shared.update(|state| state.end(uuid))
    }

    /// Ends an activity at its current progress, as a failure or a cancel does, and sends `ended`.
    /// Returns false when no such activity runs.
    pub fn stop(&self, uuid: &str) -> bool {
        self.shared.update(|state| state.stop(uuid))
    }

    /// Removes an activity without any notification. Returns false when no such activity runs.
    pub fn vanish(&self, uuid: &str) -> bool {
        self.shared.update(|state| state.vanish(uuid))
    }

    /// The running activities, in the order of `GET /activities`.
    #[must_use]
    pub fn running(&self) -> Vec<RunningActivity> {
        self.shared
            .read(|state| state.activities.iter().map(Activity::view).collect())
    }

    /// Moves the `scannedAt` of a library section, as after a scan that no list and no stream showed.
    /// Returns false when there is no such section.
    pub fn record_scan(&self, section: &str) -> bool {
        self.shared.update(|state| state.record_scan(section))
    }

    /// Sets the entries of a list: JSON objects as the server sends them. Other values are left out.
    pub fn set_list(&self, list: ServerList, entries: impl IntoIterator<Item = Value>) {
        let entries = server_list::entries(entries);
        self.shared
            .update(|state| state.lists.insert(list, entries));
    }

    /// Sets how many items of a library section are processed: the `updateQueueSize` of its timeline.
    pub fn set_update_queue(&self, section: &str, items: u64) {
        let section = section.to_owned();
        self.shared
            .update(|state| state.update_queues.insert(section, items));
    }

    /// Sets the status of an item of a download queue, as `processing`, `available` or `error`. Returns
    /// false when there is no such item.
    pub fn set_download(&self, queue: u64, item: u64, status: &str) -> bool {
        self.shared
            .update(|state| state.set_download(queue, item, status, 0.0))
    }

    /// Adds a library section while the server runs.
    pub fn add_section(&self, id: &str, kind: &str, title: &str) {
        let section = Section::new(id, kind, title);
        self.shared.update(|state| state.sections.push(section));
    }

    /// Changes the owner's token while the server runs, as when the account signs out all devices:
    /// requests with the old one get 401 from now on. Open streams stay open.
    pub fn set_token(&self, token: impl Into<String>) {
        let token = OwnerToken(Some(token.into()));
        self.shared.update(|state| state.token = token);
    }

    /// Answers requests with a stub response, before the token check. In method and path (without
    /// the prefix), `*` stands for any text. If several stubs match, the newest that is not used up is taken.
    pub fn answer(&self, method: &str, path: &str, stub: StubResponse) {
        self.shared
            .update(|state| state.stubs.add(method, path, stub));
    }

    /// Removes all stub responses.
    pub fn clear_answers(&self) {
        self.shared.update(|state| state.stubs.clear());
    }

    /// All requests so far, oldest first; at most the last 100,000.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.shared
            .read(|state| state.requests.iter().cloned().collect())
    }

    /// The requests of this method and path, in either of which `*` stands for any text.
    #[must_use]
    pub fn requests_of(&self, method: &str, path: &str) -> Vec<RecordedRequest> {
        self.shared
            .read(|state| state.requests.find(method, path).cloned().collect())
    }

    /// All notifications so far, oldest first; at most the last 100,000.
    #[must_use]
    pub fn notifications(&self) -> Vec<Notification> {
        self.shared
            .read(|state| state.notifications.iter().cloned().collect())
    }

    /// Expects exactly `times` requests of this method and path from now on.
    /// [`finish`](Self::finish) and `Drop` check it.
    pub fn expect(&self, method: &str, path: &str, times: u64) {
        self.shared
            .update(|state| state.requests.expect(method, path, times));
    }

    /// Returns the number of open connections.
    #[must_use]
    pub fn open_connections(&self) -> usize {
        self.shared.read(|state| state.connections.len())
    }

    /// The open notification streams.
    #[must_use]
    pub fn open_streams(&self) -> Vec<OpenStream> {
        self.shared
            .read(|state| state.streams.iter().map(Subscriber::view).collect())
    }

    /// Returns the number of notification streams that were opened since the start.
    #[must_use]
    pub fn streams_seen(&self) -> u64 {
        self.shared.read(|state| state.streams_seen)
    }

    /// Returns the number of connections that were accepted since the start.
    #[must_use]
    pub fn connections_seen(&self) -> u64 {
        self.shared.read(|state| state.connections_seen)
    }

    /// The address at which searches on the local network are answered; `None` unless
    /// [`PlexSimBuilder::gdm`] was called.
    #[must_use]
    pub fn gdm_addr(&self) -> Option<SocketAddr> {
        self.gdm_addr
    }

    /// Answers each search on the local network with these datagrams, in their order, from now on. The
    /// [`recorded_bodies`](crate::recorded_bodies) have some, `gdm-answer-server.bin` and nasty ones.
    pub fn set_gdm_answers(&self, datagrams: impl IntoIterator<Item = impl Into<Vec<u8>>>) {
        let answers: Vec<_> = datagrams.into_iter().map(Into::into).collect();
        self.shared.update(|state| state.gdm_answers = answers);
    }

    /// Sends a notification of any kind to every stream whose filter selects it.
    pub fn publish(&self, notification: Notification) {
        self.shared.update(|state| state.publish(notification));
    }

    /// Sends bytes, unchecked and unfiltered, to every open stream of this transport: as the payload
    /// of one WebSocket text message, or unchanged on the event stream.
    pub fn send_bytes(&self, transport: Transport, bytes: &[u8]) {
        let item = StreamItem::Bytes(bytes.into());
        self.shared
            .read(|state| state.offer(Some(transport), &item));
    }

    /// Makes scripted activities run `rate` times as fast as real time; 0 stops them.
    pub fn set_clock_rate(&self, rate: f64) {
        self.shared.clock.set_rate(rate);
    }

    /// Triggers a fault. When this returns, the effect on open connections is requested; the sockets
    /// follow at once on the simulator's thread.
    pub fn fault(&self, fault: Fault) {
        self.shared.trigger_fault(fault);
    }

    /// Lifts one lasting fault, with any values.
    pub fn lift(&self, fault: &Fault) {
        self.shared.lift_fault(fault);
    }

    /// Lifts all lasting faults.
    pub fn lift_faults(&self) {
        self.shared.lift_all_faults();
    }

    /// Plays a scenario. Its times are counted from this call, on the simulator's clock.
    pub fn play(&self, scenario: &Scenario) {
        scenario::play(&self.shared, scenario);
    }

    /// Sets whether and when responses carry `X-Plex-Activity`, from now on.
    pub fn set_activity_header(&self, header: ActivityHeader) {
        self.shared.update(|state| state.activity_header = header);
    }

    /// Starts the activities that [`ActivityHeader::Held`] held back; returns their uuids.
    pub fn release_held(&self) -> Vec<String> {
        let held = self.shared.update(|state| std::mem::take(&mut state.held));
        held.iter()
            .map(|draft| launch(&self.shared, draft))
            .collect()
    }

    /// The certificate that clients have to trust, as PEM; `None` without TLS.
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn ca_pem(&self) -> Option<&str> {
        let identity = self.shared.config.identity.as_ref();
        identity.map(|identity| identity.ca_pem.as_str())
    }

    /// The server's own certificate as DER, for clients that pin it; `None` without TLS.
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn certificate_der(&self) -> Option<&[u8]> {
        let identity = self.shared.config.identity.as_ref();
        identity.map(|identity| identity.certificate.as_slice())
    }

    /// The server's name under `plex.direct`, `127-0-0-1.HASH.plex.direct`; `None` without TLS. DNS
    /// does not know the name: clients have to resolve it to 127.0.0.1 themselves.
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn plex_direct_name(&self) -> Option<&str> {
        let identity = self.shared.config.identity.as_ref();
        identity.map(|identity| identity.plex_direct_name.as_str())
    }

    /// Stops the simulator and checks it: every expectation is met, the simulator did not panic, and
    /// the client closed all notification streams. It waits for the builder's grace until they are
    /// closed. Idle pooled connections are not a leak.
    ///
    /// # Errors
    /// A check failed; `Debug` and `Display` say which.
    ///
    /// # Cancel safety
    /// A dropped future stops the simulator without checking it.
    pub async fn finish(mut self) -> Result<(), UnmetExpectations> {
        self.checked = true;
        let grace = self.shared.config.grace;
        let left = self.streams_left(grace).await;
        let mut findings = self.shared.read(SimState::describe_problems);
        findings.extend(left.iter().map(|stream| {
            format!(
                "a notification stream is still open: {:?} number {} on connection {}; the simulator \
                 waited {grace:?} (`PlexSimBuilder::grace`), which must be longer than the client keeps \
                 an unused stream (`ConnectionPolicy::linger` of plex-api)",
                stream.transport, stream.number, stream.connection
            )
        }));
        self.stop_and_wait().await;
        UnmetExpectations::check(findings)
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
            // It fails when the other end is dropped, which is the end of the server.
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
        let checked = UnmetExpectations::check(self.shared.read(SimState::describe_problems));
        // A test that forgot `finish` must not pass with an unmet expectation.
        #[expect(
            clippy::panic,
            reason = "the documented purpose of dropping a test's server"
        )]
        if let Err(unmet) = checked {
            panic!("{unmet}");
        }
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
        // It runs before the next change, for which the test waits.
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
    fn a_simulator_without_expectations_is_dropped_without_a_panic() {
        drop(PlexSim::builder().start_blocking().unwrap());
    }
}
