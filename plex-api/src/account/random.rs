//! Random bytes of the operating system, for keys and identifiers.

use ring::rand::{SecureRandom, SystemRandom};
use zeroize::Zeroizing;

use crate::error::{Error, ErrorKind, Result};

/// So many random bytes, wiped when dropped.
pub(crate) fn random_bytes<const COUNT: usize>() -> Result<Zeroizing<[u8; COUNT]>> {
    let mut bytes = Zeroizing::new([0; COUNT]);
    SystemRandom::new()
        .fill(bytes.as_mut_slice())
        .map_err(|_| {
            Error::new(
                ErrorKind::InvalidInput,
                "the operating system gives no random numbers, without which no key can be made",
            )
        })?;
    Ok(bytes)
}
