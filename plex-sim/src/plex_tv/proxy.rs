//! A CONNECT proxy that answers for `plex.tv` and `clients.plex.tv`, so that clients whose addresses
//! are fixed reach the simulator: `HTTPS_PROXY` names it, and they trust its certificate.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

/// The hosts of the account service.
pub(crate) const HOSTS: [&str; 2] = ["plex.tv", "clients.plex.tv"];

/// The longest head of a request, in bytes.
const HEAD: usize = 8 * 1024;

/// Opens the proxy's port.
pub(crate) fn bind() -> io::Result<(TcpListener, u16)> {
    let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    listener.set_nonblocking(true)?;
    let port = listener.local_addr()?.port();
    Ok((TcpListener::from_std(listener)?, port))
}

/// Serves until the runtime ends. `service` is the account service's address.
pub(crate) async fn serve(listener: TcpListener, acceptor: TlsAcceptor, service: SocketAddr) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    let acceptor = acceptor.clone();
                    connections.spawn(async move {
                        // A client that goes away needs no answer.
                        let _ = tunnel(stream, acceptor, service).await;
                    });
                }
                // Out of file descriptors for the moment.
                Err(_) => tokio::time::sleep(std::time::Duration::from_millis(20)).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn tunnel(
    mut client: TcpStream,
    acceptor: TlsAcceptor,
    service: SocketAddr,
) -> io::Result<()> {
    let head = read_head(&mut client).await?;
    let mut words = head.split(' ');
    let target = match (words.next(), words.next()) {
        (Some("CONNECT"), Some(target)) => target,
        _ => "",
    };
    let (host, port) = target.rsplit_once(':').unwrap_or_default();
    if !HOSTS.contains(&host) || port != "443" {
        // Never the real network.
        return client
            .write_all(
                b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            )
            .await;
    }
    client
        .write_all(b"HTTP/1.1 200 Connection Established\r\n\r\n")
        .await?;
    let mut client = acceptor.accept(client).await?;
    let mut service = TcpStream::connect(service).await?;
    copy_bidirectional(&mut client, &mut service).await?;
    Ok(())
}

/// The head of a request. It is read byte by byte: the bytes after it belong to TLS.
async fn read_head(stream: &mut TcpStream) -> io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
        if head.len() > HEAD {
            return Err(io::ErrorKind::InvalidData.into());
        }
    }
    String::from_utf8(head).map_err(io::Error::other)
}
