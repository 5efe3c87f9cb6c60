//! A child process and the lines that it prints.

use std::io::{BufRead as _, BufReader, Lines};
use std::process::{Child, ChildStdout, Command, Stdio};

/// Killed when dropped.
pub(super) struct Process {
    child: Child,
    lines: Option<Lines<BufReader<ChildStdout>>>,
}

impl Process {
    pub(super) fn start(command: &mut Command) -> Result<Self, String> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("cannot start {command:?}: {error}"))?;
        let lines = child.stdout.take().map(|out| BufReader::new(out).lines());
        Ok(Self { child, lines })
    }

    /// The next line; `None` at the end.
    pub(super) fn line(&mut self) -> Option<String> {
        self.lines.as_mut()?.next()?.ok()
    }

    /// Reads lines up to one that `is_wanted`.
    pub(super) fn until(&mut self, is_wanted: impl Fn(&str) -> bool) -> Result<(), String> {
        while let Some(line) = self.line() {
            if is_wanted(&line) {
                return Ok(());
            }
        }
        Err("a program ended too early".to_owned())
    }

    /// Waits for the end of the process. Fails unless it succeeded.
    pub(super) fn wait(mut self) -> Result<(), String> {
        match self.child.wait() {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(format!("a program failed: {status}")),
            Err(error) => Err(error.to_string()),
        }
    }

    /// A quantity of memory in KiB by its name in `/proc/PID/status`, on Linux.
    pub(super) fn memory_kib(&self, name: &str) -> Result<f64, String> {
        let file = format!("/proc/{}/status", self.child.id());
        let text = std::fs::read_to_string(file).unwrap_or_default();
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        line.and_then(|line| line.split_whitespace().next()?.parse().ok())
            .ok_or_else(|| "this system does not report the memory of a process".to_owned())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Both fail if it has ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
