//! The account's token: kept out of every text, and wiped from memory when dropped.

use std::fmt;
use std::path::Path;

use secrecy::{ExposeSecret, SecretString};

use crate::error::{Error, Result};

/// The environment variable that [`Token::from_env`] reads.
pub const TOKEN_VARIABLE: &str = "PLEX_TOKEN";

/// A longer token file is no token file.
const MAX_FILE: u64 = 64 * 1024;

/// An account's `X-Plex-Token`.
///
/// It is sent as a header only, to the one server that the client was built for. `Debug` shows
/// `Token(..)`, there is no `Display`, and the memory is wiped when the last copy is dropped.
///
/// ```
/// use plex_api::Token;
///
/// let token = Token::new("secret-of-the-owner")?;
/// assert_eq!(format!("{token:?}"), "Token(..)");
/// # Ok::<(), plex_api::Error>(())
/// ```
#[derive(Clone)]
pub struct Token(SecretString);

impl Token {
    /// Takes `token` as it is.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) when it is empty, or has a space, a line
    /// break or any other character that is not visible ASCII. The message does not show it.
    pub fn new(token: impl Into<String>) -> Result<Self> {
        // Wrapped first, so that a refused text is wiped too.
        let token = SecretString::from(token.into());
        check(token.expose_secret())?;
        Ok(Self(token))
    }

    /// Reads the token from a file whose first line is the token; line breaks and spaces at the
    /// end are cut off.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) when the file cannot be read, is larger
    /// than 64 KiB or holds no token.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let unreadable = |error: std::io::Error| {
            Error::invalid(format!(
                "cannot read the token file {}: {error}",
                path.display()
            ))
            .with_source(error)
        };
        let length = std::fs::metadata(path).map_err(unreadable)?.len();
        if length > MAX_FILE {
            return Err(Error::invalid(format!(
                "the token file {} has {length} bytes; a token is one short line",
                path.display()
            )));
        }
        let text = SecretString::from(std::fs::read_to_string(path).map_err(unreadable)?);
        Self::new(text.expose_secret().trim_end())
            .map_err(|error| Error::invalid(format!("the token file {}: {error}", path.display())))
    }

    /// Reads the token from the environment variable `PLEX_TOKEN`; `None` when it is not set.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) when it is set to what is no token.
    pub fn from_env() -> Result<Option<Self>> {
        match std::env::var_os(TOKEN_VARIABLE) {
            None => Ok(None),
            Some(value) => {
                let value = value
                    .into_string()
                    .map_err(|_| Error::invalid(format!("{TOKEN_VARIABLE} is no text")))?;
                Self::new(value)
                    .map(Some)
                    .map_err(|error| Error::invalid(format!("{TOKEN_VARIABLE}: {error}")))
            }
        }
    }

    /// The token itself: for a request's header, and for nothing that anybody can read.
    pub(crate) fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

fn check(token: &str) -> Result<()> {
    let wrong = if token.is_empty() {
        "it is empty"
    } else if token.trim().is_empty() {
        "it is nothing but white space"
    } else if token.contains(['\r', '\n']) {
        "it has a line break"
    } else if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        "it has a character that is not visible ASCII"
    } else {
        return Ok(());
    };
    Err(Error::invalid(format!(
        "expected a Plex token (letters, digits, - and _), got none: {wrong}"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_token_is_refused_and_not_shown() {
        for (bad, why) in [
            ("", "empty"),
            ("  \t ", "white space"),
            ("se\ncret", "line break"),
            ("secret\n", "line break"),
            ("se cret", "visible ASCII"),
            ("s\u{e9}cret", "visible ASCII"),
            ("se\u{0}cret", "visible ASCII"),
        ] {
            let error = Token::new(bad).unwrap_err();
            assert_eq!(error.kind(), crate::ErrorKind::InvalidInput);
            assert!(error.to_string().contains(why), "{bad:?}: {error}");
            assert!(!error.to_string().contains("cret"), "{error}");
        }
    }

    #[test]
    fn a_file_may_end_in_line_breaks_only() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("token");
        std::fs::write(&file, "secret \r\n\n").unwrap();
        assert_eq!(Token::from_file(&file).unwrap().expose(), "secret");

        std::fs::write(&file, "sec\nret\n").unwrap();
        let error = Token::from_file(&file).unwrap_err().to_string();
        assert!(
            error.contains("line break") && error.contains("token file"),
            "{error}"
        );

        std::fs::write(&file, "x".repeat(70_000)).unwrap();
        assert!(
            Token::from_file(&file)
                .unwrap_err()
                .to_string()
                .contains("70000 bytes")
        );

        let missing = Token::from_file(folder.path().join("none")).unwrap_err();
        assert!(missing.to_string().contains("cannot read the token file"));
    }
}
