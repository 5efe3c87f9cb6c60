//! The beginning of every test of the bridge.

use plex_sim::{PlexSim, PlexSimBuilder};

use super::{Mosquitto, MqttObserver, PlexctlProcess, program};

/// A broker, a server that it knows as `aaaa`, and an observer of everything that is published; `None` where
/// Mosquitto is missing, after a message.
pub async fn bridge_scene(server: PlexSimBuilder) -> Option<(Mosquitto, PlexSim, MqttObserver)> {
    let broker = Mosquitto::start()?;
    let sim = server.machine_identifier("aaaa").start().await.unwrap();
    let observer = MqttObserver::start(&broker, "observer", None);
    Some((broker, sim, observer))
}

/// Starts a bridge from this server to the broker.
pub fn bridge(broker: &Mosquitto, url: &str, arguments: &[&str]) -> PlexctlProcess {
    let mut command = program();
    command.args(["--url", url, "bridge", "mqtt", &broker.url()]);
    PlexctlProcess::start(command.args(arguments))
}
