//! Signing in with a code or a browser, against a simulated account service.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is what a test is for"
)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt as _;
use plex_api::account::{Account, SignInEvent, SignInKind, SignInProgress, SignInWay};
use plex_api::{Error, ErrorKind};
use plex_api_tests::account::{AccountService, Noted, StoreCall, WatchedStore};
use plex_sim::{HeldClock, PlexSim, PlexTvFault, StubResponse, hold_clock};
use tokio::task::JoinHandle;
use tokio::time::Instant;

const KINDS: [SignInKind; 2] = [SignInKind::Token, SignInKind::DeviceKey];
const POLL: &str = "/api/v2/pins/*";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A sign-in on a held clock, whose events come with their times.
struct Driven<'a> {
    sim: &'a PlexSim,
    clock: HeldClock,
    events: Noted<(Duration, String)>,
    codes: Noted<String>,
    end: Mutex<JoinHandle<Option<Result<SignInEvent, Error>>>>,
}

impl<'a> Driven<'a> {
    fn start(service: &'a AccountService, mut progress: SignInProgress) -> Self {
        let clock = hold_clock();
        let (events, codes) = (Noted::default(), Noted::default());
        let (noted, noted_codes) = (events.clone(), codes.clone());
        let end = tokio::spawn(async move {
            let start = Instant::now();
            let mut last = None;
            while let Some(event) = progress.next().await {
                let name = match &event {
                    Ok(SignInEvent::Code { code, .. }) => {
                        noted_codes.add(code.clone());
                        "code".to_owned()
                    }
                    Ok(SignInEvent::Waiting { .. }) => "waiting".to_owned(),
                    Ok(other) => format!("{other:?}"),
                    Err(error) => error.to_string(),
                };
                noted.add((start.elapsed(), name));
                last = Some(event);
            }
            last
        });
        Self {
            sim: &service.sim,
            clock,
            events,
            codes,
            end: Mutex::new(end),
        }
    }

    /// Moves the clock until the condition holds.
    async fn until(&self, what: &str, is_it: impl Fn(&Self) -> bool) {
        for _ in 0..20_000 {
            if is_it(self) {
                return;
            }
            // Answers come in real time, during which the clock stands still. Before the code there is
            // also a store that is written to disk.
            let known = self.events.all().len();
            if known == 0 {
                self.clock.give_sockets(Duration::from_millis(20)).await;
            }
            self.clock.wait_answered(&[self.sim]).await.unwrap();
            if !is_it(self) && self.events.all().len() == known {
                tokio::time::advance(Duration::from_millis(500)).await;
            }
        }
        panic!("{what} does not come: {:?}", self.events.all());
    }

    async fn until_events(&self, count: usize) {
        let what = format!("event {count}");
        self.until(&what, |driven| driven.events.all().len() >= count)
            .await;
    }

    async fn code(&self) -> String {
        self.until_events(1).await;
        self.codes.all()[0].clone()
    }

    /// The last event. The clock is held as long as this lives.
    async fn last(&self) -> Result<SignInEvent, Error> {
        let is_over = |driven: &Self| driven.end.lock().unwrap().is_finished();
        self.until("the end", is_over).await;
        let mut end = self.end.try_lock().unwrap();
        (&mut *end)
            .now_or_never()
            .unwrap()
            .unwrap()
            .expect("an event")
    }
}

fn account(event: Result<SignInEvent, Error>) -> Account {
    match event.unwrap() {
        SignInEvent::Done(account) => account,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn a_short_code_signs_in_with_either_kind() {
    for kind in KINDS {
        let service = AccountService::start().await;
        let driven = Driven::start(&service, service.sign_in(kind, service.store()).start());
        let code = driven.code().await;
        assert_eq!(code.len(), 4);
        driven.until_events(3).await;
        assert_eq!(driven.events.all()[2].1, "waiting");
        assert!(service.tv().link(&code));
        let account = account(driven.last().await);
        assert_eq!(account.kind(), kind);
        assert_eq!(account.user().await.unwrap().username, "sam");
        let identifier = service.stored("/account/client_identifier");
        assert_eq!(service.stored("/account/kind"), kind.to_string());
        assert!(!service.stored_text().contains("pending"));
        for request in service.tv().requests() {
            assert_eq!(
                request.header("x-plex-client-identifier"),
                Some(&*identifier)
            );
            assert_eq!(request.header("x-plex-product"), Some("plex-api-tests"));
            assert_eq!(request.header("accept"), Some("application/json"));
        }
        // The next run of the program finds it.
        assert_eq!(service.open().await.user().await.unwrap().username, "sam");
    }
}

#[tokio::test(start_paused = true)]
async fn a_browser_gets_a_url_with_a_code_that_nobody_types() {
    for kind in KINDS {
        let service = AccountService::start().await;
        let sign_in = service.sign_in(kind, service.store());
        let mut progress = sign_in.way(SignInWay::Browser).start();
        let clock = hold_clock();
        let Some(Ok(SignInEvent::Code {
            code,
            url,
            expires_in,
        })) = progress.next().await
        else {
            panic!("no code")
        };
        drop(clock);
        assert!(code.len() > 20);
        assert!(expires_in > Duration::from_secs(1790));
        let identifier = service.stored("/pending/client_identifier");
        let expected = format!(
            "{}/auth#?clientID={identifier}&code={code}&context%5Bdevice%5D%5Bproduct%5D=plex%2Dapi%2Dtests",
            service.tv().url()
        );
        assert_eq!(url, expected);
    }
}

#[tokio::test(start_paused = true)]
async fn the_client_identifier_and_the_key_are_saved_before_the_service_hears_of_them() {
    for kind in KINDS {
        let service = Arc::new(AccountService::start().await);
        let saved_after = Noted::default();
        let (watched, noted) = (Arc::clone(&service), saved_after.clone());
        let store = WatchedStore::before(service.store(), move |call| {
            if call == StoreCall::Save {
                noted.add(watched.tv().requests().len());
            }
            Ok(())
        });
        let driven = Driven::start(&service, service.sign_in(kind, store).start());
        let code = driven.code().await;
        // The service knows no more of the installation than the store had by then.
        let request = &service.tv().requests_of("POST", "/api/v2/pins")[0];
        let identifier = service.stored("/pending/client_identifier");
        assert_eq!(
            request.header("x-plex-client-identifier"),
            Some(&*identifier)
        );
        assert_eq!(saved_after.all(), [0]);
        if kind == SignInKind::DeviceKey {
            let body: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
            assert_eq!(body["jwk"]["x"], service.stored("/pending/key/x"));
            assert!(
                !String::from_utf8_lossy(&request.body).contains(&service.stored("/pending/key/d"))
            );
        }
        assert!(service.tv().link(&code));
        account(driven.last().await);
        assert_eq!(service.stored("/account/client_identifier"), identifier);
        assert_eq!(saved_after.all().len(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn polls_come_every_2_seconds_for_a_minute_then_every_5_until_our_own_clock_ends_the_wait() {
    let service = AccountService::start().await;
    let driven = Driven::start(
        &service,
        service.sign_in(SignInKind::Token, service.store()).start(),
    );
    driven.code().await;
    let events = driven.events.clone();
    // The service's clock stands still, so its PIN never ends.
    assert!(matches!(driven.last().await.unwrap(), SignInEvent::Expired));
    let times: Vec<f64> = events
        .all()
        .iter()
        .filter(|(_, name)| name == "waiting")
        .map(|(time, _)| time.as_secs_f64())
        .collect();
    assert_eq!(service.count("GET", POLL), times.len());
    // At most 30 polls in the first minute, 167 until 895 s, and two at the end.
    assert!((150..=199).contains(&times.len()), "{}", times.len());
    for (one, next) in times.iter().zip(&times[1..]) {
        let pause = next - one;
        let expected = if *one < 60.0 { 2.0 } else { 5.0 };
        // The times of the events are a little late when the machine is busy, so around the minute
        // either is right.
        let is_free = *one > 890.0 || (57.0..66.0).contains(one);
        assert!(pause >= 1.0, "{pause} after {one}");
        assert!(
            is_free || (expected..expected + 2.6).contains(&pause),
            "{pause} after {one}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn each_poll_has_a_new_proof_of_the_key() {
    let service = AccountService::start().await;
    let driven = Driven::start(
        &service,
        service
            .sign_in(SignInKind::DeviceKey, service.store())
            .start(),
    );
    let code = driven.code().await;
    driven.until_events(4).await;
    service.tv().advance(Duration::from_secs(400));
    driven.until_events(6).await;
    assert!(service.tv().link(&code));
    let account = account(driven.last().await);
    let proofs: Vec<String> = service
        .tv()
        .requests_of("GET", POLL)
        .iter()
        .map(|poll| poll.query_value("deviceJWT").unwrap().to_owned())
        .collect();
    assert!(proofs.len() > 4);
    // Signed with the service's time: a proof of before would be too old for it.
    assert_ne!(proofs.first(), proofs.last());
    assert!(account.clock_skew().is_some());
}

#[tokio::test(start_paused = true)]
async fn a_network_in_trouble_says_nothing_about_the_code() {
    for kind in KINDS {
        let service = AccountService::start().await;
        let driven = Driven::start(&service, service.sign_in(kind, service.store()).start());
        let code = driven.code().await;
        let mut expected = 1;
        for fault in [
            PlexTvFault::DropAnswers,
            PlexTvFault::CutAnswers,
            PlexTvFault::HtmlAnswers,
            PlexTvFault::LargeAnswers,
            PlexTvFault::GzipAnswers,
            PlexTvFault::RedirectAnswers,
        ] {
            service.tv().fault_on(fault, POLL, Some(1));
            expected += 1;
            driven.until_events(expected).await;
        }
        for status in [500, 502, 503, 504, 520] {
            let stub = StubResponse::json(status, r#"{"error":"hunter2"}"#);
            service.tv().answer("GET", POLL, stub);
            expected += 1;
            driven.until_events(expected).await;
        }
        service.tv().clear_answers();
        let names: Vec<String> = driven
            .events
            .all()
            .into_iter()
            .map(|(_, name)| name)
            .collect();
        assert!(names[1..].iter().all(|name| name == "waiting"), "{names:?}");
        assert!(service.tv().link(&code));
        account(driven.last().await);
    }
}

#[tokio::test(start_paused = true)]
async fn too_many_requests_are_answered_by_waiting() {
    let limited = |seconds: Option<u64>| PlexTvFault::RateLimited {
        retry_after: seconds.map(Duration::from_secs),
    };
    let service = AccountService::start().await;
    service
        .tv()
        .fault_on(limited(Some(7)), "/api/v2/pins", Some(1));
    let driven = Driven::start(
        &service,
        service.sign_in(SignInKind::Token, service.store()).start(),
    );
    let code = driven.code().await;
    assert_eq!(service.count("POST", "/api/v2/pins"), 2);
    driven.until_events(2).await;
    service.tv().fault_on(limited(None), POLL, Some(1));
    driven.until_events(4).await;
    let times: Vec<f64> = driven
        .events
        .all()
        .iter()
        .map(|(time, _)| time.as_secs_f64())
        .collect();
    assert!((7.0..12.1).contains(&times[0]), "{times:?}");
    assert!((60.0..65.1).contains(&(times[3] - times[2])), "{times:?}");
    assert!(service.tv().link(&code));
    account(driven.last().await);
}

#[tokio::test(start_paused = true)]
async fn a_code_that_the_service_calls_expired_is_expired_in_whatever_form() {
    for fault in [None, Some(PlexTvFault::PinGone), Some(PlexTvFault::PinNull)] {
        let service = AccountService::start().await;
        if let Some(fault) = fault {
            service.tv().fault(fault);
        }
        let driven = Driven::start(
            &service,
            service.sign_in(SignInKind::Token, service.store()).start(),
        );
        driven.code().await;
        service.tv().advance(Duration::from_secs(901));
        let start = Instant::now();
        assert!(matches!(driven.last().await.unwrap(), SignInEvent::Expired));
        let by_our_own_clock = fault == Some(PlexTvFault::PinNull);
        assert_eq!(
            start.elapsed() > Duration::from_secs(800),
            by_our_own_clock,
            "{fault:?}"
        );
        assert!(service.stored_text().contains("pending"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_code_that_is_typed_in_the_last_second_signs_in() {
    let service = AccountService::start().await;
    let driven = Driven::start(
        &service,
        service
            .sign_in(SignInKind::DeviceKey, service.store())
            .start(),
    );
    let code = driven.code().await;
    let is_late = |driven: &Driven<'_>| {
        let events = driven.events.all();
        events
            .last()
            .is_some_and(|(time, _)| *time > Duration::from_secs(894))
    };
    driven.until("the last seconds", is_late).await;
    assert!(service.tv().link(&code));
    account(driven.last().await);
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_wrong_by_a_day_signs_in() {
    for forward in [true, false] {
        let service = AccountService::start().await;
        match forward {
            true => service.tv().advance(DAY),
            false => service.tv().rewind(DAY),
        }
        let driven = Driven::start(
            &service,
            service
                .sign_in(SignInKind::DeviceKey, service.store())
                .start(),
        );
        let code = driven.code().await;
        assert!(service.tv().link(&code));
        let account = account(driven.last().await);
        let skew = account.clock_skew().unwrap();
        assert!(
            (skew.abs() - 86_400).abs() < 5 && (skew > 0) == forward,
            "{skew}"
        );
        assert_eq!(account.user().await.unwrap().username, "sam");
    }
}

#[tokio::test]
async fn an_answer_without_a_usable_code_is_an_error_that_names_the_exchange() {
    let pin = |code: &str| {
        format!(
            r#"{{"id":7788123,"code":{code},"expiresIn":900,"location":{{"city":"hunter2town"}}}}"#
        )
    };
    let long = format!("\"{}\"", "x".repeat(1024 * 1024));
    for stub in [
        StubResponse::json(201, r#"{"id":7788123,"location":{"city":"hunter2town"}}"#),
        StubResponse::json(201, pin("null")),
        StubResponse::json(201, pin(r#""""#)),
        StubResponse::json(201, pin(r#""hunter2 with spaces""#)),
        StubResponse::json(201, pin(&long)),
        StubResponse::json(201, pin(r#"{"hunter2":1}"#)),
        StubResponse::json(201, r#"{"code":"Q7KM","hunter2":1}"#),
        StubResponse::json(201, r#"["hunter2"]"#),
        StubResponse::json(201, "hunter2"),
        StubResponse::json(400, r#"{"errors":[{"code":1000,"message":"hunter2"}]}"#),
    ] {
        let service = AccountService::start().await;
        service.tv().answer("POST", "/api/v2/pins", stub);
        let mut progress = service.sign_in(SignInKind::Token, service.store()).start();
        let error = match progress.next().await.unwrap() {
            Err(error) => error,
            Ok(SignInEvent::Refused { reason }) => reason,
            Ok(other) => panic!("{other:?}"),
        };
        let shown = format!("{error} {error:?} {:?}", error.server_errors());
        assert!(shown.contains("ask for a sign-in code"), "{shown}");
        assert!(
            !shown.contains("hunter2") && !shown.contains("7788123"),
            "{shown}"
        );
        assert!(progress.next().await.is_none());
    }
}

#[tokio::test]
async fn a_redirect_of_the_service_to_another_origin_is_not_followed() {
    let service = AccountService::start().await;
    service.tv().fault(PlexTvFault::RedirectAnswers);
    let mut progress = service
        .sign_in(SignInKind::DeviceKey, service.store())
        .start();
    let error = progress.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Redirect);
    assert!(
        error.to_string().contains("ask for a sign-in code"),
        "{error}"
    );
    assert_eq!(service.tv().requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_service_that_refuses_the_installation_is_told_and_gets_another_one_next_time() {
    let refused = r#"{"errors":[{"code":1097,"message":"hunter2","status":422}]}"#;
    for kind in KINDS {
        let service = AccountService::start().await;
        let driven = Driven::start(&service, service.sign_in(kind, service.store()).start());
        driven.code().await;
        let before = service.stored("/pending/client_identifier");
        service
            .tv()
            .answer("GET", POLL, StubResponse::json(422, refused));
        let SignInEvent::Refused { reason } = driven.last().await.unwrap() else {
            panic!("not refused")
        };
        assert_eq!(reason.kind(), ErrorKind::Unauthorized);
        assert!(reason.to_string().contains("1097"), "{reason}");
        assert!(!format!("{reason:?}").contains("hunter2"), "{reason:?}");
        service.tv().clear_answers();
        let driven = Driven::start(&service, service.sign_in(kind, service.store()).start());
        let code = driven.code().await;
        assert_ne!(service.stored("/pending/client_identifier"), before);
        assert!(service.tv().link(&code));
        account(driven.last().await);
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_identifier_belongs_to_one_kind_and_a_new_key_has_a_new_one() {
    let service = AccountService::start().await;
    let mut identifiers = Vec::new();
    for kind in [
        SignInKind::Token,
        SignInKind::Token,
        SignInKind::DeviceKey,
        SignInKind::DeviceKey,
        SignInKind::Token,
    ] {
        let driven = Driven::start(&service, service.sign_in(kind, service.store()).start());
        let code = driven.code().await;
        assert!(service.tv().link(&code));
        account(driven.last().await);
        identifiers.push(service.stored("/account/client_identifier"));
    }
    assert_eq!(
        identifiers[0], identifiers[1],
        "a traditional sign-in keeps it"
    );
    identifiers.remove(0);
    identifiers.sort();
    identifiers.dedup();
    assert_eq!(identifiers.len(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_that_is_given_up_leaves_the_account_that_was_there() {
    let service = AccountService::start().await;
    let driven = Driven::start(
        &service,
        service.sign_in(SignInKind::Token, service.store()).start(),
    );
    let code = driven.code().await;
    assert!(service.tv().link(&code));
    account(driven.last().await);
    let token = service.stored("/account/token");
    {
        let clock = hold_clock();
        let mut progress = service
            .sign_in(SignInKind::DeviceKey, service.store())
            .start();
        assert!(matches!(
            progress.next().await,
            Some(Ok(SignInEvent::Code { .. }))
        ));
        // A future that is dropped loses nothing either.
        let next = tokio::time::timeout(Duration::ZERO, progress.next());
        tokio::time::advance(Duration::from_millis(1)).await;
        next.await.unwrap_err();
        drop((progress, clock));
    }
    assert_eq!(service.stored("/account/token"), token);
    assert_eq!(service.open().await.kind(), SignInKind::Token);
}

#[tokio::test]
async fn a_store_that_cannot_be_used_stops_before_anything_is_sent() {
    for (content, expected) in [
        (r#"{"version":1,"account":{"kind":"token","#, "cut off"),
        (r#"{"version":7}"#, "version 7"),
        ("hunter2", "got something else"),
    ] {
        let service = AccountService::start().await;
        std::fs::create_dir_all(service.file().parent().unwrap()).unwrap();
        std::fs::write(service.file(), content).unwrap();
        restrict(&service.file());
        let mut progress = service.sign_in(SignInKind::Token, service.store()).start();
        let error = progress.next().await.unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert!(error.to_string().contains(expected), "{error}");
        assert!(!error.to_string().contains("hunter2"), "{error}");
        assert_eq!(
            Account::open(service.store())
                .await
                .unwrap_err()
                .to_string(),
            error.to_string()
        );
        assert_eq!(service.stored_text(), content);
        assert!(service.tv().requests().is_empty());
    }
}

/// Tests write files as the user's mask says.
fn restrict(file: &std::path::Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600)).unwrap();
        let folder = file.parent().unwrap();
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700)).unwrap();
    }
}
