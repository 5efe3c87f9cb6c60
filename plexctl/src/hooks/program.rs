//! Starts the programs of hooks, the command of `when-quiet`, and the user's browser. No other module of this
//! workspace starts a program.
//!
//! A program of a hook gets no shell, an emptied environment, and a process group of its own, which is
//! ended as a whole. A program that leaves its group, as daemons do, is not ended.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;
use tokio::sync::watch;
use zeroize::Zeroizing;

use super::attempt::AttemptResult;
use super::foreground::ForegroundCommand;
use super::process_group::{GroupOf, ProcessGroup};
use crate::output::{sanitize, sanitize_name};
use crate::settings::Environment;

/// The longest time that a program may take to end after the request.
pub(crate) const KILL_AFTER: Duration = Duration::from_secs(10);

/// The time for which the output of a program that has ended is still read. Something that it started may
/// hold the pipe open.
const LAST_OUTPUT: Duration = Duration::from_millis(200);

/// The largest part of the end of its standard error that is kept, in bytes.
const KEPT_OUTPUT: usize = 4 * 1024;

/// The variables of the environment that a program may know. Tokens and the addresses of servers
/// are not among them: a plexctl that the program calls would use them.
const INHERITED: [&str; 8] = [
    "PATH", "HOME", "USER", "LOGNAME", "LANG", "LANGUAGE", "TZ", "TMPDIR",
];

/// The prefix of the variables that plexctl reads, such as `PLEX_TOKEN` and `PLEX_URL`.
const OWN_VARIABLES: &str = "PLEX";

/// The longest time that a program that opens a page may take to fail. One that takes longer has a browser to
/// wait for.
const OPENS_WITHIN: Duration = Duration::from_millis(250);

/// The code of a program that asks to be started again later: `EX_TEMPFAIL` of sysexits.h.
const TRY_LATER: i32 = 75;

/// The reason why a command cannot be run.
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

    fn not_executable(file: &Path) -> Self {
        let name = sanitize(&file.to_string_lossy());
        Self {
            sentence: format!("{name:?} cannot be run: chmod +x {name}"),
            exists: true,
        }
    }
}

/// A program with its arguments.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Program {
    file: PathBuf,
    arguments: Vec<String>,
    /// The variables of its hook. They may be secrets.
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

    /// Starts it in plexctl's own place, with its standard streams, and without the variables of plexctl and
    /// variables with secret values.
    ///
    /// It has a process group of its own, unless standard input is a terminal: only one group can read from
    /// that.
    pub(crate) fn start_in_foreground(
        &self,
        is_secret: impl Fn(&str) -> bool,
    ) -> Result<ForegroundCommand, ProgramError> {
        let group_of = match io::stdin().is_terminal() {
            true => GroupOf::Plexctl,
            false => GroupOf::Program,
        };
        let mut command = Command::new(&self.file);
        command.args(&self.arguments).kill_on_drop(true);
        hide_server(&mut command, is_secret);
        let describe =
            |reason: &dyn fmt::Display| format!("cannot start {}: {reason}", self.file.display());
        #[cfg(unix)]
        if group_of == GroupOf::Program {
            command.process_group(0);
        }
        let started = ProcessGroup::start(group_of, || command.spawn());
        let started = started.ok_or_else(|| ProgramError {
            sentence: describe(&"plexctl is ending"),
            exists: true,
        })?;
        let (child, group) = started.map_err(|error| ProgramError {
            sentence: describe(&error),
            // A script whose interpreter is missing is not found either.
            exists: error.kind() != io::ErrorKind::NotFound,
        })?;
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
        let Some(started) = ProcessGroup::start(GroupOf::Program, || command.spawn()) else {
            return AttemptResult::Interrupted;
        };
        let (mut child, mut group) = match started {
            Ok(started) => started,
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
                _ = stop.wait_for(|stop| *stop) => break match child.try_wait() {
                    // It ended by itself before.
                    Ok(Some(status)) => End::Exited(Ok(status)),
                    _ => End::Stopped,
                },
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
            // Processes that the program started may still exist.
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

/// The reason why a program is waited for no longer.
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

/// Opens a page in the user's browser, which learns nothing that plexctl knows of the server. Returns whether
/// a program for that was started and has not failed at once.
///
/// # Cancel safety
/// Dropping the future ends nothing that was started.
pub(crate) async fn open_in_browser(url: &str, is_secret: impl Fn(&str) -> bool) -> bool {
    for command in open::commands(url) {
        let mut command = Command::from(command);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        hide_server(&mut command, &is_secret);
        // Ctrl-C in the terminal is not meant for the browser.
        #[cfg(unix)]
        command.process_group(0);
        let Ok(mut child) = command.spawn() else {
            continue;
        };
        match tokio::time::timeout(OPENS_WITHIN, child.wait()).await {
            // The next one may be able to. On Windows a code that is not 0 is no failure.
            Ok(Ok(status)) if !status.success() && !cfg!(windows) => {}
            _ => return true,
        }
    }
    false
}

/// Removes the variables with facts that only plexctl needs: which server it is, and its token.
fn hide_server(command: &mut Command, is_secret: impl Fn(&str) -> bool) {
    for (name, value) in std::env::vars_os() {
        if is_own(&name) || is_secret(&value.to_string_lossy()) {
            command.env_remove(name);
        }
    }
}

/// Returns `true` if the variable of this name holds a fact that only plexctl needs: which server it is, and
/// its token.
fn is_own(name: &OsStr) -> bool {
    let name = name.to_string_lossy().to_uppercase();
    name.starts_with(OWN_VARIABLES)
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
            false if file.exists() => Err(ProgramError::not_executable(&file)),
            false => Err(ProgramError::missing(format!(
                "there is no program {name:?}"
            ))),
        };
    }
    let path = path.unwrap_or_default();
    let folders = std::env::split_paths(&path);
    let files = folders.filter_map(|folder| std::path::absolute(folder.join(name)).ok());
    let mut found: Vec<PathBuf> = files.filter(|file| file.is_file()).collect();
    match found.iter().position(|file| is_executable(file)) {
        Some(at) => Ok(found.swap_remove(at)),
        None => Err(match found.first() {
            Some(file) => ProgramError::not_executable(file),
            None => ProgramError::missing(format!(
                "there is no program {name:?} in PATH. No shell runs the command: for a pipe or a \
                 variable, name a script"
            )),
        }),
    }
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
    fn plexctls_own_variables_are_known_by_their_names() {
        for (name, expected) in [
            ("PLEX_URL", true),
            ("plex_token", true),
            ("PLEXCTL_WEBHOOK_SECRET", true),
            ("PATH", false),
        ] {
            assert_eq!(is_own(OsStr::new(name)), expected, "{name}");
        }
    }

    #[test]
    fn a_program_in_path_that_cannot_be_run_exists() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("plain"), "").unwrap();
        std::fs::create_dir(folder.path().join("folder")).unwrap();
        let path = format!("/usr/bin:{}", folder.path().display());
        let environment = Environment::fake(&[("PATH", &path)]);
        for (name, exists, part) in [
            ("plain", true, "chmod +x"),
            ("folder", false, "no program \"folder\" in PATH"),
        ] {
            let error = Program::parse(name, &environment).unwrap_err();
            assert_eq!(error.exists, exists, "{error}");
            assert!(error.to_string().contains(part), "{error}");
        }
    }
}
