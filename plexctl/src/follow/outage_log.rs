//! Decides which news of a connection a log gets: the first failure at once, later ones less and less
//! often.
//!
//! A server that sleeps for a night fails some 700 attempts, and one that is restarted again and
//! again connects as often. Neither fills a log: [`OutageLog`] lets at most 20 lines of a night pass.

use std::time::{Duration, SystemTime};

/// After this time with a connection, the next failure is a new outage.
const CALM: Duration = Duration::from_secs(600);

/// A lost connection that was not reported, because it is one of many, is reported after this time.
const LASTING: Duration = Duration::from_secs(60);

/// The number of different reasons of one outage that are reported at once.
const REASONS: usize = 3;

/// The outages of one connection.
#[derive(Default)]
pub(crate) struct OutageLog {
    outage: Option<Outage>,
    /// The last report; `None` before the first.
    told: Option<Told>,
    connected_at: Option<SystemTime>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    Connected,
    Disconnected,
}

struct Outage {
    began: SystemTime,
    /// The time when the connection was lost most recently.
    lost_at: SystemTime,
    reminders: u32,
    reasons: Vec<String>,
    tells_resync: bool,
}

impl OutageLog {
    /// A failed attempt or a lost connection. Returns whether to report it.
    pub(crate) fn disconnected(&mut self, reason: &str, now: SystemTime) -> bool {
        let connected_at = self.connected_at.take();
        let is_calm = connected_at.is_some_and(|since| elapsed(since, now) >= CALM);
        let Some(outage) = self.outage.as_mut().filter(|_| !is_calm) else {
            self.outage = Some(Outage {
                began: now,
                lost_at: now,
                reminders: 0,
                reasons: vec![reason.to_owned()],
                tells_resync: true,
            });
            self.told = Some(Told::Disconnected);
            return true;
        };
        if connected_at.is_some() {
            outage.lost_at = now;
        }
        let is_new =
            outage.reasons.len() < REASONS && !outage.reasons.iter().any(|one| one == reason);
        if is_new {
            outage.reasons.push(reason.to_owned());
        }
        let since = elapsed(outage.began, now);
        let is_due = since >= reminder_after(outage.reminders);
        while since >= reminder_after(outage.reminders) {
            outage.reminders += 1;
        }
        let is_lasting =
            self.told == Some(Told::Connected) && elapsed(outage.lost_at, now) >= LASTING;
        let tells = is_new || is_due || is_lasting;
        if tells {
            self.told = Some(Told::Disconnected);
        }
        tells
    }

    /// A new connection. Returns whether to report it.
    pub(crate) fn connected(&mut self, now: SystemTime) -> bool {
        self.connected_at = Some(now);
        let tells = self.told != Some(Told::Connected);
        self.told = Some(Told::Connected);
        tells
    }

    /// Caught up after a new connection. Returns whether to report it.
    pub(crate) fn resynced(&mut self) -> bool {
        let outage = self.outage.as_mut();
        outage.is_none_or(|outage| std::mem::take(&mut outage.tells_resync))
    }

    /// Returns `true` if the last report was about a failure.
    pub(crate) fn told_disconnected(&self) -> bool {
        self.told == Some(Told::Disconnected)
    }
}

fn elapsed(since: SystemTime, now: SystemTime) -> Duration {
    // The clock may be set back.
    now.duration_since(since).unwrap_or_default()
}

/// The time after which an outage is reported again for the first, second, ... time.
fn reminder_after(number: u32) -> Duration {
    Duration::from_secs(60).saturating_mul(4u32.saturating_pow(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NIGHT: u64 = 8 * 60 * 60;

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn a_night_without_a_server_is_a_few_lines() {
        let mut log = OutageLog::default();
        let told: Vec<u64> = (0..NIGHT)
            .step_by(30)
            .filter(|seconds| log.disconnected("connection refused", at(*seconds)))
            .collect();
        assert_eq!(told, [0, 60, 240, 960, 3840, 15360]);
        assert!(log.connected(at(NIGHT)) && log.resynced());
    }

    #[test]
    fn a_night_of_short_cuts_is_at_most_20_lines() {
        let mut log = OutageLog::default();
        assert!(log.connected(at(0)) && log.resynced());
        let mut lines = 0;
        for seconds in (0..NIGHT).step_by(5) {
            let reason = format!("cut {}", seconds % 7);
            lines += usize::from(log.disconnected(&reason, at(seconds)));
            lines += usize::from(log.connected(at(seconds + 2)));
            lines += usize::from(log.resynced());
        }
        assert!((3..=20).contains(&lines), "{lines}");
    }

    #[test]
    fn the_last_report_is_never_wrong_for_longer_than_a_minute() {
        let mut log = OutageLog::default();
        log.disconnected("cut", at(0));
        log.connected(at(1));
        assert!(!log.disconnected("cut", at(100 - 60 + 10)));
        log.connected(at(51));
        log.disconnected("cut", at(70));
        log.connected(at(71));
        assert!(!log.disconnected("cut", at(100)), "one of many");
        assert!(!log.disconnected("cut", at(130)));
        assert!(log.disconnected("cut", at(160)), "it lasts");
        assert!(log.connected(at(170)));
    }

    #[test]
    fn after_a_calm_time_a_failure_is_news() {
        let mut log = OutageLog::default();
        assert!(log.disconnected("cut", at(0)));
        assert!(log.connected(at(1)));
        assert!(log.disconnected("cut", at(602)));
        assert!(log.connected(at(603)) && log.resynced());
    }
}
