//! The journal of the agent: every run and event on disk before anything else happens, and each
//! hook's place in it.

mod crash_point;
mod deliveries;
mod feed;
mod history;
mod history_document;
mod last_ends;
mod pending;
mod record;
mod removed_servers;
mod renamed_servers;
mod retention;
mod schema;
mod store;
mod write_check;

pub(crate) use deliveries::{
    ClaimedDelivery, CountByHook, GatherRule, Verdict, claim, drop_orphans, finish,
    list_dead_letters, next_due, resume_interrupted, retry_dead_letters,
};
pub(crate) use feed::{FeedBounds, FeedEvent, feed_bounds, read_feed};
pub(crate) use history::{HistoryGap, HistoryQuery, HistoryRun, Order, find_gaps, find_runs};
pub(crate) use history_document::{HistoryDocument, HistoryLine};
pub(crate) use last_ends::{LastScan, last_ends, last_scans, last_tasks};
pub(crate) use pending::{PendingDeliveries, count_pending};
pub(crate) use record::{
    Began, Ending, GoneRun, KnownServer, NewRun, OpenRun, RouteTo, Seen, announce, begin_run,
    catch_up, end_run, find_server, keep_sections, kept_sections, note_server, note_stalled,
    open_runs, put_gap, record_event, see_runs,
};
pub(crate) use removed_servers::close_removed_servers;
pub(crate) use renamed_servers::{RenamedServer, rename_servers};
pub(crate) use retention::{Retention, prune};
pub(crate) use store::{
    Journal, JournalError, find_last_beat, from_millis, open_to_change, open_to_read, to_millis,
};
pub(crate) use write_check::check_writable;
