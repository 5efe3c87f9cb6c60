//! The error that ends a command early.

use std::io;

use crate::exit::Exit;
use crate::signals::StopSignal;

/// The error code of a write to a terminal that is gone, on every Unix.
const EIO: i32 = 5;

/// Ends a command early.
#[derive(Debug)]
pub(crate) enum CliError {
    /// The command failed; the sentence is for people.
    Failure(Failure),
    /// The reader closed standard output, as in `plexctl list | head -1`.
    OutputClosed,
    /// A signal that ends programs, or the loss of the terminal.
    Stopped(StopSignal),
}

/// One failure: a sentence for people, and an exit code for scripts.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    pub(crate) sentence: String,
}

impl Failure {
    pub(crate) fn new(exit: Exit, sentence: impl Into<String>) -> Self {
        Self {
            exit,
            sentence: sentence.into(),
        }
    }

    /// Adds a sentence of advice.
    #[must_use]
    pub(crate) fn advise(mut self, advice: &str) -> Self {
        let end = self.sentence.trim_end_matches('.').len();
        self.sentence.truncate(end);
        self.sentence.push_str(". ");
        self.sentence.push_str(advice);
        self
    }
}

impl CliError {
    /// The command line or a file that it names is invalid. Nothing was sent.
    pub(crate) fn usage(sentence: impl Into<String>) -> Self {
        Self::Failure(Failure::new(Exit::Usage, sentence))
    }

    /// Any failure without its own exit code.
    pub(crate) fn other(sentence: impl Into<String>) -> Self {
        Self::Failure(Failure::new(Exit::Other, sentence))
    }

    /// Standard output failed.
    pub(crate) fn from_output(error: &io::Error, is_terminal: bool) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::OutputClosed,
            _ if is_terminal && error.raw_os_error() == Some(EIO) => {
                Self::Stopped(StopSignal::HangUp)
            }
            _ => Self::other(format!("cannot write to standard output: {error}")),
        }
    }
}

impl From<Failure> for CliError {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_follows_a_full_stop_and_only_one() {
        for sentence in ["it failed", "it failed."] {
            let failure = Failure::new(Exit::Other, sentence).advise("Try again");
            assert_eq!(failure.sentence, "it failed. Try again");
        }
    }
}
