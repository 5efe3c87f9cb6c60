//! The account's token, which stays out of every text and is wiped from memory when dropped.

use std::fmt;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use http::HeaderValue;
use http::header::InvalidHeaderValue;
use zeroize::{Zeroize, Zeroizing};

use crate::error::{Error, Result};
use crate::secret::Secret;

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
pub struct Token {
    secret: Secret,
}

impl Token {
    /// Takes `token` as it is.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) when it is empty, has a character other than
    /// letters, digits, `-` and `_` (and the dots of a JSON Web Token), or is a claim token or a
    /// placeholder. The message says which of the usual mistakes it looks like (quotation marks, a
    /// path, a URL, ...), and does not show it.
    pub fn new(token: impl Into<String>) -> Result<Self> {
        // The given string is wiped, even if it is refused.
        let given = Zeroizing::new(token.into());
        check(&given)?;
        Ok(Self {
            secret: Secret::new(&given),
        })
    }

    /// Reads the token from a file whose first line is the token; line breaks and spaces at the
    /// end are cut off, and so is a byte order mark.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) when the file cannot be read, is larger
    /// than 64 KiB or holds no token.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let unreadable = |error: std::io::Error| {
            // The token itself, given as the name of the file, must not come back in a message.
            let name = match path.to_str().is_some_and(Self::looks_like) {
                true => {
                    "(its name is not shown, because it looks like a token: give the name of a \
                         file that holds the token)"
                        .to_owned()
                }
                false => path.display().to_string(),
            };
            Error::invalid(format!("cannot read the token file {name}: {error}"))
                .with_io_error_kind(Some(error.kind()))
        };
        let text = read(path).map_err(unreadable)?;
        let text = text.ok_or_else(|| {
            Error::invalid(format!(
                "the token file {} has more than {MAX_FILE} bytes; a token is one short line",
                path.display()
            ))
        })?;
        let text = std::str::from_utf8(&text).map_err(|_| {
            // PowerShell and old editors of Windows write UTF-16.
            let words = match text.starts_with(b"\xff\xfe") || text.starts_with(b"\xfe\xff") {
                true => "it is UTF-16: save it as UTF-8",
                false => "it is not UTF-8",
            };
            unreadable(std::io::Error::new(ErrorKind::InvalidData, words))
        })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
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

    /// Returns `true` if a text is probably a token, although it was given as something else, such as the
    /// name of a file or a server. A program should not repeat such a text in its messages.
    #[must_use]
    pub fn looks_like(text: &str) -> bool {
        text.len() >= MIN_RECOGNIZED
            && text
                .bytes()
                .any(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
            && check(text).is_ok()
    }

    /// Calls `use_text` with the token itself, for example to keep it in a file of yours that only its
    /// owner can read. **A reader of that text has the rights of the token**: it belongs into no
    /// message, log, command line or URL.
    pub fn with_text<R>(&self, use_text: impl FnOnce(&str) -> R) -> R {
        use_text(self.expose())
    }

    /// The header's value: marked as sensitive, shared by all requests, and wiped with the last one.
    pub(crate) fn header(&self) -> Result<HeaderValue, InvalidHeaderValue> {
        self.secret.header()
    }

    /// The token as a text to look for and to hide.
    pub(crate) fn secret(&self) -> &Secret {
        &self.secret
    }

    /// The token itself, for a request's header only, never for a text that people may read.
    pub(crate) fn expose(&self) -> &str {
        self.secret.expose()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
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

/// A shorter text may be the name of a file. Tokens have 20 characters, newer ones several hundred.
const MIN_RECOGNIZED: usize = 16;

/// Refuses a text that cannot be a token. The message says which mistake it looks like.
fn check(token: &str) -> Result<()> {
    match mistake(token) {
        None => Ok(()),
        Some(mistake) => Err(Error::invalid(format!(
            "the token {mistake}; a Plex token has letters, digits, - and _ only"
        ))),
    }
}

/// The quotation marks of keyboards and of word processors.
const QUOTES: [char; 12] = ['"', '\'', '`', '´', '“', '”', '„', '‘', '’', '‚', '«', '»'];

/// The placeholders of documentation and templates for the token.
const PLACEHOLDERS: [&str; 12] = [
    "null",
    "none",
    "nil",
    "undefined",
    "changeme",
    "your_token",
    "your_token_here",
    "your_plex_token",
    "yourtoken",
    "yourplextoken",
    "plex_token",
    "x_plex_token",
];

/// Returns the mistake, if a text that was given as a token is a common one.
fn mistake(token: &str) -> Option<&'static str> {
    // Compared in place: a copy would have to be wiped.
    let begins = |word: &str| {
        let head = token.get(..word.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(word))
    };
    let is_placeholder = |word: &&str| {
        let plain = token.bytes().map(|byte| {
            if byte == b'-' {
                b'_'
            } else {
                byte.to_ascii_lowercase()
            }
        });
        plain.eq(word.bytes())
    };
    let is_one_character = |token: &str| {
        let mut bytes = token.bytes();
        let first = bytes.next();
        token.len() >= 4 && bytes.all(|byte| Some(byte) == first)
    };
    let mistake = if token.is_empty() {
        "is empty"
    } else if token.trim().is_empty() {
        "is only white space"
    } else if token.starts_with('\u{feff}') {
        "begins with a byte order mark"
    } else if token.trim().contains(['\r', '\n']) {
        "has a line break"
    } else if token.trim().len() < token.len() {
        "has a line break or white space at its beginning or end"
    } else if token.starts_with(QUOTES) || token.ends_with(QUOTES) {
        "is in quotation marks: leave them out"
    } else if begins("claim-") {
        "is a claim token, which only ties a new server to an account"
    } else if token.contains("://") {
        "is a URL: give only the text after X-Plex-Token= in it, up to the next &"
    } else if begins("bearer ") || token.contains(['=', ':', '&', '?']) {
        "has its name or other text around it: give the token alone"
    } else if token.contains(['$', '%', '{', '}']) {
        "is the name of a variable that was not replaced by its value"
    } else if token.contains(['/', '\\', '~']) {
        "is the path of a file: give the content of the file"
    } else if token.contains(['<', '>', '*', '…'])
        || PLACEHOLDERS.iter().any(is_placeholder)
        || is_one_character(token)
    {
        "is a placeholder: put the token there"
    } else if token.contains(char::is_whitespace) {
        "has white space in it"
    } else if token.contains('@') {
        "is an e-mail address"
    } else if token.contains('.') && !is_jwt(token) {
        "has a dot, as names of files and hosts have, and as a newer token has that is not complete"
    } else if !token
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
    {
        "has a character that is in no token"
    } else {
        return None;
    };
    Some(mistake)
}

/// Returns `true` if the text has the form of the newer tokens, JSON Web Tokens: three parts in Base64.
fn is_jwt(token: &str) -> bool {
    let parts = token.split('.');
    token.starts_with("eyJ")
        && parts.clone().count() == 3
        && parts.into_iter().all(|p| !p.is_empty())
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
            (" secret", "at its beginning or end"),
            ("secret\t", "at its beginning or end"),
            ("se cret", "white space in it"),
            ("s\u{e9}cret", "in no token"),
            ("se\u{0}cret", "in no token"),
            ("\u{feff}secret", "byte order mark"),
            ("\"secret\"", "quotation marks"),
            ("'secret", "quotation marks"),
            ("secret\u{201d}", "quotation marks"),
            ("claim-secret", "claim token"),
            ("Claim-secret", "claim token"),
            ("http://nas:32400/x?X-Plex-Token=secret&a=1", "is a URL"),
            ("X-Plex-Token=secret", "its name"),
            ("X-Plex-Token: secret", "its name"),
            ("Bearer secret", "its name"),
            ("secret&includeGuids=1", "its name"),
            ("/run/secret/token", "path"),
            ("~/.secret", "path"),
            ("C\\secret", "path"),
            ("$secret", "variable"),
            ("${secret}", "variable"),
            ("%secret%", "variable"),
            ("<secret>", "placeholder"),
            ("YOUR-PLEX-TOKEN", "placeholder"),
            ("null", "placeholder"),
            ("xxxxxxxxxxxxxxxxxxxx", "placeholder"),
            ("secret@example", "e-mail"),
            ("secret.txt", "has a dot"),
            ("eyJhbGciOiJFZERTQSJ9.secret", "has a dot"),
            ("eyJhbGciOiJFZERTQSJ9.secret.", "has a dot"),
        ] {
            let error = Token::new(bad).unwrap_err();
            assert_eq!(error.kind(), crate::ErrorKind::InvalidInput);
            assert!(error.to_string().contains(why), "{bad:?}: {error}");
            assert!(!error.to_string().contains("cret"), "{error}");
        }
    }

    #[test]
    fn all_kinds_of_tokens_are_taken_as_they_are() {
        for good in [
            "xYz12AbCdEfGhIjKlMnO",
            "realtoken-123_AbCdEf",
            "-startsWithAndEnds_",
            "transient-6f1e0c1a-7a8b-4c7d-9e0f-1a2b3c4d5e6f",
            "local-6f1e0c1a-7a8b-4c7d",
            "eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJwbGV4LnR2In0.c2lnbmF0dXJl-_",
            "token",
            "aaa",
        ] {
            assert_eq!(Token::new(good).unwrap().expose(), good);
        }
    }

    #[test]
    fn a_token_given_as_the_name_of_its_file_is_not_repeated() {
        let told = |name: &str| Token::from_file(name).unwrap_err().to_string();
        let slip = "xYz12AbCdEfGhIjKlMnO";
        assert!(!told(slip).contains(slip), "{}", told(slip));
        assert!(told(slip).contains("looks like a token"), "{}", told(slip));
        for name in [
            "none",
            "my-token-of-the-server",
            "token-Of-Server-12.txt",
            "/none/xYz12AbCdEfGhIjKlMnO",
        ] {
            assert!(told(name).contains(name), "{}", told(name));
        }
    }

    #[test]
    fn a_file_with_the_marks_of_windows_is_read_or_explained() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("token");
        std::fs::write(&file, "\u{feff}secret\r\n").unwrap();
        assert_eq!(Token::from_file(&file).unwrap().expose(), "secret");
        let utf16: Vec<u8> = "\u{feff}secret\r\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        std::fs::write(&file, utf16).unwrap();
        let error = Token::from_file(&file).unwrap_err().to_string();
        assert!(error.contains("UTF-16"), "{error}");
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
