//! One accepted connection: a socket that a test can cut, silence, slow down or write on
//! byte by byte.
//!
//! hyper owns the socket, so whatever a fault does to it has to happen underneath hyper. Each
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
use crate::state::Shared;

/// How many bytes may pass in one direction before a pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Throttle {
    pub(crate) bytes: usize,
    pub(crate) every: Duration,
}

impl Throttle {
    /// At least one byte has to pass.
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
    /// Stays open; nothing that comes in is answered, nothing goes out.
    Silent,
    /// To be closed at the next touch; with a reset instead of an orderly FIN when asked.
    Cut { reset: bool },
}

#[derive(Debug, Default)]
struct Line {
    mode: Mode,
    /// Bytes that go out verbatim before anything hyper wants to write.
    verbatim: VecDeque<u8>,
    /// What hyper writes from here on is thrown away.
    swallow: bool,
    /// Close as soon as everything that was written has been handed to the kernel.
    cut_after_flush: bool,
    /// Out of reach of every fault.
    spared: bool,
    /// Plain HTTP where TLS is expected.
    mistaken: bool,
    write_pace: Option<Throttle>,
    read_pace: Option<Throttle>,
    reader: Option<Waker>,
    writer: Option<Waker>,
}

/// The handle by which faults and handlers reach a connection that hyper owns.
#[derive(Debug)]
pub(crate) struct ConnectionControl {
    id: u64,
    line: Mutex<Line>,
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
            if !line.spared {
                line.mode = Mode::Cut { reset };
            }
        });
    }

    /// From now on nothing is answered and nothing is sent, and the connection stays open.
    pub(crate) fn silence(&self) {
        self.change(|line| {
            if line.mode == Mode::Open && !line.spared {
                line.mode = Mode::Silent;
            }
        });
    }

    /// From now on no fault touches this connection.
    pub(crate) fn spare(&self) {
        self.change(|line| {
            line.spared = true;
            line.write_pace = None;
            line.read_pace = None;
        });
    }

    pub(crate) fn is_spared(&self) -> bool {
        self.with(|line| line.spared)
    }

    /// Whether the client speaks plain HTTP where TLS is expected.
    pub(crate) fn is_mistaken(&self) -> bool {
        self.with(|line| line.mistaken)
    }

    /// Closes the connection as soon as what was written so far, and the next write, are out.
    pub(crate) fn cut_after_flush(&self) {
        self.change(|line| line.cut_after_flush = true);
    }

    /// Queues bytes that are written as they are, ahead of hyper's next bytes.
    pub(crate) fn write_verbatim(&self, bytes: &[u8]) {
        self.change(|line| line.verbatim.extend(bytes));
    }

    /// Sends `bytes` in place of the answer that hyper is about to write.
    pub(crate) fn replace_answer(&self, bytes: &[u8], then_close: bool) {
        self.change(|line| {
            line.verbatim.extend(bytes);
            line.swallow = true;
            line.cut_after_flush |= then_close;
        });
    }

    pub(crate) fn pace_writing(&self, pace: Option<Throttle>) {
        self.change(|line| line.write_pace = pace.filter(|_| !line.spared));
    }

    pub(crate) fn pace_reading(&self, pace: Option<Throttle>) {
        self.change(|line| line.read_pace = pace.filter(|_| !line.spared));
    }

    fn with<R>(&self, look: impl FnOnce(&mut Line) -> R) -> R {
        look(&mut self.line.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn change(&self, change: impl FnOnce(&mut Line)) {
        let wakers = self.with(|line| {
            change(line);
            [line.reader.take(), line.writer.take()]
        });
        for waker in wakers.into_iter().flatten() {
            waker.wake();
        }
    }
}

/// The socket as hyper sees it.
#[derive(Debug)]
pub(crate) struct FaultyConnection {
    stream: Option<Socket>,
    control: Arc<ConnectionControl>,
    shared: Arc<Shared>,
    read_pause: Option<Pin<Box<Sleep>>>,
    write_pause: Option<Pin<Box<Sleep>>>,
}

impl FaultyConnection {
    pub(crate) fn new(
        stream: Socket,
        control: Arc<ConnectionControl>,
        shared: Arc<Shared>,
    ) -> Self {
        Self {
            stream: Some(stream),
            control,
            shared,
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
                // Failing to ask for a reset leaves an orderly close, which is a cut as well.
                let _ = stream.tcp().map(|tcp| tcp.set_zero_linger());
            }
            drop(stream);
            self.shared.connection_closed(self.control.id);
        }
        io::Error::from(io::ErrorKind::ConnectionReset)
    }

    /// Writes the queued verbatim bytes; ready when none is left.
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
        let (mode, pace) = this.control.with(|line| {
            line.reader = Some(cx.waker().clone());
            (line.mode, line.read_pace)
        });
        if let Mode::Cut { reset } = mode {
            return Poll::Ready(Err(this.close(reset)));
        }
        let Some(stream) = this.stream.as_mut() else {
            return Poll::Ready(Ok(()));
        };
        if mode == Mode::Silent {
            // The peer's bytes are taken and forgotten, so that only its close is noticed.
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
        let Some(pace) = pace else {
            let read = Pin::new(&mut *stream).poll_read(cx, buf);
            if stream.is_mistaken() {
                this.control.change(|line| line.mistaken = true);
            }
            return read;
        };
        ready!(poll_pause(&mut this.read_pause, cx));
        let mut space = vec![0_u8; pace.bytes.min(buf.remaining())];
        let mut part = ReadBuf::new(&mut space);
        ready!(Pin::new(stream).poll_read(cx, &mut part))?;
        buf.put_slice(part.filled());
        this.read_pause = Some(Box::pin(tokio::time::sleep(pace.every)));
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
        let (swallow, pace) = this.control.with(|line| (line.swallow, line.write_pace));
        if swallow {
            return Poll::Ready(Ok(buf.len()));
        }
        let part = match pace {
            None => buf,
            Some(pace) => {
                ready!(poll_pause(&mut this.write_pause, cx));
                buf.get(..pace.bytes).unwrap_or(buf)
            }
        };
        let Some(stream) = this.stream.as_mut() else {
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        };
        let written = ready!(Pin::new(stream).poll_write(cx, part))?;
        if let Some(pace) = pace {
            this.write_pause = Some(Box::pin(tokio::time::sleep(pace.every)));
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
