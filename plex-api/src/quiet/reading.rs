//! Reads the answers of the sources. An unreadable part of an answer is unknown, and never counts
//! as nothing.

use std::time::Duration;

use tokio::time::Instant;

use super::evidence::{Evidence, WallClock, Work, WorkState};
use super::report::{QuietNote, UnknownSource};
use super::source_kind::SourceKind;
use crate::generated::types::{
    Activity, ConversionJob, DownloadQueueItem, GrabOperation, LibrarySection, LiveTvSession,
    PlaySession, TranscodeSession, UpdateRelease,
};
use crate::limits::MAX_WORKS_PER_SOURCE;
use crate::model::ActivityList;
use crate::sanitize::excerpt;
use crate::wire::{LenientBool, LenientInt, LenientString, LenientVec};

/// The title of the recording that a server makes for a viewer of live TV.
const LIVE_TV_SESSION: &str = "Live TV - Session";

/// Returns `true` if activities of the type change the library, so that more of that may follow.
pub(super) fn is_library_type(kind: &str) -> bool {
    kind.starts_with("library.") || kind.starts_with("media.generate.")
}

/// The key of a session, which lists and notifications spell as a path or as a key. An empty one is none: it
/// would be that of every other session without a key.
pub(super) fn session_key(key: &str) -> Option<String> {
    let last = key.trim_end_matches('/').rsplit('/').next();
    last.filter(|key| !key.is_empty()).map(str::to_owned)
}

impl Evidence {
    /// Reads the list of activities; of a section only the entries that may be about it.
    pub(super) fn of_activities(list: &ActivityList, section: Option<&str>) -> Self {
        let mut seen = Self::default();
        let odd = list.unreadable.len() + list.left_out;
        seen.count_unreadable(SourceKind::Activities, 0, odd, None);
        let wanted = list.activities.iter().filter(|one| is_about(one, section));
        seen.works.extend(wanted.map(read_activity));
        seen.bounded(SourceKind::Activities)
    }

    /// Reads the play sessions.
    pub(super) fn of_playing(list: Option<LenientVec<PlaySession>>, size: Option<i64>) -> Self {
        Self::of_list(SourceKind::Playing, list, size, |at, one| {
            Some(read_player(at, one))
        })
    }

    /// Reads the conversions for players and by clients.
    pub(super) fn of_transcodes(
        list: Option<LenientVec<TranscodeSession>>,
        size: Option<i64>,
    ) -> Self {
        Self::of_list(SourceKind::Transcodes, list, size, |at, one| {
            if one.complete.is_some_and(LenientBool::get) {
                return None;
            }
            let key = one.key.as_deref().and_then(session_key);
            let context = one.context.as_deref().unwrap_or("unknown context");
            Some(Work {
                session: key.clone(),
                transcode: key.clone(),
                ..Work::new(
                    SourceKind::Transcodes,
                    key.unwrap_or_else(|| nameless(at)),
                    &format!("conversion for a player or a client ({context})"),
                )
            })
        })
    }

    /// Reads the live TV sessions that the server receives for viewers.
    pub(super) fn of_live_tv(list: Option<LenientVec<LiveTvSession>>, size: Option<i64>) -> Self {
        Self::of_list(SourceKind::LiveTv, list, size, |at, one| {
            // Without a key it is not the session of any conversion.
            let key = one.key.as_deref().and_then(session_key);
            let title = one.title.as_deref().unwrap_or_default();
            Some(Work {
                session: key.clone(),
                transcode: key.clone(),
                ..Work::new(
                    SourceKind::LiveTv,
                    key.unwrap_or_else(|| nameless(at)),
                    &named("live TV", title),
                )
            })
        })
    }

    /// Reads the conversions in the background; paused ones are no work, and noted.
    pub(super) fn of_conversions(
        list: Option<LenientVec<ConversionJob>>,
        size: Option<i64>,
        are_paused: bool,
    ) -> Self {
        let mut seen = Self::of_list(SourceKind::Conversions, list, size, |at, one| {
            let order = one.generator_id.map(|id| id.to_string());
            let item = one.rating_key.as_deref().unwrap_or_default();
            let id = format!("{}/{item}", order.unwrap_or_else(|| nameless(at)));
            let title = one.title.as_deref().unwrap_or_default();
            Some(Work::new(
                SourceKind::Conversions,
                id,
                &named("conversion", title),
            ))
        });
        if are_paused && !seen.works.is_empty() {
            seen.works.clear();
            seen.note(
                SourceKind::Conversions,
                "conversions wait, because the server has paused them",
            );
        }
        seen
    }

    /// Reads which sections are scanned; of a section only its own.
    pub(super) fn of_sections(
        list: Option<LenientVec<LibrarySection>>,
        size: Option<i64>,
        section: Option<&str>,
    ) -> (Self, Vec<String>) {
        let mut keys = Vec::new();
        let seen = Self::of_list(SourceKind::Sections, list, size, |_, one| {
            if section.is_some_and(|wanted| one.key != *wanted) {
                return None;
            }
            let key = one.key.to_string();
            keys.push(key.clone());
            let title = one.title.as_deref().unwrap_or_default();
            one.refreshing.is_some_and(LenientBool::get).then(|| Work {
                section: Some(key.clone()),
                is_library: true,
                ..Work::new(
                    SourceKind::Sections,
                    key,
                    &named("scan of the section", title),
                )
            })
        });
        (seen, keys)
    }

    /// Adds how many items of a section are still processed.
    pub(super) fn add_queue(&mut self, section: &str, queued: Option<LenientInt>) {
        let Some(queued) = queued else {
            let text =
                format!("the section {section} does not say how many items are still processed");
            return self.is_unknown(SourceKind::Sections, &text);
        };
        if queued.get() > 0 {
            let text = format!("items of the section {section} are still processed");
            self.works.push(Work {
                section: Some(section.to_owned()),
                is_library: true,
                ..Work::new(SourceKind::Sections, format!("queue/{section}"), &text)
            });
        }
    }

    /// Reads the recordings. Recordings inside of another's conflicts are not looked at.
    pub(super) fn of_recordings(
        list: Option<LenientVec<GrabOperation>>,
        size: Option<i64>,
        now: Instant,
        wall: WallClock,
    ) -> Self {
        let mut odd = 0;
        let mut seen = Self::of_list(SourceKind::Recordings, list, size, |at, one| {
            let work = read_recording(at, one, now, wall);
            if work.is_none() && !is_at_rest(one) {
                odd += 1;
            }
            work
        });
        if odd > 0 {
            seen.is_unknown(
                SourceKind::Recordings,
                &format!("the state of {odd} recordings cannot be read"),
            );
        }
        seen
    }

    /// Reads how far an update is.
    pub(super) fn of_updates(list: Option<LenientVec<UpdateRelease>>) -> Self {
        let mut odd = 0;
        let mut seen = Self::of_list(SourceKind::Updater, list, None, |at, one| {
            let version = one.version.as_deref().unwrap_or_default();
            let (what, state) = match one.state.as_deref().unwrap_or_default() {
                "downloading" => ("update that is downloaded", WorkState::Works),
                "installing" => ("update that is installed", WorkState::Works),
                "tonight" => (
                    "update that is installed in the hours of the scheduled tasks",
                    WorkState::Tonight,
                ),
                "available" | "downloaded" | "skipped" | "error" | "notify" | "done" => {
                    return None;
                }
                _ => {
                    odd += 1;
                    return None;
                }
            };
            let id = format!("{version}/{at}");
            Some(Work {
                state,
                ..Work::new(SourceKind::Updater, id, &named(what, version))
            })
        });
        if odd > 0 {
            seen.is_unknown(
                SourceKind::Updater,
                &format!("the state of {odd} updates cannot be read"),
            );
        }
        seen
    }

    /// Reads the items of this client's download queue.
    pub(super) fn of_downloads(
        list: Option<LenientVec<DownloadQueueItem>>,
        size: Option<i64>,
    ) -> Self {
        let mut odd = 0;
        let mut seen = Self::of_list(SourceKind::Downloads, list, size, |_, one| {
            match one.status.as_deref().unwrap_or_default() {
                "available" | "error" | "expired" => None,
                "deciding" | "waiting" | "processing" => {
                    let item = one.key.as_deref().unwrap_or_default();
                    let text = named("conversion for a download of this client", item);
                    Some(Work::new(SourceKind::Downloads, one.id.to_string(), &text))
                }
                _ => {
                    odd += 1;
                    None
                }
            }
        });
        if odd > 0 {
            seen.is_unknown(
                SourceKind::Downloads,
                &format!("the state of {odd} downloads cannot be read"),
            );
        }
        seen
    }

    /// Notes something that does not change the verdict.
    pub(super) fn note(&mut self, source: SourceKind, text: &str) {
        let text = text.to_owned();
        self.notes.push(QuietNote { source, text });
    }

    /// A part of the answer cannot be read.
    pub(super) fn is_unknown(&mut self, source: SourceKind, text: &str) {
        let (text, error) = (text.to_owned(), None);
        self.unknown.push(UnknownSource {
            source,
            text,
            error,
        });
    }

    fn of_list<T>(
        kind: SourceKind,
        list: Option<LenientVec<T>>,
        size: Option<i64>,
        mut read: impl FnMut(usize, &T) -> Option<Work>,
    ) -> Self {
        let mut seen = Self::default();
        let list = list.unwrap_or_default();
        let odd = list.unreadable().len() + list.left_out();
        seen.count_unreadable(kind, list.readable().len() + odd, odd, size);
        let entries = list.readable().iter().enumerate();
        seen.works = entries.filter_map(|(at, one)| read(at, one)).collect();
        seen.bounded(kind)
    }

    /// The kept part of a list is bounded: the works of several sources are compared with each other.
    fn bounded(mut self, kind: SourceKind) -> Self {
        let beyond = self.works.len().saturating_sub(MAX_WORKS_PER_SOURCE);
        if beyond > 0 {
            // Planned works are cut first, because a running work may be one that no setting hides.
            self.works
                .sort_by_key(|work| work.state != WorkState::Works);
            self.works.truncate(MAX_WORKS_PER_SOURCE);
            self.is_unknown(
                kind,
                &format!("{beyond} more entries of the list are not looked at"),
            );
        }
        self
    }

    /// Counts the unreadable entries of a list. Servers were seen whose `size` counts more than they list,
    /// but one that counts entries and lists none has them elsewhere.
    fn count_unreadable(
        &mut self,
        kind: SourceKind,
        entries: usize,
        odd: usize,
        size: Option<i64>,
    ) {
        if odd > 0 {
            self.is_unknown(kind, &format!("{odd} entries of the list cannot be read"));
        } else if entries == 0 && size.is_some_and(|size| size > 0) {
            self.is_unknown(
                kind,
                "the answer counts entries, and their list cannot be read",
            );
        }
    }
}

impl Work {
    fn new(kind: SourceKind, id: String, text: &str) -> Self {
        Self {
            kind,
            id,
            text: excerpt(text),
            state: WorkState::Works,
            activity: None,
            session: None,
            section: None,
            transcode: None,
            is_library: false,
            comes_with_live_tv: false,
        }
    }
}

/// Returns `true` if the activity may be about the section: work on the library that names no section counts
/// for each.
fn is_about(activity: &Activity, section: Option<&str>) -> bool {
    let Some(section) = section else { return true };
    let is_library = activity.kind().is_empty() || is_library_type(activity.kind());
    is_library
        && activity
            .library_section_id()
            .is_none_or(|named| named == *section)
}

/// The kind of work of an activity of this type.
pub(super) fn kind_of_activity(kind: &str) -> SourceKind {
    match kind {
        "butler" => SourceKind::Butler,
        "library.update.section" => SourceKind::Sections,
        _ if kind.starts_with("grabber.") => SourceKind::Recordings,
        "media.download" => SourceKind::Downloads,
        _ if kind.starts_with("media.offline.") => SourceKind::Downloads,
        _ => SourceKind::Activities,
    }
}

/// Returns the name of an activity for people.
pub(super) fn describe_activity(activity: &Activity) -> String {
    let kind = match activity.kind() {
        "" => "activity without a type",
        kind => kind,
    };
    named(kind, activity.title())
}

/// Returns `true` if it comes with live TV that somebody watches.
pub(super) fn comes_with_live_tv(activity: &Activity) -> bool {
    is_grab_for_a_viewer(activity) || activity.kind().starts_with("provider.subscription")
}

fn is_grab_for_a_viewer(activity: &Activity) -> bool {
    activity.kind().starts_with("grabber.") && activity.subtitle().starts_with(LIVE_TV_SESSION)
}

fn read_activity(activity: &Activity) -> Work {
    let kind = activity.kind();
    let source = match is_grab_for_a_viewer(activity) {
        true => SourceKind::LiveTv,
        false => kind_of_activity(kind),
    };
    let percent = activity.progress().percent();
    let rests = kind == "butler" && percent.is_some_and(|percent| percent >= 100.0);
    Work {
        state: match rests {
            true => WorkState::Rests(format!("{}\n{}", activity.title(), activity.subtitle())),
            false => WorkState::Works,
        },
        activity: Some(activity.uuid.clone()),
        section: activity
            .library_section_id()
            .map(LenientString::into_string),
        is_library: is_library_type(kind),
        comes_with_live_tv: comes_with_live_tv(activity),
        ..Work::new(
            source,
            activity.uuid.to_string(),
            &describe_activity(activity),
        )
    }
}

fn read_player(at: usize, one: &PlaySession) -> Work {
    let session = one
        .session
        .as_ref()
        .and_then(|session| session.id.as_deref())
        .filter(|id| !id.is_empty());
    let key = one.session_key.as_deref().filter(|key| !key.is_empty());
    let player = one.player.as_ref();
    let state = player.and_then(|player| player.state.as_deref());
    let is_live = one.live.is_some_and(LenientBool::get);
    let (kind, what) = match is_live {
        true => (SourceKind::LiveTv, "live TV on a player"),
        false => (SourceKind::Playing, "player"),
    };
    let what = format!("{what}, {}", state.unwrap_or("in no known state"));
    let transcode = one
        .transcode_session
        .as_ref()
        .and_then(|session| session.key.as_deref());
    Work {
        state: match state {
            Some("paused") => WorkState::Paused,
            _ => WorkState::Plays(one.view_offset.map(LenientInt::get)),
        },
        session: session.or(key).map(str::to_owned),
        section: one
            .library_section_id
            .clone()
            .map(LenientString::into_string),
        transcode: transcode.and_then(session_key),
        comes_with_live_tv: is_live,
        ..Work::new(
            kind,
            key.or(session).map_or_else(|| nameless(at), str::to_owned),
            &named(&what, one.title.as_deref().unwrap_or_default()),
        )
    }
}

/// Returns `true` if the recording has a state in which it does not run.
fn is_at_rest(one: &GrabOperation) -> bool {
    let status = one.status.as_deref().unwrap_or_default();
    matches!(
        status,
        "inactive" | "complete" | "cancelled" | "error" | "scheduled"
    )
}

/// A recording that runs or is planned; `None` when it is neither, or nobody knows.
fn read_recording(at: usize, one: &GrabOperation, now: Instant, wall: WallClock) -> Option<Work> {
    let item = one.metadata.as_ref();
    let title = item.and_then(|item| item.grandparent_title.as_deref().or(item.title.as_deref()));
    let title = title.unwrap_or_default();
    let id = one.id.as_deref().or(one.key.as_deref());
    let id = id.map_or_else(|| nameless(at), str::to_owned);
    match one.status.as_deref().unwrap_or_default() {
        status @ ("inprogress" | "postprocessing" | "paused") => {
            let text = named(&format!("recording, {status}"), title);
            Some(Work::new(SourceKind::Recordings, id, &text))
        }
        "scheduled" => {
            let media = item.and_then(|item| item.media.as_ref());
            let media = media.and_then(|media| media.readable().first());
            let epoch = wall.time.duration_since(std::time::SystemTime::UNIX_EPOCH);
            let epoch = i64::try_from(epoch.unwrap_or_default().as_secs()).unwrap_or(i64::MAX);
            let ends_in = media
                .and_then(|media| media.ends_at)
                .map(|at| at.get().saturating_sub(epoch));
            if ends_in.is_some_and(|seconds| seconds <= 0) {
                return None;
            }
            let begins_in = media
                .and_then(|media| media.begins_at)
                .map(|at| at.get().saturating_sub(epoch));
            let state = begins_in.map_or(WorkState::BeginsSomeTime, |seconds| {
                let later = Duration::from_secs(u64::try_from(seconds).unwrap_or_default());
                WorkState::Begins(crate::time::after(now, later))
            });
            let text = named("recording that begins soon", title);
            Some(Work {
                state,
                ..Work::new(SourceKind::RecordingsSoon, id, &text)
            })
        }
        _ => None,
    }
}

/// The substitute id of an entry that has none. No id of a server looks like it.
fn nameless(at: usize) -> String {
    format!("#{at}")
}

fn named(what: &str, name: &str) -> String {
    match name.is_empty() {
        true => what.to_owned(),
        false => format!("{what}: {name}"),
    }
}
