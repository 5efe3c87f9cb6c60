//! Limits the bytes of an answer before the decoder of events, which has no limit of its own.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;

/// Replaces a byte that is not UTF-8.
const REPLACEMENT: &str = "\u{fffd}";

/// Bounds each event and each comment, and replaces bytes that are not UTF-8, as the HTML standard asks.
///
/// The names of files get into titles unchecked, and the decoder would end at such a byte.
pub(super) struct Guard<S> {
    stream: S,
    limit: usize,
    /// The bytes since the last blank line, comments apart, which the decoder does not keep.
    count: usize,
    /// The bytes of the current line, if it is a comment: the decoder keeps one until its end when
    /// it is asked to log them.
    comment: usize,
    line: Line,
    /// The last byte was a CR; an LF after it belongs to it.
    after_cr: bool,
    /// The beginning of a character whose end is still to come: three bytes at most.
    cut: Bytes,
    state: State,
}

/// The kind of the current line so far.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Line {
    Empty,
    Comment,
    Field,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Oversized,
    Ended,
}

/// The reason why there are no more bytes.
#[derive(Debug)]
pub(super) enum GuardError {
    Broken(reqwest::Error),
    Oversized { limit: usize },
}

impl<S> Guard<S> {
    /// Lets events of at most `limit` bytes pass.
    pub(super) fn new(stream: S, limit: usize) -> Self {
        Self {
            stream,
            limit,
            count: 0,
            comment: 0,
            line: Line::Empty,
            after_cr: false,
            cut: Bytes::new(),
            state: State::Open,
        }
    }

    /// Finds the part of the chunk that may pass: all of it, or its whole events.
    fn measure(&mut self, chunk: &[u8]) -> Result<(), usize> {
        let mut whole = 0;
        for (at, &byte) in chunk.iter().enumerate() {
            let second_half = byte == b'\n' && self.after_cr;
            self.after_cr = byte == b'\r';
            if second_half {
                if self.count == 0 {
                    whole = at + 1;
                }
                continue;
            }
            if matches!(byte, b'\r' | b'\n') {
                if self.line == Line::Empty {
                    self.count = 0;
                    whole = at + 1;
                }
                self.line = Line::Empty;
                self.comment = 0;
                continue;
            }
            if self.line == Line::Empty {
                self.line = if byte == b':' {
                    Line::Comment
                } else {
                    Line::Field
                };
            }
            match self.line {
                Line::Comment => self.comment += 1,
                _ => self.count += 1,
            }
            if self.count > self.limit || self.comment > self.limit {
                return Err(whole);
            }
        }
        Ok(())
    }

    /// The chunk as UTF-8, with the bytes cut off the last one, and without the bytes cut off its own end.
    fn repair(&mut self, chunk: Bytes) -> Bytes {
        let chunk = if self.cut.is_empty() {
            chunk
        } else {
            let mut joined = BytesMut::from(std::mem::take(&mut self.cut));
            joined.extend_from_slice(&chunk);
            joined.freeze()
        };
        let mut repaired: Option<BytesMut> = None;
        let mut rest = chunk.clone();
        loop {
            let (valid, odd) = match std::str::from_utf8(&rest) {
                Ok(_) => (rest.len(), Some(0)),
                Err(error) => (error.valid_up_to(), error.error_len()),
            };
            let good = rest.split_to(valid);
            match odd {
                Some(odd) if !rest.is_empty() => {
                    let repaired = repaired.get_or_insert_default();
                    repaired.extend_from_slice(&good);
                    repaired.extend_from_slice(REPLACEMENT.as_bytes());
                    let _ = rest.split_to(odd);
                }
                _ => {
                    // Nothing is left, or the beginning of a character.
                    self.cut = Bytes::copy_from_slice(&rest);
                    return match repaired {
                        None => good,
                        Some(mut repaired) => {
                            repaired.extend_from_slice(&good);
                            repaired.freeze()
                        }
                    };
                }
            }
        }
    }
}

impl<S: Stream<Item = reqwest::Result<Bytes>> + Unpin> Stream for Guard<S> {
    type Item = Result<Bytes, GuardError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match self.state {
            State::Open => {}
            State::Oversized => {
                self.state = State::Ended;
                let limit = self.limit;
                return Poll::Ready(Some(Err(GuardError::Oversized { limit })));
            }
            State::Ended => return Poll::Ready(None),
        }
        match ready!(Pin::new(&mut self.stream).poll_next(cx)) {
            Some(Ok(chunk)) => {
                let mut chunk = self.repair(chunk);
                if let Err(whole) = self.measure(&chunk) {
                    // Whole events before it have nothing to do with it.
                    self.state = State::Oversized;
                    chunk.truncate(whole);
                }
                Poll::Ready(Some(Ok(chunk)))
            }
            Some(Err(error)) => {
                self.state = State::Ended;
                Poll::Ready(Some(Err(GuardError::Broken(error.without_url()))))
            }
            None => {
                self.state = State::Ended;
                Poll::Ready(None)
            }
        }
    }
}

impl fmt::Display for GuardError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Broken(error) => error.fmt(f),
            Self::Oversized { limit } => write!(f, "an event is larger than {limit} bytes"),
        }
    }
}

impl std::error::Error for GuardError {}
