//! The places in which the files of the configuration are looked for: the given one, the user's own,
//! the system's.

use std::path::{Path, PathBuf};

use super::env::Environment;
use crate::error::CliError;

/// The variable that names the file, unless `--config` does.
pub(super) const CONFIG_VARIABLE: &str = "PLEXCTL_CONFIG";

/// The folder of the files that hold for the whole machine.
const SYSTEM_FOLDER: &str = "/etc/plexctl";

/// The file that `--config` or [`CONFIG_VARIABLE`] names.
pub(crate) fn given_config(environment: &Environment) -> Result<Option<PathBuf>, CliError> {
    match environment.get_os(CONFIG_VARIABLE) {
        Some(file) if file.is_empty() => Err(CliError::usage(format!(
            "{CONFIG_VARIABLE} is empty: name the configuration file, or unset it"
        ))),
        file => Ok(file.map(PathBuf::from)),
    }
}

/// The user's own folder: `$XDG_CONFIG_HOME/plexctl`, or else `~/.config/plexctl`. `None` without a home.
pub(super) fn find_own_folder(environment: &Environment) -> Option<PathBuf> {
    let folder = match environment.get_os("XDG_CONFIG_HOME").map(PathBuf::from) {
        // The XDG specification says to ignore a relative path.
        Some(folder) if folder.is_absolute() => folder,
        _ => find_home(environment)?.join(".config"),
    };
    Some(folder.join("plexctl"))
}

/// The home folder.
pub(super) fn find_home(environment: &Environment) -> Option<PathBuf> {
    let home = environment.get_os("HOME")?;
    (!home.is_empty()).then(|| PathBuf::from(home))
}

/// The path of a file: the given one, or else the first that exists of the user's own and the system's.
/// If neither exists, it is the user's own. `None` without a home.
pub(super) fn locate_file(
    name: &str,
    environment: &Environment,
) -> Result<Option<PathBuf>, CliError> {
    if let Some(given) = given_config(environment)? {
        return Ok(Some(given));
    }
    let found = find_file(name, environment)?;
    Ok(found.or_else(|| find_own_folder(environment).map(|folder| folder.join(name))))
}

/// The path of a file that exists: the given one, which is not looked at, the user's own, or the system's.
pub(crate) fn find_file(
    name: &str,
    environment: &Environment,
) -> Result<Option<PathBuf>, CliError> {
    if let Some(given) = given_config(environment)? {
        return Ok(Some(given));
    }
    let system = cfg!(unix).then(|| Path::new(SYSTEM_FOLDER));
    Ok(find_in(name, environment, system))
}

fn find_in(name: &str, environment: &Environment, system: Option<&Path>) -> Option<PathBuf> {
    let own = find_own_folder(environment);
    let folders = own.into_iter().chain(system.map(Path::to_owned));
    let mut files = folders.map(|folder| folder.join(name));
    // The reader of one that cannot be looked at says why.
    files.find(|file| file.try_exists().unwrap_or(true))
}

/// The places in which a file of this name is looked for, for messages.
pub(crate) fn describe_places(name: &str) -> String {
    format!("--config, {CONFIG_VARIABLE}, ~/.config/plexctl/{name}, {SYSTEM_FOLDER}/{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_file_that_exists_is_found() {
        let (own, system) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let environment = Environment::fake(&[("XDG_CONFIG_HOME", own.path().to_str().unwrap())]);
        let find = || find_in("agent.toml", &environment, Some(system.path()));
        assert_eq!(find(), None);
        let of_system = system.path().join("agent.toml");
        std::fs::write(&of_system, "").unwrap();
        assert_eq!(find(), Some(of_system.clone()));
        let of_user = own.path().join("plexctl/agent.toml");
        std::fs::create_dir(of_user.parent().unwrap()).unwrap();
        std::fs::write(&of_user, "").unwrap();
        assert_eq!(find(), Some(of_user));
        // A service may have no home.
        let none = Environment::fake(&[]);
        assert_eq!(
            find_in("agent.toml", &none, Some(system.path())),
            Some(of_system)
        );
    }

    #[test]
    fn the_given_file_goes_first_and_need_not_exist() {
        let variable = Environment::fake(&[("PLEXCTL_CONFIG", "/a.toml"), ("HOME", "/h")]);
        let locate = |environment: &Environment| {
            let path = locate_file("config.toml", environment).unwrap();
            path.map(|path| path.display().to_string())
        };
        assert_eq!(locate(&variable).as_deref(), Some("/a.toml"));
        let option = variable.with_config(Some(Path::new("b.toml")));
        assert_eq!(locate(&option).as_deref(), Some("b.toml"));
        assert_eq!(option.get_os("HOME").unwrap(), "/h");
        let empty = Environment::fake(&[("PLEXCTL_CONFIG", "")]);
        assert!(locate_file("config.toml", &empty).is_err());
    }
}
