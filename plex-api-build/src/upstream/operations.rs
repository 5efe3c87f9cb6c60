//! Finds the pairs: each of our operations, and the same one in the other document.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_norway::Value;

use crate::document::{Document, Operation, items};

/// Our operations, each with the other document's: it has the same method and path, or else the same
/// `operationId`.
pub(crate) struct Pairs<'a> {
    pub(crate) ours: Vec<(Operation<'a>, Option<Operation<'a>>)>,
    /// The other document's operations that have no partner.
    pub(crate) only_theirs: Vec<Operation<'a>>,
}

pub(crate) fn pair<'a>(ours: &'a Document, theirs: &'a Document) -> Pairs<'a> {
    let theirs = theirs.operations();
    let key = |operation: &Operation<'_>| (operation.method, nameless(&whole_path(operation)));
    let by_request: HashMap<(&str, String), usize> = theirs
        .iter()
        .enumerate()
        .rev()
        .map(|(index, one)| (key(one), index))
        .collect();
    let by_id: HashMap<&str, usize> = theirs
        .iter()
        .enumerate()
        .rev()
        .filter_map(|(index, one)| Some((one.id()?, index)))
        .collect();
    let own = ours.operations();
    let requests: HashSet<(&str, String)> = own.iter().map(key).collect();
    let mut taken: HashSet<usize> = HashSet::new();
    let pairs = own
        .into_iter()
        .map(|operation| {
            let found = by_request.get(&key(&operation)).or_else(|| {
                // A path decides before a name: this operation is already the partner of another one.
                let found = by_id.get(operation.id()?)?;
                theirs
                    .get(*found)
                    .filter(|one| !requests.contains(&key(one)))
                    .and(Some(found))
            });
            taken.extend(found);
            let found = found.and_then(|index| theirs.get(*index)).cloned();
            (operation, found)
        })
        .collect();
    let only_theirs = theirs
        .into_iter()
        .enumerate()
        .filter(|(index, _)| !taken.contains(index))
        .map(|(_, operation)| operation)
        .collect();
    Pairs {
        ours: pairs,
        only_theirs,
    }
}

/// The path with that of the operation's own server before it: a document may describe several hosts, as
/// `https://plex.tv/api/v2` and `/pins`. The servers of the whole document are not looked at, since a
/// path in our document begins at the server's root.
pub(crate) fn whole_path(operation: &Operation<'_>) -> String {
    let holders = [operation.value, operation.item];
    let servers = holders.iter().find_map(|holder| holder.get("servers"));
    let prefix = items(servers)
        .next()
        .and_then(|server| server.get("url")?.as_str()?.split_once("://"))
        .and_then(|(_, rest)| rest.split_once('/'))
        .map(|(_, path)| path.trim_matches('/'))
        .filter(|path| !path.is_empty() && !path.contains('{'))
        .map(|path| format!("/{path}"))
        .unwrap_or_default();
    let path = operation.path;
    match path.strip_prefix(&prefix) {
        // Some paths repeat it.
        Some(rest) if !prefix.is_empty() && rest.starts_with('/') => path.to_owned(),
        _ => format!("{prefix}{path}"),
    }
}

/// A path without the names of its parameters, which are not sent.
pub(crate) fn nameless(path: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for character in path.chars() {
        match character {
            '{' => {
                inside = true;
                out.push_str("{}");
            }
            '}' => inside = false,
            _ if inside => {}
            _ => out.push(character),
        }
    }
    out
}

/// The parameters by place and name. A parameter of the path has its position there as its name.
pub(crate) fn parameters<'a>(
    document: &'a Document,
    operation: &Operation<'a>,
) -> BTreeMap<String, &'a Value> {
    let order: Vec<&str> = operation
        .path
        .split('{')
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('}')?.0))
        .collect();
    // An operation may repeat a parameter of its path with other properties.
    operation
        .parameters()
        .into_iter()
        .filter_map(|(_, parameter)| {
            let parameter = document.resolve(parameter)?;
            let place = parameter.get("in")?.as_str()?;
            let name = parameter.get("name")?.as_str()?;
            let key = match place {
                "path" => format!("path {}", 1 + order.iter().position(|one| *one == name)?),
                "header" => format!("header {}", name.to_lowercase()),
                _ => format!("{place} {name}"),
            };
            Some((key, parameter))
        })
        .collect()
}

/// Returns `true` if an operation can be called without a token.
pub(crate) fn is_open(document: &Document, operation: &Operation<'_>) -> bool {
    let security = operation
        .value
        .get("security")
        .or_else(|| document.root.get("security"));
    let mut choices = items(security).peekable();
    choices.peek().is_none()
        || choices.any(|choice| {
            choice
                .as_mapping()
                .is_none_or(serde_norway::Mapping::is_empty)
        })
}
