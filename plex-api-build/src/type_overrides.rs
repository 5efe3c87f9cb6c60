//! The table of components that have a hand-written Rust type.
//!
//! Servers are looser than a schema can say: numbers as text, `1` for `true`, one object for a
//! list. Such values are components of the document, and the generated client names these types
//! instead of making its own. A row whose component the document lacks does nothing.
//!
//! A component that is a list of structures needs no row: [`list_type`] has the rule.

use openapiv3::{Components, ReferenceOr, SchemaKind, Type};
use progenitor::TypeImpl;

use crate::rust_names::pascal;

/// A component of the document and its hand-written Rust type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TypeOverride {
    /// The name under `/components/schemas`.
    pub component: &'static str,
    /// The type, as code in the generated module names it.
    pub rust: &'static str,
    /// Why the generated type would not do.
    pub why: &'static str,
    /// Whether the type can be in a path or a query: it has `Display` and `FromStr`.
    pub text: bool,
}

/// All rows, sorted by component.
pub const TYPE_OVERRIDES: &[TypeOverride] = &[
    text(
        "ActivityId",
        "crate::wire::ActivityId",
        "opaque text that is not always a UUID; checked before it goes into a path",
    ),
    value(
        "Context",
        "crate::wire::Context",
        "any object, and sometimes no object at all",
    ),
    value(
        "Flag",
        "crate::wire::LenientBool",
        "true, 1, \"1\" and \"true\" all mean yes",
    ),
    text(
        "Integer",
        "crate::wire::LenientInt",
        "a number or its digits as text",
    ),
    text(
        "PathSegment",
        "crate::wire::PathSegment",
        "empty, `.` and `..` would name another path",
    ),
    value(
        "Progress",
        "crate::wire::Progress",
        "-1, floats, text and null besides 0 to 100",
    ),
    value(
        "Response",
        "crate::wire::LazyJson",
        "of a shape that is documented nowhere",
    ),
    text(
        "Text",
        "crate::wire::LenientString",
        "text, or a number or flag where text is meant",
    ),
];

const fn value(component: &'static str, rust: &'static str, why: &'static str) -> TypeOverride {
    TypeOverride {
        component,
        rust,
        why,
        text: false,
    }
}

const fn text(component: &'static str, rust: &'static str, why: &'static str) -> TypeOverride {
    TypeOverride {
        component,
        rust,
        why,
        text: true,
    }
}

impl TypeOverride {
    /// The row for a component.
    #[must_use]
    pub fn of(component: &str) -> Option<&'static Self> {
        TYPE_OVERRIDES.iter().find(|row| row.component == component)
    }

    /// What the generator may take for granted of the type.
    pub(crate) fn impls(&self) -> impl Iterator<Item = TypeImpl> {
        let text: &[TypeImpl] = if self.text {
            &[TypeImpl::Display, TypeImpl::FromStr]
        } else {
            &[]
        };
        text.iter().copied()
    }
}

/// The hand-written type of a component that is a list of structures: absent, null, one object or
/// a list, of which one odd entry costs only itself.
pub(crate) fn list_type(components: &Components, name: &str) -> Option<String> {
    let kind = |name: &str| Some(&components.schemas.get(name)?.as_item()?.schema_kind);
    let SchemaKind::Type(Type::Array(array)) = kind(name)? else {
        return None;
    };
    let ReferenceOr::Reference { reference } = array.items.as_ref()? else {
        return None;
    };
    let item = reference.rsplit('/').next()?;
    let is_structure = TypeOverride::of(item).is_none()
        && matches!(kind(item)?, SchemaKind::Type(Type::Object(object)) if !object.properties.is_empty());
    is_structure.then(|| {
        let item = pascal(item);
        format!("crate::wire::LenientVec<crate::generated::types::{item}>")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_each_component_has_one() {
        assert!(TYPE_OVERRIDES.is_sorted_by(|a, b| a.component < b.component));
    }
}
