//! Adaptations of request bodies.

use serde_norway::Value;

use crate::document::Document;
use crate::source_map::Pointer;
use crate::transform::operations::each_operation;

/// Describes bodies of text and of bytes in the one way that the generator accepts.
pub(crate) fn raw_bodies_plain(document: &mut Document) -> Vec<Pointer> {
    let root = &mut document.root;
    let mut places = Vec::new();
    each_operation(root, &mut |pointer, operation| {
        let Some(content) = operation
            .get_mut("requestBody")
            .and_then(|body| body.get_mut("content"))
            .and_then(Value::as_mapping_mut)
        else {
            return;
        };
        for (media, value) in content.iter_mut() {
            let format = match media.as_str() {
                Some("text/plain") => None,
                Some("application/octet-stream") => Some("binary"),
                _ => continue,
            };
            let plain: Value = [
                Some(("type", "string")),
                format.map(|name| ("format", name)),
            ]
            .into_iter()
            .flatten()
            .map(|(key, text)| (Value::from(key), Value::from(text)))
            .collect::<serde_norway::Mapping>()
            .into();
            if let Some(schema) = value.get_mut("schema")
                && *schema != plain
            {
                *schema = plain;
                places.push(pointer.child("requestBody"));
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
    fn text_and_bytes_are_described_plainly() {
        let places = check(
            raw_bodies_plain,
            "
paths:
  /a: {put: {requestBody: {content: {text/plain: {schema: {$ref: '#/components/schemas/A'}}}}}}
  /b: {put: {requestBody: {content: {application/octet-stream: {schema: {type: string}}}}}}
  /c: {put: {requestBody: {content: {application/json: {schema: {type: string}}}}}}
",
            "
paths:
  /a: {put: {requestBody: {content: {text/plain: {schema: {type: string}}}}}}
  /b: {put: {requestBody: {content: {application/octet-stream: {schema: {type: string, format: binary}}}}}}
  /c: {put: {requestBody: {content: {application/json: {schema: {type: string}}}}}}
",
        );
        assert_eq!(
            places,
            ["/paths/~1a/put/requestBody", "/paths/~1b/put/requestBody"]
        );
    }
}
