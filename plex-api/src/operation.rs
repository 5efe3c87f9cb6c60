//! What a document says of one operation: a row of the generated tables.

/// How a successful response looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ResponseKind {
    /// JSON, which a server may send as XML all the same.
    Json,
    /// A body of another kind.
    Bytes,
    /// A body that nobody reads, or none.
    Empty,
    /// An endless event stream.
    EventStream,
    /// An upgraded connection.
    Upgrade,
}

/// What the document says of one operation.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Operation {
    /// Its `operationId`.
    pub(crate) id: &'static str,
    /// Its method on the generated client.
    pub(crate) method: &'static str,
    /// What it does, to follow "cannot".
    pub(crate) action: &'static str,
    /// How a successful response looks.
    pub(crate) response: ResponseKind,
    /// The documented success statuses; empty if every one is.
    pub(crate) statuses: &'static [u16],
    /// Whether status 404 is documented: the thing that was asked for is not there.
    pub(crate) not_found: bool,
    /// Whether it may be sent again when it is not known to have worked.
    pub(crate) retry: bool,
    /// Whether the token goes with it.
    pub(crate) token: bool,
    /// Whether its answer has secrets or says where a person is, so that no message quotes it.
    pub(crate) private: bool,
    /// The property of the JSON around everything else.
    pub(crate) envelope: Option<&'static str>,
    /// The property of the envelope that holds the list; empty if the whole answer is a list.
    pub(crate) list: Option<&'static str>,
    /// The types of the activity that may follow, with `*` for any text.
    pub(crate) activity: &'static [&'static str],
}
