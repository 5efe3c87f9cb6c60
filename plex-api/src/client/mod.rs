//! The client: requests, deadlines, retries, redirects and errors.
//!
//! Every request goes through the generated operations, and from there through the hooks of this
//! module; a request that the document does not have goes through the same code behind the hooks. No
//! other module sends requests.

#[cfg(feature = "account")]
mod account_service;
mod client_ext;
#[cfg(feature = "account")]
mod connection_proof;
mod convert_error;
mod error_body;
mod error_response;
mod extra_headers;
#[cfg(feature = "fuzzing")]
pub(crate) mod fuzzing;
mod hooks;
mod http_client;
mod identity;
mod pms_api_version;
#[cfg(feature = "account")]
mod probe;
mod proxy;
mod redact;
mod request_path;
mod request_spec;
mod response_body;
mod send;
mod temporary_status;
mod tls;
mod transport_error;
#[cfg(feature = "websocket")]
mod websocket_handshake;

pub use identity::ClientIdentity;

#[cfg(feature = "account")]
pub(crate) use account_service::{AccountList, AccountService};
#[cfg(feature = "account")]
pub(crate) use connection_proof::another_server;
pub(crate) use extra_headers::{GivenHeader, check as check_headers};
#[cfg(feature = "account")]
pub(crate) use http_client::build_probe_client;
pub(crate) use http_client::{HttpOptions, build_http_clients};
pub(crate) use pms_api_version::{PMS_API_VERSION, pms_api_version};
#[cfg(feature = "account")]
pub(crate) use probe::ask_identity;
pub(crate) use proxy::Proxy;
#[cfg(any(feature = "websocket", feature = "eventsource"))]
pub(crate) use redact::redact_message;
pub(crate) use redact::{has_secret, redact, redact_answer};
pub(crate) use request_spec::RequestSpec;
pub(crate) use send::{SourceFailed, attempts};
#[cfg(feature = "account")]
pub(crate) use tls::embedded_address;
