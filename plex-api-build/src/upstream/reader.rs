//! Reads a published document.

use serde_norway::Value;

use crate::document::Document;
use crate::load;

/// Longer documents are refused. Plex's own has less than 1 MB.
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// The tree of an OpenAPI 3.0 or 3.1 document in YAML or JSON.
pub(crate) fn read(text: &str) -> Result<Document, String> {
    if text.len() > MAX_BYTES {
        return Err(format!(
            "it has {} bytes, expected at most {MAX_BYTES}",
            text.len()
        ));
    }
    let root = if text.trim_start().starts_with('{') {
        json(text).or_else(|_| yaml(text))?
    } else {
        yaml(text)?
    };
    let version = match root.get("openapi") {
        Some(Value::String(version)) => version.clone(),
        Some(Value::Number(version)) => version.to_string(),
        _ => return Err("it names no `openapi` version, expected 3.0 or 3.1".to_owned()),
    };
    if !version.starts_with("3.0") && !version.starts_with("3.1") {
        return Err(format!(
            "it is OpenAPI {}, expected 3.0 or 3.1",
            plain(&version)
        ));
    }
    if !root.get("paths").is_some_and(Value::is_mapping) {
        return Err("it has no `paths`".to_owned());
    }
    Ok(Document {
        root,
        type_overrides: &[],
    })
}

fn json(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

fn yaml(text: &str) -> Result<Value, String> {
    load::tree(text).map_err(|diagnostic| plain(&diagnostic.what))
}

/// A text of the other document for one line on a terminal: short, and without control characters.
pub(crate) fn plain(text: &str) -> String {
    const LONGEST: usize = 120;
    let mut out: String = text
        .chars()
        .take(LONGEST)
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect();
    if text.chars().nth(LONGEST).is_some() {
        out.push_str("...");
    }
    out
}
