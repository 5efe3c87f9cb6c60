//! The messages of the simulated server: the same to every program that is measured.

use serde_json::{Value, json};

use super::simulator::Simulator;

/// The messages that a program receives once it is ready.
#[derive(Clone, Copy)]
pub(super) enum Workload {
    Nothing,
    /// This many rounds of [`ROUND`] notifications, and then the end of the activity `last`.
    Rounds(usize),
    /// The end of the activity `last`, which runs from the start.
    End,
}

/// The number of activities that are running at any time.
pub(super) const RUNNING: usize = 20;

/// The number of different notifications of a round.
pub(super) const ROUND: usize = RUNNING * STEPS;

const STEPS: usize = 10;

/// Starts the activities that run all the time.
pub(super) fn activities(simulator: &Simulator) -> Result<(), String> {
    for number in 0..RUNNING {
        let spec = json!({
            "uuid": uuid(number),
            "type": kind(number),
            "title": title(number),
            "subtitles": [subtitle(number, 1)],
            "context": context(number),
            "progress": 1,
        });
        simulator.post("/activities", &spec.to_string())?;
    }
    Ok(())
}

/// Sends `rounds` of updates as fast as they are read, and then the end of the activity `last`.
pub(super) fn notifications(simulator: &Simulator, rounds: usize) -> Result<(), String> {
    let all: Vec<String> = (0..STEPS)
        .flat_map(|step| (0..RUNNING).map(move |number| updated(number, 10 * step + 5)))
        .collect();
    let all = all.join(",");
    let burst = format!(r#"{{"notifications":[{all}],"rounds":{rounds}}}"#);
    simulator.post("/bursts", &burst)?;
    end_of_last(simulator)
}

/// Starts the activity `last`, which makes no progress.
pub(super) fn last(simulator: &Simulator) -> Result<(), String> {
    let spec = json!({"type": "media.download", "uuid": "last", "title": "The last"});
    simulator.post("/activities", &spec.to_string())
}

/// Ends the activity `last`.
pub(super) fn end_of_last(simulator: &Simulator) -> Result<(), String> {
    let ended = notification(
        r#"{"event":"ended","uuid":"last","Activity":{"uuid":"last","type":"media.download","cancellable":false,"userID":1,"title":"The last","subtitle":"","progress":100}}"#,
    );
    simulator.post("/notifications", &ended)
}

/// The fields have the order of every recorded server.
fn updated(number: usize, progress: usize) -> String {
    let (uuid, kind, title) = (uuid(number), kind(number), title(number));
    let (subtitle, context) = (subtitle(number, progress), context(number));
    notification(&format!(
        r#"{{"event":"updated","uuid":"{uuid}","Activity":{{"uuid":"{uuid}","type":"{kind}","cancellable":false,"userID":1,"title":"{title}","subtitle":"{subtitle}","progress":{progress},"Context":{context}}}}}"#
    ))
}

fn notification(entry: &str) -> String {
    format!(r#"{{"type":"activity","key":"ActivityNotification","body":{entry}}}"#)
}

fn uuid(number: usize) -> String {
    format!("{number:02}3a1a7c-9a7e-4f29-8d3c-2f4f6a1f7c11")
}

/// Half of the activities scan a section, and name another item at each step; the other half refresh
/// one item, and have a larger `Context`.
const fn scans(number: usize) -> bool {
    number.is_multiple_of(2)
}

fn kind(number: usize) -> &'static str {
    if scans(number) {
        "library.update.section"
    } else {
        "library.update.item.metadata"
    }
}

fn title(number: usize) -> &'static str {
    if scans(number) {
        "Scanning Movies"
    } else {
        "Updating metadata"
    }
}

fn subtitle(number: usize, progress: usize) -> String {
    let part = if scans(number) { progress } else { number };
    format!("A Quiet Harbour, part {part} (1987)")
}

fn context(number: usize) -> Value {
    if scans(number) {
        json!({"librarySectionID": "1"})
    } else {
        json!({
            "accessible": true, "analyzed": false, "exists": true, "refreshed": false,
            "key": format!("/library/metadata/{}", 4_700 + number), "librarySectionID": "1",
        })
    }
}
