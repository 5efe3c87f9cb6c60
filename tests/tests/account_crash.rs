//! A process that ends between any two writes, in the middle of one, or on a full disk: the store has the old
//! account or the new one.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a failed expectation is what a test is for"
)]

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use plex_api::account::{
    Account, AccountStore, Endpoints, FileStore, SignIn, SignInEvent, SignInKind, StoredAccount,
};
use plex_api_tests::account::{AccountService, WatchedStore, identity};

const FILE: &str = "ACCOUNT_TEST_FILE";
const URL: &str = "ACCOUNT_TEST_URL";
const CRASH_AT: &str = "ACCOUNT_TEST_CRASH_AT";

/// The writes of the life of an account, each counted before and after it.
const BEFORE_THE_KEY_IS_SAVED: usize = 0;
const AFTER_THE_TOKEN_IS_SAVED: usize = 3;
const BEFORE_THE_ERASURE: usize = 6;
const AFTER_THE_ERASURE: usize = 7;

/// Another run of this test program, which is a process of its own.
fn process(test: &str, file: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", &format!("account_crash::{test}"), "--nocapture"])
        .env(FILE, file)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    command
}

/// The file that [`process`] gave this run; `None` in an ordinary one.
fn given() -> Option<FileStore> {
    std::env::var_os(FILE).map(FileStore::new)
}

/// Signs in, renews and signs out, and crashes on the way.
async fn live_and_crash(file: FileStore) {
    let crash_at = std::env::var(CRASH_AT).unwrap().parse().unwrap();
    let store = WatchedStore::crashing_at(file, crash_at);
    let endpoints = Endpoints::at(&std::env::var(URL).unwrap()).unwrap();
    let sign_in = SignIn::new(store).kind(SignInKind::DeviceKey);
    let mut progress = sign_in.endpoints(endpoints).identity(identity()).start();
    let account = loop {
        match progress.next().await.unwrap().unwrap() {
            SignInEvent::Code { code, .. } => println!("code {code}"),
            SignInEvent::Done(account) => break account,
            _ => {}
        }
    };
    println!("done .");
    // The clock is moved meanwhile.
    std::io::stdin()
        .lock()
        .read_line(&mut String::new())
        .unwrap();
    account.user().await.unwrap();
    account.sign_out().await.told.unwrap();
}

/// Plays the person and the time for one process, until it has crashed.
fn accompany(service: &AccountService, mut child: Child) {
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut stdin = child.stdin.take().unwrap();
    for line in lines.map_while(Result::ok) {
        match line.rsplit_once(' ') {
            Some((before, code)) if before.ends_with("code") => assert!(service.tv().link(code)),
            Some((before, ".")) if before.ends_with("done") => {
                service.tv().advance(Duration::from_secs(8 * 24 * 60 * 60));
                stdin.write_all(b"go on\n").unwrap();
            }
            _ => {}
        }
    }
    assert!(!child.wait().unwrap().success(), "it crashes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_between_any_two_writes_leaves_the_old_state_or_the_new_one() {
    if let Some(file) = given() {
        live_and_crash(file).await;
        return;
    }
    let mut cases = tokio::task::JoinSet::new();
    for crash_at in BEFORE_THE_KEY_IS_SAVED..=AFTER_THE_ERASURE {
        cases.spawn(async move {
            let service = AccountService::start().await;
            let test = "a_crash_between_any_two_writes_leaves_the_old_state_or_the_new_one";
            let child = process(test, &service.file())
                .env(URL, service.tv().url())
                .env(CRASH_AT, crash_at.to_string())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            tokio::task::block_in_place(|| accompany(&service, child));
            let builder = Account::builder(service.store()).endpoints(service.endpoints());
            let opened = builder.identity(identity()).open().await.unwrap();
            let is_signed_in = (AFTER_THE_TOKEN_IS_SAVED..=BEFORE_THE_ERASURE).contains(&crash_at);
            assert_eq!(opened.is_some(), is_signed_in, "{crash_at}");
            let account = match opened {
                Some(account) => account,
                // The service knows no key that is lost, so a new sign-in is all that it costs.
                None => service.signed_in(SignInKind::DeviceKey).await,
            };
            assert_eq!(account.user().await.unwrap().username, "sam", "{crash_at}");
        });
    }
    cases.join_all().await;
}

/// An account with this token.
fn account(token: &str) -> StoredAccount {
    let json = format!(
        r#"{{"version":1,"account":{{"kind":"token","client_identifier":"6f0c1d2e-0000-4000-8000-0000000000c1","token":"{token}"}}}}"#
    );
    StoredAccount::from_json(json.as_bytes()).unwrap()
}

fn tokens() -> [String; 2] {
    ["old", "new"].map(|name| format!("eyJ{}.{}.c2ln", name.repeat(2_000), name.repeat(2_000)))
}

#[test]
fn a_process_that_is_killed_while_it_writes_leaves_a_whole_account() {
    if let Some(store) = given() {
        let accounts = tokens().map(|token| account(&token));
        println!("begun");
        loop {
            for account in &accounts {
                store.save(account).unwrap();
            }
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let store = FileStore::new(folder.path().join("account.json"));
    store.save(&account(&tokens()[0])).unwrap();
    let test = "a_process_that_is_killed_while_it_writes_leaves_a_whole_account";
    let mut seen = [0; 2];
    for _ in 0..25 {
        let mut child = process(test, store.path()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        lines
            .find(|line| line.as_ref().unwrap().ends_with("begun"))
            .unwrap()
            .unwrap();
        std::thread::park_timeout(Duration::from_micros(fastrand::u64(0..30_000)));
        child.kill().unwrap();
        child.wait().unwrap();
        let text = store.load().unwrap().unwrap();
        let text = text
            .with_json(|json| String::from_utf8(json.to_vec()).unwrap())
            .unwrap();
        let which = tokens()
            .iter()
            .position(|token| text.contains(token.as_str()));
        seen[which.expect("one of the two")] += 1;
        // The next process can lock and save.
        let lock = store
            .try_lock()
            .unwrap()
            .expect("the lock went with its holder");
        store.save(&account(&tokens()[0])).unwrap();
        drop(lock);
    }
    println!("{seen:?}");
}

#[test]
fn on_a_full_disk_the_old_account_stays_and_a_sentence_says_so() {
    if let Some(store) = given() {
        let [old, new] = tokens();
        let error = store.save(&account(&new)).unwrap_err().to_string();
        assert!(error.contains("cannot write the account file"), "{error}");
        assert!(
            error.contains("What was there before is still there"),
            "{error}"
        );
        assert!(!error.contains("newnew"), "{error}");
        let kept = store.load().unwrap().unwrap();
        kept.with_json(|json| assert!(String::from_utf8_lossy(json).contains(&old)))
            .unwrap();
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let store = FileStore::new(folder.path().join("account.json"));
    store.save(&account(&tokens()[0])).unwrap();
    // No file of this process may grow, as on a full disk.
    let script = r#"trap '' XFSZ; ulimit -f 0; exec "$@""#;
    let test = "on_a_full_disk_the_old_account_stays_and_a_sentence_says_so";
    let ended = Command::new("sh")
        .args(["-c", script, "sh"])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", &format!("account_crash::{test}"), "--nocapture"])
        .env(FILE, store.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    assert!(
        ended.status.success(),
        "{}",
        String::from_utf8_lossy(&ended.stderr)
    );
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "nothing half written is left: {left:?}");
}
