//! The items of a generated client that callers can name.

use std::collections::{BTreeMap, BTreeSet};

/// Operations by method name and types by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Api {
    pub(crate) operations: BTreeMap<String, Operation>,
    pub(crate) types: BTreeMap<String, Type>,
}

/// A method of the client, with the parameters and the result of its builder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Operation {
    /// Method and path, such as `GET /activities`.
    pub(crate) request: String,
    /// The parameters of the builder, by name.
    pub(crate) parameters: BTreeMap<String, Parameter>,
    /// The result of `send`.
    pub(crate) answer: String,
}

/// A parameter, or the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Parameter {
    pub(crate) kind: String,
    pub(crate) required: bool,
}

/// A type of `mod types`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Type {
    pub(crate) shape: Shape,
    /// The traits that it derives or has an `impl` of.
    pub(crate) traits: BTreeSet<String>,
}

/// The parts of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Public fields by name; those of a tuple are numbered.
    Struct(BTreeMap<String, Field>),
    /// Variants by name, with their fields as Rust spells them.
    Enum(BTreeMap<String, Variant>),
    /// Another name for a type.
    Alias(String),
}

/// A field of a struct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) kind: String,
    /// Its name in JSON.
    pub(crate) wire: String,
}

/// A variant of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Variant {
    pub(crate) holds: String,
    /// Its text in JSON.
    pub(crate) wire: String,
}

impl Shape {
    /// Its name for people.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Struct(_) => "a struct",
            Self::Enum(_) => "an enum",
            Self::Alias(_) => "another name of a type",
        }
    }
}
