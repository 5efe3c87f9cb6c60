//! Who may read a file with a secret in it.

use std::path::Path;

/// What is wrong with the permissions of a file that holds a token, if anything is.
pub(crate) fn describe_exposure(file: &Path) -> Option<String> {
    is_readable_by_others(file).then(|| {
        format!(
            "{} holds a token, and other users of this machine can read it: chmod 600 {}",
            file.display(),
            file.display()
        )
    })
}

/// Whether a file can be read by other users of this machine.
#[cfg(unix)]
pub(crate) fn is_readable_by_others(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    // A file that cannot be looked at is told of by whoever reads it.
    std::fs::metadata(file).is_ok_and(|metadata| metadata.permissions().mode() & 0o044 != 0)
}

/// Whether a file can be read by other users of this machine, which is not known here.
#[cfg(not(unix))]
pub(crate) fn is_readable_by_others(_file: &Path) -> bool {
    false
}
