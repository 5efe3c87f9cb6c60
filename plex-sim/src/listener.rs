//! The listening socket, which can be shut (connections are refused) and opened again on the
//! same port.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;

use crate::faulty_connection::{ConnectionControl, FaultyConnection};
use crate::state::Shared;

/// How many connections may wait to be accepted.
const BACKLOG: u32 = 1024;

enum Socket {
    Listening(TcpListener),
    /// Bound but not listening: the kernel refuses connections and the port stays ours.
    Held(TcpSocket),
    /// Neither worked at the last try.
    Lost,
}

/// Accepts connections for `axum::serve` while it is open.
pub(crate) struct ToggleListener {
    addr: SocketAddr,
    socket: Socket,
    open: watch::Receiver<bool>,
    shared: Arc<Shared>,
}

impl ToggleListener {
    pub(crate) fn new(
        listener: TcpListener,
        addr: SocketAddr,
        open: watch::Receiver<bool>,
        shared: Arc<Shared>,
    ) -> Self {
        Self {
            addr,
            socket: Socket::Listening(listener),
            open,
            shared,
        }
    }

    /// One connection, or `None` when the door was moved meanwhile.
    async fn next(&mut self) -> io::Result<Option<(TcpStream, SocketAddr)>> {
        let wanted_open = *self.open.borrow_and_update();
        self.move_to(wanted_open)?;
        match &self.socket {
            Socket::Listening(listener) => tokio::select! {
                accepted = listener.accept() => accepted.map(Some),
                moved = self.open.changed() => gone_or_again(moved).await,
            },
            Socket::Held(_) | Socket::Lost => gone_or_again(self.open.changed().await).await,
        }
    }

    #[cfg(feature = "tls")]
    fn socket_of(&self, stream: TcpStream) -> crate::socket::Socket {
        use crate::socket::Socket;
        match &self.shared.config.identity {
            Some(identity) => Socket::tls(stream, identity.acceptor.clone()),
            None => Socket::Plain(stream),
        }
    }

    #[cfg(not(feature = "tls"))]
    #[expect(clippy::unused_self, reason = "with TLS the config decide")]
    fn socket_of(&self, stream: TcpStream) -> crate::socket::Socket {
        crate::socket::Socket::Plain(stream)
    }

    fn move_to(&mut self, open: bool) -> io::Result<()> {
        let socket = std::mem::replace(&mut self.socket, Socket::Lost);
        self.socket = match (open, socket) {
            (true, Socket::Held(held)) => Socket::Listening(held.listen(BACKLOG)?),
            (true, Socket::Lost) => Socket::Listening(bind(self.addr)?.listen(BACKLOG)?),
            (false, Socket::Listening(listener)) => {
                // The old socket has to go first: a listening one does not share its port.
                drop(listener);
                Socket::Held(bind(self.addr)?)
            }
            (false, Socket::Lost) => Socket::Held(bind(self.addr)?),
            (_, socket) => socket,
        };
        self.shared.door_moved(open);
        Ok(())
    }
}

async fn gone_or_again<T>(moved: Result<(), watch::error::RecvError>) -> io::Result<Option<T>> {
    match moved {
        Ok(()) => Ok(None),
        // The simulator is being dropped; nothing will move the door again.
        Err(_) => std::future::pending().await,
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
            match self.next().await {
                Ok(Some((stream, peer))) => {
                    // Small frames must not wait for each other; a refusal only costs time.
                    let _ = stream.set_nodelay(true);
                    let control = self.shared.connection_opened();
                    let shared = Arc::clone(&self.shared);
                    let socket = self.socket_of(stream);
                    return (FaultyConnection::new(socket, control, shared), peer);
                }
                Ok(None) => {}
                // Out of file descriptors, or the port is taken for the moment.
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.addr)
    }
}

/// What a request handler knows of its connection.
#[derive(Debug, Clone)]
pub(crate) struct Peer(pub(crate) Arc<ConnectionControl>);

impl Connected<IncomingStream<'_, ToggleListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, ToggleListener>) -> Self {
        Self(stream.io().control())
    }
}
