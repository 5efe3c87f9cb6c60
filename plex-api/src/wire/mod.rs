//! The few types that generated code is told to use where servers are looser than a schema can say.
//!
//! Each stands for one component of the OpenAPI document and reads every spelling that servers were
//! seen to use for it; what it cannot read is an error of that one value, never of the whole list.

mod activity_id;
mod context;
mod flag;
mod integer;
mod listed;
mod path_segment;
mod progress;
#[cfg(feature = "schemars")]
mod schema;
mod text;
mod weight;
pub(crate) mod xml;

pub use activity_id::{ActivityId, InvalidActivityId};
pub use context::Context;
#[cfg(feature = "websocket")]
pub(crate) use context::ContextLike;
pub use flag::Flag;
pub use integer::Integer;

pub use listed::{Listed, Unreadable};
pub use path_segment::{InvalidPathSegment, PathSegment};
pub use progress::Progress;
pub use text::Text;
#[cfg(feature = "websocket")]
pub(crate) use text::TextLike;
pub(crate) use weight::{is_light, is_too_heavy, weighs_more};

use crate::generated::types;
use crate::limits::MAX_SECTION_WEIGHT;

/// The `Activity` list of a media container.
pub(crate) type Activities = Listed<types::Activity>;
/// The `ActivityNotification` list of a notification.
pub(crate) type ActivityNotifications = Listed<types::ActivityNotification>;
/// The `Directory` list of the library sections.
pub(crate) type LibrarySections = Listed<types::LibrarySection, MAX_SECTION_WEIGHT>;
/// The `Location` list of a library section.
pub(crate) type LibraryLocations = Listed<types::LibraryLocation>;
