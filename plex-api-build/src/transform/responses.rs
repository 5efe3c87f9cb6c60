//! Adaptations of responses.

use serde_norway::{Mapping, Value};

use crate::document::Document;
use crate::source_map::Pointer;
use crate::transform::operations::{each_operation, is_success, is_upgrade};

/// Media types of a success that no caller reads.
const UNREAD: [&str; 5] = [
    "text/html",
    "text/plain",
    "text/xml",
    "application/xml",
    "*/*",
];

/// Returns `true` if a media type is JSON as the generator understands it.
pub(crate) fn is_json(media_type: &str) -> bool {
    media_type == "application/json" || media_type.starts_with("application/json;")
}

/// Returns `true` if no caller reads a success of this media type.
pub(crate) fn is_unread(media_type: &str) -> bool {
    UNREAD.contains(&media_type)
}

/// Leaves 101 alone among the responses of an operation that upgrades the connection.
pub(crate) fn upgrades_without_other_answers(document: &mut Document) -> Vec<Pointer> {
    let root = &mut document.root;
    change_responses(root, &|operation| is_upgrade(operation), &|responses| {
        let before = responses.len();
        responses.retain(|status, _| status.as_str() == Some("101"));
        responses.len() != before
    })
}

/// Replaces the documented errors by one raw response for all client errors and one for all server
/// errors. Their descriptions are joined.
pub(crate) fn errors_raw(document: &mut Document) -> Vec<Pointer> {
    let root = &mut document.root;
    change_responses(root, &|operation| !is_upgrade(operation), &|responses| {
        let is_error = |status: &Value| {
            status
                .as_str()
                .is_some_and(|s| s == "default" || s.starts_with(['4', '5']))
        };
        let raw = [("4XX", raw(responses, '4')), ("5XX", raw(responses, '5'))];
        let done = raw
            .iter()
            .all(|(status, raw)| responses.get(*status) == Some(raw));
        if done && responses.keys().filter(|status| is_error(status)).count() == raw.len() {
            return false;
        }
        responses.retain(|status, _| !is_error(status));
        for (status, response) in raw {
            responses.insert(status.into(), response);
        }
        true
    })
}

/// Drops the other media types of a success that has JSON.
pub(crate) fn json_alone(document: &mut Document) -> Vec<Pointer> {
    let root = &mut document.root;
    change_contents(root, &|content| {
        let before = content.len();
        let json = |media: &Value| media.as_str().is_some_and(is_json);
        if content.keys().any(json) {
            content.retain(|media, _| json(media));
        }
        content.len() != before
    })
}

/// Drops the body of a success that is only for people.
pub(crate) fn unread_bodies_dropped(document: &mut Document) -> Vec<Pointer> {
    let root = &mut document.root;
    change_contents(root, &|content| {
        let unread = |media: &Value| media.as_str().is_some_and(is_unread);
        let drop = !content.is_empty() && content.keys().all(unread);
        if drop {
            content.clear();
        }
        drop
    })
}

/// `{description, content: {'*/*': {schema: {type: string, format: binary}}}}`
fn raw(responses: &Mapping, class: char) -> Value {
    let told = responses
        .iter()
        .filter_map(|(status, response)| Some((status.as_str()?, response)))
        .filter(|(status, _)| status.starts_with(class))
        .filter_map(|(status, response)| {
            let text = response.get("description")?.as_str()?;
            Some(if status.ends_with("XX") {
                text.to_owned()
            } else {
                format!("{status}: {text}")
            })
        })
        .collect::<Vec<_>>()
        .join(" ");
    let schema = map([("type", "string".into()), ("format", "binary".into())]);
    map([
        ("description", told.into()),
        ("content", map([("*/*", map([("schema", schema)]))])),
    ])
}

fn map<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Mapping(
        entries
            .into_iter()
            .map(|(key, value)| (key.into(), value))
            .collect(),
    )
}

fn change_responses(
    root: &mut Value,
    concerns: &dyn Fn(&Value) -> bool,
    change: &dyn Fn(&mut Mapping) -> bool,
) -> Vec<Pointer> {
    let mut places = Vec::new();
    each_operation(root, &mut |pointer, operation| {
        if !concerns(operation) {
            return;
        }
        let responses = operation
            .get_mut("responses")
            .and_then(Value::as_mapping_mut);
        if responses.is_some_and(change) {
            places.push(pointer.child("responses"));
        }
    });
    places
}

fn change_contents(root: &mut Value, change: &dyn Fn(&mut Mapping) -> bool) -> Vec<Pointer> {
    let mut places = Vec::new();
    each_operation(root, &mut |pointer, operation| {
        let pointer = pointer.child("responses");
        let responses = operation
            .get_mut("responses")
            .and_then(Value::as_mapping_mut);
        for (status, response) in responses.into_iter().flat_map(Mapping::iter_mut) {
            let status = status.as_str().unwrap_or_default();
            if !is_success(status) {
                continue;
            }
            let content = response.get_mut("content").and_then(Value::as_mapping_mut);
            if content.is_some_and(change) {
                places.push(pointer.child(status));
            }
        }
    });
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::testing::check;

    #[test]
    fn an_upgrade_keeps_101_only() {
        let places = check(
            upgrades_without_other_answers,
            "
paths:
  /ws: {get: {responses: {'101': {description: up}, '401': {description: no}}}}
  /a: {get: {responses: {'200': {description: ok}, '401': {description: no}}}}
",
            "
paths:
  /ws: {get: {responses: {'101': {description: up}}}}
  /a: {get: {responses: {'200': {description: ok}, '401': {description: no}}}}
",
        );
        assert_eq!(places, ["/paths/~1ws/get/responses"]);
    }

    #[test]
    fn errors_of_every_kind_become_two_raw_ones_that_keep_their_descriptions() {
        let places = check(
            errors_raw,
            "
paths:
  /a:
    get:
      responses:
        '200': {description: ok}
        '401': {description: No token., content: {application/json: {schema: {}}}}
        '404': {description: Gone., content: {text/html: {}}}
        default: {description: any}
  /ws: {get: {responses: {'101': {description: up}}}}
",
            "
paths:
  /a:
    get:
      responses:
        '200': {description: ok}
        4XX:
          description: '401: No token. 404: Gone.'
          content: {'*/*': {schema: {type: string, format: binary}}}
        5XX:
          description: ''
          content: {'*/*': {schema: {type: string, format: binary}}}
  /ws: {get: {responses: {'101': {description: up}}}}
",
        );
        assert_eq!(places, ["/paths/~1a/get/responses"]);
    }

    #[test]
    fn json_stands_alone_in_a_success() {
        let places = check(
            json_alone,
            "
paths:
  /a:
    get:
      responses:
        '200': {content: {text/xml: {}, application/json: {schema: {}}}}
        '400': {content: {text/xml: {}, application/json: {schema: {}}}}
",
            "
paths:
  /a:
    get:
      responses:
        '200': {content: {application/json: {schema: {}}}}
        '400': {content: {text/xml: {}, application/json: {schema: {}}}}
",
        );
        assert_eq!(places, ["/paths/~1a/get/responses/200"]);
    }

    #[test]
    fn a_body_for_people_is_dropped_and_an_event_stream_is_kept() {
        let places = check(
            unread_bodies_dropped,
            "
paths:
  /a: {put: {responses: {'200': {content: {text/html: {schema: {type: string}}}}}}}
  /b: {get: {responses: {'200': {content: {text/event-stream: {}}}}}}
",
            "
paths:
  /a: {put: {responses: {'200': {content: {}}}}}
  /b: {get: {responses: {'200': {content: {text/event-stream: {}}}}}}
",
        );
        assert_eq!(places, ["/paths/~1a/put/responses/200"]);
    }
}
