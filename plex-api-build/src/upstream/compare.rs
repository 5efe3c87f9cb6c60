//! Compares two documents, operation by operation.

use std::collections::{BTreeMap, BTreeSet};

use serde_norway::Value;

use crate::document::{Document, Operation, entries};
use crate::render::digest;
use crate::upstream::difference::{Comparison, Difference};
use crate::upstream::operations::{is_open, nameless, pair, parameters, whole_path};
use crate::upstream::reader::{plain, read};
use crate::upstream::shape::Schemas;

const ABSENT: &str = "absent";
const PRESENT: &str = "present";
/// The depth to which values are compared.
const MAX_DEPTH: usize = 16;
/// The number of differences that are reported for one operation.
const MAX_DIFFERENCES: usize = 1000;

/// Compares the text of our document with the text of another document.
///
/// ```
/// let ours = "openapi: 3.0.3
/// paths: {/a: {get: {responses: {'200': {description: ok}}}}}";
/// let theirs = "openapi: 3.1.0
/// paths: {/a: {get: {responses: {'204': {description: ok}}}}}";
/// let comparison = plex_api_build::upstream::compare(ours, theirs).unwrap();
/// assert_eq!(comparison.differences.len(), 2);
/// ```
///
/// # Errors
/// When one of the two is not an OpenAPI 3.0 or 3.1 document in YAML or JSON of at most 16 MiB. The
/// text says which one, and why.
pub fn compare(ours: &str, theirs: &str) -> Result<Comparison, String> {
    let ours = read(ours).map_err(|reason| format!("our document cannot be read: {reason}"))?;
    let digest = digest(theirs);
    let theirs =
        read(theirs).map_err(|reason| format!("their document cannot be read: {reason}"))?;
    let pairs = pair(&ours, &theirs);
    let (our_schemas, their_schemas) = (Schemas::of(&ours), Schemas::of(&theirs));
    let mut differences = Vec::new();
    for (our, their) in &pairs.ours {
        let mut found = Found {
            operation: our.title(),
            list: Vec::new(),
        };
        match their {
            None => found.say("operation", PRESENT, ABSENT),
            Some(their) => {
                let sides = Sides {
                    ours: (&ours, our, &our_schemas),
                    theirs: (&theirs, their, &their_schemas),
                };
                sides.operation(&mut found);
            }
        }
        differences.append(&mut found.list);
    }
    let info = |key: &str| {
        let value = theirs.root.get("info").and_then(|info| info.get(key));
        plain(value.and_then(Value::as_str).unwrap_or("?").trim())
    };
    let version = theirs
        .root
        .get("openapi")
        .and_then(Value::as_str)
        .unwrap_or("3");
    let our_operations = pairs.ours.len();
    let taken = pairs
        .ours
        .iter()
        .filter(|(_, their)| their.is_some())
        .count();
    Ok(Comparison {
        theirs: format!(
            "OpenAPI {}, {} {}",
            plain(version),
            info("title"),
            info("version")
        ),
        digest,
        their_operations: pairs.only_theirs.len() + taken,
        our_operations,
        only_theirs: pairs
            .only_theirs
            .iter()
            .map(|one| {
                plain(&format!(
                    "{} {}",
                    one.method.to_uppercase(),
                    whole_path(one)
                ))
            })
            .collect(),
        differences,
    })
}

/// The differences found in one operation.
struct Found {
    operation: String,
    list: Vec<Difference>,
}

impl Found {
    fn say(&mut self, part: &str, ours: &str, theirs: &str) {
        self.about(part, None, ours, theirs);
    }

    fn about(&mut self, part: &str, component: Option<&str>, ours: &str, theirs: &str) {
        if ours != theirs && self.list.len() < MAX_DIFFERENCES {
            self.list.push(Difference {
                operation: self.operation.clone(),
                part: plain(part),
                component: component.map(str::to_owned),
                ours: ours.to_owned(),
                theirs: plain(theirs),
            });
        }
    }
}

type Side<'a> = (&'a Document, &'a Operation<'a>, &'a Schemas<'a>);

/// An operation in both documents.
struct Sides<'a> {
    ours: Side<'a>,
    theirs: Side<'a>,
}

impl<'a> Sides<'a> {
    fn operation(&self, found: &mut Found) {
        let title = |(_, operation, _): Side<'_>| {
            format!(
                "{} {}",
                operation.method.to_uppercase(),
                nameless(&whole_path(operation))
            )
        };
        found.say("request", &title(self.ours), &title(self.theirs));
        let token = |(document, operation, _): Side<'_>| {
            if is_open(document, operation) {
                "none"
            } else {
                "token"
            }
        };
        found.say("security", token(self.ours), token(self.theirs));
        self.parameters(found);
        let body = |(document, operation, _): Side<'a>| {
            let body = operation.value.get("requestBody")?;
            document.resolve(body)
        };
        self.contents("body", body(self.ours), body(self.theirs), found);
        self.responses(found);
    }

    fn parameters(&self, found: &mut Found) {
        let named = |(document, operation, _): Side<'a>| parameters(document, operation);
        for (key, our, their) in both(&named(self.ours), &named(self.theirs)) {
            let part = format!("parameter {key}");
            let (Some(our), Some(their)) = (our, their) else {
                found.say(&part, presence(our), presence(their));
                continue;
            };
            let required = |parameter: &Value| {
                if parameter.get("required").and_then(Value::as_bool) == Some(true) {
                    "required"
                } else {
                    "optional"
                }
            };
            found.say(&part, required(our), required(their));
            self.schemas(&part, &part, our.get("schema"), their.get("schema"), found);
        }
    }

    fn responses(&self, found: &mut Found) {
        let resolved = |(document, operation, _): Side<'a>| -> BTreeMap<String, &'a Value> {
            operation
                .responses()
                .into_iter()
                .filter_map(|(_, status, response)| {
                    Some((status.to_owned(), document.resolve(response)?))
                })
                .collect()
        };
        for (status, our, their) in both(&resolved(self.ours), &resolved(self.theirs)) {
            let part = format!("response {status}");
            let (Some(our), Some(their)) = (our, their) else {
                found.say(&part, presence(our), presence(their));
                continue;
            };
            let headers = |response: &'a Value| -> BTreeMap<String, &'a Value> {
                entries(response.get("headers"))
                    .map(|(name, value)| (name.to_lowercase(), value))
                    .collect()
            };
            for (name, our, their) in both(&headers(our), &headers(their)) {
                let part = format!("{part} header {name}");
                found.say(&part, presence(our), presence(their));
            }
            self.contents(&part, Some(our), Some(their), found);
        }
    }

    /// Compares the media types of a body or a response, and the schemas of the media types that both
    /// documents have.
    fn contents(
        &self,
        part: &str,
        ours: Option<&'a Value>,
        theirs: Option<&'a Value>,
        found: &mut Found,
    ) {
        let media = |holder: Option<&'a Value>| -> BTreeMap<String, &'a Value> {
            let content = holder.and_then(|holder| holder.get("content"));
            entries(content)
                .map(|(name, value)| (name.to_lowercase(), value))
                .collect()
        };
        for (name, our, their) in both(&media(ours), &media(theirs)) {
            let part = format!("{part} {name}");
            let (Some(our), Some(their)) = (our, their) else {
                found.say(&part, presence(our), presence(their));
                continue;
            };
            // Only JSON has a shape to compare.
            if name.contains("json") {
                self.schemas(&part, &part, our.get("schema"), their.get("schema"), found);
            }
        }
    }

    fn schemas(
        &self,
        part: &str,
        base: &str,
        our: Option<&'a Value>,
        their: Option<&'a Value>,
        found: &mut Found,
    ) {
        let (our, their): (Vec<_>, Vec<_>) =
            (our.into_iter().collect(), their.into_iter().collect());
        self.values(part, base, &our, &their, MAX_DEPTH, found);
    }

    /// Compares the schemas of one value in both documents. `part` is its name; below `base` it has none
    /// yet.
    fn values(
        &self,
        part: &str,
        base: &str,
        our: &[&'a Value],
        their: &[&'a Value],
        depth: usize,
        found: &mut Found,
    ) {
        let (our, their) = (self.ours.2.shape(our), self.theirs.2.shape(their));
        if our.kinds != their.kinds || our.broken != their.broken {
            found.about(part, our.component, &our.told(), &their.told());
        }
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        let dot = if part == base { " " } else { "." };
        if our.kinds.contains("object") && their.kinds.contains("object") {
            for (name, ours, theirs) in both(&our.properties, &their.properties) {
                let part = format!("{part}{dot}{}", plain(name));
                let (Some(ours), Some(theirs)) = (ours, theirs) else {
                    let told = |side: Option<&Vec<_>>, schemas: &Schemas<'a>| {
                        side.map_or_else(|| ABSENT.to_owned(), |side| schemas.shape(side).told())
                    };
                    found.say(
                        &part,
                        &told(ours, self.ours.2),
                        &told(theirs, self.theirs.2),
                    );
                    continue;
                };
                let required = |names: &BTreeSet<&str>| {
                    if names.contains(*name) {
                        "required"
                    } else {
                        "optional"
                    }
                };
                found.say(&part, required(&our.required), required(&their.required));
                self.values(&part, base, ours, theirs, depth, found);
            }
        }
        if our.kinds.contains("array") && their.kinds.contains("array") {
            let part = format!("{part}{}[]", if part == base { " " } else { "" });
            self.values(&part, base, &our.items, &their.items, depth, found);
        }
    }
}

fn presence<T>(side: Option<&T>) -> &'static str {
    if side.is_some() { PRESENT } else { ABSENT }
}

/// The values of both maps by key: our keys first, in their order, then the keys that only the other
/// map has.
fn both<'m, K: Ord, T>(
    ours: &'m BTreeMap<K, T>,
    theirs: &'m BTreeMap<K, T>,
) -> Vec<(&'m K, Option<&'m T>, Option<&'m T>)> {
    let mine = ours
        .iter()
        .map(|(key, value)| (key, Some(value), theirs.get(key)));
    let others = theirs.iter().filter(|(key, _)| !ours.contains_key(key));
    mine.chain(others.map(|(key, value)| (key, None, Some(value))))
        .collect()
}
