//! The settings file of a server on this machine: its token and its machine identifier.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use zeroize::Zeroizing;

use crate::error::{Error, ErrorKind, Result};
use crate::limits::MAX_PREFERENCES_BYTES;
use crate::sanitize::printable;
use crate::token::Token;

/// The name of the file.
const FILE: &str = "Preferences.xml";

/// The first bytes of a binary property list.
const BINARY_PLIST: &[u8] = b"bplist";

/// The advice for the settings of a server on macOS.
const MAC_HINT: &str = "on macOS a server keeps its settings in a property list, which is not read: \
                        `defaults read com.plexapp.plexmediaserver PlexOnlineToken`, as the user of the \
                        server, shows the token";

/// A possible place of a folder with the file.
enum Place {
    /// An absolute path.
    Fixed(&'static str),
    /// A path below the folder that an environment variable names.
    Below(&'static str, &'static str),
}

/// The folders in which servers keep the file, by platform and package; see the page "Finding servers"
/// of the guide. A server that runs as another user has a file that only this user can read.
const PLACES: &[Place] = &[
    // The folder that the service sets, as on Arch and NixOS.
    Place::Below(
        "PLEX_MEDIA_SERVER_APPLICATION_SUPPORT_DIR",
        "Plex Media Server",
    ),
    // Windows.
    Place::Below("LOCALAPPDATA", "Plex Media Server"),
    // The packages for Linux.
    Place::Fixed("/var/lib/plexmediaserver/Library/Application Support/Plex Media Server"),
    Place::Fixed("/var/lib/plex/Plex Media Server"),
    Place::Fixed("/var/snap/plexmediaserver/common/Library/Application Support/Plex Media Server"),
    // Containers: plexinc and linuxserver, hotio, binhex.
    Place::Fixed("/config/Library/Application Support/Plex Media Server"),
    Place::Fixed("/config"),
    Place::Fixed("/config/Plex Media Server"),
    // Synology DSM 7, and DSM 6 and ASUSTOR.
    Place::Fixed("/volume1/PlexMediaServer/AppData/Plex Media Server"),
    Place::Fixed("/volume2/PlexMediaServer/AppData/Plex Media Server"),
    Place::Fixed("/volume1/Plex/Library/Application Support/Plex Media Server"),
    // FreeBSD.
    Place::Fixed("/usr/local/plexdata/Plex Media Server"),
    Place::Fixed("/usr/local/plexdata-plexpass/Plex Media Server"),
];

/// The settings file of a server: the server's identity, and the token of its owner.
///
/// **The token belongs to that server**: send it nowhere else, and never put it into an account, which
/// would sign the server out.
///
/// ```no_run
/// use plex_api::Plex;
/// use plex_api::account::ServerPreferences;
///
/// # fn example() -> plex_api::Result<()> {
/// let preferences = ServerPreferences::find()?;
/// let mut builder = Plex::builder("http://127.0.0.1:32400");
/// if let Some(token) = preferences.token() {
///     builder = builder.token(token.clone());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct ServerPreferences {
    file: PathBuf,
    machine_identifier: Option<String>,
    name: Option<String>,
    token: Option<Token>,
}

impl ServerPreferences {
    /// Reads the file at `path`, or `Preferences.xml` in the folder `path`.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) when it cannot be read or is no such file. A property
    /// list of macOS is not one; the message says how to get the token there. No message repeats any part of
    /// the content.
    pub fn read(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let file = match path.is_dir() {
            true => path.join(FILE),
            false => path.to_owned(),
        };
        let text = read_file(&file)?;
        let mut read = Self {
            file,
            machine_identifier: None,
            name: None,
            token: None,
        };
        read.take(&text).map_err(|why| {
            Error::invalid(format!(
                "{} is not the settings file of a server: {why}",
                read.file.display()
            ))
        })?;
        Ok(read)
    }

    /// Reads the file of the server on this machine, at the first of the usual places that has one.
    ///
    /// # Errors
    /// [`NotFound`](crate::ErrorKind::NotFound) when none has;
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) as [`read`](Self::read).
    pub fn find() -> Result<Self> {
        Self::find_in(&Self::places())
    }

    /// The folders in which [`find`](Self::find) looks, in this order. On macOS and in some packages
    /// the settings are not in a file of this kind.
    #[must_use]
    pub fn places() -> Vec<PathBuf> {
        let folder = |place: &Place| match place {
            Place::Fixed(path) => Some(PathBuf::from(path)),
            Place::Below(variable, path) => {
                let above = PathBuf::from(std::env::var_os(variable)?);
                above.is_absolute().then(|| above.join(path))
            }
        };
        PLACES.iter().filter_map(folder).collect()
    }

    fn find_in(places: &[PathBuf]) -> Result<Self> {
        let mut unreadable = None;
        for place in places {
            match std::fs::metadata(place.join(FILE)) {
                Ok(_) => return Self::read(place),
                Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                    unreadable.get_or_insert(place);
                }
                Err(_) => {}
            }
        }
        let hint = match (unreadable, cfg!(target_os = "macos")) {
            (Some(place), _) => format!(
                "this user may not look into {}: run this as the user of the server",
                place.display()
            ),
            (None, true) => MAC_HINT.to_owned(),
            (None, false) => "give its path".to_owned(),
        };
        Err(Error::new(
            ErrorKind::NotFound,
            format!("no server's {FILE} is at any of its usual places; {hint}"),
        ))
    }

    /// Takes the needed settings out of the text of the file.
    fn take(&mut self, text: &str) -> std::result::Result<(), &'static str> {
        const NO_XML: &str = "it is not sound XML";
        let mut reader = Reader::from_str(text);
        loop {
            match reader.read_event().map_err(|_| NO_XML)? {
                Event::Start(element) | Event::Empty(element) => {
                    if element.name().as_ref() == "plist" {
                        return Err(MAC_HINT);
                    }
                    if element.name().as_ref() != "Preferences" {
                        return Err("its element is not `Preferences`");
                    }
                    return self.take_attributes(&element);
                }
                Event::DocType(kind) if kind.trim_start().starts_with("plist") => {
                    return Err(MAC_HINT);
                }
                Event::DocType(_) => return Err("it has a document type"),
                Event::Eof => return Err("it has no element"),
                _ => {}
            }
        }
    }

    fn take_attributes(
        &mut self,
        element: &BytesStart<'_>,
    ) -> std::result::Result<(), &'static str> {
        let mut attributes = element.attributes();
        for attribute in attributes.with_checks(false) {
            let attribute = attribute.map_err(|_| "an attribute cannot be read")?;
            let name = attribute.key.as_ref();
            // Of the others not even a copy is made: some are secrets.
            if !matches!(
                name,
                "ProcessedMachineIdentifier" | "FriendlyName" | "PlexOnlineToken"
            ) {
                continue;
            }
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|_| "an attribute has an unknown entity")?;
            let value = Zeroizing::new(value.into_owned());
            if value.is_empty() {
                continue;
            }
            match name {
                "ProcessedMachineIdentifier" => self.machine_identifier = Some(printable(&value)),
                "FriendlyName" => self.name = Some(printable(&value)),
                _ => {
                    let token = Token::new(value.as_str());
                    self.token = Some(token.map_err(|_| "its PlexOnlineToken is no token")?);
                }
            }
        }
        Ok(())
    }

    /// The file.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The machine identifier (`ProcessedMachineIdentifier`), as `/identity` has it.
    #[must_use]
    pub fn machine_identifier(&self) -> Option<&str> {
        self.machine_identifier.as_deref()
    }

    /// The server's name; `None` when it has the machine's.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The token (`PlexOnlineToken`), with the rights of the owner. `None` when the server belongs to no
    /// account.
    #[must_use]
    pub fn token(&self) -> Option<&Token> {
        self.token.as_ref()
    }
}

impl fmt::Debug for ServerPreferences {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerPreferences")
            .field("file", &self.file)
            .field("name", &self.name)
            .field("has_token", &self.token.is_some())
            .finish_non_exhaustive()
    }
}

/// The text of the file. Its buffer is wiped, and has its final size from the beginning, because one
/// that grows leaves its old content behind.
fn read_file(path: &Path) -> Result<Zeroizing<String>> {
    let fail = |why: &str| Error::invalid(format!("cannot read {}: {why}", path.display()));
    let told = |error: io::Error| match error.kind() {
        io::ErrorKind::PermissionDenied => {
            fail("this user may not. Run this as the user of the server")
        }
        _ => fail(&error.to_string()),
    };
    let file = File::open(path).map_err(told)?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(MAX_PREFERENCES_BYTES + 1));
    let limit = u64::try_from(MAX_PREFERENCES_BYTES).unwrap_or(u64::MAX);
    file.take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(told)?;
    if bytes.len() > MAX_PREFERENCES_BYTES {
        return Err(fail(&format!(
            "it has more than {MAX_PREFERENCES_BYTES} bytes"
        )));
    }
    if bytes.starts_with(BINARY_PLIST) {
        return Err(fail(MAC_HINT));
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| fail("it is not UTF-8"))?;
    Ok(Zeroizing::new(
        text.trim_start_matches('\u{feff}').to_owned(),
    ))
}

#[cfg(test)]
mod tests;
