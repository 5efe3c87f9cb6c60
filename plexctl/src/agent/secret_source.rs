//! The source of a secret of the agent's file: another file, or the environment.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use zeroize::Zeroizing;

use crate::settings::{Environment, describe_exposure};

/// A larger file is no secret.
const MAX_FILE: u64 = 64 * 1024;

/// A secret that is not written in the agent's file: `{ file = "..." }` or `{ env = "..." }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Secret(Source);

/// An address, which may be a secret: text, or as a [`Secret`].
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Address(Source);

/// A variable for a program: a text, a number, or as a [`Secret`]. It is taken as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct EnvironmentValue(Source);

#[derive(Clone, PartialEq, Eq)]
enum Source {
    Text(String),
    File(PathBuf),
    Variable(String),
}

/// A reader of files and of the environment for use while hooks are made.
pub(super) struct SecretReader<'a> {
    /// The folder of the agent's file, to which relative paths belong.
    pub(super) folder: &'a Path,
    pub(super) environment: &'a Environment,
    pub(super) warnings: Vec<String>,
}

impl Secret {
    pub(super) fn read(&self, reader: &mut SecretReader<'_>) -> Result<Zeroizing<String>, String> {
        self.0.read(reader)
    }
}

impl Address {
    pub(super) fn text(text: &str) -> Self {
        Self(Source::Text(text.to_owned()))
    }

    pub(super) fn read(&self, reader: &mut SecretReader<'_>) -> Result<Zeroizing<String>, String> {
        self.0.read(reader)
    }
}

impl EnvironmentValue {
    pub(super) fn read(&self, reader: &mut SecretReader<'_>) -> Result<Zeroizing<String>, String> {
        match &self.0 {
            Source::Text(text) => Ok(Zeroizing::new(text.clone())),
            secret => secret.read(reader),
        }
    }
}

impl Source {
    fn read(&self, reader: &mut SecretReader<'_>) -> Result<Zeroizing<String>, String> {
        let text = match self {
            Self::Text(text) => Zeroizing::new(text.clone()),
            Self::Variable(name) => reader
                .environment
                .get_os(name)
                .and_then(|value| value.into_string().ok())
                .map(Zeroizing::new)
                .ok_or_else(|| format!("the variable {name} is not set"))?,
            Self::File(file) => {
                let file = reader.folder.join(file);
                let shown = file.display();
                let unreadable = |error| format!("cannot read {shown}: {error}");
                let metadata = std::fs::metadata(&file).map_err(unreadable)?;
                if metadata.len() > MAX_FILE {
                    return Err(format!("{shown} is too large for a secret"));
                }
                let text = std::fs::read_to_string(&file).map_err(unreadable)?;
                reader.warnings.extend(describe_exposure(&file, "a secret"));
                Zeroizing::new(text)
            }
        };
        match text.trim() {
            "" => Err("expected a secret, but it is empty".to_owned()),
            trimmed => Ok(Zeroizing::new(trimmed.to_owned())),
        }
    }
}

/// The text itself may be a secret.
impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(_) => f.write_str("Text"),
            Self::File(file) => f.debug_tuple("File").field(file).finish(),
            Self::Variable(name) => f.debug_tuple("Variable").field(name).finish(),
        }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let visitor = SourceVisitor { text: None };
        deserializer.deserialize_any(visitor).map(Self)
    }
}

impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Some("a URL in quotes");
        deserializer
            .deserialize_any(SourceVisitor { text })
            .map(Self)
    }
}

impl<'de> Deserialize<'de> for EnvironmentValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Some("text in quotes");
        deserializer
            .deserialize_any(SourceVisitor { text })
            .map(Self)
    }
}

struct SourceVisitor {
    /// The description of a text, if a text is allowed.
    text: Option<&'static str>,
}

impl<'de> Visitor<'de> for SourceVisitor {
    type Value = Source;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(text) = self.text {
            write!(f, "{text}, ")?;
        }
        f.write_str("{ file = \"...\" } or { env = \"...\" }")
    }

    // The text may be a secret, so no error shows it.
    fn visit_str<E: de::Error>(self, text: &str) -> Result<Source, E> {
        match self.text {
            Some(_) => Ok(Source::Text(text.to_owned())),
            None => Err(E::custom(
                "expected { file = \"...\" } or { env = \"...\" }, because secrets are not written in \
                 this file",
            )),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Source, A::Error> {
        const KEYS: &[&str] = &["file", "env"];
        let mut found = None;
        while let Some(key) = map.next_key::<String>()? {
            let source = match key.as_str() {
                "file" => Source::File(map.next_value()?),
                "env" => Source::Variable(map.next_value()?),
                other => return Err(de::Error::unknown_field(other, KEYS)),
            };
            if found.replace(source).is_some() {
                return Err(de::Error::custom("file and env exclude each other"));
            }
        }
        found.ok_or_else(|| de::Error::custom("expected the key file or env"))
    }
}
