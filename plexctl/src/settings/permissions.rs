//! Checks the permissions to read or change a file that holds a secret, or that says where a secret is sent.

use std::path::Path;

/// Describes the problem when other users can read or change a file that holds `secret`, such as "a
/// token".
pub(crate) fn describe_exposure(file: &Path, secret: &str) -> Option<String> {
    let shown = file.display();
    let access = match (grants(file, READ), grants(file, WRITE)) {
        (false, false) => return describe_folder(file),
        (true, false) => "read it",
        (false, true) => "change it",
        (true, true) => "read and change it",
    };
    Some(format!(
        "{shown} holds {secret}, and other users of this machine can {access}: chmod 600 {shown}"
    ))
}

/// Describes the problem when other users can change a configuration: they could name their own URL,
/// and receive the token.
pub(crate) fn describe_tampering(file: &Path) -> Option<String> {
    if !grants(file, WRITE) {
        return describe_folder(file);
    }
    let shown = file.display();
    Some(format!(
        "{shown} says where tokens are sent, and other users of this machine can change it: chmod \
         go-w {shown}"
    ))
}

/// Describes the problem when every user can replace the file, because the folder allows it.
fn describe_folder(file: &Path) -> Option<String> {
    let folder = match file.parent()? {
        empty if empty.as_os_str().is_empty() => Path::new("."),
        folder => folder,
    };
    let mode = mode(folder)?;
    // In a sticky folder such as /tmp only the owner of a file can replace it.
    (mode & EVERYONE_WRITES != 0 && mode & STICKY == 0).then(|| {
        let (file, folder) = (file.display(), folder.display());
        format!("every user of this machine can replace {file}: chmod o-w {folder}")
    })
}

/// The permissions of group and others.
const READ: u32 = 0o044;
const WRITE: u32 = 0o022;
const EVERYONE_WRITES: u32 = 0o002;
const STICKY: u32 = 0o1000;

fn grants(file: &Path, access: u32) -> bool {
    mode(file).is_some_and(|mode| mode & access != 0)
}

/// The permission bits; `None` for a missing file, whose reader reports the error.
#[cfg(unix)]
fn mode(file: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    Some(std::fs::metadata(file).ok()?.permissions().mode())
}

/// This platform has no such bits.
#[cfg(not(unix))]
fn mode(_file: &Path) -> Option<u32> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_file_or_folder_that_others_can_use_is_described() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("token");
        std::fs::write(&file, "made-up").unwrap();
        let set = |path: &Path, mode| {
            std::fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
        };
        for (mode, folder_mode, exposure, tampering) in [
            (0o600, 0o700, None, None),
            (0o600, 0o755, None, None),
            (0o600, 0o1777, None, None),
            (0o644, 0o700, Some("can read it"), None),
            (0o622, 0o700, Some("can change it"), Some("can change it")),
            (0o602, 0o700, Some("can change it"), Some("can change it")),
            (0o666, 0o700, Some("read and change"), Some("can change it")),
            (0o600, 0o777, Some("replace"), Some("replace")),
        ] {
            set(&file, mode);
            set(folder.path(), folder_mode);
            for (found, expected) in [
                (describe_exposure(&file, "a token"), exposure),
                (describe_tampering(&file), tampering),
            ] {
                match (found, expected) {
                    (None, None) => {}
                    (Some(found), Some(expected)) if found.contains(expected) => {}
                    (found, _) => panic!("{mode:o} in {folder_mode:o}: {found:?}"),
                }
            }
        }
    }
}
