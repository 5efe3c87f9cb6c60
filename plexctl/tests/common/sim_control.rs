//! Controls a `plexctl sim` in another process.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::Value;

/// Posts this JSON to the simulator, and returns the response.
pub fn post(url: &str, path: &str, body: &str) -> Value {
    send(url, "POST", path, body)
}

/// Gets this path of the simulator.
pub fn get(url: &str, path: &str) -> Value {
    send(url, "GET", path, "")
}

fn send(url: &str, method: &str, path: &str, body: &str) -> Value {
    let address = url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{text}");
    serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {text}"))
}
