//! The progress of an activity, as the server sends it.

use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// The progress of an activity.
///
/// Servers send whole numbers from 0 to 100, and -1 when they cannot tell. The value is passed on
/// as it comes: it may stay the same for long, and it may go back. Progress never says that an
/// activity has ended.
///
/// ```
/// use plex_api::Progress;
///
/// let progress: Progress = serde_json::from_str("41")?;
/// assert_eq!(progress.percent(), Some(41.0));
///
/// let unknown: Progress = serde_json::from_str("-1")?;
/// assert!(unknown.is_indeterminate());
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// Two are equal when they mean the same, however the server wrote them: `"12"` equals `12`, and all that
/// is indeterminate is equal.
#[derive(Clone, Debug)]
pub struct Progress(Value);

impl Progress {
    /// The progress in percent, from 0 to 100; `None` when the server cannot tell, or says
    /// something outside that range.
    #[must_use]
    pub fn percent(&self) -> Option<f32> {
        let number = match &self.0 {
            Value::Number(number) => number.as_f64()?,
            Value::String(text) => text.trim().parse().ok()?,
            _ => return None,
        };
        #[expect(
            clippy::cast_possible_truncation,
            reason = "in range, and percent need no more"
        )]
        (0.0..=100.0).contains(&number).then_some(number as f32)
    }

    /// Returns `true` if [`percent`](Self::percent) is `None`.
    #[must_use]
    pub fn is_indeterminate(&self) -> bool {
        self.percent().is_none()
    }

    /// The bits of the percentage; zero has two forms, of which this is the positive one.
    fn meaning(&self) -> Option<u32> {
        self.percent().map(|percent| (percent + 0.0).to_bits())
    }

    /// The value exactly as the server sent it.
    #[must_use]
    pub fn raw(&self) -> &Value {
        &self.0
    }
}

impl PartialEq for Progress {
    fn eq(&self, other: &Self) -> bool {
        self.meaning() == other.meaning()
    }
}

impl Eq for Progress {}

impl Hash for Progress {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.meaning().hash(state);
    }
}

/// Indeterminate, spelled as servers do.
impl Default for Progress {
    fn default() -> Self {
        Self(Value::from(-1))
    }
}

impl From<i64> for Progress {
    fn from(value: i64) -> Self {
        Self(Value::from(value))
    }
}

/// `41%`, or `?` when indeterminate.
impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.percent() {
            Some(percent) => f.pad(&format!("{percent:.0}%")),
            None => f.pad("?"),
        }
    }
}

/// A number where it is one, also when the server wrote it as text.
impl Serialize for Progress {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Value::String(text) = &self.0
            && let Ok(number) = text.trim().parse::<serde_json::Number>()
        {
            return number.serialize(serializer);
        }
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Progress {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_servers_send_is_percent_or_indeterminate_and_never_an_error() {
        for (json, expected) in [
            ("0", Some(0.0)),
            ("41", Some(41.0)),
            ("100", Some(100.0)),
            ("33.5", Some(33.5)),
            (r#""7""#, Some(7.0)),
            (r#""7.25""#, Some(7.25)),
            ("-1", None),
            ("101", None),
            ("1e300", None),
            ("null", None),
            (r#""""#, None),
            (r#""half""#, None),
            (r#""NaN""#, None),
            ("true", None),
            ("{}", None),
        ] {
            let progress: Progress = serde_json::from_str(json).unwrap();
            assert_eq!(progress.percent(), expected, "{json}");
            assert_eq!(progress.is_indeterminate(), expected.is_none(), "{json}");
        }
    }

    #[test]
    fn values_that_mean_the_same_are_equal() {
        use std::collections::HashSet;
        let read = |json: &str| serde_json::from_str::<Progress>(json).unwrap();
        for (one, other, expected) in [
            (r#""12""#, "12", true),
            ("12.0", "12", true),
            ("0", "-0.0", true),
            ("-1", r#""half""#, true),
            ("12", "13", false),
            ("-1", "0", false),
        ] {
            let (one, other) = (read(one), read(other));
            assert_eq!(one == other, expected, "{one:?} and {other:?}");
            let distinct = HashSet::from([one, other]).len();
            assert_eq!(distinct == 1, expected);
        }
    }

    #[test]
    fn the_raw_value_survives() {
        let progress: Progress = serde_json::from_str(r#""half""#).unwrap();
        assert_eq!(progress.raw(), "half");
        assert_eq!(serde_json::to_string(&progress).unwrap(), r#""half""#);
        assert_eq!(progress.to_string(), "?");
    }

    #[test]
    fn a_number_that_came_as_text_is_written_as_a_number() {
        for (json, written) in [
            (r#""30""#, "30"),
            (r#"" -1 ""#, "-1"),
            (r#""7.5""#, "7.5"),
            ("30", "30"),
        ] {
            let progress: Progress = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&progress).unwrap(), written);
        }
    }
}
