//! The times at which a PIN is polled, and the end of the wait: by this machine's own clock, whatever the
//! service says.

use std::time::Duration;

/// The pause between two polls: short while somebody is likely to be typing the code, then longer. Plex's
/// documentation says once a second, and two sign-ins at once were refused for ever at that pace.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
const FIRST_PAUSES_FOR: Duration = Duration::from_secs(60);
const LATER_PAUSE: Duration = Duration::from_secs(5);

/// The last poll but one comes so long before the end, for a code that is typed in the last second: the
/// service's end is a little earlier than this machine's.
const BEFORE_THE_END: Duration = Duration::from_secs(1);

/// The pauses after an answer that there were too many requests, if it names none.
const SHORTEST_LIMIT: Duration = Duration::from_secs(60);
const LONGEST_LIMIT: Duration = Duration::from_secs(60 * 60);

/// The polls of one PIN. All times count from the moment when the PIN was received.
pub(crate) struct PollSchedule {
    end: Duration,
    last: Option<Duration>,
    /// Until then the service wants no request.
    not_before: Duration,
    limited: u32,
}

impl PollSchedule {
    /// For a PIN that is good for so long.
    pub(crate) fn new(expires_in: Duration) -> Self {
        Self {
            end: expires_in,
            last: None,
            not_before: Duration::ZERO,
            limited: 0,
        }
    }

    /// Returns the time of the next poll; `None` when the wait is over.
    pub(crate) fn next(&self) -> Option<Duration> {
        let last = self.last.unwrap_or_default();
        let pause = match last < FIRST_PAUSES_FOR {
            true => FIRST_PAUSE,
            false => LATER_PAUSE,
        };
        let regular = (last + pause).max(self.not_before);
        let before_the_end = self.end.saturating_sub(BEFORE_THE_END);
        if regular < before_the_end {
            return Some(regular);
        }
        [before_the_end, self.end].into_iter().find(|&time| {
            let is_later = self.last.is_none_or(|last| time >= last + BEFORE_THE_END);
            is_later && time >= self.not_before
        })
    }

    /// Returns the time for which the PIN is still valid.
    pub(crate) fn expires_in(&self, now: Duration) -> Duration {
        self.end.saturating_sub(now)
    }

    /// Notes a poll that was answered at `now`, or failed then.
    pub(crate) fn polled(&mut self, now: Duration) {
        self.last = Some(now);
    }

    /// Notes a poll whose answer was that there are too many requests.
    pub(crate) fn limited(&mut self, now: Duration, asked: Option<Duration>) {
        self.polled(now);
        self.not_before = now
            + asked.unwrap_or_else(|| {
                self.limited = self.limited.saturating_add(1);
                limit_pause(self.limited - 1)
            });
    }
}

/// The pause after the answer 429 for the nth time in a row, counted from 0.
pub(crate) fn limit_pause(times: u32) -> Duration {
    SHORTEST_LIMIT
        .saturating_mul(2_u32.saturating_pow(times))
        .min(LONGEST_LIMIT)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn seconds(value: u64) -> Duration {
        Duration::from_secs(value)
    }

    fn polls(expires_in: u64) -> Vec<u64> {
        let mut schedule = PollSchedule::new(seconds(expires_in));
        let mut polls = Vec::new();
        while let Some(next) = schedule.next() {
            polls.push(next.as_secs());
            schedule.polled(next);
        }
        polls
    }

    #[test]
    fn every_2_seconds_for_a_minute_then_every_5_and_twice_at_the_end() {
        let polls = polls(900);
        assert_eq!(polls[..4], [2, 4, 6, 8]);
        assert_eq!(polls[28..33], [58, 60, 65, 70, 75]);
        assert_eq!(polls[polls.len() - 4..], [890, 895, 899, 900]);
    }

    #[test]
    fn a_short_life_has_polls_at_its_end() {
        assert_eq!(polls(0), [0]);
        assert_eq!(polls(1), [0, 1]);
        assert_eq!(polls(3), [2, 3]);
        assert_eq!(polls(4), [2, 3, 4]);
    }

    #[test]
    fn too_many_requests_lengthen_the_pause_as_asked_or_by_doubling() {
        let mut schedule = PollSchedule::new(seconds(1800));
        schedule.limited(seconds(2), Some(seconds(7)));
        assert_eq!(schedule.next(), Some(seconds(9)));
        schedule.limited(seconds(9), None);
        assert_eq!(schedule.next(), Some(seconds(9 + 60)));
        schedule.limited(seconds(69), None);
        assert_eq!(schedule.next(), Some(seconds(69 + 120)));
        schedule.limited(seconds(189), Some(seconds(100_000)));
        assert_eq!(schedule.next(), None);
        assert_eq!(limit_pause(0), seconds(60));
        assert_eq!(limit_pause(5), seconds(1920));
        assert_eq!(limit_pause(u32::MAX), seconds(3600));
    }

    proptest! {
        /// However late answers are, and for any delay that they ask for: no two polls closer than a
        /// second, none after the end but the last, and the wait is over.
        #[test]
        fn nothing_polls_faster_than_documented(
            expires_in in 2_u64..4_000,
            answers in prop::collection::vec((0_u64..9_000, prop::option::of(0_u64..200)), 0..80),
        ) {
            let mut schedule = PollSchedule::new(seconds(expires_in));
            let mut answers = answers.into_iter();
            let (mut now, mut count) = (Duration::ZERO, 0_u64);
            while let Some(next) = schedule.next() {
                prop_assert!(next <= seconds(expires_in));
                prop_assert!(count == 0 || next >= now + seconds(1), "{next:?} after {now:?}");
                let (late, limit) = answers.next().unwrap_or((0, None));
                now = now.max(next) + Duration::from_millis(late);
                match limit {
                    Some(asked) => schedule.limited(now, Some(seconds(asked))),
                    None => schedule.polled(now),
                }
                count += 1;
                prop_assert!(count <= expires_in + 2);
            }
        }
    }
}
