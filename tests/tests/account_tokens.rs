//! The token that a server of an account gets: the list's, and the server's own when it takes no other.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is what a test is for"
)]

use std::time::{Duration, SystemTime};

use plex_api::account::{Account, SignInKind};
use plex_api::{ErrorKind, Plex};
use plex_api_tests::account::AccountService;
use plex_sim::{PlexSim, PlexTvSetup, SimConnection, SimResource, StubResponse};

const RESOURCES: &str = "/api/v2/resources";
const DEVICES: &str = "/api/v2/devices";

fn jwts() -> PlexTvSetup {
    PlexTvSetup::new().jwt_server_tokens(true)
}

async fn connected(account: &Account) -> Plex {
    let server = account.known_servers().await.unwrap();
    let server = server.into_iter().next().unwrap();
    server.connect().await.unwrap()
}

/// The tokens that the server received, in order, with repeats left out: `server-token` for the account's
/// token of it, `device-token` for its own.
fn tokens_at_server(service: &AccountService) -> Vec<String> {
    let log = service.tv().request_log().into_iter();
    let sent = log.filter(|request| request.to == "server");
    let header = |(name, value): (String, String)| (name == "x-plex-token").then_some(value);
    let mut tokens: Vec<String> = sent
        .filter_map(|request| request.headers.into_iter().find_map(header))
        .collect();
    tokens.dedup();
    let kind = |token: String| {
        let name = token.trim_matches(['<', '>']);
        name.trim_end_matches(|c: char| c == '-' || c.is_ascii_digit())
            .to_owned()
    };
    tokens.into_iter().map(kind).collect()
}

#[tokio::test]
async fn a_server_that_takes_no_jwt_gets_its_own_token_after_the_refusal() {
    for kind in [SignInKind::Token, SignInKind::DeviceKey] {
        let service = AccountService::start_as(PlexSim::builder(), jwts().refuse_jwts(true)).await;
        let account = service.signed_in(kind).await;
        let plex = connected(&account).await;
        for _ in 0..3 {
            plex.activities().list().await.unwrap();
        }
        let expected = ["server-token", "device-token"];
        assert_eq!(tokens_at_server(&service), expected);
        assert_eq!(service.count("GET", DEVICES), 1);

        // The next run of the program knows it.
        connected(&service.open().await)
            .await
            .activities()
            .list()
            .await
            .unwrap();
        assert_eq!(tokens_at_server(&service), expected);
        assert_eq!(service.count("GET", DEVICES), 1);
        // A new list has no word of it, so the token of the list is tried again.
        std::fs::remove_file(service.file().with_file_name("account.json.servers")).unwrap();
        let account = service.open().await;
        connected(&account).await.activities().list().await.unwrap();
        assert_eq!(service.count("GET", DEVICES), 2);
    }
}

#[tokio::test]
async fn a_client_says_when_the_token_that_it_sends_ends() {
    const DAY: Duration = Duration::from_secs(86_400);
    let now = SystemTime::now();
    let service = AccountService::start_as(PlexSim::builder(), jwts()).await;
    let account = service.signed_in(SignInKind::DeviceKey).await;
    let plex = connected(&account).await;
    let first = plex.token_end().unwrap();
    assert!((now + 6 * DAY..now + 8 * DAY).contains(&first), "{first:?}");
    service.tv().advance(8 * DAY);
    plex.activities().list().await.unwrap();
    assert!(plex.token_end().unwrap() >= first + 7 * DAY, "another one");
    // The server's own token has no end.
    let service = AccountService::start_as(PlexSim::builder(), jwts().refuse_jwts(true)).await;
    let account = service.signed_in(SignInKind::DeviceKey).await;
    let plex = connected(&account).await;
    assert!(plex.token_end().is_some());
    plex.activities().list().await.unwrap();
    assert_eq!(plex.token_end(), None);
    let built = || Plex::builder("http://127.0.0.1:9");
    assert_eq!(built().build().unwrap().token_end(), None);
}

#[tokio::test]
async fn a_token_that_has_ended_is_replaced_by_that_of_a_new_list() {
    for kind in [SignInKind::Token, SignInKind::DeviceKey] {
        let service = AccountService::start_as(PlexSim::builder(), jwts()).await;
        let plex = connected(&service.signed_in(kind).await).await;
        plex.activities().list().await.unwrap();
        let renewals = service.renewals();
        service.tv().advance(Duration::from_secs(8 * 86_400));
        plex.activities().list().await.unwrap();
        let expected = ["server-token", "server-token"];
        assert_eq!(tokens_at_server(&service), expected);
        assert_eq!(service.count("GET", DEVICES), 0);
        // The service refuses the old token of a key once.
        let renewed = usize::from(kind == SignInKind::DeviceKey);
        assert_eq!(service.count("GET", RESOURCES), 2 + renewed);
        assert_eq!(service.renewals() - renewals, renewed, "{kind}");
    }
}

#[tokio::test]
async fn the_owners_token_is_asked_for_an_owned_server_only() {
    let shared = SimResource::this_server()
        .shared_by("aunt")
        .connections([SimConnection::good()]);
    let setup = jwts().refuse_jwts(true).resources([shared]);
    let service = AccountService::start_as(PlexSim::builder(), setup).await;
    let plex = connected(&service.signed_in(SignInKind::Token).await).await;
    let error = plex.activities().list().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized, "{error}");
    assert_eq!(service.count("GET", DEVICES), 0);
    assert!(!tokens_at_server(&service).contains(&"device-token".to_owned()));
}

#[tokio::test]
async fn a_server_that_refuses_every_token_is_no_reason_to_ask_again_and_again() {
    let service = AccountService::start_as(PlexSim::builder(), jwts()).await;
    let plex = connected(&service.signed_in(SignInKind::Token).await).await;
    let refused = StubResponse::empty(401);
    service.sim.answer("GET", "/activities", refused);
    for _ in 0..3 {
        let error = plex.activities().list().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unauthorized, "{error}");
    }
    assert!(service.sim.requests_of("GET", "/activities").len() <= 6);
    assert_eq!(service.count("GET", DEVICES), 1);
    assert!(service.count("GET", RESOURCES) <= 2);
}
