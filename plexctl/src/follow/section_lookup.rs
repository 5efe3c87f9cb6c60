//! Finds library sections by number or title.

use plex_api::LibrarySection;

use crate::connect::Connection;
use crate::error::Failure;
use crate::exit::Exit;
use crate::output::is_visible;

/// The maximum number of typing errors in a title that is still suggested.
const TYPING_ERRORS: usize = 2;

/// The library sections of a server.
pub(crate) struct SectionList(Vec<LibrarySection>);

impl SectionList {
    pub(crate) async fn load(connection: &Connection) -> Result<Self, Failure> {
        let listed = connection.plex.library().sections().await;
        let sections = listed.map_err(|error| connection.to_failure(&error))?;
        Ok(Self(sections))
    }

    /// The section with this number, or else with this title, ignoring case.
    pub(crate) fn select(&self, wanted: &str) -> Result<&LibrarySection, Failure> {
        select_section(&self.0, wanted)
            .map_err(|sentence| Failure::new(Exit::NoSuchActivity, sentence))
    }

    /// The wanted sections, or all of them: at least one result.
    pub(crate) fn select_all(
        &self,
        all: bool,
        wanted: &[String],
    ) -> Vec<Result<&LibrarySection, Failure>> {
        if !all {
            return wanted.iter().map(|one| self.select(one)).collect();
        }
        if self.0.is_empty() {
            let sentence = "the server lists no library section for this token";
            return vec![Err(Failure::new(Exit::NoSuchActivity, sentence))];
        }
        self.0.iter().map(Ok).collect()
    }
}

/// Finds the section with this number, or else with this title, ignoring case.
pub(crate) async fn find_section(
    connection: &Connection,
    wanted: &str,
) -> Result<LibrarySection, Failure> {
    let sections = SectionList::load(connection).await?;
    sections.select(wanted).cloned()
}

fn select_section<'a>(
    sections: &'a [LibrarySection],
    wanted: &str,
) -> Result<&'a LibrarySection, String> {
    if let Some(section) = sections.iter().find(|section| section.id() == wanted) {
        return Ok(section);
    }
    let folded = fold_case(wanted);
    let titled: Vec<&LibrarySection> = sections
        .iter()
        .filter(|section| has_title(section) && fold_case(section.title()) == folded)
        .collect();
    match titled.as_slice() {
        [section] => return Ok(section),
        [] => {}
        several => {
            return Err(format!(
                "several library sections are called {wanted:?}: {}. Choose one by its number",
                format_sections(several.iter().copied())
            ));
        }
    }
    let unknown = format!("there is no library section {wanted:?}");
    if sections.is_empty() {
        return Err(format!("{unknown}: the server lists none for this token"));
    }
    let meant = match suggest_section(sections, &folded) {
        Some(section) => format!("Did you mean {:?}? ", section.title()),
        None => String::new(),
    };
    Err(format!(
        "{unknown}. {meant}Available: {}",
        format_sections(sections)
    ))
}

fn format_sections<'a>(sections: impl IntoIterator<Item = &'a LibrarySection>) -> String {
    let names = sections.into_iter().map(|section| {
        if has_title(section) {
            format!("{} ({})", section.title(), section.id())
        } else {
            format!("a section without a title ({})", section.id())
        }
    });
    names.collect::<Vec<_>>().join(", ")
}

/// The section that was probably meant: its title contains or resembles the input.
fn suggest_section<'a>(sections: &'a [LibrarySection], folded: &str) -> Option<&'a LibrarySection> {
    let candidates: Vec<&LibrarySection> = sections
        .iter()
        .filter(|section| has_title(section))
        .filter(|section| {
            let title = fold_case(section.title());
            let errors = strsim::levenshtein(&title, folded);
            !folded.is_empty() && title.contains(folded)
                // Most of it must be right: two errors turn any word of two letters into any other.
                || errors <= TYPING_ERRORS && errors * 2 <= title.chars().count()
        })
        .collect();
    match candidates.as_slice() {
        [one] => Some(one),
        _ => None,
    }
}

/// Returns `true` if a reader of the title sees one.
fn has_title(section: &LibrarySection) -> bool {
    is_visible(section.title())
}

fn fold_case(text: &str) -> String {
    text.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sections() -> Vec<LibrarySection> {
        serde_json::from_value(serde_json::json!([
            {"key": "1", "title": "Movies"},
            {"key": "2", "title": "TV Shows"},
            {"key": "4", "title": "movies"},
            {"key": "5", "title": "1984"},
            {"key": "1984", "title": "Music"},
        ]))
        .unwrap()
    }

    #[test]
    fn a_number_goes_before_a_title_and_capitals_do_not_matter() {
        let sections = sections();
        let id = |wanted| select_section(&sections, wanted).map(LibrarySection::id);
        assert_eq!(id("2"), Ok("2"));
        assert_eq!(id("tv shows"), Ok("2"));
        assert_eq!(id(" MUSIC "), Ok("1984"));
        assert_eq!(id("1984"), Ok("1984"));
    }

    #[test]
    fn an_unknown_section_lists_the_known_ones() {
        let sections = sections();
        let sentence = |wanted| select_section(&sections, wanted).unwrap_err();
        let ambiguous = sentence("Movies");
        assert!(ambiguous.contains("Movies (1), movies (4)"), "{ambiguous}");
        assert!(ambiguous.contains("by its number"), "{ambiguous}");
        for typed in ["TV", "TV Show", "tvshows", "TV Shwos"] {
            let sentence = sentence(typed);
            assert!(
                sentence.contains("Did you mean \"TV Shows\"?"),
                "{sentence}"
            );
        }
        let unlike = sentence("Podcasts");
        assert!(!unlike.contains("Did you mean"), "{unlike}");
        assert!(unlike.contains("Music (1984)"), "{unlike}");
        assert!(!sentence("").contains("Did you mean"));
        assert!(!sentence("zz").contains("Did you mean"));
        let none = select_section(&[], "Movies").unwrap_err();
        assert!(none.contains("lists none"), "{none}");
    }

    #[test]
    fn a_section_without_a_visible_title_is_named_by_its_number_and_never_suggested() {
        let sections: Vec<LibrarySection> = serde_json::from_value(serde_json::json!([
            {"key": "5", "title": "Movies"},
            {"key": "6"},
            {"key": "7", "title": " \u{a0}"},
            {"key": "8", "title": "\u{200b}\u{2060}"},
        ]))
        .unwrap();
        for typed in ["zz", "", " ", "z", "\u{200b}\u{2060}"] {
            let sentence = select_section(&sections, typed).unwrap_err();
            assert!(!sentence.contains("Did you mean"), "{typed:?}: {sentence}");
            assert!(
                sentence.ends_with(
                    "Available: Movies (5), a section without a title (6), a section without a \
                     title (7), a section without a title (8)"
                ),
                "{sentence}"
            );
        }
        assert_eq!(select_section(&sections, "6").unwrap().id(), "6");
    }
}
