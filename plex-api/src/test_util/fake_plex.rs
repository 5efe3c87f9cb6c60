//! A server without a socket.

use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use futures_util::stream;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::fake_request::{FakeRequest, FakeResponse, build};
use super::values::identity;
use crate::builder::PlexBuilder;
use crate::error::Result;
use crate::generated::types::{Activity, LibrarySection};
use crate::hub::ConnectionPolicy;
use crate::model::{Phase, Transport};
use crate::plex::Plex;
use crate::wire::{ActivityId, LenientBool};

/// A Plex Media Server without a socket: [`plex`](Self::plex) is its client.
///
/// It lists the activities that a test [starts](Self::start), sends a notification of each change over an
/// event stream, and cancels cancellable activities. It answers the identity and the library sections
/// that it was given. Every other request succeeds without effect. [`respond_with`](Self::respond_with)
/// changes any of this.
///
/// Clones are the same server. Nothing in it needs time, so tests with tokio's paused clock take none;
/// see the [module](super) for an example.
#[derive(Clone, Default)]
pub struct FakePlex {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    activities: Vec<Activity>,
    sections: Vec<LibrarySection>,
    streams: Vec<mpsc::UnboundedSender<io::Result<Bytes>>>,
    requests: Vec<FakeRequest>,
    responder: Option<Responder>,
    is_unreachable: bool,
}

type Responder = Arc<dyn Fn(&FakeRequest) -> Option<FakeResponse> + Send + Sync>;

impl FakePlex {
    /// A server on which nothing runs.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A client of this server. All clients of one server see the same; each has its own connection.
    ///
    /// # Panics
    /// Never with the features of this crate: its settings are valid.
    #[must_use]
    pub fn plex(&self) -> Plex {
        match self.builder().build() {
            Ok(plex) => plex,
            #[expect(clippy::panic, reason = "the settings are constants")]
            Err(error) => panic!("{error}"),
        }
    }

    /// The settings of [`plex`](Self::plex), to change them: a timeout, the retries, a recorder. Its
    /// connection policy receives notifications as an event stream only: keep that transport.
    ///
    /// ```
    /// use plex_api::RetryPolicy;
    /// use plex_api::test_util::FakePlex;
    ///
    /// let plex = FakePlex::new().builder().retries(RetryPolicy::none()).build()?;
    /// # Ok::<(), plex_api::Error>(())
    /// ```
    pub fn builder(&self) -> PlexBuilder {
        let policy = ConnectionPolicy {
            transport: Transport::EventSource.into(),
            ..ConnectionPolicy::default()
        };
        let server = self.clone();
        Plex::builder("http://fake.invalid:32400")
            .connection_policy(policy)
            .fake_server(Arc::new(move |request| {
                let server = server.clone();
                Box::pin(async move { server.answer(&request).await })
            }))
    }

    /// Starts an activity, and sends the notification. One with the same uuid is replaced.
    pub fn start(&self, activity: Activity) -> ActivityId {
        self.put(activity, &Phase::Started)
    }

    /// Replaces an activity by its new state, and sends the notification. One that is not running is
    /// started without a `started`, as when that was lost.
    pub fn update(&self, activity: Activity) -> ActivityId {
        self.put(activity, &Phase::Updated)
    }

    /// Changes a running activity, and sends the notification; `false` when it is not running.
    ///
    /// ```
    /// # use plex_api::test_util::{ActivityBuilder, FakePlex};
    /// let server = FakePlex::new();
    /// let id = server.start(ActivityBuilder::new("1", "media.download").build());
    /// assert!(server.change(&id, |activity| activity.progress = Some(40.into())));
    /// ```
    pub fn change(&self, id: &ActivityId, change: impl FnOnce(&mut Activity)) -> bool {
        let Some(mut activity) = self.running(id) else {
            return false;
        };
        change(&mut activity);
        self.update(activity);
        true
    }

    /// Ends an activity, and sends the notification; `false` when it is not running.
    #[expect(clippy::must_use_candidate, reason = "most tests know that it runs")]
    pub fn end(&self, id: &ActivityId) -> bool {
        let mut state = self.lock();
        let Some(activity) = state.remove(id) else {
            return false;
        };
        state.notify(&activity, &Phase::Ended);
        true
    }

    /// Ends an activity without a notification, as when that was lost; `false` when it is not running.
    #[expect(clippy::must_use_candidate, reason = "most tests know that it runs")]
    pub fn vanish(&self, id: &ActivityId) -> bool {
        self.lock().remove(id).is_some()
    }

    /// A running activity.
    #[must_use]
    pub fn running(&self, id: &ActivityId) -> Option<Activity> {
        let state = self.lock();
        state.activities.iter().find(|one| one.uuid == *id).cloned()
    }

    /// Adds a library section, or replaces the one with its id.
    pub fn add_section(&self, section: LibrarySection) {
        let mut state = self.lock();
        state.sections.retain(|one| one.key != section.key);
        state.sections.push(section);
    }

    /// Cuts every open stream. Clients connect again.
    pub fn cut(&self) {
        for stream in self.lock().streams.drain(..) {
            let _ = stream.send(Err(io::ErrorKind::ConnectionReset.into()));
        }
    }

    /// Sets whether clients can connect. `false` also cuts every open stream.
    pub fn set_reachable(&self, reachable: bool) {
        self.lock().is_unreachable = !reachable;
        if !reachable {
            self.cut();
        }
    }

    /// Sends a notification of any kind to every open stream: `notify("playing", ..)`. `data` is the data of
    /// the event, as a server sends it.
    pub fn notify(&self, kind: &str, data: &Value) {
        self.lock().send(kind, &data.to_string());
    }

    /// Sends a notification whose data is this text, which need not be JSON.
    pub fn notify_text(&self, kind: &str, data: &str) {
        self.lock().send(kind, data);
    }

    /// Lets `responder` answer requests. If it returns `None`, the server answers as usual.
    ///
    /// It may use a clone of this server, for example to start an activity when a scan is requested.
    ///
    /// ```
    /// use plex_api::test_util::{FakePlex, FakeResponse};
    ///
    /// let server = FakePlex::new();
    /// server.respond_with(|request| {
    ///     request.is("GET", "/activities").then(|| FakeResponse::empty(503))
    /// });
    /// ```
    pub fn respond_with(
        &self,
        responder: impl Fn(&FakeRequest) -> Option<FakeResponse> + Send + Sync + 'static,
    ) {
        self.lock().responder = Some(Arc::new(responder));
    }

    /// The requests so far, those of the connection among them, in their order.
    #[must_use]
    pub fn requests(&self) -> Vec<FakeRequest> {
        self.lock().requests.clone()
    }

    fn put(&self, activity: Activity, phase: &Phase) -> ActivityId {
        let id = activity.uuid.clone();
        let mut state = self.lock();
        state.notify(&activity, phase);
        match state.activities.iter_mut().find(|one| one.uuid == id) {
            Some(running) => *running = activity,
            None => state.activities.push(activity),
        }
        id
    }

    async fn answer(&self, request: &reqwest::Request) -> Result<reqwest::Response> {
        let request = FakeRequest::new(request);
        let responder = {
            let mut state = self.lock();
            state.requests.push(request.clone());
            if state.is_unreachable {
                Some(Arc::new(|_: &FakeRequest| Some(FakeResponse::unreachable())) as Responder)
            } else {
                state.responder.clone()
            }
        };
        // Without the lock: it may use this server.
        if let Some(response) = responder.and_then(|responder| responder(&request)) {
            return response.send().await;
        }
        if request.is("GET", "/:/eventsource/notifications") {
            return self.open_stream();
        }
        self.default_response(&request).send().await
    }

    fn open_stream(&self) -> Result<reqwest::Response> {
        let (sender, mut receiver) = mpsc::unbounded_channel();
        self.lock().streams.push(sender);
        let frames = stream::poll_fn(move |context| receiver.poll_recv(context));
        let response = http::Response::builder().header("content-type", "text/event-stream");
        build(response, reqwest::Body::wrap_stream(frames))
    }

    fn default_response(&self, request: &FakeRequest) -> FakeResponse {
        let mut state = self.lock();
        let list = |name: &str, entries: Value| {
            let container = json!({"size": entries.as_array().map_or(0, Vec::len), name: entries});
            FakeResponse::json(200, &json!({"MediaContainer": container}))
        };
        let id = request.path.strip_prefix("/activities/");
        match (request.method.as_str(), request.path.as_str(), id) {
            ("GET", "/activities", _) => list("Activity", json!(state.activities)),
            ("GET", "/library/sections", _) => list("Directory", json!(state.sections)),
            ("GET", "/identity", _) => {
                let identity = identity("fake-plex", "1.43.0.0-fake");
                FakeResponse::json(200, &json!({"MediaContainer": identity}))
            }
            ("DELETE", _, Some(id)) => FakeResponse::empty(state.cancel(id)),
            _ => FakeResponse::empty(200),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn remove(&mut self, id: &ActivityId) -> Option<Activity> {
        let index = self.activities.iter().position(|one| one.uuid == *id)?;
        Some(self.activities.remove(index))
    }

    /// The status of the answer to a cancel.
    fn cancel(&mut self, id: &str) -> u16 {
        let found = self.activities.iter().find(|one| is_encoded(&one.uuid, id));
        let Some(activity) = found.cloned() else {
            return 404;
        };
        if !activity.cancellable.is_some_and(LenientBool::get) {
            return 400;
        }
        self.remove(&activity.uuid);
        self.notify(&activity, &Phase::Ended);
        200
    }

    fn notify(&mut self, activity: &Activity, phase: &Phase) {
        let data = json!({"ActivityNotification": {
            "event": phase,
            "uuid": activity.uuid,
            "Activity": activity,
        }});
        self.send("activity", &data.to_string());
    }

    /// A line break in the data begins another line of data.
    fn send(&mut self, kind: &str, data: &str) {
        let data = data.replace('\n', "\ndata: ");
        let frame = Bytes::from(format!("event: {kind}\ndata: {data}\n\n"));
        self.streams
            .retain(|stream| stream.send(Ok(frame.clone())).is_ok());
    }
}

/// Returns `true` if a part of a path is this uuid.
fn is_encoded(id: &ActivityId, part: &str) -> bool {
    let Ok(mut url) = reqwest::Url::parse("http://fake.invalid") else {
        return false;
    };
    if let Ok(mut parts) = url.path_segments_mut() {
        parts.push(id.as_str());
    }
    url.path().strip_prefix('/') == Some(part)
}

impl fmt::Debug for FakePlex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.lock();
        f.debug_struct("FakePlex")
            .field("activities", &state.activities.len())
            .field("streams", &state.streams.len())
            .field("requests", &state.requests.len())
            .finish_non_exhaustive()
    }
}
