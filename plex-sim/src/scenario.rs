//! Nights of a server's life, by name: what a program or a demonstration shows.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::script::{Draft, launch};
use crate::server::PlexSim;
use crate::state::Shared;

/// A named series of activities, played by [`PlexSim::play`].
#[derive(Debug, Clone)]
pub struct Scenario {
    name: &'static str,
    summary: &'static str,
    entries: Vec<Entry>,
}

#[derive(Debug, Clone)]
struct Entry {
    at: Duration,
    /// Comes again after this time, for ever.
    again: Option<Duration>,
    draft: Draft,
}

const NAMES: &[&str] = &["quiet-night", "big-scan"];

impl Scenario {
    /// The names that [`by_name`](Self::by_name) knows.
    #[must_use]
    pub fn names() -> &'static [&'static str] {
        NAMES
    }

    /// The scenario of this name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        match name {
            "quiet-night" => Some(quiet_night()),
            "big-scan" => Some(big_scan()),
            _ => None,
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name
    }

    /// What happens in it, in one sentence.
    #[must_use]
    pub fn summary(&self) -> &str {
        self.summary
    }
}

impl PlexSim {
    /// Plays a scenario: its activities begin at their times, on the simulator's clock.
    pub fn play(&self, scenario: &Scenario) {
        for entry in &scenario.entries {
            if entry.at.is_zero() && entry.again.is_none() {
                launch(&self.shared, &entry.draft);
            } else {
                let task = play_entry(Arc::clone(&self.shared), entry.clone());
                self.shared.spawn("scenario", task);
            }
        }
    }
}

async fn play_entry(shared: Arc<Shared>, entry: Entry) {
    shared.clock.sleep(entry.at).await;
    loop {
        launch(&shared, &entry.draft);
        match entry.again {
            Some(span) if !span.is_zero() => shared.clock.sleep(span).await,
            _ => return,
        }
    }
}

fn quiet_night() -> Scenario {
    let mut butler = Draft::new("butler");
    butler.title = Some("Running maintenance".to_owned());
    butler.progress = 100;
    butler.forever = true;
    butler.every = Some(Duration::from_secs(3600));

    let mut download = Draft::new("media.download");
    download.title = Some("Media download by guest".to_owned());
    download.subtitles = vec!["Cartographers (2003)".to_owned()];
    download.cancellable = true;
    download.user_id = Some(200_000_017);
    download.context("metadataID", Value::from("513"));
    download.context("deviceID", Value::from(""));
    download.progress = 12;
    download.steps = Some(60);
    download.every = Some(Duration::from_secs(2));
    download.forever = true;

    let mut refresh = Draft::new("library.refresh.items");
    refresh.title = Some("Refreshing".to_owned());
    refresh.subtitles = [
        "Checking files",
        "Refreshing local metadata",
        "Augmenting metadata",
    ]
    .map(str::to_owned)
    .to_vec();
    refresh.context("accessible", Value::from(true));
    refresh.context("exists", Value::from(true));
    refresh.context("key", Value::from("/library/metadata/181164/children"));
    refresh.ends_after = Some(Duration::from_secs(4));

    let mut subscriptions = Draft::new("provider.subscriptions.process");
    subscriptions.title = Some("Processing subscriptions".to_owned());
    subscriptions.cancellable = true;
    subscriptions.ends_after = Some(Duration::from_millis(800));

    Scenario {
        name: "quiet-night",
        summary: "a download that goes on until it is cancelled, an item refresh, and short jobs",
        entries: vec![
            once(Duration::ZERO, butler),
            once(Duration::ZERO, download),
            once(Duration::ZERO, refresh.clone()),
            once(Duration::from_secs(2), subscriptions.clone()),
            again(Duration::from_secs(20), Duration::from_secs(30), refresh),
            again(
                Duration::from_secs(60),
                Duration::from_secs(60),
                subscriptions,
            ),
        ],
    }
}

fn big_scan() -> Scenario {
    let mut scan = Draft::new("library.update.section");
    scan.title = Some("Scanning Movies".to_owned());
    scan.section = Some("1".to_owned());
    scan.context("librarySectionID", Value::from("1"));
    scan.subtitles = (1..=60)
        .map(|number| format!("Film {number:02} ({})", 1950 + number))
        .collect();
    scan.steps = Some(400);
    scan.every = Some(Duration::from_millis(60));

    let mut metadata = Draft::new("library.update.item.metadata");
    metadata.title = Some("Updating metadata".to_owned());
    metadata.ends_after = Some(Duration::from_secs(8));

    let mut credits = Draft::new("media.generate.credits");
    credits.title = Some("Detecting Credits".to_owned());
    credits.subtitles = vec!["Eleven Bridges (2021)".to_owned()];
    credits.cancellable = true;
    credits.ends_after = Some(Duration::from_secs(15));

    Scenario {
        name: "big-scan",
        summary: "a scan of a large section with hundreds of updates; item metadata follows it",
        entries: vec![
            once(Duration::ZERO, scan),
            once(Duration::from_secs(6), metadata.clone()),
            once(Duration::from_secs(12), credits),
            once(Duration::from_secs(20), metadata.clone()),
            once(Duration::from_secs(23), metadata),
        ],
    }
}

fn once(at: Duration, draft: Draft) -> Entry {
    Entry {
        at,
        again: None,
        draft,
    }
}

fn again(at: Duration, span: Duration, draft: Draft) -> Entry {
    Entry {
        at,
        again: Some(span),
        draft,
    }
}
