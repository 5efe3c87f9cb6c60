//! `plexctl bridge`: publishes activities to MQTT for home automation.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use crate::connect::Connection;
use crate::duration_arg::parse_duration;
use crate::error::CliError;
use crate::exit::Exit;
use crate::mqtt::{BridgeOptions, BridgeTask, Broker, Login, Notice};
use crate::output::Console;
use crate::settings::{Environment, Settings, is_readable_by_others};
use crate::signals::Signals;

/// Publish activities to MQTT
#[derive(Args)]
pub(crate) struct BridgeArgs {
    #[command(subcommand)]
    target: BridgeTarget,
}

#[derive(Subcommand)]
enum BridgeTarget {
    Mqtt(MqttArgs),
}

/// Publish activities to an MQTT broker
///
/// Each event becomes a retained message on a topic for its server and activity, so that later
/// subscribers see what is running. The bridge runs until Ctrl-C or SIGTERM; both end it with code
/// 0. The server and the broker may be unavailable, even at the start: the bridge reconnects by
/// itself.
///
/// Repeat --server to publish several servers. Run one bridge per server: two would publish
/// everything twice.
#[derive(Args)]
#[command(after_help = "\
All topics are retained, with quality of service 1 (at least once). PREFIX is plex unless the URL
has another, and SERVER is the server's machine identifier:
  PREFIX/SERVER/status            online while the other topics are up to date; offline when the
                                  server cannot be reached or the bridge has stopped (also as its
                                  last will)
  PREFIX/SERVER/running           how many activities are running
  PREFIX/SERVER/attributes        which ones, as JSON: {\"server\", \"connection\", \"activities\": [...]}
  PREFIX/SERVER/activities/UUID   the activity's last event, in the format of `plexctl watch -o
                                  jsonl`: started, updated, and ended once. The topic is emptied
                                  --keep-ended later
  homeassistant/sensor/...        creates a sensor \"Activities running\" in Home Assistant

While the broker is unavailable, the bridge keeps the newest state of each activity and every end.
Ends that happened while no bridge was running are published by the next one, with \"how\":
\"vanished\".

The user name and password for the broker come from MQTT_USER and MQTT_PASSWORD, or from
--login-file. mqtts:// trusts the system's certificate authorities; SSL_CERT_FILE names others.

Examples:
  plexctl bridge mqtt mqtt://localhost
  MQTT_USER=plex MQTT_PASSWORD=... plexctl --server home bridge mqtt mqtts://broker:8883/media")]
struct MqttArgs {
    /// The broker: mqtt://HOST:PORT/PREFIX, or mqtts:// for an encrypted connection; PORT and
    /// PREFIX are optional
    #[arg(value_name = "URL")]
    broker: Broker,

    /// A file with the user name for the broker on its first line and the password on its second
    #[arg(long, value_name = "FILE")]
    login_file: Option<PathBuf>,

    /// How long an ended activity stays published before its topic is emptied
    #[arg(long, value_name = "TIME", value_parser = parse_duration, default_value = "1m")]
    keep_ended: Duration,

    /// The first level of Home Assistant's discovery topics
    #[arg(long, value_name = "PREFIX", default_value = "homeassistant")]
    discovery_prefix: String,

    /// Do not publish a sensor for Home Assistant
    #[arg(long)]
    no_discovery: bool,
}

pub(crate) async fn run(
    arguments: &BridgeArgs,
    settings: &Settings,
    environment: &Environment,
    console: &mut Console,
) -> Result<Exit, CliError> {
    let BridgeTarget::Mqtt(mqtt) = &arguments.target;
    let options = mqtt.options(environment)?;
    let exposed = mqtt
        .login_file
        .as_deref()
        .filter(|file| is_readable_by_others(file));
    if let Some(file) = exposed {
        let file = file.display();
        console.warn_unless_quiet(&format!(
            "{file} holds a password, and other users of this machine can read it: chmod 600 {file}"
        ));
    }
    let connections = Connection::build_all(settings, console)?;
    let mut signals = Signals::listen()?;
    let (say, mut said) = mpsc::unbounded_channel();
    let (stop, stopped) = watch::channel(false);
    let mut relays = JoinSet::new();
    for connection in connections {
        let relay = BridgeTask::new(connection, options.clone(), say.clone(), stopped.clone());
        relays.spawn(relay.run());
    }
    drop((say, stopped));
    let mut failures = Vec::new();
    let mut is_stopped = false;
    loop {
        tokio::select! {
            () = signals.wait(), if !is_stopped => {
                is_stopped = true;
                stop.send_replace(true);
            }
            Some(say) = said.recv() => match say {
                Notice::Note(text) => console.note(&text),
                Notice::Warn(text) => console.warn(&text),
            },
            ended = relays.join_next() => match ended {
                None => break,
                Some(Ok(Ok(()))) => {}
                // The other servers continue.
                Some(Ok(Err(CliError::Failure(failure)))) => {
                    console.report_failure(&failure.sentence);
                    failures.push(failure.exit);
                }
                Some(Ok(Err(error))) => return Err(error),
                Some(Err(error)) => return Err(CliError::other(format!("the bridge failed: {error}"))),
            },
        }
    }
    while let Ok(say) = said.try_recv() {
        match say {
            Notice::Note(text) => console.note(&text),
            Notice::Warn(text) => console.warn(&text),
        }
    }
    Ok(Exit::combine(&failures))
}

impl MqttArgs {
    fn options(&self, environment: &Environment) -> Result<BridgeOptions, CliError> {
        let prefix = self.discovery_prefix.trim_end_matches('/');
        if prefix.is_empty() || prefix.contains(['+', '#', '\0']) {
            let sentence = format!("--discovery-prefix {prefix:?} is not a valid topic");
            return Err(CliError::usage(sentence));
        }
        Ok(BridgeOptions {
            broker: self.broker.clone(),
            login: Login::find(self.login_file.as_deref(), environment)?,
            discovery: (!self.no_discovery).then(|| prefix.to_owned()),
            keep_ended: self.keep_ended,
        })
    }
}
