//! The generated code compiles for every document that passes the lint.
//!
//! Every form of `forms/forms.yaml` is put at every place where it may stand. A form that the lint or
//! the generator refuses is in a snapshot with its reason; the others are compiled as one throw-away
//! crate.

#![allow(
    clippy::unwrap_used,
    reason = "a failed expectation is what a test is for"
)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use plex_api_build::{Artifact, Diagnostic, DocumentSpec, Failure, Stage, build};
use serde_norway::{Mapping, Value};

/// No form has a hand-written type.
const SPEC: DocumentSpec = DocumentSpec {
    path: "openapi/forms.yaml",
    client_folder: "src/generated",
    schemas_folder: "schemas",
    operation_id: "OperationId",
    type_overrides: &[],
};

/// Components that have a form inside them, each alone.
const HOLDERS: &[(&str, &str)] = &[
    (
        "property",
        "{type: object, required: [a], properties: {a: SCHEMA, b: SCHEMA, c: {type: array, items: SCHEMA}}}",
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

/// Operations whose parameters or body have a form.
const OPERATIONS: &[(&str, &str, &str)] = &[
    (
        "path parameters",
        "/ID/{a}/{b}",
        "parameters: [{name: a, in: path, required: true, description: d, schema: SCHEMA}, {name: b, in: path, required: true, description: d, schema: REFERENCE}]",
    ),
    (
        "list in a path",
        "/ID/{a}",
        "parameters: [{name: a, in: path, required: true, description: d, schema: {type: array, items: REFERENCE}}]",
    ),
    (
        "query parameters",
        "/ID",
        "parameters: [{name: a, in: query, description: d, schema: SCHEMA}, {name: b, in: query, required: true, description: d, schema: REFERENCE}]",
    ),
    (
        "lists in a query",
        "/ID",
        "parameters: [{name: a, in: query, description: d, schema: {type: array, items: SCHEMA}}, {name: b, in: query, required: true, description: d, schema: {type: array, items: REFERENCE}}]",
    ),
    (
        "headers",
        "/ID",
        "parameters: [{name: X-A, in: header, description: d, schema: SCHEMA}, {name: X-B, in: header, required: true, description: d, schema: REFERENCE}]",
    ),
    (
        "JSON body",
        "/ID",
        "requestBody: {content: {application/json: {schema: SCHEMA}}}",
    ),
    (
        "JSON body by reference",
        "/ID",
        "requestBody: {content: {application/json: {schema: REFERENCE}}}",
    ),
    (
        "text body",
        "/ID",
        "requestBody: {content: {text/plain: {schema: REFERENCE}}}",
    ),
    (
        "bytes as a body",
        "/ID",
        "requestBody: {content: {application/octet-stream: {schema: SCHEMA}}}",
    ),
    (
        "form body",
        "/ID",
        "requestBody: {content: {application/x-www-form-urlencoded: {schema: REFERENCE}}}",
    ),
];

/// Responses of an operation about whose success nothing is asked.
const NOTHING: &str = "responses: {'200': {description: d}, '401': {description: d}}";

/// A part of a document that stands or falls as one.
struct Fragment {
    /// The form and its place, for the list of refusals.
    title: String,
    /// At most one path, on a line of its own.
    path: String,
    /// Components, each on a line of its own. The last is used by the document in any case.
    components: String,
}

impl Fragment {
    fn operation(title: &str, path: &str, id: &str, rest: &str, components: &str) -> Self {
        let method = if rest.contains("requestBody") {
            "post"
        } else {
            "get"
        };
        let responses = if rest.contains("responses: ") {
            String::new()
        } else {
            format!(", {NOTHING}")
        };
        Self {
            title: title.to_owned(),
            path: format!(
                "  {}: {{{method}: {{operationId: {}, summary: s, description: d, {rest}{responses}}}}}\n",
                json_text(path),
                json_text(id)
            ),
            components: components.to_owned(),
        }
    }

    fn component(title: &str, components: &str) -> Self {
        Self {
            title: title.to_owned(),
            path: String::new(),
            components: components.to_owned(),
        }
    }

    /// Returns `true` if a place in the document belongs to this.
    fn has(&self, place: &[String]) -> bool {
        let is_of = |line: &str, key: &str| line.trim_start().starts_with(&json_text(key));
        match place {
            [paths, path, ..] if paths == "paths" => is_of(&self.path, path),
            [_, _, name, ..] => self.components.lines().any(|line| is_of(line, name)),
            _ => false,
        }
    }
}

fn json(value: &Value) -> String {
    serde_json::to_string(value).unwrap()
}

fn json_text(value: &str) -> String {
    serde_json::to_string(value).unwrap()
}

/// A line that declares a component. Prose beside a reference would be a fault of its own.
fn component(name: &str, schema: &str) -> String {
    let schema = match schema.strip_prefix('{').unwrap() {
        "}" => "{description: d}".to_owned(),
        rest if rest.starts_with("\"$ref\"") || rest.starts_with("\"description\"") => {
            schema.to_owned()
        }
        rest => format!("{{description: d, {rest}"),
    };
    format!("    {}: {schema}\n", json_text(name))
}

/// A schema in every position that a schema can have.
fn positions(name: &str, form: &Value) -> Vec<Fragment> {
    let reference = "{\"$ref\": \"#/components/schemas/Form\"}";
    let schema = json(form);
    let form = component("Form", &schema);
    let fill = |template: &str, id: &str| {
        template
            .replace("SCHEMA", &schema)
            .replace("REFERENCE", reference)
            .replace("ID", id)
    };
    let needed = |template: &str| {
        if template.contains("REFERENCE") {
            form.clone()
        } else {
            String::new()
        }
    };
    let mut all = vec![Fragment::component(&format!("{name} as component"), &form)];
    for (what, holder) in HOLDERS {
        let id = format!("Holder {what}").replace(' ', "_");
        let holder_component = component(&id, &fill(holder, &id));
        all.push(Fragment::component(
            &format!("{name} as {what}"),
            &format!("{}{holder_component}", needed(holder)),
        ));
    }
    for (what, path, rest) in OPERATIONS {
        let id = what.replace(' ', "_");
        all.push(Fragment::operation(
            &format!("{name} as {what}"),
            &fill(path, &id),
            &id,
            &fill(rest, &id),
            &needed(rest),
        ));
    }
    all
}

fn parameter(name: &str, form: &Value) -> Vec<Fragment> {
    let in_path = form.get("in").and_then(Value::as_str) == Some("path");
    vec![Fragment::operation(
        &format!("parameter {name}"),
        &format!("/{name}{}", if in_path { "/{p}" } else { "" }),
        name,
        &format!("parameters: [{}]", json(form)),
        "    \"Numbers\": {description: d, type: array, items: {type: number}}\n",
    )]
}

fn body(name: &str, form: &Value) -> Vec<Fragment> {
    let one = |required: bool| {
        Fragment::operation(
            &format!("body {name}, required: {required}"),
            &format!("/{required}"),
            &format!("p_{required}"),
            &format!(
                "requestBody: {{required: {required}, content: {}}}",
                json(form)
            ),
            "",
        )
    };
    vec![one(true), one(false)]
}

fn response(name: &str, form: &Value) -> Vec<Fragment> {
    let mut all = form.as_mapping().unwrap().clone();
    let error = [("description".into(), "d".into())].into_iter().collect();
    all.insert("401".into(), Value::Mapping(error));
    vec![Fragment::operation(
        &format!("response {name}"),
        "/p",
        "p",
        &format!("responses: {}", json(&Value::Mapping(all))),
        "",
    )]
}

/// A name wherever a document can give one.
fn name(name: &str) -> Vec<Fragment> {
    let quoted = json_text(name);
    let holder = |what: &str, schema: &str| {
        Fragment::component(
            &format!("name {name} as {what}"),
            &component(
                &format!("Holder {what}").replace(' ', "_"),
                &schema.replace("NAME", &quoted),
            ),
        )
    };
    let parameter = |place: &str, path: &str| {
        let id = format!("holder_{place}");
        Fragment::operation(
            &format!("name {name} as {place} parameter"),
            path,
            &id,
            &format!(
                "requestBody: {{content: {{application/json: {{schema: {{type: object}}}}}}}}, \
                 parameters: [{{name: {quoted}, in: {place}, description: d, required: true, \
                 schema: {{type: string}}}}]"
            ),
            "",
        )
    };
    let mut all = vec![
        Fragment::operation(
            &format!("name {name} as operation"),
            "/operation",
            name,
            "parameters: [{name: q, in: query, description: d, schema: {type: string, enum: [a]}}]",
            "",
        ),
        holder(
            "property",
            "{type: object, required: [NAME], properties: {NAME: {type: string}}}",
        ),
        holder(
            "optional property",
            "{type: object, properties: {NAME: {type: object, properties: {a: {type: number, default: 0.5}}}}, additionalProperties: true}",
        ),
        holder("value", "{type: string, enum: [NAME, zz], default: NAME}"),
        holder(
            "title of a part",
            "{oneOf: [{title: NAME, type: string}, {title: zz, type: number}]}",
        ),
        holder(
            "tag",
            "{oneOf: [{type: object, required: [NAME], properties: {NAME: {type: string, enum: [a]}}}, {type: object, required: [NAME], properties: {NAME: {type: string, enum: [b]}, c: {type: number}}}]}",
        ),
        parameter("query", "/query"),
        parameter("header", "/header"),
        parameter("path", &format!("/path/{{{name}}}")),
    ];
    // The only characters that OpenAPI allows in the name of a component.
    if name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
    {
        all.push(Fragment::component(
            &format!("name {name} as component"),
            &component(
                name,
                "{type: object, properties: {a: {type: string, enum: [x]}, b: {type: array, items: {type: integer, minimum: 1, default: 3}}}}",
            ),
        ));
    }
    all
}

/// The document of some fragments. `shared` declares components that are added where they are used.
fn document<'a>(shared: &str, fragments: impl IntoIterator<Item = &'a Fragment>) -> String {
    let (mut paths, mut components) = (String::new(), String::new());
    let mut known = BTreeSet::new();
    // The lint refuses components that nothing leads to.
    let mut used = Vec::new();
    for fragment in fragments {
        paths.push_str(&fragment.path);
        for line in fragment.components.lines() {
            if known.insert(line) {
                components.push_str(line);
                components.push('\n');
                let name = line.trim().split('"').nth(1).unwrap();
                used.push(format!("{{$ref: '#/components/schemas/{name}'}}"));
            }
        }
    }
    let _ = writeln!(
        paths,
        "  /: {{x-used: [{}], get: {{operationId: root, summary: s, description: d, {NOTHING}}}}}",
        used.join(", ")
    );
    let added = added(shared, &format!("{paths}{components}"));
    format!(
        "openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\npaths:\n{paths}components:\n  \
         schemas: {}\n{added}{components}",
        if added.is_empty() && components.is_empty() {
            "{}"
        } else {
            ""
        }
    )
}

/// The shared components that a text leads to.
fn added(shared: &str, text: &str) -> String {
    let mut all = String::new();
    loop {
        let more: String = shared
            .lines()
            .filter(|line| {
                let name = line.trim().split('"').nth(1).unwrap();
                let wanted = format!("#/components/schemas/{name}\"");
                !all.contains(line) && (text.contains(&wanted) || all.contains(&wanted))
            })
            .fold(String::new(), |all, line| all + line + "\n");
        if more.is_empty() {
            return all;
        }
        all.push_str(&more);
    }
}

/// The files of the generated client.
fn client(document: &str) -> Result<Vec<Artifact>, Failure> {
    let mut files = build(&SPEC, document)?.artifacts;
    files.retain(|file| file.path.starts_with(SPEC.client_folder));
    Ok(files)
}

/// The client of all fragments that neither the lint nor the generator refuses; notes the others.
fn client_of(
    shared: &str,
    mut fragments: Vec<Fragment>,
    refusals: &mut String,
) -> (usize, Vec<Artifact>) {
    loop {
        let failure = match client(&document(shared, &fragments)) {
            Ok(client) => return (fragments.len(), client),
            Err(failure) => failure,
        };
        let before = fragments.len();
        fragments.retain(|fragment| {
            // The generator names only its first fault, so each fragment is tried alone then.
            let reason = if failure.stage() == Stage::Lint {
                first_about(&failure, fragment)
            } else {
                let alone = client(&document(shared, [fragment])).err();
                alone.and_then(|failure| first_about(&failure, fragment))
            };
            if let Some(reason) = &reason {
                assert!(reason.line.is_some() && !reason.hint.is_empty(), "{reason}");
                let _ = writeln!(
                    refusals,
                    "{}: {}: {}",
                    fragment.title,
                    failure.stage(),
                    reason.what
                );
            }
            reason.is_none()
        });
        assert!(fragments.len() < before, "no form is to blame: {failure}");
    }
}

fn first_about(failure: &Failure, fragment: &Fragment) -> Option<Diagnostic> {
    let mut all = failure.diagnostics().iter();
    all.find(|one| fragment.has(one.pointer.segments()))
        .cloned()
}

#[test]
fn whatever_passes_the_lint_compiles() {
    let forms: Mapping = serde_norway::from_str(include_str!("forms/forms.yaml")).unwrap();
    let section = |name: &str| {
        let section = forms.get(name).and_then(Value::as_mapping).unwrap();
        section
            .iter()
            .map(|(key, value)| (key.as_str().unwrap(), value))
    };
    let shared: String = section("components")
        .map(|(name, schema)| component(name, &json(schema)))
        .collect();
    let mut groups: Vec<(String, Vec<Fragment>)> = Vec::new();
    groups.extend(section("schemas").map(|(key, form)| (key.to_owned(), positions(key, form))));
    groups.push((
        "parameters".to_owned(),
        section("parameters")
            .flat_map(|(key, form)| parameter(key, form))
            .collect(),
    ));
    for (key, form) in section("bodies") {
        groups.push((format!("body_{key}"), body(key, form)));
    }
    for (key, form) in section("responses") {
        groups.push((format!("response_{key}"), response(key, form)));
    }
    let names = forms.get("names").and_then(Value::as_sequence).unwrap();
    for (index, one) in names.iter().enumerate() {
        groups.push((format!("name_{index}"), name(one.as_str().unwrap())));
    }

    let mut refusals = String::new();
    let modules: Vec<(String, Vec<Artifact>)> = groups
        .into_iter()
        .filter_map(|(group, fragments)| {
            let (accepted, client) = client_of(&shared, fragments, &mut refusals);
            (accepted > 0).then_some((group, client))
        })
        .collect();
    insta::assert_snapshot!(refusals);
    compile(&modules);
}

/// Compiles the clients as modules of crates that share the dependencies with this workspace.
fn compile(modules: &[(String, Vec<Artifact>)]) {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let folder = tempfile::tempdir().unwrap();
    // Two crates, since a compiler is one thread for most of its time.
    let (first, second) = modules.split_at(modules.len() / 2);
    write_crate(&folder.path().join("first"), first);
    write_crate(&folder.path().join("second"), second);
    fs::write(folder.path().join("Cargo.toml"), WORKSPACE).unwrap();
    fs::copy(
        workspace.join("Cargo.lock"),
        folder.path().join("Cargo.lock"),
    )
    .unwrap();
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let output = Command::new(env!("CARGO"))
        .args([
            "check",
            "--offline",
            "--quiet",
            "--workspace",
            "--all-features",
        ])
        .args(["--message-format=short", "--target-dir"])
        .arg(target)
        .current_dir(folder.path())
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{} modules:\n{errors}",
        modules.len()
    );
}

/// Writes a crate that has the clients as modules.
fn write_crate(folder: &Path, modules: &[(String, Vec<Artifact>)]) {
    let at = |path: &str| folder.join(path);
    fs::create_dir_all(at("src")).unwrap();
    let mut root = String::from(
        "#![deny(warnings)]
#![allow(dead_code)]
pub mod request_context {
    #[derive(Clone, Debug)]
    pub struct RequestContext;
}
pub mod operation;
pub mod wire {
    #[derive(Clone, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
    #[cfg_attr(feature = \"schemars\", derive(schemars::JsonSchema))]
    #[serde(transparent)]
    pub struct UnknownFields(serde_json::Map<String, serde_json::Value>);

    #[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
    #[cfg_attr(feature = \"schemars\", derive(schemars::JsonSchema))]
    #[serde(transparent)]
    pub struct LenientVec<T>(Vec<T>);
}
",
    );
    let table = include_str!("../../plex-api/src/operation.rs");
    fs::write(at("src/operation.rs"), table).unwrap();
    for (name, files) in modules {
        fs::create_dir(at(&format!("src/{name}"))).unwrap();
        for file in files {
            let path = file
                .path
                .replacen(SPEC.client_folder, &format!("src/{name}"), 1);
            let text = file
                .text
                .replace("crate::generated::", &format!("crate::{name}::"));
            fs::write(at(&path), text).unwrap();
        }
        assert_every_method_is_in_the_table(name, files);
        let _ = writeln!(
            root,
            "#[allow(dead_code, non_snake_case, unused_imports)]\npub mod {name};\nimpl \
             progenitor_client::ClientHooks<request_context::RequestContext> for {name}::Client {{}}"
        );
    }
    fs::write(at("src/lib.rs"), root).unwrap();
    let name = folder.file_name().unwrap().to_str().unwrap();
    fs::write(at("Cargo.toml"), MANIFEST.replace("NAME", name)).unwrap();
}

/// The hooks find an operation by the name of its method.
fn assert_every_method_is_in_the_table(group: &str, files: &[Artifact]) {
    let text = |name: &str| {
        &files
            .iter()
            .find(|file| file.path.ends_with(name))
            .unwrap()
            .text
    };
    let methods = text("/mod.rs").split("operation_id: \"").skip(1);
    for method in methods.map(|rest| rest.split('"').next().unwrap()) {
        let row = format!("method: \"{method}\"");
        assert!(text("/operations.rs").contains(&row), "{group}: no {row}");
    }
}

const MANIFEST: &str = r#"
[package]
name = "forms-NAME"
version = "0.0.0"
edition = "2024"

[dependencies]
progenitor-client = "0.15"
reqwest = { version = "0.13", default-features = false, features = ["json", "query", "stream"] }
serde = { version = "1", features = ["derive"] }
serde_json = { version = "1", features = ["raw_value"] }
schemars = { version = "1", optional = true }
"#;

const WORKSPACE: &str = r#"
[workspace]
members = ["first", "second"]
resolver = "3"

[profile.dev]
debug = "line-tables-only"
"#;
