//! Chooses what a simulator is before it starts.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::oneshot;

use crate::config::{Config, ScanTiming};
use crate::http::router;
use crate::listener::{Peer, ToggleListener};
use crate::section::Section;
use crate::server::PlexSim;
use crate::state::Shared;

/// Why no simulator could be started.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The port cannot be listened on.
    #[error("cannot listen on 127.0.0.1:{port}; choose another port, or 0 for a free one")]
    Listen {
        /// The port that was asked for.
        port: u16,
        /// What the system said.
        source: io::Error,
    },
    /// The thread of the server could not be made.
    #[error("cannot start the thread of the simulated server")]
    Thread(#[source] io::Error),
    /// No certificate could be made.
    #[error("cannot make a certificate for HTTPS; check the names that it was to have")]
    Certificate(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The builder was given something that cannot work.
    #[error("{0}")]
    Invalid(String),
}

/// Settings of a [`PlexSim`]; made by [`PlexSim::builder`].
#[derive(Debug, Clone)]
#[must_use = "nothing runs before `start`"]
pub struct PlexSimBuilder {
    config: Config,
    port: u16,
    default_sections: bool,
}

impl PlexSimBuilder {
    pub(crate) fn new() -> Self {
        Self {
            config: Config {
                token: None,
                guests: Vec::new(),
                prefix: String::new(),
                machine_identifier: crate::uuid::random().replace('-', ""),
                version: "1.43.3.10000-51a0000f1".to_owned(),
                sections: Vec::new(),
                latency: Duration::ZERO,
                scan: ScanTiming {
                    steps: 20,
                    every: Duration::from_millis(50),
                    manual: false,
                },
                ping_every: Some(Duration::from_secs(10)),
                pings_obey_filters: false,
                websocket_pings: None,
                patience: Duration::from_secs(20),
                grace: Duration::from_secs(2),
                control: false,
                #[cfg(feature = "tls")]
                tls: None,
                #[cfg(feature = "tls")]
                identity: None,
            },
            port: 0,
            default_sections: true,
        }
    }

    /// The owner's token. Without one the server is unclaimed and lets everyone in.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.config.token = Some(token.into());
        self
    }

    /// A further token, of an account that is not the owner: it sees only its own activities in
    /// the list and on the streams, and everything that would change something is refused with
    /// 401. What real servers do here is not well known; be ready for either.
    pub fn guest_token(mut self, token: impl Into<String>, user_id: i64) -> Self {
        self.config.guests.push((token.into(), user_id));
        self
    }

    /// Adds a library section; `kind` is `movie`, `show`, `artist` or `photo`. When never called
    /// there are three: 1 Movies, 2 TV Shows, 3 Music.
    pub fn library_section(mut self, id: &str, kind: &str, title: &str) -> Self {
        self.default_sections = false;
        self.config.sections.push(Section::new(id, kind, title));
        self
    }

    /// A server without any library section.
    pub fn without_library_sections(mut self) -> Self {
        self.default_sections = false;
        self.config.sections.clear();
        self
    }

    /// How long every answer takes.
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

    /// The settings alone, to play scenarios without a server.
    #[cfg(feature = "fuzzing")]
    pub(crate) fn into_settings(self) -> Config {
        self.config
    }

    /// The port on 127.0.0.1; 0, a free one, when never called.
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

    /// How a scan moves that a request started: `steps` updates, one `every` span. 20 steps of
    /// 50 ms when never called.
    pub fn scan_rhythm(mut self, steps: u32, every: Duration) -> Self {
        self.config.scan = ScanTiming {
            steps,
            every,
            manual: false,
        };
        self
    }

    /// Whatever a request starts stands still until the test moves and ends it.
    pub fn manual_scans(mut self) -> Self {
        self.config.scan.manual = true;
        self
    }

    /// The time between two `ping` frames on an event stream, 10 s when never called; none with
    /// `Duration::ZERO`.
    pub fn ping_every(mut self, span: Duration) -> Self {
        self.config.ping_every = Some(span);
        self
    }

    /// Whether `filters` can leave `ping` out, as some recorded streams suggest; it cannot when
    /// never called.
    pub fn pings_obey_filters(mut self, obey: bool) -> Self {
        self.config.pings_obey_filters = obey;
        self
    }

    /// Sends WebSocket pings too. Whether real servers do is unknown; none when never called.
    pub fn websocket_pings(mut self, every: Duration) -> Self {
        self.config.websocket_pings = Some(every);
        self
    }

    /// How long the waiting helpers wait before they give up; 20 s when never called.
    pub fn patience(mut self, patience: Duration) -> Self {
        self.config.patience = patience;
        self
    }

    /// Speaks HTTPS, and answers plain HTTP on its port with 400. Each start makes a new
    /// certificate; clients trust it with [`PlexSim::ca_pem`].
    #[cfg(feature = "tls")]
    pub fn tls(mut self, tls: crate::tls::Tls) -> Self {
        self.config.tls = Some(tls);
        self
    }

    /// Whether `/sim/` on the same port steers the simulator, for clients in other languages; it
    /// does not when never called. Everybody on this machine can use it, without any token.
    pub fn control(mut self, control: bool) -> Self {
        self.config.control = control;
        self
    }

    /// How long [`PlexSim::finish`] lets open notification streams close; 2 s when never called.
    pub fn grace(mut self, grace: Duration) -> Self {
        self.config.grace = grace;
        self
    }

    /// Starts the simulator.
    ///
    /// # Errors
    /// The port is taken, no thread can be made, or the prefix is no path.
    ///
    /// # Cancel safety
    /// A dropped future leaves no server behind.
    pub async fn start(self) -> Result<PlexSim, StartError> {
        let (sender, receiver) = oneshot::channel();
        self.launch(sender)?;
        receiver.await.unwrap_or_else(|_| Err(died()))
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
        receiver.blocking_recv().unwrap_or_else(|_| Err(died()))
    }

    fn launch(
        mut self,
        started: oneshot::Sender<Result<PlexSim, StartError>>,
    ) -> Result<(), StartError> {
        let prefix = &self.config.prefix;
        if !prefix.is_empty() && (!prefix.starts_with('/') || prefix.contains(['{', '}', '?', '#']))
        {
            return Err(StartError::Invalid(format!(
                "the prefix {prefix:?} is no path; it has to begin with a slash, as `/plex`"
            )));
        }
        #[cfg(feature = "tls")]
        if let Some(tls) = &self.config.tls {
            let identity = tls.identity();
            let identity = identity.map_err(|error| StartError::Certificate(error.into()))?;
            self.config.identity = Some(Arc::new(identity));
        }
        if self.default_sections {
            self.config.sections = vec![
                Section::new("1", "movie", "Movies"),
                Section::new("2", "show", "TV Shows"),
                Section::new("3", "artist", "Music"),
            ];
        }
        // A thread and a runtime of its own: the test's runtime may stand still, be blocked by a
        // blocking client, or have its clock paused, and the server goes on.
        let name = std::thread::current()
            .name()
            .map_or_else(|| "plex-sim".to_owned(), |name| format!("plex-sim {name}"));
        std::thread::Builder::new()
            .name(name)
            .spawn(move || run(self.config, self.port, started))
            .map(drop)
            .map_err(StartError::Thread)
    }
}

fn died() -> StartError {
    StartError::Thread(io::Error::other("the thread ended before it began"))
}

fn run(config: Config, port: u16, started: oneshot::Sender<Result<PlexSim, StartError>>) {
    let runtime = match tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(source) => {
            // Nobody waits any more when this fails.
            let _ = started.send(Err(StartError::Thread(source)));
            return;
        }
    };
    let shared = Arc::new(Shared::new(config, runtime.handle().clone()));
    let gone = runtime.block_on(async {
        let (listener, addr) = match listen(port) {
            Ok(both) => both,
            Err(source) => {
                let _ = started.send(Err(StartError::Listen { port, source }));
                return None;
            }
        };
        let (stop, stopped) = oneshot::channel::<()>();
        let (gone, ended) = oneshot::channel::<()>();
        let door =
            ToggleListener::new(listener, addr, shared.door.subscribe(), Arc::clone(&shared));
        let app = router(&shared).into_make_service_with_connect_info::<Peer>();
        let sim = PlexSim::new(Arc::clone(&shared), addr, stop, ended);
        if started.send(Ok(sim)).is_ok() {
            tokio::select! {
                _ = axum::serve(door, app) => {}
                _ = stopped => {}
            }
        }
        Some(gone)
    });
    // Takes every task and with it every connection along; only then the end is told.
    drop(runtime);
    drop(gone);
}

fn listen(port: u16) -> io::Result<(TcpListener, SocketAddr)> {
    let socket = TcpSocket::new_v4()?;
    socket.set_reuseaddr(true)?;
    socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
    let listener = socket.listen(1024)?;
    let addr = listener.local_addr()?;
    Ok((listener, addr))
}
