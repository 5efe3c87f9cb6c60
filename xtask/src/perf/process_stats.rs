//! One run of a program, and what it has cost.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

/// No run takes that long, also not under valgrind.
const PATIENCE: Duration = Duration::from_secs(600);

/// Figures by their names, as a program tells them line by line.
pub(super) type Figures = BTreeMap<String, f64>;

/// Runs a program to its end. `steer` is called once it says that it is ready.
pub(super) fn run(
    command: &mut Command,
    steer: impl FnOnce() -> Result<(), String>,
) -> Result<Figures, String> {
    let what = format!("{command:?}");
    let mut running = Running::start(command)?;
    let mut steer = Some(steer);
    let mut figures = Figures::new();
    while let Some(line) = running.line()? {
        if line == "ready"
            && let Some(steer) = steer.take()
        {
            steer()?;
        } else if let Some((name, Ok(value))) = line
            .split_once(' ')
            .map(|(name, value)| (name, value.parse()))
        {
            figures.insert(name.to_owned(), value);
        }
    }
    let status = running.end()?;
    if status.success() {
        Ok(figures)
    } else {
        Err(format!("{status}: {what}"))
    }
}

/// What callgrind has written.
pub(super) fn profile(file: &Path) -> Result<String, String> {
    std::fs::read_to_string(file)
        .map_err(|error| format!("callgrind left no {}: {error}", file.display()))
}

/// The instructions that callgrind has counted.
pub(super) fn instructions(file: &Path) -> Result<f64, String> {
    total(&profile(file)?).ok_or_else(|| format!("{} has no total", file.display()))
}

fn total(callgrind: &str) -> Option<f64> {
    let line = |name| callgrind.lines().find_map(|line| line.strip_prefix(name));
    let total = line("totals:").or_else(|| line("summary:"))?;
    total.split_whitespace().next()?.parse().ok()
}

/// A program that runs, and the lines that it prints; ended when dropped.
pub(super) struct Running {
    child: Child,
    lines: Receiver<String>,
    until: Instant,
}

impl Running {
    pub(super) fn start(command: &mut Command) -> Result<Self, String> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("cannot start {command:?}: {error}"))?;
        let (sender, lines) = mpsc::sync_channel(1024);
        if let Some(out) = child.stdout.take() {
            std::thread::spawn(move || read(out, &sender));
        }
        let until = Instant::now() + PATIENCE;
        Ok(Self {
            child,
            lines,
            until,
        })
    }

    /// The next line; `None` at the end.
    pub(super) fn line(&mut self) -> Result<Option<String>, String> {
        let left = self.until.saturating_duration_since(Instant::now());
        match self.lines.recv_timeout(left) {
            Ok(line) => Ok(Some(line)),
            Err(mpsc::RecvTimeoutError::Disconnected) => Ok(None),
            Err(mpsc::RecvTimeoutError::Timeout) => {
                Err(format!("a program did not end within {PATIENCE:?}"))
            }
        }
    }

    /// Its peak memory so far in KiB, where the system tells it.
    pub(super) fn peak_kib(&self) -> Option<f64> {
        let file = format!("/proc/{}/status", self.child.id());
        let text = std::fs::read_to_string(file).ok()?;
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        line.split_whitespace().next()?.parse().ok()
    }

    fn end(&mut self) -> Result<ExitStatus, String> {
        self.child.wait().map_err(|error| error.to_string())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(out: ChildStdout, sender: &mpsc::SyncSender<String>) {
    for line in BufReader::new(out).lines() {
        let Ok(line) = line else { return };
        if sender.send(line).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_total_is_read_from_what_callgrind_writes() {
        let text = "version: 1\nevents: Ir\nsummary: 12345\n\nfn=(1) main\n0 7\n\ntotals: 12346\n";
        assert_eq!(total(text), Some(12_346.0));
        assert_eq!(total("events: Ir\nsummary: 12345\n"), Some(12_345.0));
        assert_eq!(total("events: Ir\n"), None);
    }
}
