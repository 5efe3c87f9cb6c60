//! Children of tests, which must not outlive them.
//!
//! A guard kills its child when a test ends or panics. When the test run itself is killed, no code of
//! ours runs any more. On Linux, setpriv(1) therefore tells the kernel to kill the child when the
//! thread that started it ends. The signal is KILL: under nohup(1) programs ignore HUP, which a
//! closing terminal sends.

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

    /// Starts it with pipes for its output.
    pub fn spawn_piped(command: &mut Command) -> Self {
        Self::spawn(command.stdout(Stdio::piped()).stderr(Stdio::piped()))
    }

    /// Reads its output, and waits for its end.
    pub fn output(mut self) -> Output {
        self.0.take().unwrap().wait_with_output().unwrap()
    }

    /// Like [`output`](Self::output), as text.
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

/// A command for this program. Where possible, the program ends with the thread that starts it.
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

/// `plexctl` on its own terminal, by means of script(1), which every Linux has. The exit code is
/// that of the program.
///
/// The shell runs `setup`, and then becomes the program, so that script is the program's parent:
/// when script is killed, the program ends too.
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
