//! The client: server URL, token, identity headers, deadlines, retries, redirects.
//!
//! [`Plex`] is what callers hold. Every request goes through the generated operations and from
//! there through the hooks of this module, which are the only place where requests are sent.

mod body;
mod builder;
mod describe;
mod exchange;
mod failure;
mod hooks;
mod identity;
mod inner;
mod operations;
mod plex;
mod raw;
mod server_url;
mod token;
#[cfg(feature = "websocket")]
mod upgrade;

pub use builder::PlexBuilder;
pub use identity::ClientIdentity;
pub use plex::Plex;
pub use token::{TOKEN_VARIABLE, Token};

pub(crate) use exchange::attempts;
#[allow(unreachable_pub)]
pub use inner::Inner;
