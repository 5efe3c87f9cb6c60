//! Many activities, one after the other, through the decoder and the state machine, with no network.

use plex_api::{ActivityFilter, Record, Replay};

use crate::report;

/// The number of activities that run at any time.
const LIVE: usize = 20;

/// The number of activities whose inputs are prepared at a time. The preparation is not counted.
const CHUNK: usize = 1_000;

/// Lets so many activities begin, move and end, and prints the cost of each half of them.
pub(crate) fn main(activities: usize) {
    let mut replay = Replay::new(ActivityFilter::any());
    for one in [
        record(0.0, "recording", r#","version":1"#),
        record(0.0, "connected", r#","transport":"websocket""#),
        record(0.0, "list_sent", ""),
        record(0.0, "list", r#","activities":[],"complete":true"#),
    ] {
        replay.feed(&one);
    }
    let half = activities / 2;
    for (part, numbers) in [("first", 0..half), ("second", half..activities)] {
        let mut cost = 0;
        for from in numbers.step_by(CHUNK) {
            let records: Vec<Record> = (from..from + CHUNK).flat_map(moment).collect();
            let begun = report::cpu_ns();
            let told: usize = records.iter().map(|one| replay.feed(one).len()).sum();
            cost += report::cpu_ns() - begun;
            assert!(told >= records.len(), "{told} events");
        }
        report::figure(&format!("{part}_cpu_ns"), cost as f64);
        report::figure(&format!("{part}_kib"), report::kib("VmRSS:") as f64);
    }
    std::hint::black_box(replay);
}

/// One begins, and one that began before moves and ends.
fn moment(number: usize) -> Vec<Record> {
    let at = (number / 10) as f64;
    let mut records = vec![message(at, number, "started", 0)];
    if let Some(older) = number.checked_sub(LIVE) {
        records.push(message(at, older, "updated", 50));
        records.push(message(at, older, "ended", 100));
    }
    records
}

fn record(at: f64, record: &str, rest: &str) -> Record {
    let line = format!(r#"{{"at":{at},"record":"{record}"{rest}}}"#);
    Replay::read_line(&line).unwrap()
}

fn message(at: f64, number: usize, event: &str, progress: u8) -> Record {
    let told = format!(
        r#"{{"NotificationContainer":{{"type":"activity","size":1,"ActivityNotification":[{{"event":"{event}","uuid":"a-{number}","Activity":{{"uuid":"a-{number}","type":"library.update.item.metadata","cancellable":false,"userID":1,"title":"Updating","subtitle":"Heat","progress":{progress},"Context":{{"librarySectionID":"1"}}}}}}]}}}}"#
    );
    // Here a text as JSON looks like a text in Rust: only quotes are escaped.
    let rest = format!(r#","transport":"websocket","data":{told:?}"#);
    record(at, "message", &rest)
}
