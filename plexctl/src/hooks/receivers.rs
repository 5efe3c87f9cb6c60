//! The receivers that hooks know: for each the request that it expects, and the meaning of its answers.

use std::time::{Duration, SystemTime};

use reqwest::header::HeaderValue;
use serde_json::{Value, json};

use super::attempt::AttemptResult;
use super::endpoint::Endpoint;
use super::http_sender::{Answer, HookRequest, LONGEST_RETRY_AFTER};
use super::notice::Notice;
use super::text_template::{TextFormat, cut, escape};
use super::webhook::{self, Webhook};

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// The longest default text, in characters: with a backslash before each it fits everywhere.
const LONGEST_DEFAULT: usize = 480;

/// A receiver, with its secrets.
pub(crate) enum Receiver {
    Webhook(Webhook),
    /// <https://docs.ntfy.sh/publish/#publish-as-json>
    Ntfy {
        endpoint: Endpoint,
        topic: String,
        token: Option<HeaderValue>,
        priority: Option<u8>,
        tags: Vec<String>,
    },
    /// <https://discord.com/developers/docs/resources/webhook#execute-webhook>
    Discord {
        endpoint: Endpoint,
    },
    /// <https://api.slack.com/messaging/webhooks>
    Slack {
        endpoint: Endpoint,
    },
    /// <https://core.telegram.org/bots/api#sendmessage>; the token is in the path.
    Telegram {
        endpoint: Endpoint,
        chat_id: String,
    },
    /// <https://gotify.net/docs/pushmsg>
    Gotify {
        endpoint: Endpoint,
        token: HeaderValue,
        priority: Option<u8>,
    },
    /// <https://pushover.net/api>
    Pushover {
        endpoint: Endpoint,
        token: String,
        user: String,
        priority: Option<i8>,
    },
    /// <https://github.com/caronc/apprise-api>; the key is in the path.
    Apprise {
        endpoint: Endpoint,
        tag: Option<String>,
    },
    /// <https://www.home-assistant.io/docs/automation/trigger/#webhook-trigger>; the id is in the path.
    HomeAssistant {
        endpoint: Endpoint,
    },
}

impl Receiver {
    /// The address of the requests.
    pub(crate) fn endpoint(&self) -> &Endpoint {
        match self {
            Self::Webhook(Webhook { endpoint, .. })
            | Self::Ntfy { endpoint, .. }
            | Self::Discord { endpoint }
            | Self::Slack { endpoint }
            | Self::Telegram { endpoint, .. }
            | Self::Gotify { endpoint, .. }
            | Self::Pushover { endpoint, .. }
            | Self::Apprise { endpoint, .. }
            | Self::HomeAssistant { endpoint } => endpoint,
        }
    }

    /// Returns `true` if people read it: a message that comes a day late is noise.
    pub(crate) fn is_for_people(&self) -> bool {
        !matches!(self, Self::Webhook(_) | Self::HomeAssistant { .. })
    }

    /// Returns the format in which a value is written into the texts of the receiver.
    pub(crate) fn text_format(&self) -> TextFormat {
        match self {
            Self::Webhook(_) | Self::HomeAssistant { .. } => TextFormat::Json,
            Self::Telegram { .. } => TextFormat::Html,
            Self::Discord { .. } => TextFormat::Markdown,
            Self::Slack { .. } => TextFormat::Slack,
            Self::Ntfy { .. }
            | Self::Gotify { .. }
            | Self::Pushover { .. }
            | Self::Apprise { .. } => TextFormat::Plain,
        }
    }

    /// The longest title and message that it takes together, in characters.
    pub(crate) fn longest_texts(&self) -> (usize, usize) {
        match self {
            // 4,096 bytes, and a character has up to four.
            Self::Ntfy { .. } => (250, 1_000),
            // 2,000 characters for both.
            Self::Discord { .. } => (250, 1_500),
            // 4,096 characters for both.
            Self::Telegram { .. } => (500, 3_500),
            Self::Pushover { .. } => (250, 1_024),
            _ => (1_000, 16_000),
        }
    }

    /// The title and the message: of the hook's templates, or by default, escaped where its own texts are
    /// formatted.
    fn texts(&self, notice: &Notice) -> (String, String) {
        let format = self.text_format();
        let text = |own: &Option<String>, default: String| match own {
            Some(own) => own.clone(),
            None => escape(format, &cut(&default, LONGEST_DEFAULT)),
        };
        let own = &notice.own;
        (
            text(&own.title, notice.title()),
            text(&own.message, notice.text()),
        )
    }

    /// A fact that success does not prove.
    pub(crate) fn caveat(&self) -> Option<&'static str> {
        match self {
            Self::HomeAssistant { .. } => Some(
                "Home Assistant answers 200 whether or not such a webhook exists: look whether the \
                 automation ran",
            ),
            _ => None,
        }
    }

    /// The request that tells the receiver of the event.
    pub(crate) fn request(&self, notice: &Notice, now: SystemTime) -> Result<HookRequest, String> {
        let request = |content_type, headers, body| {
            Ok(HookRequest {
                endpoint: self.endpoint().clone(),
                content_type,
                headers,
                body,
            })
        };
        let json = |headers, body: Value| request(JSON, headers, body.to_string());
        let (title, text) = self.texts(notice);
        let lines = |title: &str, text: &str| match (title, text) {
            ("", text) => text.to_owned(),
            (title, "") => title.to_owned(),
            _ => format!("{title}\n{text}"),
        };
        match self {
            Self::Webhook(webhook) => webhook.request(notice, now),
            Self::Ntfy {
                topic,
                token,
                priority,
                tags,
                ..
            } => {
                let body = json!({"topic": topic, "title": title, "message": text, "tags": tags});
                let body = with(body, "priority", *priority);
                let token = token.clone().map(|token| ("authorization", token));
                json(token.into_iter().collect(), body)
            }
            Self::Discord { .. } => json(
                Vec::new(),
                json!({
                    "content": lines(&bold(notice, &title), &text),
                    // A title may look like a mention.
                    "allowed_mentions": {"parse": []},
                }),
            ),
            Self::Slack { .. } => json(
                Vec::new(),
                json!({"text": lines(&title, &text), "mrkdwn": !notice.own.is_default()}),
            ),
            Self::Telegram { chat_id, .. } => {
                let body = if notice.own.is_default() {
                    // Without `parse_mode` nothing in the text is special.
                    let text = lines(&notice.title(), &notice.text());
                    json!({"chat_id": chat_id, "text": text})
                } else {
                    json!({"chat_id": chat_id, "text": lines(&title, &text), "parse_mode": "HTML"})
                };
                json(Vec::new(), body)
            }
            Self::Gotify {
                token, priority, ..
            } => {
                let body = json!({"title": title, "message": text});
                let headers = vec![("x-gotify-key", token.clone())];
                json(headers, with(body, "priority", *priority))
            }
            Self::Pushover {
                token,
                user,
                priority,
                ..
            } => {
                let mut form = reqwest::Url::parse("http://form/").map_err(|e| e.to_string())?;
                form.query_pairs_mut()
                    .append_pair("token", token)
                    .append_pair("user", user)
                    .append_pair("title", &title)
                    .append_pair("message", &text);
                if let Some(priority) = priority {
                    form.query_pairs_mut()
                        .append_pair("priority", &priority.to_string());
                }
                let body = form.query().unwrap_or_default().to_owned();
                request(FORM, Vec::new(), body)
            }
            Self::Apprise { tag, .. } => {
                let body = json!({"title": title, "body": text, "format": "text"});
                json(Vec::new(), with(body, "tag", tag.clone()))
            }
            Self::HomeAssistant { .. } => {
                let body = notice.own.body.as_ref().unwrap_or(&notice.document);
                request(JSON, Vec::new(), body.clone())
            }
        }
    }

    /// The meaning of an answer.
    pub(crate) fn judge(&self, answer: &Answer) -> AttemptResult {
        match (self, answer.status) {
            (Self::Webhook(_), _) => webhook::judge(answer),
            (Self::Apprise { .. }, 204) => AttemptResult::failed(
                "Apprise has no configuration under this key, so it sent nothing (status 204)",
            ),
            (_, 200..=299) => AttemptResult::Delivered,
            (Self::Apprise { .. }, 424) => AttemptResult::failed(format!(
                "Apprise could not reach all of its targets, and trying again would tell the others \
                 twice ({})",
                answer.describe()
            )),
            (Self::Pushover { .. }, 429) => AttemptResult::failed(format!(
                "the messages of this month are used up ({})",
                answer.describe()
            )),
            (_, 408 | 425 | 429 | 500..=599) => AttemptResult::Retry {
                reason: answer.describe(),
                after: answer
                    .retry_after
                    .or_else(|| find_retry_after(&answer.body)),
            },
            _ => AttemptResult::failed(answer.describe()),
        }
    }
}

/// The body with one more member, if it has a value.
fn with(mut body: Value, name: &str, value: Option<impl Into<Value>>) -> Value {
    if let (Some(body), Some(value)) = (body.as_object_mut(), value) {
        body.insert(name.to_owned(), value.into());
    }
    body
}

/// The pause that Discord and Telegram ask for in the body.
fn find_retry_after(body: &str) -> Option<Duration> {
    let body: Value = serde_json::from_str(body).ok()?;
    let seconds = body
        .get("retry_after")
        .or_else(|| body.pointer("/parameters/retry_after"))?;
    let wait = Duration::try_from_secs_f64(seconds.as_f64()?).ok()?;
    Some(wait.min(LONGEST_RETRY_AFTER))
}

/// The default title of a message for Discord, which has none.
fn bold(notice: &Notice, title: &str) -> String {
    match notice.own.title {
        Some(_) => title.to_owned(),
        None => format!("**{title}**"),
    }
}
