//! TLS: which certificates are trusted, and what is said of those that are not.

pub(in crate::client) mod certificate;
mod fingerprint;
pub(in crate::client) mod pem;
pub(in crate::client) mod plex_direct;
#[cfg(feature = "rustls")]
pub(in crate::client) mod verifier;

pub use certificate::{CertificateProblem, RefusedCertificate};
pub use fingerprint::{CertificateFingerprint, InvalidFingerprint};
