//! An address of a simulated server that can be taken away: a TCP port that hands connections on.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// A port of 127.0.0.1 behind which a server is. [`close`](Self::close) ends the port and all its
/// connections at once.
#[derive(Debug)]
pub struct TcpGate {
    address: SocketAddr,
    server: Arc<Mutex<SocketAddr>>,
    task: tokio::task::JoinHandle<()>,
}

impl TcpGate {
    /// Opens a port that leads to `server`.
    ///
    /// # Errors
    /// When there is no free port.
    ///
    /// # Cancel safety
    /// A dropped future leaves no port behind.
    pub async fn open(server: SocketAddr) -> io::Result<Self> {
        Self::open_at(([127, 0, 0, 1], 0).into(), server).await
    }

    /// Opens this port, which may be that of a gate that was closed.
    ///
    /// # Errors
    /// When somebody else has it.
    ///
    /// # Cancel safety
    /// A dropped future leaves no port behind.
    pub async fn open_at(address: SocketAddr, server: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let server = Arc::new(Mutex::new(server));
        let leads_to = Arc::clone(&server);
        let task = tokio::spawn(async move {
            // Dropped with the task, and every connection with it.
            let mut connections = JoinSet::new();
            while let Ok((mut client, _)) = listener.accept().await {
                let server = *leads_to.lock().unwrap_or_else(PoisonError::into_inner);
                connections.spawn(async move {
                    if let Ok(mut server) = TcpStream::connect(server).await {
                        let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
                    }
                });
            }
        });
        Ok(Self {
            address,
            server,
            task,
        })
    }

    /// Leads new connections to another server from now on. Open ones stay where they are.
    pub fn lead_to(&self, server: SocketAddr) {
        *self.server.lock().unwrap_or_else(PoisonError::into_inner) = server;
    }

    /// Its address.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its URL, with http.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Closes the port with all its connections.
    ///
    /// # Cancel safety
    /// It is closed once the future has been polled.
    pub async fn close(self) {
        self.task.abort();
        while !self.task.is_finished() {
            tokio::task::yield_now().await;
        }
    }
}

impl Drop for TcpGate {
    fn drop(&mut self) {
        self.task.abort();
    }
}
