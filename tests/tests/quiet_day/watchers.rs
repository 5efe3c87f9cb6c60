//! Clients that ask whether the server is quiet, and the answers that they may get.

use std::time::Duration;

use futures_util::FutureExt;
use plex_api::{Plex, QuietCheck, QuietReport, QuietVerdict};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::works::{Kind, Work, Works};

/// Quiet is reported at the end of a round: work that began during the round may be missing.
const ROUND: Duration = Duration::from_secs(15);

/// The time between the two looks that say quiet.
const APART: Duration = Duration::from_secs(15);

/// Quiet is reported at most so long after the end of the last work and the time to hold.
const TOLD_WITHIN: Duration = Duration::from_secs(120);

/// Like [`TOLD_WITHIN`], after the server was away.
const TOLD_WITHIN_AWAY: Duration = Duration::from_secs(240);

/// A moment more for answers that are under way at the limit.
const TOLERANCE: Duration = Duration::from_secs(5);

/// A client that follows whether the server is quiet.
pub(crate) struct Watched {
    pub(crate) name: &'static str,
    settings: Settings,
    reports: mpsc::UnboundedReceiver<QuietReport>,
    report: Option<QuietReport>,
    /// Until when something was wrong, and whether the server was away.
    trouble: Option<(Instant, bool)>,
    /// Since when nothing works and nothing is wrong.
    calm_since: Option<Instant>,
    was_calm_told: bool,
    pub(crate) told_quiet: usize,
    told_busy: usize,
    told_unknown: usize,
    longest_until_quiet: Duration,
    quiet_seconds: u64,
    seconds: u64,
}

/// The settings of the question.
#[derive(Default)]
pub(crate) struct Settings {
    hold: Duration,
    counts_hours: bool,
    section: Option<&'static str>,
}

impl Settings {
    pub(crate) fn hold(mut self, time: Duration) -> Self {
        self.hold = time;
        self
    }

    pub(crate) fn outside_butler(mut self) -> Self {
        self.counts_hours = true;
        self
    }

    pub(crate) fn section(mut self, section: &'static str) -> Self {
        self.section = Some(section);
        self
    }

    fn apply(&self, quiet: QuietCheck) -> QuietCheck {
        let quiet = quiet.hold(self.hold).outside_butler(self.counts_hours);
        match self.section {
            Some(section) => quiet.section(section),
            None => quiet,
        }
    }

    /// Returns `true` if this work is a reason against quiet.
    fn counts(&self, work: &Work) -> bool {
        if let Some(section) = self.section {
            let is_library = matches!(work.kind, Kind::Metadata | Kind::Scan | Kind::Queue);
            return is_library && work.section.is_none_or(|named| named == section);
        }
        match work.kind {
            Kind::Hours => self.counts_hours,
            Kind::RecordingSoon => !self.hold.is_zero(),
            _ => true,
        }
    }
}

impl Watched {
    pub(crate) fn new(
        name: &'static str,
        plex: &Plex,
        set: impl FnOnce(Settings) -> Settings,
    ) -> Self {
        let settings = set(Settings::default());
        let mut watch = settings.apply(plex.quiet()).watch();
        let (told, reports) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Some(report) = watch.next().await {
                let _ = told.send(report);
            }
        });
        Self {
            name,
            settings,
            reports,
            report: None,
            trouble: None,
            calm_since: None,
            was_calm_told: false,
            told_quiet: 0,
            told_busy: 0,
            told_unknown: 0,
            longest_until_quiet: Duration::ZERO,
            quiet_seconds: 0,
            seconds: 0,
        }
    }

    pub(crate) fn says_quiet(&self) -> bool {
        self.report.as_ref().is_some_and(QuietReport::is_quiet)
    }

    /// Returns `true` if this list is asked at all.
    pub(crate) fn asks(&self, path: &str) -> bool {
        self.settings.section.is_none() || path != "/status/sessions"
    }

    /// Something is wrong now.
    pub(crate) fn note_trouble(&mut self, now: Instant) {
        let is_away = self.trouble.is_some_and(|(_, is_away)| is_away);
        self.trouble = Some((now, is_away));
    }

    /// Notes that the trouble is over.
    pub(crate) fn end_trouble(&mut self, now: Instant, is_away: bool) {
        self.trouble = Some((now, is_away));
    }

    /// Takes the reports, and compares them with the truth.
    pub(crate) fn look(&mut self, works: &Works) {
        let now = Instant::now();
        while let Ok(report) = self.reports.try_recv() {
            let before = self.report.replace(report).map(|before| before.verdict());
            let report = self.report.as_ref().unwrap();
            let verdict = report.verdict();
            if before == Some(verdict) {
                continue;
            }
            match verdict {
                QuietVerdict::Quiet => {
                    self.told_quiet += 1;
                    let window = self.settings.hold.max(APART);
                    check_quiet(&self.settings, window, works, now, self.name, report);
                }
                QuietVerdict::Busy => self.told_busy += 1,
                QuietVerdict::Unknown => self.told_unknown += 1,
            }
        }
        let is_quiet = self.says_quiet();
        let counted = |work: &&Work| self.settings.counts(work);
        for work in works.running().filter(counted) {
            let since = now - work.begun_at;
            assert!(
                !is_quiet || since <= work.kind.is_seen_within(),
                "{} says quiet, and {work:?} has worked for {since:?}: {:?}",
                self.name,
                self.report
            );
        }
        self.seconds += 1;
        self.quiet_seconds += u64::from(is_quiet);
        self.look_for_calm(works, now);
    }

    /// After some time in which nothing works and nothing is wrong, it has to be quiet.
    fn look_for_calm(&mut self, works: &Works, now: Instant) {
        // At the begin and the end of each scan there is a message that names no section, and counts for all.
        let counts = |work: &Work| self.settings.counts(work) || work.kind == Kind::Scan;
        if works.running().any(counts) {
            (self.calm_since, self.was_calm_told) = (None, false);
            return;
        }
        let calm_since = *self.calm_since.get_or_insert(now);
        let (trouble_until, is_away) = self.trouble.unwrap_or((calm_since, false));
        let since = calm_since.max(trouble_until);
        let within = if is_away && trouble_until >= calm_since {
            TOLD_WITHIN_AWAY
        } else {
            TOLD_WITHIN
        };
        let passed = now.saturating_duration_since(since);
        if self.says_quiet() {
            if !self.was_calm_told && self.trouble.is_none_or(|(until, _)| until < calm_since) {
                self.longest_until_quiet = self.longest_until_quiet.max(passed);
            }
            self.was_calm_told = true;
            return;
        }
        assert!(
            passed <= within + self.settings.hold + TOLERANCE,
            "{} does not say quiet {passed:?} after the last work: {:?}",
            self.name,
            self.report
        );
    }

    pub(crate) fn describe(&self) -> String {
        format!(
            "{}: quiet {} times, busy {}, unknown {}; quiet for {} of {} s; quiet at most {:?} after the end",
            self.name,
            self.told_quiet,
            self.told_busy,
            self.told_unknown,
            self.quiet_seconds,
            self.seconds,
            self.longest_until_quiet,
        )
    }
}

/// Fails if something has worked within this time that the two looks had to see.
fn check_quiet(
    settings: &Settings,
    window: Duration,
    works: &Works,
    now: Instant,
    name: &str,
    report: &QuietReport,
) {
    for work in works.all().filter(|work| settings.counts(work)) {
        let is_seen = match work.ended_at {
            None => now - work.begun_at > ROUND,
            // A look that found nothing came after its end.
            Some(ended_at) => now - ended_at + TOLERANCE < window,
        };
        assert!(
            !is_seen,
            "{name} is told quiet in spite of {work:?} at {now:?}: {report:?}"
        );
    }
}

/// Single checks at any time.
pub(crate) struct Checks {
    plex: Plex,
    running: Vec<(Instant, JoinHandle<QuietReport>)>,
    pub(crate) quiet: usize,
    pub(crate) busy: usize,
    unknown: usize,
    longest: Duration,
}

impl Checks {
    pub(crate) fn new(plex: Plex) -> Self {
        Self {
            plex,
            running: Vec::new(),
            quiet: 0,
            busy: 0,
            unknown: 0,
            longest: Duration::ZERO,
        }
    }

    pub(crate) fn begin(&mut self) {
        let quiet = self.plex.quiet();
        let task = tokio::spawn(async move { quiet.check().await.unwrap() });
        self.running.push((Instant::now(), task));
    }

    pub(crate) fn are_running(&self) -> bool {
        !self.running.is_empty()
    }

    /// Takes the answers, and compares them with the truth.
    pub(crate) fn look(&mut self, works: &Works) {
        let now = Instant::now();
        let settings = Settings::default();
        let (done, running): (Vec<_>, Vec<_>) = std::mem::take(&mut self.running)
            .into_iter()
            .partition(|(_, task)| task.is_finished());
        self.running = running;
        for (begun_at, task) in done {
            let report = task.now_or_never().unwrap().unwrap();
            self.longest = self.longest.max(now - begun_at);
            match report.verdict() {
                QuietVerdict::Quiet => {
                    self.quiet += 1;
                    check_quiet(&settings, APART, works, now, "a check", &report);
                }
                QuietVerdict::Busy => {
                    self.busy += 1;
                    let mut counted = works.all().filter(|work| settings.counts(work));
                    let works_meanwhile = counted.any(|work| {
                        work.ended_at
                            .is_none_or(|ended_at| ended_at + TOLERANCE >= begun_at)
                    });
                    assert!(works_meanwhile, "a check is told busy: {report:?}");
                }
                QuietVerdict::Unknown => self.unknown += 1,
            }
        }
    }

    pub(crate) fn describe(&self) -> String {
        format!(
            "checks: quiet {} times, busy {}, unknown {}; at most {:?} each",
            self.quiet, self.busy, self.unknown, self.longest
        )
    }
}
