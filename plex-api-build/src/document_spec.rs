//! The caller's settings for a document beside its text: its path, the folders of the files that are
//! generated from it, and the components that have a hand-written Rust type.

use openapiv3::{Components, ReferenceOr, SchemaKind, Type};
use progenitor::TypeImpl;

use crate::rust_names::pascal;

/// One document, and the files that are generated from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DocumentSpec {
    /// The path of the document, from the workspace root. Every diagnostic names it.
    pub path: &'static str,
    /// The folder of the generated client, from the workspace root; every file in it is an artifact.
    pub client_folder: &'static str,
    /// The folder of the JSON Schemas, from the workspace root; every file in it is an artifact.
    pub schemas_folder: &'static str,
    /// The name of the generated enum of operations. Several documents in one crate have several.
    pub operation_id: &'static str,
    /// The components that have a hand-written Rust type. A row whose component the document lacks
    /// does nothing. A component that is a list of structures needs no row: it is a `LenientVec`.
    pub type_overrides: &'static [TypeOverride],
}

impl DocumentSpec {
    /// The path of the generated module in its crate.
    pub(crate) fn module(&self) -> String {
        let folder = self.client_folder;
        let inside = folder
            .rsplit_once("src/")
            .map_or(folder, |(_, inside)| inside);
        format!("crate::{}", inside.replace('/', "::"))
    }

    /// The hand-written type of a component that is a list of structures: absent, null, one object or
    /// a list, of which one odd entry costs only itself.
    pub(crate) fn list_type(&self, components: &Components, name: &str) -> Option<String> {
        let kind = |name: &str| Some(&components.schemas.get(name)?.as_item()?.schema_kind);
        let SchemaKind::Type(Type::Array(array)) = kind(name)? else {
            return None;
        };
        let ReferenceOr::Reference { reference } = array.items.as_ref()? else {
            return None;
        };
        let item = reference.rsplit('/').next()?;
        let is_structure = TypeOverride::of(self.type_overrides, item).is_none()
            && matches!(kind(item)?, SchemaKind::Type(Type::Object(object)) if !object.properties.is_empty());
        is_structure.then(|| {
            let (module, item) = (self.module(), pascal(item));
            format!("crate::wire::LenientVec<{module}::types::{item}>")
        })
    }
}

/// A component of the document and its hand-written Rust type.
///
/// Servers are looser than a schema can say: numbers as text, `1` for `true`, one object for a
/// list. Such values are components of the document, and the generated client names these types
/// instead of making its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TypeOverride {
    /// The name under `/components/schemas`.
    pub component: &'static str,
    /// The type, as code in the generated module names it.
    pub rust: &'static str,
    /// The reason why the generated type would not do.
    pub why: &'static str,
    /// Whether the type can be in a path or a query: it has `Display` and `FromStr`.
    pub text: bool,
}

impl TypeOverride {
    /// A row whose type is only in bodies.
    #[must_use]
    pub const fn value(component: &'static str, rust: &'static str, why: &'static str) -> Self {
        Self {
            component,
            rust,
            why,
            text: false,
        }
    }

    /// A row whose type can also be in a path or a query: it has `Display` and `FromStr`.
    #[must_use]
    pub const fn text(component: &'static str, rust: &'static str, why: &'static str) -> Self {
        Self {
            component,
            rust,
            why,
            text: true,
        }
    }

    /// The row for a component.
    pub(crate) fn of<'a>(rows: &'a [Self], component: &str) -> Option<&'a Self> {
        rows.iter().find(|row| row.component == component)
    }

    /// The traits of the type that the generator may rely on.
    pub(crate) fn impls(&self) -> impl Iterator<Item = TypeImpl> {
        let text: &[TypeImpl] = if self.text {
            &[TypeImpl::Display, TypeImpl::FromStr]
        } else {
            &[]
        };
        text.iter().copied()
    }
}

#[cfg(test)]
pub(crate) mod testing {
    //! A description of a document for the tests.

    use super::*;

    /// With a hand-written type for `Flag` and for `ActivityId`.
    pub(crate) const SPEC: DocumentSpec = DocumentSpec {
        path: "openapi/plex.yaml",
        client_folder: "plex-api/src/generated",
        schemas_folder: "openapi/schemas",
        operation_id: "OperationId",
        type_overrides: &[
            TypeOverride::text("ActivityId", "crate::wire::ActivityId", "opaque text"),
            TypeOverride::value("Flag", "crate::wire::LenientBool", "many spellings"),
        ],
    };
}
