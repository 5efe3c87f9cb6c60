//! The folders of a library section, and whether a path lies in one of them.

use icu_normalizer::ComposingNormalizerBorrowed;

use crate::generated::types::LibrarySection;
use crate::wire::LenientVec;

impl LibrarySection {
    /// The paths of its folders on the server; empty when the server names none.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        let locations = self.location.iter().flat_map(LenientVec::readable);
        locations.filter_map(|location| location.path.as_deref())
    }

    /// Returns `true` if a path on the server is one of the section's folders, or lies in one; `None` when the
    /// server does not name all folders.
    ///
    /// Paths are compared by their components, with `/` and `\` alike, `.` and `..` resolved, and
    /// Unicode normalised. Windows paths, which begin with a drive or two backslashes, are compared
    /// without case. The client cannot see symbolic links on the server.
    ///
    /// ```
    /// let section: plex_api::LibrarySection = serde_json::from_str(
    ///     r#"{"key": "1", "title": "Movies", "Location": [{"id": 1, "path": "/data/movies"}]}"#,
    /// ).unwrap();
    /// assert_eq!(section.contains_folder("/data/movies/A Quiet Harbour (1987)"), Some(true));
    /// assert_eq!(section.contains_folder("/data/movies 2"), Some(false));
    /// ```
    #[must_use]
    pub fn contains_folder(&self, path: &str) -> Option<bool> {
        let locations = self.location.as_ref()?;
        let is_in_one = self.folders().any(|folder| is_inside(path, folder));
        if is_in_one {
            return Some(true);
        }
        let named = self.folders().filter(|folder| !folder.is_empty()).count();
        let is_complete = named > 0
            && named == locations.readable().len()
            && locations.unreadable().is_empty()
            && locations.left_out() == 0;
        is_complete.then_some(false)
    }
}

/// Returns `true` if `path` is `folder`, or lies in it.
fn is_inside(path: &str, folder: &str) -> bool {
    let ignores_case = is_windows(folder);
    let (path, folder) = (
        components(path, ignores_case),
        components(folder, ignores_case),
    );
    !folder.is_empty() && path.starts_with(&folder)
}

/// Returns `true` if a path begins with a drive, or with the name of another machine.
fn is_windows(path: &str) -> bool {
    let mut characters = path.chars();
    let (first, second) = (characters.next(), characters.next());
    path.starts_with(r"\\")
        || second == Some(':') && first.is_some_and(|letter| letter.is_ascii_alphabetic())
}

/// The components of a path, after an empty one when the path begins at a root.
fn components(path: &str, ignores_case: bool) -> Vec<String> {
    let path = ComposingNormalizerBorrowed::new_nfc().normalize(path);
    let is_separator = |character| matches!(character, '/' | '\\');
    let mut components = Vec::new();
    if path.starts_with(is_separator) {
        components.push(String::new());
    }
    for component in path.split(is_separator) {
        match component {
            "" | "." => {}
            // The parent of the root is the root.
            ".." if components.len() > 1 => {
                components.pop();
            }
            ".." if components.len() == 1 => {}
            // Case may change the normal form, so that comes last.
            component if ignores_case => {
                let lowercase = component.to_lowercase();
                let normal = ComposingNormalizerBorrowed::new_nfc().normalize(&lowercase);
                components.push(normal.into_owned());
            }
            component => components.push(component.to_owned()),
        }
    }
    components
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(folders: &serde_json::Value) -> LibrarySection {
        serde_json::from_value(serde_json::json!({"key": "1", "Location": folders})).unwrap()
    }

    #[test]
    fn a_path_is_compared_with_the_folders_by_components() {
        for (folder, path, expected) in [
            ("/movies", "/movies", true),
            ("/movies", "/movies/", true),
            ("/movies/", "/movies/Film (1987)/film.mkv", true),
            ("/movies", "//movies///Film", true),
            ("/movies", "/movies/./Film", true),
            ("/movies", "/tv/../movies/Film", true),
            ("/movies", "/../movies/Film", true),
            ("/movies", "/movies/../tv", false),
            ("/movies", "/moviesX/Film", false),
            ("/movies/4k", "/movies", false),
            ("/movies", "/", false),
            ("/movies", "movies/Film", false),
            ("/movies", "../movies/Film", false),
            ("/movies", "/Movies/Film", false),
            ("/", "/anything", true),
            // A server on Windows, and a path that was typed on another system.
            (r"D:\Media\Movies", r"D:\Media\Movies\Film", true),
            (r"D:\Media\Movies", "d:/media/MOVIES/Film", true),
            (r"D:\Media\Movies", r"E:\Media\Movies\Film", false),
            (r"D:\Media\Movies", r"D:\Media\MoviesX", false),
            (r"D:\", r"d:\anything", true),
            (r"\\NAS\Media", "//nas/media/Film", true),
            (r"\\NAS\Media", r"\\nas\other", false),
            ("D:/Ünder", r"d:\u\u{308}nder", false),
            // The same letters in two Unicode forms: macOS writes the second.
            ("/media/Müsik", "/media/Mu\u{308}sik/Film", true),
            ("/media/Mu\u{308}sik", "/media/Müsik/Film", true),
            ("D:/MÜSIK", "d:/mu\u{308}sik", true),
        ] {
            let section = section(&serde_json::json!([{"path": folder}]));
            assert_eq!(
                section.contains_folder(path),
                Some(expected),
                "{path} in {folder}"
            );
        }
    }

    #[test]
    fn a_section_whose_folders_are_not_all_known_is_not_second_guessed() {
        for folders in [
            serde_json::json!(null),
            serde_json::json!([]),
            serde_json::json!([{"id": 1}]),
            serde_json::json!([{"id": 1, "path": ""}]),
            serde_json::json!([{"path": "/tv"}, {"id": 2}]),
            serde_json::json!([{"path": "/tv"}, "unreadable"]),
        ] {
            let section = section(&folders);
            assert_eq!(section.contains_folder("/movies"), None, "{folders}");
        }
        let several = section(&serde_json::json!([{"path": "/movies"}, {"path": "/more movies"}]));
        assert_eq!(several.contains_folder("/more movies/Film"), Some(true));
        assert_eq!(several.contains_folder("/tv"), Some(false));
        let folders: Vec<&str> = several.folders().collect();
        assert_eq!(folders, ["/movies", "/more movies"]);
    }
}
