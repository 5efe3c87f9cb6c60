//! The client: server URL, token, identity headers, deadlines, retries, redirects.
//!
//! [`Plex`] is what callers hold. Every request goes through the generated operations and from
//! there through the hooks of this module, which are the only place where requests are sent.

mod body;
mod builder;
mod certificate;
mod describe;
mod exchange;
mod failure;
mod fingerprint;
#[cfg(feature = "fuzzing")]
pub(crate) mod fuzzing;
mod hooks;
mod http;
mod identity;
mod inner;
mod no_answer;
mod operations;
mod pem;
mod plex;
mod plex_direct;
mod raw;
mod server_url;
mod short_list;
pub(crate) mod spelled;
mod token;
#[cfg(feature = "websocket")]
mod upgrade;
#[cfg(feature = "rustls")]
mod verifier;

pub use builder::PlexBuilder;
pub use certificate::{CertificateProblem, RefusedCertificate};
pub use fingerprint::{CertificateFingerprint, InvalidFingerprint};
pub use identity::ClientIdentity;
pub use plex::Plex;
pub use token::{TOKEN_VARIABLE, Token};

pub(crate) use exchange::attempts;
#[allow(unreachable_pub)]
pub use inner::Inner;
pub(crate) use short_list::ShortList;
