//! The proof that requested work is done, as a state machine without I/O and without a clock.
//!
//! It is fed with the events of a watcher and with looks at the library section, and never takes an
//! absence of signs for an end:
//!
//! - An activity that fits the request, and was not there before it, is the work. Its end is the end.
//! - A section that began to refresh after the request, or whose `scannedAt` moved since, and that is
//!   calm in two looks in a row, is done.
//! - If the section was busy before the request, its end may be that of the earlier work. The work is
//!   then done when the section stays calm for as long as "nothing seen" takes.
//! - Work that many activities do is done when one was seen that was not there before the request, and
//!   none has run for as long as it takes to settle.
//! - While another activity of the type is running, the work may be queued behind it. The time until
//!   "nothing seen" starts again when that activity ends.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::done::Done;
use crate::generated::types::Activity;
use crate::tracker::{ActivityEvent, ActivityFilter, Outcome};
use crate::wire::{ActivityId, Context};

/// The number of looks in a row that must find the section calm. Between a queue and its scan, a section may
/// seem calm for a moment.
const CALM_LOOKS: u32 = 2;

/// The known facts about the work that a request asked for.
pub(super) struct Evidence {
    expected: ActivityFilter,
    /// Whether the work may be an activity that does not name its item. The end of such an activity
    /// proves nothing; a while without such activities after it is the proof.
    may_be_unnamed: bool,
    /// Whether the request asked for exactly one activity.
    is_single: bool,
    /// Whether a library section tells of the work too.
    is_of_section: bool,
    running: BTreeMap<ActivityId, Running>,
    /// The section before the request, or at the first look after it.
    baseline: Option<SectionState>,
    latest: Option<SectionState>,
    /// Whether the section was busy before the request, so that its end proves little.
    is_contested: bool,
    /// Whether an activity was seen that fits and was not there before the request.
    was_seen: bool,
    /// Whether the section was refreshing before the request without a known activity. The first
    /// activity that begins may then be that one.
    expects_earlier: bool,
    was_busy: bool,
    has_moved: bool,
    calm_looks: u32,
    finished: Option<Done>,
    silent_since: Option<Instant>,
}

struct Running {
    activity: Arc<Activity>,
    /// Whether it was there before the request, as far as is known.
    is_earlier: bool,
}

/// The state of a library section.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct SectionState {
    pub(super) is_refreshing: bool,
    pub(super) scanned_at: Option<i64>,
}

/// The conclusion from the evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Done(Done),
    /// The activity is running that does the work.
    Working(ActivityId),
    /// An activity is running that fits and was there before the request.
    Earlier(Arc<Activity>),
    /// Another activity of the type is running.
    Other(Arc<Activity>),
    /// The section says that it is refreshing.
    Refreshing,
    /// No sign is seen so far.
    Silent,
    /// The server cannot be seen.
    Blind,
}

impl Evidence {
    pub(super) fn new(expected: ActivityFilter, is_single: bool) -> Self {
        Self {
            expected,
            may_be_unnamed: false,
            is_single,
            is_of_section: true,
            running: BTreeMap::new(),
            baseline: None,
            latest: None,
            is_contested: false,
            was_seen: false,
            expects_earlier: false,
            was_busy: false,
            has_moved: false,
            calm_looks: 0,
            finished: None,
            silent_since: None,
        }
    }

    /// Expects activities that no section tells of.
    pub(super) fn without_section(mut self, may_be_unnamed: bool) -> Self {
        self.is_of_section = false;
        self.may_be_unnamed = may_be_unnamed;
        self
    }

    /// Takes the activities from before the request for the work: the server said that it was running.
    pub(super) fn join_earlier(&mut self) {
        for one in self.running.values_mut() {
            one.is_earlier = false;
        }
        self.is_contested = false;
        self.was_seen = self.is_fitting_activity_running();
    }

    fn fits(&self, activity: &Activity) -> bool {
        self.expected.matches(activity)
    }

    /// Returns `true` if this may be the work on the item: it names none.
    fn may_fit(&self, activity: &Activity) -> bool {
        let key = activity.context.as_ref().and_then(Context::key);
        self.may_be_unnamed && key.is_none()
    }

    /// Takes an event of the watcher. `is_earlier` says that it may be from before the request.
    pub(super) fn event(&mut self, event: ActivityEvent, is_earlier: bool) {
        match event {
            ActivityEvent::Started { activity, .. } | ActivityEvent::Updated { activity, .. }
                if !is_permanent(&activity) =>
            {
                self.saw(activity, is_earlier);
            }
            ActivityEvent::Ended { activity, how, .. } => {
                // The section may come with the last message only.
                self.saw(Arc::clone(&activity), is_earlier);
                let ended = self.running.remove(&activity.uuid);
                let is_later = ended.as_ref().is_some_and(|one| !one.is_earlier);
                self.was_seen |= is_later && self.may_fit(&activity);
                let is_work = ended.is_some_and(|one| !one.is_earlier)
                    && self.fits(&activity)
                    && self.is_single;
                if is_work {
                    let done = Done::Correlated(Outcome::new(how, activity));
                    self.finished.get_or_insert(done);
                }
            }
            _ => {}
        }
    }

    fn saw(&mut self, activity: Arc<Activity>, is_earlier: bool) {
        let fits = self.fits(&activity);
        let running = self
            .running
            .entry(activity.uuid.clone())
            .or_insert_with(|| Running {
                activity: Arc::clone(&activity),
                is_earlier,
            });
        running.activity = activity;
        if !fits {
            return;
        }
        if !running.is_earlier && self.expects_earlier {
            running.is_earlier = true;
        }
        self.expects_earlier = false;
        self.is_contested |= running.is_earlier;
        self.was_seen |= !running.is_earlier;
        self.was_busy = true;
        self.calm_looks = 0;
    }

    /// Takes a look at the section, before the request.
    pub(super) fn look_before(&mut self, section: SectionState) {
        self.baseline = Some(section);
        if section.is_refreshing {
            self.is_contested = true;
            self.was_busy = true;
            self.expects_earlier = !self.is_fitting_activity_running();
        }
    }

    /// Takes a look at the section, after the request.
    pub(super) fn look(&mut self, section: SectionState) {
        self.latest = Some(section);
        let Some(baseline) = self.baseline else {
            // Whether it was refreshing before the request is unknown.
            self.baseline = Some(section);
            self.is_contested |= section.is_refreshing;
            self.was_busy |= section.is_refreshing;
            return;
        };
        self.has_moved |= section.scanned_at.is_some() && section.scanned_at != baseline.scanned_at;
        self.was_busy |= section.is_refreshing;
        if section.is_refreshing || self.is_fitting_activity_running() {
            self.calm_looks = 0;
        } else {
            self.calm_looks = self.calm_looks.saturating_add(1);
        }
    }

    /// The verdict as of now. `seen_until` is the time of the last look, if the server answered it;
    /// `limit` is how long nothing must be seen before that is the result. `settle` is how long that
    /// is after an activity was seen, for work that many activities do.
    pub(super) fn judge(
        &mut self,
        now: Instant,
        seen_until: Option<Instant>,
        limit: Duration,
        settle: Option<Duration>,
    ) -> Verdict {
        if let Some(done) = &self.finished {
            return Verdict::Done(done.clone());
        }
        if let Some(sign) = self.sign_of_work() {
            self.silent_since = None;
            return sign;
        }
        if self.is_single && !self.is_contested && self.calm_looks >= CALM_LOOKS {
            if self.has_moved {
                return Verdict::Done(Done::SectionScanned);
            }
            if self.was_busy {
                return Verdict::Done(Done::SectionQuiet);
            }
        }
        if let Some(other) = self.running.values().next() {
            self.silent_since = None;
            return Verdict::Other(Arc::clone(&other.activity));
        }
        let Some(seen_until) = seen_until else {
            self.silent_since = None;
            return Verdict::Blind;
        };
        let since = *self.silent_since.get_or_insert(now);
        let settle = settle.filter(|_| self.was_seen);
        if seen_until.saturating_duration_since(since) < settle.unwrap_or(limit) {
            return Verdict::Silent;
        }
        Verdict::Done(if settle.is_some() {
            Done::Settled
        } else if !self.is_of_section {
            Done::NothingSeen
        } else if self.was_busy {
            Done::SectionQuiet
        } else if self.has_moved {
            Done::SectionScanned
        } else {
            Done::NothingSeen
        })
    }

    /// The sign that the work, or work like it, is going on.
    fn sign_of_work(&self) -> Option<Verdict> {
        let fitting = || {
            let running = self.running.values();
            running.filter(|one| self.fits(&one.activity))
        };
        if let Some(work) = fitting().find(|one| !one.is_earlier) {
            return Some(Verdict::Working(work.activity.uuid.clone()));
        }
        if let Some(earlier) = fitting().next() {
            return Some(Verdict::Earlier(Arc::clone(&earlier.activity)));
        }
        let is_refreshing = self.latest.is_some_and(|one| one.is_refreshing);
        is_refreshing.then_some(Verdict::Refreshing)
    }

    fn is_fitting_activity_running(&self) -> bool {
        let mut running = self.running.values();
        running.any(|one| self.fits(&one.activity))
    }
}

/// Returns `true` if this is the row of type `butler` that an idle server lists for ever at 100 percent.
fn is_permanent(activity: &Activity) -> bool {
    activity.kind() == "butler" && activity.progress().percent() == Some(100.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tracker::{How, Observed};

    const LIMIT: Duration = Duration::from_secs(30);

    /// The evidence of a scan of section 1, with a clock that the test moves.
    struct Scan {
        evidence: Evidence,
        now: Instant,
    }

    impl Scan {
        fn of(section: Option<&str>) -> Self {
            let expected = ActivityFilter::any().of_type("library.update.section");
            let expected = match section {
                Some(section) => expected.section(section),
                None => expected,
            };
            Self {
                evidence: Evidence::new(expected, section.is_some()),
                now: Instant::now(),
            }
        }

        /// Creates the evidence of a section that was last scanned at 100.
        fn new() -> Self {
            let mut scan = Self::of(Some("1"));
            scan.evidence.look_before(state(false, Some(100)));
            scan
        }

        fn started(&mut self, id: &str, section: &str, is_earlier: bool) {
            self.evidence.event(
                ActivityEvent::Started {
                    activity: activity(id, section),
                    observed: Observed::Notification,
                    incarnation: 0,
                    last_moved: Duration::ZERO,
                },
                is_earlier,
            );
        }

        fn ended(&mut self, id: &str, section: &str) {
            self.evidence.event(
                ActivityEvent::Ended {
                    activity: activity(id, section),
                    how: How::Ended,
                    incarnation: 0,
                    last_moved: Duration::ZERO,
                },
                false,
            );
        }

        fn look(&mut self, is_refreshing: bool, scanned_at: Option<i64>) -> Verdict {
            self.evidence.look(state(is_refreshing, scanned_at));
            self.judge()
        }

        fn judge(&mut self) -> Verdict {
            self.evidence.judge(self.now, Some(self.now), LIMIT, None)
        }

        /// The verdict after a time in which nothing happens.
        fn after(&mut self, seconds: u64) -> Verdict {
            let _ = self.judge();
            self.now += Duration::from_secs(seconds);
            self.judge()
        }
    }

    fn state(is_refreshing: bool, scanned_at: Option<i64>) -> SectionState {
        SectionState {
            is_refreshing,
            scanned_at,
        }
    }

    fn activity(id: &str, section: &str) -> Arc<Activity> {
        let json = serde_json::json!({"uuid": id, "type": "library.update.section",
            "Context": {"librarySectionID": section}});
        Arc::new(serde_json::from_value(json).unwrap())
    }

    fn correlated(id: &str) -> Verdict {
        let outcome = Outcome::new(How::Ended, activity(id, "1"));
        Verdict::Done(Done::Correlated(outcome))
    }

    #[test]
    fn the_end_of_a_new_scan_of_the_section_is_the_end() {
        let mut scan = Scan::new();
        scan.started("other", "2", false);
        scan.started("mine", "1", false);
        assert!(matches!(scan.judge(), Verdict::Working(_)));
        assert!(matches!(scan.after(3600), Verdict::Working(_)));
        scan.ended("other", "2");
        assert!(matches!(scan.judge(), Verdict::Working(_)));
        scan.ended("mine", "1");
        assert_eq!(scan.judge(), correlated("mine"));
    }

    #[test]
    fn a_scan_in_the_queue_is_waited_for_however_long_another_one_runs() {
        let mut scan = Scan::new();
        scan.started("other", "2", true);
        assert!(matches!(scan.after(3600), Verdict::Other(_)));
        scan.ended("other", "2");
        assert_eq!(scan.after(29), Verdict::Silent);
        scan.started("mine", "1", false);
        scan.ended("mine", "1");
        assert_eq!(scan.judge(), correlated("mine"));
    }

    #[test]
    fn nothing_seen_is_said_only_when_the_server_could_be_seen_all_the_time() {
        let mut scan = Scan::new();
        assert_eq!(scan.after(29), Verdict::Silent);
        // Time in which no look was answered does not count.
        let seen_until = scan.now;
        scan.now += LIMIT;
        let verdict = scan.evidence.judge(scan.now, Some(seen_until), LIMIT, None);
        assert_eq!(verdict, Verdict::Silent);
        let verdict = scan.evidence.judge(scan.now, None, LIMIT, None);
        assert_eq!(verdict, Verdict::Blind);
        assert_eq!(scan.after(29), Verdict::Silent);
        assert_eq!(scan.after(1), Verdict::Done(Done::NothingSeen));
    }

    #[test]
    fn a_section_that_refreshed_since_the_request_is_done_when_it_is_calm_twice() {
        let mut scan = Scan::new();
        assert_eq!(scan.look(true, Some(100)), Verdict::Refreshing);
        assert_eq!(scan.after(3600), Verdict::Refreshing);
        assert_eq!(scan.look(false, Some(100)), Verdict::Silent);
        assert_eq!(scan.look(true, Some(100)), Verdict::Refreshing);
        assert_eq!(scan.look(false, Some(100)), Verdict::Silent);
        let done = Verdict::Done(Done::SectionQuiet);
        assert_eq!(scan.look(false, Some(100)), done);
    }

    #[test]
    fn a_moved_scanned_at_is_evidence_unless_the_section_is_busy() {
        let mut scan = Scan::new();
        // Some servers may set it at the beginning.
        assert_eq!(scan.look(true, Some(200)), Verdict::Refreshing);
        assert_eq!(scan.look(false, Some(200)), Verdict::Silent);
        let done = Verdict::Done(Done::SectionScanned);
        assert_eq!(scan.look(false, Some(200)), done);

        let mut never_scanned = Scan::of(Some("1"));
        never_scanned.evidence.look_before(state(false, None));
        assert_eq!(never_scanned.look(false, Some(5)), Verdict::Silent);
        assert_eq!(never_scanned.look(false, Some(5)), done);
    }

    #[test]
    fn while_its_activity_is_running_the_section_proves_nothing() {
        let mut scan = Scan::new();
        scan.started("mine", "1", false);
        for _ in 0..4 {
            assert!(matches!(scan.look(false, Some(200)), Verdict::Working(_)));
        }
        scan.ended("mine", "1");
        assert_eq!(scan.judge(), correlated("mine"));
    }

    #[test]
    fn the_end_of_an_earlier_scan_of_the_section_is_not_the_end() {
        let mut scan = Scan::of(Some("1"));
        scan.started("earlier", "1", true);
        scan.evidence.look_before(state(true, Some(100)));
        assert!(matches!(scan.look(true, Some(100)), Verdict::Earlier(_)));
        scan.ended("earlier", "1");
        // Its end moves `scannedAt` and ends `refreshing`. The requested one may still be queued.
        for _ in 0..4 {
            assert_eq!(scan.look(false, Some(200)), Verdict::Silent);
        }
        assert_eq!(scan.after(29), Verdict::Silent);
        let mut no_other_came = Scan {
            evidence: scan.evidence,
            now: scan.now,
        };
        assert_eq!(no_other_came.after(1), Verdict::Done(Done::SectionQuiet));

        let mut scan = Scan::of(Some("1"));
        scan.started("earlier", "1", true);
        scan.ended("earlier", "1");
        scan.started("mine", "1", false);
        assert!(matches!(scan.judge(), Verdict::Working(_)));
        scan.ended("mine", "1");
        assert_eq!(scan.judge(), correlated("mine"));
    }

    #[test]
    fn the_activity_of_a_refresh_before_the_request_is_an_earlier_one() {
        let mut scan = Scan::of(Some("1"));
        scan.evidence.look_before(state(true, Some(100)));
        scan.started("earlier", "1", false);
        assert!(matches!(scan.judge(), Verdict::Earlier(_)));
        scan.ended("earlier", "1");
        assert_eq!(scan.judge(), Verdict::Silent);
        scan.started("mine", "1", false);
        scan.ended("mine", "1");
        assert_eq!(scan.judge(), correlated("mine"));
    }

    #[test]
    fn a_first_look_after_the_request_is_no_change() {
        let mut scan = Scan::of(Some("1"));
        for _ in 0..3 {
            assert_eq!(scan.look(false, Some(300)), Verdict::Silent);
        }
        assert_eq!(scan.after(30), Verdict::Done(Done::NothingSeen));

        let mut busy = Scan::of(Some("1"));
        assert_eq!(busy.look(true, Some(300)), Verdict::Refreshing);
        for _ in 0..3 {
            assert_eq!(busy.look(false, Some(400)), Verdict::Silent);
        }
        assert_eq!(busy.after(30), Verdict::Done(Done::SectionQuiet));
    }

    #[test]
    fn a_section_that_says_neither_is_judged_by_its_activities() {
        let mut scan = Scan::of(Some("1"));
        scan.evidence.look_before(state(false, None));
        assert_eq!(scan.look(false, None), Verdict::Silent);
        scan.started("mine", "1", false);
        assert!(matches!(scan.look(false, None), Verdict::Working(_)));
        scan.ended("mine", "1");
        assert_eq!(scan.judge(), correlated("mine"));
    }

    #[test]
    fn the_scan_of_all_sections_is_done_when_all_are_calm_for_long() {
        let mut scan = Scan::of(None);
        scan.evidence.look_before(state(false, Some(100)));
        for section in ["1", "2"] {
            scan.started(section, section, false);
            assert!(matches!(scan.judge(), Verdict::Working(_)));
            scan.ended(section, section);
            assert_eq!(scan.after(29), Verdict::Silent);
        }
        assert_eq!(scan.after(1), Verdict::Done(Done::SectionQuiet));
    }

    #[test]
    fn the_row_of_an_idle_server_is_no_other_work() {
        let mut scan = Scan::of(Some("1"));
        let row = serde_json::json!({"uuid": "row", "type": "butler", "progress": 100});
        let event = ActivityEvent::Started {
            activity: Arc::new(serde_json::from_value(row).unwrap()),
            observed: Observed::List,
            incarnation: 0,
            last_moved: Duration::ZERO,
        };
        scan.evidence.event(event, true);
        assert_eq!(scan.judge(), Verdict::Silent);
    }
}
