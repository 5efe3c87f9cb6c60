//! The environment variables, which tests can replace.

use std::ffi::OsString;
use std::path::Path;
use std::rc::Rc;

use super::config_path::CONFIG_VARIABLE;
use crate::error::CliError;

/// Looks variables up.
#[derive(Clone)]
pub(crate) struct Environment(Lookup);

type Lookup = Rc<dyn Fn(&str) -> Option<OsString>>;

impl Environment {
    /// The environment of the process.
    pub(crate) fn from_process() -> Self {
        Self(Rc::new(|name| std::env::var_os(name)))
    }

    /// The same with the file of `--config`, if it is given, in the place of `PLEXCTL_CONFIG`.
    pub(crate) fn with_config(&self, file: Option<&Path>) -> Self {
        let Some(file) = file.map(|file| file.as_os_str().to_owned()) else {
            return self.clone();
        };
        let others = self.clone();
        Self(Rc::new(move |name| match name {
            CONFIG_VARIABLE => Some(file.clone()),
            name => others.get_os(name),
        }))
    }

    /// The raw value of a variable; `None` when it is not set.
    pub(crate) fn get_os(&self, name: &str) -> Option<OsString> {
        self.0(name)
    }

    /// The text of a variable; `None` when it is not set.
    ///
    /// The error does not show the value, which may be a secret.
    pub(crate) fn get(&self, name: &str) -> Result<Option<String>, CliError> {
        self.get_os(name)
            .map(OsString::into_string)
            .transpose()
            .map_err(|_| CliError::usage(format!("{name} is not valid UTF-8 text")))
    }

    #[cfg(test)]
    pub(crate) fn fake(variables: &[(&str, &str)]) -> Self {
        let variables: Vec<(String, OsString)> = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), OsString::from(value)))
            .collect();
        Self(Rc::new(move |name| {
            let found = variables.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.clone())
        }))
    }
}
