//! Any bytes as the lines of a recording.

use std::collections::BTreeSet;

use plex_api::{ActivityEvent, ActivityFilter, Recorded, Replay};

use super::texts::assert_line;

/// A sentence, and the excerpts of a line in it.
const LONGEST: usize = 2048;

/// Reads every line of `input` as a record, and replays the valid records.
///
/// # Panics
/// When a record does not read as the same again, an error is no short line, or an activity ends
/// before it begins, or twice.
pub fn recording(input: &[u8]) {
    let mut replay = Replay::new(ActivityFilter::any());
    let mut running = BTreeSet::new();
    for line in String::from_utf8_lossy(input).lines() {
        match Replay::read_line(line) {
            Ok(record) => {
                let written = serde_json::to_string(&record).unwrap_or_default();
                let again = Replay::read_line(&written).map_err(|error| error.to_string());
                assert_eq!(again.as_ref(), Ok(&record));
                // A second recording in one file begins anew: an activity that ran in the first is not over.
                if matches!(record.what, Recorded::Recording { .. }) {
                    running.clear();
                }
                for event in replay.feed(&record) {
                    assert_in_order(&mut running, &event);
                }
            }
            Err(error) => assert_line(&error.to_string(), LONGEST),
        }
    }
    for event in replay.finish() {
        assert_in_order(&mut running, &event);
    }
}

fn assert_in_order(running: &mut BTreeSet<String>, event: &ActivityEvent) {
    match event {
        ActivityEvent::Started { activity, .. } => {
            assert!(running.insert(activity.id().to_string()), "{event:?}");
        }
        ActivityEvent::Updated { activity, .. } => {
            assert!(running.contains(activity.id().as_str()), "{event:?}");
        }
        ActivityEvent::Ended { activity, .. } => {
            assert!(running.remove(activity.id().as_str()), "{event:?}");
        }
        _ => {}
    }
}
