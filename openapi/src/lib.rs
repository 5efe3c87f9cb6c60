//! The OpenAPI documents of this workspace: where each is, where its files go, and which of its
//! components have a hand-written Rust type. The one place that lists them: the generator
//! (`plex-api-build`) knows no document, and xtask and the tests take them from here.

use plex_api_build::{DocumentSpec, TypeOverride};

/// Every document, the one of the server first.
pub static DOCUMENTS: [DocumentSpec; 2] = [PLEX, PLEX_TV];

/// The Plex Media Server.
pub const PLEX: DocumentSpec = DocumentSpec {
    path: "openapi/plex.yaml",
    client_folder: "plex-api/src/generated",
    schemas_folder: "openapi/schemas",
    operation_id: "OperationId",
    type_overrides: &[
        TypeOverride::text(
            "ActivityId",
            "crate::wire::ActivityId",
            "opaque text that is not always a UUID; checked before it goes into a path",
        ),
        TypeOverride::value(
            "Context",
            "crate::wire::Context",
            "any object, and sometimes no object at all",
        ),
        FLAG,
        INTEGER,
        PATH_SEGMENT,
        TypeOverride::value(
            "Progress",
            "crate::wire::Progress",
            "-1, floats, text and null besides 0 to 100",
        ),
        TypeOverride::value(
            "Response",
            "crate::wire::LazyJson",
            "of a shape that is documented nowhere",
        ),
        TEXT,
    ],
};

/// The account service, plex.tv.
pub const PLEX_TV: DocumentSpec = DocumentSpec {
    path: "openapi/plex-tv.yaml",
    client_folder: "plex-api/src/generated_tv",
    schemas_folder: "openapi/schemas-tv",
    operation_id: "AccountOperationId",
    type_overrides: &[
        TypeOverride::value(
            "Devices",
            "crate::wire::PrivateVec<crate::generated_tv::types::Device>",
            "every device with its token: no text may show an entry, an unreadable one neither",
        ),
        FLAG,
        INTEGER,
        PATH_SEGMENT,
        TypeOverride::value(
            "Resources",
            "crate::wire::PrivateVec<crate::generated_tv::types::Resource>",
            "every server with its token: no text may show an entry, an unreadable one neither",
        ),
        TypeOverride::value(
            "Secret",
            "crate::wire::HiddenText",
            "a text that no other text may have, and that is wiped from memory",
        ),
        TEXT,
    ],
};

const FLAG: TypeOverride = TypeOverride::value(
    "Flag",
    "crate::wire::LenientBool",
    "true, 1, \"1\" and \"true\" all mean yes",
);
const INTEGER: TypeOverride = TypeOverride::text(
    "Integer",
    "crate::wire::LenientInt",
    "a number or its digits as text",
);
const PATH_SEGMENT: TypeOverride = TypeOverride::text(
    "PathSegment",
    "crate::wire::PathSegment",
    "empty, `.` and `..` would name another path",
);
const TEXT: TypeOverride = TypeOverride::text(
    "Text",
    "crate::wire::LenientString",
    "text, or a number or flag where text is meant",
);
