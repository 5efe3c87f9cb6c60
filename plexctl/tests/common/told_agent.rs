//! The beginning of many tests of the agent: a server, an agent that follows it, and a receiver of its
//! events.

use std::path::Path;
use std::time::{Duration, Instant};

use plex_sim::PlexSim;

use super::{AgentFolder, FakeReceiver, PlexctlProcess, Reply};

/// An agent that follows a server as `home`, and tells a receiver.
pub struct ToldAgent {
    pub sim: PlexSim,
    pub receiver: FakeReceiver,
    pub folder: AgentFolder,
    pub agent: PlexctlProcess,
}

impl ToldAgent {
    /// Starts them, with a hook for `connected` and these events, and with other hooks. Waits until the agent
    /// knows everything on the server.
    pub async fn start(on: &[&str], others: &str) -> Self {
        let sim = PlexSim::start().await.unwrap();
        let receiver = ok_receiver();
        let hook = webhook("told", &receiver.url, &on_connected_and(on));
        let folder = AgentFolder::create(&sim.url(), &format!("{hook}{others}"));
        let agent = folder.start();
        wait_connected(&receiver);
        wait_caught_up(&folder.path("state"), "home");
        Self {
            sim,
            receiver,
            folder,
            agent,
        }
    }
}

/// The key `on` of a hook that is also told of the connection.
fn on_connected_and(on: &[&str]) -> String {
    format!("on = {:?}", [&["connected"][..], on].concat())
}

/// A hook that sends its events to this receiver.
pub fn webhook(name: &str, url: &str, keys: &str) -> String {
    format!("[[hook]]\nname = \"{name}\"\nwebhook = {{ url = \"{url}\" }}\n{keys}\n\n")
}

/// A receiver that takes everything.
pub fn ok_receiver() -> FakeReceiver {
    FakeReceiver::start(|_, _| Reply::status(200))
}

/// Waits until the agent follows the server, which a hook for `connected` tells. After a crash an event
/// may come first that was sent before, and not written as done.
pub fn wait_connected(receiver: &FakeReceiver) {
    while receiver.next().json()["type"] != "plexctl.server.connected" {}
}

/// Waits until an agent with this folder for its state has read a list of this server, and so knows
/// everything on it. It may be connected before.
pub fn wait_caught_up(state: &Path, server: &str) {
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    let journal = state.join("journal.sqlite");
    let connection = rusqlite::Connection::open_with_flags(journal, flags).unwrap();
    let known = || {
        let sql = "SELECT count(*) FROM server WHERE name = ?1";
        let count = connection.query_row(sql, [server], |row| row.get::<_, i64>(0));
        count.unwrap()
    };
    let deadline = Instant::now() + Duration::from_secs(60);
    while known() == 0 {
        assert!(Instant::now() < deadline, "no list of {server} is read");
        std::thread::yield_now();
    }
}
