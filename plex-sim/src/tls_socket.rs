//! A socket on which TLS is expected. It looks at the first byte and does the handshake, then passes
//! bytes. The handshake happens while the connection is served, so that a slow one delays no other
//! connection.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;
use tokio_rustls::{Accept, TlsAcceptor};

/// The first byte of every TLS connection: the type of a handshake record.
const HANDSHAKE: u8 = 0x16;

pub(crate) struct TlsSocket {
    stage: Stage,
    acceptor: TlsAcceptor,
}

enum Stage {
    /// No byte was received.
    Unknown(TcpStream),
    Handshaking(Accept<TcpStream>),
    Open(TlsStream<TcpStream>),
    /// Not TLS. HTTP gets 400; the behaviour of real servers is not well known.
    Plain(TcpStream),
    Broken,
}

impl TlsSocket {
    pub(crate) fn new(stream: TcpStream, acceptor: TlsAcceptor) -> Self {
        Self {
            stage: Stage::Unknown(stream),
            acceptor,
        }
    }

    pub(crate) fn is_plain(&self) -> bool {
        matches!(self.stage, Stage::Plain(_))
    }

    pub(crate) fn tcp(&mut self) -> Option<&mut TcpStream> {
        match &mut self.stage {
            Stage::Unknown(stream) | Stage::Plain(stream) => Some(stream),
            Stage::Handshaking(accept) => accept.get_mut(),
            Stage::Open(stream) => Some(stream.get_mut().0),
            Stage::Broken => None,
        }
    }

    /// Ready when bytes can pass.
    fn poll_open(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            let is_tls = match &mut self.stage {
                Stage::Unknown(stream) => {
                    let mut first = [0_u8; 1];
                    let mut peeked = ReadBuf::new(&mut first);
                    ready!(stream.poll_peek(cx, &mut peeked))?;
                    peeked.filled() == [HANDSHAKE]
                }
                Stage::Handshaking(accept) => {
                    self.stage = match ready!(Pin::new(accept).poll(cx)) {
                        Ok(stream) => Stage::Open(stream),
                        Err(error) => {
                            self.stage = Stage::Broken;
                            return Poll::Ready(Err(error));
                        }
                    };
                    continue;
                }
                Stage::Open(_) | Stage::Plain(_) => return Poll::Ready(Ok(())),
                Stage::Broken => return Poll::Ready(Err(io::ErrorKind::NotConnected.into())),
            };
            let stage = std::mem::replace(&mut self.stage, Stage::Broken);
            self.stage = match stage {
                Stage::Unknown(stream) if is_tls => {
                    Stage::Handshaking(self.acceptor.accept(stream))
                }
                Stage::Unknown(stream) => Stage::Plain(stream),
                other => other,
            };
        }
    }
}

impl fmt::Debug for TlsSocket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsSocket").finish_non_exhaustive()
    }
}

impl AsyncRead for TlsSocket {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(this.poll_open(cx))?;
        match &mut this.stage {
            Stage::Open(stream) => Pin::new(stream).poll_read(cx, buf),
            Stage::Plain(stream) => Pin::new(stream).poll_read(cx, buf),
            _ => Poll::Ready(Ok(())),
        }
    }
}

impl AsyncWrite for TlsSocket {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        ready!(this.poll_open(cx))?;
        match &mut this.stage {
            Stage::Open(stream) => Pin::new(stream).poll_write(cx, buf),
            Stage::Plain(stream) => Pin::new(stream).poll_write(cx, buf),
            _ => Poll::Ready(Err(io::ErrorKind::NotConnected.into())),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().stage {
            Stage::Open(stream) => Pin::new(stream).poll_flush(cx),
            Stage::Plain(stream) => Pin::new(stream).poll_flush(cx),
            // Before the handshake the server writes nothing.
            _ => Poll::Ready(Ok(())),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().stage {
            Stage::Open(stream) => Pin::new(stream).poll_shutdown(cx),
            Stage::Unknown(stream) | Stage::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Stage::Handshaking(_) | Stage::Broken => Poll::Ready(Ok(())),
        }
    }
}
