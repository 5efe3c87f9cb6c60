//! Where the caller stands: in a task, which must not block, or not.

use std::task::{Context, Waker};

use tokio::runtime::Handle;
use tokio::task::coop::poll_proceed;

use crate::error::{Error, Result};

/// No task's budget is larger.
const BUDGET: u16 = 256;

/// Refuses where blocking would hold up a runtime.
pub(super) fn may_block() -> Result<()> {
    if Handle::try_current().is_ok() && is_budgeted() {
        return Err(Error::invalid(
            "a blocking call in the middle of an async task would hold up everything else on its \
             thread: use the asynchronous `plex_api::Plex` here, or call this within \
             `tokio::task::spawn_blocking`",
        ));
    }
    Ok(())
}

/// Whether this runs under a task's budget.
///
/// Threads for blocking code have a runtime at hand too, so that alone does not tell; but tokio
/// gives whatever it polls a budget, and blocking code none. What is taken from it here is given
/// back.
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
    // The one taken first remembers the whole, so it must be given back last.
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
    fn a_plain_thread_may_block_also_beside_a_runtime() {
        may_block().unwrap();
        let runtime = Builder::new_current_thread().build().unwrap();
        let _entered = runtime.enter();
        may_block().unwrap();
        let task = runtime.spawn_blocking(|| may_block().is_ok());
        assert!(runtime.block_on(task).unwrap());
    }
}
