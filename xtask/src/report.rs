//! The sentences that `regen` prints, and its exit codes.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use plex_api_build::{DocumentSpec, Failure};
use plex_api_documents::DOCUMENTS;
use similar::TextDiff;

use crate::drift::{Cause, Drift};
use crate::mirrored_files;
use crate::served_document;

/// The exit code when all files are up to date, or have been written.
const FRESH: u8 = 0;
/// The exit code when a file differs; `cargo xtask regen` repairs it.
const DRIFTED: u8 = 1;
/// The exit code when nothing could be compared or written.
const FAILED: u8 = 2;

/// The command that repairs drift.
const REPAIR: &str = "cargo xtask regen";
/// So many lines of a file's diff are shown.
const LINES: usize = 120;
/// So many lines are shown of a file that is wholly new or wholly gone.
const LINES_OF_WHOLE_FILES: usize = 20;

/// The output of the command, and its exit code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) code: u8,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Answer {
    pub(crate) fn done(text: impl Into<String>) -> Self {
        Self {
            code: FRESH,
            stdout: text.into(),
            stderr: String::new(),
        }
    }

    pub(crate) fn drifted(text: impl Into<String>) -> Self {
        Self {
            code: DRIFTED,
            stdout: text.into(),
            stderr: String::new(),
        }
    }

    pub(crate) fn failed(text: impl Into<String>) -> Self {
        Self {
            code: FAILED,
            stdout: String::new(),
            stderr: text.into(),
        }
    }
}

/// The answer of `--check`: nothing at all if nothing differs. `digests` has the digest of each
/// document, and `meaning` describes the effect of the difference on callers.
pub(crate) fn drifted(
    drifts: &[Drift],
    digests: &[(&DocumentSpec, String)],
    meaning: &str,
) -> Answer {
    if drifts.is_empty() {
        return Answer::done("");
    }
    let mut out = String::new();
    for (spec, digest) in digests {
        if is_document_newer(spec, drifts, digest) {
            let _ = writeln!(
                out,
                "{}: changed since {} was generated from it\n",
                spec.path, spec.client_folder
            );
        }
    }
    for drift in drifts {
        let _ = writeln!(out, "{}: {}", drift.path, sentence(drift));
        out.push_str(&diff(drift));
        out.push('\n');
    }
    if !meaning.is_empty() {
        let _ = writeln!(out, "{meaning}");
    }
    let _ = writeln!(
        out,
        "{}. To repair: {REPAIR}",
        counted(drifts.len(), "drifted")
    );
    Answer::drifted(out)
}

/// The answer of a `regen` that has written.
pub(crate) fn repaired(drifts: &[Drift], meaning: &str) -> Answer {
    let mut out = String::new();
    for drift in drifts {
        let verb = if drift.should.is_some() {
            "wrote"
        } else {
            "removed"
        };
        let _ = writeln!(out, "{verb} {}", drift.path);
    }
    if drifts.is_empty() {
        out.push_str("nothing to write: everything is fresh\n");
    } else {
        let _ = writeln!(out, "{}", counted(drifts.len(), "changed"));
    }
    if !meaning.is_empty() {
        let _ = write!(out, "\n{meaning}");
    }
    Answer::done(out)
}

/// The answer to documents that cannot be built from.
pub(crate) fn broken_documents(failures: &[Failure]) -> Answer {
    let mut out = String::new();
    for failure in failures {
        let _ = writeln!(out, "{failure}");
    }
    let broken: Vec<&str> = failures.iter().map(Failure::document).collect();
    let broken = broken.join(" and ");
    Answer::failed(format!(
        "{out}Nothing was compared or written. Mend {broken}, then: {REPAIR}\n"
    ))
}

/// The answer where there is no document.
pub(crate) fn no_document(spec: &DocumentSpec, root: &Path, error: &io::Error) -> Answer {
    Answer::failed(format!(
        "cannot read {} in {}: {error}\n    hint: name the workspace that has it\n\
         Nothing was compared or written. Then: {REPAIR} --root DIR\n",
        spec.path,
        root.display()
    ))
}

/// The answer to a file system that would not let itself be read or written.
pub(crate) fn not_written(reason: &str) -> Answer {
    Answer::failed(format!(
        "{reason}\nNothing was changed. Remove what is in the way, then: {REPAIR}\n"
    ))
}

fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} file{plural} {what}")
}

fn sentence(drift: &Drift) -> String {
    match &drift.cause {
        Cause::Missing => "missing: it is generated, and not there".to_owned(),
        Cause::Stale => format!("stale: not what {} gives", source_of(&drift.path)),
        Cause::Conflicted => "stale: it holds the markers of an unfinished merge".to_owned(),
        Cause::Orphaned => "orphaned: no generator makes this file".to_owned(),
        Cause::Unreadable(reason) => format!("unreadable: {reason}"),
    }
}

/// The source of a generated file.
fn source_of(path: &str) -> &'static str {
    let made_by =
        |spec: &&DocumentSpec| is_in(path, spec.client_folder) || is_in(path, spec.schemas_folder);
    mirrored_files::source_of(path)
        .or_else(|| served_document::source_of(path))
        .or_else(|| Some(DOCUMENTS.iter().find(made_by)?.path))
        .unwrap_or("its source")
}

fn is_in(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder)
        .is_some_and(|rest| rest.starts_with('/'))
}

/// Returns `true` if the client on disk names another document in its head.
fn is_document_newer(spec: &DocumentSpec, drifts: &[Drift], digest: &str) -> bool {
    drifts.iter().any(|drift| {
        is_in(&drift.path, spec.client_folder)
            && drift
                .should
                .as_ref()
                .is_some_and(|text| text.contains(digest))
            && drift.is.as_ref().is_some_and(|text| !text.contains(digest))
    })
}

/// From the text on disk (`a/`) to the new text (`b/`), as `regen` would change it.
fn diff(drift: &Drift) -> String {
    let old = drift.is.as_deref().unwrap_or_default();
    let new = drift.should.as_deref().unwrap_or_default();
    let path = &drift.path;
    let whole = drift.is.is_none() || drift.should.is_none();
    if matches!(drift.cause, Cause::Unreadable(_)) || whole && old == new {
        return String::new();
    }
    let none = || "/dev/null".to_owned();
    let before = drift.is.as_ref().map_or_else(none, |_| format!("a/{path}"));
    let after = drift
        .should
        .as_ref()
        .map_or_else(none, |_| format!("b/{path}"));
    let text = TextDiff::from_lines(old, new)
        .unified_diff()
        .context_radius(3)
        .header(&before, &after)
        .to_string();
    let limit = if whole { LINES_OF_WHOLE_FILES } else { LINES };
    let total = text.lines().count();
    let mut shown: String = text.split_inclusive('\n').take(limit).collect();
    if !shown.ends_with('\n') {
        shown.push('\n');
    }
    if total > limit {
        let _ = writeln!(shown, "... and {} more lines of this diff", total - limit);
    }
    shown
}

#[cfg(test)]
mod tests {
    use plex_api_documents::{PLEX, PLEX_TV};

    use super::*;

    fn drift(path: &str, cause: Cause, is: Option<&str>, should: Option<&str>) -> Drift {
        Drift {
            path: path.to_owned(),
            cause,
            is: is.map(str::to_owned),
            should: should.map(str::to_owned),
        }
    }

    fn printed(drift: Drift) -> String {
        let answer = drifted(&[drift], &[], "");
        assert_eq!((answer.code, answer.stderr.as_str()), (DRIFTED, ""));
        answer.stdout
    }

    #[test]
    fn fresh_files_are_not_mentioned() {
        assert_eq!(drifted(&[], &[], ""), Answer::done(""));
        assert_eq!(drifted(&[], &[], "").code, FRESH);
    }

    #[test]
    fn a_missing_file() {
        let file = drift(
            "openapi/schemas/A.schema.json",
            Cause::Missing,
            None,
            Some("{}\n"),
        );
        insta::assert_snapshot!(printed(file));
    }

    #[test]
    fn a_stale_file() {
        let old = "//! head\n\nfn a() {}\nfn b() {}\n";
        let new = "//! head\n\nfn a() {}\nfn c() {}\n";
        let file = drift(
            "plex-api/src/generated/mod.rs",
            Cause::Stale,
            Some(old),
            Some(new),
        );
        insta::assert_snapshot!(printed(file));
    }

    #[test]
    fn a_file_with_an_unfinished_merge() {
        let old = "<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n";
        let file = drift(
            "openapi/schemas/A.json",
            Cause::Conflicted,
            Some(old),
            Some("a\n"),
        );
        insta::assert_snapshot!(printed(file));
    }

    #[test]
    fn an_orphaned_file() {
        let file = drift("openapi/schemas/B.json", Cause::Orphaned, Some("{}"), None);
        insta::assert_snapshot!(printed(file));
    }

    #[test]
    fn an_unreadable_file() {
        let cause = Cause::Unreadable("it is not UTF-8 text".to_owned());
        insta::assert_snapshot!(printed(drift(
            "openapi/schemas/A.json",
            cause,
            None,
            Some("{}")
        )));
    }

    #[test]
    fn a_document_that_changed_is_named_before_what_follows_from_it() {
        let path = "plex-api/src/generated/mod.rs";
        let file = drift(path, Cause::Stale, Some("//! old\n"), Some("//! digest\n"));
        let other = drift(
            "openapi/schemas/B.json",
            Cause::Orphaned,
            Some("{}\n"),
            None,
        );
        let digests = [(&PLEX, "digest".to_owned()), (&PLEX_TV, "other".to_owned())];
        insta::assert_snapshot!(drifted(&[other, file], &digests, "").stdout);
    }

    #[test]
    fn a_huge_diff_is_cut_and_says_how_much_is_missing() {
        let new: String = (0..500).map(|line| format!("{line}\n")).collect();
        let missing = printed(drift("a", Cause::Missing, None, Some(&new)));
        assert!(
            missing.contains("\n... and 483 more lines of this diff\n"),
            "{missing}"
        );
        assert_eq!(missing.lines().count(), LINES_OF_WHOLE_FILES + 4);
        let stale = printed(drift("a", Cause::Stale, Some("x\n"), Some(&new)));
        assert_eq!(stale.lines().count(), LINES + 4, "{stale}");
    }

    #[test]
    fn written_files_are_listed() {
        let drifts = [
            drift("a", Cause::Missing, None, Some("")),
            drift("b", Cause::Orphaned, None, None),
        ];
        let answer = repaired(&drifts, "For callers: nothing.\n");
        assert_eq!(
            answer,
            Answer::done("wrote a\nremoved b\n2 files changed\n\nFor callers: nothing.\n")
        );
        let answer = repaired(&[], "");
        assert_eq!(
            answer,
            Answer::done("nothing to write: everything is fresh\n")
        );
    }

    #[test]
    fn failures_differ_by_cause_and_end_with_the_command() {
        let missing = io::Error::from(io::ErrorKind::NotFound);
        let failures = [PLEX, PLEX_TV]
            .map(|spec| plex_api_build::build(&spec, "openapi: 3.1.0\n").unwrap_err());
        for (name, answer) in [
            (
                "no_document",
                no_document(&PLEX_TV, Path::new("elsewhere"), &missing),
            ),
            ("broken_documents", broken_documents(&failures)),
            (
                "not_written",
                not_written("cannot replace a: a folder is in its place"),
            ),
        ] {
            assert_eq!((answer.code, answer.stdout.as_str()), (FAILED, ""));
            assert!(
                answer
                    .stderr
                    .trim_end()
                    .lines()
                    .next_back()
                    .unwrap()
                    .contains(REPAIR)
            );
            insta::assert_snapshot!(name, answer.stderr);
        }
    }
}
