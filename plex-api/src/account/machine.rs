//! The identity of this machine, so that a copied store is noticed.

use std::fmt::Write as _;

use ring::digest::{SHA256, digest};

/// A hash of the machine's name: the name itself is nobody's business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MachineHash(String);

impl MachineHash {
    /// That of this machine. A machine without a readable name has one of its own, too.
    pub(crate) fn of_this_machine() -> Self {
        Self::of_name(&machine_name())
    }

    fn of_name(name: &str) -> Self {
        let hash = digest(&SHA256, format!("plex-api machine {name}").as_bytes());
        let mut text = String::new();
        for byte in hash.as_ref().iter().take(16) {
            let _ = write!(text, "{byte:02x}");
        }
        Self(text)
    }

    /// Takes one out of a store.
    pub(crate) fn from_store(text: &str) -> Self {
        Self(text.to_owned())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(unix)]
fn machine_name() -> String {
    let name = rustix::system::uname();
    name.nodename().to_string_lossy().into_owned()
}

#[cfg(not(unix))]
fn machine_name() -> String {
    std::env::var("COMPUTERNAME").unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machines_differ_by_name_and_a_name_cannot_be_read_from_its_hash() {
        let here = MachineHash::of_this_machine();
        assert_eq!(here, MachineHash::of_this_machine());
        assert_ne!(
            MachineHash::of_name("attic"),
            MachineHash::of_name("cellar")
        );
        assert_eq!(MachineHash::of_name("attic").as_str().len(), 32);
        assert_eq!(MachineHash::from_store(here.as_str()), here);
    }
}
