//! Compares our document with a published one, operation by operation.
//!
//! The published document may be OpenAPI 3.0 or 3.1. A schema that this module does not understand
//! counts as accepting anything, and only local references are followed. The document may be
//! malicious: its size, its depth and the number of schemas that are read are bounded, and nothing
//! in it causes a panic.

mod compare;
mod difference;
mod operations;
mod reader;
mod shape;

pub use compare::compare;
pub use difference::{Comparison, Difference};
