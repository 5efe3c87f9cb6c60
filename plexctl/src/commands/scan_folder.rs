//! Checks `plexctl scan --path` before anything is sent: servers accept every path, and scan nothing.

use plex_api::LibrarySection;

use crate::error::CliError;

/// Checks the option itself.
pub(super) fn check_argument(path: &str, is_about_several: bool) -> Result<(), CliError> {
    if is_about_several {
        return Err(CliError::usage(
            "--path needs exactly one section: folders belong to one",
        ));
    }
    if path.trim().is_empty() {
        return Err(CliError::usage(
            "--path is empty, with which the server would scan the whole section. Leave the option \
             out to do that",
        ));
    }
    Ok(())
}

/// Checks that the folder is in the section, as far as the server names the section's folders.
pub(super) fn check_folder(path: &str, section: &LibrarySection) -> Result<(), CliError> {
    if section.contains_folder(path) != Some(false) {
        return Ok(());
    }
    let folders: Vec<String> = section.folders().map(|one| format!("{one:?}")).collect();
    Err(CliError::usage(format!(
        "--path {path:?} is outside of the folders of {}: {}. No scan was started. The path must be \
         as the server sees it; --any-path sends it all the same",
        section.title(),
        folders.join(", ")
    )))
}
