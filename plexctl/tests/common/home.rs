//! A home folder with an account at a simulated plex.tv.

use std::path::PathBuf;
use std::process::Command;

use plex_sim::{PlexSim, PlexSimBuilder, PlexTv, PlexTvSetup};
use tempfile::{TempDir, tempdir};

use super::{PlexctlProcess, RunResult, finish, program};

/// A home folder of its own, and a simulated plex.tv.
pub struct Home {
    pub sim: PlexSim,
    pub folder: TempDir,
}

impl Home {
    pub fn new() -> Self {
        Self::with(PlexSim::builder().plex_tv(PlexTvSetup::new()))
    }

    /// Like [`new`](Self::new), with this simulator.
    pub fn with(builder: PlexSimBuilder) -> Self {
        Self {
            sim: builder.start_blocking().unwrap(),
            folder: tempdir().unwrap(),
        }
    }

    /// The account service.
    pub fn plex_tv(&self) -> &PlexTv {
        self.sim.plex_tv().unwrap()
    }

    /// A file of the program's configuration folder.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join("plexctl").join(name)
    }

    /// The program in this home.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program();
        command
            .env("XDG_CONFIG_HOME", self.folder.path())
            .env("PLEX_TV_URL", self.plex_tv().url())
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .args(arguments);
        command
    }

    /// Runs the program to its end.
    pub fn run(&self, arguments: &[&str]) -> RunResult {
        finish(&mut self.command(arguments))
    }

    /// Starts to sign in, and returns the code.
    pub fn begin(&self, arguments: &[&str]) -> (PlexctlProcess, String) {
        let mut login = PlexctlProcess::start(&mut self.command(arguments));
        let line = login.line();
        let code = line
            .strip_prefix("Code: ")
            .unwrap_or_else(|| panic!("{line}"));
        let code = code.to_owned();
        (login, code)
    }

    /// Signs in.
    pub fn sign_in(&self, arguments: &[&str]) -> RunResult {
        let (login, code) = self.begin(arguments);
        assert!(self.plex_tv().link(&code), "{code}");
        let ran = login.finish();
        assert_eq!(ran.code, 0, "{ran:?}");
        ran
    }

    /// The account as it is kept.
    pub fn account(&self) -> String {
        std::fs::read_to_string(self.file("account.json")).unwrap()
    }
}
