//! Types that the generated code uses where servers are looser than a schema can say, and the reader
//! of lists.
//!
//! Each is one component of the OpenAPI document and reads every spelling that servers were seen to use
//! for it. A value that it cannot read is an error of that one value, never of the whole list.

mod activity_id;
mod context;
mod decode_error;
#[cfg(feature = "account")]
mod hidden_text;
#[cfg(feature = "schemars")]
mod json_schema;
mod lazy_json;
mod lenient_bool;
mod lenient_int;
mod lenient_string;
mod lenient_vec;
mod path_segment;
#[cfg(feature = "account")]
mod private_vec;
mod progress;
mod raw_member;
mod scalar;
mod unknown_fields;
pub(crate) mod xml;

pub use activity_id::{ActivityId, InvalidActivityId};
pub use context::Context;
pub(crate) use decode_error::{DecodeError, explain, read_json};
#[cfg(feature = "account")]
pub(crate) use hidden_text::HiddenText;
pub use lazy_json::LazyJson;
pub use lenient_bool::LenientBool;
pub use lenient_int::LenientInt;
pub use lenient_string::LenientString;
pub use lenient_vec::{LenientVec, Unreadable};
pub(crate) use lenient_vec::{Whole, entry_error, for_each_entry, read_entry};
pub use path_segment::{InvalidPathSegment, PathSegment};
#[cfg(feature = "account")]
pub(crate) use private_vec::PrivateVec;
pub use progress::Progress;
pub(crate) use raw_member::member;
pub use unknown_fields::UnknownFields;
