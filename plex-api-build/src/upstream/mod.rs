//! Compares our document with one that others publish, operation by operation.
//!
//! The other document may be OpenAPI 3.0 or 3.1 and is read with patience: what is not understood
//! accepts anything, and only local references are followed. It may also be hostile: depth, size
//! and the number of schemas that are looked at are bounded, and nothing in it can panic.

mod compare;
mod difference;
mod operations;
mod reader;
mod shape;

pub use compare::compare;
pub use difference::{Comparison, Difference};
