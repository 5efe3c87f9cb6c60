//! Programs that tests start, and how it is made sure that they end with the test.
//!
//! A guard ends its child when a test ends or panics. When the test run itself is killed nothing
//! runs that could end a child, so on Linux setpriv(1) has the kernel do it: the signal comes when
//! the thread ends that started the program. It is KILL, because under nohup(1) programs inherit
//! that they ignore HUP, which is what a terminal sends when it closes.

use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;

use super::{RunResult, program};

/// A child that is killed and waited for when it is dropped.
pub struct ChildGuard(Option<Child>);

impl ChildGuard {
    /// Starts it.
    pub fn spawn(command: &mut Command) -> Self {
        Self(Some(command.spawn().unwrap()))
    }

    /// Starts it with pipes for what it writes.
    pub fn spawn_piped(command: &mut Command) -> Self {
        Self::spawn(command.stdout(Stdio::piped()).stderr(Stdio::piped()))
    }

    /// Reads what it writes, and waits for its end.
    pub fn output(mut self) -> Output {
        self.0.take().unwrap().wait_with_output().unwrap()
    }

    /// As [`output`](Self::output), as text.
    pub fn finish(self) -> RunResult {
        super::to_result(self.output())
    }

    /// Sends a signal by its name, such as `INT`.
    pub fn signal(&self, name: &str) {
        let status = Command::new("kill")
            .args([&format!("-{name}"), &self.id().to_string()])
            .status()
            .unwrap();
        assert!(status.success());
    }
}

impl Deref for ChildGuard {
    type Target = Child;

    fn deref(&self) -> &Child {
        self.0.as_ref().unwrap()
    }
}

impl DerefMut for ChildGuard {
    fn deref_mut(&mut self) -> &mut Child {
        self.0.as_mut().unwrap()
    }
}

impl Drop for ChildGuard {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// A command for this program, which ends with the thread that starts it where that is possible.
pub fn tied_command(program: impl AsRef<Path>) -> Command {
    let mut words = TIE.iter().take(if has_setpriv() { TIE.len() } else { 0 });
    match words.next() {
        Some(setpriv) => {
            let mut command = Command::new(setpriv);
            command.args(words).arg(program.as_ref());
            command
        }
        None => Command::new(program.as_ref()),
    }
}

const TIE: [&str; 4] = ["setpriv", "--pdeathsig", "KILL", "--"];

fn has_setpriv() -> bool {
    static HAS: OnceLock<bool> = OnceLock::new();
    *HAS.get_or_init(|| {
        let mut probe = Command::new(TIE[0]);
        probe.args(&TIE[1..]).arg("true").stderr(Stdio::null());
        cfg!(target_os = "linux") && probe.status().is_ok_and(|status| status.success())
    })
}

/// `plexctl` on a terminal of its own, by means of script(1), which every Linux has. It ends with
/// the code of the program.
///
/// The shell runs `setup` first. It then becomes the program, so that script is the program's
/// parent: when script is killed the program ends too.
pub fn on_terminal(setup: &str, arguments: &str) -> Command {
    let plexctl = program();
    let words = [plexctl.get_program()]
        .into_iter()
        .chain(plexctl.get_args())
        .map(|word| word.to_str().unwrap());
    let line = format!(
        "{setup} exec {} {arguments}",
        words.collect::<Vec<_>>().join(" ")
    );
    let mut command = tied_command("script");
    copy_environment(&mut command);
    command
        .args(["-qefc", &line, "/dev/null"])
        .stdin(Stdio::null());
    command
}

/// Gives a command the environment of [`program`].
pub fn copy_environment(command: &mut Command) {
    for (name, value) in program().get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
}
