//! The account in a file that only its owner can read.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::store::{AccountStore, StoreError, StoreLock};
use super::stored_account::StoredAccount;
use crate::error::{Error, Result};

/// A larger file is no account.
const MAX_FILE: usize = 64 * 1024;

/// Nor is a larger one a list of servers: one of 200 has 200 KiB.
const MAX_SERVERS_FILE: usize = 1024 * 1024;

/// Keeps an account in a file: the default [`AccountStore`].
///
/// The file has the mode 0600, and a folder that must be made 0700. It is written under another name,
/// flushed to the disk, and renamed, so that a crash leaves the old account or the new one. A second
/// file, with `.lock` behind the name, locks it against other processes.
///
/// It is refused, and never overwritten, when other users can read or change it, when it is of a newer
/// version of this crate, and when it is cut off or something else. On Windows, where there are no such
/// modes, the access list of the user's profile protects it.
#[derive(Clone, Debug)]
pub struct FileStore {
    file: PathBuf,
}

impl FileStore {
    /// Keeps the account in this file.
    #[must_use]
    pub fn new(file: impl Into<PathBuf>) -> Self {
        Self { file: file.into() }
    }

    /// Keeps it in `account.json` in the folder of `program` below the user's configuration folder:
    /// `$XDG_CONFIG_HOME`, else `$HOME/.config`; on Windows `%LOCALAPPDATA%`.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) when none of these variables has an absolute
    /// path, and when `program` is not the name of a folder.
    pub fn in_configuration_folder(program: &str) -> Result<Self> {
        Self::below(program, |name| std::env::var_os(name).map(PathBuf::from))
    }

    fn below(program: &str, variable: impl Fn(&str) -> Option<PathBuf>) -> Result<Self> {
        let is_name = !program.is_empty()
            && !program.starts_with('.')
            && !program.contains(['/', '\\', ':', '\0']);
        if !is_name {
            return Err(Error::invalid(
                "expected the name of a program for its configuration folder, got a path or nothing",
            ));
        }
        let absolute = |name: &str| variable(name).filter(|path| path.is_absolute());
        let folder = match cfg!(windows) {
            true => absolute("LOCALAPPDATA"),
            false => absolute("XDG_CONFIG_HOME")
                .or_else(|| absolute("HOME").map(|home| home.join(".config"))),
        };
        let folder = folder.ok_or_else(|| {
            Error::invalid(match cfg!(windows) {
                true => "LOCALAPPDATA is not set, so there is no place for the account",
                false => {
                    "neither XDG_CONFIG_HOME nor HOME has an absolute path, so there is no place for \
                     the account: set one, or name a file"
                }
            })
        })?;
        Ok(Self::new(folder.join(program).join("account.json")))
    }

    /// Its path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.file
    }

    /// The path with this behind its name.
    fn beside(&self, extension: &str) -> PathBuf {
        let mut name = self.file.clone().into_os_string();
        name.push(extension);
        name.into()
    }

    fn folder(&self) -> &Path {
        match self.file.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        }
    }

    fn read(&self) -> Result<Option<StoredAccount>> {
        let shown = self.file.display();
        let file = match File::open(&self.file) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.failed("read", &error)),
        };
        let metadata = file
            .metadata()
            .map_err(|error| self.failed("read", &error))?;
        if !metadata.is_file() {
            return Err(Error::invalid(format!(
                "the account file {shown} is not a file"
            )));
        }
        access::check_file(&self.file, &metadata)?;
        access::check_folder(&self.file, self.folder())?;
        let json = read_bounded(file, MAX_FILE).map_err(|error| self.failed("read", &error))?;
        let json = json.ok_or_else(|| {
            Error::invalid(format!(
                "the account file {shown} has more than {MAX_FILE} bytes, which no account file has. Nothing was \
                 changed"
            ))
        })?;
        let account = StoredAccount::from_json(&json).map_err(|error| {
            Error::invalid(format!(
                "the account file {shown} cannot be used: {error}. Nothing was changed; if you do not \
                 need it, remove it and sign in again"
            ))
        })?;
        Ok(Some(account))
    }

    /// The file of the known servers.
    fn servers_file(&self) -> PathBuf {
        self.beside(".servers")
    }

    fn read_servers(&self) -> Result<Option<Zeroizing<Vec<u8>>>> {
        let path = self.servers_file();
        let failed =
            |error: &io::Error| Error::invalid(format!("cannot read {}: {error}", path.display()));
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(&error)),
        };
        access::check_file(&path, &file.metadata().map_err(|error| failed(&error))?)?;
        read_bounded(file, MAX_SERVERS_FILE).map_err(|error| failed(&error))
    }

    fn write(&self, file: &Path, json: &[u8]) -> io::Result<()> {
        let new = self.beside(".new");
        // A process that ended while it wrote left it. No other process writes while this one holds the lock.
        remove(&new)?;
        let written = access::create_new(&new).and_then(|mut file| {
            file.write_all(json)?;
            file.sync_all()
        });
        let moved = written.and_then(|()| fs::rename(&new, file));
        if moved.is_err() {
            // A half-written file has secrets in it, too.
            let _ = remove(&new);
        }
        moved?;
        access::flush_folder(self.folder())
    }

    fn failed(&self, what: &str, error: &io::Error) -> Error {
        Error::invalid(format!(
            "cannot {what} the account file {}: {error}",
            self.file.display()
        ))
        .with_io_error_kind(Some(error.kind()))
    }
}

impl AccountStore for FileStore {
    fn describe(&self) -> String {
        self.file.display().to_string()
    }

    fn load(&self) -> Result<Option<StoredAccount>, StoreError> {
        Ok(self.read()?)
    }

    fn save(&self, account: &StoredAccount) -> Result<(), StoreError> {
        // An unreadable file is not overwritten.
        self.read()?;
        let written = account.with_json(|json| self.write(&self.file, json))?;
        Ok(written.map_err(|error| {
            self.failed("write", &error)
                .with_hint("What was there before is still there")
        })?)
    }

    fn erase(&self) -> Result<(), StoreError> {
        let removed = remove(&self.beside(".new"))
            .and_then(|()| remove(&self.file))
            .and_then(|()| remove(&self.servers_file()))
            .and_then(|()| match self.folder().exists() {
                true => access::flush_folder(self.folder()),
                false => Ok(()),
            });
        Ok(removed.map_err(|error| self.failed("remove", &error))?)
    }

    fn load_servers(&self) -> Result<Option<Vec<u8>>, StoreError> {
        let read = self.read_servers()?;
        Ok(read.map(|mut bytes| std::mem::take(&mut *bytes)))
    }

    fn save_servers(&self, servers: Option<&[u8]>) -> Result<(), StoreError> {
        let file = self.servers_file();
        let saved = match servers {
            Some(servers) => self.write(&file, servers),
            None => remove(&file),
        };
        Ok(saved
            .map_err(|error| Error::invalid(format!("cannot write {}: {error}", file.display())))?)
    }

    fn try_lock(&self) -> Result<Option<StoreLock>, StoreError> {
        let locked = access::create_folder(self.folder())
            .and_then(|()| access::try_lock(&self.beside(".lock")));
        Ok(locked.map_err(|error| self.failed("lock", &error))?)
    }
}

/// The content, or `None` when it is too large. The buffer never grows, because one that grows leaves
/// its old content behind.
fn read_bounded(file: File, limit: usize) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
    let mut content = Zeroizing::new(Vec::with_capacity(limit + 1));
    let mut file = file.take(limit as u64 + 1);
    let mut piece = Zeroizing::new([0; 4096]);
    loop {
        match file.read(piece.as_mut_slice()) {
            Ok(0) => return Ok((content.len() <= limit).then_some(content)),
            Ok(count) => content.extend_from_slice(piece.get(..count).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Removes a file that may not be there.
fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Checks by their modes which users may read and change files.
#[cfg(unix)]
mod access {
    use std::fs::{DirBuilder, Metadata, Permissions};
    use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};

    use rustix::fs::{FlockOperation, flock};
    use rustix::io::Errno;

    use super::{Error, File, OpenOptions, Path, Result, StoreLock, io};

    const OWNER_ONLY: u32 = 0o600;
    const FOLDER: u32 = 0o700;
    const GROUP_AND_OTHERS: u32 = 0o077;
    const OTHERS_WRITE: u32 = 0o022;
    const STICKY: u32 = 0o1000;

    pub(super) fn check_file(path: &Path, metadata: &Metadata) -> Result<()> {
        if metadata.permissions().mode() & GROUP_AND_OTHERS == 0 {
            return Ok(());
        }
        let shown = path.display();
        Err(Error::invalid(format!(
            "the account file {shown} is not used, because other users of this machine can read or \
             change it: chmod 600 {shown}. If somebody may have read it, sign out and in again"
        )))
    }

    /// In a sticky folder, such as /tmp, only the owner of a file can replace it.
    pub(super) fn check_folder(file: &Path, folder: &Path) -> Result<()> {
        let mode = folder
            .metadata()
            .map(|metadata| metadata.permissions().mode());
        if mode.is_ok_and(|mode| mode & OTHERS_WRITE == 0 || mode & STICKY != 0) {
            return Ok(());
        }
        let (file, folder) = (file.display(), folder.display());
        Err(Error::invalid(format!(
            "the account file {file} is not used, because other users of this machine can replace it: \
             chmod go-w {folder}"
        )))
    }

    pub(super) fn create_folder(folder: &Path) -> io::Result<()> {
        DirBuilder::new()
            .recursive(true)
            .mode(FOLDER)
            .create(folder)
    }

    /// Fails if there is such a file, also a link.
    pub(super) fn create_new(path: &Path) -> io::Result<File> {
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(OWNER_ONLY)
            .open(path)
    }

    /// A rename is on the disk when its folder is.
    pub(super) fn flush_folder(folder: &Path) -> io::Result<()> {
        File::open(folder)?.sync_all()
    }

    /// The system releases the lock with the last handle of the file, so a crash leaves none.
    pub(super) fn try_lock(path: &Path) -> io::Result<Option<StoreLock>> {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(OWNER_ONLY)
            .open(path)?;
        // A user who can open it can hold the lock for ever.
        if file.metadata()?.permissions().mode() & GROUP_AND_OTHERS != 0 {
            file.set_permissions(Permissions::from_mode(OWNER_ONLY))?;
        }
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Some(StoreLock::new(file))),
            Err(Errno::WOULDBLOCK) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

/// The access list of the user's profile decides, so there is nothing to check.
#[cfg(not(unix))]
mod access {
    use std::fs::Metadata;

    use super::{File, OpenOptions, Path, Result, StoreLock, fs, io};

    pub(super) fn check_file(_: &Path, _: &Metadata) -> Result<()> {
        Ok(())
    }

    pub(super) fn check_folder(_: &Path, _: &Path) -> Result<()> {
        Ok(())
    }

    pub(super) fn create_folder(folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)
    }

    pub(super) fn create_new(path: &Path) -> io::Result<File> {
        OpenOptions::new().write(true).create_new(true).open(path)
    }

    pub(super) fn flush_folder(_: &Path) -> io::Result<()> {
        Ok(())
    }

    /// A file that is open without sharing cannot be opened again, until its handle is gone.
    #[cfg(windows)]
    pub(super) fn try_lock(path: &Path) -> io::Result<Option<StoreLock>> {
        use std::os::windows::fs::OpenOptionsExt;

        const SHARING_VIOLATION: i32 = 32;
        let opened = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .share_mode(0)
            .open(path);
        match opened {
            Ok(file) => Ok(Some(StoreLock::new(file))),
            Err(error) if error.raw_os_error() == Some(SHARING_VIOLATION) => Ok(None),
            Err(error) => Err(error),
        }
    }

    #[cfg(not(windows))]
    pub(super) fn try_lock(_: &Path) -> io::Result<Option<StoreLock>> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::account::stored_account::{Installation, SignInKind};
    use crate::error::ErrorKind;

    fn account() -> StoredAccount {
        StoredAccount {
            pending: Some(Installation::generate(SignInKind::DeviceKey).unwrap()),
            ..StoredAccount::default()
        }
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    fn message(error: StoreError) -> String {
        let error = error.downcast::<Error>().unwrap();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        error.to_string()
    }

    #[test]
    fn files_and_folders_are_the_owners_alone_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let store = FileStore::new(folder.path().join("a/b/account.json"));
        assert!(store.load().unwrap().is_none());
        assert!(!store.folder().exists(), "reading makes no folder");
        let lock = store.try_lock().unwrap().unwrap();
        store.save(&account()).unwrap();
        store.save(&account()).unwrap();
        assert!(store.load().unwrap().unwrap().pending.is_some());
        assert_eq!(mode(store.folder()), 0o700);
        let names = || {
            let entries = fs::read_dir(store.folder()).unwrap();
            let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
            names.sort();
            names
        };
        assert_eq!(names(), ["account.json", "account.json.lock"]);
        assert_eq!(mode(store.path()), 0o600);
        assert_eq!(mode(&store.beside(".lock")), 0o600);
        store.erase().unwrap();
        store.erase().unwrap();
        assert_eq!(names(), ["account.json.lock"]);
        drop(lock);
    }

    #[test]
    fn what_others_can_read_or_change_is_neither_read_nor_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let store = FileStore::new(folder.path().join("account.json"));
        store.save(&account()).unwrap();
        let content = fs::read(store.path()).unwrap();
        for (file, in_folder, expected) in [
            (0o640, 0o700, "chmod 600"),
            (0o604, 0o700, "chmod 600"),
            (0o620, 0o700, "chmod 600"),
            (0o602, 0o700, "chmod 600"),
            (0o600, 0o777, "chmod go-w"),
            (0o600, 0o770, "chmod go-w"),
        ] {
            set_mode(store.path(), file);
            set_mode(folder.path(), in_folder);
            for error in [
                store.load().unwrap_err(),
                store.save(&account()).unwrap_err(),
            ] {
                let message = message(error);
                assert!(
                    message.contains(expected),
                    "{file:o} {in_folder:o}: {message}"
                );
            }
            assert_eq!(fs::read(store.path()).unwrap(), content);
        }
        for (file, in_folder) in [(0o600, 0o755), (0o400, 0o700), (0o600, 0o1777)] {
            set_mode(store.path(), file);
            set_mode(folder.path(), in_folder);
            assert!(store.load().unwrap().is_some());
        }
    }

    #[test]
    fn what_cannot_be_read_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let store = FileStore::new(folder.path().join("account.json"));
        store.save(&account()).unwrap();
        let whole = fs::read_to_string(store.path()).unwrap();
        for (content, expected) in [
            (whole.split_at(whole.len() / 2).0.to_owned(), "cut off"),
            (String::new(), "cut off"),
            (
                whole.replace(r#""version":1"#, r#""version":9"#),
                "version 9",
            ),
            ("hunter2".to_owned(), "got something else"),
            ("x".repeat(MAX_FILE + 1), "more than 65536 bytes"),
        ] {
            fs::write(store.path(), &content).unwrap();
            for error in [
                store.load().unwrap_err(),
                store.save(&account()).unwrap_err(),
            ] {
                let message = message(error);
                assert!(message.contains(expected), "{message}");
                assert!(message.contains("account.json"), "{message}");
                assert!(!message.contains("hunter2"), "{message}");
            }
            assert_eq!(fs::read_to_string(store.path()).unwrap(), content);
        }
    }

    #[test]
    fn whatever_a_crash_leaves_under_the_other_name_the_account_stays() {
        let folder = tempfile::tempdir().unwrap();
        let store = FileStore::new(folder.path().join("account.json"));
        store.save(&account()).unwrap();
        let before = fs::read(store.path()).unwrap();
        for cut in [0, before.len() / 2, before.len()] {
            fs::write(store.beside(".new"), &before[..cut]).unwrap();
            store.load().unwrap().unwrap();
            assert_eq!(fs::read(store.path()).unwrap(), before);
        }
        // Somebody's link at its path is not followed.
        let elsewhere = folder.path().join("elsewhere");
        fs::remove_file(store.beside(".new")).unwrap();
        std::os::unix::fs::symlink(&elsewhere, store.beside(".new")).unwrap();
        store.save(&account()).unwrap();
        assert!(!elsewhere.exists() && !store.beside(".new").exists());
        assert_ne!(fs::read(store.path()).unwrap(), before);
    }

    #[test]
    fn the_lock_is_one_and_is_released_with_its_holder() {
        let folder = tempfile::tempdir().unwrap();
        let store = FileStore::new(folder.path().join("account.json"));
        let held = store.try_lock().unwrap().unwrap();
        assert!(store.clone().try_lock().unwrap().is_none());
        set_mode(&store.beside(".lock"), 0o666);
        assert!(store.try_lock().unwrap().is_none());
        assert_eq!(mode(&store.beside(".lock")), 0o600);
        drop(held);
        assert!(store.try_lock().unwrap().is_some());
    }

    #[test]
    fn the_place_is_the_users_configuration_folder_or_an_error() {
        let with = |variables: &[(&str, &str)]| {
            let variables: Vec<(String, PathBuf)> = variables
                .iter()
                .map(|(name, value)| ((*name).to_owned(), PathBuf::from(value)))
                .collect();
            FileStore::below("plexctl", move |asked| {
                let found = variables.iter().find(|(name, _)| name == asked);
                found.map(|(_, value)| value.clone())
            })
        };
        let store = with(&[("XDG_CONFIG_HOME", "/x"), ("HOME", "/h")]).unwrap();
        assert_eq!(store.path(), Path::new("/x/plexctl/account.json"));
        let store = with(&[("XDG_CONFIG_HOME", "x"), ("HOME", "/h")]).unwrap();
        assert_eq!(store.path(), Path::new("/h/.config/plexctl/account.json"));
        for nowhere in [&[][..], &[("HOME", "")], &[("HOME", "relative")]] {
            let error = with(nowhere).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput);
            assert!(error.to_string().contains("HOME"), "{error}");
        }
        for bad in ["", "..", ".x", "a/b", "/etc", "a\\b"] {
            FileStore::in_configuration_folder(bad).unwrap_err();
        }
    }
}
