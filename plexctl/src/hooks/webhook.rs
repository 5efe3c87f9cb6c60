//! Webhooks: a JSON document by POST, in the form of Standard Webhooks and CloudEvents.

use std::time::{SystemTime, UNIX_EPOCH};

use reqwest::header::HeaderValue;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::attempt::AttemptResult;
use super::endpoint::Endpoint;
use super::http_sender::{Answer, HookRequest};
use super::notice::Notice;
use super::signature::SigningSecrets;

/// The format of a webhook's body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum BodyFormat {
    /// A CloudEvent, with the event as its data.
    #[default]
    CloudEvents,
    /// The event itself.
    Plain,
}

/// The receiver of a webhook.
#[derive(Clone, Debug)]
pub(crate) struct Webhook {
    pub(crate) endpoint: Endpoint,
    pub(crate) secrets: Option<SigningSecrets>,
    pub(crate) format: BodyFormat,
}

/// CloudEvents 1.0 in JSON. `timestamp` is an extension: Standard Webhooks call the time so.
#[derive(Serialize)]
struct CloudEvent<'a> {
    specversion: &'a str,
    id: &'a str,
    source: String,
    #[serde(rename = "type")]
    kind: String,
    time: &'a str,
    timestamp: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<&'a str>,
    datacontenttype: &'a str,
    data: &'a RawValue,
}

impl Webhook {
    /// The request that tells this receiver of the event: the same bytes in every attempt, except
    /// for the time and the signature that covers it.
    pub(crate) fn request(&self, notice: &Notice, now: SystemTime) -> Result<HookRequest, String> {
        let (content_type, body) = match (&notice.own.body, self.format) {
            (Some(body), _) => ("application/json", body.clone()),
            (None, BodyFormat::CloudEvents) => (
                "application/cloudevents+json; charset=utf-8",
                to_cloud_event(notice)?,
            ),
            (None, BodyFormat::Plain) => ("application/json", notice.document.clone()),
        };
        let mut headers = vec![("idempotency-key", to_header(&format!("\"{}\"", notice.id))?)];
        if let Some(secrets) = &self.secrets {
            let timestamp = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
            let signature = secrets.sign(&notice.id, timestamp, &body);
            headers.push(("webhook-id", to_header(&notice.id)?));
            headers.push(("webhook-timestamp", HeaderValue::from(timestamp)));
            headers.push(("webhook-signature", to_header(&signature)?));
        }
        Ok(HookRequest {
            endpoint: self.endpoint.clone(),
            content_type,
            headers,
            body,
        })
    }
}

/// The meaning of an answer by the rules of Standard Webhooks: only 2xx is success, and 410 says
/// that the receiver is gone.
pub(crate) fn judge(answer: &Answer) -> AttemptResult {
    match answer.status {
        200..=299 => AttemptResult::Delivered,
        410 => AttemptResult::failed(format!("the receiver is gone ({})", answer.describe())),
        _ => AttemptResult::Retry {
            reason: answer.describe(),
            after: answer.retry_after,
        },
    }
}

/// The event as a CloudEvent.
pub(super) fn to_cloud_event(notice: &Notice) -> Result<String, String> {
    let failed = |error: serde_json::Error| format!("cannot write the event as JSON: {error}");
    let data: &RawValue = serde_json::from_str(&notice.document).map_err(failed)?;
    let about = match notice.event.is_about_activity() {
        true => "activity",
        false => "server",
    };
    let event = CloudEvent {
        specversion: "1.0",
        id: &notice.id,
        source: format!("/plex/{}", to_segment(&notice.server)),
        kind: format!("plexctl.{about}.{}", notice.event.as_str()),
        time: &notice.at,
        timestamp: &notice.at,
        subject: notice.uuid(),
        datacontenttype: "application/json",
        data,
    };
    serde_json::to_string(&event).map_err(failed)
}

/// The name of a server as a segment of a URI.
fn to_segment(name: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let encode = |byte: u8| match is_plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    name.bytes().map(encode).collect()
}

fn to_header(text: &str) -> Result<HeaderValue, String> {
    HeaderValue::from_str(text).map_err(|_| "a value cannot be sent as a header".to_owned())
}
