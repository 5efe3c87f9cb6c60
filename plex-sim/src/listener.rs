//! The listening socket. It can stop listening, so that connections are refused, and listen again on
//! the same port.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;

use crate::faulty_connection::{ConnectionControl, FaultyConnection};
use crate::socket::Socket;
use crate::state::Shared;

/// The largest number of connections that may wait to be accepted.
const BACKLOG: u32 = 1024;

enum ListenSocket {
    Listening(TcpListener),
    /// Bound but not listening: the kernel refuses connections, and no other program gets the port.
    Bound(TcpSocket),
    /// The last change failed.
    Lost,
}

/// Accepts connections for `axum::serve` while it is listening.
pub(crate) struct ToggleListener {
    addr: SocketAddr,
    socket: ListenSocket,
    listen: watch::Receiver<bool>,
    shared: Arc<Shared>,
}

impl ToggleListener {
    /// Listens on 127.0.0.1; on a free port when `port` is 0.
    pub(crate) fn bind(port: u16, shared: Arc<Shared>) -> io::Result<Self> {
        let socket = bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
        let listener = socket.listen(BACKLOG)?;
        Ok(Self {
            addr: listener.local_addr()?,
            socket: ListenSocket::Listening(listener),
            listen: shared.listen.subscribe(),
            shared,
        })
    }

    pub(crate) fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Accepts one connection; `None` when listening was switched on or off meanwhile.
    async fn accept_or_switch(&mut self) -> io::Result<Option<(TcpStream, SocketAddr)>> {
        let listen = *self.listen.borrow_and_update();
        self.set_listening(listen)?;
        let switched = match &self.socket {
            ListenSocket::Listening(listener) => tokio::select! {
                accepted = listener.accept() => return accepted.map(Some),
                switched = self.listen.changed() => switched,
            },
            ListenSocket::Bound(_) | ListenSocket::Lost => self.listen.changed().await,
        };
        match switched {
            Ok(()) => Ok(None),
            // The simulator is being dropped; nothing will switch the listener again.
            Err(_) => std::future::pending().await,
        }
    }

    #[cfg(feature = "tls")]
    fn wrap(&self, stream: TcpStream) -> Socket {
        match &self.shared.config.identity {
            Some(identity) => Socket::tls(stream, identity.acceptor.clone()),
            None => Socket::Plain(stream),
        }
    }

    #[cfg(not(feature = "tls"))]
    #[expect(clippy::unused_self, reason = "with TLS the configuration decides")]
    fn wrap(&self, stream: TcpStream) -> Socket {
        Socket::Plain(stream)
    }

    fn set_listening(&mut self, listen: bool) -> io::Result<()> {
        let socket = std::mem::replace(&mut self.socket, ListenSocket::Lost);
        self.socket = match (listen, socket) {
            (true, ListenSocket::Bound(bound)) => ListenSocket::Listening(bound.listen(BACKLOG)?),
            (true, ListenSocket::Lost) => {
                ListenSocket::Listening(bind(self.addr)?.listen(BACKLOG)?)
            }
            (false, ListenSocket::Listening(listener)) => {
                // The old socket is closed first: a listening socket does not share its port.
                drop(listener);
                ListenSocket::Bound(bind(self.addr)?)
            }
            (false, ListenSocket::Lost) => ListenSocket::Bound(bind(self.addr)?),
            (_, socket) => socket,
        };
        self.shared.record_listening(listen);
        Ok(())
    }
}

fn bind(addr: SocketAddr) -> io::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    socket.set_reuseaddr(true)?;
    socket.bind(addr)?;
    Ok(socket)
}

impl Listener for ToggleListener {
    type Io = FaultyConnection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (FaultyConnection, SocketAddr) {
        loop {
            match self.accept_or_switch().await {
                Ok(Some((stream, peer))) => {
                    // Small frames must not wait for each other. If this fails, they only take longer.
                    let _ = stream.set_nodelay(true);
                    let control = self.shared.register_connection();
                    let (shared, id) = (Arc::clone(&self.shared), control.id());
                    let remove = move || shared.remove_connection(id);
                    let socket = self.wrap(stream);
                    return (FaultyConnection::new(socket, control, remove), peer);
                }
                Ok(None) => {}
                // Out of file descriptors, or another program has the port for the moment.
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.addr)
    }
}

/// The connection of a request, for its handler.
#[derive(Debug, Clone)]
pub(crate) struct Peer(pub(crate) Arc<ConnectionControl>);

impl Connected<IncomingStream<'_, ToggleListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, ToggleListener>) -> Self {
        Self(stream.io().control())
    }
}
