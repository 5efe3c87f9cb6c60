//! `plexctl scan --stop`: stops scans, and says whether there was one.

use plex_api::{Activity, LenientBool, LibrarySection};

use crate::connect::Connection;
use crate::error::Failure;
use crate::exit::Exit;
use crate::output::Console;

/// The type of a scan's activity.
const SCAN: &str = "library.update.section";

/// Stops the scans of these sections. Returns the codes of the sections where that failed, or where
/// no scan was running.
pub(super) async fn stop_scans(
    connection: &Connection,
    sections: &[LibrarySection],
    console: &mut Console,
) -> Vec<Exit> {
    let library = connection.plex.library();
    // A list that fails must not keep a scan from being stopped.
    let running = connection.plex.activities().list().await;
    let mut exits = Vec::new();
    for section in sections {
        let title = section.title();
        if let Err(error) = library.stop_refresh(section.id()).await {
            let Failure { exit, sentence } = connection.to_failure(&error);
            console.report_failure(&format!("{title}: {sentence}"));
            exits.push(exit);
            continue;
        }
        let is_refreshing = section.refreshing.is_some_and(LenientBool::get);
        match &running {
            Ok(running) if is_refreshing || running.iter().any(|one| is_scan_of(one, section)) => {
                console.note(&format!("stop requested for the {title} scan"));
            }
            Err(_) if is_refreshing => {
                console.note(&format!("stop requested for the {title} scan"));
            }
            Ok(_) => {
                console.report_failure(&format!(
                    "no scan of {title} was running. The stop request was sent all the same, for a \
                     scan in the server's queue"
                ));
                exits.push(Exit::NoSuchActivity);
            }
            Err(error) => console.note(&format!(
                "stop requested for the {title} scan; whether one was running is unknown: {error}"
            )),
        }
    }
    exits
}

/// Returns `true` if this is a scan of the section. One whose section is not known yet may be.
fn is_scan_of(activity: &Activity, section: &LibrarySection) -> bool {
    let of = activity
        .context
        .as_ref()
        .and_then(plex_api::Context::library_section_id);
    activity.kind() == SCAN && of.is_none_or(|id| id == section.id())
}
