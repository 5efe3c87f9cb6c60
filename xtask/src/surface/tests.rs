//! When the snapshot is renewed, and when not.

use super::snapshot::Section;
use super::*;

const ONE: &str = "## Unreleased\n\n- the beginning\n";

fn entries(text: &str) -> Entries {
    Entries::unreleased(text)
}

fn snapshot(lines: &[&str], changelog: &str) -> Snapshot {
    let section = Section {
        title: "With the default features".to_owned(),
        lines: lines.iter().map(|&line| line.to_owned()).collect(),
    };
    Snapshot::new(vec![section], &entries(changelog))
}

fn on_disk(text: &str) -> Option<Snapshot> {
    Some(Snapshot::parse(text))
}

fn refusal(verdict: Verdict) -> String {
    match verdict {
        Verdict::Refused(text) => text,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_written_is_read_back_and_is_the_same() {
    let written = snapshot(&["pub struct plex_api::Plex"], ONE);
    let read = Snapshot::parse(&written.text());
    assert_eq!(read, written);
    // A changelog that went on in the meantime is no change of the surface.
    let later = entries("## Unreleased\n\n- the beginning\n- more\n");
    assert_eq!(judge(Some(&read), &written, &later, true), Verdict::Same);
    assert_eq!(judge(Some(&read), &written, &later, false), Verdict::Same);
}

#[test]
fn a_changed_surface_fails_the_check_with_what_changed() {
    let before = on_disk(&snapshot(&["pub fn plex_api::Plex::get(&self)"], ONE).text());
    let after = snapshot(&["pub fn plex_api::Plex::get(&self, u8)"], ONE);
    let text = refusal(judge(before.as_ref(), &after, &entries(ONE), true));
    assert!(
        text.contains("- pub fn plex_api::Plex::get(&self)\n"),
        "{text}"
    );
    assert!(
        text.contains("+ pub fn plex_api::Plex::get(&self, u8)\n"),
        "{text}"
    );
    assert!(text.contains("names: Plex."), "{text}");
    assert!(text.contains("cargo xtask surface"), "{text}");
}

#[test]
fn the_snapshot_is_renewed_only_with_a_new_entry_that_names_the_change() {
    let before = on_disk(&snapshot(&["pub struct plex_api::Plex"], ONE).text());
    let lines = ["pub struct plex_api::Plex", "pub struct plex_api::Watcher"];
    for silent in [
        ONE,
        "## Unreleased\n\n- the beginning\n- `plexctl` has a new command\n",
    ] {
        let after = snapshot(&lines, silent);
        let text = refusal(judge(before.as_ref(), &after, &entries(silent), false));
        assert!(text.contains("names: Watcher."), "{text}");
    }
    let telling = "## Unreleased\n\n- the beginning\n- `Watcher` is new\n";
    let after = snapshot(&lines, telling);
    let verdict = judge(before.as_ref(), &after, &entries(telling), false);
    assert!(matches!(verdict, Verdict::Write(_)), "{verdict:?}");
    // The same entry tells of nothing that comes later.
    let renewed = on_disk(&after.text());
    let more = snapshot(&["pub struct plex_api::Plex"], telling);
    let text = refusal(judge(renewed.as_ref(), &more, &entries(telling), false));
    assert!(text.contains("names: Watcher."), "{text}");
}

#[test]
fn a_snapshot_edited_by_hand_is_refused_though_it_says_what_the_code_says() {
    let text = snapshot(&["pub struct plex_api::Plex"], ONE).text();
    let edited = on_disk(&text.replace("Plex\n", "Plex\npub struct plex_api::Watcher\n"));
    let after = snapshot(
        &["pub struct plex_api::Plex", "pub struct plex_api::Watcher"],
        ONE,
    );
    for check in [true, false] {
        let text = refusal(judge(edited.as_ref(), &after, &entries(ONE), check));
        assert!(text.contains("never edited by hand"), "{text}");
    }
}

#[test]
fn after_a_merge_of_two_versions_it_is_written_anew() {
    let one = snapshot(&["pub struct plex_api::Plex"], ONE).text();
    let merged = on_disk(&one.replace("# digest ", "# digest 0123456789abcdef\n# digest "));
    let after = snapshot(
        &["pub struct plex_api::Plex", "pub struct plex_api::Watcher"],
        ONE,
    );
    let text = refusal(judge(merged.as_ref(), &after, &entries(ONE), true));
    assert!(text.contains("merged"), "{text}");
    let verdict = judge(merged.as_ref(), &after, &entries(ONE), false);
    assert!(matches!(verdict, Verdict::Write(_)), "{verdict:?}");
}

#[test]
fn a_snapshot_that_is_not_there_is_written_and_fails_the_check() {
    let after = snapshot(&["pub struct plex_api::Plex"], ONE);
    assert!(refusal(judge(None, &after, &entries(ONE), true)).contains("missing"));
    assert!(matches!(
        judge(None, &after, &entries(ONE), false),
        Verdict::Write(_)
    ));
}
