//! Everything that the process logs or writes, in one text.

use std::error::Error as StdError;
use std::fmt::Debug;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tracing::Dispatch;
use tracing::level_filters::LevelFilter;
use tracing::subscriber::DefaultGuard;

/// Collects the text that is written to any of its clones.
#[derive(Clone, Debug, Default)]
pub struct Captured(Arc<Mutex<Vec<u8>>>);

impl Captured {
    /// Collects the log of the whole process at every level, with the `log` records of the crates underneath.
    ///
    /// # Panics
    /// When the process has a logger already.
    #[must_use]
    pub fn log_of_process() -> Self {
        let captured = Self::default();
        let writer = captured.clone();
        tracing_subscriber::fmt()
            .with_max_level(LevelFilter::TRACE)
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .init();
        captured
    }

    /// Collects the log of this thread from a level on, until the guard is dropped.
    #[must_use]
    pub fn log_of_thread(level: LevelFilter) -> (Self, DefaultGuard) {
        // While a process has one subscriber, `tracing` asks only the subscriber of the thread that reaches a
        // line or a span first. A test without a log on another thread would turn it off for this one.
        static SECOND: OnceLock<Dispatch> = OnceLock::new();
        SECOND.get_or_init(|| {
            let silent = tracing_subscriber::fmt().with_max_level(LevelFilter::OFF);
            silent.finish().into()
        });
        let captured = Self::default();
        let writer = captured.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(level)
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .finish();
        (captured, tracing::subscriber::set_default(subscriber))
    }

    /// All of it.
    #[must_use]
    pub fn text(&self) -> String {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Writes a line.
    pub fn line(&self, line: &str) {
        let mut bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        bytes.extend_from_slice(line.as_bytes());
        bytes.push(b'\n');
    }

    /// Writes the value as `Debug` shows it, in both forms.
    pub fn debug(&self, value: &impl Debug) {
        self.line(&format!("shown: {value:?} {value:#?}"));
    }

    /// Writes an error in every form, with all its causes.
    pub fn error(&self, error: &plex_api::Error) {
        self.debug(error);
        let mut next: Option<&dyn StdError> = Some(error);
        while let Some(error) = next {
            self.line(&format!("cause: {error} {error:?}"));
            next = error.source();
        }
        for told in error.server_errors() {
            self.debug(told);
        }
    }
}

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use tracing::level_filters::LevelFilter;

    use super::Captured;

    #[test]
    fn the_log_of_a_thread_has_what_another_thread_reached_first() {
        let say = || tracing::info!("said");
        let (captured, _logging) = Captured::log_of_thread(LevelFilter::INFO);
        std::thread::scope(|scope| scope.spawn(say).join()).unwrap();
        assert_eq!(captured.text(), "");
        say();
        assert!(captured.text().contains("said"), "{}", captured.text());
    }
}
