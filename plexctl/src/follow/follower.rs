//! Follows activities: keeps the current state, and reports changes in the requested form.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use plex_api::{ActivityEvent, ActivityId, ConnectionState, IdleReason, WaitIdleFuture, Watcher};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval};

use super::active_set::{ActiveActivity, ActiveSet};
use super::format::{display_name, format_stall, is_permanent};
use super::outage_log::OutageLog;
use super::update::{Update, UpdateKind};
use super::wait_report::{WaitReason, WaitReport};
use super::{event_json, event_text};
use crate::connect::Connection;
use crate::error::CliError;
use crate::output::{Console, OutputFormat};

/// The interval of the spinners.
const TICK: Duration = Duration::from_millis(200);

/// The form in which events are reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OutputMode {
    /// A line of JSON for each event, as data.
    JsonLines,
    /// A line for people for each visible change, as data.
    Lines,
    /// Connection problems only, on standard error.
    Trouble,
    /// Writes nothing.
    Silent,
}

impl OutputMode {
    /// Returns the form for a command that writes events one by one. `refusal` says why they are no one
    /// document.
    pub(crate) fn of_events(format: OutputFormat, refusal: &str) -> Result<Self, CliError> {
        match format {
            OutputFormat::Table => Ok(Self::Lines),
            OutputFormat::Jsonl => Ok(Self::JsonLines),
            OutputFormat::Json => Err(CliError::usage(refusal)),
        }
    }
}

/// Follows the activities of one server or several.
pub(crate) struct Follower {
    names: Vec<String>,
    mode: OutputMode,
    active: ActiveSet,
    ticks: Interval,
    /// The reports on the connection of each server.
    outages: BTreeMap<usize, OutageLog>,
    /// The reports on the lists of each server.
    list_outages: BTreeMap<usize, OutageLog>,
    /// The activities that the command waits for by their uuids.
    awaited: BTreeSet<ActivityId>,
    wait_report: WaitReport,
}

/// The result of a wait until idle.
pub(crate) struct IdleEnd {
    pub(crate) result: plex_api::Result<()>,
    /// The reasons for the wait when it ended.
    pub(crate) reasons: Vec<IdleReason>,
}

impl Follower {
    /// Creates it without activities. Must be called inside a runtime.
    pub(crate) fn new<'a>(
        connections: impl IntoIterator<Item = &'a Connection>,
        mode: OutputMode,
    ) -> Self {
        let names = connections.into_iter().map(|one| one.name.clone());
        Self::named(names, mode)
    }

    /// Like [`new`](Self::new), from server names.
    pub(crate) fn named(names: impl IntoIterator<Item = String>, mode: OutputMode) -> Self {
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self {
            names: names.into_iter().collect(),
            mode,
            active: ActiveSet::default(),
            ticks,
            outages: BTreeMap::new(),
            list_outages: BTreeMap::new(),
            awaited: BTreeSet::new(),
            wait_report: WaitReport::new(Instant::now()),
        }
    }

    /// The running activities.
    pub(crate) fn running(&self) -> impl Iterator<Item = &ActiveActivity> {
        self.active.running().map(|(_, running)| running)
    }

    /// The server's name.
    pub(crate) fn name(&self, server: usize) -> &str {
        self.names.get(server).map_or("", String::as_str)
    }

    /// Returns `true` if updates must name their server.
    pub(crate) fn follows_several(&self) -> bool {
        self.names.len() > 1
    }

    /// Sets the activities that the command waits for by their uuids.
    pub(crate) fn await_ids(&mut self, ids: impl IntoIterator<Item = ActivityId>) {
        self.awaited = ids.into_iter().collect();
    }

    /// The command does not wait for this activity any more.
    pub(crate) fn forget_awaited(&mut self, id: &ActivityId) {
        self.awaited.remove(id);
    }

    /// Waits until it is time for [`tick`](Self::tick).
    ///
    /// # Cancel safety
    /// Cancel safe.
    pub(crate) async fn next_tick(&mut self) {
        self.ticks.tick().await;
    }

    /// Advances the spinners, and reports standstills.
    pub(crate) async fn tick(&mut self, console: &mut Console) -> Result<(), CliError> {
        let now = Instant::now();
        for (server, activity, still) in self.active.due_standstills(now) {
            let update = Update::now(server, UpdateKind::Standstill { activity, still });
            self.report(&update, true, console).await?;
        }
        if let Some(progress) = console.progress() {
            for (key, running) in self.active.reachable() {
                progress.show(
                    key.clone(),
                    running.activity.progress().percent(),
                    &describe_row(running, now),
                );
            }
            progress.tick();
        }
        Ok(())
    }

    /// Applies and reports one update.
    pub(crate) async fn apply(
        &mut self,
        update: Update,
        console: &mut Console,
    ) -> Result<(), CliError> {
        let is_visible = self
            .active
            .apply(update.server, &update.kind, Instant::now());
        self.draw(&update, console);
        self.report(&update, is_visible, console).await
    }

    /// Follows a watcher until the work is done, and reports the reason for the wait when that takes
    /// long: the awaited activities.
    ///
    /// The end of the watcher is ignored, because its cause ends the work too.
    pub(crate) async fn run_until<T>(
        &mut self,
        work: impl Future<Output = T>,
        watcher: &mut Watcher,
        console: &mut Console,
    ) -> Result<T, CliError> {
        let work = std::pin::pin!(work);
        self.run_and_explain(work, watcher, console, |follower, _| {
            follower.explain_wait()
        })
        .await
        .map(|(done, _)| done)
    }

    /// Like [`run_until`](Self::run_until), for a wait until idle, which knows its own reasons.
    pub(crate) async fn run_until_idle(
        &mut self,
        wait: WaitIdleFuture,
        watcher: &mut Watcher,
        console: &mut Console,
    ) -> Result<IdleEnd, CliError> {
        let explain = |_: &Self, wait: &WaitIdleFuture| {
            let mut reasons = wait.reasons();
            // The lists have a sentence of their own.
            if reasons.len() > 1 {
                reasons.retain(|one| !matches!(one, IdleReason::ListsFailing { .. }));
            }
            if reasons.is_empty() {
                return vec![WaitReason::quiet()];
            }
            reasons.iter().map(WaitReason::from_idle).collect()
        };
        let (result, wait) = self
            .run_and_explain(wait, watcher, console, explain)
            .await?;
        Ok(IdleEnd {
            result,
            reasons: wait.reasons(),
        })
    }

    async fn run_and_explain<W: Future + Unpin>(
        &mut self,
        mut work: W,
        watcher: &mut Watcher,
        console: &mut Console,
        explain: impl Fn(&Self, &W) -> Vec<WaitReason>,
    ) -> Result<(W::Output, W), CliError> {
        self.draw_connection(0, describe_connection(watcher).as_deref(), console);
        let mut is_over = false;
        loop {
            tokio::select! {
                biased;
                done = &mut work => return Ok((done, work)),
                item = watcher.next(), if !is_over => match item {
                    Some(Ok(event)) => {
                        self.apply(Update::now(0, UpdateKind::Event(event)), console).await?;
                    }
                    Some(Err(_)) | None => is_over = true,
                },
                () = self.next_tick() => {
                    self.tick(console).await?;
                    let now = Instant::now();
                    if self.wait_report.may_be_due(now) {
                        let reasons = explain(self, &work);
                        if let Some(line) = self.wait_report.take_due(now, &reasons) {
                            console.note(&line);
                        }
                    }
                }
            }
        }
    }

    /// The activities that a wait by uuids waits for. Scans report their reasons themselves.
    fn explain_wait(&self) -> Vec<WaitReason> {
        let now = Instant::now();
        let running = self
            .running()
            .filter(|one| self.awaited.contains(one.activity.id()));
        let running = running.map(|one| WaitReason::running(&one.activity, one.still(now)));
        let is_unseen = |id: &&ActivityId| !self.running().any(|one| one.activity.id() == *id);
        let unseen = self.awaited.iter().filter(is_unseen);
        let unseen = unseen.map(|id| WaitReason::unseen(id.as_str()));
        running.chain(unseen).collect()
    }

    async fn report(
        &mut self,
        update: &Update,
        is_visible: bool,
        console: &mut Console,
    ) -> Result<(), CliError> {
        let text = match self.mode {
            OutputMode::JsonLines => event_json::event_to_json(update, self.name(update.server))?,
            OutputMode::Lines if !is_visible => return Ok(()),
            OutputMode::Lines
                if console.shows_progress_beside_stdout() && is_shown_by_progress(&update.kind) =>
            {
                return Ok(());
            }
            OutputMode::Lines => {
                if !self.is_news(update) {
                    return Ok(());
                }
                let server = self.follows_several().then(|| self.name(update.server));
                event_text::format_event(update, server, console.stdout_colors(), console.width())
            }
            OutputMode::Trouble => {
                self.report_trouble(update, console);
                return Ok(());
            }
            OutputMode::Silent => return Ok(()),
        };
        console.write_data_async(text).await
    }

    /// Returns `true` if a log should have this update. Each attempt would be too much while a server is down
    /// for a night.
    fn is_news(&mut self, update: &Update) -> bool {
        let log = self.outages.entry(update.server).or_default();
        match &update.kind {
            UpdateKind::Event(ActivityEvent::Disconnected { reason, .. }) => {
                log.disconnected(reason, update.at)
            }
            UpdateKind::Unreachable { reason, .. } => log.disconnected(reason, update.at),
            UpdateKind::Event(ActivityEvent::Connected { .. }) => log.connected(update.at),
            UpdateKind::Event(ActivityEvent::Resynced) => log.resynced(),
            UpdateKind::Event(ActivityEvent::ListsFailing { reason, .. }) => {
                let log = self.list_outages.entry(update.server).or_default();
                log.disconnected(reason, update.at)
            }
            UpdateKind::Event(ActivityEvent::ListsRecovered) => {
                let log = self.list_outages.entry(update.server).or_default();
                log.connected(update.at)
            }
            _ => true,
        }
    }

    fn report_trouble(&mut self, update: &Update, console: &mut Console) {
        let lists = match &update.kind {
            UpdateKind::Event(ActivityEvent::ListsFailing { reason, .. }) => {
                Some(event_text::format_failing_lists(reason))
            }
            UpdateKind::Event(ActivityEvent::ListsRecovered) => {
                Some(event_text::LISTS_RECOVERED.to_owned())
            }
            _ => None,
        };
        if let Some(text) = lists {
            if self.is_news(update) {
                console.note(&text);
            }
            return;
        }
        // Progress bars show the connection, until it changes.
        if console.progress().is_some() {
            return;
        }
        let was_told = self
            .outages
            .get(&update.server)
            .is_some_and(OutageLog::told_disconnected);
        if !self.is_news(update) {
            return;
        }
        match &update.kind {
            UpdateKind::Event(ActivityEvent::Disconnected {
                reason, retry_in, ..
            }) => {
                let text = event_text::format_disconnect(reason, *retry_in);
                console.note(&format!("no connection: {text}"));
            }
            UpdateKind::Event(ActivityEvent::Connected { transport, .. }) if was_told => {
                console.note(&format!("connected via {}", transport.as_str()));
            }
            _ => {}
        }
    }

    fn draw(&self, update: &Update, console: &mut Console) {
        let Some(progress) = console.progress() else {
            return;
        };
        let connection = match &update.kind {
            UpdateKind::Event(event) => match event {
                ActivityEvent::Started { activity, .. }
                | ActivityEvent::Updated { activity, .. } => {
                    let key = (update.server, activity.id().clone());
                    let running = self.active.running().find(|(known, _)| **known == key);
                    if let Some((_, running)) = running {
                        let text = describe_row(running, Instant::now());
                        progress.show(key, activity.progress().percent(), &text);
                    }
                    return;
                }
                ActivityEvent::Ended { activity, .. } => {
                    progress.remove(&(update.server, activity.id().clone()));
                    return;
                }
                ActivityEvent::Connected { transport, .. } => describe_connected(*transport),
                ActivityEvent::Disconnected {
                    reason, retry_in, ..
                } => event_text::format_disconnect(reason, *retry_in),
                _ => return,
            },
            UpdateKind::Unreachable { reason, retry_in } => {
                event_text::format_disconnect(reason, *retry_in)
            }
            UpdateKind::Failed(failure) => failure.sentence.clone(),
            UpdateKind::Standstill { .. } | UpdateKind::Quiet { .. } => return,
        };
        self.draw_connection(update.server, Some(&connection), console);
    }

    fn draw_connection(&self, server: usize, text: Option<&str>, console: &mut Console) {
        let name = self.name(server).to_owned();
        if let Some(progress) = console.progress() {
            progress.show_connection(
                server,
                text.map(|text| format!("{name}: {text}")).as_deref(),
            );
        }
    }
}

fn describe_connection(watcher: &Watcher) -> Option<String> {
    Some(match watcher.status().state {
        ConnectionState::Connecting(_) => "connecting".to_owned(),
        ConnectionState::Connected(transport) => describe_connected(transport),
        _ => return None,
    })
}

fn describe_connected(transport: plex_api::Transport) -> String {
    format!("connected via {}", transport.as_str())
}

fn describe_row(running: &ActiveActivity, now: Instant) -> String {
    let name = display_name(&running.activity);
    if is_permanent(&running.activity) {
        return name;
    }
    format!("{name}{}", format_stall(running.still(now)))
}

/// Returns `true` if the progress bars show this already.
fn is_shown_by_progress(kind: &UpdateKind) -> bool {
    matches!(
        kind,
        UpdateKind::Unreachable { .. }
            | UpdateKind::Standstill { .. }
            | UpdateKind::Event(
                ActivityEvent::Started { .. }
                    | ActivityEvent::Updated { .. }
                    | ActivityEvent::Connected { .. }
                    | ActivityEvent::Disconnected { .. }
                    | ActivityEvent::Resynced
            )
    )
}
