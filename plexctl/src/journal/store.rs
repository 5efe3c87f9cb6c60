//! The file of the journal: opened by one process at a time, and written by one thread.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};
use tokio::sync::{mpsc, oneshot};

use super::crash_point;
use super::schema::{self, MigrationError};
use crate::error::{CliError, Failure};
use crate::exit::Exit;

/// The name of the file in the folder of the state.
const FILE: &str = "journal.sqlite";

/// The name of the file whose lock belongs to the process that writes.
const LOCK: &str = "lock";

/// The number of writes that wait for the thread. A further writer waits to hand its write over.
const WAITING: usize = 64;

/// The message about a file that is no longer a journal.
const DAMAGED: &str = "is damaged: move it away, and the agent begins a new one";

/// The time to wait for a reader that holds the file.
const BUSY: Duration = Duration::from_secs(5);

/// The number of attempts to take the lock while only a health check has it, and the pause between: a check
/// has it for less than a millisecond.
const LOCK_ATTEMPTS: (u32, Duration) = (1_000, Duration::from_millis(2));

/// The reason why the journal cannot be used, for people, and the code that says whether another attempt may
/// help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct JournalError(pub(crate) String, Exit);

impl JournalError {
    /// Another attempt may help.
    pub(crate) fn other(sentence: String) -> Self {
        Self(sentence, Exit::Other)
    }

    /// Only people can help: the journal is damaged, or of a newer plexctl.
    fn unusable(sentence: String) -> Self {
        Self(sentence, Exit::Usage)
    }
}

impl From<rusqlite::Error> for JournalError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::unusable(format!("the journal {DAMAGED}"))
            }
            _ => Self::other(format!("cannot use the journal: {error}")),
        }
    }
}

impl From<JournalError> for CliError {
    fn from(error: JournalError) -> Self {
        Failure::new(error.1, error.0).into()
    }
}

type Work = Box<dyn FnOnce(&mut Connection) + Send>;

/// The journal. Every clone writes by the same thread, which ends with the last one.
#[derive(Clone)]
pub(crate) struct Journal {
    work: mpsc::Sender<Work>,
    path: Arc<Path>,
    /// Part of every id of this file: another journal counts from the same numbers.
    epoch: Arc<str>,
    /// The number of writes that failed.
    failed_writes: Arc<AtomicU64>,
    /// Kept open for its lock.
    lock: Arc<File>,
}

impl Journal {
    /// Opens or creates the journal in this folder.
    pub(crate) fn open(folder: &Path) -> Result<Self, JournalError> {
        create_folder(folder)?;
        let lock = lock(folder)?;
        let path = folder.join(FILE);
        create_file(&path)?;
        let failed = |error: rusqlite::Error| describe(&path, &error);
        let mut connection = Connection::open(&path).map_err(failed)?;
        connection.busy_timeout(BUSY).map_err(failed)?;
        // Before there are tables; it has no effect later.
        let is_new = schema::read_version(&connection).map_err(failed)? == 0;
        if is_new {
            connection
                .pragma_update(None, "auto_vacuum", "INCREMENTAL")
                .map_err(failed)?;
        } else {
            check(&path, &connection)?;
        }
        configure(&connection).map_err(failed)?;
        schema::migrate(&mut connection).map_err(|error| describe_migration(&path, error))?;
        let epoch: String = connection
            .query_row("SELECT value FROM meta WHERE name = 'epoch'", [], |row| {
                row.get(0)
            })
            .map_err(failed)?;
        let work = start_writer(connection)
            .map_err(|error| JournalError::other(format!("cannot start a thread: {error}")))?;
        Ok(Self {
            work,
            path: path.into(),
            epoch: epoch.into(),
            failed_writes: Arc::default(),
            lock: Arc::new(lock),
        })
    }

    /// Gives a sign of life: the time of the file of the lock.
    pub(crate) fn beat(&self) {
        // On a disk that fails, the missing sign is the message.
        let _ = self.lock.set_modified(SystemTime::now());
    }

    /// The part that ids of this journal have in common.
    pub(crate) fn epoch(&self) -> &str {
        &self.epoch
    }

    /// Runs this as one transaction, which is on the disk when the future resolves.
    ///
    /// # Cancel safety
    /// Not cancel safe: a write that was handed over is done, and nobody learns of it.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, JournalError> {
        let written = self.run(move |connection| {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let done = work(&transaction)?;
            crash_point::before_commit();
            transaction.commit()?;
            crash_point::after_commit();
            Ok(done)
        });
        let written = written.await;
        if written.is_err() {
            self.failed_writes.fetch_add(1, Ordering::Relaxed);
        }
        written
    }

    /// The number of writes that have failed in this process.
    pub(crate) fn failed_writes(&self) -> u64 {
        self.failed_writes.load(Ordering::Relaxed)
    }

    /// The number of bytes that its files have; `None` when that cannot be read.
    pub(crate) fn file_bytes(&self) -> Option<u64> {
        let log = self.path.with_extension("sqlite-wal");
        let log = std::fs::metadata(log).map_or(0, |log| log.len());
        Some(std::fs::metadata(&self.path).ok()?.len() + log)
    }

    /// Opens it to read it beside the thread that writes, so that a long question delays no event.
    pub(crate) fn open_reader(&self) -> Result<Connection, JournalError> {
        open_beside_agent(
            self.path.parent().unwrap_or(Path::new("")),
            OpenFlags::SQLITE_OPEN_READ_ONLY,
        )
    }

    /// Runs this on the thread of the journal.
    ///
    /// # Cancel safety
    /// As for [`write`](Self::write).
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, JournalError> {
        let (done, result) = oneshot::channel();
        let work: Work = Box::new(move |connection| {
            // Nobody waits for a result that was cancelled.
            let _ = done.send(work(connection));
        });
        let gone = || JournalError::other("the thread of the journal has ended".to_owned());
        self.work.send(work).await.map_err(|_| gone())?;
        let result = result.await.map_err(|_| gone())?;
        result.map_err(|error| describe(&self.path, &error))
    }
}

/// Returns the time since the last sign of life of the process that has the journal in this folder; `None`
/// when no process has it.
pub(crate) fn find_last_beat(folder: &Path) -> Result<Option<Duration>, JournalError> {
    let path = folder.join(LOCK);
    let unusable = |error| JournalError::other(format!("cannot read {}: {error}", path.display()));
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unusable(error)),
    };
    match file.try_lock_shared() {
        Ok(()) => return Ok(None),
        Err(TryLockError::WouldBlock) => {}
        Err(TryLockError::Error(error)) => return Err(unusable(error)),
    }
    let beat = file.metadata().and_then(|metadata| metadata.modified());
    // A clock that was set back makes no agent hang.
    Ok(Some(beat.map_err(unusable)?.elapsed().unwrap_or_default()))
}

/// Opens the journal in this folder to read it, also while an agent writes.
pub(crate) fn open_to_read(folder: &Path) -> Result<Connection, JournalError> {
    open_beside_agent(folder, OpenFlags::SQLITE_OPEN_READ_ONLY)
}

/// Opens the journal in this folder for one change, also while an agent writes.
pub(crate) fn open_to_change(folder: &Path) -> Result<Connection, JournalError> {
    open_beside_agent(folder, OpenFlags::SQLITE_OPEN_READ_WRITE)
}

fn open_beside_agent(folder: &Path, access: OpenFlags) -> Result<Connection, JournalError> {
    let path = folder.join(FILE);
    if !path.exists() {
        return Err(JournalError::other(format!(
            "there is no journal {}: `plexctl agent` writes it",
            path.display()
        )));
    }
    let failed = |error: rusqlite::Error| describe(&path, &error);
    let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(&path, flags).map_err(failed)?;
    connection.busy_timeout(BUSY).map_err(failed)?;
    let version = schema::check_current(&connection);
    match version.map_err(|error| describe_migration(&path, error))? {
        0 => Err(JournalError::other(format!(
            "the journal {} is empty: `plexctl agent` writes it",
            path.display()
        ))),
        _ => Ok(connection),
    }
}

/// The time as the journal writes it.
pub(crate) fn to_millis(time: SystemTime) -> i64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// A time of the journal.
pub(crate) fn from_millis(millis: i64) -> SystemTime {
    let since = Duration::from_millis(u64::try_from(millis).unwrap_or_default());
    UNIX_EPOCH.checked_add(since).unwrap_or(UNIX_EPOCH)
}

fn configure(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // Else a commit survives the end of the process, but not that of the power.
    connection.pragma_update(None, "synchronous", "FULL")?;
    // No file outside of the folder of the state.
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "cache_size", -4096)?;
    connection.pragma_update(None, "journal_size_limit", 8 * 1024 * 1024)?;
    Ok(())
}

/// Finds damage before anything is written on top of it.
fn check(path: &Path, connection: &Connection) -> Result<(), JournalError> {
    let found: rusqlite::Result<String> =
        connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0));
    match found {
        Ok(text) if text == "ok" => Ok(()),
        Ok(_) => Err(describe_damage(path)),
        Err(error) => Err(describe(path, &error)),
    }
}

fn start_writer(mut connection: Connection) -> std::io::Result<mpsc::Sender<Work>> {
    let (sender, mut waiting) = mpsc::channel::<Work>(WAITING);
    std::thread::Builder::new()
        .name("journal".to_owned())
        .spawn(move || {
            while let Some(work) = waiting.blocking_recv() {
                work(&mut connection);
            }
        })?;
    Ok(sender)
}

fn create_folder(folder: &Path) -> Result<(), JournalError> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder).map_err(|error| {
        JournalError::other(format!(
            "cannot create the folder of the state {}: {error}",
            folder.display()
        ))
    })
}

/// Creates the file as one that only its owner can read. SQLite gives its other files the same mode.
fn create_file(path: &Path) -> Result<(), JournalError> {
    open_private(path).map(drop).map_err(|error| {
        JournalError::other(format!(
            "cannot write the journal {}: {error}",
            path.display()
        ))
    })
}

fn open_private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).read(true).write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

/// Two agents on one journal would deliver everything twice.
fn lock(folder: &Path) -> Result<File, JournalError> {
    let path: PathBuf = folder.join(LOCK);
    let unusable = |error| {
        let shown = path.display();
        JournalError::other(format!(
            "cannot lock {shown}: {error} (its folder must be writable)"
        ))
    };
    let file = open_private(&path).map_err(unusable)?;
    for _ in 0..LOCK_ATTEMPTS.0 {
        match file.try_lock() {
            Ok(()) => {
                // The last sign of life is that of an earlier agent. A failure shows at the first write.
                let _ = file.set_modified(SystemTime::now());
                return Ok(file);
            }
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(unusable(error)),
        }
        // An agent shares its lock with nobody; checks of the health share theirs.
        match file.try_lock_shared() {
            Ok(()) => file.unlock().map_err(unusable)?,
            Err(TryLockError::WouldBlock) => {
                return Err(JournalError::other(format!(
                    "another plexctl agent uses {}: give each agent a folder of its own with [state] path",
                    folder.display()
                )));
            }
            Err(TryLockError::Error(error)) => return Err(unusable(error)),
        }
        std::thread::sleep(LOCK_ATTEMPTS.1);
    }
    Err(JournalError::other(format!(
        "cannot lock {}: something that is no agent, such as `plexctl agent health`, does not let it go",
        path.display()
    )))
}

fn describe_migration(path: &Path, error: MigrationError) -> JournalError {
    match error {
        MigrationError::Newer(version) => JournalError::unusable(format!(
            "the journal {} has version {version}, but this plexctl knows {} and older: use the newer \
             plexctl that wrote it, or another folder",
            path.display(),
            schema::newest()
        )),
        MigrationError::Older(version) => JournalError::unusable(format!(
            "the journal {} has version {version}, and this plexctl reads {}: start `plexctl agent` of this \
             version once, which brings it up to date",
            path.display(),
            schema::newest()
        )),
        MigrationError::Sqlite(error) => describe(path, &error),
    }
}

fn describe_damage(path: &Path) -> JournalError {
    JournalError::unusable(format!("the journal {} {DAMAGED}", path.display()))
}

/// Describes an error of SQLite, with its remedy.
fn describe(path: &Path, error: &rusqlite::Error) -> JournalError {
    let shown = path.display();
    let Some(code) = error.sqlite_error_code() else {
        return JournalError::other(format!("the journal {shown}: {error}"));
    };
    let advice = match code {
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => return describe_damage(path),
        ErrorCode::DiskFull => "the disk is full",
        ErrorCode::ReadOnly | ErrorCode::CannotOpen => {
            "its folder must be writable, and on a disk of this machine, not of the network"
        }
        ErrorCode::SystemIoFailure => {
            "the disk failed, is full, or is one of the network, where a journal does not work"
        }
        _ => "",
    };
    let advice = match advice {
        "" => String::new(),
        advice => format!(" ({advice})"),
    };
    JournalError::other(format!("cannot use the journal {shown}: {error}{advice}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(folder: &Path) -> String {
        Journal::open(folder).map(drop).unwrap_err().0
    }

    #[tokio::test]
    async fn a_second_agent_on_one_folder_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let first = Journal::open(folder.path()).unwrap();
        assert!(error(folder.path()).contains("another plexctl agent uses"));
        let epoch = first.epoch().to_owned();
        drop(first);
        // The thread of the first may live a little longer than its lock.
        assert_eq!(Journal::open(folder.path()).unwrap().epoch(), epoch);
    }

    #[tokio::test]
    async fn a_newer_or_damaged_journal_is_refused_and_unchanged() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(FILE);
        let journal = Journal::open(folder.path()).unwrap();
        journal
            .run(|connection| {
                connection.pragma_update(None, "user_version", 99)?;
                connection.pragma_update(None, "wal_checkpoint", "TRUNCATE")
            })
            .await
            .ok();
        drop(journal);
        assert!(error(folder.path()).contains("version 99"));
        assert!(
            open_to_read(folder.path())
                .unwrap_err()
                .0
                .contains("version 99")
        );

        for wal in ["journal.sqlite-wal", "journal.sqlite-shm"] {
            let _ = std::fs::remove_file(folder.path().join(wal));
        }
        std::fs::write(
            &file,
            "not a database, but long enough to be one".repeat(100),
        )
        .unwrap();
        let damaged = error(folder.path());
        assert!(damaged.contains("is damaged: move it away"), "{damaged}");
        assert!(
            std::fs::read_to_string(&file)
                .unwrap()
                .starts_with("not a database")
        );
    }

    #[tokio::test]
    async fn a_truncated_journal_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path()).unwrap();
        journal
            .run(|connection| {
                connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
            })
            .await
            .unwrap();
        drop(journal);
        let file = File::options()
            .write(true)
            .open(folder.path().join(FILE))
            .unwrap();
        let length = file.metadata().unwrap().len();
        file.set_len(length / 2).unwrap();
        let damaged = error(folder.path());
        assert!(damaged.contains("is damaged"), "{damaged}");
    }

    #[test]
    fn a_check_of_the_health_keeps_no_agent_from_starting() {
        let folder = tempfile::tempdir().unwrap();
        let checks = AtomicU64::new(0);
        let is_over = std::sync::atomic::AtomicBool::new(false);
        let failed = std::thread::scope(|scope| {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    find_last_beat(folder.path()).unwrap();
                    checks.fetch_add(1, Ordering::Relaxed);
                }
            });
            let mut failed = None;
            // Agents start all the time while so many checks are made.
            while failed.is_none() && checks.load(Ordering::Relaxed) < 5_000 {
                failed = lock(folder.path()).err();
            }
            is_over.store(true, Ordering::Relaxed);
            failed
        });
        assert_eq!(failed, None);
    }

    #[test]
    fn an_agent_that_starts_gives_a_sign_of_life_with_its_lock() {
        let folder = tempfile::tempdir().unwrap();
        let long_ago = SystemTime::now() - Duration::from_secs(3_600);
        open_private(&folder.path().join(LOCK))
            .unwrap()
            .set_modified(long_ago)
            .unwrap();
        let _lock = lock(folder.path()).unwrap();
        let age = find_last_beat(folder.path()).unwrap().unwrap();
        assert!(age < Duration::from_secs(600), "{age:?}");
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn only_its_owner_can_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("a/state");
        let _journal = Journal::open(&state).unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&state), 0o700);
        assert_eq!(mode(&state.join(FILE)), 0o600);
        assert_eq!(mode(&state.join("journal.sqlite-wal")), 0o600);
    }
}
