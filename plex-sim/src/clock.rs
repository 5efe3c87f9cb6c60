//! The simulator's own clock for scripted activities. It can run faster, or stop.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

/// Scales the sleeps of scripted activities.
#[derive(Debug)]
pub(crate) struct Clock {
    rate: watch::Sender<f64>,
}

impl Clock {
    pub(crate) fn new() -> Self {
        Self {
            rate: watch::Sender::new(1.0),
        }
    }

    /// 1.0 is real time, 10.0 ten times as fast. 0.0 and invalid rates stop the clock.
    pub(crate) fn set_rate(&self, rate: f64) {
        let rate = if rate.is_finite() && rate > 0.0 {
            rate
        } else {
            0.0
        };
        self.rate.send_replace(rate);
    }

    /// The current rate; 0 when the clock is stopped.
    pub(crate) fn rate(&self) -> f64 {
        *self.rate.borrow()
    }

    /// Sleeps for this time on this clock.
    pub(crate) async fn sleep(&self, span: Duration) {
        // Many steps without a pause must not block the other tasks.
        tokio::task::coop::consume_budget().await;
        let mut changes = self.rate.subscribe();
        let mut left = span;
        while !left.is_zero() {
            let rate = *changes.borrow_and_update();
            let began = Instant::now();
            // At rate 0 this is infinite, so the wait is practically endless.
            let real = Duration::try_from_secs_f64(left.as_secs_f64() / rate)
                .unwrap_or(Duration::from_secs(u64::from(u32::MAX)));
            tokio::select! {
                () = tokio::time::sleep(real) => return,
                _ = changes.changed() => {
                    let passed = began.elapsed().as_secs_f64() * rate;
                    left = left.saturating_sub(Duration::try_from_secs_f64(passed).unwrap_or(left));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_faster_clock_waits_less() {
        let clock = Clock::new();
        clock.set_rate(10.0);
        let began = Instant::now();
        clock.sleep(Duration::from_secs(10)).await;
        assert_eq!(began.elapsed().as_secs(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn steps_without_a_pause_do_not_block_other_tasks() {
        let clock = Clock::new();
        let endless = async {
            loop {
                clock.sleep(Duration::ZERO).await;
            }
        };
        tokio::select! {
            biased;
            () = endless => {}
            () = std::future::ready(()) => {}
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_stopped_clock_sleeps_until_it_runs_again() {
        let clock = Clock::new();
        clock.set_rate(0.0);
        let began = Instant::now();
        tokio::join!(clock.sleep(Duration::from_secs(1)), async {
            tokio::time::advance(Duration::from_secs(60)).await;
            clock.set_rate(1.0);
        });
        assert_eq!(began.elapsed().as_secs(), 61);
    }
}
