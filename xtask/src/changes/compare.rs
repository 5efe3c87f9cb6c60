//! The differences between two clients, each with its effect on callers.

use std::collections::{BTreeMap, BTreeSet};

use crate::changes::model::{Api, Field, Operation, Shape, Type, Variant};

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) subject: Subject,
    /// The change, in words.
    pub(crate) what: String,
    /// Whether a program that compiled, or a request that worked, does so no longer.
    pub(crate) breaks: bool,
}

/// The item that differs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Subject {
    /// A type, by its name.
    Type(String),
    /// An operation, by its method.
    Operation(String),
}

/// Returns all differences, types first, each in the order of names.
///
/// Additions break nobody: generated types are `#[non_exhaustive]`, and an optional parameter of a
/// builder need not be given.
pub(crate) fn compare(old: &Api, new: &Api) -> Vec<Change> {
    let mut changes = Vec::new();
    for (name, before, after) in pairs(&old.types, &new.types) {
        let subject = Subject::Type(name.to_owned());
        let mut say = |what: String, breaks: bool| {
            changes.push(Change {
                subject: subject.clone(),
                what,
                breaks,
            });
        };
        match (before, after) {
            (None, Some(_)) => say("added".to_owned(), false),
            (Some(_), None) => say("removed".to_owned(), true),
            (Some(before), Some(after)) => kinds(before, after, &mut say),
            (None, None) => {}
        }
    }
    for (name, before, after) in pairs(&old.operations, &new.operations) {
        let subject = Subject::Operation(name.to_owned());
        let mut say = |what: String, breaks: bool| {
            changes.push(Change {
                subject: subject.clone(),
                what,
                breaks,
            });
        };
        match (before, after) {
            (None, Some(after)) => say(format!("added ({})", after.request), false),
            (Some(before), None) => say(format!("removed ({})", before.request), true),
            (Some(before), Some(after)) => operations(before, after, &mut say),
            (None, None) => {}
        }
    }
    changes
}

type Say<'a> = dyn FnMut(String, bool) + 'a;

fn kinds(old: &Type, new: &Type, say: &mut Say<'_>) {
    match (&old.shape, &new.shape) {
        (Shape::Struct(before), Shape::Struct(after)) => fields(before, after, say),
        (Shape::Enum(before), Shape::Enum(after)) => variants(before, after, say),
        (Shape::Alias(before), Shape::Alias(after)) => {
            if before != after {
                say(format!("stands for `{after}` now, was `{before}`"), true);
            }
        }
        (before, after) => say(
            format!("is {} now, was {}", after.word(), before.word()),
            true,
        ),
    }
    for lost in old.traits.difference(&new.traits) {
        say(format!("is no `{lost}` any more"), true);
    }
    for gained in new.traits.difference(&old.traits) {
        say(format!("is `{gained}` now"), false);
    }
}

fn fields(old: &BTreeMap<String, Field>, new: &BTreeMap<String, Field>, say: &mut Say<'_>) {
    for (name, before, after) in pairs(old, new) {
        match (before, after) {
            (None, Some(after)) => say(format!("field `{name}: {}` added", after.kind), false),
            (Some(before), None) => say(format!("field `{name}: {}` removed", before.kind), true),
            (Some(before), Some(after)) => {
                if before.kind != after.kind {
                    let (was, is) = (&before.kind, &after.kind);
                    let note = optional(was, is);
                    say(
                        format!("field `{name}` is `{is}` now, was `{was}`{note}"),
                        true,
                    );
                }
                wire_name(&format!("field `{name}`"), &before.wire, &after.wire, say);
            }
            (None, None) => {}
        }
    }
}

fn wire_name(what: &str, was: &str, is: &str, say: &mut Say<'_>) {
    if was != is {
        say(format!("{what} is `{is}` in JSON now, was `{was}`"), false);
    }
}

/// A word for the change that a `required` in the document makes.
fn optional(was: &str, is: &str) -> &'static str {
    if was == format!("Option<{is}>") {
        " (an answer without it cannot be read any more)"
    } else if is == format!("Option<{was}>") {
        " (it may be absent)"
    } else {
        ""
    }
}

fn variants(old: &BTreeMap<String, Variant>, new: &BTreeMap<String, Variant>, say: &mut Say<'_>) {
    for (name, before, after) in pairs(old, new) {
        match (before, after) {
            (None, Some(_)) => say(format!("variant `{name}` added"), false),
            (Some(_), None) => say(format!("variant `{name}` removed"), true),
            (Some(before), Some(after)) => {
                if before.holds != after.holds {
                    let (was, is) = (&before.holds, &after.holds);
                    say(
                        format!("variant `{name}` is `{name}{is}` now, was `{name}{was}`"),
                        true,
                    );
                }
                wire_name(&format!("variant `{name}`"), &before.wire, &after.wire, say);
            }
            (None, None) => {}
        }
    }
}

fn operations(old: &Operation, new: &Operation, say: &mut Say<'_>) {
    if old.request != new.request {
        say(
            format!("sends {} now, was {}", new.request, old.request),
            false,
        );
    }
    for (name, before, after) in pairs(&old.parameters, &new.parameters) {
        match (before, after) {
            (None, Some(after)) if after.required => {
                say(
                    format!("required parameter `{name}: {}` added", after.kind),
                    true,
                );
            }
            (None, Some(after)) => {
                say(
                    format!("optional parameter `{name}: {}` added", after.kind),
                    false,
                );
            }
            (Some(_), None) => say(format!("parameter `{name}` removed"), true),
            (Some(before), Some(after)) => {
                if before.kind != after.kind {
                    let (was, is) = (&before.kind, &after.kind);
                    say(
                        format!("parameter `{name}` is `{is}` now, was `{was}`"),
                        true,
                    );
                }
                match (before.required, after.required) {
                    (false, true) => say(format!("parameter `{name}` is required now"), true),
                    (true, false) => say(format!("parameter `{name}` may be left out now"), false),
                    _ => {}
                }
            }
            (None, None) => {}
        }
    }
    if old.answer != new.answer {
        say(
            format!("gives `{}` now, was `{}`", new.answer, old.answer),
            true,
        );
    }
}

/// The values of both maps by name.
fn pairs<'a, T>(
    old: &'a BTreeMap<String, T>,
    new: &'a BTreeMap<String, T>,
) -> impl Iterator<Item = (&'a str, Option<&'a T>, Option<&'a T>)> {
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    names
        .into_iter()
        .map(|name| (name.as_str(), old.get(name), new.get(name)))
}
