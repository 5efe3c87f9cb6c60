//! The document as a tree that keeps the order of its keys, and the ways to walk it.

use serde_norway::{Mapping, Value};

use crate::document_spec::TypeOverride;
use crate::source_map::Pointer;

/// The methods a path may have, in the order the generator visits them.
pub(crate) const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// A loaded document: a map whose keys are all text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Document {
    pub(crate) root: Value,
    /// The components that have a hand-written Rust type.
    pub(crate) type_overrides: &'static [TypeOverride],
}

/// One method and path.
#[derive(Clone, Debug)]
pub(crate) struct Operation<'a> {
    pub(crate) pointer: Pointer,
    pub(crate) path: &'a str,
    pub(crate) method: &'static str,
    pub(crate) item: &'a Value,
    pub(crate) value: &'a Value,
}

impl Document {
    /// The value at a place.
    pub(crate) fn at(&self, pointer: &Pointer) -> Option<&Value> {
        at(&self.root, pointer)
    }

    /// The target of a `$ref`, following references to references; a value that is not a reference is
    /// its own target. `None` if the target does not exist, or the references form a circle.
    pub(crate) fn resolve<'a>(&'a self, value: &'a Value) -> Option<&'a Value> {
        resolve(&self.root, value)
    }

    /// The hand-written type of a schema component, if it has one.
    pub(crate) fn type_override(&self, component: &str) -> Option<&'static TypeOverride> {
        TypeOverride::of(self.type_overrides, component)
    }

    /// Returns `true` if a place is inside a component that has a hand-written type.
    pub(crate) fn is_replaced(&self, pointer: &Pointer) -> bool {
        is_replaced(self.type_overrides, pointer)
    }

    /// Every operation, in the document's order of paths.
    pub(crate) fn operations(&self) -> Vec<Operation<'_>> {
        let paths = Pointer::root().child("paths");
        entries(self.root.get("paths"))
            .flat_map(|(path, item)| {
                let pointer = paths.child(path);
                METHODS.iter().filter_map(move |method| {
                    Some(Operation {
                        pointer: pointer.child(method),
                        path,
                        method,
                        item,
                        value: item.get(*method)?,
                    })
                })
            })
            .collect()
    }

    /// The schema component of a name.
    pub(crate) fn schema(&self, name: &str) -> Option<&Value> {
        self.root.get("components")?.get("schemas")?.get(name)
    }

    /// The components of one kind, such as `schemas`.
    pub(crate) fn components<'a>(
        &'a self,
        kind: &str,
    ) -> impl Iterator<Item = (&'a str, &'a Value)> + use<'a> {
        entries(
            self.root
                .get("components")
                .and_then(|components| components.get(kind)),
        )
    }
}

impl<'a> Operation<'a> {
    pub(crate) fn id(&self) -> Option<&'a str> {
        self.value.get("operationId")?.as_str()
    }

    /// Returns the name for people: `GET /activities`.
    pub(crate) fn title(&self) -> String {
        format!("{} {}", self.method.to_uppercase(), self.path)
    }

    /// Parameters of the path item and of the operation itself, each with its place.
    pub(crate) fn parameters(&self) -> Vec<(Pointer, &'a Value)> {
        let parent: Vec<String> = self.pointer.segments().to_vec();
        let item = parent
            .get(..parent.len().saturating_sub(1))
            .unwrap_or_default()
            .iter()
            .fold(Pointer::root(), |pointer, segment| pointer.child(segment));
        [(item, self.item), (self.pointer.clone(), self.value)]
            .into_iter()
            .flat_map(|(pointer, holder)| {
                let pointer = pointer.child("parameters");
                items(holder.get("parameters"))
                    .enumerate()
                    .map(move |(index, parameter)| (pointer.child(index), parameter))
            })
            .collect()
    }

    /// The documented responses by status, each with its place.
    pub(crate) fn responses(&self) -> Vec<(Pointer, &'a str, &'a Value)> {
        let pointer = self.pointer.child("responses");
        entries(self.value.get("responses"))
            .map(|(status, response)| (pointer.child(status), status, response))
            .collect()
    }
}

/// The value at a place below `root`.
pub(crate) fn at<'a>(root: &'a Value, pointer: &Pointer) -> Option<&'a Value> {
    pointer
        .segments()
        .iter()
        .try_fold(root, |value, segment| match value {
            Value::Sequence(list) => list.get(segment.parse::<usize>().ok()?),
            other => other.get(segment.as_str()),
        })
}

/// Returns `true` if a place is inside a component that one of the rows replaces.
pub(crate) fn is_replaced(rows: &[TypeOverride], pointer: &Pointer) -> bool {
    match pointer.segments() {
        [components, schemas, name, ..] if components == "components" && schemas == "schemas" => {
            TypeOverride::of(rows, name).is_some()
        }
        _ => false,
    }
}

/// See [`Document::resolve`].
pub(crate) fn resolve<'a>(root: &'a Value, value: &'a Value) -> Option<&'a Value> {
    let mut current = value;
    for _ in 0..32 {
        let Some(reference) = reference(current) else {
            return Some(current);
        };
        current = at(root, &Pointer::of_reference(reference)?)?;
    }
    None
}

/// The text of a `$ref`.
pub(crate) fn reference(value: &Value) -> Option<&str> {
    value.get("$ref")?.as_str()
}

/// The name of the schema component that a `$ref` names.
pub(crate) fn schema_name(value: &Value) -> Option<&str> {
    reference(value)?.strip_prefix("#/components/schemas/")
}

/// A map's entries; empty for a value that is not a map.
pub(crate) fn entries(value: Option<&Value>) -> impl Iterator<Item = (&str, &Value)> {
    value
        .and_then(Value::as_mapping)
        .into_iter()
        .flat_map(Mapping::iter)
        .filter_map(|(key, value)| Some((key.as_str()?, value)))
}

/// A list's items; empty for a value that is not a list.
pub(crate) fn items(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_sequence).into_iter().flatten()
}

/// Calls `visit` for every value below and including `root`, parents first.
pub(crate) fn walk<'a>(root: &'a Value, visit: &mut dyn FnMut(&Pointer, &'a Value)) {
    fn go<'a>(pointer: &Pointer, value: &'a Value, visit: &mut dyn FnMut(&Pointer, &'a Value)) {
        visit(pointer, value);
        match value {
            Value::Mapping(map) => {
                for (key, value) in map {
                    go(
                        &pointer.child(key.as_str().unwrap_or_default()),
                        value,
                        visit,
                    );
                }
            }
            Value::Sequence(list) => {
                for (index, value) in list.iter().enumerate() {
                    go(&pointer.child(index), value, visit);
                }
            }
            _ => {}
        }
    }
    go(&Pointer::root(), root, visit);
}

/// Like [`walk`], but a visited value may be changed before its children are visited.
pub(crate) fn walk_mut(root: &mut Value, visit: &mut dyn FnMut(&Pointer, &mut Value)) {
    fn go(pointer: &Pointer, value: &mut Value, visit: &mut dyn FnMut(&Pointer, &mut Value)) {
        visit(pointer, value);
        match value {
            Value::Mapping(map) => {
                for (key, value) in map.iter_mut() {
                    go(
                        &pointer.child(key.as_str().unwrap_or_default()),
                        value,
                        visit,
                    );
                }
            }
            Value::Sequence(list) => {
                for (index, value) in list.iter_mut().enumerate() {
                    go(&pointer.child(index), value, visit);
                }
            }
            _ => {}
        }
    }
    go(&Pointer::root(), root, visit);
}

/// Every schema of the document with its place, outer ones first; references are not followed.
pub(crate) fn schemas(document: &Document) -> Vec<(Pointer, &Value)> {
    let mut found = Vec::new();
    // The parts of a schema follow it at once, so the last outer one is all to compare with.
    let mut outer: Option<Pointer> = None;
    walk(&document.root, &mut |pointer, value| {
        let segments: Vec<&str> = pointer.segments().iter().map(String::as_str).collect();
        // `schema` is a keyword of parameters, media types and headers; as the name of a property
        // it is reached from the schema that has it.
        let begins = match segments.as_slice() {
            ["components", "schemas", _] => true,
            ["components", "schemas", ..] | [.., "example" | "examples" | "default", "schema"] => {
                false
            }
            [.., "schema"] => !segments.iter().any(|s| s.starts_with("x-")),
            _ => false,
        };
        if begins
            && !outer
                .as_ref()
                .is_some_and(|outer| is_within(pointer, outer))
        {
            outer = Some(pointer.clone());
            collect(pointer, value, &mut found);
        }
    });
    found
}

/// Returns `true` if a place is inside an example or a default, where keys are only data.
pub(crate) fn is_data(pointer: &Pointer) -> bool {
    pointer.segments().windows(2).any(|pair| match pair {
        // A property or a component may have such a name.
        [parent, key] => {
            ![
                "properties",
                "schemas",
                "responses",
                "parameters",
                "headers",
            ]
            .contains(&parent.as_str())
                && ["example", "examples", "default", "enum"].contains(&key.as_str())
        }
        _ => false,
    })
}

/// Returns `true` if a place lies inside another.
pub(crate) fn is_within(inner: &Pointer, outer: &Pointer) -> bool {
    inner.segments().starts_with(outer.segments())
}

fn collect<'a>(pointer: &Pointer, schema: &'a Value, found: &mut Vec<(Pointer, &'a Value)>) {
    found.push((pointer.clone(), schema));
    for (keyword, value) in entries(Some(schema)) {
        let pointer = pointer.child(keyword);
        match keyword {
            "properties" => {
                for (name, value) in entries(Some(value)) {
                    collect(&pointer.child(name), value, found);
                }
            }
            "items" | "additionalProperties" | "not" => collect(&pointer, value, found),
            "allOf" | "anyOf" | "oneOf" => {
                for (index, value) in items(Some(value)).enumerate() {
                    collect(&pointer.child(index), value, found);
                }
            }
            _ => {}
        }
    }
}
