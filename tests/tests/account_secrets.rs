//! The secrets of an account: in no text, for any answer of the account service, and sent to nobody else.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is what a test is for"
)]

use std::collections::BTreeSet;
use std::time::Duration;

use plex_api::account::{Account, SignInEvent, SignInKind, SignInWay};
use plex_api_tests::account::{AccountService, identity};
use plex_api_tests::captured::Captured;
use plex_sim::{PlexTvFault, StubResponse};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Every secret of an account that the service and the store have at this moment.
fn secrets(service: &AccountService, into: &mut BTreeSet<String>) {
    for request in service.tv().requests() {
        let secret_headers = ["x-plex-token", "x-plex-client-identifier"];
        into.extend(
            secret_headers
                .iter()
                .filter_map(|name| request.header(name))
                .map(str::to_owned),
        );
        into.extend(request.query_value("deviceJWT").map(str::to_owned));
        if let Some(id) = request.path.strip_prefix("/api/v2/pins/") {
            into.insert(id.to_owned());
        }
        let body: serde_json::Value = serde_json::from_slice(&request.body).unwrap_or_default();
        into.extend(body["jwt"].as_str().map(str::to_owned));
    }
    let stored: serde_json::Value =
        serde_json::from_str(&service.stored_text()).unwrap_or_default();
    for pointer in ["/account/token", "/account/key/d", "/pending/key/d"] {
        into.extend(
            stored
                .pointer(pointer)
                .and_then(|text| text.as_str())
                .map(str::to_owned),
        );
    }
}

/// Signs in, and writes down the steps.
async fn sign_in(
    service: &AccountService,
    kind: SignInKind,
    way: SignInWay,
    told: &Captured,
    known: &mut BTreeSet<String>,
) -> Option<Account> {
    let sign_in = service.sign_in(kind, service.store()).way(way);
    told.debug(&sign_in);
    let mut progress = sign_in.start();
    told.debug(&progress);
    let mut account = None;
    while let Some(event) = progress.next().await {
        match &event {
            Ok(event) => told.debug(event),
            Err(error) => told.error(error),
        }
        match event {
            Ok(SignInEvent::Code { code, .. }) => {
                assert!(service.tv().link(&code));
                known.insert(code);
            }
            Ok(SignInEvent::Done(done)) => account = Some(done),
            Ok(SignInEvent::Refused { reason }) => told.error(&reason),
            _ => {}
        }
        secrets(service, known);
    }
    account
}

#[tokio::test]
async fn no_text_has_a_secret_of_the_account_whatever_the_service_says() {
    let told = Captured::log_of_process();
    let mut known = BTreeSet::new();
    for (kind, way) in [
        (SignInKind::Token, SignInWay::Code),
        (SignInKind::Token, SignInWay::Browser),
        (SignInKind::DeviceKey, SignInWay::Code),
        (SignInKind::DeviceKey, SignInWay::Browser),
    ] {
        let service = AccountService::start().await;
        let account = sign_in(&service, kind, way, &told, &mut known)
            .await
            .unwrap();
        told.debug(&account);
        told.debug(&account.user().await.unwrap());
        service.tv().advance(DAY * 8);
        told.debug(&account.user().await.unwrap());
        account.keep_alive().await.unwrap();
        secrets(&service, &mut known);
        let store = service.store();
        told.debug(&store);
        told.debug(&plex_api::account::AccountStore::load(&store).unwrap());

        // A service that repeats every secret that it knows in each answer.
        let all = known.iter().cloned().collect::<Vec<_>>().join(" ");
        let says = serde_json::json!({ "errors": [{ "code": 7, "message": all, "extra": all }] });
        for (status, body) in [
            (400, says.to_string()),
            (401, says.to_string()),
            (422, says.to_string()),
            (500, all.clone()),
            (200, format!("<html><title>{all}</title></html>")),
            (200, format!("{{\"{all}\":1}}")),
            (200, format!("\"{all}\"")),
        ] {
            service
                .tv()
                .answer("*", "/api/v2/*", StubResponse::json(status, body));
            let again = Account::builder(service.store())
                .endpoints(service.endpoints())
                .identity(identity());
            told.debug(&again);
            let again = again.open().await.unwrap().unwrap();
            told.error(&again.user().await.unwrap_err());
            let mut progress = service.sign_in(kind, service.store()).start();
            while let Some(event) = progress.next().await {
                match event {
                    Ok(SignInEvent::Refused { reason }) => told.error(&reason),
                    Ok(event) => told.debug(&event),
                    Err(error) => told.error(&error),
                }
            }
            secrets(&service, &mut known);
            service.tv().clear_answers();
        }
        for fault in [
            PlexTvFault::RedirectAnswers,
            PlexTvFault::GzipAnswers,
            PlexTvFault::CutAnswers,
            PlexTvFault::DropAnswers,
        ] {
            service.tv().fault(fault);
            told.error(&service.open().await.user().await.unwrap_err());
            service.tv().lift(fault);
        }
        secrets(&service, &mut known);
        let done = account.sign_out().await;
        told.debug(&done);

        // The account's token has gone to the account service, and to no server.
        for request in service.tv().request_log() {
            let names_one = request.contains("<account-token-") || request.contains("<device-jwt-");
            assert!(!names_one || request.to == "plex.tv", "{request:?}");
        }
    }
    let text = told.text();
    assert!(text.contains("account request"), "the log is read");
    assert!(known.len() > 30, "{}", known.len());
    // The place of the simulated person.
    known.insert("Sampleton".to_owned());
    for secret in known {
        // A code of four letters may be a part of another word.
        let is_there = match secret.len() {
            0..6 => text
                .split(|c: char| !c.is_ascii_alphanumeric())
                .any(|word| word == secret),
            _ => text.contains(&secret),
        };
        if is_there {
            let line = text.lines().find(|line| line.contains(&secret)).unwrap();
            panic!("{secret}: {line}");
        }
    }
}
