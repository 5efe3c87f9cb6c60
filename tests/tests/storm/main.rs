//! A storm: a thousand activities on a connection that is cut two hundred times, over every
//! transport, and nobody misses an end, is told one twice or is told a wrong one.
//!
//! What happens is drawn by chance. A failing test prints its seed; `PLEX_API_STORM_SEED=<seed>`
//! draws the same again. What the threads make of it may still differ.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a storm may fail the test"
)]

mod cuts;
mod told;

use std::collections::HashMap;
use std::time::Duration;

use fastrand::Rng;
use plex_api::{ActivityId, ConnectionPolicy, How, Outcome, Plex, Transport, TransportChoice};
use plex_api_tests::{brisk_policy, builder, server};
use plex_sim::PlexSim;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

use told::{Told, listen};

const ACTIVITIES: usize = 1_000;
const CUTS: usize = 200;
const SEED: &str = "PLEX_API_STORM_SEED";
/// The storm ends activities when more than this many run.
const CROWD: usize = 30;
/// Nothing here takes a tenth of it; who waits longer waits for ever.
const PATIENCE: Duration = Duration::from_secs(40);

fn policy(transport: TransportChoice) -> ConnectionPolicy {
    let mut policy = brisk_policy(transport);
    policy.backoff_floor = Duration::from_millis(1);
    policy.backoff_cap = Duration::from_millis(5);
    policy.retry_refused_after = Duration::from_millis(40);
    if transport != TransportChoice::Auto {
        // The cuts are to hit this transport, so lists never stand in for it.
        policy.brief_connections = u32::MAX;
    }
    policy.poll_every = Duration::from_millis(10);
    // Too late to make up for a list that is forgotten after a reconnect.
    policy.list_every = 2 * PATIENCE;
    policy.list_after_silence = 2 * PATIENCE;
    policy.list_spacing = Duration::from_millis(10);
    // Longer than any thread is kept waiting between a wait and the start of its activity.
    policy.never_seen_grace = Duration::from_secs(3);
    policy
}

/// How an activity comes to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// The server says so.
    Ends,
    /// The same, and no stream was open then.
    EndsUnheard,
    /// It leaves the list without a word.
    Vanishes,
    /// It begins and ends in the same moment, and no list ever shows it.
    Brief,
}
struct Storm {
    seed: u64,
    rng: Rng,
    sim: PlexSim,
    plex: Plex,
    told: watch::Receiver<Told>,
    watching: JoinHandle<()>,
    waiters: JoinSet<(String, Outcome)>,
    fates: HashMap<String, Fate>,
    /// Those that run, each with whether somebody waits for it.
    live: Vec<(String, bool)>,
    /// Pairs of brief ones over one stream: who heard the second heard the first.
    bursts: Vec<(String, String)>,
    cuts: usize,
    connected_at_cut: usize,
}

impl Storm {
    async fn begin(transport: TransportChoice, seed: u64) -> Self {
        let sim = server().await;
        let plex = builder(&sim)
            .connection_policy(policy(transport))
            .build()
            .unwrap();
        let (sender, told) = watch::channel(Told::default());
        // As it is: one that is replaced may come too late for the first connection.
        let watcher = plex.activities().watch();
        Self {
            seed,
            rng: Rng::with_seed(seed),
            watching: tokio::spawn(listen(watcher, sender)),
            sim,
            plex,
            told,
            waiters: JoinSet::new(),
            fates: HashMap::new(),
            live: Vec::new(),
            bursts: Vec::new(),
            cuts: 0,
            connected_at_cut: 0,
        }
    }

    fn wait(&mut self, id: &str) {
        let wait = self.plex.activities().wait(&ActivityId::new(id).unwrap());
        let (id, seed) = (id.to_owned(), self.seed);
        self.waiters.spawn(async move {
            let outcome = wait.await;
            (
                id,
                outcome.unwrap_or_else(|error| panic!("seed {seed}: {error:?}")),
            )
        });
    }

    /// Waits until the watcher was told what is looked for.
    async fn until(&mut self, what: &str, check: impl FnMut(&Told) -> bool) {
        let waiting = tokio::time::timeout(PATIENCE, self.told.wait_for(check));
        match waiting.await {
            Ok(told) => drop(told.unwrap()),
            Err(_) => panic!("seed {}: {what} never came", self.seed),
        }
    }

    /// One that runs until it is ended. A third is awaited before it begins, a third while it runs,
    /// and a third after its end.
    fn start(&mut self, id: String) {
        let join = self.rng.u8(0..3);
        if join == 0 {
            self.wait(&id);
        }
        self.sim.activity("media.download").uuid(&id).start();
        if join == 1 {
            self.wait(&id);
        }
        self.live.push((id, join < 2));
    }

    /// Two that begin and end at once.
    fn burst(&mut self, first: String, second: String) {
        let early = self.rng.bool();
        let before = self.sim.open_streams();
        for id in [&first, &second] {
            if early {
                self.wait(id);
            }
            self.sim
                .activity("media.download")
                .uuid(id)
                .ends_after(Duration::ZERO)
                .start();
            if !early {
                self.wait(id);
            }
            self.fates.insert(id.clone(), Fate::Brief);
        }
        if before == self.sim.open_streams() {
            self.bursts.push((first, second));
        }
    }

    fn stir(&mut self) {
        for _ in 0..self.rng.usize(0..4) {
            if let Some((id, _)) = self.rng.choice(&self.live) {
                let (id, percent) = (id.clone(), self.rng.i64(0..100));
                self.sim.progress(&id, percent, "");
            }
        }
    }

    /// Ends one that the watcher was told of, so that its end can be known.
    async fn end_one(&mut self) {
        let index = self.rng.usize(0..self.live.len());
        let id = self.live[index].0.clone();
        self.until(&id, |told| told.has_started(&id)).await;
        self.end(index);
    }

    fn end(&mut self, index: usize) {
        let (id, awaited) = self.live.swap_remove(index);
        let fate = if self.rng.u8(0..4) == 0 {
            self.sim.vanish(&id);
            Fate::Vanishes
        } else {
            let (seen, open) = (self.sim.streams_seen(), self.sim.open_streams());
            self.sim.end(&id);
            match open.is_empty() && seen == self.sim.streams_seen() {
                true => Fate::EndsUnheard,
                false => Fate::Ends,
            }
        };
        self.fates.insert(id.clone(), fate);
        if !awaited {
            self.wait(&id);
        }
    }

    /// Everything that happens.
    async fn rage(&mut self, transport: TransportChoice) {
        let mut cut_here: Vec<bool> = (0..ACTIVITIES).map(|step| step < CUTS).collect();
        self.rng.shuffle(&mut cut_here);
        let mut names = (0..ACTIVITIES).map(|number| format!("storm-{number}"));
        for cut in cut_here {
            if let Some(name) = names.next() {
                match self.rng.u8(0..20) {
                    0 if names.len() > 0 => self.burst(name, names.next().unwrap()),
                    _ => self.start(name),
                }
            }
            if self.rng.u8(0..3) == 0 {
                self.calm().await;
            }
            self.stir();
            if cut {
                self.cut().await;
                if transport == TransportChoice::Auto && self.cuts.is_multiple_of(10) {
                    self.change_the_weather();
                }
            }
            while self.live.len() > CROWD || (!self.live.is_empty() && self.rng.u8(0..4) == 0) {
                self.end_one().await;
            }
        }
        self.calm().await;
        self.sim.lift_faults();
        self.sim.clear_answers();
        while !self.live.is_empty() {
            self.end_one().await;
        }
    }

    async fn outcomes(&mut self) -> HashMap<String, How> {
        let mut outcomes = HashMap::new();
        let collecting = async {
            while let Some(waiter) = self.waiters.join_next().await {
                let (id, outcome) = waiter.unwrap();
                assert_eq!(outcome.last.is_none(), outcome.how == How::NeverSeen);
                assert!(outcomes.insert(id, outcome.how).is_none(), "twice");
            }
        };
        if tokio::time::timeout(PATIENCE, collecting).await.is_err() {
            let stuck: Vec<&String> = self
                .fates
                .keys()
                .filter(|id| !outcomes.contains_key(*id))
                .collect();
            panic!("seed {}: these wait for ever: {stuck:?}", self.seed);
        }
        outcomes
    }

    fn judge(&self, transport: TransportChoice, outcomes: &HashMap<String, How>) {
        let told = self.told.borrow();
        let polling = transport == TransportChoice::Only(Transport::Polling);
        let mut faults = told.surprises.clone();
        for (id, fate) in &self.fates {
            let how = outcomes[id];
            let life = told.lives.get(id).cloned().unwrap_or_default();
            let never = *fate == Fate::Brief && life.started == 0;
            let as_told = match life.ended[..] {
                [] => never && how == How::NeverSeen,
                [ended] => life.started == 1 && ended == how,
                _ => false,
            };
            let inferred = *fate == Fate::Vanishes || *fate == Fate::EndsUnheard || polling;
            let right = match how {
                How::Ended => !inferred,
                How::Vanished => true,
                How::NeverSeen => never,
                _ => false,
            };
            if !as_told || !right || life.out_of_order {
                faults.push(format!("{id} {fate:?}: waiter {how:?}, watcher {life:?}"));
            }
        }
        for (first, second) in &self.bursts {
            if told.has_started(second) && outcomes[first] != How::Ended {
                faults.push(format!("{first} was heard before {second}"));
            }
        }
        let stray = told.lives.keys().filter(|id| !self.fates.contains_key(*id));
        faults.extend(stray.cloned());
        assert!(
            faults.is_empty(),
            "seed {}:\n{}",
            self.seed,
            faults.join("\n")
        );
    }
}

fn seed() -> u64 {
    match std::env::var(SEED) {
        Ok(seed) => seed.parse().expect("a number"),
        Err(_) => fastrand::u64(..),
    }
}

async fn survive(transport: TransportChoice) {
    let seed = seed();
    eprintln!("{SEED}={seed}");
    let mut storm = Storm::begin(transport, seed).await;
    storm.rage(transport).await;
    let outcomes = storm.outcomes().await;
    let seen = outcomes.values().filter(|how| **how != How::NeverSeen);
    let seen = seen.count();
    storm.until("the last end", |told| told.over >= seen).await;
    storm.judge(transport, &outcomes);

    let count = |wanted| outcomes.values().filter(|how| **how == wanted).count();
    let (ended, vanished) = (count(How::Ended), count(How::Vanished));
    let never_seen = count(How::NeverSeen);
    let told = storm.told.borrow();
    eprintln!(
        "{transport:?}: {ended} ended, {vanished} vanished, {never_seen} never seen, {} connections \
         lost, over {:?}",
        told.disconnected, told.transports,
    );
    assert_eq!(outcomes.len(), ACTIVITIES);
    assert_eq!(storm.cuts, CUTS);
    assert!(vanished > ACTIVITIES / 10, "only {vanished} were inferred");
    match transport {
        TransportChoice::Auto => {
            assert_eq!(told.transports.len(), 3, "{:?}", told.transports);
            assert!(ended > ACTIVITIES / 20, "only {ended} were heard");
        }
        _ => assert!(told.disconnected >= CUTS, "{}", told.disconnected),
    }
    drop(told);

    let Storm {
        sim,
        plex,
        watching,
        ..
    } = storm;
    watching.abort();
    assert!(watching.await.unwrap_err().is_cancelled());
    drop(plex);
    sim.wait_open_streams(0).await.unwrap();
    sim.wait_open_connections(0).await.unwrap();
    sim.finish().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_misses_an_end_over_a_websocket() {
    survive(TransportChoice::Only(Transport::WebSocket)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_misses_an_end_over_an_event_stream() {
    survive(TransportChoice::Only(Transport::EventSource)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_misses_an_end_by_polling() {
    survive(TransportChoice::Only(Transport::Polling)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_misses_an_end_when_transports_come_and_go() {
    survive(TransportChoice::Auto).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_after_a_reconnect_alone_finds_what_ended_in_the_gap() {
    for transport in [Transport::WebSocket, Transport::EventSource] {
        let transport = TransportChoice::Only(transport);
        let mut storm = Storm::begin(transport, 0).await;
        for number in 0..5 {
            storm.start(format!("gap-{number}"));
        }
        storm
            .until("the last start", |told| told.lives.len() == 5)
            .await;
        // From here on nobody asks for anything new, so nothing else makes a list due.
        storm.cut_for_longer().await;
        let over = storm.fates.len();
        storm
            .until("an end in the gap", |told| told.over == over)
            .await;
        while !storm.live.is_empty() {
            storm.end_one().await;
        }
        let outcomes = storm.outcomes().await;
        storm.until("the last end", |told| told.over == 5).await;
        storm.judge(transport, &outcomes);
    }
}
