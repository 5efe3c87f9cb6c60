//! The hooks of the agent's file: the events of each, and its receiver.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use plex_api::ActivityFilter;
use reqwest::header::HeaderValue;
use serde::Deserialize;
use toml::Spanned;
use zeroize::Zeroizing;

use super::agent_config::AgentServer;
use super::mqtt_config::{MqttHookConfig, MqttHooks};
use super::one_or_more::{OneOrMore, TextOrNumber, Time};
use super::quiet_hours::QuietHours;
use super::secret_source::{Address, EnvironmentValue, Secret, SecretReader};
use crate::follow::find_unknown_patterns;
use crate::hooks::{
    BodyFormat, Endpoint, HookEvent, Notice, Program, Receiver, SigningSecrets, Sink,
    TextTemplates, Webhook,
};
use crate::journal::GatherRule;

/// `settle` ends after this time at the latest, unless `max_wait` says otherwise.
const MAX_WAIT: Duration = Duration::from_secs(30 * 60);

/// The time without a running activity after which a server is quiet, unless `settle` sets another.
const QUIET: Duration = Duration::from_secs(10);

/// Quiet has no limit: it must not be delivered while something runs.
const NO_LIMIT: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

const STALLED_AFTER: Duration = Duration::from_secs(10 * 60);
const PROGRAM_LIMIT: Duration = Duration::from_secs(5 * 60);
const GIVE_UP: Duration = Duration::from_secs(24 * 60 * 60);
const GIVE_UP_CHAT: Duration = Duration::from_secs(60 * 60);

/// A hook of the file, ready to receive events.
pub(crate) struct Hook {
    pub(crate) rule: HookRule,
    pub(crate) sink: Sink,
    /// The templates of texts that replace the default ones.
    templates: Option<TextTemplates>,
    /// A fact that success does not prove.
    pub(crate) caveat: Option<&'static str>,
}

/// The events that a hook receives, and their times.
#[derive(Clone, Debug)]
pub(crate) struct HookRule {
    pub(crate) name: String,
    pub(crate) on: BTreeSet<HookEvent>,
    types: Vec<String>,
    /// Numbers or titles.
    pub(crate) sections: Vec<String>,
    servers: Vec<String>,
    pub(crate) longer_than: Option<Duration>,
    pub(crate) stalled_after: Duration,
    pub(crate) gather: Option<GatherRule>,
    /// The rule by which `quiet` gathers ends.
    pub(crate) quiet: GatherRule,
    pub(crate) give_up: Duration,
    /// The hook receives no events in these hours.
    pub(crate) quiet_hours: Option<QuietHours>,
    pub(crate) on_busy: OnBusy,
    /// Ends that nobody could see for longer than this are not told.
    pub(crate) latest: Option<Duration>,
    /// A program that was running when the agent ended is not started again.
    pub(crate) at_most_once: bool,
}

/// The handling of an event that arrives while the program of the hook is running.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum OnBusy {
    /// The event waits until the program has ended.
    #[default]
    Queue,
    /// Waiting events are delivered together.
    Merge,
    /// The event is not delivered.
    Skip,
}

/// The handling of ends that are discovered only after a time in which nobody could see them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Late {
    /// Late ends are delivered as inferred.
    Fire,
    /// Late ends are not delivered.
    Skip,
}

/// A hook as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HookConfig {
    pub(super) name: String,
    on: OneOrMore<HookEvent>,
    #[serde(default, rename = "type")]
    types: OneOrMore<String>,
    #[serde(default, rename = "section")]
    sections: OneOrMore<TextOrNumber>,
    #[serde(default, rename = "server")]
    servers: OneOrMore<String>,
    longer_than: Option<Time>,
    stalled_after: Option<Time>,
    settle: Option<Time>,
    max_wait: Option<Time>,
    at_most_every: Option<Time>,
    timeout: Option<Time>,
    give_up: Option<Time>,
    late: Option<Late>,
    late_max: Option<Time>,
    quiet: Option<QuietHours>,
    on_busy: Option<OnBusy>,
    #[serde(default)]
    at_most_once: bool,
    #[serde(default)]
    env: BTreeMap<String, EnvironmentValue>,
    title: Option<Spanned<String>>,
    message: Option<Spanned<String>>,
    body: Option<Spanned<String>>,
    exec: Option<Vec<String>>,
    webhook: Option<WebhookConfig>,
    ntfy: Option<NtfyConfig>,
    discord: Option<UrlConfig>,
    slack: Option<UrlConfig>,
    telegram: Option<TelegramConfig>,
    gotify: Option<GotifyConfig>,
    pushover: Option<PushoverConfig>,
    apprise: Option<AppriseConfig>,
    home_assistant: Option<HomeAssistantConfig>,
    mqtt: Option<MqttHookConfig>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WebhookConfig {
    url: Address,
    secret: Option<Secret>,
    #[serde(default)]
    format: BodyFormat,
    #[serde(default)]
    allow_private: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UrlConfig {
    url: Address,
    #[serde(default)]
    allow_private: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NtfyConfig {
    url: Option<Address>,
    topic: String,
    token: Option<Secret>,
    priority: Option<u8>,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    allow_private: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TelegramConfig {
    url: Option<Address>,
    token: Secret,
    chat_id: TextOrNumber,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GotifyConfig {
    url: Address,
    token: Secret,
    priority: Option<u8>,
    #[serde(default)]
    allow_private: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PushoverConfig {
    url: Option<Address>,
    token: Secret,
    user: Secret,
    priority: Option<i8>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AppriseConfig {
    url: Address,
    key: Secret,
    tag: Option<String>,
    #[serde(default)]
    allow_private: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HomeAssistantConfig {
    url: Address,
    webhook_id: Secret,
    #[serde(default)]
    allow_private: bool,
}

impl Hook {
    /// Gives an event the hook's own texts. Returns a message for the user when a template fails: then
    /// the default text stays.
    pub(crate) fn take_texts(&self, notice: &mut Notice) -> Option<String> {
        let (texts, problem) = self.templates.as_ref()?.render_all(notice);
        notice.own = texts;
        problem
    }
}

impl HookRule {
    /// The activities of this server that the hook is for; `None` when there are none.
    pub(crate) fn filter(
        &self,
        server: &str,
        sections: &[(String, String)],
    ) -> Option<ActivityFilter> {
        if !self.servers.is_empty() && !self.servers.iter().any(|one| one == server) {
            return None;
        }
        let mut filter = self.by_type();
        if self.sections.is_empty() {
            return Some(filter);
        }
        let mut is_any = false;
        for wanted in &self.sections {
            if is_number(wanted) {
                filter = filter.section(wanted);
                is_any = true;
            }
            let folded = wanted.trim().to_lowercase();
            for (id, _) in sections
                .iter()
                .filter(|(_, title)| title.to_lowercase() == folded)
            {
                filter = filter.section(id);
                is_any = true;
            }
        }
        is_any.then_some(filter)
    }

    /// The types that it is for.
    pub(crate) fn by_type(&self) -> ActivityFilter {
        let types = self.types.iter();
        types.fold(ActivityFilter::any(), ActivityFilter::of_type)
    }

    /// The longest time for which gathering looks whether more is running, in milliseconds.
    pub(crate) fn settle(&self) -> i64 {
        let settle = self.gather.map_or(0, |rule| rule.settle);
        match self.on.contains(&HookEvent::Quiet) {
            true => settle.max(self.quiet.settle),
            false => settle,
        }
    }
}

impl HookConfig {
    /// Checks the hook, and reads the files and variables that it names. `line_of` says on which line
    /// of the file a place is.
    pub(super) fn make(
        self,
        reader: &mut SecretReader<'_>,
        servers: &[AgentServer],
        mqtt: &MqttHooks,
        line_of: &dyn Fn(usize) -> usize,
    ) -> Result<Hook, String> {
        if self.name.is_empty() || self.name.chars().any(char::is_control) {
            return Err("expected a name without control characters".to_owned());
        }
        if self.on.0.is_empty() {
            return Err("expected an event in on".to_owned());
        }
        for name in &self.servers.0 {
            if !servers.iter().any(|server| server.name == *name) {
                return Err(format!("there is no server {name:?}"));
            }
        }
        if self.max_wait.is_some() && self.settle.is_none() {
            return Err("max_wait limits settle, which is missing".to_owned());
        }
        self.check_keys_of_exec()?;
        let latest = self.latest()?;
        let unknown = find_unknown_patterns(&self.types.0);
        let unknown = unknown
            .iter()
            .map(|one| format!("hook {:?}: {}", self.name, one.sentence));
        reader.warnings.extend(unknown);
        let sink = self.make_sink(reader, mqtt)?;
        let templates = self.make_templates(&sink, line_of)?;
        let (is_chat, caveat) = match &sink {
            Sink::Receiver { receiver, .. } => (receiver.is_for_people(), receiver.caveat()),
            Sink::Program { .. } | Sink::Mqtt { .. } => (false, None),
        };
        let time = |time: Option<Time>| time.map(|time| time.0);
        let gather = |settle, max_wait| GatherRule {
            settle: to_millis(settle),
            max_wait: to_millis(max_wait),
            every: to_millis(time(self.at_most_every).unwrap_or_default()),
        };
        let on_busy = self.on_busy.unwrap_or_default();
        let is_gathering = self.settle.is_some() || self.at_most_every.is_some();
        let settle = time(self.settle);
        let give_up = if is_chat { GIVE_UP_CHAT } else { GIVE_UP };
        let rule = HookRule {
            on: self.on.0.iter().copied().collect(),
            sections: self.sections.0.into_iter().map(|one| one.0).collect(),
            servers: self.servers.0,
            longer_than: time(self.longer_than),
            stalled_after: time(self.stalled_after).unwrap_or(STALLED_AFTER),
            gather: is_gathering.then(|| {
                gather(
                    settle.unwrap_or_default(),
                    time(self.max_wait).unwrap_or(MAX_WAIT),
                )
            }),
            quiet: gather(settle.unwrap_or(QUIET), NO_LIMIT),
            give_up: time(self.give_up).unwrap_or(give_up),
            quiet_hours: self.quiet,
            on_busy,
            latest,
            at_most_once: self.at_most_once,
            types: self.types.0,
            name: self.name,
        };
        Ok(Hook {
            rule,
            sink,
            templates,
            caveat,
        })
    }

    /// The longest time in which nobody could see an end that is still delivered.
    fn latest(&self) -> Result<Option<Duration>, String> {
        let wrong = |text: &str| Err(text.to_owned());
        let is_given = self.late.is_some() || self.late_max.is_some();
        if is_given && !self.on.0.contains(&HookEvent::Ended) {
            return wrong("late and late_max are about ended, which is not in on");
        }
        match (self.late, self.late_max) {
            (Some(Late::Skip), Some(_)) => wrong("late_max is for late = \"fire\" only"),
            (Some(Late::Skip), None) => Ok(Some(Duration::ZERO)),
            (_, late_max) => Ok(late_max.map(|time| time.0)),
        }
    }

    fn check_keys_of_exec(&self) -> Result<(), String> {
        let given = [
            ("timeout", self.timeout.is_some()),
            ("on_busy", self.on_busy.is_some()),
            ("at_most_once", self.at_most_once),
            ("env", !self.env.is_empty()),
        ];
        let needless = given.into_iter().find(|(_, is_given)| *is_given);
        if let (Some((name, _)), None) = (needless, &self.exec) {
            return Err(format!("{name} is for exec only"));
        }
        if self.on_busy == Some(OnBusy::Skip) && (self.settle.or(self.at_most_every)).is_some() {
            return Err(
                "on_busy = \"skip\" cannot be used with settle or at_most_every, which gather what \
                 comes"
                    .to_owned(),
            );
        }
        Ok(())
    }

    /// The hook's own variables for its program.
    fn read_variables(
        &self,
        reader: &mut SecretReader<'_>,
    ) -> Result<Vec<(String, Zeroizing<String>)>, String> {
        let read = |(name, value): (&String, &EnvironmentValue)| {
            let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
            if name.is_empty() || !name.chars().all(is_plain) {
                return Err("env: expected names of letters, digits and _".to_owned());
            }
            if name.starts_with("PLEXCTL_") {
                return Err(format!("env: the agent itself sets {name}"));
            }
            let value = value.read(reader)?;
            match value.contains('\0') {
                true => Err(format!("env: {name} has a NUL character")),
                false => Ok((name.clone(), value)),
            }
        };
        self.env.iter().map(read).collect()
    }

    /// Compiles the templates, and tries each with a sample of every event that the hook is for.
    fn make_templates(
        &self,
        sink: &Sink,
        line_of: &dyn Fn(usize) -> usize,
    ) -> Result<Option<TextTemplates>, String> {
        let given = [
            ("title", &self.title),
            ("message", &self.message),
            ("body", &self.body),
        ];
        let given = given
            .into_iter()
            .filter_map(|(name, text)| Some((name, text.as_ref()?)));
        let mut templates = None;
        for (name, text) in given {
            let receiver = match sink {
                Sink::Receiver { receiver, .. } => receiver,
                Sink::Mqtt { .. } => {
                    return Err(format!(
                        "{name} is for receivers, and mqtt gets the event itself"
                    ));
                }
                Sink::Program { .. } => {
                    return Err(format!(
                        "{name} is for receivers: a program reads the event on standard input, or \
                         PLEXCTL_TITLE"
                    ));
                }
            };
            match (receiver.is_for_people(), name) {
                (true, "body") => {
                    return Err("body is for webhook and home_assistant: use message".to_owned());
                }
                (false, "title" | "message") => {
                    return Err(format!("{name} is for chat messages: use body"));
                }
                _ => {}
            }
            let line = line_of(text.span().start);
            templates
                .get_or_insert_with(|| {
                    TextTemplates::new(receiver.text_format(), receiver.longest_texts())
                })
                .add(name, text.get_ref(), self.on.0.iter().copied())
                .map_err(|error| format!("{name} on line {line}: {error}"))?;
        }
        Ok(templates)
    }

    fn make_sink(&self, reader: &mut SecretReader<'_>, mqtt: &MqttHooks) -> Result<Sink, String> {
        let mut sinks = Vec::new();
        if let Some(words) = &self.exec {
            let program = Program::from_words(words.clone(), reader.environment)
                .map_err(|error| error.to_string())?
                .with_variables(self.read_variables(reader)?);
            let limit = self.timeout.map_or(PROGRAM_LIMIT, |time| time.0);
            sinks.push(Sink::Program { program, limit });
        }
        if let Some(config) = &self.mqtt {
            sinks.push(mqtt.make_sink(config)?);
        }
        for receiver in self.make_receivers(reader)? {
            sinks.push(Sink::receiver(receiver)?);
        }
        match (sinks.pop(), sinks.is_empty()) {
            (Some(sink), true) => Ok(sink),
            _ => Err(
                "expected exactly one of exec, webhook, ntfy, discord, slack, telegram, gotify, \
                 pushover, apprise, home_assistant and mqtt"
                    .to_owned(),
            ),
        }
    }

    fn make_receivers(&self, reader: &mut SecretReader<'_>) -> Result<Vec<Receiver>, String> {
        let mut receivers = Vec::new();
        if let Some(config) = &self.webhook {
            let secrets = config.secret.as_ref();
            let secrets = secrets.map(|secret| SigningSecrets::parse(&secret.read(reader)?));
            receivers.push(Receiver::Webhook(Webhook {
                endpoint: endpoint(&config.url, config.allow_private, reader)?,
                secrets: secrets.transpose()?,
                format: config.format,
            }));
        }
        if let Some(config) = &self.ntfy {
            let default = Address::text("https://ntfy.sh");
            let url = config.url.as_ref().unwrap_or(&default);
            let token = config.token.as_ref().map(|token| {
                let token = token.read(reader)?;
                secret_header(&format!("Bearer {}", token.as_str()))
            });
            receivers.push(Receiver::Ntfy {
                endpoint: endpoint(url, config.allow_private, reader)?,
                topic: config.topic.clone(),
                token: token.transpose()?,
                priority: config.priority,
                tags: config.tags.clone(),
            });
        }
        if let Some(config) = &self.discord {
            // Without it there is no error for a message that was not kept.
            let endpoint = endpoint(&config.url, config.allow_private, reader)?;
            receivers.push(Receiver::Discord {
                endpoint: endpoint.with_query("wait", "true"),
            });
        }
        if let Some(config) = &self.slack {
            receivers.push(Receiver::Slack {
                endpoint: endpoint(&config.url, config.allow_private, reader)?,
            });
        }
        if let Some(config) = &self.telegram {
            let default = Address::text("https://api.telegram.org");
            let url = config.url.as_ref().unwrap_or(&default);
            let token = config.token.read(reader)?;
            let bot = format!("bot{}", token.as_str());
            receivers.push(Receiver::Telegram {
                endpoint: endpoint(url, false, reader)?.join([bot.as_str(), "sendMessage"]),
                chat_id: config.chat_id.0.clone(),
            });
        }
        if let Some(config) = &self.gotify {
            receivers.push(Receiver::Gotify {
                token: secret_header(&config.token.read(reader)?)?,
                endpoint: endpoint(&config.url, config.allow_private, reader)?.join(["message"]),
                priority: config.priority,
            });
        }
        if let Some(config) = &self.pushover {
            let default = Address::text("https://api.pushover.net");
            let url = config.url.as_ref().unwrap_or(&default);
            receivers.push(Receiver::Pushover {
                token: config.token.read(reader)?.to_string(),
                user: config.user.read(reader)?.to_string(),
                endpoint: endpoint(url, false, reader)?.join(["1", "messages.json"]),
                priority: config.priority,
            });
        }
        if let Some(config) = &self.apprise {
            let key = config.key.read(reader)?;
            let endpoint = endpoint(&config.url, config.allow_private, reader)?;
            receivers.push(Receiver::Apprise {
                endpoint: endpoint.join(["notify", key.as_str()]),
                tag: config.tag.clone(),
            });
        }
        if let Some(config) = &self.home_assistant {
            let id = config.webhook_id.read(reader)?;
            let endpoint = endpoint(&config.url, config.allow_private, reader)?;
            receivers.push(Receiver::HomeAssistant {
                endpoint: endpoint.join(["api", "webhook", id.as_str()]),
            });
        }
        Ok(receivers)
    }
}

fn endpoint(
    url: &Address,
    allow_private: bool,
    reader: &mut SecretReader<'_>,
) -> Result<Endpoint, String> {
    Endpoint::parse(&url.read(reader)?, allow_private).map_err(|error| format!("url: {error}"))
}

fn secret_header(text: &str) -> Result<HeaderValue, String> {
    let mut value = HeaderValue::from_str(text)
        .map_err(|_| "the token has characters that cannot be sent".to_owned())?;
    value.set_sensitive(true);
    Ok(value)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
}

fn to_millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}
