//! The search on the local network, over UDP on loopback.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::support;

use plex_sim::{PlexSim, StartError, recorded_bodies};
use support::{NEVER, SOON};
use tokio::net::UdpSocket;

async fn searched() -> (PlexSim, UdpSocket) {
    let builder = PlexSim::builder().control(true).machine_identifier("m-1");
    let builder = builder.gdm("127.0.0.1:0".parse().unwrap());
    let sim = builder.start().await.unwrap();
    let client = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    client.connect(sim.gdm_addr().unwrap()).await.unwrap();
    (sim, client)
}

async fn receive(client: &UdpSocket) -> Vec<u8> {
    let mut space = vec![0; 65_536];
    let received = tokio::time::timeout(SOON, client.recv(&mut space));
    let length = received.await.unwrap().unwrap();
    space.truncate(length);
    space
}

#[tokio::test]
async fn a_search_in_each_form_finds_the_server() {
    let (sim, client) = searched().await;
    for question in ["gdm-search-plexapi.bin", "gdm-search-roku.bin"] {
        let question = recorded_bodies::by_name(question).unwrap();
        client.send(question.bytes).await.unwrap();
        let answer = String::from_utf8(receive(&client).await).unwrap();
        assert!(answer.starts_with("HTTP/1.0 200 OK\r\n"), "{answer}");
        let port = format!("\r\nPort: {}\r\n", sim.addr().port());
        assert!(answer.contains(&port), "{answer}");
        assert!(
            answer.contains("\r\nResource-Identifier: m-1\r\n"),
            "{answer}"
        );
    }
    // Other datagrams are not answered.
    client.send(b"HELLO * HTTP/1.0").await.unwrap();
    let mut space = [0; 64];
    let silent = tokio::time::timeout(NEVER, client.recv(&mut space)).await;
    assert!(silent.is_err(), "{silent:?}");
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_test_chooses_the_datagrams() {
    let (sim, client) = searched().await;
    let nasty = recorded_bodies::ALL.iter();
    let nasty: Vec<_> = nasty
        .filter(|body| body.name.contains("gdm-answer"))
        .map(|body| body.bytes)
        .collect();
    assert!(nasty.len() > 10);
    sim.set_gdm_answers(nasty.iter().copied());
    client.send(b"M-SEARCH * HTTP/1.0").await.unwrap();
    for expected in nasty {
        assert_eq!(receive(&client).await, expected);
    }
    let put = async |body: &str| {
        let request = support::client().put(format!("{}/sim/gdm", sim.url()));
        request.body(body.to_owned()).send().await.unwrap().status()
    };
    assert_eq!(
        put(r#"[{"text":"hello"},"gdm-answer-player.bin"]"#).await,
        200
    );
    client.send(b"M-SEARCH * HTTP/1.1\r\n\r\n").await.unwrap();
    assert_eq!(receive(&client).await, b"hello");
    assert!(receive(&client).await.ends_with(b"Version: 1.1.0"));
    assert_eq!(put(r#"["no-such-body"]"#).await, 404);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn an_address_in_use_is_reported() {
    let taken = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let addr = taken.local_addr().unwrap();
    let error = PlexSim::builder().gdm(addr).start().await.unwrap_err();
    assert!(matches!(&error, StartError::Gdm { addr: named, .. } if *named == addr));
    assert!(
        error
            .to_string()
            .contains("cannot answer searches on 127.0.0.1"),
        "{error}"
    );
}
