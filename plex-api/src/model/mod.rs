//! What the tracker and the notifications share.

mod activity;
mod activity_change;
mod activity_list;
mod activity_types;
mod transport;

pub(crate) use activity::SECTION_SCAN;
pub use activity_change::{ActivityChange, Phase};
pub use activity_list::ActivityList;
pub(crate) use activity_list::{ListedActivities, UnidentifiedEntry};
pub use activity_types::{ACTIVITY_FAMILIES, ACTIVITY_TYPES};
pub use transport::Transport;
