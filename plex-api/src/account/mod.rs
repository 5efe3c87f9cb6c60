//! The account: signing in with Plex, and finding servers.

mod candidate;
mod discovery;
mod preferences;
mod race;
mod reach;
mod server_record;

pub use candidate::ConnectionClass;
pub use discovery::{Discovery, LocalServer, discover};
pub use preferences::ServerPreferences;
pub use server_record::ServerConnection;
