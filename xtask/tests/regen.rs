//! `xtask regen` as a program, on workspaces of its own.

#![allow(
    clippy::unwrap_used,
    reason = "a failed expectation is what a test is for"
)]

use std::fs;
use std::process::Command;

use crate::support::{CLIENT, DOCUMENT, TV_DOCUMENT, Workspace, stderr, stdout};

const SCHEMA: &str = "openapi/schemas/Activity.schema.json";

#[test]
fn the_schema_of_scenario_files_is_mirrored_and_kept_fresh() {
    const SOURCE: &str = "plex-sim/scenario.schema.json";
    const COPY: &str = "openapi/schemas/plex-sim-scenario.schema.json";
    let workspace = Workspace::fresh();
    workspace.put(SOURCE, b"{\"title\": \"one\"}\n");
    let output = workspace.regen(&["--check"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).contains(COPY), "{}", stdout(&output));
    assert_eq!(workspace.regen(&[]).status.code(), Some(0));
    assert_eq!(workspace.read(COPY), workspace.read(SOURCE));
    workspace.edit(COPY, "one", "two");
    assert_eq!(workspace.regen(&["--check"]).status.code(), Some(1));
    assert_eq!(workspace.regen(&[]).status.code(), Some(0));
    assert_eq!(workspace.read(COPY), workspace.read(SOURCE));
    workspace.remove(SOURCE);
    let output = workspace.regen(&["--check"]);
    assert_eq!(output.status.code(), Some(1), "an orphan");
}

#[test]
fn the_document_of_the_agent_is_linted_and_its_copy_is_kept_fresh() {
    const SOURCE: &str = "openapi/agent.yaml";
    const COPY: &str = "plexctl/src/agent/http/openapi.json";
    let workspace = Workspace::fresh();
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/agent.yaml");
    let source = fs::read(source).unwrap();
    workspace.put(SOURCE, &source);
    let output = workspace.regen(&["--check"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stdout(&output).contains(COPY), "{}", stdout(&output));
    assert_eq!(workspace.regen(&[]).status.code(), Some(0));
    assert_eq!(workspace.regen(&["--check"]).status.code(), Some(0));
    workspace.edit(COPY, "List the servers", "List them");
    let output = workspace.regen(&["--check"]);
    assert_eq!(output.status.code(), Some(1));
    let stale = format!("{COPY}: stale: not what {SOURCE} gives");
    assert!(stdout(&output).contains(&stale), "{}", stdout(&output));
    workspace.edit(SOURCE, "schemas/Gap'", "schemas/Gop'");
    let output = workspace.regen(&["--check"]);
    assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
    assert!(stderr(&output).contains(SOURCE), "{}", stderr(&output));
}

#[test]
fn a_fresh_workspace_prints_nothing() {
    let output = Workspace::fresh().regen(&["--check"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!((stdout(&output), stderr(&output)), ("", ""));
}

#[test]
fn what_is_checked_in_is_fresh() {
    let elsewhere = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["regen", "--check"])
        .current_dir(elsewhere.path())
        .output()
        .unwrap();
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}{}",
        stdout(&output),
        stderr(&output)
    );
}

#[test]
fn edited_stale_and_orphaned_files_are_reported_with_diffs() {
    let workspace = Workspace::fresh();
    workspace.edit(
        DOCUMENT,
        "summary: Cancel an activity",
        "summary: Call an activity off",
    );
    workspace.edit(SCHEMA, "\"type\": \"object\"", "\"type\": \"array\"");
    workspace.put("plex-api/src/generated/old.rs", b"fn old() {}\n");
    let before = workspace.files();

    let output = workspace.regen(&["--check"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let text = stdout(&output);
    for wanted in [
        "openapi/plex.yaml: changed since plex-api/src/generated was generated from it\n",
        "plex-api/src/generated/mod.rs: stale: not what openapi/plex.yaml gives\n\
         --- a/plex-api/src/generated/mod.rs\n+++ b/plex-api/src/generated/mod.rs\n",
        "\n-    /// Cancel an activity\n+    /// Call an activity off\n",
        "openapi/schemas/Activity.schema.json: stale: not what openapi/plex.yaml gives\n",
        "\n-  \"type\": \"array\",\n+  \"type\": \"object\",\n",
        "plex-api/src/generated/old.rs: orphaned: no generator makes this file\n\
         --- a/plex-api/src/generated/old.rs\n+++ /dev/null\n",
        "\n-fn old() {}\n",
    ] {
        assert!(text.contains(wanted), "no\n{wanted}\nin\n{text}");
    }
    assert!(
        text.ends_with("\n3 files drifted. To repair: cargo xtask regen\n"),
        "{text}"
    );
    assert_eq!(workspace.files(), before, "--check writes nothing");

    let output = workspace.regen(&[]);
    assert_eq!(output.status.code(), Some(0));
    let wanted = "wrote openapi/schemas/Activity.schema.json\n\
                  wrote plex-api/src/generated/mod.rs\n\
                  removed plex-api/src/generated/old.rs\n\
                  3 files changed\n\n\
                  For callers of plex-api: no name and no type changes.\n";
    assert_eq!(stdout(&output), wanted);
    assert_eq!(workspace.regen(&["--check"]).status.code(), Some(0));
}

#[test]
fn a_broken_reference_fails_with_location_and_hint_and_changes_nothing() {
    let workspace = Workspace::fresh();
    workspace.edit(
        DOCUMENT,
        "$ref: '#/components/schemas/ActivitiesResponse'",
        "$ref: '#/components/schemas/ActivitesResponse'",
    );
    let line = 1 + workspace
        .read(DOCUMENT)
        .lines()
        .position(|line| line.contains("ActivitesResponse"))
        .unwrap();
    let before = workspace.files();
    for arguments in [&["--check"][..], &[]] {
        let output = workspace.regen(arguments);
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(stdout(&output), "");
        let text = stderr(&output);
        let wanted = format!(
            "openapi/plex.yaml:{line}: /paths/~1activities/get/responses/200/content/\
             application~1json/schema/$ref: `#/components/schemas/ActivitesResponse` does not exist\n    \
             hint: is `ActivitiesResponse` meant?\n"
        );
        assert!(text.contains(&wanted), "no\n{wanted}\nin\n{text}");
        assert!(text.ends_with("then: cargo xtask regen\n"), "{text}");
    }
    assert_eq!(workspace.files(), before);
}

#[test]
fn drift_and_faults_of_both_documents_are_found_in_one_run() {
    const TV_CLIENT: &str = "plex-api/src/generated_tv/mod.rs";
    let workspace = Workspace::fresh();
    let root = "pub mod generated;\nmod generated_tv;\n";
    workspace.put("plex-api/src/lib.rs", root.as_bytes());
    workspace.edit(
        TV_DOCUMENT,
        "        friendlyName:\n",
        "        niceName:\n",
    );
    workspace.edit(SCHEMA, "\"type\": \"object\"", "\"type\": \"array\"");
    let orphan = "openapi/schemas-tv/Old.schema.json";
    workspace.put(orphan, b"{}\n");

    let output = workspace.regen(&["--check"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let text = stdout(&output);
    for wanted in [
        "openapi/plex-tv.yaml: changed since plex-api/src/generated_tv was generated from it\n",
        "openapi/schemas/Activity.schema.json: stale: not what openapi/plex.yaml gives\n",
        "openapi/schemas-tv/User.schema.json: stale: not what openapi/plex-tv.yaml gives\n",
        "openapi/schemas-tv/Old.schema.json: orphaned: no generator makes this file\n",
        "plex-api/src/generated_tv/mod.rs: stale: not what openapi/plex-tv.yaml gives\n",
        "For the code of plex-api that uses `generated_tv`:\n  breaking:\n    \
         generated_tv::types::User: field `friendly_name: Option<LenientString>` removed\n  \
         not breaking:\n    \
         generated_tv::types::User: field `nice_name: Option<LenientString>` added\n  \
         The module is private, so no program of a caller's breaks.\n",
    ] {
        assert!(text.contains(wanted), "no\n{wanted}\nin\n{text}");
    }
    assert!(!text.contains("plex.yaml: changed since"), "{text}");
    assert_eq!(text.matches("Old.schema.json: orphaned").count(), 1);
    assert_eq!(workspace.regen(&[]).status.code(), Some(0));
    assert_eq!(workspace.regen(&["--check"]).status.code(), Some(0));
    assert!(workspace.read(TV_CLIENT).contains("pub nice_name:"));

    let before = workspace.files();
    workspace.edit(DOCUMENT, "summary: Cancel an activity", "sumary: Cancel");
    workspace.edit(TV_DOCUMENT, "summary: Sign out", "sumary: Sign out");
    let output = workspace.regen(&[]);
    assert_eq!(output.status.code(), Some(2));
    let text = stderr(&output);
    for wanted in [
        "lint: 2 problems in openapi/plex.yaml\n",
        "lint: 2 problems in openapi/plex-tv.yaml\n",
        "Mend openapi/plex.yaml and openapi/plex-tv.yaml, then: cargo xtask regen\n",
    ] {
        assert!(text.contains(wanted), "no\n{wanted}\nin\n{text}");
    }
    let after = workspace.files();
    let is_generated = |path: &&std::path::PathBuf| {
        !path.ends_with("plex.yaml") && !path.ends_with("plex-tv.yaml")
    };
    for path in before.keys().filter(is_generated) {
        assert_eq!(before.get(path), after.get(path), "{}", path.display());
    }
}

#[test]
fn a_second_run_writes_no_file() {
    let workspace = Workspace::fresh();
    let before = workspace.files();
    assert_eq!(
        stdout(&workspace.regen(&[])),
        "nothing to write: everything is fresh\n"
    );
    assert_eq!(workspace.files(), before);
}

#[test]
fn the_output_does_not_depend_on_folder_time_zone_language_or_home() {
    let one = Workspace::new();
    let other = Workspace::new();
    let elsewhere = tempfile::tempdir().unwrap();
    assert_eq!(one.regen(&[]).status.code(), Some(0));
    let output = other
        .command(&[])
        .current_dir(elsewhere.path())
        .env_clear()
        .env("TZ", "Pacific/Kiritimati")
        .env("LANG", "tr_TR.UTF-8")
        .env("LC_ALL", "tr_TR.UTF-8")
        .env("HOME", elsewhere.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(one.bytes(), other.bytes());
    assert!(fs::read_dir(elsewhere.path()).unwrap().next().is_none());
}

#[test]
fn missing_invalid_and_conflicted_files_are_reported_and_repaired() {
    let workspace = Workspace::fresh();
    let good = workspace.bytes();
    workspace.remove("openapi/schemas/Flag.schema.json");
    workspace.put("openapi/schemas/Text.schema.json", b"\xff\xfe");
    workspace.put("openapi/schemas/deep/er/old.json", b"\xff");
    let conflict = "<<<<<<< ours\nthis is no Rust\n=======\nnor this\n>>>>>>> theirs\n";
    workspace.put(CLIENT, conflict.as_bytes());

    let output = workspace.regen(&["--check"]);
    assert_eq!(output.status.code(), Some(1));
    let text = stdout(&output);
    for wanted in [
        "openapi/schemas/Flag.schema.json: missing: it is generated, and not there\n\
         --- /dev/null\n+++ b/openapi/schemas/Flag.schema.json\n",
        "openapi/schemas/Text.schema.json: unreadable: it is not UTF-8 text\n",
        "openapi/schemas/deep/er/old.json: orphaned: no generator makes this file\n",
        "plex-api/src/generated/mod.rs: stale: it holds the markers of an unfinished merge\n",
    ] {
        assert!(text.contains(wanted), "no\n{wanted}\nin\n{text}");
    }

    assert_eq!(workspace.regen(&[]).status.code(), Some(0));
    assert_eq!(workspace.bytes(), good);
}

#[test]
fn a_folder_where_a_file_belongs_fails_and_changes_nothing() {
    let workspace = Workspace::fresh();
    workspace.edit(SCHEMA, "object", "array");
    workspace.remove(CLIENT);
    workspace.put("plex-api/src/generated/mod.rs/inside", b"kept");
    let before = workspace.files();

    let output = workspace.regen(&["--check"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).contains("mod.rs: unreadable: a folder is in its place\n"));

    let output = workspace.regen(&[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).starts_with("cannot replace "),
        "{}",
        stderr(&output)
    );
    assert!(
        stderr(&output).contains("\nNothing was changed. "),
        "{}",
        stderr(&output)
    );
    assert_eq!(
        workspace.bytes(),
        before.into_iter().map(|(p, (b, _))| (p, b)).collect()
    );
}

#[test]
fn a_workspace_without_a_document_fails() {
    let workspace = Workspace::new();
    workspace.remove(DOCUMENT);
    let output = workspace.regen(&["--check"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).starts_with("cannot read openapi/plex.yaml in "));
}

#[test]
fn a_wrong_argument_fails_with_the_usage() {
    let output = Workspace::new().regen(&["--chek"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("--chek") && stderr(&output).contains("Usage: "));
}
