//! HTTP as bytes, for servers that a test makes up.

use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

/// Reads the head of one request, with the empty line at its end; `None` when the client is gone.
pub async fn read_head(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    String::from_utf8(head).ok()
}
