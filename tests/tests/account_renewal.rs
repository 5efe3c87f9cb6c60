//! Staying signed in: renewals, their failures, several processes, and signing out.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is what a test is for"
)]

use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use plex_api::ErrorKind;
use plex_api::account::{Account, Endpoints, FileStore, SignInKind};
use plex_api_tests::account::{AccountService, Noted, StoreCall, WatchedStore, identity};
use plex_sim::{PlexTvFault, StubResponse, hold_clock};
use tokio::task::JoinSet;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const TOKEN: &str = "/api/v2/auth/token";
const NONCE: &str = "/api/v2/auth/nonce";
const USER: &str = "/api/v2/user";

/// The tokens that came with the requests to a path.
fn tokens(service: &AccountService, path: &str) -> Vec<String> {
    let requests = service.tv().requests_of("*", path);
    let tokens = requests
        .iter()
        .filter_map(|request| request.header("x-plex-token"));
    tokens.map(str::to_owned).collect()
}

/// Lets the account learn that this machine's clock is behind, so that a renewal is due.
async fn make_due(service: &AccountService, account: &Account) {
    service.tv().advance(DAY * 13 / 2);
    account.user().await.unwrap();
    assert_eq!(service.renewals(), 0);
}

#[tokio::test]
async fn a_token_is_renewed_in_its_last_day_and_saved_before_it_is_used() {
    let service = Arc::new(AccountService::start().await);
    let first = service.signed_in(SignInKind::DeviceKey).await;
    drop(first);
    let old = service.stored("/account/token");
    let saved_after = Noted::default();
    let (watched, noted) = (Arc::clone(&service), saved_after.clone());
    let store = WatchedStore::before(service.store(), move |call| {
        if call == StoreCall::Save {
            noted.add(watched.tv().requests().last().unwrap().path.clone());
        }
        Ok(())
    });
    let account = service.open_in(store).await;
    account.user().await.unwrap();
    service.tv().advance(DAY * 5);
    account.user().await.unwrap();
    account.user().await.unwrap();
    assert_eq!(service.renewals(), 0);
    make_due_by(&service, &account, DAY * 3 / 2).await;
    account.user().await.unwrap();
    assert_eq!(service.renewals(), 1);
    assert_eq!(saved_after.all(), [TOKEN]);
    let new = service.stored("/account/token");
    assert_ne!(new, old);
    assert_eq!(tokens(&service, USER).last(), Some(&new));
    assert!(account.clock_skew().unwrap() > 6 * 86_400);
    // The next run of the program has it, and a clock that nobody corrected changes nothing.
    assert_eq!(service.open().await.user().await.unwrap().username, "sam");
    assert_eq!(service.renewals(), 1);
}

async fn make_due_by(service: &AccountService, account: &Account, span: Duration) {
    service.tv().advance(span);
    account.user().await.unwrap();
    assert_eq!(service.renewals(), 0);
}

#[tokio::test]
async fn a_hundred_who_wait_ask_for_one_renewal() {
    for status in [401, 498] {
        let service = AccountService::start().await;
        let account = service.signed_in(SignInKind::DeviceKey).await;
        let before = service.stored("/account/token");
        match status {
            498 => service.tv().advance(DAY * 8),
            _ => service.tv().sign_out_everywhere(),
        }
        service
            .tv()
            .fault_on(PlexTvFault::Slow(Duration::from_millis(200)), TOKEN, None);
        let mut waiters = JoinSet::new();
        for _ in 0..100 {
            let account = account.clone();
            waiters.spawn(async move { account.user().await });
        }
        // A caller that gives up takes nothing from the others.
        drop(tokio::time::timeout(Duration::from_millis(100), account.user()).await);
        for user in waiters.join_all().await {
            assert_eq!(user.unwrap().username, "sam");
        }
        assert_eq!(
            (service.count("GET", NONCE), service.renewals()),
            (1, 1),
            "{status}"
        );
        assert_ne!(service.stored("/account/token"), before);
    }
}

#[tokio::test]
async fn a_renewal_that_nobody_waits_for_any_more_is_saved() {
    let service = AccountService::start().await;
    let account = service.signed_in(SignInKind::DeviceKey).await;
    let before = service.stored("/account/token");
    service.tv().advance(DAY * 8);
    service
        .tv()
        .fault_on(PlexTvFault::Slow(Duration::from_millis(300)), TOKEN, None);
    let user = tokio::spawn(async move { account.user().await });
    service.tv().wait_request("POST", TOKEN, 1).await.unwrap();
    user.abort();
    assert!(user.await.unwrap_err().is_cancelled());
    // The lock is free when it is done.
    let again = service.open().await;
    again.user().await.unwrap();
    assert_eq!(service.renewals(), 1);
    assert_ne!(service.stored("/account/token"), before);
}

/// Another run of this test program, which is a process of its own.
fn process(service: &AccountService, test: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            &format!("account_renewal::{test}"),
            "--nocapture",
        ])
        .env("ACCOUNT_TEST_FILE", service.file())
        .env("ACCOUNT_TEST_URL", service.tv().url())
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// The settings that [`process`] gave this run; `None` in an ordinary one.
fn given() -> Option<(FileStore, Endpoints)> {
    let file = std::env::var_os("ACCOUNT_TEST_FILE")?;
    let url = std::env::var("ACCOUNT_TEST_URL").unwrap();
    Some((FileStore::new(file), Endpoints::at(&url).unwrap()))
}

/// Waits without holding up the runtime.
async fn end_of(mut child: Child) -> bool {
    let ended = tokio::task::spawn_blocking(move || child.wait());
    ended.await.unwrap().unwrap().success()
}

#[tokio::test(flavor = "multi_thread")]
async fn three_processes_ask_for_one_renewal() {
    if let Some((store, endpoints)) = given() {
        let builder = Account::builder(store)
            .endpoints(endpoints)
            .identity(identity());
        let account = builder.open().await.unwrap().unwrap();
        for _ in 0..3 {
            assert_eq!(account.user().await.unwrap().username, "sam");
        }
        return;
    }
    let service = AccountService::start().await;
    drop(service.signed_in(SignInKind::DeviceKey).await);
    service.tv().advance(DAY * 8);
    service
        .tv()
        .fault_on(PlexTvFault::Slow(Duration::from_millis(500)), TOKEN, None);
    let mut processes = JoinSet::new();
    for _ in 0..3 {
        let child = process(&service, "three_processes_ask_for_one_renewal");
        processes.spawn(end_of(child));
    }
    assert_eq!(processes.join_all().await, [true; 3]);
    assert_eq!((service.count("GET", NONCE), service.renewals()), (1, 1));
}

#[tokio::test]
async fn keys_of_the_service_that_rotate_change_nothing() {
    let service = AccountService::start().await;
    let account = service.signed_in(SignInKind::DeviceKey).await;
    for renewals in 1..4 {
        service.tv().rotate_keys();
        service.tv().fault(PlexTvFault::StaleKeys);
        service.tv().advance(DAY * 8);
        account.user().await.unwrap();
        assert_eq!(service.renewals(), renewals);
    }
}

#[tokio::test]
async fn a_refused_proof_is_made_once_more_and_then_told_with_what_to_do() {
    let service = AccountService::start().await;
    let account = service.signed_in(SignInKind::DeviceKey).await;
    service.tv().advance(DAY * 8);
    service
        .tv()
        .fault_on(PlexTvFault::SignatureRefused, TOKEN, Some(1));
    account.user().await.unwrap();
    assert_eq!((service.count("GET", NONCE), service.renewals()), (2, 2));

    service.tv().advance(DAY * 8);
    service.tv().fault(PlexTvFault::SignatureRefused);
    let error = account.user().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    let text = error.to_string();
    assert!(
        text.contains("clock") && text.contains("sign in again"),
        "{text}"
    );
    assert_eq!((service.count("GET", NONCE), service.renewals()), (4, 4));
    // It is final: nobody asks again.
    for _ in 0..3 {
        account.user().await.unwrap_err();
    }
    assert_eq!((service.count("GET", NONCE), service.renewals()), (4, 4));
}

#[tokio::test]
async fn a_key_that_is_not_known_any_more_is_final_until_somebody_signs_in_again() {
    for fault in [PlexTvFault::KeyMissing, PlexTvFault::Malformed] {
        let service = AccountService::start().await;
        let account = service.signed_in(SignInKind::DeviceKey).await;
        let identifier = service.stored("/account/client_identifier");
        service.tv().advance(DAY * 8);
        service.tv().fault(fault);
        for _ in 0..3 {
            let error = account.user().await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unauthorized, "{fault:?}");
        }
        let tries = service.renewals();
        assert!((1..=2).contains(&tries), "{tries}");
        service.tv().lift_faults();
        drop(service.signed_in(SignInKind::DeviceKey).await);
        assert_ne!(service.stored("/account/client_identifier"), identifier);
        assert_eq!(account.user().await.unwrap().username, "sam");
        assert_eq!(service.renewals(), tries);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_the_user_removed_says_to_sign_in_again() {
    let service = AccountService::start().await;
    let account = service.signed_in(SignInKind::DeviceKey).await;
    let identifier = service.stored("/account/client_identifier");
    assert!(service.tv().remove_device(&identifier));
    let error = account.user().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    let text = error.to_string();
    assert!(
        text.contains("1097") && text.contains("Sign in again"),
        "{text}"
    );
    assert!(!format!("{error:?}").contains(&identifier), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn too_many_requests_are_asked_for_no_earlier_than_allowed() {
    let clock = hold_clock();
    let service = AccountService::start().await;
    let account = signed_in_held(&service).await;
    service.tv().advance(DAY * 8);
    for (retry_after, seconds) in [(Some(7), 7), (None, 60), (None, 120)] {
        let retry_after = retry_after.map(Duration::from_secs);
        service.tv().fault(PlexTvFault::RateLimited { retry_after });
        service.tv().lift(PlexTvFault::RateLimited { retry_after });
        let limited = PlexTvFault::RateLimited { retry_after };
        service.tv().fault_on(limited, NONCE, Some(1));
        let before = service.count("GET", NONCE);
        for _ in 0..3 {
            let error = account.user().await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::RateLimited, "{error}");
        }
        tokio::time::advance(Duration::from_secs(seconds - 1)).await;
        account.user().await.unwrap_err();
        assert_eq!(service.count("GET", NONCE), before + 1);
        tokio::time::advance(Duration::from_secs(2)).await;
    }
    account.user().await.unwrap();
    assert_eq!(service.renewals(), 1);
    drop(clock);
}

/// Signs in while the clock is held.
async fn signed_in_held(service: &AccountService) -> Account {
    let signing_in = service.signed_in(SignInKind::DeviceKey);
    tokio::pin!(signing_in);
    loop {
        tokio::select! {
            account = &mut signing_in => return account,
            () = tokio::task::yield_now() => {}
        }
        let ticking =
            tokio::task::spawn_blocking(|| std::thread::park_timeout(Duration::from_millis(2)));
        tokio::select! {
            account = &mut signing_in => return account,
            _ = ticking => tokio::time::advance(Duration::from_millis(100)).await,
        }
    }
}

#[tokio::test]
async fn with_the_service_away_a_token_that_is_good_is_used() {
    let service = AccountService::start().await;
    let account = service.signed_in(SignInKind::DeviceKey).await;
    make_due(&service, &account).await;
    let old = service.stored("/account/token");
    for fault in [
        PlexTvFault::DropAnswers,
        PlexTvFault::RateLimited { retry_after: None },
        PlexTvFault::HtmlAnswers,
    ] {
        service.tv().fault_on(fault, "/api/v2/auth/*", None);
        for _ in 0..5 {
            account.user().await.unwrap();
        }
        service.tv().lift(fault);
    }
    assert_eq!(tokens(&service, USER).last(), Some(&old));
    // One try: the next one is due in a minute.
    assert_eq!(service.count("GET", NONCE), 1);
}

#[tokio::test]
async fn a_token_that_is_refused_for_ever_is_two_requests() {
    for fault in [PlexTvFault::TokenExpired, PlexTvFault::TokenRefused] {
        let service = AccountService::start().await;
        let account = service.signed_in(SignInKind::DeviceKey).await;
        service.tv().fault(fault);
        let error = account.user().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unauthorized);
        assert_eq!(
            (service.count("GET", USER), service.renewals()),
            (2, 1),
            "{fault:?}"
        );
    }
}

#[tokio::test]
async fn a_traditional_token_that_is_refused_says_to_sign_in_again() {
    let service = AccountService::start().await;
    let account = service.signed_in(SignInKind::Token).await;
    service.tv().sign_out_everywhere();
    for _ in 0..2 {
        let error = account.user().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unauthorized);
        assert!(error.to_string().contains("Sign in again"), "{error}");
    }
    assert_eq!((service.count("GET", NONCE), service.renewals()), (0, 0));
    // Somebody signs in again, in another process.
    drop(service.signed_in(SignInKind::Token).await);
    assert_eq!(account.user().await.unwrap().username, "sam");
}

#[tokio::test]
async fn a_token_that_cannot_be_saved_is_not_used() {
    let service = AccountService::start().await;
    drop(service.signed_in(SignInKind::DeviceKey).await);
    let old = service.stored("/account/token");
    let store = WatchedStore::before(service.store(), |call| match call {
        StoreCall::Save => Err("hunter2: the disk is full".to_owned()),
        _ => Ok(()),
    });
    let account = service.open_in(store).await;
    service.tv().advance(DAY * 8);
    let error = account.user().await.unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("account store") && !text.contains("hunter2"),
        "{text}"
    );
    assert_eq!(tokens(&service, USER), std::slice::from_ref(&old));
    assert_eq!(service.stored("/account/token"), old);
    // The key renews it when the disk has room again.
    service.open().await.user().await.unwrap();
}

#[tokio::test]
async fn a_traditional_token_is_kept_alive_once_a_day_and_a_key_renews() {
    let service = AccountService::start().await;
    let account = service.signed_in(SignInKind::Token).await;
    let ping = || service.count("GET", "/api/v2/ping");
    assert!(!account.keep_alive().await.unwrap());
    service.tv().advance(DAY * 2);
    account.user().await.unwrap();
    assert!(account.keep_alive().await.unwrap());
    assert!(!account.keep_alive().await.unwrap());
    assert_eq!(ping(), 1);
    // Another run of the program knows it as well, as soon as it knows the time.
    let again = service.open().await;
    assert!(!again.keep_alive().await.unwrap());
    again.user().await.unwrap();
    assert!(!again.keep_alive().await.unwrap());
    assert_eq!(ping(), 1);

    let service = AccountService::start().await;
    let account = service.signed_in(SignInKind::DeviceKey).await;
    assert!(!account.keep_alive().await.unwrap());
    make_due(&service, &account).await;
    assert!(account.keep_alive().await.unwrap());
    assert!(!account.keep_alive().await.unwrap());
    assert_eq!(
        (service.renewals(), service.count("GET", "/api/v2/ping")),
        (1, 0)
    );
}

#[tokio::test]
async fn signing_out_erases_first_tells_the_service_and_reports_both() {
    for kind in [SignInKind::Token, SignInKind::DeviceKey] {
        let service = Arc::new(AccountService::start().await);
        drop(service.signed_in(kind).await);
        let erased_after = Noted::default();
        let (watched, noted) = (Arc::clone(&service), erased_after.clone());
        let store = WatchedStore::before(service.store(), move |call| {
            if call == StoreCall::Erase {
                noted.add(watched.count("DELETE", "*"));
            }
            Ok(())
        });
        let account = service.open_in(store).await;
        // A token that has ended cannot end the session, and a new one of the key can.
        service.tv().advance(DAY * 8);
        let done = account.sign_out().await;
        done.erased.unwrap();
        done.told.unwrap();
        assert_eq!(erased_after.all(), [0]);
        assert!(!service.file().exists());
        let last = service.tv().requests().pop().unwrap();
        assert_eq!(
            (last.path.as_str(), last.status),
            ("/api/v2/users/signout", Some(204))
        );
        let requests = service.tv().requests().len();
        let error = account.user().await.unwrap_err();
        assert!(error.to_string().contains("signed out"), "{error}");
        assert_eq!(service.tv().requests().len(), requests);
        assert!(Account::open(service.store()).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn signing_out_without_the_service_or_the_store_says_so() {
    let service = AccountService::start().await;
    let account = service.signed_in(SignInKind::Token).await;
    service.tv().fault(PlexTvFault::DropAnswers);
    let done = account.sign_out().await;
    done.erased.unwrap();
    assert_eq!(done.told.unwrap_err().kind(), ErrorKind::Connect);
    assert!(!service.file().exists());

    let service = AccountService::start().await;
    drop(service.signed_in(SignInKind::Token).await);
    let store = WatchedStore::before(service.store(), |call| match call {
        StoreCall::Erase => Err("no".to_owned()),
        _ => Ok(()),
    });
    let done = service.open_in(store).await.sign_out().await;
    assert_eq!(done.erased.unwrap_err().kind(), ErrorKind::InvalidInput);
    done.told.unwrap();
}

#[tokio::test]
async fn an_account_that_another_process_signed_out_is_gone_for_good() {
    let service = AccountService::start().await;
    let account = service.signed_in(SignInKind::DeviceKey).await;
    let other = service.open().await;
    other.sign_out().await.told.unwrap();
    let error = account.user().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    assert!(error.to_string().contains("signed out"), "{error}");
    assert!(!service.file().exists(), "nothing writes it again");
}

#[tokio::test]
async fn a_copy_on_another_machine_is_noticed() {
    let service = AccountService::start().await;
    let account = service.signed_in(SignInKind::DeviceKey).await;
    assert!(!account.was_copied());
    assert!(!service.open().await.was_copied());
    let machine = service.stored("/machine");
    let elsewhere = service
        .stored_text()
        .replace(&machine, &"0".repeat(machine.len()));
    std::fs::write(service.file(), elsewhere).unwrap();
    let copy = service.open().await;
    assert!(copy.was_copied());
    assert_eq!(copy.user().await.unwrap().username, "sam");
}

#[tokio::test]
async fn an_answer_that_is_no_renewal_is_an_error_that_names_the_exchange() {
    let long = format!(r#"{{"nonce":"{}"}}"#, "x".repeat(1024 * 1024));
    let short = format!(r#"{{"nonce":"{}"}}"#, "x".repeat(2000));
    for (path, stub) in [
        (NONCE, StubResponse::json(200, long)),
        (NONCE, StubResponse::json(200, short)),
        (NONCE, StubResponse::json(200, r#"{"nonce":""}"#)),
        (NONCE, StubResponse::json(200, r#"{"once":"hunter2"}"#)),
        (NONCE, StubResponse::json(200, "<html>hunter2</html>")),
        (
            TOKEN,
            StubResponse::json(200, r#"{"auth_token":"hunter2 hunter2"}"#),
        ),
        (
            TOKEN,
            StubResponse::json(200, r#"{"auth_token":null,"x":"hunter2"}"#),
        ),
        (
            TOKEN,
            StubResponse::json(418, r#"{"errors":[{"code":7,"message":"hunter2"}]}"#),
        ),
    ] {
        let service = AccountService::start().await;
        let account = service.signed_in(SignInKind::DeviceKey).await;
        service.tv().advance(DAY * 8);
        service.tv().answer("*", path, stub);
        let error = account.user().await.unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(shown.contains("renew the token"), "{shown}");
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}
