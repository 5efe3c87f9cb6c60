//! The end of a stream: an error is its last item.

use std::task::Poll;

use crate::error::Result;

/// Polls a stream that is not `over`, and remembers its end: after an error, `poll` is not called again.
pub(super) fn poll_up_to_error<T>(
    over: &mut bool,
    poll: impl FnOnce() -> Poll<Option<Result<T>>>,
) -> Poll<Option<Result<T>>> {
    if *over {
        return Poll::Ready(None);
    }
    let item = poll();
    *over = matches!(item, Poll::Ready(None | Some(Err(_))));
    item
}
