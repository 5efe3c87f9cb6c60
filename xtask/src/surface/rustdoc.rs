//! The public API from rustdoc, which knows what is re-exported, implemented and `Send`.
//!
//! rustdoc writes its JSON on request only, as unstable, so on a stable toolchain it has to be told
//! that it may. Cargo must not be told: the variable would have it build every dependency again. So
//! cargo is given this program for rustdoc, and this program starts the real one with the variable.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs};

use serde_json::Value;

use super::lines;
use super::snapshot::Section;

const PACKAGE: &str = "plex-api";
/// Set for this program where it stands for rustdoc: the folder that the JSON goes to.
const FOLDER: &str = "XTASK_SURFACE_FOLDER";
/// The version of the JSON that the library `public-api` reads, and Rust 1.95 writes.
const FORMAT: u64 = 57;
/// `native-tls` adds nothing to the API, and needs a library that not every machine has; `fuzzing` is
/// for this workspace alone.
const NOT_NEEDED: [&str; 2] = ["fuzzing", "native-tls"];

/// The API with the default features, and what the others add to it.
pub(crate) fn sections(root: &Path) -> Result<Vec<Section>, String> {
    let metadata = metadata(root)?;
    let features = features(&metadata)?;
    let folder = metadata
        .get("target_directory")
        .and_then(Value::as_str)
        .map(|target| Path::new(target).join("surface"))
        .ok_or("cargo metadata names no target_directory")?;
    let by_default = surface(root, &folder.join("default"), &[])?;
    let all = surface(root, &folder.join("all"), &features)?;
    if let Some(line) = by_default.iter().find(|line| !all.contains(line)) {
        return Err(format!(
            "a feature takes away or changes, and features only add: {line}"
        ));
    }
    let added = all
        .into_iter()
        .filter(|line| !by_default.contains(line))
        .collect();
    Ok(vec![
        Section {
            title: "With the default features".to_owned(),
            lines: by_default,
        },
        Section {
            title: "Added by the other features".to_owned(),
            lines: added,
        },
    ])
}

/// Stands for rustdoc, if cargo has started this program as that.
pub(crate) fn stand_in() -> Option<ExitCode> {
    let folder = env::var_os(FOLDER)?;
    let mut arguments: Vec<OsString> = env::args_os().skip(1).collect();
    if let Some(at) = arguments.iter().position(|argument| argument == "-o")
        && let Some(value) = arguments.get_mut(at + 1)
    {
        // Each set of features has a folder of its own: cargo knows one for them all.
        *value = folder;
    }
    let status = Command::new("rustdoc")
        .args(arguments)
        .env("RUSTC_BOOTSTRAP", "1")
        .env_remove(FOLDER)
        .status();
    let code = status.ok().and_then(|status| status.code());
    Some(ExitCode::from(
        code.and_then(|code| u8::try_from(code).ok()).unwrap_or(101),
    ))
}

fn surface(root: &Path, folder: &Path, features: &[String]) -> Result<Vec<String>, String> {
    let json = folder.join("plex_api.json");
    document(root, folder, features, None)?;
    if !json.is_file() {
        // Cargo believes that it is there. What cargo has not seen yet, it makes.
        document(root, folder, features, Some("again"))?;
    }
    let text = fs::read_to_string(&json).map_err(|error| {
        format!(
            "cannot read what rustdoc wrote, {}: {error}",
            json.display()
        )
    })?;
    let format = serde_json::from_str::<Value>(&text)
        .ok()
        .and_then(|value| value.get("format_version").and_then(Value::as_u64));
    if format != Some(FORMAT) {
        let format = format.map_or_else(|| "an unknown".to_owned(), |format| format.to_string());
        return Err(format!(
            "this toolchain's rustdoc writes {format} version of its JSON, and xtask reads {FORMAT}, \
             which Rust 1.95 writes.\n    hint: run it with that toolchain, or take the version of \
             the crate `public-api` that reads the other, and renew the snapshot with it"
        ));
    }
    let api = public_api::Builder::from_rustdoc_json(&json)
        .omit_blanket_impls(true)
        .build()
        .map_err(|error| format!("cannot read the public API: {error}"))?;
    let items: Vec<String> = api.items().map(ToString::to_string).collect();
    Ok(lines::of(&items))
}

fn document(
    root: &Path,
    folder: &Path,
    features: &[String],
    mark: Option<&str>,
) -> Result<(), String> {
    let own = env::current_exe().map_err(|error| format!("cannot find this program: {error}"))?;
    let mut command = cargo(root);
    command
        .args(["rustdoc", "--quiet", "--package", PACKAGE, "--lib"])
        .arg(format!("--features={}", features.join(",")))
        .args([
            "--",
            "-Zunstable-options",
            "--output-format=json",
            "--cap-lints=allow",
        ])
        .args(mark.map(|mark| format!("--cfg=surface_{mark}")))
        .env("RUSTDOC", own)
        .env(FOLDER, folder);
    let status = command
        .status()
        .map_err(|error| format!("cannot start cargo: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("cargo rustdoc failed for {PACKAGE}, see above"))
    }
}

fn metadata(root: &Path) -> Result<Value, String> {
    let output = cargo(root)
        .args(["metadata", "--no-deps", "--format-version=1"])
        .output()
        .map_err(|error| format!("cannot start cargo: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    serde_json::from_slice(&output.stdout).map_err(|error| format!("cargo metadata: {error}"))
}

/// Every feature of the package but those that are not needed.
fn features(metadata: &Value) -> Result<Vec<String>, String> {
    let packages = metadata.get("packages").and_then(Value::as_array);
    let package = packages
        .into_iter()
        .flatten()
        .find(|package| package.get("name").and_then(Value::as_str) == Some(PACKAGE));
    let features = package.and_then(|package| package.get("features")?.as_object());
    let features = features.ok_or_else(|| format!("the workspace has no package {PACKAGE}"))?;
    let wanted = features
        .keys()
        .filter(|name| !NOT_NEEDED.contains(&name.as_str()));
    Ok(wanted.cloned().collect())
}

fn cargo(root: &Path) -> Command {
    let program = env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from);
    let mut command = Command::new(program);
    command.current_dir(root);
    command
}
