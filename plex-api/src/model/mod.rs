//! The types that the tracker and the notifications share.

mod activity;
mod activity_change;
mod activity_list;
pub mod activity_types;
mod operation_id;
mod transport;

pub use activity_change::{ActivityChange, Phase};
pub use activity_list::ActivityList;
pub(crate) use activity_list::{ListedActivities, UnidentifiedEntry};
pub use activity_types::{ACTIVITY_FAMILIES, ACTIVITY_TYPES};
pub use transport::Transport;
