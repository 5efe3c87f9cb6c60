//! Files that stand beside the generated ones and are made elsewhere: copies, kept fresh with them.

use std::fs;
use std::path::Path;

use plex_api_build::{Artifact, SCHEMAS_FOLDER};

/// The schema of scenario files. The simulator's own test holds it to the simulator's types; it
/// stands within that crate, so that the crate is whole by itself.
const SCENARIO: &str = "plex-sim/scenario.schema.json";

/// The copies that belong to this workspace: one whose source is not there has no place either.
pub(crate) fn of(root: &Path) -> Result<Vec<Artifact>, String> {
    match fs::read_to_string(root.join(SCENARIO)) {
        Ok(text) => Ok(vec![Artifact {
            path: format!("{SCHEMAS_FOLDER}/plex-sim-scenario.schema.json"),
            text,
        }]),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(format!("cannot read {SCENARIO}: {error}")),
    }
}
