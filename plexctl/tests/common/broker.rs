//! A real MQTT broker, and an observer that subscribes to everything.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use rumqttc::{AsyncClient, Event, MqttOptions, Packet, QoS};
use serde_json::Value;
use tempfile::TempDir;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use super::{ChildGuard, external, tied_command};

/// A test that waits longer hangs.
const PATIENCE: Duration = Duration::from_secs(40);

/// Mosquitto on its own port. It keeps its state when it is stopped.
pub struct Mosquitto {
    program: PathBuf,
    folder: TempDir,
    child: Option<ChildGuard>,
    pub port: u16,
}

impl Mosquitto {
    /// Starts one that accepts everybody; `None` where Mosquitto is missing, after a message.
    pub fn start() -> Option<Self> {
        Self::with("allow_anonymous true")
    }

    /// Starts one that requires this login.
    pub fn with_login(user: &str, password: &str) -> Option<Self> {
        let passwd = external("mosquitto_passwd", "mosquitto")?;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("passwords");
        let status = Command::new(passwd)
            .args(["-b", "-c", file.to_str().unwrap(), user, password])
            .stderr(Stdio::null())
            .status();
        assert!(status.unwrap().success());
        Self::in_folder(
            folder,
            &format!("allow_anonymous false\npassword_file {}", file.display()),
        )
    }

    /// Starts one with TLS, and returns the certificate file of its authority.
    pub fn with_tls() -> Option<(Self, PathBuf)> {
        let folder = tempfile::tempdir().unwrap();
        let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
        let (certificate, key) = (
            folder.path().join("cert.pem"),
            folder.path().join("key.pem"),
        );
        std::fs::write(&certificate, made.cert.pem()).unwrap();
        std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
        let (shown, key) = (certificate.display(), key.display());
        let config = format!("allow_anonymous true\ncertfile {shown}\nkeyfile {key}");
        Some((Self::in_folder(folder, &config)?, certificate))
    }

    fn with(config: &str) -> Option<Self> {
        Self::in_folder(tempfile::tempdir().unwrap(), config)
    }

    fn in_folder(folder: TempDir, config: &str) -> Option<Self> {
        let program = external("mosquitto", "mosquitto")?;
        let port = {
            let free = TcpListener::bind("127.0.0.1:0").unwrap();
            free.local_addr().unwrap().port()
        };
        let config = format!(
            "listener {port} 127.0.0.1\n{config}\nuser root\npersistence true\n\
             persistence_location {}/\nlog_dest stderr\nlog_type all\n",
            folder.path().display()
        );
        std::fs::write(folder.path().join("mosquitto.conf"), config).unwrap();
        let mut broker = Self {
            program,
            folder,
            child: None,
            port,
        };
        broker.run();
        Some(broker)
    }

    /// Starts it again with its port and state.
    pub fn run(&mut self) {
        let mut child = ChildGuard::spawn(
            tied_command(&self.program)
                .arg("-c")
                .arg(self.folder.path().join("mosquitto.conf"))
                .stderr(Stdio::piped())
                .stdout(Stdio::null()),
        );
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut said = String::new();
        let running = lines.find(|line| {
            let line = line.as_ref().unwrap();
            said.push_str(line);
            said.push('\n');
            line.ends_with("running")
        });
        assert!(running.is_some(), "mosquitto does not start:\n{said}");
        // It says so a moment before it is, and loses a signal that comes between. One that accepts connections
        // is running.
        let connection = std::net::TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let accepted = lines.any(|line| line.unwrap().contains("New connection from"));
        assert!(accepted, "mosquitto accepts nothing");
        drop(connection);
        // A full pipe would block it.
        std::thread::spawn(move || lines.for_each(drop));
        self.child = Some(child);
    }

    /// Stops it like a service.
    pub fn stop(&mut self) {
        let mut child = self.child.take().unwrap();
        child.signal("TERM");
        child.wait().unwrap();
    }

    /// The URL for the bridge.
    pub fn url(&self) -> String {
        format!("mqtt://127.0.0.1:{}", self.port)
    }
}

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedMessage {
    pub topic: String,
    pub payload: String,
    pub retained: bool,
}

impl ReceivedMessage {
    /// The payload as JSON, or as text when it is not JSON.
    pub fn value(&self) -> Value {
        serde_json::from_str(&self.payload).unwrap_or_else(|_| Value::from(self.payload.clone()))
    }

    /// Fails unless the payload is valid against the schema of its topic.
    fn assert_valid(&self) {
        // An empty payload removes the retained message.
        if self.payload.is_empty() {
            return;
        }
        if self.topic.contains("/device/") && self.topic.ends_with("/config") {
            super::home_assistant::assert_device(&self.value());
            return;
        }
        let name = match self.topic.rsplit('/').next().unwrap() {
            "attributes" => "bridge.attributes",
            "ends" => "bridge.end",
            "result" => "bridge.result",
            _ if self.topic.contains("/libraries/") => "bridge.library",
            _ if self.topic.contains("/activities/") => "bridge.activity",
            _ => return,
        };
        super::assert_fits(name, &self.value());
    }

    /// Returns `true` if it is the end of this activity.
    pub fn ends(&self, id: &str) -> bool {
        let value = self.value();
        value["event"] == "ended" && value["activity"]["uuid"] == id
    }
}

/// Receives everything, also messages published while it reconnects, because the broker keeps its
/// session.
pub struct MqttObserver {
    pub received: Vec<ReceivedMessage>,
    client: AsyncClient,
    messages: mpsc::UnboundedReceiver<ReceivedMessage>,
    subscribed: watch::Receiver<bool>,
    _task: JoinSet<()>,
}

impl MqttObserver {
    /// Starts to listen. Each observer needs its own name.
    pub fn start(broker: &Mosquitto, name: &str, login: Option<(&str, &str)>) -> Self {
        let mut options = MqttOptions::new(name, ("127.0.0.1", broker.port));
        options
            .set_clean_session(false)
            .set_max_packet_size(1 << 20, 1 << 20);
        if let Some((user, password)) = login {
            options.set_credentials(user.to_owned(), password.to_owned());
        }
        let (client, mut connection) = AsyncClient::builder(options).capacity(64).build();
        let (sender, messages) = mpsc::unbounded_channel();
        let subscriber = client.clone();
        let (subscribing, subscribed) = watch::channel(false);
        let mut task = JoinSet::new();
        task.spawn(async move {
            let mut pace = tokio::time::interval(Duration::from_millis(50));
            loop {
                match connection.poll().await {
                    Ok(Event::Incoming(Packet::ConnAck(answer))) if !answer.session_present => {
                        subscriber.try_subscribe("#", QoS::AtLeastOnce).unwrap();
                    }
                    Ok(Event::Incoming(Packet::SubAck(_))) => {
                        subscribing.send_replace(true);
                    }
                    Ok(Event::Incoming(Packet::Publish(message))) => {
                        let received = ReceivedMessage {
                            topic: String::from_utf8(message.topic.to_vec()).unwrap(),
                            payload: String::from_utf8(message.payload.to_vec()).unwrap(),
                            retained: message.retain,
                        };
                        if sender.send(received).is_err() {
                            return;
                        }
                    }
                    Ok(_) => {}
                    // The interval of reconnections; no test waits for it.
                    Err(_) => {
                        pace.tick().await;
                    }
                }
            }
        });
        Self {
            received: Vec::new(),
            client,
            messages,
            subscribed,
            _task: task,
        }
    }

    /// Waits for the next message that fits.
    pub async fn until(
        &mut self,
        what: &str,
        fits: impl Fn(&ReceivedMessage) -> bool,
    ) -> ReceivedMessage {
        loop {
            let next = tokio::time::timeout(PATIENCE, self.messages.recv()).await;
            let Ok(Some(received)) = next else {
                panic!("not received: {what}; but\n{:#?}", self.received);
            };
            received.assert_valid();
            self.received.push(received.clone());
            if fits(&received) {
                return received;
            }
        }
    }

    /// Waits for a message that fits, unless it has arrived already.
    pub async fn sometime(
        &mut self,
        what: &str,
        fits: impl Fn(&ReceivedMessage) -> bool,
    ) -> ReceivedMessage {
        match self.received.iter().find(|received| fits(received)) {
            Some(received) => received.clone(),
            None => self.until(what, fits).await,
        }
    }

    /// Waits until the last payload of the topic with this ending is this.
    pub async fn until_is(&mut self, topic: &str, payload: &str) {
        let is_topic = |received: &&ReceivedMessage| received.topic.ends_with(topic);
        let last = self.received.iter().rfind(is_topic);
        if last.is_none_or(|last| last.payload != payload) {
            let fits =
                |received: &ReceivedMessage| is_topic(&received) && received.payload == payload;
            self.until(&format!("{topic} {payload:?}"), fits).await;
        }
    }

    /// Publishes a message.
    pub async fn publish(&self, topic: &str, payload: &str, retained: bool) {
        let mut subscribed = self.subscribed.clone();
        subscribed.wait_for(|subscribed| *subscribed).await.unwrap();
        let options = rumqttc::PublishOptions::at_least_once().retain(retained);
        let published = self.client.publish(topic, payload.to_owned(), options);
        published.await.unwrap();
    }

    /// The messages that the broker retains under topics with this text, by topic, as a new client sees them.
    pub async fn retained(broker: &Mosquitto, text: &str) -> BTreeMap<String, String> {
        let mut late = Self::start(broker, &format!("late-{}", fastrand::u64(..)), None);
        late.until_all_received().await;
        let kept = late.received.into_iter().filter(|received| {
            received.retained && received.topic.contains(text) && !received.payload.is_empty()
        });
        kept.map(|received| (received.topic, received.payload))
            .collect()
    }

    /// Waits until every queued message has arrived.
    pub async fn until_all_received(&mut self) {
        self.publish("marker", "here", false).await;
        self.until("the marker", |received| received.topic == "marker")
            .await;
    }

    /// Returns the number of ends of this activity that have arrived.
    pub fn ends(&self, id: &str) -> usize {
        self.received
            .iter()
            .filter(|received| received.ends(id))
            .count()
    }
}
