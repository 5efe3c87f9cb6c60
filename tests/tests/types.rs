//! The types as users meet them: collected futures, JSON, names, configuration, errors.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is what a test is for"
)]

use std::collections::HashSet;
use std::fmt::{Debug, Display};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use plex_api::{
    Activity, ActivityEvent, ActivityFilter, ActivityId, ButlerStart, CertificateProblem,
    ConnectionPolicy, ConnectionState, ConnectionStatus, Done, Error, ErrorKind, How, IdleReason,
    Observed, OperationId, Outcome, Phase, Plex, RetryPolicy, Transport, TransportChoice,
    UnknownName, WaitingFor, activity_types, test_util,
};
use plex_api_tests::{SECRET, brisk, builder, client, server};
use plex_sim::{Fault, PlexSim, StubResponse};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json, to_value};

async fn first(plex: &Plex, wanted: fn(&ActivityEvent) -> bool) -> ActivityEvent {
    let mut events = plex.activities().watch();
    loop {
        let event = events.next().await.unwrap().unwrap();
        if wanted(&event) {
            return event;
        }
    }
}

/// That it compiles is half of the test: no future borrows a temporary.
#[tokio::test]
async fn requests_to_many_servers_are_collected_and_awaited_together() {
    let sims = [server().await, server().await];
    sims[1]
        .activity("media.download")
        .uuid("d")
        .forever()
        .start();
    let plexes: Vec<Plex> = sims.iter().map(client).collect();

    let lists = join_all(plexes.iter().map(|plex| plex.activities().list())).await;
    let counts: Vec<usize> = lists.into_iter().map(|list| list.unwrap().len()).collect();
    assert_eq!(counts, [0, 1]);

    let sections = join_all(plexes.iter().map(|plex| plex.library().sections())).await;
    assert!(sections.iter().all(Result::is_ok));
    let stops = join_all(plexes.iter().map(|plex| plex.butler().stop_all())).await;
    assert!(stops.iter().all(Result::is_ok), "{stops:?}");
    let scans = plexes.iter().map(|plex| plex.library().stop_refresh(1));
    let _ = join_all(scans).await;

    let id = ActivityId::new("d").unwrap();
    let activities = plexes[1].activities();
    let (found, cancelled) = tokio::join!(activities.get(&id), activities.cancel(&id));
    assert!(found.is_ok() && cancelled.is_err());
}

#[tokio::test]
async fn events_are_the_documented_json() {
    let sim = server().await;
    let plex = brisk(&sim, TransportChoice::Auto);
    let scan = sim
        .activity(activity_types::LIBRARY_UPDATE_SECTION)
        .section("2")
        .uuid("scan")
        .start();

    let connected = first(&plex, |event| {
        matches!(event, ActivityEvent::Connected { .. })
    })
    .await;
    assert_eq!(
        to_value(&connected).unwrap(),
        json!({"event": "connected", "transport": "websocket"})
    );

    let mut events = plex.activities().watch();
    events.synced().await.unwrap();
    sim.progress(&scan, 40, "A film");
    sim.end(&scan);
    let mut told = Vec::new();
    loop {
        let event = to_value(events.next().await.unwrap().unwrap()).unwrap();
        told.push(event.clone());
        if event["event"] == "ended" {
            break;
        }
    }
    let started = told
        .iter()
        .find(|event| event["event"] == "started")
        .unwrap();
    assert_eq!(started["activity"]["uuid"], "scan");
    assert_eq!(started["activity"]["type"], "library.update.section");
    assert!(started["observed"] == "list" || started["observed"] == "known");
    let updated = told
        .iter()
        .find(|event| event["event"] == "updated" && event["activity"]["progress"] == 40);
    assert_eq!(updated.unwrap()["activity"]["subtitle"], "A film");
    let ended = told.last().unwrap();
    let fields: HashSet<&str> = ended
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let expected = [
        "event",
        "activity",
        "how",
        "incarnation",
        "last_moved_seconds",
    ];
    assert_eq!(fields, HashSet::from(expected));
    assert_eq!(ended["how"], "ended");
    assert_eq!(ended["incarnation"], 0);
    assert!(
        told.iter()
            .any(|event| *event == json!({"event": "resynced"}) || event["event"] == "known")
    );
}

#[tokio::test]
async fn outcomes_and_the_status_are_the_documented_json() {
    let sim = server().await;
    let plex = brisk(&sim, TransportChoice::Only(Transport::EventSource));
    let uuid = sim.activity("media.download").uuid("d").forever().start();
    let id = ActivityId::new(&uuid).unwrap();
    let events = plex.activities().watch();
    events.synced().await.unwrap();

    let status = to_value(plex.activities().status()).unwrap();
    assert_eq!(status["state"], "connected");
    assert_eq!(status["transport"], "eventsource");
    assert_eq!(status["synced"], true);
    assert_eq!(status["refused"], json!([]));
    assert_eq!(status["lists_failing"], Value::Null);

    let (outcome, _) = tokio::join!(plex.activities().wait(&id).into_future(), async {
        sim.end(&uuid)
    });
    let outcome = outcome.unwrap();
    assert_eq!(outcome.id, id);
    let document = to_value(&outcome).unwrap();
    assert_eq!(document["uuid"], "d");
    assert_eq!(document["how"], "ended");
    assert_eq!(document["activity"]["type"], "media.download");
    assert_eq!(document.as_object().unwrap().len(), 3);

    let mut done = to_value(Done::Named(outcome.clone())).unwrap();
    assert_eq!(done["identified"], "header");
    done.as_object_mut().unwrap().remove("identified");
    assert_eq!(done, document);
    assert_eq!(
        to_value(Done::NothingSeen).unwrap(),
        json!({"uuid": null, "how": "nothing_seen", "activity": null, "identified": null})
    );

    let never = ActivityId::new("never").unwrap();
    let outcome = plex.activities().wait(&never).await.unwrap();
    assert_eq!(
        to_value(outcome).unwrap(),
        json!({"uuid": "never", "how": "never_seen", "activity": null})
    );

    let waiting = ConnectionState::Waiting {
        retry_in: Duration::from_millis(1_234),
    };
    assert_eq!(
        to_value(&waiting).unwrap(),
        json!({"state": "waiting", "retry_in_seconds": 1.234})
    );
    assert_eq!(waiting.to_string(), "waiting");
}

/// `Display`, `parse` and JSON of each value agree, and another text is an error that has it.
fn check_names<T>(all: &[T])
where
    T: Copy + Debug + Display + PartialEq + Serialize + DeserializeOwned,
    T: FromStr<Err = UnknownName>,
{
    for value in all {
        let name = value.to_string();
        assert_eq!(name.parse(), Ok(*value));
        assert_eq!(to_value(value).unwrap(), name);
        assert_eq!(serde_json::from_value::<T>(name.into()).unwrap(), *value);
    }
    let error = "no such\u{202e} name".parse::<T>().unwrap_err();
    let text = error.to_string();
    assert!(text.starts_with("expected "), "{text}");
    assert!(text.ends_with("got \"no such name\""), "{text}");
    for value in all {
        assert!(text.contains(&format!("`{value}`")), "{value} in {text}");
    }
    let json = serde_json::from_value::<T>("no such name".into()).unwrap_err();
    assert_eq!(json.to_string(), text);
}

#[test]
fn small_enums_have_names() {
    check_names(&[How::Ended, How::Vanished, How::NeverSeen]);
    check_names(&[Observed::Notification, Observed::List, Observed::Known]);
    check_names(&[
        Transport::WebSocket,
        Transport::EventSource,
        Transport::Polling,
    ]);
    check_names(&[ButlerStart::Started, ButlerStart::AlreadyRunning]);
    check_names(&[
        TransportChoice::Auto,
        TransportChoice::Only(Transport::WebSocket),
        TransportChoice::Only(Transport::Polling),
    ]);
    check_names(&[
        CertificateProblem::UnknownIssuer,
        CertificateProblem::NotPinned,
    ]);
    check_names(&[
        ErrorKind::Unauthorized,
        ErrorKind::NotCancellable,
        ErrorKind::InvalidInput,
    ]);

    assert_eq!("polling".parse(), Ok(Transport::Polling));
    assert_eq!(How::NeverSeen.as_str(), "never_seen");
    assert_eq!("started".parse(), Ok(Phase::Started));
    assert_eq!(
        to_value(Phase::Other("paused".to_owned())).unwrap(),
        "paused"
    );
    for operation in OperationId::ALL {
        assert_eq!(operation.as_str().parse(), Ok(*operation));
    }
    let error = "getNothing".parse::<OperationId>().unwrap_err();
    assert!(
        error.to_string().contains("`getServerActivities`"),
        "{error}"
    );
}

#[tokio::test]
async fn a_filter_and_a_policy_come_from_a_configuration() {
    let policy: ConnectionPolicy = serde_json::from_value(json!({
        "transport": "eventsource", "list_spacing": "50ms", "handshake_deadline": "5s",
    }))
    .unwrap();
    let filter: ActivityFilter = serde_json::from_value(json!({
        "type": ["media.*", "butler"], "user": 1, "cancellable": true,
    }))
    .unwrap();

    let sim = server().await;
    let plex = builder(&sim).connection_policy(policy).build().unwrap();
    sim.activity("media.download").forever().start();
    let wanted = sim
        .activity("media.download")
        .cancellable(true)
        .forever()
        .start();
    let mut events = plex.activities().watch().only(filter);
    events.synced().await.unwrap();
    let started = loop {
        match events.next().await.unwrap().unwrap() {
            ActivityEvent::Started { activity, .. } => break activity,
            ActivityEvent::Connected { transport, .. } => {
                assert_eq!(transport, Transport::EventSource);
            }
            _ => {}
        }
    };
    assert_eq!(started.id().as_str(), wanted);
}

/// Returns `true` if the schema of the type allows the value.
fn allows<T: schemars::JsonSchema>(value: &Value) -> bool {
    let schema = schemars::schema_for!(T);
    jsonschema::is_valid(schema.as_value(), value)
}

#[test]
fn the_schema_of_a_configuration_allows_what_is_read() {
    for (value, is_right) in [
        (json!({}), true),
        (json!({"type": "media.*", "cancellable": true}), true),
        (json!({"section": [2, "3"], "user": 1, "id": ["a"]}), true),
        (json!({"types": "x"}), false),
        (json!({"user": "one"}), false),
        (json!({"item": {}}), false),
    ] {
        let read = serde_json::from_value::<ActivityFilter>(value.clone());
        assert_eq!(read.is_ok(), is_right, "{value}");
        assert_eq!(allows::<ActivityFilter>(&value), is_right, "{value}");
    }
    for (value, is_right) in [
        (json!({}), true),
        (json!({"attempts": 5, "longest_pause": "1m30s"}), true),
        (json!({"attempt": 5}), false),
        (json!({"longest_pause": 5}), false),
    ] {
        let read = serde_json::from_value::<RetryPolicy>(value.clone());
        assert_eq!(read.is_ok(), is_right, "{value}");
        assert_eq!(allows::<RetryPolicy>(&value), is_right, "{value}");
    }
    for (value, is_right) in [
        (
            json!({"transport": "auto", "linger": "5s", "brief_connections": 2}),
            true,
        ),
        (json!({"lingr": "5s"}), false),
        (json!({"poll_every": 2}), false),
        (json!({"follow_at_most": -1}), false),
    ] {
        let read = serde_json::from_value::<ConnectionPolicy>(value.clone());
        assert_eq!(read.is_ok(), is_right, "{value}");
        assert_eq!(allows::<ConnectionPolicy>(&value), is_right, "{value}");
    }
    // It has the defaults, as a file would have them.
    let schema = Value::from(schemars::schema_for!(ConnectionPolicy));
    let properties = schema["properties"].as_object().unwrap();
    let defaults: serde_json::Map<String, Value> = properties
        .iter()
        .filter_map(|(name, property)| Some((name.clone(), property.get("default")?.clone())))
        .collect();
    assert_eq!(defaults.len(), properties.len(), "{schema}");
    let read: ConnectionPolicy = serde_json::from_value(defaults.into()).unwrap();
    assert_eq!(read, ConnectionPolicy::default());
}

#[tokio::test]
async fn what_is_waited_for_is_the_documented_json() {
    let sim = server().await;
    let plex = client(&sim);
    let activity = test_util::ActivityBuilder::new("1", "butler").build();
    let handle = plex.activities().handle(activity.id());
    for (waiting_for, name, uuid) in [
        (WaitingFor::Activity(handle), "activity", json!("1")),
        (
            WaitingFor::Earlier(activity.clone().into()),
            "earlier",
            json!("1"),
        ),
        (
            WaitingFor::Other(activity.clone().into()),
            "other",
            json!("1"),
        ),
        (WaitingFor::Section, "section", Value::Null),
        (WaitingFor::Sign, "sign", Value::Null),
        (WaitingFor::Server, "server", Value::Null),
    ] {
        assert_eq!(waiting_for.to_string(), name);
        let document = to_value(&waiting_for).unwrap();
        assert_eq!(
            (&document["waiting_for"], &document["uuid"]),
            (&json!(name), &uuid)
        );
        let is_known = matches!(waiting_for, WaitingFor::Earlier(_) | WaitingFor::Other(_));
        assert_eq!(
            document["activity"]["type"] == "butler",
            is_known,
            "{document}"
        );
        let fields: HashSet<String> = document.as_object().unwrap().keys().cloned().collect();
        assert_eq!(fields, properties::<WaitingFor>());
    }
    for reason in [
        test_util::idle_may_match(activity.clone(), Duration::ZERO, "Context"),
        IdleReason::Unreadable,
        IdleReason::NotFollowed,
        IdleReason::NotSynced,
    ] {
        assert_eq!(to_value(&reason).unwrap()["why"], reason.to_string());
    }
    sim.shutdown().await;
}

/// `plexctl` writes these phrases too.
#[test]
fn a_reason_of_a_wait_until_idle_is_described_in_one_line() {
    let activity = |document| Arc::new(serde_json::from_value::<Activity>(document).unwrap());
    let long = activity(
        json!({"uuid": "a", "type": "media.download", "title": "Down\u{1b}load",
        "subtitle": "A film", "progress": 41}),
    );
    let bare = activity(json!({"uuid": "b"}));
    for (reason, expected) in [
        (
            test_util::idle_matches(long, Duration::from_millis(130_900)),
            "Download: A film (media.download, a), 41%, no progress for 2m 10s",
        ),
        (
            test_util::idle_may_match(bare.clone(), Duration::ZERO, "type"),
            "no type (no type, b), which may match: the server has not sent its type",
        ),
        (
            test_util::idle_may_match(bare, Duration::from_millis(999), "Context"),
            "no type (no type, b), which may match: its section is unknown, because it has no Context",
        ),
        (
            IdleReason::Unreadable,
            "entries of the server's list that cannot be read and may match",
        ),
        (
            IdleReason::NotFollowed,
            "activities beyond the number that can be followed",
        ),
        (
            test_util::idle_lists_failing("503\nbusy"),
            "a list of activities that can be used: 503busy",
        ),
        (
            IdleReason::NotSynced,
            "a connection, and a list that was sent since it opened",
        ),
    ] {
        assert_eq!(reason.describe(), expected);
    }
}

#[tokio::test]
async fn an_error_is_the_documented_json_without_a_secret() {
    let sim = server().await;
    let page = format!("<title>{SECRET}</title>");
    let busy = StubResponse::html(503, page).header("Retry-After", "7");
    sim.answer("GET", "/activities", busy);
    let plex = builder(&sim).retries(RetryPolicy::none()).build().unwrap();
    let error = plex.activities().list().await.unwrap_err();
    let document = to_value(&error).unwrap();
    assert_eq!(
        document,
        json!({
            "kind": "server_busy",
            "message": error.to_string(),
            "operation": "getServerActivities",
            "status": 503,
            "retry_after_seconds": 7.0,
        })
    );
    assert!(!document.to_string().contains(SECRET), "{document}");
    let fields: HashSet<String> = document.as_object().unwrap().keys().cloned().collect();
    assert_eq!(fields, properties::<Error>());

    let error = Plex::builder("ftp://server").build().unwrap_err();
    let document = to_value(&error).unwrap();
    assert_eq!(document["kind"], "invalid_input");
    for field in ["operation", "status", "retry_after_seconds"] {
        assert_eq!(document[field], Value::Null);
    }
    sim.shutdown().await;
}

#[test]
fn an_error_of_a_configuration_says_what_is_expected() {
    for (policy, part) in [
        (
            json!({"lingr": "5s"}),
            "unknown field `lingr`, expected one of `transport`, `linger`",
        ),
        (
            json!({"linger": 5}),
            "expected a time with its unit as text, such as \"5s\"",
        ),
        (
            json!({"linger": "5"}),
            "such as \"5s\" or \"1m30s\", got \"5\"",
        ),
        (
            json!({"transport": "pigeon"}),
            "`auto`, `websocket`, `eventsource` or `poll`",
        ),
    ] {
        let error = serde_json::from_value::<ConnectionPolicy>(policy).unwrap_err();
        assert!(error.to_string().contains(part), "{error}");
    }
    for (filter, part) in [
        (
            json!({"types": "x"}),
            "unknown field `types`, expected one of `type`",
        ),
        (json!({"id": ""}), "uuid"),
        (json!({"user": "one"}), "expected i64"),
        (json!({"section": {}}), "one value or a list of values"),
    ] {
        let error = serde_json::from_value::<ActivityFilter>(filter).unwrap_err();
        assert!(error.to_string().contains(part), "{error}");
    }
    let empty: ActivityFilter = serde_json::from_value(json!({})).unwrap();
    assert_eq!(empty, ActivityFilter::any());
    let ids = json!({"id": ["b", "a", "b"], "item": "/library/metadata/7/", "section": [1, "2"]});
    let id = |text| ActivityId::new(text).unwrap();
    assert_eq!(
        serde_json::from_value::<ActivityFilter>(ids).unwrap(),
        ActivityFilter::any()
            .ids([id("a"), id("b")])
            .item("/library/metadata/7")
            .section("1")
            .section("2")
    );
}

async fn error_of(sim: &PlexSim, fault: Fault) -> Error {
    let plex = builder(sim).retries(RetryPolicy::none()).build().unwrap();
    sim.fault(fault);
    let error = plex.activities().list().await.unwrap_err();
    sim.lift(&fault);
    error
}

#[tokio::test]
async fn an_error_can_be_cloned_and_says_whether_it_is_transient() {
    let sim = server().await;
    let busy = error_of(&sim, Fault::Maintenance).await;
    assert_eq!(busy.kind(), ErrorKind::ServerBusy);
    assert!(busy.is_transient());
    let clone = busy.clone();
    assert_eq!(clone.to_string(), busy.to_string());
    assert_eq!(clone.status(), busy.status());
    assert_eq!(clone.operation(), busy.operation());

    let stranger = Plex::builder(sim.url()).build().unwrap();
    let refused = stranger.activities().list().await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Unauthorized);
    assert!(!refused.is_transient());
}

#[test]
fn every_known_activity_type_has_a_constant() {
    assert_eq!(
        activity_types::LIBRARY_UPDATE_SECTION,
        "library.update.section"
    );
    assert!(plex_api::ACTIVITY_TYPES.contains(&activity_types::BUTLER));
}

/// The names of the properties of a schema, those of its kinds among them.
fn properties<T: schemars::JsonSchema>() -> HashSet<String> {
    fn collect(schema: &Value, into: &mut HashSet<String>) {
        if let Some(properties) = schema["properties"].as_object() {
            into.extend(properties.keys().cloned());
        }
        for kind in schema["oneOf"].as_array().into_iter().flatten() {
            collect(kind, into);
        }
    }
    let mut names = HashSet::new();
    let schema = schemars::generate::SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<T>();
    collect(&Value::from(schema), &mut names);
    names
}

#[test]
fn the_schema_of_a_document_has_its_fields() {
    let activity = test_util::ActivityBuilder::new("1", "butler").build();
    let event = test_util::started(activity.clone());
    let status = test_util::connection_status(ConnectionState::Connected(Transport::Polling));
    let reason = test_util::idle_may_match(activity.clone(), Duration::ZERO, "Context");
    let outcome = test_util::outcome(activity, How::Ended);
    let done = Done::Correlated(outcome.clone());
    for (document, schema) in [
        (to_value(event).unwrap(), properties::<ActivityEvent>()),
        (to_value(status).unwrap(), properties::<ConnectionStatus>()),
        (to_value(reason).unwrap(), properties::<IdleReason>()),
        (to_value(outcome).unwrap(), properties::<Outcome>()),
        (to_value(done).unwrap(), properties::<Done>()),
    ] {
        for field in document.as_object().unwrap().keys() {
            assert!(
                schema.contains(field),
                "{field} of {document} is not in {schema:?}"
            );
        }
    }
    let events = properties::<ActivityEvent>();
    for field in [
        "how",
        "observed",
        "retry_in_seconds",
        "last_moved_seconds",
        "missed",
    ] {
        assert!(events.contains(field), "{field}");
    }
}
