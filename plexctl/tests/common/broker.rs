//! A real MQTT broker, and somebody who listens there.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use rumqttc::{AsyncClient, Event, MqttOptions, Packet, QoS};
use serde_json::Value;
use tempfile::TempDir;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::{ChildGuard, external, tied_command};

/// Whatever takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(40);

/// Mosquitto on a port of its own, which keeps what it has when it is stopped.
pub struct Mosquitto {
    program: PathBuf,
    folder: TempDir,
    child: Option<ChildGuard>,
    pub port: u16,
}

impl Mosquitto {
    /// Starts one that lets everybody in; `None` where there is none, which has been said.
    pub fn start() -> Option<Self> {
        Self::with("allow_anonymous true")
    }

    /// Starts one that wants this name and password.
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

    /// Starts one that speaks TLS, with the file of the authority that vouches for it.
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

    /// Starts it again, where it was and with what it had.
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
        // A full pipe would stop it.
        std::thread::spawn(move || lines.for_each(drop));
        self.child = Some(child);
    }

    /// Ends it as a service is ended.
    pub fn stop(&mut self) {
        let mut child = self.child.take().unwrap();
        child.signal("TERM");
        child.wait().unwrap();
    }

    /// As the bridge is told.
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
    /// Its content as JSON, or as text where it is none.
    pub fn value(&self) -> Value {
        serde_json::from_str(&self.payload).unwrap_or_else(|_| Value::from(self.payload.clone()))
    }

    /// Fails unless its content is as the schema of its topic says.
    fn assert_of_its_shape(&self) {
        let name = match self.topic.rsplit('/').next().unwrap() {
            "attributes" => "bridge.attributes",
            "config" => "bridge.discovery",
            _ if self.topic.contains("/activities/") && !self.payload.is_empty() => {
                "bridge.activity"
            }
            _ => return,
        };
        super::assert_fits(name, &self.value());
    }

    /// Whether it is the last event of this activity.
    pub fn ends(&self, id: &str) -> bool {
        let value = self.value();
        value["event"] == "ended" && value["activity"]["uuid"] == id
    }
}

/// Hears everything, also what is published while the broker comes back: the broker keeps it.
pub struct MqttObserver {
    pub heard: Vec<ReceivedMessage>,
    client: AsyncClient,
    messages: mpsc::UnboundedReceiver<ReceivedMessage>,
    _task: JoinSet<()>,
}

impl MqttObserver {
    /// Begins to listen; names have to differ.
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
        let mut task = JoinSet::new();
        task.spawn(async move {
            let mut pace = tokio::time::interval(Duration::from_millis(50));
            loop {
                match connection.poll().await {
                    Ok(Event::Incoming(Packet::ConnAck(answer))) if !answer.session_present => {
                        subscriber.try_subscribe("#", QoS::AtLeastOnce).unwrap();
                    }
                    Ok(Event::Incoming(Packet::Publish(message))) => {
                        let heard = ReceivedMessage {
                            topic: String::from_utf8(message.topic.to_vec()).unwrap(),
                            payload: String::from_utf8(message.payload.to_vec()).unwrap(),
                            retained: message.retain,
                        };
                        if sender.send(heard).is_err() {
                            return;
                        }
                    }
                    Ok(_) => {}
                    // The pace of a client that comes back; no test waits by it.
                    Err(_) => {
                        pace.tick().await;
                    }
                }
            }
        });
        Self {
            heard: Vec::new(),
            client,
            messages,
            _task: task,
        }
    }

    /// Waits for a message that fits, heard from now on.
    pub async fn until(
        &mut self,
        what: &str,
        fits: impl Fn(&ReceivedMessage) -> bool,
    ) -> ReceivedMessage {
        loop {
            let next = tokio::time::timeout(PATIENCE, self.messages.recv()).await;
            let Ok(Some(heard)) = next else {
                panic!("not heard: {what}; but\n{:#?}", self.heard);
            };
            heard.assert_of_its_shape();
            self.heard.push(heard.clone());
            if fits(&heard) {
                return heard;
            }
        }
    }

    /// Waits for a message that fits, unless it was heard already.
    pub async fn sometime(
        &mut self,
        what: &str,
        fits: impl Fn(&ReceivedMessage) -> bool,
    ) -> ReceivedMessage {
        match self.heard.iter().find(|heard| fits(heard)) {
            Some(heard) => heard.clone(),
            None => self.until(what, fits).await,
        }
    }

    /// Waits until the last that was heard of a topic, named by its end, is this.
    pub async fn until_is(&mut self, topic: &str, payload: &str) {
        let is_topic = |heard: &&ReceivedMessage| heard.topic.ends_with(topic);
        let last = self.heard.iter().rfind(is_topic);
        if last.is_none_or(|last| last.payload != payload) {
            let fits = |heard: &ReceivedMessage| is_topic(&heard) && heard.payload == payload;
            self.until(&format!("{topic} {payload:?}"), fits).await;
        }
    }

    /// Waits until everything has been heard that the broker kept.
    pub async fn until_all_is_heard(&mut self) {
        self.client
            .publish("marker", "here", rumqttc::PublishOptions::at_least_once())
            .await
            .unwrap();
        self.until("the marker", |heard| heard.topic == "marker")
            .await;
    }

    /// How many ends of this activity were heard.
    pub fn ends(&self, id: &str) -> usize {
        self.heard.iter().filter(|heard| heard.ends(id)).count()
    }
}
