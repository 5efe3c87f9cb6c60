//! The actions in a [`World`], and the oddities of its lists.

use super::model::{ServerLife, World};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    Start(usize),
    Update(usize),
    End(usize),
    /// The server forgets everything, and the connection is gone.
    Restart,
    Lose,
    Connect,
    Deliver(usize),
    Duplicate,
    Garble,
    Swallow,
    /// The server writes the list.
    Answer(usize, Quirk),
    /// The list arrives.
    Arrive(usize),
    /// The list gets no answer, or one that cannot be used.
    Fail(usize, Failure),
    /// The stream stays open, and delivers nothing from now on.
    Freeze,
    Come(usize),
    Leave(usize),
    Take(usize),
    Advance,
}

/// An oddity of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quirk {
    None,
    Lacks(usize),
    Lingers(usize),
    /// A limit of the client cuts it off before the activity.
    Cut(usize),
    /// The same, and the uuids of the cut entries are still read.
    Bare(usize),
    /// It has one more entry, which cannot be read at all.
    Nameless,
    /// The uuid of the activity cannot be read, but its type.
    WithoutId(usize),
    /// Neither the uuid of the activity nor its type can be read.
    WithoutIdAndType(usize),
    /// Of the activity only the uuid can be read.
    Unreadable(usize),
}

/// The kind of failure of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    NoAnswer,
    UselessAnswer,
}

impl World {
    /// Returns all possible next actions.
    pub(super) fn actions(&self) -> Vec<Action> {
        let mut all = Vec::new();
        for (index, life) in self.server.iter().enumerate() {
            match life {
                ServerLife::NotYet => all.push(Action::Start(index)),
                ServerLife::Running { updates, .. } => {
                    if *updates < self.updates {
                        all.push(Action::Update(index));
                    }
                    all.push(Action::End(index));
                }
                ServerLife::Over { .. } => {}
            }
        }
        if !self.up {
            all.push(Action::Connect);
        } else {
            if self.faults.restarts > 0 {
                all.push(Action::Restart);
            }
            if self.faults.losses > 0 {
                all.push(Action::Lose);
            }
            if self.faults.freezes > 0 && !self.frozen {
                all.push(Action::Freeze);
            }
        }
        if !self.wire.is_empty() {
            all.push(Action::Deliver(0));
            if self.faults.duplicates > 0 {
                all.push(Action::Duplicate);
            }
            if self.faults.undecodable > 0 {
                all.push(Action::Garble);
            }
            if self.faults.swallowed > 0 {
                all.push(Action::Swallow);
            }
        }
        if self.wire.len() > 1 && self.faults.reorderings > 0 {
            all.push(Action::Deliver(1));
        }
        for (index, list) in self.lists.iter().enumerate() {
            if list.answer.is_some() && self.prompt && !self.wire.is_empty() {
                // The messages come first.
            } else if list.answer.is_some() {
                all.push(Action::Arrive(index));
            } else {
                all.extend(self.quirks().map(|quirk| Action::Answer(index, quirk)));
            }
            if self.faults.failed_lists > 0 {
                all.push(Action::Fail(index, Failure::NoAnswer));
                all.push(Action::Fail(index, Failure::UselessAnswer));
            }
        }
        all.extend((0..self.visitors.len()).map(Action::Come));
        for (index, watcher) in self.watchers.iter().enumerate() {
            if watcher.woken {
                all.push(Action::Take(index));
            }
            if self.faults.departures > 0 {
                all.push(Action::Leave(index));
            }
        }
        if self.seconds > 0 {
            all.push(Action::Advance);
        }
        all
    }

    fn quirks(&self) -> impl Iterator<Item = Quirk> {
        let mut all = vec![Quirk::None];
        for (index, life) in self.server.iter().enumerate() {
            match life {
                ServerLife::Running { glitched, .. } => {
                    if (self.faults.glitches > 0 && !glitched) || self.faults.relapses > 0 {
                        all.push(Quirk::Lacks(index));
                    }
                    if self.faults.cuts > 0 {
                        all.push(Quirk::Cut(index));
                    }
                    if self.faults.nameless > 0 {
                        all.push(Quirk::WithoutId(index));
                        all.push(Quirk::WithoutIdAndType(index));
                    }
                    if self.faults.unreadable > 0 {
                        all.push(Quirk::Bare(index));
                        all.push(Quirk::Unreadable(index));
                    }
                }
                ServerLife::Over { at, .. } => {
                    let told = self.up && self.told[index] == Some(self.epoch);
                    if self.faults.lingering > 0 && (self.now < at + 2 || told) {
                        all.push(Quirk::Lingers(index));
                    }
                }
                ServerLife::NotYet => {}
            }
        }
        if self.faults.nameless > 0 {
            all.push(Quirk::Nameless);
        }
        all.into_iter()
    }
}
