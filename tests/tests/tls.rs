//! TLS as it is in homes: private authorities, names below plex.direct, self-signed certificates
//! that are pinned, impostors, and ports that speak the other scheme.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is what a test is for"
)]

use plex_api::{
    ActivityEvent, CertificateFingerprint, CertificateProblem, Error, ErrorKind, Plex, PlexBuilder,
    RetryPolicy, Token, Transport, TransportChoice,
};
use plex_api_tests::fake_tls_server::FakeTlsServer;
use plex_api_tests::{SECRET, brisk_builder, builder};
use plex_sim::{PlexSim, StubResponse, Tls};

const LOCAL: [u8; 4] = [127, 0, 0, 1];

async fn secure(tls: Tls) -> PlexSim {
    let sim = PlexSim::builder().token(SECRET).tls(tls).start();
    sim.await.unwrap()
}

fn fingerprint(sim: &PlexSim) -> CertificateFingerprint {
    CertificateFingerprint::of_der(sim.certificate_der().unwrap())
}

/// A builder for another URL than the simulator's own.
fn at(url: String) -> PlexBuilder {
    Plex::builder(url)
        .token(Token::new(SECRET).unwrap())
        .retries(RetryPolicy::none())
}

async fn listed(builder: PlexBuilder) -> Result<(), Error> {
    let plex = builder.retries(RetryPolicy::none()).build()?;
    plex.activities().list().await.map(|_| ())
}

/// Refused for this reason, before anything was sent, with a message that has all of `parts`.
async fn refused(builder: PlexBuilder, problem: CertificateProblem, parts: &[&str]) -> Error {
    let error = listed(builder).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Tls, "{error:?}");
    let certificate = error.refused_certificate().expect("a certificate is why");
    assert_eq!(certificate.problem(), problem, "{error}");
    assert!(!error.may_have_been_sent(), "{error}");
    for part in parts {
        assert!(error.to_string().contains(part), "no {part:?} in {error}");
    }
    error
}

#[tokio::test]
async fn an_added_certificate_authority_is_trusted() {
    let sim = secure(Tls::new()).await;
    let stranger = secure(Tls::new()).await;
    let shown = fingerprint(&sim).to_string();
    let unknown = CertificateProblem::UnknownIssuer;
    let error = refused(builder(&sim), unknown, &["does not trust", &shown]).await;
    let certificate = error.refused_certificate().unwrap();
    assert_eq!(certificate.fingerprint(), Some(fingerprint(&sim)));
    let other = builder(&sim).add_root_certificate(stranger.ca_pem().unwrap());
    refused(other, unknown, &[]).await;

    let both = format!("{}\n{}", stranger.ca_pem().unwrap(), sim.ca_pem().unwrap());
    for sim in [&sim, &stranger] {
        listed(builder(sim).add_root_certificate(both.as_str()))
            .await
            .unwrap();
    }
    // Nobody who was refused has seen a request, and so no token.
    assert_eq!(sim.requests().len(), 1);
    sim.finish().await.unwrap();
    stranger.finish().await.unwrap();
}

#[tokio::test]
async fn a_certificate_for_other_names_is_refused_and_the_names_are_listed() {
    let sim = secure(Tls::new().only_plex_direct()).await;
    let builder = builder(&sim).add_root_certificate(sim.ca_pem().unwrap());
    let hash = sim.plex_direct_name().unwrap().split_once('.').unwrap().1;
    let parts = ["not for 127.0.0.1", &format!("*.{hash}")];
    refused(builder, CertificateProblem::WrongName, &parts).await;
    assert!(sim.requests().is_empty());
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn an_expired_certificate_is_refused_and_its_date_is_named() {
    let sim = secure(Tls::new().expired()).await;
    let builder = builder(&sim).add_root_certificate(sim.ca_pem().unwrap());
    let parts = ["expired on Mon, 01 Jan 2001", "clock"];
    refused(builder, CertificateProblem::Expired, &parts).await;
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_plex_direct_name_needs_no_dns() {
    let sim = secure(Tls::new().only_plex_direct()).await;
    let name = sim.plex_direct_name().unwrap();
    let port = sim.addr().port();
    let by_name = || {
        at(format!("https://{}:{port}", name.to_uppercase()))
            .add_root_certificate(sim.ca_pem().unwrap())
    };
    listed(by_name()).await.unwrap();
    let host = format!("{name}:{port}");
    assert_eq!(sim.requests()[0].header("host"), Some(host.as_str()));

    // An address that is given goes before the one that the name spells.
    let elsewhere = by_name().resolve(name, [127, 0, 0, 2]);
    let error = listed(elsewhere).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect, "{error}");

    // A name of the same form does not get by without the certificate for it.
    let other = name.replace(name.split('.').nth(1).unwrap(), &"0".repeat(32));
    let other = at(format!("https://{other}:{port}")).add_root_certificate(sim.ca_pem().unwrap());
    refused(
        other,
        CertificateProblem::WrongName,
        &[name.split_once('.').unwrap().1],
    )
    .await;
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_name_unknown_to_dns_resolves_as_the_builder_says() {
    let sim = secure(Tls::new().names(["plex.example"])).await;
    let url = format!("https://plex.example:{}", sim.addr().port());
    let builder = at(url).add_root_certificate(sim.ca_pem().unwrap());
    listed(builder.resolve("Plex.Example", LOCAL))
        .await
        .unwrap();
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn an_unresolvable_name_is_reported_as_such() {
    // Longer than names may be, so that no name service has to be asked.
    let long = "x".repeat(70);
    let error = listed(at(format!("http://{long}.invalid:1")))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert!(error.to_string().contains("cannot resolve"), "{error}");
    let error = listed(at(format!("http://{long}.plex.direct:1")))
        .await
        .unwrap_err();
    assert!(error.to_string().contains("DNS rebinding"), "{error}");
    assert!(error.to_string().contains("support.plex.tv"), "{error}");
}

#[tokio::test]
async fn a_pinned_certificate_is_accepted_whatever_it_contains() {
    for tls in [
        Tls::new().self_signed(),
        Tls::new().self_signed().expired(),
        Tls::new().self_signed().only_plex_direct(),
        Tls::new(),
    ] {
        let sim = secure(tls).await;
        let error = listed(builder(&sim)).await.unwrap_err();
        assert!(error.refused_certificate().is_some(), "{error:?}");
        let pinned = builder(&sim).pin_certificate(fingerprint(&sim));
        listed(pinned).await.unwrap();
        let one_of_two = builder(&sim)
            .pin_certificate([1; 32].into())
            .pin_certificate(fingerprint(&sim));
        listed(one_of_two).await.unwrap();
        sim.finish().await.unwrap();
    }
}

#[tokio::test]
async fn a_certificate_that_is_not_pinned_is_refused_with_both_fingerprints() {
    let sim = secure(Tls::new().self_signed()).await;
    let before = secure(Tls::new().self_signed()).await;
    let (shown, pinned) = (fingerprint(&sim), fingerprint(&before));
    let error = refused(
        builder(&sim).pin_certificate(pinned),
        CertificateProblem::NotPinned,
        &[&shown.to_string(), &pinned.to_string(), "intercepting"],
    )
    .await;
    let certificate = error.refused_certificate().unwrap();
    assert_eq!(certificate.fingerprint(), Some(shown));
    assert!(sim.requests().is_empty());
    sim.finish().await.unwrap();
    before.finish().await.unwrap();
}

#[tokio::test]
async fn a_copy_of_the_pinned_certificate_without_its_key_is_refused() {
    let sim = secure(Tls::new().self_signed()).await;
    let copied = sim.certificate_der().unwrap().to_vec();
    for impostor in [
        FakeTlsServer::tls12(copied.clone()).await,
        FakeTlsServer::tls13(copied.clone()).await,
    ] {
        let builder = at(impostor.url()).pin_certificate(fingerprint(&sim));
        let key = CertificateProblem::KeyNotProven;
        refused(
            builder,
            key,
            &["does not match the server's signature", "a copy"],
        )
        .await;
        assert_eq!(impostor.received().await, b"");
    }
    // Only the check of the pin holds it off: without the check, the token would be there.
    let impostor = FakeTlsServer::tls13(copied).await;
    let careless = at(impostor.url()).danger_accept_any_certificate(true);
    listed(careless).await.unwrap_err();
    let received = String::from_utf8(impostor.received().await).unwrap();
    assert!(received.contains(SECRET), "{received}");
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn only_danger_accept_any_certificate_accepts_any_certificate() {
    let sim = secure(Tls::new().self_signed().expired().only_plex_direct()).await;
    listed(builder(&sim).danger_accept_any_certificate(true))
        .await
        .unwrap();
    let checked = builder(&sim).danger_accept_any_certificate(false);
    let error = listed(checked).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Tls);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn notifications_require_the_pinned_certificate() {
    for transport in [Transport::WebSocket, Transport::EventSource] {
        let sim = secure(Tls::new().self_signed()).await;
        let only = TransportChoice::Only(transport);
        let pinned = brisk_builder(&sim, only).pin_certificate(fingerprint(&sim));
        let plex = pinned.build().unwrap();
        let mut events = plex.activities().watch();
        let uuid = sim.activity("media.download").start();
        loop {
            match events.next().await.unwrap().unwrap() {
                ActivityEvent::Started { activity, .. } if activity.id().as_str() == uuid => break,
                _ => {}
            }
        }
        // A list may have it before the stream is open.
        events.synced().await.unwrap();
        assert_eq!(sim.open_streams().len(), 1, "{transport}");
        drop(events);
        drop(plex);
        sim.wait_open_streams(0).await.unwrap();
        let before = sim.requests().len();

        let other = brisk_builder(&sim, only).pin_certificate([1; 32].into());
        let plex = other.build().unwrap();
        let mut events = plex.activities().watch();
        loop {
            match events.next().await.unwrap().unwrap() {
                ActivityEvent::Disconnected { reason, .. } => {
                    assert!(reason.contains("is not the pinned one"), "{reason}");
                    break;
                }
                event => assert!(!matches!(event, ActivityEvent::Connected { .. })),
            }
        }
        assert_eq!(sim.requests().len(), before, "nothing was sent");
        drop((events, plex));
        sim.finish().await.unwrap();
    }
}

#[tokio::test]
async fn plain_http_to_a_tls_port_names_https() {
    let answering = secure(Tls::new()).await;
    let url = answering.url().replace("https:", "http:");
    let error = listed(at(url)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected, "{error}");
    assert_eq!(error.status(), Some(400));
    assert!(error.to_string().contains("https://"), "{error}");
    answering.shutdown().await;

    // It takes the request for a broken handshake, says so in an alert of TLS, and closes.
    let alerting = FakeTlsServer::tls13(Vec::new()).await;
    let url = alerting.url().replace("https:", "http:");
    let error = listed(at(url)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
    let hint = "https:// instead of http://";
    assert!(error.to_string().contains(hint), "{error}");

    let closing = FakeTlsServer::closing().await;
    let url = closing.url().replace("https:", "http:");
    let error = listed(at(url)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
    assert!(error.to_string().contains(hint), "{error}");
}

#[tokio::test]
async fn https_to_a_port_without_tls_names_http() {
    let plain = PlexSim::builder().token(SECRET).start().await.unwrap();
    let closing = FakeTlsServer::closing().await;
    for url in [plain.url().replace("http:", "https:"), closing.url()] {
        let error = listed(at(url)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Tls, "{error:?}");
        assert_eq!(error.refused_certificate(), None);
        assert!(!error.may_have_been_sent());
        assert!(error.to_string().contains("http:// instead"), "{error}");
    }
    plain.shutdown().await;
}

#[tokio::test]
async fn the_token_is_not_sent_after_a_change_of_scheme() {
    let secure = secure(Tls::new()).await;
    let plain = PlexSim::builder().token(SECRET).start().await.unwrap();
    let pinned = |builder: PlexBuilder| builder.pin_certificate(fingerprint(&secure));
    for (from, to) in [(&secure, &plain), (&plain, &secure)] {
        from.clear_answers();
        let before = to.requests().len();
        for path in [
            "/activities",
            "/:/websockets/notifications",
            "/:/eventsource/notifications",
        ] {
            let target = format!("{}{path}", to.url());
            from.answer("GET", path, StubResponse::redirect(&target));
        }
        let error = listed(pinned(builder(from))).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Redirect, "{error}");
        assert!(error.to_string().contains(&to.url()), "{error}");
        for transport in [Transport::WebSocket, Transport::EventSource] {
            let only = TransportChoice::Only(transport);
            let plex = pinned(brisk_builder(from, only)).build().unwrap();
            let mut events = plex.activities().watch();
            while !matches!(
                events.next().await.unwrap().unwrap(),
                ActivityEvent::Disconnected { .. }
            ) {}
        }
        assert_eq!(to.requests().len(), before, "nothing has come there");
    }
    secure.shutdown().await;
    plain.shutdown().await;
}

#[tokio::test]
async fn a_self_signed_certificate_is_trusted_when_it_is_added_itself() {
    let sim = secure(Tls::new().self_signed()).await;
    let own = sim.ca_pem().unwrap().to_owned();
    listed(builder(&sim).add_root_certificate(own.clone()))
        .await
        .unwrap();
    // Its names and dates still count, and no other certificate is trusted because of it.
    refused(
        at(format!("https://plex.example:{}", sim.addr().port()))
            .resolve("plex.example", LOCAL)
            .add_root_certificate(own.clone()),
        CertificateProblem::WrongName,
        &["is not for plex.example"],
    )
    .await;
    let other = secure(Tls::new().self_signed()).await;
    refused(
        builder(&other).add_root_certificate(own),
        CertificateProblem::UnknownIssuer,
        &["self-signed"],
    )
    .await;
    let old = secure(Tls::new().self_signed().expired()).await;
    refused(
        builder(&old).add_root_certificate(old.ca_pem().unwrap().to_owned()),
        CertificateProblem::Expired,
        &["expired on"],
    )
    .await;
    sim.finish().await.unwrap();
    other.shutdown().await;
    old.shutdown().await;
}

/// The error and its causes, as programs print them that follow the chain.
fn whole_chain(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(cause) => format!("{error}: {}", whole_chain(cause)),
        None => error.to_string(),
    }
}

#[tokio::test]
async fn each_cause_of_an_error_is_told_once() {
    let sim = secure(Tls::new().self_signed()).await;
    let url = sim.url();
    let untrusted = listed(builder(&sim)).await.unwrap_err();
    sim.shutdown().await;
    let closed = listed(at(url)).await.unwrap_err();
    assert_eq!(
        closed.io_error_kind(),
        Some(std::io::ErrorKind::ConnectionRefused)
    );
    let unknown = listed(at(format!("http://{}.invalid:1", "x".repeat(70))))
        .await
        .unwrap_err();
    let plain = PlexSim::builder().start().await.unwrap();
    let no_tls = listed(at(plain.url().replace("http:", "https:")))
        .await
        .unwrap_err();
    plain.shutdown().await;
    let no_file = Token::from_file("/nonexistent/token").unwrap_err();
    assert_eq!(no_file.io_error_kind(), Some(std::io::ErrorKind::NotFound));
    let no_pem = at("https://127.0.0.1:1".to_owned())
        .add_root_certificate("-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n")
        .build()
        .unwrap_err();
    for (error, cause) in [
        (untrusted, "self-signed"),
        (closed, "Connection refused"),
        (unknown, "cannot resolve"),
        (no_tls, "http:// instead"),
        (no_file, "No such file"),
        (no_pem, "cannot read the certificate"),
    ] {
        let whole = whole_chain(&error);
        assert_eq!(whole.matches(cause).count(), 1, "{whole}");
        assert!(whole.matches('(').count() <= 3, "{whole}");
        assert!(!format!("{whole} {error:?}").contains(SECRET), "{whole}");
    }
}
