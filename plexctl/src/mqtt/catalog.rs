//! The parts of a server that get entities and can be commanded: its libraries and its butler's tasks.

use plex_api::Plex;

use crate::output::{is_visible, sanitize_name};

/// The largest number of libraries, and of tasks, that have entities. Each is part of one message.
pub(super) const MAX_ENTRIES: usize = 64;

/// Plex has no longer identifiers.
const LONGEST_ID: usize = 64;

/// The libraries and the tasks of a server, each `None` while it is unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Catalog {
    pub(super) libraries: Option<Vec<Library>>,
    pub(super) tasks: Option<Vec<String>>,
    /// The number of libraries and tasks that are left out.
    pub(super) surplus: usize,
}

/// A library section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Library {
    pub(super) id: String,
    /// For people, and bounded.
    pub(super) title: String,
}

impl Catalog {
    /// Asks the server. A list without an answer is unknown.
    ///
    /// # Cancel safety
    /// Cancel safe: dropping the future changes nothing.
    pub(super) async fn load(plex: &Plex, with_tasks: bool) -> Self {
        let mut catalog = Self::default();
        if let Ok(sections) = plex.library().sections().await {
            let sections = sections.iter().map(|one| (one.id(), one.title()));
            catalog.set_libraries(sections);
        }
        if with_tasks && let Ok(tasks) = plex.butler().tasks().await {
            catalog.set_tasks(tasks.iter().map(|task| task.name.as_str()));
        }
        catalog
    }

    pub(super) fn set_libraries<'a>(
        &mut self,
        sections: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) {
        let mut libraries: Vec<Library> = sections
            .into_iter()
            .filter(|(id, _)| is_identifier(id))
            .map(|(id, title)| Library {
                id: id.to_owned(),
                title: match is_visible(title) {
                    true => sanitize_name(title),
                    false => format!("library {id}"),
                },
            })
            .collect();
        self.surplus += libraries.len().saturating_sub(MAX_ENTRIES);
        libraries.truncate(MAX_ENTRIES);
        self.libraries = Some(libraries);
    }

    pub(super) fn set_tasks<'a>(&mut self, names: impl IntoIterator<Item = &'a str>) {
        let names = names.into_iter().filter(|name| is_identifier(name));
        let mut tasks: Vec<String> = names.map(str::to_owned).collect();
        self.surplus += tasks.len().saturating_sub(MAX_ENTRIES);
        tasks.truncate(MAX_ENTRIES);
        self.tasks = Some(tasks);
    }

    /// Takes the newer lists, and keeps the lists that the newer catalog lacks.
    pub(super) fn update(&mut self, newer: Self) {
        self.libraries = newer.libraries.or_else(|| self.libraries.take());
        self.tasks = newer.tasks.or_else(|| self.tasks.take());
        self.surplus = newer.surplus;
    }

    pub(super) fn library(&self, id: &str) -> Option<&Library> {
        let mut libraries = self.libraries.iter().flatten();
        libraries.find(|library| library.id == id)
    }

    pub(super) fn has_task(&self, name: &str) -> bool {
        self.tasks.iter().flatten().any(|task| task == name)
    }
}

/// Returns `true` if it can be a level of a topic and a part of an entity's id.
pub(super) fn is_identifier(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    !text.is_empty() && text.len() <= LONGEST_ID && text.chars().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_lists_is_bounded_and_cannot_leave_its_topic() {
        let ids: Vec<String> = (0..100).map(|id| id.to_string()).collect();
        let mut catalog = Catalog::default();
        let odd = [("", "a"), ("1/../#", "b"), ("+", "c"), ("\u{7f}", "d")];
        let sections = odd
            .into_iter()
            .chain(ids.iter().map(|id| (id.as_str(), "Movies")));
        catalog.set_libraries(sections);
        let libraries = catalog.libraries.as_ref().unwrap();
        assert_eq!(
            (libraries.len(), libraries[0].id.as_str()),
            (MAX_ENTRIES, "0")
        );
        assert_eq!(catalog.surplus, 36);
        let long = "x".repeat(1 << 20);
        catalog.set_libraries([
            ("1", long.as_str()),
            ("2", "\u{200b}"),
            (long.as_str(), "x"),
        ]);
        let titles: Vec<&str> = catalog
            .libraries
            .iter()
            .flatten()
            .map(|one| one.title.as_str())
            .collect();
        assert_eq!(titles[0].chars().count(), 200);
        assert_eq!(titles[1..], ["library 2"]);
        catalog.set_tasks(["BackupDatabase", "../x", ""]);
        assert_eq!(
            catalog.tasks.as_deref(),
            Some(&["BackupDatabase".to_owned()][..])
        );
    }

    #[test]
    fn what_is_not_answered_anew_stays_as_it_was() {
        let mut catalog = Catalog::default();
        catalog.set_libraries([("1", "Movies")]);
        catalog.update(Catalog::default());
        assert!(catalog.library("1").is_some());
        let mut newer = Catalog::default();
        newer.set_libraries([]);
        catalog.update(newer);
        assert!(catalog.library("1").is_none());
    }
}
