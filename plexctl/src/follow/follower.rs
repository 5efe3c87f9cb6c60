//! Follows activities: keeps what runs, and tells what happens in the way that was asked for.

use std::sync::Arc;
use std::time::Duration;

use plex_api::{ActivityEvent, ConnectionState, Watcher};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval};

use super::active_set::{ActiveActivity, ActiveSet};
use super::format::{display_name, format_stall, is_permanent, transport_name};
use super::update::{Update, UpdateKind};
use super::{event_json, event_text};
use crate::connect::Connection;
use crate::error::CliError;
use crate::output::Console;

/// Between two moves of what spins.
const TICK: Duration = Duration::from_millis(200);

/// What is written of what happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OutputMode {
    /// A line of JSON for each event, as data.
    JsonLines,
    /// A line for people for each event that changes something, as data.
    Lines,
    /// Trouble with the connection, as talk.
    Trouble,
    /// Nothing.
    Silent,
}

/// Follows the activities of one server or several.
pub(crate) struct Follower {
    names: Vec<String>,
    mode: OutputMode,
    active: ActiveSet,
    ticks: Interval,
    /// The trouble that was told and is not over yet.
    trouble: Option<Arc<str>>,
}

impl Follower {
    /// Follows nothing yet. It must be called inside a runtime.
    pub(crate) fn new<'a>(
        connections: impl IntoIterator<Item = &'a Connection>,
        mode: OutputMode,
    ) -> Self {
        let names = connections.into_iter().map(|one| one.name.clone());
        Self::named(names, mode)
    }

    /// As [`new`](Self::new), with the servers' names alone.
    pub(crate) fn named(names: impl IntoIterator<Item = String>, mode: OutputMode) -> Self {
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self {
            names: names.into_iter().collect(),
            mode,
            active: ActiveSet::default(),
            ticks,
            trouble: None,
        }
    }

    /// What runs, as far as it was told.
    pub(crate) fn running(&self) -> impl Iterator<Item = &ActiveActivity> {
        self.active.running().map(|(_, running)| running)
    }

    /// The server's name.
    pub(crate) fn name(&self, server: usize) -> &str {
        self.names.get(server).map_or("", String::as_str)
    }

    /// Whether news has to say which server it is of.
    pub(crate) fn follows_several(&self) -> bool {
        self.names.len() > 1
    }

    /// When it is time for [`tick`](Self::tick). Cancel safe.
    pub(crate) async fn next_tick(&mut self) {
        self.ticks.tick().await;
    }

    /// Moves what spins, and tells what stands still.
    pub(crate) async fn tick(&mut self, console: &mut Console) -> Result<(), CliError> {
        let now = Instant::now();
        for (server, activity, still) in self.active.standing_still(now) {
            let told = Update::now(server, UpdateKind::Standstill { activity, still });
            self.tell(&told, true, console).await?;
        }
        if let Some(board) = console.progress() {
            for (key, running) in self.active.audible() {
                board.show(
                    key.clone(),
                    running.activity.progress().percent(),
                    &row_text(running, now),
                );
            }
            board.tick();
        }
        Ok(())
    }

    /// Takes and tells one piece of news.
    pub(crate) async fn take(
        &mut self,
        told: Update,
        console: &mut Console,
    ) -> Result<(), CliError> {
        let makes_a_difference = self.active.take(told.server, &told.news, Instant::now());
        self.draw(&told, console);
        self.tell(&told, makes_a_difference, console).await
    }

    /// Follows what a watcher tells until the work is done.
    ///
    /// The watcher's own end is no news: whatever ended it ends the work too.
    pub(crate) async fn until<T>(
        &mut self,
        work: impl Future<Output = T>,
        watcher: &mut Watcher,
        console: &mut Console,
    ) -> Result<T, CliError> {
        let mut work = std::pin::pin!(work);
        self.draw_connection(0, connection_text(watcher).as_deref(), console);
        let mut is_over = false;
        loop {
            tokio::select! {
                biased;
                done = &mut work => return Ok(done),
                item = watcher.next(), if !is_over => match item {
                    Some(Ok(event)) => {
                        self.take(Update::now(0, UpdateKind::Event(event)), console).await?;
                    }
                    Some(Err(_)) | None => is_over = true,
                },
                () = self.next_tick() => self.tick(console).await?,
            }
        }
    }

    async fn tell(
        &mut self,
        told: &Update,
        makes_a_difference: bool,
        console: &mut Console,
    ) -> Result<(), CliError> {
        let text = match self.mode {
            OutputMode::JsonLines => event_json::event_to_json(told, self.name(told.server))?,
            OutputMode::Lines if !makes_a_difference => return Ok(()),
            OutputMode::Lines
                if console.shows_progress_beside_stdout() && is_shown_by_a_board(&told.news) =>
            {
                return Ok(());
            }
            OutputMode::Lines => {
                let server = self.follows_several().then(|| self.name(told.server));
                event_text::format_event(told, server, console.stdout_colors(), console.width())
            }
            OutputMode::Trouble => {
                self.complain(&told.news, console);
                return Ok(());
            }
            OutputMode::Silent => return Ok(()),
        };
        console.write_data_async(text).await
    }

    fn complain(&mut self, news: &UpdateKind, console: &mut Console) {
        let UpdateKind::Event(event) = news else {
            return;
        };
        // With progress on the terminal it stands there, and goes away by itself.
        if console.progress().is_some() {
            return;
        }
        match event {
            // Every try would be much, while a server is away for a night.
            ActivityEvent::Disconnected {
                reason, retry_in, ..
            } if self.trouble.as_ref() != Some(reason) => {
                self.trouble = Some(Arc::clone(reason));
                let text = event_text::format_disconnect(reason, *retry_in);
                console.note(&format!("no connection: {text}, and others follow"));
            }
            ActivityEvent::Connected { transport, .. } if self.trouble.is_some() => {
                self.trouble = None;
                console.note(&format!("connected by {}", transport_name(*transport)));
            }
            _ => {}
        }
    }

    fn draw(&self, told: &Update, console: &mut Console) {
        let Some(board) = console.progress() else {
            return;
        };
        let connection = match &told.news {
            UpdateKind::Event(event) => match event {
                ActivityEvent::Started { activity, .. }
                | ActivityEvent::Updated { activity, .. } => {
                    let key = (told.server, activity.id().clone());
                    let running = self.active.running().find(|(known, _)| **known == key);
                    if let Some((_, running)) = running {
                        let text = row_text(running, Instant::now());
                        board.show(key, activity.progress().percent(), &text);
                    }
                    return;
                }
                ActivityEvent::Ended { activity, .. } => {
                    board.remove(&(told.server, activity.id().clone()));
                    return;
                }
                ActivityEvent::Connected { transport, .. } => connected(*transport),
                ActivityEvent::Disconnected {
                    reason, retry_in, ..
                } => event_text::format_disconnect(reason, *retry_in),
                _ => return,
            },
            UpdateKind::Unreachable { reason, retry_in } => {
                event_text::format_disconnect(reason, *retry_in)
            }
            UpdateKind::Failed(failure) => failure.sentence.clone(),
            UpdateKind::Standstill { .. } => return,
        };
        self.draw_connection(told.server, Some(&connection), console);
    }

    fn draw_connection(&self, server: usize, text: Option<&str>, console: &mut Console) {
        let name = self.name(server).to_owned();
        if let Some(board) = console.progress() {
            board.connection(
                server,
                text.map(|text| format!("{name}: {text}")).as_deref(),
            );
        }
    }
}

fn connection_text(watcher: &Watcher) -> Option<String> {
    Some(match watcher.status().state {
        ConnectionState::Connecting(_) => "connecting".to_owned(),
        ConnectionState::Connected(transport) => connected(transport),
        _ => return None,
    })
}

fn connected(transport: plex_api::Transport) -> String {
    format!("connected by {}", transport_name(transport))
}

fn row_text(running: &ActiveActivity, now: Instant) -> String {
    let name = display_name(&running.activity);
    if is_permanent(&running.activity) {
        return name;
    }
    format!("{name}{}", format_stall(running.still(now)))
}

/// What the bars tell anyway.
fn is_shown_by_a_board(news: &UpdateKind) -> bool {
    matches!(
        news,
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
