//! Doors for the fuzz targets, which feed bytes to code that no command line reaches without a network.

pub use crate::completion::fuzzing::{complete, last_word};
pub use crate::mqtt::fuzzing::{Published, retained};
pub use crate::serve::fuzzing::page_admits;
