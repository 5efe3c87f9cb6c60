//! Starts the programs of hooks, and the command of `when-quiet`. No other module of this workspace starts
//! a program.
//!
//! A program of a hook gets no shell, an emptied environment, and a process group of its own, which is
//! ended as a whole. A program that leaves its group, as daemons do, is not ended.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use plex_api::Token;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;
use tokio::sync::watch;
use zeroize::Zeroizing;

use super::attempt::AttemptResult;
use super::foreground::ForegroundCommand;
use super::process_group::ProcessGroup;
use crate::output::sanitize_name;
use crate::settings::Environment;

/// How long a program may take to end after it was told to.
pub(crate) const KILL_AFTER: Duration = Duration::from_secs(10);

/// How long the output of a program that has ended is still read. Something that it started may hold
/// the pipe open.
const LAST_OUTPUT: Duration = Duration::from_millis(200);

/// How much of the end of its standard error is kept.
const KEPT_OUTPUT: usize = 4 * 1024;

/// What a program may know of the environment. Tokens and the addresses of servers are not in it: a
/// plexctl that the program calls would use them.
const INHERITED: [&str; 8] = [
    "PATH", "HOME", "USER", "LOGNAME", "LANG", "LANGUAGE", "TZ", "TMPDIR",
];

/// What the variables begin with that plexctl reads, such as `PLEX_TOKEN` and `PLEX_URL`.
const OWN_VARIABLES: &str = "PLEX";

/// A shorter token is looked for as the whole of a value only: it may be a part of any.
const SHORTEST_PART: usize = 8;

/// The code of a program that asks to be started again later: `EX_TEMPFAIL` of sysexits.h.
const TRY_LATER: i32 = 75;

/// Why a command cannot be run.
#[derive(Debug)]
pub(crate) struct ProgramError {
    sentence: String,
    /// Whether there is such a file.
    pub(crate) exists: bool,
}

impl fmt::Display for ProgramError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

impl ProgramError {
    fn missing(sentence: impl Into<String>) -> Self {
        Self {
            sentence: sentence.into(),
            exists: false,
        }
    }
}

/// A program with its arguments.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Program {
    file: PathBuf,
    arguments: Vec<String>,
    /// Of its hook. They may be secrets.
    variables: Vec<(String, Zeroizing<String>)>,
}

impl Program {
    /// Splits a command into words as a shell does. No shell runs it: nothing but quotes is special.
    pub(crate) fn parse(command: &str, environment: &Environment) -> Result<Self, ProgramError> {
        let open = "expected a command, but a quotation mark in it is not closed";
        let words = shlex::split(command).ok_or_else(|| ProgramError::missing(open))?;
        Self::from_words(words, environment)
    }

    /// Finds the program, which is the first word: a path, or a name that is searched for in `PATH`.
    pub(crate) fn from_words(
        words: Vec<String>,
        environment: &Environment,
    ) -> Result<Self, ProgramError> {
        if words.iter().any(|word| word.contains('\0')) {
            let sentence = "expected a command without NUL characters";
            return Err(ProgramError::missing(sentence));
        }
        let mut words = words.into_iter();
        let name = words.next().filter(|name| !name.is_empty());
        let unnamed = "expected a command that begins with the name of a program";
        let name = name.ok_or_else(|| ProgramError::missing(unnamed))?;
        Ok(Self {
            file: find_program(&name, environment.get_os("PATH"))?,
            arguments: words.collect(),
            variables: Vec::new(),
        })
    }

    /// Gives it variables of its own.
    pub(crate) fn with_variables(mut self, variables: Vec<(String, Zeroizing<String>)>) -> Self {
        self.variables = variables;
        self
    }

    /// Starts it in plexctl's own place, with its standard streams, and without what plexctl knows of the
    /// server.
    ///
    /// It has a process group of its own, unless standard input is a terminal: only one group can read from
    /// that.
    pub(crate) fn start_in_foreground(
        &self,
        token: Option<&Token>,
    ) -> Result<ForegroundCommand, ProgramError> {
        let has_terminal = io::stdin().is_terminal();
        let mut command = Command::new(&self.file);
        command.args(&self.arguments).kill_on_drop(true);
        for (name, value) in std::env::vars_os() {
            if is_about_server(&name, &value, token) {
                command.env_remove(name);
            }
        }
        #[cfg(unix)]
        if !has_terminal {
            command.process_group(0);
        }
        let child = command.spawn().map_err(|error| ProgramError {
            sentence: format!("cannot start {}: {error}", self.file.display()),
            // A script whose interpreter is missing is not found either.
            exists: error.kind() != io::ErrorKind::NotFound,
        })?;
        let group = if has_terminal {
            ProcessGroup::shared_with(&child)
        } else {
            ProcessGroup::of(&child)
        };
        Ok(ForegroundCommand::new(child, group))
    }

    /// Its name, for people. Arguments may be secret.
    pub(crate) fn name(&self) -> String {
        let file = self.file.file_name().unwrap_or_default();
        sanitize_name(&file.to_string_lossy())
    }

    /// Runs it with this text on standard input, for at most `limit`.
    ///
    /// # Cancel safety
    /// Not cancel safe: when the future is dropped, the program's group is killed.
    pub(crate) async fn run(
        &self,
        variables: &[(&'static str, String)],
        input: &str,
        limit: Duration,
        stop: &mut watch::Receiver<bool>,
    ) -> AttemptResult {
        let mut command = Command::new(&self.file);
        command
            .args(&self.arguments)
            .env_clear()
            .envs(inherited_variables())
            .envs(
                self.variables
                    .iter()
                    .map(|(name, value)| (name, value.as_str())),
            )
            .envs(variables.iter().map(|(name, value)| (*name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        #[cfg(unix)]
        command.process_group(0);
        let mut child = match command.spawn() {
            Ok(child) => child,
            Err(error) => {
                let reason = format!("cannot start {}: {error}", self.file.display());
                return match error.kind() {
                    // Too many processes, or no memory.
                    io::ErrorKind::WouldBlock | io::ErrorKind::OutOfMemory => {
                        AttemptResult::retry(reason)
                    }
                    _ => AttemptResult::failed(reason),
                };
            }
        };
        let mut group = ProcessGroup::of(&child);
        let (stdin, stdout, stderr) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let mut kept = Vec::new();
        let mut pipes = Box::pin(async {
            let write = async {
                if let Some(mut stdin) = stdin {
                    // A program need not read it.
                    let _ = stdin.write_all(input.as_bytes()).await;
                }
            };
            let mut ignored = Vec::new();
            futures_util::join!(
                write,
                read_end(stdout, 0, &mut ignored),
                read_end(stderr, KEPT_OUTPUT, &mut kept)
            );
        });
        let mut read_all = false;
        let deadline = tokio::time::sleep(limit);
        tokio::pin!(deadline);
        let end = loop {
            tokio::select! {
                status = child.wait() => break End::Exited(status),
                () = &mut pipes, if !read_all => read_all = true,
                () = &mut deadline => break End::TooLong,
                _ = stop.wait_for(|stop| *stop) => break End::Stopped,
            }
        };
        if !matches!(end, End::Exited(_)) {
            group.terminate();
            let over = tokio::time::sleep(KILL_AFTER);
            tokio::pin!(over);
            loop {
                tokio::select! {
                    _ = child.wait() => break,
                    () = &mut pipes, if !read_all => read_all = true,
                    () = &mut over => break,
                }
            }
            // What the program started may be there still.
            group.kill();
            let _ = child.wait().await;
        } else if !read_all {
            let _ = tokio::time::timeout(LAST_OUTPUT, &mut pipes).await;
        }
        group.forget();
        drop(pipes);
        match end {
            End::Exited(Ok(status)) => describe_exit(status, &kept),
            End::Exited(Err(error)) => {
                AttemptResult::failed(format!("cannot wait for the program: {error}"))
            }
            End::TooLong => AttemptResult::failed(format!(
                "the program was ended, because it ran longer than {}{}",
                humantime::format_duration(limit),
                describe_output(&kept)
            )),
            End::Stopped => AttemptResult::Interrupted,
        }
    }
}

impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Program({})", self.file.display())
    }
}

/// Why a program is waited for no longer.
enum End {
    Exited(io::Result<ExitStatus>),
    TooLong,
    Stopped,
}

fn describe_exit(status: ExitStatus, stderr: &[u8]) -> AttemptResult {
    let said = describe_output(stderr);
    match status.code() {
        Some(0) => AttemptResult::Delivered,
        Some(TRY_LATER) => AttemptResult::retry(format!(
            "the program asked to be started again later (code {TRY_LATER}){said}"
        )),
        Some(code) => AttemptResult::failed(format!("the program ended with code {code}{said}")),
        None => AttemptResult::failed(format!("the program was ended by a signal{said}")),
    }
}

/// The last line that the program wrote to standard error, for people.
fn describe_output(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let last = text.lines().map(str::trim).rfind(|line| !line.is_empty());
    last.map(|line| format!(": {}", sanitize_name(line)))
        .unwrap_or_default()
}

/// Reads to the end, and keeps the last `keep` bytes.
async fn read_end(pipe: Option<impl AsyncRead + Unpin>, keep: usize, kept: &mut Vec<u8>) {
    let Some(mut pipe) = pipe else { return };
    let mut buffer = [0; 4 * 1024];
    loop {
        match pipe.read(&mut buffer).await {
            Ok(0) | Err(_) => return,
            Ok(read) => {
                kept.extend_from_slice(buffer.get(..read).unwrap_or_default());
                let surplus = kept.len().saturating_sub(keep);
                kept.drain(..surplus);
            }
        }
    }
}

/// Whether a variable tells a program what only plexctl needs: which server it is, and its token.
fn is_about_server(name: &OsStr, value: &OsStr, token: Option<&Token>) -> bool {
    let name = name.to_string_lossy().to_uppercase();
    let value = value.to_string_lossy();
    let holds =
        |token: &str| value == token || (token.len() >= SHORTEST_PART && value.contains(token));
    name.starts_with(OWN_VARIABLES) || token.is_some_and(|token| token.with_text(holds))
}

fn inherited_variables() -> impl Iterator<Item = (OsString, OsString)> {
    std::env::vars_os().filter(|(name, _)| {
        let name = name.to_string_lossy();
        INHERITED.contains(&name.as_ref()) || name.starts_with("LC_")
    })
}

/// Finds the file of a program now, so that a typing error shows before the first event.
fn find_program(name: &str, path: Option<OsString>) -> Result<PathBuf, ProgramError> {
    if name.contains(std::path::is_separator) {
        let file = std::path::absolute(name).map_err(|error| {
            ProgramError::missing(format!("cannot find the program {name:?}: {error}"))
        })?;
        return match is_executable(&file) {
            true => Ok(file),
            false if file.exists() => Err(ProgramError {
                sentence: format!("{name:?} cannot be run: chmod +x {name}"),
                exists: true,
            }),
            false => Err(ProgramError::missing(format!(
                "there is no program {name:?}"
            ))),
        };
    }
    let folders = std::env::split_paths(&path.unwrap_or_default()).collect::<Vec<_>>();
    let found = folders.iter().map(|folder| folder.join(name));
    found
        .filter_map(|file| std::path::absolute(file).ok())
        .find(|file| is_executable(file))
        .ok_or_else(|| {
            ProgramError::missing(format!(
                "there is no program {name:?} in PATH. No shell runs the command: for a pipe or a \
                 variable, name a script"
            ))
        })
}

#[cfg(unix)]
fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(file)
        .is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(file: &Path) -> bool {
    file.is_file()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn parse(command: &str) -> Result<Program, ProgramError> {
        Program::parse(command, &Environment::fake(&[("PATH", "/usr/bin:/bin")]))
    }

    #[test]
    fn a_command_is_words_and_only_quotes_are_special() {
        let program = parse(r#"sh -c 'a b' "$HOME" ; x"#).unwrap();
        assert!(program.file.ends_with("sh") && program.file.is_absolute());
        assert_eq!(program.arguments, ["-c", "a b", "$HOME", ";", "x"]);
    }

    #[test]
    fn a_program_that_cannot_be_run_is_refused_at_once() {
        let plain = tempfile::NamedTempFile::new().unwrap();
        for (command, part) in [
            ("no-such-program", "no program \"no-such-program\" in PATH"),
            ("/no/such", "there is no program"),
            (plain.path().to_str().unwrap(), "chmod +x"),
            ("sh 'open", "not closed"),
            ("", "begins with the name"),
        ] {
            let error = parse(command).unwrap_err().to_string();
            assert!(error.contains(part), "{command}: {error}");
        }
    }

    #[test]
    fn what_tells_of_the_server_is_found_by_name_and_by_value() {
        let long = Token::new("made-up-token-of-sim").unwrap();
        let short = Token::new("abc").unwrap();
        for (name, value, token, expected) in [
            ("PLEX_URL", "http://a", None, true),
            ("plex_token", "x", None, true),
            ("PLEXCTL_WEBHOOK_SECRET", "x", None, true),
            ("MY_HEADER", "X: made-up-token-of-sim", Some(&long), true),
            ("MY_SECRET", "abc", Some(&short), true),
            ("PATH", "/abc/bin", Some(&short), false),
            ("HOME", "/root", Some(&long), false),
        ] {
            let found = is_about_server(OsStr::new(name), OsStr::new(value), token);
            assert_eq!(found, expected, "{name}={value}");
        }
    }
}
