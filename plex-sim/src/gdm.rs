//! "G'Day Mate", the search on the local network: a responder on UDP that answers with datagrams.

use std::io;
use std::net::{SocketAddr, UdpSocket as StdUdpSocket};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::UdpSocket;

use crate::state::Shared;

/// The longest question that is read, in bytes.
const LONGEST: usize = 2048;

/// Listens on this address. Called inside the simulator's runtime.
pub(crate) fn bind(addr: SocketAddr) -> io::Result<UdpSocket> {
    let socket = StdUdpSocket::bind(addr)?;
    socket.set_nonblocking(true)?;
    UdpSocket::from_std(socket)
}

/// Answers each search with the datagrams of the moment, until the runtime ends.
pub(crate) async fn serve(shared: Arc<Shared>, socket: UdpSocket) {
    let mut space = [0_u8; LONGEST];
    loop {
        let Ok((length, peer)) = socket.recv_from(&mut space).await else {
            // The error of an answer that nobody took; the next question may be fine.
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        let question = space.get(..length).unwrap_or_default();
        if !question.starts_with(b"M-SEARCH * HTTP/1.") {
            continue;
        }
        for datagram in shared.read(|state| state.gdm_answers.clone()) {
            // A datagram that cannot be sent is lost, as any may be.
            let _ = socket.send_to(&datagram, peer).await;
        }
    }
}

/// The answer of the simulated server on this port, in the recorded form.
pub(crate) fn own_answer(shared: &Shared, port: u16) -> Vec<u8> {
    let config = &shared.config;
    let (identifier, version) = (&config.machine_identifier, &config.version);
    let host = config.plex_direct_host();
    format!(
        "HTTP/1.0 200 OK\r\nContent-Type: plex/media-server\r\nHost: {host}\r\nName: plex-sim\r\n\
         Port: {port}\r\nResource-Identifier: {identifier}\r\nUpdated-At: 1793491200\r\n\
         Version: {version}\r\n\r\n"
    )
    .into_bytes()
}
