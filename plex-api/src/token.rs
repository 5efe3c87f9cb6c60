//! The account's token, which stays out of every text and is wiped from memory when dropped.

use std::fmt;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use bytes::Bytes;
use http::HeaderValue;
use http::header::InvalidHeaderValue;
use zeroize::{Zeroize, Zeroizing};

use crate::error::{Error, Result};

/// The environment variable that [`Token::from_env`] reads.
pub const TOKEN_VARIABLE: &str = "PLEX_TOKEN";

/// A longer file is not a token file.
const MAX_FILE: usize = 64 * 1024;

/// An account's `X-Plex-Token`.
///
/// It is sent as a header only, to the one server that the client was built for. `Debug` shows
/// `Token(..)`, and there is no `Display`.
///
/// Every copy that this crate makes of it, including the header's, is wiped from memory when it is
/// dropped. The buffers of the HTTP and TLS libraries and of the system, and the environment of the
/// process, are beyond its control.
///
/// ```
/// use plex_api::Token;
///
/// let token = Token::new("secret-of-the-owner")?;
/// assert_eq!(format!("{token:?}"), "Token(..)");
/// # Ok::<(), plex_api::Error>(())
/// ```
#[derive(Clone)]
pub struct Token(Zeroizing<Box<str>>);

impl Token {
    /// Takes `token` as it is.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) when is empty, or has a space, a line
    /// break or any other character that is not visible ASCII. The message does not show it.
    pub fn new(token: impl Into<String>) -> Result<Self> {
        // The given string is wiped, even if it is refused. The copy has exactly its size, because
        // shrinking a longer buffer could leave the token behind.
        let given = Zeroizing::new(token.into());
        check(&given)?;
        Ok(Self(Zeroizing::new(given.as_str().into())))
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
        let text = read(path).map_err(unreadable)?;
        let text = text.ok_or_else(|| {
            Error::invalid(format!(
                "the token file {} has more than {MAX_FILE} bytes; a token is one short line",
                path.display()
            ))
        })?;
        let text = std::str::from_utf8(&text).map_err(|_| {
            unreadable(std::io::Error::new(
                ErrorKind::InvalidData,
                "it is not UTF-8",
            ))
        })?;
        Self::new(text.trim_end())
            .map_err(|error| Error::invalid(format!("the token file {}: {error}", path.display())))
    }

    /// Reads the token from the environment variable `PLEX_TOKEN`; `None` when it is not set.
    ///
    /// The variable stays set, because a library cannot remove it safely while other threads may
    /// read the environment. Programs that yours starts inherit it, unless you remove it:
    ///
    /// ```
    /// let mut command = std::process::Command::new("ffmpeg");
    /// command.env_remove(plex_api::TOKEN_VARIABLE);
    /// ```
    ///
    /// A file ([`from_file`](Self::from_file)) does not have this problem.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) when its value is not a token.
    pub fn from_env() -> Result<Option<Self>> {
        match std::env::var_os(TOKEN_VARIABLE) {
            None => Ok(None),
            Some(value) => {
                let value = value.into_string().map_err(|value| {
                    value.into_encoded_bytes().zeroize();
                    Error::invalid(format!("{TOKEN_VARIABLE} is not UTF-8"))
                })?;
                Self::new(value)
                    .map(Some)
                    .map_err(|error| Error::invalid(format!("{TOKEN_VARIABLE}: {error}")))
            }
        }
    }

    /// The header's value: marked as sensitive, shared by all requests, and wiped with the last one.
    pub(crate) fn header(&self) -> Result<HeaderValue, InvalidHeaderValue> {
        let mut value = HeaderValue::from_maybe_shared(Bytes::from_owner(Owner(self.clone())))?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// The token itself, for a request's header only, never for a text that people may read.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

/// The bytes of a token, which are wiped when dropped.
struct Owner(Token);

impl AsRef<[u8]> for Owner {
    fn as_ref(&self) -> &[u8] {
        self.0.expose().as_bytes()
    }
}

/// The file's bytes, or `None` when there are too many. The buffer never grows, because a buffer
/// that grows leaves its old content behind unwiped.
fn read(path: &Path) -> std::io::Result<Option<Zeroizing<Vec<u8>>>> {
    let mut file = File::open(path)?;
    let mut buffer = Zeroizing::new(vec![0; MAX_FILE + 1]);
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match file.read(rest) {
            Ok(0) => {
                buffer.truncate(filled);
                return Ok(Some(buffer));
            }
            Ok(count) => filled += count,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

fn check(token: &str) -> Result<()> {
    let wrong = if token.is_empty() {
        "is empty"
    } else if token.trim().is_empty() {
        "is only white space"
    } else if token.contains(['\r', '\n']) {
        "has a line break"
    } else if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        "has a character that is not visible ASCII"
    } else {
        return Ok(());
    };
    Err(Error::invalid(format!(
        "the token {wrong}; a Plex token has letters, digits, - and _ only"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_tokens_are_refused_and_not_shown() {
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
    fn a_file_may_end_with_line_breaks() {
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
                .contains("more than 65536 bytes")
        );

        let missing = Token::from_file(folder.path().join("none")).unwrap_err();
        assert!(missing.to_string().contains("cannot read the token file"));
    }
    #[test]
    fn the_header_is_sensitive_and_not_a_copy() {
        let token = Token::new("secret").unwrap();
        let header = token.header().unwrap();
        assert!(header.is_sensitive());
        assert_eq!(format!("{header:?}"), "Sensitive");
        assert_eq!(header, "secret");
        // The header is the wiped buffer itself, and its clones share it.
        let clone = header.clone();
        assert_eq!(header.as_bytes().as_ptr(), clone.as_bytes().as_ptr());
        drop((header, token));
        assert_eq!(clone, "secret");
        assert!(clone.is_sensitive());
    }
}
