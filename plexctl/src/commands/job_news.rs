//! What happens to jobs that are followed, as one stream: used by `scan` and `start`.

use std::time::Duration;

use plex_api::{Done, Error, WaitingFor};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// A wait for something else than the work itself is worth a line after this time.
pub(super) const WORTH_TELLING: Duration = Duration::from_secs(3);

/// What happened to the job with this index.
pub(super) enum News {
    WaitingFor(usize, WaitingFor),
    Done(usize, Result<Done, Error>),
    /// It is time to tell what is waited for.
    Tell,
    /// No more news will follow.
    Over,
}

/// Waits for the next news of the jobs.
pub(super) async fn next_news(
    waits: &mut JoinSet<(usize, Result<Done, Error>)>,
    news: &mut mpsc::UnboundedReceiver<(usize, WaitingFor)>,
    tell_at: Option<Instant>,
    look_until: Option<Instant>,
) -> News {
    tokio::select! {
        // What a wait said comes before its end.
        biased;
        Some((index, waiting_for)) = news.recv() => News::WaitingFor(index, waiting_for),
        joined = waits.join_next() => match joined {
            Some(Ok((index, result))) => News::Done(index, result),
            Some(Err(_)) | None => News::Over,
        },
        () = sleep_until(tell_at) => News::Tell,
        () = sleep_until(look_until) => News::Over,
    }
}

/// Sleeps until this time; for ever without one.
async fn sleep_until(time: Option<Instant>) {
    match time {
        Some(time) => tokio::time::sleep_until(time).await,
        None => std::future::pending().await,
    }
}
