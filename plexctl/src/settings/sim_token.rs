//! The token that the simulator requires from clients.

use std::path::{Path, PathBuf};

use plex_api::Token;

use super::env::Environment;
use super::servers::find_token_file;
use crate::error::CliError;

/// Resolves the token: the given one, else that of the file, else that of the environment, where a
/// file comes first as well.
///
/// The rules for a client's token apply: no client could send another one.
pub(crate) fn resolve_sim_token(
    given: Option<&str>,
    files: &[PathBuf],
    environment: &Environment,
) -> Result<Option<String>, CliError> {
    let variable = plex_api::TOKEN_VARIABLE;
    let named: Vec<PathBuf>;
    let files = match files {
        [] => {
            named = find_token_file(environment)?.into_iter().collect();
            &named
        }
        files => files,
    };
    let (text, source) = match (given, files) {
        (Some(token), _) => (token.to_owned(), "--token".to_owned()),
        (None, [file]) => (read(file)?, format!("the token file {}", file.display())),
        (None, []) => match environment.get(variable)? {
            Some(token) => (token, variable.to_owned()),
            None => return Ok(None),
        },
        (None, _) => {
            return Err(CliError::usage(
                "a simulator takes at most one --token-file",
            ));
        }
    };
    match Token::new(text.as_str()) {
        Ok(_) => Ok(Some(text)),
        Err(error) => Err(CliError::usage(format!("{source}: {error}"))),
    }
}

fn read(file: &Path) -> Result<String, CliError> {
    // `Token` checks the size, the form, and whether the file can be read.
    Token::from_file(file).map_err(|error| CliError::usage(error.to_string()))?;
    match std::fs::read_to_string(file) {
        Ok(text) => {
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
            Ok(text.trim_end().to_owned())
        }
        Err(error) => Err(CliError::usage(format!(
            "cannot read the token file {}: {error}",
            file.display()
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_comes_from_the_first_source_that_has_one() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "from-file\n\n").unwrap();
        let environment = Environment::fake(&[("PLEX_TOKEN", "from-env")]);
        let files = [file.path().to_owned()];
        let token = |given, files: &[PathBuf]| {
            resolve_sim_token(given, files, &environment)
                .unwrap()
                .unwrap()
        };
        assert_eq!(token(Some("given"), &files), "given");
        assert_eq!(token(None, &files), "from-file");
        assert_eq!(token(None, &[]), "from-env");
        let none = Environment::fake(&[]);
        assert_eq!(resolve_sim_token(None, &[], &none).unwrap(), None);
        assert!(resolve_sim_token(Some("a b"), &[], &environment).is_err());
    }
}
