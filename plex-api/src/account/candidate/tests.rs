//! The rules for candidates, by example and for random lists.

use proptest::prelude::*;

use super::*;
use crate::account::server_record::ServerConnection;

/// A candidate for tests of the race.
pub(in crate::account) fn candidate(url: &str, class: ConnectionClass) -> Candidate {
    Candidate {
        server: ServerUrl::parse(url).unwrap(),
        class,
        is_near: true,
        is_ipv6: false,
    }
}

fn record(connections: Vec<ServerConnection>) -> ServerRecord {
    ServerRecord {
        machine_identifier: "machine".to_owned(),
        name: "Box".to_owned(),
        is_owned: true,
        owner: None,
        version: None,
        platform: None,
        is_present: true,
        last_seen: None,
        https_required: false,
        public_address_matches: false,
        connections,
        token: None,
        device_token: None,
    }
}

fn connection(uri: &str, address: &str, local: bool, relay: bool) -> ServerConnection {
    ServerConnection {
        uri: Some(uri.to_owned()),
        address: address.to_owned(),
        port: Some(32400),
        local,
        relay,
        ipv6: address.contains(':'),
    }
}

fn urls(record: &ServerRecord) -> Vec<(String, ConnectionClass)> {
    let all = candidates(record);
    all.iter()
        .map(|one| (one.server.base().to_owned(), one.class))
        .collect()
}

const HASH: &str = "00112233445566778899aabbccddeeff";

#[test]
fn https_and_this_machine_are_secure_and_http_in_the_network_is_not() {
    for (url, is_secure) in [
        ("https://10.0.0.1:32400", true),
        ("https://plex.example.org", true),
        ("http://127.0.0.1:32400", true),
        ("http://[::1]:32400", true),
        ("http://10.0.0.1:32400", false),
        ("http://192.168.1.2:32400", false),
        ("http://localhost.example.org", false),
    ] {
        let candidate = candidate(url, ConnectionClass::LocalHttp);
        assert_eq!(candidate.is_secure(), is_secure, "{url}");
    }
}

#[test]
fn the_candidates_of_an_own_server_are_sorted_by_class_and_http_is_added_for_private_addresses() {
    use ConnectionClass::{LocalHttp, LocalHttps, Relay, RemoteHttps};
    let mut server = record(vec![
        connection(
            &format!("https://198-51-100-9.{HASH}.plex.direct:8443"),
            "198.51.100.9",
            false,
            true,
        ),
        connection(
            "https://plex.example.org:443",
            "plex.example.org",
            false,
            false,
        ),
        connection(
            &format!("https://203-0-113-7.{HASH}.plex.direct:443"),
            "203.0.113.7",
            false,
            false,
        ),
        connection(
            &format!("https://2001-db8--20.{HASH}.plex.direct:32400"),
            "2001:db8::20",
            true,
            false,
        ),
        connection(
            &format!("https://192-168-1-20.{HASH}.plex.direct:32400"),
            "192.168.1.20",
            true,
            false,
        ),
        connection(
            &format!("https://fd00--20.{HASH}.plex.direct:32400"),
            "fd00::20",
            true,
            false,
        ),
    ]);
    let direct = |name: &str, port: u16| format!("https://{name}.{HASH}.plex.direct:{port}");
    let https = [
        (direct("192-168-1-20", 32400), LocalHttps),
        (direct("2001-db8--20", 32400), LocalHttps),
        (direct("fd00--20", 32400), LocalHttps),
        ("https://plex.example.org".to_owned(), RemoteHttps),
        (
            format!("https://203-0-113-7.{HASH}.plex.direct"),
            RemoteHttps,
        ),
    ];
    let http = [
        ("http://192.168.1.20:32400".to_owned(), LocalHttp),
        ("http://[fd00::20]:32400".to_owned(), LocalHttp),
    ];
    let relay = [(direct("198-51-100-9", 8443), Relay)];
    assert_eq!(urls(&server), [&https[..], &http, &relay].concat());
    server.https_required = true;
    assert_eq!(urls(&server), [&https[..], &relay].concat());
}

#[test]
fn private_addresses_of_a_shared_server_are_left_out_unless_the_network_is_the_same() {
    let mut server = record(vec![
        connection(
            &format!("https://192-168-1-20.{HASH}.plex.direct:32400"),
            "192.168.1.20",
            true,
            false,
        ),
        connection("https://127.0.0.1:32400", "127.0.0.1", true, false),
        connection("https://custom.example.org", "10.0.0.9", false, false),
        connection(
            &format!("https://203-0-113-80.{HASH}.plex.direct:32400"),
            "203.0.113.80",
            false,
            false,
        ),
    ]);
    server.is_owned = false;
    let public = format!("https://203-0-113-80.{HASH}.plex.direct:32400");
    assert_eq!(urls(&server), [(public, ConnectionClass::RemoteHttps)]);
    server.public_address_matches = true;
    assert_eq!(urls(&server).len(), 7);
}

#[test]
fn no_place_for_a_server_and_no_plain_name_is_ever_a_candidate() {
    for (uri, address) in [
        ("http://203.0.113.7:32400", "203.0.113.7"),
        ("http://plex.example.org:32400", "plex.example.org"),
        ("http://plex.example.org:32400", "192.168.1.20.example"),
        ("http://localhost:32400", "localhost"),
        ("http://[2001:db8::1]:32400", "2001:db8::1"),
        ("http://169.254.1.1:32400", "169.254.1.1"),
        ("https://169.254.1.1:32400", "169.254.1.1"),
        ("https://[fe80::1]:32400", "fe80::1"),
        ("https://0.0.0.0:32400", "0.0.0.0"),
        ("https://224.0.0.1:32400", "224.0.0.1"),
        ("https://name.example", "169.254.1.1"),
        ("ftp://192.168.1.20", "ftp"),
        ("https://user:pass@192.168.1.20", "user"),
        ("https://192.168.1.20/?X-Plex-Token=x", "query"),
        ("https://plex.tv", "plex.tv"),
        ("", ""),
    ] {
        let server = record(vec![connection(uri, address, true, false)]);
        assert_eq!(urls(&server), [], "{uri} {address}");
    }
    assert_eq!(urls(&record(Vec::new())), []);
}

#[test]
fn many_addresses_are_cut_and_an_address_is_asked_once() {
    let twice = connection("http://192.168.1.20:32400", "192.168.1.20", true, false);
    assert_eq!(urls(&record(vec![twice.clone(), twice])).len(), 1);
    let many =
        (0..200).map(|at| connection(&format!("https://h{at}.example"), "name", false, false));
    assert_eq!(urls(&record(many.collect())).len(), MAX_ADDRESSES);
}

fn any_connection() -> impl Strategy<Value = ServerConnection> {
    let address = prop_oneof![
        any::<[u8; 4]>().prop_map(|octets| IpAddr::from(octets).to_string()),
        any::<[u16; 8]>().prop_map(|words| IpAddr::from(words).to_string()),
        Just("192.168.1.20".to_owned()),
        Just("10.1.2.3".to_owned()),
        Just("fd12::1".to_owned()),
        Just("127.0.0.1".to_owned()),
        Just("name.example".to_owned()),
    ];
    let form = 0_u8..5;
    (address, form, any::<u16>(), any::<bool>(), any::<bool>()).prop_map(
        |(address, form, port, local, relay)| {
            let host = match address.contains(':') {
                true => format!("[{address}]"),
                false => address.clone(),
            };
            let uri = match form {
                0 => None,
                1 => Some(format!("http://{host}:{port}")),
                2 => Some(format!("https://{host}:{port}")),
                3 => Some(format!(
                    "https://{}.{HASH}.plex.direct:{port}",
                    address.replace('.', "-")
                )),
                _ => Some(format!("http://{host}.example:{port}")),
            };
            ServerConnection {
                uri,
                address,
                port: Some(port),
                local,
                relay,
                ipv6: false,
            }
        },
    )
}

proptest! {
    #[test]
    fn no_candidate_breaks_a_rule(
        connections in proptest::collection::vec(any_connection(), 0..60),
        is_owned: bool,
        matches: bool,
        https_required: bool,
    ) {
        let mut server = record(connections);
        server.is_owned = is_owned;
        server.public_address_matches = matches;
        server.https_required = https_required;
        let all = candidates(&server);
        prop_assert!(all.len() <= MAX_ADDRESSES);
        prop_assert!(all.is_sorted_by_key(|one| one.class));
        for (at, one) in all.iter().enumerate() {
            prop_assert!(!all[..at].iter().any(|other| other.server == one.server));
            let reach = literal_of(&one.server).map(Reach::of);
            prop_assert!(reach != Some(Reach::Unusable));
            if !one.server.is_https() {
                prop_assert!(!https_required);
                prop_assert!(reach.is_some_and(Reach::is_near), "{}", one.server.base());
            }
            if !is_owned && !matches {
                prop_assert!(!reach.is_some_and(Reach::is_near), "{}", one.server.base());
            }
        }
    }
}
