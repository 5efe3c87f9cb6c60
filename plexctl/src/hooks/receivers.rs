//! The receivers that hooks know: for each the request that it expects, and what its answers mean.

use std::time::{Duration, SystemTime};

use reqwest::header::HeaderValue;
use serde_json::{Value, json};

use super::attempt::AttemptResult;
use super::endpoint::Endpoint;
use super::http_sender::{Answer, HookRequest};
use super::notice::Notice;
use super::webhook::{self, Webhook};

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// What Discord formats, unless there is a backslash before it.
const DISCORD_MARKS: &str = "\\*_~`|>#[]()-:@";

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
    /// Where the requests go.
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

    /// Whether people read it: a message that comes a day late is noise.
    pub(crate) fn is_for_people(&self) -> bool {
        !matches!(self, Self::Webhook(_) | Self::HomeAssistant { .. })
    }

    /// What success does not prove.
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
        let (title, text) = (notice.title(), notice.text());
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
                    "content": format!("**{}**\n{}", for_discord(&title), for_discord(&text)),
                    // A title may look like a mention.
                    "allowed_mentions": {"parse": []},
                }),
            ),
            Self::Slack { .. } => json(
                Vec::new(),
                json!({"text": for_slack(&format!("{title}\n{text}")), "mrkdwn": false}),
            ),
            Self::Telegram { chat_id, .. } => json(
                Vec::new(),
                // Without `parse_mode` nothing in the text is special.
                json!({"chat_id": chat_id, "text": format!("{title}\n{text}")}),
            ),
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
            Self::HomeAssistant { .. } => request(JSON, Vec::new(), notice.document.clone()),
        }
    }

    /// What an answer means.
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
    Duration::try_from_secs_f64(seconds.as_f64()?).ok()
}

/// Escapes what Discord would format.
fn for_discord(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    // At most 2,000 characters are a message, and any of these may need a backslash.
    for c in text.chars().take(480) {
        if DISCORD_MARKS.contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// Escapes the three characters that Slack names, and no other.
fn for_slack(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
