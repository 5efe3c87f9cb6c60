//! Helpers that the tests of both transports share.

pub(crate) mod fixtures;
pub(crate) mod support;
