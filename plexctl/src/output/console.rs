//! The only module that writes: data to standard output, messages to standard error.

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::sync::{Arc, Mutex, PoisonError, mpsc};

use anstyle::{AnsiColor, Style};
use tokio::sync::oneshot;
use tracing::Level;

use super::output_flags::{ColorChoice, OutputFlags};
use super::progress_bars::ProgressBars;
use super::sanitize::sanitize;
use super::stderr_terminal::stderr_draw_target;
use crate::error::CliError;

/// Standard output, standard error, and their properties.
pub(crate) struct Console {
    data: Data,
    /// The thread that writes data while other work goes on, once there is one.
    writer: Option<mpsc::Sender<PendingWrite>>,
    stderr: Box<dyn Write>,
    stdout_is_terminal: bool,
    stdout_colors: bool,
    stderr_colors: bool,
    width: Option<u16>,
    quiet: bool,
    /// Whether messages are lines of a log.
    is_logging: bool,
    /// The height of the terminal on which progress may be shown.
    progress_height: Option<usize>,
    progress: Option<ProgressBars>,
}

/// Shared with the thread that waits for a slow reader.
type Data = Arc<Mutex<Box<dyn Write + Send>>>;

/// A text to be written, and where its result goes.
type PendingWrite = (String, oneshot::Sender<Result<(), CliError>>);

impl Console {
    /// The streams of the process.
    pub(crate) fn standard(flags: &OutputFlags) -> Self {
        let environment = |name: &str| std::env::var_os(name);
        let (out, stderr) = (io::stdout(), io::stderr());
        let width = out.is_terminal().then(|| {
            let size = terminal_size::terminal_size_of(&out);
            size.map_or(80, |(width, _)| width.0)
        });
        let is_dumb = environment("TERM").is_some_and(|term| term == "dumb");
        // Progress bars and a log would overwrite each other.
        let logs = flags.verbose > 0 || flags.log_format.is_some();
        let shows_progress = stderr.is_terminal() && !is_dumb && !flags.quiet && !logs;
        Self {
            stdout_is_terminal: out.is_terminal(),
            stdout_colors: wants_colors(flags.color, out.is_terminal(), &environment),
            stderr_colors: wants_colors(flags.color, stderr.is_terminal(), &environment),
            progress_height: shows_progress.then(|| {
                let size = terminal_size::terminal_size_of(&stderr);
                size.map_or(24, |(_, height)| usize::from(height.0))
            }),
            progress: None,
            data: Arc::new(Mutex::new(Box::new(out))),
            writer: None,
            stderr: Box::new(stderr),
            width,
            quiet: flags.quiet,
            is_logging: flags.log_format.is_some(),
        }
    }

    /// Starts to show progress, if standard error is a terminal that supports it.
    pub(crate) fn open_progress(&mut self) {
        if let (None, Some(height)) = (&self.progress, self.progress_height) {
            self.progress = Some(ProgressBars::new(
                stderr_draw_target(),
                height,
                measure_stderr,
                self.stderr_colors,
            ));
        }
    }

    /// Removes the progress bars from the terminal.
    pub(crate) fn close_progress(&mut self) {
        self.progress = None;
    }

    /// The progress bars, if they are open.
    pub(crate) fn progress(&mut self) -> Option<&mut ProgressBars> {
        self.progress.as_mut()
    }

    /// Returns `true` if standard output is the terminal with the progress bars, so that lines would repeat
    /// them.
    pub(crate) fn shows_progress_beside_stdout(&self) -> bool {
        self.progress.is_some() && self.stdout_is_terminal
    }

    /// Returns `true` if standard output may have colors.
    pub(crate) fn stdout_colors(&self) -> bool {
        self.stdout_colors
    }

    /// Returns `true` if standard error may have colors.
    pub(crate) fn stderr_colors(&self) -> bool {
        self.stderr_colors
    }

    /// The width of the terminal in columns; `None` when standard output is not a terminal.
    pub(crate) fn width(&self) -> Option<u16> {
        self.width
    }

    /// The width of the terminal on standard error, or a common default.
    pub(crate) fn stderr_width(&self) -> u16 {
        measure_stderr()
    }

    /// The current size of the terminal on standard output; `None` when it is not a terminal, or
    /// one that cannot be redrawn.
    pub(crate) fn redrawable(&self) -> Option<(u16, u16)> {
        if !self.stdout_is_terminal || std::env::var_os("TERM").is_some_and(|term| term == "dumb") {
            return None;
        }
        let size = terminal_size::terminal_size_of(io::stdout());
        Some(size.map_or((80, 24), |(width, height)| (width.0, height.0)))
    }

    /// Returns `true` if a user at a terminal can answer a question.
    pub(crate) fn can_ask(&self) -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// Asks a yes-or-no question. Everything but a clear yes counts as no.
    pub(crate) async fn ask(&mut self, question: &str) -> Result<bool, CliError> {
        self.write_stderr(&format!("plexctl: {question} [y/N] "));
        // Read on a thread, so that Ctrl-C works meanwhile.
        let answer = tokio::task::spawn_blocking(|| {
            let mut answer = String::new();
            io::stdin().read_line(&mut answer).map(|_| answer)
        });
        let answer = match answer.await {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => {
                return Err(CliError::other(format!("cannot read the answer: {error}")));
            }
            Err(error) => return Err(CliError::other(format!("cannot ask: {error}"))),
        };
        Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
    }

    /// Writes data, which ends in a line break, and flushes it.
    pub(crate) fn write_data(&mut self, text: &str) -> Result<(), CliError> {
        let is_terminal = self.stdout_is_terminal;
        write_above(self.progress.as_ref(), || {
            write(&self.data, text, is_terminal)
        })
    }

    /// Writes data like [`write_data`](Self::write_data), without blocking other work while the
    /// reader is slow.
    ///
    /// # Cancel safety
    /// Not cancel safe: a dropped write continues on a thread of its own.
    pub(crate) async fn write_data_async(&mut self, text: String) -> Result<(), CliError> {
        if self.stdout_is_terminal {
            return self.write_data(&text);
        }
        self.start_write(text).await
    }

    /// Like [`write_data_async`](Self::write_data_async), for a standard output that is not a terminal:
    /// messages can be written meanwhile.
    ///
    /// # Cancel safety
    /// As for [`write_data_async`](Self::write_data_async).
    pub(crate) async fn write_data_with<T>(
        &mut self,
        text: String,
        meanwhile: impl Future<Output = T>,
        then: impl FnOnce(&mut Self, T),
    ) -> Result<(), CliError> {
        if self.stdout_is_terminal {
            return self.write_data(&text);
        }
        let mut writing = std::pin::pin!(self.start_write(text));
        tokio::select! {
            biased;
            written = &mut writing => written,
            happened = meanwhile => {
                then(self, happened);
                writing.await
            }
        }
    }

    fn start_write(&mut self, text: String) -> impl Future<Output = Result<(), CliError>> + use<> {
        let writer = self
            .writer
            .get_or_insert_with(|| start_writer(Arc::clone(&self.data)));
        let (done, written) = oneshot::channel();
        // When the thread is gone, `done` is dropped, and that is the answer.
        let _ = writer.send((text, done));
        async {
            let gone = |_| Err(CliError::other("cannot write: no thread can be started"));
            written.await.unwrap_or_else(gone)
        }
    }

    /// Writes an informational message, unless `--quiet` was given.
    pub(crate) fn note(&mut self, text: &str) {
        if !self.quiet {
            self.write_message(Level::INFO, Style::new().dimmed(), text);
        }
    }

    /// Writes a warning, unless `--quiet` was given.
    pub(crate) fn warn_unless_quiet(&mut self, text: &str) {
        if !self.quiet {
            self.warn(text);
        }
    }

    /// Writes a warning that `--quiet` does not suppress.
    pub(crate) fn warn(&mut self, text: &str) {
        let style = AnsiColor::Yellow.on_default().bold();
        self.write_message(Level::WARN, style, text);
    }

    /// Like [`warn`](Self::warn), on a separate thread: nothing else waits for the reader of standard error.
    /// The receiver tells when it is written.
    pub(crate) fn warn_aside(&self, text: &str) -> oneshot::Receiver<()> {
        let style = AnsiColor::Yellow.on_default().bold();
        let (text, line) = (sanitize(text), self.to_line(style, text));
        let is_logging = self.is_logging;
        let (done, written) = oneshot::channel();
        // When there is no thread for it, nobody learns of it.
        let _ = std::thread::Builder::new().spawn(move || {
            if is_logging {
                tracing::warn!(target: "plexctl", "{text}");
            } else {
                let _ = io::stderr().write_all(line.as_bytes());
            }
            let _ = done.send(());
        });
        written
    }

    /// Reports why a command failed.
    pub(crate) fn report_failure(&mut self, sentence: &str) {
        let style = AnsiColor::Red.on_default().bold();
        self.write_message(Level::ERROR, style, sentence);
    }

    /// Writes a text of several lines to standard error, unchanged.
    pub(crate) fn write_stderr(&mut self, text: &str) {
        let stderr = &mut self.stderr;
        // When standard error is closed there is nowhere to report it.
        let _ = write_above(self.progress.as_ref(), || stderr.write_all(text.as_bytes()));
    }

    fn write_message(&mut self, level: Level, style: Style, text: &str) {
        if self.is_logging {
            let text = sanitize(text);
            match level {
                Level::ERROR => tracing::error!(target: "plexctl", "{text}"),
                Level::WARN => tracing::warn!(target: "plexctl", "{text}"),
                _ => tracing::info!(target: "plexctl", "{text}"),
            }
            return;
        }
        self.write_stderr(&self.to_line(style, text));
    }

    /// The line of a message for people.
    fn to_line(&self, style: Style, text: &str) -> String {
        let text = sanitize(text);
        if self.stderr_colors {
            format!("{style}plexctl:{style:#} {text}\n")
        } else {
            format!("plexctl: {text}\n")
        }
    }
}

/// Starts a thread that writes, so that a slow reader delays nothing else. One is enough, since each
/// write is awaited before the next. It ends with the console.
fn start_writer(data: Data) -> mpsc::Sender<PendingWrite> {
    let (writer, writes) = mpsc::channel::<PendingWrite>();
    let started = std::thread::Builder::new().spawn(move || {
        for (text, done) in writes {
            // Nobody waits for a write that was cancelled.
            let _ = done.send(write(&data, &text, false));
        }
    });
    drop(started);
    writer
}

fn write(data: &Data, text: &str, is_terminal: bool) -> Result<(), CliError> {
    let mut data = data.lock().unwrap_or_else(PoisonError::into_inner);
    data.write_all(text.as_bytes())
        .and_then(|()| data.flush())
        .map_err(|error| CliError::from_output(&error, is_terminal))
}

/// Writes while the progress bars are off the terminal.
fn write_above<T>(progress: Option<&ProgressBars>, write: impl FnOnce() -> T) -> T {
    match progress {
        Some(progress) => progress.above(write),
        None => write(),
    }
}

/// The width of the terminal on standard error, or a common default.
fn measure_stderr() -> u16 {
    terminal_size::terminal_size_of(io::stderr()).map_or(80, |(width, _)| width.0)
}

/// Returns `true` if a stream gets colors: decided by the option, then by `NO_COLOR`, then by whether it is a
/// terminal that supports them.
fn wants_colors(
    asked: ColorChoice,
    is_terminal: bool,
    environment: &dyn Fn(&str) -> Option<OsString>,
) -> bool {
    match asked {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => {
            let no_color = environment("NO_COLOR").is_some_and(|value| !value.is_empty());
            let dumb = environment("TERM").is_some_and(|term| term == "dumb");
            is_terminal && !no_color && !dumb
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colors_follow_the_option_then_no_color_then_the_terminal() {
        let none = |_: &str| None;
        let no_color = |name: &str| (name == "NO_COLOR").then(|| OsString::from("1"));
        let empty = |name: &str| (name == "NO_COLOR").then(OsString::new);
        let dumb = |name: &str| (name == "TERM").then(|| OsString::from("dumb"));
        assert!(wants_colors(ColorChoice::Auto, true, &none));
        assert!(wants_colors(ColorChoice::Auto, true, &empty));
        assert!(!wants_colors(ColorChoice::Auto, false, &none));
        assert!(!wants_colors(ColorChoice::Auto, true, &no_color));
        assert!(!wants_colors(ColorChoice::Auto, true, &dumb));
        assert!(!wants_colors(ColorChoice::Never, true, &none));
        assert!(wants_colors(ColorChoice::Always, false, &no_color));
    }
}
