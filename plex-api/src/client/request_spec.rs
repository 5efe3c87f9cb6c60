//! The data that the sending code has about a request: an operation of the document, or a request of
//! the caller's own.

use crate::operation::{Operation, ResponseKind};

/// One request, as far as sending it and judging its answer depends on it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RequestSpec<'a> {
    /// The `operationId` of the document, or method and path. Errors carry it.
    pub(crate) name: &'a str,
    /// The action, as text to follow "cannot".
    pub(crate) action: &'a str,
    /// The form of a successful response.
    pub(crate) response: ResponseKind,
    /// The documented success statuses; empty if every one is.
    pub(crate) statuses: &'a [u16],
    /// Whether status 404 says that the thing that was asked for is not there.
    pub(crate) not_found: bool,
    /// Whether it may be sent again when it is not known to have worked.
    pub(crate) retry: bool,
    /// Whether the token goes with it.
    pub(crate) token: bool,
    /// Whether its answer has secrets or says where a person is, so that no message quotes it.
    pub(crate) private: bool,
    /// The property of the JSON around everything else.
    pub(crate) envelope: Option<&'a str>,
    /// The property of the envelope that holds the list; empty if the whole answer is a list.
    pub(crate) list: Option<&'a str>,
}

impl<'a> RequestSpec<'a> {
    /// A request that the document does not have. `name` is its method and path.
    pub(crate) fn generic(name: &'a str, is_repeatable: bool) -> Self {
        Self {
            name,
            action: name,
            response: ResponseKind::Bytes,
            statuses: &[],
            not_found: true,
            retry: is_repeatable,
            token: true,
            private: false,
            envelope: None,
            list: None,
        }
    }
}

impl From<&Operation> for RequestSpec<'static> {
    fn from(operation: &Operation) -> Self {
        Self {
            name: operation.id,
            action: operation.action,
            response: operation.response,
            statuses: operation.statuses,
            not_found: operation.not_found,
            retry: operation.retry,
            token: operation.token,
            private: operation.private,
            envelope: operation.envelope,
            list: operation.list,
        }
    }
}
