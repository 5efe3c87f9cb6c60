//! One `plex-sim` in a process of its own, and how it is steered.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A simulated server; ended when dropped.
pub(super) struct Simulator {
    child: Child,
    url: String,
}

impl Simulator {
    pub(super) fn start(program: &Path) -> Result<Self, String> {
        let mut child = Command::new(program)
            .args(["--scenario", "none"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("cannot start plex-sim: {error}"))?;
        let mut line = String::new();
        if let Some(out) = child.stdout.take() {
            // No address is told by a program that could not start; its reason is on our stderr.
            let _ = BufReader::new(out).read_line(&mut line);
        }
        let url = line.trim_end().to_owned();
        let simulator = Self { child, url };
        if simulator.url.is_empty() {
            return Err("plex-sim did not say its address".to_owned());
        }
        Ok(simulator)
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Asks for something under `/sim`.
    pub(super) fn post(&self, path: &str, body: &str) -> Result<(), String> {
        let failed = |error: std::io::Error| format!("plex-sim, {path}: {error}");
        let address = self.url.trim_start_matches("http://");
        let mut stream = TcpStream::connect(address).map_err(failed)?;
        let request = format!(
            "POST /sim{path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).map_err(failed)?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).map_err(failed)?;
        if answer.starts_with("HTTP/1.1 200 ") {
            Ok(())
        } else {
            Err(format!("plex-sim, {path}: {answer}"))
        }
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
