//! The facts in a document about one operation: a row of the generated tables.

/// The form of a successful response.
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

/// The facts in the document about one operation.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Operation {
    /// Its `operationId`.
    pub(crate) id: &'static str,
    /// Its method on the generated client.
    pub(crate) method: &'static str,
    /// Its action, to follow "cannot".
    pub(crate) action: &'static str,
    /// The form of a successful response.
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
    /// The property of the JSON that encloses all others.
    pub(crate) envelope: Option<&'static str>,
    /// The property of the envelope that holds the list; empty if the whole answer is a list.
    pub(crate) list: Option<&'static str>,
    /// The types of the activity that may follow, with `*` for any text.
    pub(crate) activity: &'static [&'static str],
    /// The evidence that shows the end of the work that it starts or stops.
    pub(crate) end: Option<End>,
    /// The jobs that one parameter names.
    pub(crate) tasks: &'static [Task],
}

/// A job that a parameter of an operation names.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Task {
    /// The value of the parameter.
    pub(crate) name: &'static str,
    /// The types of the activity that may follow.
    pub(crate) activity: &'static [&'static str],
    /// The evidence that shows its end.
    pub(crate) end: End,
}

/// The evidence that shows the end of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// E0: no observable sign tells it.
    Unobservable,
    /// E1: the end of the activity that a header of the response names.
    Header,
    /// E2: the end of the activity of the type, which begins after the request.
    Activity,
    /// E3: the state of the thing itself.
    State,
    /// E4: the response, which comes when the work is done.
    Answer,
    /// E5: no such activity, and no such state, for a while.
    Settled,
}
