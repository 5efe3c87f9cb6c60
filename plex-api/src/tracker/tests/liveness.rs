//! Laws that hold once nothing goes wrong any more.

use super::model::{Faults, ServerLife, World};
use super::model_actions::{Action, Quirk};
use crate::tracker::Input;

/// Longer than any period of the policy that the worlds use, and several of them in a row.
const LONG: u64 = 40;

/// Lets everything arrive for a long while, and checks that all is known that is to be known; then
/// lets everything end without a word, and checks that every end is found.
pub(super) fn come_to_rest(world: World) -> Result<(), String> {
    come_to_rest_unless(world, |_| false)
}

/// Like [`come_to_rest`], but stops where `seen` says that a world has come to rest from here before.
pub(super) fn come_to_rest_unless(
    mut world: World,
    mut seen: impl FnMut(&World) -> bool,
) -> Result<(), String> {
    world.faults = Faults::default();
    if !rest(&mut world, &mut seen)? {
        return Ok(());
    }
    for (index, id) in world.ids.iter().enumerate() {
        let running = world.tracker.find(id).is_some();
        let should = matches!(world.server[index], ServerLife::Running { .. });
        let title = world
            .tracker
            .find(id)
            .and_then(|one| one.activity.title.clone());
        let newest = match world.server[index] {
            ServerLife::Running { updates, .. } => Some(super::model::title_of(updates)),
            _ => None,
        };
        if running != should || title.as_deref() != newest.as_deref() {
            return Err(format!(
                "at rest {index} runs: {should} as {newest:?}, the tracker says {running}, {title:?}"
            ));
        }
    }
    for watcher in &world.watchers {
        watcher.at_rest(&world.tracker, &world.ids)?;
    }
    for onlooker in &world.onlookers {
        onlooker.at_rest(&world.tracker)?;
    }
    world.wire.clear();
    for life in &mut world.server {
        if let ServerLife::Running { updates, .. } = *life {
            *life = ServerLife::Over {
                updates,
                at: world.now,
            };
        }
    }
    rest(&mut world, &mut |_| false)?;
    if let Some(running) = world.tracker.running().next() {
        return Err(format!("an end was lost: {running:?}"));
    }
    for watcher in &world.watchers {
        watcher.at_rest(&world.tracker, &world.ids)?;
    }
    if let Some(waiter) = world.waiters.iter().find(|one| one.result.is_none()) {
        return Err(format!("nobody woke {waiter:?}"));
    }
    if let Some(idle_waiter) = world.idle_waiters.iter().find(|one| !one.done) {
        return Err(format!("nobody woke {idle_waiter:?}"));
    }
    Ok(())
}

/// Returns `true` if it did not meet a state that was seen before.
fn rest(world: &mut World, seen: &mut impl FnMut(&World) -> bool) -> Result<bool, String> {
    if !world.up {
        world.step(Action::Connect)?;
    }
    // A list that somebody asks for finds activities that nobody waits for and no message reports.
    world.apply(Input::ListDue)?;
    for _ in 0..LONG {
        if !world.up {
            world.step(Action::Connect)?;
        }
        while !world.wire.is_empty() {
            world.step(Action::Deliver(0))?;
        }
        while !world.lists.is_empty() {
            if world.actions().contains(&Action::Arrive(0)) {
                world.step(Action::Arrive(0))?;
            } else {
                world.step(Action::Answer(0, Quirk::None))?;
            }
        }
        for index in 0..world.watchers.len() {
            while world.watchers[index].woken {
                world.step(Action::Take(index))?;
            }
        }
        world.seconds += 1;
        world.step(Action::Advance)?;
        if seen(world) {
            return Ok(false);
        }
    }
    Ok(true)
}
