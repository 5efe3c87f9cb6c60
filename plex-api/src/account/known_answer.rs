//! A published test key and its signatures, for the tests of this folder.

use serde_json::Value;

use super::device_key::DeviceKey;

/// The key of RFC 8037, appendix A, texts, and their signatures.
pub(crate) fn read() -> Value {
    serde_json::from_str(include_str!("known_answer.json")).unwrap()
}

/// The key of [`read`].
pub(crate) fn device_key() -> DeviceKey {
    let known = read();
    let text = |name: &str| known["device_key"][name].as_str().unwrap().to_owned();
    DeviceKey::from_jwk(&text("d"), &text("x")).unwrap()
}
