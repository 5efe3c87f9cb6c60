//! A proxy that the environment names would read the token: nobody asks it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is what a test is for"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use plex_api::{CertificateFingerprint, Plex, Token, Transport, TransportChoice};
use plex_api_tests::{SECRET, brisk_policy, secure_server, server};

use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::process::Command;

/// The child's instructions: the URLs of a plain and of a secure server, and the latter's pin.
const SERVERS: &str = "PLEX_API_TESTS_SERVERS";
/// An event that takes longer does not come.
const PATIENCE: Duration = Duration::from_secs(20);

const PROXIES: [&str; 6] = [
    "HTTP_PROXY",
    "http_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "ALL_PROXY",
    "all_proxy",
];

/// Runs the named test of this file in a process whose environment names the proxy.
async fn run(child: &str, proxy: &str, servers: &str) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", &format!("proxy::{child}"), "--nocapture"]);
    command.env(SERVERS, servers);
    for name in ["NO_PROXY", "no_proxy", "REQUEST_METHOD"] {
        command.env_remove(name);
    }
    for name in PROXIES {
        command.env(name, proxy);
    }
    let output = command.output().await.unwrap();
    assert!(output.status.success(), "{child}: {output:?}");
}

#[tokio::test]
async fn no_proxy_of_the_environment_is_used() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::SeqCst);
            let refusal = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n";
            let _ = stream.write_all(refusal).await;
        }
    });
    let plain = server().await;
    let (secure, pin) = secure_server().await;
    let servers = format!("{} {} {pin}", plain.url(), secure.url());

    run("child_with_our_client", &proxy, &servers).await;
    assert_eq!(asked.load(Ordering::SeqCst), 0);
    for sim in [&plain, &secure] {
        // A slow server gets more of them.
        assert!(sim.requests_of("GET", "/activities").len() >= 3);
        assert!(sim.streams_seen() >= 2);
    }
    // A client that listens to its environment does ask it.
    run("child_with_a_client_that_uses_the_proxy", &proxy, &servers).await;
    assert_ne!(asked.load(Ordering::SeqCst), 0);
    plain.shutdown().await;
    secure.shutdown().await;
}

/// The parent's instructions, in a process of its own.
fn servers() -> Option<Vec<String>> {
    let servers = std::env::var(SERVERS).ok()?;
    Some(servers.split(' ').map(str::to_owned).collect())
}

#[tokio::test]
async fn child_with_our_client() {
    let Some(servers) = servers() else { return };
    let pin: CertificateFingerprint = servers[2].parse().unwrap();
    for url in &servers[..2] {
        for transport in [Transport::WebSocket, Transport::EventSource] {
            let plex = Plex::builder(url)
                .token(Token::new(SECRET).unwrap())
                .connection_policy(brisk_policy(TransportChoice::Only(transport)))
                .pin_certificate(pin)
                .build()
                .unwrap();
            let events = plex.activities().watch();
            let synced = tokio::time::timeout(PATIENCE, events.synced()).await;
            synced
                .expect("no connection: is a proxy in between?")
                .unwrap();
            if transport == Transport::WebSocket {
                plex.activities().list().await.unwrap();
            }
        }
    }
}

#[tokio::test]
async fn child_with_a_client_that_uses_the_proxy() {
    let Some(servers) = servers() else { return };
    let _ = tokio_rustls::rustls::crypto::ring::default_provider().install_default();
    // Its answer does not matter.
    let _ = reqwest::get(format!("{}/identity", servers[0])).await;
}
