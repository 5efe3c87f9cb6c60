//! Names of servers, and which resources are servers.

use super::*;
use crate::generated_tv::types::Resource;

const MANY: &str = include_str!("../fixtures/resources_many.json");

fn many() -> Vec<ServerRecord> {
    let resources: Vec<Resource> = serde_json::from_str(MANY).unwrap();
    resources.into_iter().filter_map(ServerRecord::of).collect()
}

#[test]
fn a_name_means_one_server_or_an_error_lists_them() {
    let servers = many();
    assert_eq!(servers.len(), 3, "a phone is no server");
    let named = |name: &str| {
        find(&servers, name).map(|one| one.and_then(|one| one.machine_identifier.get(..4)))
    };
    assert_eq!(named("Aunt's attic").unwrap(), Some("f0e1"));
    assert_eq!(named("aunt's ATTIC").unwrap(), Some("f0e1"));
    assert_eq!(
        named("1111222233334444555566667777888899990000").unwrap(),
        Some("1111")
    );
    assert_eq!(named("Phone").unwrap(), None);
    assert_eq!(named("").unwrap(), None);
    for ambiguous in ["Box", "box"] {
        let error = named(ambiguous).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        let told = error.to_string();
        for part in [
            "2 servers",
            "Box (yours, 0a1b2c3d4e5f60718293a4b5c6d7e8f901234567)",
            "Box (yours, 1111222233334444555566667777888899990000)",
        ] {
            assert!(told.contains(part), "{told}");
        }
    }
}

#[test]
fn a_server_is_told_by_the_items_of_what_it_provides() {
    let provides = |provides: &str| {
        let json = serde_json::json!({"clientIdentifier": "m", "provides": provides});
        ServerRecord::of(serde_json::from_value(json).unwrap()).is_some()
    };
    for server in ["server", " server ", "client, server", "server,player"] {
        assert!(provides(server), "{server}");
    }
    for other in ["", "client,player", "pubsub-server", "serverless", "Server"] {
        assert!(!provides(other), "{other}");
    }
    let bare = serde_json::from_value(serde_json::json!({"clientIdentifier": "m"})).unwrap();
    assert!(ServerRecord::of(bare).is_none());
}

#[test]
fn no_debug_text_has_a_token_or_an_address() {
    let shown = format!("{:?}", many());
    for secret in ["exampleServerTok0001", "exampleSharedTok0002", "203.0.113"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}
