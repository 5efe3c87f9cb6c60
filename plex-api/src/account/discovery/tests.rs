//! Answers of the own network: recorded, nasty and random ones.

use proptest::prelude::*;

use super::*;

const MACHINE: &str = "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567";

fn read(datagram: &[u8]) -> Option<LocalServer> {
    read_answer(datagram, IpAddr::from([192, 168, 1, 20]))
}

fn server(name: &str, port: u16, machine_identifier: Option<&str>) -> Option<LocalServer> {
    Some(LocalServer {
        name: name.to_owned(),
        machine_identifier: machine_identifier.map(str::to_owned),
        version: Some("1.43.3.10828-0123abcde".to_owned()),
        address: SocketAddr::new(IpAddr::from([192, 168, 1, 20]), port),
    })
}

macro_rules! answer {
    ($name:literal) => {
        include_bytes!(concat!("../fixtures/", "gdm-answer-", $name, ".bin"))
    };
}

#[test]
fn answers_of_servers_are_read_and_all_others_are_left_out() {
    let usual = server("Box", 32400, Some(MACHINE));
    assert_eq!(read(answer!("server")), usual);
    assert_eq!(read(answer!("lf-no-end")), usual);
    assert_eq!(read(answer!("lower-case")), usual);
    assert_eq!(read(answer!("without-port")), usual);
    assert_eq!(read(answer!("no-identifier")), server("Box", 32400, None));
    let attic = server("Attic: the big one", 32400, Some(MACHINE));
    assert_eq!(read(answer!("colon-in-name")), attic);
    let not_utf8 = server("B\u{fffd}ro", 32400, Some(MACHINE));
    assert_eq!(read(answer!("not-utf8")), not_utf8);
    let controls = read(answer!("control-characters")).unwrap();
    assert_eq!(controls.name(), "Box[2J");
    for other in [
        &answer!("player")[..],
        answer!("huge"),
        answer!("not-gdm"),
        b"",
        b"HTTP/1.0 200 OK",
        b"HTTP/1.0 200 OK\r\nContent-Type: plex/media-server\r\nPort: 65536",
        b"HTTP/1.0 200 OK\r\nContent-Type: plex/media-server\r\nPort: 0",
    ] {
        assert_eq!(read(other), None, "{}", String::from_utf8_lossy(other));
    }
}

#[test]
fn the_first_answer_of_an_identifier_counts_and_there_is_an_upper_end() {
    let mut found = Found::default();
    let from = |last: u8| SocketAddr::from(([192, 168, 1, last], 32414));
    found.add(answer!("server"), from(20));
    found.add(answer!("server"), from(66));
    found.add(answer!("no-identifier"), from(20));
    let servers = found.into_servers();
    assert_eq!(servers.len(), 2);
    assert!(
        servers
            .iter()
            .all(|one| one.url() == "http://192.168.1.20:32400")
    );
    let mut found = Found::default();
    for last in 0..=255 {
        if !found.is_full() {
            found.add(answer!("no-identifier"), from(last));
        }
    }
    assert_eq!(found.into_servers().len(), MAX_DISCOVERY_ANSWERS);
}

proptest! {
    #[test]
    fn no_datagram_panics_and_no_name_moves_a_cursor(
        head in prop_oneof![Just("HTTP/1.0 200 OK\r\nContent-Type: plex/media-server\r\nName:"), Just("")],
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
    ) {
        let datagram = [head.as_bytes(), &bytes].concat();
        if let Some(server) = read(&datagram) {
            prop_assert!(!server.name().chars().any(char::is_control), "{:?}", server.name());
        }
    }
}
