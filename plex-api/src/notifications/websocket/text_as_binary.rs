//! Lets tungstenite read the text messages of a WebSocket as binary ones.
//!
//! tungstenite checks that a text is UTF-8, has no setting for that, and ends the connection when one is
//! not. A byte that is not UTF-8 has to cost a character only, as in lists and event streams. So the type
//! of each text frame is changed before tungstenite reads it. For that it is enough to know where the
//! next frame begins; every other rule of the protocol is tungstenite's to check.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// The low four bits of a frame's first byte (RFC 6455, section 5.2).
const TYPE: u8 = 0x0f;
const TEXT: u8 = 0x01;
const BINARY: u8 = 0x02;

/// A server's stream on which every text frame is a binary one.
#[derive(Debug)]
pub(crate) struct TextAsBinary<S> {
    stream: S,
    next: NextByte,
}

/// The role of the next byte.
#[derive(Clone, Copy, Debug)]
enum NextByte {
    /// The first of so many bytes of payload. After none, a frame begins.
    Payload(u64),
    /// The short length, or the sign of a long one. The mask bit is ignored: tungstenite refuses
    /// masked frames.
    Length,
    /// One of the last so many bytes of a long length.
    LongLength { so_far: u64, left: u8 },
}

impl<S> TextAsBinary<S> {
    pub(super) fn new(stream: S) -> Self {
        Self {
            stream,
            next: NextByte::Payload(0),
        }
    }
}

impl NextByte {
    /// Goes through the bytes that follow, and changes the type of each text frame.
    fn read(&mut self, bytes: &mut [u8]) {
        let mut next = *self;
        let mut at = 0;
        while let Some(byte) = bytes.get_mut(at) {
            if let Self::Payload(left @ 1..) = next {
                let here = usize::try_from(left).unwrap_or(usize::MAX);
                let here = here.min(bytes.len() - at);
                at += here;
                next = Self::Payload(left - here as u64);
                continue;
            }
            next = match next {
                Self::Payload(_) => {
                    if *byte & TYPE == TEXT {
                        *byte = *byte & !TYPE | BINARY;
                    }
                    Self::Length
                }
                Self::Length => match *byte & 0x7f {
                    126 => Self::LongLength { so_far: 0, left: 2 },
                    127 => Self::LongLength { so_far: 0, left: 8 },
                    short => Self::Payload(short.into()),
                },
                Self::LongLength { so_far, left } => {
                    let so_far = so_far << 8 | u64::from(*byte);
                    match left {
                        ..=1 => Self::Payload(so_far),
                        _ => Self::LongLength {
                            so_far,
                            left: left - 1,
                        },
                    }
                }
            };
            at += 1;
        }
        *self = next;
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for TextAsBinary<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buffer))?;
        if let Some(new) = buffer.filled_mut().get_mut(before..) {
            self.next.read(new);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for TextAsBinary<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(first: u8, payload: usize) -> Vec<u8> {
        let mut frame = vec![first];
        match payload {
            0..126 => frame.push(u8::try_from(payload).unwrap()),
            126..0x1_0000 => {
                frame.push(126);
                frame.extend(u16::try_from(payload).unwrap().to_be_bytes());
            }
            _ => {
                frame.push(127);
                frame.extend(u64::try_from(payload).unwrap().to_be_bytes());
            }
        }
        // Looks like the beginning of a text frame, wherever one looks.
        frame.extend(vec![0x81; payload]);
        frame
    }

    #[test]
    fn only_the_type_of_text_frames_is_changed_however_the_bytes_are_cut() {
        // Texts, binary messages, parts of texts and messages of the protocol, of every form of length.
        let frames = [
            (0x81, 0x82, 0),
            (0x81, 0x82, 125),
            (0x82, 0x82, 126),
            (0x01, 0x02, 70_000),
            (0x89, 0x89, 3),
            (0x00, 0x00, 65_535),
            (0x80, 0x80, 1),
            (0xc1, 0xc2, 65_536),
            (0x88, 0x88, 2),
            (0x81, 0x82, 7),
        ];
        let sent: Vec<u8> = frames.map(|(first, _, size)| frame(first, size)).concat();
        let expected: Vec<u8> = frames.map(|(_, first, size)| frame(first, size)).concat();
        for piece in [1, 2, 3, 7, 64, 4096, sent.len()] {
            let mut read = sent.clone();
            let mut next = NextByte::Payload(0);
            for bytes in read.chunks_mut(piece) {
                next.read(bytes);
            }
            assert!(read == expected, "in pieces of {piece}");
        }
    }
}
