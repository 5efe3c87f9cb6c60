//! The operations, grouped as the server groups them.

mod activities;
mod butler;
mod downloads;
mod library;
mod live_tv;
mod metadata;
mod request;
mod section_folders;
mod server;
mod sessions;

pub use activities::ActivitiesApi;
pub use butler::{ButlerApi, ButlerStart};
pub use downloads::DownloadsApi;
pub use library::LibraryApi;
pub use live_tv::LiveTvApi;
pub use metadata::MetadataApi;
pub use request::{Answer, Request};
pub use server::ServerApi;
pub use sessions::SessionsApi;
