//! The tables of known differences in `openapi/README.md`, one for each of our documents.

use plex_api_build::DocumentSpec;
use plex_api_build::upstream::Difference;

/// Where the tables are, from the workspace root.
pub(crate) const TABLE: &str = "openapi/README.md";
const END: &str = "<!-- end of known differences -->";

/// What stands before the table of a document.
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
    pub(crate) source: String,
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
    let begin = begin(spec);
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
        if line.trim() == END {
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
        rows.push(row(inner, index + 1)?);
    }
    if !ended && text.lines().any(|line| line.trim() == begin) {
        return Err(format!(
            "{TABLE}: the table of known differences has no `{END}` behind it"
        ));
    }
    Ok(rows)
}

fn row(inner: &str, line: usize) -> Result<Known, String> {
    let cells: Vec<String> = inner
        .trim_end()
        .trim_end_matches('|')
        .split('|')
        .map(|cell| cell.trim().trim_matches('`').to_owned())
        .collect();
    let [place, ours, theirs, source] = cells.as_slice() else {
        return Err(format!(
            "{TABLE}:{line}: the row has {} cells, expected four: where, ours, theirs, source",
            cells.len()
        ));
    };
    if cells.iter().any(String::is_empty) {
        return Err(format!(
            "{TABLE}:{line}: a cell is empty, and a known difference needs all four: where, ours, \
             theirs, source"
        ));
    }
    Ok(Known {
        line,
        place: place.clone(),
        ours: ours.clone(),
        theirs: theirs.clone(),
        source: source.clone(),
    })
}

/// Whether a text matches the pattern, in which `*` is any text.
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
    use super::*;
    use crate::documents::{PLEX, PLEX_TV};

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
        let text = |row: &str| format!("# x\n{begin}\n| Where | Ours |\n|---|---|\n{row}\n{END}\n");
        assert_eq!(
            table(
                &PLEX,
                &text("| `GET /a` | absent | `present` | they said so |")
            )
            .unwrap()
            .len(),
            1
        );
        let error = table(&PLEX, &text("| GET /a | absent | present |")).unwrap_err();
        assert!(
            error.starts_with("openapi/README.md:5: the row has 3 cells"),
            "{error}"
        );
        let error = table(&PLEX, &text("| GET /a | absent | present | |")).unwrap_err();
        assert!(error.contains("a cell is empty"), "{error}");
        assert!(
            table(&PLEX, &begin)
                .unwrap_err()
                .contains("has no `<!-- end")
        );
        assert_eq!(table(&PLEX_TV, &begin), Ok(Vec::new()), "of another");
        assert_eq!(table(&PLEX, "no table"), Ok(Vec::new()));
    }
}
