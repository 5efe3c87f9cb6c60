//! The components of `openapi/plex-tv.yaml`, with the JSON Schemas of their Rust types. Do not edit:
//! `cargo xtask regen` makes it.

use schemars::{JsonSchema, Schema, schema_for};
/// Every component by its name, with the schema of its Rust type.
#[must_use]
pub fn all() -> Vec<(&'static str, Schema)> {
    Vec::from([
        row::<crate::wire::PathSegment>("PathSegment"),
        row::<crate::wire::LenientBool>("Flag"),
        row::<crate::wire::LenientString>("Text"),
        row::<crate::wire::LenientInt>("Integer"),
        row::<crate::wire::HiddenText>("Secret"),
        row::<crate::generated_tv::types::JsonWebKey>("JsonWebKey"),
        row::<crate::generated_tv::types::NewPin>("NewPin"),
        row::<crate::generated_tv::types::NewKey>("NewKey"),
        row::<crate::generated_tv::types::PinLink>("PinLink"),
        row::<crate::generated_tv::types::Pin>("Pin"),
        row::<crate::generated_tv::types::Nonce>("Nonce"),
        row::<crate::generated_tv::types::DeviceProof>("DeviceProof"),
        row::<crate::generated_tv::types::IssuedToken>("IssuedToken"),
        row::<crate::wire::LenientVec<crate::generated_tv::types::JsonWebKey>>("Keys"),
        row::<crate::generated_tv::types::KeySet>("KeySet"),
        row::<crate::generated_tv::types::Subscription>("Subscription"),
        row::<crate::generated_tv::types::User>("User"),
        row::<crate::generated_tv::types::Connection>("Connection"),
        row::<
            crate::wire::LenientVec<crate::generated_tv::types::Connection>,
        >("Connections"),
        row::<crate::generated_tv::types::Resource>("Resource"),
        row::<
            crate::wire::PrivateVec<crate::generated_tv::types::Resource>,
        >("Resources"),
        row::<crate::generated_tv::types::Device>("Device"),
        row::<crate::wire::PrivateVec<crate::generated_tv::types::Device>>("Devices"),
        row::<crate::generated_tv::types::ServerError>("ServerError"),
        row::<crate::generated_tv::types::ErrorsResponse>("ErrorsResponse"),
    ])
}
fn row<T: JsonSchema>(name: &'static str) -> (&'static str, Schema) {
    (name, schema_for!(T))
}
