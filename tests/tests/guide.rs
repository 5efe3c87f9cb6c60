//! The documentation for users agrees with the code: numbers, features, versions and pages.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is what a test is for"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use plex_api::limits::{
    FAR_CONNECT_TIMEOUT, IDENTITY_DEADLINE, LONGEST_SEARCH_PAUSE, MAX_ADDRESSES,
    MAX_ADDRESSES_AT_ONCE, NEAR_CONNECT_TIMEOUT, RACE_GRACE, RACE_HEAD_START, RACE_TIER,
    RELAY_RECHECK, SHORTEST_SEARCH_PAUSE,
};
use plex_api::{ActivityEvent, ConnectionPolicy, How, Transport, TransportChoice};
use plex_api_tests::{builder, server};
use plex_sim::{Fault, HeldClock, PlexSim, hold_clock};
use tokio::time::Instant;

const CONNECTION: &str = include_str!("../../plex-api/src/guide/connection.md");

fn read(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    std::fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The cells of the rows of every table whose head is this line.
fn rows<'a>(text: &'a str, head: &str) -> Vec<Vec<&'a str>> {
    let text = text
        .split(head)
        .nth(1)
        .unwrap_or_else(|| panic!("no {head}"));
    let lines = text.lines().skip(2);
    lines
        .map(|line| line.trim_start_matches("//! "))
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect()
}

#[test]
fn the_guide_has_every_field_of_the_policy_with_its_default() {
    let policy = format!("{:#?}", ConnectionPolicy::default());
    let fields: BTreeMap<String, String> = policy
        .lines()
        .filter_map(|line| line.trim().trim_end_matches(',').split_once(": "))
        .map(|(name, value)| (format!("`{name}`"), value.to_owned()))
        .collect();
    assert!(fields.len() > 20, "{policy}");
    let stated: BTreeMap<String, String> = rows(CONNECTION, "| Field | Default | Meaning |")
        .into_iter()
        .map(|row| (row[0].to_owned(), row[1].trim_matches('`').to_owned()))
        .collect();
    assert_eq!(stated, fields);
}

#[test]
fn readme_and_docs_have_the_features_of_the_manifest() {
    let manifest = read("plex-api/Cargo.toml");
    let table = manifest.split("[features]\n").nth(1).unwrap();
    let lines = table.lines().take_while(|line| !line.starts_with('['));
    let features: Vec<(&str, &str)> = lines
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(" = "))
        .collect();
    let (defaults, features): (Vec<_>, Vec<_>) = features
        .into_iter()
        .partition(|(name, _)| *name == "default");
    let is_default = |name: &str| defaults[0].1.contains(&format!("\"{name}\""));
    // A door for the fuzz targets, and not public.
    let mut expected: Vec<(String, &str)> = features
        .iter()
        .filter(|(name, _)| *name != "fuzzing")
        .map(|(name, _)| {
            (
                format!("`{name}`"),
                if is_default(name) { "on" } else { "off" },
            )
        })
        .collect();
    expected.sort();
    assert!(expected.len() > 5, "{expected:?}");

    let head = "| Feature | Default | What it does |";
    let (readme, docs) = (read("README.md"), read("plex-api/src/lib.rs"));
    let stated = rows(&readme, head);
    assert_eq!(stated, rows(&docs, head), "README and docs differ");
    let mut named: Vec<(String, &str)> = stated
        .iter()
        .map(|row| (row[0].to_owned(), row[1]))
        .collect();
    named.sort();
    assert_eq!(named, expected);
}

#[test]
fn readme_and_docs_state_the_rust_version() {
    let version = |path: &str| {
        let manifest = read(path);
        let line = manifest
            .lines()
            .find_map(|line| line.strip_prefix("rust-version = "));
        line.unwrap().trim_matches('"').to_owned()
    };
    let (ours, newer) = (version("Cargo.toml"), version("plex-sim/Cargo.toml"));
    assert_eq!(newer, version("plexctl/Cargo.toml"));
    let stated = format!("Rust {ours} or newer; `plex-sim` and `plexctl` need {newer}.");
    let readme = read("README.md").replace('\n', " ");
    assert!(
        readme.contains(&stated),
        "the README does not say: {stated}"
    );
    let stated = format!("The crate needs Rust {ours}.");
    assert!(read("plex-api/src/lib.rs").contains(&stated), "{stated}");
}

#[test]
fn every_page_of_the_guide_is_in_its_index_and_on_the_front_page() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let (index, front) = (
        read("plex-api/src/guide/mod.rs"),
        read("plex-api/src/lib.rs"),
    );
    let mut pages = 0;
    for entry in std::fs::read_dir(root.join("plex-api/src/guide")).unwrap() {
        let file = entry.unwrap().file_name().into_string().unwrap();
        let Some(page) = file.strip_suffix(".md") else {
            continue;
        };
        pages += 1;
        assert!(index.contains(&format!("//! | [`{page}`] |")), "{page}");
        assert!(
            index.contains(&format!("include_str!(\"{file}\")")),
            "{page}"
        );
        assert!(front.contains(&format!("(guide::{page})")), "{page}");
    }
    assert!(pages > 5, "{pages}");
}

#[test]
fn every_request_that_starts_work_has_its_row_in_the_guide() {
    let page = read("plex-api/src/guide/activity_types.md");
    let head = "| Request | Activity | Does the answer name it? | Evidence that `done()` uses |";
    let requests: Vec<&str> = rows(&page, head).iter().map(|row| row[0]).collect();
    let stated: BTreeSet<String> = requests
        .iter()
        .flat_map(|cell| cell.split("(crate::").skip(1))
        .map(|rest| rest.split(')').next().unwrap().to_owned())
        .collect();

    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut starts = BTreeSet::new();
    for entry in std::fs::read_dir(root.join("plex-api/src/api")).unwrap() {
        let source = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        // Every API has its type before its methods.
        let Some(api) = source.split("pub struct ").nth(1) else {
            continue;
        };
        let api = api.split(['<', ' ', ';']).next().unwrap();
        let mut docs = "";
        for method in source.split("    pub fn ") {
            let (signature, rest) = method.split_once('{').unwrap_or((method, ""));
            if signature.contains("-> Launch<") {
                let name = method.split(['(', '<']).next().unwrap();
                assert!(docs.contains("/// # The activity\n"), "{api}::{name}");
                starts.insert(format!("{api}::{name}"));
            }
            // The text before the next method.
            docs = rest.rsplit("\n\n").next().unwrap_or_default();
        }
    }
    assert!(starts.len() > 25, "{starts:?}");
    assert_eq!(stated, starts);
}

#[test]
fn the_guide_has_the_numbers_of_a_search_for_a_server() {
    let page = read("plex-api/src/guide/finding_servers.md").replace('\n', " ");
    let (near, far) = (
        NEAR_CONNECT_TIMEOUT.as_secs_f32(),
        FAR_CONNECT_TIMEOUT.as_secs(),
    );
    let (answer, tier) = (IDENTITY_DEADLINE.as_secs(), RACE_TIER.as_secs());
    let pauses = (
        SHORTEST_SEARCH_PAUSE.as_secs_f32(),
        LONGEST_SEARCH_PAUSE.as_secs(),
    );
    for stated in [
        format!(
            "At most {MAX_ADDRESSES} addresses are asked, {MAX_ADDRESSES_AT_ONCE} at the same time."
        ),
        format!("a better class has {} ms", RACE_GRACE.as_millis()),
        format!("every direct address has failed, or after {tier} s"),
        format!(
            "A connection may take {near} s within the local network and {far} s beyond, an answer \
             {answer} s, the direct ones together {tier} s, and the relays {tier} s: {} s in all.",
            2 * tier
        ),
        format!("has {} ms before all others", RACE_HEAD_START.as_millis()),
        format!("after {} to {} s at the earliest", pauses.0, pauses.1),
        format!(
            "looks for a direct way every {} minutes",
            RELAY_RECHECK.as_secs() / 60
        ),
    ] {
        assert!(page.contains(&stated), "the page does not say: {stated}");
    }
}

/// The number of seconds that the guide says for this situation, without the answers of the server.
fn stated_bound(situation: &str) -> Duration {
    let rows = rows(CONNECTION, "| Situation | The end is reported | How |");
    let row = rows.iter().find(|row| row[0].contains(situation));
    let row = row.unwrap_or_else(|| panic!("no situation {situation}"));
    let seconds = row[1].strip_prefix("within ").unwrap();
    let seconds = seconds.split_once(" s + 2 *L*").unwrap().0;
    Duration::from_secs(seconds.parse().unwrap())
}

#[tokio::test(start_paused = true)]
async fn an_end_is_reported_as_soon_as_the_guide_says() {
    let clock = hold_clock();
    let situations: [(&str, TransportChoice, &[Fault]); 4] = [
        ("the message is lost", TransportChoice::Auto, &[]),
        ("was cut", TransportChoice::Auto, &[Fault::CutConnections]),
        ("is dead", TransportChoice::Auto, &[Fault::SilenceStreams]),
        (
            "so the client polls",
            TransportChoice::Only(Transport::Polling),
            &[],
        ),
    ];
    for (situation, transport, faults) in situations {
        let bound = stated_bound(situation);
        // Right after a list, and half-way to the next one.
        for offset in [Duration::ZERO, Duration::from_secs(15)] {
            let late = lateness(&clock, transport, faults, offset).await;
            println!("{situation}: {late:?} of {bound:?}");
            // The steps of the clock, and the answers.
            assert!(
                late <= bound + Duration::from_secs(1),
                "{situation}: {late:?}"
            );
        }
    }
}

/// The time from the end of an activity, without a notification, to the watcher's event.
async fn lateness(
    clock: &HeldClock,
    transport: TransportChoice,
    faults: &[Fault],
    offset: Duration,
) -> Duration {
    let sim: PlexSim = server().await;
    let mut policy = ConnectionPolicy::default();
    policy.transport = transport;
    let plex = builder(&sim).connection_policy(policy).build().unwrap();
    let mut watcher = plex.activities().watch();
    let (told, mut ends) = tokio::sync::mpsc::unbounded_channel();
    sim.activity("media.download").uuid("a").forever().start();
    let watching = tokio::spawn(async move {
        while let Some(Ok(event)) = watcher.next().await {
            match event {
                ActivityEvent::Started { .. } => told.send(None).unwrap(),
                ActivityEvent::Ended { how, .. } => return told.send(Some(how)).unwrap(),
                _ => {}
            }
        }
    });
    while ends.try_recv().is_err() {
        step(clock, &sim).await;
    }
    let due = Instant::now() + Duration::from_secs(3) + offset;
    while Instant::now() < due {
        step(clock, &sim).await;
    }
    for fault in faults {
        sim.fault(*fault);
    }
    let ended_at = Instant::now();
    sim.vanish("a");
    let how = loop {
        match ends.try_recv() {
            Ok(how) => break how,
            Err(_) => step(clock, &sim).await,
        }
    };
    let late = ended_at.elapsed();
    assert_eq!(how, Some(How::Vanished));
    watching.await.unwrap();
    drop(plex);
    sim.shutdown().await;
    late
}

/// Moves the held clock a little, and lets the sockets have their turn.
async fn step(clock: &HeldClock, sim: &PlexSim) {
    tokio::time::advance(Duration::from_millis(250)).await;
    clock.wait_answered(&[sim]).await.unwrap();
}
