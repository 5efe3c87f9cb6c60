//! `GET /api/v1/events`: the events of the journal as they are written, from any position on.
//!
//! A reader that comes back names the last event that it has, and gets all later ones. When some of them
//! are forgotten, or when it names one of another journal, it gets a `reset` instead.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;

use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::Stream;
use futures_util::stream::unfold;
use plex_api::ActivityFilter;
use serde::Deserialize;
use tokio::sync::watch;

use super::api_documents::ResetEvent;
use crate::journal::{FeedBounds, FeedEvent, Journal, JournalError, feed_bounds, read_feed};
use crate::serve::{PagePlace, keep_alive};

/// The time that a browser waits before it reconnects.
const RETRY: Duration = Duration::from_secs(3);

/// The events that a reader wants.
#[derive(Default)]
pub(super) struct EventFilter {
    pub(super) server: Option<String>,
    /// A pattern of types. Events that are about no activity pass.
    pub(super) kind: Option<ActivityFilter>,
}

/// The part of an event that the filter reads.
#[derive(Deserialize)]
struct EventHead {
    server: String,
    activity: Option<ActivityHead>,
}

#[derive(Deserialize)]
struct ActivityHead {
    #[serde(default, rename = "type")]
    kind: String,
}

/// The events for one reader.
pub(super) struct EventStream {
    journal: Journal,
    recorded: watch::Receiver<u64>,
    filter: EventFilter,
    place: PagePlace,
    /// Sent before everything else.
    first: Option<Event>,
    /// The last position that was read.
    after: i64,
    unsent: VecDeque<FeedEvent>,
}

/// The place where a reader begins.
enum Beginning {
    After(i64),
    /// The reader has missed events.
    Reset(&'static str),
}

impl EventStream {
    /// Begins behind the event of this id, or with the next event.
    pub(super) async fn open(
        journal: Journal,
        recorded: watch::Receiver<u64>,
        last: Option<&str>,
        filter: EventFilter,
        place: PagePlace,
    ) -> Result<Self, JournalError> {
        let bounds = journal.run(|connection| feed_bounds(connection)).await?;
        let (after, first) = match find_beginning(journal.epoch(), bounds, last) {
            // Without data it is no event, but it says from where to come back.
            Beginning::After(after) => (after, Event::default()),
            Beginning::Reset(reason) => (bounds.newest, reset(reason)),
        };
        let id = format_id(journal.epoch(), after);
        Ok(Self {
            journal,
            recorded,
            filter,
            place,
            first: Some(first.id(id).retry(RETRY)),
            after,
            unsent: VecDeque::new(),
        })
    }

    fn into_events(self) -> impl Stream<Item = Result<Event, Infallible>> {
        unfold(self, |mut stream| async {
            let event = stream.next().await?;
            Some((Ok(event), stream))
        })
    }

    /// The next event; `None` when the journal cannot be read any more.
    async fn next(&mut self) -> Option<Event> {
        // Asked for only when the connection has room: its reader has taken the earlier data.
        self.place.note_taken();
        if let Some(first) = self.first.take() {
            return Some(first);
        }
        loop {
            while let Some(event) = self.unsent.pop_front() {
                self.after = event.position;
                if self.filter.matches(&event.document) {
                    let id = format_id(self.journal.epoch(), event.position);
                    return Some(Event::default().id(id).data(event.document.trim_end()));
                }
            }
            self.recorded.mark_unchanged();
            let after = self.after;
            let read = self.journal.run(move |connection| {
                let bounds = feed_bounds(connection)?;
                Ok((bounds, read_feed(connection, after)?))
            });
            let (bounds, events) = read.await.ok()?;
            if bounds.forgotten > self.after {
                self.after = bounds.newest;
                let id = format_id(self.journal.epoch(), self.after);
                return Some(reset(FORGOTTEN).id(id));
            }
            self.unsent.extend(events);
            if self.unsent.is_empty() {
                self.recorded.changed().await.ok()?;
            }
        }
    }
}

impl IntoResponse for EventStream {
    fn into_response(self) -> Response {
        Sse::new(self.into_events())
            .keep_alive(keep_alive())
            .into_response()
    }
}

impl EventFilter {
    fn matches(&self, document: &str) -> bool {
        if self.server.is_none() && self.kind.is_none() {
            return true;
        }
        let Ok(head) = serde_json::from_str::<EventHead>(document) else {
            return false;
        };
        let is_of_server = self.server.as_ref().is_none_or(|name| *name == head.server);
        let is_of_type = match (&self.kind, &head.activity) {
            (Some(filter), Some(activity)) => filter.includes_type(&activity.kind),
            _ => true,
        };
        is_of_server && is_of_type
    }
}

const FORGOTTEN: &str = "some of the events in between are forgotten";
const OTHER_JOURNAL: &str = "the last event is one of another journal";

fn find_beginning(epoch: &str, bounds: FeedBounds, last: Option<&str>) -> Beginning {
    let Some(last) = last else {
        return Beginning::After(bounds.newest);
    };
    let position = last
        .rsplit_once('-')
        .filter(|(named, _)| *named == epoch)
        .and_then(|(_, position)| position.parse::<i64>().ok());
    match position {
        // An older copy of the journal is in its place.
        Some(position) if position > bounds.newest => Beginning::Reset(OTHER_JOURNAL),
        Some(position) if position < bounds.forgotten => Beginning::Reset(FORGOTTEN),
        Some(position) => Beginning::After(position),
        None => Beginning::Reset(OTHER_JOURNAL),
    }
}

fn reset(reason: &str) -> Event {
    // The type contains only numbers and strings, so this cannot fail.
    let data = serde_json::to_string(&ResetEvent::new(reason)).unwrap_or_default();
    Event::default().data(data)
}

fn format_id(epoch: &str, position: i64) -> String {
    format!("{epoch}-{position}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_goes_on_behind_its_last_event_or_is_told_that_it_missed_some() {
        let bounds = FeedBounds {
            forgotten: 10,
            newest: 20,
        };
        for (last, expected) in [
            (None, Ok(20)),
            (Some("abc-20"), Ok(20)),
            (Some("abc-10"), Ok(10)),
            (Some("abc-9"), Err(FORGOTTEN)),
            (Some("abc-0"), Err(FORGOTTEN)),
            (Some("abc-21"), Err(OTHER_JOURNAL)),
            (Some("abd-15"), Err(OTHER_JOURNAL)),
            (Some("15"), Err(OTHER_JOURNAL)),
            (Some("abc-x"), Err(OTHER_JOURNAL)),
            (Some(""), Err(OTHER_JOURNAL)),
        ] {
            let found = match find_beginning("abc", bounds, last) {
                Beginning::After(after) => Ok(after),
                Beginning::Reset(reason) => Err(reason),
            };
            assert_eq!(found, expected, "{last:?}");
        }
    }
}
