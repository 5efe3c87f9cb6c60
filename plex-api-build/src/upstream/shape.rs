//! Reads the constraints of a schema on a value: follows its references and joins its parts.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use serde_norway::Value;

use crate::document::{Document, at, entries, items, reference};
use crate::source_map::Pointer;

/// The number of schemas that are read in one comparison. Further ones count as accepting anything.
const MAX_SCHEMAS: usize = 200_000;
/// The largest depth of references and parts.
const MAX_DEPTH: usize = 48;

/// The schemas of a document, and how many of them may still be read.
pub(crate) struct Schemas<'a> {
    root: &'a Value,
    left: Cell<usize>,
}

/// The constraints of all schemas of one value together.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Shape<'a> {
    /// The JSON types; empty if any type is accepted.
    pub(crate) kinds: BTreeSet<&'static str>,
    /// The schemas of each property.
    pub(crate) properties: BTreeMap<&'a str, Vec<&'a Value>>,
    /// The required properties.
    pub(crate) required: BTreeSet<&'a str>,
    /// The schemas of the items.
    pub(crate) items: Vec<&'a Value>,
    /// The first component on the way to the schema.
    pub(crate) component: Option<&'a str>,
    /// A reference to nothing, to another document, or to itself.
    pub(crate) broken: Option<&'a str>,
}

impl<'a> Schemas<'a> {
    pub(crate) fn of(document: &'a Document) -> Self {
        Self {
            root: &document.root,
            left: Cell::new(MAX_SCHEMAS),
        }
    }

    /// Joins the constraints of all of `schemas` on one value.
    pub(crate) fn shape(&self, schemas: &[&'a Value]) -> Shape<'a> {
        let mut shape = Shape::default();
        for schema in schemas {
            self.add(schema, &mut Vec::new(), true, &mut shape);
        }
        if shape.kinds.is_empty() {
            if !shape.properties.is_empty() {
                shape.kinds.insert("object");
            } else if !shape.items.is_empty() {
                shape.kinds.insert("array");
            }
        }
        // Every whole number is a number.
        if shape.kinds.contains("number") {
            shape.kinds.remove("integer");
        }
        shape
    }

    /// `trail` holds the references that lead here; `certain` is false for one choice of several.
    fn add(
        &self,
        schema: &'a Value,
        trail: &mut Vec<&'a str>,
        certain: bool,
        shape: &mut Shape<'a>,
    ) {
        let Some(left) = self.left.get().checked_sub(1) else {
            return;
        };
        self.left.set(left);
        if let Some(target) = reference(schema) {
            let found = Pointer::of_reference(target).and_then(|pointer| at(self.root, &pointer));
            match found {
                Some(found) if !trail.contains(&target) && trail.len() < MAX_DEPTH => {
                    if let Some(name) = target.strip_prefix("#/components/schemas/") {
                        shape.component.get_or_insert(name);
                    }
                    trail.push(target);
                    self.add(found, trail, certain, shape);
                    trail.pop();
                }
                _ => {
                    shape.broken.get_or_insert(target);
                }
            }
        }
        // In 3.1 keywords may stand beside a reference.
        kinds(schema, &mut shape.kinds);
        for (name, property) in entries(schema.get("properties")) {
            shape.properties.entry(name).or_default().push(property);
        }
        if certain {
            shape
                .required
                .extend(items(schema.get("required")).filter_map(Value::as_str));
        }
        shape.items.extend(schema.get("items"));
        for (key, certain) in [("allOf", certain), ("anyOf", false), ("oneOf", false)] {
            for part in items(schema.get(key)) {
                if trail.len() >= MAX_DEPTH {
                    return;
                }
                // Parts count as steps too, so that their nesting has an end.
                trail.push("");
                self.add(part, trail, certain, shape);
                trail.pop();
            }
        }
    }
}

impl Shape<'_> {
    /// The types in words.
    pub(crate) fn told(&self) -> String {
        if let Some(target) = self.broken {
            return format!(
                "a reference that cannot be followed ({})",
                super::reader::plain(target)
            );
        }
        let kinds: Vec<&str> = self.kinds.iter().copied().collect();
        match kinds.split_last() {
            None => "anything".to_owned(),
            Some((only, [])) => (*only).to_owned(),
            Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        }
    }
}

/// The types that a schema names: one or a list, `nullable`, and the types in `const` and `enum`.
fn kinds(schema: &Value, kinds: &mut BTreeSet<&'static str>) {
    const KNOWN: [&str; 7] = [
        "array", "boolean", "integer", "null", "number", "object", "string",
    ];
    let known = |name: &str| KNOWN.iter().find(|known| **known == name).copied();
    let named: Vec<&'static str> = match schema.get("type") {
        Some(Value::String(name)) => known(name).into_iter().collect(),
        Some(Value::Sequence(list)) => list
            .iter()
            .filter_map(Value::as_str)
            .filter_map(known)
            .collect(),
        _ => schema
            .get("const")
            .into_iter()
            .chain(items(schema.get("enum")))
            .map(kind_of)
            .collect(),
    };
    if !named.is_empty() && schema.get("nullable").and_then(Value::as_bool) == Some(true) {
        kinds.insert("null");
    }
    kinds.extend(named);
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::Sequence(_) => "array",
        Value::Mapping(_) => "object",
        _ => "string",
    }
}
