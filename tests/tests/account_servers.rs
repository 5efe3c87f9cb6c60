//! Finding the servers of an account and choosing a connection, against a simulated account service.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is what a test is for"
)]

use std::time::{Duration, Instant};

use plex_api::account::{Account, AccountServer, Discovery, SignInKind};
use plex_api::{
    ActivityEvent, ActivityId, ConnectionPolicy, ErrorKind, How, Plex, PlexBuilder, Transport,
    TransportChoice, Watcher,
};
use plex_api_tests::account::AccountService;
use plex_api_tests::brisk_policy;
use plex_api_tests::tcp_gate::TcpGate;
use plex_sim::{
    Fault, LoggedRequest, PlexSim, PlexTvFault, PlexTvSetup, SimConnection, SimResource,
    StubResponse, Tls,
};

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(30);

const ANOTHER: &str = "ffffffffffffffffffffffffffffffffffffffff";
const RESOURCES: &str = "/api/v2/resources";
const STREAMS: [Transport; 2] = [Transport::WebSocket, Transport::EventSource];

/// The account, and its only server.
async fn server_of(service: &AccountService) -> (Account, AccountServer) {
    let account = service.signed_in(SignInKind::Token).await;
    let servers = account.servers().await.unwrap();
    assert_eq!((servers.note(), servers.unreadable()), (None, 0));
    let server = servers.into_iter().next().unwrap();
    (account, server)
}

async fn with_connections(connections: Vec<SimConnection>) -> (AccountService, AccountServer) {
    let service = AccountService::start().await;
    service.tv().set_connections(connections).unwrap();
    let (_, server) = server_of(&service).await;
    (service, server)
}

fn brisk(transport: Transport) -> impl FnOnce(PlexBuilder) -> PlexBuilder {
    move |builder| builder.connection_policy(brisk_policy(TransportChoice::Only(transport)))
}

async fn connected(server: &AccountServer, transport: Transport) -> Plex {
    let connecting = server.connect_with(brisk(transport));
    tokio::time::timeout(PATIENCE, connecting)
        .await
        .unwrap()
        .unwrap()
}

/// A client of a server whose only address is a gate, which can lead to another machine.
async fn behind_gate(transport: Transport) -> (AccountService, TcpGate, Plex) {
    let service = AccountService::start().await;
    let gate = TcpGate::open(service.sim.addr()).await.unwrap();
    let connections = [SimConnection::to(gate.url())];
    service.tv().set_connections(connections).unwrap();
    let (_, server) = server_of(&service).await;
    let plex = connected(&server, transport).await;
    (service, gate, plex)
}

/// Returns `true` if it is the bare question: without anything that belongs to the account or this
/// installation.
fn is_bare(request: &LoggedRequest) -> bool {
    let is_private = |(name, _): &(String, String)| {
        name.starts_with("x-plex-") || name == "cookie" || name == "authorization"
    };
    request.method == "GET"
        && request.path == "/identity"
        && request.query.is_empty()
        && !request.headers.iter().any(is_private)
}

/// The requests that somebody received. None of them has the account's token.
fn sent_to(service: &AccountService, to: &str) -> Vec<LoggedRequest> {
    let log = service.tv().request_log();
    for request in log.iter().filter(|request| request.to != "plex.tv") {
        assert!(!request.contains("<account-token-"), "{request:?}");
    }
    log.into_iter().filter(|request| request.to == to).collect()
}

/// Moves the clock of this test, with all that it waits for.
async fn pass(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}

async fn next(events: &mut Watcher) -> ActivityEvent {
    let next = tokio::time::timeout(PATIENCE, events.next()).await;
    next.expect("an event comes").unwrap().unwrap()
}

/// The events of the connection until it is in sync again.
async fn until_resynced(events: &mut Watcher) -> Vec<&'static str> {
    let mut told = Vec::new();
    let resynced = async {
        loop {
            match next(events).await {
                ActivityEvent::Disconnected { .. } => told.push("lost"),
                ActivityEvent::Ended { .. } => told.push("ended"),
                ActivityEvent::Resynced => break,
                _ => {}
            }
        }
    };
    // It may be lost again and again.
    let in_time = tokio::time::timeout(PATIENCE, resynced).await;
    in_time.expect("it comes in sync again");
    told.push("resynced");
    told
}

async fn until_ended(events: &mut Watcher) -> How {
    loop {
        if let ActivityEvent::Ended { how, .. } = next(events).await {
            return how;
        }
    }
}

#[tokio::test]
async fn the_race_is_won_by_the_server_and_nobody_else_sees_a_token() {
    let (service, server) = with_connections(vec![
        SimConnection::black_hole(),
        SimConnection::impostor(ANOTHER),
        SimConnection::refused(),
        // The impostor is faster.
        SimConnection::slow(Duration::from_millis(200)),
        SimConnection::slow(Duration::from_millis(1)).relay(),
    ])
    .await;
    let began = Instant::now();
    let plex = connected(&server, Transport::Polling).await;
    let took = began.elapsed();
    println!("connected in {took:?} beside a black hole, an impostor, a refusal and a relay");
    assert!(took < Duration::from_secs(2), "{took:?}");
    assert_eq!(plex.current_url(), service.tv().connection_urls()[3]);
    // One proof, so the relay was not asked.
    let received = sent_to(&service, "server");
    assert_eq!(received.len(), 1, "{received:?}");
    plex.activities().list().await.unwrap();

    let impostor = sent_to(&service, "impostor-1");
    assert_eq!(impostor.len(), 1, "{impostor:?}");
    assert!(impostor.iter().all(is_bare), "{impostor:?}");
    // Another proof on the connection of the list, and then the token.
    let received = sent_to(&service, "server");
    assert_eq!(received.len(), 3, "{received:?}");
    assert!(received[..2].iter().all(is_bare), "{received:?}");
    assert!(received[2].contains("<server-token-1>"), "{received:?}");
    let identifier = received[2]
        .headers
        .iter()
        .find(|(name, _)| name == "x-plex-client-identifier");
    assert!(
        identifier.is_some(),
        "a token without an identifier alarms the owner"
    );
}

#[tokio::test]
async fn a_relay_is_used_when_every_direct_way_fails_and_only_then() {
    let (service, server) = with_connections(vec![
        SimConnection::good().relay(),
        SimConnection::refused(),
        SimConnection::impostor(ANOTHER),
    ])
    .await;
    let plex = connected(&server, Transport::Polling).await;
    assert_eq!(plex.current_url(), service.tv().connection_urls()[0]);
    assert!(sent_to(&service, "impostor-1").iter().all(is_bare));
}

#[tokio::test]
async fn a_direct_way_is_looked_for_ten_minutes_after_a_relay_was_taken() {
    let service = AccountService::start().await;
    let gate = TcpGate::open(service.sim.addr()).await.unwrap();
    let relay = || SimConnection::to(gate.url()).relay();
    let connections = [relay(), SimConnection::impostor(ANOTHER)];
    service.tv().set_connections(connections).unwrap();
    let (account, server) = server_of(&service).await;
    let plex = connected(&server, Transport::Polling).await;
    assert_eq!(plex.current_url(), gate.url());
    // Each search asks the impostor.
    let searches = || {
        let log = service.tv().request_log();
        log.iter()
            .filter(|one| one.to.starts_with("impostor"))
            .count()
    };
    assert_eq!(searches(), 1);

    let connections = [
        relay(),
        SimConnection::impostor(ANOTHER),
        SimConnection::good(),
    ];
    service.tv().set_connections(connections).unwrap();
    pass(Duration::from_secs(9 * 60)).await;
    account.servers().await.unwrap();
    plex.activities().list().await.unwrap();
    assert_eq!((plex.current_url(), searches()), (gate.url(), 1), "not yet");

    pass(Duration::from_secs(60)).await;
    let moved = async {
        while plex.current_url() == gate.url() {
            // The search is beside the requests, which go on.
            plex.activities().list().await.unwrap();
        }
    };
    tokio::time::timeout(PATIENCE, moved).await.unwrap();
    assert_eq!(plex.current_url(), service.sim.url());
    // The direct way is good for ever.
    let before = searches();
    pass(Duration::from_secs(60 * 60)).await;
    plex.activities().list().await.unwrap();
    assert_eq!(
        (plex.current_url(), searches()),
        (service.sim.url(), before)
    );
}

#[tokio::test]
async fn a_lost_race_says_why_for_each_address() {
    let (service, server) = with_connections(vec![
        SimConnection::impostor(ANOTHER),
        SimConnection::refused(),
        SimConnection::refused().relay(),
    ])
    .await;
    let error = server.connect().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    let told = error.to_string();
    for url in service.tv().connection_urls() {
        assert!(told.contains(&url), "{told}");
    }
    assert!(told.contains("another server answers there"), "{told}");
    assert!(told.contains("(relay)"), "{told}");
    assert!(sent_to(&service, "impostor-1").iter().all(is_bare));
}

#[tokio::test]
async fn an_answer_that_is_no_identity_proves_nothing() {
    let (service, server) = with_connections(vec![SimConnection::good()]).await;
    for stub in [
        StubResponse::html(200, "<html>sign in</html>"),
        StubResponse::json(200, "{}"),
        StubResponse::json(200, vec![b' '; 70_000]),
        StubResponse::empty(503),
        StubResponse::redirect("http://127.0.0.1:9/identity"),
    ] {
        service.sim.answer("GET", "/identity", stub.clone());
        let error = server.connect().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connect, "{stub:?}: {error}");
    }
    assert!(sent_to(&service, "server").iter().all(is_bare));
}

#[tokio::test]
async fn the_private_addresses_of_somebody_elses_server_are_not_asked() {
    for (is_same_network, is_found) in [(false, false), (true, true)] {
        let service = AccountService::start().await;
        let shared = SimResource::this_server()
            .shared_by("aunt")
            .public_address_matches(is_same_network)
            .connections([SimConnection::good()]);
        service.tv().set_resources([shared]).unwrap();
        let (_, server) = server_of(&service).await;
        assert_eq!((server.is_owned(), server.owner()), (false, Some("aunt")));
        let outcome = server.connect().await;
        assert_eq!(outcome.is_ok(), is_found);
        assert_eq!(sent_to(&service, "server").is_empty(), !is_found);
        if let Err(error) = outcome {
            assert!(error.to_string().contains("lists no address"), "{error}");
        }
    }
}

#[tokio::test]
async fn http_is_not_tried_when_the_server_requires_https() {
    let service = AccountService::start().await;
    let strict = SimResource::this_server()
        .https_required(true)
        .connections([SimConnection::good()]);
    service.tv().set_resources([strict]).unwrap();
    let (_, server) = server_of(&service).await;
    assert_eq!(
        server.connect().await.unwrap_err().kind(),
        ErrorKind::Connect
    );
    assert_eq!(sent_to(&service, "server"), []);
}

#[tokio::test]
async fn https_under_the_servers_own_name_is_preferred_and_its_certificate_is_checked() {
    let service = AccountService::start_with(PlexSim::builder().tls(Tls::new())).await;
    let name = service.sim.plex_direct_name().unwrap().to_owned();
    let port = service.sim.addr().port();
    let https = format!("https://{name}:{port}");
    // The same server without TLS, as behind a proxy of the own network, answers first.
    let plain = SimConnection::impostor(service.sim.machine_identifier());
    service
        .tv()
        .set_connections([plain, SimConnection::to(&https)])
        .unwrap();
    let (_, server) = server_of(&service).await;
    let ca = service.sim.ca_pem().unwrap().to_owned();
    let trusting = server.connect_with(|builder| builder.add_root_certificate(ca));
    let plex = trusting.await.unwrap();
    assert_eq!(plex.current_url(), https);
    plex.activities().list().await.unwrap();

    service
        .tv()
        .set_connections([SimConnection::to(&https)])
        .unwrap();
    let (_, server) = server_of(&service).await;
    let error = server.connect().await.unwrap_err();
    assert!(
        error.to_string().contains("no secure connection"),
        "{error}"
    );
}

#[tokio::test]
async fn a_server_moves_its_port_under_a_living_watcher() {
    for transport in STREAMS {
        let service = AccountService::start().await;
        let old = TcpGate::open(service.sim.addr()).await.unwrap();
        let new = TcpGate::open(service.sim.addr()).await.unwrap();
        service
            .tv()
            .set_connections([SimConnection::to(old.url())])
            .unwrap();
        let (_, server) = server_of(&service).await;
        let plex = connected(&server, transport).await;
        let uuid = service.sim.activity("media.download").forever().start();
        let id = ActivityId::new(&uuid).unwrap();
        let mut events = plex.activities().watch();
        let wait = plex.activities().wait(&id);
        let handle = plex.activities().handle(&id);
        until_resynced(&mut events).await;
        assert_eq!(service.count("GET", RESOURCES), 1);

        let before = sent_to(&service, "server").len();
        service
            .tv()
            .set_connections([SimConnection::to(new.url())])
            .unwrap();
        old.close().await;
        let mut told = until_resynced(&mut events).await;
        told.dedup();
        assert_eq!(told, ["lost", "resynced"], "{transport}");
        assert_eq!(plex.current_url(), new.url());
        assert_eq!(service.count("GET", RESOURCES), 2, "the list is read again");
        let after = sent_to(&service, "server").split_off(before);
        assert!(
            is_bare(&after[0]),
            "proved before the token leaves: {after:?}"
        );

        service.sim.end(&uuid);
        assert_eq!(until_ended(&mut events).await, How::Ended);
        assert_eq!(wait.await.unwrap().how, How::Ended);
        assert_eq!(handle.wait().await.unwrap().how, How::Ended);
    }
}

#[tokio::test]
async fn a_server_that_is_away_is_proved_and_used_when_it_comes() {
    for transport in STREAMS {
        let (service, server) = with_connections(vec![
            SimConnection::impostor(ANOTHER),
            SimConnection::good(),
        ])
        .await;
        service.sim.fault(Fault::Down);
        let plex = server.connect_lazy(brisk(transport)).unwrap();
        assert_eq!(sent_to(&service, "impostor-1"), [], "nothing is sent yet");
        let mut events = plex.activities().watch();
        let ActivityEvent::Disconnected { reason, .. } = next(&mut events).await else {
            panic!("it cannot be connected");
        };
        assert!(reason.contains("another server answers there"), "{reason}");
        let error = plex.activities().list().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
        assert_eq!(sent_to(&service, "server"), []);

        service.sim.lift(&Fault::Down);
        until_resynced(&mut events).await;
        assert_eq!(plex.current_url(), service.tv().connection_urls()[1]);
        assert!(is_bare(&sent_to(&service, "server")[0]));
        assert!(sent_to(&service, "impostor-1").iter().all(is_bare));
    }
}

#[tokio::test]
async fn a_server_without_any_address_is_found_when_it_has_one() {
    let (service, server) = with_connections(Vec::new()).await;
    let plex = server.connect_lazy(brisk(Transport::Polling)).unwrap();
    let error = plex.activities().list().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
    assert!(error.to_string().contains("lists no address"), "{error}");
    service
        .tv()
        .set_connections([SimConnection::good()])
        .unwrap();
    pass(Duration::from_secs(61)).await;
    let mut events = plex.activities().watch();
    until_resynced(&mut events).await;
    assert_eq!(plex.current_url(), service.sim.url());
}

#[tokio::test]
async fn another_machine_that_takes_the_address_gets_no_token() {
    let (_service, gate, plex) = behind_gate(Transport::WebSocket).await;
    let mut events = plex.activities().watch();
    until_resynced(&mut events).await;

    let port = gate.address().port();
    gate.close().await;
    let other = PlexSim::builder().machine_identifier(ANOTHER).port(port);
    let other = other.start().await.unwrap();
    until_lost(&mut events, "another server answers there").await;
    let error = plex.activities().list().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
    for request in other.requests() {
        assert_eq!(request.path, "/identity");
        assert_eq!(request.header("x-plex-token"), None);
        assert_eq!(request.header("x-plex-client-identifier"), None);
    }
    other.shutdown().await;
}

/// Returns when the watcher reports a loss for this reason.
async fn until_lost(events: &mut Watcher, why: &str) {
    loop {
        if let ActivityEvent::Disconnected { reason, .. } = next(events).await
            && reason.contains(why)
        {
            break;
        }
    }
}

#[tokio::test]
async fn another_machine_that_takes_the_address_unnoticed_gets_no_token() {
    let (_service, gate, plex) = behind_gate(Transport::Polling).await;
    plex.activities().list().await.unwrap();

    // There is no request in between, so the client does not learn of the loss.
    let port = gate.address().port();
    gate.close().await;
    let other = PlexSim::builder().machine_identifier(ANOTHER).port(port);
    let other = other.start().await.unwrap();
    let error = plex.library().refresh("1").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
    assert!(error.to_string().contains("another server"), "{error}");
    assert!(!other.requests().is_empty());
    for request in other.requests() {
        assert_eq!(request.path, "/identity", "{request:?}");
        assert_eq!(request.header("x-plex-token"), None);
        assert_eq!(request.header("x-plex-client-identifier"), None);
    }
    other.shutdown().await;
}

#[tokio::test]
async fn each_connection_over_http_proves_the_server_before_the_token() {
    for transport in [
        Transport::WebSocket,
        Transport::EventSource,
        Transport::Polling,
    ] {
        let (service, gate, plex) = behind_gate(transport).await;

        // The search has proved the address a moment ago, and no request has failed since.
        let other = PlexSim::builder().machine_identifier(ANOTHER);
        let other = other.start().await.unwrap();
        gate.lead_to(other.addr());
        let mut events = plex.activities().watch();
        until_lost(&mut events, "another server answers there").await;
        for request in other.requests() {
            assert_eq!(request.path, "/identity", "{transport}: {request:?}");
            assert_eq!(request.header("x-plex-token"), None);
            assert_eq!(request.header("x-plex-client-identifier"), None);
        }

        gate.lead_to(service.sim.addr());
        until_resynced(&mut events).await;
        other.shutdown().await;
    }
}

#[tokio::test]
async fn over_https_the_certificate_proves_each_connection_and_nothing_is_asked() {
    let tls = || PlexSim::builder().tls(Tls::new());
    let service = AccountService::start_with(tls()).await;
    let gate = TcpGate::open(service.sim.addr()).await.unwrap();
    let name = service.sim.plex_direct_name().unwrap();
    let https = format!("https://{name}:{}", gate.address().port());
    service
        .tv()
        .set_connections([SimConnection::to(&https)])
        .unwrap();
    let (_, server) = server_of(&service).await;
    let ca = service.sim.ca_pem().unwrap().to_owned();
    let settings = brisk(Transport::WebSocket);
    let connecting = server.connect_with(|builder| settings(builder.add_root_certificate(ca)));
    let plex = connecting.await.unwrap();
    let identities = || service.sim.requests_of("GET", "/identity").len();
    let searched = identities();
    plex.activities().list().await.unwrap();
    assert_eq!(identities(), searched, "only the search asks");
    let mut events = plex.activities().watch();
    until_resynced(&mut events).await;

    // It says that it is the server, and has another certificate.
    let liar = tls().machine_identifier(service.sim.machine_identifier());
    let liar = liar.start().await.unwrap();
    gate.lead_to(liar.addr());
    service.sim.fault(Fault::CutStreams);
    until_lost(&mut events, "no secure connection").await;
    // The search asks without TLS as well, and says nothing then.
    for request in liar.requests() {
        assert_eq!(request.path, "/identity", "{request:?}");
        assert_eq!(request.header("x-plex-token"), None);
    }
    liar.shutdown().await;
}

#[tokio::test]
async fn a_server_that_closes_each_connection_gets_no_token_over_http() {
    let (service, server) = with_connections(vec![SimConnection::good()]).await;
    let machine = service.sim.machine_identifier();
    let body = format!(r#"{{"MediaContainer":{{"machineIdentifier":"{machine}"}}}}"#);
    let closes = StubResponse::json(200, body).header("Connection", "close");
    service.sim.answer("GET", "/identity", closes);
    let plex = connected(&server, Transport::Polling).await;
    let error = plex.activities().list().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
    let text = error.to_string();
    assert!(
        text.contains("closes each connection") && text.contains("https"),
        "{text}"
    );
    assert!(sent_to(&service, "server").iter().all(is_bare));
}

#[tokio::test]
async fn a_token_that_is_replaced_under_a_watcher_loses_no_end() {
    for transport in STREAMS {
        let (service, server) = with_connections(vec![SimConnection::good()]).await;
        let plex = connected(&server, transport).await;
        let mut events = plex.activities().watch();
        let uuid = service.sim.activity("media.download").forever().start();
        let wait = plex.activities().wait(&ActivityId::new(&uuid).unwrap());
        until_resynced(&mut events).await;

        service.tv().replace_server_tokens();
        service.sim.fault(Fault::CutStreams);
        let mut told = until_resynced(&mut events).await;
        told.dedup();
        assert_eq!(told, ["lost", "resynced"], "{transport}");
        assert_eq!(service.count("GET", RESOURCES), 2);
        service.sim.end(&uuid);
        assert_eq!(until_ended(&mut events).await, How::Ended);
        assert_eq!(wait.await.unwrap().how, How::Ended);
    }
}

#[tokio::test]
async fn a_server_that_refuses_for_ever_is_asked_twice_at_most() {
    for status in [401, 498] {
        let (service, server) = with_connections(vec![SimConnection::good()]).await;
        let plex = connected(&server, Transport::Polling).await;
        service
            .sim
            .answer("GET", "/activities", StubResponse::empty(status));
        for _ in 0..3 {
            let error = plex.activities().list().await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unauthorized, "{status}: {error}");
        }
        let asked = service.sim.requests_of("GET", "/activities").len();
        assert!(asked <= 6, "{asked} for three lists");
        assert!(
            service.count("GET", RESOURCES) <= 2,
            "once a minute at most"
        );
        // The remedy is a new token, which comes with the next list.
        service.sim.clear_answers();
        plex.activities().list().await.unwrap();
    }
}

#[tokio::test]
async fn servers_that_are_known_are_found_while_the_account_service_is_away() {
    let (service, server) = with_connections(vec![SimConnection::good()]).await;
    connected(&server, Transport::Polling).await;
    service.tv().fault(PlexTvFault::DropAnswers);

    // Another run of the program.
    let account = service.open().await;
    let found = account.server(server.name()).await.unwrap();
    assert_eq!(found.machine_identifier(), service.sim.machine_identifier());
    let plex = connected(&found, Transport::Polling).await;
    plex.activities().list().await.unwrap();
    let servers = account.servers().await.unwrap();
    assert_eq!(servers.servers().len(), 1);
    let note = servers.note().unwrap();
    assert!(
        note.contains("old, because there is no newer one"),
        "{note}"
    );
    let error = account.server("Attic").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    let told = error.to_string();
    assert!(
        told.contains(server.machine_identifier()) && told.contains("Note: "),
        "{told}"
    );
}

#[tokio::test]
async fn what_is_known_of_servers_is_kept_for_its_owner_alone_and_removed_with_the_account() {
    let (service, server) = with_connections(vec![SimConnection::good()]).await;
    connected(&server, Transport::Polling).await;
    let file = service.file().with_file_name("account.json.servers");
    let kept = std::fs::read_to_string(&file).unwrap();
    assert!(
        kept.contains(&service.tv().server_token()),
        "the server's token is kept"
    );
    assert!(kept.contains(&service.tv().connection_urls()[0]));
    assert!(
        !kept.contains(&service.stored("/account/token")),
        "the account's token is not"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        // A file that others can read is not used, and not believed.
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
        let asked = service.count("GET", RESOURCES);
        let account = service.open().await;
        account.server(server.name()).await.unwrap();
        assert_eq!(service.count("GET", RESOURCES), asked + 1);
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
    for broken in ["", "{", "[]", "{\"version\": 9}"] {
        std::fs::write(&file, broken).unwrap();
        let account = service.open().await;
        account.server(server.name()).await.unwrap();
    }
    let account = service.open().await;
    let done = account.sign_out().await;
    done.erased.unwrap();
    assert!(!file.exists());
}

#[tokio::test]
async fn the_address_that_worked_is_tried_first_the_next_time() {
    let (service, server) = with_connections(vec![
        SimConnection::impostor(ANOTHER),
        SimConnection::good(),
    ])
    .await;
    connected(&server, Transport::Polling).await;
    assert_eq!(sent_to(&service, "impostor-1").len(), 1);
    let account = service.open().await;
    let again = account.server(server.name()).await.unwrap();
    connected(&again, Transport::Polling).await;
    assert_eq!(
        sent_to(&service, "impostor-1").len(),
        1,
        "it is not asked again"
    );
}

#[tokio::test]
async fn all_who_wait_for_the_list_share_one_request() {
    let service = AccountService::start().await;
    let account = service.signed_in(SignInKind::Token).await;
    let asking = (0..20).map(|_| account.server("nothing of this name"));
    for outcome in futures_util::future::join_all(asking).await {
        assert_eq!(outcome.unwrap_err().kind(), ErrorKind::NotFound);
    }
    // The first, and the one in which the name was looked for again.
    assert_eq!(service.count("GET", RESOURCES), 2);
}

#[tokio::test]
async fn a_hundred_watchers_whose_tokens_have_ended_share_one_renewal() {
    let setup = PlexTvSetup::new().jwt_server_tokens(true);
    let service = AccountService::start_as(PlexSim::builder(), setup).await;
    let connections = [SimConnection::good()];
    service.tv().set_connections(connections).unwrap();
    let account = service.signed_in(SignInKind::DeviceKey).await;
    let server = account.servers().await.unwrap().into_iter().next().unwrap();
    let mut watchers = Vec::new();
    // A hundred clients that ping and list all the time would be cut on a slow machine.
    let calm = |builder: PlexBuilder| {
        let mut policy = ConnectionPolicy::default();
        policy.transport = TransportChoice::Only(Transport::WebSocket);
        policy.backoff_floor = Duration::from_millis(20);
        builder.connection_policy(policy)
    };
    for _ in 0..100 {
        let plex = server.connect_with(calm).await.unwrap();
        let mut events = plex.activities().watch();
        until_resynced(&mut events).await;
        watchers.push((plex, events));
    }
    assert_eq!(service.sim.open_streams().len(), 100);
    let (renewals, lists) = (service.renewals(), service.count("GET", RESOURCES));
    service.tv().advance(Duration::from_secs(8 * 86_400));
    service.sim.fault(Fault::CutStreams);
    for (_, events) in &mut watchers {
        let mut told = until_resynced(events).await;
        told.dedup();
        assert_eq!(told, ["lost", "resynced"]);
    }
    assert_eq!(service.renewals(), renewals + 1);
    // The account's token had ended, too: one list was refused, and one was given.
    assert_eq!(service.count("GET", RESOURCES), lists + 2);
}

#[tokio::test]
async fn the_local_network_is_searched_without_an_account() {
    let sim = PlexSim::builder()
        .gdm(([127, 0, 0, 1], 0).into())
        .start()
        .await
        .unwrap();
    let search = Discovery::new().target(sim.gdm_addr().unwrap());
    let found = search.run().await.unwrap();
    assert_eq!(found.len(), 1, "two questions, and one entry");
    assert_eq!(
        found[0].machine_identifier(),
        Some(sim.machine_identifier())
    );
    assert_eq!(found[0].url(), sim.url());

    sim.set_gdm_answers([
        vec![b'x'; 60_000],
        b"HTTP/1.0 200 OK\r\nContent-Type: plex/media-server\r\nName: \x1b[2Jbad\r\n\r\n".to_vec(),
        Vec::new(),
    ]);
    let found = search.run().await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].name(), found[0].machine_identifier()),
        ("[2Jbad", None)
    );
    assert_eq!(found[0].address().port(), 32400);
    // Answers are shown and never followed.
    assert_eq!(sim.requests().len(), 0);
    sim.set_gdm_answers(Vec::<Vec<u8>>::new());
    assert_eq!(search.run().await.unwrap(), []);
    sim.shutdown().await;
}
