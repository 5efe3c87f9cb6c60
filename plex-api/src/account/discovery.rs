//! Local discovery (GDM, "G'Day Mate"): servers of the local network, found without an account.
//!
//! Anybody on the network can answer, so an answer only proposes an address. Nothing is sent there but
//! the question which server it is.
//!
//! Source of the protocol: `plexapi/gdm.py` of <https://github.com/pushingkarmaorg/python-plexapi>, and
//! the list of ports in <https://support.plex.tv/articles/201543147>.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use socket2::SockRef;
use tokio::net::UdpSocket;
use tokio::time::Instant;

use super::reach::Reach;
use crate::error::{Error, ErrorKind, Result};
use crate::limits::{MAX_DISCOVERY_ANSWERS, MAX_DISCOVERY_BYTES};
use crate::sanitize::printable;

/// The address at which servers listen for the question.
const GROUP: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(239, 0, 0, 250)), 32414);

const QUESTION: &[u8] = b"M-SEARCH * HTTP/1.1\r\n\r\n";

/// A datagram may be lost, so the question is sent twice.
const ASKED_AT: [Duration; 2] = [Duration::ZERO, Duration::from_millis(400)];

/// The time for which answers are collected.
const ENDS_AT: Duration = Duration::from_millis(1_500);

/// The port of an answer without one.
const USUAL_PORT: u16 = 32400;

/// The longest machine identifier. Real ones have 40 characters.
const MAX_IDENTIFIER: usize = 128;

/// A server that answered on the local network. **Its own description is not proved**: anybody on
/// the network can answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalServer {
    name: String,
    machine_identifier: Option<String>,
    version: Option<String>,
    address: SocketAddr,
}

impl LocalServer {
    /// Its name, without control characters. Empty when it says none.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The machine identifier that it claims to have; `None` when it says none.
    #[must_use]
    pub fn machine_identifier(&self) -> Option<&str> {
        self.machine_identifier.as_deref()
    }

    /// Its version.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// The sender of the answer, with the port that the answer names.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address as a URL, for example `http://192.168.1.20:32400`. It is http: do not send a token
    /// there before you know whose server it is.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

/// A search for servers on the local network. [`discover`] is the usual one.
#[derive(Clone, Debug)]
#[must_use = "call `run` to search"]
pub struct Discovery {
    target: Option<SocketAddr>,
}

/// Searches the local network for servers, for 1.5 seconds: see [`Discovery::run`].
///
/// ```no_run
/// # async fn example() -> plex_api::Result<()> {
/// for server in plex_api::account::discover().await? {
///     println!("{} says that it is {}", server.url(), server.name());
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// As [`Discovery::run`].
///
/// # Cancel safety
/// Dropping the future ends the search.
pub async fn discover() -> Result<Vec<LocalServer>> {
    Discovery::new().run().await
}

impl Default for Discovery {
    fn default() -> Self {
        Self::new()
    }
}

impl Discovery {
    /// A search on every network of this machine, by multicast to 239.0.0.250:32414.
    pub fn new() -> Self {
        Self { target: None }
    }

    /// Asks this address instead: a simulated server in a test, or a network's broadcast address.
    pub fn target(mut self, target: SocketAddr) -> Self {
        self.target = Some(target);
        self
    }

    /// Asks at once and after 400 ms, and collects answers for 1.5 seconds: one entry for each machine
    /// identifier, sorted by name. Answers that are longer than
    /// [`MAX_DISCOVERY_BYTES`] and more than [`MAX_DISCOVERY_ANSWERS`] are left out. Players are, too.
    ///
    /// A server answers only if its setting "Enable local network discovery (GDM)" is on. Containers
    /// without the host's network, and other subnets, are not reached.
    ///
    /// # Errors
    /// [`Connect`](crate::ErrorKind::Connect) when no question could be sent. Nobody's answer is an
    /// empty list.
    ///
    /// # Cancel safety
    /// Dropping the future ends the search.
    pub async fn run(&self) -> Result<Vec<LocalServer>> {
        let began = Instant::now();
        let sockets = match self.target {
            Some(target) => vec![(open(unspecified(target))?, target)],
            None => open_on_all_networks()?,
        };
        let mut found = Found::default();
        let (mut asked, mut sent) = (0, false);
        while !found.is_full() {
            let due = ASKED_AT.get(asked).map(|after| began + *after);
            if due.is_some_and(|due| due <= Instant::now()) {
                asked += 1;
                for (socket, target) in &sockets {
                    sent |= socket.send_to(QUESTION, target).await.is_ok();
                }
                if !sent {
                    return Err(failed("no question could be sent"));
                }
                continue;
            }
            let until = due.unwrap_or(began + ENDS_AT);
            match tokio::time::timeout_at(until, receive(&sockets)).await {
                Ok((datagram, sender)) => found.add(&datagram, sender),
                Err(_) if due.is_none() => break,
                Err(_) => {}
            }
        }
        Ok(found.into_servers())
    }
}

/// The next datagram of any socket. One more byte than allowed is read, to tell the longer ones.
async fn receive(sockets: &[(UdpSocket, SocketAddr)]) -> (Vec<u8>, SocketAddr) {
    let receiving = sockets.iter().map(|(socket, _)| {
        Box::pin(async move {
            loop {
                let mut buffer = vec![0; MAX_DISCOVERY_BYTES + 1];
                match socket.recv_from(&mut buffer).await {
                    Ok((length, sender)) => {
                        buffer.truncate(length);
                        return (buffer, sender);
                    }
                    // A host that refuses datagrams says so here, on some systems.
                    Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
                }
            }
        })
    });
    futures_util::future::select_all(receiving).await.0
}

fn unspecified(target: SocketAddr) -> IpAddr {
    match target {
        SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        SocketAddr::V6(_) => std::net::Ipv6Addr::UNSPECIFIED.into(),
    }
}

fn open(address: IpAddr) -> Result<UdpSocket> {
    let open = || {
        let socket = std::net::UdpSocket::bind((address, 0))?;
        socket.set_nonblocking(true)?;
        socket.set_broadcast(true)?;
        UdpSocket::from_std(socket)
    };
    open().map_err(|error: io::Error| failed(&format!("no socket can be opened ({error})")))
}

/// A socket for each network that this machine is in: a multicast leaves by one of them only.
fn open_on_all_networks() -> Result<Vec<(UdpSocket, SocketAddr)>> {
    let interfaces = if_addrs::get_if_addrs().map_err(|error| {
        failed(&format!(
            "the networks of this machine are unknown ({error})"
        ))
    })?;
    let mut sockets = Vec::new();
    for interface in interfaces {
        let IpAddr::V4(address) = interface.ip() else {
            continue;
        };
        if matches!(Reach::of(address.into()), Reach::Loopback) {
            continue;
        }
        let Ok(socket) = open(address.into()) else {
            continue;
        };
        // Only for neighbours.
        let only_here = SockRef::from(&socket).set_multicast_if_v4(&address);
        if only_here
            .and_then(|()| socket.set_multicast_ttl_v4(1))
            .is_ok()
        {
            sockets.push((socket, GROUP));
        }
    }
    if sockets.is_empty() {
        return Err(failed("this machine has no network that could be asked"));
    }
    Ok(sockets)
}

fn failed(why: &str) -> Error {
    Error::new(
        ErrorKind::Connect,
        format!("cannot search the local network for servers: {why}"),
    )
}

/// The answers so far.
#[derive(Default)]
struct Found {
    named: BTreeMap<String, LocalServer>,
    unnamed: BTreeMap<SocketAddr, LocalServer>,
}

impl Found {
    fn is_full(&self) -> bool {
        self.named.len() + self.unnamed.len() >= MAX_DISCOVERY_ANSWERS
    }

    fn add(&mut self, datagram: &[u8], sender: SocketAddr) {
        let Some(server) = read_answer(datagram, sender.ip()) else {
            return;
        };
        // The first answer counts: a later one cannot take its name away.
        match server.machine_identifier.clone() {
            Some(identifier) => self.named.entry(identifier).or_insert(server),
            None => self.unnamed.entry(server.address).or_insert(server),
        };
    }

    fn into_servers(self) -> Vec<LocalServer> {
        let named = self.named.into_values();
        let mut servers: Vec<LocalServer> = named.chain(self.unnamed.into_values()).collect();
        servers.sort_by(|a, b| a.name.cmp(&b.name));
        servers
    }
}

/// Reads one answer; `None` when it is not that of a server.
fn read_answer(datagram: &[u8], sender: IpAddr) -> Option<LocalServer> {
    if datagram.len() > MAX_DISCOVERY_BYTES {
        return None;
    }
    let text = String::from_utf8_lossy(datagram);
    let mut lines = text.lines();
    let mut status = lines.next()?.split_ascii_whitespace();
    if !status.next()?.starts_with("HTTP/1.") || status.next()? != "200" {
        return None;
    }
    let fields: Vec<(&str, &str)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.trim(), value.trim()))
        .collect();
    let field = |wanted: &str| {
        let found = fields
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        found
            .map(|(_, value)| *value)
            .filter(|value| !value.is_empty())
    };
    if !field("Content-Type")?.eq_ignore_ascii_case("plex/media-server") {
        return None;
    }
    let port = match field("Port") {
        None => USUAL_PORT,
        Some(port) => port.parse().ok().filter(|port| *port != 0)?,
    };
    let is_identifier = |text: &&str| {
        text.len() <= MAX_IDENTIFIER && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    Some(LocalServer {
        name: field("Name").map(printable).unwrap_or_default(),
        machine_identifier: field("Resource-Identifier")
            .filter(is_identifier)
            .map(str::to_owned),
        version: field("Version").map(printable),
        address: SocketAddr::new(sender, port),
    })
}

impl fmt::Display for LocalServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name, self.address)
    }
}

#[cfg(test)]
mod tests;
