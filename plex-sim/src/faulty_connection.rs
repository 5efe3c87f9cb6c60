//! One accepted connection, which a test can cut, silence, slow down or write to byte by byte.
//!
//! hyper owns the socket, so the effect of a fault has to happen below hyper. Each
//! connection has a [`Control`], which the request handlers and the faults share.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

use crate::socket::Socket;

/// The largest number of bytes that may pass in one direction before a pause, and how long the pause is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Throttle {
    pub(crate) bytes: usize,
    pub(crate) every: Duration,
}

impl Throttle {
    /// At least one byte passes.
    pub(crate) fn new(bytes: usize, every: Duration) -> Self {
        Self {
            bytes: bytes.max(1),
            every,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Mode {
    #[default]
    Open,
    /// Open, but the server answers nothing and sends nothing.
    Silent,
    /// Closed at the next read or write, with a TCP reset or an orderly FIN.
    Cut { reset: bool },
}

#[derive(Debug, Default)]
struct LineState {
    mode: Mode,
    /// Bytes to write as they are, before the next bytes from hyper.
    verbatim: VecDeque<u8>,
    /// The next bytes from hyper are discarded.
    discard: bool,
    /// Close the connection as soon as all written bytes are handed to the kernel.
    cut_after_flush: bool,
    /// No fault affects this connection.
    exempt: bool,
    /// The client speaks plain HTTP where TLS is expected.
    plain_http_on_tls_port: bool,
    write_throttle: Option<Throttle>,
    read_throttle: Option<Throttle>,
    reader: Option<Waker>,
    writer: Option<Waker>,
}

/// The handle through which faults and handlers control a connection that hyper owns.
#[derive(Debug)]
pub(crate) struct ConnectionControl {
    id: u64,
    line: Mutex<LineState>,
}

impl ConnectionControl {
    pub(crate) fn new(id: u64) -> Self {
        Self {
            id,
            line: Mutex::default(),
        }
    }

    pub(crate) fn id(&self) -> u64 {
        self.id
    }

    /// Closes the connection, even in the middle of a message.
    pub(crate) fn cut(&self, reset: bool) {
        self.change(|line| {
            if !line.exempt {
                line.mode = Mode::Cut { reset };
            }
        });
    }

    /// Stops all answers and all sending; the connection stays open.
    pub(crate) fn silence(&self) {
        self.change(|line| {
            if line.mode == Mode::Open && !line.exempt {
                line.mode = Mode::Silent;
            }
        });
    }

    /// Exempts this connection from all faults from now on.
    pub(crate) fn exempt(&self) {
        self.change(|line| {
            line.exempt = true;
            line.write_throttle = None;
            line.read_throttle = None;
        });
    }

    pub(crate) fn is_exempt(&self) -> bool {
        self.with(|line| line.exempt)
    }

    /// Returns `true` if the client speaks plain HTTP where TLS is expected.
    pub(crate) fn is_plain_http_on_tls_port(&self) -> bool {
        self.with(|line| line.plain_http_on_tls_port)
    }

    /// Closes the connection after the bytes written so far and the next write are sent.
    pub(crate) fn cut_after_flush(&self) {
        self.change(|line| line.cut_after_flush = true);
    }

    /// Queues bytes to write as they are, before the next bytes from hyper.
    pub(crate) fn write_verbatim(&self, bytes: &[u8]) {
        self.change(|line| line.verbatim.extend(bytes));
    }

    /// Sends `bytes` and discards the response that hyper is about to write.
    pub(crate) fn replace_response(&self, bytes: &[u8], then_close: bool) {
        self.change(|line| {
            line.verbatim.extend(bytes);
            line.discard = true;
            line.cut_after_flush |= then_close;
        });
    }

    pub(crate) fn throttle_writes(&self, throttle: Option<Throttle>) {
        self.change(|line| line.write_throttle = throttle.filter(|_| !line.exempt));
    }

    pub(crate) fn throttle_reads(&self, throttle: Option<Throttle>) {
        self.change(|line| line.read_throttle = throttle.filter(|_| !line.exempt));
    }

    fn with<R>(&self, access: impl FnOnce(&mut LineState) -> R) -> R {
        access(&mut self.line.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn change(&self, change: impl FnOnce(&mut LineState)) {
        let wakers = self.with(|line| {
            change(line);
            [line.reader.take(), line.writer.take()]
        });
        for waker in wakers.into_iter().flatten() {
            waker.wake();
        }
    }
}

/// The socket that hyper reads and writes.
pub(crate) struct FaultyConnection {
    stream: Option<Socket>,
    control: Arc<ConnectionControl>,
    on_close: Option<Box<dyn FnOnce() + Send>>,
    read_pause: Option<Pin<Box<Sleep>>>,
    write_pause: Option<Pin<Box<Sleep>>>,
}

impl FaultyConnection {
    /// Calls `on_close` once, when the socket is closed.
    pub(crate) fn new(
        stream: Socket,
        control: Arc<ConnectionControl>,
        on_close: impl FnOnce() + Send + 'static,
    ) -> Self {
        Self {
            stream: Some(stream),
            control,
            on_close: Some(Box::new(on_close)),
            read_pause: None,
            write_pause: None,
        }
    }

    pub(crate) fn control(&self) -> Arc<ConnectionControl> {
        Arc::clone(&self.control)
    }

    fn close(&mut self, reset: bool) -> io::Error {
        if let Some(mut stream) = self.stream.take() {
            if reset {
                // If this fails, the close is orderly, which cuts the connection as well.
                let _ = stream.tcp().map(|tcp| tcp.set_zero_linger());
            }
            drop(stream);
        }
        if let Some(on_close) = self.on_close.take() {
            on_close();
        }
        io::Error::from(io::ErrorKind::ConnectionReset)
    }

    /// Writes the queued bytes; ready when none is left.
    fn drain_verbatim(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            let chunk: Vec<u8> = self.control.with(|line| {
                let (front, back) = line.verbatim.as_slices();
                if front.is_empty() { back } else { front }.to_vec()
            });
            if chunk.is_empty() {
                return Poll::Ready(Ok(()));
            }
            let Some(stream) = self.stream.as_mut() else {
                return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
            };
            let written = ready!(Pin::new(stream).poll_write(cx, &chunk))?;
            self.control.with(|line| {
                line.verbatim.drain(..written.min(line.verbatim.len()));
            });
        }
    }
}

impl Drop for FaultyConnection {
    fn drop(&mut self) {
        self.close(false);
    }
}

fn poll_pause(pause: &mut Option<Pin<Box<Sleep>>>, cx: &mut Context<'_>) -> Poll<()> {
    if let Some(sleep) = pause {
        ready!(sleep.as_mut().poll(cx));
        *pause = None;
    }
    Poll::Ready(())
}

impl AsyncRead for FaultyConnection {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let (mode, throttle) = this.control.with(|line| {
            line.reader = Some(cx.waker().clone());
            (line.mode, line.read_throttle)
        });
        if let Mode::Cut { reset } = mode {
            return Poll::Ready(Err(this.close(reset)));
        }
        let Some(stream) = this.stream.as_mut() else {
            return Poll::Ready(Ok(()));
        };
        if mode == Mode::Silent {
            // Reads and discards the client's bytes, to notice when it closes the connection.
            let mut space = [0_u8; 4096];
            let Some(stream) = stream.tcp() else {
                return Poll::Ready(Ok(()));
            };
            loop {
                let mut scratch = ReadBuf::new(&mut space);
                ready!(Pin::new(&mut *stream).poll_read(cx, &mut scratch))?;
                if scratch.filled().is_empty() {
                    return Poll::Ready(Ok(()));
                }
            }
        }
        let Some(throttle) = throttle else {
            let read = Pin::new(&mut *stream).poll_read(cx, buf);
            if stream.is_plain_http_on_tls_port() {
                this.control
                    .change(|line| line.plain_http_on_tls_port = true);
            }
            return read;
        };
        ready!(poll_pause(&mut this.read_pause, cx));
        let mut space = vec![0_u8; throttle.bytes.min(buf.remaining())];
        let mut part = ReadBuf::new(&mut space);
        ready!(Pin::new(stream).poll_read(cx, &mut part))?;
        buf.put_slice(part.filled());
        this.read_pause = Some(Box::pin(tokio::time::sleep(throttle.every)));
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for FaultyConnection {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let mode = this.control.with(|line| {
            line.writer = Some(cx.waker().clone());
            line.mode
        });
        match mode {
            Mode::Cut { reset } => return Poll::Ready(Err(this.close(reset))),
            Mode::Silent => return Poll::Ready(Ok(buf.len())),
            Mode::Open => {}
        }
        ready!(this.drain_verbatim(cx))?;
        let (discard, throttle) = this
            .control
            .with(|line| (line.discard, line.write_throttle));
        if discard {
            return Poll::Ready(Ok(buf.len()));
        }
        let part = match throttle {
            None => buf,
            Some(throttle) => {
                ready!(poll_pause(&mut this.write_pause, cx));
                buf.get(..throttle.bytes).unwrap_or(buf)
            }
        };
        let Some(stream) = this.stream.as_mut() else {
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        };
        let written = ready!(Pin::new(stream).poll_write(cx, part))?;
        if let Some(throttle) = throttle {
            this.write_pause = Some(Box::pin(tokio::time::sleep(throttle.every)));
        }
        Poll::Ready(Ok(written))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let mode = this.control.with(|line| {
            line.writer = Some(cx.waker().clone());
            line.mode
        });
        match mode {
            Mode::Cut { reset } => return Poll::Ready(Err(this.close(reset))),
            Mode::Silent => return Poll::Ready(Ok(())),
            Mode::Open => {}
        }
        ready!(this.drain_verbatim(cx))?;
        if let Some(stream) = this.stream.as_mut() {
            ready!(Pin::new(stream).poll_flush(cx))?;
        }
        if this.control.with(|line| line.cut_after_flush) {
            return Poll::Ready(Err(this.close(false)));
        }
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        match this.stream.as_mut() {
            Some(stream) => Pin::new(stream).poll_shutdown(cx),
            None => Poll::Ready(Ok(())),
        }
    }
}
