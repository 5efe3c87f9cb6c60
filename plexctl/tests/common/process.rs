//! The running program, and its lines as they arrive.

use std::io::{BufRead, BufReader, Read};
use std::process::Command;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{ChildGuard, RunResult};

/// A test that waits longer hangs.
const PATIENCE: Duration = Duration::from_secs(30);

/// The program in its own process, read while it writes.
pub struct PlexctlProcess {
    child: ChildGuard,
    lines: Receiver<String>,
    stderr: Option<JoinHandle<String>>,
    read: String,
}

impl PlexctlProcess {
    /// Starts it.
    pub fn start(command: &mut Command) -> Self {
        let mut child = ChildGuard::spawn_piped(command);
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let mut talk = child.stderr.take().unwrap();
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in stdout.lines() {
                if sender.send(line.unwrap()).is_err() {
                    return;
                }
            }
        });
        let stderr = std::thread::spawn(move || {
            let mut text = String::new();
            talk.read_to_string(&mut text).unwrap();
            text
        });
        Self {
            child,
            lines,
            stderr: Some(stderr),
            read: String::new(),
        }
    }

    /// Its next line.
    pub fn line(&mut self) -> String {
        match self.lines.recv_timeout(PATIENCE) {
            Ok(line) => {
                self.read.push_str(&line);
                self.read.push('\n');
                line
            }
            Err(error) => panic!("{error} after\n{}", self.read),
        }
    }

    /// Its lines as JSON, up to and with the first that fits.
    pub fn until(&mut self, fits: impl Fn(&Value) -> bool) -> Vec<Value> {
        let mut values = Vec::new();
        loop {
            let line = self.line();
            let value: Value =
                serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
            let last = fits(&value);
            values.push(value);
            if last {
                return values;
            }
        }
    }

    /// Its lines as JSON, up to and with the first event of this name.
    pub fn until_event(&mut self, name: &str) -> Vec<Value> {
        self.until(|value| value["event"] == name)
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Kills it, so that no thread of it runs any more.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends a signal by its name, such as `INT`.
    pub fn signal(&self, name: &str) {
        self.child.signal(name);
    }

    /// Stops it like a service, and waits for its end.
    pub fn stop(self) -> RunResult {
        self.signal("TERM");
        self.finish()
    }

    /// Waits for its end. The result has the part of standard output that was not read before.
    pub fn finish(self) -> RunResult {
        self.finish_within(PATIENCE)
    }

    /// Like [`finish`](Self::finish), for a program that may take longer.
    pub fn finish_within(mut self, patience: Duration) -> RunResult {
        let stdout = self.read_to_end_within(patience);
        let status = self.child.wait().unwrap();
        RunResult {
            code: status.code().expect("an exit code, and no signal"),
            stdout,
            stderr: self.stderr.take().unwrap().join().unwrap(),
        }
    }

    /// Reads until its standard output ends.
    pub fn read_to_end(&mut self) -> String {
        self.read_to_end_within(PATIENCE)
    }

    fn read_to_end_within(&mut self, patience: Duration) -> String {
        let deadline = Instant::now() + patience;
        let mut stdout = String::new();
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.lines.recv_timeout(left) {
                Ok(line) => {
                    stdout.push_str(&line);
                    stdout.push('\n');
                }
                Err(RecvTimeoutError::Disconnected) => return stdout,
                Err(RecvTimeoutError::Timeout) => panic!("no end after\n{}{stdout}", self.read),
            }
        }
    }
}
