//! Random identifiers in the form of a version 4 UUID.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};

/// A new identifier. Randomness is that of the standard library's hash seeds: enough for names
/// that must not repeat, and nothing here is a secret.
pub(crate) fn random() -> String {
    let high = random_word();
    let low = random_word();
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0x0fff,
        0x8000 | (low >> 48 & 0x3fff),
        low & 0xffff_ffff_ffff,
    )
}

fn random_word() -> u64 {
    RandomState::new().build_hasher().finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_have_the_form_of_a_uuid_and_do_not_repeat() {
        let many: std::collections::BTreeSet<String> = (0..1000).map(|_| random()).collect();
        assert_eq!(many.len(), 1000);
        for uuid in many {
            let groups: Vec<_> = uuid.split('-').map(str::len).collect();
            assert_eq!(groups, [8, 4, 4, 4, 12], "{uuid}");
            assert_eq!(uuid.as_bytes()[14], b'4', "{uuid}");
            assert!(b"89ab".contains(&uuid.as_bytes()[19]), "{uuid}");
        }
    }
}
