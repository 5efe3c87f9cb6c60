//! Follows one server, and writes its events into the journal before anything else.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use futures_util::future::{Fuse, FutureExt};
use plex_api::account::Account;
use plex_api::{Activity, ActivityEvent, ActivityFilter, ActivityId, How, Observed, Plex};
use serde_json::{Value, json};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

use super::agent_config::AgentServer;
use super::follow_gap::{FollowGap, NotFollowed};
use super::hook_config::{HookRule, OnBusy};
use super::metrics::{AgentMetrics, CountedEnd};
use super::mqtt_publisher::ConnectionSlot;
use crate::account::keep_alive_always;
use crate::connect::Connection;
use crate::error::{CliError, Failure};
use crate::exit::Exit;
use crate::follow::{
    LISTS_RECOVERED, OutageLog, Update, UpdateKind, event_to_json, format_disconnect,
    format_failing_lists, is_permanent,
};
use crate::hooks::{Detector, HookEvent, Overdue};
use crate::journal::{
    self, Began, Ending, GoneRun, Journal, JournalError, KnownServer, NewRun, OpenRun, RouteTo,
    Seen, from_millis, to_millis,
};
use crate::output::VERSION;
use crate::serve::{Beginning, FollowedServer, LiveState, RecentEnd, ServerIdentity};

/// The time for which a start waits for the title and the section, which come with the second message.
const ANNOUNCE_AFTER: Duration = Duration::from_secs(2);

/// The interval at which progress is written. A crash loses no more of it.
const SEE_EVERY: Duration = Duration::from_secs(10);

/// The number of ends of one server that a page shows from the journal.
const ENDS_SHOWN: u32 = 10;

const TICK: Duration = Duration::from_millis(500);

/// The time to wait for the server's sections before events are taken without them.
const SECTIONS_LIMIT: Duration = Duration::from_secs(15);

/// The pause before a server that rejects the token, or a write that failed, is tried again.
const PAUSE: Duration = Duration::from_secs(30);

/// The first and the longest pause before a server of the account is looked for again, or a server is asked
/// again which one it is.
const AWAY_PAUSES: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(30));

/// The pause before a write is tried again, for example on a full disk.
const WRITE_PAUSE: Duration = Duration::from_secs(5);

/// The state that the tasks of the agent share.
#[derive(Clone)]
pub(super) struct Shared {
    pub(super) journal: Journal,
    /// Counts the writes for hooks, so that they look.
    pub(super) written: Arc<watch::Sender<u64>>,
    /// Counts the writes, so that readers of events look.
    pub(super) recorded: Arc<watch::Sender<u64>>,
    /// The state that the page and the API show.
    pub(super) live: Arc<LiveState>,
    pub(super) metrics: Arc<AgentMetrics>,
    /// Lines for people.
    pub(super) log: mpsc::Sender<String>,
}

impl Shared {
    pub(super) async fn tell(&self, text: String) {
        // Without a reader the agent is ending.
        let _ = self.log.send(text).await;
    }

    /// Writes until it succeeds: an event that is not on the disk has not happened.
    async fn write<T: Send + 'static>(
        &self,
        work: impl Fn(&rusqlite::Transaction<'_>) -> rusqlite::Result<T> + Clone + Send + 'static,
    ) -> T {
        let mut was_told = false;
        loop {
            let error: JournalError = match self.journal.write(work.clone()).await {
                Ok(done) => return done,
                Err(error) => error,
            };
            if !was_told {
                self.tell(format!("{}. Trying again", error.0)).await;
                was_told = true;
            }
            tokio::time::sleep(WRITE_PAUSE).await;
        }
    }
}

/// Follows a server until the task is dropped. Others use its connection too. `why` says why nobody looked
/// before.
pub(super) async fn follow_server(
    server: AgentServer,
    mut why: NotFollowed,
    rules: watch::Receiver<Arc<Vec<HookRule>>>,
    shared: Shared,
    shown: Arc<FollowedServer>,
    slot: ConnectionSlot,
) {
    loop {
        // Others do not go on with a connection that is not this server's any more.
        slot.send_replace(None);
        let shown = Arc::clone(&shown);
        let mut follower =
            ServerFollower::new(shown, server.place(), why, rules.clone(), &shared).await;
        let reason = match follower.connect(&server).await {
            Ok((connection, account)) => {
                let keep_alive = async {
                    match &account {
                        Some(account) => keep_alive_always(account).await,
                        None => std::future::pending().await,
                    }
                };
                tokio::select! {
                    reason = follower.follow(&connection, &slot) => reason,
                    () = keep_alive => return,
                }
            }
            Err(reason) => reason,
        };
        if follower.is_synced {
            why = NotFollowed::Failing;
        }
        follower.shown.set_trouble(&reason);
        shared.live.reset_pages();
        let text = format!("{}: {reason}. Next attempt in 30 s", server.name);
        shared.tell(text).await;
        tokio::time::sleep(PAUSE).await;
    }
}

async fn connect(server: &AgentServer) -> Result<(Connection, Option<Account>), Failure> {
    let loaded = server
        .load(&mut Vec::new())
        .map_err(|error| Failure::new(Exit::Usage, error))?;
    Connection::for_agent(loaded)
        .await
        .map_err(|error| match error {
            CliError::Failure(failure) => failure,
            _ => Failure::new(Exit::Other, "it cannot be used"),
        })
}

struct ServerFollower {
    name: String,
    /// Where the file says that it is.
    place: String,
    /// The state of the server as pages show it.
    shown: Arc<FollowedServer>,
    shared: Shared,
    rules: watch::Receiver<Arc<Vec<HookRule>>>,
    /// The rules, each with the activities that it is for; `None` where it is not for this server.
    filters: Vec<(HookRule, Option<ActivityFilter>)>,
    sections: Vec<(String, String)>,
    detector: Detector,
    running: BTreeMap<ActivityId, RunningRun>,
    /// The record from before, and below the reason why nobody looked since; `None` for a new server.
    known: Option<KnownServer>,
    not_followed: NotFollowed,
    /// Since when the server was not followed, in this process.
    blind_since: Option<i64>,
    is_synced: bool,
    /// The activities whose end was inferred because a list lacked them, and that this client has not known.
    vanished_before: BTreeSet<ActivityId>,
    /// The start of one of them. The next event says whether it is an end that came late.
    doubtful_start: Option<(ActivityId, Update)>,
    /// Since when the lists of the server cannot be used.
    lists_failing_since: Option<i64>,
    outages: OutageLog,
    list_outages: OutageLog,
    seen_at: Instant,
}

struct RunningRun {
    number: i64,
    began_at: i64,
    activity: Arc<Activity>,
    /// The event of its start, until that event is written.
    started: Option<StartedEvent>,
    moved_at: Instant,
    longest_still: Duration,
    is_changed: bool,
}

struct StartedEvent {
    document: String,
    due: Instant,
}

impl ServerFollower {
    async fn new(
        shown: Arc<FollowedServer>,
        place: String,
        not_followed: NotFollowed,
        rules: watch::Receiver<Arc<Vec<HookRule>>>,
        shared: &Shared,
    ) -> Self {
        let server = shown.name().to_owned();
        let (known, sections, scans, tasks) = shared
            .write(move |journal| {
                Ok((
                    journal::find_server(journal, &server)?,
                    journal::kept_sections(journal, &server)?,
                    journal::last_scans(journal, &server)?,
                    journal::last_tasks(journal, &server)?,
                ))
            })
            .await;
        shared.metrics.set_last_ends(shown.name(), &scans, &tasks);
        let mut follower = Self {
            name: shown.name().to_owned(),
            place,
            shown,
            shared: shared.clone(),
            rules,
            filters: Vec::new(),
            sections,
            detector: Detector::new([], None),
            running: BTreeMap::new(),
            known,
            not_followed,
            blind_since: None,
            is_synced: false,
            vanished_before: BTreeSet::new(),
            doubtful_start: None,
            lists_failing_since: None,
            outages: OutageLog::default(),
            list_outages: OutageLog::default(),
            seen_at: Instant::now(),
        };
        follower.take_rules();
        follower.show_recent_ends().await;
        follower
    }

    /// Makes a client for the server, which waits for it. For a server of the account plex.tv may have to be
    /// asked, and is waited for.
    async fn connect(
        &mut self,
        server: &AgentServer,
    ) -> Result<(Connection, Option<Account>), String> {
        let mut pause = AWAY_PAUSES.0;
        loop {
            let failure = match connect(server).await {
                Ok(connected) => return Ok(connected),
                Err(failure) if failure.exit == Exit::Unreachable => failure,
                Err(failure) => return Err(failure.sentence),
            };
            let update = Update::now(
                0,
                UpdateKind::Unreachable {
                    reason: failure.sentence.clone(),
                    retry_in: pause,
                },
            );
            self.shown.set_trouble(&failure.sentence);
            self.shared.live.reset_pages();
            if self.outages.disconnected(&failure.sentence, update.at) {
                let text = format_disconnect(&failure.sentence, pause);
                self.shared
                    .tell(format!("{}: no connection: {text}", self.name))
                    .await;
            }
            let detected = self.detector.apply(0, &update.kind, Instant::now());
            if let Some(event) = detected {
                self.take_rules();
                self.record_connection(event, &update).await;
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(AWAY_PAUSES.1);
        }
    }

    /// Shows the ends that the journal has.
    async fn show_recent_ends(&self) {
        let (server, now) = (self.name.clone(), to_millis(SystemTime::now()));
        let ends = self
            .shared
            .write(move |journal| journal::last_ends(journal, &server, ENDS_SHOWN, now))
            .await;
        let ends = ends.iter().map(|end| {
            let duration = u64::try_from(end.duration / 1000).ok();
            let at = from_millis(end.ended_at);
            RecentEnd::known(&end.uuid, &end.kind, &end.title, &end.how, at, duration)
        });
        self.shown.set_recent_ends(ends.collect());
    }

    /// Follows the server. Returns why it cannot be followed any more.
    async fn follow(&mut self, connection: &Connection, slot: &ConnectionSlot) -> String {
        let mut watcher = connection.plex.activities().watch();
        let live = connection.plex.activities().live();
        self.shown.set_client(connection.plex.clone(), live);
        self.shared.live.reset_pages();
        // Only the first watcher of a connection gets every event of it.
        slot.send_replace(Some(connection.clone()));
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut rules = self.rules.clone();
        let mut asking = Fuse::terminated();
        loop {
            tokio::select! {
                item = watcher.next() => match item {
                    Some(Ok(event)) => {
                        if matches!(event, ActivityEvent::Connected { .. }) {
                            // It may have been updated.
                            asking = Box::pin(ask_identity(&connection.plex)).fuse();
                            self.load_sections(connection).await;
                        }
                        self.take(event).await;
                    }
                    Some(Err(error)) => return connection.to_failure(&error).sentence,
                    None => return "the event stream of the server ended".to_owned(),
                },
                changed = rules.changed() => match changed {
                    Ok(()) => {
                        self.load_sections(connection).await;
                        self.take_rules();
                    }
                    Err(_) => return "the agent is ending".to_owned(),
                },
                identity = &mut asking => self.shown.set_identity(identity),
                _ = ticks.tick() => self.tick().await,
            }
        }
    }

    fn take_rules(&mut self) {
        let rules = Arc::clone(&self.rules.borrow());
        let filters = rules
            .iter()
            .map(|rule| (rule.clone(), rule.filter(&self.name, &self.sections)));
        self.filters = filters.collect();
        let stalled = rules
            .iter()
            .filter(|rule| rule.on.contains(&HookEvent::Stalled));
        self.detector
            .set_stalled_after(stalled.map(|rule| rule.stalled_after));
    }

    /// Asks for the sections, whose titles hooks and the history use. Without an answer, the
    /// earlier list is used.
    async fn load_sections(&mut self, connection: &Connection) {
        let listed = connection.plex.library().sections();
        let listed = timeout(SECTIONS_LIMIT, listed).await;
        let Ok(Ok(listed)) = listed else { return };
        let sections: Vec<(String, String)> = listed
            .iter()
            .map(|one| (one.id().to_owned(), one.title().to_owned()))
            .collect();
        if sections == self.sections {
            return;
        }
        self.sections = sections.clone();
        let name = self.name.clone();
        self.shared
            .write(move |journal| journal::keep_sections(journal, &name, &sections))
            .await;
        self.take_rules();
    }

    /// Takes the next event. The end of an activity that was told as vanished at the first list may still come.
    /// To a client that has not known the activity, it is a start and an end: both are left out.
    async fn take(&mut self, event: ActivityEvent) {
        if let Some((id, start)) = self.doubtful_start.take() {
            match &event {
                ActivityEvent::Ended { activity, .. } if *activity.id() == id => return,
                // It runs after all.
                _ => self.record(start).await,
            }
        }
        let doubtful = match &event {
            ActivityEvent::Started {
                activity,
                observed: Observed::Notification,
                ..
            } => self.vanished_before.take(activity.id()),
            _ => None,
        };
        let update = Update::now(0, UpdateKind::Event(event));
        match doubtful {
            Some(id) => self.doubtful_start = Some((id, update)),
            None => self.record(update).await,
        }
    }

    async fn record(&mut self, update: Update) {
        let now = Instant::now();
        let detected = self.detector.apply(0, &update.kind, now);
        let UpdateKind::Event(event) = &update.kind else {
            return;
        };
        match event {
            ActivityEvent::Started {
                activity,
                observed,
                last_moved,
                ..
            } => {
                self.put(activity, *last_moved, Some((*observed, &update)), now)
                    .await;
                self.announce_if_complete(activity).await;
            }
            ActivityEvent::Updated {
                activity,
                last_moved,
                ..
            } => {
                self.put(activity, *last_moved, None, now).await;
                self.announce_if_complete(activity).await;
            }
            ActivityEvent::Ended { activity, how, .. } => {
                self.end(activity, *how, &update).await;
            }
            ActivityEvent::Resynced => self.resync(to_millis(update.at)).await,
            ActivityEvent::Connected { transport, .. } if self.outages.connected(update.at) => {
                let text = format!("{}: connected via {}", self.name, transport.as_str());
                self.shared.tell(text).await;
            }
            ActivityEvent::Disconnected {
                reason, retry_in, ..
            } => {
                self.blind_since.get_or_insert(to_millis(update.at));
                if self.outages.disconnected(reason, update.at) {
                    let text = format_disconnect(reason, *retry_in);
                    self.shared
                        .tell(format!("{}: no connection: {text}", self.name))
                        .await;
                }
            }
            ActivityEvent::ListsFailing { reason, .. } => {
                self.lists_failing_since.get_or_insert(to_millis(update.at));
                if self.list_outages.disconnected(reason, update.at) {
                    let text = format_failing_lists(reason);
                    self.shared.tell(format!("{}: {text}", self.name)).await;
                }
            }
            ActivityEvent::ListsRecovered => self.note_recovered_lists(update.at).await,
            ActivityEvent::Lagged { missed, .. } => {
                let text = format!(
                    "{}: {missed} events came too fast: activities that began and ended meanwhile are \
                     not in the journal",
                    self.name
                );
                self.shared.tell(text).await;
            }
            _ => {}
        }
        if let Some(event @ (HookEvent::Connected | HookEvent::Disconnected)) = detected {
            self.record_connection(event, &update).await;
        }
        // An event that cannot be written as JSON is in no page.
        let _ = self.shared.live.publish(&self.shown, event);
    }

    /// Keeps a running activity, and writes its beginning.
    async fn put(
        &mut self,
        activity: &Arc<Activity>,
        last_moved: Duration,
        started: Option<(Observed, &Update)>,
        now: Instant,
    ) {
        let moved_at = now.checked_sub(last_moved).unwrap_or(now);
        if let Some(running) = self.running.get_mut(activity.id()) {
            let still = moved_at.saturating_duration_since(running.moved_at);
            running.longest_still = running.longest_still.max(still);
            running.moved_at = moved_at;
            running.activity = Arc::clone(activity);
            running.is_changed = true;
            return;
        }
        // Idle servers list it all the time.
        if is_permanent(activity) {
            return;
        }
        let began = match started {
            Some((Observed::Notification, _)) => Began::Seen,
            _ if self.is_synced || self.known.is_some() => Began::Inferred,
            _ => Began::Adopted,
        };
        let at = started.map_or_else(SystemTime::now, |(_, update)| update.at);
        let run = NewRun {
            server: self.name.clone(),
            uuid: activity.id().as_str().to_owned(),
            seen: see(activity, Duration::ZERO),
            began,
            at: to_millis(at),
        };
        let run = self
            .shared
            .write(move |journal| journal::begin_run(journal, &run))
            .await;
        if run.is_new && run.began != Began::Adopted {
            self.shared.metrics.count_start(&self.name, activity.kind());
        }
        let beginning = Beginning {
            at: from_millis(run.began_at),
            is_seen: run.began == Began::Seen,
        };
        self.shown.note_beginning(activity.id(), beginning);
        let document = match started {
            Some((_, update)) => event_to_json(update, &self.name).unwrap_or_default(),
            // It was in the list all the time, and has work to do now.
            None => json!({"version": VERSION, "server": self.name, "at": rfc3339(at),
                           "event": "started", "observed": Observed::Known.as_str(),
                           "incarnation": 0, "last_moved_seconds": last_moved.as_secs()})
            .to_string(),
        };
        let running = RunningRun {
            number: run.number,
            began_at: run.began_at,
            activity: Arc::clone(activity),
            started: (!run.is_announced).then_some(StartedEvent {
                document,
                due: now + ANNOUNCE_AFTER,
            }),
            moved_at,
            longest_still: Duration::ZERO,
            is_changed: false,
        };
        self.running.insert(activity.id().clone(), running);
    }

    /// Tells a start at once when there is nothing to wait for.
    async fn announce_if_complete(&mut self, activity: &Activity) {
        if activity.library_section_id().is_some() {
            self.announce(activity.id()).await;
        }
    }

    /// Writes the event of a start, with the facts known of the activity by now.
    async fn announce(&mut self, id: &ActivityId) {
        let Some(running) = self.running.get_mut(id) else {
            return;
        };
        let Some(started) = running.started.take() else {
            return;
        };
        let (number, activity) = (running.number, Arc::clone(&running.activity));
        let document = with_activity(&started.document, &activity);
        let routes = self.routes(HookEvent::Started, Some(&activity), None, None);
        let epoch = self.shared.journal.epoch().to_owned();
        let now = to_millis(SystemTime::now());
        let row = self
            .shared
            .write(move |journal| {
                journal::announce(journal, &epoch, number, &document, &routes, now)
            })
            .await;
        self.wake(row.is_wanted);
    }

    async fn end(&mut self, activity: &Arc<Activity>, how: How, update: &Update) {
        let id = activity.id().clone();
        // Its start is written first.
        self.announce(&id).await;
        let Some(running) = self.running.remove(&id) else {
            return;
        };
        let still = running.moved_at.elapsed().max(running.longest_still);
        let ending = Ending {
            at: to_millis(update.at),
            how: how.as_str().to_owned(),
            is_inferred: how == How::Vanished,
        };
        let seen = see(activity, still);
        let document = event_to_json(update, &self.name).unwrap_or_default();
        // An activity that vanished in an outage may have ended at its beginning.
        let outage = self.blind_since.filter(|_| how == How::Vanished);
        let unseen = outage.map(|since| ending.at - since);
        let routes = self.routes(HookEvent::Ended, Some(activity), None, unseen);
        let epoch = self.shared.journal.epoch().to_owned();
        let row = self
            .shared
            .write(move |journal| {
                let number = running.number;
                journal::end_run(journal, &epoch, number, &seen, &ending, &document, &routes)
            })
            .await;
        let (ended_at, is_inferred) = (to_millis(update.at), how == How::Vanished);
        self.count_end(activity, running.began_at, ended_at, is_inferred);
        self.wake(row.is_wanted);
    }

    /// Reacts to a resync: everything is known again. Runs that are open in the journal and not on the server
    /// ended while nobody looked.
    async fn resync(&mut self, now: i64) {
        let name = self.name.clone();
        let open = self
            .shared
            .write(move |journal| journal::open_runs(journal, &name))
            .await;
        let running: Vec<i64> = self.running.values().map(|run| run.number).collect();
        let gone = open
            .into_iter()
            .filter(|run| !running.contains(&run.number));
        let known = self.known.map(|known| known.until);
        let seen = self.blind_since.or(known).unwrap_or_default();
        let gone: Vec<GoneRun> = gone.map(|run| self.infer_end(run, seen, now)).collect();
        let inferred: Vec<(i64, Option<Activity>)> = gone
            .iter()
            .map(|gone| {
                let activity = serde_json::from_str(&gone.run.activity);
                (gone.run.began_at, activity.ok())
            })
            .collect();
        let gaps = match (self.is_synced, self.blind_since.take(), self.known) {
            (false, _, Some(known)) => self.not_followed.gaps(known, now),
            (true, Some(from), _) => vec![FollowGap {
                from,
                to: now,
                reason: "no connection to the server",
            }],
            _ => Vec::new(),
        };
        let (name, epoch) = (self.name.clone(), self.shared.journal.epoch().to_owned());
        let place = self.place.clone();
        let row = self
            .shared
            .write(move |journal| {
                for gap in &gaps {
                    journal::put_gap(journal, &name, gap.from, gap.to, gap.reason)?;
                }
                journal::note_server(journal, &name, &place, now)?;
                journal::catch_up(journal, &epoch, &gone)
            })
            .await;
        for (began_at, activity) in &inferred {
            if let Some(activity) = activity {
                self.count_end(activity, *began_at, now, true);
                self.vanished_before.insert(activity.id().clone());
            }
        }
        if !inferred.is_empty() {
            self.show_recent_ends().await;
            self.shared.live.reset_pages();
        }
        self.is_synced = true;
        self.seen_at = Instant::now();
        self.wake(row.is_wanted);
    }

    /// Notes the time in which no list could be used: an activity that began and ended within it is
    /// known only from notifications.
    async fn note_recovered_lists(&mut self, at: SystemTime) {
        if self.list_outages.connected(at) {
            self.shared
                .tell(format!("{}: {LISTS_RECOVERED}", self.name))
                .await;
        }
        let Some(since) = self.lists_failing_since.take() else {
            return;
        };
        let (name, at) = (self.name.clone(), to_millis(at));
        self.shared
            .write(move |journal| {
                let reason = "the server's list could not be read";
                journal::put_gap(journal, &name, since, at, reason)
            })
            .await;
    }

    fn count_end(&self, activity: &Activity, began_at: i64, ended_at: i64, is_inferred: bool) {
        let section = activity.library_section_id();
        let library = section.and_then(|id| {
            let known = self.sections.iter().find(|(known, _)| known == id.as_str());
            known.map(|(_, title)| title.as_str())
        });
        let end = CountedEnd {
            kind: activity.kind(),
            title: activity.title(),
            library,
            began_at,
            ended_at,
            is_inferred,
        };
        self.shared.metrics.count_end(&self.name, &end);
    }

    /// The end of a run that nobody saw. Its start is written first, if it was not yet. `seen` is
    /// until when everything on the server was seen.
    fn infer_end(&self, run: OpenRun, seen: i64, now: i64) -> GoneRun {
        let activity: Option<Arc<Activity>> = serde_json::from_str(&run.activity).ok();
        let activity_json: Value = serde_json::from_str(&run.activity).unwrap_or_default();
        let how = How::Vanished.as_str();
        let still = (now - run.last_seen).max(0) / 1000;
        let unseen = now - run.last_seen.max(seen);
        let document = json!({"version": VERSION, "server": self.name,
            "at": rfc3339(from_millis(now)), "event": "ended", "how": how,
            "incarnation": 0, "last_moved_seconds": still, "activity": activity_json});
        let started = (!run.is_announced).then(|| {
            let document = json!({"version": VERSION, "server": self.name,
                "at": rfc3339(from_millis(run.began_at)), "event": "started",
                "observed": Observed::Known.as_str(), "incarnation": 0,
                "last_moved_seconds": still, "activity": activity_json});
            let routes = self.routes(HookEvent::Started, activity.as_ref(), None, None);
            (document.to_string(), routes)
        });
        GoneRun {
            started,
            ending: Ending {
                at: now,
                how: how.to_owned(),
                is_inferred: true,
            },
            document: document.to_string(),
            routes: self.routes(HookEvent::Ended, activity.as_ref(), None, Some(unseen)),
            run,
        }
    }

    async fn record_connection(&mut self, event: HookEvent, update: &Update) {
        let routes = self.routes(event, None, None, None);
        let document = event_to_json(update, &self.name).unwrap_or_default();
        let id = self.new_id(event);
        let now = to_millis(update.at);
        let row = self
            .shared
            .write(move |journal| journal::record_event(journal, &id, &document, &routes, now))
            .await;
        self.wake(row.is_wanted);
    }

    async fn tick(&mut self) {
        let now = Instant::now();
        let due: Vec<ActivityId> = self
            .running
            .iter()
            .filter(|(_, run)| run.started.as_ref().is_some_and(|one| one.due <= now))
            .map(|(id, _)| id.clone())
            .collect();
        for id in due {
            self.announce(&id).await;
        }
        for (_, overdue) in self.detector.take_overdue(now) {
            if let Overdue::Stalled {
                activity,
                still,
                after,
            } = overdue
            {
                self.stall(activity, still, after).await;
            }
        }
        if self.is_synced && self.blind_since.is_none() && now - self.seen_at >= SEE_EVERY {
            self.see_all(now).await;
        }
    }

    async fn stall(&mut self, activity: Arc<Activity>, still: Duration, after: Duration) {
        self.announce(activity.id()).await;
        let Some(running) = self.running.get(activity.id()) else {
            return;
        };
        let number = running.number;
        let routes = self.routes(HookEvent::Stalled, Some(&activity), Some(after), None);
        let update = Update::now(0, UpdateKind::Standstill { activity, still });
        let document = event_to_json(&update, &self.name).unwrap_or_default();
        let id = self.new_id(HookEvent::Stalled);
        let now = to_millis(update.at);
        let row = self
            .shared
            .write(move |journal| {
                journal::note_stalled(journal, &id, number, &document, &routes, now)
            })
            .await;
        self.wake(row.is_wanted);
    }

    /// Writes how far everything is.
    async fn see_all(&mut self, now: Instant) {
        self.seen_at = now;
        let mut seen = Vec::new();
        for run in self.running.values_mut() {
            if std::mem::take(&mut run.is_changed) {
                seen.push((run.number, see(&run.activity, run.longest_still)));
            }
        }
        let (name, at) = (self.name.clone(), to_millis(SystemTime::now()));
        let place = self.place.clone();
        // Without lists, only the content of the notifications is known.
        let is_all_known = self.lists_failing_since.is_none();
        self.shared
            .write(move |journal| {
                if is_all_known {
                    journal::note_server(journal, &name, &place, at)?;
                }
                journal::see_runs(journal, &seen, at)
            })
            .await;
    }

    /// The hooks that an event goes to. `unseen` is for how long nobody could see an end, in milliseconds.
    fn routes(
        &self,
        event: HookEvent,
        activity: Option<&Arc<Activity>>,
        after: Option<Duration>,
        unseen: Option<i64>,
    ) -> Vec<RouteTo> {
        let section = activity.and_then(|one| one.library_section_id());
        let section = section.map(|id| id.as_str().to_owned()).unwrap_or_default();
        let mut routes = Vec::new();
        for (rule, filter) in &self.filters {
            let Some(filter) = filter else { continue };
            if activity.is_some_and(|activity| !filter.matches(activity)) {
                continue;
            }
            if after.is_some_and(|after| after != rule.stalled_after) {
                continue;
            }
            let route = |event, gather, topic| RouteTo {
                hook: rule.name.clone(),
                event,
                longer_than: rule.longer_than.map(millis),
                gather,
                is_skipped_when_busy: rule.on_busy == OnBusy::Skip,
                topic,
            };
            let is_too_late = match (unseen, rule.latest) {
                (Some(unseen), Some(latest)) => unseen >= millis(latest),
                _ => false,
            };
            if rule.on.contains(&event) && !is_too_late {
                let gather = rule.gather.filter(|_| event.is_about_activity());
                let topic = format!("{}\u{1f}{section}", self.name);
                routes.push(route(event, gather, topic));
            }
            if event == HookEvent::Ended && rule.on.contains(&HookEvent::Quiet) {
                routes.push(route(HookEvent::Quiet, Some(rule.quiet), self.name.clone()));
            }
        }
        routes
    }

    fn new_id(&self, event: HookEvent) -> String {
        let now = to_millis(SystemTime::now());
        let (epoch, some) = (self.shared.journal.epoch(), fastrand::u32(..));
        format!("evt_{epoch}_{now}{some:08x}_{}", event.as_str())
    }

    fn wake(&self, is_wanted: bool) {
        self.shared.recorded.send_modify(|count| *count += 1);
        if is_wanted {
            self.shared.written.send_modify(|count| *count += 1);
        }
    }
}

/// Asks a server which one it is, until it says so.
async fn ask_identity(plex: &Plex) -> ServerIdentity {
    let mut pause = AWAY_PAUSES.0;
    loop {
        if let Ok(identity) = plex.identity().await {
            return ServerIdentity::new(&identity.machine_identifier, identity.version.as_deref());
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(AWAY_PAUSES.1);
    }
}

/// The facts that the journal keeps of an activity.
fn see(activity: &Activity, longest_still: Duration) -> Seen {
    Seen {
        kind: activity.kind().to_owned(),
        section: activity
            .library_section_id()
            .map(|id| id.as_str().to_owned()),
        title: activity.title().to_owned(),
        subtitle: activity.subtitle().to_owned(),
        activity: serde_json::to_string(activity).unwrap_or_default(),
        longest_still: millis(longest_still),
    }
}

/// The document of an event, with the activity as it is known now.
fn with_activity(document: &str, activity: &Activity) -> String {
    let mut document: Value = serde_json::from_str(document).unwrap_or_default();
    if let (Some(event), Ok(activity)) = (document.as_object_mut(), serde_json::to_value(activity))
    {
        event.insert("activity".to_owned(), activity);
    }
    document.to_string()
}

fn rfc3339(at: SystemTime) -> String {
    humantime::format_rfc3339_millis(at).to_string()
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}
