//! The facts of an operation beyond OpenAPI: the `x-plex-*` extensions, and the values that follow
//! from the rest without one. `openapi/README.md` describes the extensions for authors.

use serde_norway::Value;

use crate::document::{Document, Operation, entries, schema_name};
use crate::rust_names::method;
use crate::transform::{is_json, is_success, is_unread};

/// Hand-written code uses the operation: its other extensions must be there.
pub(crate) const STABLE: &str = "x-plex-stable";
/// Its action, to follow "cannot": `list the activities`.
pub(crate) const ACTION: &str = "x-plex-action";
/// Whether it may be sent again when it is not known to have worked.
pub(crate) const RETRY: &str = "x-plex-retry";
/// The property of the JSON response around everything else: `MediaContainer`. `false` where there is
/// none.
pub(crate) const ENVELOPE: &str = "x-plex-envelope";
/// The property of the envelope that holds the list; `true` where the whole answer is the list.
pub(crate) const LIST: &str = "x-plex-list";
/// The type of the activity that may follow, or a list of types; `*` stands for any text.
pub(crate) const ACTIVITY: &str = "x-plex-activity";

/// `false`: it is sent without the token.
pub(crate) const TOKEN: &str = "x-plex-token";
/// The answer has secrets or says where a person is: no message quotes it.
pub(crate) const PRIVATE: &str = "x-plex-private";
/// The reason why our programs never send it: the document describes it, and it has no method.
pub(crate) const NEVER: &str = "x-plex-never";

/// The extension with the evidence that shows the end of the work: one of [`End::CODES`].
pub(crate) const END: &str = "x-plex-end";
/// The jobs that one parameter of it names, each with its activity and its end.
pub(crate) const TASKS: &str = "x-plex-tasks";

/// All extensions of an operation.
pub(crate) const EXTENSIONS: [&str; 11] = [
    ACTION, ACTIVITY, END, ENVELOPE, LIST, NEVER, PRIVATE, RETRY, STABLE, TASKS, TOKEN,
];

/// The evidence that shows the end of the work that an operation starts or stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Unobservable,
    Header,
    Activity,
    State,
    Answer,
    Settled,
}

impl End {
    /// Every code of the document, with the variant of the hand-written enum.
    pub(crate) const CODES: [(&'static str, Self); 6] = [
        ("E0", Self::Unobservable),
        ("E1", Self::Header),
        ("E2", Self::Activity),
        ("E3", Self::State),
        ("E4", Self::Answer),
        ("E5", Self::Settled),
    ];

    /// The end that a code names.
    pub(crate) fn of(code: &str) -> Option<Self> {
        let mut codes = Self::CODES.into_iter();
        codes.find(|(known, _)| *known == code).map(|(_, end)| end)
    }
}

/// A job that a parameter of an operation names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Task<'a> {
    pub(crate) name: &'a str,
    pub(crate) activity: Vec<&'a str>,
    pub(crate) end: Option<End>,
}

/// The name of a list that is the whole answer, in the table.
const WHOLE_ANSWER: &str = "";

/// The form of a success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ResponseKind {
    Json,
    Bytes,
    Empty,
    EventStream,
    Upgrade,
}

/// One row of the generated table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Facts<'a> {
    pub(crate) id: &'a str,
    /// The method of the generated client.
    pub(crate) method: String,
    /// Method and path, for people.
    pub(crate) request: String,
    pub(crate) action: String,
    pub(crate) response: ResponseKind,
    /// The documented success statuses; empty if the document has the whole range.
    pub(crate) statuses: Vec<u16>,
    /// Whether the document lists 404, which then says that the thing is not there.
    pub(crate) not_found: bool,
    pub(crate) retry: bool,
    pub(crate) token: bool,
    pub(crate) private: bool,
    pub(crate) envelope: Option<&'a str>,
    pub(crate) list: Option<&'a str>,
    pub(crate) activity: Vec<&'a str>,
    pub(crate) end: Option<End>,
    pub(crate) tasks: Vec<Task<'a>>,
}

impl<'a> Facts<'a> {
    /// The facts of every operation that is ever called, in the order of the document.
    pub(crate) fn of_all(document: &'a Document) -> Vec<Self> {
        document
            .operations()
            .iter()
            .filter(|operation| operation.value.get(NEVER).is_none())
            .filter_map(|operation| Self::of(document, operation))
            .collect()
    }

    fn of(document: &'a Document, operation: &Operation<'a>) -> Option<Self> {
        let id = operation.id()?;
        let text = |key: &str| operation.value.get(key).and_then(Value::as_str);
        let flag = |key: &str| operation.value.get(key).and_then(Value::as_bool);
        let statuses: Vec<&str> = operation
            .responses()
            .into_iter()
            .map(|(_, status, _)| status)
            .collect();
        Some(Self {
            id,
            method: method(id),
            request: operation.title(),
            action: text(ACTION)
                .map_or_else(|| verb_phrase(text("summary").unwrap_or(id)), str::to_owned),
            response: response_kind(document, operation),
            statuses: statuses
                .iter()
                .filter(|status| is_success(status))
                .map(|status| status.parse().ok())
                .collect::<Option<_>>()
                .unwrap_or_default(),
            not_found: statuses.iter().any(|s| ["404", "4XX"].contains(s)),
            retry: flag(RETRY) == Some(true),
            token: flag(TOKEN) != Some(false),
            private: flag(PRIVATE) == Some(true),
            envelope: text(ENVELOPE),
            list: text(LIST).or((flag(LIST) == Some(true)).then_some(WHOLE_ANSWER)),
            activity: texts(operation.value.get(ACTIVITY)),
            end: text(END).and_then(End::of),
            tasks: entries(operation.value.get(TASKS))
                .map(|(name, task)| Task {
                    name,
                    activity: texts(task.get("activity")),
                    end: task.get("end").and_then(Value::as_str).and_then(End::of),
                })
                .collect(),
        })
    }
}

/// The texts of an extension that is a text or a list of texts.
pub(crate) fn texts(value: Option<&Value>) -> Vec<&str> {
    match value {
        Some(Value::Sequence(values)) => values.iter().filter_map(Value::as_str).collect(),
        value => value.and_then(Value::as_str).into_iter().collect(),
    }
}

/// The kind of an operation's success, by its documented responses.
pub(crate) fn response_kind(document: &Document, operation: &Operation<'_>) -> ResponseKind {
    let mut kind = ResponseKind::Empty;
    for (_, status, response) in operation.responses() {
        if !is_success(status) {
            continue;
        }
        if status == "101" {
            return ResponseKind::Upgrade;
        }
        let content = document
            .resolve(response)
            .and_then(|response| response.get("content"));
        for (media, _) in entries(content) {
            if is_json(media) {
                return ResponseKind::Json;
            } else if media == "text/event-stream" {
                kind = ResponseKind::EventStream;
            } else if !is_unread(media) {
                kind = ResponseKind::Bytes;
            }
        }
    }
    kind
}

/// The component that describes the JSON of a success.
pub(crate) fn json_component<'a>(
    document: &'a Document,
    operation: &Operation<'a>,
) -> Option<&'a str> {
    operation
        .responses()
        .into_iter()
        .filter(|(_, status, _)| is_success(status))
        .filter_map(|(_, _, response)| document.resolve(response)?.get("content"))
        .flat_map(|content| entries(Some(content)))
        .find(|(media, _)| is_json(media))
        .and_then(|(_, media)| schema_name(media.get("schema")?))
}

/// A summary as it reads behind "cannot": `List the items.` becomes `list the items`.
fn verb_phrase(summary: &str) -> String {
    let summary = summary.trim().trim_end_matches('.');
    let mut characters = summary.chars();
    let first = characters.next();
    let rest = characters.as_str();
    match first {
        // An abbreviation keeps its capitals.
        Some(first) if !rest.starts_with(char::is_uppercase) => {
            first.to_lowercase().chain(rest.chars()).collect()
        }
        _ => summary.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::testing::{document, yaml};

    const TEXT: &str = "
paths:
  /plain:
    get:
      operationId: getPlain
      summary: List the items.
      responses:
        '200': {content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}
        '401': {}
  /told:
    post:
      operationId: startIt
      summary: Start it
      x-plex-action: start the work
      x-plex-retry: true
      x-plex-activity: 'work.*'
      x-plex-end: E5
      x-plex-tasks: {Dig: {activity: work.dig, end: E2}, Rest: {end: E0}}
      responses: {'200': {content: {text/html: {}}}, '202': {}, '404': {}}
  /never: {get: {operationId: harm, x-plex-never: it harms, responses: {'200': {}}}}
  /private:
    get:
      operationId: listSecrets
      summary: List the secrets
      x-plex-token: false
      x-plex-private: true
      x-plex-envelope: false
      x-plex-list: true
      responses: {'200': {content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}
  /image: {get: {operationId: getImage, summary: PDF as an image, responses: {2XX: {content: {image/png: {}}}}}}
";

    #[test]
    fn without_extensions_the_defaults_are_safe() {
        let document = document(TEXT);
        let facts = Facts::of_all(&document);
        assert_eq!(
            facts[0],
            Facts {
                id: "getPlain",
                method: "get_plain".to_owned(),
                request: "GET /plain".to_owned(),
                action: "list the items".to_owned(),
                response: ResponseKind::Json,
                statuses: vec![200],
                not_found: false,
                retry: false,
                token: true,
                private: false,
                envelope: None,
                list: None,
                activity: vec![],
                end: None,
                tasks: Vec::new(),
            }
        );
        assert_eq!(facts[3].action, "PDF as an image");
        assert_eq!(facts[3].response, ResponseKind::Bytes);
        assert_eq!(facts[3].statuses, [] as [u16; 0]);
    }

    #[test]
    fn what_is_private_open_or_never_called_is_in_the_table_or_not() {
        let document = document(TEXT);
        let facts = Facts::of_all(&document);
        assert!(facts.iter().all(|one| one.id != "harm"));
        assert!(!facts[2].token && facts[2].private);
        assert_eq!((facts[2].envelope, facts[2].list), (None, Some("")));
    }

    #[test]
    fn extensions_say_the_rest() {
        let document = document(TEXT);
        let facts = &Facts::of_all(&document)[1];
        assert_eq!(facts.action, "start the work");
        assert_eq!(facts.response, ResponseKind::Empty);
        assert_eq!(facts.statuses, [200, 202]);
        assert!(facts.retry && facts.not_found);
        assert_eq!(facts.activity, ["work.*"]);
        assert_eq!(facts.end, Some(End::Settled));
        let task = |name, activity: &[&'static str], end| Task {
            name,
            activity: activity.to_vec(),
            end: Some(end),
        };
        assert_eq!(
            facts.tasks,
            [
                task("Dig", &["work.dig"], End::Activity),
                task("Rest", &[], End::Unobservable)
            ]
        );
        let several = yaml("[work.one, work.two]");
        assert_eq!(texts(Some(&several)), ["work.one", "work.two"]);
    }
}
