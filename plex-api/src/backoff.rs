//! The time to wait before the next attempt of a request or a connection.

use std::time::Duration;

/// Full jitter between a floor and a ceiling that doubles up to a cap.
///
/// For connections, success alone does not reset it: a server that accepts connections and drops
/// them at once would be hammered. Only a connection that was healthy for long does.
#[derive(Clone, Debug)]
pub(crate) struct Backoff {
    floor: Duration,
    cap: Duration,
    attempts: u32,
}

impl Backoff {
    pub(crate) fn new(floor: Duration, cap: Duration) -> Self {
        Self {
            floor,
            cap,
            attempts: 0,
        }
    }

    /// The next pause: anything from the floor to the current ceiling, chosen by `random` from 0 to
    /// 1, and no less than the server asked for.
    pub(crate) fn next(&mut self, asked: Option<Duration>, random: f64) -> Duration {
        let ceiling = self.ceiling();
        self.attempts = self.attempts.saturating_add(1);
        let span = ceiling.saturating_sub(self.floor);
        let pause = self.floor + span.mul_f64(random.clamp(0.0, 1.0));
        pause.max(asked.unwrap_or_default())
    }

    /// Accounts for how long the lost connection lasted: if it lasted longer than the pause before
    /// it, the next pause does not grow. A proxy that ends every stream after twenty seconds is not
    /// hammered by pauses of a few seconds, and longer ones would only lose news.
    pub(crate) fn lasted(&mut self, lasted: Duration) {
        let before = Self {
            attempts: self.attempts.saturating_sub(1),
            ..self.clone()
        };
        if self.attempts > 0 && lasted >= before.ceiling() {
            self.attempts = before.attempts;
        }
    }

    /// Changes the longest pause.
    pub(crate) fn set_cap(&mut self, cap: Duration) {
        self.cap = cap;
    }

    pub(crate) fn reset(&mut self) {
        self.attempts = 0;
    }

    fn ceiling(&self) -> Duration {
        self.floor
            .saturating_mul(2u32.saturating_pow(self.attempts.saturating_add(1)))
            .min(self.cap)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(value: f64) -> Duration {
        Duration::from_secs_f64(value)
    }

    #[test]
    fn pauses_grow_to_the_cap_and_stay_there() {
        let mut backoff = Backoff::new(seconds(0.5), seconds(60.0));
        let pauses: Vec<f64> = (0..9)
            .map(|_| backoff.next(None, 1.0).as_secs_f64())
            .collect();
        assert_eq!(pauses, [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0]);
        for _ in 0..100 {
            assert_eq!(backoff.next(None, 1.0), seconds(60.0));
        }
    }

    #[test]
    fn jitter_reaches_down_to_the_floor() {
        let mut backoff = Backoff::new(seconds(0.5), seconds(60.0));
        for _ in 0..20 {
            assert_eq!(backoff.next(None, 0.0), seconds(0.5));
        }
        let half = backoff.next(None, 0.5);
        assert_eq!(half, seconds(30.25));
    }

    #[test]
    fn a_requested_pause_may_exceed_the_cap() {
        let mut backoff = Backoff::new(seconds(0.5), seconds(60.0));
        assert_eq!(backoff.next(Some(seconds(300.0)), 0.0), seconds(300.0));
        assert_eq!(backoff.next(Some(seconds(0.1)), 0.0), seconds(0.5));
    }

    #[test]
    fn a_connection_that_outlasts_its_pause_does_not_lengthen_the_next() {
        let mut backoff = Backoff::new(seconds(0.5), seconds(60.0));
        let mut pauses = Vec::new();
        for _ in 0..6 {
            backoff.lasted(seconds(3.0));
            pauses.push(backoff.next(None, 1.0).as_secs_f64());
        }
        assert_eq!(pauses, [1.0, 1.0, 1.0, 1.0, 1.0, 1.0]);
        for _ in 0..3 {
            backoff.lasted(seconds(0.1));
            backoff.next(None, 1.0);
        }
        backoff.lasted(seconds(0.1));
        assert_eq!(backoff.next(None, 1.0), seconds(16.0));
    }

    #[test]
    fn only_a_reset_returns_to_the_floor() {
        let mut backoff = Backoff::new(seconds(0.5), seconds(60.0));
        for _ in 0..5 {
            backoff.next(None, 1.0);
        }
        backoff.reset();
        assert_eq!(backoff.next(None, 1.0), seconds(1.0));
    }
}
