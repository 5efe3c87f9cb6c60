//! An operation that only the document knows is ready for `Plex::raw()` after `xtask regen`.

#![allow(
    clippy::unwrap_used,
    reason = "a failed expectation is what a test is for"
)]

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::{DOCUMENT, Workspace, stderr, stdout};

/// An addition to the document: no `x-plex-*` extension, and an envelope of its own.
const OPERATION: &str = "
  /made/up/{id}:
    get:
      operationId: getMadeUpThing
      summary: Get a made-up thing
      description: No server has it.
      parameters:
        - name: id
          in: path
          required: true
          description: Which one.
          schema:
            type: integer
      responses:
        '200':
          description: The thing.
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/MadeUpResponse'
        '401':
          $ref: '#/components/responses/Unauthorized'

components:
";
const COMPONENT: &str = "
  schemas:
    MadeUpResponse:
      description: A made-up thing in its envelope.
      type: object
      required: [MadeUp]
      properties:
        MadeUp:
          type: object
          properties:
            weight:
              type: number
";
const CALLER: &str = r#"//! Calls the operation.

/// This function only has to compile; it is never run.
async fn call(plex: &plex_api::Plex) -> plex_api::Result<Option<f64>> {
    match plex.raw().get_made_up_thing().id(7).send().await {
        Ok(response) => Ok(response.into_inner().made_up.weight),
        Err(error) => Err(plex.explain(plex_api::OperationId::GetMadeUpThing, error).await),
    }
}

fn main() {
    let _ = call;
}
"#;

#[test]
fn an_operation_is_added_by_editing_the_document_and_regen() {
    let workspace = Workspace::fresh();
    copy_client(&workspace);
    workspace.put("plex-api/examples/caller.rs", CALLER.as_bytes());

    workspace.edit(DOCUMENT, "\ncomponents:\n", OPERATION);
    workspace.edit(DOCUMENT, "\n  schemas:\n", COMPONENT);
    let output = workspace.regen(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let written = stdout(&output);
    assert!(
        written.contains("wrote plex-api/src/generated/operations.rs\n"),
        "{written}"
    );

    let output = check(&workspace);
    assert!(output.status.success(), "{}", stderr(&output));
}

/// The crate with its own sources, beside the generated files that are there already.
fn copy_client(workspace: &Workspace) {
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let read = |path: &str| fs::read_to_string(ours.join(path)).unwrap();
    let manifest = read("Cargo.toml");
    let (_, shared) = manifest.split_once("[workspace.package]").unwrap();
    workspace.put(
        "Cargo.toml",
        format!(
            "[workspace]\nresolver = \"3\"\nmembers = [\"plex-api\"]\n\n[workspace.package]{shared}"
        )
        .as_bytes(),
    );
    workspace.put("Cargo.lock", read("Cargo.lock").as_bytes());
    workspace.put("README.md", b"");
    // The example needs neither the benchmarks nor the dependencies of the tests.
    let manifest = read("plex-api/Cargo.toml");
    let (before, rest) = manifest.split_once("[dev-dependencies]").unwrap();
    let (_, features) = rest.split_once("[features]").unwrap();
    workspace.put(
        "plex-api/Cargo.toml",
        format!("{before}[features]{features}").as_bytes(),
    );
    let mut folders = vec!["plex-api/src".to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(ours.join(&folder)).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{folder}/{}", entry.file_name().to_str().unwrap());
            if path.starts_with("plex-api/src/generated") {
                continue;
            }
            if entry.file_type().unwrap().is_dir() {
                folders.push(path);
            } else {
                workspace.put(&path, &fs::read(ours.join(&path)).unwrap());
            }
        }
    }
}

/// Compiles the caller with the dependencies that this workspace has compiled.
fn check(workspace: &Workspace) -> std::process::Output {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    // Some build scripts run again when such a variable has changed, and then the workspace is compiled again.
    for (name, _) in std::env::vars() {
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            cargo.env_remove(name);
        }
    }
    cargo
        .args(["check", "--offline", "--quiet", "-p", "plex-api"])
        .args(["--example", "caller", "--target-dir"])
        .arg(target)
        .current_dir(workspace.at(""))
        .output()
        .unwrap()
}
