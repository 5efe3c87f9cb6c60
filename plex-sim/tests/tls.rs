//! HTTPS with the simulator's own certificate, and clients that do not trust it.
#![cfg(feature = "tls")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use plex_sim::{Fault, PlexSim, StartError, Tls};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, pem::PemObject};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto::ring};

/// A TLS connection that expects the server to be called `name`.
async fn connect(sim: &PlexSim, name: &str) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    let authority = CertificateDer::from_pem_slice(sim.ca_pem().unwrap().as_bytes()).unwrap();
    roots.add(authority).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let tcp = TcpStream::connect(sim.addr()).await?;
    let name = ServerName::try_from(name.to_owned()).unwrap();
    TlsConnector::from(Arc::new(config))
        .connect(name, tcp)
        .await
}

async fn secure(tls: Tls) -> PlexSim {
    PlexSim::builder().tls(tls).start().await.unwrap()
}

async fn get(mut stream: impl AsyncReadExt + AsyncWriteExt + Unpin, path: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    // A peer that closes without a close notification does not matter here.
    let _ = stream.read_to_string(&mut answer).await;
    answer
}

#[tokio::test]
async fn clients_that_trust_the_authority_can_use_every_name() {
    let sim = secure(Tls::new()).await;
    assert!(sim.url().starts_with("https://127.0.0.1:"), "{}", sim.url());
    let plex_direct = sim.plex_direct_name().unwrap().to_owned();
    assert!(plex_direct.starts_with("127-0-0-1."), "{plex_direct}");
    for name in ["127.0.0.1", "localhost", &plex_direct] {
        let stream = connect(&sim, name).await.unwrap();
        let shown = stream.get_ref().1.peer_certificates().unwrap()[0].to_vec();
        assert_eq!(Some(shown.as_slice()), sim.certificate_der());
        let answer = get(stream, "/identity").await;
        assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    }
    assert_eq!(sim.requests_of("GET", "/identity").len(), 3);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_wrong_name_an_expired_certificate_and_an_unknown_authority_are_rejected() {
    let sim = secure(Tls::new().only_plex_direct()).await;
    let error = connect(&sim, "127.0.0.1").await.unwrap_err().to_string();
    assert!(error.contains("not valid for name"), "{error}");
    connect(&sim, sim.plex_direct_name().unwrap())
        .await
        .unwrap();

    let expired = secure(Tls::new().expired()).await;
    let error = connect(&expired, "localhost")
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("expired"), "{error}");

    let named = secure(Tls::new().names(["plex.example"])).await;
    connect(&named, "plex.example").await.unwrap();
    connect(&named, "localhost").await.unwrap_err();

    let first = sim.ca_pem().unwrap();
    assert_ne!(Some(first), expired.ca_pem());
    for sim in [sim, expired, named] {
        sim.finish().await.unwrap();
    }
}

#[tokio::test]
async fn a_self_signed_certificate_is_rejected_as_a_server_certificate() {
    let sim = secure(Tls::new().self_signed()).await;
    let pem = CertificateDer::from_pem_slice(sim.ca_pem().unwrap().as_bytes()).unwrap();
    assert_eq!(Some(pem.as_ref()), sim.certificate_der());
    let error = connect(&sim, "localhost").await.unwrap_err().to_string();
    assert!(error.contains("CaUsedAsEndEntity"), "{error}");
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn plain_http_on_the_port_is_answered_with_400() {
    let sim = secure(Tls::new()).await;
    let answer = get(TcpStream::connect(sim.addr()).await.unwrap(), "/identity").await;
    assert!(answer.starts_with("HTTP/1.1 400 Bad Request"), "{answer}");
    assert!(
        answer.to_lowercase().contains("connection: close"),
        "{answer}"
    );
    assert_eq!(sim.requests()[0].status, Some(400));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_client_without_a_handshake_blocks_no_other() {
    let sim = secure(Tls::new()).await;
    let _mute = TcpStream::connect(sim.addr()).await.unwrap();
    let mut babbler = TcpStream::connect(sim.addr()).await.unwrap();
    babbler
        .write_all(b"\x16garbage that is no handshake")
        .await
        .unwrap();
    let answer = get(connect(&sim, "localhost").await.unwrap(), "/identity").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let mut rest = Vec::new();
    // The alert and the end; a reset is an end too.
    let _ = babbler.read_to_end(&mut rest).await;
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn notifications_and_faults_work_under_tls() {
    let sim = secure(Tls::new()).await;
    let stream = connect(&sim, "localhost").await.unwrap();
    let url = "ws://localhost/:/websockets/notifications";
    let (mut socket, _) = tokio_tungstenite::client_async(url, stream).await.unwrap();
    sim.activity("butler").start();
    let text = socket.next().await.unwrap().unwrap();
    assert!(text.to_text().unwrap().contains("\"started\""), "{text}");
    sim.fault(Fault::Silence);
    let silent = connect(&sim, "localhost");
    let shaken = tokio::time::timeout(Duration::from_millis(60), silent).await;
    assert!(shaken.is_err(), "a silent server does not shake hands");
    sim.lift_faults();
    sim.fault(Fault::ResetConnections);
    while let Some(Ok(_)) = socket.next().await {}
    sim.wait_open_streams(0).await.unwrap();
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn an_invalid_name_is_rejected_at_the_start() {
    let tls = Tls::new().names(["caf\u{e9}"]);
    let refused = PlexSim::builder().tls(tls).start().await.unwrap_err();
    assert!(matches!(refused, StartError::Certificate(_)), "{refused}");
    assert!(refused.to_string().contains("check its names"));
}
