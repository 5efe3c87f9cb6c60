//! The environment variables, as something that a test can stand in for.

use std::ffi::OsString;

use crate::error::CliError;

/// Where variables are looked up.
pub(crate) struct Environment(Lookup);

type Lookup = Box<dyn Fn(&str) -> Option<OsString>>;

impl Environment {
    /// The process's own.
    pub(crate) fn from_process() -> Self {
        Self(Box::new(|name| std::env::var_os(name)))
    }

    /// The variable as it is; `None` when it is not set.
    pub(crate) fn get_os(&self, name: &str) -> Option<OsString> {
        self.0(name)
    }

    /// The variable's text; `None` when it is not set.
    ///
    /// The message of a failure does not show the value, which may be a secret.
    pub(crate) fn get(&self, name: &str) -> Result<Option<String>, CliError> {
        self.get_os(name)
            .map(OsString::into_string)
            .transpose()
            .map_err(|_| CliError::usage(format!("{name} is set to something that is no text")))
    }

    #[cfg(test)]
    pub(crate) fn fake(variables: &[(&str, &str)]) -> Self {
        let variables: Vec<(String, OsString)> = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), OsString::from(value)))
            .collect();
        Self(Box::new(move |name| {
            let found = variables.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.clone())
        }))
    }
}
