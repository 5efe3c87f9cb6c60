//! The exit codes: the meaning of each one, and the one that wins when several apply.

use std::process::ExitCode;

use plex_api::{Error, ErrorKind, OperationId};

/// The exit code of the program, for scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    Done,
    Other,
    Usage,
    NoSuchActivity,
    NotCancellable,
    Refused,
    Unreachable,
    StillRunning,
    HungUp,
    Interrupted,
    Terminated,
    /// The code of the command that `when-quiet` ran, or could not run.
    OfCommand(u8),
}

impl Exit {
    /// All of plexctl's own exits, in the order of their codes.
    pub(crate) const ALL: [Self; 11] = [
        Self::Done,
        Self::Other,
        Self::Usage,
        Self::NoSuchActivity,
        Self::NotCancellable,
        Self::Refused,
        Self::Unreachable,
        Self::StillRunning,
        Self::HungUp,
        Self::Interrupted,
        Self::Terminated,
    ];

    /// When several activities fail, the first of these that occurred is the exit code.
    const BY_WEIGHT: [Self; 6] = [
        Self::Refused,
        Self::Unreachable,
        Self::StillRunning,
        Self::NotCancellable,
        Self::NoSuchActivity,
        Self::Other,
    ];

    /// The number that the shell sees.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Other => 1,
            Self::Usage => 2,
            Self::NoSuchActivity => 3,
            Self::NotCancellable => 4,
            Self::Refused => 5,
            Self::Unreachable => 6,
            Self::StillRunning => 7,
            // The numbers that a shell gives a program that the signal kills.
            Self::HungUp => 129,
            Self::Interrupted => 130,
            Self::Terminated => 143,
            Self::OfCommand(code) => code,
        }
    }

    /// The meaning, as `--help` shows it.
    pub(crate) const fn meaning(self) -> &'static str {
        match self {
            Self::Done => "success",
            Self::Other => "any other error; see the message on standard error",
            Self::Usage => {
                "an invalid option, id, URL, token or file; nothing was started or cancelled"
            }
            Self::NoSuchActivity => {
                "no such activity is running, no such section, or no sign of the scan was seen"
            }
            Self::NotCancellable => "the activity is running, but the server cannot cancel it",
            Self::Refused => "the server rejects the token, or requires one",
            Self::Unreachable => {
                "the server cannot be reached, is busy, or gave no usable answer in time; quiet: unknown"
            }
            Self::StillRunning => {
                "--timeout passed, and the activity is still running; quiet: the server is busy"
            }
            Self::HungUp => "ended by SIGHUP, or because the terminal is gone",
            Self::Interrupted => "ended by Ctrl-C (SIGINT)",
            Self::Terminated => "ended by SIGTERM, which stops services",
            Self::OfCommand(_) => "the code of the command of when-quiet",
        }
    }

    /// Combines several outcomes into one: the most severe, or `Done` when all are done.
    pub(crate) fn combine(outcomes: &[Self]) -> Self {
        Self::BY_WEIGHT
            .into_iter()
            .find(|exit| outcomes.contains(exit))
            .unwrap_or(Self::Done)
    }

    /// The code for an error of the SDK.
    pub(crate) fn from_error(error: &Error) -> Self {
        match error.kind() {
            ErrorKind::Unauthorized | ErrorKind::Forbidden => Self::Refused,
            ErrorKind::NotCancellable => Self::NotCancellable,
            // For other operations a 404 means a wrong URL, not a missing activity.
            ErrorKind::NotFound
                if [
                    OperationId::CancelServerActivities,
                    OperationId::RefreshSection,
                    OperationId::CancelRefresh,
                ]
                .iter()
                .any(|one| error.operation() == Some(one.as_str())) =>
            {
                Self::NoSuchActivity
            }
            ErrorKind::Connect
            | ErrorKind::Timeout
            | ErrorKind::Tls
            | ErrorKind::ServerBusy
            | ErrorKind::RateLimited => Self::Unreachable,
            ErrorKind::InvalidInput => Self::Usage,
            _ => Self::Other,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// The list of exit codes for `--help`.
pub(crate) fn render_help() -> String {
    let mut text = String::from("Exit codes:\n");
    for exit in Exit::ALL {
        text.push_str(&format!("  {:>3}  {}\n", exit.code(), exit.meaning()));
    }
    text.push_str(
        "  With several activities, plexctl tries all of them. The code is then the first of 5, 6, 7, \
         4, 3, 1 that occurred.",
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_outcomes_share_a_code_and_all_are_listed() {
        let codes: Vec<u8> = Exit::ALL.into_iter().map(Exit::code).collect();
        assert_eq!(codes, [0, 1, 2, 3, 4, 5, 6, 7, 129, 130, 143]);
        let help = render_help();
        for exit in Exit::ALL {
            let line = format!("{:>3}  {}\n", exit.code(), exit.meaning());
            assert!(help.contains(&line), "{line}");
        }
    }

    #[test]
    fn the_most_severe_outcome_wins() {
        let exits = |codes: &[u8]| -> Vec<Exit> {
            let find = |code: &u8| Exit::ALL.into_iter().find(|exit| exit.code() == *code);
            codes.iter().filter_map(find).collect()
        };
        for (outcomes, expected) in [
            (&[][..], 0),
            (&[0, 0], 0),
            (&[0, 1], 1),
            (&[3, 1, 0], 3),
            (&[1, 3, 4], 4),
            (&[4, 7, 3], 7),
            (&[7, 6], 6),
            (&[6, 5, 4, 3, 1], 5),
        ] {
            let combined = Exit::combine(&exits(outcomes));
            assert_eq!(combined.code(), expected, "{outcomes:?}");
        }
    }
}
