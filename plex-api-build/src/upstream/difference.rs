//! The result of a comparison.

/// The differences between our document and another one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Comparison {
    /// The other document's OpenAPI version, title and own version.
    pub theirs: String,
    /// The SHA-256 of the other document's text, in hexadecimal digits. Two documents may name the same
    /// version.
    pub digest: String,
    /// The number of operations that the other document has.
    pub their_operations: usize,
    /// The number of operations of our document.
    pub our_operations: usize,
    /// The operations that only the other document has, such as `GET /playlists`.
    pub only_theirs: Vec<String>,
    /// The differences in the operations that our document has, in its order.
    pub differences: Vec<Difference>,
}

/// One difference in one operation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// Our operation, such as `GET /activities`.
    pub operation: String,
    /// The part of the operation, such as `response 200 application/json MediaContainer.size`.
    pub part: String,
    /// The component of our document that defines the value, if the difference is in a value's type.
    pub component: Option<String>,
    /// The value in our document; `absent` if it has none.
    pub ours: String,
    /// The value in the other document; `absent` if it has none.
    pub theirs: String,
}

impl Difference {
    /// The names under which the difference may be known: its own, and the component's.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let own = format!("{} {}", self.operation, self.part);
        let component = self.component.as_ref().map(|name| format!("schema {name}"));
        std::iter::once(own).chain(component).collect()
    }
}
