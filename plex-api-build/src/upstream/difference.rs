//! What a comparison gives.

/// Where our document and another differ.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Comparison {
    /// The other document's OpenAPI version, title and own version.
    pub theirs: String,
    /// How many operations the other document has.
    pub their_operations: usize,
    /// How many operations ours has.
    pub our_operations: usize,
    /// The operations that only the other document has, such as `GET /playlists`.
    pub only_theirs: Vec<String>,
    /// Everything that differs in the operations that are ours, in the order of our document.
    pub differences: Vec<Difference>,
}

/// One difference in one operation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// Our operation, such as `GET /activities`.
    pub operation: String,
    /// What of it, such as `response 200 application/json MediaContainer.size`.
    pub part: String,
    /// The component of our document that says so, if it is about the type of a value.
    pub component: Option<String>,
    /// What our document says; `absent` if nothing.
    pub ours: String,
    /// What the other says; `absent` if nothing.
    pub theirs: String,
}

impl Difference {
    /// The names under which the difference may be known: its own, and that of the component.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let own = format!("{} {}", self.operation, self.part);
        let component = self.component.as_ref().map(|name| format!("schema {name}"));
        std::iter::once(own).chain(component).collect()
    }
}
