//! The chaos test: a thousand activities while the connection is cut two hundred times, over every
//! transport. Every activity must have exactly one end, and the right one.
//!
//! The faults are random. A failing test prints its seed; `PLEX_API_CHAOS_SEED=<seed>` repeats the
//! same faults. The scheduling of threads may still differ.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a failed expectation is what a test is for"
)]

mod faults;
mod observer;

use std::collections::HashMap;
use std::time::Duration;

use fastrand::Rng;
use plex_api::{ActivityId, ConnectionPolicy, How, Outcome, Plex, Transport, TransportChoice};
use plex_api_tests::{brisk_policy, builder, server};
use plex_sim::PlexSim;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

use observer::{Observed, listen};

const ACTIVITIES: usize = 1_000;
const CUTS: usize = 200;
const SEED: &str = "PLEX_API_CHAOS_SEED";
/// The test ends activities when more than this many run.
const MAX_RUNNING: usize = 30;
/// No step takes a tenth of this; a step that takes longer hangs.
const HANG_LIMIT: Duration = Duration::from_secs(40);

fn policy(transport: TransportChoice) -> ConnectionPolicy {
    let mut policy = brisk_policy(transport);
    policy.backoff_floor = Duration::from_millis(1);
    policy.backoff_cap = Duration::from_millis(5);
    policy.retry_refused_after = Duration::from_millis(40);
    if transport != TransportChoice::Auto {
        // The cuts must hit this transport, so lists never replace it.
        policy.brief_connections = u32::MAX;
    }
    policy.poll_every = Duration::from_millis(10);
    // So late that a missing list after a reconnect makes the test fail.
    policy.list_every = 2 * HANG_LIMIT;
    policy.list_after_silence = 2 * HANG_LIMIT;
    policy.list_spacing = Duration::from_millis(10);
    // Longer than the longest pause of a thread between a wait and the start of its activity.
    policy.never_seen_grace = Duration::from_secs(3);
    policy
}

/// The end of an activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// The server reports the end.
    Ends,
    /// The server reports the end while no stream is open.
    EndsUnheard,
    /// It disappears from the list, and the server does not report an end.
    Vanishes,
    /// It starts and ends at the same moment, and no list ever contains it.
    Brief,
}
struct Chaos {
    seed: u64,
    rng: Rng,
    sim: PlexSim,
    plex: Plex,
    observed: watch::Receiver<Observed>,
    watching: JoinHandle<()>,
    waiters: JoinSet<(String, Outcome)>,
    fates: HashMap<String, Fate>,
    /// Running activities, each with whether a wait for it exists.
    live: Vec<(String, bool)>,
    /// Pairs of brief activities over one stream: a client that received the second received the first.
    bursts: Vec<(String, String)>,
    cuts: usize,
    connected_at_cut: usize,
}

impl Chaos {
    async fn begin(transport: TransportChoice, seed: u64) -> Self {
        let sim = server().await;
        let plex = builder(&sim)
            .connection_policy(policy(transport))
            .build()
            .unwrap();
        let (sender, observed) = watch::channel(Observed::default());
        // Without builder calls: a watcher that is replaced may be registered after the first connection.
        let watcher = plex.activities().watch();
        Self {
            seed,
            rng: Rng::with_seed(seed),
            watching: tokio::spawn(listen(watcher, sender)),
            sim,
            plex,
            observed,
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

    /// Waits until `check` holds for the events of the watcher.
    async fn until(&mut self, what: &str, check: impl FnMut(&Observed) -> bool) {
        let waiting = tokio::time::timeout(HANG_LIMIT, self.observed.wait_for(check));
        match waiting.await {
            Ok(observed) => drop(observed.unwrap()),
            Err(_) => panic!("seed {}: {what} never came", self.seed),
        }
    }

    /// Starts an activity that runs until it is ended. A third of the waits start before the activity,
    /// a third while it runs, and a third after its end.
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

    /// Two activities that start and end at once.
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

    fn send_progress(&mut self) {
        for _ in 0..self.rng.usize(0..4) {
            if let Some((id, _)) = self.rng.choice(&self.live) {
                let (id, percent) = (id.clone(), self.rng.i64(0..100));
                self.sim.progress(&id, percent, "");
            }
        }
    }

    /// Ends an activity whose start the watcher has received, so that the watcher can report its end.
    async fn end_one(&mut self) {
        let index = self.rng.usize(0..self.live.len());
        let id = self.live[index].0.clone();
        self.until(&id, |observed| observed.has_started(&id)).await;
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

    /// Starts and ends all activities, with all faults.
    async fn run(&mut self, transport: TransportChoice) {
        let mut cut_here: Vec<bool> = (0..ACTIVITIES).map(|step| step < CUTS).collect();
        self.rng.shuffle(&mut cut_here);
        let mut names = (0..ACTIVITIES).map(|number| format!("chaos-{number}"));
        for cut in cut_here {
            if let Some(name) = names.next() {
                match self.rng.u8(0..20) {
                    0 if names.len() > 0 => self.burst(name, names.next().unwrap()),
                    _ => self.start(name),
                }
            }
            if self.rng.u8(0..3) == 0 {
                self.reconnected().await;
            }
            self.send_progress();
            if cut {
                self.cut().await;
                if transport == TransportChoice::Auto && self.cuts.is_multiple_of(10) {
                    self.refuse_random_transports();
                }
            }
            while self.live.len() > MAX_RUNNING || (!self.live.is_empty() && self.rng.u8(0..4) == 0)
            {
                self.end_one().await;
            }
        }
        self.reconnected().await;
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
        if tokio::time::timeout(HANG_LIMIT, collecting).await.is_err() {
            let stuck: Vec<&String> = self
                .fates
                .keys()
                .filter(|id| !outcomes.contains_key(*id))
                .collect();
            panic!("seed {}: these waits hang: {stuck:?}", self.seed);
        }
        outcomes
    }

    fn check(&self, transport: TransportChoice, outcomes: &HashMap<String, How>) {
        let observed = self.observed.borrow();
        let polling = transport == TransportChoice::Only(Transport::Polling);
        let mut faults = observed.surprises.clone();
        for (id, fate) in &self.fates {
            let how = outcomes[id];
            let life = observed.lives.get(id).cloned().unwrap_or_default();
            let never = *fate == Fate::Brief && life.started == 0;
            let is_consistent = match life.ended[..] {
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
            if !is_consistent || !right || life.out_of_order {
                faults.push(format!("{id} {fate:?}: waiter {how:?}, watcher {life:?}"));
            }
        }
        for (first, second) in &self.bursts {
            if observed.has_started(second) && outcomes[first] != How::Ended {
                faults.push(format!("{second} was received and {first} was not"));
            }
        }
        let stray = observed
            .lives
            .keys()
            .filter(|id| !self.fates.contains_key(*id));
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

async fn run_chaos(transport: TransportChoice) {
    let seed = seed();
    eprintln!("{SEED}={seed}");
    let mut chaos = Chaos::begin(transport, seed).await;
    chaos.run(transport).await;
    let outcomes = chaos.outcomes().await;
    let seen = outcomes.values().filter(|how| **how != How::NeverSeen);
    let seen = seen.count();
    chaos
        .until("the last end", |observed| observed.over >= seen)
        .await;
    chaos.check(transport, &outcomes);

    let count = |wanted| outcomes.values().filter(|how| **how == wanted).count();
    let (ended, vanished) = (count(How::Ended), count(How::Vanished));
    let never_seen = count(How::NeverSeen);
    let observed = chaos.observed.borrow();
    eprintln!(
        "{transport:?}: {ended} ended, {vanished} vanished, {never_seen} never seen, {} connections \
         lost, over {:?}",
        observed.disconnected, observed.transports,
    );
    assert_eq!(outcomes.len(), ACTIVITIES);
    assert_eq!(chaos.cuts, CUTS);
    assert!(vanished > ACTIVITIES / 10, "only {vanished} were inferred");
    match transport {
        TransportChoice::Auto => {
            assert_eq!(observed.transports.len(), 3, "{:?}", observed.transports);
            assert!(ended > ACTIVITIES / 20, "only {ended} were reported");
        }
        _ => assert!(observed.disconnected >= CUTS, "{}", observed.disconnected),
    }
    drop(observed);

    let Chaos {
        sim,
        plex,
        watching,
        ..
    } = chaos;
    watching.abort();
    assert!(watching.await.unwrap_err().is_cancelled());
    drop(plex);
    sim.wait_open_streams(0).await.unwrap();
    sim.wait_open_connections(0).await.unwrap();
    sim.finish().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_end_is_missed_over_a_websocket() {
    run_chaos(TransportChoice::Only(Transport::WebSocket)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_end_is_missed_over_an_event_stream() {
    run_chaos(TransportChoice::Only(Transport::EventSource)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_end_is_missed_by_polling() {
    run_chaos(TransportChoice::Only(Transport::Polling)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_end_is_missed_when_transports_change() {
    run_chaos(TransportChoice::Auto).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_after_a_reconnect_alone_finds_ends_in_the_gap() {
    for transport in [Transport::WebSocket, Transport::EventSource] {
        let transport = TransportChoice::Only(transport);
        let mut chaos = Chaos::begin(transport, 0).await;
        for number in 0..5 {
            chaos.start(format!("gap-{number}"));
        }
        chaos
            .until("the last start", |observed| observed.lives.len() == 5)
            .await;
        // No further request is made from here on, so that nothing else makes a list due.
        chaos.cut_for_longer().await;
        let over = chaos.fates.len();
        chaos
            .until("an end in the gap", |observed| observed.over == over)
            .await;
        while !chaos.live.is_empty() {
            chaos.end_one().await;
        }
        let outcomes = chaos.outcomes().await;
        chaos
            .until("the last end", |observed| observed.over == 5)
            .await;
        chaos.check(transport, &outcomes);
    }
}
