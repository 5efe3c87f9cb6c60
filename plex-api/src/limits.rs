//! What a server can make this crate keep, read or wait for: every limit, in one place.
//!
//! A server is somebody else's program, and so is the proxy in front of it. Whatever either sends,
//! memory and time stay within these bounds, and what lies beyond one becomes an error, an event or
//! a number that says so; nothing is lost without a word.
//!
//! # What is read of an answer
//!
//! | Limit | Value | Set by | Beyond it |
//! |---|---|---|---|
//! | activities in a list | [`MAX_ACTIVITIES`] | fixed | counted in [`ActivityList::left_out`](crate::ActivityList::left_out); of the others only the uuid is kept, which still counts as present |
//! | uuids kept of entries that a list leaves out | [`MAX_LEFT_OUT_IDS`], and none after [`MAX_UNREADABLE`] such entries without a uuid | fixed | the list is cut: it proves no end and no quiet |
//! | odd entries kept of a list, as JSON | [`MAX_UNREADABLE`] | fixed | counted there too; their uuids still count as present |
//! | one activity, one library section | [`MAX_ENTRY_BYTES`] of JSON | fixed | it is an [`Unreadable`](crate::Unreadable) with an excerpt, or an [`Undecodable`](crate::Undecodable) part |
//! | a uuid | [`MAX_ID_BYTES`], no control characters, no byte that is not UTF-8 | fixed | the entry is unreadable |
//! | odd parts kept of a notification | [`MAX_UNDECODABLE`] | fixed | counted in one more |
//! | log lines about odd notifications | one in [`ODD_LOG_EVERY`] | fixed | counted in the next |
//! | an answer's body | 8 MiB | [`max_body_bytes`](crate::PlexBuilder::max_body_bytes) | [`TooLarge`](crate::ErrorKind::TooLarge) |
//! | what a document holds beside its list | [`MAX_BYTES_BESIDE_LIST`] of JSON | fixed | [`TooLarge`](crate::ErrorKind::TooLarge) |
//! | an error's body | its first [`MAX_ERROR_BODY_BYTES`] | fixed | the status tells what it is |
//! | typed errors in an error's body | [`MAX_SERVER_ERRORS`] | fixed | left out |
//! | the answer of an address that has not proved yet which server it is | [`MAX_IDENTITY_BYTES`] | fixed | the address is not used |
//! | things that one source shows to work, for [`Plex::quiet`](crate::Plex::quiet) | [`MAX_WORKS_PER_SOURCE`] | fixed | the source is unknown |
//! | headers of an answer | [`MAX_HEADERS`], together about 400 KiB | fixed | [`Connect`](crate::ErrorKind::Connect) |
//! | compression | none is asked for | fixed | [`Decode`](crate::ErrorKind::Decode) |
//! | a byte that is not UTF-8 | none | fixed | it is read as U+FFFD |
//! | nesting of JSON | 127 | fixed | the value, entry or answer cannot be read |
//! | nesting of XML; attributes of an element; elements and attributes of a document | 60; 256; 150,000 | fixed | [`Decode`](crate::ErrorKind::Decode) |
//! | document types and entities of XML | none | fixed | [`Decode`](crate::ErrorKind::Decode) |
//! | the target of a redirect | [`MAX_LOCATION_BYTES`] | fixed | [`Redirect`](crate::ErrorKind::Redirect) |
//! | redirects of one request, within the server | [`MAX_REDIRECTS`] | fixed | [`Redirect`](crate::ErrorKind::Redirect) |
//! | an excerpt of a server's text in a reason; of a server's words in an error | [`MAX_EXCERPT_BYTES`]; 512 bytes | fixed | an ellipsis |
//! | an answer to local discovery; answers to one search | [`MAX_DISCOVERY_BYTES`]; [`MAX_DISCOVERY_ANSWERS`] | fixed | left out |
//! | the settings file of a server on this machine | [`MAX_PREFERENCES_BYTES`] | fixed | [`InvalidInput`](crate::ErrorKind::InvalidInput) |
//!
//! # How long an answer may take
//!
//! | Limit | Value | Set by | Beyond it |
//! |---|---|---|---|
//! | a connection | 10 s | [`connect_timeout`](crate::PlexBuilder::connect_timeout) | [`Connect`](crate::ErrorKind::Connect) |
//! | a request, to the last byte | 60 s | [`request_timeout`](crate::PlexBuilder::request_timeout) | [`Timeout`](crate::ErrorKind::Timeout) |
//! | a pause within an answer's body | 30 s | [`idle_timeout`](crate::PlexBuilder::idle_timeout) | [`Timeout`](crate::ErrorKind::Timeout) |
//! | the answer of a token source, which counts towards the request's time | [`TOKEN_SOURCE_DEADLINE`] | fixed | [`Timeout`](crate::ErrorKind::Timeout) |
//! | `Retry-After` | [`MAX_RETRY_AFTER`] | fixed | it is taken as that |
//!
//! # What the account service may do
//!
//! | Limit | Value | Set by | Beyond it |
//! |---|---|---|---|
//! | a request to it, to the last byte | 30 s | fixed | [`Timeout`](crate::ErrorKind::Timeout) |
//! | a code; a nonce | 256; 1,024 bytes | fixed | [`Decode`](crate::ErrorKind::Decode) |
//! | the life of a code | 24 h | fixed | it is taken as that |
//! | polls of a code | 2 s apart in the first minute, then 5 s; never less than 1 s apart | fixed | |
//! | renewals | one at a time; 1, 5, 15, 60 min apart after failures while the token is good, else 1 s to 60 s; 60 s to 1 h after 429 without `Retry-After` | fixed | the last failure comes at once |
//! | the lock of the store | 90 s | fixed | [`Timeout`](crate::ErrorKind::Timeout) |
//! | addresses of one server that are asked | 32, 8 at the same time | fixed | the others are left out |
//! | the file of an account; of what is known of its servers | 64 KiB; 1 MiB | fixed | it is no account; the list is asked for again |
//!
//! # What a notification stream may do
//!
//! A name without a link under "Set by" is a field of [`ConnectionPolicy`](crate::ConnectionPolicy).
//!
//! | Limit | Value | Set by | Beyond it |
//! |---|---|---|---|
//! | the answer to a handshake | 10 s | `handshake_deadline` | the next transport |
//! | a message, its fragments together; an event; a line or comment of an event stream | 1 MiB | `max_message_bytes` | the connection is left, and comes back |
//! | the answer to a ping | 8 s | `pong_deadline` | the connection is left, and comes back |
//! | attempts to connect | 0.5 to 20 s apart, up to 60 s when nothing succeeded for 5 min; about 960 in 8 h | `backoff_floor`, `backoff_cap_while_recent`, `backoff_cap` | |
//! | lists while the server is away | 2 to 20 s apart, up to 60 s when nothing succeeded for 5 min; about 480 in 8 h | `list_spacing`, `backoff_cap_while_recent`, `backoff_cap` | |
//! | log lines about a server that is away | 13 in 8 h | fixed | counted in the next |
//! | `Retry-After` of a handshake or a list | 60 s | `retry_after_cap` | it is taken as that |
//! | connections in a row that break at once | 3 | `brief_connections` | the next transport |
//! | the answer to one of the client's own lists | 20 s, doubled after each that was late | `list_deadline` | another list |
//! | lists in flight at the same time | 2 | fixed | the younger one is given up for the list of a new connection |
//! | answers to lists that cannot be used, for a wait for an activity that was never seen | 60 s | `unreadable_grace` | the wait ends with an error |
//! | events that say that lists fail | one a minute | fixed | left out; [`lists_failing`](crate::ConnectionStatus::lists_failing) has the newest reason |
//! | running activities that are followed | 4,096 | `follow_at_most` | counted in [`not_followed`](crate::ConnectionStatus::not_followed), reported once there is room |
//! | ended activities that are remembered | 8,192 | `remember_ended_at_most` | the oldest is forgotten |
//! | the last states of ended activities | [`MAX_REMEMBERED_BYTES`] | fixed | of the oldest only the uuid is kept |
//! | events kept for a slow watcher | 1,024 | [`Watcher::buffer`](crate::Watcher::buffer) | [`Lagged`](crate::ActivityEvent::Lagged) |
//! | messages kept for a slow subscriber of notifications, in bytes | 1 MiB | [`Notifications::buffer`](crate::Notifications::buffer) | [`Lagged`](crate::NotificationEvent::Lagged) |
//! | bytes that wait to be sent, pongs among them | [`MAX_UNSENT_BYTES`] | fixed | older pongs are left out |
//!
//! Answers without an end (interim 1xx answers, headers or a body that drip) are ended by the
//! request's time. The HTTP library reads interim 1xx answers as fast as they come, without a pause: the
//! thread that reads them is busy until then. A runtime with one thread does nothing else meanwhile, and
//! its time limits wait too. A runtime with several threads needs more threads than there are servers
//! that may do this, as `plexctl` has.

use std::time::Duration;

/// How many entries of one list are read. 4,096; a busy server has a few dozen.
pub const MAX_ACTIVITIES: usize = 4_096;

/// How many uuids are kept of the entries that one list leaves out. 65,536: about as many as fit into
/// the largest answer.
pub const MAX_LEFT_OUT_IDS: usize = 65_536;

/// How many entries that cannot be read are kept of one list. 64.
pub const MAX_UNREADABLE: usize = 64;

/// How much JSON one entry of a list or a notification may have, in bytes. 32 KiB; a recorded
/// activity has about 500 bytes, a library section with hundreds of folders fits.
///
/// What no type models (`Context`, `Response`, unknown fields) is kept as JSON text, so what is read
/// takes a few times as much memory as its JSON at most. Decoded, it can take 150 times as much:
/// that is the memory of the caller who asks for the value.
pub const MAX_ENTRY_BYTES: usize = 32 * 1024;

/// The longest uuid, in bytes. 256; a UUID has 36.
pub const MAX_ID_BYTES: usize = 256;

/// How many items one request may be about. 100: their keys are part of the path, whose length proxies limit.
pub const MAX_ITEMS_PER_REQUEST: usize = 100;

/// The largest number of things that one source may show to work, for
/// [`Plex::quiet`](crate::Plex::quiet). The others of a longer list make that source unknown.
pub const MAX_WORKS_PER_SOURCE: usize = 1000;

/// How many parts that cannot be decoded are kept of one notification. 16.
pub const MAX_UNDECODABLE: usize = 16;

/// The longest excerpt of a server's text in a reason, in bytes. 200.
pub const MAX_EXCERPT_BYTES: usize = 200;

/// Between two log lines about notifications that cannot be read. 10 s.
pub const ODD_LOG_EVERY: Duration = Duration::from_secs(10);

/// How much JSON an answer may have apart from its list, in bytes. 256 KiB.
pub const MAX_BYTES_BESIDE_LIST: usize = 256 * 1024;

/// How much of an error's body is read. 64 KiB; the largest recorded one has 193 bytes.
pub const MAX_ERROR_BODY_BYTES: usize = 64 * 1024;

/// How many typed errors are read from an error's body. 16.
pub const MAX_SERVER_ERRORS: usize = 16;

/// How many headers an answer may have. 100.
pub const MAX_HEADERS: usize = 100;

/// How many redirects within the server one request follows. 5.
pub const MAX_REDIRECTS: usize = 5;

/// The longest URL to which a redirect is followed. 8 KiB.
pub const MAX_LOCATION_BYTES: usize = 8 * 1024;

/// How long a token source may take to give a token. 10 s.
pub const TOKEN_SOURCE_DEADLINE: Duration = Duration::from_secs(10);

/// How much of the answer of an address is read that has not proved yet which server it is. 64 KiB; a
/// recorded one has 150 bytes.
pub const MAX_IDENTITY_BYTES: usize = 64 * 1024;

/// How many bytes an answer to local discovery has at most. 2 KiB; a recorded one has 250.
pub const MAX_DISCOVERY_BYTES: usize = 2 * 1024;

/// How many answers of one local discovery are kept. 64.
pub const MAX_DISCOVERY_ANSWERS: usize = 64;

/// How long the settings file of a server may be, in bytes. 1 MiB.
pub const MAX_PREFERENCES_BYTES: usize = 1024 * 1024;

/// The longest `Retry-After` that is taken as the server wrote it. 24 h.
pub const MAX_RETRY_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

/// How much memory the last states of ended activities may take, in bytes. 16 MiB: of 8,192 activities as
/// servers send them, and some.
pub const MAX_REMEMBERED_BYTES: usize = 16 * 1024 * 1024;

/// How many bytes wait to be sent on a WebSocket, pongs among them. 16 KiB.
pub const MAX_UNSENT_BYTES: usize = 16 * 1024;
