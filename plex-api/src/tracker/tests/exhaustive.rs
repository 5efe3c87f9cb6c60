//! Every reachable state of three small worlds, breadth first: server, wire, tracker and subscribers
//! together, all laws checked in each.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use super::liveness::come_to_rest_unless;
use super::model::{Faults, Visitor, World};
use super::model_actions::Action;
use crate::tracker::{ActivityFilter, Timestamp, TrackerPolicy};

/// Returns the policy with the shortest times, so that few seconds reach all of it.
fn shortest_policy() -> TrackerPolicy {
    TrackerPolicy {
        list_every: Duration::from_secs(4),
        list_after_silence: Duration::from_secs(3),
        list_spacing: Duration::from_secs(1),
        confirm_after: Duration::from_secs(1),
        never_seen_grace: Duration::from_secs(2),
        unreadable_grace: Duration::from_secs(2),
        retry_often_for: Duration::from_secs(1),
        retry_at_most: Duration::from_secs(2),
        retry_at_most_when_away: Duration::from_secs(3),
        heal_after: Duration::from_secs(1),
        ..TrackerPolicy::default()
    }
}

/// The time for which the models run, after which all must have settled. The states become ten times as many
/// with every second, so there is one more only where somebody asks for it.
fn seconds(most: u64) -> u64 {
    let more = std::env::var("TRACKER_MORE_SECONDS").ok();
    most + more.and_then(|more| more.parse::<u64>().ok()).unwrap_or(0)
}

fn watcher(buffer: usize, eager: bool) -> Visitor {
    Visitor::Watcher {
        filter: ActivityFilter::any(),
        buffer,
        eager,
    }
}

/// Two states that differ only in data that no law looks at are one.
fn canonical(mut world: World) -> World {
    let shift = world.tracker.lists.renumber();
    world.tracker.tombstones.renumber(shift);
    for list in &mut world.lists {
        list.renumber(shift);
    }
    world.lists.sort_by_key(|list| list.ticket);
    let now = world.moment();
    let (older, newer) = world.tracker.lists.sent_slots();
    for tracked in world.tracker.active.values_mut() {
        tracked.forget_lists(older, newer);
    }
    for tracked in world.tracker.active.values_mut() {
        tracked.seen_at = now;
        tracked.moved_at = now;
    }
    world.tracker.watchers.forget_time();
    let sent_at = world.tracker.lists.sent_at_or(now);
    let policy = world.tracker.policy.clone();
    world.tracker.tombstones.forget_time(sent_at, &policy);
    for since in world.tracker.suspects.values_mut() {
        if sent_at.since(*since) >= policy.confirm_after {
            *since = Timestamp::default();
        }
    }
    let last_sent_at = world.tracker.lists.last_sent_at();
    world
        .tracker
        .sync
        .forget_time(last_sent_at, policy.list_spacing);
    world.tracker.lists.forget_pause(now);
    let awaited = !world.tracker.waiters.is_empty();
    world.tracker.health.forget_time(now, &policy, awaited);
    world.tracker.counters = Default::default();
    world.forget();
    world
}

fn fingerprint(world: &World) -> u128 {
    let half = |seed: u8| {
        let mut hasher = DefaultHasher::new();
        (seed, world).hash(&mut hasher);
        u128::from(hasher.finish())
    };
    half(0) << 64 | half(1)
}

/// Visits every state that `world` can come to. States are told apart by 128 bits of hash.
fn explore(name: &str, world: World, at_most: usize) {
    let start = canonical(world);
    let mut from: HashMap<u128, Option<(u128, Action)>> = HashMap::new();
    let mut calm: HashSet<u128> = HashSet::new();
    let first = fingerprint(&start);
    from.insert(first, None);
    let mut todo = VecDeque::from([(first, start)]);
    let mut ends = 0;
    while let Some((print, world)) = todo.pop_front() {
        if world.seconds == 0 {
            ends += 1;
            let seen = |world: &World| !calm.insert(fingerprint(&canonical(world.clone())));
            if let Err(why) = come_to_rest_unless(world.clone(), seen) {
                broken(name, &why, &world, &from, (print, None));
            }
            continue;
        }
        for action in world.actions() {
            let mut next = world.clone();
            if let Err(why) = next.step(action) {
                broken(name, &why, &world, &from, (print, Some(action)));
            }
            let next = canonical(next);
            let to = fingerprint(&next);
            if let Entry::Vacant(new) = from.entry(to) {
                new.insert(Some((print, action)));
                todo.push_back((to, next));
            }
        }
        assert!(from.len() <= at_most, "{name}: more than {at_most} states");
    }
    println!(
        "{name}: {} states, {ends} of them at the end of time",
        from.len()
    );
}

fn broken(
    name: &str,
    why: &str,
    world: &World,
    from: &HashMap<u128, Option<(u128, Action)>>,
    (mut at, last): (u128, Option<Action>),
) -> ! {
    let mut trace: Vec<_> = last.into_iter().collect();
    while let Some((before, action)) = from[&at] {
        trace.push(action);
        at = before;
    }
    trace.reverse();
    panic!("{name}: {why}\nafter {trace:?}\nin {world:#?}")
}

/// A world whose connection is open already.
fn connected(activities: usize, faults: Faults, visitors: Vec<Visitor>) -> World {
    let policy = shortest_policy();
    let mut world = World::new(activities, 1, seconds(1), policy, faults, visitors);
    world.step(Action::Connect).unwrap();
    world
}

#[test]
fn every_state_with_losses_and_slow_lists_is_lawful() {
    let faults = Faults {
        losses: 2,
        cuts: 1,
        ..Faults::default()
    };
    let visitors = vec![watcher(8, true)];
    let world = connected(1, faults, visitors);
    explore("losses and slow lists", world, 5_000_000);
}

#[test]
fn every_state_with_odd_messages_and_odd_lists_is_lawful() {
    let faults = Faults {
        duplicates: 1,
        reorderings: 1,
        undecodable: 1,
        nameless: 1,
        failed_lists: 1,
        ..Faults::default()
    };
    let visitors = vec![watcher(8, true), Visitor::Waiter(0)];
    let world = connected(1, faults, visitors);
    explore("odd messages and odd lists", world, 5_000_000);
}

#[test]
fn every_state_with_a_slow_and_a_late_watcher_on_a_dead_stream_is_lawful() {
    let faults = Faults {
        freezes: 1,
        ..Faults::default()
    };
    let visitors = vec![watcher(1, false), watcher(8, true)];
    let mut world = connected(2, faults, visitors);
    world.updates = 0;
    explore("a slow and late watcher on a dead stream", world, 5_000_000);
}
