//! The blocking client: the same operations without `async`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failed expectation is what a test is for"
)]

use std::time::{Duration, Instant};

use plex_api::account::SignInKind;
use plex_api::blocking::Plex;
use plex_api::{
    ActivityEvent, ActivityFilter, Done, ErrorKind, How, QuietVerdict, SourceKind, TransportChoice,
    WaitingFor,
};
use plex_api_tests::account::AccountService;
use plex_api_tests::{SECRET, brisk_builder, id};
use plex_sim::{Fault, PlexSim, ServerList, SimConnection, StubResponse};

/// Longer than anything here takes.
const LONG: Duration = Duration::from_secs(20);

fn server() -> PlexSim {
    PlexSim::builder().token(SECRET).start_blocking().unwrap()
}

fn client(sim: &PlexSim) -> Plex {
    Plex::build(brisk_builder(sim, TransportChoice::Auto)).unwrap()
}

/// The simulator's waits are `async`; the clients here must not need that.
fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

fn is_end_of(event: &ActivityEvent, uuid: &str) -> bool {
    matches!(event, ActivityEvent::Ended { .. }) && *event.id().unwrap() == uuid
}

#[test]
fn the_version_of_the_api_goes_with_a_blocking_request() {
    let sim = server();
    let builder = brisk_builder(&sim, TransportChoice::Auto).pms_api_version("1.2.2");
    Plex::build(builder).unwrap().identity().unwrap();
    let requests = sim.requests_of("GET", "/identity");
    let sent = requests.first().unwrap().header("x-plex-pms-api-version");
    assert_eq!(sent, Some("1.2.2"));
}

#[test]
fn blocking_requests_return_answers() {
    let sim = server();
    let plex = client(&sim);
    let uuid = sim.activity("media.download").cancellable(true).start();
    let activities = plex.activities().list().unwrap();
    assert_eq!(activities.len(), 1);
    assert_eq!(
        plex.activities().list_detailed().unwrap().activities,
        activities
    );
    assert_eq!(
        plex.activities().get(&id(&uuid)).unwrap().as_ref(),
        activities.first()
    );
    assert_eq!(plex.activities().get(&id("none")).unwrap(), None);
    plex.activities().cancel(&id(&uuid)).unwrap();
    assert_eq!(
        plex.activities().cancel(&id("none")).unwrap_err().kind(),
        ErrorKind::NotFound
    );
    assert_eq!(
        plex.identity().unwrap().machine_identifier,
        sim.machine_identifier()
    );
    assert_eq!(plex.library().sections().unwrap().len(), 3);
    assert_eq!(plex.server_url(), sim.url());
    drop(plex);
    wait(sim.finish()).unwrap();
}

#[test]
fn a_scan_is_started_followed_and_stopped() {
    let sim = PlexSim::builder()
        .token(SECRET)
        .manual_scans()
        .start_blocking()
        .unwrap();
    let plex = client(&sim);
    let scan = plex.library().refresh("2").correlate(LONG).block().unwrap();
    let activity = scan.activity().unwrap();
    assert_eq!(scan.activity_id(), Some(activity.id()));
    assert!(activity.is_correlated());
    assert!(activity.last_moved().is_some());
    assert_eq!(
        activity.cancel().unwrap_err().kind(),
        ErrorKind::NotCancellable
    );
    plex.library().stop_refresh("2").unwrap();
    assert_eq!(
        activity.wait().timeout(LONG).block().unwrap().how,
        How::Ended
    );

    let other = plex.metadata().refresh("7");
    assert!(
        sim.requests_of("PUT", "*").is_empty(),
        "nothing is sent before block"
    );
    assert_eq!(other.block().unwrap().activity_id(), None);
    assert_eq!(
        sim.requests_of("PUT", "/library/metadata/7/refresh").len(),
        1
    );
    for one in sim.running() {
        sim.end(&one.uuid);
    }
    drop((scan, activity, plex));
    wait(sim.finish()).unwrap();
}

#[test]
fn a_blocking_done_returns_when_the_scan_is_over_or_was_not_seen() {
    let sim = server();
    let plex = client(&sim);
    let done = plex
        .library()
        .refresh("1")
        .done()
        .timeout(LONG)
        .block()
        .unwrap();
    assert!(matches!(done, Done::Correlated(_)), "{done:?}");
    let launched = plex.library().refresh("1").observe().block().unwrap();
    let (sender, waiting) = std::sync::mpsc::channel();
    let report = move |what: &WaitingFor| sender.send(format!("{what:?}")).unwrap();
    let done = launched.done().on_waiting(report).block().unwrap();
    assert!(matches!(done, Done::Correlated(_)), "{done:?}");
    assert!(waiting.iter().any(|what| what.starts_with("Activity")));
    sim.answer(
        "GET",
        "/library/sections/1/refresh",
        StubResponse::empty(200),
    );
    let brief = Duration::from_millis(300);
    let done = plex
        .library()
        .refresh("1")
        .done()
        .nothing_seen_after(brief)
        .block();
    assert_eq!(done.unwrap(), Done::NothingSeen);
    drop(plex);
    wait(sim.shutdown());
}

#[test]
fn blocking_waits_return_at_the_end_or_at_the_timeout() {
    let sim = server();
    let plex = client(&sim);
    sim.activity("library.update.section")
        .uuid("a")
        .title("Scanning")
        .start();
    sim.activity("media.download").uuid("b").start();
    let handle = plex.activities().handle(&id("a"));
    // It knows them before a timeout ends.
    let events = plex.activities().watch();
    events.synced().unwrap();
    let error = plex
        .activities()
        .wait(&id("a"))
        .timeout(Duration::from_millis(300))
        .block()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(error.last_seen().unwrap().title(), "Scanning");
    let library = || ActivityFilter::any().of_type("library.*");
    let error = plex
        .activities()
        .wait_idle(library())
        .timeout(Duration::from_millis(100))
        .block()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);

    let registered = plex.activities().wait(&id("a"));
    sim.end("a");
    assert_eq!(registered.block().unwrap().how, How::Ended);
    assert_eq!(handle.wait().block().unwrap().how, How::Ended);
    let quiet = Duration::from_millis(50);
    plex.activities()
        .wait_idle(library())
        .quiet_period(quiet)
        .timeout(LONG)
        .block()
        .unwrap();
    let begin = Instant::now();
    let idle = plex
        .activities()
        .wait_idle(library())
        .quiet_period(quiet)
        .quiet_first(true);
    idle.timeout(LONG).block().unwrap();
    assert!(begin.elapsed() >= quiet);

    let all = plex
        .activities()
        .wait_all([id("a"), id("b")])
        .timeout(Duration::from_millis(100));
    let all = all.block().unwrap();
    assert_eq!(all[0].1.as_ref().unwrap().how, How::Ended);
    assert_eq!(all[1].1.as_ref().unwrap_err().kind(), ErrorKind::Timeout);
    sim.end("b");
    drop((plex, handle, events));
    wait(sim.finish()).unwrap();
}

#[test]
fn an_iterator_yields_every_event_across_a_reconnect() {
    let sim = server();
    let plex = client(&sim);
    let mut events = plex
        .activities()
        .watch()
        .buffer(64)
        .only(ActivityFilter::any().of_type("library.*"));
    events.synced().unwrap();
    assert!(plex.activities().status().synced && events.status().synced);
    sim.activity("media.download").uuid("other").start();
    sim.activity("library.update.section").uuid("a").start();
    let first = events
        .by_ref()
        .map(Result::unwrap)
        .find(|event| event.activity().is_some());
    assert!(
        matches!(first, Some(ActivityEvent::Started { .. })),
        "{first:?}"
    );
    sim.fault(Fault::CutConnections);
    sim.end("a");
    let rest: Vec<ActivityEvent> = events
        .by_ref()
        .map(Result::unwrap)
        .take_while(|event| !is_end_of(event, "a"))
        .collect();
    assert!(
        rest.iter()
            .all(|event| event.id().is_none_or(|id| *id == "a")),
        "{rest:?}"
    );
    assert!(
        rest.iter()
            .any(|event| matches!(event, ActivityEvent::Disconnected { .. }))
    );
    sim.end("other");
    drop((events, plex));
    wait(sim.finish()).unwrap();
}

#[test]
fn next_timeout_loses_no_event() {
    let sim = server();
    let plex = client(&sim);
    let mut events = plex.activities().watch();
    events.synced().unwrap();
    while events.next_timeout(Duration::ZERO).unwrap().is_some() {}
    assert_eq!(
        events.next_timeout(Duration::from_millis(20)).unwrap(),
        None
    );
    sim.activity("media.download").uuid("a").start();
    let event = events.next_timeout(LONG).unwrap().unwrap();
    assert!(matches!(event, ActivityEvent::Started { .. }), "{event:?}");
    sim.end("a");
    assert!(events.by_ref().any(|event| is_end_of(&event.unwrap(), "a")));
    // Beyond the range of a clock.
    sim.activity("media.download").uuid("b").start();
    assert!(events.next_timeout(Duration::MAX).unwrap().is_some());
    sim.end("b");
    drop((events, plex));
    wait(sim.finish()).unwrap();
}

#[test]
fn the_blocking_client_is_send_and_hides_the_token() {
    fn crosses<T: Send + Sync + Clone + 'static>(_: &T) {}
    fn moves<T: Send + 'static>(_: &T) {}
    let sim = server();
    let plex = client(&sim).with_request_timeout(LONG);
    crosses(&plex);
    let events = plex.activities().watch();
    moves(&events);
    let shown = format!("{plex:?} {events:?} {:?}", plex.library().refresh("1"));
    assert!(!shown.contains(SECRET), "{shown}");
    wait(sim.shutdown());
}

#[test]
fn the_progress_of_an_activity_is_an_iterator_that_ends_with_it() {
    let sim = server();
    let plex = client(&sim);
    let uuid = sim.activity("media.download").progress(10).start();
    let handle = plex.activities().handle(&id(&uuid));
    let mut progress = handle.progress();
    assert_eq!(progress.next().unwrap().unwrap().percent(), Some(10.0));
    sim.fault(Fault::CutConnections);
    sim.progress(&uuid, 60, "");
    let next = progress.find(|progress| progress.as_ref().unwrap().percent() == Some(60.0));
    assert!(next.is_some());
    sim.end(&uuid);
    assert!(progress.next().is_none());
    assert!(progress.next().is_none(), "it stays over");
    drop((progress, handle, plex));
    wait(sim.finish()).unwrap();
}

#[test]
fn many_threads_use_one_client_at_once() {
    let sim = server();
    let plex = client(&sim);
    let uuid = sim.activity("media.download").forever().start();
    let all_wait = std::sync::Barrier::new(17);
    std::thread::scope(|threads| {
        let waits: Vec<_> = (0..16)
            .map(|_| {
                let plex = plex.clone();
                let uuid = id(&uuid);
                let all_wait = &all_wait;
                threads.spawn(move || {
                    assert_eq!(plex.activities().list().unwrap().len(), 1);
                    let wait = plex.activities().wait(&uuid);
                    plex.library().sections().unwrap();
                    // An activity that ends before the connection's first list was never seen.
                    plex.activities().watch().synced().unwrap();
                    all_wait.wait();
                    wait.timeout(LONG).block().unwrap().how
                })
            })
            .collect();
        all_wait.wait();
        sim.end(&uuid);
        for one in waits {
            assert_eq!(one.join().unwrap(), How::Ended);
        }
    });
    assert_eq!(sim.streams_seen(), 1, "one connection serves all threads");
    drop(plex);
    wait(sim.finish()).unwrap();
}

#[test]
fn work_may_fail_with_an_error_of_the_callers_own() {
    #[derive(Debug)]
    enum Failed {
        Plex(ErrorKind),
        Empty,
    }
    impl From<plex_api::Error> for Failed {
        fn from(error: plex_api::Error) -> Self {
            Self::Plex(error.kind())
        }
    }
    let sim = server();
    let plex = client(&sim);
    let title = |number: usize| {
        plex.run(async move |plex| {
            let sections = plex.library().sections().await?;
            let section = sections.get(number).ok_or(Failed::Empty)?;
            Ok(section.title().to_owned())
        })
    };
    assert!(title(0).is_ok());
    assert!(matches!(title(99), Err(Failed::Empty)));
    sim.answer("GET", "/library/sections", StubResponse::html(403, "no"));
    assert!(matches!(title(0), Err(Failed::Plex(ErrorKind::Forbidden))));
    drop(plex);
    wait(sim.finish()).unwrap();
}

#[test]
fn jobs_and_lists_are_those_of_the_asynchronous_client() {
    let sim = PlexSim::builder()
        .token(SECRET)
        .scan_rhythm(3, Duration::from_millis(20))
        .start_blocking()
        .unwrap();
    let plex = client(&sim);
    let backup = plex.butler().start("BackupDatabase").done().block();
    assert_eq!(backup.unwrap(), Done::Unobservable);
    let analysis = plex.library().analyze("1").done();
    let brief = Duration::from_millis(300);
    let done = analysis.settle(brief).timeout(LONG).block().unwrap();
    assert_eq!(done, Done::Settled);
    let queue = plex.downloads().queue().unwrap();
    let add = plex.downloads().add(&queue.id, ["/library/metadata/7"]);
    let done = add.done().timeout(LONG).block().unwrap();
    assert_eq!(done, Done::StateChanged);
    plex.downloads().remove(&queue.id, 1).unwrap();
    assert!(plex.downloads().items(&queue.id).unwrap().is_empty());
    assert_eq!(plex.butler().tasks().unwrap().len(), 22);
    assert_eq!(plex.live_tv().dvrs().unwrap().len(), 1);
    assert!(plex.sessions().playing().unwrap().is_empty());
    assert!(plex.server().preference("ButlerEndHour").unwrap().is_some());
    let error = plex.metadata().refresh("1/../2").block().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    drop(plex);
    wait(sim.finish()).unwrap();
}

#[test]
fn whether_the_server_is_quiet_is_asked_without_async() {
    let sim = server();
    let player = serde_json::json!({"sessionKey": "12", "Player": {"state": "playing"}});
    sim.set_list(ServerList::Sessions, [player]);
    let plex = client(&sim);
    let report = plex.quiet().hold(LONG).check().unwrap();
    assert_eq!(report.verdict(), QuietVerdict::Busy, "{report:?}");
    assert_eq!(
        report.reasons().first().unwrap().source,
        SourceKind::Playing
    );

    let mut watch = plex.quiet().settle(Duration::ZERO).watch();
    assert!(watch.report().is_none());
    assert_eq!(watch.next_timeout(Duration::ZERO).unwrap(), None);
    let report = watch.until_busy().unwrap();
    assert_eq!(watch.report(), Some(&report));
    // There is no change, so there is no event.
    assert_eq!(watch.next_timeout(Duration::from_millis(50)).unwrap(), None);
    let error = wait(async { plex.quiet().check() }).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    let error = wait(async { watch.until_quiet() }).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(watch.until_busy().is_ok(), "it lives on");
    sim.set_token("another");
    assert_eq!(
        watch.until_quiet().unwrap_err().kind(),
        ErrorKind::Unauthorized
    );
    assert!(watch.next().is_none());
}

#[test]
fn a_server_of_an_account_is_found_and_asked_without_async() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let service = runtime.block_on(AccountService::start());
    service
        .sim
        .activity("media.download")
        .title("Lanterns")
        .start();
    let resources = [SimConnection::good()];
    service.tv().set_connections(resources).unwrap();
    let account = runtime.block_on(service.signed_in(SignInKind::Token));
    let plex = Plex::connect(async move || {
        let servers = account.servers().await?;
        let server = servers.into_iter().next().unwrap();
        server.connect().await
    });
    let plex = plex.unwrap();
    let titles = plex.activities().list().unwrap();
    assert_eq!(titles.first().unwrap().title(), "Lanterns");
    assert_eq!(plex.current_url(), service.sim.url());
    // On the client's own thread.
    assert!(plex.run(async |plex| plex.identity().await).is_ok());

    let failed = Plex::connect(async || Err::<plex_api::Plex, _>(Own("nobody is signed in")));
    assert_eq!(failed.unwrap_err().0, "nobody is signed in");
    let panicked =
        Plex::connect(async || -> plex_api::Result<plex_api::Plex> { panic!("a fault") });
    assert_eq!(panicked.unwrap_err().kind(), ErrorKind::Closed);
    let refused = runtime.block_on(async {
        Plex::connect(async || -> plex_api::Result<plex_api::Plex> { panic!("never runs") })
    });
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::InvalidInput);
}

/// An error of the caller's own.
#[derive(Debug)]
struct Own(&'static str);

impl From<plex_api::Error> for Own {
    fn from(_: plex_api::Error) -> Self {
        Self("an error of plex-api")
    }
}
