//! What the tracker and the notifications share.

mod activity;

pub(crate) use activity::SECTION_SCAN;
