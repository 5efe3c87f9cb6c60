//! TLS: which certificates the client trusts, and which addresses names below `plex.direct` have.

pub(in crate::client) mod pem;
pub(in crate::client) mod plex_direct;
#[cfg(feature = "account")]
pub(crate) use plex_direct::embedded_address;
#[cfg(feature = "rustls")]
pub(in crate::client) mod verifier;
