//! The folder of an agent: its file, its secrets and its state.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use super::{PlexctlProcess, RunResult, finish, program, write_secret};

/// A folder with the file of an agent, its secrets and its state.
pub struct AgentFolder {
    pub folder: TempDir,
}

/// `[[server]]` for this URL.
pub fn server(name: &str, url: &str) -> String {
    format!("[[server]]\nname = \"{name}\"\nurl = \"{url}\"\n\n")
}

impl AgentFolder {
    /// Writes a file with this server, called `home`, and these sections.
    pub fn create(url: &str, sections: &str) -> Self {
        Self::with(&format!("{}{sections}", server("home", url)))
    }

    /// Writes a file with `[state]` and this text.
    pub fn with(text: &str) -> Self {
        let agent = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        agent.write_text(text);
        agent
    }

    /// Writes the file anew, as [`create`](Self::create) does.
    pub fn write(&self, url: &str, sections: &str) {
        self.write_text(&format!("{}{sections}", server("home", url)));
    }

    /// Writes the file anew, as [`with`](Self::with) does.
    pub fn write_text(&self, text: &str) {
        let text = format!("[state]\npath = \"state\"\n\n{text}");
        write_secret(self.file(), text);
    }

    /// The agent's file.
    pub fn file(&self) -> PathBuf {
        self.path("agent.toml")
    }

    /// The path of this name in the folder, such as `state`.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A command with the agent's file.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = program();
        command.args(words).arg("--config").arg(self.file());
        command
    }

    /// Starts the agent.
    pub fn start(&self) -> PlexctlProcess {
        PlexctlProcess::start(&mut self.command(&["agent"]))
    }

    /// The result of `agent check` for the file.
    pub fn check(&self) -> RunResult {
        finish(program().args(["agent", "check"]).arg(self.file()))
    }

    /// The history by the command.
    pub fn history(&self) -> Value {
        finish(&mut self.command(&["history", "-o", "json"])).json()
    }
}
