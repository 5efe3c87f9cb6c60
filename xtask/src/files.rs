//! Changes several files as one: either all of them, or none.
//!
//! Everything is written beside its target first. Then each target is kept aside and replaced by
//! renaming, which other programs see as one step. If any step fails, the steps before it are
//! undone. This is the only module that writes.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// One change to one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FileChange {
    /// The file shall hold this text; its folder is made if need be.
    Write(PathBuf, String),
    /// The file shall not be there, nor its folder if that is empty then.
    Remove(PathBuf),
}

impl FileChange {
    fn path(&self) -> &Path {
        match self {
            Self::Write(path, _) | Self::Remove(path) => path,
        }
    }
}

/// Makes all changes, or none and says why not.
pub(crate) fn apply(changes: &[FileChange]) -> Result<(), String> {
    let mut work = Work::default();
    let done = changes
        .iter()
        .try_for_each(|change| work.stage(change))
        .and_then(|()| changes.iter().try_for_each(|change| work.commit(change)));
    match done {
        Ok(()) => {
            work.clean_up();
            for change in changes {
                if let FileChange::Remove(path) = change {
                    // Fails if something else is in it, and then it should stay.
                    let _ = path.parent().map(fs::remove_dir);
                }
            }
            Ok(())
        }
        Err(reason) => {
            work.undo();
            work.clean_up();
            Err(reason)
        }
    }
}

/// The finished steps, so that they can be undone.
#[derive(Default)]
struct Work {
    folders: Vec<PathBuf>,
    leftovers: Vec<PathBuf>,
    replaced: Vec<(PathBuf, PathBuf)>,
    created: Vec<PathBuf>,
}

impl Work {
    /// Writes the new text beside the target.
    fn stage(&mut self, change: &FileChange) -> Result<(), String> {
        let FileChange::Write(path, text) = change else {
            return Ok(());
        };
        let parent = path.parent().unwrap_or(Path::new("."));
        self.make_folder(parent)?;
        let staged = beside(path, "new");
        self.leftovers.push(staged.clone());
        // An interrupted run may have left one.
        discard(&staged);
        fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&staged)
            .and_then(|mut file| {
                file.write_all(text.as_bytes())?;
                file.sync_all()
            })
            .map_err(|error| told("write", path, &error))
    }

    /// Puts the staged text in the target's place, or takes the target away.
    fn commit(&mut self, change: &FileChange) -> Result<(), String> {
        let path = change.path();
        let aside = beside(path, "old");
        let exists = path.symlink_metadata().is_ok();
        if exists {
            self.leftovers.push(aside.clone());
            discard(&aside);
        }
        match change {
            FileChange::Write(..) => {
                if exists {
                    fs::copy(path, &aside).map_err(|error| told("replace", path, &error))?;
                }
                fs::rename(beside(path, "new"), path)
                    .map_err(|error| told("replace", path, &error))?;
            }
            FileChange::Remove(_) if exists => {
                fs::rename(path, &aside).map_err(|error| told("remove", path, &error))?;
            }
            FileChange::Remove(_) => {}
        }
        if exists {
            self.replaced.push((path.to_owned(), aside));
        } else {
            self.created.push(path.to_owned());
        }
        Ok(())
    }

    fn make_folder(&mut self, folder: &Path) -> Result<(), String> {
        let missing: Vec<PathBuf> = folder
            .ancestors()
            .take_while(|folder| !folder.exists())
            .map(Path::to_owned)
            .collect();
        fs::create_dir_all(folder).map_err(|error| told("make", folder, &error))?;
        self.folders.extend(missing);
        Ok(())
    }

    fn undo(&mut self) {
        for path in self.created.drain(..) {
            discard(&path);
        }
        for (path, aside) in self.replaced.drain(..) {
            // Nothing more can be done about a failure here; the text is still in `aside`, which
            // is left alone then.
            if fs::rename(&aside, &path).is_err() {
                self.leftovers.retain(|leftover| *leftover != aside);
            }
        }
    }

    /// Removes files that are only in the way now, and folders that were made for nothing.
    fn clean_up(&mut self) {
        for path in self.leftovers.drain(..) {
            discard(&path);
        }
        for folder in self.folders.drain(..) {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// A name in the same folder, so that renaming never has to copy.
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.regen-{suffix}"))
}

#[expect(
    clippy::disallowed_methods,
    reason = "only for files that this module has made"
)]
fn discard(path: &Path) {
    let _ = fs::remove_file(path);
}

fn told(verb: &str, path: &Path, error: &io::Error) -> String {
    format!("cannot {verb} {}: {error}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every file below a folder with its text, sorted.
    fn tree(folder: &Path) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            if entry.file_type().unwrap().is_dir() {
                let inner = tree(&entry.path());
                found.push((format!("{name}/"), String::new()));
                found.extend(
                    inner
                        .into_iter()
                        .map(|(path, text)| (format!("{name}/{path}"), text)),
                );
            } else {
                found.push((name, fs::read_to_string(entry.path()).unwrap()));
            }
        }
        found.sort();
        found
    }

    fn put(path: &Path, text: &str) {
        apply(&[FileChange::Write(path.to_owned(), text.to_owned())]).unwrap();
    }

    #[test]
    fn all_changes_are_made_and_no_temporary_file_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        put(&at("stale"), "old");
        put(&at("gone/orphan"), "o");
        apply(&[
            FileChange::Write(at("stale"), "new".into()),
            FileChange::Write(at("made/here"), "text".into()),
            FileChange::Remove(at("gone/orphan")),
        ])
        .unwrap();
        let after = [("made/", ""), ("made/here", "text"), ("stale", "new")];
        assert_eq!(
            tree(folder.path()),
            after.map(|(p, t)| (p.to_owned(), t.to_owned()))
        );
    }

    #[test]
    fn a_failure_in_the_middle_leaves_the_tree_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        put(&at("a"), "old");
        put(&at("orphan"), "o");
        put(&at("z/inside"), "a folder where a file should be");
        let before = tree(folder.path());
        let reason = apply(&[
            FileChange::Write(at("a"), "new".into()),
            FileChange::Write(at("made/here"), "text".into()),
            FileChange::Remove(at("orphan")),
            FileChange::Write(at("z"), "text".into()),
        ])
        .unwrap_err();
        assert!(reason.starts_with("cannot replace "), "{reason}");
        assert_eq!(tree(folder.path()), before);
    }

    #[test]
    fn files_of_an_interrupted_run_do_not_matter() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        put(&path, "old");
        put(&beside(&path, "new"), "half");
        put(&beside(&path, "old"), "older");
        put(&path, "new");
        assert_eq!(tree(folder.path()), [("a".to_owned(), "new".to_owned())]);
    }

    #[cfg(unix)]
    #[test]
    fn new_files_can_be_read_by_others() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        put(&path, "text");
        let plain = folder.path().join("plain");
        fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&plain)
            .unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&path), mode(&plain));
    }
}
