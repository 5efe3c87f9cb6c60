//! A day of a simulated server with work of every source, watched by `quiet()`: it is never called quiet
//! while something works, and always is soon after the last work has ended. The oracle is the list of the
//! simulator's works.
//!
//! The clock is paused and moves second by second. Without `QUIET_DAY_SECONDS` it moves for three quarters of
//! an hour, as fast as it can. With it, it moves for so many seconds, sixty times faster than real time:
//! `cargo xtask deep` makes it a day.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a failed expectation is what a test is for"
)]

mod watchers;
mod works;

use std::time::Duration;

use plex_api_tests::{SECRET, builder};
use plex_sim::{Fault, HeldClock, PlexSim, PmsProfile, StubResponse, hold_clock};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::Instant;

use watchers::{Checks, Watched};
use works::{Kind, Plan, Works};

/// The time for which it runs as an ordinary test.
const SHORT: u64 = 45 * 60;

/// The factor by which a long run is faster than real time.
const SPEED: f64 = 60.0;

/// The number of times per second that the sockets are served. A round of questions takes one or two seconds
/// so.
const TURNS: usize = 6;

/// The times between two works in which nothing works, in seconds: too short for quiet, long enough for it,
/// and for five minutes of it.
const CALM: [u64; 4] = [600, 40, 170, 90];

/// A trouble of the server for a while, while no work runs.
#[derive(Clone, Copy, Debug)]
enum Trouble {
    /// The connections for notifications are cut.
    Cut,
    /// A list fails.
    Fails(&'static str),
    /// The server says that it is in maintenance.
    Maintenance,
}

const TROUBLES: [Trouble; 5] = [
    Trouble::Cut,
    Trouble::Fails("/status/sessions"),
    Trouble::Maintenance,
    Trouble::Fails("/activities"),
    Trouble::Fails("/library/sections"),
];

/// The duration of a fault that does not end at once.
const TROUBLE_LASTS: Duration = Duration::from_secs(120);

#[tokio::test(start_paused = true)]
async fn a_day_with_work_of_every_source_is_never_called_quiet_wrongly_and_always_in_time() {
    let given = std::env::var("QUIET_DAY_SECONDS").ok();
    let seconds = given.as_ref().map_or(SHORT, |given| given.parse().unwrap());
    let clock = hold_clock();
    let sim = PlexSim::builder()
        .token(SECRET)
        .pms(PmsProfile::Pms1_43_3)
        .manual_scans()
        .start()
        .await
        .unwrap();
    let mut day = Day::new(&clock, &sim, given.is_some()).await;
    let ends_at = Instant::now() + Duration::from_secs(seconds);
    let mut round = 0;
    while Instant::now() < ends_at {
        day.work().await;
        day.calm(Duration::from_secs(CALM[round % CALM.len()]))
            .await;
        if round % 2 == 1 {
            day.suffer(TROUBLES[round / 2 % TROUBLES.len()]).await;
        }
        round += 1;
    }
    day.describe(seconds);
    assert!(
        day.works.has_had(&Kind::ALL),
        "some kind of work is missing"
    );
    for watched in &day.watched {
        assert!(
            watched.told_quiet >= 1,
            "{} was told it too seldom",
            watched.name
        );
    }
    assert!(day.checks.quiet > 0 && day.checks.busy > 0);
}

/// The server, its watchers, and the oracle.
struct Day<'a> {
    clock: &'a HeldClock,
    sim: &'a PlexSim,
    works: Works,
    watched: Vec<Watched>,
    checks: Checks,
    turns: TcpStream,
    random: fastrand::Rng,
    began: Instant,
    /// The begin in real time, if it is no faster than [`SPEED`].
    paced: Option<std::time::Instant>,
    began_in_real_time: std::time::Instant,
}

impl<'a> Day<'a> {
    async fn new(clock: &'a HeldClock, sim: &'a PlexSim, is_paced: bool) -> Self {
        let plex = builder(sim).build().unwrap();
        let minutes = |count: u64| Duration::from_secs(60 * count);
        let watched = vec![
            Watched::new("without a setting", &plex, |watched| watched),
            Watched::new("--for 5m", &plex, |watched| watched.hold(minutes(5))),
            Watched::new("--for 1m --outside-butler", &plex, |watched| {
                watched.hold(minutes(1)).outside_butler()
            }),
            Watched::new("a section", &plex, |watched| watched.section("1")),
        ];
        let now = std::time::Instant::now();
        Self {
            clock,
            sim,
            works: Works::new(sim, &plex).await,
            watched,
            checks: Checks::new(plex),
            turns: TcpStream::connect(sim.addr()).await.unwrap(),
            random: fastrand::Rng::with_seed(16),
            began: Instant::now(),
            paced: is_paced.then_some(now),
            began_in_real_time: now,
        }
    }

    /// Some kinds of work begin and end, each at its own time.
    async fn work(&mut self) {
        let mut plans = self.works.plan(&mut self.random);
        while !plans.is_empty() || self.works.is_any_running() {
            let now = Instant::now();
            let is_due = |plan: &Plan| plan.begins_at <= now;
            let (due, later): (Vec<_>, Vec<_>) = plans.into_iter().partition(is_due);
            plans = later;
            for plan in due {
                self.works.begin(self.sim, plan).await;
            }
            self.works.go_on(self.sim);
            if self.random.u8(..100) == 0 {
                self.checks.begin();
            }
            self.second().await;
        }
    }

    /// Lets the time pass without work.
    async fn calm(&mut self, time: Duration) {
        let ends_at = Instant::now() + time;
        while Instant::now() < ends_at {
            if self.random.u8(..100) == 0 {
                self.checks.begin();
            }
            self.second().await;
        }
        while self.checks.are_running() {
            self.second().await;
        }
    }

    /// The server has a trouble, and is calm for some time afterwards.
    async fn suffer(&mut self, trouble: Trouble) {
        let begun_at = Instant::now();
        match trouble {
            Trouble::Cut => self.sim.fault(Fault::CutStreams),
            Trouble::Maintenance => self.sim.fault(Fault::Maintenance),
            Trouble::Fails(path) => {
                let failure = StubResponse::html(500, "<html></html>");
                self.sim.answer("GET", path, failure);
            }
        }
        if !matches!(trouble, Trouble::Cut) {
            while begun_at.elapsed() < TROUBLE_LASTS {
                for watched in &mut self.watched {
                    watched.note_trouble(Instant::now());
                }
                self.second().await;
                let for_long = begun_at.elapsed() > Duration::from_secs(60);
                for watched in &self.watched {
                    let is_asked = match trouble {
                        Trouble::Fails(path) => watched.asks(path),
                        _ => true,
                    };
                    assert!(
                        !(for_long && is_asked && watched.says_quiet()),
                        "{} says quiet during {trouble:?}",
                        watched.name
                    );
                }
            }
        }
        self.sim.lift_faults();
        self.sim.clear_answers();
        let is_away = matches!(trouble, Trouble::Maintenance);
        for watched in &mut self.watched {
            watched.end_trouble(Instant::now(), is_away);
        }
        self.calm(Duration::from_secs(if is_away { 600 } else { 200 }))
            .await;
    }

    /// One second passes, and the oracle looks.
    async fn second(&mut self) {
        for _ in 0..TURNS {
            self.turn().await;
        }
        if let Some(began) = self.paced {
            let passed = (Instant::now() - self.began).as_secs_f64() / SPEED;
            let left = Duration::from_secs_f64(passed).saturating_sub(began.elapsed());
            self.clock.give_sockets(left).await;
        }
        tokio::time::advance(Duration::from_secs(1)).await;
        for watched in &mut self.watched {
            watched.look(&self.works);
        }
        self.checks.look(&self.works);
    }

    /// The server answers every request that was sent until now, however slow the machine is: this one last.
    async fn turn(&mut self) {
        let request = b"GET /identity HTTP/1.1\r\nHost: sim\r\n\r\n";
        self.turns.write_all(request).await.unwrap();
        let mut answer = Vec::new();
        while !is_whole(&answer) {
            let read = self.turns.read_buf(&mut answer).await.unwrap();
            assert!(read > 0, "the server has closed the connection");
        }
    }

    fn describe(&self, seconds: u64) {
        let real = self.began_in_real_time.elapsed().as_secs_f64();
        let passed = (Instant::now() - self.began).as_secs_f64();
        println!(
            "{seconds} s asked for, {passed} s passed in {real:.0} s: {:.0} times faster",
            passed / real
        );
        println!("work: {:?}", self.works.counts());
        for watched in &self.watched {
            println!("{}", watched.describe());
        }
        println!("{}", self.checks.describe());
    }
}

/// Returns `true` if the bytes are a whole answer.
fn is_whole(answer: &[u8]) -> bool {
    let answer = String::from_utf8_lossy(answer).to_ascii_lowercase();
    let Some((head, body)) = answer.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head.split("content-length: ").nth(1).expect("a length");
    let length = length.split("\r\n").next().unwrap();
    body.len() >= length.parse().unwrap()
}
