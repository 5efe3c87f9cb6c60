//! The client identifier: the random text by which the account service knows one installation.

use zeroize::Zeroizing;

use super::random::random_bytes;
use crate::error::Result;

/// A version 4 UUID, or the text that an older store has instead.
///
/// Anybody who knows it and the id of a PIN can take the token of a sign-in, so it has no `Debug` and
/// is wiped like a token.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct ClientIdentifier(Zeroizing<Box<str>>);

/// The longest one that is read from a store.
const MAX_LENGTH: usize = 128;

impl ClientIdentifier {
    /// A new one, which no other installation has.
    pub(crate) fn generate() -> Result<Self> {
        use std::fmt::Write as _;

        let bytes = random_bytes::<16>()?;
        // A text of this size never grows, so no copy of it stays behind.
        let mut text = String::with_capacity(36);
        for (index, byte) in bytes.iter().enumerate() {
            if matches!(index, 4 | 6 | 8 | 10) {
                text.push('-');
            }
            // RFC 9562, section 5.4: version and variant.
            let byte = match index {
                6 => (byte & 0x0f) | 0x40,
                8 => (byte & 0x3f) | 0x80,
                _ => *byte,
            };
            let _ = write!(text, "{byte:02x}");
        }
        Ok(Self(Zeroizing::new(text.into_boxed_str())))
    }

    /// Reads one out of a store; `None` when it cannot be one.
    pub(crate) fn from_store(text: &str) -> Option<Self> {
        let is_one = (8..=MAX_LENGTH).contains(&text.len())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        is_one.then(|| Self(Zeroizing::new(text.into())))
    }

    /// The text, for a header, a signed claim or the store only.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_one_is_a_random_uuid_of_version_4() {
        let all: BTreeSet<String> = (0..200)
            .map(|_| ClientIdentifier::generate().unwrap().expose().to_owned())
            .collect();
        assert_eq!(all.len(), 200);
        for one in all {
            assert_eq!(one.len(), 36);
            let bytes = one.as_bytes();
            assert_eq!(bytes[14], b'4', "{one}");
            assert!(matches!(bytes[19], b'8' | b'9' | b'a' | b'b'), "{one}");
            assert!(ClientIdentifier::from_store(&one).is_some());
        }
    }

    #[test]
    fn what_cannot_be_a_header_or_a_name_is_not_read() {
        for bad in [
            "",
            "short",
            "with space-in-it",
            "line\nbreak-in-it",
            &"x".repeat(129),
        ] {
            assert!(ClientIdentifier::from_store(bad).is_none(), "{bad}");
        }
    }
}
