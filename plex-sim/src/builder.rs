//! Configures and starts a simulator.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::sync::oneshot;

use crate::config::{Config, JobTiming, MetadataTail, ScanQueue};
use crate::gdm;
use crate::http::router;
use crate::listener::{Peer, ToggleListener};
#[cfg(feature = "plex-tv")]
use crate::plex_tv::{self, PlexTv, PlexTvSetup};
use crate::pms_profile::PmsProfile;
use crate::section::Section;
use crate::server::PlexSim;
use crate::server_list::{self, ServerList};
use crate::state::Shared;

/// The reason why the simulator did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The simulator cannot listen on the port.
    #[error("cannot listen on 127.0.0.1:{port}; choose another port, or 0 for a free one")]
    Listen {
        /// The requested port.
        port: u16,
        /// The system's error.
        source: io::Error,
    },
    /// The simulator cannot answer searches on the address of [`PlexSimBuilder::gdm`].
    #[error("cannot answer searches on {addr}; choose another address, or port 0 for a free one")]
    Gdm {
        /// The requested address.
        addr: SocketAddr,
        /// The system's error.
        source: io::Error,
    },
    /// The server's thread cannot be started.
    #[error("cannot start the thread of the simulated server")]
    Thread(#[source] io::Error),
    /// The certificate cannot be made.
    #[error("cannot make a certificate for HTTPS; check its names")]
    Certificate(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A setting of the builder is invalid.
    #[error("{0}")]
    Invalid(String),
}

/// Configures a [`PlexSim`]; made by [`PlexSim::builder`].
#[derive(Debug, Clone)]
#[must_use = "nothing runs before `start`"]
pub struct PlexSimBuilder {
    config: Config,
    port: u16,
    default_sections: bool,
    #[cfg(feature = "plex-tv")]
    plex_tv: Option<PlexTvSetup>,
}

impl PlexSimBuilder {
    pub(crate) fn new() -> Self {
        Self {
            config: Config::default(),
            port: 0,
            default_sections: true,
            #[cfg(feature = "plex-tv")]
            plex_tv: None,
        }
    }

    /// The owner's token. Without a token the server is unclaimed and accepts every request.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.config.token = Some(token.into());
        self
    }

    /// A further token, of an account that is not the owner. It sees only its own activities in the
    /// list and on the streams, gets 401 for every request that would change something, and 403 for the
    /// lists that are documented to be for administrators: `/status/sessions`,
    /// `/status/sessions/background`, `/butler`, `/updater/status`. The behaviour of real servers is not
    /// well known here.
    pub fn guest_token(mut self, token: impl Into<String>, user_id: i64) -> Self {
        self.config.guests.push((token.into(), user_id));
        self
    }

    /// Adds a library section; `kind` is `movie`, `show`, `artist` or `photo`. When never called
    /// there are three sections: 1 Movies, 2 TV Shows, 3 Music.
    pub fn library_section(mut self, id: &str, kind: &str, title: &str) -> Self {
        if std::mem::take(&mut self.default_sections) {
            self.config.sections.clear();
        }
        self.config.sections.push(Section::new(id, kind, title));
        self
    }

    /// Adds a library section with these folders; without this method a section has one folder, `/data/`
    /// and its title.
    pub fn library_section_at(
        mut self,
        id: &str,
        kind: &str,
        title: &str,
        folders: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        self = self.library_section(id, kind, title);
        if let Some(section) = self.config.sections.pop() {
            let folders = folders.into_iter().map(Into::into).collect();
            self.config.sections.push(section.with_folders(folders));
        }
        self
    }

    /// A server without any library section.
    pub fn without_library_sections(mut self) -> Self {
        self.default_sections = false;
        self.config.sections.clear();
        self
    }

    /// Delays every response by this time.
    pub fn latency(mut self, latency: Duration) -> Self {
        self.config.latency = latency;
        self
    }

    /// The server's identifier in `/identity`; random when never called.
    pub fn machine_identifier(mut self, id: impl Into<String>) -> Self {
        self.config.machine_identifier = id.into();
        self
    }

    /// The server's version in `/identity`.
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.config.version = version.into();
        self
    }

    /// Behaves as this version, which is also the version in `/identity`; as 1.43.3 when never called.
    pub fn pms(mut self, profile: PmsProfile) -> Self {
        profile.version().clone_into(&mut self.config.version);
        self.config.faults = profile.faults();
        self
    }

    /// The port on 127.0.0.1; 0, a free port, when never called.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Serves everything under this path, as behind a reverse proxy: `/plex`.
    pub fn prefix(mut self, prefix: &str) -> Self {
        prefix
            .trim_end_matches('/')
            .clone_into(&mut self.config.prefix);
        self
    }

    /// Sets the pace of activities that requests start: `steps` updates, one after each `every`. 20 steps of
    /// 50 ms when never called.
    pub fn scan_rhythm(mut self, steps: u32, every: Duration) -> Self {
        self.config.job_timing = JobTiming {
            steps,
            every,
            manual: false,
        };
        self
    }

    /// An activity that a request started does not move until the test moves and ends it.
    pub fn manual_scans(mut self) -> Self {
        self.config.job_timing.manual = true;
        self
    }

    /// Runs scans one after the other, as servers do: a requested scan begins when no other scan is
    /// running. Without this it begins at once. Whether a section says `refreshing` while its scan is
    /// in the queue is not known of real servers; `shows_refreshing` chooses. A scan that the test
    /// starts begins at once, and holds the queue like any other.
    pub fn queue_scans(mut self, shows_refreshing: bool) -> Self {
        self.config.scan_queue = Some(ScanQueue { shows_refreshing });
        self
    }

    /// Lets metadata follow each requested scan: `items` activities of type
    /// `library.update.item.metadata` without a `Context`, which begin during the scan and are over
    /// `lasts` after its end. The `updateQueueSize` of the section's timeline counts them down. After a
    /// scan of fifty items, 28 s were measured. None when never called.
    pub fn metadata_tail(mut self, items: u32, lasts: Duration) -> Self {
        self.config.metadata_tail = Some(MetadataTail { items, lasts });
        self
    }

    /// The entries of a list, as [`PlexSim::set_list`] sets them.
    pub fn list(mut self, list: ServerList, entries: impl IntoIterator<Item = Value>) -> Self {
        let entries = server_list::entries(entries);
        self.config.lists.insert(list, entries);
        self
    }

    /// The time between two `ping` frames on an event stream; 10 s when never called. With
    /// `Duration::ZERO` no `ping` is sent.
    pub fn ping_every(mut self, span: Duration) -> Self {
        self.config.ping_every = Some(span);
        self
    }

    /// Sets whether `filters` can exclude `ping`, as some recorded streams suggest; false when never called.
    pub fn pings_obey_filters(mut self, obey: bool) -> Self {
        self.config.pings_obey_filters = obey;
        self
    }

    /// The time between two pings on a WebSocket; 10 s when never called, and none with
    /// `Duration::ZERO`. Real servers do not stay silent: Tautulli takes 15 s of silence for the death of
    /// a server.
    pub fn websocket_pings(mut self, every: Duration) -> Self {
        self.config.websocket_pings = Some(every);
        self
    }

    /// Sets the time for which the `wait_*` methods wait before they give up; 20 s when never called.
    pub fn patience(mut self, patience: Duration) -> Self {
        self.config.patience = patience;
        self
    }

    /// Serves HTTPS, and answers plain HTTP on its port with 400. Each start makes a new
    /// certificate; clients trust it with [`PlexSim::ca_pem`].
    #[cfg(feature = "tls")]
    pub fn tls(mut self, tls: crate::tls::Tls) -> Self {
        self.config.tls = Some(tls);
        self
    }

    /// Sets whether `/sim/` on the same port controls the simulator, for clients in other languages; false
    /// when never called. Every program on this machine can use it, without a token.
    pub fn control(mut self, control: bool) -> Self {
        self.config.control = control;
        self
    }

    /// Starts a simulated plex.tv beside the server: [`PlexSim::plex_tv`]. The server is claimed then: it
    /// accepts the server tokens that the account lists, and no account token. The owner's is that of
    /// [`token`](Self::token), or a random one.
    #[cfg(feature = "plex-tv")]
    pub fn plex_tv(mut self, setup: PlexTvSetup) -> Self {
        self.plex_tv = Some(setup);
        self
    }

    /// Writes a line to standard error for the first request of each path that the simulator does not
    /// serve, which a client then gets 404 for; false when never called. The programs do it.
    pub fn report_unknown_paths(mut self, report: bool) -> Self {
        self.config.reports_unknown_paths = report;
        self
    }

    /// Answers the search on the local network ("GDM") on this address, port 0 for a free one: with one
    /// datagram that describes this server, until [`PlexSim::set_gdm_answers`] chooses others. Real
    /// servers listen on port 32414; a simulator on loopback hears only programs of this machine.
    pub fn gdm(mut self, addr: SocketAddr) -> Self {
        self.config.gdm = Some(addr);
        self
    }

    /// Sets the time for which [`PlexSim::finish`] waits for open notification streams to close; 10 s when
    /// never called. It does not wait when none is open.
    ///
    /// A client may keep its stream for a while after its last use, such as the 5 s of
    /// `ConnectionPolicy::linger` in the crate `plex-api`; the grace has to be longer.
    pub fn grace(mut self, grace: Duration) -> Self {
        self.config.grace = grace;
        self
    }

    /// Starts the simulator.
    ///
    /// # Errors
    /// The port is taken, the thread cannot be started, or the prefix is not a path.
    ///
    /// # Cancel safety
    /// A dropped future leaves no server behind.
    pub async fn start(self) -> Result<PlexSim, StartError> {
        let (sender, receiver) = oneshot::channel();
        self.launch(sender)?;
        receiver.await.unwrap_or_else(|_| Err(thread_ended()))
    }

    /// Starts the simulator from code that is not async.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    ///
    /// # Panics
    /// When called inside an async runtime.
    pub fn start_blocking(self) -> Result<PlexSim, StartError> {
        let (sender, receiver) = oneshot::channel();
        self.launch(sender)?;
        receiver
            .blocking_recv()
            .unwrap_or_else(|_| Err(thread_ended()))
    }

    #[cfg_attr(
        not(feature = "tls"),
        expect(unused_mut, reason = "only TLS changes the configuration")
    )]
    fn launch(
        mut self,
        started: oneshot::Sender<Result<PlexSim, StartError>>,
    ) -> Result<(), StartError> {
        let prefix = &self.config.prefix;
        if !prefix.is_empty() && (!prefix.starts_with('/') || prefix.contains(['{', '}', '?', '#']))
        {
            return Err(StartError::Invalid(format!(
                "the prefix {prefix:?} is not a path; it must begin with a slash, as `/plex`"
            )));
        }
        #[cfg(feature = "tls")]
        if let Some(tls) = &self.config.tls {
            let identity = tls.make_identity();
            let identity = identity.map_err(|error| StartError::Certificate(error.into()))?;
            self.config.identity = Some(Arc::new(identity));
        }
        #[cfg(feature = "plex-tv")]
        if self.plex_tv.is_some() && self.config.token.is_none() {
            self.config.token = Some(plex_tv::random_token());
        }
        // A separate thread and runtime: the server must run even when the test's runtime is idle,
        // is blocked by a blocking client, or has a paused clock.
        let name = std::thread::current()
            .name()
            .map_or_else(|| "plex-sim".to_owned(), |name| format!("plex-sim {name}"));
        std::thread::Builder::new()
            .name(name)
            .spawn(move || run(self, started))
            .map(drop)
            .map_err(StartError::Thread)
    }
}

fn thread_ended() -> StartError {
    StartError::Thread(io::Error::other(
        "the thread ended before the server was ready",
    ))
}

fn run(builder: PlexSimBuilder, started: oneshot::Sender<Result<PlexSim, StartError>>) {
    let port = builder.port;
    let runtime = match tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(source) => {
            // This fails when the caller no longer waits, which needs no answer.
            let _ = started.send(Err(StartError::Thread(source)));
            return;
        }
    };
    let shared = Arc::new(Shared::new(builder.config, runtime.handle().clone()));
    for fault in shared.config.faults {
        shared.trigger_fault(*fault);
    }
    let ended = runtime.block_on(async {
        let listener = match ToggleListener::bind(port, Arc::clone(&shared)) {
            Ok(listener) => listener,
            Err(source) => {
                let _ = started.send(Err(StartError::Listen { port, source }));
                return None;
            }
        };
        let (stop, stopped) = oneshot::channel::<()>();
        let (ended, when_ended) = oneshot::channel::<()>();
        let app = router(&shared).into_make_service_with_connect_info::<Peer>();
        let addr = listener.addr();
        let gdm_addr = match start_gdm(&shared, addr.port()) {
            Ok(gdm_addr) => gdm_addr,
            Err(error) => {
                let _ = started.send(Err(error));
                return None;
            }
        };
        let sim = PlexSim::new(Arc::clone(&shared), addr, gdm_addr, stop, when_ended);
        #[cfg(feature = "plex-tv")]
        let sim = match start_plex_tv(builder.plex_tv, &shared, addr) {
            Ok(plex_tv) => sim.with_plex_tv(plex_tv),
            Err(error) => {
                let _ = started.send(Err(error));
                return None;
            }
        };
        if started.send(Ok(sim)).is_ok() {
            tokio::select! {
                _ = axum::serve(listener, app) => {}
                _ = stopped => {}
            }
        }
        Some(ended)
    });
    // Ends every task and closes every connection. Only then `ended` reports the end.
    drop(runtime);
    drop(ended);
}

/// Answers searches, if an address for them was chosen. Returns that address.
fn start_gdm(shared: &Arc<Shared>, port: u16) -> Result<Option<SocketAddr>, StartError> {
    let Some(addr) = shared.config.gdm else {
        return Ok(None);
    };
    let bound = gdm::bind(addr).and_then(|socket| Ok((socket.local_addr()?, socket)));
    let (bound, socket) = bound.map_err(|source| StartError::Gdm { addr, source })?;
    let own = gdm::own_answer(shared, port);
    shared.update(|state| state.gdm_answers = vec![own]);
    shared.spawn("gdm", gdm::serve(Arc::clone(shared), socket));
    Ok(Some(bound))
}

#[cfg(feature = "plex-tv")]
fn start_plex_tv(
    setup: Option<PlexTvSetup>,
    server: &Arc<Shared>,
    addr: SocketAddr,
) -> Result<Option<PlexTv>, StartError> {
    let Some(setup) = setup else {
        return Ok(None);
    };
    let port = setup.port;
    let started = plex_tv::start(setup, server, addr);
    let started = started.map_err(|source| StartError::Listen { port, source })?;
    Ok(Some(started))
}
