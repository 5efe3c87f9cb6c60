//! House rules that the compiler does not check: the required parts of every hand-written source file.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is what a test is for"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const MEMBERS: [&str; 8] = [
    "plex-api",
    "plex-api-build",
    "openapi",
    "xtask",
    "tests",
    "tests/semver_compat",
    "plex-sim",
    "plexctl",
];

struct Source {
    path: String,
    text: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut found = Vec::new();
    for member in MEMBERS {
        collect(&root.join(member), &mut found);
    }
    let found: Vec<Source> = found
        .into_iter()
        .map(|path| Source {
            text: std::fs::read_to_string(&path).unwrap(),
            path: path
                .strip_prefix(root)
                .unwrap()
                .display()
                .to_string()
                .replace('\\', "/"),
        })
        .filter(|source| !source.path.contains("/generated"))
        .collect();
    assert!(found.len() > 50, "only {} sources were found", found.len());
    found
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && path.file_name().is_none_or(|name| name != "target") {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Fails with one line for each finding.
fn none(findings: &[String]) {
    assert!(findings.is_empty(), "\n{}\n", findings.join("\n"));
}

fn lines_with(sources: &[Source], is_it: impl Fn(&Source, &str) -> bool) -> Vec<String> {
    let mut findings = Vec::new();
    for source in sources {
        for (number, line) in source.text.lines().enumerate() {
            if is_it(source, line) {
                findings.push(format!("{}:{}: {}", source.path, number + 1, line.trim()));
            }
        }
    }
    findings
}

#[test]
fn every_file_starts_with_its_purpose() {
    let silent = sources().into_iter().filter(|source| {
        !source.text.starts_with("//! ") && !source.text.starts_with("#![doc = include_str!")
    });
    none(&silent.map(|source| source.path).collect::<Vec<_>>());
}

#[test]
fn nothing_is_unfinished_or_disabled() {
    // Spelled in pieces, so that this file does not find itself.
    let marks = [
        ["to", "do!("].concat(),
        ["unimple", "mented!("].concat(),
        ["#[ign", "ore"].concat(),
        ["FIX", "ME"].concat(),
        ["TO", "DO"].concat(),
    ];
    let fences = [["```ign", "ore"].concat(), ["```rust,ign", "ore"].concat()];
    none(&lines_with(&sources(), |_, line| {
        let is_comment = line.trim_start().starts_with("//");
        marks.iter().any(|mark| line.contains(mark.as_str()))
            || is_comment && fences.iter().any(|fence| line.contains(fence.as_str()))
    }));
}

/// Outside of `blocking`, whose types are named after the types that they wrap.
#[test]
fn a_type_that_crosses_modules_has_a_name_of_its_own_in_its_crate() {
    let mut places: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for source in sources() {
        let Some((member, path)) = source.path.split_once("/src/") else {
            continue;
        };
        if path.starts_with("blocking/") || path.contains("tests") || path.contains("fuzzing") {
            continue;
        }
        for line in source.text.lines() {
            let Some(item) = line
                .strip_prefix("pub(crate) ")
                .or_else(|| line.strip_prefix("pub "))
            else {
                continue;
            };
            let mut words = item.split(|c: char| !c.is_alphanumeric() && c != '_');
            if matches!(words.next(), Some("struct" | "enum" | "trait" | "type")) {
                let name = words.next().unwrap().to_owned();
                let place = (member.to_owned(), name);
                places.entry(place).or_default().insert(source.path.clone());
            }
        }
    }
    assert!(places.len() > 300, "only {} types are found", places.len());
    let shared = places.iter().filter(|(_, files)| files.len() > 1);
    none(
        &shared
            .map(|((_, name), files)| format!("{name}: {files:?}"))
            .collect::<Vec<_>>(),
    );
}

/// Cargo looks for none by itself: a file that is named nowhere would never run.
#[test]
fn every_file_of_tests_belongs_to_a_program() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut findings = Vec::new();
    for member in ["plex-api-build", "plex-sim", "plexctl", "tests", "xtask"] {
        let folder = root.join(member).join("tests");
        let modules = std::fs::read_to_string(folder.join("main.rs")).unwrap();
        let manifest = std::fs::read_to_string(root.join(member).join("Cargo.toml")).unwrap();
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap();
            if path.extension().is_some_and(|extension| extension == "rs") && name != "main" {
                let module = format!("\nmod {name};\n");
                let program = format!("[[test]]\nname = \"{name}\"\n");
                if !modules.contains(&module) && !manifest.contains(&program) {
                    findings.push(format!("{member}/tests/{name}.rs: name it in main.rs"));
                }
            }
        }
    }
    none(&findings);
}

#[test]
fn no_line_has_trailing_whitespace() {
    none(&lines_with(&sources(), |_, line| {
        line.ends_with([' ', '\t'])
    }));
}

#[test]
fn no_test_sleeps() {
    let sleep = ["sle", "ep("].concat();
    let findings = lines_with(&sources(), |source, line| {
        let is_test = source.path.contains("/tests/") || source.path.ends_with("tests.rs");
        is_test && line.contains(&sleep)
    });
    none(&findings);
}

#[test]
fn no_unsafe_code_is_allowed_anywhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let manifest = std::fs::read_to_string(root.join("Cargo.toml")).unwrap();
    assert!(manifest.contains("unsafe_code = \"forbid\""));
    for member in MEMBERS {
        let manifest = std::fs::read_to_string(root.join(member).join("Cargo.toml")).unwrap();
        assert!(
            manifest.contains("[lints]\nworkspace = true"),
            "{member} has lints of its own"
        );
    }
}

#[test]
fn no_crate_has_a_build_script_or_procedural_macro() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    for member in MEMBERS {
        let folder = root.join(member);
        let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        let own = manifest.lines().any(|line| {
            ["build =", "build=", "proc-macro =", "proc-macro="]
                .iter()
                .any(|key| line.starts_with(key))
        });
        assert!(!own, "{member} has a build script or is a procedural macro");
        assert!(!folder.join("build.rs").exists(), "{member} has a build.rs");
    }
}

/// A program that is started inherits the environment, `PLEX_TOKEN` included.
#[test]
fn only_the_programs_of_hooks_are_started() {
    let programs = ["plexctl/src/", "plex-api/src/", "plex-sim/src/"];
    let words = [
        "process::Command",
        "process::{",
        "process::*",
        "Command::new",
    ];
    let mut starts = lines_with(&sources(), |source, line| {
        let code = line.split("//").next().unwrap_or_default();
        programs
            .iter()
            .any(|folder| source.path.starts_with(folder))
            && words.iter().any(|word| code.contains(word))
    });
    // The one module that may: "Other users of the same machine" in SECURITY.md.
    let before = starts.len();
    starts.retain(|found| !found.starts_with("plexctl/src/hooks/program.rs:"));
    assert!(
        starts.len() < before,
        "plexctl/src/hooks/program.rs starts no program"
    );
    none(&starts);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    for (member, starts_programs) in [("plexctl", true), ("plex-api", false), ("plex-sim", false)] {
        let manifest = std::fs::read_to_string(root.join(member).join("Cargo.toml")).unwrap();
        let own = manifest.split("[dev-dependencies]").next().unwrap();
        assert!(own.contains("tokio"), "{member}");
        assert_eq!(
            own.contains("\"process\""),
            starts_programs,
            "{member} turns tokio's processes on"
        );
    }
}
