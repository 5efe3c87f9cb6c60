//! The rules of the model one by one, and all of them at once over random servers.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, SystemTime};

use proptest::prelude::*;
use tokio::time::Instant;

use super::assess::{hides_downloads, is_only_noted};
use super::*;
use crate::quiet::evidence::Evidence;

/// A server as its sources tell of it, and a model that asks it. Time goes by in seconds.
struct World {
    model: QuietModel,
    now: Instant,
    started: Instant,
    wall: WallClock,
    works: BTreeMap<Probe, Vec<Work>>,
    failing: BTreeMap<Probe, ErrorKind>,
    /// The sources of the running round that have not answered yet.
    asked: Vec<Probe>,
    /// Whether the last answer of each source showed work, or failed.
    answered: BTreeMap<Probe, (bool, bool)>,
    rounds: usize,
    last_round_begun: Option<Instant>,
    /// The numbers of the last two rounds in which each source was asked.
    asked_in: BTreeMap<Probe, [usize; 2]>,
    was_quiet: bool,
}

impl World {
    fn new(settings: QuietSettings) -> Self {
        Self::with_pace(settings, Pace::Watch)
    }

    fn with_pace(settings: QuietSettings, pace: Pace) -> Self {
        let now = Instant::now();
        Self {
            model: QuietModel::new(settings, pace),
            now,
            started: now,
            wall: WallClock {
                time: SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000),
                minute: 12 * 60,
            },
            works: BTreeMap::new(),
            failing: BTreeMap::new(),
            asked: Vec::new(),
            answered: BTreeMap::new(),
            rounds: 0,
            last_round_begun: None,
            asked_in: BTreeMap::new(),
            was_quiet: false,
        }
    }

    fn answer_of(&self, probe: Probe) -> Answer {
        if let Some(kind) = self.failing.get(&probe) {
            return match kind {
                ErrorKind::NotFound => Answer::Absent,
                kind => Answer::Failed(Error::new(*kind, "a failure")),
            };
        }
        match probe {
            Probe::ButlerHours => Answer::Hours(ButlerHours { start: 2, end: 5 }),
            Probe::Version => Answer::Version("1.43.2.10600-0".to_owned()),
            _ => Answer::Work(Evidence {
                works: self.works.get(&probe).cloned().unwrap_or_default(),
                has_queues: true,
                ..Evidence::default()
            }),
        }
    }

    /// One second passes, in which at most two sources answer.
    fn tick(&mut self) {
        self.now += Duration::from_secs(1);
        self.wall.time += Duration::from_secs(1);
        if self
            .model
            .next_round_at(self.now)
            .is_some_and(|at| at <= self.now)
        {
            let pause = self.last_round_begun.map(|at| self.now - at);
            assert!(
                pause.is_none_or(|pause| pause >= SHORTEST_PAUSE),
                "{pause:?}"
            );
            self.last_round_begun = Some(self.now);
            self.asked = self.model.begin_round(self.now);
            for probe in &self.asked {
                let rounds = self.asked_in.entry(*probe).or_default();
                *rounds = [rounds[1], self.rounds + 1];
            }
            self.asked.reverse();
        }
        for _ in 0..2 {
            let Some(probe) = self.asked.pop() else { break };
            let answer = self.answer_of(probe);
            let works = self.works.get(&probe).into_iter().flatten();
            let is_busy = works.into_iter().any(|work| work.state == WorkState::Works);
            let is_noted = is_only_noted(probe, &self.model.settings);
            let is_failed = matches!(answer, Answer::Failed(_)) && !is_noted;
            let is_busy = is_busy && matches!(answer, Answer::Work(_));
            self.answered.insert(probe, (is_busy, is_failed));
            self.model.answer(probe, answer, self.now, self.wall);
            if self.asked.is_empty() {
                self.rounds += 1;
                self.model.end_round(self.now, self.wall);
            }
            self.check();
        }
        self.check();
    }

    /// The laws that hold at any time.
    fn check(&mut self) {
        let report = self.model.report(self.now, self.wall);
        let is_busy = self.answered.values().any(|(is_busy, _)| *is_busy);
        let is_failed = self.answered.values().any(|(_, is_failed)| *is_failed);
        let verdict = report.verdict;
        if is_busy && self.model.settings.ignored.is_empty() {
            assert_eq!(
                verdict,
                QuietVerdict::Busy,
                "a source that answered is busy"
            );
        }
        if is_failed && self.model.settings.ignored.is_empty() {
            assert_ne!(verdict, QuietVerdict::Quiet, "a source did not answer");
        }
        if verdict == QuietVerdict::Quiet && !std::mem::replace(&mut self.was_quiet, true) {
            let last_two = [self.rounds - 1, self.rounds];
            for probe in Probe::ALL.iter().filter(|probe| probe.is_asked_twice()) {
                assert_eq!(self.asked_in[probe], last_two, "{probe:?} in {last_two:?}");
            }
        }
        self.was_quiet = verdict == QuietVerdict::Quiet;
        match verdict {
            QuietVerdict::Busy => assert!(!report.reasons.is_empty()),
            QuietVerdict::Quiet => {
                assert!(report.reasons.is_empty() && report.unknown.is_empty());
                let span = report.quiet_for.unwrap();
                assert!(span >= self.model.settings.hold.max(APART), "{span:?}");
            }
            QuietVerdict::Unknown => {
                assert!(report.reasons.is_empty() && !report.unknown.is_empty());
            }
        }
    }

    fn pass(&mut self, seconds: u64) {
        for _ in 0..seconds {
            self.tick();
        }
    }

    /// Lets time pass until the verdict; how many seconds it took.
    fn until(&mut self, verdict: QuietVerdict, within: u64) -> u64 {
        for second in 0..=within {
            if self.report().verdict == verdict {
                return second;
            }
            self.tick();
        }
        panic!("not {verdict} within {within} s: {:#?}", self.report());
    }

    fn report(&mut self) -> QuietReport {
        self.model.report(self.now, self.wall)
    }

    fn verdict(&mut self) -> QuietVerdict {
        self.report().verdict
    }

    fn begin(&mut self, probe: Probe, work: Work) {
        self.works.entry(probe).or_default().push(work);
    }

    fn end(&mut self, probe: Probe) {
        self.works.remove(&probe);
    }

    fn tell(&mut self, message: Message) {
        self.model.message(message, self.now, self.wall);
        self.check();
    }
}

fn work(kind: SourceKind, id: &str) -> Work {
    Work {
        kind,
        id: id.to_owned(),
        text: format!("{kind} {id}"),
        state: WorkState::Works,
        activity: None,
        session: None,
        section: None,
        transcode: None,
        is_library: kind == SourceKind::Sections,
        comes_with_live_tv: false,
    }
}

fn sign(kind: SourceKind, is_library: bool) -> Message {
    Message::Sign(Sign {
        kind,
        text: kind.to_string(),
        activity: None,
        session: None,
        section: None,
        is_library,
        is_end: false,
        comes_with_live_tv: false,
    })
}

fn quiet_world(settings: QuietSettings) -> World {
    let hold = settings.hold.as_secs();
    let mut world = World::new(settings);
    world.until(QuietVerdict::Quiet, 60 + hold);
    world
}

fn sources(reasons: &[BusyReason]) -> Vec<SourceKind> {
    reasons.iter().map(|reason| reason.source).collect()
}

fn unknown(report: &QuietReport) -> Vec<SourceKind> {
    report.unknown.iter().map(|one| one.source).collect()
}

const BUSY: QuietVerdict = QuietVerdict::Busy;
const QUIET: QuietVerdict = QuietVerdict::Quiet;
const UNKNOWN: QuietVerdict = QuietVerdict::Unknown;

#[test]
fn quiet_needs_two_clean_rounds_fifteen_seconds_apart() {
    let mut world = World::new(QuietSettings::default());
    assert_eq!(world.verdict(), UNKNOWN);
    while world.rounds < 1 {
        world.tick();
    }
    assert_eq!(unknown(&world.report()), [SourceKind::Settling]);
    let first = world.now;
    world.until(QUIET, 60);
    assert_eq!(world.rounds, 2);
    assert!(world.now - first >= APART);
    // From then on it asks less often, and goes on to say so.
    let rounds = world.rounds;
    world.pass(300);
    assert_eq!(world.verdict(), QUIET);
    assert!(world.rounds - rounds <= 10, "{}", world.rounds);
}

#[test]
fn one_sign_makes_it_busy_and_two_rounds_make_it_quiet_again() {
    for kind in [
        SourceKind::Activities,
        SourceKind::Playing,
        SourceKind::Transcodes,
    ] {
        let mut world = quiet_world(QuietSettings::default());
        world.tell(sign(kind, false));
        assert_eq!(sources(&world.report().reasons), [kind]);
        let rounds = world.rounds;
        world.until(QUIET, 60);
        assert!(world.rounds >= rounds + 2);
    }
}

#[test]
fn a_sign_within_the_round_that_would_have_said_quiet_prevents_it() {
    let mut world = World::new(QuietSettings::default());
    while world.rounds < 1 || world.asked.is_empty() {
        world.tick();
    }
    world.tell(sign(SourceKind::Activities, false));
    while !world.asked.is_empty() {
        world.tick();
    }
    assert_eq!(world.verdict(), BUSY);
    assert!(world.until(QUIET, 60) >= 15);
}

#[test]
fn work_on_the_library_settles_for_45_seconds() {
    let mut world = World::new(QuietSettings::default());
    world.begin(Probe::Sections, work(SourceKind::Sections, "1"));
    world.until(BUSY, 10);
    world.pass(100);
    world.end(Probe::Sections);
    while sources(&world.report().reasons) == [SourceKind::Sections] {
        world.tick();
    }
    assert_eq!(sources(&world.report().reasons), [SourceKind::Settling]);
    // It may have ended a moment ago: the list before this one had it.
    let ended = world.now;
    world.until(QUIET, 120);
    assert!(world.now - ended >= Duration::from_secs(45));

    // An end that was not seen, because the list failed, may be as late as the next list.
    let mut world = World::new(QuietSettings::default());
    world.begin(Probe::Sections, work(SourceKind::Sections, "1"));
    world.until(BUSY, 10);
    world.failing.insert(Probe::Sections, ErrorKind::Server);
    world.pass(100);
    assert_eq!(unknown(&world.report()), [SourceKind::Sections]);
    world.end(Probe::Sections);
    world.failing.clear();
    while !unknown(&world.report()).is_empty() {
        world.tick();
    }
    let ended = world.now;
    world.until(QUIET, 120);
    assert!(world.now - ended >= Duration::from_secs(45));

    let mut world = quiet_world(QuietSettings::default());
    world.tell(sign(SourceKind::Activities, true));
    assert!(world.until(QUIET, 120) >= 45);
    let settings = QuietSettings {
        settle: Duration::ZERO,
        ..QuietSettings::default()
    };
    let mut world = quiet_world(settings);
    world.tell(sign(SourceKind::Activities, true));
    assert!(world.until(QUIET, 60) < 60);
}

#[test]
fn busy_beats_unknown_and_unknown_beats_quiet() {
    let mut world = quiet_world(QuietSettings::default());
    world.failing.insert(Probe::Playing, ErrorKind::Server);
    world.until(UNKNOWN, 60);
    assert_eq!(unknown(&world.report()), [SourceKind::Playing]);
    world.begin(Probe::Conversions, work(SourceKind::Conversions, "1"));
    world.until(BUSY, 60);
    assert_eq!(unknown(&world.report()), [SourceKind::Playing]);
}

#[test]
fn every_source_that_does_not_answer_is_unknown_and_one_that_is_absent_is_not() {
    for probe in Probe::ALL {
        for kind in [
            ErrorKind::Unauthorized,
            ErrorKind::Forbidden,
            ErrorKind::Server,
            ErrorKind::Timeout,
        ] {
            let mut world = World::new(QuietSettings {
                outside_butler: true,
                ..QuietSettings::default()
            });
            world.failing.insert(probe, kind);
            world.pass(120);
            let report = world.report();
            if probe == Probe::Version {
                assert!(
                    report
                        .notes
                        .iter()
                        .any(|note| note.text.contains("is unknown"))
                );
                continue;
            }
            assert_eq!(report.verdict, UNKNOWN, "{probe:?} {kind}");
            assert_eq!(unknown(&report), [probe.kind()], "{probe:?} {kind}");
            assert_eq!(report.unknown[0].error, Some(kind));
        }
        let mut world = World::new(QuietSettings::default());
        world.failing.insert(probe, ErrorKind::NotFound);
        world.until(QUIET, 60);
    }
}

#[test]
fn a_refused_list_of_activities_is_final() {
    let mut world = World::new(QuietSettings::default());
    world
        .failing
        .insert(Probe::Activities, ErrorKind::Forbidden);
    world.pass(5);
    assert_eq!(world.model.refused().unwrap().kind(), ErrorKind::Forbidden);
    let mut world = World::new(QuietSettings::default());
    world.failing.insert(Probe::Playing, ErrorKind::Forbidden);
    world.pass(5);
    assert!(world.model.refused().is_none());
}

#[test]
fn what_is_ignored_is_told_apart_and_a_recording_is_never_ignored() {
    for kind in SourceKind::ALL.iter().copied() {
        let settings = || QuietSettings {
            ignored: BTreeSet::from([kind]),
            ..QuietSettings::default()
        };
        let mut world = World::new(settings());
        world.begin(
            Probe::Activities,
            Work {
                is_library: false,
                ..work(kind, "1")
            },
        );
        world.pass(90);
        let report = world.report();
        if kind.can_be_ignored() {
            assert_eq!(report.verdict, QUIET, "{kind}");
            assert_eq!(sources(&report.ignored), [kind]);
            world.tell(sign(kind, false));
            assert_eq!(world.verdict(), QUIET);
        } else {
            assert_eq!(sources(&report.reasons), [kind]);
        }
    }
}

#[test]
fn a_source_that_is_ignored_need_not_answer_unless_that_shows_whose_token_it_is() {
    for (probe, kind, verdict) in [
        (Probe::Recordings, ErrorKind::Forbidden, QUIET),
        (Probe::Updater, ErrorKind::Unauthorized, QUIET),
        (Probe::Playing, ErrorKind::Timeout, QUIET),
        (Probe::Playing, ErrorKind::Forbidden, UNKNOWN),
        (Probe::Conversions, ErrorKind::Unauthorized, UNKNOWN),
        (Probe::Activities, ErrorKind::Timeout, UNKNOWN),
    ] {
        let mut world = World::new(QuietSettings {
            ignored: BTreeSet::from([probe.kind()]),
            ..QuietSettings::default()
        });
        world.failing.insert(probe, kind);
        world.pass(90);
        assert_eq!(world.verdict(), verdict, "{probe:?} {kind}");
    }
}

fn player(state: WorkState) -> Work {
    Work {
        state,
        transcode: Some("t".to_owned()),
        ..work(SourceKind::Playing, "12")
    }
}

#[test]
fn a_paused_player_is_left_out_after_the_time_that_was_set() {
    let mut world = World::new(QuietSettings::default());
    world.begin(Probe::Playing, player(WorkState::Paused));
    world.pass(3600);
    assert_eq!(world.verdict(), BUSY);

    let mut world = World::new(QuietSettings {
        ignore_paused: Some(Duration::from_secs(600)),
        ..QuietSettings::default()
    });
    world.begin(Probe::Playing, player(WorkState::Paused));
    world.begin(
        Probe::Transcodes,
        Work {
            transcode: Some("t".to_owned()),
            ..work(SourceKind::Transcodes, "t")
        },
    );
    // Its conversion is no other reason, and no other one when it is left out.
    world.answered.clear();
    for second in 0..700 {
        world.answered.remove(&Probe::Transcodes);
        world.model.next_round_at(world.now);
        world.now += Duration::from_secs(1);
        if world
            .model
            .next_round_at(world.now)
            .is_some_and(|at| at <= world.now)
        {
            for probe in world.model.begin_round(world.now) {
                let answer = world.answer_of(probe);
                world.model.answer(probe, answer, world.now, world.wall);
            }
            world.model.end_round(world.now, world.wall);
        }
        let is_early = second < 600;
        let report = world.report();
        assert!(
            !is_early || sources(&report.reasons) == [SourceKind::Playing],
            "{second}"
        );
    }
    assert_eq!(world.verdict(), QUIET);
    assert_eq!(sources(&world.report().ignored), [SourceKind::Playing]);
    // A message of its conversion is none of work; one that it plays again is.
    let of = |kind, session: &str| match sign(kind, false) {
        Message::Sign(sign) => Message::Sign(Sign {
            session: Some(session.to_owned()),
            ..sign
        }),
        other => other,
    };
    world
        .model
        .message(of(SourceKind::Transcodes, "t"), world.now, world.wall);
    assert_eq!(world.verdict(), QUIET);
    world
        .model
        .message(of(SourceKind::Playing, "12"), world.now, world.wall);
    assert_eq!(world.verdict(), BUSY);
}

#[test]
fn a_player_that_stands_still_is_busy_and_said_to_be_gone_perhaps() {
    let mut world = World::new(QuietSettings::default());
    world.begin(Probe::Playing, player(WorkState::Plays(Some(5000))));
    world.pass(200);
    assert!(!world.report().reasons[0].text.contains("gone"));
    world.pass(200);
    assert!(world.report().reasons[0].text.contains("gone"));
    assert_eq!(world.verdict(), BUSY);
    let Message::Sign(told) = sign(SourceKind::Playing, false) else {
        panic!()
    };
    let session = Some("12".to_owned());
    world.tell(Message::Sign(Sign { session, ..told }));
    assert!(!world.report().reasons[0].text.contains("gone"));
}

fn row(text: &str) -> Work {
    Work {
        state: WorkState::Rests(text.to_owned()),
        ..work(SourceKind::Butler, "row")
    }
}

#[test]
fn a_resting_row_of_the_tasks_is_no_work_unless_it_moves() {
    let mut world = World::new(QuietSettings::default());
    world.begin(Probe::Activities, row("a"));
    world.until(QUIET, 60);
    world.works.insert(Probe::Activities, vec![row("b")]);
    world.until(BUSY, 60);
    assert_eq!(sources(&world.report().reasons), [SourceKind::Butler]);
    world.pass(50);
    assert_eq!(world.verdict(), BUSY);
    world.until(QUIET, 60);
    // One that comes while it looks has begun to rest just now.
    world.works.insert(
        Probe::Activities,
        vec![Work {
            id: "new".to_owned(),
            ..row("b")
        }],
    );
    world.until(BUSY, 60);
}

#[test]
fn hold_begins_again_with_work_and_stands_still_while_nothing_is_known() {
    let hold = |seconds| QuietSettings {
        hold: Duration::from_secs(seconds),
        ..QuietSettings::default()
    };
    let mut world = World::new(hold(300));
    assert!(world.until(QUIET, 400) >= 300);

    let mut world = World::new(hold(300));
    world.pass(250);
    world.tell(sign(SourceKind::Playing, false));
    assert!(world.until(QUIET, 400) >= 300);

    let mut world = World::new(hold(300));
    world.pass(250);
    world.failing.insert(Probe::Playing, ErrorKind::Timeout);
    world.pass(200);
    assert_eq!(world.verdict(), UNKNOWN);
    assert!(world.report().quiet_for.unwrap() < Duration::from_secs(260));
    world.failing.clear();
    assert!(world.until(QUIET, 200) < 150);
}

#[test]
fn a_recording_that_begins_within_the_time_counts_only_with_hold() {
    let soon = |world: &World, seconds| Work {
        state: WorkState::Begins(world.now + Duration::from_secs(seconds)),
        ..work(SourceKind::RecordingsSoon, "1")
    };
    for (hold, begins_in, verdict) in [
        (0, 60, QUIET),
        (60, 300, QUIET),
        (60, 250, BUSY),
        (300, 500, BUSY),
    ] {
        let mut world = World::new(QuietSettings {
            hold: Duration::from_secs(hold),
            ..QuietSettings::default()
        });
        let recording = soon(&world, begins_in);
        world.begin(Probe::Recordings, recording);
        world.pass(100);
        assert_eq!(world.verdict(), verdict, "{hold} {begins_in}");
        // It is cancelled.
        world.end(Probe::Recordings);
        world.until(QUIET, hold + 120);
    }
    let mut world = World::new(QuietSettings {
        hold: Duration::from_secs(60),
        ..QuietSettings::default()
    });
    world.begin(
        Probe::Recordings,
        Work {
            state: WorkState::BeginsSomeTime,
            ..work(SourceKind::RecordingsSoon, "1")
        },
    );
    world.pass(100);
    assert_eq!(unknown(&world.report()), [SourceKind::RecordingsSoon]);
}

#[test]
fn a_server_that_was_away_is_not_trusted_for_two_minutes() {
    for kind in [ErrorKind::Connect, ErrorKind::ServerBusy] {
        let mut world = quiet_world(QuietSettings::default());
        for probe in Probe::ALL {
            world.failing.insert(probe, kind);
        }
        world.until(UNKNOWN, 60);
        world.failing.clear();
        while unknown(&world.report()) != [SourceKind::Starting] {
            world.tick();
        }
        let took = world.until(QUIET, 200);
        assert!((115..=160).contains(&took), "{took}");
    }
    // A source that is slow is none of a server that starts.
    let mut world = quiet_world(QuietSettings::default());
    world.failing.insert(Probe::Playing, ErrorKind::Timeout);
    world.until(UNKNOWN, 60);
    world.failing.clear();
    assert!(world.until(QUIET, 100) < 60);
}

#[test]
fn lost_messages_make_it_look_twice_again() {
    let mut world = quiet_world(QuietSettings::default());
    let rounds = world.rounds;
    // A connection that never was loses nothing.
    world.model.stream_closed();
    assert_eq!(world.verdict(), QUIET);
    world.model.stream_opened();
    world.model.stream_closed();
    assert_eq!(world.verdict(), UNKNOWN);
    world.until(QUIET, 60);
    assert!(world.rounds >= rounds + 2);
    // Without any stream it still can say quiet, and says that it sees less.
    let mut world = World::new(QuietSettings::default());
    world.model.stream_unavailable();
    world.until(QUIET, 60);
    assert!(
        world
            .report()
            .notes
            .iter()
            .any(|note| note.text.contains("no notifications"))
    );
}

#[test]
fn a_message_brings_the_next_round_forward_but_not_while_it_is_known_to_be_busy() {
    let mut world = quiet_world(QuietSettings::default());
    while !world.asked.is_empty() {
        world.tick();
    }
    let rounds = world.rounds;
    world.tell(Message::LookAt(Probe::Updater));
    world.pass(12);
    assert_eq!(world.rounds, rounds + 1);
    world.begin(Probe::Activities, work(SourceKind::Activities, "1"));
    world.until(BUSY, 60);
    world.pass(20);
    let rounds = world.rounds;
    for _ in 0..120 {
        world.tell(sign(SourceKind::Activities, false));
        world.tick();
    }
    assert!(world.rounds - rounds <= 5, "{}", world.rounds - rounds);
}

#[test]
fn one_viewer_of_live_tv_is_one_reason() {
    let mut world = World::new(QuietSettings::default());
    world.begin(
        Probe::LiveTv,
        Work {
            transcode: Some("l".to_owned()),
            ..work(SourceKind::LiveTv, "l")
        },
    );
    world.begin(
        Probe::Playing,
        Work {
            comes_with_live_tv: true,
            ..work(SourceKind::LiveTv, "12")
        },
    );
    world.begin(
        Probe::Transcodes,
        Work {
            transcode: Some("l".to_owned()),
            ..work(SourceKind::Transcodes, "l")
        },
    );
    for (id, kind) in [("g", SourceKind::LiveTv), ("p", SourceKind::Activities)] {
        world.begin(
            Probe::Activities,
            Work {
                comes_with_live_tv: true,
                ..work(kind, id)
            },
        );
    }
    world.pass(20);
    assert_eq!(sources(&world.report().reasons), [SourceKind::LiveTv]);
    // A recording is another reason, and only one.
    world.begin(Probe::Activities, work(SourceKind::Recordings, "r"));
    world.begin(Probe::Recordings, work(SourceKind::Recordings, "op1"));
    world.pass(200);
    let both = [SourceKind::LiveTv, SourceKind::Recordings];
    assert_eq!(sources(&world.report().reasons), both);
    world.end(Probe::LiveTv);
    world.end(Probe::Playing);
    world.pass(60);
    // Without a viewer, work that came with one is work of its own.
    assert_eq!(world.report().reasons.len(), 4);
}

#[test]
fn what_comes_with_live_tv_is_ignored_with_it_and_a_recording_is_not() {
    let mut world = World::new(QuietSettings {
        ignored: BTreeSet::from([SourceKind::LiveTv]),
        ..QuietSettings::default()
    });
    world.begin(Probe::LiveTv, work(SourceKind::LiveTv, "l"));
    world.begin(
        Probe::Activities,
        Work {
            comes_with_live_tv: true,
            activity: Some("g".parse().unwrap()),
            ..work(SourceKind::LiveTv, "g")
        },
    );
    world.until(QUIET, 60);
    // Its messages have no type, or are of an activity that was never listed.
    let of = |activity: &str, kind, comes_with_live_tv| {
        let Message::Sign(one) = sign(kind, false) else {
            panic!()
        };
        Message::Sign(Sign {
            activity: Some(activity.parse().unwrap()),
            comes_with_live_tv,
            ..one
        })
    };
    world.tell(of("g", SourceKind::Recordings, false));
    world.tell(of("p", SourceKind::Activities, true));
    assert_eq!(world.verdict(), QUIET);
    world.tell(of("r", SourceKind::Recordings, false));
    assert_eq!(sources(&world.report().reasons), [SourceKind::Recordings]);
}

#[test]
fn the_hours_of_the_tasks_are_a_note_or_work() {
    let at = |minute, hold, outside_butler| {
        let mut world = World::new(QuietSettings {
            outside_butler,
            hold: Duration::from_secs(hold),
            ..QuietSettings::default()
        });
        world.wall.minute = minute;
        world.pass(40 + hold);
        world.report()
    };
    let day = at(12 * 60, 0, true);
    assert_eq!((day.verdict, day.notes.len()), (QUIET, 0));
    let night = at(3 * 60, 0, false);
    assert_eq!(
        (night.verdict, night.notes[0].source),
        (QUIET, SourceKind::Butler)
    );
    assert_eq!(sources(&at(3 * 60, 0, true).reasons), [SourceKind::Butler]);
    assert_eq!(
        sources(&at(2 * 60 - 5, 300, true).reasons),
        [SourceKind::Butler]
    );
    assert_eq!(at(2 * 60 - 5, 60, true).verdict, QUIET);
}

#[test]
fn an_update_of_tonight_counts_when_the_night_comes() {
    let at = |minute| {
        let mut world = World::new(QuietSettings::default());
        world.wall.minute = minute;
        world.begin(
            Probe::Updater,
            Work {
                state: WorkState::Tonight,
                ..work(SourceKind::Updater, "1")
            },
        );
        world.pass(40);
        world.report()
    };
    let day = at(12 * 60);
    assert_eq!(
        (day.verdict, day.notes[0].source),
        (QUIET, SourceKind::Updater)
    );
    assert_eq!(sources(&at(2 * 60).reasons), [SourceKind::Updater]);
}

#[test]
fn in_a_section_only_work_on_the_library_counts() {
    let mut world = World::new(QuietSettings {
        section: Some("1".to_owned()),
        ..QuietSettings::default()
    });
    for probe in [Probe::Playing, Probe::Transcodes, Probe::Conversions] {
        world.begin(probe, work(probe.kind(), "1"));
    }
    let mut asked = world.model.begin_round(world.now);
    asked.sort();
    assert_eq!(
        asked,
        [Probe::Activities, Probe::Conversions, Probe::Sections]
    );
    for probe in asked {
        let answer = world.answer_of(probe);
        world.model.answer(probe, answer, world.now, world.wall);
    }
    world.model.end_round(world.now, world.wall);
    assert_eq!(unknown(&world.report()), [SourceKind::Settling]);
    let of_section = |section: &str| {
        let Message::Sign(one) = sign(SourceKind::Sections, true) else {
            panic!()
        };
        let section = Some(section.to_owned());
        Message::Sign(Sign { section, ..one })
    };
    for (message, is_busy) in [
        (sign(SourceKind::Playing, false), false),
        (of_section("2"), false),
        (of_section("1"), true),
    ] {
        world.model.message(message, world.now, world.wall);
        assert_eq!(world.verdict() == BUSY, is_busy);
    }
    // The token is still that of nobody known.
    world
        .failing
        .insert(Probe::Conversions, ErrorKind::Forbidden);
    let answer = world.answer_of(Probe::Conversions);
    world
        .model
        .answer(Probe::Conversions, answer, world.now, world.wall);
    assert!(unknown(&world.report()).contains(&SourceKind::Conversions));
}

#[test]
fn a_check_is_decided_after_two_rounds_at_most_unless_the_server_was_away() {
    let decide = |failing: &[(Probe, ErrorKind)], settings| {
        let mut world = World::with_pace(settings, Pace::Check);
        world.failing.extend(failing.iter().copied());
        let mut rounds = 0;
        loop {
            world.tick();
            if world.rounds > rounds {
                rounds = world.rounds;
                if rounds == 1 {
                    world.failing.retain(|_, kind| *kind != ErrorKind::Connect);
                }
                let report = world.report();
                if world.model.is_decided(&report) {
                    return (report.verdict, rounds, world.now - world.started);
                }
            }
        }
    };
    let usual = QuietSettings::default;
    assert_eq!(decide(&[], usual()).0, QUIET);
    assert_eq!(decide(&[], usual()).1, 2);
    let timeout = [(Probe::Playing, ErrorKind::Timeout)];
    assert_eq!(
        (decide(&timeout, usual()).0, decide(&timeout, usual()).1),
        (UNKNOWN, 2)
    );
    let refused = [(Probe::Activities, ErrorKind::Unauthorized)];
    assert_eq!(
        (decide(&refused, usual()).0, decide(&refused, usual()).1),
        (UNKNOWN, 1)
    );
    let away: Vec<_> = Probe::ALL
        .iter()
        .map(|probe| (*probe, ErrorKind::Connect))
        .collect();
    let (verdict, _, took) = decide(&away, usual());
    assert_eq!(verdict, QUIET);
    assert!((130..200).contains(&took.as_secs()), "{took:?}");
    let hold = Duration::from_secs(300);
    let (verdict, _, took) = decide(&[], QuietSettings { hold, ..usual() });
    assert_eq!(verdict, QUIET);
    assert!((300..340).contains(&took.as_secs()), "{took:?}");
}

#[test]
fn an_answer_that_is_too_old_says_nothing() {
    let mut world = quiet_world(QuietSettings::default());
    // As after a machine was suspended.
    world.now += Duration::from_secs(3 * 3600);
    let report = world.report();
    assert_eq!(report.verdict, UNKNOWN);
    assert!(report.unknown[0].text.contains("for minutes"));
}

#[test]
fn a_machine_that_was_suspended_looks_twice_again() {
    let mut world = quiet_world(QuietSettings::default());
    world.wall.time += Duration::from_secs(3600);
    assert_eq!(world.verdict(), UNKNOWN);
    world.until(QUIET, 60);
    // A clock that is set back is none.
    world.wall.time -= Duration::from_secs(3600);
    assert_eq!(world.verdict(), QUIET);
}

#[test]
fn downloads_are_hidden_from_a_version_on() {
    for (version, is_hidden) in [
        ("1.43.3.10828-abc", Some(true)),
        ("1.43.4.10903", Some(true)),
        ("1.44.0.1-x", Some(true)),
        ("2.0", Some(true)),
        ("1.43.3.10827-abc", Some(false)),
        ("1.43.2.10900", Some(false)),
        ("1.9.10.4", Some(false)),
        ("1.43", None),
        ("1.43.3-10828", Some(true)),
        ("1.43.beta", None),
        ("v1.43.3.10828", None),
        ("99999999999999999999.0", None),
        ("a proxy", None),
        ("", None),
    ] {
        assert_eq!(hides_downloads(version), is_hidden, "{version}");
    }
}

/// An event of a server.
#[derive(Clone, Debug)]
enum Event {
    /// Work begins at a source, with a message or without.
    Begins(usize, bool),
    /// The work of a source ends, with a message or without.
    Ends(usize, bool),
    /// A source does not answer.
    Fails(usize, ErrorKind),
    /// The server answers again.
    Recovers(usize),
    /// Messages are lost.
    Loses,
    /// Time passes.
    Passes(u64),
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let kinds = prop_oneof![
        Just(ErrorKind::Timeout),
        Just(ErrorKind::Server),
        Just(ErrorKind::Connect),
        Just(ErrorKind::ServerBusy),
        Just(ErrorKind::Decode),
    ];
    let one = prop_oneof![
        4 => (0..9_usize, any::<bool>()).prop_map(|(at, told)| Event::Begins(at, told)),
        4 => (0..9_usize, any::<bool>()).prop_map(|(at, told)| Event::Ends(at, told)),
        1 => (0..9_usize, kinds).prop_map(|(at, kind)| Event::Fails(at, kind)),
        2 => (0..9_usize).prop_map(Event::Recovers),
        1 => Just(Event::Loses),
        6 => (1..90_u64).prop_map(Event::Passes),
    ];
    prop::collection::vec(one, 1..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Never quiet while a source that answered is busy or one does not answer: [`World::check`] looks
    /// after each input. Always quiet within two minutes after the last work has ended and every source
    /// answers again, or within four if the server was away; and so it remains.
    #[test]
    fn never_quiet_while_busy_and_always_quiet_afterwards(
        events in events(),
        hold in prop_oneof![Just(0_u64), Just(60), Just(300)],
    ) {
        let mut world = World::new(QuietSettings {
            hold: Duration::from_secs(hold),
            ..QuietSettings::default()
        });
        for event in events {
            let probe = |at: usize| Probe::ALL[at];
            match event {
                Event::Begins(at, told) => {
                    let kind = probe(at).kind();
                    if world.works.get(&probe(at)).is_none_or(Vec::is_empty) {
                        world.begin(probe(at), work(kind, "1"));
                    }
                    if told {
                        world.tell(sign(kind, kind == SourceKind::Sections));
                    }
                }
                Event::Ends(at, told) => {
                    world.end(probe(at));
                    if told {
                        world.tell(Message::Look);
                    }
                }
                Event::Fails(at, kind) => {
                    world.failing.insert(probe(at), kind);
                }
                Event::Recovers(at) => {
                    world.failing.remove(&probe(at));
                }
                Event::Loses => world.model.lost(),
                Event::Passes(seconds) => world.pass(seconds),
            }
        }
        world.works.clear();
        world.failing.clear();
        let was_away = world.model.is_down || world.model.up_since.is_some();
        world.until(QUIET, hold + if was_away { 240 } else { 120 });
        world.pass(180);
        prop_assert_eq!(world.verdict(), QUIET);
    }
}
