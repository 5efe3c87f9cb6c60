//! The tables in `openapi/README.md`: the published documents by content, and for each own document the
//! known differences with the documents for which they hold.

use plex_api_build::DocumentSpec;
use plex_api_build::upstream::Difference;

/// The file of the tables, from the workspace root.
pub(crate) const TABLE: &str = "openapi/README.md";
const END: &str = "<!-- end of known differences -->";

const DOCUMENTS: &str = "<!-- published documents -->";
const END_OF_DOCUMENTS: &str = "<!-- end of published documents -->";

/// The line before the table of a document.
fn begin(spec: &DocumentSpec) -> String {
    format!("<!-- known differences of {} -->", spec.path)
}

/// A row: a difference, or several with `*` for any text, and the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) line: usize,
    pub(crate) place: String,
    pub(crate) ours: String,
    pub(crate) theirs: String,
    /// The names of the published documents that differ so.
    pub(crate) documents: Vec<String>,
    pub(crate) source: String,
}

/// A document that others publish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Published {
    /// Its name in the rows.
    pub(crate) name: String,
    /// The SHA-256 of its text: two documents may name the same version.
    pub(crate) digest: String,
}

impl Known {
    pub(crate) fn covers(&self, difference: &Difference) -> bool {
        difference
            .names()
            .iter()
            .any(|name| matches(&self.place, name))
            && matches(&self.ours, &difference.ours)
            && matches(&self.theirs, &difference.theirs)
    }
}

/// The rows of a document's table between the two markers; none without markers.
pub(crate) fn table(spec: &DocumentSpec, text: &str) -> Result<Vec<Known>, String> {
    let published = published(text)?;
    let rows = rows(text, &begin(spec), END)?;
    rows.into_iter()
        .map(|(line, cells)| row(line, &cells, &published))
        .collect()
}

/// The published documents that the rows are about; none without markers.
pub(crate) fn published(text: &str) -> Result<Vec<Published>, String> {
    let rows = rows(text, DOCUMENTS, END_OF_DOCUMENTS)?;
    rows.into_iter()
        .map(|(line, cells)| match cells.as_slice() {
            [name, .., digest] if is_digest(digest) => Ok(Published {
                name: name.clone(),
                digest: digest.clone(),
            }),
            _ => Err(format!(
                "{TABLE}:{line}: expected the name of a document first, and its SHA-256 in 64 small \
                 hexadecimal digits last"
            )),
        })
        .collect()
}

fn is_digest(text: &str) -> bool {
    text.len() == 64
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// The cells of each row of a table between two markers, with its line; none without markers.
fn rows(text: &str, begin: &str, end: &str) -> Result<Vec<(usize, Vec<String>)>, String> {
    let mut rows = Vec::new();
    let lines = text
        .lines()
        .enumerate()
        .skip_while(|(_, line)| line.trim() != begin)
        .skip(1);
    let mut ended = false;
    // The first two lines of a table are its head.
    let mut head = 2;
    for (index, line) in lines {
        if line.trim() == end {
            ended = true;
            break;
        }
        let Some(inner) = line.trim().strip_prefix('|') else {
            continue;
        };
        if head > 0 {
            head -= 1;
            continue;
        }
        let cells = inner.trim_end().trim_end_matches('|').split('|');
        let cells = cells.map(|cell| cell.trim().trim_matches('`').to_owned());
        rows.push((index + 1, cells.collect()));
    }
    if !ended && text.lines().any(|line| line.trim() == begin) {
        return Err(format!(
            "{TABLE}: the table behind `{begin}` has no `{end}` behind it"
        ));
    }
    Ok(rows)
}

fn row(line: usize, cells: &[String], published: &[Published]) -> Result<Known, String> {
    let [place, ours, theirs, documents, source] = cells else {
        return Err(format!(
            "{TABLE}:{line}: the row has {} cells, expected five: where, ours, theirs, documents, \
             source",
            cells.len()
        ));
    };
    if cells.iter().any(String::is_empty) {
        return Err(format!(
            "{TABLE}:{line}: a cell is empty, and a known difference needs all five: where, ours, \
             theirs, documents, source"
        ));
    }
    let documents: Vec<String> = documents.split_whitespace().map(str::to_owned).collect();
    let unknown = documents
        .iter()
        .find(|name| published.iter().all(|one| one.name != **name));
    if let Some(name) = unknown {
        return Err(format!(
            "{TABLE}:{line}: `{name}` is not among the published documents in the table behind \
             `{DOCUMENTS}`"
        ));
    }
    Ok(Known {
        line,
        place: place.clone(),
        ours: ours.clone(),
        theirs: theirs.clone(),
        documents,
        source: source.clone(),
    })
}

/// Returns `true` if a text matches the pattern, in which `*` is any text.
fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use plex_api_documents::{PLEX, PLEX_TV};

    use super::*;

    #[test]
    fn a_star_matches_any_text() {
        for (pattern, text) in [
            ("a", "a"),
            ("*", ""),
            ("*", "a b"),
            ("* response 503", "GET /a response 503"),
            ("GET * header *", "GET /a parameter header x"),
            ("a*b*", "axxbyy"),
        ] {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [
            ("a", "ab"),
            ("a", ""),
            ("*a", "ab"),
            ("a*b*c", "acb"),
            ("ab*ba", "aba"),
        ] {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn an_invalid_row_is_an_error_with_its_line() {
        let begin = begin(&PLEX);
        let digest = "0a".repeat(32);
        let known = format!("{DOCUMENTS}\n|a|b|\n|-|-|\n| P | `{digest}` |\n{END_OF_DOCUMENTS}\n");
        let text =
            |row: &str| format!("# x\n{begin}\n| Where | Ours |\n|---|---|\n{row}\n{END}\n{known}");
        assert_eq!(
            table(
                &PLEX,
                &text("| `GET /a` | absent | `present` | P | they said so |")
            )
            .unwrap()
            .len(),
            1
        );
        let error = table(&PLEX, &text("| GET /a | absent | present |")).unwrap_err();
        assert!(
            error.starts_with("openapi/README.md:5: the row has 3 cells, expected five"),
            "{error}"
        );
        let error = table(&PLEX, &text("| GET /a | absent | present | P | |")).unwrap_err();
        assert!(error.contains("a cell is empty"), "{error}");
        let error = table(
            &PLEX,
            &text("| GET /a | absent | present | P Q | they said so |"),
        )
        .unwrap_err();
        assert!(
            error.starts_with("openapi/README.md:5: `Q` is not among the published documents"),
            "{error}"
        );
        let short = format!("{DOCUMENTS}\n|a|b|\n|-|-|\n| P | 1.1.1 |\n{END_OF_DOCUMENTS}\n");
        let error = published(&short).unwrap_err();
        assert!(error.contains("openapi/README.md:4: expected"), "{error}");
        assert!(
            table(&PLEX, &begin)
                .unwrap_err()
                .contains("has no `<!-- end")
        );
        assert_eq!(table(&PLEX_TV, &begin), Ok(Vec::new()), "of another");
        assert_eq!(table(&PLEX, "no table"), Ok(Vec::new()));
    }
}
