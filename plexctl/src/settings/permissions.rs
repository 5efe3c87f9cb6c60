//! Checks who can read a file that holds a secret.

use std::path::Path;

/// Describes the problem when other users can read a file that holds a token.
pub(crate) fn describe_exposure(file: &Path) -> Option<String> {
    is_readable_by_others(file).then(|| {
        format!(
            "{} holds a token, and other users of this machine can read it: chmod 600 {}",
            file.display(),
            file.display()
        )
    })
}

/// Whether other users of this machine can read a file.
#[cfg(unix)]
pub(crate) fn is_readable_by_others(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    // Reading the file reports this error.
    std::fs::metadata(file).is_ok_and(|metadata| metadata.permissions().mode() & 0o044 != 0)
}

/// Always false: this platform has no such check.
#[cfg(not(unix))]
pub(crate) fn is_readable_by_others(_file: &Path) -> bool {
    false
}
