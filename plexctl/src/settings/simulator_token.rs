//! The token that a simulator shall want of its clients.

use std::path::{Path, PathBuf};

use plex_api::Token;

use super::environment::Environment;
use crate::stop::Stop;

/// The token as text: as it was given, else from a file, else from the environment.
///
/// The same rules hold as for a client's token, or no client could log in with it.
pub(crate) fn token_for_simulator(
    given: Option<&str>,
    files: &[PathBuf],
    environment: &Environment,
) -> Result<Option<String>, Stop> {
    let variable = plex_api::TOKEN_VARIABLE;
    let (text, source) = match (given, files) {
        (Some(token), _) => (token.to_owned(), "--token".to_owned()),
        (None, [file]) => (read(file)?, format!("the token file {}", file.display())),
        (None, []) => match environment.text(variable)? {
            Some(token) => (token, variable.to_owned()),
            None => return Ok(None),
        },
        (None, _) => return Err(Stop::usage("a simulator wants one --token-file at most")),
    };
    match Token::new(text.as_str()) {
        Ok(_) => Ok(Some(text)),
        Err(error) => Err(Stop::usage(format!("{source}: {error}"))),
    }
}

fn read(file: &Path) -> Result<String, Stop> {
    // Checked by the rules for token files first: size, form, and whether it can be read.
    Token::from_file(file).map_err(|error| Stop::usage(error.to_string()))?;
    match std::fs::read_to_string(file) {
        Ok(text) => Ok(text.trim_end().to_owned()),
        Err(error) => Err(Stop::usage(format!(
            "cannot read the token file {}: {error}",
            file.display()
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_comes_from_the_first_place_that_has_one() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "from-file\n\n").unwrap();
        let environment = Environment::fake(&[("PLEX_TOKEN", "from-env")]);
        let files = [file.path().to_owned()];
        let token = |given, files: &[PathBuf]| {
            token_for_simulator(given, files, &environment)
                .unwrap()
                .unwrap()
        };
        assert_eq!(token(Some("given"), &files), "given");
        assert_eq!(token(None, &files), "from-file");
        assert_eq!(token(None, &[]), "from-env");
        let none = Environment::fake(&[]);
        assert_eq!(token_for_simulator(None, &[], &none).unwrap(), None);
        assert!(token_for_simulator(Some("a b"), &[], &environment).is_err());
    }
}
