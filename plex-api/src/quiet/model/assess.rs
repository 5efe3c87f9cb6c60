//! The combined meaning of the newest answers and the newest sign of work: the work, the unknown sources,
//! and the notes. The rules for each source are here, and nothing is remembered.

use std::time::Duration;

use tokio::time::Instant;

use super::{MAX_DELAY, QuietModel, Source, Stream};
use crate::error::{Error, ErrorKind};
use crate::quiet::evidence::{Answer, ButlerHours, Evidence, Probe, WallClock, Work, WorkState};
use crate::quiet::report::{BusyReason, QuietNote, UnknownSource};
use crate::quiet::settings::QuietSettings;
use crate::quiet::source_kind::SourceKind;
use crate::sanitize::excerpt;
use crate::time::after;

/// The time for which the lists of a restarted server are not trusted.
const STARTS_FOR: Duration = Duration::from_secs(120);
/// The time for which a resting row of the scheduled tasks counts as work after it has moved.
const ROW_RESTS_AFTER: Duration = Duration::from_secs(60);
/// The time without a message after which a player is reported as perhaps gone.
const PLAYER_IS_GONE_AFTER: Duration = Duration::from_secs(5 * 60);
/// The time before its start in which a recording counts as work.
const BEFORE_A_RECORDING: Duration = Duration::from_secs(2 * 60);
/// From this version on, servers do not list conversions for downloads.
const HIDES_DOWNLOADS: [u64; 4] = [1, 43, 3, 10828];

/// The combined meaning of the newest answers.
#[derive(Debug, Default)]
pub(super) struct Assessment {
    pub(super) reasons: Vec<BusyReason>,
    pub(super) ignored: Vec<BusyReason>,
    pub(super) unknown: Vec<UnknownSource>,
    pub(super) notes: Vec<QuietNote>,
}

impl QuietModel {
    /// The assessment of the newest answers and the newest sign.
    pub(super) fn assess(&self, now: Instant, wall: WallClock) -> Assessment {
        let mut all = Assessment::default();
        for probe in self.probes().iter().copied() {
            match self.sources.get(&probe) {
                Some(source) => self.assess_source(probe, source, now, wall, &mut all),
                None if self.is_hidden(probe, None) || is_only_noted(probe, &self.settings) => {}
                None => all.unknown.push(UnknownSource {
                    source: probe.kind(),
                    text: "it has not answered yet".to_owned(),
                    error: None,
                }),
            }
        }
        if let Some(seen) = self.sign.as_ref().filter(|_| all.reasons.is_empty()) {
            let end = if seen.sign.is_end { ", just ended" } else { "" };
            all.reasons.push(BusyReason {
                source: seen.sign.kind,
                text: format!("{}{end}", seen.sign.text),
                since: seen.since,
                activity: seen.sign.activity.clone(),
                session: seen.sign.session.clone(),
                section: seen.sign.section.clone(),
            });
        }
        if let Some(error) = self
            .refused
            .as_ref()
            .filter(|_| all.unknown.iter().all(|one| one.error.is_none()))
        {
            self.assess_failure(Probe::Activities, error, &mut all);
        }
        self.assess_start(now, &mut all);
        if self.settings.section.is_none() {
            self.assess_hours(wall, &mut all);
            self.note_downloads(&mut all);
        }
        if self.stream == Stream::Unavailable {
            all.note(
                SourceKind::Activities,
                "no notifications arrive: work between two looks is not seen",
            );
        }
        all
    }

    fn assess_source(
        &self,
        probe: Probe,
        source: &Source,
        now: Instant,
        wall: WallClock,
        all: &mut Assessment,
    ) {
        let age = now.duration_since(source.answered_at);
        if age > probe.fresh_for() + MAX_DELAY && !self.is_hidden(probe, None) {
            all.unknown.push(UnknownSource {
                source: probe.kind(),
                text: "it has not answered for minutes".to_owned(),
                error: None,
            });
        }
        match &source.answer {
            Answer::Work(seen) => self.assess_works(probe, seen, now, wall, all),
            Answer::Failed(error) => self.assess_failure(probe, error, all),
            Answer::Hours(_) | Answer::Version(_) | Answer::Absent => {}
        }
    }

    fn assess_failure(&self, probe: Probe, error: &Error, all: &mut Assessment) {
        let kind = error.kind();
        if self.is_hidden(probe, Some(kind)) {
            return;
        }
        let hint = match kind {
            ErrorKind::Unauthorized | ErrorKind::Forbidden if probe.is_for_administrators() => {
                "; only a token of the server's administrator sees everything"
            }
            ErrorKind::Timeout | ErrorKind::ServerBusy => "; the server may be in maintenance",
            _ => "",
        };
        let text = format!("{}{hint}", error.message());
        if is_only_noted(probe, &self.settings) {
            all.note(probe.kind(), &text);
            return;
        }
        all.unknown.push(UnknownSource {
            source: probe.kind(),
            text,
            error: Some(kind),
        });
    }

    fn assess_works(
        &self,
        probe: Probe,
        seen: &Evidence,
        now: Instant,
        wall: WallClock,
        all: &mut Assessment,
    ) {
        let unknown = seen.unknown.iter();
        all.unknown.extend(
            unknown
                .filter(|one| !self.is_hidden(probe, one.error))
                .cloned(),
        );
        if self.settings.section.is_some() && probe == Probe::Conversions {
            return;
        }
        all.notes.extend(seen.notes.iter().cloned());
        for work in seen
            .works
            .iter()
            .filter(|work| !self.is_counted_elsewhere(probe, work))
        {
            let Some(text) = self.judge(probe, work, now, wall, all) else {
                continue;
            };
            let history = self.history(probe, work);
            let reason = BusyReason {
                source: work.kind,
                text,
                since: history.map_or(wall.time, |history| history.since),
                activity: work.activity.clone(),
                session: work.session.clone(),
                section: work.section.clone(),
            };
            if self.is_ignored(work.kind) || self.is_paused_for_long(work, now) {
                all.ignored.push(reason);
            } else {
                all.reasons.push(reason);
            }
        }
    }

    /// The text of a work that is to be told of; `None` when it is no work now.
    fn judge(
        &self,
        probe: Probe,
        work: &Work,
        now: Instant,
        wall: WallClock,
        all: &mut Assessment,
    ) -> Option<String> {
        let text = || Some(work.text.clone());
        let history = self.history(probe, work);
        match work.state {
            WorkState::Works | WorkState::Paused => text(),
            WorkState::Plays(offset) => {
                let moved_at = history.map(|history| {
                    history
                        .state_since
                        .max(history.told_at.unwrap_or(history.state_since))
                });
                let stands_for = moved_at.map_or(Duration::ZERO, |at| now.duration_since(at));
                match offset.is_some() && stands_for >= PLAYER_IS_GONE_AFTER {
                    true => Some(format!(
                        "{}; perhaps gone, it has not moved for minutes",
                        work.text
                    )),
                    false => text(),
                }
            }
            WorkState::Rests(_) => {
                let moved_at = history.and_then(|history| history.moved_at)?;
                (now.duration_since(moved_at) < ROW_RESTS_AFTER).then(|| work.text.clone())
            }
            WorkState::Begins(at) => self.is_soon(at, now).then(|| work.text.clone()),
            WorkState::BeginsSomeTime => {
                if self.has_hold() && !self.is_ignored(work.kind) {
                    all.unknown.push(UnknownSource {
                        source: work.kind,
                        text: "the begin of a recording cannot be read".to_owned(),
                        error: None,
                    });
                }
                None
            }
            WorkState::Tonight => {
                // Where the hours are unknown, they may begin at any time.
                let is_near = self.hours().is_none_or(|hours| self.reaches(hours, wall));
                if !is_near {
                    all.note(work.kind, &work.text);
                }
                is_near.then(|| work.text.clone())
            }
        }
    }

    /// Whether the work is that of another reason: one viewer of live TV is a player, a live session, a
    /// conversion and several activities.
    fn is_counted_elsewhere(&self, probe: Probe, work: &Work) -> bool {
        let live = self.works(Probe::LiveTv);
        let players = self.works(Probe::Playing);
        match probe {
            Probe::Playing => work.comes_with_live_tv && !live.is_empty(),
            // One without a key is nobody's.
            Probe::Transcodes => {
                let mut others = live.iter().chain(players);
                work.transcode.is_some() && others.any(|other| other.transcode == work.transcode)
            }
            Probe::Activities => work.comes_with_live_tv && self.is_live_tv_watched(),
            Probe::Recordings => {
                let runs = |work: &&Work| work.kind == SourceKind::Recordings;
                let activities = self.works(Probe::Activities).iter().filter(runs).count();
                let listed = self.works(Probe::Recordings).iter().filter(runs).count();
                runs(&work) && activities >= listed
            }
            _ => false,
        }
    }

    pub(super) fn is_live_tv_watched(&self) -> bool {
        let mut players = self.works(Probe::Playing).iter();
        !self.works(Probe::LiveTv).is_empty() || players.any(|player| player.comes_with_live_tv)
    }

    fn assess_start(&self, now: Instant, all: &mut Assessment) {
        let is_starting = self
            .up_since
            .is_some_and(|since| now < after(since, STARTS_FOR));
        if is_starting && !self.settings.ignored.contains(&SourceKind::Starting) {
            all.unknown.push(UnknownSource {
                source: SourceKind::Starting,
                text: format!(
                    "the server was not reachable and answers again; for {} s its lists may be incomplete",
                    STARTS_FOR.as_secs()
                ),
                error: None,
            });
        }
    }

    fn assess_hours(&self, wall: WallClock, all: &mut Assessment) {
        let Some(hours) = self.hours() else { return };
        if !self.reaches(hours, wall) {
            return;
        }
        let text = format!(
            "the scheduled tasks may run from {}:00 to {}:00, if the server has the time zone of this machine",
            hours.start, hours.end
        );
        if !self.settings.outside_butler || self.is_ignored(SourceKind::Butler) {
            all.note(SourceKind::Butler, &text);
            return;
        }
        let minutes = hours.minutes_since(wall.minute);
        let since = wall
            .time
            .checked_sub(Duration::from_secs(u64::from(minutes) * 60));
        all.reasons.push(BusyReason {
            source: SourceKind::Butler,
            text,
            since: since.unwrap_or(wall.time),
            activity: None,
            session: None,
            section: None,
        });
    }

    /// Returns `true` if the hours have come, or come before the server has to remain quiet no longer.
    fn reaches(&self, hours: ButlerHours, wall: WallClock) -> bool {
        u64::from(hours.begins_in(wall.minute)) * 60 <= self.settings.hold.as_secs()
    }

    fn note_downloads(&self, all: &mut Assessment) {
        let Some(source) = self.sources.get(&Probe::Version) else {
            return;
        };
        let hides = match &source.answer {
            Answer::Version(version) => hides_downloads(version).map(|hides| (hides, version)),
            _ => None,
        };
        let text = match hides {
            Some((false, _)) => return,
            Some((true, version)) => format!(
                "conversions for downloads of other clients cannot be seen on this version ({})",
                excerpt(version)
            ),
            None => "the version of the server is unknown: from 1.43.3.10828 on, conversions for downloads of \
                     other clients cannot be seen"
                .to_owned(),
        };
        all.note(SourceKind::Downloads, &text);
    }

    /// Returns `true` if a recording begins before the server has to remain quiet no longer.
    pub(super) fn is_soon(&self, begins_at: Instant, now: Instant) -> bool {
        let until = after(now, self.settings.hold);
        self.has_hold() && begins_at <= after(until, BEFORE_A_RECORDING)
    }

    fn has_hold(&self) -> bool {
        !self.settings.hold.is_zero()
    }
}

impl Assessment {
    fn note(&mut self, source: SourceKind, text: &str) {
        let text = text.to_owned();
        self.notes.push(QuietNote { source, text });
    }
}

/// Returns `true` if a missing answer of the source changes no verdict.
pub(super) fn is_only_noted(probe: Probe, settings: &QuietSettings) -> bool {
    match probe {
        Probe::Version => true,
        Probe::ButlerHours => !settings.outside_butler,
        _ => false,
    }
}

/// Returns `true` if a server of this version does not list conversions for downloads; `None` when the
/// version does not tell.
pub(super) fn hides_downloads(version: &str) -> Option<bool> {
    let mut parts = version.split(['.', '-']);
    for limit in HIDES_DOWNLOADS {
        let number: u64 = parts.next()?.parse().ok()?;
        if number != limit {
            return Some(number > limit);
        }
    }
    Some(true)
}
