//! Detects whether the caller is an async task, which must not block.

use std::task::{Context, Waker};

use tokio::runtime::Handle;
use tokio::task::coop::poll_proceed;

use crate::error::{Error, Result};

/// No task's budget is larger.
const BUDGET: u16 = 256;

/// Refuses callers that would block a runtime.
pub(super) fn may_block() -> Result<()> {
    if Handle::try_current().is_ok() && is_budgeted() {
        return Err(Error::invalid(
            "a blocking call in an async task would block every other task on its thread: use the \
             asynchronous `plex_api::Plex` here, or call this within \
             `tokio::task::spawn_blocking`",
        ));
    }
    Ok(())
}

/// Returns `true` if tokio is polling a task on this thread: only then is there a finite budget.
///
/// `Handle::try_current` cannot tell: it also succeeds on the threads of `spawn_blocking`, where
/// blocking is right, and tokio has no function that does. All steps taken from the budget here are
/// given back.
fn is_budgeted() -> bool {
    let mut context = Context::from_waker(Waker::noop());
    let mut taken = Vec::new();
    let mut has_end = false;
    for _ in 0..BUDGET {
        match poll_proceed(&mut context) {
            std::task::Poll::Ready(unit) => taken.push(unit),
            std::task::Poll::Pending => {
                has_end = true;
                break;
            }
        }
    }
    // The first step remembers the whole budget, so it must be given back last.
    while taken.pop().is_some() {}
    has_end
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::runtime::Builder;
    use tokio::task::coop::has_budget_remaining;

    #[test]
    fn a_task_may_not_block_and_keeps_its_budget() {
        let runtime = Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            may_block().unwrap_err();
            assert!(has_budget_remaining());
            // A whole budget is 128 steps, and all of them are still there.
            let mut context = Context::from_waker(Waker::noop());
            for _ in 0..100 {
                match poll_proceed(&mut context) {
                    std::task::Poll::Ready(step) => step.made_progress(),
                    std::task::Poll::Pending => panic!("the budget was spent"),
                }
            }
            may_block().unwrap_err();
            tokio::spawn(async { may_block().unwrap_err() })
                .await
                .unwrap();
        });
    }

    #[test]
    fn a_plain_thread_may_block_even_with_an_entered_runtime() {
        may_block().unwrap();
        let runtime = Builder::new_current_thread().build().unwrap();
        let _entered = runtime.enter();
        may_block().unwrap();
        let task = runtime.spawn_blocking(|| may_block().is_ok());
        assert!(runtime.block_on(task).unwrap());
    }
}
