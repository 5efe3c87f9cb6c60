//! A text that stays out of every other text, and is wiped from memory when it is dropped.

use std::fmt;

use bytes::Bytes;
use http::HeaderValue;
use http::header::InvalidHeaderValue;
use memchr::arch::all::packedpair::Pair;
use zeroize::Zeroizing;

/// A token, the value of a header, or a password.
#[derive(Clone)]
pub(crate) struct Secret {
    text: Zeroizing<Box<str>>,
    /// The index of its byte that is rarest in ordinary texts. A search for the secret looks for this byte.
    rarest: usize,
}

impl Secret {
    /// Copies the text. The copy has exactly its size, because shrinking a longer buffer could leave
    /// the secret behind.
    pub(crate) fn new(text: &str) -> Self {
        Self {
            rarest: Pair::new(text.as_bytes()).map_or(0, |pair| pair.index1().into()),
            text: Zeroizing::new(text.into()),
        }
    }

    /// Returns `true` if the bytes have the secret in them.
    pub(crate) fn is_in(&self, bytes: &[u8]) -> bool {
        let secret = self.expose().as_bytes();
        let Some(rarest) = secret.get(self.rarest) else {
            return false;
        };
        memchr::memchr_iter(*rarest, bytes).any(|at| {
            let begin = at.checked_sub(self.rarest);
            let rest = begin.and_then(|begin| bytes.get(begin..));
            rest.is_some_and(|rest| rest.starts_with(secret))
        })
    }

    /// The value of a header: marked as sensitive, shared by all requests, and wiped with the last one.
    pub(crate) fn header(&self) -> Result<HeaderValue, InvalidHeaderValue> {
        let mut value = HeaderValue::from_maybe_shared(Bytes::from_owner(Owner(self.clone())))?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// The secret itself, for a request's header only, never for a text that people may read.
    pub(crate) fn expose(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// The bytes of a secret, which are wiped when dropped.
struct Owner(Secret);

impl AsRef<[u8]> for Owner {
    fn as_ref(&self) -> &[u8] {
        self.0.expose().as_bytes()
    }
}
