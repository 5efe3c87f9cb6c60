//! The faults of the account service, by name.

use std::time::Duration;

use serde::de;
use serde::{Deserialize, Deserializer};
use strum::{IntoStaticStr, VariantNames};

use crate::duration_text::DurationText;
use crate::request_log::{RecordedRequest, matches};

/// A fault of the account service, triggered by [`PlexTv::fault`](crate::PlexTv::fault). It lasts until
/// it is lifted, or for as many requests as [`PlexTv::fault_on`](crate::PlexTv::fault_on) says.
///
/// Faults of connections are those of the server: [`PlexTv::connection_fault`](crate::PlexTv::connection_fault).
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum PlexTvFault {
    /// Requests with a token get 498, as with an expired JWT.
    TokenExpired,
    /// Requests with a token get 401 with code 1001.
    TokenRefused,
    /// `POST /auth/token` gets 422: the signature does not verify.
    SignatureRefused,
    /// A key is registered with 422: another device has its thumbprint.
    ThumbprintTaken,
    /// `POST /auth/token` gets 422 with code 1097: no key is registered for this device.
    KeyMissing,
    /// `POST /auth/token` gets 400.
    Malformed,
    /// 429 with code 1003.
    RateLimited {
        /// The value of `Retry-After`; the header is absent when `None`.
        retry_after: Option<Duration>,
    },
    /// Answers come after this time.
    Slow(Duration),
    /// Answers end after half of their body.
    CutAnswers,
    /// An HTML page of a proxy instead of the answer.
    HtmlAnswers,
    /// An answer of 1 MiB.
    LargeAnswers,
    /// The answer packed with gzip, also when nobody asked for that.
    GzipAnswers,
    /// The connection is closed without an answer.
    DropAnswers,
    /// A redirect to another host.
    RedirectAnswers,
    /// An expired PIN is 410 instead of 404.
    PinGone,
    /// An expired PIN is 200 with a token of null instead of 404.
    PinNull,
    /// The list of the service's keys lacks the newest.
    StaleKeys,
}

/// Every fault with its default values, in the order of [`PlexTvFault::NAMES`].
const DEFAULTS: [PlexTvFault; PlexTvFault::NAMES.len()] = [
    PlexTvFault::TokenExpired,
    PlexTvFault::TokenRefused,
    PlexTvFault::SignatureRefused,
    PlexTvFault::ThumbprintTaken,
    PlexTvFault::KeyMissing,
    PlexTvFault::Malformed,
    PlexTvFault::RateLimited { retry_after: None },
    PlexTvFault::Slow(Duration::from_secs(2)),
    PlexTvFault::CutAnswers,
    PlexTvFault::HtmlAnswers,
    PlexTvFault::LargeAnswers,
    PlexTvFault::GzipAnswers,
    PlexTvFault::DropAnswers,
    PlexTvFault::RedirectAnswers,
    PlexTvFault::PinGone,
    PlexTvFault::PinNull,
    PlexTvFault::StaleKeys,
];

impl PlexTvFault {
    /// The names that [`by_name`](Self::by_name) knows: one for each fault.
    pub const NAMES: &'static [&'static str] = Self::VARIANTS;

    /// The fault of this name, with default values: no `Retry-After`, answers 2 s late.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        DEFAULTS.into_iter().find(|fault| fault.name() == name)
    }

    /// Its name, such as `rate-limited`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.into()
    }

    /// Returns `true` if the fault concerns this request, when no path was chosen for it.
    fn concerns(self, request: &RecordedRequest) -> bool {
        match self {
            Self::TokenExpired | Self::TokenRefused => {
                request.header("x-plex-token").is_some()
                    || request.query_value("X-Plex-Token").is_some()
            }
            Self::SignatureRefused | Self::KeyMissing | Self::Malformed => {
                request.is("POST", "/api/v2/auth/token")
            }
            Self::ThumbprintTaken => {
                let has_key = request.body.windows(5).any(|window| window == b"\"jwk\"");
                request.is("POST", "/api/v2/auth/jwk")
                    || request.is("POST", "/api/v2/pins") && has_key
            }
            Self::PinGone | Self::PinNull => request.is("GET", "/api/v2/pins/*"),
            Self::StaleKeys => request.is("GET", "/api/v2/auth/keys"),
            Self::RateLimited { .. }
            | Self::Slow(_)
            | Self::CutAnswers
            | Self::HtmlAnswers
            | Self::LargeAnswers
            | Self::GzipAnswers
            | Self::DropAnswers
            | Self::RedirectAnswers => true,
        }
    }
}

/// A fault that is on, and for which requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FaultRule {
    pub(crate) fault: PlexTvFault,
    /// A path in which `*` stands for any text; the fault's own requests when `None`.
    pub(crate) path: Option<String>,
    /// The number of requests that it has left; without an end when `None`.
    pub(crate) times: Option<u32>,
}

impl FaultRule {
    fn concerns(&self, request: &RecordedRequest) -> bool {
        match &self.path {
            Some(path) => matches(path, &request.path),
            None => self.fault.concerns(request),
        }
    }
}

/// The faults that are on, oldest first.
#[derive(Debug, Default)]
pub(crate) struct FaultRules(Vec<FaultRule>);

impl FaultRules {
    /// Turns a fault on; the same fault of before is replaced.
    pub(crate) fn turn_on(&mut self, rule: FaultRule) {
        self.turn_off(rule.fault.name());
        self.0.push(rule);
    }

    pub(crate) fn turn_off(&mut self, name: &str) {
        self.0.retain(|rule| rule.fault.name() != name);
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.0.iter().map(|rule| rule.fault.name()).collect()
    }

    /// The newest fault for this request, which it uses up once.
    pub(crate) fn take(&mut self, request: &RecordedRequest) -> Option<PlexTvFault> {
        let found = self.0.iter().rposition(|rule| rule.concerns(request))?;
        let rule = self.0.get_mut(found)?;
        let fault = rule.fault;
        match rule.times.as_mut() {
            Some(1) => drop(self.0.remove(found)),
            Some(times) => *times -= 1,
            None => {}
        }
        Some(fault)
    }
}

/// A fault in a control request: its name, or a map with its values.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    #[serde(deserialize_with = "read_name")]
    name: PlexTvFault,
    path: Option<String>,
    times: Option<u32>,
    #[serde(rename = "retryAfter")]
    retry_after: Option<DurationText>,
    delay: Option<DurationText>,
}

fn read_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PlexTvFault, D::Error> {
    find_by_name(&String::deserialize(deserializer)?)
}

fn find_by_name<E: de::Error>(name: &str) -> Result<PlexTvFault, E> {
    PlexTvFault::by_name(name).ok_or_else(|| E::unknown_variant(name, PlexTvFault::NAMES))
}

impl<'de> Deserialize<'de> for FaultRule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Form {
            Name(String),
            Map(serde_json::Value),
        }
        let raw = match Form::deserialize(deserializer)? {
            Form::Name(name) => {
                return Ok(Self {
                    fault: find_by_name(&name)?,
                    path: None,
                    times: None,
                });
            }
            // Read again, so that the error names the mistake.
            Form::Map(map) => RawRule::deserialize(map).map_err(de::Error::custom)?,
        };
        let (mut retry_after, mut delay) = (raw.retry_after, raw.delay);
        let fault = match raw.name {
            PlexTvFault::RateLimited { .. } => PlexTvFault::RateLimited {
                retry_after: retry_after.take().map(|span| span.0),
            },
            PlexTvFault::Slow(span) => PlexTvFault::Slow(delay.take().map_or(span, |span| span.0)),
            other => other,
        };
        if retry_after.is_some() || delay.is_some() {
            let name = fault.name();
            let message = format!("the fault `{name}` has no `retryAfter` or `delay`");
            return Err(de::Error::custom(message));
        }
        if raw.times == Some(0) {
            return Err(de::Error::custom("`times` must be at least 1"));
        }
        Ok(Self {
            fault,
            path: raw.path,
            times: raw.times,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_to_its_fault() {
        let names: Vec<_> = DEFAULTS.iter().map(PlexTvFault::name).collect();
        assert_eq!(names, PlexTvFault::NAMES);
        assert_eq!(PlexTvFault::by_name("earthquake"), None);
    }

    #[test]
    fn a_fault_is_read_with_its_values() {
        let read =
            |text: &str| serde_json::from_str::<FaultRule>(text).map_err(|error| error.to_string());
        let rule = read(r#"{"name":"rate-limited","retryAfter":"5s","times":2,"path":"*"}"#);
        let fault = PlexTvFault::RateLimited {
            retry_after: Some(Duration::from_secs(5)),
        };
        let expected = FaultRule {
            fault,
            path: Some("*".to_owned()),
            times: Some(2),
        };
        assert_eq!(rule, Ok(expected));
        assert_eq!(read("\"pin-gone\"").unwrap().fault, PlexTvFault::PinGone);
        for (text, expected) in [
            ("\"quake\"", "unknown variant `quake`"),
            (r#"{"name":"pin-gone","delay":1}"#, "has no `retryAfter`"),
            (r#"{"name":"slow","times":0}"#, "at least 1"),
            (r#"{"name":"slow","size":0}"#, "unknown field `size`"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }
}
