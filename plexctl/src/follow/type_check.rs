//! Finds patterns of `--type` that match no type of activity: most of them are typing errors.

use std::time::Duration;

use plex_api::{ACTIVITY_FAMILIES, ACTIVITY_TYPES, Activity, ActivityFilter};
use tokio::time::timeout;

use crate::connect::Connection;

/// The time to wait for the server's list of running types.
const LIST_LIMIT: Duration = Duration::from_secs(3);

/// A pattern with more typing errors is searched for as a word.
const TYPING_ERRORS: usize = 2;

/// A shorter word says nothing about the type.
const MEANINGFUL: usize = 4;

/// The types that people mean by a word that no type contains.
const WORDS: [(&str, &str); 2] = [
    ("scan", "library.update.section"),
    ("record", "grabber.grab"),
];

/// A pattern that matches no known type and no running activity.
#[derive(Debug)]
pub(crate) struct UnknownType {
    /// Says so, and names the nearest known type.
    pub(crate) sentence: String,
    /// Whether no type of a known family can match it.
    pub(crate) is_foreign: bool,
}

/// Finds the patterns that match neither a known type nor an activity in the servers' lists. No list
/// is sent when known types match.
///
/// # Cancel safety
/// Cancel safe: dropping the future cancels the requests.
pub(crate) async fn find_unknown_types(
    patterns: &[String],
    connections: &[Connection],
) -> Vec<UnknownType> {
    let mut unknown = find_unknown_among(patterns, &[]);
    for connection in connections {
        if unknown.is_empty() {
            break;
        }
        let list = async { connection.plex.activities().list().await };
        // A server that does not answer cannot list its running activities.
        if let Ok(Ok(running)) = timeout(LIST_LIMIT, list).await {
            let still = find_unknown_among(patterns, &running);
            unknown.retain(|one| still.iter().any(|other| other.sentence == one.sentence));
        }
    }
    unknown
}

/// Finds the patterns that match neither a known type nor one of these activities.
pub(crate) fn find_unknown_among(patterns: &[String], running: &[Activity]) -> Vec<UnknownType> {
    let running: Vec<&str> = running.iter().map(Activity::kind).collect();
    find_unknown(patterns, &running, ", and nothing that is running")
}

/// Finds the patterns that match no known type.
pub(crate) fn find_unknown_patterns(patterns: &[String]) -> Vec<UnknownType> {
    find_unknown(patterns, &[], "")
}

/// Finds the patterns that match neither a known type nor one `elsewhere`.
fn find_unknown(patterns: &[String], others: &[&str], elsewhere: &str) -> Vec<UnknownType> {
    let mut unknown = Vec::new();
    for pattern in patterns {
        let filter = ActivityFilter::any().of_type(pattern);
        let mut types = ACTIVITY_TYPES.iter().chain(others);
        if types.any(|kind| filter.includes_type(kind)) {
            continue;
        }
        unknown.push(UnknownType {
            sentence: format!(
                "--type {pattern:?} matches no known type of activity{elsewhere}. Did you mean {:?}?",
                find_nearest(pattern)
            ),
            is_foreign: !may_belong_to_family(pattern),
        });
    }
    unknown
}

/// The known type, or pattern for a family of types, that is most like this pattern.
fn find_nearest(pattern: &str) -> String {
    let wanted = pattern.to_lowercase();
    let word = wanted.trim_matches(['*', '.', '?']);
    let types = ACTIVITY_TYPES.iter().map(|kind| (*kind).to_owned());
    let families = ACTIVITY_FAMILIES.iter().map(|family| format!("{family}*"));
    let (errors, nearest) = types
        .chain(families)
        .map(|candidate| (strsim::levenshtein(&candidate, &wanted), candidate))
        .min_by_key(|(errors, _)| *errors)
        .unwrap_or_default();
    let containing = ACTIVITY_TYPES.iter().find(|kind| kind.contains(word));
    let meant = WORDS.iter().find(|(part, _)| word.contains(part));
    match (containing, meant) {
        _ if errors <= TYPING_ERRORS => nearest,
        (Some(kind), _) if word.len() >= MEANINGFUL => (*kind).to_owned(),
        (_, Some((_, kind))) => (*kind).to_owned(),
        _ => nearest,
    }
}

/// Returns `true` if a type that begins as a known family does could match the pattern.
fn may_belong_to_family(pattern: &str) -> bool {
    let end = pattern.find(['*', '?']);
    let literal = end.and_then(|end| pattern.get(..end)).unwrap_or(pattern);
    ACTIVITY_FAMILIES
        .iter()
        .any(|family| literal.starts_with(family) || end.is_some() && family.starts_with(literal))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unknown(pattern: &str, running: &[&str]) -> Option<UnknownType> {
        let running: Vec<Activity> = running
            .iter()
            .map(|kind| serde_json::json!({"uuid": "a", "type": kind}))
            .map(|json| serde_json::from_value(json).unwrap())
            .collect();
        find_unknown_among(&[pattern.to_owned()], &running).pop()
    }

    #[test]
    fn a_pattern_that_matches_a_known_or_running_type_is_fine() {
        for pattern in [
            "library.*",
            "library.update.section",
            "*",
            "*.section",
            "media.generate.*",
            "butler",
            "gr?bber.*",
            "b*",
        ] {
            assert!(unknown(pattern, &[]).is_none(), "{pattern}");
        }
        assert!(unknown("acme.*", &["acme.job"]).is_none());
        assert!(unknown("acme.*", &["butler", ""]).is_some());
    }

    #[test]
    fn an_unknown_pattern_names_the_nearest_known_type() {
        for (pattern, nearest, is_foreign) in [
            ("libary.*", "library.*", true),
            ("Library.*", "library.*", true),
            ("library", "library.*", true),
            ("scan", "library.update.section", true),
            ("*scanner*", "library.update.section", false),
            ("download", "media.download", true),
            ("medai.download", "media.download", true),
            ("library.update.sections", "library.update.section", false),
            ("media.generate.bifs", "media.generate.bif", false),
            ("update.statechange", "butler", false),
            ("buttler", "butler", true),
            ("", "butler", true),
            ("*.scan", "library.update.section", false),
        ] {
            let found = unknown(pattern, &[]).unwrap();
            if pattern != "update.statechange" {
                let meant = format!("Did you mean {nearest:?}?");
                assert!(found.sentence.contains(&meant), "{found:?}");
            }
            assert_eq!(found.is_foreign, is_foreign, "{pattern}");
        }
    }
}
