//! Decides whether a server is quiet, from the answers of its sources, its notifications, the lost
//! notifications, and time. It has neither a socket nor a clock.
//!
//! `guide/quiet.md` has the rules for users. In one sentence: busy beats unknown, unknown beats quiet, and
//! quiet needs two rounds at least [`APART`] apart, in which every source was asked, each answered and none
//! showed work, and no sign of work in between.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, SystemTime};

use tokio::time::Instant;

use super::evidence::{Answer, ButlerHours, Message, Probe, Sign, WallClock, Work, WorkState};
use super::report::{BusyReason, QuietReport, QuietVerdict, UnknownSource};
use super::settings::QuietSettings;
use super::source_kind::SourceKind;
use crate::error::{Error, ErrorKind};
use crate::time::after;

mod assess;
#[cfg(test)]
mod tests;

/// The shortest time between the two rounds before the verdict quiet.
pub(super) const APART: Duration = Duration::from_secs(15);
/// The pause between two rounds while nothing is expected to change.
const PAUSE: Duration = Duration::from_secs(30);
/// The pause after a round at least, also when a message brings the next one forward.
const SHORTEST_PAUSE: Duration = Duration::from_secs(5);
/// The delay after which a late answer does not count any more.
const MAX_DELAY: Duration = Duration::from_secs(5 * 60);
/// The step of the wall clock that shows that the machine was suspended.
const LEAP: Duration = Duration::from_secs(60);

/// The pace of the rounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pace {
    /// One verdict is wanted soon.
    Check,
    /// The server is followed.
    Watch,
}

/// The known state of the connection for notifications.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Stream {
    Connecting,
    Open,
    /// Notifications cannot arrive.
    Unavailable,
}

/// Decides whether a server is quiet.
#[derive(Debug)]
pub(super) struct QuietModel {
    settings: QuietSettings,
    pace: Pace,
    sources: BTreeMap<Probe, Source>,
    /// The sources that a message asks for.
    wanted: BTreeSet<Probe>,
    /// The newest sign of work that no round has looked at since.
    sign: Option<SeenSign>,
    /// The latest time at which something can have worked on the library, as far as is known.
    library_worked_at: Option<Instant>,
    clean: Option<Clean>,
    /// The time for which the server was clean before it could not be seen for a while.
    held: Duration,
    /// The server was not reached, or said that it is not ready.
    is_down: bool,
    up_since: Option<Instant>,
    stream: Stream,
    round: Option<Round>,
    rounds: u32,
    last_round_ended: Option<Instant>,
    is_hurried: bool,
    outlook: Outlook,
    /// Both clocks at the last report.
    reported_at: Option<(Instant, SystemTime)>,
    refused: Option<Error>,
}

/// The outlook of the last report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outlook {
    Busy,
    /// Only work may remain that follows other work on the library.
    Settles,
    Quiet,
    Unknown,
}

/// The newest answer of a source.
#[derive(Debug)]
struct Source {
    answer: Answer,
    answered_at: Instant,
    /// The time of the last question how much the sections still have to process.
    queues_at: Option<Instant>,
    /// Whether its newest list showed work on the library.
    shows_library_work: bool,
    histories: BTreeMap<String, History>,
}

/// Since when a work is known, and how it moved.
#[derive(Clone, Debug)]
struct History {
    since: SystemTime,
    state: WorkState,
    state_since: Instant,
    /// The time of a change, or of the first sight, while this client looked.
    moved_at: Option<Instant>,
    /// The time when a message reported it.
    told_at: Option<Instant>,
}

#[derive(Debug)]
struct SeenSign {
    sign: Sign,
    since: SystemTime,
}

/// The time in which every round was clean.
#[derive(Clone, Copy, Debug)]
struct Clean {
    /// The end of the first clean round in which every source was asked.
    since: Instant,
    /// The begin of the last one.
    until: Instant,
}

#[derive(Debug)]
struct Round {
    begun_at: Instant,
    /// True if a message has reported work since.
    has_sign: bool,
    /// Messages were lost since.
    has_loss: bool,
}

impl QuietModel {
    pub(super) fn new(settings: QuietSettings, pace: Pace) -> Self {
        Self {
            settings,
            pace,
            sources: BTreeMap::new(),
            wanted: BTreeSet::new(),
            sign: None,
            library_worked_at: None,
            clean: None,
            held: Duration::ZERO,
            is_down: false,
            up_since: None,
            stream: Stream::Connecting,
            round: None,
            rounds: 0,
            last_round_ended: None,
            is_hurried: false,
            outlook: Outlook::Unknown,
            reported_at: None,
            refused: None,
        }
    }

    /// The section that alone is looked at.
    pub(super) fn section(&self) -> Option<&str> {
        self.settings.section.as_deref()
    }

    /// The error by which the server refuses the token.
    pub(super) fn refused(&self) -> Option<&Error> {
        self.refused.as_ref()
    }

    /// Returns the time when the next round begins; `None` while a round is running.
    pub(super) fn next_round_at(&self, now: Instant) -> Option<Instant> {
        if self.round.is_some() {
            return None;
        }
        let Some(ended) = self.last_round_ended else {
            return Some(now);
        };
        let pause = match (self.pace, self.outlook) {
            (Pace::Watch, _) if self.is_hurried => SHORTEST_PAUSE,
            (Pace::Watch, Outlook::Busy | Outlook::Quiet) => PAUSE,
            (Pace::Watch, Outlook::Unknown) => self.pause_within_hold(ended),
            _ => APART,
        };
        Some(after(ended, pause))
    }

    /// The pause after a round in which nothing but time was missing: the last round of the time to hold
    /// begins when that is over.
    fn pause_within_hold(&self, ended: Instant) -> Duration {
        let left = self.settings.hold.saturating_sub(self.held);
        match self.clean {
            Some(clean) => after(clean.since, left.max(APART))
                .saturating_duration_since(ended)
                .clamp(SHORTEST_PAUSE, PAUSE),
            None => APART,
        }
    }

    /// Begins a round, and returns the sources to ask.
    pub(super) fn begin_round(&mut self, now: Instant) -> Vec<Probe> {
        self.round = Some(Round {
            begun_at: now,
            has_sign: false,
            has_loss: false,
        });
        self.is_hurried = false;
        let wanted = std::mem::take(&mut self.wanted);
        let probes = self.probes().iter().copied();
        probes
            .filter(|probe| wanted.contains(probe) || self.is_due(*probe, now))
            .collect()
    }

    /// Returns `true` if it is time to ask how much the sections still have to process.
    pub(super) fn asks_queues(&self, now: Instant) -> bool {
        let asked_at = self
            .sources
            .get(&Probe::Sections)
            .and_then(|source| source.queues_at);
        let is_old = asked_at.is_none_or(|at| now.duration_since(at) >= Probe::Updater.fresh_for());
        let worked_at = self.library_worked_at;
        let has_worked =
            worked_at.is_some_and(|at| now < after(after(at, self.settings.settle), 2 * PAUSE));
        is_old || has_worked || self.asks_everything() || self.settings.section.is_some()
    }

    /// A source has answered.
    pub(super) fn answer(&mut self, probe: Probe, answer: Answer, now: Instant, wall: WallClock) {
        self.note_reachability(probe, &answer, now);
        let before = self.sources.remove(&probe);
        let mut histories = before
            .as_ref()
            .map(|source| source.histories.clone())
            .unwrap_or_default();
        let mut queues_at = before.as_ref().and_then(|source| source.queues_at);
        let did_show = before
            .as_ref()
            .is_some_and(|source| source.shows_library_work);
        let mut shows_library_work = did_show;
        match &answer {
            Answer::Work(seen) => {
                histories = renew(&histories, &seen.works, before.is_some(), now, wall.time);
                if seen.has_queues {
                    queues_at = Some(now);
                }
                let mut counted = seen.works.iter().filter(|work| !self.is_ignored(work.kind));
                shows_library_work =
                    counted.any(|work| work.is_library && work.state == WorkState::Works);
                // The first list without it is the first thing that is known of its end.
                if shows_library_work || did_show {
                    self.library_worked_at = Some(now);
                }
            }
            // Nobody knows whether it goes on.
            Answer::Failed(_) => {}
            Answer::Hours(_) | Answer::Version(_) | Answer::Absent => shows_library_work = false,
        }
        self.sources.insert(
            probe,
            Source {
                answer,
                answered_at: now,
                queues_at,
                shows_library_work,
                histories,
            },
        );
        if !self.assess(now, wall).reasons.is_empty() {
            self.break_clean();
        }
    }

    /// The round is over.
    pub(super) fn end_round(&mut self, now: Instant, wall: WallClock) {
        let Some(round) = self.round.take() else {
            return;
        };
        self.rounds = self.rounds.saturating_add(1);
        self.last_round_ended = Some(now);
        if !round.has_sign {
            self.sign = None;
        }
        let seen = self.assess(now, wall);
        if !seen.reasons.is_empty() || round.has_sign {
            self.break_clean();
        } else if !seen.unknown.is_empty() || round.has_loss {
            self.pause_clean();
        } else if self.is_confirmed() || self.is_all_asked_since(round.begun_at) {
            let since = self.clean.map_or(now, |clean| clean.since);
            let until = round.begun_at;
            self.clean = Some(Clean { since, until });
        }
    }

    /// A notification came.
    pub(super) fn message(&mut self, message: Message, now: Instant, wall: WallClock) {
        match message {
            Message::Look => self.is_hurried = true,
            Message::LookAt(probe) => {
                self.wanted.insert(probe);
                self.is_hurried = true;
            }
            Message::Sign(sign) => self.sign(sign, now, wall),
        }
    }

    /// Notifications arrive from now on.
    pub(super) fn stream_opened(&mut self) {
        self.stream = Stream::Open;
    }

    /// The connection for notifications is lost, or could not be made.
    pub(super) fn stream_closed(&mut self) {
        self.leave_stream(Stream::Connecting);
    }

    /// Notifications cannot arrive.
    pub(super) fn stream_unavailable(&mut self) {
        self.leave_stream(Stream::Unavailable);
    }

    fn leave_stream(&mut self, next: Stream) {
        if std::mem::replace(&mut self.stream, next) == Stream::Open {
            self.lost();
        }
    }

    /// Some notifications were lost, so that nobody knows whether something worked meanwhile.
    pub(super) fn lost(&mut self) {
        self.pause_clean();
        if let Some(round) = &mut self.round {
            round.has_loss = true;
        }
        self.is_hurried = true;
    }

    /// The server refuses the token for good.
    pub(super) fn refuse(&mut self, error: Error) {
        self.refused.get_or_insert(error);
    }

    /// Returns `true` if a single check has its verdict: a further round would not change it within its time.
    pub(super) fn is_decided(&self, report: &QuietReport) -> bool {
        if report.verdict != QuietVerdict::Unknown || self.refused.is_some() {
            return true;
        }
        let waits = |source: SourceKind| match source {
            SourceKind::Starting => true,
            SourceKind::Settling => !self.settings.hold.is_zero() || self.up_since.is_some(),
            _ => false,
        };
        self.rounds >= 2 && !report.unknown.iter().all(|one| waits(one.source))
    }

    /// The report at this moment.
    pub(super) fn report(&mut self, now: Instant, wall: WallClock) -> QuietReport {
        self.compare_clocks(now, wall);
        let mut seen = self.assess(now, wall);
        self.outlook = match (seen.reasons.is_empty(), seen.unknown.is_empty()) {
            (false, _) => Outlook::Busy,
            (true, true) if self.is_confirmed() => Outlook::Quiet,
            (true, _) if self.settles(now) => Outlook::Settles,
            (true, _) => Outlook::Unknown,
        };
        let verdict = match self.outlook {
            Outlook::Busy => QuietVerdict::Busy,
            Outlook::Settles => {
                seen.reasons.push(self.settling(now, wall));
                QuietVerdict::Busy
            }
            Outlook::Quiet => QuietVerdict::Quiet,
            Outlook::Unknown => {
                if seen.unknown.is_empty() {
                    seen.unknown.push(self.unconfirmed());
                }
                QuietVerdict::Unknown
            }
        };
        let clean = self
            .clean
            .map(|clean| self.held + now.duration_since(clean.since));
        let quiet_for = clean.or_else(|| (!self.held.is_zero()).then_some(self.held));
        let key = |one: &BusyReason| (one.source, one.text.clone());
        seen.reasons.sort_by_cached_key(key);
        QuietReport {
            verdict,
            quiet_for: quiet_for.filter(|_| verdict != QuietVerdict::Busy),
            reasons: seen.reasons,
            unknown: seen.unknown,
            notes: seen.notes,
            ignored: seen.ignored,
        }
    }

    /// While a machine is suspended nothing is seen, and its clock for timers may stand still.
    fn compare_clocks(&mut self, now: Instant, wall: WallClock) {
        let Some((then, time)) = self.reported_at.replace((now, wall.time)) else {
            return;
        };
        let passed = wall.time.duration_since(time).unwrap_or_default();
        if passed > now.duration_since(then) + LEAP {
            self.lost();
        }
    }

    fn probes(&self) -> &'static [Probe] {
        match self.settings.section {
            // The last one only shows whose token it is.
            Some(_) => &[Probe::Activities, Probe::Sections, Probe::Conversions],
            None => &Probe::ALL,
        }
    }

    fn is_due(&self, probe: Probe, now: Instant) -> bool {
        let Some(source) = self.sources.get(&probe) else {
            return true;
        };
        let is_open = match &source.answer {
            Answer::Failed(_) => true,
            Answer::Work(seen) => {
                let mut works = seen.works.iter();
                !seen.unknown.is_empty() || works.any(|work| self.is_awaited(work, now))
            }
            Answer::Hours(_) | Answer::Version(_) | Answer::Absent => false,
        };
        let is_wanted = self.asks_everything() && probe.is_asked_twice();
        is_open || is_wanted || now.duration_since(source.answered_at) >= probe.fresh_for()
    }

    /// Returns `true` if the end of the work is waited for.
    fn is_awaited(&self, work: &Work, now: Instant) -> bool {
        match work.state {
            WorkState::Works => true,
            WorkState::Begins(at) => self.is_soon(at, now),
            _ => false,
        }
    }

    /// Returns `true` if the next round may be one of the two that say quiet.
    fn asks_everything(&self) -> bool {
        let may_be_next = matches!(self.outlook, Outlook::Settles | Outlook::Unknown);
        self.pace == Pace::Check || may_be_next
    }

    /// Returns `true` if every source was asked from then on.
    fn is_all_asked_since(&self, begun_at: Instant) -> bool {
        let mut probes = self.probes().iter().filter(|probe| probe.is_asked_twice());
        probes.all(|probe| {
            self.sources.get(probe).is_some_and(|source| {
                let has_parts = match &source.answer {
                    Answer::Work(seen) => seen.has_queues || *probe != Probe::Sections,
                    _ => true,
                };
                has_parts && source.answered_at >= begun_at
            })
        })
    }

    fn is_ignored(&self, kind: SourceKind) -> bool {
        kind.can_be_ignored() && self.settings.ignored.contains(&kind)
    }

    /// Returns `true` if nobody wants to know that the source did not answer.
    fn is_hidden(&self, probe: Probe, error: Option<ErrorKind>) -> bool {
        let is_refused = matches!(error, Some(ErrorKind::Unauthorized | ErrorKind::Forbidden));
        // The list of activities has work of nearly every kind.
        let is_needed = probe == Probe::Activities || is_refused && probe.is_for_administrators();
        !is_needed && self.settings.ignored.contains(&probe.kind())
    }

    fn note_reachability(&mut self, probe: Probe, answer: &Answer, now: Instant) {
        let Answer::Failed(error) = answer else {
            if std::mem::take(&mut self.is_down) {
                self.up_since = Some(now);
            }
            return;
        };
        let kind = error.kind();
        if matches!(kind, ErrorKind::Connect | ErrorKind::ServerBusy)
            && !self.is_hidden(probe, Some(kind))
        {
            self.is_down = true;
        }
        if matches!(kind, ErrorKind::Unauthorized | ErrorKind::Forbidden)
            && probe == Probe::Activities
        {
            self.refuse(error.clone());
        }
    }

    fn sign(&mut self, sign: Sign, now: Instant, wall: WallClock) {
        let sign = self.with_what_is_listed(sign);
        if self.is_out_of_scope(&sign) || self.is_of_something_ignored(&sign, now) {
            return;
        }
        if let Some(session) = &sign.session {
            let players = self.sources.get_mut(&Probe::Playing);
            if let Some(history) = players.and_then(|source| source.histories.get_mut(session)) {
                history.told_at = Some(now);
            }
        }
        if sign.is_library {
            self.library_worked_at = Some(now);
        }
        self.break_clean();
        if let Some(round) = &mut self.round {
            round.has_sign = true;
        }
        // While it is known to be busy, only an end is news.
        self.is_hurried |= sign.is_end || self.outlook != Outlook::Busy;
        let since = wall.time;
        self.sign = Some(SeenSign { sign, since });
    }

    /// A message may have no more of an activity than its uuid; the list knows the rest.
    fn with_what_is_listed(&self, sign: Sign) -> Sign {
        let mut listed = self.works(Probe::Activities).iter();
        let listed = listed.find(|work| work.activity.is_some() && work.activity == sign.activity);
        match listed {
            Some(work) => Sign {
                kind: work.kind,
                text: work.text.clone(),
                section: sign.section.or_else(|| work.section.clone()),
                is_library: work.is_library,
                comes_with_live_tv: work.comes_with_live_tv,
                ..sign
            },
            None => sign,
        }
    }

    fn is_out_of_scope(&self, sign: &Sign) -> bool {
        let Some(section) = &self.settings.section else {
            return false;
        };
        let named = sign.section.as_ref();
        !sign.is_library || named.is_some_and(|named| named != section)
    }

    fn is_of_something_ignored(&self, sign: &Sign, now: Instant) -> bool {
        let is_of_a_viewer = sign.comes_with_live_tv && self.is_live_tv_watched();
        if self.is_ignored(sign.kind) || is_of_a_viewer && self.is_ignored(SourceKind::LiveTv) {
            return true;
        }
        let Some(session) = &sign.session else {
            return false;
        };
        let mut players = self.works(Probe::Playing).iter();
        let player = match sign.kind {
            SourceKind::Playing => players.find(|work| work.id == *session),
            _ => players.find(|work| work.transcode.as_ref() == Some(session)),
        };
        match (player, sign.kind) {
            // A message of a player that goes on is none of one that is paused.
            (Some(player), SourceKind::Playing) => self.is_ignored(player.kind),
            (Some(player), _) => {
                self.is_ignored(player.kind) || self.is_paused_for_long(player, now)
            }
            (None, _) => false,
        }
    }

    fn works(&self, probe: Probe) -> &[Work] {
        match self.sources.get(&probe).map(|source| &source.answer) {
            Some(Answer::Work(seen)) => &seen.works,
            _ => &[],
        }
    }

    fn history(&self, probe: Probe, work: &Work) -> Option<&History> {
        self.sources.get(&probe)?.histories.get(&work.id)
    }

    fn is_paused_for_long(&self, player: &Work, now: Instant) -> bool {
        let paused_since = self
            .history(Probe::Playing, player)
            .map(|history| history.state_since);
        let (Some(limit), Some(since)) = (self.settings.ignore_paused, paused_since) else {
            return false;
        };
        player.state == WorkState::Paused && now.duration_since(since) >= limit
    }

    fn hours(&self) -> Option<ButlerHours> {
        match self.sources.get(&Probe::ButlerHours)?.answer {
            Answer::Hours(hours) => Some(hours),
            _ => None,
        }
    }

    fn break_clean(&mut self) {
        self.clean = None;
        self.held = Duration::ZERO;
    }

    /// Pauses the clean time, which may continue.
    fn pause_clean(&mut self) {
        if let Some(clean) = self.clean.take() {
            self.held += clean.until.saturating_duration_since(clean.since);
        }
    }

    fn is_confirmed(&self) -> bool {
        self.clean.is_some_and(|clean| {
            let span = clean.until.saturating_duration_since(clean.since);
            let settled_at = self
                .library_worked_at
                .map(|at| after(at, self.settings.settle));
            span >= APART
                && self.held + span >= self.settings.hold
                && settled_at.is_none_or(|at| clean.until >= at)
        })
    }

    /// Returns `true` if work on the library has ended so short a time ago that more may follow.
    fn settles(&self, now: Instant) -> bool {
        let worked_at = self.library_worked_at;
        worked_at.is_some_and(|at| now < after(at, self.settings.settle))
    }

    fn settling(&self, now: Instant, wall: WallClock) -> BusyReason {
        let ago = self.library_worked_at.map(|at| now.duration_since(at));
        let since = ago.and_then(|ago| wall.time.checked_sub(ago));
        BusyReason {
            source: SourceKind::Settling,
            text: "work on the library has just ended, and more of it often follows".to_owned(),
            since: since.unwrap_or(wall.time),
            activity: None,
            session: None,
            section: self.settings.section.clone(),
        }
    }

    fn unconfirmed(&self) -> UnknownSource {
        let hold = self.settings.hold;
        let text = match hold <= APART {
            true => format!(
                "no work was seen; a second round, {} s after the first, must confirm it",
                APART.as_secs()
            ),
            false => format!(
                "no work was seen; this must last for {}",
                humantime::format_duration(hold)
            ),
        };
        let (source, error) = (SourceKind::Settling, None);
        UnknownSource {
            source,
            text,
            error,
        }
    }
}

/// The histories of the works that are listed now. `is_later` says that the source has answered before.
fn renew(
    before: &BTreeMap<String, History>,
    works: &[Work],
    is_later: bool,
    now: Instant,
    time: SystemTime,
) -> BTreeMap<String, History> {
    let one = |work: &Work| {
        let fresh = History {
            since: time,
            state: work.state.clone(),
            state_since: now,
            moved_at: is_later.then_some(now),
            told_at: None,
        };
        let history = match before.get(&work.id) {
            Some(known) if known.state == work.state => known.clone(),
            Some(known) => History {
                since: known.since,
                told_at: known.told_at,
                moved_at: Some(now),
                ..fresh
            },
            None => fresh,
        };
        (work.id.clone(), history)
    };
    works.iter().map(one).collect()
}
