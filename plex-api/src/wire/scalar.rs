//! The methods that a lenient type around one plain value shares with that value.

/// Implements `get`, `From` both ways, `Deref`, `Display` and a comparison with the plain value.
macro_rules! impl_scalar {
    ($name:ident, $plain:ty, $doc:literal) => {
        impl $name {
            #[doc = $doc]
            #[must_use]
            pub const fn get(self) -> $plain {
                self.0
            }
        }

        impl From<$plain> for $name {
            fn from(value: $plain) -> Self {
                Self(value)
            }
        }

        impl From<$name> for $plain {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl std::ops::Deref for $name {
            type Target = $plain;

            fn deref(&self) -> &$plain {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl PartialEq<$plain> for $name {
            fn eq(&self, other: &$plain) -> bool {
                self.0 == *other
            }
        }
    };
}

pub(super) use impl_scalar;
