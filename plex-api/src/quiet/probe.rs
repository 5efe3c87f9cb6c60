//! Asks the sources: one request for each, or a few that belong together. Nothing is sent twice, because
//! the model has to see that a server was away.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::evidence::{Answer, ButlerHours, Evidence, Probe, WallClock};
use super::report::UnknownSource;
use super::source_kind::SourceKind;
use crate::error::{Error, ErrorKind, Result};
use crate::generated::types::Preference;
use crate::generated::{Client, OperationId};
use crate::wire::{LenientInt, LenientVec};

/// The hours of servers that have no setting for them.
const USUAL_HOURS: ButlerHours = ButlerHours { start: 2, end: 5 };

/// Asks the sources of one server.
#[derive(Clone, Debug)]
pub(super) struct Asker {
    client: Client,
    /// This client's download queue, once the server has told it.
    queue: Arc<Mutex<Option<String>>>,
}

/// The questions of one round.
#[derive(Clone, Debug)]
pub(super) struct Round {
    pub(super) section: Option<String>,
    pub(super) asks_queues: bool,
    pub(super) within: Duration,
    pub(super) deadline: Instant,
    pub(super) wall: WallClock,
}

/// Returns `true` if something else than a server has answered when this is absent. Of the sections only one
/// that was asked for is known to be there.
fn is_on_every_server(probe: Probe, round: &Round) -> bool {
    match probe {
        Probe::Activities => true,
        Probe::Sections => round.section.is_some(),
        _ => false,
    }
}

impl Asker {
    pub(super) fn new(client: &Client) -> Self {
        Self {
            client: client.without_retries(),
            queue: Arc::default(),
        }
    }

    /// Asks a source, until the round is over.
    pub(super) async fn ask(self, probe: Probe, round: Round) -> (Probe, Answer) {
        let late = || {
            let within = humantime::format_duration(round.within);
            let text = format!("no answer within {within}");
            Answer::Failed(Error::new(ErrorKind::Timeout, text))
        };
        if Instant::now() >= round.deadline {
            return (probe, late());
        }
        let answer = match timeout_at(round.deadline, self.answer(probe, &round)).await {
            Err(_) => late(),
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) if is_absent(&error) && !is_on_every_server(probe, &round) => {
                Answer::Absent
            }
            Ok(Err(error)) => Answer::Failed(error),
        };
        (probe, answer)
    }

    async fn answer(&self, probe: Probe, round: &Round) -> Result<Answer> {
        let client = &self.client;
        let seen = match probe {
            Probe::Activities => {
                let list = client.list_activities().await?;
                Evidence::of_activities(&list, round.section.as_deref())
            }
            Probe::Playing => {
                let sent = client.list_sessions().send().await;
                let list = client
                    .answer(OperationId::ListSessions, sent)
                    .await?
                    .media_container;
                Evidence::of_playing(list.metadata, count(list.size))
            }
            Probe::Transcodes => {
                let sent = client.get_transcode_sessions().send().await;
                let answer = client
                    .answer(OperationId::GetTranscodeSessions, sent)
                    .await?;
                let list = answer.media_container;
                Evidence::of_transcodes(list.transcode_session, count(list.size))
            }
            Probe::LiveTv => {
                let sent = client.get_live_tv_sessions().send().await;
                let answer = client.answer(OperationId::GetLiveTvSessions, sent).await?;
                let list = answer.media_container;
                Evidence::of_live_tv(list.metadata, count(list.size))
            }
            Probe::Conversions => self.conversions().await?,
            Probe::Sections => self.sections(round).await?,
            Probe::Recordings => {
                let sent = client.get_scheduled_recordings().send().await;
                let answer = client
                    .answer(OperationId::GetScheduledRecordings, sent)
                    .await?;
                let list = answer.media_container;
                let now = Instant::now();
                Evidence::of_recordings(
                    list.media_grab_operation,
                    count(list.size),
                    now,
                    round.wall,
                )
            }
            Probe::Updater => {
                let sent = client.get_updates_status().send().await;
                let answer = client.answer(OperationId::GetUpdatesStatus, sent).await?;
                Evidence::of_updates(answer.media_container.release)
            }
            Probe::Downloads => self.downloads().await?,
            Probe::ButlerHours => return self.hours().await.map(Answer::Hours),
            Probe::Version => {
                let sent = client.get_identity().send().await;
                let answer = client.answer(OperationId::GetIdentity, sent).await?;
                let version = answer.media_container.version.unwrap_or_default();
                return Ok(Answer::Version(version.into_string()));
            }
        };
        Ok(Answer::Work(seen))
    }

    /// Jobs that are paused are listed as well. Whether they are is asked only when there are any, and then
    /// each time: a job goes on as soon as somebody changes the setting.
    async fn conversions(&self) -> Result<Evidence> {
        let client = &self.client;
        let sent = client.get_background_tasks().send().await;
        let answer = client.answer(OperationId::GetBackgroundTasks, sent).await?;
        let list = answer.media_container;
        let is_empty = list
            .transcode_job
            .as_ref()
            .is_none_or(|jobs| jobs.readable().is_empty());
        let are_paused = !is_empty
            && match self.preference("BackgroundQueueIdlePaused").await {
                Ok(setting) => setting.is_some_and(|value| matches!(value.as_str(), "1" | "true")),
                // They count as work then.
                Err(_) => false,
            };
        Ok(Evidence::of_conversions(
            list.transcode_job,
            count(list.size),
            are_paused,
        ))
    }

    async fn sections(&self, round: &Round) -> Result<Evidence> {
        let client = &self.client;
        let sent = client.get_sections().send().await;
        let list = client
            .answer(OperationId::GetSections, sent)
            .await?
            .media_container;
        let wanted = round.section.as_deref();
        let (mut seen, keys) = Evidence::of_sections(list.directory, count(list.size), wanted);
        if let Some(section) = wanted.filter(|_| keys.is_empty()) {
            seen.is_unknown(
                SourceKind::Sections,
                &format!("the server lists no section {section}"),
            );
        }
        if !round.asks_queues {
            return Ok(seen);
        }
        seen.has_queues = true;
        for section in keys {
            match self.queued(&section).await {
                Ok(queued) => seen.add_queue(&section, queued),
                // This server has none: its activities have to do.
                Err(error) if is_absent(&error) => {}
                Err(error) => seen.unknown.push(UnknownSource {
                    source: SourceKind::Sections,
                    text: error.message().to_owned(),
                    error: Some(error.kind()),
                }),
            }
        }
        Ok(seen)
    }

    async fn queued(&self, section: &str) -> Result<Option<LenientInt>> {
        let request = self.client.get_section_timeline().section_id(section);
        let sent = request.send().await;
        let answer = self
            .client
            .answer(OperationId::GetSectionTimeline, sent)
            .await?;
        Ok(answer.media_container.update_queue_size)
    }

    /// The items of this client's queue. The server makes an empty queue where there is none: it has no
    /// request that only asks.
    async fn downloads(&self) -> Result<Evidence> {
        let client = &self.client;
        let known = self
            .queue
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let queue = match known {
            Some(queue) => queue,
            None => {
                let sent = client.create_download_queue().send().await;
                let answer = client
                    .answer(OperationId::CreateDownloadQueue, sent)
                    .await?;
                let queues = answer.media_container.download_queue.unwrap_or_default();
                let Some(queue) = queues.readable().first().map(|queue| queue.id.to_string())
                else {
                    let mut seen = Evidence::default();
                    seen.is_unknown(
                        SourceKind::Downloads,
                        "the download queue of this client cannot be read",
                    );
                    return Ok(seen);
                };
                self.keep_queue(Some(queue.clone()));
                queue
            }
        };
        let sent = client
            .list_download_queue_items()
            .queue_id(queue)
            .send()
            .await;
        let answer = client
            .answer(OperationId::ListDownloadQueueItems, sent)
            .await;
        if answer.as_ref().is_err_and(is_absent) {
            self.keep_queue(None);
            // The server had the queue, so it is no server without queues. The next round makes it again.
            return Err(Error::new(
                ErrorKind::NotFound,
                "the queue of this client is gone; it is made again in the next round",
            ));
        }
        let list = answer?.media_container;
        Ok(Evidence::of_downloads(
            list.download_queue_item,
            count(list.size),
        ))
    }

    fn keep_queue(&self, queue: Option<String>) {
        *self.queue.lock().unwrap_or_else(PoisonError::into_inner) = queue;
    }

    async fn hours(&self) -> Result<ButlerHours> {
        let hour = |value: Option<String>, usual: u32| match value {
            None => Ok(usual),
            Some(value) => value.parse().ok().filter(|hour| *hour < 24).ok_or_else(|| {
                Error::new(
                    ErrorKind::Decode,
                    "the hours of the scheduled tasks: expected numbers from 0 to 23, got others",
                )
            }),
        };
        Ok(ButlerHours {
            start: hour(self.preference("ButlerStartHour").await?, USUAL_HOURS.start)?,
            end: hour(self.preference("ButlerEndHour").await?, USUAL_HOURS.end)?,
        })
    }

    /// The value of a setting; `None` where the server has no such setting.
    async fn preference(&self, id: &str) -> Result<Option<String>> {
        let sent = self.client.get_preference().id(id).send().await;
        let answer = match self.client.answer(OperationId::GetPreference, sent).await {
            Err(error) if is_absent(&error) => return Ok(None),
            answer => answer?,
        };
        let list: LenientVec<Preference> = answer.media_container.setting.unwrap_or_default();
        let mut settings = list.readable().iter();
        let setting = settings.find(|one| one.id.eq_ignore_ascii_case(id));
        if setting.is_none() && !list.unreadable().is_empty() {
            let text = format!("the setting {id}: expected an entry with an id, got another");
            return Err(Error::new(ErrorKind::Decode, text));
        }
        Ok(setting
            .and_then(|one| one.value.as_ref())
            .map(ToString::to_string))
    }
}

/// Returns `true` if this server has no such source. Its kind depends on whether the document knows that.
fn is_absent(error: &Error) -> bool {
    error.status() == Some(404)
}

fn count(size: Option<LenientInt>) -> Option<i64> {
    size.map(LenientInt::get)
}
