//! Whatever the lint lets pass, the generated code compiles.
//!
//! Every form of `forms/forms.yaml` is put wherever it may stand. What the lint or the generator
//! refuses is in a snapshot with its reason; all the rest is compiled as one throw-away crate.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failed expectation is what a test is for"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use plex_api_build::{CLIENT_FOLDER, Diagnostic, Failure, Stage, build};
use serde_norway::{Mapping, Value};

/// A part of a document: operations and components that stand and fall together.
struct Fragment {
    /// What is tried and where, for the list of refusals.
    title: String,
    paths: String,
    schemas: String,
}

impl Fragment {
    /// Whether a place in the document belongs to this.
    fn has(&self, place: &[String]) -> bool {
        let begins = |line: &str, key: &str| {
            line.trim_start()
                .trim_start_matches('"')
                .strip_prefix(key)
                .is_some_and(|rest| rest.trim_start_matches('"').starts_with(": {"))
        };
        match place {
            [paths, path, ..] if paths == "paths" => begins(&self.paths, path),
            [components, schemas, name, ..]
                if components == "components" && schemas == "schemas" =>
            {
                self.schemas.lines().any(|line| begins(line, name))
            }
            _ => false,
        }
    }

    /// An operation, written from its path on, and the components it needs beside the shared ones.
    fn new(title: impl Into<String>, path: &str, operation: &str, schemas: &str) -> Self {
        Self {
            title: title.into(),
            paths: format!("  {path}: {operation}\n"),
            schemas: schemas.to_owned(),
        }
    }
}

/// A value as JSON, which YAML reads as a flow value.
fn json(value: &Value) -> String {
    serde_json::to_string(value).unwrap()
}

fn text(value: &str) -> String {
    serde_json::to_string(value).unwrap()
}

fn operation(method: &str, id: &str, rest: &str) -> String {
    format!(
        "{{{method}: {{operationId: {}, summary: s, description: d, {rest}}}}}",
        text(id)
    )
}

const NOTHING: &str = "responses: {'200': {description: d}, '401': {description: d}}";

fn returning(schema: &str) -> String {
    format!(
        "responses: {{'200': {{description: d, content: {{application/json: {{schema: {{$ref: \
         {}}}}}}}}}, '401': {{description: d}}}}",
        text(&format!("#/components/schemas/{schema}"))
    )
}

fn with_parameter(parameter: &str) -> String {
    format!("parameters: [{parameter}], {NOTHING}")
}

/// A component whose schema is put together from a form.
fn component(name: &str, schema: &str) -> String {
    let described = if schema.starts_with("{\"$ref\"") {
        schema.to_owned()
    } else {
        format!("{{description: d, {}", schema.trim_start_matches('{'))
    };
    let described = described.replace("{description: d, }", "{description: d}");
    format!("    {}: {described}\n", text(name))
}

/// Where a schema stands in another, in place and by reference.
const HOLDERS: &[(&str, &str)] = &[
    (
        "required property",
        "{type: object, required: [a], properties: {a: SCHEMA}}",
    ),
    (
        "property",
        "{type: object, properties: {a: SCHEMA, b: {type: array, items: SCHEMA}}}",
    ),
    (
        "property by reference",
        "{type: object, required: [b], properties: {a: REFERENCE, b: REFERENCE, c: {type: array, items: REFERENCE}}, additionalProperties: true}",
    ),
    (
        "described property",
        "{type: object, properties: {a: {description: d, allOf: [REFERENCE]}, b: {nullable: true, allOf: [REFERENCE]}}}",
    ),
    ("items", "{type: array, items: SCHEMA}"),
    (
        "values of a map",
        "{type: object, additionalProperties: SCHEMA}",
    ),
    (
        "values beside properties",
        "{type: object, properties: {b: {type: string}}, additionalProperties: REFERENCE}",
    ),
    (
        "part of allOf",
        "{allOf: [SCHEMA, {type: object, properties: {z: {type: string}}}]}",
    ),
    (
        "part of allOf by reference",
        "{allOf: [REFERENCE, {type: object, properties: {z: {type: string}}}]}",
    ),
    (
        "part of oneOf",
        "{oneOf: [SCHEMA, {type: object, required: [z], properties: {z: {type: string}}}]}",
    ),
    (
        "part of oneOf by reference",
        "{oneOf: [REFERENCE, {type: object, required: [z], properties: {z: {type: string}}}]}",
    ),
];

/// Parameters of a schema.
const PARAMETERS: &[(&str, &str, &str)] = &[
    (
        "path parameter",
        "/ID/{a}",
        "{name: a, in: path, required: true, description: d, schema: SCHEMA}",
    ),
    (
        "path parameter by reference",
        "/ID/{a}",
        "{name: a, in: path, required: true, description: d, schema: REFERENCE}",
    ),
    (
        "list in a path",
        "/ID/{a}",
        "{name: a, in: path, required: true, description: d, schema: {type: array, items: REFERENCE}}",
    ),
    (
        "query parameter",
        "/ID",
        "{name: a, in: query, description: d, schema: SCHEMA}",
    ),
    (
        "query parameter by reference",
        "/ID",
        "{name: a, in: query, required: true, description: d, schema: REFERENCE}",
    ),
    (
        "list in a query",
        "/ID",
        "{name: a, in: query, description: d, schema: {type: array, items: SCHEMA}}",
    ),
    (
        "list in a query by reference",
        "/ID",
        "{name: a, in: query, required: true, description: d, schema: {type: array, items: REFERENCE}}",
    ),
    (
        "header",
        "/ID",
        "{name: X-A, in: header, description: d, schema: SCHEMA}",
    ),
    (
        "header by reference",
        "/ID",
        "{name: X-A, in: header, required: true, description: d, schema: REFERENCE}",
    ),
    (
        "list in a header",
        "/ID",
        "{name: X-A, in: header, description: d, schema: {type: array, items: SCHEMA}}",
    ),
];

/// Bodies of a schema.
const BODIES: &[(&str, &str)] = &[
    ("JSON body", "{application/json: {schema: SCHEMA}}"),
    (
        "JSON body by reference",
        "{application/json: {schema: REFERENCE}}",
    ),
    ("text body", "{text/plain: {schema: SCHEMA}}"),
    (
        "text body by reference",
        "{text/plain: {schema: REFERENCE}}",
    ),
    (
        "bytes as a body",
        "{application/octet-stream: {schema: SCHEMA}}",
    ),
    (
        "form body",
        "{application/x-www-form-urlencoded: {schema: SCHEMA}}",
    ),
    (
        "form body by reference",
        "{application/x-www-form-urlencoded: {schema: REFERENCE}}",
    ),
];

/// A schema in every position that a schema can have.
fn positions(name: &str, form: &Value) -> Vec<Fragment> {
    let inline = json(form);
    let form_component = component("Form", &inline);
    let reference = "{\"$ref\": \"#/components/schemas/Form\"}";
    let mut all = Vec::new();
    all.push(Fragment::new(
        format!("{name} as a component"),
        "/component",
        &operation("get", "component", &returning("Form")),
        &form_component,
    ));
    let mut add = |what: &str, path: &str, rest: &str, schemas: &str| {
        let id = what.replace([' ', '/', '-'], "_");
        let fill = |template: &str| {
            template
                .replace("REFERENCE", reference)
                .replace("SCHEMA", &inline)
                .replace("ID", &id)
        };
        let method = if rest.contains("requestBody") {
            "post"
        } else {
            "get"
        };
        let mut needed = fill(schemas);
        if rest.contains("REFERENCE") || schemas.contains("REFERENCE") {
            needed.push_str(&form_component);
        }
        all.push(Fragment::new(
            format!("{name} as {what}"),
            &fill(path),
            &operation(method, &id, &fill(rest)),
            &needed,
        ));
    };
    for (what, holder) in HOLDERS {
        add(
            what,
            "/ID",
            &returning("Holder_ID"),
            &component("Holder_ID", holder),
        );
    }
    for (what, path, parameter) in PARAMETERS {
        add(what, path, &with_parameter(parameter), "");
    }
    for (what, content) in BODIES {
        add(
            what,
            "/ID",
            &format!("requestBody: {{content: {content}}}, {NOTHING}"),
            "",
        );
    }
    all
}

fn parameters(name: &str, form: &Value) -> Vec<Fragment> {
    let path = if form.get("in").and_then(Value::as_str) == Some("path") {
        "/p/{p}"
    } else {
        "/p"
    };
    vec![Fragment::new(
        format!("parameter {name}"),
        path,
        &operation("get", "p", &with_parameter(&json(form))),
        "    Numbers: {description: d, type: array, items: {type: number}}\n",
    )]
}

fn bodies(name: &str, form: &Value) -> Vec<Fragment> {
    ["true", "false"]
        .iter()
        .map(|required| {
            Fragment::new(
                format!("body {name}, required: {required}"),
                &format!("/{required}"),
                &operation(
                    "post",
                    &format!("p_{required}"),
                    &format!(
                        "requestBody: {{required: {required}, content: {}}}, {NOTHING}",
                        json(form)
                    ),
                ),
                "",
            )
        })
        .collect()
}

fn responses(name: &str, form: &Value) -> Vec<Fragment> {
    let mut all = form.as_mapping().unwrap().clone();
    let error = [("description".into(), "d".into())].into_iter().collect();
    all.insert("401".into(), Value::Mapping(error));
    vec![Fragment::new(
        format!("response {name}"),
        "/p",
        &operation(
            "get",
            "p",
            &format!("responses: {}", json(&Value::Mapping(all))),
        ),
        "",
    )]
}

fn names(name: &str) -> Vec<Fragment> {
    let quoted = text(name);
    let of_holder = |id: &str, schema: &str| {
        let id = &format!("name_as_{id}");
        let holder = format!("Holder_{id}");
        Fragment::new(
            format!("{name} as {id}"),
            &format!("/{id}"),
            &operation("get", id, &returning(&holder)),
            &component(&holder, schema),
        )
    };
    let parameter = |id: &str, path: &str, place: &str| {
        let id = &format!("name_as_{id}");
        Fragment::new(
            format!("{name} as {id}"),
            path,
            &operation(
                "post",
                id,
                &format!(
                    "requestBody: {{content: {{application/json: {{schema: {{type: object}}}}}}}}, {}",
                    with_parameter(&format!(
                        "{{name: {quoted}, in: {place}, description: d, required: true, schema: {{type: string}}}}"
                    ))
                ),
            ),
            "",
        )
    };
    let mut all = vec![
        Fragment::new(format!("{name} as operation"), "/operation", &operation("get", name, &with_parameter("{name: q, in: query, description: d, schema: {type: object, additionalProperties: {type: string}}}").replace("{type: object, additionalProperties: {type: string}}", "{type: string, enum: [a]}")), ""),
        of_holder("property", &format!("{{type: object, required: [{quoted}], properties: {{{quoted}: {{type: string}}}}}}")),
        of_holder("optional_property", &format!("{{type: object, properties: {{{quoted}: {{type: object, properties: {{a: {{type: number, default: 0.5}}}}}}}}, additionalProperties: true}}")),
        of_holder("value", &format!("{{type: string, enum: [{quoted}, zz], default: {quoted}}}")),
        of_holder("title_of_a_part", &format!("{{oneOf: [{{title: {quoted}, type: string}}, {{title: zz, type: number}}]}}")),
        of_holder("tag", &format!("{{oneOf: [{{type: object, required: [{quoted}], properties: {{{quoted}: {{type: string, enum: [a]}}}}}}, {{type: object, required: [{quoted}], properties: {{{quoted}: {{type: string, enum: [b]}}, c: {{type: number}}}}}}]}}")),
        parameter("query_parameter", "/query_parameter", "query"),
        parameter("header_parameter", "/header_parameter", "header"),
        parameter("path_parameter", &format!("\"/path_parameter/{{{}}}\"", quoted.trim_matches('"')), "path"),
    ];
    if name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
    {
        all.push(Fragment::new(
            format!("{name} as component"),
            "/as_component",
            &operation("get", "as_component", &returning(name)),
            &component(name, "{type: object, properties: {a: {type: string, enum: [x]}, b: {type: array, items: {type: integer, minimum: 1, default: 3}}}}"),
        ));
    }
    all
}

/// The document of some fragments. Components of one name are the same component.
fn document<'a>(shared: &str, fragments: impl IntoIterator<Item = &'a Fragment>) -> String {
    let (mut paths, mut schemas) = (String::new(), String::new());
    let mut known = std::collections::BTreeSet::new();
    for fragment in fragments {
        paths.push_str(&fragment.paths);
        for line in fragment.schemas.lines() {
            if known.insert(line) {
                schemas.push_str(line);
                schemas.push('\n');
            }
        }
    }
    let mut text = format!("openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\npaths:\n{paths}");
    let used: String = used_components(shared, &format!("{paths}{schemas}"));
    if !used.is_empty() || !schemas.is_empty() {
        let _ = write!(text, "components:\n  schemas:\n{used}{schemas}");
    }
    text
}

/// The shared components that a text leads to, since the lint refuses unused ones.
fn used_components(shared: &str, text: &str) -> String {
    let mut used = String::new();
    loop {
        let more: String = shared
            .lines()
            .filter(|line| {
                let name = line.trim().split(':').next().unwrap().trim_matches('"');
                let wanted = format!("#/components/schemas/{name}\"");
                !used.contains(line) && (text.contains(&wanted) || used.contains(&wanted))
            })
            .fold(String::new(), |all, line| all + line + "\n");
        if more.is_empty() {
            return used;
        }
        used.push_str(&more);
    }
}

/// The client of a document, or why there is none.
fn client(document: &str) -> Result<String, Failure> {
    let output = build(document)?;
    let client = output
        .artifacts
        .into_iter()
        .find(|artifact| artifact.path == format!("{CLIENT_FOLDER}/mod.rs"))
        .unwrap();
    Ok(client.text)
}

fn note(refusals: &mut String, fragment: &Fragment, stage: Stage, reason: &Diagnostic) {
    assert!(
        reason.line.is_some() && !reason.hint.is_empty(),
        "{reason:?}"
    );
    let _ = writeln!(refusals, "{}: {stage}: {}", fragment.title, reason.what);
}

/// Notes which fragments a failure is about, and gives the others.
fn without_refused(
    fragments: Vec<Fragment>,
    failure: &Failure,
    refusals: &mut String,
) -> Vec<Fragment> {
    let before = fragments.len();
    let mut left = Vec::new();
    for fragment in fragments {
        let first = failure
            .diagnostics()
            .iter()
            .find(|d| fragment.has(d.pointer.segments()));
        match first {
            Some(first) => {
                assert!(first.line.is_some() && !first.hint.is_empty(), "{first:?}");
                let _ = writeln!(
                    refusals,
                    "{}: {}: {}",
                    fragment.title,
                    failure.stage(),
                    first.what
                );
            }
            None => left.push(fragment),
        }
    }
    assert!(
        left.len() < before,
        "this is about none of the forms: {failure}"
    );
    left
}

#[test]
fn whatever_passes_the_lint_compiles() {
    let forms: Mapping = serde_norway::from_str(include_str!("forms/forms.yaml")).unwrap();
    let section = |name: &str| {
        forms[name]
            .as_mapping()
            .unwrap()
            .iter()
            .map(|(key, value)| (key.as_str().unwrap().to_owned(), value))
    };
    let shared: String = section("components")
        .map(|(name, schema)| {
            component(
                &name,
                &json(schema).replacen("\"description\":\"", "\"x-d\":\"", 1),
            )
        })
        .collect();

    let mut groups: Vec<(String, Vec<Fragment>)> = Vec::new();
    groups.extend(
        section("schemas").map(|(name, form)| (format!("schema_{name}"), positions(&name, form))),
    );
    groups.extend(
        section("parameters")
            .map(|(name, form)| (format!("parameter_{name}"), parameters(&name, form))),
    );
    groups.extend(
        section("bodies").map(|(name, form)| (format!("body_{name}"), bodies(&name, form))),
    );
    groups.extend(
        section("responses")
            .map(|(name, form)| (format!("response_{name}"), responses(&name, form))),
    );
    groups.extend(
        forms["names"]
            .as_sequence()
            .unwrap()
            .iter()
            .enumerate()
            .map(|(index, name)| (format!("name_{index}"), names(name.as_str().unwrap()))),
    );

    let begun = std::time::Instant::now();
    let mut refusals = String::new();
    let mut modules = Vec::new();
    for (group, fragments) in groups {
        let mut left = fragments;
        let client = loop {
            match client(&document(&shared, &left)) {
                Ok(text) => break text,
                Err(failure) if failure.stage() == Stage::Lint => {
                    left = without_refused(left, &failure, &mut refusals);
                }
                // One failure of the generator hides the next, so each is tried alone.
                Err(failure) => {
                    let before = left.len();
                    left.retain(|fragment| match client(&document(&shared, [fragment])) {
                        Ok(_) => true,
                        Err(failure) => {
                            note(
                                &mut refusals,
                                fragment,
                                failure.stage(),
                                failure.diagnostics().first().unwrap(),
                            );
                            false
                        }
                    });
                    assert!(
                        left.len() < before,
                        "{group}: only the whole is refused: {failure}"
                    );
                }
            }
        };
        if !left.is_empty() {
            modules.push((group, client));
        }
    }
    eprintln!("built {:?}", begun.elapsed());
    compile(&modules);
    eprintln!("compiled {:?}", begun.elapsed());
    insta::assert_snapshot!(refusals);
}

/// Compiles the clients as modules of a crate that shares the dependencies with this workspace.
fn compile(modules: &[(String, String)]) {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let at = |path: &str| folder.path().join(path);
    fs::create_dir(at("src")).unwrap();
    let mut root = String::from(
        "#![deny(warnings)]\npub mod client {\n    #[derive(Clone, Debug)]\n    pub struct Inner;\n}\n",
    );
    for (name, text) in modules {
        fs::write(at(&format!("src/{name}.rs")), text).unwrap();
        let _ = writeln!(
            root,
            "{ALLOWED}\npub mod {name};\nimpl progenitor_client::ClientHooks<client::Inner> for {name}::Client {{}}"
        );
    }
    fs::write(at("src/lib.rs"), root).unwrap();
    eprintln!(
        "{} modules, {} lines",
        modules.len(),
        modules
            .iter()
            .map(|(_, t)| t.lines().count())
            .sum::<usize>()
    );
    fs::write(at("Cargo.toml"), MANIFEST).unwrap();
    fs::copy(workspace.join("Cargo.lock"), at("Cargo.lock")).unwrap();
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let output = Command::new(env!("CARGO"))
        .args([
            "check",
            "--offline",
            "--quiet",
            "--all-features",
            "--message-format=short",
            "--target-dir",
        ])
        .arg(target)
        .current_dir(folder.path())
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    if !output.status.success()
        && let Some(kept) = std::env::var_os("KEEP_FORMS")
    {
        let _ = Command::new("cp")
            .arg("-r")
            .arg(folder.path())
            .arg(kept)
            .status();
    }
    assert!(
        output.status.success(),
        "{} modules:\n{errors}",
        modules.len()
    );
}

const ALLOWED: &str = "#[allow(missing_docs, unused_qualifications, unreachable_pub, clippy::all)]";

const MANIFEST: &str = r#"
[package]
name = "forms"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
progenitor-client = "0.15"
reqwest = { version = "0.13", default-features = false, features = ["json", "query", "stream"] }
serde = { version = "1", features = ["derive"] }
serde_json = { version = "1", features = ["raw_value"] }
schemars = { version = "1", optional = true }

[profile.dev]
debug = "line-tables-only"
"#;
