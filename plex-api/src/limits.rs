//! All limits on a server: the data that this crate reads and keeps of it, and the time that it waits.
//!
//! A server, and the proxy in front of it, may be hostile or broken. Memory and time stay within
//! these bounds for any data that either sends. Data beyond a bound becomes an error, an event or a
//! number that says so; no data is dropped silently.
//!
//! # The size of an answer
//!
//! | Limit | Value | Set by | Beyond it |
//! |---|---|---|---|
//! | activities in a list | [`MAX_ACTIVITIES`] | fixed | counted in [`ActivityList::left_out`](crate::ActivityList::left_out); of the others only the uuid is kept, which still counts as present |
//! | uuids kept of entries that a list leaves out | [`MAX_LEFT_OUT_IDS`], and none after [`MAX_UNREADABLE`] such entries without a uuid | fixed | the list is cut: it proves no end and no quiet |
//! | odd entries kept of a list, as JSON | [`MAX_UNREADABLE`] | fixed | counted there too; their uuids still count as present |
//! | one activity, one library section | [`MAX_ENTRY_BYTES`] of JSON | fixed | it is an [`Unreadable`](crate::Unreadable) with an excerpt, or an [`Undecodable`](crate::Undecodable) part |
//! | a uuid | [`MAX_ID_BYTES`], no control characters, no byte that is not UTF-8 | fixed | the entry is unreadable |
//! | odd parts kept of a notification | [`MAX_UNDECODABLE`] | fixed | counted in one further part |
//! | log lines about odd notifications | one in [`ODD_LOG_EVERY`] | fixed | counted in the next |
//! | an answer's body | 8 MiB | [`max_body_bytes`](crate::PlexBuilder::max_body_bytes) | [`TooLarge`](crate::ErrorKind::TooLarge) |
//! | the data of a document beside its list | [`MAX_BYTES_BESIDE_LIST`] of JSON | fixed | [`TooLarge`](crate::ErrorKind::TooLarge) |
//! | an error's body | its first [`MAX_ERROR_BODY_BYTES`] | fixed | the rest is not read |
//! | typed errors in an error's body | [`MAX_SERVER_ERRORS`] | fixed | left out |
//! | the answer of an address to `GET /identity`, in bytes | [`MAX_IDENTITY_BYTES`] | fixed | the address is not used |
//! | jobs that one source lists, for [`Plex::quiet`](crate::Plex::quiet) | [`MAX_WORKS_PER_SOURCE`] | fixed | the source is unknown |
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
//! # The time of an answer
//!
//! | Limit | Value | Set by | Beyond it |
//! |---|---|---|---|
//! | a connection | 10 s | [`connect_timeout`](crate::PlexBuilder::connect_timeout) | [`Connect`](crate::ErrorKind::Connect) |
//! | a request, to the last byte | 60 s | [`request_timeout`](crate::PlexBuilder::request_timeout) | [`Timeout`](crate::ErrorKind::Timeout) |
//! | a pause within an answer's body | 30 s | [`idle_timeout`](crate::PlexBuilder::idle_timeout) | [`Timeout`](crate::ErrorKind::Timeout) |
//! | the answer of a token source, which counts towards the request's time | [`TOKEN_SOURCE_DEADLINE`] | fixed | [`Timeout`](crate::ErrorKind::Timeout) |
//! | `Retry-After` | [`MAX_RETRY_AFTER`] | fixed | the limit is used instead |
//!
//! # The account service
//!
//! | Limit | Value | Set by | Beyond it |
//! |---|---|---|---|
//! | a request to it, to the last byte | 30 s | fixed | [`Timeout`](crate::ErrorKind::Timeout) |
//! | a code; a nonce | 256; 1,024 bytes | fixed | [`Decode`](crate::ErrorKind::Decode) |
//! | the life of a code | 24 h | fixed | the limit is used instead |
//! | polls of a code | 2 s apart in the first minute, then 5 s; never less than 1 s apart | fixed | |
//! | renewals | one at a time; 1, 5, 15, 60 min apart after failures while the token is valid, else 1 s to 60 s; 60 s to 1 h after 429 without `Retry-After` | fixed | the last failure is returned at once |
//! | the lock of the store | 90 s | fixed | [`Timeout`](crate::ErrorKind::Timeout) |
//! | the file of an account; the file of its known servers | 64 KiB; 1 MiB | fixed | the file is refused; the list is requested again |
//!
//! # The addresses of a server of an account
//!
//! | Limit | Value | Set by | Beyond it |
//! |---|---|---|---|
//! | addresses of one server | [`MAX_ADDRESSES`] | fixed | the others are left out |
//! | addresses that are asked at the same time | [`MAX_ADDRESSES_AT_ONCE`] | fixed | the others wait |
//! | a connection to an address that is asked, in the local network and beyond | [`NEAR_CONNECT_TIMEOUT`]; [`FAR_CONNECT_TIMEOUT`] | fixed | the address has failed |
//! | a connection of the client, later | 3 s | [`connect_timeout`](crate::PlexBuilder::connect_timeout) | [`Connect`](crate::ErrorKind::Connect), and a search |
//! | the answer of an address to `GET /identity` | [`IDENTITY_DEADLINE`] | fixed | the address has failed |
//! | the same answer on each new connection, if no certificate proves the server | the request's time, [`CONNECTION_PROOF_DEADLINE`] at most | fixed | [`Connect`](crate::ErrorKind::Connect), and a search |
//! | the address that worked last time is asked alone | [`RACE_HEAD_START`] | fixed | all direct addresses are asked |
//! | a better address may follow the first success | [`RACE_GRACE`] | fixed | the best so far is used |
//! | the direct addresses together, and then the relays | [`RACE_TIER`] each | fixed | [`Connect`](crate::ErrorKind::Connect), with the reason of each address |
//! | between two failed searches | [`SHORTEST_SEARCH_PAUSE`] to [`LONGEST_SEARCH_PAUSE`] | fixed | requests fail at once with the last reason |
//! | the time between two looks for a direct address while a relay is used | [`RELAY_RECHECK`] | fixed | the client searches in parallel to the requests |
//!
//! # A notification stream
//!
//! A name without a link under "Set by" is a field of [`ConnectionPolicy`](crate::ConnectionPolicy).
//!
//! | Limit | Value | Set by | Beyond it |
//! |---|---|---|---|
//! | the answer to a handshake | 10 s | `handshake_deadline` | the next transport |
//! | a message, its fragments together; an event; a line or comment of an event stream | 1 MiB | `max_message_bytes` | the connection is closed, and the client reconnects |
//! | the answer to a ping | 8 s | `pong_deadline` | the connection is closed, and the client reconnects |
//! | attempts to connect | 0.5 to 20 s apart, up to 60 s when nothing succeeded for 5 min; about 960 in 8 h | `backoff_floor`, `backoff_cap_while_recent`, `backoff_cap` | |
//! | lists while the server is not reachable | 2 to 20 s apart, up to 60 s when nothing succeeded for 5 min; about 480 in 8 h | `list_spacing`, `backoff_cap_while_recent`, `backoff_cap` | |
//! | log lines about a server that is not reachable | at most 20 in 8 h | fixed | counted in the next |
//! | `Retry-After` of a handshake or a list | 60 s | `retry_after_cap` | the limit is used instead |
//! | connections in a row that break at once | 3 | `brief_connections` | the next transport |
//! | the answer to one of the client's own lists | 20 s, doubled after each that was late | `list_deadline` | another list |
//! | lists in flight at the same time | 2 | fixed | the younger one is given up for the list of a new connection |
//! | answers to lists that cannot be used, for a wait for an activity that was never seen | 60 s | `unreadable_grace` | the wait ends with an error |
//! | events about failing lists | one a minute | fixed | left out; [`lists_failing`](crate::ConnectionStatus::lists_failing) has the newest reason |
//! | running activities that are followed | 4,096 | `follow_at_most` | counted in [`not_followed`](crate::ConnectionStatus::not_followed), reported once there is room |
//! | ended activities that are remembered | 8,192 | `remember_ended_at_most` | the oldest is forgotten |
//! | the last states of ended activities | [`MAX_REMEMBERED_BYTES`] | fixed | of the oldest only the uuid is kept |
//! | events kept for a slow watcher | 1,024 | [`Watcher::buffer`](crate::Watcher::buffer) | [`Lagged`](crate::ActivityEvent::Lagged) |
//! | messages kept for a slow subscriber of notifications, in bytes | 1 MiB | [`Notifications::buffer`](crate::Notifications::buffer) | [`Lagged`](crate::NotificationEvent::Lagged) |
//! | bytes that wait to be sent, pongs among them | [`MAX_UNSENT_BYTES`] | fixed | older pongs are left out |
//!
//! Answers without an end (interim 1xx answers, headers or a body that come slowly) end at the
//! request's deadline. The HTTP library reads interim 1xx answers as fast as they come, without a pause: the
//! thread that reads them is busy until then. A runtime with one thread does nothing else meanwhile, and
//! its timers wait too. A runtime with several threads needs more threads than there are servers
//! that may do this, as `plexctl` has.

use std::time::Duration;

/// The largest number of entries of one list that are read. 4,096; a busy server has a few dozen.
pub const MAX_ACTIVITIES: usize = 4_096;

/// The largest number of uuids that are kept of entries beyond the limits of one list. 65,536: about as many as
/// fit into the largest answer.
pub const MAX_LEFT_OUT_IDS: usize = 65_536;

/// The largest number of unreadable entries that are kept of one list. 64.
pub const MAX_UNREADABLE: usize = 64;

/// The largest JSON text of one entry of a list or a notification, in bytes. 32 KiB; a recorded
/// activity has about 500 bytes, a library section with hundreds of folders fits.
///
/// Parts that no type models (`Context`, `Response`, unknown fields) are kept as JSON text, so an entry
/// takes a few times as much memory as its JSON at most. Decoded, it can take 150 times as much:
/// that is the memory of the caller who asks for the value.
pub const MAX_ENTRY_BYTES: usize = 32 * 1024;

/// The longest uuid, in bytes. 256; a UUID has 36.
pub const MAX_ID_BYTES: usize = 256;

/// The largest number of items of one request. 100: their keys are part of the path, and proxies limit its
/// length.
pub const MAX_ITEMS_PER_REQUEST: usize = 100;

/// The largest number of things that one source may show to work, for
/// [`Plex::quiet`](crate::Plex::quiet). The others of a longer list make that source unknown.
pub const MAX_WORKS_PER_SOURCE: usize = 1000;

/// The largest number of undecodable parts that are kept of one notification. 16.
pub const MAX_UNDECODABLE: usize = 16;

/// The longest excerpt of a server's text in a reason, in bytes. 200.
pub const MAX_EXCERPT_BYTES: usize = 200;

/// The shortest time between two log lines about notifications that cannot be read. 10 s.
pub const ODD_LOG_EVERY: Duration = Duration::from_secs(10);

/// The largest JSON text of an answer apart from its list, in bytes. 256 KiB.
pub const MAX_BYTES_BESIDE_LIST: usize = 256 * 1024;

/// The largest part of an error's body that is read, in bytes. 64 KiB; the largest recorded one has 193 bytes.
pub const MAX_ERROR_BODY_BYTES: usize = 64 * 1024;

/// The largest number of typed errors that are read from an error's body. 16.
pub const MAX_SERVER_ERRORS: usize = 16;

/// The largest number of headers of an answer. 100.
pub const MAX_HEADERS: usize = 100;

/// The largest number of redirects within the server that one request follows. 5.
pub const MAX_REDIRECTS: usize = 5;

/// The longest URL to which a redirect is followed. 8 KiB.
pub const MAX_LOCATION_BYTES: usize = 8 * 1024;

/// The longest time that a token source may take to give a token. 10 s.
pub const TOKEN_SOURCE_DEADLINE: Duration = Duration::from_secs(10);

/// The largest answer that is read from an address that has not proved its machine identifier yet, in bytes.
/// 64 KiB; a recorded one has 150 bytes.
pub const MAX_IDENTITY_BYTES: usize = 64 * 1024;

/// The largest number of addresses that are asked for one server of an account. 32; a server in a container
/// lists about six.
pub const MAX_ADDRESSES: usize = 32;

/// The largest number of addresses of one server that are asked at the same time. 8.
pub const MAX_ADDRESSES_AT_ONCE: usize = 8;

/// The longest time that a connection to an address in the local network may take in a search. 1.5 s.
pub const NEAR_CONNECT_TIMEOUT: Duration = Duration::from_millis(1_500);

/// The longest time that a connection to an address beyond the local network may take in a search, and any
/// connection of a client of an account's server unless it is set. 3 s.
pub const FAR_CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// The longest time that an address may take for its whole answer to `GET /identity` in a search. 4 s.
pub const IDENTITY_DEADLINE: Duration = Duration::from_secs(4);

/// The longest time for the same answer on a new connection of a client that is in use, if the deadline of the
/// request allows it. 60 s: a slow answer is a sign of a busy server, and not of another server.
pub const CONNECTION_PROOF_DEADLINE: Duration = Duration::from_secs(60);

/// The time for which only the address that worked last time is asked. 300 ms.
pub const RACE_HEAD_START: Duration = Duration::from_millis(300);

/// The time after the first success in which a better address is still accepted. 200 ms.
pub const RACE_GRACE: Duration = Duration::from_millis(200);

/// The time for the direct addresses before a relay is asked, and the time for the relays. 5 s.
pub const RACE_TIER: Duration = Duration::from_secs(5);

/// The shortest pause after a failed search. 0.5 s.
pub const SHORTEST_SEARCH_PAUSE: Duration = Duration::from_millis(500);

/// The longest pause after a failed search, within which a server that comes back is found. 5 s.
pub const LONGEST_SEARCH_PAUSE: Duration = Duration::from_secs(5);

/// The time for which a relay is used before the client looks for a direct address again. 10 min.
pub const RELAY_RECHECK: Duration = Duration::from_secs(10 * 60);

/// The largest answer to local discovery, in bytes. 2 KiB; a recorded one has 250.
pub const MAX_DISCOVERY_BYTES: usize = 2 * 1024;

/// The largest number of answers of one local discovery that are kept. 64.
pub const MAX_DISCOVERY_ANSWERS: usize = 64;

/// The largest settings file of a server, in bytes. 1 MiB.
pub const MAX_PREFERENCES_BYTES: usize = 1024 * 1024;

/// The longest `Retry-After` that is taken as the server wrote it. 24 h.
pub const MAX_RETRY_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

/// The largest memory of the last states of ended activities, in bytes. 16 MiB: enough for 8,192 activities as
/// servers send them.
pub const MAX_REMEMBERED_BYTES: usize = 16 * 1024 * 1024;

/// The largest number of bytes that wait to be sent on a WebSocket, pongs included. 16 KiB.
pub const MAX_UNSENT_BYTES: usize = 16 * 1024;
