//! The search of the own network as it is in use: by multicast, on the networks of this machine.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a failed expectation is what a test is for, and a skipped test says so"
)]

use std::io;
use std::net::{Ipv4Addr, UdpSocket};
use std::time::Duration;

use plex_api::account::discover;

const GROUP: Ipv4Addr = Ipv4Addr::new(239, 0, 0, 250);
const PORT: u16 = 32414;
const MACHINE: &str = "0123456789abcdef0123456789abcdef01234567";

/// A socket that receives the packets of this machine to the group, or the reason why there is none.
fn member() -> io::Result<UdpSocket> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, PORT))?;
    socket.join_multicast_v4(&GROUP, &Ipv4Addr::UNSPECIFIED)?;
    socket.set_read_timeout(Some(Duration::from_secs(1)))?;
    let own = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?;
    own.set_multicast_ttl_v4(1)?;
    own.send_to(b"is anybody there?", (GROUP, PORT))?;
    let mut space = [0; 64];
    let (length, _) = socket.recv_from(&mut space)?;
    match space.get(..length) {
        Some(b"is anybody there?") => Ok(socket),
        _ => Err(io::Error::other("another machine asks at this moment")),
    }
}

#[test]
fn a_server_in_the_group_is_found_by_multicast() {
    let socket = match member() {
        Ok(socket) => socket,
        // A container may have no network at all, and a server may have the port.
        Err(error) => {
            eprintln!("skipped: this machine does not receive its own multicast ({error})");
            return;
        }
    };
    let server = std::thread::spawn(move || {
        let mut space = [0; 2048];
        let mut questions = 0;
        // The end of the questions is the end of the time to read.
        while let Ok((length, asker)) = socket.recv_from(&mut space) {
            if space.get(..length) == Some(b"M-SEARCH * HTTP/1.1\r\n\r\n") {
                questions += 1;
                let answer = format!(
                    "HTTP/1.0 200 OK\r\nContent-Type: plex/media-server\r\nName: Box\r\nPort: 32400\r\n\
                     Resource-Identifier: {MACHINE}\r\n\r\n"
                );
                socket.send_to(answer.as_bytes(), asker).unwrap();
            }
        }
        questions
    });
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().build().unwrap();
    let found = runtime.block_on(discover()).unwrap();
    let ours = |one: &&plex_api::account::LocalServer| one.machine_identifier() == Some(MACHINE);
    let found = found.iter().find(ours).unwrap();
    assert_eq!((found.name(), found.address().port()), ("Box", 32400));
    assert!(server.join().unwrap() >= 2, "the question is sent twice");
}
