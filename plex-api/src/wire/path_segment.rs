//! One part of a path, which never names another path.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};

/// One part of a path of the server: the number of a section, the name of a task.
///
/// Any text, except an empty one, `.` and `..`: a server takes these for another path, and
/// `DELETE /butler/..` would be `DELETE /`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct PathSegment(String);

/// The text is not a [`PathSegment`]: it is empty, `.` or `..`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvalidPathSegment {
    given: String,
}

impl PathSegment {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for PathSegment {
    type Error = InvalidPathSegment;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if matches!(text.as_str(), "" | "." | "..") {
            return Err(InvalidPathSegment { given: text });
        }
        Ok(Self(text))
    }
}

impl TryFrom<&str> for PathSegment {
    type Error = InvalidPathSegment;

    fn try_from(text: &str) -> Result<Self, Self::Error> {
        Self::try_from(text.to_owned())
    }
}

impl FromStr for PathSegment {
    type Err = InvalidPathSegment;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::try_from(text)
    }
}

impl fmt::Display for PathSegment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Display for InvalidPathSegment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "expected a number or name, got {:?}, which would name another path",
            self.given
        )
    }
}

impl std::error::Error for InvalidPathSegment {}

impl<'de> Deserialize<'de> for PathSegment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_is_a_segment_unless_it_names_another_path() {
        for good in ["2", "all", "BackupDatabase", "7,8", "...", "a/b"] {
            assert_eq!(PathSegment::try_from(good).unwrap().as_str(), good);
        }
        for bad in ["", ".", ".."] {
            let error = bad.parse::<PathSegment>().unwrap_err().to_string();
            assert!(error.contains(&format!("{bad:?}")), "{error}");
            assert!(serde_json::from_value::<PathSegment>(bad.into()).is_err());
        }
    }
}
