//! The HTTP service of `plexctl serve` or `plexctl agent` in its own process, and raw requests to it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use super::{PlexctlProcess, RunResult, program};

/// A test that waits longer hangs.
const PATIENCE: Duration = Duration::from_secs(30);

/// The web server.
pub struct WebServer {
    running: PlexctlProcess,
    /// The value of `Host`.
    pub address: String,
}

/// A complete response.
#[derive(Debug)]
pub struct WebResponse {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl WebServer {
    /// Starts it for this server, on a free port.
    pub fn start(url: &str, token: Option<&str>, arguments: &[&str]) -> Self {
        let mut command = program();
        command.args(["--url", url, "serve"]).args(arguments);
        if !arguments.contains(&"--bind") {
            command.args(["--bind", "127.0.0.1:0"]);
        }
        if let Some(token) = token {
            command.env("PLEX_TOKEN", token);
        }
        Self::from_command(&mut command)
    }

    /// Starts it by this command.
    pub fn from_command(command: &mut Command) -> Self {
        let mut running = PlexctlProcess::start(command);
        let line = running.line();
        let address = line
            .strip_prefix("http://")
            .unwrap_or_else(|| panic!("{line}"));
        Self {
            address: address.trim_end_matches('/').to_owned(),
            running,
        }
    }

    /// Sends a request as programs do, with `Host` and these headers.
    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> WebResponse {
        let mut all = vec![("Host", self.address.as_str())];
        all.extend(headers);
        self.ask_with(method, path, &all)
    }

    /// Sends a request with exactly these headers.
    pub fn ask_with(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> WebResponse {
        let mut stream = self.send(method, path, headers);
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        let (head, body) = text
            .split_once("\r\n\r\n")
            .unwrap_or_else(|| panic!("{text}"));
        let lower = head.to_ascii_lowercase();
        WebResponse {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            body: match lower.contains("transfer-encoding: chunked") {
                true => join_chunks(body),
                false => body.to_owned(),
            },
            head: lower,
        }
    }

    /// Opens the event stream.
    pub fn events(&self) -> EventStream {
        let opened = self.try_events();
        opened.unwrap_or_else(|head| panic!("{head}"))
    }

    /// Opens the event stream. If it is refused, returns the head of the answer.
    pub fn try_events(&self) -> Result<EventStream, String> {
        self.try_stream("/events", &[], Some("serve.events"))
    }

    /// Opens the event stream of the API with these headers.
    pub fn api_events(&self, path: &str, headers: &[(&str, &str)]) -> EventStream {
        let opened = self.try_stream(path, headers, None);
        opened.unwrap_or_else(|head| panic!("{head}"))
    }

    fn try_stream(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        schema: Option<&'static str>,
    ) -> Result<EventStream, String> {
        let mut all = vec![("Host", self.address.as_str())];
        all.extend(headers);
        let stream = self.send("GET", path, &all);
        let mut events = EventStream {
            lines: BufReader::new(stream),
            all: String::new(),
            last_id: String::new(),
            schema,
        };
        while events.line() != "\r\n" {}
        match events.all.starts_with("HTTP/1.1 200") {
            true => Ok(events),
            false => Err(events.all),
        }
    }

    /// Its memory by this line of its status(5) file, such as `VmRSS`, or `VmHWM` for the most so far.
    pub fn memory_kib(&self, line: &str) -> u64 {
        let status = format!("/proc/{}/status", self.running.id());
        let status = std::fs::read_to_string(status).unwrap();
        let mut lines = status.lines().filter_map(|line| line.split_once(':'));
        let (_, value) = lines.find(|(name, _)| *name == line).unwrap();
        value.trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// Its process.
    pub fn process(&mut self) -> &mut PlexctlProcess {
        &mut self.running
    }

    /// Stops it like a service.
    pub fn finish(self) -> RunResult {
        self.running.signal("TERM");
        self.running.finish()
    }

    /// Waits until it ends by itself.
    pub fn wait_for_end(self) -> RunResult {
        self.running.finish()
    }

    fn send(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut head = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        stream.write_all(format!("{head}\r\n").as_bytes()).unwrap();
        stream
    }
}

/// The bytes of chunks.
fn join_chunks(mut rest: &str) -> String {
    let mut body = String::new();
    loop {
        let (size, after) = rest.split_once("\r\n").unwrap();
        let size = usize::from_str_radix(size, 16).unwrap();
        body.push_str(after.get(..size).unwrap());
        if size == 0 {
            return body;
        }
        rest = after.get(size + 2..).unwrap();
    }
}

impl WebResponse {
    /// Its body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// An event stream.
pub struct EventStream {
    lines: BufReader<TcpStream>,
    /// The received text, including the head of the response.
    pub all: String,
    /// The last id that was received.
    pub last_id: String,
    schema: Option<&'static str>,
}

impl EventStream {
    /// The next event.
    pub fn event(&mut self) -> Value {
        // Signs of life come in between, so that no read ever lasts too long.
        let deadline = std::time::Instant::now() + PATIENCE;
        loop {
            let line = self.line();
            assert!(
                std::time::Instant::now() < deadline,
                "no event came after\n{}",
                self.all
            );
            if let Some(id) = line.strip_prefix("id: ") {
                self.last_id = id.trim_end().to_owned();
            }
            if let Some(json) = line.strip_prefix("data: ") {
                let event =
                    serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {json}"));
                if let Some(schema) = self.schema {
                    super::assert_fits(schema, &event);
                }
                return event;
            }
        }
    }

    /// The next event of this name.
    pub fn until(&mut self, name: &str) -> Value {
        loop {
            let event = self.event();
            if event["event"] == name {
                return event;
            }
        }
    }

    /// Returns `true` if the server has closed it; waits for half a second to see.
    pub fn is_closed(&mut self) -> bool {
        let stream = self.lines.get_ref();
        let shortly = Some(Duration::from_millis(500));
        stream.set_read_timeout(shortly).unwrap();
        loop {
            match self.lines.read(&mut [0; 4096]) {
                Ok(0) => return true,
                Ok(_) => {}
                Err(error) => return error.kind() != std::io::ErrorKind::WouldBlock,
            }
        }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        let read = self.lines.read_line(&mut line).unwrap();
        assert!(read > 0, "the stream ended after\n{}", self.all);
        self.all.push_str(&line);
        line
    }
}
