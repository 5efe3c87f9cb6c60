//! A server, its wire and the tracker, with everything that can go wrong between them.

use std::collections::VecDeque;
use std::time::Duration;

use super::observers::{Evidence, IdleWaiterView, Onlooker, WaiterView, WatcherView};
use crate::generated::types::Activity;
use crate::model::ListedActivities;
use crate::tracker::{
    ActivityFilter, ListAnswer, NotificationKind, SubscriberId, Ticket, Timestamp, Tracker,
    TrackerPolicy,
};
use crate::wire::{ActivityId, Context};

/// The number of faults that may still happen. Zero everywhere is a perfect world.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Faults {
    pub(super) losses: u8,
    pub(super) restarts: u8,
    pub(super) duplicates: u8,
    pub(super) reorderings: u8,
    pub(super) undecodable: u8,
    /// Notifications that never come, unnoticed.
    pub(super) swallowed: u8,
    /// Lists that lack an activity that runs, but never the same one twice in a row.
    pub(super) glitches: u8,
    /// Lists that lack an activity that runs, whatever the ones before did. No assumption about
    /// lists holds then.
    pub(super) relapses: u8,
    /// Lists that show an activity that has just ended, or whose end was reported on this connection.
    pub(super) lingering: u8,
    /// Lists that a limit of the client cuts.
    pub(super) cuts: u8,
    /// Entries of lists without a readable uuid, some of them also without a readable type.
    pub(super) nameless: u8,
    /// Lists that get no answer, or a useless one.
    pub(super) failed_lists: u8,
    /// Entries of lists of which only the uuid can be read.
    pub(super) unreadable: u8,
    /// Streams that stay open and deliver nothing any more.
    pub(super) freezes: u8,
    /// Watchers that leave.
    pub(super) departures: u8,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct World {
    pub(super) ids: Vec<ActivityId>,
    pub(super) faults: Faults,
    /// The number of updates of an activity, between its start and its end.
    pub(super) updates: u8,
    pub(super) seconds: u64,
    pub(super) now: u64,
    pub(super) server: Vec<ServerLife>,
    pub(super) up: bool,
    /// The stream is open, and delivers nothing any more.
    pub(super) frozen: bool,
    pub(super) epoch: u64,
    pub(super) wire: VecDeque<WireMessage>,
    pub(super) lists: Vec<PendingList>,
    pub(super) tracker: Tracker,
    pub(super) watchers: Vec<WatcherView>,
    pub(super) onlookers: Vec<Onlooker>,
    pub(super) waiters: Vec<WaiterView>,
    pub(super) idle_waiters: Vec<IdleWaiterView>,
    pub(super) headers: Vec<Evidence>,
    /// The subscribers that may still come.
    pub(super) visitors: Vec<Visitor>,
    pub(super) last_list: Option<u64>,
    pub(super) last_heard: u64,
    /// The time when the connection last opened or closed, or the first subscriber came.
    pub(super) last_change: u64,
    /// The number of lists in a row that had entries without a readable uuid.
    pub(super) nameless_in_a_row: u32,
    /// The connection on which the end of each activity was reported, if it was.
    pub(super) told: Vec<Option<u64>>,
    /// Whether lists can be relied on as far as the laws do.
    pub(super) honest: bool,
    /// Whether no list overtakes a message.
    pub(super) prompt: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum ServerLife {
    NotYet,
    Running { updates: u8, glitched: bool },
    Over { updates: u8, at: u64 },
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct WireMessage {
    pub(super) epoch: u64,
    pub(super) activity: usize,
    pub(super) kind: NotificationKind,
    pub(super) updates: u8,
}

/// A list on its way: a request first, then an answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct PendingList {
    pub(super) ticket: Ticket,
    pub(super) sent_at: u64,
    /// Subscribers below it were there.
    pub(super) covers: SubscriberId,
    /// The connection that was open when it was sent.
    pub(super) epoch: Option<u64>,
    /// Whether its answer must be merged: no newer list was merged, and no further connection has
    /// replaced it while an older one was in flight.
    pub(super) counts: bool,
    /// The titles that notifications have set since it was sent.
    pub(super) fresh: Vec<Option<u8>>,
    pub(super) answer: Option<ListAnswer>,
}

impl PendingList {
    /// Follows the tracker's own renumbering; all void ones are alike.
    pub(super) fn renumber(&mut self, shift: u64) {
        self.ticket = Ticket(self.ticket.0.saturating_sub(shift));
        if !self.counts {
            self.ticket = Ticket(0);
            self.sent_at = 0;
            self.covers = SubscriberId(0);
            self.epoch = None;
            self.fresh.fill(None);
        }
        if let Some(answer) = &mut self.answer {
            answer.ticket = self.ticket;
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Visitor {
    Watcher {
        filter: ActivityFilter,
        buffer: usize,
        eager: bool,
    },
    Onlooker(ActivityFilter),
    Waiter(usize),
    Header(usize),
    IdleWaiter {
        filter: ActivityFilter,
        quiet: u64,
        quiet_first: bool,
    },
}

/// Small numbers, so that short traces reach far.
pub(super) fn quick_policy() -> TrackerPolicy {
    TrackerPolicy {
        list_every: Duration::from_secs(9),
        list_after_silence: Duration::from_secs(5),
        list_spacing: Duration::from_secs(2),
        confirm_after: Duration::from_secs(2),
        never_seen_grace: Duration::from_secs(4),
        unreadable_grace: Duration::from_secs(10),
        retry_often_for: Duration::from_secs(4),
        retry_at_most: Duration::from_secs(6),
        retry_at_most_when_away: Duration::from_secs(8),
        recent: Duration::from_secs(20),
        trouble_every: Duration::from_secs(12),
        heal_after: Duration::from_secs(2),
        permanent_after: Duration::from_secs(15),
        ..TrackerPolicy::default()
    }
}

const NAMES: [&str; 12] = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];

pub(super) fn index_of(id: &ActivityId) -> usize {
    NAMES.iter().position(|name| id == name).unwrap()
}

impl World {
    pub(super) fn new(
        activities: usize,
        updates: u8,
        seconds: u64,
        policy: TrackerPolicy,
        faults: Faults,
        visitors: Vec<Visitor>,
    ) -> Self {
        Self {
            ids: NAMES[..activities]
                .iter()
                .map(|name| ActivityId::new(name).unwrap())
                .collect(),
            honest: faults.relapses == 0,
            faults,
            updates,
            seconds,
            now: 100,
            server: vec![ServerLife::NotYet; activities],
            up: false,
            frozen: false,
            epoch: 0,
            wire: VecDeque::new(),
            lists: Vec::new(),
            tracker: Tracker::new(policy),
            watchers: Vec::new(),
            onlookers: Vec::new(),
            waiters: Vec::new(),
            idle_waiters: Vec::new(),
            headers: Vec::new(),
            visitors,
            last_list: None,
            last_heard: 0,
            last_change: 0,
            nameless_in_a_row: 0,
            told: vec![None; activities],
            prompt: false,
        }
    }

    pub(super) fn moment(&self) -> Timestamp {
        Timestamp::at(Duration::from_secs(self.now))
    }

    /// Forgets the data that can have no effect any more.
    pub(super) fn forget(&mut self) {
        // Of all messages that must have no effect, one is kept: one that would have the greatest.
        let (epoch, up) = (self.epoch, self.up);
        let stale = |message: &WireMessage| !up || message.epoch != epoch;
        if let Some(first) = self.wire.iter().position(stale) {
            let activity = self.wire[first].activity;
            self.wire.retain(|message| !stale(message));
            self.wire.push_front(WireMessage {
                epoch: 0,
                activity,
                kind: NotificationKind::Ended,
                updates: 0,
            });
        }
        if let Some(first) = self.lists.iter().position(|list| list.ticket == Ticket(0)) {
            self.lists[first].answer = Some(ListAnswer {
                ticket: Ticket(0),
                listed: ListedActivities::default(),
            });
            let mut index = 0;
            self.lists.retain(|list| {
                index += 1;
                index == first + 1 || list.ticket != Ticket(0)
            });
        }
        for waiter in &mut self.waiters {
            if waiter.result.is_some() {
                waiter.evidence = Evidence::new(waiter.activity, waiter.subscriber, 0);
            }
        }
        if self.last_list.is_some_and(|last| self.last_heard <= last) {
            self.last_heard = 0;
        }
        if self.last_list.is_some_and(|last| self.last_change <= last) {
            self.last_change = 0;
        }
        if self.faults.lingering == 0 {
            for life in &mut self.server {
                if let ServerLife::Over { at, .. } = life {
                    *at = 0;
                }
            }
        }
    }
}

pub(super) fn title_of(updates: u8) -> String {
    format!("step {updates}")
}

/// The server's entry for an activity. As on real servers it has `Context` from the first update on.
pub(super) fn entry(
    ids: &[ActivityId],
    index: usize,
    updates: u8,
    kind: NotificationKind,
) -> Activity {
    let mut activity = Activity::placeholder(ids[index].clone());
    activity.type_ = Some(if index % 3 == 2 { "butler" } else { "scan" }.into());
    activity.title = Some(title_of(updates).as_str().into());
    activity.progress = Some(i64::from(updates).into());
    if updates > 0 && kind != NotificationKind::Started {
        let section = serde_json::Value::from((index % 2 + 1).to_string());
        let keys = serde_json::Map::from_iter([("librarySectionID".to_owned(), section)]);
        activity.context = Some(Context::from(keys));
    }
    activity
}
