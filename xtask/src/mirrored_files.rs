//! Files beside the generated ones that are copies of other files; `regen` keeps them fresh.

use std::fs;
use std::path::Path;

use plex_api_build::Artifact;

/// The schema of scenario files. A test of the simulator compares it with the simulator's types; it
/// is part of that crate, so that the crate is complete by itself.
const SCENARIO: &str = "plex-sim/scenario.schema.json";

/// Its copy, from the workspace root.
const COPY: &str = "openapi/schemas/plex-sim-scenario.schema.json";

/// The source of a file, if it is a copy.
pub(crate) fn source_of(path: &str) -> Option<&'static str> {
    (path == COPY).then_some(SCENARIO)
}

/// The copies of this workspace. A copy whose source does not exist is not wanted either.
pub(crate) fn all(root: &Path) -> Result<Vec<Artifact>, String> {
    match fs::read_to_string(root.join(SCENARIO)) {
        Ok(text) => Ok(vec![Artifact {
            path: COPY.to_owned(),
            text,
        }]),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(format!("cannot read {SCENARIO}: {error}")),
    }
}
