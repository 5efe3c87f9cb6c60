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
//! | activities in a list | [`MAX_ACTIVITIES`] | fixed | counted in [`ActivityList::left_out`](crate::ActivityList::left_out); the list counts as incomplete |
//! | odd entries kept of a list, as JSON | [`MAX_UNREADABLE`] | fixed | counted there too; their uuids still count as present |
//! | one activity, in memory | [`MAX_ENTRY_WEIGHT`], estimated | fixed | it is an [`Unreadable`](crate::Unreadable) with an excerpt, or an [`Undecodable`](crate::Undecodable) part |
//! | a uuid | [`MAX_ID_BYTES`], no control characters | fixed | it is none |
//! | odd parts kept of a notification | [`MAX_UNDECODABLE`] | fixed | counted in one more |
//! | log lines about odd notifications | one in [`ODD_LOG_EVERY`] | fixed | counted in the next |
//! | an excerpt of a server's text | [`MAX_EXCERPT_BYTES`] | fixed | an ellipsis |

use std::time::Duration;

/// How many entries of one list are read. 4,096; a busy server has a few dozen.
pub const MAX_ACTIVITIES: usize = 4_096;

/// How many entries that cannot be read are kept of one list. 64.
pub const MAX_UNREADABLE: usize = 64;

/// How much memory one entry of a list or a notification may take, by an estimate in bytes that is
/// made before it is decoded. 16 KiB; the largest recorded activity takes about 3 KiB.
pub const MAX_ENTRY_WEIGHT: usize = 16 * 1024;

/// The longest uuid, in bytes. 256; a UUID has 36.
pub const MAX_ID_BYTES: usize = 256;

/// How many parts that cannot be decoded are kept of one notification. 16.
pub const MAX_UNDECODABLE: usize = 16;

/// The longest excerpt of a server's text in a reason, in bytes. 200.
pub const MAX_EXCERPT_BYTES: usize = 200;

/// Between two log lines about notifications that cannot be read. 10 s.
pub const ODD_LOG_EVERY: Duration = Duration::from_secs(10);
