//! `plexctl bridge`: what happens, for home automation.

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

/// Bring activities to home automation
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
/// Each event becomes a retained message under a topic of its server and activity, so that who comes
/// later knows what runs. It runs until Ctrl-C or SIGTERM, and both end it with code 0. Server and
/// broker may be away, at the start as well: it goes on when they are back.
///
/// Several servers are published at a time with several --server; one bridge for each server is
/// enough, two would tell everything twice.
#[derive(Args)]
#[command(after_help = "\
Topics, all retained and of quality of service 1 (at least once), with PREFIX plex unless the URL
has another and SERVER the server's machine identifier:
  PREFIX/SERVER/status            online while the rest holds; offline when the server cannot be
                                  reached or the bridge is gone (also as its last will)
  PREFIX/SERVER/running           how many activities run
  PREFIX/SERVER/attributes        which ones, as JSON: {\"server\", \"connection\", \"activities\": [...]}
  PREFIX/SERVER/activities/UUID   the activity's last event, as `plexctl watch -o jsonl` writes it:
                                  started, updated, and once ended. --keep-ended later it is emptied
  homeassistant/sensor/...        so that Home Assistant makes a sensor \"Activities running\"

While the broker is away the newest state of each activity is kept, and every end. What ended while
no bridge ran is told by the next one, with \"how\": \"vanished\".

The broker's name and password come from MQTT_USER and MQTT_PASSWORD, or from --login-file. mqtts://
trusts the authorities of this system; SSL_CERT_FILE names others.

Examples:
  plexctl bridge mqtt mqtt://localhost
  MQTT_USER=plex MQTT_PASSWORD=... plexctl --server home bridge mqtt mqtts://broker:8883/media")]
struct MqttArgs {
    /// The broker: mqtt://HOST:PORT/PREFIX, or mqtts:// for an encrypted connection; port and prefix
    /// may be left out
    #[arg(value_name = "URL")]
    broker: Broker,

    /// A file with the name at the broker on its first line, and the password on its second
    #[arg(long, value_name = "FILE")]
    login_file: Option<PathBuf>,

    /// How long the end of an activity stays before its topic is emptied
    #[arg(long, value_name = "TIME", value_parser = parse_duration, default_value = "1m")]
    keep_ended: Duration,

    /// The first level of the topics that Home Assistant looks at
    #[arg(long, value_name = "PREFIX", default_value = "homeassistant")]
    discovery_prefix: String,

    /// Tell Home Assistant nothing
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
                // The others go on.
                Some(Ok(Err(CliError::Failure(failure)))) => {
                    console.report_failure(&failure.sentence);
                    failures.push(failure.exit);
                }
                Some(Ok(Err(error))) => return Err(error),
                Some(Err(error)) => return Err(CliError::other(format!("the bridge broke: {error}"))),
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
            let sentence = format!("--discovery-prefix {prefix:?} cannot be a topic");
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
