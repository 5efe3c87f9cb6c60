//! The report of `xtask regen` about a change of the document, for each kind of change.

#![allow(
    clippy::unwrap_used,
    reason = "a failed expectation is what a test is for"
)]

use crate::support::{CLIENT, DOCUMENT, Workspace, stderr, stdout};

/// The file in which the SDK names the stable generated types.
const ROOT: &str = "plex-api/src/lib.rs";
const SUBTITLE: &str = "        subtitle:
          description: >-
            The present step of the job, for people. It may change while the activity is running.
          allOf:
            - $ref: '#/components/schemas/Text'
";
const OPTIMIZE: &str = "      description: Optimizes the server's database; with `async=1` the answer does not wait for the end.
      parameters:
        - name: async
          in: query
          description: 1 answers at once and leaves the work to an activity.
";
/// Something whose type is an enum.
const STATE: &str = "        state:
          description: How it is.
          type: string
          enum: [fine, bad, odd]
";

/// A workspace in which everything is fresh and `Activity` is stable.
fn workspace() -> Workspace {
    let workspace = Workspace::fresh();
    let root = "pub mod generated;\npub use generated::types::{Activity, ActivityNotification};\n";
    workspace.put(ROOT, root.as_bytes());
    workspace
}

/// The report about the edits, which both forms of the command print.
fn told(workspace: &Workspace, edits: &[(&str, &str)]) -> String {
    for (from, to) in edits {
        workspace.edit(DOCUMENT, from, to);
    }
    let check = workspace.regen(&["--check"]);
    assert_eq!(check.status.code(), Some(1), "{}", stderr(&check));
    let written = workspace.regen(&[]);
    assert_eq!(written.status.code(), Some(0), "{}", stderr(&written));
    let (_, meaning) = stdout(&written).split_once("changed\n\n").unwrap();
    assert!(
        stdout(&check).contains(meaning),
        "no\n{meaning}\nin\n{}",
        stdout(&check)
    );
    let after = workspace.regen(&["--check"]);
    assert_eq!((after.status.code(), stdout(&after)), (Some(0), ""));
    assert_eq!(
        stdout(&workspace.regen(&[])),
        "nothing to write: everything is fresh\n"
    );
    meaning.to_owned()
}

#[test]
fn changed_documentation_is_no_change_of_the_api() {
    let edits = [(
        "summary: Cancel an activity",
        "summary: Call an activity off",
    )];
    let wanted = "For callers of plex-api: no name and no type changes.\n";
    assert_eq!(told(&workspace(), &edits), wanted);
}

#[test]
fn a_new_field_breaks_no_caller() {
    let more =
        format!("{SUBTITLE}        mood:\n          description: m\n          type: string\n");
    insta::assert_snapshot!(told(&workspace(), &[(SUBTITLE, &more)]));
}

#[test]
fn a_removed_field_breaks_the_stable_surface() {
    insta::assert_snapshot!(told(&workspace(), &[(SUBTITLE, "")]));
}

#[test]
fn a_removed_field_of_a_raw_type_breaks_raw_callers_only() {
    let edits = [(
        "        claimed:
          description: True if the server belongs to an account.
          allOf:
            - $ref: '#/components/schemas/Flag'
",
        "",
    )];
    insta::assert_snapshot!(told(&workspace(), &edits));
}

#[test]
fn a_changed_field_type_breaks_callers() {
    let other = SUBTITLE.replace("schemas/Text", "schemas/Integer");
    insta::assert_snapshot!(told(&workspace(), &[(SUBTITLE, &other)]));
}

#[test]
fn a_field_that_becomes_required_or_optional_breaks_callers() {
    let workspace = workspace();
    let required = [("required: [uuid]", "required: [uuid, subtitle]")];
    insta::assert_snapshot!("required", told(&workspace, &required));
    let optional = [("required: [uuid, subtitle]", "required: [subtitle]")];
    insta::assert_snapshot!("optional", told(&workspace, &optional));
}

#[test]
fn a_field_renamed_only_in_json_is_reported() {
    let edits = [("        userID:", "        userId:")];
    insta::assert_snapshot!(told(&workspace(), &edits));
}

#[test]
fn a_removed_enum_value_breaks_callers_and_a_new_one_does_not() {
    let workspace = workspace();
    let with = format!("{SUBTITLE}{STATE}");
    insta::assert_snapshot!("enum_added", told(&workspace, &[(SUBTITLE, &with)]));
    insta::assert_snapshot!(
        "value_added",
        told(&workspace, &[("[fine, bad, odd]", "[fine, bad, odd, new]")])
    );
    insta::assert_snapshot!(
        "value_removed",
        told(&workspace, &[("[fine, bad, odd, new]", "[fine, bad, new]")])
    );
    insta::assert_snapshot!(
        "enum_no_more",
        told(&workspace, &[("          enum: [fine, bad, new]\n", "")])
    );
}

#[test]
fn new_required_changed_and_removed_parameters_break_callers() {
    let workspace = workspace();
    let required = format!("{OPTIMIZE}          required: true\n");
    insta::assert_snapshot!(
        "parameter_required",
        told(&workspace, &[(OPTIMIZE, &required)])
    );
    let renamed = required.replace("name: async", "name: later");
    insta::assert_snapshot!(
        "parameter_renamed",
        told(&workspace, &[(&required, &renamed)])
    );
    let schema = "          schema:\n            type: integer\n            minimum: 0\n            maximum: 1\n";
    let text = format!("{renamed}{schema}");
    let retyped = format!("{renamed}          schema:\n            type: string\n");
    insta::assert_snapshot!("parameter_retyped", told(&workspace, &[(&text, &retyped)]));
    let optional = renamed.replace("          required: true\n", "");
    insta::assert_snapshot!(
        "parameter_optional",
        told(&workspace, &[(&renamed, &optional)])
    );
}

#[test]
fn added_removed_moved_and_changed_operations_are_reported() {
    let workspace = workspace();
    let moved = [("  /library/optimize:", "  /library/optimise:")];
    insta::assert_snapshot!("operation_moved", told(&workspace, &moved));
    let renamed = [(
        "operationId: optimizeDatabase",
        "operationId: optimiseDatabase",
    )];
    insta::assert_snapshot!("operation_renamed", told(&workspace, &renamed));
    let answer = [
        (
            "      x-plex-stable: true
      x-plex-action: ask the server who it is
      x-plex-retry: true
      x-plex-envelope: MediaContainer
",
            "      x-plex-action: ask the server who it is
      x-plex-retry: true
",
        ),
        (
            "                $ref: '#/components/schemas/IdentityResponse'",
            "                $ref: '#/components/schemas/Identity'",
        ),
        (
            "    IdentityResponse:
      description: The answer to `GET /identity`.
      type: object
      required: [MediaContainer]
      properties:
        MediaContainer:
          $ref: '#/components/schemas/Identity'
",
            "",
        ),
    ];
    insta::assert_snapshot!("answer", told(&workspace, &answer));
}

#[test]
fn a_type_reached_from_a_stable_type_is_stable() {
    let workspace = workspace();
    let with = format!(
        "{SUBTITLE}        Maintenance:\n          $ref: '#/components/schemas/Maintenance'\n"
    );
    told(&workspace, &[(SUBTITLE, &with)]);
    let edits = [(
        "        title:
          description: A heading, for example `Maintenance`.
          xml:
            attribute: true
          allOf:
            - $ref: '#/components/schemas/Text'
",
        "",
    )];
    insta::assert_snapshot!(told(&workspace, &edits));
}

#[test]
fn a_missing_or_invalid_client_cannot_be_compared() {
    let workspace = workspace();
    workspace.put(CLIENT, b"this is no Rust");
    let output = workspace.regen(&["--check"]);
    let wanted = "For callers of plex-api: unknown, because the old client is not valid Rust: ";
    assert!(stdout(&output).contains(wanted), "{}", stdout(&output));
    workspace.remove(CLIENT);
    let output = workspace.regen(&[]);
    let wanted = "For callers of plex-api: there was no client to compare with.\n";
    assert!(stdout(&output).contains(wanted), "{}", stdout(&output));
}
