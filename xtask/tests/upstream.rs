//! `xtask upstream` as a program, on documents written for the tests.

#![allow(
    clippy::unwrap_used,
    reason = "a failed expectation is what a test is for"
)]

use std::path::Path;
use std::process::{Command, Output};

use crate::support::{DOCUMENT, Workspace, stderr, stdout};

const TABLE: &str = "openapi/README.md";
const THEIRS: &str = "theirs.yaml";
const KNOWN: &str = include_str!("upstream/known.md");

/// Our document, theirs, and a table of the known differences.
fn workspace(theirs: &str, table: &str) -> Workspace {
    let workspace = Workspace::new();
    workspace.put(DOCUMENT, include_bytes!("upstream/ours.yaml"));
    workspace.put(THEIRS, theirs.as_bytes());
    // The table knows a document by its content.
    let digest = plex_api_build::upstream::compare(theirs, theirs)
        .map(|comparison| comparison.digest)
        .unwrap_or_default();
    workspace.put(TABLE, table.replace("DIGEST", &digest).as_bytes());
    workspace
}

fn upstream(workspace: &Workspace, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("upstream")
        .arg(workspace.at(THEIRS))
        .arg("--root")
        .arg(workspace.at(""))
        .args(arguments)
        .output()
        .unwrap()
}

const DOCUMENT_3_1: &str = include_str!("upstream/theirs.yaml");

#[test]
fn every_difference_from_a_3_1_document_is_reported_by_operation() {
    let output = upstream(&workspace(DOCUMENT_3_1, "no table"), &[]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    insta::assert_snapshot!(stdout(&output));
}

#[test]
fn known_differences_are_reported_with_their_source() {
    let output = upstream(&workspace(DOCUMENT_3_1, KNOWN), &["-v"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    insta::assert_snapshot!(stdout(&output));
}

#[test]
fn the_exit_code_is_0_once_everything_is_known_and_no_row_is_stale() {
    let all = "<!-- published documents -->\n|a|b|\n|-|-|\n| A | DIGEST |\n<!-- end of published documents -->\n<!-- known differences of openapi/plex.yaml -->\n|a|b|c|d|e|\n|-|-|-|-|-|\n| * | * | * | A | all of it |\n<!-- end of known differences -->\n";
    let output = upstream(&workspace(DOCUMENT_3_1, all), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    assert!(
        stdout(&output).contains(" 0 unknown; 0 stale rows; "),
        "{}",
        stdout(&output)
    );

    // Our own document does not differ from itself, and then the row is stale.
    let ours = include_str!("upstream/ours.yaml");
    let output = upstream(&workspace(ours, all), &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stdout(&output).contains("0 differences: 0 known, 0 unknown; 1 stale row; "),
        "{}",
        stdout(&output)
    );
}

#[test]
fn a_document_is_known_by_its_content_and_not_by_its_version() {
    let table = KNOWN.replace("DIGEST", &"1".repeat(64));
    let output = upstream(&workspace(DOCUMENT_3_1, &table), &[]);
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    for wanted in [
        "Theirs: not in the table, OpenAPI 3.1.0, ",
        // Each row may hold for it, so none is stale.
        " unknown; 0 stale rows; ",
        "\nThe document is not listed in openapi/README.md, so each row may hold for it",
    ] {
        assert!(text.contains(wanted), "no\n{wanted}\nin\n{text}");
    }
    // Another document of the same version is another document.
    let other = DOCUMENT_3_1.replace("title: {type: string}", "title: {type: [string, 'null']}");
    let workspace = workspace(DOCUMENT_3_1, KNOWN);
    workspace.put(THEIRS, other.as_bytes());
    let output = upstream(&workspace, &[]);
    assert!(
        stdout(&output).contains("Theirs: not in the table, "),
        "{}",
        stdout(&output)
    );
}

#[test]
fn the_operations_of_another_host_are_found_below_its_path() {
    let theirs = r#"{"openapi": "3.1.0", "info": {"title": "t", "version": "1.2.2\n"}, "paths": {
        "/ping": {"servers": [{"url": "https://example.org/api/v2"}],
            "get": {"responses": {"200": {"description": "ok"}}}},
        "/api/v2/user": {"get": {"servers": [{"url": "https://example.org/api/v2"}],
            "responses": {"200": {"description": "ok"}}}}}}"#;
    let output = upstream(&workspace(theirs, "no table"), &["--of", "plex-tv"]);
    let text = stdout(&output);
    assert!(
        text.contains("OpenAPI 3.1.0, t 1.2.2, 2 operations, SHA-256 "),
        "{text}"
    );
    assert!(text.contains("; 0 operations only theirs"), "{text}");
    assert!(
        text.contains("GET /api/v2/ping response 401: ours present, theirs absent"),
        "{text}"
    );
    assert!(text.contains("\nOurs:   openapi/plex-tv.yaml, "), "{text}");
}

#[test]
fn a_known_difference_becomes_unknown_when_the_other_document_changes() {
    let other = DOCUMENT_3_1.replace("title: {type: string}", "title: {type: [string, 'null']}");
    let output = upstream(&workspace(&other, KNOWN), &[]);
    let text = stdout(&output);
    for wanted in [
        "MediaContainer.Activity[].title: ours number or string (schema Text), theirs null or string\n",
        ": schema Text: ours number or string, theirs string\n",
    ] {
        assert!(text.contains(wanted), "no\n{wanted}\nin\n{text}");
    }
}

#[test]
fn json_documents_are_accepted() {
    let json = r#"{"openapi": "3.1.0", "info": {"title": "t"}, "paths": {"/identity": {"get": {"security": [{}],
        "responses": {"200": {"description": "ok"}, "401": {"description": "no"}}}}}}"#;
    let output = upstream(&workspace(json, "no table"), &[]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let text = stdout(&output);
    assert!(!text.contains("GET /identity"), "{text}");
    assert!(
        text.contains(
            "operation: ours present, theirs absent (GET /activities and 3 more operations)"
        ),
        "{text}"
    );
}

#[test]
fn an_unreadable_document_exits_with_2_and_the_reason() {
    for (theirs, wanted) in [
        ("openapi: [", "their document cannot be read: "),
        (
            "openapi: 2.0\npaths: {}",
            "it is OpenAPI 2.0, expected 3.0 or 3.1",
        ),
        ("swagger: '2.0'\npaths: {}", "names no `openapi` version"),
        ("openapi: 3.1.0", "it has no `paths`"),
        (
            "openapi: 3.1.0\npaths: {!tag x: 1}",
            "their document cannot be read: ",
        ),
    ] {
        let output = upstream(&workspace(theirs, "no table"), &[]);
        assert_eq!(
            output.status.code(),
            Some(2),
            "{theirs}: {}",
            stdout(&output)
        );
        assert!(
            stderr(&output).contains(wanted),
            "no {wanted} in {}",
            stderr(&output)
        );
        assert!(stderr(&output).ends_with("Nothing was compared.\n"));
    }
    let broken = "<!-- known differences of openapi/plex.yaml -->\n|a|b|\n|-|-|\n| * | * |\n<!-- end of known differences -->\n";
    let output = upstream(&workspace(DOCUMENT_3_1, broken), &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("openapi/README.md:4: the row has 2 cells, expected five"),
        "{}",
        stderr(&output)
    );
    let nowhere = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["upstream", "/nowhere/at/all.yaml"])
        .output()
        .unwrap();
    assert_eq!(nowhere.status.code(), Some(2));
    assert!(stderr(&nowhere).starts_with("cannot read /nowhere/at/all.yaml: "));
    let without = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("upstream")
        .output()
        .unwrap();
    assert_eq!(without.status.code(), Some(2));
    assert!(stderr(&without).contains("Usage: "));
}

/// Circles, references to references, parts that double at each step, and depth.
#[test]
fn a_hostile_document_neither_hangs_nor_crashes() {
    let mut doubling = String::from("    D0: {type: object}\n");
    for step in 1..60 {
        let below = step - 1;
        doubling.push_str(&format!(
            "    D{step}: {{allOf: [{{$ref: '#/components/schemas/D{below}'}}, {{$ref: '#/components/schemas/D{below}'}}]}}\n"
        ));
    }
    let deep = "{\"allOf\":[".repeat(40) + "{}" + &"]}".repeat(40);
    let circle = "    A: {allOf: [{$ref: '#/components/schemas/B'}], properties: {MediaContainer: {$ref: '#/components/schemas/A'}}}
    B: {$ref: '#/components/schemas/A'}
    C: {$ref: '#/components/schemas/C'}
";
    for schema in [
        "{$ref: '#/components/schemas/A'}",
        "{$ref: '#/components/schemas/C'}",
        "{$ref: '#/components/schemas/D59'}",
        "{$ref: 'https://example.org/other.yaml'}",
        "{$ref: '#/paths'}",
        "{$ref: 7}",
        "[]",
        "{type: [[]], properties: 3, required: {}, items: x}",
        &deep,
    ] {
        let theirs = format!(
            "openapi: 3.1.0\npaths: {{/activities: {{get: {{responses: {{200: {{content: {{application/json: {{schema: {schema}}}}}}}}}}}}}}}\n\
             components:\n  schemas:\n{circle}{doubling}"
        );
        let output = upstream(&workspace(&theirs, "no table"), &[]);
        assert_eq!(
            output.status.code(),
            Some(1),
            "{schema}: {}",
            stderr(&output)
        );
    }
    let endless = format!(
        "openapi: 3.1.0\npaths: {}{}\n",
        "[".repeat(5000),
        "]".repeat(5000)
    );
    assert_eq!(
        upstream(&workspace(&endless, "no table"), &[])
            .status
            .code(),
        Some(2)
    );
}

#[test]
fn control_characters_of_the_other_document_are_not_printed() {
    let output = upstream(&workspace(DOCUMENT_3_1, "no table"), &["-v"]);
    assert!(!stdout(&output).contains('\u{1b}'), "{}", stdout(&output));
}

/// The table that is checked in can be read, and each row has a source; whether it still applies
/// shows with the published document, which is not part of the repository.
#[test]
fn the_table_that_is_checked_in_can_be_read() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let ours = root.join(DOCUMENT);
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["upstream".as_ref(), ours.as_os_str()])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(
        stdout(&output).contains("\n0 differences: 0 known, 0 unknown; "),
        "{}",
        stdout(&output)
    );
}

/// A row about an operation or a component that our document has no more says nothing true.
#[test]
fn each_row_that_is_checked_in_is_about_something_of_our_document() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let text = std::fs::read_to_string(root.join(TABLE)).unwrap();
    for name in ["plex", "plex-tv"] {
        let document = format!("openapi/{name}.yaml");
        let ours = std::fs::read_to_string(root.join(&document)).unwrap();
        let nothing = "openapi: 3.1.0\npaths: {}";
        let comparison = plex_api_build::upstream::compare(&ours, nothing).unwrap();
        let operations: Vec<&str> = (comparison.differences.iter())
            .map(|difference| difference.operation.as_str())
            .collect();
        let begin = format!("<!-- known differences of {document} -->");
        let table = text.split(begin.as_str()).nth(1).unwrap();
        let table = table
            .split("<!-- end of known differences -->")
            .next()
            .unwrap();
        let rows: Vec<&str> = table
            .lines()
            .filter(|line| line.starts_with("| `"))
            .collect();
        assert!(rows.len() > 30, "{document}: {rows:?}");
        let astray: Vec<&&str> = (rows.iter())
            .filter(|row| {
                let place = row.split('`').nth(1).unwrap();
                let mut words = place.split(' ');
                match (words.next().unwrap(), words.next().unwrap_or_default()) {
                    ("*", _) => false,
                    ("schema", name) => !ours.contains(&format!("\n    {name}:\n")),
                    (method, path) => {
                        // The beginning of a path and `*` stands for several.
                        let wanted = format!("{method} {}", path.trim_end_matches('*'));
                        !operations.iter().any(|ours| match path.ends_with('*') {
                            true => ours.starts_with(&wanted),
                            false => **ours == wanted,
                        })
                    }
                }
            })
            .collect();
        assert!(astray.is_empty(), "{document}: {astray:#?}");
    }
}
