//! The few types that generated code is told to use where servers are looser than a schema can say.
//!
//! Each stands for one component of the OpenAPI document and reads every spelling that servers were
//! seen to use for it; what it cannot read is an error of that one value, never of the whole list.

mod activity_id;
mod context;
#[cfg(feature = "schemars")]
mod json_schema;
mod lenient_bool;
mod lenient_int;
mod lenient_string;
mod lenient_vec;
mod memory_estimate;
mod path_segment;
mod progress;
pub(crate) mod xml;

pub use activity_id::{ActivityId, InvalidActivityId};
pub use context::Context;
#[cfg(feature = "websocket")]
pub(crate) use context::ContextLike;
pub use lenient_bool::LenientBool;
pub use lenient_int::LenientInt;
pub use lenient_string::LenientString;
#[cfg(feature = "websocket")]
pub(crate) use lenient_string::TextLike;
pub use lenient_vec::{LenientVec, Unreadable};
pub(crate) use memory_estimate::{is_light, is_too_heavy, weighs_more};
pub use path_segment::{InvalidPathSegment, PathSegment};
pub use progress::Progress;

use crate::generated::types;
use crate::limits::MAX_SECTION_WEIGHT;

/// The `Activity` list of a media container.
pub(crate) type Activities = LenientVec<types::Activity>;
/// The `ActivityNotification` list of a notification.
pub(crate) type ActivityNotifications = LenientVec<types::ActivityNotification>;
/// The `Directory` list of the library sections.
pub(crate) type LibrarySections = LenientVec<types::LibrarySection, MAX_SECTION_WEIGHT>;
/// The `Location` list of a library section.
pub(crate) type LibraryLocations = LenientVec<types::LibraryLocation>;
