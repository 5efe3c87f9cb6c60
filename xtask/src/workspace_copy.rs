//! A copy of the workspace, for commands that change files which the workspace has to keep.

use std::fs;
use std::path::Path;
use std::process::Command;

/// Copies the files that git tracks or would track, except for `fuzz/`, over an older copy, if there is one.
pub(crate) fn copy(root: &Path, to: &Path) -> Result<(), String> {
    let files = Command::new("git")
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .args(["--", ":!fuzz"])
        .current_dir(root)
        .output()
        .map_err(|error| format!("cannot start git: {error}"))?;
    for file in String::from_utf8_lossy(&files.stdout).split_terminator('\0') {
        let (from, to) = (root.join(file), to.join(file));
        // A file that is deleted and not committed is still listed.
        if from.is_file() {
            to.parent()
                .map_or(Ok(()), fs::create_dir_all)
                .and_then(|()| fs::copy(&from, &to))
                .map_err(|error| format!("cannot copy {file}: {error}"))?;
        }
    }
    Ok(())
}
