//! The number of attempts of an operation, and the pauses between them.

use std::time::Duration;

use serde::Deserialize;

use crate::backoff::Backoff;
use crate::duration_serde::DurationText;

/// The policy by which operations are retried after a temporary failure: see
/// [`PlexBuilder::retries`](crate::PlexBuilder::retries).
///
/// A policy never makes the client repeat an operation that must not be repeated.
///
/// ```
/// use std::time::Duration;
/// use plex_api::RetryPolicy;
///
/// let mut policy = RetryPolicy::default();
/// policy.attempts = 5;
/// policy.longest_pause = Duration::from_secs(30);
/// assert_eq!(RetryPolicy::none().attempts, 1);
/// ```
///
/// A configuration file may have it. Absent fields have their defaults, and times have a unit:
///
/// ```
/// let policy: plex_api::RetryPolicy =
///     serde_json::from_str(r#"{"attempts": 5, "longest_pause": "30s"}"#)?;
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(transform = crate::names::without_prose))]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// The largest number of attempts of an operation, the first one included. 3; 0 counts as 1.
    pub attempts: u32,
    /// The shortest pause between two attempts. 0.2 s.
    #[serde(with = "DurationText")]
    pub shortest_pause: Duration,
    /// The longest pause that the client chooses itself. 5 s. Pauses are random between
    /// `shortest_pause` and a limit that doubles up to this one.
    ///
    /// A `Retry-After` of the server may be longer. It is respected if the request timeout leaves
    /// time for it; otherwise the operation fails at once.
    #[serde(with = "DurationText")]
    pub longest_pause: Duration,
}

impl RetryPolicy {
    /// Returns a policy that retries nothing.
    #[must_use]
    pub fn none() -> Self {
        Self {
            attempts: 1,
            ..Self::default()
        }
    }

    /// Checks the values; the error is a message for the caller.
    pub(crate) fn check(&self) -> Result<(), String> {
        if self.attempts > 1 && self.shortest_pause.is_zero() {
            return Err(
                "the retry policy's shortest_pause is zero: expected a pause, such as 0.2 s, \
                 because the server would be flooded"
                    .to_owned(),
            );
        }
        if self.longest_pause < self.shortest_pause {
            return Err(format!(
                "the retry policy's longest_pause ({:?}) is below its shortest_pause ({:?})",
                self.longest_pause, self.shortest_pause
            ));
        }
        Ok(())
    }

    pub(crate) fn pauses(&self) -> Backoff {
        Backoff::new(self.shortest_pause, self.longest_pause)
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 3,
            shortest_pause: Duration::from_millis(200),
            longest_pause: Duration::from_secs(5),
        }
    }
}
