//! The client: server URL, token, identity headers, deadlines, retries, redirects.
//!
//! [`Plex`] is what callers hold. Every request goes through the generated operations and from
//! there through the hooks of this module, which are the only place where requests are sent.

mod context;
pub(crate) mod convert_error;
mod error_body;
mod error_response;
#[cfg(feature = "fuzzing")]
pub(crate) mod fuzzing;
mod hooks;
mod http_client;
mod identity;
mod operations;
mod response_body;
mod send;
mod server_url;
pub(crate) mod spelled;
mod tls;
mod token;
mod transport_error;
#[cfg(feature = "websocket")]
mod websocket_handshake;

pub use identity::ClientIdentity;
pub use tls::{CertificateFingerprint, CertificateProblem, InvalidFingerprint, RefusedCertificate};
pub use token::{TOKEN_VARIABLE, Token};

#[allow(unreachable_pub)]
pub use context::RequestContext;
pub(crate) use context::Shared;
pub(crate) use http_client::{HttpOptions, build_http_client};
pub(crate) use send::attempts;
pub(crate) use server_url::ServerUrl;
