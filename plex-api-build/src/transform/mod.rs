//! Adapts the description of the server to the forms that the generator can express.
//!
//! Each adaptation is one function with a name, a reason and a test. The changed places are reported,
//! and the head of the generated file lists the adaptations that were needed.

mod bodies;
mod escape_markdown;
mod operations;
mod parameters;
mod responses;
mod schemas;

pub(crate) use operations::is_success;
pub(crate) use responses::{is_json, is_unread};

use std::fmt;

use crate::document::Document;
use crate::source_map::Pointer;

/// A change to the document that the generator needs.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Adaptation {
    /// Its name: the statement that holds after it.
    pub name: &'static str,
    /// The reason: the generator's behaviour without it, and the code that handles the lost part.
    pub why: &'static str,
    apply: fn(&mut Document) -> Vec<Pointer>,
}

impl fmt::Debug for Adaptation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Adaptation")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// An adaptation that was needed, and the places it touched.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Applied {
    /// [`Adaptation::name`].
    pub name: &'static str,
    /// [`Adaptation::why`].
    pub why: &'static str,
    /// The places in the document, in its order.
    pub places: Vec<Pointer>,
}

/// Every adaptation, in the order of application.
pub const ADAPTATIONS: &[Adaptation] = &[
    Adaptation {
        name: "operations-never-called-left-out",
        why: "the document describes them, and a method would be there to be called",
        apply: operations::never_called_left_out,
    },
    Adaptation {
        name: "identity-headers-sent-by-hooks",
        why: "every operation would take them as arguments; the client's hooks send them with every \
              request",
        apply: parameters::identity_headers_sent_by_hooks,
    },
    Adaptation {
        name: "comma-lists-as-text",
        why: "`explode: false` is ignored and the name would be repeated, and a list in a path or a \
              header does not compile; the caller joins the values with commas",
        apply: parameters::comma_lists_as_text,
    },
    Adaptation {
        name: "raw-bodies-plain",
        why: "a body of text or bytes is sent as it is, and the generator refuses to know more of it",
        apply: bodies::raw_bodies_plain,
    },
    Adaptation {
        name: "upgrades-without-other-answers",
        why: "a 101 beside a raw error does not compile; other statuses arrive as an unexpected \
              response",
        apply: responses::upgrades_without_other_answers,
    },
    Adaptation {
        name: "errors-raw",
        why: "the generator cannot distinguish errors of several media types, and a typed error loses \
              status and headers when HTML comes; 4XX and 5XX arrive as bytes, and the client \
              reads them itself",
        apply: responses::errors_raw,
    },
    Adaptation {
        name: "json-alone",
        why: "the generator ignores other media types beside JSON; the client reads XML and HTML \
              itself",
        apply: responses::json_alone,
    },
    Adaptation {
        name: "unread-bodies-dropped",
        why: "an HTML or XML body of a success would be handed on as a stream that nobody reads",
        apply: responses::unread_bodies_dropped,
    },
    Adaptation {
        name: "unknown-fields-kept",
        why: "`additionalProperties: true` beside properties drops unknown fields, `{}` keeps them \
              in `extra`",
        apply: schemas::unknown_fields_kept,
    },
    Adaptation {
        name: "formats-as-text",
        why: "uuid, date, date-time and pattern would pull in a crate each and refuse what servers \
              send; the text is kept as it comes",
        apply: schemas::formats_as_text,
    },
];

/// Applies the needed adaptations to a copy of the document.
pub(crate) fn transform(document: &Document) -> (Document, Vec<Applied>) {
    let mut adapted = document.clone();
    operations::inline_references(&mut adapted.root);
    escape_markdown::escape_markdown(&mut adapted.root);
    let applied = ADAPTATIONS
        .iter()
        .filter_map(|adaptation| {
            let places = (adaptation.apply)(&mut adapted);
            (!places.is_empty()).then_some(Applied {
                name: adaptation.name,
                why: adaptation.why,
                places,
            })
        })
        .collect();
    (adapted, applied)
}

#[cfg(test)]
pub(crate) mod testing {
    //! A document around a snippet, for the tests of the adaptations.

    use serde_norway::Value;

    use super::*;
    use crate::document_spec::testing::SPEC;

    /// A document with the hand-written types of the tests.
    pub(crate) fn document(text: &str) -> Document {
        Document {
            root: yaml(text),
            type_overrides: SPEC.type_overrides,
        }
    }

    pub(crate) fn yaml(text: &str) -> Value {
        serde_norway::from_str(text).unwrap()
    }

    /// Applies one adaptation to `before`, compares, and returns the places as text.
    pub(crate) fn check(
        apply: fn(&mut Document) -> Vec<Pointer>,
        before: &str,
        after: &str,
    ) -> Vec<String> {
        let mut adapted = document(before);
        let places = apply(&mut adapted)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            adapted.root,
            yaml(after),
            "\n{}",
            serde_norway::to_string(&adapted.root).unwrap()
        );
        let mut twice = adapted.clone();
        assert!(
            apply(&mut twice).is_empty(),
            "a second run finds nothing more to do"
        );
        assert_eq!(twice, adapted);
        places
    }
}
