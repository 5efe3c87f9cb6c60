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
use crate::mqtt::{
    BridgeNotice, BridgeOptions, BridgeTask, Broker, Login, MachineClaims, check_prefix,
    claim_at_start,
};
use crate::output::Console;
use crate::settings::{Environment, Settings, describe_exposure};
use crate::signals::{Signals, StopSignal};

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
/// itself. At each attempt to connect to a server of the account, it tries all addresses of the
/// server.
///
/// Repeat --server to publish several servers. Run one bridge per server: two would publish
/// everything twice. Two servers with the same machine identifier are refused; if that shows only
/// later, the second is not published, and set_aside of the first names it. A server whose identifier
/// changes is not published any more.
#[derive(Args)]
#[command(after_help = "\
Topics are retained unless marked, with quality of service 1 (at least once). PREFIX is plex unless
the URL has another, and SERVER is the server's machine identifier:
  PREFIX/SERVER/status            online while the other topics are up to date; lists_failing while
                                  the server is connected and its lists of activities fail or
                                  cannot be read, so that ends may be missing; waiting while the
                                  bridge waits for the server; offline when the bridge has stopped
                                  (also as its last will)
  PREFIX/SERVER/running           how many activities are running
  PREFIX/SERVER/attributes        which ones, as JSON: {\"server\", \"connection\", \"lists_failing\",
                                  \"set_aside\", \"activities\": [...]}. lists_failing is null,
                                  or why the server's lists cannot be used. Progress changes
                                  the attributes at most every 5 seconds
  PREFIX/SERVER/activities/UUID   the activity's last event, in the format of `plexctl watch -o
                                  jsonl`: started, updated, and ended once. The topic is emptied
                                  --keep-ended later
  PREFIX/SERVER/ends              each end, as JSON; not retained
  PREFIX/SERVER/libraries/ID      whether the library is scanned, and its progress in percent, as
                                  JSON. Progress changes it at most every 10 seconds
  PREFIX/SERVER/command           with --commands: JSON that others publish, such as
                                  {\"action\": \"scan\", \"library\": \"1\"}; also stop, with or
                                  without a library, and butler, with a task. An id is repeated in
                                  the answer. Retained commands are ignored
  PREFIX/SERVER/command/result    accepted, refused, done or unknown, as JSON; not retained
  homeassistant/device/...        describes the server to Home Assistant: a device with entities
                                  for what is running, ends, the connection and each library, and
                                  with buttons when --commands is given. A sensor of an earlier
                                  version becomes a part of it

While the broker is unavailable, the bridge keeps the newest state of each activity, and ends in up
to 32 MiB; it says how many older ones it dropped.
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

    /// The time after which the topic of an ended activity is emptied
    #[arg(long, value_name = "TIME", value_parser = parse_duration, default_value = "1m")]
    keep_ended: Duration,

    /// The first level of Home Assistant's discovery topics
    #[arg(long, value_name = "PREFIX", default_value = "homeassistant")]
    discovery_prefix: String,

    /// Do not publish entities for Home Assistant
    #[arg(long)]
    no_discovery: bool,

    /// Take commands: everyone who may publish at the broker can scan libraries and start tasks
    #[arg(long)]
    commands: bool,
}

pub(crate) async fn run(
    arguments: &BridgeArgs,
    settings: &Settings,
    environment: &Environment,
    console: &mut Console,
) -> Result<Exit, CliError> {
    let BridgeTarget::Mqtt(mqtt) = &arguments.target;
    let options = mqtt.options(environment)?;
    let login_file = mqtt.login_file.as_deref();
    if let Some(problem) = login_file.and_then(|file| describe_exposure(file, "a password")) {
        console.warn_unless_quiet(&problem);
    }
    let mut signals = Signals::listen_as_service()?;
    let connections = tokio::select! {
        built = Connection::build_all(settings, console) => built?,
        signal = signals.wait() => return Ok(signal.exit_of_service()),
    };
    let claims = MachineClaims::default();
    let identities = tokio::select! {
        identities = claim_at_start(&connections, &claims) => identities?,
        signal = signals.wait() => return Ok(signal.exit_of_service()),
    };
    let (say, mut said) = mpsc::unbounded_channel();
    let (stop, stopped) = watch::channel(false);
    let mut relays = JoinSet::new();
    for (connection, identity) in connections.into_iter().zip(identities) {
        let relay = BridgeTask::new(
            connection,
            options.clone(),
            say.clone(),
            stopped.clone(),
            identity,
            claims.clone(),
        );
        relays.spawn(async move { relay.run(&mut None).await });
    }
    drop((say, stopped));
    let mut failures = Vec::new();
    let mut stopped_by = None;
    loop {
        tokio::select! {
            signal = signals.wait(), if stopped_by.is_none() => {
                stopped_by = Some(signal);
                stop.send_replace(true);
            }
            Some(say) = said.recv() => match say {
                BridgeNotice::Note(text) => console.note(&text),
                BridgeNotice::Warn(text) => console.warn(&text),
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
            BridgeNotice::Note(text) => console.note(&text),
            BridgeNotice::Warn(text) => console.warn(&text),
        }
    }
    let stopped_by = stopped_by.map_or(Exit::Done, StopSignal::exit_of_service);
    Ok(match Exit::combine(&failures) {
        Exit::Done => stopped_by,
        failed => failed,
    })
}

impl MqttArgs {
    fn options(&self, environment: &Environment) -> Result<BridgeOptions, CliError> {
        let prefix = check_prefix(self.discovery_prefix.trim_end_matches('/'))
            .map_err(|error| CliError::usage(format!("--discovery-prefix: {error}")))?;
        Ok(BridgeOptions {
            broker: self.broker.clone(),
            login: Login::find(self.login_file.as_deref(), environment)?,
            login_advice: "Set MQTT_USER and MQTT_PASSWORD, or use --login-file",
            ca_cert: None,
            discovery: (!self.no_discovery).then_some(prefix),
            keep_ended: self.keep_ended,
            commands: self.commands,
        })
    }
}
