//! One `plex-sim` in a process of its own, and its control interface.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;

use super::process::Process;

pub(super) struct Simulator {
    _process: Process,
    pub(super) url: String,
}

impl Simulator {
    pub(super) fn start(program: &Path) -> Result<Self, String> {
        let mut process = Process::start(Command::new(program).args(["--scenario", "none"]))?;
        let url = process.line().ok_or("plex-sim did not print its address")?;
        Ok(Self {
            _process: process,
            url,
        })
    }

    /// Sends a request to the control interface.
    pub(super) fn post(&self, path: &str, body: &str) -> Result<(), String> {
        let answer = self.try_post(path, body);
        match answer {
            Ok(answer) if answer.starts_with("HTTP/1.1 200 ") => Ok(()),
            Ok(answer) => Err(format!("plex-sim, {path}: {answer}")),
            Err(error) => Err(format!("plex-sim, {path}: {error}")),
        }
    }

    fn try_post(&self, path: &str, body: &str) -> std::io::Result<String> {
        let address = self.url.trim_start_matches("http://");
        let length = body.len();
        let mut stream = TcpStream::connect(address)?;
        write!(
            stream,
            "POST /sim{path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
             Content-Length: {length}\r\n\r\n{body}"
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    }
}
