//! The ports on 127.0.0.1 that the account's list names: a slow way to the server, a black hole, a
//! refusal, another server.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{copy_bidirectional, sink};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::runtime::Handle;
use tokio::task::{AbortHandle, JoinSet};

use crate::config::Config;
use crate::http::router;
use crate::listener::{Peer, ToggleListener};
use crate::plex_tv::resource::ConnectionTarget;
use crate::state::Shared;
use crate::tls::Tls;

/// The address of the simulated server, as the list spells it.
#[derive(Debug, Clone)]
pub(crate) struct ServerAddress {
    pub(crate) addr: SocketAddr,
    pub(crate) scheme: &'static str,
    /// Its name under `plex.direct` with TLS, its address otherwise.
    pub(crate) host: String,
    pub(crate) prefix: String,
}

impl ServerAddress {
    /// The URI of another port in the server's spelling.
    pub(crate) fn uri(&self, port: u16) -> String {
        let (scheme, host, prefix) = (self.scheme, &self.host, &self.prefix);
        format!("{scheme}://{host}:{port}{prefix}")
    }
}

/// A port that is open while this lives.
#[derive(Debug)]
pub(crate) struct Endpoint {
    pub(crate) port: u16,
    _held: Held,
}

#[derive(Debug)]
enum Held {
    /// Bound and not listening: the system refuses connections, and nobody else gets the port.
    Refusing {
        _socket: TcpSocket,
    },
    Serving {
        _task: AbortOnDrop,
    },
}

#[derive(Debug)]
struct AbortOnDrop(AbortHandle);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Opens a port for the target. For an impostor, its state comes too, with the requests that it
/// receives. `None` if no port is needed.
pub(crate) fn open(
    target: &ConnectionTarget,
    server: &ServerAddress,
    runtime: &Handle,
) -> io::Result<Option<(Endpoint, Option<Arc<Shared>>)>> {
    // Sockets of tokio are made inside its runtime.
    let _inside = runtime.enter();
    let opened = match target {
        ConnectionTarget::Server | ConnectionTarget::Uri(_) => return Ok(None),
        ConnectionTarget::Refused => {
            let socket = TcpSocket::new_v4()?;
            socket.bind((Ipv4Addr::LOCALHOST, 0).into())?;
            let port = socket.local_addr()?.port();
            let held = Held::Refusing { _socket: socket };
            (Endpoint { port, _held: held }, None)
        }
        ConnectionTarget::BlackHole => (serve(runtime, swallow)?, None),
        ConnectionTarget::Slow(delay) => {
            let (delay, addr) = (*delay, server.addr);
            let pass = move |stream| pass_on(stream, addr, delay);
            (serve(runtime, pass)?, None)
        }
        ConnectionTarget::Impostor(machine_identifier) => {
            let (endpoint, shared) = open_impostor(machine_identifier, server, runtime)?;
            (endpoint, Some(shared))
        }
    };
    Ok(Some(opened))
}

/// Runs `handle` for each connection. The end of the task ends the connections too.
fn serve<F: Future<Output = ()> + Send + 'static>(
    runtime: &Handle,
    handle: impl Fn(TcpStream) -> F + Send + 'static,
) -> io::Result<Endpoint> {
    let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    listener.set_nonblocking(true)?;
    let port = listener.local_addr()?.port();
    let listener = TcpListener::from_std(listener)?;
    let task = runtime.spawn(async move {
        let mut connections = JoinSet::new();
        loop {
            tokio::select! {
                accepted = listener.accept() => match accepted {
                    Ok((stream, _)) => drop(connections.spawn(handle(stream))),
                    // Out of file descriptors for the moment.
                    Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
                },
                Some(_) = connections.join_next() => {}
            }
        }
    });
    let task = AbortOnDrop(task.abort_handle());
    Ok(Endpoint {
        port,
        _held: Held::Serving { _task: task },
    })
}

/// Reads everything and answers nothing, until the client gives up.
async fn swallow(mut stream: TcpStream) {
    // Any end will do, an error too.
    let _ = tokio::io::copy(&mut stream, &mut sink()).await;
}

/// Passes everything on to the server after a while.
async fn pass_on(mut stream: TcpStream, to: SocketAddr, delay: Duration) {
    // The first byte is awaited, so that a client that only connects costs the server nothing.
    let mut first = [0_u8; 1];
    if stream.peek(&mut first).await.is_ok() {
        tokio::time::sleep(delay).await;
        if let Ok(mut server) = TcpStream::connect(to).await {
            let _ = copy_bidirectional(&mut stream, &mut server).await;
        }
    }
}

/// Another server with a state of its own, unclaimed, so that it accepts every token.
fn open_impostor(
    machine_identifier: &str,
    server: &ServerAddress,
    runtime: &Handle,
) -> io::Result<(Endpoint, Arc<Shared>)> {
    let mut config = Config {
        machine_identifier: machine_identifier.to_owned(),
        ..Config::default()
    };
    if server.scheme == "https" {
        // It cannot have a certificate that clients trust for the server's name.
        let tls = Tls::new();
        let identity = tls.make_identity().map_err(io::Error::other)?;
        config.identity = Some(Arc::new(identity));
        config.tls = Some(tls);
    }
    let shared = Arc::new(Shared::new(config, runtime.clone()));
    let listener = ToggleListener::bind(0, Arc::clone(&shared))?;
    let port = listener.addr().port();
    let app = router(&shared).into_make_service_with_connect_info::<Peer>();
    let task = runtime.spawn(async move {
        // It does not end by itself.
        let _ = axum::serve(listener, app).await;
    });
    let task = AbortOnDrop(task.abort_handle());
    let endpoint = Endpoint {
        port,
        _held: Held::Serving { _task: task },
    };
    Ok((endpoint, shared))
}
