//! The works of the simulator with their begin: the knowledge of the oracle.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use plex_api::Plex;
use plex_sim::{Notification, PlexSim, ServerList};
use serde_json::{Value, json};
use tokio::time::Instant;

/// A kind of work, by how a server shows it. One of each is under way at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// An activity that changes the library and names no section.
    Metadata,
    /// An activity that has nothing to do with the library.
    Guide,
    /// A scan.
    Scan,
    /// The items that a section still has to process.
    Queue,
    Player,
    PausedPlayer,
    Transcode,
    LiveTv,
    /// A recording that only its list shows.
    Recording,
    /// A recording that begins soon.
    RecordingSoon,
    Conversion,
    /// A download that is fetched.
    Fetch,
    /// A conversion for a download of this client.
    Download,
    Update,
    /// A scheduled task.
    Task,
    /// The hours of the scheduled tasks.
    Hours,
}

impl Kind {
    pub(crate) const ALL: [Self; 16] = [
        Self::Metadata,
        Self::Guide,
        Self::Scan,
        Self::Queue,
        Self::Player,
        Self::PausedPlayer,
        Self::Transcode,
        Self::LiveTv,
        Self::Recording,
        Self::RecordingSoon,
        Self::Conversion,
        Self::Fetch,
        Self::Download,
        Self::Update,
        Self::Task,
        Self::Hours,
    ];

    /// The longest time after its begin until a watch that said quiet says so no more. A notification tells of it
    /// or brings the next round forward. Without one, its list is asked in each round or in every fifth.
    pub(crate) fn is_seen_within(self) -> Duration {
        Duration::from_secs(match self {
            Self::Metadata
            | Self::Guide
            | Self::Scan
            | Self::Player
            | Self::Transcode
            | Self::Fetch
            | Self::Task => 5,
            Self::Conversion | Self::Update | Self::Hours => 30,
            Self::PausedPlayer | Self::LiveTv => 50,
            Self::Queue | Self::Recording | Self::RecordingSoon | Self::Download => 190,
        })
    }

    /// The duration of the work: longer than it takes to be seen.
    fn lasts(self, random: &mut fastrand::Rng) -> Duration {
        let shortest = self.is_seen_within().as_secs().max(30) + 20;
        Duration::from_secs(random.u64(shortest..shortest + 240))
    }
}

/// The start time of the work, and its duration.
pub(crate) struct Plan {
    pub(crate) kind: Kind,
    pub(crate) begins_at: Instant,
    lasts: Duration,
}

/// Work that goes on, or has ended.
#[derive(Clone, Debug)]
pub(crate) struct Work {
    pub(crate) kind: Kind,
    /// The section that it names.
    pub(crate) section: Option<&'static str>,
    pub(crate) begun_at: Instant,
    ends_at: Instant,
    /// The time when it ended.
    pub(crate) ended_at: Option<Instant>,
    /// The uuid of an activity, or the number of a download.
    id: String,
}

/// All work of the day.
pub(crate) struct Works {
    plex: Plex,
    queue: String,
    running: BTreeMap<Kind, Work>,
    /// The last one of each kind that ended.
    ended: BTreeMap<Kind, Work>,
    counts: BTreeMap<Kind, usize>,
    /// The kinds whose turn it is.
    bag: Vec<Kind>,
    downloads: usize,
}

impl Works {
    pub(crate) async fn new(sim: &PlexSim, plex: &Plex) -> Self {
        let queue = plex.downloads().queue().await.unwrap();
        let works = Self {
            plex: plex.clone(),
            queue: queue.id.to_string(),
            running: BTreeMap::new(),
            ended: BTreeMap::new(),
            counts: BTreeMap::new(),
            bag: Vec::new(),
            downloads: 0,
        };
        // The usual hours may be those of now.
        works.show(sim, Kind::Hours);
        works
    }

    /// Some kinds of work for the next minutes. Each has its turn before any has its second.
    pub(crate) fn plan(&mut self, random: &mut fastrand::Rng) -> Vec<Plan> {
        if self.bag.is_empty() {
            self.bag = Kind::ALL.to_vec();
            random.shuffle(&mut self.bag);
        }
        let count = random.usize(3..=6).min(self.bag.len());
        let kinds = self.bag.split_off(self.bag.len() - count);
        let now = Instant::now();
        let plan = |kind: Kind| Plan {
            kind,
            begins_at: now + Duration::from_secs(random.u64(..120)),
            lasts: kind.lasts(random),
        };
        kinds.into_iter().map(plan).collect()
    }

    pub(crate) fn is_any_running(&self) -> bool {
        !self.running.is_empty()
    }

    pub(crate) fn has_had(&self, kinds: &[Kind]) -> bool {
        kinds.iter().all(|kind| self.counts.contains_key(kind))
    }

    pub(crate) fn counts(&self) -> &BTreeMap<Kind, usize> {
        &self.counts
    }

    /// The running works.
    pub(crate) fn running(&self) -> impl Iterator<Item = &Work> {
        self.running.values()
    }

    /// The running works, and the last ended ones.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Work> {
        self.running.values().chain(self.ended.values())
    }

    pub(crate) async fn begin(&mut self, sim: &PlexSim, plan: Plan) {
        let kind = plan.kind;
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        let section = match kind {
            Kind::Scan | Kind::Queue if *count % 2 == 1 => Some("1"),
            Kind::Scan | Kind::Queue => Some("2"),
            _ => None,
        };
        let activity = |name: &str| sim.activity(name).title("Work");
        let id = match kind {
            Kind::Metadata => activity("library.update.item.metadata").start(),
            Kind::Guide => activity("provider.epg.load").start(),
            Kind::Scan => activity("library.update.section")
                .section(section.unwrap_or_default())
                .start(),
            Kind::Fetch => activity("media.download").start(),
            Kind::Task => activity("butler").progress(10).start(),
            Kind::Download => {
                self.downloads += 1;
                let path = format!("/library/metadata/{}", 1000 + self.downloads);
                let added = self.plex.downloads().add(&self.queue, [path]).await;
                added.unwrap();
                self.downloads.to_string()
            }
            _ => String::new(),
        };
        let now = Instant::now();
        let work = Work {
            kind,
            section,
            begun_at: now,
            ends_at: now + plan.lasts,
            ended_at: None,
            id,
        };
        self.running.insert(kind, work);
        self.show(sim, kind);
        self.tell(sim, kind);
    }

    /// Announces the running works again, and ends those whose time is over.
    pub(crate) fn go_on(&mut self, sim: &PlexSim) {
        let now = Instant::now();
        let kinds: Vec<Kind> = self.running.keys().copied().collect();
        for kind in kinds {
            let work = &self.running[&kind];
            if work.ends_at > now {
                let passed = (now - work.begun_at).as_secs();
                let repeats = matches!(kind, Kind::Player | Kind::Transcode);
                if repeats && passed > 0 && passed.is_multiple_of(10) {
                    self.tell(sim, kind);
                }
                continue;
            }
            let mut work = self.running.remove(&kind).unwrap();
            match kind {
                Kind::Metadata | Kind::Guide | Kind::Scan | Kind::Fetch | Kind::Task => {
                    assert!(sim.end(&work.id));
                }
                Kind::Download => {
                    let queue = self.queue.parse().unwrap();
                    assert!(sim.set_download(queue, work.id.parse().unwrap(), "available"));
                }
                Kind::Queue => sim.set_update_queue(work.section.unwrap(), 0),
                _ => {}
            }
            self.show(sim, kind);
            self.tell_end(sim, kind);
            work.ended_at = Some(now);
            self.ended.insert(kind, work);
        }
    }

    /// Sets the list that shows this kind of work.
    fn show(&self, sim: &PlexSim, kind: Kind) {
        let entry = |kind: Kind, entry: Value| self.running.contains_key(&kind).then_some(entry);
        let player = |key: &str, state: &str| {
            json!({"sessionKey": key, "title": "A film", "Player": {"state": state},
                   "Session": {"id": format!("s{key}")}, "viewOffset": 1000})
        };
        match kind {
            Kind::Player | Kind::PausedPlayer => {
                let players = [
                    entry(Kind::Player, player("1", "playing")),
                    entry(Kind::PausedPlayer, player("2", "paused")),
                ];
                sim.set_list(ServerList::Sessions, players.into_iter().flatten());
            }
            Kind::Transcode => {
                let one =
                    json!({"key": "t1", "context": "static", "complete": false, "throttled": true});
                sim.set_list(ServerList::TranscodeSessions, entry(kind, one));
            }
            Kind::LiveTv => {
                let one = json!({"key": "/livetv/sessions/l1", "live": true, "title": "News"});
                sim.set_list(ServerList::LiveTvSessions, entry(kind, one));
            }
            Kind::Recording | Kind::RecordingSoon => {
                // The machine's clock stands nearly still, compared to the one of this test.
                let begins_at = SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs() + 30;
                let media = json!([{"beginsAt": begins_at, "endsAt": begins_at + 1800}]);
                let recordings = [
                    entry(Kind::Recording, json!({"id": "r1", "status": "inprogress"})),
                    entry(
                        Kind::RecordingSoon,
                        json!({"id": "r2", "status": "scheduled", "Metadata": {"Media": media}}),
                    ),
                ];
                sim.set_list(ServerList::Recordings, recordings.into_iter().flatten());
            }
            Kind::Conversion => {
                let one = json!({"generatorID": 467, "progress": 42, "title": "A film"});
                sim.set_list(ServerList::Conversions, entry(kind, one));
            }
            Kind::Update => {
                let one = json!({"version": "1.99", "state": "downloading"});
                sim.set_list(ServerList::Updates, entry(kind, one));
            }
            Kind::Queue => {
                if let Some(work) = self.running.get(&kind) {
                    sim.set_update_queue(work.section.unwrap(), 3);
                }
            }
            Kind::Hours => {
                let hour = i64::from(jiff::ZonedDateTime::now().hour());
                let now = self.running.contains_key(&kind);
                let start = (hour + if now { 0 } else { 12 }) % 24;
                let hours = [
                    ("ButlerStartHour", start),
                    ("ButlerEndHour", (start + 2) % 24),
                ];
                let hours = hours.map(|(id, hour)| json!({"id": id, "type": "int", "value": hour}));
                sim.set_list(ServerList::Preferences, hours);
            }
            Kind::Metadata
            | Kind::Guide
            | Kind::Scan
            | Kind::Fetch
            | Kind::Task
            | Kind::Download => {}
        }
    }

    /// Sends the messages of a server when this kind of work begins or goes on.
    fn tell(&self, sim: &PlexSim, kind: Kind) {
        let playing = json!({"sessionKey": "1", "state": "playing"});
        let transcode = json!({"key": "/transcode/sessions/t1", "complete": false});
        let is_new = self.running[&kind].begun_at == Instant::now();
        match kind {
            Kind::Player => send(sim, "playing", "PlaySessionStateNotification", &playing),
            Kind::Transcode if is_new => {
                send(
                    sim,
                    "transcodeSession.start",
                    "TranscodeSession",
                    &transcode,
                );
            }
            Kind::Transcode => {
                send(
                    sim,
                    "transcodeSession.update",
                    "TranscodeSession",
                    &transcode,
                );
            }
            _ => tell_change(sim, kind),
        }
    }

    /// Sends the messages of a server when this kind of work ends.
    fn tell_end(&self, sim: &PlexSim, kind: Kind) {
        let stopped = json!({"sessionKey": "1", "state": "stopped"});
        let transcode = json!({"key": "/transcode/sessions/t1"});
        match kind {
            Kind::Player => send(sim, "playing", "PlaySessionStateNotification", &stopped),
            Kind::Transcode => send(sim, "transcodeSession.end", "TranscodeSession", &transcode),
            _ => tell_change(sim, kind),
        }
    }
}

/// Sends the messages of a server at the begin and at the end alike.
fn tell_change(sim: &PlexSim, kind: Kind) {
    match kind {
        Kind::Conversion => send(
            sim,
            "backgroundProcessingQueue",
            "BackgroundProcessingQueueEventNotification",
            &json!({"queueID": 1, "event": "queueRegenerated"}),
        ),
        Kind::Update => send(
            sim,
            "update.statechange",
            "AutoUpdateNotification",
            &json!({"key": "", "version": "", "state": "downloading"}),
        ),
        Kind::Hours => send(
            sim,
            "preference",
            "Setting",
            &json!({"id": "ButlerStartHour"}),
        ),
        _ => {}
    }
}

fn send(sim: &PlexSim, kind: &str, key: &str, body: &Value) {
    sim.publish(Notification::new(kind, key, body.to_string()));
}
