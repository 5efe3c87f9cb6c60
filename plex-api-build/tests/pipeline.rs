//! The whole way, on the checked-in document and on documents with faults.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a failed expectation is what a test is for"
)]

use std::collections::BTreeSet;

use plex_api_build::{ADAPTATIONS, DocumentSpec, Output, Stage, TypeOverride};
use plex_api_documents::{DOCUMENTS, PLEX};

const TEXTS: [&str; 2] = [
    include_str!("../../openapi/plex.yaml"),
    include_str!("../../openapi/plex-tv.yaml"),
];

/// Every checked-in document with its output.
fn outputs() -> Vec<(&'static DocumentSpec, Output)> {
    let documents = DOCUMENTS.iter().zip(TEXTS);
    documents
        .map(|(spec, text)| (spec, plex_api_build::build(spec, text).unwrap()))
        .collect()
}

/// Builds a text instead of the server's document.
fn build(text: &str) -> Result<Output, plex_api_build::Failure> {
    plex_api_build::build(&PLEX, text)
}

fn client(spec: &DocumentSpec, output: Output) -> String {
    let path = format!("{}/mod.rs", spec.client_folder);
    output
        .artifacts
        .into_iter()
        .find(|artifact| artifact.path == path)
        .unwrap()
        .text
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    assert_eq!(outputs(), outputs());
}

#[test]
fn no_document_writes_into_the_files_of_another() {
    let mut paths = BTreeSet::new();
    for (spec, output) in outputs() {
        for artifact in output.artifacts {
            let folders = [spec.client_folder, spec.schemas_folder];
            let is_in = |folder: &&str| artifact.path.starts_with(&format!("{folder}/"));
            assert!(folders.iter().any(is_in), "{}", artifact.path);
            assert!(paths.insert(artifact.path.clone()), "{}", artifact.path);
        }
    }
    let names: BTreeSet<&str> = DOCUMENTS.iter().map(|spec| spec.operation_id).collect();
    assert_eq!(names.len(), DOCUMENTS.len(), "two enums of one name");
}

#[test]
fn the_type_overrides_are_sorted_and_each_component_has_one() {
    for spec in &DOCUMENTS {
        let rows = spec.type_overrides;
        assert!(rows.is_sorted_by(|a: &TypeOverride, b| a.component < b.component));
    }
}

#[test]
fn a_fault_names_its_document() {
    for (spec, text) in DOCUMENTS.iter().zip(TEXTS) {
        let text = text.replacen("summary: ", "sumary: ", 1);
        let failure = plex_api_build::build(spec, &text).unwrap_err();
        assert_eq!(failure.document(), spec.path);
        let shown = failure.to_string();
        assert!(shown.starts_with(&format!("{}:", spec.path)), "{shown}");
        assert!(shown.ends_with(&format!(" in {}", spec.path)), "{shown}");
    }
}

#[test]
fn artifacts_are_sorted_and_end_with_one_newline() {
    for (_, output) in outputs() {
        assert!(output.artifacts.is_sorted_by(|a, b| a.path < b.path));
    }
    for artifact in outputs().into_iter().flat_map(|(_, one)| one.artifacts) {
        assert!(artifact.text.ends_with('\n') && !artifact.text.ends_with("\n\n"));
        assert!(
            !artifact.text.contains("/home/")
                && !artifact.text.contains(env!("CARGO_MANIFEST_DIR"))
        );
    }
}

#[test]
fn every_component_has_a_schema_that_is_json() {
    let outputs = outputs();
    let is_schema =
        |spec: &DocumentSpec, path: &str| path.starts_with(&format!("{}/", spec.schemas_folder));
    let schemas: Vec<_> = outputs
        .iter()
        .flat_map(|(spec, output)| output.artifacts.iter().map(move |one| (spec, one)))
        .filter(|(spec, one)| is_schema(spec, &one.path))
        .map(|(_, one)| one)
        .collect();
    for name in [
        "Activity",
        "ActivitiesResponse",
        "Context",
        "ErrorsResponse",
        "WebSocketMessage",
    ] {
        let path = format!("{}/{name}.schema.json", PLEX.schemas_folder);
        assert!(
            schemas.iter().any(|artifact| artifact.path == path),
            "{path}"
        );
    }
    for artifact in schemas {
        let value: serde_json::Value = serde_json::from_str(&artifact.text).unwrap();
        assert_eq!(
            value["$schema"],
            "https://json-schema.org/draft/2020-12/schema"
        );
        assert!(
            !artifact.text.contains("#/components/"),
            "{}",
            artifact.path
        );
    }
}

#[test]
fn the_head_names_digest_and_adaptations() {
    for (spec, output) in outputs() {
        let client = client(spec, output.clone());
        let head: String = client
            .lines()
            .take_while(|line| line.starts_with("//!"))
            .collect::<Vec<_>>()
            .join("\n");
        let first = format!(
            "generated from `{}`. Do not edit: `cargo xtask regen` makes it.",
            spec.path
        );
        assert!(head.contains(&first), "{head}");
        assert!(head.contains(&output.digest), "{head}");
        for adaptation in ADAPTATIONS {
            let applied = output
                .applied
                .iter()
                .any(|applied| applied.name == adaptation.name);
            assert_eq!(
                head.contains(&format!("`{}`", adaptation.name)),
                applied,
                "{head}"
            );
        }
    }
}

#[test]
fn the_client_has_no_http_client_of_its_own_and_its_types_can_grow() {
    for (spec, output) in outputs() {
        assert_has_no_http_client_and_can_grow(&client(spec, output));
    }
}

fn assert_has_no_http_client_and_can_grow(client: &str) {
    assert!(client.contains("pub fn new_with_client("));
    assert!(!client.contains("ClientBuilder"));
    let types = client.split("pub mod types {").nth(1).unwrap();
    let types = types.split("pub mod builder {").next().unwrap();
    for kind in ["pub struct ", "pub enum "] {
        // Top-level types of the module stand at one step of indent.
        let declared = types.matches(&format!("\n    {kind}")).count();
        let growing = types.matches("    #[non_exhaustive]\n").count();
        assert!(
            growing >= declared,
            "{kind}: {declared} declared, {growing} can grow"
        );
    }
}

#[test]
fn only_crates_that_the_client_depends_on_are_named() {
    for (spec, output) in outputs() {
        let client = client(spec, output);
        for foreign in [
            "::uuid::",
            "::chrono::",
            "::regress::",
            "::base64::",
            "::rand::",
            "futures::",
        ] {
            assert!(!client.contains(foreign), "{foreign}");
        }
        for row in spec.type_overrides {
            assert!(
                !client.contains(&format!("pub struct {} ", row.component)),
                "{row:?}"
            );
        }
    }
}

#[test]
fn prose_of_the_document_cannot_break_the_documentation() {
    let document = TEXTS[0].replacen(
        "summary: Cancel an activity",
        "summary: An [x] of Vec<T>, see https://example.org/a",
        1,
    );
    let output = build(&document).unwrap();
    assert!(output.artifacts.iter().any(|artifact| {
        artifact
            .text
            .contains("/// An \\[x\\] of Vec\\<T>, see <https://example.org/a>")
    }));
    for (spec, output) in outputs() {
        assert!(!client(spec, output).contains("```ignore"));
    }
}

#[test]
fn one_run_names_every_fault_with_line_pointer_and_hint() {
    let failure = build(include_str!("faults.yaml")).unwrap_err();
    assert_eq!(failure.stage(), Stage::Lint);
    assert!(
        failure
            .diagnostics()
            .iter()
            .all(|diagnostic| diagnostic.line.is_some())
    );
    insta::assert_snapshot!(failure);
}

#[test]
fn what_is_no_document_is_one_problem_of_loading() {
    for (text, wanted) in [
        ("", "no `openapi` version"),
        (
            "openapi: 3.0.3\ninfo: [",
            "did not find expected node content",
        ),
        (
            "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: []\n",
            "not an OpenAPI 3.0",
        ),
        ("a: 1\na: 2\n", "duplicate entry"),
    ] {
        let failure = build(text).unwrap_err();
        assert_eq!(failure.stage(), Stage::Load);
        assert!(failure.to_string().contains(wanted), "{failure}");
    }
}

#[test]
fn a_panic_of_the_generator_is_a_problem_with_its_operation() {
    let text = "
openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /fine:
    get:
      operationId: fine
      summary: s
      description: d
      responses: {'200': {description: ok}, '401': {description: no}}
  /odd:
    post:
      operationId: odd
      summary: s
      description: d
      requestBody:
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Body'}
            encoding: {a: {contentType: text/plain}}
      responses: {'200': {description: ok}, '401': {description: no}}
components:
  schemas:
    Body: {description: b, type: object}
";
    let failure = build(text).unwrap_err();
    assert_eq!(failure.stage(), Stage::Generate, "{failure}");
    let diagnostic = &failure.diagnostics()[0];
    assert_eq!(
        (diagnostic.pointer.to_string().as_str(), diagnostic.line),
        ("/paths/~1odd/post", Some(12))
    );
    assert!(
        diagnostic.what.contains("the generator panicked"),
        "{diagnostic}"
    );
}
