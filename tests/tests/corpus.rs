//! Every file that fuzzing has left in `fuzz/`, given to its target on a stable toolchain.
//!
//! `fuzz/seeds` has inputs that servers sent and people wrote, `fuzz/corpus` those that reached new
//! code, `fuzz/regressions` those that once broke a rule. The repair of a fault that fuzzing found
//! comes with its input there.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a failed expectation is what a test is for"
)]

use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use plex_api_tests::fuzzing::{TARGETS, Target};

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// Gives every file of one target to it, and fails with the names of the files that break a rule.
fn replay(name: &str) {
    let (_, target): (&str, Target) = *TARGETS
        .iter()
        .find(|(known, _)| *known == name)
        .expect("a target of this name");
    let mut broken = Vec::new();
    let mut count = 0;
    for kind in ["seeds", "corpus", "regressions"] {
        for file in files(&fuzz().join(kind).join(name)) {
            count += 1;
            let input = std::fs::read(&file).unwrap();
            if catch_unwind(|| target(&input)).is_err() {
                broken.push(file.display().to_string());
            }
        }
    }
    eprintln!("{name}: {count} inputs");
    assert!(count > 10, "only {count} inputs are there");
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

#[test]
fn the_corpus_of_error_bodies_passes() {
    replay("error_body");
}

#[test]
fn the_corpus_of_event_streams_passes() {
    replay("event_source");
}

#[test]
fn the_corpus_of_list_bodies_passes() {
    replay("list_body");
}

#[test]
fn the_corpus_of_openapi_documents_passes() {
    replay("openapi_document");
}

#[test]
fn the_corpus_of_scenario_files_passes() {
    replay("scenario_file");
}

#[test]
fn the_corpus_of_websocket_messages_passes() {
    replay("websocket");
}

#[test]
fn the_corpus_of_certificates_passes() {
    replay("certificate");
}

#[test]
fn the_corpus_of_completion_lines_passes() {
    replay("completion_line");
}

#[test]
fn the_corpus_of_identity_bodies_passes() {
    replay("identity_body");
}

#[test]
fn the_corpus_of_page_requests_passes() {
    replay("page_request");
}

#[test]
fn the_corpus_of_recordings_passes() {
    replay("recording");
}

#[test]
fn the_corpus_of_retained_messages_passes() {
    replay("retained_message");
}

#[test]
fn the_corpus_of_sections_bodies_passes() {
    replay("sections_body");
}

#[test]
fn every_fuzz_target_has_its_program_and_folders() {
    let manifest = std::fs::read_to_string(fuzz().join("Cargo.toml")).unwrap();
    for (name, _) in TARGETS {
        let program = fuzz().join("fuzz_targets").join(format!("{name}.rs"));
        let program = std::fs::read_to_string(program).unwrap();
        assert!(program.contains(&format!("fuzzing::{name}(")), "{program}");
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
        for kind in ["seeds", "corpus"] {
            assert!(
                !files(&fuzz().join(kind).join(name)).is_empty(),
                "{kind}/{name}"
            );
        }
    }
    assert_eq!(manifest.matches("[[bin]]").count(), TARGETS.len());
    // Each file is replayed: none lies in a folder that no target has.
    for kind in ["seeds", "corpus", "regressions"] {
        for folder in files(&fuzz().join(kind)) {
            let name = folder.file_name().unwrap().to_string_lossy().into_owned();
            assert!(
                TARGETS.iter().any(|(known, _)| *known == name),
                "{folder:?}"
            );
        }
    }
}
